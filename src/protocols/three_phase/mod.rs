//! Three-phase commit: Dale Skeen, "Nonblocking Commit Protocols", ACM SIGMOD 1981, with the
//! termination protocol led by a backup coordinator; states q, w, p, a and c are Skeen's.
//!
//! It solves atomic commitment without blocking: those who have stayed up always end a transaction,
//! whoever else has crashed. It buys that with a third phase and with assumptions about time.
//!
//! **It assumes** that nodes fail by stopping, that no message between running nodes is lost, and
//! that a message takes at most 20 ms and a forced write 2 ms, so that silence proves a crash. A
//! node that crashes may take with it what it has sent and what has not arrived. Without that (a
//! partition, a loss, a pause, a delay) it is not safe: two sides may decide differently.
//!
//! Rules:
//!
//! 1. As in two-phase commit, the coordinator sends `Prepare`; a participant takes its locks,
//!    forces a *prepare* record and votes yes (from q to w), or aborts and votes no (to a).
//! 2. With a no, or a vote missing for too long, the coordinator aborts.
//! 3. With all votes yes it forces a *precommit* record and sends `Precommit`. A participant forces
//!    one, too, and acknowledges (from w to p). So nobody commits while anybody
//!    who has stayed up is still in w.
//! 4. With all acknowledgements, or when those missing must be down, the coordinator forces
//!    *commit* and sends `Commit` (to c). Decisions are not acknowledged and never forgotten.
//! 5. Termination. A participant that hears nothing for longer than the coordinator could take
//!    polls those before it. If none is up, it is the backup coordinator; otherwise one of them is.
//! 6. A backup in p will commit, one in w will abort. First it moves all others into its own state,
//!    by `Precommit` or `Retreat`, and waits for those who are up; then it decides and tells. So
//!    the next backup would decide the same.
//! 7. Who has not voted and is polled aborts, and says so; who has ended says how.
//! 8. Recovery. Who was down in w or p takes no part in termination: it asks all others until one
//!    knows. A coordinator without a precommit record answers abort.
//! 9. If all were down, and no disk has a decision, none was made: when all are back and in doubt,
//!    the first participant decides.
//!
//! # Caveats
//!
//! - The bank is that of two-phase commit, without read-only votes and presumptions.
//! - The election is by number, not by a protocol of its own: those before me answer or are down.
//! - After a total failure, rule 9 waits for everybody. Skeen lets those who failed last decide.
//! - Logs are never cut short; a client whose coordinator crashes is not answered; a lost disk is
//!   not survived.

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
use coordinator::Coordinator;
use participant::Participant;

/// Above two message delays and the forced writes between them.
const ROUND_US: u64 = 60_000;
/// Between two inquiries of who was down.
const ASK_US: u64 = 110_000;

/// The configuration: sizes, and the rules that may be broken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThreePhase {
    pub sites: Sites,
    pub terms: Terms,
    pub all_must_vote_yes: bool,
    /// Rule 3.
    pub precommits: bool,
    /// Rule 6.
    pub moves_first: bool,
    /// Rule 8.
    pub asks: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Coordinator(Coordinator),
    Participant(Participant),
}

const PARAMS: [ParamSpec; 9] = [
    ParamSpec::number("n", 1, PARTICIPANTS_MAX as u32, "3"),
    ParamSpec::number("coord", 1, 3, "1"),
    ParamSpec::number("accounts", 1, ACCOUNTS_MAX as u32, "2"),
    ParamSpec::variant("lock", &["timeout", "waitdie"], "timeout"),
    ParamSpec::rule("all", &["every", "some"], "every"),
    ParamSpec::rule("fprep", &["forced", "lazy"], "forced"),
    ParamSpec::rule("pre", &["keep", "skip"], "keep"),
    ParamSpec::rule("move", &["first", "skip"], "first"),
    ParamSpec::rule("recover", &["ask", "alone"], "ask"),
];

impl Configured for ThreePhase {
    const PARAMS: &'static [ParamSpec] = &PARAMS;

    fn from_params(params: &Params) -> Result<ThreePhase, ParamError> {
        let get = |index: usize| params.get(&PARAMS[index]);
        let number = |index: usize| params.number(&PARAMS[index]) as u16;
        Ok(ThreePhase {
            sites: Sites { participants: number(0), coordinators: number(1), accounts: number(2) },
            terms: Terms {
                locking: if get(3) == "waitdie" { Locking::WaitDie } else { Locking::Timeout },
                read_only: false,
                forces_prepare: get(5) == "forced",
                strict: true,
            },
            all_must_vote_yes: get(4) == "every",
            precommits: get(6) == "keep",
            moves_first: get(7) == "first",
            asks: get(8) == "ask",
        })
    }
}

impl Committing for ThreePhase {
    fn sites(&self) -> Sites {
        self.sites
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
        coordinator.outcome(id)
    }
}

impl Protocol for ThreePhase {
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

    fn on_start(&self, me: NodeId, disk: &Log, fx: &mut Effects<ThreePhase>) -> State {
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
        fx: &mut Effects<ThreePhase>,
    ) {
        match state {
            State::Coordinator(coordinator) => coordinator.on_message(self, from, message, fx),
            State::Participant(participant) => participant.on_message(self, me, from, message, fx),
        }
    }

    fn on_timer(&self, me: NodeId, state: &mut State, timer: &Timer, fx: &mut Effects<ThreePhase>) {
        match state {
            State::Coordinator(coordinator) => coordinator.on_timer(self, *timer, fx),
            State::Participant(participant) => participant.on_timer(self, me, *timer, fx),
        }
    }

    fn on_request(&self, me: NodeId, state: &mut State, word: &Word, fx: &mut Effects<ThreePhase>) {
        if let State::Coordinator(coordinator) = state {
            coordinator.on_request(self, me, *word, fx);
        }
    }

    fn on_choice(&self, _: NodeId, _: &mut State, choice: &NoChoice, _: &mut Effects<ThreePhase>) {
        match *choice {}
    }

    fn memory(&self, me: NodeId, state: &State) -> Facts {
        match state {
            State::Coordinator(coordinator) => coordinator.facts(),
            State::Participant(participant) => participant.facts(self, me),
        }
    }

    fn disk(&self, _: NodeId, disk: &Log) -> Facts {
        disk.facts()
    }

    fn observe(
        &self,
        seen: &mut Observer,
        world: &dyn Sight<ThreePhase>,
        found: &mut Vec<Observation<Finding>>,
    ) {
        seen.look(self, world, found);
    }

    fn goal(&self, _: &Observer, world: &dyn Sight<ThreePhase>) -> Goal {
        progress::goal(self, world)
    }
}
