//! The votes on one transaction, and what they allow its coordinator to decide.

use std::fmt;

use super::transaction::{Id, Members};
use super::{Outcome, Vote};
use crate::protocols::acceptance;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Votes {
    pub yes: Members,
    pub no: Members,
    pub read: Members,
}

impl Votes {
    pub fn insert(&mut self, at: u16, vote: Vote) {
        let votes = match vote {
            Vote::Yes => &mut self.yes,
            Vote::No => &mut self.no,
            Vote::ReadOnly => &mut self.read,
        };
        votes.insert(at);
    }

    pub fn missing(&self, members: Members) -> Members {
        members.without(self.yes).without(self.no).without(self.read)
    }

    /// One no is enough to abort, and all have to say yes to commit, unless that rule is off;
    /// `late` when no more votes are waited for.
    pub fn outcome(&self, members: Members, late: bool, all_must: bool) -> Option<Outcome> {
        let complete = self.missing(members).is_empty();
        let refused = if all_must {
            !self.no.is_empty() || !complete
        } else {
            self.yes.is_empty() && self.read.is_empty()
        };
        let settled = complete || late || all_must && !self.no.is_empty();
        settled.then_some(if refused { Outcome::Abort } else { Outcome::Commit })
    }
}

/// Paxos Commit's: what the instances of consensus carry, one for each participant; those in
/// neither set carry nothing yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Values {
    pub prepared: Members,
    pub aborted: Members,
}

impl Values {
    pub fn insert(&mut self, at: u16, vote: Vote) {
        match vote {
            Vote::Yes | Vote::ReadOnly => self.prepared.insert(at),
            Vote::No => self.aborted.insert(at),
        }
    }

    pub fn missing(&self, members: Members) -> Members {
        members.without(self.prepared).without(self.aborted)
    }

    /// What the instance of a participant carries.
    pub fn of(&self, at: u16) -> Option<Vote> {
        match (self.prepared.contains(at), self.aborted.contains(at)) {
            (true, _) => Some(Vote::Yes),
            (_, true) => Some(Vote::No),
            _ => None,
        }
    }
}

/// Paxos Commit's: an acceptor by its place among those of a transaction, whose coordinator is the
/// first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rank(pub u16);

impl Rank {
    pub fn name(self, id: Id) -> String {
        match self.0 {
            0 => format!("C{}", id.coordinator + 1),
            rank => format!("A{}", rank + 1),
        }
    }
}

pub type Ballot = acceptance::Ballot<Rank>;

impl Ballot {
    /// `2·A3`; ballot 0 is everybody's.
    pub fn number(self, id: Id) -> String {
        match self.round {
            0 => String::from("0"),
            round => format!("{round}·{}", self.proposer.name(id)),
        }
    }
}

impl fmt::Display for Values {
    /// `R1 R2 prepared, R3 aborted`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sets = [(self.prepared, "prepared"), (self.aborted, "aborted")];
        let mut rest = false;
        for (members, what) in sets.into_iter().filter(|(members, _)| !members.is_empty()) {
            write!(f, "{}{members} {what}", if rest { ", " } else { "" })?;
            rest = true;
        }
        if rest { Ok(()) } else { f.write_str("nothing") }
    }
}
