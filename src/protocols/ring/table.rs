//! Where every place of the circle belongs under one membership, computed once and shared by all
//! nodes that see that membership.

use std::cell::{OnceCell, RefCell};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use super::arcs::ArcSet;
use super::change::Change;
use super::history::Past;
use super::keys::Keys;
use super::membership::Moved;
use super::{Algorithm, Apart, Hashing, WhenFull};
use crate::placement::algorithm::{self, Placer};
use crate::placement::bounded;
use crate::placement::ring::{Distinct, Member, Ring};
use crate::sim::protocol::NodeId;

/// Algorithms without points place this many equal slots of the circle, not single keys, so that
/// what they move is arcs, too.
pub const SLOTS: u32 = 4_096;
const NOBODY: u16 = u16::MAX;
/// Memberships, and changes of them, kept at hand.
const MEMO_MAX: usize = 16;

/// A member with what its points follow from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seat {
    pub node: NodeId,
    pub weight: u32,
    pub moved: Moved,
}

/// By number.
pub type Members = Vec<Seat>;

/// The whole circle, cut into segments that each have a preference list.
pub struct Table {
    pub members: Members,
    /// With an anchor, how they came about.
    pub past: Past,
    /// Where the points are; `None` without members, or with an algorithm that has no points.
    pub ring: Option<Ring>,
    /// The last place of each segment, in order; the last one is the end of the circle.
    ends: Vec<u32>,
    /// Of each segment `width` nodes, the owner first.
    owners: Vec<u16>,
    width: usize,
    /// By node: what it owns, and what it keeps replicas of.
    owned: Vec<ArcSet>,
    kept: Vec<ArcSet>,
    /// By node, once somebody asks: the keys it owns and those it keeps.
    counts: OnceCell<Vec<(u32, u32)>>,
    /// A place whose list names one node twice.
    pub doubled: Option<u32>,
    /// A place that nobody owns.
    pub bare: Option<u32>,
    /// With a bound: the keys that a member of weight 1 may own at most, and each member, in order.
    pub bound_of_one: Option<u64>,
    bounds: Option<Vec<u64>>,
}

/// A table known by its members and their past: the rest follows from the configuration.
#[derive(Clone)]
pub struct Placing(Rc<Table>);

impl std::ops::Deref for Placing {
    type Target = Table;
    fn deref(&self) -> &Table {
        &self.0
    }
}

impl fmt::Debug for Placing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Placing({:?})", self.members)
    }
}

impl PartialEq for Placing {
    fn eq(&self, other: &Placing) -> bool {
        Rc::ptr_eq(&self.0, &other.0) || (self.members == other.members && self.past == other.past)
    }
}

impl Eq for Placing {}

impl PartialOrd for Placing {
    fn partial_cmp(&self, other: &Placing) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Placing {
    fn cmp(&self, other: &Placing) -> Ordering {
        (&self.members, &self.past).cmp(&(&other.members, &other.past))
    }
}

impl Hash for Placing {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.members.hash(state);
        self.past.hash(state);
    }
}

/// What is computed from the configuration and kept. No part of its value: all are equal.
#[derive(Clone, Default)]
pub struct Memo {
    keys: Rc<OnceCell<Keys>>,
    tables: Rc<RefCell<Vec<Placing>>>,
    changes: Rc<RefCell<Vec<Rc<Change>>>>,
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}

impl PartialEq for Memo {
    fn eq(&self, _: &Memo) -> bool {
        true
    }
}

impl Eq for Memo {}

impl PartialOrd for Memo {
    fn partial_cmp(&self, other: &Memo) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Memo {
    fn cmp(&self, _: &Memo) -> Ordering {
        Ordering::Equal
    }
}

impl Hash for Memo {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Hashing {
    /// The keys stored from the start.
    pub fn stored(&self) -> &Keys {
        self.memo.keys.get_or_init(|| Keys::of(self.hash, self.keys))
    }

    /// How many stored keys lie from `low` to `high`.
    pub fn keys_between(&self, low: u32, high: u32) -> u32 {
        self.stored().between(low, high).len() as u32
    }

    /// How many stored keys the node owns under that membership.
    pub fn keys_owned(&self, placing: &Placing, node: NodeId) -> u32 {
        self.counts(placing)[node.index()].0
    }

    /// How many it keeps: its own and those it holds replicas of.
    pub fn keys_kept(&self, placing: &Placing, node: NodeId) -> u32 {
        self.counts(placing)[node.index()].1
    }

