//! Scripts that listen to the page: they are told what is new whenever the model has changed.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use yew::Callback;

use crate::browser::api::{json_text, plain};
use crate::ui::later::ACTS;
use crate::ui::msg::Msg;
use crate::ui::store::Store;
use crate::ui::watch::Seen;

/// Who is told what happens, and who waits for a scenario to be opened.
pub struct Audience {
    store: Rc<Store>,
    listeners: RefCell<Vec<Function>>,
    waiting: RefCell<Vec<(Function, Function)>>,
    seen: RefCell<Seen>,
}

impl Audience {
    pub fn new(store: &Rc<Store>) -> Rc<Audience> {
        Rc::new(Audience {
            store: store.clone(),
            listeners: RefCell::default(),
            waiting: RefCell::default(),
            seen: RefCell::default(),
        })
    }

    /// It is told at once what is so already.
    pub fn add(self: &Rc<Audience>, listener: Function) {
        self.listeners.borrow_mut().push(listener);
        *self.seen.borrow_mut() = Seen::default();
        self.attend();
    }

    fn attend(self: &Rc<Audience>) {
        let me = self.clone();
        self.store.set_watch(Callback::from(move |()| me.look()));
        self.look();
    }

    fn look(&self) {
        let Some(acts) = ACTS.get() else { return };
        // One who is told may act on the page, which is looked at again then.
        let Ok(mut seen) = self.seen.try_borrow_mut() else { return };
        let told = (acts.watch)(&mut seen, &self.store.model());
        drop(seen);
        for (name, detail) in told {
            let detail = plain(&detail);
            for listener in self.listeners.borrow().clone() {
                let _ = listener.call2(&JsValue::UNDEFINED, &JsValue::from_str(name), &detail);
            }
            self.settle(name, &detail);
        }
    }

    fn settle(&self, name: &str, detail: &JsValue) {
        if !matches!(name, "load" | "error") {
            return;
        }
        for (resolve, reject) in std::mem::take(&mut *self.waiting.borrow_mut()) {
            let message = js_sys::Reflect::get(detail, &JsValue::from_str("message"));
            let _ = match (name, message.ok().and_then(|message| message.as_string())) {
                ("error", why) => {
                    let why = js_sys::Error::new(&why.unwrap_or_default());
                    reject.call1(&JsValue::UNDEFINED, &why)
                }
                _ => resolve.call0(&JsValue::UNDEFINED),
            };
        }
    }

    /// A link, or a scenario as an object.
    pub fn load(self: &Rc<Audience>, what: &JsValue) -> Promise {
        if self.listeners.borrow().is_empty() {
            self.attend();
        }
        let promise = Promise::new(&mut |resolve, reject| {
            self.waiting.borrow_mut().push((resolve, reject));
        });
        self.store.dispatch(Msg::ProblemClosed);
        self.store.dispatch(match what.as_string() {
            Some(text) => Msg::LinkPasted { text },
            None => Msg::FileRead { name: String::new(), bytes: json_text(what).into_bytes() },
        });
        promise
    }
}
