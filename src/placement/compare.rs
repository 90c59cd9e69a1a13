//! The same change of a node list under several algorithms, key by key, so that a page can do some
//! thousand keys, draw, and go on.

use super::algorithm::{Algorithm, Placer};
use super::error::PlacementError;
use super::ring::Member;

#[derive(Clone, Debug)]
pub struct Comparison {
    contests: Vec<Contest>,
    keys: u64,
}

#[derive(Clone, Debug)]
struct Contest {
    algorithm: Algorithm,
    before: Placer,
    after: Placer,
    moved: u64,
    /// Keys of each node after the change, by its position in the list.
    shares: Vec<Share>,
    weight: u64,
}

#[derive(Clone, Copy, Debug)]
struct Share {
    id: u16,
    weight: u64,
    keys: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub algorithm: Algorithm,
    pub keys: u64,
    pub moved: u64,
    /// The load of the fullest node, of which 1000 is the mean or, with weights, its due.
    pub peak_permille: u64,
    pub table_entries: usize,
}

impl Comparison {
    pub fn new(
        algorithms: &[Algorithm],
        before: &[Member],
        after: &[Member],
    ) -> Result<Comparison, PlacementError> {
        let contest = |algorithm: &Algorithm| Contest::new(algorithm, before, after);
        let contests: Result<Vec<Contest>, PlacementError> =
            algorithms.iter().map(contest).collect();
        Ok(Comparison { contests: contests?, keys: 0 })
    }

    /// One algorithm by placers that are there already, as those of an anchor with a past.
    pub fn between(
        algorithm: Algorithm,
        before: Placer,
        after: Placer,
        members: &[Member],
    ) -> Comparison {
        Comparison { contests: vec![Contest::of(algorithm, before, after, members)], keys: 0 }
    }

    /// Places one more key.
    pub fn add(&mut self, key: &[u8]) {
        self.tally(|placer| placer.place(key).node);
    }

    /// The same for a key whose hash is known.
    pub fn add_hash(&mut self, hash: u64) {
        self.tally(|placer| placer.place_hash(hash).node);
    }

    fn tally(&mut self, place: impl Fn(&mut Placer) -> u16) {
        self.keys += 1;
        for contest in &mut self.contests {
            let (from, to) = (place(&mut contest.before), place(&mut contest.after));
            contest.moved += u64::from(from != to);
            if let Ok(index) = contest.shares.binary_search_by_key(&to, |share| share.id) {
                contest.shares[index].keys += 1;
            }
        }
    }

    pub fn rows(&self) -> Vec<Row> {
        let row = |contest: &Contest| Row {
            algorithm: contest.algorithm,
            keys: self.keys,
            moved: contest.moved,
            peak_permille: contest.peak_permille(self.keys),
            table_entries: contest.after.table_entries(),
        };
        self.contests.iter().map(row).collect()
    }
}

impl Contest {
    fn new(
        algorithm: &Algorithm,
        before: &[Member],
        after: &[Member],
    ) -> Result<Contest, PlacementError> {
        let placer = algorithm.build(before)?;
        let changed = algorithm.change(&placer, after)?;
        Ok(Contest::of(*algorithm, placer, changed, after))
    }

    fn of(algorithm: Algorithm, before: Placer, after: Placer, members: &[Member]) -> Contest {
        let weight = |member: &Member| {
            if algorithm.has_weights() { u64::from(member.weight) } else { 1 }
        };
        let share = |member: &Member| Share { id: member.id, weight: weight(member), keys: 0 };
        let mut shares: Vec<Share> = members.iter().map(share).collect();
        shares.sort_unstable_by_key(|share| share.id);
        let weight = shares.iter().map(|share| share.weight).sum();
        Contest { algorithm, before, after, moved: 0, shares, weight }
    }

    fn peak_permille(&self, keys: u64) -> u64 {
        let of_due = |share: &Share| {
            let due = u128::from(keys.max(1)) * u128::from(share.weight);
            let held = u128::from(share.keys) * u128::from(self.weight) * 1_000;
            ((held + due / 2) / due) as u64
        };
        self.shares.iter().map(of_due).max().unwrap_or_default()
    }
}

/// The least share of keys that any algorithm can move when every node is to have its due before
/// and after: numerator and denominator. Nodes are the same when their numbers are.
pub fn least_moved(before: &[Member], after: &[Member]) -> (u128, u128) {
    let total = |list: &[Member]| list.iter().map(|m| u128::from(m.weight)).sum::<u128>();
    let (total_before, total_after) = (total(before), total(after));
    let mut had: Vec<(u16, u32)> = before.iter().map(|m| (m.id, m.weight)).collect();
    had.sort_unstable();
    let gain = |member: &Member| {
        let index = had.binary_search_by_key(&member.id, |(id, _)| *id);
        let weight_before = index.map_or(0, |index| u128::from(had[index].1));
        let due_after = u128::from(member.weight) * total_before;
        due_after.saturating_sub(weight_before * total_after)
    };
    (after.iter().map(gain).sum(), total_before * total_after)
}
