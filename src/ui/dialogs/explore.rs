//! The explorer: what it may do, how far it is, what it has found.

use std::rc::Rc;

use yew::functional::Hook;
use yew::prelude::*;

use crate::scenario::scenario::Scenario;
use crate::sim::action::Bounds;
use crate::sim::time::Time;
use crate::ui::controls::part::hooked;
use crate::ui::explorer::{Chance, Draft, ExplorerMsg, Task};
use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::text::explorer as words;
use crate::ui::text::sentences;
use crate::view::explorer::{Budget, KEYS, Limits, Outcome, Report};
use crate::view::lang::Text;
use crate::view::player::Cast;

const RESTART: &str = "restart";

#[derive(PartialEq)]
pub struct ExploreProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
    pub scenario: Rc<Scenario>,
    pub draft: Draft,
    pub task: Option<Task>,
    pub strip: Option<Rc<Vec<Chance>>>,
    /// Where the playhead is.
    pub time: Time,
    /// The run itself breaks something.
    pub is_broken: bool,
}

pub fn explore(props: ExploreProps) -> Html {
    hooked("explore".into(), |props, ctx| use_explore(props).run(ctx), props)
}

#[hook]
fn use_explore(props: &ExploreProps) -> Html {
    let kit = &props.kit;
    let form = use_node_ref();
    let bad = use_state(|| false);
    let submit = {
        let (form, kit, bad) = (form.clone(), kit.clone(), bad.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let draft = read(&kit, &form);
            bad.set(draft.is_none());
            if let Some(draft) = draft {
                kit.send.emit(Msg::Explorer(ExplorerMsg::Started { draft }));
            }
        })
    };
    html! {
        <div class="explore">
            <p>{ kit.t(words::HOW) }</p>
            { rules(props) }
            <form ref={form} onsubmit={submit}>
                { fields(props) }
                if *bad {
                    <p class="reason" role="alert">{ kit.t(words::BAD_NUMBER) }</p>
                }
                { buttons(props) }
            </form>
            if let Some(task) = props.task.as_ref().filter(|task| !words::is_of_futures(task)) {
                { card(props, task) }
            }
            if props.is_broken {
                { futures(props) }
            }
        </div>
    }
}

/// What the fields say, if they are numbers.
fn read(kit: &Kit, form: &NodeRef) -> Option<Draft> {
    let field = |name: &str| kit.platform.field(form, name).trim().to_string();
    let mut counts = [0; KEYS.len()];
    for (key, count) in KEYS.iter().zip(&mut counts) {
        // No number of restarts means as many as there are crashes.
        *count = match (field(key), *key) {
            (text, RESTART) if text.is_empty() => field("crash").parse().ok()?,
            (text, _) => text.parse().ok()?,
        };
    }
    let number = |name: &str| field(name).parse::<u64>().ok().filter(|number| *number > 0);
    Some(Draft {
        here: field("from") == "here",
        wanted: field("wanted").parse().ok(),
        budget: Budget::of(counts),
        limits: Limits {
            states: number("states")?,
            megabytes: number("megabytes")?.min(1 << 20),
            seconds: number("seconds")?.min(1 << 20),
        },
    })
}

/// The broken ones in plain sight.
fn rules(props: &ExploreProps) -> Html {
    let kit = &props.kit;
    let rules = props.cast.params.iter().filter(|param| param.spec.is_rule);
    let broken = rules.filter_map(|param| {
        let value = props.scenario.params.get(&param.spec);
        (value != param.spec.default).then_some((param, value))
    });
    let broken: Vec<Html> = broken
        .map(|(param, value)| {
            let known = param.values.iter().find(|(known, _)| *known == value);
            let shown = known.map_or(value.to_string(), |(_, text)| kit.t(*text).to_string());
            html! { <li key={param.spec.key}>{ kit.t(param.title) }{ ": " }<b>{ shown }</b></li> }
        })
        .collect();
    if broken.is_empty() {
        return html! { <p>{ kit.t(words::RULES_INTACT) }</p> };
    }
    html! {
        <div class="broken-rules">
            <p>{ kit.t(words::RULES_BROKEN) }</p>
            <ul>{ for broken }</ul>
        </div>
    }
}

