//! The ring of Karger et al. (1997) with virtual nodes: every node puts points on a circle of 2^32
//! places, and a key belongs to the first point at or after its own place, past the end to the
//! first point of all.
//!
//! Two points on one place are a tie; the node of the smaller number wins it, whichever came first,
//! so that two rings of the same nodes are the same ring. The loser's point owns nothing.

use super::error::{NODES_MAX, POINTS_MAX, PlacementError};
use super::hash::HashKind;

/// A node as the ring knows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Member {
    pub id: u16,
    /// What its points are hashed from; no two nodes share one.
    pub label: String,
    pub rack: u16,
    /// Its share relative to the others'; `ketama::weigh` turns it into points.
    pub weight: u32,
    /// How many points it has on the ring.
    pub points: u32,
    /// Points that stand where somebody put them and not where they hash to: number, from 0, and
    /// place.
    pub moved: Vec<(u32, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    pub position: u32,
    pub owner: u16,
}

/// The places after `start` up to and including `end`, clockwise, past the end of the circle if
/// need be. When both are the same place it is the whole circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arc {
    pub start: u32,
    pub end: u32,
    pub owner: u16,
}

/// An arc whose keys change their node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MovedArc {
    pub start: u32,
    pub end: u32,
    pub from: u16,
    pub to: u16,
}

/// What must differ between the replicas of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Distinct {
    /// Nothing: the next points, though they may be one node's. A rule to break.
    Points,
    Nodes,
    /// Racks as long as there are any without a replica, then the nodes that were passed over.
    Racks,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ring {
    /// By number, for the racks.
    members: Vec<Member>,
    /// By place, ties by owner.
    points: Vec<Point>,
}

impl Ring {
    pub fn new(members: &[Member], hash: HashKind) -> Result<Ring, PlacementError> {
        check(members)?;
        let mut points = Vec::new();
        for member in members {
            points.extend(points_of(member, hash));
        }
        Ok(Ring::sorted(members, points))
    }

    /// A ring whose points stand where somebody put them.
    pub fn with_points(members: &[Member], points: Vec<Point>) -> Result<Ring, PlacementError> {
        check(members)?;
        let is_bare = |member: &&Member| points.iter().all(|point| point.owner != member.id);
        if let Some(member) = members.iter().find(is_bare) {
            return Err(PlacementError::NoPoints { label: member.label.clone() });
        }
        let is_known = |owner: u16| members.iter().any(|member| member.id == owner);
        match points.iter().find(|point| !is_known(point.owner)) {
            Some(point) => Err(PlacementError::UnknownOwner { id: point.owner }),
            None => Ok(Ring::sorted(members, points)),
        }
    }

    fn sorted(members: &[Member], mut points: Vec<Point>) -> Ring {
        let mut members = members.to_vec();
        members.sort_unstable_by_key(|member| member.id);
        points.sort_unstable();
        Ring { members, points }
    }

    /// The ring with one more node, without hashing the others again. A node that is there already
    /// is replaced: this is how a weight changes.
    pub fn with(&self, member: &Member, hash: HashKind) -> Result<Ring, PlacementError> {
        let mut members = self.members.clone();
        members.retain(|other| other.id != member.id);
        members.push(member.clone());
        check(&members)?;
        let others = self.points.iter().filter(|point| point.owner != member.id).copied();
        let mut points: Vec<Point> = others.collect();
        points.extend(points_of(member, hash));
        Ok(Ring::sorted(&members, points))
    }

    /// The ring without a node; the last one has to stay.
    pub fn without(&self, id: u16) -> Result<Ring, PlacementError> {
        let mut ring = self.clone();
        ring.members.retain(|member| member.id != id);
        ring.points.retain(|point| point.owner != id);
        if ring.members.is_empty() { Err(PlacementError::NoNodes) } else { Ok(ring) }
    }

