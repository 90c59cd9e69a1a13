//! Where the explorer works: in a worker beside the page, or in slices of the page's own time where
//! no worker can start, as in a frame without an origin or a page opened from a file.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::browser::document;
use crate::browser::slices::Slices;
use crate::browser::worker::{FAILED, PAUSE, READY, RESUME};
use crate::ui::explorer::ExplorerMsg;
use crate::ui::explorer::engine::Engine;
use crate::ui::later::EXPLORE;
use crate::ui::msg::Msg;
use crate::ui::store::Store;
use crate::view::explorer::{Order, Report};

/// Starts the program in a worker (`www/worker.js`).
const SCRIPT: &str = "worker.js";
/// Of the page's own time, so that it can be drawn in between.
const SLICE_MS: f64 = 8.0;
const BROKE_DOWN: &str = "the explorer ran out of memory and had to stop";
const UNFETCHED: &str = "a part of the page that the explorer needs could not be fetched";

pub struct Explorer {
    store: Weak<Store>,
    at_work: RefCell<Option<AtWork>>,
    paused: Cell<bool>,
    /// Orders so far: what an earlier one still has to say is not listened to.
    orders: Cell<u32>,
}

enum AtWork {
    Beside(Worker),
    Here(Rc<Slices>),
}

impl Explorer {
    pub fn new(store: Weak<Store>) -> Rc<Explorer> {
        Rc::new(Explorer {
            store,
            at_work: RefCell::new(None),
            paused: Cell::new(false),
            orders: Cell::new(0),
        })
    }

    pub fn begin(self: &Rc<Explorer>, order: Rc<Order>) {
        self.stop();
        self.paused.set(false);
        let number = self.orders.get() + 1;
        self.orders.set(number);
        // What puts orders into words, first.
        let me = self.clone();
        EXPLORE.file.fetch(move |_| {
            if me.orders.get() != number {
                return;
            }
            let worker = EXPLORE.get().and_then(|engine| me.hire(engine, &order));
            match worker {
                Some(worker) => *me.at_work.borrow_mut() = Some(AtWork::Beside(worker)),
                None => me.work_here(&order),
            }
        });
    }

    pub fn stop(&self) {
        self.orders.set(self.orders.get() + 1);
        match self.at_work.borrow_mut().take() {
            Some(AtWork::Beside(worker)) => worker.terminate(),
            Some(AtWork::Here(slices)) => slices.stop(),
            None => {}
        }
    }

    pub fn set_paused(&self, paused: bool) {
        self.paused.set(paused);
        match &*self.at_work.borrow() {
            Some(AtWork::Beside(worker)) => {
                let word = if paused { PAUSE } else { RESUME };
                let _ = worker.post_message(&JsValue::from_str(word));
            }
            Some(AtWork::Here(slices)) => slices.set_paused(paused),
            None => {}
        }
    }

    fn dispatch(&self, msg: Msg) {
        if let Some(store) = self.store.upgrade() {
            store.dispatch(msg);
        }
    }

    fn tell(&self, report: Report) {
        let report = Rc::new(report);
        self.dispatch(Msg::Explorer(ExplorerMsg::Reported { report }));
    }

    /// A worker that is given the order when it is ready for it.
    fn hire(self: &Rc<Explorer>, engine: &'static Engine, order: &Rc<Order>) -> Option<Worker> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(SCRIPT, &options).ok()?;
        let number = self.orders.get();
        let (me, order, hired) = (Rc::downgrade(self), order.clone(), worker.clone());
        let is_ready = Rc::new(Cell::new(false));
        let (ready, waiting) = (is_ready.clone(), order.clone());
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let Some(me) = me.upgrade().filter(|me| me.orders.get() == number) else { return };
            match event.data().as_string().as_deref() {
                Some(READY) => {
                    ready.set(true);
                    let text = (engine.write_order)(&waiting);
                    let _ = hired.post_message(&JsValue::from_str(&text));
                    me.set_paused(me.paused.get());
                }
                Some(FAILED) => me.instead(&waiting),
                text => {
                    if let Some(report) = text.and_then(engine.read_report) {
                        me.tell(report);
                    }
                }
            }
        });
        worker.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
        let me = Rc::downgrade(self);
        let on_error = Closure::<dyn Fn()>::new(move || {
            let Some(me) = me.upgrade().filter(|me| me.orders.get() == number) else { return };
            match is_ready.get() {
                true => {
                    me.stop();
                    me.tell(Report::failed(BROKE_DOWN.to_string()));
                }
                false => me.instead(&order),
            }
        });
        worker.set_onerror(Some(on_error.into_js_value().unchecked_ref()));
        worker.post_message(&JsValue::from_str(&addresses()?)).ok()?;
        Some(worker)
    }

    /// No worker will do it.
    fn instead(self: &Rc<Explorer>, order: &Order) {
        self.stop();
        self.work_here(order);
    }

    fn work_here(self: &Rc<Explorer>, order: &Order) {
        let me = Rc::downgrade(self);
        let tell = Rc::new(move |report: Option<Report>| {
            let Some(me) = me.upgrade() else { return };
            me.tell(report.unwrap_or_else(|| Report::failed(UNFETCHED.to_string())));
        });
        let slices = Slices::begin(order.clone(), SLICE_MS, tell);
        slices.set_paused(self.paused.get());
        *self.at_work.borrow_mut() = Some(AtWork::Here(slices));
    }
}

/// Where the parts of the program are, a line each: its JavaScript half, itself, and the chunks
/// with their names.
fn addresses() -> Option<String> {
    let document = document()?;
    let address = |link: Element| {
        let link = link.dyn_into::<web_sys::HtmlLinkElement>().ok()?;
        Some(link.href())
    };
    let start = |name: &str| {
        let link = document.query_selector(&format!("link[data-start=\"{name}\"]")).ok()??;
        address(link)
    };
    let mut lines = vec![start("js")?, start("wasm")?];
    let chunks = document.query_selector_all("link[data-chunk]").ok()?;
    for index in 0..chunks.length() {
        let link = chunks.get(index)?.dyn_into::<Element>().ok()?;
        let name = link.get_attribute("data-chunk")?;
        lines.push(format!("{name} {}", address(link)?));
    }
    Some(lines.join("\n"))
}
