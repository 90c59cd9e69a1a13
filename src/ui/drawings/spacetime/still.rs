//! What stays as it is while the run plays: grid, bands, lanes, arrows, dots and words.

use litemap::LiteMap;
use std::rc::Rc;

use yew::prelude::*;

use crate::ui::drawings::marks::{circle, cross, glyph, head, hue_class, kind_of, line, px, text};
use crate::view::geometry::Point;
use crate::view::geometry::diagram::{Arrow, ConeSide, Detail, Diagram, Dot, DotShape, Fate};
use crate::view::geometry::shelf::Label;
use crate::view::geometry::timeline::Axes;
use crate::view::player::{BandKind, Cast, EventKind, Glyph, Hue};

const HEAD: f64 = 8.0;
const DOT: f64 = 3.8;

#[derive(PartialEq)]
pub struct StillProps {
    pub id: AttrValue,
    pub cast: Rc<Cast>,
    pub axes: Rc<Axes>,
    pub diagram: Rc<Diagram>,
}

/// The ground: grid, bands, cones, density.
pub fn ground(props: &StillProps) -> Html {
    let (axes, diagram) = (&props.axes, &props.diagram);
    let plot = axes.plot();
    let first = if axes.down { plot.left - 8.0 } else { plot.top };
    let last = if axes.down { plot.right } else { plot.bottom };
    let ticks = axes.ticks();
    let grid: String = ticks
        .iter()
        .map(|(along, _)| line(axes.place(*along, first), axes.place(*along, last)))
        .collect();
    let bands = diagram.bands.iter().filter(|band| band.kind != BandKind::Writing).map(|band| {
        let rect = &band.rect;
        html! {
            <rect
                class={classes!("band", band_class(band.kind))} x={px(rect.left)}
                y={px(rect.top)} width={px(rect.width())} height={px(rect.height())}
                fill={hatch(&props.id, band.kind)}
            />
        }
    });
    let density = diagram.density.iter().map(|bar| {
        html! {
            <rect
                x={px(bar.left)} y={px(bar.top)} width={px(bar.width().max(0.6))}
                height={px(bar.height().max(0.6))}
            />
        }
    });
    let cones = diagram.cones.iter().map(|(rect, side)| {
        let class = if *side == ConeSide::Past { "past" } else { "to-come" };
        html! {
            <rect
                class={classes!("cone", class)} x={px(rect.left)} y={px(rect.top)}
                width={px(rect.width())} height={px(rect.height())} rx="5"
            />
        }
    });
    html! {
        <svg class="layer ground" width={px(axes.size.width)} height={px(axes.size.height)}>
            <defs>
                { pattern(&props.id, "crash") }
                { pattern(&props.id, "pause") }
            </defs>
            <path class="grid" d={grid} />
            { for ticks.iter().map(|(_, label)| text(label, classes!("tick"))) }
            <g class="density">{ for density }</g>
            { for bands }
            { for cones }
        </svg>
    }
}

fn pattern(id: &str, name: &'static str) -> Html {
    html! {
        <pattern
            id={format!("{id}-{name}")} width="6" height="6" patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
        >
            <path class={classes!("hatching", name)} d="M0 0V6" />
        </pattern>
    }
}

fn band_class(kind: BandKind) -> &'static str {
    match kind {
        BandKind::Crashed => "crashed",
        BandKind::Paused => "paused",
        BandKind::CutOff => "cut-off",
        BandKind::Writing => "writing",
        BandKind::Blocked => "blocked",
    }
}

fn hatch(id: &str, kind: BandKind) -> Option<String> {
    match kind {
        BandKind::Crashed => Some(format!("url(#{id}-crash)")),
        BandKind::Paused => Some(format!("url(#{id}-pause)")),
        BandKind::CutOff | BandKind::Writing | BandKind::Blocked => None,
    }
}

/// Every message. A group of its own, drawn twice: what has been, and what will be.
pub fn arrows(props: &StillProps) -> Html {
    let diagram = &props.diagram;
    let shapes: Vec<Html> = if diagram.detail == Detail::Full {
        diagram.arrows.iter().map(|shown| arrow(&props.cast, shown)).collect()
    } else {
        bundled(&props.cast, diagram)
    };
    html! { <g id={format!("{}-arrows", props.id)} class="arrows">{ for shapes }</g> }
}

fn arrow(cast: &Cast, arrow: &Arrow) -> Html {
    let (hue, _) = kind_of(cast, arrow.kind);
    let class = classes!(
        "arrow",
        hue_class(hue),
        arrow.delayed.then_some("delayed"),
        arrow.duplicate.then_some("twin"),
        arrow.apart.then_some("apart"),
        (arrow.fate == Fate::Unknown).then_some("unknown")
    );
    html! {
        <g key={arrow.message} {class}>
            <path d={shaft(arrow)} />
            if arrow.fate == Fate::Delivered {
                <path class="head" d={head(arrow.from, arrow.to, HEAD)} />
            }
            if let Some(until) = arrow.waited_to {
                <path class="waited" d={line(arrow.to, until)} />
            }
            if arrow.fate == Fate::Lost {
                <path class="cross" d={cross(arrow.to, 4.2)} />
            }
            if arrow.corrupt {
                <path class="cross" d={cross(arrow.from.towards(arrow.to, 0.5), 2.2)} />
            }
        </g>
    }
}

