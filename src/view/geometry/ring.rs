//! The hash ring in a box: where positions lie on the circle, and its arcs by owner.

use super::ring_keys::KeySpot;
use super::{Point, Rect, Size};
use crate::sim::protocol::NodeId;
use crate::view::player::Hue;
use crate::view::ring::{RingKeys, RingPicture, RingPoint};

/// The hues of owners, in the order of the design; red stays with what went wrong.
pub const OWNER_HUES: [Hue; 6] =
    [Hue::Blue, Hue::Green, Hue::Orange, Hue::Sky, Hue::Pink, Hue::Ink];
/// More points than this are not drawn one by one.
pub const POINTS_DRAWN_MAX: usize = 400;
/// An arc drawn by itself has at least so many pixels on average.
const ARC_PX: f64 = 2.0;
const RADIUS_MAX: f64 = 420.0;
const RADIUS_MIN: f64 = 36.0;
const FULL: f64 = 4_294_967_296.0;

/// Colour and texture of an owner: with more owners than hues, the texture grows stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dress {
    pub hue: Hue,
    /// Index of the hue, which has a texture of its own.
    pub texture: u8,
    /// How often the hues were used up before this owner, up to 2.
    pub round: u8,
}

pub fn dress(owner: NodeId) -> Dress {
    let texture = owner.index() % OWNER_HUES.len();
    let round = (owner.index() / OWNER_HUES.len()).min(2);
    Dress { hue: OWNER_HUES[texture], texture: texture as u8, round: round as u8 }
}

/// Where the circle is in a box of some size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RingMap {
    pub size: Size,
    pub centre: Point,
    /// To the middle of the band.
    pub radius: f64,
    pub band: f64,
}

impl RingMap {
    pub fn new(size: Size) -> RingMap {
        let least = size.width.min(size.height);
        let margin = if least < 320.0 { 26.0 } else { 38.0 };
        let radius = (least / 2.0 - margin).clamp(RADIUS_MIN, RADIUS_MAX);
        let band = (radius * 0.068).clamp(6.0, 15.0);
        let centre = Point::new(size.width / 2.0, size.height / 2.0);
        RingMap { size, centre, radius, band }
    }

    pub fn narrow(&self) -> bool {
        self.size.width < 520.0
    }

    pub fn bounds(&self) -> Rect {
        Rect::new(0.0, 0.0, self.size.width, self.size.height)
    }

    pub fn font_px(&self) -> f64 {
        if self.narrow() { 11.0 } else { 12.0 }
    }

    /// A point of the plane by turns clockwise from the top.
    pub fn place(&self, turns: f64, radius: f64) -> Point {
        let (sin, cos) = (turns * std::f64::consts::TAU).sin_cos();
        Point::new(self.centre.x + radius * sin, self.centre.y - radius * cos)
    }

    /// The position on the circle nearest to a point of the plane.
    pub fn position(&self, at: Point) -> u32 {
        let angle = (at.x - self.centre.x).atan2(self.centre.y - at.y);
        let turns = (angle / std::f64::consts::TAU).rem_euclid(1.0);
        // Saturates, so a full turn stays on the circle.
        (turns * FULL) as u32
    }

    pub fn circumference(&self) -> f64 {
        self.radius * std::f64::consts::TAU
    }

    /// Points, arcs and labels are drawn one by one.
    pub fn shows_points(&self, points: usize) -> bool {
        points <= POINTS_DRAWN_MAX && points as f64 * ARC_PX <= self.circumference()
    }

    /// What is under a place: keys before arcs, for they are smaller.
    pub fn hit(&self, picture: &RingPicture, spots: &[KeySpot], at: Point) -> Hit {
        let near = |spot: &KeySpot| spot.at.distance(at);
        let mut nearest = None;
        let mut least = 9.0;
        for (index, spot) in spots.iter().enumerate() {
            if near(spot) < least {
                (nearest, least) = (Some(index), near(spot));
            }
        }
        if let Some(index) = nearest {
            return Hit::Key(index);
        }
        let off = (self.centre.distance(at) - self.radius).abs();
        if off > self.band / 2.0 + 10.0 || picture.points.is_empty() {
            return Hit::Nothing;
        }
        Hit::Arc(owning(&picture.points, self.position(at)))
    }
}

