//! Two-phase commit: Jim Gray, "Notes on Data Base Operating Systems", 1978; with presumed abort,
//! presumed commit and read-only participants from C. Mohan, Bruce Lindsay and Ron Obermarck,
//! "Transaction Management in the R* Distributed Database Management System", ACM TODS 11 (4),
//! 1986.
//!
//! It solves atomic commitment: a transaction that touches accounts at several participants takes
//! effect at all of them or at none, although nodes crash and restart and messages are lost,
//! duplicated, delayed and reordered. It does not solve it without blocking: a participant that has
//! voted yes can only wait for the decision.
//!
//! Rules, with the papers' names:
//!
//! 1. The coordinator sends `Prepare` with the operations. Under presumed commit it first forces a
//!    *collecting* record that names the participants.
//! 2. A participant takes the locks the operations need, or waits for them. When it has them and
//!    the accounts allow the operations, it forces a *prepare* record and votes yes: it is now
//!    prepared and may decide nothing alone. Otherwise it aborts and votes no.
//! 3. Locks are held until the decision (strict two-phase locking).
//! 4. With all votes yes the coordinator forces a *commit* record and sends `Commit`. With a no, or
//!    a vote missing for too long, it aborts: it forces an *abort* record and sends `Abort` to all
//!    who did not vote no. Presumed abort writes that record lazily and tells who has voted yes;
//!    who votes yes later is answered by rule 7.
//! 5. A participant records the decision, carries it out, frees the locks and acknowledges. Which
//!    decisions are forced and acknowledged depends on the presumption: presumed nothing, both;
//!    presumed abort, commits; presumed commit, aborts.
//! 6. The coordinator repeats an acknowledged decision until all have acknowledged it, then writes
//!    an *end* record lazily and forgets. A decision that is not acknowledged it forgets at once.
//! 7. A prepared participant that hears nothing asks the coordinator, again and again. Asked about
//!    what it does not know, the coordinator answers by the presumption: commit under presumed
//!    commit, else abort.
//! 8. Cooperative termination: it asks the other participants, too. Who knows the decision tells
//!    it; who has not voted aborts, on disk, and says so; who is prepared can't help.
//! 9. Recovery is by the log. A participant that finds a prepare record without a decision is
//!    prepared, with its locks. A coordinator takes up acknowledged decisions without an end
//!    record, and aborts what it finds only collecting.
//! 10. Read-only: a participant that changes nothing votes read-only, frees its locks, writes no
//!     record and hears no decision.
//!
//! # Caveats
//!
//! - `Prepare` carries the operations: there is no separate phase of work before the commit. So a
//!   participant that waits for a lock has no other lock, and takes all it needs at once.
//! - A "presumed nothing" coordinator that crashes before it decides leaves no record and answers
//!   abort afterwards, as in R*'s description of the basic protocol.
//! - With `Prepare` carrying the operations, a read-only participant frees its locks before others
//!   have taken theirs: with rule 10 locking is not two-phase, and a transaction that reads at two
//!   participants may see one before and the other after a transfer. In R* all the work, and so all
//!   the locking, is done before `Prepare`.
//! - Logs are never cut short, and a participant remembers all it has ended: a late duplicate finds
//!   its transaction ended. Real systems bound this.
//! - The coordinator forces the count of its starts at each start, to name transactions for good.
//!   It belongs to no transaction and is in no cost.
//! - A client whose coordinator crashes is not answered. A transaction that only reads and whose
//!   coordinator crashes may be aborted after its client was told that it committed: it changed
//!   nothing.
//! - A lost disk is not survived.
//! - Flat transactions with one coordinator each: no tree of processes.

pub mod coordinator;
mod messages;
pub mod participant;
mod progress;

pub use messages::*;
pub use progress::blocked;

use crate::protocols::commitment::bank::{Bank, Locking, Terms};
use crate::protocols::commitment::log::Log;
use crate::protocols::commitment::transaction::{ACCOUNTS_MAX, Id, PARTICIPANTS_MAX};
use crate::protocols::commitment::{Answer, Committing, Finding, Note, Observer, Outcome, Sites};
use crate::sim::param::{ParamError, ParamSpec, Params};
use crate::sim::protocol::{
    Configured, Effects, Facts, Goal, NoChoice, NodeId, Observation, Protocol,
};
use crate::sim::sight::Sight;
use crate::sim::word::Word;
use coordinator::{Coordinator, Stage};
use participant::Participant;

/// The configuration: sizes, variants, and the rules that may be broken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TwoPhase {
    pub sites: Sites,
    pub terms: Terms,
    pub presume: Presume,
    pub cooperative: bool,
    pub all_must_vote_yes: bool,
    pub forces_decision: bool,
    pub alone: Alone,
    /// The coordinator remembers a decision until all have acknowledged it.
    pub remembers: bool,
}

/// What a coordinator without a record answers, and what that saves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presume {
    Nothing,
    Abort,
    Commit,
}

/// What a prepared participant does when it hears nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alone {
    Waits,
    Aborts,
    Commits,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Coordinator(Coordinator),
    Participant(Participant),
}

