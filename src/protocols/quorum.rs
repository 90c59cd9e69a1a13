//! Quorum arithmetic, shared by every protocol that counts answers.

use std::fmt;

/// How many of a group must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quorum {
    Majority,
    All,
    Size(u16),
}

impl Quorum {
    /// Reads what `ParamKind::Quorum` allows: `majority`, `all`, or a number from 1.
    pub fn parse(text: &str) -> Option<Quorum> {
        match text {
            "majority" => Some(Quorum::Majority),
            "all" => Some(Quorum::All),
            number => number.parse().ok().filter(|size| *size > 0).map(Quorum::Size),
        }
    }

    /// The number of answers that make a quorum of `group` nodes.
    pub fn size(self, group: u16) -> u16 {
        match self {
            Quorum::Majority => majority(group),
            Quorum::All => group,
            Quorum::Size(size) => size,
        }
    }
}

/// The smallest number of which any two sets meet.
pub fn majority(group: u16) -> u16 {
    group / 2 + 1
}

/// Whether every set of `a` nodes meets every set of `b` nodes of the group.
pub fn always_meet(a: u16, b: u16, group: u16) -> bool {
    a as u32 + b as u32 > group as u32
}

impl fmt::Display for Quorum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Quorum::Majority => f.write_str("majority"),
            Quorum::All => f.write_str("all"),
            Quorum::Size(size) => write!(f, "{size}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair of subsets, by brute force.
    #[test]
    fn quorums_meet_exactly_when_their_sizes_exceed_the_group() {
        for group in 1..=6u16 {
            let sets = 0..1u32 << group;
            for a in 1..=group {
                for b in 1..=group {
                    let of =
                        |size: u16| sets.clone().filter(move |set| set.count_ones() == size as u32);
                    let meet = of(a).all(|x| of(b).all(|y| x & y != 0));
                    assert_eq!(always_meet(a, b, group), meet, "{a} and {b} of {group}");
                }
            }
            assert!(always_meet(majority(group), majority(group), group));
        }
    }
}
