//! Maglev hashing (Eisenbud et al., NSDI 2016): each node has a permutation of the table's entries
//! and the nodes take turns, each taking the first entry of its own that is still free. So every
//! node gets the same number of entries, or one less.
//!
//! The table's size must be prime: only then does stepping by any `skip` visit every entry.

use super::error::PlacementError;
use super::hash::siphash;

/// The paper's smaller size, enough for some hundred nodes.
pub const SIZE: u32 = 65_537;
pub const SIZE_MAX: u32 = 1 << 24;

/// One node's order of preference: `offset`, then always `skip` further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permutation {
    offset: u32,
    skip: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// For each entry the position of its node in the list.
    entries: Vec<u16>,
}

impl Permutation {
    /// As in the paper: offset = h1 mod M, skip = h2 mod (M - 1) + 1.
    pub fn from_hashes(h1: u64, h2: u64, size: u32) -> Permutation {
        let size = u64::from(size.max(2));
        Permutation { offset: (h1 % size) as u32, skip: (h2 % (size - 1) + 1) as u32 }
    }

    /// The two halves of the SipHash-2-4 of a node's name, as go-maglev takes them.
    pub fn of(label: &str, size: u32) -> Permutation {
        let hash = siphash(label.as_bytes(), 0xdead_beef_cafe_babe, 0);
        Permutation::from_hashes(hash >> 32, hash & 0xffff_ffff, size)
    }

    /// The entries in the order in which the node wants them.
    pub fn entries(self, size: u32) -> impl Iterator<Item = u32> {
        let mut entry = self.offset;
        (0..size).map(move |_| {
            let this = entry;
            entry = self.after(entry, size);
            this
        })
    }

    fn after(self, entry: u32, size: u32) -> u32 {
        // Both are below the size, which is far below 2^31.
        let next = entry + self.skip;
        if next < size { next } else { next - size }
    }
}

impl Table {
    /// The nodes of these permutations, which belong to `size`, share the entries.
    pub fn new(permutations: &[Permutation], size: u32) -> Result<Table, PlacementError> {
        if !is_prime(size) {
            return Err(PlacementError::NotPrime { size });
        }
        if size > SIZE_MAX {
            return Err(PlacementError::TableTooLarge { size });
        }
        if permutations.is_empty() {
            return Err(PlacementError::NoNodes);
        }
        if permutations.len() > size.min(1 << 16) as usize {
            return Err(PlacementError::TableTooSmall { size, nodes: permutations.len() });
        }
        Ok(Table { entries: share_out(permutations, size) })
    }

    /// For each entry the position of its node in the list.
    pub fn entries(&self) -> &[u16] {
        &self.entries
    }

    pub fn lookup(&self, hash: u64) -> u16 {
        self.entries[(hash % self.entries.len() as u64) as usize]
    }
}

fn share_out(permutations: &[Permutation], size: u32) -> Vec<u16> {
    let mut entries: Vec<Option<u16>> = vec![None; size as usize];
    let mut wanted: Vec<u32> = permutations.iter().map(|order| order.offset).collect();
    let turns = (0..permutations.len()).cycle().take(size as usize);
    for node in turns {
        let mut entry = wanted[node];
        while entries[entry as usize].is_some() {
            entry = permutations[node].after(entry, size);
        }
        entries[entry as usize] = Some(node as u16);
        wanted[node] = permutations[node].after(entry, size);
    }
    entries.into_iter().flatten().collect()
}

pub fn is_prime(number: u32) -> bool {
    let number = u64::from(number);
    number >= 2 && (2..).take_while(|d| d * d <= number).all(|d| !number.is_multiple_of(d))
}
