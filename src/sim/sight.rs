//! What an observer sees of a world, whatever the world is made of.

use super::network::Link;
use super::protocol::{NodeId, Protocol};
use super::world::World;

/// One node as an observer sees it.
pub struct Seen<'a, P: Protocol> {
    /// `None` while crashed.
    pub state: Option<&'a P::State>,
    pub synced: &'a P::Durable,
    pub writing: bool,
    pub paused: bool,
}

/// A world to look at. The page's world holds values whose type it has forgotten; observers are
/// shown them with their types back.
pub trait Sight<P: Protocol> {
    fn node_count(&self) -> u16;
    fn node(&self, id: NodeId) -> Seen<'_, P>;
    fn is_cut(&self, link: Link) -> bool;
    /// Whether any link is cut that is `which`.
    fn any_cut(&self, which: &dyn Fn(Link) -> bool) -> bool;
    /// Whether any client has asked for anything.
    fn has_asked(&self) -> bool;
    /// Every request made so far, whether or not it found its node up.
    fn for_each_asked(&self, look: &mut dyn FnMut(NodeId, &P::Request));
}

impl<P: Protocol> Sight<P> for World<P> {
    fn node_count(&self) -> u16 {
        self.nodes.len() as u16
    }

    fn node(&self, id: NodeId) -> Seen<'_, P> {
        let node = World::node(self, id);
        Seen {
            state: node.state.as_ref(),
            synced: &node.synced,
            writing: node.writing,
            paused: node.paused,
        }
    }

    fn is_cut(&self, (from, to): Link) -> bool {
        World::is_cut(self, from, to)
    }

    fn any_cut(&self, which: &dyn Fn(Link) -> bool) -> bool {
        self.cuts().any(which)
    }

    fn has_asked(&self) -> bool {
        self.asked().next().is_some()
    }

    fn for_each_asked(&self, look: &mut dyn FnMut(NodeId, &P::Request)) {
        for (node, request) in self.asked() {
            look(node, request);
        }
    }
}
