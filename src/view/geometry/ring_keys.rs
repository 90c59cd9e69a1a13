//! Keys inside the ring: a dot each while they can be seen, densities after that; and the names of
//! the owners outside it, where there is room.

use super::ring::{RingMap, owning, turns};
use super::shelf::{Anchor, Label, Shelf};
use super::{Point, Rect, text_width};
use crate::sim::order::sort_by_number;
use crate::sim::protocol::NodeId;
use crate::view::ring::{KeyMark, RingKeys, RingPicture};

/// From the band's inner edge to the dots, px.
const GAP: f64 = 9.0;
const MOVED_GAP: f64 = 17.0;
/// Moved keys this near to each other stand one behind the other; where there are too many for
/// that, they are drawn smaller.
const PITCH_MAX: f64 = 7.6;
const PITCH_MIN: f64 = 4.0;
const PITCH_STEP: f64 = 0.9;
/// How far inward they go, as a share of the radius.
const ROWS_SHARE: f64 = 0.36;
/// The tallest density bar, as a share of the radius.
const BAR_SHARE: f64 = 0.24;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dot {
    Plain,
    /// Held by another node than the one whose arc it lies in: a bound pushed it on.
    Apart,
    Moved,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeySpot {
    pub at: Point,
    pub owner: NodeId,
    pub dot: Dot,
}

/// Where keys are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyField {
    /// In the order of the picture's keys; none when there are only densities.
    pub spots: Vec<KeySpot>,
    /// Half the width of a moved key.
    pub moved_half: f64,
    /// The radius of what is free in the middle.
    pub free: f64,
}

pub fn key_field(map: &RingMap, picture: &RingPicture) -> KeyField {
    let inner = map.radius - map.band / 2.0;
    let RingKeys::Each(keys) = &picture.keys else {
        let free = bars_at(map) - map.radius * BAR_SHARE;
        return KeyField { spots: Vec::new(), moved_half: 3.6, free };
    };
    let mut spots: Vec<KeySpot> = keys
        .iter()
        .map(|key| {
            let dot = if key.moved {
                Dot::Moved
            } else if is_apart(picture, key) {
                Dot::Apart
            } else {
                Dot::Plain
            };
            let at = map.place(turns(key.position), inner - GAP);
            KeySpot { at, owner: key.owner, dot }
        })
        .collect();
    let mut moved: Vec<usize> = (0..keys.len()).filter(|index| keys[*index].moved).collect();
    sort_by_number(&mut moved, |index| keys[*index].position.into());
    let places: Vec<f64> = moved.iter().map(|index| turns(keys[*index].position)).collect();
    let outer = inner - MOVED_GAP;
    let mut pitch = PITCH_MAX;
    let mut radii = rows(&places, outer, pitch, map.radius * ROWS_SHARE);
    while radii.is_none() && pitch > PITCH_MIN {
        pitch -= PITCH_STEP;
        radii = rows(&places, outer, pitch, map.radius * ROWS_SHARE);
    }
    // Beyond that, one over the other.
    let radii = radii.unwrap_or_else(|| vec![outer; places.len()]);
    let mut free = inner - GAP;
    for ((index, turn), radius) in moved.into_iter().zip(places).zip(radii) {
        spots[index].at = map.place(turn, radius);
        free = free.min(radius);
    }
    // As exact as paths are written, or circles would not be round.
    let moved_half = (pitch * 4.7).round() / 10.0;
    KeyField { spots, moved_half, free: free - pitch * 0.6 }
}

/// The radius of each of the places, which are in order: outside if there is room, else behind.
/// `None` when that takes more depth than there is.
fn rows(places: &[f64], outer: f64, pitch: f64, depth: f64) -> Option<Vec<f64>> {
    let count = (depth / pitch).floor().max(1.0) as usize;
    let mut last = vec![f64::MIN; count];
    let mut radii = Vec::with_capacity(places.len());
    for turn in places {
        let radius = |row: usize| (outer - row as f64 * pitch).max(8.0);
        let apart =
            |row: &usize| (turn - last[*row]) * radius(*row) * std::f64::consts::TAU >= pitch;
        let row = (0..count).find(apart)?;
        last[row] = *turn;
        radii.push(radius(row));
    }
    Some(radii)
}

fn is_apart(picture: &RingPicture, key: &KeyMark) -> bool {
    picture.has_points
        && picture
            .points
            .get(owning(&picture.points, key.position))
            .is_some_and(|point| point.owner != key.owner)
}

