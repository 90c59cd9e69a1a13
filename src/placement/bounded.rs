//! Consistent hashing with bounded loads (Mirrokni, Thorup and Zadimoghaddam, 2016): a ring on
//! which no node holds more than `ceil((1 + epsilon) * keys / nodes)` keys. A key whose node is
//! full goes on clockwise to the next that is not.
//!
//! Where a key ends up depends on the keys before it, so keys are placed one after the other. With
//! weights a node's bound is its share of the total.

use super::error::PlacementError;
use super::hash::HashKind;
use super::ring::{Member, Point, Ring};

#[derive(Clone, Debug)]
pub struct Bounded {
    ring: Ring,
    /// For each point the position of its owner among the members.
    owners: Vec<u16>,
    epsilon_permille: u32,
    /// How many keys there will be; more when more came.
    keys: u64,
    placed: u64,
    bounds: Vec<u64>,
    loads: Vec<u64>,
}

/// The most keys that a node may hold: `ceil((1 + epsilon) * keys * weight / total_weight)`.
pub fn bound(keys: u64, weight: u64, total_weight: u64, epsilon_permille: u32) -> u64 {
    let product = u128::from(keys) * u128::from(weight) * (1_000 + u128::from(epsilon_permille));
    let bound = product.div_ceil(1_000 * u128::from(total_weight.max(1)));
    u64::try_from(bound).unwrap_or(u64::MAX)
}

impl Bounded {
    /// A ring that is to hold `keys` keys.
    pub fn new(
        members: &[Member],
        hash: HashKind,
        epsilon_permille: u32,
        keys: u64,
    ) -> Result<Bounded, PlacementError> {
        let ring = Ring::new(members, hash)?;
        let place = |id: u16| ring.members().partition_point(|member| member.id < id) as u16;
        let owners = ring.points().iter().map(|point| place(point.owner)).collect();
        let loads = vec![0; members.len()];
        let mut bounded =
            Bounded { ring, owners, epsilon_permille, keys, placed: 0, bounds: Vec::new(), loads };
        bounded.set_bounds();
        Ok(bounded)
    }

    /// Places one more key and answers with the point whose node took it.
    pub fn insert(&mut self, position: u32) -> Point {
        if self.placed == self.keys {
            self.keys += 1;
            self.set_bounds();
        }
        self.placed += 1;
        // The bounds add up to all keys at least, so somebody has room.
        let first = self.ring.index(position);
        let mut index = first;
        loop {
            let owner = usize::from(self.owners[index]);
            let next = if index + 1 == self.owners.len() { 0 } else { index + 1 };
            if self.loads[owner] < self.bounds[owner] || next == first {
                self.loads[owner] += 1;
                return self.ring.points()[index];
            }
            index = next;
        }
    }

    pub fn ring(&self) -> &Ring {
        &self.ring
    }

    /// By number, as the ring's members.
    pub fn loads(&self) -> &[u64] {
        &self.loads
    }

    /// By number, as the ring's members.
    pub fn bounds(&self) -> &[u64] {
        &self.bounds
    }

    fn set_bounds(&mut self) {
        let weights = self.ring.members().iter().map(|member| u64::from(member.weight));
        let total = weights.clone().sum();
        let of = |weight| bound(self.keys, weight, total, self.epsilon_permille);
        self.bounds = weights.map(of).collect();
    }
}
