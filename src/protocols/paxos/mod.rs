//! Single-decree Paxos: Leslie Lamport, "Paxos Made Simple", ACM SIGACT News 32 (4), 2001; with the
//! quorums of Howard, Malkhi and Spiegelman, "Flexible Paxos", OPODIS 2016.
//!
//! It solves consensus: of the values that clients ask for, one is chosen, although processes crash
//! and restart and messages are lost, duplicated, delayed and reordered.
//!
//! Rules, with the paper's names:
//!
//! 1. A proposer picks a ballot higher than any it has used, records it on stable storage, and
//!    sends `Prepare` to the acceptors (phase 1a).
//! 2. An acceptor answers a `Prepare` whose ballot is higher than any it has answered,
//!    promising to accept nothing lower, with the proposal of the highest ballot it has accepted
//!    (phase 1b). Otherwise it may say so (`Reject`), an optimisation of §2.2.
//! 3. P2c. With promises of a quorum the proposer sends `Accept` (phase 2a) with the value of the
//!    highest-numbered proposal among the promises, or, when there is none, any value it likes. One
//!    ballot carries one value.
//! 4. P1a. An acceptor accepts unless it has promised a higher ballot, and answers `Accepted`
//!    (phase 2b).
//! 5. Acceptors record promises and acceptances on stable storage before they answer (§2.5).
//! 6. A value is chosen when a quorum of acceptors has accepted it in one ballot. Learners are told
//!    by the acceptors; a ballot's proposer is the distinguished learner and tells the others
//!    (§2.3).
//! 7. A proposer that hears nothing, or is refused, tries a higher ballot after a while. Random
//!    back-off, or a distinguished proposer (§2.4), lets one of them win.
//!
//! # Caveats
//!
//! - The distinguished proposer is the lowest-numbered one whose heartbeats arrive: time-outs, not
//!   an election. Two may think they are it for a while, and one whose heartbeats arrive is
//!   followed although it reaches no majority; that costs progress, never safety.
//! - A learner that missed everything learns from the next ballot; it does not ask on its own. A
//!   proposer with a waiting client runs such a ballot.
//! - A proposer that gave a ballot up counts no more of its answers. If the ballot is chosen after
//!   all, the proposer finds out by a further ballot.
//! - One decision, not a log: Multi-Paxos is another protocol. Acceptors never forget old ballots.
//! - Progress is judged by the paper's majority, whatever quorums are set: where a rule asks for
//!   more acceptors than a majority, a run that waits for them counts as stalled.
//! - A proposer's wishes are in memory: a crash loses them, and the client has to ask again.

mod acceptor;
mod learner;
mod messages;
mod observer;
mod proposer;

pub use messages::*;
pub use observer::{Finding, Observer, Who, best_reach};

pub use crate::protocols::acceptance::Adopt;
use crate::protocols::quorum::{Quorum, majority};
use crate::sim::param::{ParamError, ParamSpec, Params};
use crate::sim::protocol::{
    Configured, Effects, Facts, Goal, NoChoice, NodeId, Observation, Protocol,
};
use crate::sim::sight::Sight;
use crate::sim::word::Word;
pub use acceptor::Acceptor;
pub use learner::Learner;
pub use proposer::{Phase, Proposer, Wish};

/// The configuration: sizes, and the rules that may be broken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Paxos {
    pub proposers: u16,
    pub acceptors: u16,
    pub learners: u16,
    /// Promises that let a proposer go on, and acceptances that choose.
    pub phase1: Quorum,
    pub phase2: Quorum,
    pub adopt: Adopt,
    /// An acceptor refuses what is below its promise.
    pub keeps_promise: bool,
    pub store: Store,
    /// A ballot carries one value.
    pub one_value: bool,
    pub random_backoff: bool,
    pub distinguished: bool,
}

/// How state is recorded before an answer (rules 1 and 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Store {
    Forced,
    /// Written, and answered before it is on disk.
    Lazy,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Proposer,
    Acceptor,
    Learner,
}

/// What survives a crash. A proposer uses the round, an acceptor the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Record {
    pub round: u32,
    pub promised: Option<Ballot>,
    pub accepted: Option<Proposal>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Proposer(Proposer),
    Acceptor(Acceptor),
    Learner(Learner),
}

const NODES_MAX: u32 = 99;

const PARAMS: [ParamSpec; 11] = [
    ParamSpec::number("p", 1, 5, "2"),
    ParamSpec::number("n", 1, NODES_MAX, "3"),
    ParamSpec::number("l", 0, 5, "0"),
    ParamSpec::quorum("q1", NODES_MAX),
    ParamSpec::quorum("q2", NODES_MAX),
    ParamSpec::rule("adopt", &["highest", "ignore", "lowest"], "highest"),
    ParamSpec::rule("promise", &["keep", "break"], "keep"),
    ParamSpec::rule("store", &["forced", "lazy", "none"], "forced"),
    ParamSpec::rule("one", &["keep", "break"], "keep"),
    ParamSpec::rule("backoff", &["random", "fixed"], "random"),
    ParamSpec::variant("lead", &["off", "on"], "off"),
];

impl Paxos {
    pub fn role(&self, node: NodeId) -> Role {
        if node.0 < self.proposers {
            Role::Proposer
        } else if node.0 < self.proposers + self.acceptors {
            Role::Acceptor
        } else {
            Role::Learner
        }
    }

