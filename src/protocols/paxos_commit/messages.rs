//! Everything that is said or set.

use std::fmt;

use crate::protocols::acceptance;
use crate::protocols::commitment::transaction::{Id, Job};
use crate::protocols::commitment::{Ballot, Outcome, Rank, Values, Vote};

/// All instances of a transaction in one bundle.
pub type Proposal = acceptance::Proposal<Values, Rank>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// Do this, and say whether you can commit it.
    Prepare(Job),
    /// Phase 2a of ballot 0, by the participant whose instance it is.
    Vote(Job, Vote),
    /// Phase 1a.
    NewBallot(Job, Ballot),
    /// Phase 1b, with what was accepted in the highest ballot so far.
    Promise(Job, Ballot, Option<Proposal>),
    /// Phase 2a of a later ballot.
    Accept(Job, Proposal),
    /// Phase 2b.
    Accepted(Job, Proposal),
    /// A higher ballot is promised.
    Reject(Id, Ballot),
    Decision(Job, Outcome),
    /// A prepared participant asks how it ended.
    Inquire(Job),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Votes are missing.
    Votes(Id),
    /// Time to lead a ballot, or a higher one.
    Ballot(Id),
    /// A lock has not been had.
    Lock(Id),
    /// Prepared, and nothing heard.
    Doubt(Id),
}

impl Message {
    /// The transaction it is about.
    pub fn id(&self) -> Id {
        match self {
            Message::Prepare(job)
            | Message::Vote(job, _)
            | Message::NewBallot(job, _)
            | Message::Promise(job, ..)
            | Message::Accept(job, _)
            | Message::Accepted(job, _)
            | Message::Decision(job, _)
            | Message::Inquire(job) => job.id,
            Message::Reject(id, _) => *id,
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.id();
        match self {
            Message::Prepare(job) => write!(f, "Prepare {job}"),
            Message::Vote(_, Vote::Yes | Vote::ReadOnly) => write!(f, "Prepared {id}"),
            Message::Vote(_, Vote::No) => write!(f, "Aborted {id}"),
            Message::NewBallot(_, ballot) => write!(f, "NewBallot {} {id}", ballot.number(id)),
            Message::Promise(_, ballot, None) => write!(f, "Promise {} {id}", ballot.number(id)),
            Message::Promise(_, ballot, Some(accepted)) => {
                write!(f, "Promise {} {id} · {}", ballot.number(id), in_short(id, accepted))
            }
            Message::Accept(_, proposal) => write!(f, "Accept {id} · {}", in_short(id, proposal)),
            Message::Accepted(_, proposal) => {
                write!(f, "Accepted {id} · {}", in_short(id, proposal))
            }
            Message::Reject(_, promised) => {
                write!(f, "Reject {id} · promised {}", promised.number(id))
            }
            Message::Decision(_, Outcome::Commit) => write!(f, "Commit {id}"),
            Message::Decision(_, Outcome::Abort) => write!(f, "Abort {id}"),
            Message::Inquire(_) => write!(f, "Inquire {id}"),
        }
    }
}

/// `1·A2: R1 prepared, R2 aborted`
fn in_short(id: Id, proposal: &Proposal) -> String {
    format!("{}: {}", proposal.ballot.number(id), proposal.value)
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Timer::Votes(id) => write!(f, "votes {id}"),
            Timer::Ballot(id) => write!(f, "ballot {id}"),
            Timer::Lock(id) => write!(f, "lock {id}"),
            Timer::Doubt(id) => write!(f, "doubt {id}"),
        }
    }
}
