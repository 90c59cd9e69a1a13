//! A register with a copy at each server and nothing that keeps the copies equal: right with one
//! server, not linearizable with more.

use std::convert::Infallible;

use super::register::{Id, Message, Outbox, Service, Value};

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SingleCopy;

impl Service for SingleCopy {
    type Server = Value;
    type Internal = Infallible;

    fn start(&self, _: Id) -> Value {
        0
    }

    fn receive(
        &self,
        _: Id,
        copy: &mut Value,
        from: Id,
        message: Message<Infallible>,
        out: &mut Outbox<Infallible>,
    ) -> bool {
        match message {
            Message::Put { request, value } => {
                *copy = value;
                out.send(from, Message::PutOk { request });
            }
            Message::Get { request } => out.send(from, Message::GetOk { request, value: *copy }),
            _ => return false,
        }
        true
    }
}
