//! What moves in the ring: keys on their way, the lines of the followed key, the arc under the
//! pointer.

use yew::prelude::*;

use super::RingProps;
use super::still::curve_of;
use crate::sim::protocol::NodeId;
use crate::ui::drawings::marks::{at, circle, head, hue_class, px};
use crate::ui::drawings::ring_words::{self, name};
use crate::view::geometry::Point;
use crate::view::geometry::ring::{Arc, Hit, RingMap, dress, range, turns};
use crate::view::geometry::ring_keys::{Dot, KeyField};
use crate::view::geometry::ring_moves::{Curve, MoveLine, move_lines, replica_lines};
use crate::view::geometry::shelf::{Anchor, Label, Shelf};
use crate::view::ring::RingKeys;

/// More transfers than this are not labelled.
const LABELS_MAX: usize = 12;
/// A message may carry many arcs; more than this are not drawn one by one.
const DRAWN_MAX: usize = 200;

pub fn layer(props: &RingProps, map: &RingMap, field: &KeyField, hover: Hit) -> Html {
    let fraction = |message: u32| {
        let flying = props.cluster.flying.iter().find(|flying| flying.message == message)?;
        Some(flying.fraction)
    };
    let moves = move_lines(map, &props.picture, &props.transfers, fraction);
    let mut shelf = Shelf::new(map.bounds());
    let labels = moves.len() <= LABELS_MAX;
    let dots = moves.iter().take(DRAWN_MAX).map(|moving| {
        let label = labels.then(|| label(props, moving, &mut shelf)).flatten();
        dot(props, moving, label)
    });
    html! {
        <>
            { under_pointer(props, map, field, hover) }
            <g>{ for dots }</g>
            { followed(props, map, field) }
        </>
    }
}

fn quadratic(curve: &Curve) -> String {
    format!("M{}Q{} {}", at(curve.from), at(curve.bend), at(curve.to))
}

fn dot(props: &RingProps, moving: &MoveLine, label: Option<Label>) -> Html {
    let curve = &moving.curve;
    let hue = hue_class(dress(moving.transfer.to).hue);
    html! {
        <g class={classes!("transfer", hue)}>
            <path class="way" d={quadratic(curve)} />
            if props.still {
                <path class="head" d={head(curve.at(0.9), curve.to, 9.0)} />
            } else {
                <path class="load" d={circle(moving.at, moving.half)} />
            }
            if let Some(label) = &label {
                { crate::ui::drawings::marks::text(label, classes!("amount")) }
            }
        </g>
    }
}

fn label(props: &RingProps, moving: &MoveLine, shelf: &mut Shelf) -> Option<Label> {
    let words = ring_words::keys(u64::from(moving.transfer.keys), props.lang);
    let beside = |dx: f64, dy: f64, anchor: Anchor| {
        let base = Point::new(moving.at.x + dx, moving.at.y + dy + 4.0);
        Label::new(&words, base, anchor, 11.0)
    };
    let aside = moving.half + 4.0;
    shelf.put([
        beside(aside, 0.0, Anchor::Start),
        beside(-aside, 0.0, Anchor::End),
        beside(0.0, aside + 7.0, Anchor::Middle),
        beside(0.0, -aside - 7.0, Anchor::Middle),
    ])
}

fn under_pointer(props: &RingProps, map: &RingMap, field: &KeyField, hover: Hit) -> Html {
    let picture = &props.picture;
    match hover {
        Hit::Nothing => Html::default(),
        Hit::Arc(index) => {
            let (from, to) = range(&picture.points, index);
            let (from, mut to) = (turns(from), turns(to));
            if to <= from {
                to += 1.0;
            }
            let arc = Arc { from, to, owner: picture.points[index].owner, fresh: false };
            let radius = map.radius - map.band / 2.0 - 2.5;
            html! { <path class="under-pointer" d={curve_of(map, &arc, radius, 0.0)} /> }
        }
        Hit::Key(index) => {
            let Some(spot) = field.spots.get(index) else { return Html::default() };
            html! { <path class="under-pointer" d={circle(spot.at, 6.0)} /> }
        }
    }
}

/// The followed key and its replicas, numbered in the order of its preference list.
fn followed(props: &RingProps, map: &RingMap, field: &KeyField) -> Html {
    let Some(path) = &props.path else { return Html::default() };
    let picture = &props.picture;
    let lines = replica_lines(map, picture, path);
    let spot = match &picture.keys {
        RingKeys::Each(keys) => keys.iter().position(|key| key.name == path.name),
        RingKeys::Density(_) => None,
    };
    let spot = spot.and_then(|index| field.spots.get(index).copied());
    let centre = spot.map_or_else(
        || map.place(turns(path.position), map.radius - map.band / 2.0 - 9.0),
        |spot| spot.at,
    );
    let is_moved = spot.is_some_and(|spot| spot.dot == Dot::Moved);
    let half = if is_moved { field.moved_half } else { 3.0 };
    let shown = lines.iter().enumerate().map(|(index, (node, curve))| {
        replica(props, index, *node, &Curve { from: centre, ..*curve })
    });
    html! {
        <g class="followed">
            { for shown }
            <path class="key" d={circle(centre, half)} />
            <path class="chosen" d={circle(centre, half + 4.0)} />
        </g>
    }
}

fn replica(props: &RingProps, index: usize, node: NodeId, curve: &Curve) -> Html {
    let tag = curve.at(0.88);
    html! {
        <g class={classes!("replica", hue_class(dress(node).hue), (index == 0).then_some("first"))}>
            <path class="way" d={quadratic(curve)} />
            <circle cx={px(tag.x)} cy={px(tag.y)} r="9" />
            <text x={px(tag.x)} y={px(tag.y + 4.0)} text-anchor="middle" font-size="11">
                { index + 1 }
            </text>
            <title>{ name(&props.cast, node) }</title>
        </g>
    }
}
