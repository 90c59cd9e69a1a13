//! Two-phase commit with a coordinator that crashes and does not come back. It writes its decision
//! first and then sends it to one manager at a time, so that a crash can leave it half delivered. A
//! manager in doubt asks the others and decides if one of them has; otherwise it is blocked.

use std::fmt;

use super::tcommit::{ABORTED, COMMITTED, PREPARED, WORKING, is_consistent};
use crate::check::model::{Model, Property};
use crate::check::packed::{ROW_MAX, Row, Set};
use crate::check::symmetry::sorted;
use crate::sim::param::{ParamSpec, Params};

const N: ParamSpec = ParamSpec::number("n", 1, ROW_MAX as u32, "2");
pub const PARAMS: &[ParamSpec] = &[N];

#[derive(Clone)]
pub struct TwoPhaseBlock {
    managers: usize,
}

pub fn from_params(params: &Params) -> TwoPhaseBlock {
    TwoPhaseBlock { managers: params.number(&N) as usize }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    managers: Row,
    /// `WORKING`, `COMMITTED` or `ABORTED`: what the coordinator has written.
    decision: u8,
    is_up: bool,
    /// Whose `Prepared` the coordinator has received.
    prepared: Set,
    /// Who has sent `Prepared`, and to whom the decision has been sent.
    prepared_sent: Set,
    decision_sent: Set,
}

#[derive(Clone, Copy)]
pub enum Action {
    Commit,
    Abort,
    Crash,
    Prepare(usize),
    ChooseToAbort(usize),
    ReceivePrepared(usize),
    Send(usize),
    Receive(usize),
    /// A manager in doubt learns the decision from another.
    Learn {
        manager: usize,
        from: usize,
    },
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Commit => write!(f, "TM writes Commit"),
            Action::Abort => write!(f, "TM writes Abort"),
            Action::Crash => write!(f, "TM crashes"),
            Action::Prepare(rm) => write!(f, "RM{} prepares", rm + 1),
            Action::ChooseToAbort(rm) => write!(f, "RM{} chooses to abort", rm + 1),
            Action::ReceivePrepared(rm) => write!(f, "TM receives Prepared from RM{}", rm + 1),
            Action::Send(rm) => write!(f, "TM sends its decision to RM{}", rm + 1),
            Action::Receive(rm) => write!(f, "RM{} receives the decision", rm + 1),
            Action::Learn { manager, from } => {
                write!(f, "RM{} learns the decision from RM{}", manager + 1, from + 1)
            }
        }
    }
}

impl TwoPhaseBlock {
    fn manager_actions(&self, rm: usize, state: &State, out: &mut Vec<Action>) {
        let at = state.managers.get(rm);
        if at == WORKING {
            out.push(Action::Prepare(rm));
            out.push(Action::ChooseToAbort(rm));
        }
        if state.decision_sent.has(rm) {
            out.push(Action::Receive(rm));
        }
        if !state.is_up && at == PREPARED {
            let decided = |from: &usize| matches!(state.managers.get(*from), COMMITTED | ABORTED);
            let from = (0..self.managers).filter(decided);
            out.extend(from.map(|from| Action::Learn { manager: rm, from }));
        }
    }
}

impl Model for TwoPhaseBlock {
    type State = State;
    type Action = Action;

    fn initial(&self) -> Vec<State> {
        vec![State {
            managers: Row::default(),
            decision: WORKING,
            is_up: true,
            prepared: Set::default(),
            prepared_sent: Set::default(),
            decision_sent: Set::default(),
        }]
    }

    fn actions(&self, state: &State, out: &mut Vec<Action>) {
        if state.is_up {
            if state.decision == WORKING {
                out.extend(state.prepared_sent.iter().map(Action::ReceivePrepared));
                if state.prepared.len() == self.managers {
                    out.push(Action::Commit);
                }
                out.push(Action::Abort);
            } else {
                out.extend((0..self.managers).map(Action::Send));
            }
            out.push(Action::Crash);
        }
        for rm in 0..self.managers {
            self.manager_actions(rm, state, out);
        }
    }

    fn next(&self, state: &State, action: &Action) -> Option<State> {
        let mut next = *state;
        let mut manager = |rm, to| next.managers = next.managers.with(rm, to);
        match *action {
            Action::Commit => next.decision = COMMITTED,
            Action::Abort => next.decision = ABORTED,
            Action::Crash => next.is_up = false,
            Action::Prepare(rm) => {
                manager(rm, PREPARED);
                next.prepared_sent = next.prepared_sent.with(rm);
            }
            Action::ChooseToAbort(rm) => manager(rm, ABORTED),
            Action::ReceivePrepared(rm) => next.prepared = next.prepared.with(rm),
            Action::Send(rm) => next.decision_sent = next.decision_sent.with(rm),
            Action::Receive(rm) => manager(rm, state.decision),
            Action::Learn { manager: rm, from } => manager(rm, state.managers.get(from)),
        }
        Some(next)
    }

    const SYMMETRIC: bool = true;

    fn representative(&self, state: &State) -> State {
        let State { managers, prepared, prepared_sent, decision_sent, .. } = *state;
        let order = sorted(self.managers, |rm| {
            (managers.get(rm), prepared.has(rm), prepared_sent.has(rm), decision_sent.has(rm))
        });
        State {
            managers: managers.reordered(&order),
            prepared: prepared.reordered(&order),
            prepared_sent: prepared_sent.reordered(&order),
            decision_sent: decision_sent.reordered(&order),
            ..*state
        }
    }

    fn properties(&self) -> Vec<Property<TwoPhaseBlock>> {
        vec![
            Property::always("consistent", |model: &TwoPhaseBlock, state: &State| {
                is_consistent(state.managers, model.managers)
            }),
            // The coordinator is down, every manager is in doubt and no decision is under way.
            Property::always("not-blocked", |model: &TwoPhaseBlock, state: &State| {
                let in_doubt = |rm| state.managers.get(rm) == PREPARED;
                let all_in_doubt = (0..model.managers).all(in_doubt);
                state.is_up || !all_in_doubt || !state.decision_sent.is_empty()
            }),
        ]
    }

    fn words(&self, action: &Action) -> String {
        action.to_string()
    }
}
