//! Interchangeable members: of all states that differ by their names alone, one stands for all.
//!
//! A representative is only worth its name if every state of the orbit has the same one. Sorting
//! the members is enough when nothing outside a member refers to it; otherwise all orders must be
//! tried, as far as something that doesn't depend on names doesn't settle them.

/// The members in the order of their keys. With a key that is all there is of a member, naming them
/// anew in this order makes the representative.
pub fn sorted<K: Ord>(count: usize, key: impl Fn(usize) -> K) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|member| key(*member));
    order
}

/// Where each member of an order has come to stand.
pub fn places(order: &[usize]) -> Vec<usize> {
    let mut places = vec![0; order.len()];
    for (place, member) in order.iter().enumerate() {
        places[*member] = place;
    }
    places
}

/// The least of what the orders of the members make; of members whose keys differ, only the order
/// of the keys is tried. Keys must not depend on names.
pub fn least<K: Ord, T: Ord>(
    count: usize,
    key: impl Fn(usize) -> K,
    mut make: impl FnMut(&[usize]) -> T,
) -> T {
    let mut order = sorted(count, &key);
    let mut least = make(&order);
    while advance(&mut order, &key) {
        least = least.min(make(&order));
    }
    least
}

/// Goes to the next order that is sorted by key; `false` after the last. Among equals the orders
/// come as numbers do, and runs of equals count like digits.
fn advance<K: Ord>(order: &mut [usize], key: &impl Fn(usize) -> K) -> bool {
    let mut begin = 0;
    while begin < order.len() {
        let first = key(order[begin]);
        let equal = order[begin..].iter().take_while(|member| key(**member) == first).count();
        let run = &mut order[begin..begin + equal];
        if next_permutation(run) {
            return true;
        }
        run.sort_unstable();
        begin += equal;
    }
    false
}

/// The next permutation in the order of the dictionary; `false` for the last.
fn next_permutation(items: &mut [usize]) -> bool {
    let Some(pivot) = items.windows(2).rposition(|pair| pair[0] < pair[1]) else { return false };
    let larger = items.iter().rposition(|item| *item > items[pivot]).unwrap_or(pivot);
    items.swap(pivot, larger);
    items[pivot + 1..].reverse();
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_is_tried_once_unless_keys_settle_it() {
        let mut orders = Vec::new();
        let least_order = least(
            4,
            |_| 0,
            |order| {
                orders.push(order.to_vec());
                std::cmp::Reverse(order.to_vec())
            },
        );
        assert_eq!(least_order.0, [3, 2, 1, 0]);
        assert_eq!(orders.len(), 24);
        orders.sort();
        orders.dedup();
        assert_eq!(orders.len(), 24);

        let mut orders = Vec::new();
        least(5, |member| member % 2, |order| orders.push(order.to_vec()));
        assert_eq!(orders.len(), 3 * 2 * 2);
        assert!(orders.iter().all(|order| order[..3].iter().all(|member| member % 2 == 0)));
    }
}
