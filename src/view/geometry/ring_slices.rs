//! Placement without points: one slice of the circle for each node, as large as its share of the
//! keys, and each key in the slice of its owner.

use crate::sim::protocol::NodeId;
use crate::view::ring::{KeyPath, MemberLook, RingKeys, RingPicture, RingPoint};

/// Gives a picture without points its slices; one with points stays as it is.
pub fn sliced(picture: &RingPicture) -> RingPicture {
    let mut picture = picture.clone();
    if picture.has_points || !picture.points.is_empty() {
        return picture;
    }
    let slices = slices(&picture.members);
    picture.points = slices
        .iter()
        .map(|(owner, _, end)| RingPoint {
            position: *end,
            owner: *owner,
            fresh: false,
            number: None,
        })
        .collect();
    match &mut picture.keys {
        RingKeys::Each(keys) => {
            for key in keys {
                key.position = within(&slices, key.owner, key.position);
            }
        }
        // Where on the circle keys hash to says nothing here.
        RingKeys::Density(slots) => slots.clear(),
    }
    picture
}

/// The same for a key that is followed.
pub fn sliced_path(picture: &RingPicture, mut path: KeyPath) -> KeyPath {
    if let (false, Some(owner)) = (picture.has_points, path.replicas.first()) {
        path.position = within(&slices(&picture.members), *owner, path.position);
    }
    path
}

/// Owner, first and last position.
fn slices(members: &[MemberLook]) -> Vec<(NodeId, u32, u32)> {
    let whole: u64 = members.iter().map(|member| member.keys).sum();
    let mut slices = Vec::new();
    let (mut before, mut start) = (0, 0_u64);
    for member in members.iter().filter(|member| member.keys > 0) {
        before += member.keys;
        let end = (u128::from(before) << 32) / u128::from(whole);
        let end = end as u64;
        if end > start {
            slices.push((member.node, start as u32, (end - 1) as u32));
        }
        start = end;
    }
    slices
}

fn within(slices: &[(NodeId, u32, u32)], owner: NodeId, position: u32) -> u32 {
    let Some((_, first, last)) = slices.iter().find(|(node, _, _)| *node == owner) else {
        return position;
    };
    let offset = (u64::from(position) * u64::from(last - first)) >> 32;
    first + offset as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::geometry::ring::owning;
    use crate::view::ring::KeyMark;

    fn member(node: u16, keys: u64) -> MemberLook {
        let node = NodeId(node);
        MemberLook { node, up: true, points: 0, weight: 1, rack: 0, keys, arc_ppm: 0, served: 0 }
    }

    fn picture(keys: RingKeys) -> RingPicture {
        RingPicture {
            viewer: NodeId(0),
            disagreeing: Vec::new(),
            has_points: false,
            points: Vec::new(),
            keys,
            members: vec![member(0, 3), member(1, 0), member(2, 1)],
            bound_keys: None,
            change: None,
        }
    }

    #[test]
    fn a_slice_is_as_large_as_the_share_of_the_keys() {
        let sliced = sliced(&picture(RingKeys::Density(vec![(1, 0)])));
        let ends: Vec<(u16, u32)> =
            sliced.points.iter().map(|point| (point.owner.0, point.position)).collect();
        assert_eq!(ends, [(0, 0xbfff_ffff), (2, 0xffff_ffff)]);
        assert_eq!(sliced.keys, RingKeys::Density(Vec::new()));
    }

    #[test]
    fn every_key_lies_in_the_slice_of_its_owner() {
        let key = |position: u32, owner: u16| KeyMark {
            name: String::new(),
            position,
            owner: NodeId(owner),
            moved: false,
        };
        let keys = vec![key(0, 0), key(u32::MAX, 0), key(7, 2), key(u32::MAX, 2)];
        let sliced = sliced(&picture(RingKeys::Each(keys)));
        let RingKeys::Each(keys) = &sliced.keys else { panic!("keys stay one by one") };
        for key in keys {
            assert_eq!(sliced.points[owning(&sliced.points, key.position)].owner, key.owner);
        }
        let path = KeyPath {
            name: String::new(),
            steps: Vec::new(),
            position: 7,
            replicas: vec![NodeId(2)],
        };
        assert_eq!(sliced_path(&sliced, path).position, keys[2].position);
    }

    #[test]
    fn no_keys_are_no_slices() {
        let mut empty = picture(RingKeys::Each(Vec::new()));
        empty.members.clear();
        assert_eq!(sliced(&empty), empty);
    }
}
