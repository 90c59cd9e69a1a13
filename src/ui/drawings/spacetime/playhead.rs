//! What moves in the diagram: the playhead, messages on their way, the veil over the future.

use yew::prelude::*;

use crate::sim::time::Time;
use crate::ui::drawings::marks::{circle, hue_class, kind_of, line, px};
use crate::view::geometry::Rect;
use crate::view::geometry::diagram::{Detail, Diagram, arrow_at};
use crate::view::geometry::timeline::Axes;
use crate::view::player::Cast;

/// The two parts of the plot, before and after the playhead.
pub fn halves(axes: &Axes, time: Time) -> (Rect, Rect) {
    let plot = axes.plot();
    let now = axes.along(time).clamp(axes.start, axes.end);
    if axes.down {
        let past = Rect { bottom: now, top: plot.top - 4.0, ..plot };
        (past, Rect { top: now, ..plot })
    } else {
        let past = Rect { right: now, left: plot.left - 4.0, ..plot };
        (past, Rect { left: now, right: plot.right + 4.0, ..plot })
    }
}

pub fn clip(id: String, rect: &Rect) -> Html {
    html! {
        <clipPath {id}>
            <rect
                x={px(rect.left)} y={px(rect.top)} width={px(rect.width().max(0.0))}
                height={px(rect.height().max(0.0))}
            />
        </clipPath>
    }
}

pub fn veil(rect: &Rect) -> Html {
    html! {
        <rect
            class="veil" x={px(rect.left)} y={px(rect.top)} width={px(rect.width().max(0.0))}
            height={px(rect.height().max(0.0))}
        />
    }
}

pub fn travellers(axes: &Axes, diagram: &Diagram, cast: &Cast, time: Time) -> Html {
    if diagram.detail != Detail::Full || axes.along(time) > axes.end + 0.5 {
        return Html::default();
    }
    let dots = diagram.arrows.iter().filter_map(|arrow| {
        let at = arrow_at(arrow, time)?;
        let (hue, _) = kind_of(cast, arrow.kind);
        let class = classes!("traveller", hue_class(hue));
        Some(html! { <path key={arrow.message} {class} d={circle(at, 4.0)} /> })
    });
    html! { <g>{ for dots }</g> }
}

/// The line of the present and its handle.
pub fn playhead(axes: &Axes, time: Time) -> Html {
    let now = axes.along(time);
    if now < axes.start - 0.5 || now > axes.end + 0.5 {
        return Html::default();
    }
    let foot = if axes.down { axes.size.width } else { axes.size.height - 6.0 };
    let (x, d) = if axes.down {
        (20.0, format!("M8 {}v12h7l6 -6l-6 -6z", px(now - 6.0)))
    } else {
        (22.0, format!("M{} 10h12v8l-6 6l-6 -6z", px(now - 6.0)))
    };
    html! {
        <g class="playhead">
            <path class="now" d={line(axes.place(now, x), axes.place(now, foot))} />
            <path class="grip" {d} />
        </g>
    }
}
