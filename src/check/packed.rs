//! Small sets and rows in one or few machine words, so that a model's state is a value without a
//! heap: quick to copy, to compare and to hash.

/// A set of numbers below 64.
pub type Set = Bits<1>;

/// A set of numbers below 256.
pub type Wide = Bits<4>;

/// A set of numbers below 64 times `WORDS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bits<const WORDS: usize>([u64; WORDS]);

/// The number of different items that a wide set may have.
pub const WIDE_MAX: usize = 256;

impl<const WORDS: usize> Default for Bits<WORDS> {
    fn default() -> Bits<WORDS> {
        Bits([0; WORDS])
    }
}

impl<const WORDS: usize> Bits<WORDS> {
    pub fn has(self, item: usize) -> bool {
        self.0[item / 64] >> (item % 64) & 1 == 1
    }

    #[must_use]
    pub fn with(mut self, item: usize) -> Bits<WORDS> {
        self.0[item / 64] |= 1 << (item % 64);
        self
    }

    pub fn len(self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn is_empty(self) -> bool {
        self.0 == [0; WORDS]
    }

    /// Each item by another name.
    #[must_use]
    pub fn renamed(self, name: impl Fn(usize) -> usize) -> Bits<WORDS> {
        self.iter().map(name).collect()
    }

    /// So many items from `start` on, counted from there.
    #[must_use]
    pub fn slice(self, start: usize, len: usize) -> Bits<WORDS> {
        let inside = self.iter().skip_while(|item| *item < start);
        inside.take_while(|item| *item < start + len).map(|item| item - start).collect()
    }

    /// In ascending order.
    pub fn iter(self) -> impl Iterator<Item = usize> + Clone {
        let words = self.0.into_iter().enumerate();
        words.flat_map(|(index, mut word)| {
            std::iter::from_fn(move || {
                let low = word.trailing_zeros() as usize;
                // Takes the lowest one away; of an empty word nothing is left.
                word &= word.checked_sub(1)?;
                Some(index * 64 + low)
            })
        })
    }
}

impl<const WORDS: usize> Bits<WORDS> {
    /// What was `order[0]` becomes 0, and so on.
    #[must_use]
    pub fn reordered(self, order: &[usize]) -> Bits<WORDS> {
        (0..order.len()).filter(|item| self.has(order[*item])).collect()
    }
}

impl<const WORDS: usize> FromIterator<usize> for Bits<WORDS> {
    fn from_iter<I: IntoIterator<Item = usize>>(items: I) -> Bits<WORDS> {
        items.into_iter().fold(Bits::default(), Bits::with)
    }
}

/// Sixteen numbers below 16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row(u64);

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

    /// What stood at `order[0]` comes first, and so on.
    #[must_use]
    pub fn reordered(self, order: &[usize]) -> Row {
        let items = order.iter().enumerate();
        items.fold(Row::default(), |row, (index, from)| row.with(index, self.get(*from)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_and_rows_keep_what_is_put_in() {
        let set: Wide = [5, 0, 63, 64, 255, 0].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 5, 63, 64, 255]);
        assert!(set.has(64) && !set.has(65) && set.len() == 5);
        assert!(Set::default().is_empty() && !Set::default().with(63).is_empty());
        let row = Row::default().with(0, 15).with(15, 9).with(0, 2);
        assert_eq!([row.get(0), row.get(1), row.get(15)], [2, 0, 9]);
        assert_eq!(row.reordered(&[15, 1, 0]), Row::default().with(0, 9).with(2, 2));
        assert_eq!(set.reordered(&[4, 5, 0]), Wide::default().with(1).with(2));
        assert_eq!(set.slice(5, 59), Wide::default().with(0).with(58));
        assert_eq!(set.renamed(|item| item / 64), [0, 1, 3].into_iter().collect());
    }
}
