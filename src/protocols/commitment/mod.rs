//! What the atomic commitment protocols share: the bank that transactions are about, its locks and
//! its write-ahead log, who takes part, and the observer that judges how they end. How the
//! participants come to agree is each protocol's own.

pub mod bank;
pub mod log;
mod notes;
mod observer;
pub mod transaction;
mod votes;

use std::fmt;

pub use notes::Note;
pub use observer::{Finding, Observer, can_talk, is_running, present};
pub use votes::{Ballot, Rank, Values, Votes};

use crate::sim::protocol::{NodeId, Protocol};
use crate::sim::time::Span;
use crate::sim::word::Word;
use bank::{Bank, Phase, Terms};
use log::Log;
use transaction::Id;

/// What the bank and the observer need of a commit protocol.
pub trait Committing: Protocol<Note = Note, Durable = Log> {
    fn sites(&self) -> Sites;
    /// Who may decide how a transaction ends, and logs it as a decision: its coordinator, and
    /// whoever leads in its place.
    fn leaders(&self) -> impl Iterator<Item = NodeId> {
        self.sites().coordinator_ids()
    }
    fn who(&self, node: NodeId) -> Who {
        self.sites().who(node)
    }
    fn terms(&self) -> Terms;
    /// Whether a participant's record of the outcome is forced.
    fn forces(&self, outcome: Outcome) -> bool;
    fn lock_timer(id: Id) -> Self::Timer;
    /// A participant's.
    fn bank(state: &Self::State) -> Option<&Bank>;
    /// A leader's.
    fn log(state: &Self::State) -> Option<&Log>;
    /// What a coordinator would say now to who is in doubt.
    fn answer(&self, coordinator: &Self::State, id: Id) -> Option<Outcome>;
}

/// How a transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    Commit,
    Abort,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vote {
    Yes,
    No,
    /// Only read here: neither outcome matters, and the locks are free already.
    ReadOnly,
}

/// What a client is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Answer {
    pub id: Id,
    pub outcome: Outcome,
}

/// Who takes part: the coordinators come first, then the participants, and each of these keeps so
/// many accounts. The same in every protocol, so that one script fits them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sites {
    pub coordinators: u16,
    pub participants: u16,
    pub accounts: u16,
}

impl Sites {
    pub fn count(self) -> u16 {
        self.coordinators + self.participants
    }

    pub fn is_coordinator(self, node: NodeId) -> bool {
        node.0 < self.coordinators
    }

    pub fn coordinator_ids(self) -> impl Iterator<Item = NodeId> {
        (0..self.coordinators).map(NodeId)
    }

    pub fn participant(self, index: u16) -> NodeId {
        NodeId(self.coordinators + index)
    }

    /// The participant's index, from 0.
    pub fn index(self, node: NodeId) -> u16 {
        node.0.saturating_sub(self.coordinators)
    }

    pub fn participant_ids(self) -> impl Iterator<Item = NodeId> {
        (self.coordinators..self.count()).map(NodeId)
    }

    pub fn who(self, node: NodeId) -> Who {
        if self.is_coordinator(node) {
            Who { letter: 'C', number: node.0 + 1 }
        } else {
            Who { letter: 'R', number: self.index(node) + 1 }
        }
    }

    /// Whether a client may say this to this node.
    pub fn parse_request(self, node: NodeId, word: Word) -> Result<Word, String> {
        if !self.is_coordinator(node) {
            let who = self.who(node);
            return Err(format!("{who} is not a coordinator: clients ask coordinators"));
        }
        for operation in transaction::parse(word)? {
            let account = operation.account;
            if account.at >= self.participants {
                let last = self.participants;
                return Err(format!("“{word}” names R{}: the last is R{last}", account.at + 1));
            }
            if account.letter >= self.accounts {
                let letter = account.letter();
                let accounts = self.accounts;
                return Err(format!("“{word}” names account {letter}: there are {accounts}"));
            }
        }
        Ok(word)
    }
}

/// A node by the name that people read: `R1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who {
    pub letter: char,
    pub number: u16,
}

/// A participant that can't end a transaction as things stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    pub node: NodeId,
    pub id: Id,
    /// In doubt.
    pub phase: Phase,
    /// The letters of the accounts it holds locked.
    pub keys: String,
    /// The node itself is down, and has to come back first.
    pub is_down: bool,
}

/// Waits double with each attempt, up to this often.
const DOUBLINGS_MAX: u32 = 2;

/// A wait of about `us`, growing with the attempts made.
pub fn backed_off(us: u64, attempts: u32) -> Span {
    let least = us << attempts.min(DOUBLINGS_MAX);
    Span::between(least, least + us / 4)
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Outcome::Commit => "commit",
            Outcome::Abort => "abort",
        })
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.outcome)
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.letter, self.number)
    }
}
