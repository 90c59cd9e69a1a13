//! Paxos Commit: Jim Gray and Leslie Lamport, "Consensus on Transaction Commit", ACM TODS 31 (1),
//! 2006.
//!
//! It solves atomic commitment without blocking: each participant's vote is decided by an instance
//! of Paxos of its own, with the same 2F + 1 acceptors, so that the outcome can be found out as
//! long as F + 1 of them are up, whoever else has crashed. With F = 0 the coordinator is the only
//! acceptor, and it is two-phase commit.
//!
//! Rules, with the paper's names:
//!
//! 1. The leader (here the coordinator that a client asks) sends `Prepare`. A participant takes its
//!    locks and forces a *prepare* record, or aborts for good.
//! 2. It says so as the proposer of ballot 0 of its own instance: a phase 2a message, `Prepared` or
//!    `Aborted`, to F + 1 acceptors.
//! 3. An acceptor accepts ballot 0 of all instances in one bundle, with one forced record, when it
//!    has heard from all, or that one has aborted. It answers the leader with one phase 2b message.
//! 4. The transaction is committed when *prepared* is chosen in every instance, that is accepted by
//!    F + 1 acceptors in one ballot, and aborted when *aborted* is chosen in one. The leader tells
//!    the participants. It need not remember: any leader would find the same.
//! 5. A leader that waits for too long, or an acceptor in place of a leader that has failed, takes
//!    a higher ballot for all instances: phase 1a to all acceptors (`NewBallot`), phase 1b with
//!    what was accepted (`Promise`), phase 2a with the value of the highest ballot of each
//!    instance, or *aborted* where there is none (`Accept`), phase 2b (`Accepted`).
//! 6. A prepared participant that hears nothing asks all acceptors. Who knows the outcome tells it,
//!    and who does not leads a ballot, each in its turn.
//! 7. Acceptors record promises and acceptances before they answer; recovery is by the log.
//!
//! # Caveats
//!
//! - The bank is that of two-phase commit, without read-only votes. `Prepare` comes from the
//!   coordinator that a client asked, and not from the participant that began.
//! - The acceptors are a transaction's coordinator, and 2F nodes of their own.
//! - Leaders are elected by time-outs and ranks; two at once cost time, never safety.
//! - Decisions are not acknowledged, and nothing is forgotten: logs are never cut short.
//! - Phase 2b messages go to the leader only: Faster Paxos Commit, where acceptors send them to the
//!   participants themselves and a message delay is saved, is left out.
//! - A client whose coordinator crashes is not answered. A lost disk is not survived.

pub mod acceptor;
mod messages;
pub mod participant;
mod progress;

pub use messages::*;
pub use progress::blocked;

use crate::protocols::acceptance::Adopt;
use crate::protocols::commitment::bank::{Bank, Locking, Terms};
use crate::protocols::commitment::log::Log;
use crate::protocols::commitment::transaction::{ACCOUNTS_MAX, Id, Members, PARTICIPANTS_MAX};
use crate::protocols::commitment::{
    Answer, Committing, Finding, Note, Observer, Outcome, Rank, Sites, Values, Who,
};
use crate::sim::param::{ParamError, ParamSpec, Params};
use crate::sim::protocol::{
    Configured, Effects, Facts, Goal, NoChoice, NodeId, Observation, Protocol,
};
use crate::sim::sight::Sight;
use crate::sim::word::Word;
use acceptor::Acceptor;
use participant::Participant;

/// Above two message delays, a forced write and the longest wait for a lock.
const VOTES_US: u64 = 150_000;
/// Above four message delays and two forced writes.
const BALLOT_US: u64 = 90_000;
/// Between two acceptors that would lead: about what a ballot takes.
const TURN_US: u64 = 60_000;

/// The configuration: sizes, and the rules that may be broken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaxosCommit {
    pub sites: Sites,
    pub terms: Terms,
    /// F.
    pub tolerates: u16,
    pub all_must_vote_yes: bool,
    /// Rule 7.
    pub forces_acceptance: bool,
    /// Rule 5.
    pub adopt: Adopt,
    pub keeps_promise: bool,
    /// Rule 4.
    pub needs_quorum: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Coordinators among them.
    Acceptor(Acceptor),
    Participant(Participant),
}

