//! A lock that is a lease: it may expire at any moment, and its holder, paused perhaps, does not
//! know. Each grant has a token one higher than the last; with fencing the storage refuses a write
//! with a lower token than it has seen (Kleppmann, "How to do distributed locking", 2016).

use std::fmt;

use crate::check::model::{Model, Property};
use crate::check::packed::Row;
use crate::check::symmetry::sorted;
use crate::sim::param::{ParamSpec, Params};

const CLIENTS: ParamSpec = ParamSpec::number("clients", 1, 14, "2");
const TOKENS: ParamSpec = ParamSpec::number("tokens", 1, 14, "2");
const FENCING: ParamSpec = ParamSpec::rule("fencing", &["on", "off"], "on");
pub const PARAMS: &[ParamSpec] = &[CLIENTS, TOKENS, FENCING];

#[derive(Clone)]
pub struct Lease {
    clients: usize,
    tokens: u8,
    fencing: bool,
}

pub fn from_params(params: &Params) -> Lease {
    Lease {
        clients: params.number(&CLIENTS) as usize,
        tokens: params.number(&TOKENS) as u8,
        fencing: params.get(&FENCING) == "on",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    holder: Option<u8>,
    next_token: u8,
    /// The token of each client that believes it holds the lock; 0 of one that doesn't.
    tokens: Row,
    token_seen_max: u8,
    token_written_last: u8,
    /// A write came after one with a higher token.
    stale: bool,
}

#[derive(Clone, Copy)]
pub enum Action {
    Acquire(usize),
    Expire,
    Write(usize),
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Acquire(client) => write!(f, "C{} acquires the lock", client + 1),
            Action::Expire => write!(f, "the lease expires"),
            Action::Write(client) => write!(f, "C{} writes", client + 1),
        }
    }
}

impl Lease {
    fn write(&self, client: usize, state: &mut State) {
        let token = state.tokens.get(client);
        if !self.fencing || token >= state.token_seen_max {
            state.stale |= token < state.token_written_last;
            state.token_written_last = token;
            state.token_seen_max = state.token_seen_max.max(token);
        }
        state.tokens = state.tokens.with(client, 0);
        if state.holder == Some(client as u8) {
            state.holder = None;
        }
    }
}

impl Model for Lease {
    type State = State;
    type Action = Action;

    fn initial(&self) -> Vec<State> {
        vec![State {
            holder: None,
            next_token: 1,
            tokens: Row::default(),
            token_seen_max: 0,
            token_written_last: 0,
            stale: false,
        }]
    }

    fn actions(&self, state: &State, out: &mut Vec<Action>) {
        if state.holder.is_some() {
            out.push(Action::Expire);
        }
        for client in 0..self.clients {
            let believes = state.tokens.get(client) != 0;
            if believes {
                out.push(Action::Write(client));
            } else if state.holder.is_none() && state.next_token <= self.tokens {
                out.push(Action::Acquire(client));
            }
        }
    }

    fn next(&self, state: &State, action: &Action) -> Option<State> {
        let mut next = *state;
        match *action {
            Action::Acquire(client) => {
                next.holder = Some(client as u8);
                next.tokens = next.tokens.with(client, next.next_token);
                next.next_token += 1;
            }
            Action::Expire => next.holder = None,
            Action::Write(client) => self.write(client, &mut next),
        }
        Some(next)
    }

    const SYMMETRIC: bool = true;

    fn representative(&self, state: &State) -> State {
        let holds = |client: usize| state.holder == Some(client as u8);
        let order = sorted(self.clients, |client| (state.tokens.get(client), holds(client)));
        let holder = order.iter().position(|client| holds(*client));
        State {
            holder: holder.map(|client| client as u8),
            tokens: state.tokens.reordered(&order),
            ..*state
        }
    }

    fn properties(&self) -> Vec<Property<Lease>> {
        vec![
            Property::always("no-stale-write", |_: &Lease, state: &State| !state.stale),
            // Fencing does not restore it.
            Property::always("mutual-exclusion", |model: &Lease, state: &State| {
                let believers = (0..model.clients).filter(|client| state.tokens.get(*client) != 0);
                believers.count() < 2
            }),
        ]
    }

    fn words(&self, action: &Action) -> String {
        action.to_string()
    }
}
