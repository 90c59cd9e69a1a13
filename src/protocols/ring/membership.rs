//! Who is in the ring, as one node sees it: gossip, and the failure detector.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::history::Past;
use super::messages::{Message, Note, Timer};
use super::table::{Members, Seat};
use super::{Hashing, Record, State};
use crate::sim::protocol::{Effects, NodeId};
use crate::sim::time::Span;

/// In the order in which one overrides the other at the same incarnation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Never joined.
    Out,
    Up,
    Suspect,
    Down,
    Left,
}

/// What is known of a member. Only it itself takes a higher incarnation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    pub incarnation: u32,
    pub status: Status,
    pub weight: u32,
    pub moved: Moved,
}

/// Points that stand where somebody put them and not where they hash to, by number, from 0. None is
/// the rule and adds nothing to a hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved(pub Vec<(u32, u32)>);

impl Hash for Moved {
    fn hash<H: Hasher>(&self, state: &mut H) {
        if !self.0.is_empty() {
            self.0.hash(state);
        }
    }
}

impl Moved {
    pub fn with(&self, number: u32, place: u32) -> Moved {
        let mut list = self.0.clone();
        match list.binary_search_by_key(&number, |(known, _)| *known) {
            Ok(index) => list[index].1 = place,
            Err(index) => list.insert(index, (number, place)),
        }
        Moved(list)
    }
}

/// What differs from the beginning, by node.
pub type Delta = Vec<(NodeId, Entry)>;

impl Entry {
    pub fn is_member(&self) -> bool {
        matches!(self.status, Status::Up | Status::Suspect)
    }

    /// In the ring at some time and not gone by its own will.
    pub fn was_member(&self) -> bool {
        !matches!(self.status, Status::Out | Status::Left)
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = match self.status {
            Status::Out => "out",
            Status::Up => "up",
            Status::Suspect => "suspect",
            Status::Down => "down",
            Status::Left => "left",
        };
        write!(f, "{status} {}", self.incarnation)?;
        if self.weight != 1 {
            write!(f, " ×{}", self.weight)?;
        }
        for (number, place) in &self.moved.0 {
            write!(f, " {}@{place:08x}", number + 1)?;
        }
        Ok(())
    }
}

impl Hashing {
    /// What everybody knows from the start.
    pub fn first_entry(&self, node: NodeId) -> Entry {
        let status = if node.0 < self.members { Status::Up } else { Status::Out };
        Entry { incarnation: 0, status, weight: 1, moved: Moved::default() }
    }

    pub fn entry(&self, view: &Delta, node: NodeId) -> Entry {
        match view.binary_search_by_key(&node, |(id, _)| *id) {
            Ok(index) => view[index].1.clone(),
            Err(_) => self.first_entry(node),
        }
    }

    pub fn members_in(&self, view: &Delta) -> Members {
        let all = (0..self.count()).map(|id| (NodeId(id), self.entry(view, NodeId(id))));
        let members = all.filter(|(_, entry)| entry.is_member());
        members.map(|(node, Entry { weight, moved, .. })| Seat { node, weight, moved }).collect()
    }

    pub fn set_entry(&self, view: &mut Delta, node: NodeId, entry: Entry) {
        match view.binary_search_by_key(&node, |(id, _)| *id) {
            Ok(index) => view[index].1 = entry,
            Err(index) => view.insert(index, (node, entry)),
        }
    }
}

impl State {
    pub fn own(&self, ring: &Hashing, me: NodeId) -> Entry {
        ring.entry(&self.record.view, me)
    }

    /// A change that the node itself decides on, under a higher incarnation.
    pub fn change_own(
        &mut self,
        ring: &Hashing,
        me: NodeId,
        status: Status,
        (weight, moved): (u32, Moved),
        fx: &mut Effects<Hashing>,
    ) {
        let incarnation = self.own(ring, me).incarnation.saturating_add(1);
        self.tell_own(ring, me, Entry { incarnation, status, weight, moved }, fx);
    }

    fn tell_own(&mut self, ring: &Hashing, me: NodeId, entry: Entry, fx: &mut Effects<Hashing>) {
        ring.set_entry(&mut self.record.view, me, entry);
        if !self.refresh(ring, me, fx) {
            fx.persist(self.record.clone());
        }
        // Two hear of it at once, the others by and by.
        self.probe(ring, me, fx);
        self.probe(ring, me, fx);
        fx.set_timer(Timer::Gossip, Span::exactly(ring.gossip_us));
    }

    /// A probe to the next node in turn.
    fn probe(&mut self, ring: &Hashing, me: NodeId, fx: &mut Effects<Hashing>) {
        let count = u32::from(ring.count());
        for _ in 1..count {
            let step = 1 + self.turn % (count - 1);
            self.turn = self.turn.wrapping_add(1);
            let peer = NodeId(((u32::from(me.0) + step) % count) as u16);
            // Also those that seem down: cuts heal, and nodes come back.
            if !matches!(ring.entry(&self.record.view, peer).status, Status::Out | Status::Left) {
                self.probed = Some(peer);
                let Record { view, past, .. } = &self.record;
                fx.send(peer, Message::Gossip(view.clone(), past.clone()));
                return;
            }
        }
    }

