//! The ground of the picture: faint links, the wall of a partition, marks on links that are cut.

use std::rc::Rc;

use yew::prelude::*;

use crate::sim::protocol::NodeId;
use crate::ui::drawings::marks::{head, is_press, line, polyline, px, text};
use crate::ui::drawings::words;
use crate::view::geometry::Point;
use crate::view::geometry::cluster::ClusterMap;
use crate::view::geometry::flight::CutMark;
use crate::view::geometry::shelf::Label;
use crate::view::lang::Lang;
use crate::view::player::Cast;

/// More links than this are not each a stop of the Tab key.
const STOPS_MAX: usize = 40;

#[derive(PartialEq)]
pub struct LinksProps {
    pub lang: Lang,
    pub cast: Rc<Cast>,
    pub map: Rc<ClusterMap>,
    pub chains: Rc<Vec<Vec<Point>>>,
    pub label: Option<Label>,
    pub marks: Vec<CutMark>,
    pub cutting: bool,
    pub on_cut_link: Callback<(NodeId, NodeId)>,
    pub on_ground: Callback<()>,
}

pub fn links(props: &LinksProps) -> Html {
    let map = &props.map;
    let mut lines = String::new();
    for (from, to) in &map.links {
        lines.push_str(&line(map.place(*from), map.place(*to)));
    }
    let on_ground = props.on_ground.clone();
    let crowd = map.links.len() > 120;
    html! {
        <svg class="layer" width={px(map.size.width)} height={px(map.size.height)}>
            <rect
                class="ground" width={px(map.size.width)} height={px(map.size.height)}
                onclick={move |_| on_ground.emit(())}
            />
            <path class={classes!("links", crowd.then_some("crowd"))} d={lines} />
            { for props.chains.iter().map(|chain| html! {
                <path class="wall" d={polyline(chain)} />
            }) }
            if let Some(label) = &props.label {
                { text(label, classes!("wall-label")) }
            }
            { for props.marks.iter().map(cut_mark) }
            if props.cutting {
                { for hits(props) }
            }
        </svg>
    }
}

/// Two bars across the link, and the direction when only one is cut.
fn cut_mark(mark: &CutMark) -> Html {
    let aside = mark.direction.turned();
    let bar = |by: f64| {
        let middle = mark.at.along(mark.direction, by);
        line(middle.along(aside, 8.0), middle.along(aside, -8.0))
    };
    html! {
        <g class="cut-mark">
            <path class="gap" d={line(
                mark.at.along(mark.direction, -2.5),
                mark.at.along(mark.direction, 2.5),
            )} />
            <path d={bar(-3.5) + &bar(3.5)} />
            if mark.one_way {
                <path class="tip" d={head(
                    mark.at.along(mark.direction, -20.0),
                    mark.at.along(mark.direction, -7.0),
                    8.0,
                )} />
            }
        </g>
    }
}

/// Wide invisible lines to take hold of while the tool for cutting is in hand.
fn hits(props: &LinksProps) -> impl Iterator<Item = Html> + '_ {
    let map = &props.map;
    let stops = map.links.len() <= STOPS_MAX;
    map.links.iter().map(move |&(from, to)| {
        let (on_click, on_key) = (props.on_cut_link.clone(), props.on_cut_link.clone());
        let (a, b) = (map.place(from), map.place(to));
        let direction = a.direction(b);
        let (a, b) = (a.along(direction, map.radius + 4.0), b.along(direction, -map.radius - 4.0));
        html! {
            <path
                key={format!("{from}-{to}")} class="hit link" d={line(a, b)} role="button"
                tabindex={if stops { "0" } else { "-1" }}
                aria-label={words::cut_link(&props.cast, from, to, props.lang)}
                onclick={move |_| on_click.emit((from, to))}
                onkeydown={move |event: KeyboardEvent| {
                    if is_press(&event) {
                        on_key.emit((from, to));
                    }
                }}
            />
        }
    })
}
