//! What of the ring stays while messages travel: arcs, points, names, keys, the numbers within, and
//! all of it in a table for those who don't see it.

use std::rc::Rc;

use yew::prelude::*;

use crate::sim::order::sort_by_number;
use crate::sim::protocol::NodeId;
use crate::ui::drawings::marks::{at, circle, hue_class, line, px, text};
use crate::ui::drawings::ring_words::{self, name};
use crate::view::geometry::ring::{Arc, Dress, RingMap, arcs, dress, turns};
use crate::view::geometry::ring_keys::{self, Dot, KeyField, bars, labels};
use crate::view::geometry::text_width;
use crate::view::lang::Lang;
use crate::view::player::Cast;
use crate::view::ring::RingPicture;

/// Rows of the table; the panel beside the picture has the rest.
const ROWS_MAX: usize = 64;

#[derive(Clone)]
pub struct RingStillProps {
    pub lang: Lang,
    pub cast: Rc<Cast>,
    pub picture: Rc<RingPicture>,
    pub field: Rc<KeyField>,
    pub map: RingMap,
    pub selected: Option<NodeId>,
    /// What stands in the middle: class and words.
    pub middle: Vec<Line>,
}

pub type Line = (&'static str, String);

impl PartialEq for RingStillProps {
    fn eq(&self, other: &RingStillProps) -> bool {
        self.lang == other.lang
            && Rc::ptr_eq(&self.cast, &other.cast)
            && Rc::ptr_eq(&self.picture, &other.picture)
            && Rc::ptr_eq(&self.field, &other.field)
            && self.map == other.map
            && self.middle == other.middle
            && self.selected == other.selected
    }
}

pub fn ring_still(props: &RingStillProps) -> Html {
    let (map, picture) = (&props.map, &props.picture);
    let arcs = if picture.points.is_empty() { Vec::new() } else { arcs(map, picture) };
    html! {
        <>
            <svg
                class="layer" aria-hidden="true" width={px(map.size.width)}
                height={px(map.size.height)}
            >
                <path
                    class="circle" d={circle(map.centre, map.radius)}
                    stroke-width={px(map.band)}
                />
                { bands(map, &arcs, props.selected) }
                { ticks(map, picture) }
                { names(props) }
                { keys(map, picture, &props.field) }
            </svg>
            { table(props) }
        </>
    }
}

pub fn curve_of(map: &RingMap, arc: &Arc, radius: f64, gap: f64) -> String {
    let length = arc.to - arc.from;
    let cut = (gap / map.circumference()).min(length * 0.2);
    let (from, to) = (arc.from + cut, arc.to - cut);
    // Halves: the end of a full circle would be its start.
    let half = (from + to) / 2.0;
    let (start, mid, end) =
        (map.place(from, radius), map.place(half, radius), map.place(to, radius));
    let r = px(radius);
    format!("M{}A{r} {r} 0 0 1 {}A{r} {r} 0 0 1 {}", at(start), at(mid), at(end))
}

/// Paths by what they look like, in order of first use.
struct Paths<K: PartialEq>(Vec<(K, String)>);

impl<K: PartialEq> Paths<K> {
    fn add(&mut self, kind: K, path: &str) {
        match self.0.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, paths)) => paths.push_str(path),
            None => self.0.push((kind, path.to_string())),
        }
    }
}

fn dressed(dress: Dress) -> Classes {
    classes!(
        hue_class(dress.hue),
        format!("tex-{}", dress.texture),
        format!("round-{}", dress.round)
    )
}

/// One path for each kind of arc, however many there are, and its texture.
fn bands(map: &RingMap, arcs: &[Arc], selected: Option<NodeId>) -> Html {
    let mut paths = Paths(Vec::new());
    let mut chosen = Paths(Vec::new());
    for arc in arcs {
        let path = curve_of(map, arc, map.radius, 0.7);
        if selected == Some(arc.owner) {
            chosen.add(arc.fresh, &path);
        }
        paths.add((dress(arc.owner), arc.fresh), &path);
    }
    let wide = |fresh: bool| if fresh { map.band * 1.45 } else { map.band };
    let bands = paths.0.iter().map(|((dress, fresh), d)| {
        html! {
            <g class={dressed(*dress)}>
                <path class="arc" d={d.clone()} stroke-width={px(wide(*fresh))} />
                <path class="texture" d={d.clone()} />
            </g>
        }
    });
    let chosen = chosen.0.iter().map(|(fresh, d)| {
        let width = wide(*fresh) + 5.0;
        html! { <path class="chosen-arc" d={d.clone()} stroke-width={px(width)} /> }
    });
    html! {
        <>
            { for chosen }
            { for bands }
        </>
    }
}

fn ticks(map: &RingMap, picture: &RingPicture) -> Html {
    if !map.shows_points(picture.points.len()) {
        return Html::default();
    }
    let mut d = String::new();
    for point in &picture.points {
        let turn = turns(point.position);
        let half = map.band / 2.0;
        let out = if point.fresh { half * 1.45 + 5.0 } else { half + 4.0 };
        d.push_str(&line(
            map.place(turn, map.radius - half - 1.0),
            map.place(turn, map.radius + out),
        ));
    }
    html! { <path class="point" {d} /> }
}