const PARAMS: [ParamSpec; 11] = [
    ParamSpec::number("n", 1, PARTICIPANTS_MAX as u32, "3"),
    ParamSpec::number("coord", 1, 3, "1"),
    ParamSpec::number("accounts", 1, ACCOUNTS_MAX as u32, "2"),
    ParamSpec::number("tolerate", 0, 2, "1"),
    ParamSpec::variant("lock", &["timeout", "waitdie"], "timeout"),
    ParamSpec::rule("all", &["every", "some"], "every"),
    ParamSpec::rule("fprep", &["forced", "lazy"], "forced"),
    ParamSpec::rule("facc", &["forced", "lazy"], "forced"),
    ParamSpec::rule("adopt", &["highest", "ignore"], "highest"),
    ParamSpec::rule("promise", &["keep", "break"], "keep"),
    ParamSpec::rule("choose", &["quorum", "one"], "quorum"),
];

impl PaxosCommit {
    /// Of a transaction, the coordinator first; they take turns in this order.
    pub fn acceptor_ids(&self, id: Id) -> impl Iterator<Item = NodeId> + use<> {
        let first = self.sites.count();
        let own = (first..first + 2 * self.tolerates).map(NodeId);
        std::iter::once(NodeId(id.coordinator)).chain(own)
    }

    fn rank(&self, id: Id, acceptor: NodeId) -> Rank {
        if acceptor.0 == id.coordinator {
            return Rank(0);
        }
        Rank(acceptor.0.saturating_sub(self.sites.count()) + 1)
    }

    fn ranked(&self, id: Id, rank: Rank) -> NodeId {
        match rank.0 {
            0 => NodeId(id.coordinator),
            rank => NodeId(self.sites.count() + rank - 1),
        }
    }

    /// How many acceptors choose.
    pub fn quorum(&self) -> u16 {
        if self.needs_quorum { self.tolerates + 1 } else { 1 }
    }

    /// Rule 4, of what is chosen so far.
    fn outcome(&self, chosen: Values, members: Members) -> Option<Outcome> {
        if !chosen.missing(members).is_empty() {
            let refused = self.all_must_vote_yes && !chosen.aborted.is_empty();
            return refused.then_some(Outcome::Abort);
        }
        let refused = if self.all_must_vote_yes {
            !chosen.aborted.is_empty()
        } else {
            chosen.prepared.is_empty()
        };
        Some(if refused { Outcome::Abort } else { Outcome::Commit })
    }

    /// An acceptor that is no coordinator.
    pub fn is_own_acceptor(&self, node: NodeId) -> bool {
        node.0 >= self.sites.count()
    }
}

impl Committing for PaxosCommit {
    fn sites(&self) -> Sites {
        self.sites
    }

    fn leaders(&self) -> impl Iterator<Item = NodeId> {
        let own = (self.sites.count()..self.nodes()).map(NodeId);
        self.sites.coordinator_ids().chain(own)
    }

    fn who(&self, node: NodeId) -> Who {
        if !self.is_own_acceptor(node) {
            return self.sites.who(node);
        }
        Who { letter: 'A', number: node.0 - self.sites.count() + 2 }
    }

    fn terms(&self) -> Terms {
        self.terms
    }

    fn forces(&self, _: Outcome) -> bool {
        true
    }

    fn lock_timer(id: Id) -> Timer {
        Timer::Lock(id)
    }

    fn bank(state: &State) -> Option<&Bank> {
        match state {
            State::Participant(participant) => Some(&participant.bank),
            State::Acceptor(_) => None,
        }
    }

    fn log(state: &State) -> Option<&Log> {
        match state {
            State::Acceptor(acceptor) => Some(&acceptor.log),
            State::Participant(_) => None,
        }
    }

    fn answer(&self, coordinator: &State, id: Id) -> Option<Outcome> {
        let State::Acceptor(acceptor) = coordinator else { return None };
        acceptor.outcome(id)
    }
}

