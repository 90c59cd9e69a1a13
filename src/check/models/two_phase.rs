//! Two-phase commit: Gray and Lamport, "Consensus on Transaction Commit" (2006), module `TwoPhase`.
//! What has been sent is a set that never shrinks: messages may be lost (never received), received
//! twice and overtaken.

use std::fmt;

use super::tcommit::{ABORTED, COMMITTED, PREPARED, WORKING, is_consistent};
use crate::check::model::{Model, Property};
use crate::check::packed::{ROW_MAX, Row, Set};
use crate::check::symmetry::sorted;
use crate::sim::param::{ParamSpec, Params};

#[derive(Clone)]
pub struct TwoPhase {
    managers: usize,
    mutant: Mutant,
}

/// A rule that is broken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mutant {
    None,
    /// The coordinator commits once anybody has prepared.
    AnyYes,
    /// A prepared manager aborts of its own accord.
    Unprepare,
    /// The coordinator aborts after it has committed.
    Forget,
}

const N: ParamSpec = ParamSpec::number("n", 1, ROW_MAX as u32, "3");
const MUTANT: ParamSpec =
    ParamSpec::rule("mutant", &["none", "any-yes", "unprepare", "forget"], "none");
pub const PARAMS: &[ParamSpec] = &[N, MUTANT];

pub fn from_params(params: &Params) -> TwoPhase {
    let mutant = match params.get(&MUTANT) {
        "any-yes" => Mutant::AnyYes,
        "unprepare" => Mutant::Unprepare,
        "forget" => Mutant::Forget,
        _ => Mutant::None,
    };
    TwoPhase { managers: params.number(&N) as usize, mutant }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    managers: Row,
    coordinator: Coordinator,
    /// Whose `Prepared` the coordinator has received.
    prepared: Set,
    /// Who has sent `Prepared`.
    sent: Set,
    commit_sent: bool,
    abort_sent: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Coordinator {
    Waiting,
    Committed,
    Aborted,
}

#[derive(Clone, Copy)]
pub enum Action {
    ReceivePrepared(usize),
    Commit,
    Abort,
    Prepare(usize),
    ChooseToAbort(usize),
    ReceiveCommit(usize),
    ReceiveAbort(usize),
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::ReceivePrepared(rm) => write!(f, "TM receives Prepared from RM{}", rm + 1),
            Action::Commit => write!(f, "TM commits"),
            Action::Abort => write!(f, "TM aborts"),
            Action::Prepare(rm) => write!(f, "RM{} prepares", rm + 1),
            Action::ChooseToAbort(rm) => write!(f, "RM{} chooses to abort", rm + 1),
            Action::ReceiveCommit(rm) => write!(f, "RM{} receives Commit", rm + 1),
            Action::ReceiveAbort(rm) => write!(f, "RM{} receives Abort", rm + 1),
        }
    }
}

impl TwoPhase {
    fn may_commit(&self, state: &State) -> bool {
        match self.mutant {
            Mutant::AnyYes => !state.prepared.is_empty(),
            _ => state.prepared.len() == self.managers,
        }
    }

    fn all(&self, state: &State, at: u8) -> bool {
        (0..self.managers).all(|rm| state.managers.get(rm) == at)
    }
}

impl Model for TwoPhase {
    type State = State;
    type Action = Action;

    fn initial(&self) -> Vec<State> {
        vec![State {
            managers: Row::default(),
            coordinator: Coordinator::Waiting,
            prepared: Set::default(),
            sent: Set::default(),
            commit_sent: false,
            abort_sent: false,
        }]
    }

    fn actions(&self, state: &State, out: &mut Vec<Action>) {
        let waiting = state.coordinator == Coordinator::Waiting;
        if waiting {
            out.extend(state.sent.iter().map(Action::ReceivePrepared));
            if self.may_commit(state) {
                out.push(Action::Commit);
            }
        }
        let forgot = self.mutant == Mutant::Forget && state.coordinator == Coordinator::Committed;
        if waiting || forgot {
            out.push(Action::Abort);
        }
        for rm in 0..self.managers {
            let at = state.managers.get(rm);
            if at == WORKING {
                out.push(Action::Prepare(rm));
            }
            if at == WORKING || at == PREPARED && self.mutant == Mutant::Unprepare {
                out.push(Action::ChooseToAbort(rm));
            }
            if state.commit_sent {
                out.push(Action::ReceiveCommit(rm));
            }
            if state.abort_sent {
                out.push(Action::ReceiveAbort(rm));
            }
        }
    }

    fn next(&self, state: &State, action: &Action) -> Option<State> {
        let mut next = *state;
        match *action {
            Action::ReceivePrepared(rm) => next.prepared = next.prepared.with(rm),
            Action::Commit => {
                next.coordinator = Coordinator::Committed;
                next.commit_sent = true;
            }
            Action::Abort => {
                next.coordinator = Coordinator::Aborted;
                next.abort_sent = true;
            }
            Action::Prepare(rm) => {
                next.managers = next.managers.with(rm, PREPARED);
                next.sent = next.sent.with(rm);
            }
            Action::ReceiveCommit(rm) => next.managers = next.managers.with(rm, COMMITTED),
            Action::ChooseToAbort(rm) | Action::ReceiveAbort(rm) => {
                next.managers = next.managers.with(rm, ABORTED);
            }
        }
        Some(next)
    }

    const SYMMETRIC: bool = true;

    fn representative(&self, state: &State) -> State {
        let State { managers, prepared, sent, .. } = *state;
        let order = sorted(self.managers, |rm| (managers.get(rm), prepared.has(rm), sent.has(rm)));
        State {
            managers: managers.reordered(&order),
            prepared: prepared.reordered(&order),
            sent: sent.reordered(&order),
            ..*state
        }
    }

    fn properties(&self) -> Vec<Property<TwoPhase>> {
        vec![
            Property::always("consistent", |model: &TwoPhase, state: &State| {
                is_consistent(state.managers, model.managers)
            }),
            Property::sometimes("all-committed", |model: &TwoPhase, state: &State| {
                model.all(state, COMMITTED)
            }),
            Property::sometimes("all-aborted", |model: &TwoPhase, state: &State| {
                model.all(state, ABORTED)
            }),
        ]
    }

    fn words(&self, action: &Action) -> String {
        action.to_string()
    }
}
