//! Small sets and rows in one or few machine words, so that a model's state is a value without a
//! heap: quick to copy, to compare and to hash.

/// A set of numbers below 64.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Set(pub u64);

impl Set {
    /// All numbers below `count`.
    pub fn first(count: usize) -> Set {
        Set(u64::MAX.checked_shr(64 - count as u32).unwrap_or_default())
    }

    pub fn has(self, item: usize) -> bool {
        self.0 >> item & 1 == 1
    }

    #[must_use]
    pub fn with(self, item: usize) -> Set {
        Set(self.0 | 1 << item)
    }

    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn includes(self, other: Set) -> bool {
        self.0 & other.0 == other.0
    }

    /// In ascending order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..64).filter(move |item| self.has(*item))
    }
}

/// Sixteen numbers below 16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row(pub u64);

/// The most that a row holds.
pub const ROW_MAX: usize = 16;

impl Row {
    pub fn get(self, index: usize) -> u8 {
        (self.0 >> (index * 4)) as u8 & 15
    }

    #[must_use]
    pub fn with(self, index: usize, value: u8) -> Row {
        let cleared = self.0 & !(15 << (index * 4));
        Row(cleared | (value as u64) << (index * 4))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_and_rows_keep_what_is_put_in() {
        let set = Set::default().with(0).with(5).with(63);
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 5, 63]);
        assert!(Set::first(64).includes(set) && !Set::first(63).includes(set));
        assert!(Set::first(0).is_empty());
        let row = Row::default().with(0, 15).with(15, 9).with(0, 2);
        assert_eq!([row.get(0), row.get(1), row.get(15)], [2, 0, 9]);
    }
}
