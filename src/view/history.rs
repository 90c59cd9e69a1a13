//! What clients asked and were told (Herlihy, Wing 1990): plain data, for any protocol that says
//! what its requests ask for and which answer is whose.

use std::fmt;

use crate::sim::protocol::{NodeId, Protocol};
use crate::sim::time::Time;
use crate::view::lang::Lang;
use crate::view::player::Player;

/// A value of the Extensible Data Notation, as far as histories need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edn {
    Nil,
    Whole(i64),
    Text(String),
    Keyword(&'static str),
    Vector(Vec<Edn>),
}

impl Edn {
    pub fn text(text: impl fmt::Display) -> Edn {
        Edn::Text(text.to_string())
    }
}

impl fmt::Display for Edn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edn::Nil => f.write_str("nil"),
            Edn::Whole(number) => write!(f, "{number}"),
            Edn::Text(text) => {
                f.write_str("\"")?;
                for c in text.chars() {
                    match c {
                        '"' | '\\' => write!(f, "\\{c}")?,
                        '\n' => f.write_str("\\n")?,
                        c => write!(f, "{c}")?,
                    }
                }
                f.write_str("\"")
            }
            Edn::Keyword(name) => write!(f, ":{name}"),
            Edn::Vector(values) => {
                f.write_str("[")?;
                for (index, value) in values.iter().enumerate() {
                    let space = if index > 0 { " " } else { "" };
                    write!(f, "{space}{value}")?;
                }
                f.write_str("]")
            }
        }
    }
}

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    pub f: &'static str,
    pub value: Edn,
    /// Without an answer nothing has happened.
    pub only_reads: bool,
}

/// What an answer is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is for the oldest that waits at the node.
    Next,
    /// For the oldest of this name that waits at the node. A node that crashes forgets them all.
    Here(String),
    /// For the one of this name, wherever it was asked.
    Anywhere(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Ok,
    /// It has not happened and never will.
    Fail,
    /// It may have happened.
    Unknown,
}

/// What an answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    pub claim: Claim,
    pub outcome: Outcome,
    /// Where it is not what was asked for.
    pub value: Option<Edn>,
}

/// A request that was just taken in by its node.
pub struct Taken<'a, P: Protocol> {
    pub request: &'a P::Request,
    /// What the node remarked on it.
    pub notes: Vec<&'a P::Note>,
    /// And what it is like since.
    pub state: Option<&'a P::State>,
}

/// What a client did, or was done to it, at the event's node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientAct {
    Asked {
        operation: Operation,
        claims: Vec<Claim>,
        /// The node went on to tell others.
        sends: bool,
    },
    /// The node was down.
    Refused(Operation),
    Answered(Completion),
    /// Who waits at the node waits in vain, unless the answer is known by its own name.
    Crashed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientEventKind {
    Invoke,
    Ok,
    Fail,
    Info,
}

impl ClientEventKind {
    pub fn name(self) -> &'static str {
        match self {
            ClientEventKind::Invoke => "invoke",
            ClientEventKind::Ok => "ok",
            ClientEventKind::Fail => "fail",
            ClientEventKind::Info => "info",
        }
    }
}

/// An operation begins, or ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientEvent {
    /// Asks for one thing after another.
    pub process: u32,
    pub kind: ClientEventKind,
    pub f: &'static str,
    pub value: Edn,
    pub time: Time,
    /// Which was asked.
    pub node: NodeId,
}

/// Asked, and not answered.
struct Open {
    process: u32,
    node: NodeId,
    operation: Operation,
    claims: Vec<Claim>,
    /// Its node has crashed since.
    forgotten: bool,
}

#[derive(Default)]
struct Book {
    events: Vec<ClientEvent>,
    open: Vec<Open>,
    /// Processes that wait for nothing, highest first.
    free: Vec<u32>,
    processes: u32,
}