    /// The failure detector's period.
    pub fn tick(&mut self, ring: &Hashing, me: NodeId, fx: &mut Effects<Hashing>) {
        self.round = self.round.saturating_add(1);
        let mut changed = false;
        if let Some(peer) = self.probed.take() {
            let entry = ring.entry(&self.record.view, peer);
            if entry.status == Status::Up {
                fx.note(Note::Suspects(peer));
                self.take(ring, peer, Entry { status: Status::Suspect, ..entry });
            }
        }
        let patience = self.round.saturating_sub(ring.suspicion);
        let late = self.suspects.iter().filter(|(_, since)| *since <= patience);
        let late: Vec<NodeId> = late.map(|(id, _)| *id).collect();
        for peer in late {
            let entry = ring.entry(&self.record.view, peer);
            fx.note(Note::Declares(peer));
            changed |= self.take(ring, peer, Entry { status: Status::Down, ..entry });
        }
        if changed {
            self.refresh(ring, me, fx);
        }
        self.probe(ring, me, fx);
        fx.set_timer(Timer::Gossip, Span::exactly(ring.gossip_us));
    }

    /// Takes over what another node knows and this one does not.
    pub fn hear(
        &mut self,
        ring: &Hashing,
        me: NodeId,
        (heard, past): (&Delta, &Past),
        fx: &mut Effects<Hashing>,
    ) {
        let mut changed = false;
        for (id, entry) in heard {
            if *id != me {
                changed |= self.take(ring, *id, entry.clone());
            } else if *entry > self.own(ring, me) {
                self.refute(ring, me, entry.clone(), fx);
            }
        }
        if self.record.past != *past {
            self.record.past.or_other(past);
            changed = true;
        }
        if changed {
            self.refresh(ring, me, fx);
        }
    }

    /// Others know of a later life of this node, or take it for dead: it says how it is, louder.
    fn refute(&mut self, ring: &Hashing, me: NodeId, heard: Entry, fx: &mut Effects<Hashing>) {
        let own = self.own(ring, me);
        let status = if heard.status == Status::Left { Status::Left } else { Status::Up };
        let latest = if heard.incarnation > own.incarnation { &heard } else { &own };
        let (weight, moved) = (latest.weight, latest.moved.clone());
        fx.note(Note::Refutes);
        let incarnation = heard.incarnation.saturating_add(1);
        self.tell_own(ring, me, Entry { incarnation, status, weight, moved }, fx);
    }

    /// Takes an entry that overrides the known one; whether it did.
    fn take(&mut self, ring: &Hashing, node: NodeId, entry: Entry) -> bool {
        let known = ring.entry(&self.record.view, node);
        if entry <= known {
            return false;
        }
        let Entry { incarnation, status, .. } = entry;
        ring.set_entry(&mut self.record.view, node, entry);
        self.suspects.retain(|(id, _)| *id != node);
        if status == Status::Suspect {
            self.suspects.push((node, self.round));
        }
        if incarnation != known.incarnation {
            // It may have come back without what it held.
            self.forget_answers_of(node);
        }
        true
    }

    /// Places the keys anew when the members have changed, and starts what follows from it.
    fn refresh(&mut self, ring: &Hashing, me: NodeId, fx: &mut Effects<Hashing>) -> bool {
        let members = ring.members_in(&self.record.view);
        if members.is_empty() {
            return false;
        }
        self.record.past = ring.past_up_to(&self.record.past, &members, Some(me));
        let past = ring.past_of_table(&self.record.past, &members);
        if members == self.placing.members && past == self.placing.past {
            return false;
        }
        let placing = ring.place(members, past);
        let before = std::mem::replace(&mut self.placing, placing);
        let differing = differing(&before.members, &self.placing.members);
        fx.note(Note::Sees(differing));
        self.before = Some(before);
        self.changed_us = fx.clock_us();
        self.changes = self.changes.saturating_add(1);
        self.forget_all_answers();
        self.persist(fx);
        self.work(ring, me, fx);
        true
    }
}

/// Members of only one of the two, of another weight, or with a point elsewhere.
pub fn differing(before: &Members, after: &Members) -> Vec<NodeId> {
    let only = |a: &Members, b: &Members| -> Vec<NodeId> {
        let missing = a.iter().filter(|member| b.binary_search(member).is_err());
        missing.map(|seat| seat.node).collect()
    };
    let mut list = only(before, after);
    list.extend(only(after, before));
    list.sort_unstable();
    list.dedup();
    list
}
