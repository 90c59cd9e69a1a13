//! AnchorHash (Mendelson, Vargaftik, Barabash, Lorenz, Keslassy and Orda, 2020), the version with
//! four arrays: a key falls on one of all buckets that there may ever be, and where that one is
//! gone, on one of those that were there when it went, and so on.
//!
//! Buckets come back in the opposite order of their going. The order is all the memory there is,
//! hence two anchors of the same buckets with different pasts place keys differently.

use super::error::PlacementError;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// 0 for a working bucket, otherwise how many worked just after it went. The paper's A.
    worked: Vec<u32>,
    /// The working buckets, and behind them the past. The paper's W.
    working: Vec<u32>,
    /// Where in `working` a bucket was last. The paper's L.
    last: Vec<u32>,
    /// Who took a bucket's place in `working`. The paper's K.
    successor: Vec<u32>,
    removed: Vec<u32>,
    count: u32,
}

pub const CAPACITY_MAX: u32 = 1 << 20;

impl Anchor {
    /// Room for `capacity` buckets, of which the first `count` work.
    pub fn new(capacity: u32, count: u32) -> Result<Anchor, PlacementError> {
        if count == 0 {
            return Err(PlacementError::NoNodes);
        }
        if count > capacity {
            return Err(PlacementError::CapacityTooSmall { capacity, nodes: count as usize });
        }
        if capacity > CAPACITY_MAX {
            return Err(PlacementError::CapacityTooLarge { capacity });
        }
        let all: Vec<u32> = (0..capacity).collect();
        let mut anchor = Anchor {
            worked: vec![0; capacity as usize],
            working: all.clone(),
            last: all.clone(),
            successor: all,
            removed: Vec::new(),
            count: capacity,
        };
        for bucket in (count..capacity).rev() {
            anchor.remove(bucket);
        }
        Ok(anchor)
    }

    /// How many buckets work.
    pub fn count(&self) -> u32 {
        self.count
    }

    pub fn capacity(&self) -> u32 {
        self.worked.len() as u32
    }

    /// The paper's arrays A, W, L and K, in this order.
    pub fn arrays(&self) -> [&[u32]; 4] {
        [&self.worked, &self.working, &self.last, &self.successor]
    }

    /// The buckets that do not work, the next to come back last.
    pub fn removed(&self) -> &[u32] {
        &self.removed
    }

    /// Takes a working bucket away. The last one stays, and one that does not work is gone already;
    /// both are answered with false.
    pub fn remove(&mut self, bucket: u32) -> bool {
        let index = bucket as usize;
        if self.worked.get(index) != Some(&0) || self.count == 1 {
            return false;
        }
        self.removed.push(bucket);
        self.count -= 1;
        let heir = self.working[self.count as usize];
        self.worked[index] = self.count;
        self.working[self.last[index] as usize] = heir;
        self.last[heir as usize] = self.last[index];
        self.successor[index] = heir;
        true
    }

    /// Brings back the bucket that went last, and names it; none where all work.
    pub fn add(&mut self) -> Option<u32> {
        let bucket = self.removed.pop()?;
        let index = bucket as usize;
        let heir = self.working[self.count as usize];
        self.worked[index] = 0;
        self.last[heir as usize] = self.count;
        self.working[self.last[index] as usize] = bucket;
        self.successor[index] = bucket;
        self.count += 1;
        Some(bucket)
    }

    pub fn lookup(&self, key: u64) -> u32 {
        let mut bucket = below(mix(key), self.capacity());
        while self.worked[bucket as usize] > 0 {
            let then = self.worked[bucket as usize];
            let mut next = below(mix(key ^ mix(u64::from(bucket) + 1)), then);
            while self.worked[next as usize] >= then {
                next = self.successor[next as usize];
            }
            bucket = next;
        }
        bucket
    }
}

fn below(hash: u64, bound: u32) -> u32 {
    (hash % u64::from(bound)) as u32
}

/// One key hashed anew for every bucket: SplitMix64's finalizer.
fn mix(value: u64) -> u64 {
    let z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
