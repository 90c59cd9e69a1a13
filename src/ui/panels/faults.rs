//! Everything a person injected, as a script: edit, move in time, delete, undo, redo.

use std::rc::Rc;

use yew::prelude::*;

use crate::scenario::scenario::Scenario;
use crate::sim::fault::TimedFault;
use crate::ui::controls::icon::{Icon, picture};
use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::options::parse_ms;
use crate::ui::text;
use crate::ui::text::{faults, sentences};
use crate::ui::views::Fate;
use crate::view::player::Cast;

#[derive(PartialEq)]
pub struct FaultsProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
    pub scenario: Rc<Scenario>,
    pub fates: Rc<Vec<Fate>>,
    pub requests_left_out: Vec<usize>,
    pub labels: Rc<Vec<Option<String>>>,
    pub can_undo: bool,
    pub can_redo: bool,
}

pub fn faults(props: &FaultsProps) -> Html {
    let kit = &props.kit;
    let list = &props.scenario.faults;
    html! {
        <section class="faults-panel" aria-labelledby="faults-title">
            <h2 id="faults-title">
                { kit.t(text::FAULTS) }
                if kit.editable {
                    <span class="nav">
                        { tool(kit, Icon::Undo, text::UNDO, Msg::Undone, props.can_undo) }
                        { tool(kit, Icon::Redo, text::REDO, Msg::Redone, props.can_redo) }
                        <button
                            type="button" class="quiet small" aria-label={kit.t(text::FAULT_ADD)}
                            onclick={kit.on_click(Msg::FaultFormOpened { index: None })}
                        >
                            { kit.t(text::ADD) }
                        </button>
                    </span>
                }
            </h2>
            if list.is_empty() {
                <p class="hint">{ kit.t(text::NO_FAULTS) }</p>
            } else {
                <ol class="faults">
                    { for list.iter().enumerate().map(|(index, fault)| row(props, index, fault)) }
                </ol>
            }
            { requests(props) }
        </section>
    }
}

fn tool(kit: &Kit, icon: Icon, label: crate::view::lang::Text, msg: Msg, enabled: bool) -> Html {
    html! {
        <button
            type="button" class="quiet tiny" aria-label={kit.t(label)} title={kit.t(label)}
            disabled={!enabled} onclick={kit.on_click(msg)}
        >
            { picture(icon) }
        </button>
    }
}

fn row(props: &FaultsProps, index: usize, timed: &TimedFault) -> Html {
    let kit = &props.kit;
    let label = props.labels.get(index).and_then(Option::as_deref);
    let words = faults::describe(&props.cast, &timed.fault, label, kit.lang);
    let missed = match props.fates.get(index) {
        Some(Fate::FoundNothing) => Some(text::FOUND_NOTHING),
        Some(Fate::NotHere) => Some(text::NOT_HERE),
        Some(Fate::Struck) | None => None,
    };
    let on_move = kit.on_value(move |text| {
        let at = parse_ms(&text)?;
        Some(Msg::FaultMoved { index, at })
    });
    let time_label = sentences::act_on(kit.t(text::TIME_MS), &words, kit.lang);
    let delete_label = sentences::act_on(kit.t(text::DELETE), &words, kit.lang);
    html! {
        <li key={format!("{index} {} {words}", timed.at)}>
            <span class="at mono">
                <input
                    type="text" inputmode="decimal" autocomplete="off" class="ms"
                    aria-label={time_label} value={timed.at.to_string()} onchange={on_move}
                    disabled={!kit.editable}
                />
                <span aria-hidden="true">{ "ms" }</span>
            </span>
            <button
                type="button" class="quiet what mono" title={kit.t(text::EDIT)}
                disabled={!kit.editable}
                onclick={kit.on_click(Msg::FaultFormOpened { index: Some(index) })}
            >
                { words }
            </button>
            if kit.editable {
                <button
                    type="button" class="quiet tiny" aria-label={delete_label}
                    onclick={kit.on_click(Msg::FaultRemoved { index })}
                >
                    { picture(Icon::Close) }
                </button>
            }
            if let Some(missed) = missed {
                <small class="missed">{ kit.t(missed) }</small>
            }
        </li>
    }
}

fn requests(props: &FaultsProps) -> Html {
    let kit = &props.kit;
    let list = &props.scenario.requests;
    if list.is_empty() {
        return Html::default();
    }
    let rows = list.iter().enumerate().map(|(index, request)| {
        let name = faults::node_name(&props.cast, request.node);
        let words = format!("{name} ← “{}”", request.word);
        let delete_label = sentences::act_on(kit.t(text::DELETE), &words, kit.lang);
        html! {
            <li key={format!("{index} {} {words}", request.at)}>
                <button
                    type="button" class="quiet at mono"
                    onclick={kit.on_click(Msg::SoughtTo { time: request.at })}
                >
                    { sentences::ms(request.at) }
                </button>
                <span class="what mono">{ words }</span>
                if kit.editable {
                    <button
                        type="button" class="quiet tiny" aria-label={delete_label}
                        onclick={kit.on_click(Msg::RequestRemoved { index })}
                    >
                        { picture(Icon::Close) }
                    </button>
                }
                if props.requests_left_out.contains(&index) {
                    <small class="missed">{ kit.t(text::NOT_ASKED_HERE) }</small>
                }
            </li>
        }
    });
    html! {
        <>
            <h3>{ kit.t(text::REQUESTS) }</h3>
            <ol class="faults requests">{ for rows }</ol>
        </>
    }
}