fn fields(props: &ExploreProps) -> Html {
    let (kit, draft) = (&props.kit, &props.draft);
    let working = props.task.as_ref().is_some_and(|task| !task.report.outcome.is_over());
    let Bounds { crashes, restarts, .. } = draft.budget.bounds;
    let counts = KEYS.into_iter().zip(draft.budget.counts());
    let budget = counts.zip(words::BUDGET_WORDS).map(|((key, count), word)| {
        let as_usual = key == RESTART && restarts == crashes;
        let count = if as_usual { String::new() } else { count.to_string() };
        number(kit, key, word, count)
    });
    let Limits { states, megabytes, seconds } = draft.limits;
    let limits = [
        ("states", words::STATES, states),
        ("megabytes", words::MEGABYTES, megabytes),
        ("seconds", words::SECONDS, seconds),
    ];
    let limits = limits.map(|(name, word, value)| number(kit, name, word, value.to_string()));
    let from = |value: &'static str, label: Html, checked: bool| {
        html! {
            <label class="check">
                <input type="radio" name="from" {value} {checked} />{ label }
            </label>
        }
    };
    let here = html! { <>{ kit.t(words::FROM_HERE) }{ " " }{ sentences::ms(props.time) }</> };
    // The last one is the liveness goal, which no schedule breaks that may still go on.
    let safety = props.cast.properties.split_last().map_or(&[][..], |(_, safety)| safety);
    let properties = safety.iter().enumerate().map(|(index, name)| {
        html! {
            <option value={index.to_string()} selected={draft.wanted == Some(index)}>
                { kit.t(*name) }
            </option>
        }
    });
    html! {
        <>
            <label class="wanted">
                { kit.t(words::WANTED) }
                <select name="wanted" disabled={working}>
                    <option value="" selected={draft.wanted.is_none()}>
                        { kit.t(words::ANY) }
                    </option>
                    { for properties }
                </select>
            </label>
            <fieldset class="numbers" disabled={working}>
                <legend>{ kit.t(words::BUDGET) }</legend>
                { for budget }
            </fieldset>
            <fieldset disabled={working}>
                <legend>{ kit.t(words::FROM) }</legend>
                { from("start", html! { kit.t(words::FROM_START) }, !draft.here) }
                { from("here", here, draft.here) }
            </fieldset>
            <fieldset class="numbers" disabled={working}>
                <legend>{ kit.t(words::LIMITS) }</legend>
                { for limits }
            </fieldset>
        </>
    }
}

fn number(kit: &Kit, name: &'static str, word: Text, value: String) -> Html {
    html! {
        <label class="number">
            <input {name} type="number" min="0" inputmode="numeric" placeholder="=" {value} />
            <span>{ kit.t(word) }</span>
        </label>
    }
}

fn buttons(props: &ExploreProps) -> Html {
    let kit = &props.kit;
    let act = |msg: ExplorerMsg, word: Text| {
        html! {
            <button type="button" onclick={kit.on_click(Msg::Explorer(msg))}>
                { kit.t(word) }
            </button>
        }
    };
    let working = props.task.as_ref().filter(|task| !task.report.outcome.is_over());
    html! {
        <div class="buttons">
            { match working {
                None => {
                    let word =
                        if props.task.is_some() { words::AGAIN } else { words::START };
                    html! { <button type="submit" class="primary">{ kit.t(word) }</button> }
                }
                Some(task) => html! {
                    <>
                        { act(
                            ExplorerMsg::Paused { paused: !task.paused },
                            if task.paused { words::RESUME } else { words::PAUSE },
                        ) }
                        { act(ExplorerMsg::Stopped, words::STOP) }
                    </>
                },
            } }
        </div>
    }
}

