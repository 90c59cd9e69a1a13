//! The event log: the text twin of the diagram, an ordered list with the same selection. It holds
//! one stretch of a long run at a time.

use std::rc::Rc;

use yew::functional::Hook;
use yew::prelude::*;

use crate::ui::controls::part::hooked;
use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::text;
use crate::ui::text::faults::node_name;
use crate::ui::text::sentences;
use crate::ui::views::LogPage;
use crate::view::player::{Cast, EventKind, EventView};

#[derive(PartialEq)]
pub struct LogProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
    pub page: Rc<LogPage>,
    /// How many events have happened.
    pub applied: u32,
    pub selected: Option<u32>,
    pub culprits: Rc<Vec<Rc<EventView>>>,
    /// Events that were looked for, sorted.
    pub found: Rc<Vec<u32>>,
}

pub fn log(props: &LogProps) -> Html {
    let (kit, page) = (&props.kit, &props.page);
    let last = page.first + page.rows.len() as u32;
    let rows = page.rows.iter().map(|event| {
        let index = event.index;
        let culprit = props.culprits.iter().any(|culprit| culprit.index == index);
        row(
            index,
            RowProps {
                kit: kit.clone(),
                cast: props.cast.clone(),
                event: event.clone(),
                ahead: index >= props.applied,
                now: index + 1 == props.applied,
                selected: props.selected == Some(index),
                culprit,
                found: props.found.binary_search(&index).is_ok(),
            },
        )
    });
    html! {
        <section class="log" aria-labelledby="log-title">
            <h2 id="log-title">
                { kit.t(text::LOG) }
                <span>{ format!("{} / {}", props.applied, page.total) }</span>
            </h2>
            <div
                class="scroll" data-scroll="y" tabindex="0" role="group"
                aria-labelledby="log-title"
            >
                if page.first > 0 {
                    { turn(kit, text::LOG_EARLIER, page.first - 1) }
                }
                <ol start={(page.first + 1).to_string()}>{ for rows }</ol>
                if last < page.total {
                    { turn(kit, text::LOG_LATER, last) }
                }
                if page.total == 0 {
                    <p class="hint">{ kit.t(text::LOG_EMPTY) }</p>
                }
            </div>
        </section>
    }
}

fn turn(kit: &Kit, label: crate::view::lang::Text, event: u32) -> Html {
    html! {
        <button
            type="button" class="quiet small"
            onclick={kit.on_click(Msg::SoughtToEvent { event })}
        >
            { "… " }{ kit.t(label) }
        </button>
    }
}

#[derive(PartialEq)]
pub struct RowProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
    pub event: Rc<EventView>,
    pub ahead: bool,
    pub now: bool,
    pub selected: bool,
    pub culprit: bool,
    pub found: bool,
}

pub fn row(key: u32, props: RowProps) -> Html {
    hooked(key.into(), |props, ctx| use_row(props).run(ctx), props)
}

#[hook]
fn use_row(props: &RowProps) -> Html {
    let (kit, event) = (&props.kit, &props.event);
    let frame = use_node_ref();
    {
        let (frame, platform) = (frame.clone(), kit.platform.clone());
        use_effect_with(props.now || props.selected, move |look| {
            if *look {
                platform.reveal(&frame);
            }
        });
    }
    let class = classes!(
        props.ahead.then_some("ahead"),
        props.now.then_some("now"),
        props.selected.then_some("sel"),
        props.culprit.then_some("culprit"),
        props.found.then_some("found"),
        is_fault(event.kind).then_some("fault")
    );
    let details = event.details.iter().map(|detail| html! { <li>{ detail }</li> });
    html! {
        <li ref={frame} {class} aria-current={props.now.then_some("step")}>
            <button
                type="button"
                onclick={kit.on_click(Msg::EventClicked { event: event.index })}
            >
                <span class="at mono">{ sentences::ms_short(event.time) }</span>
                <b>{ event.node.map(|node| node_name(&props.cast, node)).unwrap_or_default() }</b>
                <span class="what">
                    { &event.text }
                    if !event.notes.is_empty() {
                        <em>{ " · " }{ event.notes.join(", ") }</em>
                    }
                    if props.ahead {
                        <span class="hidden">{ ", " }{ kit.t(text::LOG_FUTURE) }</span>
                    }
                </span>
            </button>
            if props.selected && !event.details.is_empty() {
                <ul class="details mono">{ for details }</ul>
            }
        </li>
    }
}

fn is_fault(kind: EventKind) -> bool {
    match kind {
        EventKind::Crash
        | EventKind::Restart
        | EventKind::Pause
        | EventKind::Resume
        | EventKind::Cut
        | EventKind::Heal
        | EventKind::Tamper
        | EventKind::Missed
        | EventKind::Lost => true,
        EventKind::Start
        | EventKind::Logged
        | EventKind::Request
        | EventKind::Deliver
        | EventKind::Timer
        | EventKind::Choice
        | EventKind::Synced => false,
    }
}
