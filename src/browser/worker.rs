//! The program in a worker, beside the page: it has no document, and carries out one order.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::browser::slices::Slices;
use crate::ui::explorer::engine::Engine;
use crate::ui::later::EXPLORE;
use crate::view::explorer::Report;

/// Between two reports.
const SLICE_MS: f64 = 100.0;
/// What the page says beside its order.
pub const PAUSE: &str = "pause";
pub const RESUME: &str = "resume";
/// What it is told beside reports.
pub const READY: &str = "ready";
pub const FAILED: &str = "failed";

pub fn serve() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    // What puts reports into words, first.
    EXPLORE.file.fetch(move |_| match EXPLORE.get() {
        Some(engine) => listen(scope, engine),
        None => post(&scope, FAILED),
    });
}

fn listen(scope: DedicatedWorkerGlobalScope, engine: &'static Engine) {
    let slices: RefCell<Option<Rc<Slices>>> = RefCell::new(None);
    let said = scope.clone();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        let running = slices.borrow().clone();
        match (running, text.as_str()) {
            (Some(slices), PAUSE) => slices.set_paused(true),
            (Some(slices), RESUME) => slices.set_paused(false),
            _ => {
                let Some(order) = (engine.read_order)(&text) else { return };
                let scope = said.clone();
                let tell = Rc::new(move |report: Option<Report>| match report {
                    Some(report) => post(&scope, &(engine.write_report)(&report)),
                    None => post(&scope, FAILED),
                });
                *slices.borrow_mut() = Some(Slices::begin(order, SLICE_MS, tell));
            }
        }
    });
    scope.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
    post(&scope, READY);
}

fn post(scope: &DedicatedWorkerGlobalScope, text: &str) {
    // Text can always be handed over.
    let _ = scope.post_message(&JsValue::from_str(text));
}
