//! The observer: judges each view of the ring once, and what the disks hold whenever one of them
//! gives something up.
//!
//! 0. Ownership: in every view every key has an owner.
//! 1. Monotone: when a view changes, a key moves only from or to a node that came, went or weighs
//!    differently. With a bound it may also leave a node that is full by now, or return to one that
//!    was full before: a key passes full nodes only (rule 8), and moves for no other reason. With
//!    an anchor that holds of one order of changes: to take over another one may move more.
//! 2. Distinct replicas: no preference list names a node twice.
//! 3. Bounded load: where a bound is set, no view gives a node more keys than that.
//! 4. Durability: every stored key, and of every acknowledged write that version or one with a
//!    higher number, is on some node's disk.
//! 5. Freshness: no client is told that a stored key is not there; and while all members see the
//!    same ring, a get finds the version of every put that was acknowledged before it was asked, or
//!    one with a higher number. Both must be asked while that ring stands: views that differ
//!    promise nothing, and what such a get misses is told without blame.
//! 6. Convergence, the liveness goal: running nodes see the same members, which are those that run,
//!    and each holds what it ought to and no more.
//!
//! Numbers count writes and do not say who knew of whom. A version descends from those that its
//! owner knew of when it numbered it, and from what these descend from; of two versions where
//! neither does, Dynamo would keep both, as siblings (§4.4). Here the one with the higher number
//! wins. When that takes an acknowledged write from the last disk, or from a get asked after its
//! acknowledgement, it is told without blame.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::arcs::ArcSet;
use super::membership::{Status, differing};
use super::messages::{Answer, Ask, Version};
use super::table::{Placing, Seat};
use super::{Asked, Hashing, State, name};
use crate::sim::protocol::{Goal, NodeId, Observation};
use crate::sim::sight::Sight;
use crate::sim::word::Word;

pub const OWNERSHIP: u8 = 0;
pub const MONOTONE: u8 = 1;
pub const DISTINCT: u8 = 2;
pub const BOUNDED: u8 = 3;
pub const DURABILITY: u8 = 4;
pub const FRESHNESS: u8 = 5;

/// Views judged that are remembered.
const JUDGED_MAX: usize = 16;

/// What was seen of one node.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Known {
    /// Changes of its view plus one; 0 while down.
    changes: u32,
    answers: u32,
    asks: Vec<Watch>,
    held: ArcSet,
    written: Vec<(Word, Version)>,
}

/// A request on its way, and what was acknowledged when it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Watch {
    ask: Ask,
    /// How many rings all members had agreed on by then, if they agreed at that moment.
    ring: Option<u32>,
    /// How many writes were, and the latest version put while this ring stands.
    acknowledged: u32,
    promised: Option<Version>,
}

/// An acknowledged write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Promise {
    key: Word,
    version: Version,
    /// It was told that one which does not descend from it has taken its place.
    overwritten: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Observer {
    nodes: Vec<Known>,
    judged: Vec<(Option<Placing>, Placing)>,
    acknowledged: Vec<Promise>,
    /// What owners knew of when they numbered a write.
    over: BTreeMap<(Word, Version), Vec<Version>>,
    /// The ring that all members see, if they do; how many there were; puts asked and acknowledged
    /// while it stands.
    common: Option<Placing>,
    rings: u32,
    lately: Vec<(Word, Version)>,
    /// What is on no running node's disk.
    missing: ArcSet,
    /// Each property's first violation is enough.
    broken: [bool; 6],
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    Ownerless {
        place: u32,
    },
    Moves {
        changed: Vec<NodeId>,
        moved: u32,
        keys: u32,
    },
    Strays {
        from: NodeId,
        to: NodeId,
        keys: u32,
    },
    Doubled {
        place: u32,
        node: NodeId,
    },
    Overloaded {
        node: NodeId,
        keys: u32,
        bound: u64,
    },
    KeysLost {
        node: NodeId,
        keys: u32,
    },
    Acknowledged {
        key: Word,
        version: Version,
    },
    WriteLost {
        key: Word,
        version: Version,
    },
    Denied {
        node: NodeId,
        key: Word,
    },
    Older {
        key: Word,
        version: Option<Version>,
        latest: Version,
        promised: bool,
    },
    /// An acknowledged write is on no disk any more, and what is there does not descend from it.
    Overwritten {
        key: Word,
        version: Version,
        by: Version,
    },
    /// A get finds what does not descend from a write that was acknowledged before.
    Sibling {
        key: Word,
        version: Version,
        other: Version,
    },
}

