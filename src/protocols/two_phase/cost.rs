//! What a run cost, in the units of Mohan, Lindsay and Obermarck's tables: messages by kind and log
//! records by role, forced ones apart.

use super::log::{Kind, Log};
use super::transaction::Id;
use super::{Message, Outcome};

/// Log records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Writes {
    pub all: u32,
    pub forced: u32,
    /// Forced before anybody may learn the outcome: prepare records and a coordinator's commit.
    pub forced_to_commit: u32,
}

/// Messages sent, by what they are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Messages {
    pub prepare: u32,
    pub vote: u32,
    pub decision: u32,
    pub ack: u32,
    /// Inquiries and answers of those who are unsure.
    pub doubt: u32,
}

impl Messages {
    pub fn all(&self) -> u32 {
        self.prepare + self.vote + self.decision + self.ack + self.doubt
    }
}

/// The records of one transaction in a log.
pub fn writes(log: &Log, id: Id, is_coordinator: bool) -> Writes {
    let mut writes = Writes::default();
    for record in log.of(id) {
        writes.all += 1;
        writes.forced += record.forced as u32;
        let precedes_commit = match record.kind {
            Kind::Prepare => true,
            Kind::Decision(Outcome::Commit) => is_coordinator,
            Kind::Collecting | Kind::Decision(Outcome::Abort) | Kind::End => false,
        };
        writes.forced_to_commit += (record.forced && precedes_commit) as u32;
    }
    writes
}

pub fn messages<'a>(sent: impl IntoIterator<Item = &'a Message>) -> Messages {
    let mut messages = Messages::default();
    for message in sent {
        let count = match message {
            Message::Prepare(_) => &mut messages.prepare,
            Message::Vote(..) => &mut messages.vote,
            Message::Decision(..) => &mut messages.decision,
            Message::Ack(_) => &mut messages.ack,
            Message::Inquire(_) | Message::Unsure(_) => &mut messages.doubt,
        };
        *count += 1;
    }
    messages
}