/// A bar inward from the band, in turns and px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    pub from: f64,
    pub to: f64,
    pub depth: f64,
    /// As much of it as moved.
    pub moved_depth: f64,
    /// Who owns the middle of the slot.
    pub owner: NodeId,
}

pub fn bars(map: &RingMap, picture: &RingPicture) -> Vec<Bar> {
    let RingKeys::Density(slots) = &picture.keys else { return Vec::new() };
    let most = slots.iter().map(|(keys, _)| *keys).max().unwrap_or(0).max(1);
    let scale = map.radius * BAR_SHARE / f64::from(most);
    let width = 1.0 / slots.len() as f64;
    let bar = |(index, (keys, moved)): (usize, &(u32, u32))| {
        let from = index as f64 * width;
        let middle = ((from + width / 2.0) * 4_294_967_296.0) as u32;
        let owner = picture.points.get(owning(&picture.points, middle))?.owner;
        let (depth, moved_depth) = (f64::from(*keys) * scale, f64::from(*moved) * scale);
        Some(Bar { from, to: from + width, depth, moved_depth, owner })
    };
    let shown = slots.iter().enumerate().filter(|(_, (keys, _))| *keys > 0);
    shown.filter_map(bar).collect()
}

/// Where bars begin.
pub fn bars_at(map: &RingMap) -> f64 {
    map.radius - map.band / 2.0 - 5.0
}

/// The name of an owner at one of its points.
#[derive(Clone, Debug, PartialEq)]
pub struct PointLabel {
    pub label: Label,
    pub owner: NodeId,
    pub fresh: bool,
}

/// Fresh points first, then those with the longest arcs; what finds no room is left out.
pub fn labels<'a>(
    map: &RingMap,
    picture: &RingPicture,
    name: impl Fn(NodeId) -> &'a str,
    shelf: &mut Shelf,
) -> Vec<PointLabel> {
    let points = &picture.points;
    if !map.shows_points(points.len()) {
        return Vec::new();
    }
    let length = |index: usize| {
        let before = if index == 0 { points.len() - 1 } else { index - 1 };
        points[index].position.wrapping_sub(points[before].position).wrapping_sub(1)
    };
    let mut order: Vec<usize> = (0..points.len()).collect();
    sort_by_number(&mut order, |index| {
        let late = u128::from(!points[*index].fresh);
        late << 32 | u128::from(u32::MAX - length(*index))
    });
    let font = map.font_px();
    let mut labels = Vec::new();
    for index in order {
        let point = points[index];
        let turn = turns(point.position);
        // A slice is named at its middle, a point where it is.
        let half = f64::from(length(index)) / 4_294_967_296.0 / 2.0;
        let turn = if picture.has_points { turn } else { turn - half };
        let text = name(point.owner);
        let foot = map.radius + map.band / 2.0 + if point.fresh { 8.0 } else { 5.0 };
        let out = |row: f64| {
            let (sin, cos) = (turn * std::f64::consts::TAU).sin_cos();
            let (width, height) = (text_width(text, font), font * 1.25);
            // As far out as the box of the text reaches in this direction.
            let reach = (sin.abs() * width + cos.abs() * height) / 2.0;
            let at = map.place(turn, foot + reach + row * height);
            let at = Point::new(at.x, at.y + font * 0.36);
            let mut label = Label::new(text, at, Anchor::Middle, font);
            // Two names side by side are not to be read as one.
            label.rect =
                Rect { left: label.rect.left - 1.5, right: label.rect.right + 1.5, ..label.rect };
            label
        };
        if let Some(label) = shelf.put([out(0.0), out(1.0)]) {
            labels.push(PointLabel { label, owner: point.owner, fresh: point.fresh });
        }
    }
    labels
}

