//! Two-phase commit with a backup for the transaction manager, and managers that may fail: Murat
//! Demirbas's module `2PCwithBTM`. Processes read each other's state; the transaction manager may
//! be hidden once it has decided, and the backup decides again from what it sees.

use std::fmt;

use super::tcommit::{ABORTED, COMMITTED, PREPARED, WORKING, is_consistent};
use crate::check::model::{Model, Property};
use crate::check::packed::{Row, Set};
use crate::check::symmetry::sorted;
use crate::sim::param::{ParamSpec, Params};

const N: ParamSpec = ParamSpec::number("n", 1, 12, "3");
const RM_FAILS: ParamSpec = ParamSpec::variant("rmfails", &["on", "off"], "on");
const TM_FAILS: ParamSpec = ParamSpec::variant("tmfails", &["on", "off"], "on");
pub const PARAMS: &[ParamSpec] = &[N, RM_FAILS, TM_FAILS];

/// A manager's state beside those of transaction commit. At most one fails.
const FAILED: u8 = 4;

#[derive(Clone)]
pub struct TwoPhaseBackup {
    managers: usize,
    rm_fails: bool,
    tm_fails: bool,
}

pub fn from_params(params: &Params) -> TwoPhaseBackup {
    TwoPhaseBackup {
        managers: params.number(&N) as usize,
        rm_fails: params.get(&RM_FAILS) == "on",
        tm_fails: params.get(&TM_FAILS) == "on",
    }
}

/// What is seen of the transaction manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Decision {
    None,
    Commit,
    Abort,
    Hidden,
}

/// How far a process that decides has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum At {
    Start,
    ToCommit,
    ToAbort,
    ToHide,
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    managers: Row,
    /// Those whose process has ended.
    ended: Set,
    decision: Decision,
    primary: At,
    backup: At,
}

#[derive(Clone, Copy)]
pub enum Action {
    Prepare(usize),
    Commit(usize),
    Abort(usize),
    /// A failure; one that does not come is a step that changes nothing.
    Fail(usize),
    End(usize),
    Choose {
        is_backup: bool,
        to: Chosen,
    },
    Write {
        is_backup: bool,
    },
    Hide,
    Rest,
}

/// What a process that decides is about to write.
#[derive(Clone, Copy)]
pub enum Chosen {
    Commit,
    Abort,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = |is_backup: &bool| if *is_backup { "BTM" } else { "TM" };
        match self {
            Action::Prepare(rm) => write!(f, "RM{} prepares", rm + 1),
            Action::Commit(rm) => write!(f, "RM{} commits", rm + 1),
            Action::Abort(rm) => write!(f, "RM{} aborts", rm + 1),
            Action::Fail(rm) => write!(f, "RM{} may fail", rm + 1),
            Action::End(rm) => write!(f, "RM{} ends", rm + 1),
            Action::Choose { is_backup, to: Chosen::Commit } => {
                write!(f, "{} sees that it may commit", who(is_backup))
            }
            Action::Choose { is_backup, to: Chosen::Abort } => {
                write!(f, "{} sees that it may abort", who(is_backup))
            }
            Action::Write { is_backup } => write!(f, "{} decides", who(is_backup)),
            Action::Hide => write!(f, "TM ends"),
            Action::Rest => write!(f, "all rest"),
        }
    }
}

impl TwoPhaseBackup {
    fn count(&self, state: &State, is: impl Fn(u8) -> bool) -> usize {
        (0..self.managers).filter(|rm| is(state.managers.get(*rm))).count()
    }

    fn manager_actions(&self, rm: usize, state: &State, out: &mut Vec<Action>) {
        let at = state.managers.get(rm);
        if at != WORKING && at != PREPARED {
            out.push(Action::End(rm));
            return;
        }
        if at == WORKING {
            out.extend([Action::Prepare(rm), Action::Abort(rm)]);
        }
        match state.decision {
            Decision::Commit => out.push(Action::Commit(rm)),
            Decision::Abort => out.push(Action::Abort(rm)),
            Decision::None | Decision::Hidden => {}
        }
        out.push(Action::Fail(rm));
    }