type Found = Vec<Observation<Finding>>;

impl Observer {
    pub fn look(&mut self, ring: &Hashing, world: &dyn Sight<Hashing>, found: &mut Found) {
        if self.nodes.is_empty() {
            self.missing = ArcSet::of(vec![(0, u32::MAX)]);
            self.nodes.resize(usize::from(ring.count()), Known::default());
        }
        let ids = || (0..ring.count()).map(NodeId);
        let mut changed = false;
        for id in ids() {
            let state = world.node(id).state;
            let changes = state.map_or(0, |state| state.changes + 1);
            let known = &mut self.nodes[id.index()];
            let before = std::mem::replace(&mut known.changes, changes);
            if before == changes {
                continue;
            }
            changed = true;
            match state {
                Some(state) => self.judge(ring, state, found),
                None => {
                    known.answers = 0;
                    known.asks.clear();
                }
            }
            if before == 0 {
                self.missing = self.missing.minus(&world.node(id).synced.held);
            } else if changes == 0 {
                let gone = self.nodes[id.index()].held.clone();
                self.missing = self.missing.union(&self.on_no_running(world, gone));
            }
        }
        if changed {
            self.compare_rings(ring, world);
        }
        let promises = self.acknowledged.len();
        let mut rewritten = false;
        for id in ids() {
            if let Some(state) = world.node(id).state {
                self.look_at_numbers(id, state);
                self.look_at_answers(ring, id, state, found);
            }
            rewritten |= self.look_at_disk(ring, world, id, found);
        }
        if rewritten || self.acknowledged.len() > promises {
            self.look_for_promises(ring, world, found);
        }
    }

    /// What this node knew of when it numbered its writes.
    fn look_at_numbers(&mut self, id: NodeId, state: &State) {
        for one in state.written.iter().filter(|one| one.version.writer == id) {
            let numbered = (one.key, one.version);
            if !one.over.is_empty() && self.over.get(&numbered) != Some(&one.over) {
                self.over.insert(numbered, one.over.clone());
            }
        }
    }

    /// These versions, and those they were numbered with knowledge of, at first or second hand.
    fn lineage(&self, key: Word, of: Vec<Version>) -> BTreeSet<Version> {
        let (mut open, mut seen) = (of, BTreeSet::new());
        while let Some(one) = open.pop() {
            if seen.insert(one) {
                open.extend(self.over.get(&(key, one)).into_iter().flatten());
            }
        }
        seen
    }

    /// What of these arcs is on no running node's disk.
    fn on_no_running(&self, world: &dyn Sight<Hashing>, mut gone: ArcSet) -> ArcSet {
        let running = self.nodes.iter().enumerate().filter(|(_, known)| known.changes > 0);
        for (index, _) in running {
            if gone.is_empty() {
                break;
            }
            gone = gone.minus(&world.node(NodeId(index as u16)).synced.held);
        }
        gone
    }

