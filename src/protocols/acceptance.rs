//! What an acceptor of Paxos promises and accepts, for one decision or one bundle of them: Leslie
//! Lamport, "Paxos Made Simple", 2001, rules P1a and P2c, and phase 1b.

use std::fmt;

use crate::sim::protocol::NodeId;

/// A proposal number: a totally ordered pair, so that no two proposers share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ballot<P = NodeId> {
    /// From 1; 0 where a ballot is everybody's from the start.
    pub round: u32,
    pub proposer: P,
}

/// A value under a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Proposal<V, P = NodeId> {
    pub ballot: Ballot<P>,
    pub value: V,
}

/// What an acceptor keeps on stable storage.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Register<V, P = NodeId> {
    /// The highest ballot promised (or accepted, which promises as much).
    pub promised: Option<Ballot<P>>,
    /// The proposal of the highest ballot accepted.
    pub accepted: Option<Proposal<V, P>>,
}

/// What becomes of a request to promise or to accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply<P = NodeId> {
    /// To be recorded, then answered.
    Fresh,
    /// It was done before.
    Known,
    /// A higher ballot is promised.
    Refused(Ballot<P>),
}

impl<V, P> Default for Register<V, P> {
    fn default() -> Register<V, P> {
        Register { promised: None, accepted: None }
    }
}

impl<V: Copy + Eq, P: Copy + Ord> Register<V, P> {
    /// Phase 1b: only what is higher than any ballot answered before.
    pub fn promise(&mut self, ballot: Ballot<P>) -> Reply<P> {
        match self.promised {
            Some(promised) if promised == ballot => Reply::Known,
            Some(promised) if promised > ballot => Reply::Refused(promised),
            _ => {
                self.promised = Some(ballot);
                Reply::Fresh
            }
        }
    }

    /// P1a: unless a higher ballot is promised, or that rule is off.
    pub fn accept(&mut self, proposal: Proposal<V, P>, keeps_promise: bool) -> Reply<P> {
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
    pub fn of<V, P: Copy + Ord>(
        self,
        accepted: impl Iterator<Item = Proposal<V, P>>,
    ) -> Option<Proposal<V, P>> {
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

impl<V: fmt::Display, P> fmt::Display for Proposal<V, P>
where
    Ballot<P>: fmt::Display,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.ballot, self.value)
    }
}
