//! The nodes: circles with names, badges, captions and what is wrong with them.

use std::rc::Rc;

use yew::prelude::*;

use super::Pressed;
use crate::sim::protocol::NodeId;
use crate::ui::drawings::marks::{at, is_press, line, px, screen, text};
use crate::view::geometry::Point;
use crate::view::geometry::cluster::{
    Badge, CaptionLine, ClusterMap, NodeDrawing, NodeScene, Tone,
};
use crate::view::player::{Cast, Ring, Status};

/// Whatever a finger is to hit is at least this far across, px.
const HIT: f64 = 24.0;

#[derive(PartialEq)]
pub struct NodesProps {
    pub cast: Rc<Cast>,
    pub map: Rc<ClusterMap>,
    pub scene: Rc<NodeScene>,
    pub selected: Option<NodeId>,
    pub on_node: Callback<(NodeId, Pressed)>,
}

pub fn nodes(props: &NodesProps) -> Html {
    let map = &props.map;
    let nodes = props.scene.nodes.iter().zip(&props.cast.nodes);
    html! {
        <svg class="layer" width={px(map.size.width)} height={px(map.size.height)}>
            <defs>
                <pattern
                    id="cluster-hatch" width="6" height="6" patternUnits="userSpaceOnUse"
                    patternTransform="rotate(45)"
                >
                    <rect class="hatch-ground" width="6" height="6" />
                    <path class="hatching" d="M0 0V6" />
                </pattern>
            </defs>
            { for nodes.map(|(drawing, member)| node(props, drawing, &member.name)) }
        </svg>
    }
}

fn node(props: &NodesProps, drawing: &NodeDrawing, name: &str) -> Html {
    let (map, id) = (&props.map, drawing.id);
    let selected = props.selected == Some(id);
    let (on_click, on_key) = (props.on_node.clone(), props.on_node.clone());
    let class = classes!(
        "node",
        match drawing.status {
            Status::Up => "up",
            Status::Writing => "writing",
            Status::Paused => "paused",
            Status::Crashed => "crashed",
        },
        match drawing.ring {
            Ring::Plain => None,
            Ring::Double => Some("leads"),
            Ring::Dashed => Some("stands"),
        },
        selected.then_some("selected")
    );
    html! {
        <g
            key={id.0} {class}
            onclick={move |event: MouseEvent| on_click.emit((id, Some(screen(&event))))}
        >
            // Only the name stands in the button: what it is called begins with that.
            <g
                role="button" tabindex="0" aria-label={drawing.told.clone()}
                aria-pressed={selected.to_string()}
                onkeydown={move |event: KeyboardEvent| {
                    if is_press(&event) {
                        on_key.emit((id, None));
                    }
                }}
            >
                { face(map, drawing, name, selected) }
            </g>
            { trouble(map, drawing) }
            if let Some(shown) = &drawing.badge {
                { badge(map, shown) }
            }
            { for drawing.lines.iter().map(caption) }
        </g>
    }
}

/// The circle and the name in it.
fn face(map: &ClusterMap, drawing: &NodeDrawing, name: &str, selected: bool) -> Html {
    let (x, y) = (px(drawing.at.x), px(drawing.at.y));
    let (shown, font) = map.fitted(name);
    let doubled = drawing.ring == Ring::Double && drawing.status != Status::Crashed;
    let circle = |class: &'static str, radius: f64| {
        html! { <circle {class} cx={x.clone()} cy={y.clone()} r={px(radius)} /> }
    };
    html! {
        <>
            { circle("hit", map.radius.max(HIT / 2.0)) }
            { circle("focus", map.radius + 10.0) }
            if selected {
                { circle("chosen", map.radius + 7.0) }
            }
            { circle("body", map.radius) }
            if doubled {
                { circle("inner", map.radius * 0.86 - 0.6) }
            }
            if map.shows_names() {
                <text
                    class="name" x={x.clone()} y={px(drawing.at.y + font * 0.35)}
                    text-anchor="middle" font-size={px(font)}
                >
                    { shown }
                </text>
            }
        </>
    }
}

