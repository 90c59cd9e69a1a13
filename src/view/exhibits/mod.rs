//! What each protocol shows: one file per protocol, beside the drawings that are shared by all.

pub mod paxos;
mod paxos_words;

use crate::sim::protocol::{Goal, NodeId, Protocol};
use crate::sim::world::World;
use crate::view::player::{Caption, Cast, Prose2, Ring};

/// A protocol that can be put on the page.
pub trait Exhibit: Protocol {
    /// Who plays, and the words for it. The last of its properties is the liveness goal.
    fn cast(&self) -> Cast;
    /// Index into the cast's message kinds.
    fn message_kind(message: &Self::Message) -> u8;
    /// How a node looks; `state` is `None` while it is crashed.
    fn look(&self, me: NodeId, state: Option<&Self::State>, disk: &Self::Durable) -> Look;
    fn note(note: &Self::Note) -> Prose2;
    fn finding(finding: &Self::Finding) -> Prose2;
    /// One sentence on how the liveness goal stands.
    fn goal_text(&self, world: &World<Self>, goal: Goal) -> Prose2;
}

/// The look of one node.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    pub ring: Ring,
    /// The one number that matters.
    pub badge: Option<String>,
    pub caption: Option<Caption>,
}
