//! Sorting, once for all types: each instantiation of the library's sort costs kilobytes of the
//! page's download.

/// Stable, by a number.
pub fn sort_by_number<T>(items: &mut [T], number: impl Fn(&T) -> u128) {
    let mut order = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        order.push((number(item), index));
    }
    sort_pairs(&mut order);
    for index in 0..order.len() {
        // What belongs here may have been swapped away already.
        let mut from = order[index].1;
        while from < index {
            from = order[from].1;
        }
        order[index].1 = from;
        items.swap(index, from);
    }
}

#[inline(never)]
fn sort_pairs(pairs: &mut [(u128, usize)]) {
    pairs.sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_keep_their_order() {
        let mut items: Vec<(u8, u32)> =
            (0..500_u32).map(|index| ((index * 7_919 % 31) as u8, index)).collect();
        let mut expected = items.clone();
        expected.sort_by_key(|(number, _)| *number);
        sort_by_number(&mut items, |(number, _)| u128::from(*number));
        assert_eq!(items, expected);
    }
}