fn names(props: &RingStillProps) -> Html {
    let (map, cast) = (&props.map, &props.cast);
    let mut shelf = ring_keys::shelf(map);
    let labels = labels(map, &props.picture, |node| name(cast, node), &mut shelf);
    let shown = labels.iter().map(|one| {
        let marked = one.fresh || props.selected == Some(one.owner);
        text(&one.label, classes!("owner", marked.then_some("fresh")))
    });
    html! { <g>{ for shown }</g> }
}

fn keys(map: &RingMap, picture: &RingPicture, field: &KeyField) -> Html {
    let (mut plain, mut coloured) = (String::new(), Paths(Vec::new()));
    let moved = if field.moved_half < 3.0 { "key moved small" } else { "key moved" };
    for spot in &field.spots {
        match spot.dot {
            // A line of no length with round ends is a dot.
            Dot::Plain => plain.push_str(&format!("M{}h0", at(spot.at))),
            Dot::Apart => coloured.add((dress(spot.owner).hue, "key apart"), &circle(spot.at, 2.4)),
            Dot::Moved => {
                coloured.add((dress(spot.owner).hue, moved), &circle(spot.at, field.moved_half))
            }
        }
    }
    let outer = ring_keys::bars_at(map);
    for bar in bars(map, picture) {
        let block = |depth: f64| {
            let p = |turn: f64, deep: f64| at(map.place(turn, outer - deep));
            let (a, b) = (bar.from, bar.to);
            format!("M{}L{}L{}L{}z", p(a, 0.0), p(b, 0.0), p(b, depth), p(a, depth))
        };
        coloured.add((crate::view::player::Hue::Ink, "density"), &block(bar.depth));
        if bar.moved_depth > 0.0 {
            coloured.add((dress(bar.owner).hue, "density moved"), &block(bar.moved_depth));
        }
    }
    // Bars of what moved lie over those of all.
    sort_by_number(&mut coloured.0, |((_, class), _)| u128::from(*class == "density moved"));
    let paths = coloured.0.iter().map(|((hue, class), d)| {
        html! { <path class={classes!(hue_class(*hue), *class)} d={d.clone()} /> }
    });
    html! {
        <>
            <path class="key plain" d={plain} />
            { for paths }
        </>
    }
}

/// The one number, what it is to be measured by, and whose view all this is. Over what moves, so
/// that no line runs through it.
pub fn middle(props: &RingStillProps) -> Html {
    let (map, free) = (&props.map, props.field.free);
    let mut lines: Vec<&Line> = props.middle.iter().collect();
    // In a small ring only what fits; the view and who differs are told above it, too.
    while lines.len() > 1 && !fits(&lines, free) {
        let least = lines.iter().position(|(class, _)| *class == "viewer");
        lines.remove(least.unwrap_or(lines.len() - 1));
    }
    let (large, small) = fonts(free);
    let baselines = baselines(lines.len(), free);
    let texts = lines.iter().zip(baselines).enumerate().map(|(index, ((class, words), y))| {
        let font = if index == 0 { large } else { small };
        html! {
            <text
                class={*class} x={px(map.centre.x)} y={px(map.centre.y + y)} text-anchor="middle"
                font-size={px(font)}
            >
                { words }
            </text>
        }
    });
    html! {
        <svg
            class="layer middle" aria-hidden="true" width={px(map.size.width)}
            height={px(map.size.height)}
        >
            { for texts }
        </svg>
    }
}

fn fonts(free: f64) -> (f64, f64) {
    ((free * 0.32).clamp(15.0, 40.0), (free * 0.13).clamp(10.0, 13.0))
}

/// Of so many lines, from the centre.
fn baselines(count: usize, free: f64) -> Vec<f64> {
    let (large, small) = fonts(free);
    let step = small * 1.5;
    let first = large * 0.9 - (large + (count - 1) as f64 * step) / 2.0;
    (0..count).map(|index| first + index as f64 * step).collect()
}

fn fits(lines: &[&Line], free: f64) -> bool {
    let (large, small) = fonts(free);
    let baselines = baselines(lines.len(), free);
    lines.iter().zip(baselines).enumerate().all(|(index, ((_, words), y))| {
        let font = if index == 0 { large } else { small };
        // The corner that is farthest out.
        let off = (y - font * 0.75).abs().max((y + font * 0.2).abs());
        (text_width(words, font) / 2.0).hypot(off) <= free
    })
}

fn table(props: &RingStillProps) -> Html {
    let (picture, lang) = (&props.picture, props.lang);
    let caption: Vec<&str> = props.middle.iter().map(|(_, words)| words.as_str()).collect();
    let heads = ring_words::MEMBER_COLUMNS.iter().map(|head| {
        html! { <th scope="col">{ head.get(lang) }</th> }
    });
    let rows = picture.members.iter().take(ROWS_MAX).map(|member| {
        let state = if member.up { ring_words::UP } else { ring_words::DOWN };
        html! {
            <tr>
                <th scope="row">{ name(&props.cast, member.node) }</th>
                <td>{ member.points }</td>
                <td>{ member.keys }</td>
                <td>{ ring_words::percent(member.arc_ppm) }</td>
                <td>{ state.get(lang) }</td>
            </tr>
        }
    });
    html! {
        <table class="hidden">
            <caption>{ caption.join(". ") }</caption>
            <thead><tr>{ for heads }</tr></thead>
            <tbody>{ for rows }</tbody>
        </table>
    }
}