/// How the search stands and what it has seen.
fn card(props: &ExploreProps, task: &Task) -> Html {
    let kit = &props.kit;
    let report = &task.report;
    let class = match report.outcome {
        Outcome::Found => "bad",
        Outcome::Exhausted => "ok",
        Outcome::Failed(_) => "reason",
        _ => "",
    };
    let property = report.property.and_then(|index| props.cast.properties.get(index));
    html! {
        <section class={classes!("result", class)} aria-label={kit.t(words::TITLE)}>
            <p class="verdict" role="status">
                if let Some(property) = property {
                    <b>{ kit.t(*property) }</b>{ " " }
                }
                { words::verdict(task, kit.lang) }
            </p>
            if report.outcome == Outcome::Exhausted {
                { allow_more(props) }
            }
            { counts(kit, report) }
            if task.has_found() {
                if report.payload.is_some() {
                    <div class="buttons">
                        <button
                            type="button" class="primary"
                            onclick={kit.on_click(Msg::Explorer(ExplorerMsg::Opened))}
                        >
                            { kit.t(words::OPEN) }
                        </button>
                    </div>
                } else {
                    <p class="hint">{ kit.t(words::NO_SCRIPT) }</p>
                }
                <details open={report.payload.is_none()}>
                    <summary>{ kit.t(words::STEPS) }</summary>
                    <ol class="steps mono">
                        { for report.steps.iter().map(|step| html! { <li>{ step }</li> }) }
                    </ol>
                </details>
            }
        </section>
    }
}

fn counts(kit: &Kit, report: &Report) -> Html {
    let counts = report.counts;
    let rate = counts.distinct * 1_000 / report.worked_ms.max(1);
    let megabytes = format!("{}.{} MB", counts.bytes >> 20, (counts.bytes >> 10) % 1_024 / 103);
    let seconds = format!("{}.{} s", report.worked_ms / 1_000, report.worked_ms % 1_000 / 100);
    let facts = [
        (words::COUNT_STATES, grouped(counts.distinct)),
        (words::COUNT_GENERATED, grouped(counts.generated)),
        (words::COUNT_DEPTH, counts.depth.to_string()),
        (words::COUNT_WAITING, grouped(counts.waiting)),
        (words::COUNT_RATE, grouped(rate)),
        (words::COUNT_MEMORY, megabytes),
        (words::COUNT_TIME, seconds),
    ];
    let facts = facts.map(|(word, value)| {
        html! { <div><dt>{ kit.t(word) }</dt><dd class="mono">{ value }</dd></div> }
    });
    html! { <dl class="counts">{ for facts }</dl> }
}

/// Nothing was found: the next thing to try is a button.
fn allow_more(props: &ExploreProps) -> Html {
    let kit = &props.kit;
    let more = words::MORE.map(|(key, word)| {
        let mut draft = props.draft.clone();
        let Bounds { drops, crashes, restarts, .. } = &mut draft.budget.bounds;
        match key {
            "lose" => *drops = drops.saturating_add(1),
            "timer" => draft.budget.timers = draft.budget.timers.saturating_add(1),
            _ => {
                *crashes = crashes.saturating_add(1);
                *restarts = restarts.saturating_add(1);
            }
        }
        html! {
            <button
                type="button" class="small"
                onclick={kit.on_click(Msg::Explorer(ExplorerMsg::Started { draft }))}
            >
                { kit.t(word) }
            </button>
        }
    });
    html! {
        <div class="buttons more">
            <span>{ kit.t(words::ALLOW_MORE) }</span>
            { for more }
        </div>
    }
}

/// In groups of three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

fn futures(props: &ExploreProps) -> Html {
    let kit = &props.kit;
    let working = props.task.as_ref().filter(|task| !task.report.outcome.is_over());
    let is_whole = working.is_none();
    html! {
        <section class="futures">
            <h3>{ kit.t(words::INEVITABLE) }</h3>
            <p class="hint">{ kit.t(words::INEVITABLE_HOW) }</p>
            if let Some(strip) = &props.strip {
                <p role="status">{ words::inevitable(strip, is_whole, kit.lang) }</p>
            }
            <div class="buttons">
                <button
                    type="button" disabled={working.is_some()}
                    onclick={kit.on_click(Msg::Explorer(ExplorerMsg::FuturesAsked))}
                >
                    { kit.t(words::INEVITABLE) }
                </button>
            </div>
        </section>
    }
}
