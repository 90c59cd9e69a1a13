//! Sets of places on the circle, as inclusive intervals that never cross place 0.

use std::rc::Rc;

/// In order, apart from each other. Shared until changed: a copy costs nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArcSet(Rc<Vec<(u32, u32)>>);

impl ArcSet {
    /// Intervals in any order, overlapping or not.
    pub fn of(mut list: Vec<(u32, u32)>) -> ArcSet {
        list.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(list.len());
        for (low, high) in list {
            match merged.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        ArcSet(Rc::new(merged))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn arcs(&self) -> &[(u32, u32)] {
        &self.0
    }

    pub fn contains(&self, place: u32) -> bool {
        let index = self.0.partition_point(|(_, high)| *high < place);
        self.0.get(index).is_some_and(|(low, _)| *low <= place)
    }

    pub fn union(&self, other: &ArcSet) -> ArcSet {
        if other.is_empty() {
            return self.clone();
        }
        ArcSet::of(self.0.iter().chain(other.0.iter()).copied().collect())
    }

    pub fn intersection(&self, other: &ArcSet) -> ArcSet {
        let (mut i, mut j) = (0, 0);
        let mut both = Vec::new();
        while let (Some(a), Some(b)) = (self.0.get(i), other.0.get(j)) {
            let (low, high) = (a.0.max(b.0), a.1.min(b.1));
            if low <= high {
                both.push((low, high));
            }
            if a.1 < b.1 { i += 1 } else { j += 1 }
        }
        ArcSet(Rc::new(both))
    }

    pub fn minus(&self, other: &ArcSet) -> ArcSet {
        if other.is_empty() || self.is_empty() {
            return self.clone();
        }
        let mut rest = Vec::new();
        let mut j = 0;
        for (low, high) in self.0.iter().copied() {
            let mut next = Some(low);
            while j < other.0.len() && other.0[j].1 < low {
                j += 1;
            }
            for (from, to) in other.0[j..].iter().copied().take_while(|(from, _)| *from <= high) {
                if let Some(start) = next
                    && start < from
                {
                    rest.push((start, from - 1));
                }
                next = to.checked_add(1);
            }
            if let Some(start) = next.filter(|start| *start <= high) {
                rest.push((start, high));
            }
        }
        ArcSet(Rc::new(rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(bits: u32) -> ArcSet {
        let places = (0..12).filter(|place| bits >> place & 1 == 1);
        // The top of the circle is among them.
        ArcSet::of(places.map(|place| (u32::MAX - 11 + place, u32::MAX - 11 + place)).collect())
    }

    #[test]
    fn sets_of_intervals_behave_as_sets_of_places() {
        let mut bits = 1_u32;
        for _ in 0..4_000 {
            bits = bits.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (a, b) = (bits >> 8 & 0xfff, bits >> 20);
            assert_eq!(set(a).union(&set(b)), set(a | b));
            assert_eq!(set(a).intersection(&set(b)), set(a & b));
            assert_eq!(set(a).minus(&set(b)), set(a & !b));
            assert_eq!(set(a).contains(u32::MAX), a >> 11 & 1 == 1);
        }
    }
}