fn badge(map: &ClusterMap, badge: &Badge) -> Html {
    let rect = &badge.rect;
    let font = map.badge_px();
    html! {
        <g class={classes!("badge", badge.fresh.then_some("fresh"))}>
            <rect
                x={px(rect.left)} y={px(rect.top)} width={px(rect.width())}
                height={px(rect.height())} rx={px(font / 2.0)}
            />
            <text
                x={px(rect.centre().x)} y={px(rect.centre().y + font * 0.36)}
                text-anchor="middle" font-size={px(font)}
            >
                { &badge.text }
            </text>
        </g>
    }
}

fn caption(line: &CaptionLine) -> Html {
    let rect = &line.label.rect;
    match line.tone {
        Tone::Chip => html! {
            <g class="chip">
                <rect
                    x={px(rect.left)} y={px(rect.top)} width={px(rect.width())}
                    height={px(rect.height())} rx="6"
                />
                { text(&line.label, classes!("caption")) }
            </g>
        },
        Tone::Lock => html! {
            <g class="chip lock">
                <rect
                    x={px(rect.left)} y={px(rect.top + 1.0)} width={px(rect.width())}
                    height={px(rect.height() - 2.0)} rx="6"
                />
                <path d={padlock(Point::new(rect.left + 6.0, rect.centre().y))} />
                { text(&line.label, classes!("caption")) }
            </g>
        },
        Tone::Plain => text(&line.label, classes!("caption")),
        Tone::Trouble => text(&line.label, classes!("caption", "trouble")),
    }
}

/// A body and its shackle, from the middle of the left edge.
fn padlock(left: Point) -> String {
    let body = Point::new(left.x, left.y - 1.0);
    let shackle = Point::new(left.x + 2.0, left.y - 1.0);
    format!("M{}h9v6h-9zM{}v-2a2.5 2.5 0 0 1 5 0v2", at(body), at(shackle))
}

/// Signs at the foot of the circle: bars for a pause, a disk for a write, a clock, dots for
/// slowness. The words beside the node say the same.
fn trouble(map: &ClusterMap, drawing: &NodeDrawing) -> Html {
    let paused = drawing.status == Status::Paused;
    let writing = drawing.status == Status::Writing;
    let signs = [
        (paused, Sign::Bars),
        (writing, Sign::Disk),
        (drawing.clock_off, Sign::Clock),
        (drawing.slow, Sign::Dots),
    ];
    let shown: Vec<Sign> = signs.into_iter().filter_map(|(on, sign)| on.then_some(sign)).collect();
    let first = 0.25 + 0.055 * shown.len().saturating_sub(1) as f64;
    let half = (map.radius * 0.26).clamp(3.0, 7.0);
    let shapes = shown.into_iter().enumerate().map(|(index, sign)| {
        let out = Point::at_turn(first - 0.11 * index as f64);
        let centre = drawing.at.along(out, map.radius);
        html! {
            <g class={classes!("sign", matches!(sign, Sign::Disk).then_some("disk"))}>
                <circle cx={px(centre.x)} cy={px(centre.y)} r={px(half * 1.35)} />
                <path d={sign.path(centre, half * 0.75)} />
            </g>
        }
    });
    html! { { for shapes } }
}

#[derive(Clone, Copy)]
enum Sign {
    Bars,
    Disk,
    Clock,
    Dots,
}

impl Sign {
    fn path(self, centre: Point, half: f64) -> String {
        let p = |dx: f64, dy: f64| Point::new(centre.x + dx * half, centre.y + dy * half);
        match self {
            Sign::Bars => line(p(-0.5, -0.8), p(-0.5, 0.8)) + &line(p(0.5, -0.8), p(0.5, 0.8)),
            Sign::Disk => format!(
                "M{}L{}L{}L{}z{}",
                at(p(-0.8, -0.8)),
                at(p(0.8, -0.8)),
                at(p(0.8, 0.8)),
                at(p(-0.8, 0.8)),
                line(p(-0.8, 0.0), p(0.8, 0.0))
            ),
            Sign::Clock => line(p(0.0, -0.8), p(0.0, 0.0)) + &line(p(0.0, 0.0), p(0.7, 0.4)),
            Sign::Dots => [-0.8, 0.0, 0.8].map(|dx| line(p(dx, 0.0), p(dx + 0.05, 0.0))).concat(),
        }
    }
}
