//! `window.splitbrain`: the page for scripts, and the hooks that tests hold on to.

use std::rc::Rc;

use js_sys::{Function, Promise};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::{Closure, IntoWasmClosure, WasmClosure};
use web_sys::Window;

use crate::browser::frames::Frames;
use crate::browser::platform::Browser;
use crate::scenario::json::Json;
use crate::sim::time::Time;
use crate::ui::later::{self, ACTS};
use crate::ui::model::{Run, Selection};
use crate::ui::msg::Msg;
use crate::ui::store::{Store, StoreHandle};
use crate::view::lang::Lang;

pub fn install(window: &Window, store: &StoreHandle, browser: &Rc<Browser>) {
    let api = js_sys::Object::new();
    let store = &store.0;
    add::<dyn Fn(String) -> Promise, _>(&api, "run", run);
    let viewed = store.clone();
    add::<dyn Fn() -> JsValue, _>(&api, "state", move || state(&viewed));
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

/// A plain object for scripts.
fn object(fields: Vec<(&str, Json)>) -> JsValue {
    let plain = serde_wasm_bindgen::Serializer::json_compatible();
    Json::object(fields).serialize(&plain).unwrap_or(JsValue::NULL)
}

fn text_or_null(text: Option<String>) -> Json {
    text.map_or(Json::Null, Json::Text)
}

fn number(number: usize) -> Json {
    Json::Whole(number as u64)
}

/// A whole run, simulated without the page, once its protocols are here.
fn run(payload: String) -> Promise {
    Promise::new(&mut |resolve, _| run_then(payload.clone(), resolve))
}

fn run_then(payload: String, resolve: Function) {
    match later::absent_for(&payload) {
        Some(file) => file.fetch(move |whole| match whole {
            true => run_then(payload, resolve),
            false => tell(&payload, &resolve),
        }),
        None => tell(&payload, &resolve),
    }
}

fn tell(payload: &str, resolve: &Function) {
    let ran = match (later::absent_for(payload), ACTS.get()) {
        (None, Some(acts)) => (acts.run)(payload),
        (file, _) => {
            let name = file.map_or("", |file| file.name);
            Err(format!("the part of the page called {name} could not be fetched"))
        }
    };
    let (hash, timeline, error) = match ran {
        Ok((hash, timeline)) => (Some(hash), Some(timeline), None),
        Err(error) => (None, None, Some(error)),
    };
    let told = object(vec![
        ("hash", text_or_null(hash)),
        ("timeline", text_or_null(timeline)),
        ("error", text_or_null(error)),
    ]);
    // A promise's own function does not fail.
    let _ = resolve.call1(&JsValue::UNDEFINED, &told);
}

/// Where the page stands. Times in µs.
fn state(store: &Store) -> JsValue {
    let model = store.model();
    let time = |time: Time| Json::Whole(time.us());
    let problem = model.problem.as_ref().map(|problem| problem.text.en.clone());
    let banner = model.banner.as_ref().map(|banner| banner.en.clone());
    let is_english = model.lang == Lang::En;
    let mut fields = vec![
        ("problem", text_or_null(problem)),
        ("banner", text_or_null(banner)),
        ("lang", Json::text(if is_english { "en" } else { "zh" })),
        ("playing", Json::Bool(model.playing)),
        ("branches", number(model.branches.len())),
        ("undo", number(model.undo.len())),
        ("link", text_or_null(later::payload(&model))),
    ];
    if let Some(run) = model.run() {
        let player = run.player.borrow();
        let hash = model.finished().then(|| format!("{:016x}", model.trace_hash()));
        let mut violations = Vec::new();
        for violation in player.violations(Lang::En) {
            let property = &run.cast.properties[violation.property].en;
            violations.push(Json::object(vec![
                ("property", Json::text(property)),
                ("at", time(violation.at)),
                ("event", number(violation.event as usize)),
                ("text", Json::text(&violation.text)),
            ]));
        }
        fields.extend([
            ("time", time(run.playhead.time)),
            ("until", time(run.until())),
            ("applied", number(run.playhead.applied as usize)),
            ("events", number(run.events as usize)),
            ("simulated", time(model.simulated())),
            ("finished", Json::Bool(model.finished())),
            ("hash", text_or_null(hash)),
            ("faults", number(run.whole.faults.len())),
            ("side", number(model.side)),
            ("sides", Json::List(model.runs.iter().map(side).collect())),
            ("violations", Json::List(violations)),
            ("selection", text_or_null(selected(model.selection, run))),
        ]);
    } else {
        // Nothing is open.
        let numbers = ["time", "until", "applied", "events", "simulated", "faults", "side"];
        fields.extend(numbers.map(|name| (name, number(0))));
        fields.extend([
            ("finished", Json::Bool(false)),
            ("hash", Json::Null),
            ("violations", Json::List(Vec::new())),
            ("sides", Json::List(Vec::new())),
            ("selection", Json::Null),
        ]);
    }
    object(fields)
}

/// What is of one side only.
fn side(run: &Run) -> Json {
    let player = run.player.borrow();
    Json::object(vec![
        ("protocol", Json::text(run.scenario.protocol)),
        ("applied", number(run.playhead.applied as usize)),
        ("time", Json::Whole(run.playhead.time.us())),
        ("hash", Json::Text(format!("{:016x}", player.trace_hash()))),
        ("violations", number(player.violations(Lang::En).len())),
    ])
}

fn selected(selection: Selection, run: &Run) -> Option<String> {
    match selection {
        Selection::Nothing => None,
        Selection::Node(node) => {
            Some(run.cast.nodes.get(node.index()).map_or("node", |node| &node.name).to_string())
        }
        Selection::Event(event) => Some(format!("event {event}")),
        Selection::Message(message) => Some(format!("message {message}")),
    }
}
