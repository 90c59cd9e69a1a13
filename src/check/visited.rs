//! Which states have been seen, by fingerprint, and from which each was reached first: 16 bytes a
//! state at full load, never less than half full once it has grown.
//!
//! Two states with one fingerprint count as one. Among a hundred million states that happens with
//! a chance of one in four thousand.

/// The table is cut into parts that grow one by one: growth takes little memory at a time, and
/// several threads can each have parts of their own.
pub const PARTS: usize = 64;

/// Slots of a part to begin with.
const SLOTS_MIN: usize = 8;

/// What stands where the first states have no parent. No state has this fingerprint.
pub const NOBODY: u64 = 0;

/// The part that a fingerprint belongs to.
pub fn part_of(fingerprint: u64) -> usize {
    (fingerprint >> 58) as usize
}

#[derive(Clone, Copy)]
struct Slot {
    fingerprint: u64,
    parent: u64,
}

const FREE: Slot = Slot { fingerprint: NOBODY, parent: NOBODY };

/// An open-addressed table with linear probing, at most three quarters full.
pub struct Part {
    slots: Vec<Slot>,
    count: usize,
}

impl Part {
    fn new() -> Part {
        Part { slots: vec![FREE; SLOTS_MIN], count: 0 }
    }

    /// Where the fingerprint stands, or the free slot where it would.
    fn slot(&self, fingerprint: u64) -> usize {
        // The part takes the highest bits, the slot those below: a multiplication spreads them
        // over any number of slots, so that growth need not double.
        let spread = (fingerprint << 6) >> 32;
        let mut at = ((spread * self.slots.len() as u64) >> 32) as usize;
        loop {
            let found = self.slots[at].fingerprint;
            if found == fingerprint || found == NOBODY {
                return at;
            }
            at += 1;
            if at == self.slots.len() {
                at = 0;
            }
        }
    }

    pub fn contains(&self, fingerprint: u64) -> bool {
        self.slots[self.slot(fingerprint)].fingerprint == fingerprint
    }

    /// Whether the fingerprint is new.
    pub fn insert(&mut self, fingerprint: u64, parent: u64) -> bool {
        let at = self.slot(fingerprint);
        if self.slots[at].fingerprint == fingerprint {
            return false;
        }
        self.slots[at] = Slot { fingerprint, parent };
        self.count += 1;
        if self.count * 4 > self.slots.len() * 3 {
            self.grow();
        }
        true
    }

    fn grow(&mut self) {
        let larger = vec![FREE; self.slots.len() * 3 / 2];
        let old = std::mem::replace(&mut self.slots, larger);
        for slot in old.into_iter().filter(|slot| slot.fingerprint != NOBODY) {
            let at = self.slot(slot.fingerprint);
            self.slots[at] = slot;
        }
    }
}

/// All parts.
pub struct Visited {
    pub parts: Vec<Part>,
}

impl Default for Visited {
    fn default() -> Visited {
        Visited { parts: (0..PARTS).map(|_| Part::new()).collect() }
    }
}

impl Visited {
    pub fn contains(&self, fingerprint: u64) -> bool {
        self.parts[part_of(fingerprint)].contains(fingerprint)
    }

    /// Whether the fingerprint is new.
    pub fn insert(&mut self, fingerprint: u64, parent: u64) -> bool {
        self.parts[part_of(fingerprint)].insert(fingerprint, parent)
    }

    /// From where a state was first reached; `None` for a first state and for one never seen.
    pub fn parent(&self, fingerprint: u64) -> Option<u64> {
        let part = &self.parts[part_of(fingerprint)];
        let parent = part.slots[part.slot(fingerprint)].parent;
        (parent != NOBODY).then_some(parent)
    }

    pub fn len(&self) -> u64 {
        self.parts.iter().map(|part| part.count as u64).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the table takes.
    pub fn bytes(&self) -> u64 {
        let slots: usize = self.parts.iter().map(|part| part.slots.capacity()).sum();
        (slots * size_of::<Slot>()) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fingerprint_is_new_once_and_keeps_its_parent() {
        let mut visited = Visited::default();
        let fingerprint = |i: u64| (i + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for round in 0..2 {
            for i in 0..10_000 {
                assert_eq!(visited.insert(fingerprint(i), fingerprint(i / 2)), round == 0);
            }
        }
        assert_eq!(visited.len(), 10_000);
        assert!((0..10_000).all(|i| visited.parent(fingerprint(i)) == Some(fingerprint(i / 2))));
        assert!(!visited.contains(fingerprint(10_000)));
        assert_eq!(visited.parent(fingerprint(10_000)), None);
        assert!(visited.bytes() < 10_000 * 16 * 2);
    }

    #[test]
    fn fingerprints_that_stand_side_by_side_go_round_the_end() {
        let mut part = Part::new();
        let last = u64::MAX >> 6;
        for low in 0..6 {
            assert!(part.insert(last - low, NOBODY));
        }
        assert!((0..6).all(|low| part.contains(last - low)));
    }
}