impl Configured for PaxosCommit {
    const PARAMS: &'static [ParamSpec] = &PARAMS;

    fn from_params(params: &Params) -> Result<PaxosCommit, ParamError> {
        let get = |index: usize| params.get(&PARAMS[index]);
        let number = |index: usize| params.number(&PARAMS[index]) as u16;
        Ok(PaxosCommit {
            sites: Sites { participants: number(0), coordinators: number(1), accounts: number(2) },
            terms: Terms {
                locking: if get(4) == "waitdie" { Locking::WaitDie } else { Locking::Timeout },
                read_only: false,
                forces_prepare: get(6) == "forced",
                strict: true,
            },
            tolerates: number(3),
            all_must_vote_yes: get(5) == "every",
            forces_acceptance: get(7) == "forced",
            adopt: if get(8) == "highest" { Adopt::Highest } else { Adopt::Ignore },
            keeps_promise: get(9) == "keep",
            needs_quorum: get(10) == "quorum",
        })
    }
}

impl Protocol for PaxosCommit {
    type Message = Message;
    type Timer = Timer;
    type Choice = NoChoice;
    type Request = Word;
    type Response = Answer;
    type Note = Note;
    type Durable = Log;
    type State = State;
    type Observer = Observer;
    type Finding = Finding;

    /// Above the longest wait between two inquiries or ballots and what may follow it.
    fn patience_us(&self) -> u64 {
        2_000_000
    }

    fn parse_request(&self, node: NodeId, word: Word) -> Result<Word, String> {
        self.sites.parse_request(node, word)
    }

    fn nodes(&self) -> u16 {
        self.sites.count() + 2 * self.tolerates
    }

    /// A transaction's coordinator is its first acceptor.
    fn name(&self, node: NodeId) -> String {
        self.who(node).to_string()
    }

    fn on_start(&self, me: NodeId, disk: &Log, fx: &mut Effects<PaxosCommit>) -> State {
        if self.sites.is_coordinator(me) || self.is_own_acceptor(me) {
            State::Acceptor(Acceptor::start(self, me, disk, fx))
        } else {
            State::Participant(Participant::start(self, me, disk, fx))
        }
    }

    fn on_message(
        &self,
        me: NodeId,
        state: &mut State,
        from: NodeId,
        message: &Message,
        fx: &mut Effects<PaxosCommit>,
    ) {
        match state {
            State::Acceptor(acceptor) => acceptor.on_message(self, me, from, message, fx),
            State::Participant(participant) => participant.on_message(self, me, message, fx),
        }
    }

    fn on_timer(
        &self,
        me: NodeId,
        state: &mut State,
        timer: &Timer,
        fx: &mut Effects<PaxosCommit>,
    ) {
        match state {
            State::Acceptor(acceptor) => acceptor.on_timer(self, me, *timer, fx),
            State::Participant(participant) => participant.on_timer(self, *timer, fx),
        }
    }

    fn on_request(
        &self,
        me: NodeId,
        state: &mut State,
        word: &Word,
        fx: &mut Effects<PaxosCommit>,
    ) {
        if let State::Acceptor(acceptor) = state {
            acceptor.on_request(self, me, *word, fx);
        }
    }

    fn on_choice(&self, _: NodeId, _: &mut State, choice: &NoChoice, _: &mut Effects<PaxosCommit>) {
        match *choice {}
    }

    fn memory(&self, me: NodeId, state: &State) -> Facts {
        match state {
            State::Acceptor(acceptor) => acceptor.facts(),
            State::Participant(participant) => {
                participant.bank.facts(self.terms, self.sites.index(me))
            }
        }
    }

    fn disk(&self, _: NodeId, disk: &Log) -> Facts {
        disk.facts()
    }

    fn observe(
        &self,
        seen: &mut Observer,
        world: &dyn Sight<PaxosCommit>,
        found: &mut Vec<Observation<Finding>>,
    ) {
        seen.look(self, world, found);
    }

    fn goal(&self, _: &Observer, world: &dyn Sight<PaxosCommit>) -> Goal {
        progress::goal(self, world)
    }
}
