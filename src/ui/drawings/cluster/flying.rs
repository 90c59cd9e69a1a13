//! What moves: messages and timers.

use yew::prelude::*;

use super::ClusterProps;
use crate::ui::drawings::marks::{
    at, circle, cross, glyph, head, hue_class, is_press, kind_of, line, px, screen, text,
};
use crate::ui::drawings::words;
use crate::view::geometry::Point;
use crate::view::geometry::cluster::ClusterMap;
use crate::view::geometry::flight::{Spot, glyph_px, spots, timer_arc, timer_radius};
use crate::view::geometry::shelf::Shelf;
use crate::view::player::{Flying, Glyph, Status};

const HIT: f64 = 12.0;
const HEAD: f64 = 9.0;

pub fn flying(props: &ClusterProps, map: &ClusterMap, shelf: Shelf) -> Html {
    let placed = spots(map, shelf, &props.picture, props.still);
    let shown =
        placed.iter().filter_map(|spot| Some((spot, props.picture.flying.get(spot.index)?)));
    let timers = props.cast.nodes.iter().zip(&props.picture.nodes).filter_map(|(member, look)| {
        let left = look.timer.filter(|_| look.status != Status::Crashed)?;
        let [from, to] = timer_arc(map, member.id, left)?;
        let (radius, large) = (px(timer_radius(map)), u8::from(left > 0.5));
        let d = format!("M{}A{radius} {radius} 0 {large} 1 {}", at(from), at(to));
        Some(html! { <path key={format!("t{}", member.id.0)} class="timer" {d} /> })
    });
    let trails = shown.clone().map(|(spot, flying)| trail(props, spot, flying));
    let glyphs = shown.map(|(spot, flying)| message(props, map, spot, flying));
    html! {
        <>
            <g>{ for timers }</g>
            <g>{ for trails }</g>
            <g>{ for glyphs }</g>
        </>
    }
}

fn trail(props: &ClusterProps, spot: &Spot, flying: &Flying) -> Html {
    let (from, to) = spot.trail;
    let (hue, _) = kind_of(&props.cast, flying.kind);
    let class = classes!(
        "trail",
        hue_class(hue),
        flying.delayed.then_some("delayed"),
        flying.duplicate.then_some("twin")
    );
    let whole = props.still && !flying.lost && from != to;
    html! {
        <g key={flying.message} {class}>
            <path d={line(from, to)} />
            if whole {
                <path class="head" d={head(from, to, HEAD)} />
            }
        </g>
    }
}

fn message(props: &ClusterProps, map: &ClusterMap, spot: &Spot, flying: &Flying) -> Html {
    let id = flying.message;
    let (hue, shape) = kind_of(&props.cast, flying.kind);
    let half = glyph_px(map, &props.picture);
    let selected = props.selected_message == Some(id);
    let class = classes!(
        "message",
        hue_class(hue),
        (shape == Glyph::Ring).then_some("ring"),
        flying.waiting.then_some("waiting"),
        flying.lost.then_some("lost")
    );
    let (on_click, on_key) = (props.on_message.clone(), props.on_message.clone());
    html! {
        <g
            key={id} {class} role="button" tabindex="0"
            aria-label={words::message(&props.cast, flying, props.lang)}
            aria-pressed={selected.to_string()}
            onclick={move |event: MouseEvent| on_click.emit((id, Some(screen(&event))))}
            onkeydown={move |event: KeyboardEvent| {
                if is_press(&event) {
                    on_key.emit((id, None));
                }
            }}
        >
            <circle class="hit" cx={px(spot.at.x)} cy={px(spot.at.y)} r={px(HIT)} />
            <circle class="focus" cx={px(spot.at.x)} cy={px(spot.at.y)} r={px(half + 6.0)} />
            if flying.lost {
                <path class="cross" d={cross(spot.at, half * 0.85)} />
            } else {
                <path class="glyph" d={glyph(shape, spot.at, half)} />
            }
            if flying.duplicate {
                <path class="twin-ring" d={circle(spot.at, half + 3.5)} />
            }
            if flying.corrupt && !flying.lost {
                <path class="corrupt" d={zigzag(spot.at, half)} />
            }
            if selected {
                <path class="chosen" d={circle(spot.at, half + 5.0)} />
            }
            if let Some(label) = &spot.label {
                { text(label, classes!("message-label")) }
            }
        </g>
    }
}

/// A crack through the sign.
fn zigzag(centre: Point, half: f64) -> String {
    let p = |dx: f64, dy: f64| at(Point::new(centre.x + dx * half, centre.y + dy * half));
    format!("M{}L{}L{}L{}", p(0.3, -1.5), p(-0.4, -0.3), p(0.4, 0.3), p(-0.3, 1.5))
}
