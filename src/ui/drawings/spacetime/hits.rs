//! What can be taken hold of in the diagram: messages and events, wider than they look.

use std::rc::Rc;

use yew::prelude::*;

use crate::ui::drawings::marks::{is_press, line, px, screen};
use crate::ui::drawings::words;
use crate::view::geometry::Rect;
use crate::view::geometry::diagram::{Detail, Diagram};
use crate::view::geometry::timeline::Axes;
use crate::view::lang::Lang;
use crate::view::player::{Cast, Window};

const HIT: f64 = 12.0;

#[derive(PartialEq)]
pub struct HitsProps {
    pub lang: Lang,
    pub cast: Rc<Cast>,
    pub axes: Rc<Axes>,
    pub window: Rc<Window>,
    pub diagram: Rc<Diagram>,
    pub selected_message: Option<u32>,
    pub on_event: Callback<u32>,
    pub on_message: Callback<(u32, Option<(f64, f64)>)>,
}

pub fn hits(props: &HitsProps) -> Html {
    let (axes, diagram) = (&props.axes, &props.diagram);
    if diagram.detail != Detail::Full {
        return Html::default();
    }
    html! {
        <svg class="layer" width={px(axes.size.width)} height={px(axes.size.height)}>
            <g>{ for messages(props) }</g>
            <g>{ for events(props) }</g>
        </svg>
    }
}

fn messages(props: &HitsProps) -> impl Iterator<Item = Html> + '_ {
    props.diagram.arrows.iter().map(|arrow| {
        let id = arrow.message;
        let on_click = props.on_message.clone();
        let selected = props.selected_message == Some(id);
        html! {
            <path
                key={id} class={classes!("hit", "message", selected.then_some("selected"))}
                d={line(arrow.from, arrow.to)}
                onclick={move |event: MouseEvent| on_click.emit((id, Some(screen(&event))))}
            >
                <title>{ &arrow.told }</title>
            </path>
        }
    })
}

/// The selected event is the Tab key's stop; arrow keys go on from there.
fn events(props: &HitsProps) -> impl Iterator<Item = Html> + '_ {
    let plot = props.axes.plot();
    let plot = Rect { left: plot.left - 6.0, right: plot.right + 6.0, ..plot };
    let dots = props.diagram.dots.iter().zip(&props.window.marks);
    let dots = dots.filter(move |(dot, _)| Rect::around(dot.at, 1.0, 1.0).is_inside(&plot));
    dots.map(|(dot, mark)| {
        let (event, on_click, on_key) = (dot.event, props.on_event.clone(), props.on_event.clone());
        let told = words::event(&props.cast, mark, props.lang);
        html! {
            <circle
                key={event} class="hit event" cx={px(dot.at.x)} cy={px(dot.at.y)} r={px(HIT)}
                role="button" tabindex={if dot.selected { "0" } else { "-1" }}
                aria-label={told.clone()} aria-pressed={dot.selected.to_string()}
                onclick={move |_| on_click.emit(event)}
                onkeydown={move |press: KeyboardEvent| {
                    if is_press(&press) {
                        on_key.emit(event);
                    }
                }}
            >
                <title>{ told }</title>
            </circle>
        }
    })
}
