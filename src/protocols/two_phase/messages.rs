//! Everything that is said or set.

use std::fmt;

use crate::protocols::commitment::transaction::{Id, Job};
use crate::protocols::commitment::{Outcome, Vote};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// Do this, and say whether you can commit it.
    Prepare(Job),
    Vote(Job, Vote),
    Decision(Job, Outcome),
    Ack(Id),
    /// A prepared participant asks how it ended.
    Inquire(Job),
    /// A participant that was asked is in doubt itself.
    Unsure(Id),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Votes are missing.
    Votes(Id),
    /// Acknowledgements are missing.
    Acks(Id),
    /// A lock has not been had.
    Lock(Id),
    /// Prepared, and nothing heard.
    Doubt(Id),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Prepare(job) => write!(f, "Prepare {job}"),
            Message::Vote(job, Vote::Yes) => write!(f, "Yes {}", job.id),
            Message::Vote(job, Vote::No) => write!(f, "No {}", job.id),
            Message::Vote(job, Vote::ReadOnly) => write!(f, "ReadOnly {}", job.id),
            Message::Decision(job, Outcome::Commit) => write!(f, "Commit {}", job.id),
            Message::Decision(job, Outcome::Abort) => write!(f, "Abort {}", job.id),
            Message::Ack(id) => write!(f, "Ack {id}"),
            Message::Inquire(job) => write!(f, "Inquire {}", job.id),
            Message::Unsure(id) => write!(f, "Unsure {id}"),
        }
    }
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Timer::Votes(id) => write!(f, "votes {id}"),
            Timer::Acks(id) => write!(f, "acks {id}"),
            Timer::Lock(id) => write!(f, "lock {id}"),
            Timer::Doubt(id) => write!(f, "doubt {id}"),
        }
    }
}