/// The room outside the band.
pub fn shelf(map: &RingMap) -> Shelf {
    let bounds = map.bounds();
    Shelf::new(Rect::new(2.0, 2.0, bounds.width() - 4.0, bounds.height() - 4.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::geometry::Size;
    use crate::view::ring::{DENSITY_SLOTS, RingPoint};

    fn picture(points: u32, keys: RingKeys) -> RingPicture {
        let mut points: Vec<RingPoint> = (0..points)
            .map(|i| RingPoint {
                position: i.wrapping_mul(2_654_435_761),
                owner: NodeId((i % 5) as u16),
                fresh: i % 5 == 4,
                number: None,
            })
            .collect();
        points.sort_by_key(|point| point.position);
        RingPicture {
            viewer: NodeId(0),
            disagreeing: Vec::new(),
            has_points: true,
            points,
            keys,
            members: Vec::new(),
            bound_keys: None,
            change: None,
        }
    }

    fn key(position: u32, owner: u16, moved: bool) -> KeyMark {
        KeyMark { name: format!("k{position}"), position, owner: NodeId(owner), moved }
    }

    #[test]
    fn labels_never_overlap_and_never_leave_the_box() {
        for count in [1, 5, 40, 128, 400] {
            for size in [Size::new(860.0, 420.0), Size::new(360.0, 262.0), Size::new(300.0, 900.0)]
            {
                let map = RingMap::new(size);
                let picture = picture(count, RingKeys::Each(Vec::new()));
                let names = ["A", "B", "C", "D", "node17"];
                let labels = labels(&map, &picture, |node| names[node.index()], &mut shelf(&map));
                for (index, one) in labels.iter().enumerate() {
                    assert!(one.label.rect.is_inside(&map.bounds()), "{count} {size:?}");
                    let overlaps = |other: &PointLabel| other.label.rect.overlaps(&one.label.rect);
                    assert!(!labels[..index].iter().any(overlaps), "{count} {size:?}");
                    let off = one.label.rect.centre().distance(map.centre);
                    assert!(off > map.radius + map.band / 2.0, "{count} {size:?}");
                }
            }
        }
    }

    #[test]
    fn five_nodes_with_eight_points_have_room_for_most_names() {
        let map = RingMap::new(Size::new(860.0, 420.0));
        let picture = picture(40, RingKeys::Each(Vec::new()));
        let labels = labels(&map, &picture, |_| "A", &mut shelf(&map));
        assert!(labels.len() >= 36, "{}", labels.len());
    }

    #[test]
    fn moved_keys_at_one_place_stand_one_behind_the_other() {
        let map = RingMap::new(Size::new(860.0, 500.0));
        let keys = vec![key(1_000, 1, true), key(2_000, 1, true), key(3_000, 0, false)];
        let KeyField { spots, free, .. } = key_field(&map, &picture(40, RingKeys::Each(keys)));
        assert!(spots[0].at.distance(spots[1].at) >= PITCH_MAX - 0.1);
        assert!(spots.iter().all(|spot| spot.at.distance(map.centre) > free));
        let from_centre = |index: usize| spots[index].at.distance(map.centre);
        assert!(from_centre(2) > from_centre(0) && from_centre(0) > from_centre(1));
        assert!(spots.iter().all(|spot| spot.at.distance(map.centre) < map.radius));
    }

    #[test]
    fn many_moved_keys_are_drawn_smaller_and_leave_the_middle_free() {
        for size in [Size::new(860.0, 420.0), Size::new(330.0, 280.0)] {
            let map = RingMap::new(size);
            let keys = (0..800_u32).map(|i| key(i.wrapping_mul(5_368_709), 1, true)).collect();
            let field = key_field(&map, &picture(40, RingKeys::Each(keys)));
            assert!(field.moved_half < 3.6, "{size:?}");
            assert!(field.free > map.radius * 0.4, "{size:?}: {}", field.free);
        }
    }

    #[test]
    fn a_key_beyond_its_arc_is_told_apart() {
        let map = RingMap::new(Size::new(860.0, 500.0));
        let mut picture = picture(40, RingKeys::Each(Vec::new()));
        let owner = picture.points[3].owner;
        let other = NodeId((owner.0 + 1) % 5);
        let position = picture.points[3].position;
        picture.keys =
            RingKeys::Each(vec![key(position, owner.0, false), key(position, other.0, false)]);
        let dots: Vec<Dot> = key_field(&map, &picture).spots.iter().map(|spot| spot.dot).collect();
        assert_eq!(dots, [Dot::Plain, Dot::Apart]);
    }

    #[test]
    fn densities_are_bars_no_taller_than_the_tallest() {
        let map = RingMap::new(Size::new(860.0, 500.0));
        let slots = (0..DENSITY_SLOTS as u32).map(|i| (i % 7, i % 7 / 2)).collect();
        let bars = bars(&map, &picture(40, RingKeys::Density(slots)));
        let full = (0..DENSITY_SLOTS).filter(|i| i % 7 > 0).count();
        assert_eq!(bars.len(), full, "an empty slot has none");
        let tallest = bars.iter().map(|bar| bar.depth).fold(0.0, f64::max);
        assert!((tallest - map.radius * BAR_SHARE).abs() < 1e-9);
        assert!(bars.iter().all(|bar| bar.moved_depth <= bar.depth && bar.from < bar.to));
    }
}
