//! The wall of a partition: the curve that is as near to one side's nodes as to the other's.

use litemap::LiteMap;

use super::cluster::{ClusterMap, NodeScene};
use super::cut::meet;
use super::shelf::{Anchor, Label};
use super::{Point, Rect};
use crate::sim::order::sort_by_number;
use crate::sim::protocol::NodeId;

/// Cells of the grid on which the curve is looked for, along the longer edge.
const CELLS: f64 = 72.0;
/// With more links than this there is no way round them.
const LINKS_SPARED_MAX: usize = 60;

/// The curve's pieces, each a chain of points.
pub fn wall(map: &ClusterMap, side: &[NodeId]) -> Vec<Vec<Point>> {
    let is_inner = |index: usize| side.iter().any(|node| node.index() == index);
    let count = map.places.len();
    if !(0..count).any(is_inner) || (0..count).all(is_inner) {
        return Vec::new();
    }
    let inner = points_of(map, &is_inner);
    let outer = points_of(map, &|index| !is_inner(index));
    let step = (map.size.width.max(map.size.height) / CELLS).max(6.0);
    let soft = map.radius * 0.9;
    let near = |points: &[(Point, f64)], at: Point| {
        let far = |(point, extra): &(Point, f64)| at.distance(*point) + extra;
        let sum: f64 = points.iter().map(|point| (-far(point) / soft).exp()).sum();
        -soft * sum.max(f64::MIN_POSITIVE).ln()
    };
    let height = |at: Point| near(&inner, at) - near(&outer, at);
    let columns = (map.size.width / step).ceil() as usize;
    let rows = (map.size.height / step).ceil() as usize;
    let at = |column: usize, row: usize| {
        Point::new(
            (column as f64 * step).min(map.size.width),
            (row as f64 * step).min(map.size.height),
        )
    };
    let heights: Vec<Vec<f64>> = (0..=rows)
        .map(|row| (0..=columns).map(|column| height(at(column, row))).collect())
        .collect();
    let mut pieces = Pieces::default();
    for row in 0..rows {
        for column in 0..columns {
            let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(dx, dy)| (column + dx, row + dy));
            let mut ends = Vec::new();
            for (from, to) in [(0, 1), (1, 2), (2, 3), (3, 0)] {
                let (a, b) = (corners[from], corners[to]);
                let (ha, hb) = (heights[a.1][a.0], heights[b.1][b.0]);
                if (ha > 0.0) != (hb > 0.0) {
                    let point = at(a.0, a.1).towards(at(b.0, b.1), ha / (ha - hb));
                    ends.push((Edge(a.min(b), a.max(b)), point));
                }
            }
            for pair in ends.chunks_exact(2) {
                pieces.join(pair[0], pair[1]);
            }
        }
    }
    let chains = pieces.chains();
    chains.iter().filter(|chain| chain.len() > 4).map(|chain| smooth(chain)).collect()
}

/// One side's nodes, and points along the links between them, so that the wall keeps out of the
/// way of messages that it does not stop. Links that cross one of the other side cannot be spared.
/// A link counts as farther off than it is: the nodes need more room.
fn points_of(map: &ClusterMap, is_mine: &dyn Fn(usize) -> bool) -> Vec<(Point, f64)> {
    let mut points: Vec<(Point, f64)> = (0..map.places.len())
        .filter(|index| is_mine(*index))
        .map(|index| (map.places[index], 0.0))
        .collect();
    if map.links.len() > LINKS_SPARED_MAX {
        return points;
    }
    let line = |(a, b): &(NodeId, NodeId)| (map.place(*a), map.place(*b));
    let within = |mine: bool| {
        let both = move |(a, b): &&(NodeId, NodeId)| {
            is_mine(a.index()) == mine && is_mine(b.index()) == mine
        };
        map.links.iter().filter(both).map(line)
    };
    let others: Vec<(Point, Point)> = within(false).collect();
    for (a, b) in within(true) {
        if others.iter().any(|(p, q)| meet(*p, *q, a, b)) {
            continue;
        }
        let pieces = (a.distance(b) / (map.radius * 1.2)).ceil().max(1.0);
        let along = (1..pieces as usize).map(|piece| a.towards(b, piece as f64 / pieces));
        points.extend(along.map(|point| (point, map.radius * 1.2)));
    }
    points
}

/// An edge of the grid, by its two corners.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Edge((usize, usize), (usize, usize));

/// Short segments, found by the edges of the grid on which they end.
#[derive(Default)]
struct Pieces {
    points: LiteMap<Edge, Point>,
    next: LiteMap<Edge, Vec<Edge>>,
}

impl Pieces {
    fn join(&mut self, a: (Edge, Point), b: (Edge, Point)) {
        self.points.insert(a.0, a.1);
        self.points.insert(b.0, b.1);
        self.next.entry(a.0).or_default().push(b.0);
        self.next.entry(b.0).or_default().push(a.0);
    }

