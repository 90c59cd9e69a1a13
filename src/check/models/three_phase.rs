//! Three-phase commit (Skeen, 1981) with a coordinator that may crash. The termination protocol is
//! one step of a group of managers that can reach each other: commit if any of them has
//! precommitted or committed, otherwise abort. Without a partition the only group is all of them.

use std::fmt;

use super::tcommit::{ABORTED, COMMITTED, PREPARED, WORKING, is_consistent};
use crate::check::model::{Model, Property};
use crate::check::packed::{Row, Set};
use crate::check::symmetry::sorted;
use crate::sim::param::{ParamSpec, Params};

/// Groups are numbered by their members.
const MANAGERS_MAX: u32 = 10;
const N: ParamSpec = ParamSpec::number("n", 1, MANAGERS_MAX, "2");
const PARTITION: ParamSpec = ParamSpec::variant("partition", &["off", "on"], "off");
pub const PARAMS: &[ParamSpec] = &[N, PARTITION];

/// A manager's state beside those of transaction commit.
const PRECOMMITTED: u8 = 4;

#[derive(Clone)]
pub struct ThreePhase {
    managers: usize,
    partition: bool,
}

pub fn from_params(params: &Params) -> ThreePhase {
    ThreePhase { managers: params.number(&N) as usize, partition: params.get(&PARTITION) == "on" }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    managers: Row,
    coordinator: Coordinator,
    is_up: bool,
    /// Whose `Prepared` and whose `Ack` the coordinator has received.
    prepared: Set,
    acked: Set,
    /// What has been sent; it is never taken away.
    prepared_sent: Set,
    ack_sent: Set,
    /// What the coordinator has sent is what it has been: to abort, to precommit, to commit.
    sent: Set,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Coordinator {
    Waiting,
    Aborted,
    Precommitted,
    Committed,
}

const ABORT: usize = 0;
const PRECOMMIT: usize = 1;
const COMMIT: usize = 2;

#[derive(Clone, Copy)]
pub enum Action {
    Prepare(usize),
    ChooseToAbort(usize),
    ReceivePrepared(usize),
    Abort,
    Precommit,
    ReceivePrecommit(usize),
    ReceiveAck(usize),
    Commit,
    ReceiveCommit(usize),
    ReceiveAbort(usize),
    Crash,
    /// An undecided manager terminates with the others of a group, given by its members' bits.
    Terminate {
        manager: usize,
        group: usize,
    },
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Prepare(rm) => write!(f, "RM{} prepares", rm + 1),
            Action::ChooseToAbort(rm) => write!(f, "RM{} chooses to abort", rm + 1),
            Action::ReceivePrepared(rm) => write!(f, "TM receives Prepared from RM{}", rm + 1),
            Action::Abort => write!(f, "TM aborts"),
            Action::Precommit => write!(f, "TM precommits"),
            Action::ReceivePrecommit(rm) => write!(f, "RM{} precommits", rm + 1),
            Action::ReceiveAck(rm) => write!(f, "TM receives Ack from RM{}", rm + 1),
            Action::Commit => write!(f, "TM commits"),
            Action::ReceiveCommit(rm) => write!(f, "RM{} receives Commit", rm + 1),
            Action::ReceiveAbort(rm) => write!(f, "RM{} receives Abort", rm + 1),
            Action::Crash => write!(f, "TM crashes"),
            Action::Terminate { manager, group } => {
                let members = (0..MANAGERS_MAX).filter(|rm| group >> rm & 1 == 1);
                let members: Vec<String> = members.map(|rm| format!("RM{}", rm + 1)).collect();
                write!(f, "RM{} terminates with {}", manager + 1, members.join(", "))
            }
        }
    }
}

fn is_undecided(state: u8) -> bool {
    state != COMMITTED && state != ABORTED
}

impl ThreePhase {
    fn members(&self, group: usize) -> impl Iterator<Item = usize> + use<> {
        (0..self.managers).filter(move |rm| group >> rm & 1 == 1)
    }

    fn coordinator_actions(&self, state: &State, out: &mut Vec<Action>) {
        if !state.is_up {
            return;
        }
        match state.coordinator {
            Coordinator::Waiting => {
                out.extend(state.prepared_sent.iter().map(Action::ReceivePrepared));
                out.push(Action::Abort);
                if state.prepared.len() == self.managers {
                    out.push(Action::Precommit);
                }
            }
            Coordinator::Precommitted => {
                out.extend(state.ack_sent.iter().map(Action::ReceiveAck));
                if state.acked.len() == self.managers {
                    out.push(Action::Commit);
                }
            }
            Coordinator::Aborted | Coordinator::Committed => {}
        }
        out.push(Action::Crash);
    }

