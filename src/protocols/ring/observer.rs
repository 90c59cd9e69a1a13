//! The observer: judges each view of the ring once, and what the disks hold whenever one of them
//! gives something up.
//!
//! 0. Ownership: in every view every key has an owner.
//! 1. Monotone: when a view changes, a key moves only from or to a node that came, went or weighs
//!    differently. Not judged with a bound, which does not promise it.
//! 2. Distinct replicas: no preference list names a node twice.
//! 3. Bounded load: where a bound is set, no view gives a node more keys than that.
//! 4. Durability: every stored key, and of every acknowledged write that version or a later one, is
//!    on some node's disk; and no client is told that a stored key is not there.
//! 5. Convergence, the liveness goal: running nodes see the same members, which are those that run,
//!    and each holds what it ought to and no more.

use std::fmt;

use super::arcs::ArcSet;
use super::membership::{Status, differing};
use super::messages::{Answer, Version};
use super::table::{Placing, Seat};
use super::{Hashing, State, name};
use crate::sim::protocol::{Goal, NodeId, Observation};
use crate::sim::sight::Sight;
use crate::sim::word::Word;

pub const OWNERSHIP: u8 = 0;
pub const MONOTONE: u8 = 1;
pub const DISTINCT: u8 = 2;
pub const BOUNDED: u8 = 3;
pub const DURABILITY: u8 = 4;

/// Rings in which every link and every disk is looked at for whether the goal can be reached.
const SMALL: u16 = 64;
/// Views judged that are remembered.
const JUDGED_MAX: usize = 16;

/// What was seen of one node.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Known {
    /// Changes of its view plus one; 0 while down.
    changes: u32,
    answers: u32,
    held: ArcSet,
    written: Vec<(Word, Version)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Observer {
    nodes: Vec<Known>,
    judged: Vec<(Option<Placing>, Placing)>,
    acknowledged: Vec<(Word, Version)>,
    /// Each property's first violation is enough.
    broken: [bool; 5],
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    Ownerless { place: u32 },
    Moves { changed: Vec<NodeId>, moved: u32, keys: u32 },
    Strays { from: NodeId, to: NodeId, keys: u32 },
    Doubled { place: u32, node: NodeId },
    Overloaded { node: NodeId, keys: u32, bound: u64 },
    KeysLost { node: NodeId, keys: u32 },
    Acknowledged { key: Word, version: Version },
    WriteLost { key: Word, version: Version },
    Denied { node: NodeId, key: Word },
}

type Found = Vec<Observation<Finding>>;

impl Observer {
    pub fn look(&mut self, ring: &Hashing, world: &dyn Sight<Hashing>, found: &mut Found) {
        self.nodes.resize(usize::from(ring.count()), Known::default());
        for id in (0..ring.count()).map(NodeId) {
            let node = world.node(id);
            let known = &mut self.nodes[id.index()];
            let Some(state) = node.state else {
                known.changes = 0;
                known.answers = 0;
                self.look_at_disk(ring, world, id, found);
                continue;
            };
            let changes = state.changes + 1;
            if std::mem::replace(&mut known.changes, changes) != changes {
                self.judge(ring, state, found);
            }
            self.look_at_answers(ring, id, state, found);
            self.look_at_disk(ring, world, id, found);
        }
    }

    fn break_rule(&mut self, property: u8, finding: Finding, found: &mut Found) {
        if !std::mem::replace(&mut self.broken[usize::from(property)], true) {
            found.push(Observation::violation(finding, property));
        }
    }

    fn judge(&mut self, ring: &Hashing, state: &State, found: &mut Found) {
        let view = (state.before.clone(), state.placing.clone());
        if self.judged.contains(&view) {
            return;
        }
        self.judge_placing(ring, &view.1, found);
        if let Some(before) = &view.0 {
            self.judge_change(ring, before, &view.1, found);
        }
        if self.judged.len() == JUDGED_MAX {
            self.judged.remove(0);
        }
        self.judged.push(view);
    }

    fn judge_placing(&mut self, ring: &Hashing, placing: &Placing, found: &mut Found) {
        if let Some(place) = placing.bare {
            self.break_rule(OWNERSHIP, Finding::Ownerless { place }, found);
        }
        if let Some(place) = placing.doubled {
            let list = placing.list(place);
            let twice = list.iter().enumerate().find(|(rank, id)| list[..*rank].contains(id));
            if let Some((_, node)) = twice {
                self.break_rule(DISTINCT, Finding::Doubled { place, node: *node }, found);
            }
        }
        let Some(bound) = placing.bound else { return };
        for Seat { node, weight, .. } in &placing.members {
            let (keys, bound) = (ring.keys_owned(placing, *node), bound * u64::from(*weight));
            if u64::from(keys) > bound {
                let finding = Finding::Overloaded { node: *node, keys, bound };
                self.break_rule(BOUNDED, finding, found);
            }
        }
    }

    fn judge_change(
        &mut self,
        ring: &Hashing,
        before: &Placing,
        after: &Placing,
        found: &mut Found,
    ) {
        let changed = differing(&before.members, &after.members);
        let change = ring.change(before, after);
        let moved = change.moved() as u32;
        let stray = |(from, to, _): &&(NodeId, NodeId, u64)| {
            !changed.contains(from) && !changed.contains(to)
        };
        if let Some((from, to, keys)) = change.flows.iter().find(stray)
            && ring.bound_percent == 0
        {
            let finding = Finding::Strays { from: *from, to: *to, keys: *keys as u32 };
            self.break_rule(MONOTONE, finding, found);
        }
        let finding = Finding::Moves { changed, moved, keys: ring.keys };
        found.push(Observation { finding, bears_on: &[MONOTONE], violates: None });
    }

