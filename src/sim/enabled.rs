//! The half of the transition relation that says what could happen next.

use super::action::Action;
use super::network::Link;
use super::protocol::{NodeId, Protocol};
use super::world::{Node, World};

impl<P: Protocol> World<P> {
    /// Everything that could happen next, each once, in order.
    pub fn enabled(&self) -> Vec<Action<P>> {
        let mut actions = Vec::new();
        for envelope in self.in_flight.keys() {
            let cut = self.is_cut(envelope.from, envelope.to);
            if !cut && self.node(envelope.to).can_step() {
                actions.push(Action::Deliver(envelope.clone()));
            }
            // What the environment did by cutting or crashing costs no drop of its own.
            if cut || !self.node(envelope.to).is_up() || self.bounds.drops > 0 {
                actions.push(Action::Drop(envelope.clone()));
            }
            if self.bounds.duplicates > 0 {
                actions.push(Action::Duplicate(envelope.clone()));
            }
        }
        for (node, request) in self.upcoming.keys() {
            let (node, request) = (*node, request.clone());
            if self.node(node).can_step() {
                actions.push(Action::Request { node, request });
            } else if !self.node(node).is_up() {
                actions.push(Action::Refuse { node, request });
            }
        }
        for (id, node) in self.nodes() {
            self.enabled_at(id, node, &mut actions);
        }
        if self.bounds.cuts > 0 {
            let links = self.links();
            actions.extend(links.filter(|link| !self.cuts.contains_key(link)).map(Action::Cut));
        }
        actions.extend(self.cuts().map(Action::Heal));
        actions.sort();
        actions
    }

    fn enabled_at(&self, id: NodeId, node: &Node<P>, actions: &mut Vec<Action<P>>) {
        if !node.is_up() {
            if self.bounds.restarts > 0 {
                actions.push(Action::Restart { node: id, disk_lost: false });
            }
            if self.bounds.lost_disks > 0 {
                actions.push(Action::Restart { node: id, disk_lost: true });
            }
            return;
        }
        if self.bounds.crashes > 0 {
            actions.push(Action::Crash { node: id, torn: false });
        }
        if self.bounds.torn_writes > 0 && node.unsynced.is_some() {
            actions.push(Action::Crash { node: id, torn: true });
        }
        // The disk works on while the process is paused.
        if node.unsynced.is_some() {
            actions.push(Action::Sync { node: id });
        }
        if node.paused {
            actions.push(Action::Resume { node: id });
            return;
        }
        if self.bounds.pauses > 0 {
            actions.push(Action::Pause { node: id });
        }
        for choice in &node.choices {
            actions.push(Action::Choose { node: id, choice: choice.clone() });
        }
        if node.can_step() {
            for (index, armed) in node.timers.iter().enumerate() {
                if node.may_fire(index) {
                    actions.push(Action::Fire { node: id, timer: armed.timer.clone() });
                }
            }
        }
    }

    fn links(&self) -> impl Iterator<Item = Link> {
        let count = self.nodes.len() as u16;
        let pairs = (0..count).flat_map(move |a| (0..count).map(move |b| (NodeId(a), NodeId(b))));
        pairs.filter(|(a, b)| a != b)
    }
}