    fn counts<'a>(&self, placing: &'a Placing) -> &'a [(u32, u32)] {
        placing.counts.get_or_init(|| {
            let sets = placing.owned.iter().zip(&placing.kept);
            sets.map(|(owned, kept)| (self.keys_in(owned), self.keys_in(kept))).collect()
        })
    }

    /// Whether the node has no room, or none for as many keys as lie on one place: those cannot be
    /// parted.
    pub fn is_full(&self, placing: &Placing, node: NodeId) -> bool {
        let Some(bound) = placing.bound(node) else { return false };
        let keys = self.keys_owned(placing, node) + self.stored().crowd();
        u64::from(keys) > bound
    }

    pub fn keys_in(&self, arcs: &ArcSet) -> u32 {
        arcs.arcs().iter().map(|(low, high)| self.keys_between(*low, *high)).sum()
    }

    pub fn members_of(&self, members: &Members) -> Vec<Member> {
        let member = |seat: &Seat| Member {
            id: seat.node.0,
            label: super::name(seat.node),
            rack: self.rack(seat.node),
            weight: seat.weight,
            points: self.points * seat.weight,
            moved: seat.moved.0.clone(),
        };
        members.iter().map(member).collect()
    }

    fn ring_of(&self, members: &Members) -> Option<Ring> {
        (self.algorithm == Algorithm::Ring)
            .then(|| Ring::new(&self.members_of(members), self.hash).ok())
            .flatten()
    }

    pub fn place(&self, members: Members, past: Past) -> Placing {
        let mut tables = self.memo.tables.borrow_mut();
        let is_it = |table: &&Placing| table.members == members && table.past == past;
        if let Some(placing) = tables.iter().find(is_it) {
            return placing.clone();
        }
        let placing = Placing(Rc::new(self.table(members, past)));
        remember(&mut tables, placing.clone());
        placing
    }

    pub fn change(&self, before: &Placing, after: &Placing) -> Rc<Change> {
        let mut changes = self.memo.changes.borrow_mut();
        let is_it = |change: &&Rc<Change>| change.before == *before && change.after == *after;
        if let Some(change) = changes.iter().find(is_it) {
            return change.clone();
        }
        let change = Rc::new(Change::of(self, before, after));
        remember(&mut changes, change.clone());
        change
    }

    fn table(&self, members: Members, past: Past) -> Table {
        let weights = members.iter().map(|seat| u64::from(seat.weight));
        let sum = weights.clone().sum();
        let bound = |weight| bounded::bound(self.keys.into(), weight, sum, self.bound_percent * 10);
        let bounds = (self.bound_percent > 0).then(|| weights.map(bound).collect::<Vec<u64>>());
        let bound_of_one = bounds.as_ref().map(|_| bound(1));
        let ring = self.ring_of(&members);
        let mut segments = match &ring {
            Some(ring) => self.ring_segments(ring),
            None => self.slot_segments(&members, &past),
        };
        if let (Some(bounds), Some(ring)) = (&bounds, &ring)
            && self.when_full != WhenFull::Stay
        {
            segments = self.pass_on(segments, ring, &members, bounds);
        }
        let width = (self.replicas as usize).min(members.len().max(1));
        let mut table = Table {
            ends: Vec::with_capacity(segments.len()),
            owners: Vec::with_capacity(segments.len() * width),
            width,
            owned: Vec::new(),
            kept: Vec::new(),
            counts: OnceCell::new(),
            ring,
            doubled: None,
            bare: None,
            bound_of_one,
            bounds,
            members,
            past,
        };
        table.fill(segments, usize::from(self.count()));
        table
    }

    fn list_on(&self, ring: &Ring, place: u32) -> Vec<u16> {
        let distinct = match self.apart {
            Apart::Off => Distinct::Points,
            Apart::Nodes => Distinct::Nodes,
            Apart::Racks => Distinct::Racks,
        };
        ring.preference_list(place, self.replicas as usize, distinct)
    }

    fn ring_segments(&self, ring: &Ring) -> Vec<(u32, Vec<u16>)> {
        let list = |place| self.list_on(ring, place);
        let mut segments: Vec<(u32, Vec<u16>)> = Vec::new();
        for point in ring.points() {
            if segments.last().is_none_or(|(end, _)| *end != point.position) {
                segments.push((point.position, list(point.position)));
            }
        }
        // What lies past the last point belongs to the first.
        if segments.last().is_some_and(|(end, _)| *end != u32::MAX) {
            segments.push((u32::MAX, list(u32::MAX)));
        }
        segments
    }

