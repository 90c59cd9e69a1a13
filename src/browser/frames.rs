//! Frames, while somebody wants them and somebody can see them; none otherwise.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::ui::msg::Msg;
use crate::ui::store::Store;

type OnFrame = Closure<dyn FnMut(f64)>;

pub struct Frames {
    store: Weak<Store>,
    on_frame: RefCell<Option<OnFrame>>,
    wanted: Cell<bool>,
    visible: Cell<bool>,
    asked: Cell<bool>,
    worked: Cell<u32>,
}

impl Frames {
    pub fn new(store: &Rc<Store>) -> Rc<Frames> {
        let frames = Rc::new(Frames {
            store: Rc::downgrade(store),
            on_frame: RefCell::new(None),
            wanted: Cell::new(false),
            visible: Cell::new(true),
            asked: Cell::new(false),
            worked: Cell::new(0),
        });
        let weak = Rc::downgrade(&frames);
        let on_frame = Closure::new(move |now_ms: f64| {
            if let Some(frames) = weak.upgrade() {
                frames.work(now_ms);
            }
        });
        *frames.on_frame.borrow_mut() = Some(on_frame);
        frames
    }

    pub fn set_wanted(&self, wanted: bool) {
        self.wanted.set(wanted);
        self.ask();
    }

    pub fn set_visible(&self, visible: bool) {
        self.visible.set(visible);
        self.ask();
    }

    /// Frames in which anything was done, since the page was opened.
    pub fn worked(&self) -> u32 {
        self.worked.get()
    }

    fn ask(&self) {
        if !self.wanted.get() || !self.visible.get() || self.asked.get() {
            return;
        }
        let on_frame = self.on_frame.borrow();
        let (Some(window), Some(on_frame)) = (web_sys::window(), on_frame.as_ref()) else {
            return;
        };
        let asked = window.request_animation_frame(on_frame.as_ref().unchecked_ref());
        self.asked.set(asked.is_ok());
    }

    fn work(&self, now_ms: f64) {
        self.asked.set(false);
        if !self.wanted.get() || !self.visible.get() {
            return;
        }
        self.worked.set(self.worked.get().wrapping_add(1));
        // The store says at the end whether it wants another one.
        if let Some(store) = self.store.upgrade() {
            store.dispatch(Msg::FrameArrived { now_ms });
        }
    }
}