/// What a pointer is at: an index into the picture's points or keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hit {
    #[default]
    Nothing,
    Arc(usize),
    Key(usize),
}

pub fn turns(position: u32) -> f64 {
    f64::from(position) / FULL
}

/// The point whose arc holds the position: the first at or after it, clockwise. None is no points'.
pub fn owning(points: &[RingPoint], position: u32) -> usize {
    let next = points.partition_point(|point| point.position < position);
    if next == points.len() { 0 } else { next }
}

/// The first point at or after the position that belongs to the node.
pub fn point_of(points: &[RingPoint], position: u32, owner: NodeId) -> Option<u32> {
    let start = owning(points, position);
    let (before, after) = points.split_at(start.min(points.len()));
    let mut clockwise = after.iter().chain(before);
    clockwise.find(|point| point.owner == owner).map(|point| point.position)
}

/// From where, not included, to where the arc of a point goes.
pub fn range(points: &[RingPoint], index: usize) -> (u32, u32) {
    let before = if index == 0 { points.len() - 1 } else { index - 1 };
    (points[before].position, points[index].position)
}

pub fn in_range((from, to): (u32, u32), position: u32) -> bool {
    if from < to { from < position && position <= to } else { from < position || position <= to }
}

/// Keys of one arc; `None` when only densities are known.
pub fn keys_in(picture: &RingPicture, range: (u32, u32)) -> Option<usize> {
    match &picture.keys {
        RingKeys::Each(keys) => {
            Some(keys.iter().filter(|key| in_range(range, key.position)).count())
        }
        RingKeys::Density(_) => None,
    }
}

/// A stretch of the band in one owner's colours, in turns; `to` is beyond 1 across the top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arc {
    pub from: f64,
    pub to: f64,
    pub owner: NodeId,
    pub fresh: bool,
}

/// The band's arcs. Where there are more points than pixels, each pixel takes the owner of its
/// middle, and neighbours of the same owner are one arc.
pub fn arcs(map: &RingMap, picture: &RingPicture) -> Vec<Arc> {
    let points = &picture.points;
    if map.shows_points(points.len()) {
        return points
            .iter()
            .enumerate()
            .map(|(index, point)| arc(points, index, *point))
            .collect();
    }
    let pixels = map.circumference().ceil().max(1.0) as u32;
    let mut arcs: Vec<Arc> = Vec::new();
    let mut next = 0;
    for pixel in 0..pixels {
        let middle = (f64::from(pixel) + 0.5) / f64::from(pixels);
        while points.get(next).is_some_and(|point| turns(point.position) < middle) {
            next += 1;
        }
        let point = points.get(next).unwrap_or(&points[0]);
        let (from, to) = (pixel, pixel + 1);
        let turn = |pixel: u32| f64::from(pixel) / f64::from(pixels);
        match arcs.last_mut() {
            Some(last) if last.owner == point.owner && last.fresh == point.fresh => {
                last.to = turn(to);
            }
            _ => arcs.push(Arc {
                from: turn(from),
                to: turn(to),
                owner: point.owner,
                fresh: point.fresh,
            }),
        }
    }
    arcs
}

