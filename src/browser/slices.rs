//! The explorer's work in slices, between which messages get through and the page stays awake:
//! in a worker long ones, in the page itself short ones.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::ui::explorer::engine::Work;
use crate::ui::later::{self, EXPLORE};
use crate::view::explorer::{Order, Report};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(work: &js_sys::Function, ms: i32) -> i32;
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

/// Told every report; none if a part of the program could not be fetched.
pub type Tell = Rc<dyn Fn(Option<Report>)>;

pub struct Slices {
    tell: Tell,
    slice_ms: f64,
    work: RefCell<Option<Work>>,
    paused: Cell<bool>,
    /// A slice is on its way.
    waiting: Cell<bool>,
    stopped: Cell<bool>,
}

impl Slices {
    /// Begins an order as soon as what it takes is fetched.
    pub fn begin(order: Order, slice_ms: f64, tell: Tell) -> Rc<Slices> {
        let slices = Rc::new(Slices {
            tell,
            slice_ms,
            work: RefCell::new(None),
            paused: Cell::new(false),
            waiting: Cell::new(false),
            stopped: Cell::new(false),
        });
        prepare(slices.clone(), order);
        slices
    }

    pub fn set_paused(self: &Rc<Slices>, paused: bool) {
        self.paused.set(paused);
        self.ask();
    }

    pub fn stop(&self) {
        self.stopped.set(true);
        *self.work.borrow_mut() = None;
    }

    fn ask(self: &Rc<Slices>) {
        if self.paused.get() || self.waiting.get() || self.work.borrow().is_none() {
            return;
        }
        self.waiting.set(true);
        let slices = self.clone();
        let slice = Closure::once_into_js(move || slices.slice());
        set_timeout(&slice.into(), 0);
    }

    fn slice(self: &Rc<Slices>) {
        self.waiting.set(false);
        if self.paused.get() {
            return;
        }
        // Taken out, so that whoever is told may stop it.
        let Some(mut work) = self.work.borrow_mut().take() else { return };
        let report = work(&now, self.slice_ms);
        if !report.outcome.is_over() && !self.stopped.get() {
            *self.work.borrow_mut() = Some(work);
        }
        (self.tell)(Some(report));
        self.ask();
    }
}

/// Fetches one part of the program after the other, then starts.
fn prepare(slices: Rc<Slices>, order: Order) {
    let absent = match EXPLORE.get() {
        None => Some(EXPLORE.file),
        Some(_) => later::absent_for(&order.payload),
    };
    match (absent, EXPLORE.get()) {
        (Some(file), _) => file.fetch(move |whole| match whole {
            true => prepare(slices, order),
            false => (slices.tell)(None),
        }),
        (None, Some(engine)) if !slices.stopped.get() => {
            *slices.work.borrow_mut() = Some((engine.begin)(order));
            slices.ask();
        }
        (None, _) => {}
    }
}
