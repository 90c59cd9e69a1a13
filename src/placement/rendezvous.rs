//! Rendezvous hashing, or highest random weight (Thaler and Ravishankar, 1998): every node scores
//! the key, the highest score wins. A node that comes or goes changes no other's score, so only its
//! own keys move.
//!
//! The score is clandestined's: the hash of `node-key`, murmur3 there; of equals the larger name
//! wins. Weights follow Schindelhauer and Schomaker's logarithmic method: the smallest
//! `-log(score) / weight` wins, which gives every node its share exactly and, with equal weights,
//! the same winner. The logarithm is taken in whole numbers, so that all machines agree.

use super::error::PlacementError;
use super::hash::{HashKind, murmur3_32};
use super::ring::{Member, check};

#[derive(Clone, Debug)]
pub struct Rendezvous {
    hash: HashKind,
    /// Murmur3's; the other hashes have none.
    seed: u32,
    candidates: Vec<Candidate>,
    has_weights: bool,
    /// `node-key`, in one place for all lookups.
    text: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Candidate {
    id: u16,
    /// The node's name and a dash.
    prefix: Vec<u8>,
    weight: u32,
}

/// Fractional bits of a logarithm. Neighbouring scores differ by 2^8 units at least.
const FRACTION_BITS: u32 = 40;

impl Rendezvous {
    pub fn new(
        members: &[Member],
        hash: HashKind,
        seed: u32,
    ) -> Result<Rendezvous, PlacementError> {
        check(members)?;
        let mut members: Vec<&Member> = members.iter().collect();
        // Later ones win ties, as larger names shall.
        members.sort_by(|a, b| a.label.cmp(&b.label));
        let has_weights = members.windows(2).any(|pair| pair[0].weight != pair[1].weight);
        let candidate = |member: &Member| Candidate {
            id: member.id,
            prefix: format!("{}-", member.label).into_bytes(),
            weight: member.weight,
        };
        let candidates = members.into_iter().map(candidate).collect();
        Ok(Rendezvous { hash, seed, candidates, has_weights, text: Vec::new() })
    }

    /// The winner and its score.
    pub fn winner(&mut self, key: &[u8]) -> (u16, u32) {
        if self.has_weights { self.lightest(key) } else { self.highest(key) }
    }

    /// The first `count` in the order in which they would win: HRW's own list of replicas. What the
    /// first has, the second has when the first goes.
    pub fn ranking(&mut self, key: &[u8], count: usize) -> Vec<u16> {
        let mut costs: Vec<((u64, u32), u16)> = Vec::with_capacity(self.candidates.len());
        // Of equals the later one wins.
        for index in (0..self.candidates.len()).rev() {
            let score = self.score(index, key);
            let cost = if self.has_weights { cost(score) } else { u64::from(!score) };
            costs.push(((cost, self.candidates[index].weight), self.candidates[index].id));
        }
        costs.sort_by(|(a, _), (b, _)| less(*b, *a).cmp(&less(*a, *b)));
        costs.into_iter().take(count).map(|(_, id)| id).collect()
    }

    fn highest(&mut self, key: &[u8]) -> (u16, u32) {
        let (mut id, mut best) = (self.candidates[0].id, 0);
        for index in 0..self.candidates.len() {
            let score = self.score(index, key);
            if score >= best {
                (id, best) = (self.candidates[index].id, score);
            }
        }
        (id, best)
    }

    fn lightest(&mut self, key: &[u8]) -> (u16, u32) {
        let mut winner = (self.candidates[0].id, self.score(0, key));
        let mut best = (cost(winner.1), self.candidates[0].weight);
        for index in 1..self.candidates.len() {
            let score = self.score(index, key);
            let Candidate { id, weight, .. } = self.candidates[index];
            // Most are out of the running before a logarithm is taken.
            if less(best, (cost_at_least(score), weight)) {
                continue;
            }
            let own = (cost(score), weight);
            if !less(best, own) {
                (best, winner) = (own, (id, score));
            }
        }
        winner
    }

    fn score(&mut self, index: usize, key: &[u8]) -> u32 {
        self.text.clear();
        self.text.extend_from_slice(&self.candidates[index].prefix);
        self.text.extend_from_slice(key);
        match self.hash {
            HashKind::Murmur3 => murmur3_32(&self.text, self.seed),
            hash => hash.key(&self.text),
        }
    }
}

/// Whether the first fraction of cost and weight is smaller.
fn less(a: (u64, u32), b: (u64, u32)) -> bool {
    u128::from(a.0) * u128::from(b.1) < u128::from(b.0) * u128::from(a.1)
}

/// `-log2(u)` where u, in the middle of the score's step, is (2 score + 1) / 2^33.
fn cost(score: u32) -> u64 {
    let odd = 2 * u64::from(score) + 1;
    (33 << FRACTION_BITS) - log2(odd)
}

/// `1 - u`, which no `-log2(u)` is below.
fn cost_at_least(score: u32) -> u64 {
    ((1_u64 << 33) - (2 * u64::from(score) + 1)) << (FRACTION_BITS - 33)
}

/// The binary logarithm of a positive number, rounded down, bit by bit: squaring a number between
/// 1 and 2 doubles its logarithm, and whether the square passes 2 is the next bit.
fn log2(number: u64) -> u64 {
    let whole = number.ilog2();
    let mut mantissa = number << (62 - whole);
    let mut bits = u64::from(whole);
    for _ in 0..FRACTION_BITS {
        let square = ((u128::from(mantissa) * u128::from(mantissa)) >> 62) as u64;
        let carry = square >> 63;
        mantissa = square >> carry;
        bits = bits << 1 | carry;
    }
    bits
}
