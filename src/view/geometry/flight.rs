//! The moving part of the cluster picture: messages on their lines, their labels where there is
//! room, timers, and marks on cut links.

use super::cluster::ClusterMap;
use super::shelf::{Anchor, Label, Shelf};
use super::{Point, Rect};
use crate::sim::protocol::NodeId;
use crate::view::player::{Flying, Picture};

/// Half the size of a message's glyph.
pub const GLYPH: f64 = 7.5;
/// Messages keep to the right of their line, so that opposite ones pass each other.
const BESIDE: f64 = 3.5;
/// Above so many there are glyphs only.
const LABELS_MAX: usize = 40;

/// A message as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Position in `Picture::flying`.
    pub index: usize,
    pub at: Point,
    pub trail: (Point, Point),
    pub label: Option<Label>,
}

/// Where every message is, its label on what is left of the shelf. `still`: whole arrows from node
/// to node, the glyph in the middle.
pub fn spots(map: &ClusterMap, mut shelf: Shelf, picture: &Picture, still: bool) -> Vec<Spot> {
    let mut queues = vec![0_u32; map.places.len()];
    let mut spots = Vec::with_capacity(picture.flying.len());
    let glyph = glyph_px(map, picture);
    for (index, flying) in picture.flying.iter().enumerate() {
        let queued = if flying.waiting {
            let queue = queues.get_mut(flying.to.index());
            queue.map_or(0.0, |queue| f64::from(std::mem::replace(queue, *queue + 1)))
        } else {
            0.0
        };
        let (at, trail) = if flying.from == flying.to {
            around(map, flying, glyph)
        } else {
            on_line(map, flying, glyph, queued, still)
        };
        shelf.take(Rect::around(at, glyph * 2.0 + 2.0, glyph * 2.0 + 2.0));
        spots.push(Spot { index, at, trail, label: None });
    }
    if spots.len() <= LABELS_MAX && map.shows_names() {
        label(map, &mut shelf, picture, &mut spots);
    }
    spots
}

/// Smaller when many are on their way.
pub fn glyph_px(map: &ClusterMap, picture: &Picture) -> f64 {
    let share = if picture.flying.len() > LABELS_MAX { 0.24 } else { 0.36 };
    (map.radius * share).clamp(2.5, GLYPH)
}

fn on_line(
    map: &ClusterMap,
    flying: &Flying,
    glyph: f64,
    queued: f64,
    still: bool,
) -> (Point, (Point, Point)) {
    let (from, to) = (map.place(flying.from), map.place(flying.to));
    let direction = from.direction(to);
    let beside = direction.turned();
    let (from, to) = (from.along(beside, BESIDE), to.along(beside, BESIDE));
    let start = from.along(direction, map.radius);
    let end = to.along(direction, -(map.radius + glyph + 2.0));
    if still && !flying.lost {
        let tip = to.along(direction, -(map.radius + 3.0));
        return (start.towards(tip, 0.5), (start, tip));
    }
    let at = start.towards(end, f64::from(flying.fraction).clamp(0.0, 1.0));
    let at = at.along(direction, -queued * glyph * 1.6);
    (at, (start, at))
}

/// A message to itself goes once around its node.
fn around(map: &ClusterMap, flying: &Flying, glyph: f64) -> (Point, (Point, Point)) {
    let centre = map.place(flying.from);
    let out = Point::at_turn(f64::from(flying.fraction) - 0.25);
    let at = centre.along(out, map.radius + glyph + 3.0);
    (at, (at, at))
}

fn label(map: &ClusterMap, shelf: &mut Shelf, picture: &Picture, spots: &mut [Spot]) {
    let glyph = glyph_px(map, picture);
    for spot in spots {
        let Some(flying) = picture.flying.get(spot.index) else { continue };
        let whole = candidates(map, spot.at, glyph, &flying.label);
        spot.label = shelf.put(whole).or_else(|| {
            let (short, _) = flying.label.split_once(" · ")?;
            shelf.put(candidates(map, spot.at, glyph, short))
        });
    }
}

/// Above as in a chart, then below, then beside, then a little farther off.
fn candidates(map: &ClusterMap, at: Point, glyph: f64, text: &str) -> Vec<Label> {
    let font = map.font_px();
    let (up, down) = (glyph + 6.5, glyph + 4.5 + font);
    let middle = font * 0.36;
    [
        (0.0, -up, Anchor::Middle),
        (0.0, down, Anchor::Middle),
        (glyph + 7.0, middle, Anchor::Start),
        (-glyph - 7.0, middle, Anchor::End),
        (2.0, -up, Anchor::Start),
        (-2.0, -up, Anchor::End),
        (2.0, down, Anchor::Start),
        (-2.0, down, Anchor::End),
    ]
    .map(|(dx, dy, anchor)| Label::new(text, Point::new(at.x + dx, at.y + dy), anchor, font))
    .into()
}

/// What is left of a timer as an arc from the top, clockwise; `None` when nothing is left.
pub fn timer_arc(map: &ClusterMap, node: NodeId, left: f32) -> Option<[Point; 2]> {
    let share = f64::from(left).clamp(0.0, 0.999);
    if share < 0.004 {
        return None;
    }
    let centre = map.place(node);
    let radius = timer_radius(map);
    let start = Point::new(centre.x, centre.y - radius);
    Some([start, centre.along(Point::at_turn(share - 0.25), radius)])
}

pub fn timer_radius(map: &ClusterMap) -> f64 {
    map.radius + (map.radius * 0.16).max(2.0)
}

/// A link cut by hand, apart from any partition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CutMark {
    pub from: NodeId,
    pub to: NodeId,
    pub at: Point,
    pub direction: Point,
    pub one_way: bool,
}

/// Cut links that the partition does not explain. One direction alone is marked as such, in the
/// direction that is cut.
pub fn cut_marks(map: &ClusterMap, picture: &Picture) -> Vec<CutMark> {
    let side = picture.partition.as_ref().map(|(_, side)| side.as_slice()).unwrap_or_default();
    let explained = |(a, b): (NodeId, NodeId)| side.contains(&a) != side.contains(&b);
    let mut marks = Vec::new();
    for &(from, to) in &picture.cuts {
        let back = picture.cuts.contains(&(to, from));
        if explained((from, to)) || (back && from > to) {
            continue;
        }
        let talks = |link: &(NodeId, NodeId)| *link == (from, to) || *link == (to, from);
        if !map.links.iter().any(talks) {
            continue;
        }
        let (a, b) = (map.place(from), map.place(to));
        let direction = a.direction(b);
        marks.push(CutMark { from, to, at: a.towards(b, 0.5), direction, one_way: !back });
    }
    marks
}
