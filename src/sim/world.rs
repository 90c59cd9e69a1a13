//! The untimed transition relation: what could happen next, and what follows when it does.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::network::Link;
use super::protocol::{NodeId, Protocol};

/// All nodes, what is in flight between them, and which links are cut. Nodes are shared between
/// worlds until they change, so a copy costs little.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct World<P: Protocol> {
    nodes: Vec<Rc<Node<P>>>,
    cuts: BTreeSet<Link>,
    in_flight: BTreeMap<NodeId, P::Message>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node<P: Protocol> {
    /// `None` while crashed: gone, not stale.
    pub state: Option<P::State>,
    pub paused: bool,
    /// What a restart would find.
    pub synced: P::Durable,
    /// A lazy write not yet synced, or the forced write in progress.
    pub unsynced: Option<P::Durable>,
    /// A forced write is in progress: the node takes no step, effects after it are not yet out.
    pub writing: bool,
}

impl<P: Protocol> World<P> {
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node<P>)> {
        self.nodes.iter().enumerate().map(|(index, node)| (NodeId(index as u16), &**node))
    }

    pub fn node(&self, id: NodeId) -> &Node<P> {
        &self.nodes[id.index()]
    }

    pub fn is_cut(&self, from: NodeId, to: NodeId) -> bool {
        self.cuts.contains(&(from, to))
    }
}