    pub fn proposer_ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.proposers).map(NodeId)
    }

    pub fn acceptor_ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (self.proposers..self.proposers + self.acceptors).map(NodeId)
    }

    pub fn learner_ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        let first = self.proposers + self.acceptors;
        (first..first + self.learners).map(NodeId)
    }

    /// Promises needed in phase 1.
    pub fn phase1_size(&self) -> usize {
        self.phase1.size(self.acceptors) as usize
    }

    /// Acceptances that choose.
    pub fn phase2_size(&self) -> usize {
        self.phase2.size(self.acceptors) as usize
    }

    /// What the paper asks for, whatever the rules in force say.
    pub fn majority(&self) -> usize {
        majority(self.acceptors) as usize
    }

    /// Records state as the rule in force says; what follows in `fx` waits for a forced write.
    fn record(&self, record: Record, fx: &mut Effects<Paxos>) {
        match self.store {
            Store::Forced => fx.persist(record),
            Store::Lazy => fx.write(record),
            Store::None => {}
        }
    }
}

impl Configured for Paxos {
    const PARAMS: &'static [ParamSpec] = &PARAMS;

    fn from_params(params: &Params) -> Result<Paxos, ParamError> {
        let get = |index: usize| params.get(&PARAMS[index]);
        let number = |index: usize| params.number(&PARAMS[index]) as u16;
        let acceptors = number(1);
        let quorum = |index: usize| {
            let (key, found) = (PARAMS[index].key, get(index));
            let fits = Quorum::parse(found).filter(|quorum| quorum.size(acceptors) <= acceptors);
            fits.ok_or_else(|| ParamError::Together {
                message: format!("{key} is {found}, but n gives only {acceptors} acceptors"),
            })
        };
        Ok(Paxos {
            proposers: number(0),
            acceptors,
            learners: number(2),
            phase1: quorum(3)?,
            phase2: quorum(4)?,
            adopt: match get(5) {
                "ignore" => Adopt::Ignore,
                "lowest" => Adopt::Lowest,
                _ => Adopt::Highest,
            },
            keeps_promise: get(6) == "keep",
            store: match get(7) {
                "lazy" => Store::Lazy,
                "none" => Store::None,
                _ => Store::Forced,
            },
            one_value: get(8) == "keep",
            random_backoff: get(9) == "random",
            distinguished: get(10) == "on",
        })
    }
}

impl Protocol for Paxos {
    type Message = Message;
    type Timer = Timer;
    type Choice = NoChoice;
    type Request = Word;
    type Response = Word;
    type Note = Note;
    type Durable = Record;
    type State = State;
    type Observer = Observer;
    type Finding = Finding;

    fn patience_us(&self) -> u64 {
        400_000
    }

    fn parse_request(&self, node: NodeId, word: Word) -> Result<Word, String> {
        match self.role(node) {
            Role::Proposer => Ok(word),
            _ => Err(format!("{} is not a proposer: clients ask proposers", self.name(node))),
        }
    }

    fn nodes(&self) -> u16 {
        self.proposers + self.acceptors + self.learners
    }

    fn name(&self, node: NodeId) -> String {
        Who::of(self, node).to_string()
    }

    fn on_start(&self, me: NodeId, disk: &Record, fx: &mut Effects<Paxos>) -> State {
        match self.role(me) {
            Role::Proposer => State::Proposer(Proposer::start(self, me, disk, fx)),
            Role::Acceptor => State::Acceptor(Acceptor::start(disk)),
            Role::Learner => State::Learner(Learner::default()),
        }
    }

    fn on_message(
        &self,
        me: NodeId,
        state: &mut State,
        from: NodeId,
        message: &Message,
        fx: &mut Effects<Paxos>,
    ) {
        match state {
            State::Proposer(proposer) => proposer.on_message(self, me, from, message, fx),
            State::Acceptor(acceptor) => acceptor.on_message(self, from, message, fx),
            State::Learner(learner) => learner.on_message(self, from, message, fx),
        }
    }

    fn on_timer(&self, me: NodeId, state: &mut State, timer: &Timer, fx: &mut Effects<Paxos>) {
        if let State::Proposer(proposer) = state {
            proposer.on_timer(self, me, *timer, fx);
        }
    }

    fn on_request(&self, me: NodeId, state: &mut State, value: &Word, fx: &mut Effects<Paxos>) {
        if let State::Proposer(proposer) = state {
            proposer.on_request(self, me, *value, fx);
        }
    }

    fn on_choice(&self, _: NodeId, _: &mut State, choice: &NoChoice, _: &mut Effects<Paxos>) {
        match *choice {}
    }

    fn memory(&self, _: NodeId, state: &State) -> Facts {
        match state {
            State::Proposer(proposer) => proposer.facts(self),
            State::Acceptor(acceptor) => acceptor.facts(),
            State::Learner(learner) => learner.facts(self),
        }
    }

    fn disk(&self, me: NodeId, disk: &Record) -> Facts {
        match self.role(me) {
            Role::Proposer => vec![("round", disk.round.to_string())],
            Role::Acceptor => acceptor::promised_and_accepted(disk.promised, disk.accepted),
            Role::Learner => Vec::new(),
        }
    }

    fn observe(
        &self,
        seen: &mut Observer,
        world: &dyn Sight<Paxos>,
        found: &mut Vec<Observation<Finding>>,
    ) {
        seen.look(self, world, found);
    }

    fn goal(&self, seen: &Observer, world: &dyn Sight<Paxos>) -> Goal {
        observer::goal(self, seen, world)
    }
}