    fn terminate(&self, managers: Row, group: usize) -> Row {
        let commits = |rm| matches!(managers.get(rm), COMMITTED | PRECOMMITTED);
        let to = if self.members(group).any(commits) { COMMITTED } else { ABORTED };
        let undecided = self.members(group).filter(|rm| is_undecided(managers.get(*rm)));
        undecided.fold(managers, |row, rm| row.with(rm, to))
    }
}

impl Model for ThreePhase {
    type State = State;
    type Action = Action;

    fn initial(&self) -> Vec<State> {
        vec![State {
            managers: Row::default(),
            coordinator: Coordinator::Waiting,
            is_up: true,
            prepared: Set::default(),
            acked: Set::default(),
            prepared_sent: Set::default(),
            ack_sent: Set::default(),
            sent: Set::default(),
        }]
    }

    fn actions(&self, state: &State, out: &mut Vec<Action>) {
        self.coordinator_actions(state, out);
        for rm in 0..self.managers {
            let at = state.managers.get(rm);
            if at == WORKING {
                out.push(Action::Prepare(rm));
                out.push(Action::ChooseToAbort(rm));
            }
            if at == PREPARED && state.sent.has(PRECOMMIT) {
                out.push(Action::ReceivePrecommit(rm));
            }
            if at == PRECOMMITTED && state.sent.has(COMMIT) {
                out.push(Action::ReceiveCommit(rm));
            }
            if (at == WORKING || at == PREPARED) && state.sent.has(ABORT) {
                out.push(Action::ReceiveAbort(rm));
            }
        }
        if !state.is_up {
            let all = (1 << self.managers) - 1;
            for group in if self.partition { 1..=all } else { all..=all } {
                let members = self.members(group);
                let undecided = members.filter(|rm| is_undecided(state.managers.get(*rm)));
                out.extend(undecided.map(|manager| Action::Terminate { manager, group }));
            }
        }
    }

    fn next(&self, state: &State, action: &Action) -> Option<State> {
        let mut next = *state;
        let mut manager = |rm, to| next.managers = next.managers.with(rm, to);
        match *action {
            Action::Prepare(rm) => {
                manager(rm, PREPARED);
                next.prepared_sent = next.prepared_sent.with(rm);
            }
            Action::ChooseToAbort(rm) | Action::ReceiveAbort(rm) => manager(rm, ABORTED),
            Action::ReceivePrecommit(rm) => {
                manager(rm, PRECOMMITTED);
                next.ack_sent = next.ack_sent.with(rm);
            }
            Action::ReceiveCommit(rm) => manager(rm, COMMITTED),
            Action::ReceivePrepared(rm) => next.prepared = next.prepared.with(rm),
            Action::ReceiveAck(rm) => next.acked = next.acked.with(rm),
            Action::Abort => {
                next.coordinator = Coordinator::Aborted;
                next.sent = next.sent.with(ABORT);
            }
            Action::Precommit => {
                next.coordinator = Coordinator::Precommitted;
                next.sent = next.sent.with(PRECOMMIT);
            }
            Action::Commit => {
                next.coordinator = Coordinator::Committed;
                next.sent = next.sent.with(COMMIT);
            }
            Action::Crash => next.is_up = false,
            Action::Terminate { group, .. } => {
                next.managers = self.terminate(next.managers, group);
            }
        }
        Some(next)
    }

    const SYMMETRIC: bool = true;

    fn representative(&self, state: &State) -> State {
        let State { managers, prepared, acked, prepared_sent, ack_sent, .. } = *state;
        let sets = [prepared, acked, prepared_sent, ack_sent];
        let order = sorted(self.managers, |rm| (managers.get(rm), sets.map(|set| set.has(rm))));
        State {
            managers: managers.reordered(&order),
            prepared: prepared.reordered(&order),
            acked: acked.reordered(&order),
            prepared_sent: prepared_sent.reordered(&order),
            ack_sent: ack_sent.reordered(&order),
            ..*state
        }
    }

    fn properties(&self) -> Vec<Property<ThreePhase>> {
        vec![
            Property::always("consistent", |model: &ThreePhase, state: &State| {
                is_consistent(state.managers, model.managers)
            }),
            // With the coordinator down, who has not decided can.
            Property::always("not-blocked", |model: &ThreePhase, state: &State| {
                let undecided = |rm| is_undecided(state.managers.get(rm));
                let mut actions = Vec::new();
                model.actions(state, &mut actions);
                let terminates = |action: &Action| matches!(action, Action::Terminate { .. });
                state.is_up || !(0..model.managers).any(undecided) || actions.iter().any(terminates)
            }),
        ]
    }

    fn words(&self, action: &Action) -> String {
        action.to_string()
    }
}
