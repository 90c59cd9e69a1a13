//! A scenario: everything a run depends on, and the prose told beside it. The only thing that is
//! edited, linked and saved; all else is derived from it.

use super::sides::Side;
use crate::sim::fault::TimedFault;
use crate::sim::network::{DiskConfig, Network};
use crate::sim::param::Params;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::sim::word::Word;

/// Changes when, and only when, a golden trace changes.
pub const ENGINE_EPOCH: u32 = 2;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// The catalog's id of the protocol: `paxos`.
    pub protocol: &'static str,
    /// The gallery entry it started from: `paxos.duel`. It gives a link what the link does not say.
    pub base: Option<&'static str>,
    pub params: Params,
    pub seed: u64,
    /// The run ends here, whatever is still going on.
    pub until: Time,
    pub network: Network,
    pub disk: DiskConfig,
    /// In order of time.
    pub requests: Vec<TimedRequest>,
    /// In order of time; faults of one moment strike in the order of this list.
    pub faults: Vec<TimedFault>,
    pub story: Story,
    /// Other protocols, or other rules, under the same script.
    pub beside: Vec<Side>,
}

/// A client asks `node` at `at`. The protocol says what the word means (Paxos: the value proposed).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimedRequest {
    pub at: Time,
    pub node: NodeId,
    pub word: Word,
}

/// What is told beside the run. Plain text, never HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    pub title: Prose,
    pub summary: Prose,
    /// Something to try, as a sentence to the reader.
    pub try_this: Prose,
    /// In order of time.
    pub notes: Vec<StoryNote>,
}

impl Story {
    /// Whether there is anything to tell while the run plays.
    pub fn tells(&self) -> bool {
        !self.notes.is_empty() || !self.summary.is_empty()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryNote {
    pub at: Time,
    pub text: Prose,
}

/// The same sentence in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    pub en: String,
    pub zh: String,
}

impl Prose {
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Prose {
        Prose { en: en.into(), zh: zh.into() }
    }

    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.zh.is_empty()
    }
}
