//! Transaction commit as it is specified, without a protocol: Gray and Lamport, "Consensus on
//! Transaction Commit" (2006), module `TCommit`. Resource managers prepare, then commit once all
//! have prepared; each may abort as long as none has committed.

use std::fmt;

use crate::check::model::{Model, Property};
use crate::check::packed::{ROW_MAX, Row};
use crate::check::symmetry::sorted;
use crate::sim::param::{ParamSpec, Params};

pub const WORKING: u8 = 0;
pub const PREPARED: u8 = 1;
pub const COMMITTED: u8 = 2;
pub const ABORTED: u8 = 3;

#[derive(Clone)]
pub struct TransactionCommit {
    managers: usize,
}

const N: ParamSpec = ParamSpec::number("n", 1, ROW_MAX as u32, "3");
pub const PARAMS: &[ParamSpec] = &[N];

pub fn from_params(params: &Params) -> TransactionCommit {
    TransactionCommit { managers: params.number(&N) as usize }
}

/// A manager and the state it goes to.
#[derive(Clone, Copy)]
pub struct Turn {
    manager: usize,
    to: u8,
}

impl fmt::Display for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let does = match self.to {
            PREPARED => "prepares",
            COMMITTED => "commits",
            _ => "aborts",
        };
        write!(f, "RM{} {does}", self.manager + 1)
    }
}

impl Model for TransactionCommit {
    type State = Row;
    type Action = Turn;

    fn initial(&self) -> Vec<Row> {
        vec![Row::default()]
    }

    fn actions(&self, state: &Row, out: &mut Vec<Turn>) {
        let all = |fits: fn(u8) -> bool| (0..self.managers).all(|rm| fits(state.get(rm)));
        let may_commit = all(|rm| rm == PREPARED || rm == COMMITTED);
        let may_abort = all(|rm| rm != COMMITTED);
        for manager in 0..self.managers {
            let at = state.get(manager);
            if at == WORKING {
                out.push(Turn { manager, to: PREPARED });
            }
            if at == PREPARED && may_commit {
                out.push(Turn { manager, to: COMMITTED });
            }
            if (at == WORKING || at == PREPARED) && may_abort {
                out.push(Turn { manager, to: ABORTED });
            }
        }
    }

    fn next(&self, state: &Row, turn: &Turn) -> Option<Row> {
        Some(state.with(turn.manager, turn.to))
    }

    const SYMMETRIC: bool = true;

    fn representative(&self, state: &Row) -> Row {
        state.reordered(&sorted(self.managers, |rm| state.get(rm)))
    }

    fn properties(&self) -> Vec<Property<TransactionCommit>> {
        vec![Property::always("consistent", |model: &TransactionCommit, state: &Row| {
            is_consistent(*state, model.managers)
        })]
    }

    fn words(&self, action: &Turn) -> String {
        action.to_string()
    }
}

/// No manager has aborted while another has committed.
pub fn is_consistent(managers: Row, count: usize) -> bool {
    let any = |state| (0..count).any(|rm| managers.get(rm) == state);
    !(any(ABORTED) && any(COMMITTED))
}
