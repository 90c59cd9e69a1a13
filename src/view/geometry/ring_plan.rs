//! A point that is being dragged: the ring as it would be, and what would move.

use super::Point;
use super::ring::{RingMap, owning, turns};
use crate::sim::protocol::NodeId;
use crate::view::ring::{RingKeys, RingPicture, RingPoint};

/// From a point to the pointer that takes it, along the ring, px.
pub const GRIP_PX: f64 = 9.0;
/// The same for a finger.
pub const GRIP_TOUCH_PX: f64 = 16.0;
/// A request names the first 24 of a place's 32 bits.
const PLACE_MASK: u32 = 0xffff_ff00;

/// One of a node's points, and where it is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub owner: NodeId,
    pub number: u32,
    pub to: u32,
}

/// What a plan would do: from former to new owner so many keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub picture: RingPicture,
    pub moved: u64,
    pub keys: u64,
}

impl Plan {
    /// The point with this index, left where it is; `None` where points cannot be moved.
    pub fn of(picture: &RingPicture, index: usize) -> Option<Plan> {
        let point = picture.points.get(index)?;
        Some(Plan { owner: point.owner, number: point.number?, to: point.position })
    }

    pub fn at(self, place: u32) -> Plan {
        Plan { to: place & PLACE_MASK, ..self }
    }

    fn is(&self, point: &RingPoint) -> bool {
        point.owner == self.owner && point.number == Some(self.number)
    }

    /// Where the point stands in the picture; `None` when it is no longer there.
    pub fn index(&self, picture: &RingPicture) -> Option<usize> {
        picture.points.iter().position(|point| self.is(point))
    }

    /// The picture with the point where it is to stand, and with what moves for that.
    pub fn outcome(&self, picture: &RingPicture) -> Outcome {
        let mut planned = picture.clone();
        for point in &mut planned.points {
            point.fresh = self.is(point);
            if point.fresh {
                point.position = self.to;
            }
        }
        planned.points.sort_by_key(|point| (point.position, point.owner));
        let points = &planned.points;
        let owner =
            |points: &[RingPoint], place| points.get(owning(points, place)).map(|p| p.owner);
        let (mut moved, mut keys) = (0, 0);
        match &mut planned.keys {
            RingKeys::Each(marks) => {
                for mark in marks {
                    let new = owner(points, mark.position).unwrap_or(mark.owner);
                    mark.moved = new != mark.owner;
                    mark.owner = new;
                    moved += u64::from(mark.moved);
                    keys += 1;
                }
            }
            RingKeys::Density(slots) => {
                let width = (1_u64 << 32) / slots.len().max(1) as u64;
                for (index, (all, of_them)) in slots.iter_mut().enumerate() {
                    let middle = (index as u64 * width + width / 2) as u32;
                    let moves = owner(points, middle) != owner(&picture.points, middle);
                    *of_them = if moves { *all } else { 0 };
                    moved += u64::from(*of_them);
                    keys += u64::from(*all);
                }
            }
        }
        Outcome { picture: planned, moved, keys }
    }
}

/// The point under a pointer, if it can be moved.
pub fn grip(map: &RingMap, picture: &RingPicture, at: Point, reach_px: f64) -> Option<usize> {
    let off = (map.centre.distance(at) - map.radius).abs();
    if off > map.band / 2.0 + 12.0 || !map.shows_points(picture.points.len()) {
        return None;
    }
    let distance = |point: &RingPoint| {
        point.number?;
        Some(map.place(turns(point.position), map.centre.distance(at)).distance(at))
    };
    let mut nearest = None;
    let mut least = reach_px;
    for (index, point) in picture.points.iter().enumerate() {
        if let Some(distance) = distance(point).filter(|distance| *distance < least) {
            (nearest, least) = (Some(index), distance);
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::geometry::Size;
    use crate::view::ring::KeyMark;

    const EIGHTH: u32 = 1 << 29;

    fn picture(keys: RingKeys) -> RingPicture {
        let point = |eighth: u32, owner, number| RingPoint {
            position: eighth * EIGHTH,
            owner: NodeId(owner),
            fresh: false,
            number: Some(number),
        };
        RingPicture {
            viewer: NodeId(0),
            disagreeing: Vec::new(),
            has_points: true,
            points: vec![point(1, 0, 0), point(3, 1, 0), point(5, 0, 1), point(7, 1, 1)],
            keys,
            members: Vec::new(),
            bound_keys: None,
            change: None,
        }
    }

    #[test]
    fn only_keys_that_the_point_passes_move() {
        let key = |position: u32, owner| KeyMark {
            name: format!("k{position}"),
            position,
            owner: NodeId(owner),
            moved: true,
        };
        let keys = vec![key(EIGHTH, 0), key(2 * EIGHTH, 1), key(3 * EIGHTH, 1), key(4 * EIGHTH, 0)];
        let picture = picture(RingKeys::Each(keys));
        let plan = Plan::of(&picture, 1).expect("a point that can be moved");
        assert_eq!(plan.outcome(&picture).moved, 0, "it is where it was");
        let outcome = plan.at(2 * EIGHTH).outcome(&picture);
        assert_eq!((outcome.moved, outcome.keys), (1, 4));
        let RingKeys::Each(marks) = &outcome.picture.keys else { panic!("keys one by one") };
        assert_eq!((marks[2].owner, marks[2].moved), (NodeId(0), true), "to the next point");
        assert!(outcome.picture.points.is_sorted_by_key(|point| point.position));
        assert_eq!(outcome.picture.points.iter().filter(|point| point.fresh).count(), 1);
        // Across another point, and to where it is the first of all.
        let outcome = plan.at(0).outcome(&picture);
        assert_eq!(outcome.picture.points[0].owner, NodeId(1));
        assert_eq!(plan.at(0).index(&outcome.picture), Some(0));
    }

    #[test]
    fn densities_tell_about_how_many() {
        let picture = picture(RingKeys::Density(vec![(10, 3); 64]));
        let outcome = Plan::of(&picture, 1).expect("a point").at(2 * EIGHTH).outcome(&picture);
        assert_eq!((outcome.moved, outcome.keys), (80, 640));
    }

    #[test]
    fn a_grip_is_near_a_point_on_the_band() {
        let map = RingMap::new(Size::new(800.0, 500.0));
        let picture = picture(RingKeys::Each(Vec::new()));
        let on = map.place(3.0 / 8.0, map.radius + 3.0);
        assert_eq!(grip(&map, &picture, on, GRIP_PX), Some(1));
        assert_eq!(grip(&map, &picture, map.place(0.5, map.radius), GRIP_PX), None);
        assert_eq!(grip(&map, &picture, map.place(3.0 / 8.0, map.radius / 2.0), GRIP_PX), None);
        let mut fixed = picture.clone();
        fixed.points.iter_mut().for_each(|point| point.number = None);
        assert_eq!(grip(&map, &fixed, on, GRIP_PX), None);
    }
}
