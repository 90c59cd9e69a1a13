//! What the browser reports by itself: keys, sizes, visits, preferences, what is dropped or
//! pasted.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    ClipboardEvent, DataTransfer, Document, DragEvent, Element, Event, EventTarget, HtmlElement,
    IntersectionObserver, IntersectionObserverEntry, KeyboardEvent, MediaQueryListEvent,
    ResizeObserver, Window,
};

use crate::browser::platform::Browser;
use crate::browser::{files, location};
use crate::ui::keys::{self, Focus, Press};
use crate::ui::msg::Msg;
use crate::ui::store::{Store, StoreHandle};

pub const DARK: &str = "(prefers-color-scheme: dark)";
pub const REDUCED: &str = "(prefers-reduced-motion: reduce)";

pub fn matches(window: &Window, query: &str) -> bool {
    window.match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Listeners live as long as the page.
pub fn start(
    window: &Window,
    document: &Document,
    root: &HtmlElement,
    store: &StoreHandle,
    browser: &Rc<Browser>,
) {
    let store = &store.0;
    keys(document, store);
    visits(window, store, browser);
    preferences(window, store);
    drops(document, store);
    pastes(document, store);
    sizes(root, store);
    sight(document, root, browser);
}

fn on<E: JsCast + 'static>(target: &EventTarget, kind: &str, act: impl Fn(E) + 'static) {
    let closure = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if let Ok(event) = event.dyn_into::<E>() {
            act(event);
        }
    });
    let _ = target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Keys reach a document only while it has the focus; an embedded page hears none before.
fn keys(document: &Document, store: &Rc<Store>) {
    let store = store.clone();
    on(document, "keydown", move |event: KeyboardEvent| {
        if event.default_prevented() || event.is_composing() {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let press = Press {
            key: event.key(),
            shift: event.shift_key(),
            chord: event.ctrl_key() || event.alt_key() || event.meta_key(),
            on: target.map_or(Focus::Page, |element| focus_of(&element)),
        };
        let meant = keys::meaning(&store.model(), &press);
        if let Some(meant) = meant {
            event.prevent_default();
            store.dispatch(meant);
        }
    });
}

fn focus_of(element: &Element) -> Focus {
    let role = element.get_attribute("role").unwrap_or_default();
    let kind = element.get_attribute("type").unwrap_or_default();
    match (element.tag_name().to_ascii_lowercase().as_str(), role.as_str(), kind.as_str()) {
        (_, "slider", _) | ("input", _, "range") => Focus::Slider,
        ("input", _, "checkbox") | ("button" | "a" | "summary", _, _) => Focus::Button,
        ("input" | "textarea" | "select", _, _) => Focus::Field,
        (_, "button" | "switch" | "tab" | "menuitem", _) => Focus::Button,
        _ => Focus::Page,
    }
}

/// A new fragment, typed or gone back to, is a visit. Our own changes are not.
fn visits(window: &Window, store: &Rc<Store>, browser: &Rc<Browser>) {
    for kind in ["hashchange", "popstate"] {
        let (store, browser) = (store.clone(), browser.clone());
        on(window, kind, move |_: Event| {
            let payload = location::payload();
            if *browser.shown.borrow() == payload {
                return;
            }
            *browser.shown.borrow_mut() = payload.clone();
            store.dispatch(Msg::LinkArrived { payload });
        });
    }
}

fn preferences(window: &Window, store: &Rc<Store>) {
    type Make = fn(bool) -> Msg;
    let watched: [(&str, Make); 2] = [
        (DARK, |dark| Msg::SchemeChanged { dark }),
        (REDUCED, |reduced| Msg::MotionChanged { reduced }),
    ];
    for (query, make) in watched {
        let Ok(Some(list)) = window.match_media(query) else { continue };
        let store = store.clone();
        on(&list, "change", move |event: MediaQueryListEvent| {
            store.dispatch(make(event.matches()));
        });
    }
}

/// Files, pictures and links may be dropped anywhere on the page.
fn drops(document: &Document, store: &Rc<Store>) {
    on(document, "dragover", |event: DragEvent| event.prevent_default());
    let store = store.clone();
    on(document, "drop", move |event: DragEvent| {
        event.prevent_default();
        take(event.data_transfer(), &store);
    });
}

/// And pasted, outside of what text is typed into.
fn pastes(document: &Document, store: &Rc<Store>) {
    let store = store.clone();
    on(document, "paste", move |event: ClipboardEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let typed = target.and_then(|target| target.closest("input, textarea").ok().flatten());
        if typed.is_none() {
            take(event.clipboard_data(), &store);
        }
    });
}

/// The first file; of text only what may be one, or a link, which is one word.
fn take(data: Option<DataTransfer>, store: &Rc<Store>) {
    let Some(data) = data else { return };
    if let Some(file) = data.files().and_then(|files| files.get(0)) {
        files::read(&file, store);
        return;
    }
    let text = data.get_data("text/plain").unwrap_or_default();
    let text = text.trim();
    // A log with clocks has braces, too, and more than one line.
    if text.starts_with('{') || (text.contains('{') && text.contains('\n')) {
        store.dispatch(Msg::FileRead { name: String::new(), bytes: text.as_bytes().to_vec() });
    } else if !text.is_empty() && !text.contains(char::is_whitespace) {
        store.dispatch(Msg::LinkPasted { text: text.to_string() });
    }
}

fn sizes(root: &HtmlElement, store: &Rc<Store>) {
    let (watched, store) = (root.clone(), store.clone());
    let closure = Closure::<dyn Fn()>::new(move || {
        let width = f64::from(watched.client_width());
        store.dispatch(Msg::Resized { width });
    });
    if let Ok(observer) = ResizeObserver::new(closure.as_ref().unchecked_ref()) {
        observer.observe(root);
    }
    closure.forget();
}

/// No frames while the page is hidden or scrolled out of sight.
fn sight(document: &Document, root: &HtmlElement, browser: &Rc<Browser>) {
    let frames = browser.frames.clone();
    let closure = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let last = entries.get(entries.length().saturating_sub(1));
        if let Ok(entry) = last.dyn_into::<IntersectionObserverEntry>() {
            frames.set_visible(entry.is_intersecting());
        }
    });
    if let Ok(observer) = IntersectionObserver::new(closure.as_ref().unchecked_ref()) {
        observer.observe(root);
    }
    closure.forget();
    let (frames, hidden) = (browser.frames.clone(), document.clone());
    on(document, "visibilitychange", move |_: Event| frames.set_visible(!hidden.hidden()));
}
