//! Lines inside the ring: keys on their way between owners, and from a key to its replicas.

use super::Point;
use super::ring::{RingMap, owning, point_of, turns};
use crate::sim::protocol::NodeId;
use crate::view::ring::{KeyPath, RingPicture, RingTransfer};

/// Ends nearer to each other than this could not be told apart, px.
const NEAR_PX: f64 = 34.0;

/// A curve from one place to another, bent towards the middle of the ring.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    pub from: Point,
    pub bend: Point,
    pub to: Point,
}

impl Curve {
    fn new(map: &RingMap, from: Point, to: Point) -> Curve {
        let middle = from.towards(to, 0.5);
        // The farther apart, the less it needs to be bent.
        let apart = (from.distance(to) / (2.0 * map.radius)).min(1.0);
        Curve { from, bend: middle.towards(map.centre, 0.25 * (1.0 - apart) + 0.08), to }
    }

    pub fn at(&self, share: f64) -> Point {
        let there = self.from.towards(self.bend, share);
        there.towards(self.bend.towards(self.to, share), share)
    }
}

/// Keys on their way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoveLine {
    pub curve: Curve,
    /// Where they are now.
    pub at: Point,
    /// Half the width of the dot.
    pub half: f64,
    pub transfer: RingTransfer,
}

/// `fraction` tells how far a message is, if it is in flight.
pub fn move_lines(
    map: &RingMap,
    picture: &RingPicture,
    transfers: &[RingTransfer],
    fraction: impl Fn(u32) -> Option<f32>,
) -> Vec<MoveLine> {
    let line = |transfer: &RingTransfer| {
        let share = f64::from(fraction(transfer.message)?);
        let curve = curve(map, picture, transfer);
        // The area says how many, as far as it can.
        let half = (3.2 + f64::from(transfer.keys).sqrt() * 0.45).min(9.0);
        Some(MoveLine { curve, at: curve.at(share), half, transfer: *transfer })
    };
    transfers.iter().filter_map(line).collect()
}

fn curve(map: &RingMap, picture: &RingPicture, transfer: &RingTransfer) -> Curve {
    let points = &picture.points;
    let (from, to) = transfer.arc;
    let middle = from.wrapping_add(to.wrapping_sub(from) / 2);
    let inner = map.radius - map.band / 2.0 - 4.0;
    let arc = map.place(turns(middle), inner);
    let owner = points.get(owning(points, to)).map(|point| point.owner);
    // The arc is with whom it belongs to; the other end is that node's next point.
    let end_of = |node: NodeId| {
        if owner == Some(node) {
            return Some(arc);
        }
        point_of(points, to, node).map(|position| map.place(turns(position), inner))
    };
    let end = end_of(transfer.to).unwrap_or(arc);
    let hollow = map.place(turns(middle), map.radius * 0.55);
    let start = end_of(transfer.from).filter(|start| start.distance(end) >= NEAR_PX);
    // A node without points sends from the middle of the ring.
    Curve::new(map, start.unwrap_or(hollow), end)
}

/// From a key to a point of each of its replicas, the owner first.
pub fn replica_lines(map: &RingMap, picture: &RingPicture, path: &KeyPath) -> Vec<(NodeId, Curve)> {
    let inner = map.radius - map.band / 2.0;
    let from = map.place(turns(path.position), inner - 9.0);
    let line = |node: &NodeId| {
        let position = point_of(&picture.points, path.position, *node)?;
        Some((*node, Curve::new(map, from, map.place(turns(position), inner - 2.0))))
    };
    path.replicas.iter().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::geometry::Size;
    use crate::view::ring::{RingKeys, RingPoint};

    fn picture() -> RingPicture {
        let point = |eighth: u32, owner| RingPoint {
            position: eighth << 29,
            owner: NodeId(owner),
            fresh: false,
            number: None,
        };
        RingPicture {
            viewer: NodeId(0),
            disagreeing: Vec::new(),
            has_points: true,
            points: vec![point(1, 0), point(3, 1), point(5, 2), point(7, 0)],
            keys: RingKeys::Each(Vec::new()),
            members: Vec::new(),
            bound_keys: None,
            change: None,
        }
    }

    fn transfer(from: u16, to: u16) -> RingTransfer {
        let arc = (1 << 29, 3 << 29);
        RingTransfer { from: NodeId(from), to: NodeId(to), arc, keys: 12, message: 9 }
    }

    #[test]
    fn keys_travel_from_the_old_owners_next_point_to_their_arc() {
        let map = RingMap::new(Size::new(600.0, 600.0));
        let picture = picture();
        let start = move_lines(&map, &picture, &[transfer(2, 1)], |_| Some(0.0));
        let end = move_lines(&map, &picture, &[transfer(2, 1)], |_| Some(1.0));
        let turn_of = |at: Point| turns(map.position(at));
        assert!((turn_of(start[0].at) - 5.0 / 8.0).abs() < 0.001);
        assert!((turn_of(end[0].at) - 2.0 / 8.0).abs() < 0.001);
        assert_eq!(start[0].curve, end[0].curve);
    }

    #[test]
    fn keys_of_a_node_that_left_come_from_within() {
        let map = RingMap::new(Size::new(600.0, 600.0));
        let lines = move_lines(&map, &picture(), &[transfer(7, 1)], |_| Some(0.0));
        assert!(lines[0].at.distance(map.centre) < map.radius * 0.6);
        assert_eq!(move_lines(&map, &picture(), &[transfer(7, 1)], |_| None), []);
    }

    #[test]
    fn replica_lines_end_at_distinct_points_inside_the_band() {
        let map = RingMap::new(Size::new(600.0, 600.0));
        let path = KeyPath {
            name: "k".into(),
            steps: Vec::new(),
            position: 2 << 29,
            replicas: vec![NodeId(1), NodeId(2), NodeId(0)],
        };
        let lines = replica_lines(&map, &picture(), &path);
        let ends: Vec<f64> = lines.iter().map(|(_, curve)| turns(map.position(curve.to))).collect();
        for (turn, eighth) in ends.iter().zip([3.0, 5.0, 7.0]) {
            assert!((turn - eighth / 8.0).abs() < 0.001, "{ends:?}");
        }
        assert!(lines.iter().all(|(_, curve)| curve.to.distance(map.centre) < map.radius));
    }
}