fn shaft(arrow: &Arrow) -> String {
    if arrow.bow == 0.0 {
        return line(arrow.from, arrow.to);
    }
    let middle = arrow.from.towards(arrow.to, 0.5);
    let aside = arrow.from.direction(arrow.to).turned();
    let out = middle.along(aside, -arrow.bow * 2.0);
    format!(
        "M{} {}Q{} {} {} {}",
        px(arrow.from.x),
        px(arrow.from.y),
        px(out.x),
        px(out.y),
        px(arrow.to.x),
        px(arrow.to.y)
    )
}

/// One path for each message type.
fn bundled(cast: &Cast, diagram: &Diagram) -> Vec<Html> {
    let mut paths: LiteMap<u8, String> = LiteMap::new();
    let mut lost = String::new();
    for arrow in &diagram.arrows {
        paths.entry(arrow.kind).or_default().push_str(&line(arrow.from, arrow.to));
        if arrow.fate == Fate::Lost {
            lost.push_str(&cross(arrow.to, 2.0));
        }
    }
    let bundles = paths.into_iter().map(|(kind, d)| {
        let (hue, _) = kind_of(cast, kind);
        html! { <g class={classes!("arrow", "bundle", hue_class(hue))}><path {d} /></g> }
    });
    let lost =
        (!lost.is_empty()).then(|| html! { <g class="arrow"><path class="cross" d={lost} /></g> });
    bundles.chain(lost).collect()
}

#[derive(PartialEq)]
pub struct FrontProps {
    pub cast: Rc<Cast>,
    pub axes: Rc<Axes>,
    pub diagram: Rc<Diagram>,
    pub names: Vec<Label>,
}

/// In front of the arrows: lanes, dots, words.
pub fn front(props: &FrontProps) -> Html {
    let (axes, diagram) = (&props.axes, &props.diagram);
    let lanes: String = diagram
        .lanes
        .iter()
        .map(|piece| {
            let across = axes.across(piece.lane);
            line(axes.place(piece.from, across), axes.place(piece.to, across))
        })
        .collect();
    let writes = diagram.bands.iter().filter(|band| band.kind == BandKind::Writing).map(|band| {
        let rect = &band.rect;
        html! {
            <rect
                class="write" x={px(rect.left)} y={px(rect.top)}
                width={px(rect.width().max(2.0))} height={px(rect.height().max(2.0))} rx="1"
            />
        }
    });
    let words = diagram.bands.iter().filter_map(|band| band.label.as_ref());
    let notes = diagram.notes.iter().map(|note| {
        let class = classes!("note", note.fault.then_some("fault"), note.apart.then_some("apart"));
        text(&note.label, class)
    });
    html! {
        <svg class="layer front" width={px(axes.size.width)} height={px(axes.size.height)}>
            <path class="lane" d={lanes} />
            { for writes }
            if diagram.detail == Detail::Full {
                { for diagram.dots.iter().map(|shown| dot(&props.cast, axes, shown)) }
            } else {
                { small_dots(diagram) }
            }
            { for words.map(|label| text(label, classes!("note", "fault"))) }
            { for notes }
            { for props.names.iter().map(|label| text(label, classes!("lane-name"))) }
        </svg>
    }
}

fn small_dots(diagram: &Diagram) -> Html {
    let d: String = diagram.dots.iter().map(|dot| circle(dot.at, 1.6)).collect();
    html! { <path class="small-dots" {d} /> }
}

fn dot(cast: &Cast, axes: &Axes, dot: &Dot) -> Html {
    let hue = dot.message_kind.map_or(Hue::Ink, |kind| kind_of(cast, kind).0);
    let class = classes!("dot", hue_class(hue), dot.apart.then_some("apart"));
    let across = |by: f64| {
        if axes.down {
            Point::new(dot.at.x + by, dot.at.y)
        } else {
            Point::new(dot.at.x, dot.at.y + by)
        }
    };
    let shape = match dot.shape {
        DotShape::Full => html! { <path class="full" d={circle(dot.at, DOT)} /> },
        DotShape::Open if dot.kind == EventKind::Start => {
            html! { <path class="bar" d={line(across(-5.0), across(5.0))} /> }
        }
        DotShape::Open => html! { <path class="open" d={circle(dot.at, DOT - 0.4)} /> },
        DotShape::Stub => {
            let (far, near) = (across(-17.0), across(-4.0));
            html! {
                <>
                    <path class="stub" d={line(far, near)} />
                    <path class="full" d={head(far, near, 6.5)} />
                    <path class="open" d={circle(far, 2.2)} />
                </>
            }
        }
        DotShape::Record { forced } => {
            let class = if forced { "record" } else { "record lazy" };
            html! { <path {class} d={glyph(Glyph::Square, dot.at, 4.2)} /> }
        }
        DotShape::Bar => html! { <path class="bar" d={line(across(-4.5), across(4.5))} /> },
        DotShape::Fault => html! { <path class="fault" d={line(across(-8.0), across(8.0))} /> },
        DotShape::None => Html::default(),
    };
    html! {
        <g key={dot.event} {class}>
            { shape }
            if dot.found {
                <path class="found" d={circle(dot.at, 8.0)} />
            }
            if dot.culprit {
                <path class="culprit" d={circle(dot.at, 7.5)} />
            }
            if dot.selected {
                <path class="chosen" d={circle(dot.at, 6.5)} />
            }
        </g>
    }
}
