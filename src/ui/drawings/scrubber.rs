//! The transport's slider: where in the run the playhead is, and what is worth going to.

use std::rc::Rc;

use yew::functional::Hook;
use yew::prelude::*;

use super::surface::SurfaceHandle;
use super::words;
use crate::sim::time::Time;
use crate::ui::controls::part::{hooked, part};
use crate::view::lang::Lang;
use crate::view::player::Unit;

#[derive(Properties, Clone, PartialEq)]
pub struct ScrubberProps {
    pub surface: SurfaceHandle,
    pub lang: Lang,
    pub until: Time,
    pub time: Time,
    #[prop_or_default]
    pub unit: Unit,
    /// What lies beyond is not known yet.
    pub simulated: Time,
    #[prop_or_default]
    pub faults: Rc<Vec<Time>>,
    #[prop_or_default]
    pub notes: Rc<Vec<Time>>,
    #[prop_or_default]
    pub violations: Rc<Vec<Time>>,
    /// Drawn under the track.
    #[prop_or_default]
    pub strip: Html,
    #[prop_or_default]
    pub on_seek: Callback<Time>,
}

pub fn scrubber(props: ScrubberProps) -> Html {
    hooked("scrubber".into(), |props, ctx| use_scrubber(props).run(ctx), props)
}

#[hook]
fn use_scrubber(props: &ScrubberProps) -> Html {
    let element = use_node_ref();
    let held = use_state(|| false);
    let seek = {
        let (surface, element) = (props.surface.clone(), element.clone());
        let (on_seek, until) = (props.on_seek.clone(), props.until);
        move |event: &PointerEvent| {
            let local = surface.local(&element, event);
            let share = (local.x / local.width.max(1.0)).clamp(0.0, 1.0);
            on_seek.emit(Time((share * until.us() as f64).round() as u64));
        }
    };
    let down = {
        let (surface, element) = (props.surface.clone(), element.clone());
        let (held, seek) = (held.clone(), seek.clone());
        move |event: PointerEvent| {
            if event.button() == 0 {
                surface.capture(&element, &event);
                held.set(true);
                seek(&event);
            }
        }
    };
    let moved = (*held).then(|| Callback::from(move |event: PointerEvent| seek(&event)));
    let end = {
        let held = held.clone();
        move |_: PointerEvent| held.set(false)
    };
    let (now, known) = (percent(props.time, props.until), percent(props.simulated, props.until));
    html! {
        <div
            ref={element} class={classes!("scrubber", (*held).then_some("held"))} role="slider"
            tabindex="0" aria-label={words::POSITION.get(props.lang)} aria-valuemin="0"
            aria-valuemax={milliseconds(props.until)} aria-valuenow={milliseconds(props.time)}
            aria-valuetext={words::position(props.time, props.until, props.unit, props.lang)}
            onpointerdown={down} onpointermove={moved} onpointerup={end.clone()}
            onpointercancel={end} onkeydown={keys(props)}
        >
            <svg width="100%" height="26" aria-hidden="true">
                <rect class="track" x="0" y="11" width="100%" height="4" rx="2" />
                <rect class="known" x="0" y="11" width={known} height="4" rx="2" />
                <rect class="done" x="0" y="11" width={now.clone()} height="4" rx="2" />
                {
                    part(ticks, TicksProps {
                        until: props.until,
                        faults: props.faults.clone(),
                        notes: props.notes.clone(),
                        violations: props.violations.clone(),
                    })
                }
                { props.strip.clone() }
                <circle class="handle" cx={now} cy="13" r="7.5" />
            </svg>
        </div>
    }
}

#[derive(PartialEq)]
struct TicksProps {
    until: Time,
    faults: Rc<Vec<Time>>,
    notes: Rc<Vec<Time>>,
    violations: Rc<Vec<Time>>,
}

/// They stay while the playhead moves.
fn ticks(props: &TicksProps) -> Html {
    let ticks =
        |times: &Rc<Vec<Time>>, class: &'static str, from: &'static str, to: &'static str| {
            let lines: Vec<Html> = times
                .iter()
                .map(|time| {
                    let x = percent(*time, props.until);
                    html! { <line x1={x.clone()} x2={x} y1={from} y2={to} /> }
                })
                .collect();
            html! { <g {class}>{ for lines }</g> }
        };
    let violations = props.violations.iter().map(|time| {
        html! {
            <svg class="violation" x={percent(*time, props.until)} y="13" overflow="visible">
                <path d="M-3.5 -3.5L3.5 3.5M-3.5 3.5L3.5 -3.5" />
            </svg>
        }
    });
    html! {
        <>
            { ticks(&props.notes, "notes", "9", "17") }
            { ticks(&props.faults, "faults", "6", "20") }
            { for violations }
        </>
    }
}

/// Arrows by a hundredth of the run, Page keys by a tenth.
fn keys(props: &ScrubberProps) -> Callback<KeyboardEvent> {
    let (on_seek, time, until) = (props.on_seek.clone(), props.time.us(), props.until.us());
    Callback::from(move |event: KeyboardEvent| {
        let step = (until / 100).max(1) * if event.shift_key() { 10 } else { 1 };
        let target = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => time + step,
            "ArrowLeft" | "ArrowDown" => time.saturating_sub(step),
            "PageUp" => time + until / 10,
            "PageDown" => time.saturating_sub(until / 10),
            "Home" => 0,
            "End" => until,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        on_seek.emit(Time(target.min(until)));
    })
}

pub fn percent(time: Time, until: Time) -> AttrValue {
    let share = time.us() as f64 / until.us().max(1) as f64;
    let thousandths = (share.clamp(0.0, 1.0) * 100_000.0).round() as u64;
    AttrValue::from(format!("{}.{:03}%", thousandths / 1_000, thousandths % 1_000))
}

fn milliseconds(time: Time) -> AttrValue {
    AttrValue::from(time.to_string())
}
