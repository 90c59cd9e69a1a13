//! In which order nodes came and went. AnchorHash places by that order, so all have to agree on it;
//! other algorithms have no past.

use std::hash::{Hash, Hasher};

use super::membership::Moved;
use super::table::{Members, Seat};
use super::{Algorithm, Hashing};
use crate::sim::protocol::NodeId;

/// Each takes one node out of the first members or, when it is out, brings it in. None is the rule
/// and adds nothing to a hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Past(pub Vec<NodeId>);

impl Hash for Past {
    fn hash<H: Hasher>(&self, state: &mut H) {
        if !self.0.is_empty() {
            self.0.hash(state);
        }
    }
}

impl Past {
    /// Of two orders the longer one counts, then the larger: all that have heard of both choose the
    /// same.
    pub fn or_other(&mut self, other: &Past) {
        if (self.0.len(), &*self) < (other.0.len(), other) {
            *self = other.clone();
        }
    }

    /// What places keys alike in the fewest steps: a node that goes and returns at once, or comes
    /// and goes, leaves all as it was.
    fn shortest(&self) -> Past {
        let mut past: Vec<NodeId> = Vec::new();
        for node in &self.0 {
            if past.last() == Some(node) {
                past.pop();
            } else {
                past.push(*node);
            }
        }
        Past(past)
    }

    /// Whether one comes to this from the other one by these nodes alone, each of which came or
    /// went once. What goes back behind other changes is another order, which may move anything.
    pub fn goes_on_from(&self, other: &Past, changed: &[NodeId]) -> bool {
        let same = self.0.iter().zip(&other.0).take_while(|(a, b)| a == b).count();
        let between = [&self.0[same..], &other.0[same..]].concat();
        let is_once = |node: &NodeId| between.iter().filter(|one| *one == node).count() == 1;
        between.iter().all(|node| changed.contains(node) && is_once(node))
    }
}

impl Hashing {
    pub fn first_members(&self) -> Members {
        (0..self.members).map(|id| seat(NodeId(id))).collect()
    }

    /// The members after each change of this past.
    pub fn memberships(&self, past: &Past) -> Vec<Members> {
        let mut members = self.first_members();
        let mut list = Vec::with_capacity(past.0.len());
        for node in &past.0 {
            toggle(&mut members, *node);
            list.push(members.clone());
        }
        list
    }

    /// The past that leads to these members: first those come that it does not know, then those go
    /// that are gone. With `but`, without the coming of that node.
    pub fn past_up_to(&self, past: &Past, members: &Members, but: Option<NodeId>) -> Past {
        let mut past = past.clone();
        if self.algorithm != Algorithm::Anchor {
            return past;
        }
        let known = self.memberships(&past).pop().unwrap_or_else(|| self.first_members());
        let missing = |from: &Members, of: &Members| -> Vec<NodeId> {
            let of = of.iter().map(|seat| seat.node);
            of.filter(|node| from.iter().all(|seat| seat.node != *node)).collect()
        };
        let came = missing(&known, members).into_iter();
        past.0.extend(came.filter(|node| Some(*node) != but));
        past.0.extend(missing(members, &known));
        past
    }

    /// What a table of these members is placed by, when that is what was told of the order.
    pub fn past_of_table(&self, told: &Past, members: &Members) -> Past {
        self.past_up_to(told, members, None).shortest()
    }
}

fn seat(node: NodeId) -> Seat {
    Seat { node, weight: 1, moved: Moved::default() }
}

/// The last one stays.
fn toggle(members: &mut Members, node: NodeId) {
    match members.binary_search_by_key(&node, |seat| seat.node) {
        Ok(index) if members.len() > 1 => drop(members.remove(index)),
        Ok(_) => {}
        Err(index) => members.insert(index, seat(node)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::ring::change::moved_parts;
    use crate::protocols::ring::membership::differing;
    use crate::sim::param::Params;
    use crate::sim::protocol::Configured;

    fn anchored() -> Hashing {
        let mut params = Params::default();
        for (key, value) in [("n", "3"), ("spare", "1"), ("algo", "anchor"), ("r", "1")] {
            params.set(Hashing::PARAMS, key, value).expect(key);
        }
        Hashing::from_params(&params).expect("well-formed")
    }

    /// Every past of four nodes up to six changes: what is left out of it places nothing elsewhere,
    /// and from any earlier one only keys of the nodes move that came or went.
    #[test]
    fn the_shortest_past_places_as_the_whole_one() {
        let ring = anchored();
        let table = |past: &Past| {
            let members = ring.memberships(past).pop().unwrap_or_else(|| ring.first_members());
            ring.place(members, past.clone())
        };
        for number in 0..4_u32.pow(6) {
            let digit = |at: u32| NodeId((number / 4_u32.pow(at) % 4) as u16);
            let past = Past((0..1 + number % 6).map(digit).collect());
            let after = table(&past.shortest());
            assert_eq!(moved_parts(&table(&past), &after), [], "{past:?}");
            for length in 0..past.0.len() {
                let before = table(&Past(past.0[..length].to_vec()).shortest());
                let changed = differing(&before.members, &after.members);
                let is_its = |(_, _, from, to): &(u32, u32, NodeId, NodeId)| {
                    changed.contains(from) || changed.contains(to)
                };
                let goes_on = after.past.goes_on_from(&before.past, &changed);
                let moved = moved_parts(&before, &after);
                assert!(!goes_on || moved.iter().all(is_its), "{length} of {past:?}");
                // The last change alone is no other order; the last member's going is no change.
                let is_one = length + 1 == past.0.len() && !changed.is_empty();
                assert!(goes_on || !is_one, "{length} of {past:?}");
            }
        }
    }

    #[test]
    fn of_two_orders_all_choose_the_same() {
        let list = |ids: &[u16]| Past(ids.iter().copied().map(NodeId).collect());
        for (one, other, chosen) in
            [(&[][..], &[2][..], &[2][..]), (&[1, 2], &[2, 1], &[2, 1]), (&[3], &[1, 2], &[1, 2])]
        {
            for (mut own, heard) in [(list(one), list(other)), (list(other), list(one))] {
                own.or_other(&heard);
                assert_eq!(own, list(chosen));
            }
        }
    }

    /// Who comes does not say so: the others know after what.
    #[test]
    fn a_past_leads_to_the_members() {
        let ring = anchored();
        let members: Members = [0, 2, 3].into_iter().map(|id| seat(NodeId(id))).collect();
        let past = ring.past_up_to(&Past::default(), &members, None);
        assert_eq!(past, Past(vec![NodeId(3), NodeId(1)]));
        assert_eq!(ring.memberships(&past).pop(), Some(members.clone()));
        let own = ring.past_up_to(&Past::default(), &members, Some(NodeId(3)));
        assert_eq!(own, Past(vec![NodeId(1)]));
        assert_eq!(ring.past_of_table(&own, &members), Past(vec![NodeId(1), NodeId(3)]));
    }
}