    /// Open chains from their ends first, then what is left: rings.
    fn chains(mut self) -> Vec<Vec<Point>> {
        let mut starts: Vec<Edge> = self.next.keys().copied().collect();
        sort_by_number(&mut starts, |edge| self.next.get(edge).map_or(0, Vec::len) as u128);
        let mut chains = Vec::new();
        for start in starts {
            let mut chain = vec![start];
            let mut here = start;
            while let Some(to) = self.next.get_mut(&here).and_then(Vec::pop) {
                if let Some(back) = self.next.get_mut(&to) {
                    back.retain(|edge| *edge != here);
                }
                chain.push(to);
                here = to;
            }
            if chain.len() > 1 {
                chains
                    .push(chain.iter().filter_map(|edge| self.points.get(edge)).copied().collect());
            }
        }
        chains
    }
}

/// Averages each inner point with its neighbours, twice.
fn smooth(chain: &[Point]) -> Vec<Point> {
    let mut points = chain.to_vec();
    for _ in 0..2 {
        let old = points.clone();
        for index in 1..old.len().saturating_sub(1) {
            let middle = old[index - 1].towards(old[index + 1], 0.5);
            points[index] = old[index].towards(middle, 0.6);
        }
    }
    points
}

/// The words on the wall: near it, where they meet nothing else.
pub fn wall_label(
    map: &ClusterMap,
    scene: &NodeScene,
    chains: &[Vec<Point>],
    text: &str,
) -> Option<Label> {
    let font = map.font_px();
    let mut shelf = scene.shelf.clone();
    for point in chains.iter().flatten() {
        shelf.take(Rect::around(*point, 8.0, 8.0));
    }
    // From the ends inward: the middle of the picture is for messages.
    let mut places: Vec<Point> = chains.iter().flatten().copied().collect();
    let middle = map.room.centre();
    // The bits of numbers above zero are in the numbers' order.
    sort_by_number(&mut places, |at| u128::from(!at.distance(middle).to_bits()));
    let candidates = places.into_iter().step_by(2).flat_map(|at| {
        [(10.0, 4.0, Anchor::Start), (-10.0, 4.0, Anchor::End), (0.0, -10.0, Anchor::Middle)].map(
            |(dx, dy, anchor)| Label::new(text, Point::new(at.x + dx, at.y + dy), anchor, font),
        )
    });
    shelf.put(candidates)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::geometry::Size;

    fn map(places: &[(f64, f64)]) -> ClusterMap {
        ClusterMap {
            size: Size::new(400.0, 300.0),
            radius: 20.0,
            places: places.iter().map(|(x, y)| Point::new(*x, *y)).collect(),
            links: Vec::new(),
            narrow: false,
            room: Rect::new(0.0, 0.0, 400.0, 300.0),
        }
    }

    #[test]
    fn a_wall_between_two_nodes_is_the_middle_line() {
        let chains = wall(&map(&[(100.0, 150.0), (300.0, 150.0)]), &[NodeId(0)]);
        assert_eq!(chains.len(), 1);
        assert!(chains[0].iter().all(|point| (point.x - 200.0).abs() < 1.0), "{chains:?}");
        assert!(chains[0].len() > 30);
    }

    #[test]
    fn a_wall_keeps_clear_of_every_node() {
        let map =
            map(&[(60.0, 60.0), (60.0, 240.0), (300.0, 50.0), (340.0, 150.0), (300.0, 250.0)]);
        for side in [vec![NodeId(4)], vec![NodeId(0), NodeId(3)], vec![NodeId(2), NodeId(4)]] {
            let chains = wall(&map, &side);
            assert!(!chains.is_empty());
            let clear = |point: &Point| map.places.iter().all(|node| node.distance(*point) > 22.0);
            assert!(chains.iter().flatten().all(clear), "{side:?}");
        }
    }

    #[test]
    fn a_wall_spares_the_links_of_either_side() {
        let places = [(60., 60.), (60., 240.), (300., 50.), (340., 150.), (300., 250.)];
        let links = (0..2).flat_map(|p| (2..5).map(move |a| (NodeId(p), NodeId(a)))).collect();
        let map = ClusterMap { links, ..map(&places) };
        let chains = wall(&map, &[NodeId(4)]);
        let (p2, a2) = (map.places[1], map.places[3]);
        let crossed = chains.iter().flat_map(|chain| chain.windows(2));
        assert!(!crossed.into_iter().any(|piece| meet(piece[0], piece[1], p2, a2)), "{chains:?}");
    }

    #[test]
    fn one_side_alone_has_no_wall() {
        assert!(wall(&map(&[(100.0, 150.0)]), &[NodeId(0)]).is_empty());
    }
}