    fn look_at_answers(&mut self, ring: &Hashing, id: NodeId, state: &State, found: &mut Found) {
        let known = &mut self.nodes[id.index()];
        let new = state.answers.saturating_sub(known.answers) as usize;
        known.answers = state.answers;
        let first = state.answered.len().saturating_sub(new);
        for answer in &state.answered[first..] {
            match *answer {
                Answer::Stored { key, version } => {
                    self.acknowledged.push((key, version));
                    let finding = Finding::Acknowledged { key, version };
                    found.push(Observation { finding, bears_on: &[DURABILITY], violates: None });
                }
                Answer::Found { key, version: None } if ring.is_stored(key) => {
                    self.break_rule(DURABILITY, Finding::Denied { node: id, key }, found);
                }
                Answer::Found { .. } | Answer::Unavailable { .. } => {}
            }
        }
    }

    /// What a disk no longer holds must be on another one.
    fn look_at_disk(
        &mut self,
        ring: &Hashing,
        world: &dyn Sight<Hashing>,
        id: NodeId,
        found: &mut Found,
    ) {
        let disk = world.node(id).synced;
        let known = &mut self.nodes[id.index()];
        if known.held != disk.held {
            let old = std::mem::replace(&mut known.held, disk.held.clone());
            let mut gone = old.minus(&disk.held);
            for other in (0..ring.count()).map(NodeId) {
                if gone.is_empty() {
                    break;
                }
                gone = gone.minus(&world.node(other).synced.held);
            }
            let keys = ring.keys_in(&gone);
            if keys > 0 {
                self.break_rule(DURABILITY, Finding::KeysLost { node: id, keys }, found);
            }
        }
        let known = &mut self.nodes[id.index()];
        if known.written != disk.written {
            known.written = disk.written.clone();
            for (key, version) in self.acknowledged.clone() {
                let has = |other: NodeId| {
                    let written = &world.node(other).synced.written;
                    written.iter().any(|(held, newer)| *held == key && *newer >= version)
                };
                if !(0..ring.count()).map(NodeId).any(has) {
                    self.break_rule(DURABILITY, Finding::WriteLost { key, version }, found);
                }
            }
        }
    }
}

/// Whether all running nodes of the ring see the same members, and these are those that run.
pub fn views_agree(ring: &Hashing, world: &dyn Sight<Hashing>) -> bool {
    let mut first: Option<&State> = None;
    for id in (0..ring.count()).map(NodeId) {
        let node = world.node(id);
        let Some(state) = node.state else { continue };
        if state.own(ring, id).status == Status::Out {
            continue;
        }
        match first {
            Some(first) if first.record.view != state.record.view => return false,
            Some(_) => {}
            None => first = Some(state),
        }
    }
    first.is_some_and(|first| {
        (0..ring.count()).map(NodeId).all(|id| {
            let entry = ring.entry(&first.record.view, id);
            let is_up = world.node(id).state.is_some();
            entry.status != Status::Suspect && (entry.is_member() == is_up || !entry.was_member())
        })
    })
}

pub fn goal(ring: &Hashing, world: &dyn Sight<Hashing>) -> Goal {
    let ids = || (0..ring.count()).map(NodeId);
    let settled = ids().all(|id| world.node(id).state.is_none_or(|state| state.is_settled));
    if settled && views_agree(ring, world) {
        return Goal::Reached;
    }
    let running = || ids().filter(|id| world.node(*id).state.is_some());
    let stuck = |id: NodeId| world.node(id).paused;
    // A partition parts some node from the next one; single links are looked for in small rings.
    let near = if ring.count() <= SMALL { ring.count() } else { 2 };
    let is_cut = |a: NodeId| {
        let others = (1..near).map(|step| NodeId((a.0 + step) % ring.count()));
        others.into_iter().any(|b| {
            world.node(b).state.is_some() && (world.is_cut((a, b)) || world.is_cut((b, a)))
        })
    };
    if running().any(is_cut) || running().any(stuck) {
        return Goal::Impossible;
    }
    if ring.count() > SMALL {
        return Goal::Possible;
    }
    // What no running node has cannot be brought where it belongs.
    let mut held = Vec::new();
    for id in running() {
        held.extend(world.node(id).synced.held.arcs());
        held.extend(world.node(id).state.map(|state| state.record.held.arcs()).unwrap_or_default());
    }
    if ArcSet::of(held).arcs() == [(0, u32::MAX)] { Goal::Possible } else { Goal::Impossible }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Ownerless { place } => write!(f, "nobody owns the place {place:08x}"),
            Finding::Moves { changed, moved, keys } => {
                let names: Vec<String> = changed.iter().take(6).map(|id| name(*id)).collect();
                write!(f, "{moved} of {keys} keys move for {}", names.join(" "))
            }
            Finding::Strays { from, to, keys } => {
                let (from, to) = (name(*from), name(*to));
                write!(f, "{keys} keys move from {from} to {to}, neither of which changed")
            }
            Finding::Doubled { place, node } => {
                let node = name(*node);
                write!(f, "the replicas of the place {place:08x} are on {node} twice")
            }
            Finding::Overloaded { node, keys, bound } => {
                write!(f, "{} owns {keys} keys, the bound is {bound}", name(*node))
            }
            Finding::KeysLost { node, keys } => {
                write!(f, "{keys} keys are on no disk any more, {} had the last", name(*node))
            }
            Finding::Acknowledged { key, version } => write!(f, "{key} {version} is acknowledged"),
            Finding::WriteLost { key, version } => {
                write!(f, "{key} {version} was acknowledged, and no disk holds it")
            }
            Finding::Denied { node, key } => {
                write!(f, "{} says that {key} is not there, and it is stored", name(*node))
            }
        }
    }
}
