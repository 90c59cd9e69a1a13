//! The keys stored from the start, one sorted table for all nodes. Key 7 is called `key7`.

use crate::placement::hash::HashKind;

/// More buckets than this would not fit in a cache.
const BUCKET_BITS_MAX: u32 = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stored {
    pub place: u32,
    pub number: u32,
}

/// By place, ties by number, in as many buckets of equal size as there are keys, about: a place is
/// found by looking into one of them.
#[derive(Debug)]
pub struct Keys {
    list: Vec<Stored>,
    /// Where each bucket begins; the end of the last one behind them.
    starts: Vec<u32>,
    bits: u32,
    crowd: u32,
}

impl Keys {
    pub fn of(hash: HashKind, count: u32) -> Keys {
        let bits = count.max(1).ilog2().min(BUCKET_BITS_MAX);
        let mut unsorted = Vec::with_capacity(count as usize);
        let mut starts = vec![0; (1 << bits) + 1];
        for number in 0..count {
            let stored = Stored { place: hash.key(format!("key{number}").as_bytes()), number };
            starts[bucket(stored.place, bits) + 1] += 1;
            unsorted.push(stored);
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut list = unsorted.clone();
        let mut next = starts.clone();
        for stored in unsorted {
            let next = &mut next[bucket(stored.place, bits)];
            list[*next as usize] = stored;
            *next += 1;
        }
        for ends in starts.windows(2) {
            list[ends[0] as usize..ends[1] as usize].sort_unstable();
        }
        let same = list.chunk_by(|a, b| a.place == b.place).map(|keys| keys.len() as u32);
        let crowd = same.max().unwrap_or(0);
        Keys { list, starts, bits, crowd }
    }

    /// The most keys on one place.
    pub fn crowd(&self) -> u32 {
        self.crowd
    }

    pub fn all(&self) -> &[Stored] {
        &self.list
    }

    /// How many come before `place`.
    fn before(&self, place: u32) -> usize {
        let bucket = bucket(place, self.bits);
        let (from, to) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
        from + self.list[from..to].partition_point(|stored| stored.place < place)
    }

    /// Those that lie from `low` to `high`.
    pub fn between(&self, low: u32, high: u32) -> &[Stored] {
        let from = self.before(low);
        let to = high.checked_add(1).map_or(self.list.len(), |end| self.before(end));
        &self.list[from.min(to)..to]
    }
}

fn bucket(place: u32, bits: u32) -> usize {
    (u64::from(place) >> (32 - bits)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_a_plain_search() {
        for (hash, count) in [(HashKind::Md5, 0), (HashKind::Md5, 1), (HashKind::Poor, 700)] {
            let keys = Keys::of(hash, count);
            assert_eq!(keys.all().len(), count as usize);
            assert!(keys.all().is_sorted());
            let mut places: Vec<u32> = keys.all().iter().map(|stored| stored.place).collect();
            places.extend([0, 1, 1 << 31, u32::MAX - 1, u32::MAX]);
            for low in places.iter().copied().step_by(7) {
                for high in places.iter().copied().step_by(5) {
                    let is_inside = |stored: &&Stored| (low..=high).contains(&stored.place);
                    let expected: Vec<Stored> =
                        keys.all().iter().filter(is_inside).copied().collect();
                    assert_eq!(keys.between(low, high), expected, "{low}..={high}");
                }
            }
        }
    }
}
