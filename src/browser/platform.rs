//! The browser as the page's platform.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, FormData, HtmlDialogElement, HtmlFormElement, HtmlInputElement,
    HtmlSelectElement, HtmlTextAreaElement,
};
use yew::NodeRef;

use crate::browser::deeds::DEEDS;
use crate::browser::explorer::Explorer;
use crate::browser::frames::Frames;
use crate::browser::{document, location, storage};
use crate::ui::model::Model;
use crate::ui::msg::{Cmd, Point};
use crate::ui::platform::{GiveBack, Platform};
use crate::ui::store::{Store, StoreHandle};
use crate::ui::text::sentences;
use crate::view::lang::Lang;

pub struct Browser {
    store: Weak<Store>,
    pub frames: Rc<Frames>,
    explorer: Rc<Explorer>,
    /// The payload the address bar shows, so that our own changes are not taken for a visit.
    pub shown: RefCell<String>,
}

impl Browser {
    pub fn new(store: &StoreHandle) -> Rc<Browser> {
        Rc::new(Browser {
            store: Rc::downgrade(&store.0),
            frames: Frames::new(&store.0),
            explorer: Explorer::new(Rc::downgrade(&store.0)),
            shown: RefCell::new(location::payload()),
        })
    }

    fn show_payload(&self, model: &Model, payload: &str, push: bool) {
        // The address belongs to whoever embedded the page.
        if model.options.embed {
            return;
        }
        if let Some(window) = web_sys::window() {
            location::show(&window, payload, push);
            *self.shown.borrow_mut() = location::payload();
        }
    }
}

impl Platform for Browser {
    fn now_ms(&self) -> f64 {
        let performance = web_sys::window().and_then(|window| window.performance());
        performance.map_or(0.0, |performance| performance.now())
    }

    fn set_frames(&self, wanted: bool) {
        self.frames.set_wanted(wanted);
    }

    fn run(&self, cmd: Cmd, model: &Model) {
        match cmd {
            Cmd::ShowPayload { payload, push } => self.show_payload(model, &payload, push),
            Cmd::Dress => dress(model),
            Cmd::Remember { key, value } => storage::remember(key, &value),
            Cmd::Simulate | Cmd::DrawSeed | Cmd::Fetch { .. } => {}
            deed => {
                let (Some(store), Some(deeds)) = (self.store.upgrade(), DEEDS.get()) else {
                    return;
                };
                (deeds.run)(&store, &self.explorer, deed);
            }
        }
    }

    fn fresh_seed(&self) -> Option<u64> {
        let mut bytes = [0; 4];
        getrandom::fill(&mut bytes).ok()?;
        // Four digits or so: a seed is read out and typed in.
        Some(u64::from(u32::from_le_bytes(bytes) % 10_000))
    }

    fn value(&self, event: &Event) -> String {
        let Some(target) = event.target() else { return String::new() };
        if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
            input.value()
        } else if let Some(select) = target.dyn_ref::<HtmlSelectElement>() {
            select.value()
        } else if let Some(area) = target.dyn_ref::<HtmlTextAreaElement>() {
            area.value()
        } else {
            String::new()
        }
    }

    fn field(&self, form: &NodeRef, name: &str) -> String {
        let Some(form) = form.cast::<HtmlFormElement>() else { return String::new() };
        let data = FormData::new_with_form(&form);
        data.ok().and_then(|data| data.get(name).as_string()).unwrap_or_default()
    }

    fn show_dialog(&self, dialog: &NodeRef) {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            // Fails only when it is open already.
            let _ = dialog.show_modal();
        }
    }

    fn close_dialog(&self, dialog: &NodeRef) {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            dialog.close();
        }
    }

    fn float(&self, element: &NodeRef, at: Option<Point>) -> GiveBack {
        DEEDS.get().map_or_else(|| Box::new(|| {}) as GiveBack, |deeds| (deeds.float)(element, at))
    }

    fn reveal(&self, element: &NodeRef) {
        let Some(element) = element.cast::<Element>() else { return };
        scroll_within(&element);
    }

    fn address(&self) -> String {
        location::address()
    }

    fn docs(&self) -> Option<String> {
        DEEDS.get().and_then(|deeds| (deeds.docs)())
    }
}

/// Theme, language and title of the document.
fn dress(model: &Model) {
    let Some(document) = document() else { return };
    let Some(root) = document.document_element() else { return };
    let theme = model.shown_theme();
    let lang = if model.lang == Lang::En { "en" } else { "zh-Hans" };
    let _ = root.set_attribute("data-theme", theme);
    let _ = root.set_attribute("lang", lang);
    let title = model.run().map(|run| &run.scenario.story.title);
    let title = title.map_or("", |title| sentences::told(title, model.lang));
    document.set_title(&if title.is_empty() {
        "Splitbrain".to_string()
    } else {
        format!("{title} · Splitbrain")
    });
}

/// Scrolls the nearest scrolling ancestor, never the page: it must not run away from the reader.
fn scroll_within(element: &Element) {
    let mut parent = element.parent_element();
    while let Some(scroller) = parent {
        let scrolls = scroller.scroll_height() > scroller.client_height() + 1
            && scroller.has_attribute("data-scroll");
        if scrolls {
            let (inner, outer) =
                (element.get_bounding_client_rect(), scroller.get_bounding_client_rect());
            let above = outer.top() - inner.top();
            let below = inner.bottom() - outer.bottom();
            let top = f64::from(scroller.scroll_top());
            if above > 0.0 {
                scroller.set_scroll_top((top - above) as i32);
            } else if below > 0.0 {
                scroller.set_scroll_top((top + below.min(-above)) as i32);
            }
            return;
        }
        parent = scroller.parent_element();
    }
}
