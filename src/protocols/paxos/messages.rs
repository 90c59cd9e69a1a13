//! Ballots, proposals, and everything that is said, set or noted.

use std::fmt;

use crate::protocols::acceptance;
use crate::sim::protocol::NodeId;
use crate::sim::word::Word;

pub use crate::protocols::acceptance::Ballot;

pub type Proposal = acceptance::Proposal<Word>;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// Phase 1a.
    Prepare(Ballot),
    /// Phase 1b, with the proposal of the highest ballot accepted so far.
    Promise(Ballot, Option<Proposal>),
    /// Phase 2a.
    Accept(Proposal),
    /// Phase 2b.
    Accepted(Proposal),
    /// The ballot is too low: a higher one is promised.
    Reject { ballot: Ballot, promised: Ballot },
    /// The distinguished learner tells what was chosen.
    Learned(Word),
    /// The distinguished proposer is there.
    Alive,
    /// A client's wish, passed on to the distinguished proposer.
    Forward(Word),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// No quorum has answered, or the back-off is over: try a higher ballot.
    Retry,
    /// Time to say that the distinguished proposer is there.
    Heartbeat,
    /// Nothing heard from the distinguished proposer.
    Suspect,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    Promises(Ballot),
    Accepts(Proposal),
    Refuses {
        ballot: Ballot,
        promised: Ballot,
    },
    /// A quorum promised and nothing was accepted before: free to propose the own value.
    Proposes(Proposal),
    /// A quorum promised, and the value of an earlier proposal is taken over.
    Adopts(Proposal),
    /// A further value in the same ballot, against rule 3.
    ProposesMore(Proposal),
    /// Refused by an acceptor that promised a higher ballot.
    GivesUp {
        ballot: Ballot,
        promised: Ballot,
    },
    TimesOut(Ballot),
    Learns(Word),
    Leads,
    Follows(NodeId),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Prepare(ballot) => write!(f, "Prepare {ballot}"),
            Message::Promise(ballot, None) => write!(f, "Promise {ballot}"),
            Message::Promise(ballot, Some(proposal)) => {
                write!(f, "Promise {ballot} · accepted {proposal}")
            }
            Message::Accept(proposal) => write!(f, "Accept {proposal}"),
            Message::Accepted(proposal) => write!(f, "Accepted {proposal}"),
            Message::Reject { ballot, promised } => {
                write!(f, "Reject {ballot} · promised {promised}")
            }
            Message::Learned(value) => write!(f, "Learned {value}"),
            Message::Alive => f.write_str("Alive"),
            Message::Forward(value) => write!(f, "Forward {value}"),
        }
    }
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Timer::Retry => "retry",
            Timer::Heartbeat => "heartbeat",
            Timer::Suspect => "suspect",
        })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Promises(ballot) => write!(f, "promises {ballot}"),
            Note::Accepts(proposal) => write!(f, "accepts {proposal}"),
            Note::Refuses { ballot, promised } => {
                write!(f, "refuses {ballot}, promised {promised}")
            }
            Note::Proposes(proposal) => write!(f, "proposes {proposal}, its own"),
            Note::Adopts(proposal) => write!(f, "proposes {proposal}, adopted"),
            Note::ProposesMore(proposal) => write!(f, "proposes {proposal} in the same ballot"),
            Note::GivesUp { ballot, promised } => {
                write!(f, "gives up {ballot}, {promised} is promised")
            }
            Note::TimesOut(ballot) => write!(f, "gives up {ballot}, no quorum answered"),
            Note::Learns(value) => write!(f, "learns {value}"),
            Note::Leads => f.write_str("takes itself for the distinguished proposer"),
            Note::Follows(node) => write!(f, "follows P{}", node.0 + 1),
        }
    }
}
