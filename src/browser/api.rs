//! `window.splitbrain`: the page for scripts, and the hooks that tests hold on to.

use std::rc::Rc;

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::{Closure, IntoWasmClosure, WasmClosure};
use web_sys::Window;

use crate::browser::frames::Frames;
use crate::browser::platform::Browser;
use crate::catalog;
use crate::scenario::link;
use crate::sim::time::Time;
use crate::ui::model::Selection;
use crate::ui::msg::Msg;
use crate::ui::store::{Store, StoreHandle};
use crate::ui::update::edit;

const EVENTS_AT_ONCE: u32 = 10_000;

/// A whole run, simulated without the page.
#[derive(Serialize)]
struct RunReport {
    hash: Option<String>,
    timeline: Option<String>,
    error: Option<String>,
}

/// Where the page stands. Times in µs.
#[derive(Serialize)]
struct State {
    time: f64,
    until: f64,
    applied: u32,
    events: u32,
    simulated: f64,
    finished: bool,
    playing: bool,
    link: Option<String>,
    hash: Option<String>,
    faults: usize,
    violations: Vec<Violation>,
    selection: Option<String>,
    branches: usize,
    undo: usize,
    problem: Option<String>,
    banner: Option<String>,
    lang: &'static str,
}

#[derive(Serialize)]
struct Violation {
    property: String,
    at: f64,
    event: u32,
    text: String,
}

pub fn install(window: &Window, store: &StoreHandle, browser: &Rc<Browser>) {
    let api = js_sys::Object::new();
    let store = &store.0;
    add::<dyn Fn(String) -> JsValue, _>(&api, "run", |payload: String| to_js(&run(&payload)));
    let viewed = store.clone();
    add::<dyn Fn() -> JsValue, _>(&api, "state", move || to_js(&state(&viewed)));
    let frames: Rc<Frames> = browser.frames.clone();
    add::<dyn Fn() -> u32, _>(&api, "frames", move || frames.worked());
    let told = store.clone();
    add::<dyn Fn(String), _>(&api, "load", move |text: String| {
        told.dispatch(Msg::LinkPasted { text });
    });
    let told = store.clone();
    add::<dyn Fn(f64), _>(&api, "seek", move |us: f64| {
        told.dispatch(Msg::SoughtTo { time: Time(us.max(0.0) as u64) });
    });
    let told = store.clone();
    add::<dyn Fn(i32), _>(&api, "step", move |events: i32| {
        told.dispatch(Msg::Stepped { events });
    });
    let told = store.clone();
    add::<dyn Fn(), _>(&api, "play", move || told.dispatch(Msg::Played));
    let told = store.clone();
    add::<dyn Fn(), _>(&api, "pause", move || told.dispatch(Msg::Paused));
    let _ = js_sys::Reflect::set(window, &JsValue::from_str("splitbrain"), &api);
}

fn add<C: ?Sized + WasmClosure, F: IntoWasmClosure<C> + 'static>(
    api: &js_sys::Object,
    name: &str,
    act: F,
) {
    let function = Closure::<C>::new(act).into_js_value();
    let _ = js_sys::Reflect::set(api, &JsValue::from_str(name), &function);
}

fn to_js(value: &impl Serialize) -> JsValue {
    let plain = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&plain).unwrap_or(JsValue::NULL)
}

fn run(payload: &str) -> RunReport {
    let failed = |error: String| RunReport { hash: None, timeline: None, error: Some(error) };
    let decoded = match link::decode(payload, catalog::PROTOCOLS) {
        Ok(decoded) => decoded,
        Err(error) => return failed(error.to_string()),
    };
    let mut player = match catalog::open(&decoded.scenario) {
        Ok(player) => player,
        Err(error) => return failed(error.to_string()),
    };
    while !player.advance(EVENTS_AT_ONCE).finished {}
    RunReport {
        hash: Some(format!("{:016x}", player.trace_hash())),
        timeline: Some(player.timeline()),
        error: None,
    }
}

fn state(store: &Store) -> Option<State> {
    let model = store.model();
    let problem = model.problem.as_ref().map(|problem| problem.text.en.clone());
    let Some(run) = &model.run else {
        return Some(State { problem, ..State::empty() });
    };
    let player = run.player.borrow();
    let violations = player.violations(crate::view::lang::Lang::En);
    let violations = violations.into_iter().map(|violation| Violation {
        property: run.cast.properties[violation.property].en.to_string(),
        at: violation.at.us() as f64,
        event: violation.event,
        text: violation.text,
    });
    let selection = match model.selection {
        Selection::Nothing => None,
        Selection::Node(node) => {
            Some(run.cast.nodes.get(node.index()).map_or("node", |node| &node.name).to_string())
        }
        Selection::Event(event) => Some(format!("event {event}")),
        Selection::Message(message) => Some(format!("message {message}")),
    };
    Some(State {
        time: run.playhead.time.us() as f64,
        until: run.until().us() as f64,
        applied: run.playhead.applied,
        events: run.events,
        simulated: run.simulated.us() as f64,
        finished: run.finished,
        playing: model.playing,
        link: edit::payload(&model).ok(),
        hash: run.finished.then(|| format!("{:016x}", player.trace_hash())),
        faults: run.scenario.faults.len(),
        violations: violations.collect(),
        selection,
        branches: model.branches.len(),
        undo: model.undo.len(),
        problem,
        banner: model.banner.as_ref().map(|banner| banner.en.clone()),
        lang: if model.lang == crate::view::lang::Lang::En { "en" } else { "zh" },
    })
}

impl State {
    /// Nothing is open.
    fn empty() -> State {
        State {
            time: 0.0,
            until: 0.0,
            applied: 0,
            events: 0,
            simulated: 0.0,
            finished: false,
            playing: false,
            link: None,
            hash: None,
            faults: 0,
            violations: Vec::new(),
            selection: None,
            branches: 0,
            undo: 0,
            problem: None,
            banner: None,
            lang: "en",
        }
    }
}
