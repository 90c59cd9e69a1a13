//! What a line drawn across the picture cuts.

use super::Point;
use super::cluster::ClusterMap;
use crate::sim::order::sort_by_number;
use crate::sim::protocol::NodeId;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    Nothing,
    Link(NodeId, NodeId),
    /// The smaller side, sorted.
    Side(Vec<NodeId>),
}

/// One link crossed is that link; else the nodes that the crossed links hold apart; else the two
/// sides of the line from the first to the last point.
pub fn cut_by(map: &ClusterMap, stroke: &[Point]) -> Cut {
    let (Some(first), Some(last)) = (stroke.first(), stroke.last()) else {
        return Cut::Nothing;
    };
    let crossed: Vec<(NodeId, NodeId)> = pairs(map)
        .into_iter()
        .filter(|(a, b)| crosses(stroke, map.place(*a), map.place(*b)))
        .collect();
    match crossed.as_slice() {
        [] => return Cut::Nothing,
        [(a, b)] => return Cut::Link(*a, *b),
        _ => {}
    }
    let parts = components(map, &crossed);
    let held = parts.iter().copied().max().unwrap_or(0) + 1;
    let is_left = |node: usize| side_of(*first, *last, map.places[node]) > 0.0;
    let inside: Vec<usize> = if held == 2 {
        (0..parts.len()).filter(|node| parts[*node] == 1).collect()
    } else {
        (0..parts.len()).filter(|node| is_left(*node)).collect()
    };
    smaller(&inside, parts.len())
}

/// Links once each, whatever their direction.
fn pairs(map: &ClusterMap) -> Vec<(NodeId, NodeId)> {
    let mut pairs: Vec<(NodeId, NodeId)> =
        map.links.iter().map(|(a, b)| (*a.min(b), *a.max(b))).collect();
    sort_by_number(&mut pairs, |(a, b)| u128::from(a.0) << 16 | u128::from(b.0));
    pairs.dedup();
    pairs
}

fn smaller(inside: &[usize], count: usize) -> Cut {
    let outside: Vec<usize> = (0..count).filter(|node| !inside.contains(node)).collect();
    if inside.is_empty() || outside.is_empty() {
        return Cut::Nothing;
    }
    let side = if inside.len() <= outside.len() { inside } else { &outside };
    Cut::Side(side.iter().map(|node| NodeId(*node as u16)).collect())
}

/// For each node the number of the part it is in when the crossed links are gone.
fn components(map: &ClusterMap, crossed: &[(NodeId, NodeId)]) -> Vec<usize> {
    let count = map.places.len();
    let mut part: Vec<usize> = (0..count).collect();
    let left = pairs(map).into_iter().filter(|pair| !crossed.contains(pair));
    for (a, b) in left {
        let (a, b) = (part.get(a.index()).copied(), part.get(b.index()).copied());
        if let (Some(a), Some(b)) = (a, b) {
            let (low, high) = (a.min(b), a.max(b));
            part.iter_mut().filter(|part| **part == high).for_each(|part| *part = low);
        }
    }
    let mut names = part.clone();
    sort_by_number(&mut names, |name| *name as u128);
    names.dedup();
    part.iter().map(|part| names.iter().position(|name| name == part).unwrap_or(0)).collect()
}

fn crosses(stroke: &[Point], a: Point, b: Point) -> bool {
    stroke.windows(2).any(|piece| meet(piece[0], piece[1], a, b))
}

/// Whether two pieces of line cross.
pub fn meet(p: Point, q: Point, a: Point, b: Point) -> bool {
    let apart = |x: f64, y: f64| (x > 0.0) != (y > 0.0);
    apart(side_of(p, q, a), side_of(p, q, b)) && apart(side_of(a, b, p), side_of(a, b, q))
}

/// Positive on one side of the line from `a` to `b`, negative on the other.
fn side_of(a: Point, b: Point, point: Point) -> f64 {
    (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::geometry::{Rect, Size};

    /// P1 and P2 on the left, A1 to A3 on the right, each P linked to each A.
    fn five() -> ClusterMap {
        let at = [(100., 100.), (100., 300.), (400., 80.), (450., 200.), (400., 320.)];
        let links = (0..2).flat_map(|p| (2..5).map(move |a| (NodeId(p), NodeId(a)))).collect();
        ClusterMap {
            size: Size::new(600.0, 400.0),
            radius: 20.0,
            places: at.map(|(x, y)| Point::new(x, y)).into(),
            links,
            narrow: false,
            room: Rect::new(0.0, 0.0, 600.0, 400.0),
        }
    }

    fn cut(stroke: &[(f64, f64)]) -> Cut {
        let points: Vec<Point> = stroke.iter().map(|(x, y)| Point::new(*x, *y)).collect();
        cut_by(&five(), &points)
    }

    #[test]
    fn a_line_through_one_link_cuts_that_link() {
        assert_eq!(cut(&[(250.0, 60.0), (250.0, 100.0)]), Cut::Link(NodeId(0), NodeId(2)));
    }

    #[test]
    fn a_line_around_a_node_cuts_it_off() {
        let around = [(330.0, 399.0), (340.0, 270.0), (400.0, 260.0), (500.0, 300.0)];
        assert_eq!(cut(&around), Cut::Side(vec![NodeId(4)]));
    }

    #[test]
    fn a_line_down_the_middle_parts_the_proposers_from_the_acceptors() {
        let Cut::Side(side) = cut(&[(250.0, 10.0), (250.0, 390.0)]) else {
            panic!("a side");
        };
        assert_eq!(side, [NodeId(0), NodeId(1)]);
    }

    #[test]
    fn a_line_through_nothing_cuts_nothing() {
        assert_eq!(cut(&[(10.0, 10.0), (20.0, 390.0)]), Cut::Nothing);
        assert_eq!(cut(&[(10.0, 10.0)]), Cut::Nothing);
    }
}
