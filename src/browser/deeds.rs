//! What the browser does at a person's word: fetched along with the acts that ask for it.

use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlLinkElement, SvgElement};
use yew::NodeRef;

use crate::browser::explorer::Explorer;
use crate::browser::{clipboard, document, files, pixels};
use crate::chunk;
use crate::ui::later::ACTS_FILE;
use crate::ui::msg::{Cmd, Point};
use crate::ui::platform::GiveBack;
use crate::ui::store::Store;

/// Pixels between a floating element and the edge of the window.
const MARGIN_PX: f64 = 8.0;

chunk! {
    pub static DEEDS: Deeds = "acts" beside(ACTS_FILE, "1") of Deeds { run, float, docs };
}

pub struct Deeds {
    pub run: fn(&Rc<Store>, &Rc<Explorer>, Cmd),
    /// As [`crate::ui::platform::Platform::float`].
    pub float: fn(&NodeRef, Option<Point>) -> GiveBack,
    /// As [`crate::ui::platform::Platform::docs`].
    pub docs: fn() -> Option<String>,
}

fn run(store: &Rc<Store>, explorer: &Rc<Explorer>, cmd: Cmd) {
    let Some(document) = document() else { return };
    match cmd {
        Cmd::Copy { text, what } => clipboard::copy(store, &text, what),
        Cmd::PickFile => {
            files::pick(&document, store);
        }
        Cmd::Download { name, text } => {
            files::save(&document, &name, &text);
        }
        Cmd::DownloadPixels { name, svg, payload } => {
            pixels::save(&document, name, &svg, payload);
        }
        Cmd::ToggleFullscreen => toggle_fullscreen(),
        Cmd::Explore { order } => explorer.begin(order),
        Cmd::ExplorerPause { paused } => explorer.set_paused(paused),
        Cmd::ExplorerStop => explorer.stop(),
        Cmd::ShowPayload { .. }
        | Cmd::Dress
        | Cmd::Remember { .. }
        | Cmd::Simulate
        | Cmd::DrawSeed
        | Cmd::Fetch { .. } => {}
    }
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

/// `tools/site.sh` links the documentation that it puts beside the page.
fn docs() -> Option<String> {
    let link = document()?.query_selector("link[rel=help]").ok().flatten()?;
    Some(link.dyn_into::<HtmlLinkElement>().ok()?.href())
}

fn float(element: &NodeRef, at: Option<Point>) -> GiveBack {
    let had_focus = document().and_then(|document| document.active_element());
    let element = element.cast::<HtmlElement>();
    if let Some(element) = &element {
        place(element, at.or_else(|| Some(middle(had_focus.as_ref()?))));
        let _ = element.focus();
    }
    Box::new(move || give_focus(element, had_focus))
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
