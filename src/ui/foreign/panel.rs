//! Beside an imported trace: what it is, and the search in it.

use yew::prelude::*;

use crate::scenario::foreign::itf::EACH;
use crate::scenario::foreign::search::{QUERY_CHARS_MAX, fields};
use crate::scenario::foreign::{Origin, Trace};
use crate::ui::app::Scene;
use crate::ui::controls::part::part;
use crate::ui::foreign::{Foreign, ForeignMsg};
use crate::ui::kit::Kit;
use crate::ui::model::Layout;
use crate::ui::msg::Msg;
use crate::ui::text::foreign as text;
use crate::view::lang::{Lang, Text};

struct PanelProps {
    kit: Kit,
    opened: Foreign,
    /// It has the page's heading.
    first: bool,
}

impl PartialEq for PanelProps {
    fn eq(&self, other: &PanelProps) -> bool {
        let (mine, theirs) = (&self.opened, &other.opened);
        (&self.kit, self.first) == (&other.kit, other.first)
            && std::rc::Rc::ptr_eq(&mine.whole, &theirs.whole)
            && std::rc::Rc::ptr_eq(&mine.search.found, &theirs.search.found)
            && (&mine.search.query, mine.search.only) == (&theirs.search.query, theirs.search.only)
            && mine.search.problem == theirs.search.problem
    }
}

pub fn panel(scene: &Scene) -> Html {
    let Some(opened) = scene.model.foreign.clone() else { return Html::default() };
    let first = scene.model.layout != Layout::Narrow;
    part(draw, PanelProps { kit: scene.kit.clone(), opened, first })
}

fn draw(props: &PanelProps) -> Html {
    let (kit, opened) = (&props.kit, &props.opened);
    let (origin, trace) = (opened.source.origin, &*opened.whole);
    let name = match opened.source.name.as_str() {
        "" => kit.t(text::untitled(origin)),
        name => name,
    };
    html! {
        <section class="foreign" aria-labelledby="foreign-title">
            <p class="kind">{ kit.t(text::TRACE) }</p>
            <@{if props.first { "h1" } else { "h2" }} id="foreign-title">{ name.to_string() }</@>
            <p>{ text::summary(trace, origin, kit.lang) }</p>
            { parts(kit, trace, origin) }
            { search(kit, opened) }
            { how(kit, trace) }
        </section>
    }
}

/// Executions of a log, variables of states, where there is more than one.
fn parts(kit: &Kit, trace: &Trace, origin: Origin) -> Html {
    if trace.parts.len() < 2 {
        return Html::default();
    }
    let label = match origin {
        Origin::ShiViz => text::EXECUTION,
        Origin::Itf => text::LANES,
    };
    let pick = kit.on_value(|part| Some(Msg::Foreign(ForeignMsg::PartPicked { part })));
    let options = trace.parts.iter().enumerate().map(|(index, part)| {
        let is_each = origin == Origin::Itf && part == EACH;
        let told = if is_each { kit.t(text::EACH).to_string() } else { part.clone() };
        html! {
            <option value={part.clone()} selected={index == trace.part}>{ told }</option>
        }
    });
    html! {
        <label class="field">
            <span>{ kit.t(label) }</span>
            <select name="part" onchange={pick}>{ for options }</select>
        </label>
    }
}

fn search(kit: &Kit, opened: &Foreign) -> Html {
    let search = &opened.search;
    let typed = {
        let (send, platform) = (kit.send.clone(), kit.platform.clone());
        Callback::from(move |event: InputEvent| {
            let query = platform.value(&event);
            send.emit(Msg::Foreign(ForeignMsg::Searched { query }));
        })
    };
    let entered = {
        let send = kit.send.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            send.emit(Msg::Foreign(ForeignMsg::Stepped { forward: true }));
        })
    };
    let looks = !search.query.trim().is_empty();
    let step = |label: Text, sign: &'static str, forward: bool| {
        html! {
            <button
                type="button" aria-label={kit.t(label)} title={kit.t(label)}
                disabled={search.found.is_empty()}
                onclick={kit.on_click(Msg::Foreign(ForeignMsg::Stepped { forward }))}
            >
                { sign }
            </button>
        }
    };
    let switch = kit.on_value(|_| Some(Msg::Foreign(ForeignMsg::OnlySwitched)));
    html! {
        <form class="search" role="search" onsubmit={entered}>
            <label class="field">
                <span>{ kit.t(text::SEARCH_FOR) }</span>
                <input
                    type="search" name="query" autocomplete="off" spellcheck="false"
                    maxlength={QUERY_CHARS_MAX.to_string()} value={search.query.clone()}
                    aria-invalid={search.problem.is_some().to_string()} oninput={typed}
                />
            </label>
            <div class="hits">
                <span class="count" role="status">
                    if looks && search.problem.is_none() {
                        { text::found(search.found.len(), opened.whole.events.len(), kit.lang) }
                    }
                </span>
                { step(text::PREVIOUS, "↑", false) }
                { step(text::NEXT, "↓", true) }
            </div>
            if let Some(why) = &search.problem {
                <p class="reason" role="alert">{ kit.of(why) }</p>
            }
            <label class="check">
                <input type="checkbox" checked={search.only} onchange={switch} />
                { kit.t(text::ONLY) }
            </label>
        </form>
    }
}

fn how(kit: &Kit, trace: &Trace) -> Html {
    let named = fields(trace);
    let example = trace.hosts.first().map_or("a", String::as_str);
    let example = example.split_whitespace().next().unwrap_or("a");
    let rows = [
        ("commit ack".to_string(), text::HOW_WORDS),
        ("\"commit ack\"".to_string(), text::HOW_QUOTES),
        (format!("host:{example}"), text::HOW_FIELD),
        ("-timeout".to_string(), text::HOW_NOT),
        ("/term \\d+/".to_string(), text::HOW_PATTERN),
    ];
    let rows = rows.into_iter().map(|(example, told)| {
        html! { <tr><th scope="row"><code>{ example }</code></th><td>{ kit.t(told) }</td></tr> }
    });
    let stop = if kit.lang == Lang::En { ": " } else { "：" };
    html! {
        <details>
            <summary>{ kit.t(text::HOW) }</summary>
            <table class="how"><tbody>{ for rows }</tbody></table>
            <p class="hint">{ kit.t(text::FIELDS) }{ stop }{ named.join(", ") }</p>
        </details>
    }
}