    /// By number.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    pub fn member(&self, id: u16) -> Option<&Member> {
        let index = self.members.binary_search_by_key(&id, |member| member.id).ok()?;
        self.members.get(index)
    }

    /// By place, ties by owner. Never empty.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The point that a key at `position` belongs to.
    pub fn point(&self, position: u32) -> Point {
        self.points[self.index(position)]
    }

    /// The node that a key at `position` belongs to.
    pub fn owner(&self, position: u32) -> u16 {
        self.point(position).owner
    }

    /// The index in `points` of the first one at or after `position`.
    pub fn index(&self, position: u32) -> usize {
        let index = self.points.partition_point(|point| point.position < position);
        if index == self.points.len() { 0 } else { index }
    }

    /// The arcs in clockwise order, the one over the end of the circle first. Points that lost a
    /// tie have none. Together they are the whole circle.
    pub fn arcs(&self) -> Vec<Arc> {
        let mut start = self.points[self.points.len() - 1].position;
        let mut arcs: Vec<Arc> = Vec::with_capacity(self.points.len());
        for point in &self.points {
            if arcs.last().is_some_and(|arc| arc.end == point.position) {
                continue;
            }
            arcs.push(Arc { start, end: point.position, owner: point.owner });
            start = point.position;
        }
        arcs
    }

    /// The nodes that keep the replicas of a key at `position`, clockwise from its own: fewer than
    /// `replicas` where there are not so many distinct ones.
    pub fn preference_list(&self, position: u32, replicas: usize, distinct: Distinct) -> Vec<u16> {
        let first = self.index(position);
        let (before, from) = self.points.split_at(first);
        let owners = from.iter().chain(before).map(|point| point.owner);
        match distinct {
            Distinct::Points => owners.take(replicas).collect(),
            Distinct::Nodes => self.distinct_nodes(owners, replicas),
            Distinct::Racks => self.distinct_racks(owners, replicas),
        }
    }

    fn distinct_nodes(&self, owners: impl Iterator<Item = u16>, replicas: usize) -> Vec<u16> {
        let wanted = replicas.min(self.members.len());
        let mut list = Vec::with_capacity(wanted);
        for owner in owners {
            if list.len() == wanted {
                break;
            }
            if !list.contains(&owner) {
                list.push(owner);
            }
        }
        list
    }

    fn distinct_racks(&self, owners: impl Iterator<Item = u16>, replicas: usize) -> Vec<u16> {
        let mut all_racks: Vec<u16> = self.members.iter().map(|member| member.rack).collect();
        all_racks.sort_unstable();
        all_racks.dedup();
        let wanted = replicas.min(self.members.len());
        let wanted_racks = wanted.min(all_racks.len());
        let (mut list, mut racks, mut passed_over) = (Vec::new(), Vec::new(), Vec::new());
        for owner in owners {
            if racks.len() == wanted_racks && list.len() + passed_over.len() >= wanted {
                break;
            }
            if list.contains(&owner) || passed_over.contains(&owner) {
                continue;
            }
            let rack = self.member(owner).map(|member| member.rack).unwrap_or_default();
            if racks.contains(&rack) {
                passed_over.push(owner);
            } else {
                racks.push(rack);
                list.push(owner);
            }
        }
        list.extend(passed_over);
        list.truncate(wanted);
        list
    }
}

impl Arc {
    /// How many of the 2^32 places it holds.
    pub fn places(self) -> u64 {
        places(self.start, self.end)
    }
}

impl MovedArc {
    /// How many of the 2^32 places it holds.
    pub fn places(self) -> u64 {
        places(self.start, self.end)
    }
}

fn places(start: u32, end: u32) -> u64 {
    match end.wrapping_sub(start) {
        0 => 1 << 32,
        places => u64::from(places),
    }
}

/// The arcs whose keys have another node `after` than `before`, in clockwise order from place 0.
/// Neighbours with the same two nodes are one arc.
pub fn moved_arcs(before: &Ring, after: &Ring) -> Vec<MovedArc> {
    let (old, new) = (before.points(), after.points());
    let (mut i, mut j) = (0, 0);
    let mut start = old[old.len() - 1].position.max(new[new.len() - 1].position);
    let mut moved: Vec<MovedArc> = Vec::new();
    while i < old.len() || j < new.len() {
        // Past the last point a key belongs to the first.
        let (at_old, at_new) = (old.get(i), new.get(j));
        let ends = [at_old, at_new].into_iter().flatten().map(|point| point.position);
        let Some(end) = ends.min() else { break };
        let from = at_old.unwrap_or(&old[0]).owner;
        let to = at_new.unwrap_or(&new[0]).owner;
        if from != to {
            match moved.last_mut() {
                Some(last) if last.end == start && (last.from, last.to) == (from, to) => {
                    last.end = end;
                }
                _ => moved.push(MovedArc { start, end, from, to }),
            }
        }
        start = end;
        i += old[i..].iter().take_while(|point| point.position == end).count();
        j += new[j..].iter().take_while(|point| point.position == end).count();
    }
    moved
}

/// In the order of their numbers.
pub fn positions_of(member: &Member, hash: HashKind) -> Vec<u32> {
    let mut positions = hash.points(&member.label, member.points);
    for (number, place) in &member.moved {
        if let Some(position) = positions.get_mut(*number as usize) {
            *position = *place;
        }
    }
    positions
}

fn points_of(member: &Member, hash: HashKind) -> impl Iterator<Item = Point> {
    let owner = member.id;
    let positions = positions_of(member, hash);
    positions.into_iter().map(move |position| Point { position, owner })
}

/// What every algorithm asks of a node list.
pub fn check(members: &[Member]) -> Result<(), PlacementError> {
    if members.is_empty() {
        return Err(PlacementError::NoNodes);
    }
    if members.len() > NODES_MAX {
        return Err(PlacementError::TooManyNodes { count: members.len() });
    }
    for member in members {
        let label = || member.label.clone();
        if member.label.is_empty() {
            return Err(PlacementError::EmptyLabel { id: member.id });
        }
        if member.weight == 0 {
            return Err(PlacementError::NoWeight { label: label() });
        }
        if member.points == 0 {
            return Err(PlacementError::NoPoints { label: label() });
        }
    }
    let mut ids: Vec<u16> = members.iter().map(|member| member.id).collect();
    ids.sort_unstable();
    if let Some(twice) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(PlacementError::DuplicateId { id: twice[0] });
    }
    let mut labels: Vec<&str> = members.iter().map(|member| member.label.as_str()).collect();
    labels.sort_unstable();
    if let Some(twice) = labels.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(PlacementError::DuplicateLabel { label: twice[0].to_string() });
    }
    let count = members.iter().map(|member| u64::from(member.points)).sum();
    if count > POINTS_MAX {
        return Err(PlacementError::TooManyPoints { count });
    }
    Ok(())
}