    /// Slots, each placed by the name of its number; replicas on the members that would be next or,
    /// where the algorithm knows of none, on those that follow by number.
    fn slot_segments(&self, members: &Members, past: &Past) -> Vec<(u32, Vec<u16>)> {
        let Some(mut placer) = self.placer(members, past) else {
            return vec![(u32::MAX, Vec::new())];
        };
        let width = (self.replicas as usize).min(members.len());
        let list = |slot: u32| -> Vec<u16> {
            let name = slot_name(slot);
            let ranking = (width > 1).then(|| placer.ranking(name.as_bytes(), width)).flatten();
            if let Some(list) = ranking {
                return list;
            }
            let owner = placer.place(name.as_bytes()).node;
            let first = members.partition_point(|seat| seat.node.0 < owner);
            (0..width).map(|step| members[(first + step) % members.len()].node.0).collect()
        };
        let lists: Vec<Vec<u16>> = (0..SLOTS).map(list).collect();
        (0..SLOTS).map(|slot| slot_ends(slot).1).zip(lists).collect()
    }

    /// Only an anchor asks how the members came about: it begins with the first ones and goes
    /// through the changes in their order.
    pub fn placer(&self, members: &Members, past: &Past) -> Option<Placer> {
        let usual = algorithm::Algorithm::usual(
            self.algorithm.name(),
            usize::from(self.count()),
            self.keys.into(),
        )?;
        let usual = usual.with_hash(self.hash);
        if self.algorithm != Algorithm::Anchor {
            return usual.build(&self.members_of(members)).ok();
        }
        let mut placer = usual.build(&self.members_of(&self.first_members())).ok()?;
        for then in self.memberships(past) {
            placer = usual.change(&placer, &self.members_of(&then)).ok()?;
        }
        usual.change(&placer, &self.members_of(members)).ok()
    }

    /// Bounded loads: keys in clockwise order; where an owner is full, the next one in clockwise
    /// order that is not takes the rest of the segment (or, against the rule, the emptiest does).
    fn pass_on(
        &self,
        segments: Vec<(u32, Vec<u16>)>,
        ring: &Ring,
        members: &Members,
        bounds: &[u64],
    ) -> Vec<(u32, Vec<u16>)> {
        let mut room = vec![0; usize::from(self.count())];
        for (seat, bound) in members.iter().zip(bounds) {
            room[seat.node.index()] = *bound;
        }
        // Of nodes with a point on one place the first owns the segment, and the others take part.
        let points = ring.points();
        let (mut low, mut first) = (0_u32, 0);
        let mut result = Vec::new();
        for (end, list) in segments {
            let keys = self.stored().between(low, end);
            let (mut at, to) = (0, keys.len());
            let mut done = false;
            first += points[first..].partition_point(|point| point.position < low);
            for step in 0..points.len() {
                let point = points[(first + step) % points.len()];
                let owner = match self.when_full {
                    WhenFull::Emptiest if step > 0 => emptiest(members, &room),
                    _ => point.owner,
                };
                let mut next = to.min(at + room[usize::from(owner)] as usize);
                // Keys on one place cannot be parted.
                while next > at && next < to && keys[next].place == keys[next - 1].place {
                    next -= 1;
                }
                if next == at && at < to {
                    continue;
                }
                room[usize::from(owner)] -= (next - at) as u64;
                at = next;
                done = at == to;
                let replicas = self.list_from(owner, ring, point.position, &list);
                result.push((if done { end } else { keys[at - 1].place }, replicas));
                if done {
                    break;
                }
            }
            // Nobody has room for so many keys on one place: they stay where they are.
            if !done {
                result.push((end, list));
            }
            low = end.saturating_add(1);
        }
        result
    }

    /// The list of an arc that `owner` took over at a point of the ring: it is followed by those
    /// that follow that point, and these by those that kept the arc before.
    fn list_from(&self, owner: u16, ring: &Ring, point: u32, before: &[u16]) -> Vec<u16> {
        let there = self.list_on(ring, point);
        let mut list = vec![owner];
        if self.apart == Apart::Off {
            // Doubles are the point of this rule.
            list.extend(there.iter().skip(usize::from(there.first() == Some(&owner))));
            list.truncate(self.replicas as usize);
        } else {
            list.extend(there.iter().chain(before));
            dedup(&mut list, self.replicas as usize);
        }
        list
    }
}

