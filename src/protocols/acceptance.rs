//! What an acceptor of Paxos promises and accepts, for one decision or one bundle of them: Leslie
//! Lamport, "Paxos Made Simple", 2001, rules P1a and P2c.

use std::fmt;

use crate::sim::protocol::NodeId;

/// A proposal number: a totally ordered pair, so that no two proposers share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ballot {
    /// From 1; 0 where a ballot is everybody's from the start.
    pub round: u32,
    pub proposer: NodeId,
}

/// A value under a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Proposal<V> {
    pub ballot: Ballot,
    pub value: V,
}

/// What an acceptor keeps on stable storage.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Register<V> {
    /// The highest ballot promised (or accepted, which promises as much).
    pub promised: Option<Ballot>,
    /// The proposal of the highest ballot accepted.
    pub accepted: Option<Proposal<V>>,
}

/// What becomes of a request to promise or to accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// To be recorded, then answered.
    Fresh,
    /// It was done before.
    Known,
    /// A higher ballot is promised.
    Refused(Ballot),
}

impl<V> Default for Register<V> {
    fn default() -> Register<V> {
        Register { promised: None, accepted: None }
    }
}

impl<V: Copy + Eq> Register<V> {
    /// P1a: only what is higher than any ballot answered before.
    pub fn promise(&mut self, ballot: Ballot) -> Reply {
        match self.promised {
            Some(promised) if promised == ballot => Reply::Known,
            Some(promised) if promised > ballot => Reply::Refused(promised),
            _ => {
                self.promised = Some(ballot);
                Reply::Fresh
            }
        }
    }

    /// Unless a higher ballot is promised, or that rule is off.
    pub fn accept(&mut self, proposal: Proposal<V>, keeps_promise: bool) -> Reply {
        if let Some(promised) = self.promised
            && promised > proposal.ballot
            && keeps_promise
        {
            return Reply::Refused(promised);
        }
        if self.accepted == Some(proposal) {
            return Reply::Known;
        }
        self.promised = self.promised.max(Some(proposal.ballot));
        self.accepted = Some(proposal);
        Reply::Fresh
    }
}

/// Which of the accepted values that promises report a proposer takes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Adopt {
    /// P2c.
    Highest,
    /// Against the rule.
    Lowest,
    /// Against the rule: whatever it likes.
    Ignore,
}

impl Adopt {
    pub fn of<V>(self, accepted: impl Iterator<Item = Proposal<V>>) -> Option<Proposal<V>> {
        match self {
            Adopt::Highest => accepted.max_by_key(|proposal| proposal.ballot),
            Adopt::Lowest => accepted.min_by_key(|proposal| proposal.ballot),
            Adopt::Ignore => None,
        }
    }
}

impl fmt::Display for Ballot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}·P{}", self.round, self.proposer.0 + 1)
    }
}

impl<V: fmt::Display> fmt::Display for Proposal<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.ballot, self.value)
    }
}
