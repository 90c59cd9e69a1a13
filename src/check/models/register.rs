//! A register served by actors, with clients that each write a value of their own and then read,
//! and the history of what they did as part of the state: the actor models of Stateright's
//! examples.
//!
//! The network is a multiset that loses nothing. A delivery that neither touches its receiver nor
//! sends anything is no step and leaves the message where it is.

use std::fmt;
use std::hash::Hash;

use crate::check::model::{Model, Property};
use crate::sim::param::{ParamSpec, Params};

/// Servers have the first numbers, clients those behind.
pub type Id = u8;
/// 0 for nothing yet, 1 for `A`.
pub type Value = u8;

const CLIENTS_MAX: usize = 4;
pub const SERVERS_MAX: usize = 7;

const CLIENTS: ParamSpec = ParamSpec::number("clients", 1, CLIENTS_MAX as u32, "2");
const SERVERS: ParamSpec = ParamSpec::number("servers", 1, SERVERS_MAX as u32, "3");
pub const PARAMS: &[ParamSpec] = &[CLIENTS, SERVERS];

/// What the servers do.
pub trait Service: Clone + Eq + Hash {
    type Server: Clone + Eq + Hash;
    /// What servers say among themselves.
    type Internal: Copy + Ord + Hash + fmt::Display;