    /// Whether all that take themselves for members see one ring, and whether it is another one.
    fn compare_rings(&mut self, ring: &Hashing, world: &dyn Sight<Hashing>) {
        let ids = (0..ring.count()).map(NodeId);
        let states = ids.filter_map(|id| world.node(id).state.map(|state| (id, state)));
        let mut members = states.filter(|(id, state)| state.own(ring, *id).is_member());
        let first = members.next().map(|(_, state)| &state.placing);
        let common = first.filter(|first| members.all(|(_, state)| state.placing == **first));
        if common != self.common.as_ref() {
            self.common = common.cloned();
            self.rings += 1;
            self.lately.clear();
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
        for Seat { node, .. } in &placing.members {
            let Some(bound) = placing.bound(*node) else { return };
            let keys = ring.keys_owned(placing, *node);
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
        let passes_full = |(from, to, _): &&(NodeId, NodeId, u64)| {
            ring.is_full(before, *to) || ring.is_full(after, *from)
        };
        let goes_on = after.past.goes_on_from(&before.past, &changed);
        let mut strays = change.flows.iter().filter(stray).filter(|_| goes_on);
        if let Some((from, to, keys)) = strays.find(|flow| !passes_full(flow)) {
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
                Answer::Stored { ask, version } => {
                    let watch = self.watch_of(id, ask);
                    if watch.ring == Some(self.rings) {
                        self.lately.push((ask.key, version));
                    }
                    let promise = Promise { key: ask.key, version, overwritten: false };
                    self.acknowledged.push(promise);
                    let finding = Finding::Acknowledged { key: ask.key, version };
                    let bears_on = &[DURABILITY, FRESHNESS];
                    found.push(Observation { finding, bears_on, violates: None });
                }
                Answer::Found { ask, version } => {
                    if version.is_none() && ring.is_stored(ask.key) {
                        let finding = Finding::Denied { node: id, key: ask.key };
                        self.break_rule(FRESHNESS, finding, found);
                    }
                    self.judge_get(self.watch_of(id, ask), version, found);
                }
                Answer::Unavailable { .. } => {}
            }
        }
        let known = &self.nodes[id.index()];
        let is_same = |(asked, watch): (&Asked, &Watch)| asked.ask == watch.ask;
        if known.asks.len() != state.asks.len() || !state.asks.iter().zip(&known.asks).all(is_same)
        {
            let asks = state.asks.iter().map(|asked| self.watch_of(id, asked.ask));
            self.nodes[id.index()].asks = asks.collect();
        }
    }

    /// What was noted of a request when it was asked, which may be now.
    fn watch_of(&self, id: NodeId, ask: Ask) -> Watch {
        let known = self.nodes[id.index()].asks.iter().find(|watch| watch.ask == ask);
        known.copied().unwrap_or_else(|| {
            let lately = self.lately.iter().filter(|(key, _)| *key == ask.key);
            Watch {
                ask,
                ring: self.common.is_some().then_some(self.rings),
                acknowledged: self.acknowledged.len() as u32,
                promised: lately.map(|(_, version)| *version).max(),
            }
        })
    }

    fn judge_get(&mut self, watch: Watch, version: Option<Version>, found: &mut Found) {
        let key = watch.ask.key;
        let promised = watch.promised.filter(|_| watch.ring == Some(self.rings));
        if let Some(latest) = promised.filter(|promised| version < Some(*promised)) {
            let finding = Finding::Older { key, version, latest, promised: true };
            return self.break_rule(FRESHNESS, finding, found);
        }
        let before = &self.acknowledged[..watch.acknowledged as usize];
        let before = before.iter().filter(|promise| promise.key == key);
        let before = before.map(|promise| promise.version);
        let finding = match (before.clone().max(), version) {
            (Some(latest), _) if version < Some(latest) => {
                Finding::Older { key, version, latest, promised: false }
            }
            (Some(_), Some(version)) => {
                let lineage = self.lineage(key, vec![version]);
                let Some(other) = before.filter(|other| !lineage.contains(other)).max() else {
                    return;
                };
                Finding::Sibling { key, version, other }
            }
            _ => return,
        };
        found.push(Observation { finding, bears_on: &[FRESHNESS], violates: None });
    }

    /// What a disk no longer holds must be on another one. Whether its writes have changed.
    fn look_at_disk(
        &mut self,
        ring: &Hashing,
        world: &dyn Sight<Hashing>,
        id: NodeId,
        found: &mut Found,
    ) -> bool {
        let disk = world.node(id).synced;
        let known = &mut self.nodes[id.index()];
        if known.held != disk.held {
            let old = std::mem::replace(&mut known.held, disk.held.clone());
            let is_running = known.changes > 0;
            if is_running {
                self.missing = self.missing.minus(&disk.held);
            }
            let mut gone = self.on_no_running(world, old.minus(&disk.held));
            if is_running {
                self.missing = self.missing.union(&gone);
            }
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
        let rewritten = known.written != disk.written;
        if rewritten {
            known.written = disk.written.clone();
        }
        rewritten
    }

    /// The highest version of a key that is on a disk, and what all that are there descend from.
    fn on_disks(
        &self,
        ring: &Hashing,
        world: &dyn Sight<Hashing>,
        key: Word,
    ) -> (Option<Version>, BTreeSet<Version>) {
        let disks = (0..ring.count()).map(|id| &world.node(NodeId(id)).synced.written);
        let held = disks.flatten().filter(|(held, _)| *held == key).map(|(_, version)| *version);
        (held.clone().max(), self.lineage(key, held.collect()))
    }

    /// Every acknowledged write is on some disk, or one with a higher number is.
    fn look_for_promises(&mut self, ring: &Hashing, world: &dyn Sight<Hashing>, found: &mut Found) {
        let mut on_disks = BTreeMap::new();
        for index in 0..self.acknowledged.len() {
            let Promise { key, version, overwritten } = self.acknowledged[index];
            let (highest, lineage) =
                on_disks.entry(key).or_insert_with(|| self.on_disks(ring, world, key));
            let Some(by) = highest.filter(|highest| *highest >= version) else {
                self.break_rule(DURABILITY, Finding::WriteLost { key, version }, found);
                continue;
            };
            if !overwritten && !lineage.contains(&version) {
                self.acknowledged[index].overwritten = true;
                let finding = Finding::Overwritten { key, version, by };
                found.push(Observation { finding, bears_on: &[DURABILITY], violates: None });
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
            Some(first)
                if first.record.view != state.record.view
                    || first.placing.past != state.placing.past =>
            {
                return false;
            }
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

pub fn goal(ring: &Hashing, seen: &Observer, world: &dyn Sight<Hashing>) -> Goal {
    let ids = || (0..ring.count()).map(NodeId);
    let settled = ids().all(|id| world.node(id).state.is_none_or(|state| state.is_settled));
    if settled && views_agree(ring, world) {
        return Goal::Reached;
    }
    let is_up = |id: NodeId| world.node(id).state.is_some();
    let is_stuck = |id: NodeId| is_up(id) && world.node(id).paused;
    if world.any_cut(&|(from, to)| is_up(from) && is_up(to)) || ids().any(is_stuck) {
        return Goal::Impossible;
    }
    // What no running node has cannot be brought where it belongs. Some have more than is on disk.
    let mut missing = seen.missing.clone();
    if !missing.is_empty() {
        for id in ids() {
            let Some(state) = world.node(id).state else { continue };
            if state.record.held != world.node(id).synced.held {
                missing = missing.minus(&state.record.held);
            }
        }
    }
    if missing.is_empty() { Goal::Possible } else { Goal::Impossible }
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
            Finding::Older { key, version, latest, promised } => {
                write!(f, "a get of {key} finds ")?;
                match version {
                    Some(version) => write!(f, "{version}")?,
                    None => f.write_str("nothing")?,
                }
                write!(f, ", and {latest} was acknowledged before it was asked")?;
                if *promised {
                    Ok(())
                } else {
                    f.write_str("; views differ, or the ring has changed")
                }
            }
            Finding::Overwritten { key, version, by } => {
                write!(f, "{key} {version} was acknowledged and is on no disk any more: ")?;
                write!(f, "{by} has taken its place and does not descend from it")
            }
            Finding::Sibling { key, version, other } => {
                write!(f, "a get of {key} finds {version}, which does not descend from {other}, ")?;
                f.write_str("acknowledged before it was asked")
            }
        }
    }
}
