//! Ketama's weights, after libketama and libmemcached: how many points a node of some weight gets.
//!
//! A digest gives four points, so a node gets `floor(share * digests * nodes)` digests, where
//! `digests` is a quarter of the points a node has on average (160 in ketama). The share is a
//! 32-bit float and so is every step: the rounding is part of the published definition, and IEEE
//! 754 makes it the same on every machine. Nodes of equal weight get the average and no arithmetic
//! touches them, as in libraries without weights.
//!
//! Where the average is not a multiple of four, points are counted one by one instead.

use super::error::PlacementError;
use super::ring::Member;

/// What ketama gives a node of average weight.
pub const POINTS: u32 = 160;
const POINTS_PER_DIGEST: u32 = 4;

/// Sets every node's points by its weight, `points` on average.
pub fn weigh(members: &mut [Member], points: u32) -> Result<(), PlacementError> {
    let total: u64 = members.iter().map(|member| u64::from(member.weight)).sum();
    let nodes = members.len();
    let equal = members.windows(2).all(|pair| pair[0].weight == pair[1].weight);
    for member in members {
        if member.weight == 0 {
            return Err(PlacementError::NoWeight { label: member.label.clone() });
        }
        member.points = if equal { points } else { share(member.weight, total, nodes, points) };
        if member.points == 0 && points > 0 {
            return Err(PlacementError::TooLight { label: member.label.clone() });
        }
    }
    Ok(())
}

fn share(weight: u32, total: u64, nodes: usize, points: u32) -> u32 {
    let at_once = if points.is_multiple_of(POINTS_PER_DIGEST) { POINTS_PER_DIGEST } else { 1 };
    let share = weight as f32 / total as f32;
    let groups = (share * (points / at_once) as f32 * nodes as f32).floor();
    (groups as u32).saturating_mul(at_once)
}
