//! Everything that is said or set.

use std::fmt;

use crate::protocols::commitment::transaction::{Id, Job};
use crate::protocols::commitment::{Outcome, Vote};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// Do this, and say whether you can commit it.
    Prepare(Job),
    Vote(Job, Vote),
    /// All can: be in p.
    Precommit(Job),
    /// A backup is about to abort: be in w.
    Retreat(Job),
    /// Is where it was told to be.
    Ack(Id),
    Decision(Job, Outcome),
    /// Silence: who is up of those before me?
    Poll(Job),
    Here(Id),
    /// Who was down asks how it ended.
    Inquire(Job),
    /// Who was asked was down itself.
    Unsure(Id),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Votes are missing.
    Votes(Id),
    /// Acknowledgements of a move are missing.
    Acks(Id),
    /// A lock has not been had.
    Lock(Id),
    /// Nothing heard from who leads.
    Silence(Id),
    /// No answer to a poll.
    Poll(Id),
    /// Time to ask again.
    Doubt(Id),
}

impl Message {
    pub fn id(&self) -> Id {
        match self {
            Message::Prepare(job)
            | Message::Vote(job, _)
            | Message::Precommit(job)
            | Message::Retreat(job)
            | Message::Decision(job, _)
            | Message::Poll(job)
            | Message::Inquire(job) => job.id,
            Message::Ack(id) | Message::Here(id) | Message::Unsure(id) => *id,
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Message::Prepare(job) => return write!(f, "Prepare {job}"),
            Message::Vote(_, Vote::Yes) => "Yes",
            Message::Vote(_, Vote::No) => "No",
            Message::Vote(_, Vote::ReadOnly) => "ReadOnly",
            Message::Precommit(_) => "Precommit",
            Message::Retreat(_) => "Retreat",
            Message::Ack(_) => "Ack",
            Message::Decision(_, Outcome::Commit) => "Commit",
            Message::Decision(_, Outcome::Abort) => "Abort",
            Message::Poll(_) => "Poll",
            Message::Here(_) => "Here",
            Message::Inquire(_) => "Inquire",
            Message::Unsure(_) => "Unsure",
        };
        write!(f, "{word} {}", self.id())
    }
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Timer::Votes(id) => write!(f, "votes {id}"),
            Timer::Acks(id) => write!(f, "acks {id}"),
            Timer::Lock(id) => write!(f, "lock {id}"),
            Timer::Silence(id) => write!(f, "silence {id}"),
            Timer::Poll(id) => write!(f, "poll {id}"),
            Timer::Doubt(id) => write!(f, "doubt {id}"),
        }
    }
}