fn arc(points: &[RingPoint], index: usize, point: RingPoint) -> Arc {
    let (from, to) = range(points, index);
    let (from, mut to) = (turns(from), turns(to));
    if to <= from {
        to += 1.0;
    }
    Arc { from, to, owner: point.owner, fresh: point.fresh }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::geometry::ring_keys::Dot;

    fn picture(points: Vec<RingPoint>) -> RingPicture {
        RingPicture {
            viewer: NodeId(0),
            disagreeing: Vec::new(),
            has_points: true,
            points,
            keys: RingKeys::Each(Vec::new()),
            members: Vec::new(),
            bound_keys: None,
            change: None,
        }
    }

    fn point(position: u32, owner: u16) -> RingPoint {
        RingPoint { position, owner: NodeId(owner), fresh: false, number: None }
    }

    const QUARTER: u32 = 1 << 30;

    #[test]
    fn a_point_owns_the_arc_that_ends_at_it() {
        let points = [point(QUARTER, 0), point(3 * QUARTER, 1)];
        assert_eq!(owning(&points, 0), 0);
        assert_eq!(owning(&points, QUARTER), 0);
        assert_eq!(owning(&points, QUARTER + 1), 1);
        assert_eq!(owning(&points, u32::MAX), 0);
        assert_eq!(range(&points, 0), (3 * QUARTER, QUARTER));
        assert!(in_range(range(&points, 0), 0) && in_range(range(&points, 0), QUARTER));
        assert!(!in_range(range(&points, 0), 3 * QUARTER));
        assert_eq!(point_of(&points, QUARTER + 1, NodeId(0)), Some(QUARTER));
        assert_eq!(point_of(&points, 0, NodeId(7)), None);
    }

    #[test]
    fn places_and_positions_are_inverse() {
        let map = RingMap::new(Size::new(800.0, 500.0));
        for position in [0, 1 << 20, QUARTER, 5 << 28, u32::MAX - (1 << 20)] {
            let there = map.place(turns(position), map.radius);
            let back = map.position(there);
            let off = back.wrapping_sub(position).min(position.wrapping_sub(back));
            assert!(off < 64, "{position} {back}");
        }
        let top = map.place(0.0, map.radius);
        assert!((top.x - 400.0).abs() < 1e-9 && top.y < 250.0);
    }

    #[test]
    fn arcs_cover_the_circle_once_whether_merged_or_not() {
        let map = RingMap::new(Size::new(800.0, 500.0));
        for count in [1_u32, 2, 40, 400, 5_000, 256_000] {
            let step = u32::MAX / count;
            let points = (0..count).map(|i| point(i * step + 17, (i * 7 % 5) as u16)).collect();
            let arcs = arcs(&map, &picture(points));
            let whole: f64 = arcs.iter().map(|arc| arc.to - arc.from).sum();
            assert!((whole - 1.0).abs() < 1e-9, "{count}: {whole}");
            assert!(arcs.len() as f64 <= map.circumference().ceil().max(400.0), "{count}");
            assert!(arcs.windows(2).all(|pair| (pair[0].to - pair[1].from).rem_euclid(1.0) < 1e-9));
        }
    }

    #[test]
    fn merged_arcs_show_whom_the_middle_of_each_pixel_belongs_to() {
        let map = RingMap::new(Size::new(300.0, 300.0));
        let points: Vec<_> = (0..3_000).map(|i| point(i * 1_431_655, (i / 300) as u16)).collect();
        let picture = picture(points);
        let arcs = arcs(&map, &picture);
        assert_eq!(arcs.len(), 10, "an arc for each owner");
        for arc in arcs {
            let middle = ((arc.from + arc.to) / 2.0 * FULL) as u32;
            assert_eq!(picture.points[owning(&picture.points, middle)].owner, arc.owner);
        }
    }

    #[test]
    fn a_pointer_finds_arcs_on_the_band_and_keys_within() {
        let map = RingMap::new(Size::new(800.0, 500.0));
        let picture = picture(vec![point(QUARTER, 0), point(3 * QUARTER, 1)]);
        let at = map.place(0.4, map.radius - 17.0);
        let key = KeySpot { at, owner: NodeId(0), dot: Dot::Plain };
        let on_band = map.place(0.5, map.radius);
        assert_eq!(map.hit(&picture, &[key], on_band), Hit::Arc(1));
        assert_eq!(map.hit(&picture, &[key], map.place(0.0, map.radius)), Hit::Arc(0));
        assert_eq!(map.hit(&picture, &[key], Point::new(at.x + 3.0, at.y)), Hit::Key(0));
        assert_eq!(map.hit(&picture, &[key], map.centre), Hit::Nothing);
    }

    #[test]
    fn owners_beyond_the_hues_have_another_texture() {
        assert_ne!(dress(NodeId(0)), dress(NodeId(6)));
        assert_eq!(dress(NodeId(0)).hue, dress(NodeId(6)).hue);
        assert_ne!(dress(NodeId(4)).hue, dress(NodeId(5)).hue);
    }
}