/// As far as the first `events_max` events go; what is not answered then is unknown.
pub fn of(player: &dyn Player, events_max: u32) -> Vec<ClientEvent> {
    let mut book = Book::default();
    let count = player.event_count().min(events_max);
    for index in 0..count {
        let acts = player.client_acts(index);
        let Some(event) = player.event(index, Lang::En).filter(|_| !acts.is_empty()) else {
            continue;
        };
        if let Some(node) = event.node {
            book.enter(acts, node, event.time);
        }
    }
    let later = player.event(count, Lang::En).map(|event| event.time);
    let end = later.unwrap_or_else(|| player.progress().simulated);
    for open in std::mem::take(&mut book.open) {
        book.end(&open, ClientEventKind::Info, None, end);
    }
    book.events
}

impl Book {
    fn enter(&mut self, acts: Vec<ClientAct>, node: NodeId, time: Time) {
        // The process that asked in this very event, and whether others know of it.
        let mut fresh: Option<(u32, bool)> = None;
        for act in acts {
            match act {
                ClientAct::Asked { operation, claims, sends } => {
                    fresh = Some((self.begin(node, operation, claims, time), sends));
                }
                ClientAct::Refused(operation) => {
                    self.begin(node, operation, Vec::new(), time);
                    if let Some(open) = self.open.pop() {
                        self.end(&open, ClientEventKind::Fail, None, time);
                    }
                }
                ClientAct::Answered(completion) => self.answer(completion, node, fresh, time),
                ClientAct::Crashed => {
                    let here = self.open.iter_mut().filter(|open| open.node == node);
                    here.for_each(|open| open.forgotten = true);
                }
            }
        }
    }

    fn begin(&mut self, node: NodeId, operation: Operation, claims: Vec<Claim>, time: Time) -> u32 {
        let process = self.free.pop().unwrap_or_else(|| {
            self.processes += 1;
            self.processes - 1
        });
        let (f, value, kind) = (operation.f, operation.value.clone(), ClientEventKind::Invoke);
        self.events.push(ClientEvent { process, kind, f, value, time, node });
        self.open.push(Open { process, node, operation, claims, forgotten: false });
        process
    }

    fn answer(
        &mut self,
        completion: Completion,
        node: NodeId,
        fresh: Option<(u32, bool)>,
        time: Time,
    ) {
        let Completion { claim, outcome, value } = completion;
        let is_meant = |open: &Open| match &claim {
            Claim::Anywhere(_) => open.claims.contains(&claim),
            _ => open.node == node && !open.forgotten && open.claims.contains(&claim),
        };
        // What was asked in this very event is answered before what waited.
        let is_fresh = |open: &Open| fresh.is_some_and(|(process, _)| process == open.process);
        let find = |is: &dyn Fn(&Open) -> bool| self.open.iter().position(is);
        let own = find(&|open| is_fresh(open) && is_meant(open)).or_else(|| find(&is_meant));
        // An answer at once may bear a name that was never seen to be given.
        let at_once = || match claim {
            Claim::Anywhere(_) => None,
            Claim::Next | Claim::Here(_) => find(&is_fresh),
        };
        let Some(at) = own.or_else(at_once) else { return };
        let open = self.open.remove(at);
        let at_once = is_fresh(&open) && fresh.is_some_and(|(_, sends)| !sends);
        let kind = match outcome {
            Outcome::Ok => ClientEventKind::Ok,
            Outcome::Unknown if !at_once && !open.operation.only_reads => ClientEventKind::Info,
            Outcome::Fail | Outcome::Unknown => ClientEventKind::Fail,
        };
        self.end(&open, kind, value, time);
    }

    fn end(&mut self, open: &Open, kind: ClientEventKind, value: Option<Edn>, time: Time) {
        let value = value.unwrap_or_else(|| open.operation.value.clone());
        let (process, f, node) = (open.process, open.operation.f, open.node);
        self.events.push(ClientEvent { process, kind, f, value, time, node });
        // Whoever never heard asks no more.
        if kind != ClientEventKind::Info {
            self.free.push(process);
            self.free.sort_unstable_by(|a, b| b.cmp(a));
        }
    }
}
