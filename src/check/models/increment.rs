//! Threads that each add one to a shared number, by reading it and writing one more: with a lock or
//! without.

use std::fmt;

use crate::check::model::{Model, Property};
use crate::check::packed::{ROW_MAX, Row};
use crate::check::symmetry::sorted;
use crate::sim::param::{ParamSpec, Params};

const THREADS: ParamSpec = ParamSpec::number("threads", 1, ROW_MAX as u32 - 1, "2");
const LOCK: ParamSpec = ParamSpec::rule("lock", &["on", "off"], "on");
pub const PARAMS: &[ParamSpec] = &[THREADS, LOCK];

#[derive(Clone)]
pub struct Increment {
    threads: usize,
    lock: bool,
}

pub fn from_params(params: &Params) -> Increment {
    Increment { threads: params.number(&THREADS) as usize, lock: params.get(&LOCK) == "on" }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    shared: u8,
    locked: bool,
    /// How far each thread is, and what it has read.
    at: Row,
    read: Row,
}

const TO_LOCK: u8 = 0;
const TO_READ: u8 = 1;
const TO_WRITE: u8 = 2;
const WRITTEN: u8 = 3;
const RELEASED: u8 = 4;

/// A thread and how far it goes.
#[derive(Clone, Copy)]
pub struct Turn {
    thread: usize,
    to: u8,
}

impl fmt::Display for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let does = match self.to {
            TO_READ => "takes the lock",
            TO_WRITE => "reads",
            WRITTEN => "writes one more",
            _ => "releases the lock",
        };
        write!(f, "thread {} {does}", self.thread + 1)
    }
}

impl Model for Increment {
    type State = State;
    type Action = Turn;

    fn initial(&self) -> Vec<State> {
        let begin = if self.lock { TO_LOCK } else { TO_READ };
        let at = (0..self.threads).fold(Row::default(), |row, thread| row.with(thread, begin));
        vec![State { shared: 0, locked: false, at, read: Row::default() }]
    }

    fn actions(&self, state: &State, out: &mut Vec<Turn>) {
        for thread in 0..self.threads {
            let at = state.at.get(thread);
            let goes_on = match at {
                TO_LOCK => !state.locked,
                TO_READ | TO_WRITE => true,
                WRITTEN => state.locked,
                _ => false,
            };
            if goes_on {
                out.push(Turn { thread, to: at + 1 });
            }
        }
    }

    fn next(&self, state: &State, Turn { thread, to }: &Turn) -> Option<State> {
        let mut next = State { at: state.at.with(*thread, *to), ..*state };
        match *to {
            TO_READ => next.locked = true,
            TO_WRITE => next.read = next.read.with(*thread, next.shared),
            WRITTEN => next.shared = next.read.get(*thread) + 1,
            _ => next.locked = false,
        }
        Some(next)
    }

    const SYMMETRIC: bool = true;

    fn representative(&self, state: &State) -> State {
        let order = sorted(self.threads, |thread| (state.at.get(thread), state.read.get(thread)));
        State { at: state.at.reordered(&order), read: state.read.reordered(&order), ..*state }
    }

    fn properties(&self) -> Vec<Property<Increment>> {
        vec![
            Property::always("nothing-lost", |model: &Increment, state: &State| {
                let written = |thread: &usize| state.at.get(*thread) >= WRITTEN;
                (0..model.threads).filter(written).count() == usize::from(state.shared)
            }),
            Property::eventually("done", |model: &Increment, state: &State| {
                let end = if model.lock { RELEASED } else { WRITTEN };
                (0..model.threads).all(|thread| state.at.get(thread) == end)
            }),
        ]
    }

    fn words(&self, turn: &Turn) -> String {
        turn.to_string()
    }
}