const PARAMS: [ParamSpec; 13] = [
    ParamSpec::number("n", 1, PARTICIPANTS_MAX as u32, "3"),
    ParamSpec::number("coord", 1, 3, "1"),
    ParamSpec::number("accounts", 1, ACCOUNTS_MAX as u32, "2"),
    ParamSpec::variant("presume", &["nothing", "abort", "commit"], "nothing"),
    ParamSpec::variant("ro", &["off", "on"], "off"),
    ParamSpec::variant("coop", &["on", "off"], "on"),
    ParamSpec::variant("lock", &["timeout", "waitdie"], "timeout"),
    ParamSpec::rule("all", &["every", "some"], "every"),
    ParamSpec::rule("fprep", &["forced", "lazy"], "forced"),
    ParamSpec::rule("fdec", &["forced", "lazy"], "forced"),
    ParamSpec::rule("alone", &["wait", "abort", "commit"], "wait"),
    ParamSpec::rule("remember", &["keep", "forget"], "keep"),
    ParamSpec::rule("strict", &["hold", "early"], "hold"),
];

impl TwoPhase {
    /// Rule 5.
    pub fn acknowledged(&self, outcome: Outcome) -> bool {
        match self.presume {
            Presume::Nothing => true,
            Presume::Abort => outcome == Outcome::Commit,
            Presume::Commit => outcome == Outcome::Abort,
        }
    }

    /// Rule 7.
    pub fn presumed(&self) -> Outcome {
        match self.presume {
            Presume::Commit => Outcome::Commit,
            Presume::Nothing | Presume::Abort => Outcome::Abort,
        }
    }
}

impl Committing for TwoPhase {
    fn sites(&self) -> Sites {
        self.sites
    }

    fn terms(&self) -> Terms {
        self.terms
    }

    fn forces(&self, outcome: Outcome) -> bool {
        self.forces_decision && self.acknowledged(outcome)
    }

    fn lock_timer(id: Id) -> Timer {
        Timer::Lock(id)
    }

    fn bank(state: &State) -> Option<&Bank> {
        match state {
            State::Participant(participant) => Some(&participant.bank),
            State::Coordinator(_) => None,
        }
    }

    fn log(state: &State) -> Option<&Log> {
        match state {
            State::Coordinator(coordinator) => Some(&coordinator.log),
            State::Participant(_) => None,
        }
    }

    fn answer(&self, coordinator: &State, id: Id) -> Option<Outcome> {
        let State::Coordinator(coordinator) = coordinator else { return None };
        match coordinator.open.get(&id).map(|open| &open.stage) {
            Some(Stage::Collecting(_)) => None,
            Some(Stage::Decided { outcome, .. }) => Some(*outcome),
            None => Some(self.presumed()),
        }
    }
}

impl Configured for TwoPhase {
    const PARAMS: &'static [ParamSpec] = &PARAMS;

    fn from_params(params: &Params) -> Result<TwoPhase, ParamError> {
        let get = |index: usize| params.get(&PARAMS[index]);
        let number = |index: usize| params.number(&PARAMS[index]) as u16;
        Ok(TwoPhase {
            sites: Sites { participants: number(0), coordinators: number(1), accounts: number(2) },
            terms: Terms {
                locking: if get(6) == "waitdie" { Locking::WaitDie } else { Locking::Timeout },
                read_only: get(4) == "on",
                forces_prepare: get(8) == "forced",
                strict: get(12) == "hold",
            },
            presume: match get(3) {
                "abort" => Presume::Abort,
                "commit" => Presume::Commit,
                _ => Presume::Nothing,
            },
            cooperative: get(5) == "on",
            all_must_vote_yes: get(7) == "every",
            forces_decision: get(9) == "forced",
            alone: match get(10) {
                "abort" => Alone::Aborts,
                "commit" => Alone::Commits,
                _ => Alone::Waits,
            },
            remembers: get(11) == "keep",
        })
    }
}

impl Protocol for TwoPhase {
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

    /// Above the longest wait between two inquiries and what may follow it.
    fn patience_us(&self) -> u64 {
        2_000_000
    }

    fn parse_request(&self, node: NodeId, word: Word) -> Result<Word, String> {
        self.sites.parse_request(node, word)
    }

    fn nodes(&self) -> u16 {
        self.sites.count()
    }

    fn name(&self, node: NodeId) -> String {
        self.sites.who(node).to_string()
    }

    fn on_start(&self, me: NodeId, disk: &Log, fx: &mut Effects<TwoPhase>) -> State {
        if self.sites.is_coordinator(me) {
            State::Coordinator(Coordinator::start(self, disk, fx))
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
        fx: &mut Effects<TwoPhase>,
    ) {
        match state {
            State::Coordinator(coordinator) => coordinator.on_message(self, from, message, fx),
            State::Participant(participant) => participant.on_message(self, me, from, message, fx),
        }
    }

    fn on_timer(&self, me: NodeId, state: &mut State, timer: &Timer, fx: &mut Effects<TwoPhase>) {
        match state {
            State::Coordinator(coordinator) => coordinator.on_timer(self, *timer, fx),
            State::Participant(participant) => participant.on_timer(self, me, *timer, fx),
        }
    }

    fn on_request(&self, me: NodeId, state: &mut State, word: &Word, fx: &mut Effects<TwoPhase>) {
        if let State::Coordinator(coordinator) = state {
            coordinator.on_request(self, me, *word, fx);
        }
    }

    fn on_choice(&self, _: NodeId, _: &mut State, choice: &NoChoice, _: &mut Effects<TwoPhase>) {
        match *choice {}
    }

    fn memory(&self, me: NodeId, state: &State) -> Facts {
        match state {
            State::Coordinator(coordinator) => coordinator.facts(),
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
        world: &dyn Sight<TwoPhase>,
        found: &mut Vec<Observation<Finding>>,
    ) {
        seen.look(self, world, found);
    }

    fn goal(&self, _: &Observer, world: &dyn Sight<TwoPhase>) -> Goal {
        progress::goal(self, world)
    }
}