    fn start(&self, me: Id) -> Self::Server;
    /// `false` if the message is of no concern.
    fn receive(
        &self,
        me: Id,
        server: &mut Self::Server,
        from: Id,
        message: Message<Self::Internal>,
        out: &mut Outbox<Self::Internal>,
    ) -> bool;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message<I> {
    Put { request: u8, value: Value },
    Get { request: u8 },
    PutOk { request: u8 },
    GetOk { request: u8, value: Value },
    Internal(I),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Envelope<I> {
    pub from: Id,
    pub to: Id,
    pub message: Message<I>,
}

/// What an actor sends in one step.
pub struct Outbox<I> {
    from: Id,
    servers: u8,
    sent: Vec<Envelope<I>>,
}

impl<I: Copy> Outbox<I> {
    pub fn send(&mut self, to: Id, message: Message<I>) {
        self.sent.push(Envelope { from: self.from, to, message });
    }

    /// To all other servers.
    pub fn broadcast(&mut self, message: I) {
        for to in (0..self.servers).filter(|to| *to != self.from) {
            self.sent.push(Envelope { from: self.from, to, message: Message::Internal(message) });
        }
    }
}

#[derive(Clone)]
pub struct Register<S: Service> {
    clients: usize,
    servers: u8,
    service: S,
}

pub fn from_params<S: Service>(params: &Params, make: impl FnOnce(u8) -> S) -> Register<S> {
    let servers = params.number(&SERVERS) as u8;
    Register { clients: params.number(&CLIENTS) as usize, servers, service: make(servers) }
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct State<S: Service> {
    servers: Vec<S::Server>,
    /// Sorted.
    network: Vec<Envelope<S::Internal>>,
    /// Of each client; what it waits for follows from it.
    history: [Done; CLIENTS_MAX],
}

/// What a client has done: a write that began with the run, then a read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Done {
    completed: u8,
    /// How much each client had completed when this one began to read.
    before_read: [u8; CLIENTS_MAX],
    read: Value,
}

impl<S: Service> Register<S> {
    fn id(&self, client: usize) -> Id {
        self.servers + client as u8
    }

    /// A client's turn: it writes and reads at servers that differ.
    fn answer(
        &self,
        client: usize,
        message: Message<S::Internal>,
        state: &mut State<S>,
        out: &mut Outbox<S::Internal>,
    ) -> bool {
        let id = self.id(client);
        match (state.history[client].completed, message) {
            (0, Message::PutOk { request }) if request == id => {
                let before_read = state.history.map(|done| done.completed);
                let done = &mut state.history[client];
                done.completed = 1;
                done.before_read = before_read;
                // Its own write is a matter of course.
                done.before_read[client] = 0;
                out.send((id + 1) % self.servers, Message::Get { request: 2 * id });
                true
            }
            (1, Message::GetOk { request, value }) if request == 2 * id => {
                let done = &mut state.history[client];
                done.completed = 2;
                done.read = value;
                true
            }
            _ => false,
        }
    }

    /// Whether some order explains the history: every client's operations in their order, what was
    /// complete before another began before it, and every read of what was written last.
    fn is_linearizable(&self, state: &State<S>) -> bool {
        self.explains([0; CLIENTS_MAX], 0, &state.history[..self.clients])
    }

    fn explains(&self, taken: [u8; CLIENTS_MAX], value: Value, history: &[Done]) -> bool {
        let missing = |client: usize| taken[client] < history[client].completed;
        if !(0..self.clients).any(missing) {
            return true;
        }
        (0..self.clients).any(|client| {
            let done = &history[client];
            let mut further = taken;
            further[client] += 1;
            match taken[client] {
                // A write may have taken effect before it is answered.
                0 => self.explains(further, client as u8 + 1, history),
                1 if done.completed == 2 && done.read == value => {
                    let known = done.before_read.iter().zip(&taken);
                    { known }.all(|(before, taken)| before <= taken)
                        && self.explains(further, value, history)
                }
                _ => false,
            }
        })
    }
}

impl<S: Service> Model for Register<S> {
    type State = State<S>;
    type Action = Envelope<S::Internal>;

    fn initial(&self) -> Vec<State<S>> {
        let put = |client: usize| {
            let id = self.id(client);
            let message = Message::Put { request: id, value: client as u8 + 1 };
            Envelope { from: id, to: id % self.servers, message }
        };
        let mut network: Vec<_> = (0..self.clients).map(put).collect();
        network.sort_unstable();
        let servers = (0..self.servers).map(|id| self.service.start(id)).collect();
        vec![State { servers, network, history: Default::default() }]
    }

    fn actions(&self, state: &State<S>, out: &mut Vec<Envelope<S::Internal>>) {
        out.extend_from_slice(&state.network);
        out.dedup();
    }

    fn next(&self, state: &State<S>, envelope: &Envelope<S::Internal>) -> Option<State<S>> {
        let Envelope { from, to, message } = *envelope;
        let mut out = Outbox { from: to, servers: self.servers, sent: Vec::new() };
        let mut next = state.clone();
        let touched = match next.servers.get_mut(usize::from(to)) {
            Some(server) => self.service.receive(to, server, from, message, &mut out),
            None => self.answer(usize::from(to - self.servers), message, &mut next, &mut out),
        };
        if !touched {
            return None;
        }
        if let Ok(place) = next.network.binary_search(envelope) {
            next.network.remove(place);
        }
        next.network.extend(out.sent);
        next.network.sort_unstable();
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Register<S>>> {
        vec![
            Property::always("linearizable", |model: &Register<S>, state: &State<S>| {
                model.is_linearizable(state)
            }),
            Property::sometimes("value-chosen", |_: &Register<S>, state: &State<S>| {
                let mut messages = state.network.iter().map(|envelope| envelope.message);
                messages.any(|m| matches!(m, Message::GetOk { value, .. } if value > 0))
            }),
        ]
    }

    fn heap_bytes(&self, state: &State<S>) -> usize {
        state.servers.len() * size_of::<S::Server>()
            + state.network.len() * size_of::<Envelope<S::Internal>>()
    }

    fn words(&self, Envelope { from, to, message }: &Envelope<S::Internal>) -> String {
        let name = |id: &Id| match id.checked_sub(self.servers) {
            Some(client) => format!("C{}", client + 1),
            None => format!("S{}", id + 1),
        };
        format!("deliver {message} {}→{}", name(from), name(to))
    }
}

/// `A` for 1, `–` for none.
pub struct Shown(pub Value);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("–"),
            value => write!(f, "{}", (b'A' + value - 1) as char),
        }
    }
}

impl<I: fmt::Display> fmt::Display for Message<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Put { request, value } => write!(f, "Put {request} {}", Shown(*value)),
            Message::Get { request } => write!(f, "Get {request}"),
            Message::PutOk { request } => write!(f, "PutOk {request}"),
            Message::GetOk { request, value } => write!(f, "GetOk {request} {}", Shown(*value)),
            Message::Internal(message) => message.fmt(f),
        }
    }
}
