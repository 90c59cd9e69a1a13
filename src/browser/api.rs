//! `window.splitbrain`: the page for scripts, and the hooks that tests hold on to.

use std::rc::Rc;

use js_sys::{Function, Promise};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::{Closure, IntoWasmClosure, WasmClosure};
use web_sys::Window;

use crate::browser::audience::Audience;
use crate::browser::frames::Frames;
use crate::browser::platform::Browser;
use crate::scenario::json::Json;
use crate::sim::time::Time;
use crate::ui::later::{self, ACTS, Acts};
use crate::ui::model::{Run, Selection};
use crate::ui::msg::Msg;
use crate::ui::options::Theme;
use crate::ui::store::{Store, StoreHandle};
use crate::view::lang::Lang;

pub fn install(window: &Window, store: &StoreHandle, browser: &Rc<Browser>) {
    let api = js_sys::Object::new();
    let store = &store.0;
    let audience = Audience::new(store);
    add::<dyn Fn(String) -> Promise, _>(&api, "run", run);
    let viewed = store.clone();
    add::<dyn Fn() -> JsValue, _>(&api, "getState", move || state(&viewed));
    let frames: Rc<Frames> = browser.frames.clone();
    add::<dyn Fn() -> u32, _>(&api, "frames", move || frames.worked());
    let told = store.clone();
    add::<dyn Fn(f64), _>(&api, "seek", move |us: f64| {
        told.dispatch(Msg::SoughtTo { time: Time(us.max(0.0) as u64) });
    });
    let told = store.clone();
    add::<dyn Fn(JsValue), _>(&api, "step", move |events: JsValue| {
        let events = events.as_f64().unwrap_or(1.0);
        told.dispatch(Msg::Stepped { events: events as i32 });
    });
    for (name, msg) in [
        ("play", Msg::Played),
        ("pause", Msg::Paused),
        ("undo", Msg::Undone),
        ("redo", Msg::Redone),
    ] {
        let told = store.clone();
        add::<dyn Fn(), _>(&api, name, move || told.dispatch(msg.clone()));
    }
    let told = store.clone();
    add::<dyn Fn(String), _>(&api, "setTheme", move |name: String| {
        told.dispatch(Msg::ThemeSet { theme: theme(&name) });
    });
    let told = store.clone();
    add::<dyn Fn(String), _>(&api, "setLang", move |name: String| {
        let lang = if name.starts_with("zh") { Lang::Zh } else { Lang::En };
        told.dispatch(Msg::LangSet { lang });
    });
    let viewed = store.clone();
    add::<dyn Fn() -> JsValue, _>(&api, "getLink", move || match later::payload(&viewed.model()) {
        Some(link) => JsValue::from_str(&link),
        None => JsValue::NULL,
    });
    let loading = audience.clone();
    add::<dyn Fn(JsValue) -> Promise, _>(&api, "load", move |what| loading.load(&what));
    let asked = store.clone();
    add::<dyn Fn() -> Promise, _>(&api, "getScenario", move || {
        let store = asked.clone();
        with_acts(move |acts| {
            let text = (acts.scenario_file)(&store.model())?;
            js_sys::JSON::parse(&text).map_err(|_| "this scenario cannot be written".to_string())
        })
    });
    let told = store.clone();
    add::<dyn Fn(JsValue) -> Promise, _>(&api, "inject", move |fault: JsValue| {
        let (store, text) = (told.clone(), json_text(&fault));
        with_acts(move |acts| {
            let act = (acts.fault)(&store.model(), &text)?;
            store.dispatch(act);
            Ok(JsValue::UNDEFINED)
        })
    });
    add::<dyn Fn(Function), _>(&api, "listen", move |listener| audience.add(listener));
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

fn theme(name: &str) -> Theme {
    match name {
        "light" => Theme::Light,
        "dark" => Theme::Dark,
        "contrast" => Theme::Contrast,
        _ => Theme::Auto,
    }
}

pub fn json_text(value: &JsValue) -> String {
    js_sys::JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// A promise of what takes the part of the program that reads and writes.
fn with_acts(work: impl Fn(&Acts) -> Result<JsValue, String> + 'static) -> Promise {
    let work = Rc::new(work);
    Promise::new(&mut |resolve, reject| {
        let work = work.clone();
        ACTS.file.fetch(move |_| {
            let missing = || Err("a part of the page could not be fetched".to_string());
            // A promise's own functions do not fail.
            let _ = match ACTS.get().map_or_else(missing, |acts| work(acts)) {
                Ok(value) => resolve.call1(&JsValue::UNDEFINED, &value),
                Err(why) => reject.call1(&JsValue::UNDEFINED, &js_sys::Error::new(&why)),
            };
        });
    })
}

/// A plain object for scripts.
fn object(fields: Vec<(&str, Json)>) -> JsValue {
    plain(&Json::object(fields))
}

pub fn plain(json: &Json) -> JsValue {
    let plain = serde_wasm_bindgen::Serializer::json_compatible();
    json.serialize(&plain).unwrap_or(JsValue::NULL)
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
