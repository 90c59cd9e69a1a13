//! What each protocol shows: one file per protocol, beside the drawings that are shared by all.

mod commitment;
mod commitment_history;
mod commitment_words;
pub mod paxos;
pub mod paxos_commit;
mod paxos_commit_words;
mod paxos_words;
pub mod ring;
mod ring_compare;
mod ring_picture;
mod ring_words;
pub mod three_phase;
mod three_phase_words;
pub mod two_phase;
mod two_phase_words;

use crate::sim::param::ParamSpec;
use crate::sim::protocol::{Goal, NodeId, Protocol};
use crate::sim::sight::Sight;
use crate::view::costs::{Block, Lock, Thing, Written};
use crate::view::history::{Claim, Completion, Edn, Operation, Outcome, Taken};
use crate::view::lang::Text;
use crate::view::player::{Caption, Cast, ParamText, Prose2, Ring};
use crate::view::ring::{Comparing, KeyPath, RingPicture};

/// A protocol that can be put on the page.
pub trait Exhibit: Protocol {
    /// Who plays, and the words for it. The last of its properties is the liveness goal.
    fn cast(&self) -> Cast;
    /// Index into the cast's message kinds.
    fn message_kind(&self, message: &Self::Message) -> u8;
    /// How a node looks; `state` is `None` while it is crashed.
    fn look(&self, me: NodeId, state: Option<&Self::State>, disk: &Self::Durable) -> Look;
    fn note(&self, note: &Self::Note) -> Prose2;
    fn finding(&self, finding: &Self::Finding) -> Prose2;
    /// One sentence on how the liveness goal stands.
    fn goal_text(&self, world: &dyn Sight<Self>, goal: Goal) -> Prose2;

    /// The name of the work (a transaction, a proposal) that something belongs to.
    fn work(&self, _of: Thing<Self>) -> Option<String> {
        None
    }
    /// What a write adds to a disk; `None` when that is no part of what work costs.
    fn written(&self, _before: &Self::Durable, _after: &Self::Durable) -> Option<Written> {
        Some(Written::default())
    }
    /// What passes between these passes no network: a process and itself, or two on one machine.
    fn co_located(&self, a: NodeId, b: NodeId) -> bool {
        a == b
    }
    /// The locks that a node holds for others, with `state` as in [`Exhibit::look`].
    fn locks(&self, _me: NodeId, _state: Option<&Self::State>, _disk: &Self::Durable) -> Vec<Lock> {
        Vec::new()
    }
    /// Who can't go on as things stand. Asked only when the liveness goal can't be reached.
    fn blocked(&self, _world: &dyn Sight<Self>) -> Vec<Block> {
        Vec::new()
    }

    /// What a request asks for; nothing where no client waits for an answer.
    fn operation(&self, request: &Self::Request) -> Option<Operation> {
        Some(Operation { f: "request", value: Edn::text(request), only_reads: false })
    }
    /// What the answer to a request will be known by. Here answers come in the order of requests.
    fn claims(&self, _taken: &Taken<Self>) -> Vec<Claim> {
        vec![Claim::Next]
    }
    fn completion(&self, response: &Self::Response) -> Completion {
        let value = Some(Edn::text(response));
        Completion { claim: Claim::Next, outcome: Outcome::Ok, value }
    }

    /// The arcs of the ring that a message carries, from (not included) to (included), with the
    /// number of their keys.
    fn carried(&self, _message: &Self::Message) -> Vec<((u32, u32), u32)> {
        Vec::new()
    }
    /// The hash ring as `viewer` sees it, or as the exhibit's own choice of a running member does,
    /// without what is in flight.
    /// Only placement protocols have one.
    fn ring(&self, _world: &dyn Sight<Self>, _viewer: Option<NodeId>) -> Option<RingPicture> {
        None
    }
    /// Another number when `ring` would tell something else; `None` when there is no ring. It is
    /// asked for with every event, the ring itself only when the stamp differs.
    fn ring_stamp(&self, _world: &dyn Sight<Self>, _viewer: Option<NodeId>) -> Option<u64> {
        None
    }
    /// One key from its name to its replicas, in the same view.
    fn ring_key(
        &self,
        _world: &dyn Sight<Self>,
        _viewer: Option<NodeId>,
        _name: &str,
    ) -> Option<KeyPath> {
        None
    }
    /// Every algorithm under the latest change in the same view.
    fn comparison(
        &self,
        _world: &dyn Sight<Self>,
        _viewer: Option<NodeId>,
    ) -> Option<Box<dyn Comparing>> {
        None
    }
}

/// A parameter in words: title, meaning, and its values worth a button.
pub type ParamWords = (Text, Text, &'static [(&'static str, Text)]);

/// The parameters that have words, in the order of the protocol's table.
fn param_texts(specs: &[ParamSpec], words: fn(&str) -> Option<ParamWords>) -> Vec<ParamText> {
    let mut texts = Vec::new();
    for spec in specs {
        if let Some((title, meaning, values)) = words(spec.key) {
            texts.push(ParamText { spec: *spec, title, meaning, values: values.to_vec() });
        }
    }
    texts
}

/// Evenly spread places of `count` along a side.
fn along(index: u16, count: u16) -> f32 {
    if count == 1 { 0.5 } else { 0.08 + 0.84 * index as f32 / (count - 1) as f32 }
}

/// The look of one node.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    pub ring: Ring,
    /// The one number that matters.
    pub badge: Option<String>,
    pub caption: Option<Caption>,
}