    /// One step for each way to see that it may, as the specification counts.
    fn choices(&self, is_backup: bool, state: &State, out: &mut Vec<Action>) {
        let committed = self.count(state, |at| at == COMMITTED);
        let all_prepared = self.count(state, |at| at == PREPARED) == self.managers;
        let commits = committed + usize::from(all_prepared);
        let aborts = match committed {
            0 => self.count(state, |at| at == ABORTED || at == FAILED),
            _ => 0,
        };
        let choose = |to| Action::Choose { is_backup, to };
        out.extend(std::iter::repeat_n(choose(Chosen::Commit), commits));
        out.extend(std::iter::repeat_n(choose(Chosen::Abort), aborts));
    }
}

impl Model for TwoPhaseBackup {
    type State = State;
    type Action = Action;

    fn initial(&self) -> Vec<State> {
        vec![State {
            managers: Row::default(),
            ended: Set::default(),
            decision: Decision::None,
            primary: At::Start,
            backup: At::Start,
        }]
    }

    fn actions(&self, state: &State, out: &mut Vec<Action>) {
        for rm in (0..self.managers).filter(|rm| !state.ended.has(*rm)) {
            self.manager_actions(rm, state, out);
        }
        match state.primary {
            At::Start => self.choices(false, state, out),
            At::ToCommit | At::ToAbort => out.push(Action::Write { is_backup: false }),
            At::ToHide => out.push(Action::Hide),
            At::Done => {}
        }
        match state.backup {
            At::Start if state.decision == Decision::Hidden => self.choices(true, state, out),
            At::ToCommit | At::ToAbort => out.push(Action::Write { is_backup: true }),
            At::Start | At::ToHide | At::Done => {}
        }
        let is_over = state.ended.len() == self.managers;
        if is_over && state.primary == At::Done && state.backup == At::Done {
            out.push(Action::Rest);
        }
    }

    fn next(&self, state: &State, action: &Action) -> Option<State> {
        let mut next = *state;
        match *action {
            Action::Prepare(rm) => next.managers = next.managers.with(rm, PREPARED),
            Action::Commit(rm) => next.managers = next.managers.with(rm, COMMITTED),
            Action::Abort(rm) => next.managers = next.managers.with(rm, ABORTED),
            Action::Fail(rm) => {
                if self.rm_fails && self.count(state, |at| at == FAILED) == 0 {
                    next.managers = next.managers.with(rm, FAILED);
                }
            }
            Action::End(rm) => next.ended = next.ended.with(rm),
            Action::Choose { is_backup, to } => {
                let at = if is_backup { &mut next.backup } else { &mut next.primary };
                *at = match to {
                    Chosen::Commit => At::ToCommit,
                    Chosen::Abort => At::ToAbort,
                };
            }
            Action::Write { is_backup } => {
                let at = if is_backup { &mut next.backup } else { &mut next.primary };
                let commits = *at == At::ToCommit;
                *at = if is_backup { At::Done } else { At::ToHide };
                next.decision = if commits { Decision::Commit } else { Decision::Abort };
            }
            Action::Hide => {
                next.primary = At::Done;
                if self.tm_fails {
                    next.decision = Decision::Hidden;
                }
            }
            Action::Rest => {}
        }
        Some(next)
    }

    const SYMMETRIC: bool = true;

    fn representative(&self, state: &State) -> State {
        let State { managers, ended, .. } = *state;
        let order = sorted(self.managers, |rm| (managers.get(rm), ended.has(rm)));
        State { managers: managers.reordered(&order), ended: ended.reordered(&order), ..*state }
    }

    fn properties(&self) -> Vec<Property<TwoPhaseBackup>> {
        vec![Property::always("consistent", |model: &TwoPhaseBackup, state: &State| {
            is_consistent(state.managers, model.managers)
        })]
    }

    fn words(&self, action: &Action) -> String {
        action.to_string()
    }
}
