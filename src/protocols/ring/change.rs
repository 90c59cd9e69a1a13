//! What one change of membership moves, computed once and shared by all that look.

use std::cell::OnceCell;

use super::Hashing;
use super::table::{Members, Placing, SLOTS, slot_ends, slot_name};
use crate::sim::protocol::NodeId;

pub struct Change {
    pub before: Placing,
    pub after: Placing,
    /// Keys by former and new owner, where the two differ.
    pub flows: Vec<(NodeId, NodeId, u64)>,
    by_modulo: OnceCell<u64>,
}

impl Change {
    pub fn of(ring: &Hashing, before: &Placing, after: &Placing) -> Change {
        let (before, after) = (before.clone(), after.clone());
        let flows = flows(ring, &before, &after);
        Change { before, after, flows, by_modulo: OnceCell::new() }
    }

    pub fn moved(&self) -> u64 {
        self.flows.iter().map(|(_, _, keys)| keys).sum()
    }

    /// How many keys `h(x) mod n` would move, placed as a run by that algorithm places them.
    pub fn moved_by_modulo(&self, ring: &Hashing) -> u64 {
        *self.by_modulo.get_or_init(|| {
            let (old, new) = (&self.before.members, &self.after.members);
            let moves = |slot: &u32| {
                let hash = ring.hash.key64(slot_name(*slot).as_bytes());
                by_modulo(old, hash) != by_modulo(new, hash)
            };
            let keys = |slot| {
                let (low, high) = slot_ends(slot);
                u64::from(ring.keys_between(low, high))
            };
            (0..SLOTS).filter(moves).map(keys).sum()
        })
    }
}

/// Nobody, when there is nobody.
fn by_modulo(members: &Members, hash: u64) -> Option<NodeId> {
    let position = hash.checked_rem(members.len() as u64)?;
    Some(members[position as usize].node)
}

/// The parts of the circle that have another owner after than before: first and last place, former
/// and new owner.
pub fn moved_parts(before: &Placing, after: &Placing) -> Vec<(u32, u32, NodeId, NodeId)> {
    let mut parts = Vec::new();
    let (mut low, mut i, mut j) = (0_u32, 0, 0);
    while let (Some((old_end, from)), Some((new_end, to))) = (before.part(i), after.part(j)) {
        let end = old_end.min(new_end);
        if from != to {
            parts.push((low, end, from, to));
        }
        i += usize::from(old_end == end);
        j += usize::from(new_end == end);
        low = end.saturating_add(1);
    }
    parts
}

fn flows(ring: &Hashing, before: &Placing, after: &Placing) -> Vec<(NodeId, NodeId, u64)> {
    let parts = moved_parts(before, after).into_iter();
    let mut moved: Vec<(NodeId, NodeId, u64)> = parts
        .map(|(low, high, from, to)| (from, to, ring.keys_between(low, high).into()))
        .filter(|(_, _, keys)| *keys > 0)
        .collect();
    moved.sort_unstable_by_key(|(from, to, _)| (*from, *to));
    moved.dedup_by(|later, first| {
        let same = (later.0, later.1) == (first.0, first.1);
        if same {
            first.2 += later.2;
        }
        same
    });
    moved
}