/// By which algorithms without points place it.
pub fn slot_name(slot: u32) -> String {
    slot.to_string()
}

/// First and last place.
pub fn slot_ends(slot: u32) -> (u32, u32) {
    let first = |slot: u32| u64::from(slot) * (1 << 32) / u64::from(SLOTS);
    (first(slot) as u32, (first(slot + 1) - 1) as u32)
}

/// The slot that holds `place`.
pub fn slot_of(place: u32) -> u32 {
    ((u64::from(place) * u64::from(SLOTS)) >> 32) as u32
}

fn remember<T>(memo: &mut Vec<T>, one: T) {
    if memo.len() == MEMO_MAX {
        memo.remove(0);
    }
    memo.push(one);
}

fn emptiest(members: &Members, room: &[u64]) -> u16 {
    let nodes = members.iter().rev().map(|seat| seat.node.0);
    nodes.max_by_key(|node| room[usize::from(*node)]).unwrap_or_default()
}

fn dedup(list: &mut Vec<u16>, length: usize) {
    let mut seen: Vec<u16> = Vec::new();
    list.retain(|id| {
        let is_new = !seen.contains(id);
        seen.push(*id);
        is_new
    });
    list.truncate(length);
}

impl Table {
    fn fill(&mut self, segments: Vec<(u32, Vec<u16>)>, nodes: usize) {
        let mut owned = vec![Vec::new(); nodes];
        let mut kept = vec![Vec::new(); nodes];
        let mut low = 0_u32;
        for (end, list) in segments {
            if list.is_empty() {
                self.bare = self.bare.or(Some(end));
            }
            for (rank, id) in list.iter().enumerate() {
                if list[..rank].contains(id) {
                    self.doubled = self.doubled.or(Some(end));
                    continue;
                }
                kept[usize::from(*id)].push((low, end));
                if rank == 0 {
                    owned[usize::from(*id)].push((low, end));
                }
            }
            self.ends.push(end);
            let padded = list.into_iter().chain(std::iter::repeat(NOBODY));
            self.owners.extend(padded.take(self.width));
            low = end.saturating_add(1);
        }
        self.owned = owned.into_iter().map(ArcSet::of).collect();
        self.kept = kept.into_iter().map(ArcSet::of).collect();
    }

    fn index(&self, place: u32) -> usize {
        self.ends.partition_point(|end| *end < place)
    }

    pub fn segment_count(&self) -> usize {
        self.ends.len()
    }

    /// First and last place of a segment, and its list.
    pub fn segment(&self, index: usize) -> (u32, u32, Vec<NodeId>) {
        let low = if index == 0 { 0 } else { self.ends[index - 1] + 1 };
        (low, self.ends[index], self.list_at(index))
    }

    /// The end of a segment and its owner.
    pub fn part(&self, index: usize) -> Option<(u32, NodeId)> {
        let owner = self.owners.get(index * self.width)?;
        Some((*self.ends.get(index)?, NodeId(*owner)))
    }

    /// The segment that holds `place`.
    pub fn segment_of(&self, place: u32) -> (u32, u32, Vec<NodeId>) {
        self.segment(self.index(place))
    }

    fn list_at(&self, index: usize) -> Vec<NodeId> {
        let list = &self.owners[index * self.width..(index + 1) * self.width];
        list.iter().filter(|id| **id != NOBODY).map(|id| NodeId(*id)).collect()
    }

    /// The nodes that keep a key at `place`, the owner first.
    pub fn list(&self, place: u32) -> Vec<NodeId> {
        self.list_at(self.index(place))
    }

    pub fn owner(&self, place: u32) -> Option<NodeId> {
        let owner = self.owners.get(self.index(place) * self.width).copied()?;
        (owner != NOBODY).then_some(NodeId(owner))
    }

    pub fn owned(&self, node: NodeId) -> &ArcSet {
        &self.owned[node.index()]
    }

    pub fn kept(&self, node: NodeId) -> &ArcSet {
        &self.kept[node.index()]
    }

    fn seat(&self, node: NodeId) -> Option<usize> {
        self.members.binary_search_by_key(&node, |seat| seat.node).ok()
    }

    pub fn weight(&self, node: NodeId) -> Option<u32> {
        Some(self.members[self.seat(node)?].weight)
    }

    /// The keys that this member may own at most, where a bound is set.
    pub fn bound(&self, node: NodeId) -> Option<u64> {
        Some(self.bounds.as_ref()?[self.seat(node)?])
    }
}
