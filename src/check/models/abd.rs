//! A register kept by a majority: Attiya, Bar-Noy and Dolev, "Sharing Memory Robustly in
//! Message-Passing Systems" (1995), for several writers. A first phase asks a majority for the
//! latest write, a second has a majority record what is written, or what was read.

use std::fmt;

use super::register::{Id, Message, Outbox, SERVERS_MAX, Service, Shown, Value};

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Abd {
    pub majority: usize,
}

/// The order of writes: a count, and whose it is.
type Stamp = (u8, Id);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Server {
    stamp: Stamp,
    value: Value,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Phase {
    Idle,
    Asking {
        request: u8,
        client: Id,
        write: Option<Value>,
        answers: [Option<(Stamp, Value)>; SERVERS_MAX],
    },
    Recording {
        request: u8,
        client: Id,
        read: Option<Value>,
        /// Who has recorded it, as bits.
        recorded: u8,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Internal {
    Query { request: u8 },
    AckQuery { request: u8, stamp: Stamp, value: Value },
    Record { request: u8, stamp: Stamp, value: Value },
    AckRecord { request: u8 },
}

impl fmt::Display for Internal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Internal::Query { request } => write!(f, "Query {request}"),
            Internal::AckQuery { request, stamp: (count, whose), value } => {
                write!(f, "AckQuery {request} {count}·S{} {}", whose + 1, Shown(*value))
            }
            Internal::Record { request, stamp: (count, whose), value } => {
                write!(f, "Record {request} {count}·S{} {}", whose + 1, Shown(*value))
            }
            Internal::AckRecord { request } => write!(f, "AckRecord {request}"),
        }
    }
}

impl Abd {
    fn ask(
        me: Id,
        server: &mut Server,
        (request, client): (u8, Id),
        write: Option<Value>,
        out: &mut Outbox<Internal>,
    ) -> bool {
        if server.phase != Phase::Idle {
            return false;
        }
        let mut answers = [None; SERVERS_MAX];
        answers[usize::from(me)] = Some((server.stamp, server.value));
        server.phase = Phase::Asking { request, client, write, answers };
        out.broadcast(Internal::Query { request });
        true
    }

    fn on_answer(
        &self,
        me: Id,
        server: &mut Server,
        (from, answered): (Id, u8),
        answer: (Stamp, Value),
        out: &mut Outbox<Internal>,
    ) -> bool {
        let Phase::Asking { request, client, write, answers } = &mut server.phase else {
            return false;
        };
        if *request != answered {
            return false;
        }
        answers[usize::from(from)] = Some(answer);
        if answers.iter().flatten().count() != self.majority {
            return true;
        }
        let Some((latest, found)) = answers.iter().flatten().max().copied() else { return true };
        let (stamp, value) = match *write {
            Some(value) => ((latest.0 + 1, me), value),
            None => (latest, found),
        };
        let (request, client) = (*request, *client);
        let read = if write.is_none() { Some(found) } else { None };
        server.phase = Phase::Recording { request, client, read, recorded: 1 << me };
        server.record(stamp, value);
        out.broadcast(Internal::Record { request, stamp, value });
        true
    }

    fn on_recorded(
        &self,
        server: &mut Server,
        (from, answered): (Id, u8),
        out: &mut Outbox<Internal>,
    ) -> bool {
        let Phase::Recording { request, client, read, recorded } = &mut server.phase else {
            return false;
        };
        if *request != answered || *recorded >> from & 1 == 1 {
            return false;
        }
        *recorded |= 1 << from;
        if recorded.count_ones() as usize == self.majority {
            let request = *request;
            out.send(
                *client,
                match *read {
                    Some(value) => Message::GetOk { request, value },
                    None => Message::PutOk { request },
                },
            );
            server.phase = Phase::Idle;
        }
        true
    }
}

impl Server {
    fn record(&mut self, stamp: Stamp, value: Value) {
        if stamp > self.stamp {
            self.stamp = stamp;
            self.value = value;
        }
    }
}

impl Service for Abd {
    type Server = Server;
    type Internal = Internal;

    fn start(&self, me: Id) -> Server {
        Server { stamp: (0, me), value: 0, phase: Phase::Idle }
    }

    fn receive(
        &self,
        me: Id,
        server: &mut Server,
        from: Id,
        message: Message<Internal>,
        out: &mut Outbox<Internal>,
    ) -> bool {
        let mut say = |message| {
            out.send(from, Message::Internal(message));
            true
        };
        match message {
            Message::Put { request, value } => {
                Abd::ask(me, server, (request, from), Some(value), out)
            }
            Message::Get { request } => Abd::ask(me, server, (request, from), None, out),
            Message::PutOk { .. } | Message::GetOk { .. } => false,
            Message::Internal(Internal::Query { request }) => {
                say(Internal::AckQuery { request, stamp: server.stamp, value: server.value })
            }
            Message::Internal(Internal::AckQuery { request, stamp, value }) => {
                self.on_answer(me, server, (from, request), (stamp, value), out)
            }
            Message::Internal(Internal::Record { request, stamp, value }) => {
                server.record(stamp, value);
                say(Internal::AckRecord { request })
            }
            Message::Internal(Internal::AckRecord { request }) => {
                self.on_recorded(server, (from, request), out)
            }
        }
    }
}
