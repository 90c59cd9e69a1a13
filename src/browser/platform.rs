//! The browser as the page's platform.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, Event, FormData, HtmlDialogElement, HtmlElement, HtmlFormElement, HtmlInputElement,
    HtmlSelectElement, HtmlTextAreaElement, SvgElement,
};
use yew::NodeRef;

use crate::browser::explorer::Explorer;
use crate::browser::frames::Frames;
use crate::browser::{clipboard, document, files, location, pixels, storage};
use crate::ui::model::Model;
use crate::ui::msg::{Cmd, Point};
use crate::ui::platform::Platform;
use crate::ui::store::{Store, StoreHandle};
use crate::ui::text::sentences;
use crate::view::lang::Lang;

/// Pixels between a floating element and the edge of the window.
const MARGIN_PX: f64 = 8.0;

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
        let (Some(store), Some(document)) = (self.store.upgrade(), document()) else { return };
        match cmd {
            Cmd::ShowPayload { payload, push } => self.show_payload(model, &payload, push),
            Cmd::Dress => dress(model),
            Cmd::Remember { key, value } => storage::remember(key, &value),
            Cmd::Copy { text, what } => clipboard::copy(&store, &text, what),
            Cmd::PickFile => {
                files::pick(&document, &store);
            }
            Cmd::Download { name, text } => {
                files::save(&document, &name, &text);
            }
            Cmd::DownloadPixels { name, svg, payload } => {
                pixels::save(&document, name, &svg, payload);
            }
            Cmd::ToggleFullscreen => toggle_fullscreen(),
            Cmd::Explore { order } => self.explorer.begin(order),
            Cmd::ExplorerPause { paused } => self.explorer.set_paused(paused),
            Cmd::ExplorerStop => self.explorer.stop(),
            Cmd::Simulate | Cmd::DrawSeed | Cmd::Fetch { .. } => {}
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

    fn float(&self, element: &NodeRef, at: Option<Point>) -> Box<dyn FnOnce()> {
        let had_focus = document().and_then(|document| document.active_element());
        let element = element.cast::<HtmlElement>();
        if let Some(element) = &element {
            place(element, at.or_else(|| Some(middle(had_focus.as_ref()?))));
            let _ = element.focus();
        }
        Box::new(move || give_focus(element, had_focus))
    }

    fn reveal(&self, element: &NodeRef) {
        let Some(element) = element.cast::<Element>() else { return };
        scroll_within(&element);
    }

    fn address(&self) -> String {
        location::address()
    }
}

fn middle(element: &Element) -> Point {
    let bounds = element.get_bounding_client_rect();
    (bounds.left() + bounds.width() / 2.0, bounds.top() + bounds.height() / 2.0)
}

/// Moves a fixed element beside the place, within the window.
fn place(element: &HtmlElement, at: Option<Point>) {
    let (Some(window), Some((x, y))) = (web_sys::window(), at) else { return };
    let size = |value: Result<JsValue, JsValue>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or_default()
    };
    let (width, height) = (size(window.inner_width()), size(window.inner_height()));
    let bounds = element.get_bounding_client_rect();
    // Beside what was clicked, not over it.
    let (x, y) = (x + 2.0 * MARGIN_PX, y - MARGIN_PX);
    let left = x.min(width - bounds.width() - MARGIN_PX).max(MARGIN_PX);
    let top = y.min(height - bounds.height() - MARGIN_PX).max(MARGIN_PX);
    let style = element.style();
    let _ = style.set_property("left", &format!("{}px", left as i32));
    let _ = style.set_property("top", &format!("{}px", top as i32));
}

/// Back to where it was, unless it has gone somewhere else meanwhile.
fn give_focus(from: Option<HtmlElement>, to: Option<Element>) {
    let Some(document) = document() else { return };
    let lost = document.active_element().is_none_or(|now| {
        now.tag_name() == "BODY" || from.is_some_and(|from| from.contains(Some(&now)))
    });
    let Some(to) = to.filter(|to| lost && to.is_connected()) else { return };
    if let Some(to) = to.dyn_ref::<HtmlElement>() {
        let _ = to.focus();
    } else if let Some(to) = to.dyn_ref::<SvgElement>() {
        let _ = to.focus();
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

fn toggle_fullscreen() {
    let Some(document) = document() else { return };
    if document.fullscreen_element().is_some() {
        document.exit_fullscreen();
    } else if let Some(root) = document.document_element() {
        // Refused where the host page forbids it.
        let _ = root.request_fullscreen();
    }
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
