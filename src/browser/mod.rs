//! The browser: the only layer that names web_sys, js_sys and wasm_bindgen.

mod api;
mod audience;
mod clipboard;
mod deeds;
mod explorer;
mod files;
mod frames;
mod listen;
mod location;
mod pixels;
mod platform;
mod slices;
mod storage;
mod surface;
mod worker;

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement, Window};

use crate::browser::platform::Browser;
use crate::browser::surface::BrowserSurface;
use crate::ui::app::{App, AppProps};
use crate::ui::drawings::surface::SurfaceHandle;
use crate::ui::model::{Model, System};
use crate::ui::msg::Msg;
use crate::ui::options::{Options, Theme};
use crate::ui::platform::PlatformHandle;
use crate::ui::store::StoreHandle;
use crate::view::lang::Lang;

/// The page where there is a window; in a worker, what works beside it.
pub fn start() {
    match web_sys::window() {
        Some(_) => mount(),
        None => worker::serve(),
    }
}

/// Puts the page into the document and opens what the address names.
fn mount() {
    let (Some(window), Some(document)) = (web_sys::window(), document()) else { return };
    let options = Options::parse(&location::query_pairs());
    let lang = options.lang.or_else(remembered_lang).unwrap_or_else(|| device_lang(&window));
    let theme = options.theme.or_else(remembered_theme).unwrap_or_default();
    let system = System {
        dark: listen::matches(&window, listen::DARK),
        reduced_motion: listen::matches(&window, listen::REDUCED),
    };
    let keys_remembered = storage::recall("keys").is_none_or(|keys| keys != "off");
    let mut model = Model::new(options, lang, theme, system);
    model.keys_on &= keys_remembered;
    let store = StoreHandle::new(model);
    let browser = Browser::new(&store);
    store.0.set_platform(PlatformHandle(browser.clone()), SurfaceHandle(Rc::new(BrowserSurface)));
    let Some(root) = make_root(&document) else { return };
    listen::start(&window, &document, &root, &store, &browser);
    api::install(&window, &store, &browser);
    store.0.dispatch(Msg::SchemeChanged { dark: system.dark });
    let width = root.client_width();
    store.0.dispatch(Msg::Resized { width: f64::from(width) });
    store.0.dispatch(Msg::LinkArrived { payload: location::payload() });
    yew::Renderer::<App>::with_root_and_props(root.into(), AppProps { store }).render();
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The page lives in an element of its own, never on the body of a host page.
fn make_root(document: &Document) -> Option<HtmlElement> {
    let root: HtmlElement = match document.get_element_by_id("splitbrain") {
        Some(found) => found.dyn_into().ok()?,
        None => {
            let made = document.create_element("div").ok()?;
            made.set_id("splitbrain");
            document.body()?.append_child(&made).ok()?;
            made.dyn_into().ok()?
        }
    };
    root.set_text_content(None);
    Some(root)
}

fn remembered_lang() -> Option<Lang> {
    match storage::recall("lang")?.as_str() {
        "en" => Some(Lang::En),
        "zh" => Some(Lang::Zh),
        _ => None,
    }
}

fn device_lang(window: &Window) -> Lang {
    match window.navigator().language() {
        Some(language) if language.starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

fn remembered_theme() -> Option<Theme> {
    match storage::recall("theme")?.as_str() {
        "auto" => Some(Theme::Auto),
        "light" => Some(Theme::Light),
        "dark" => Some(Theme::Dark),
        "contrast" => Some(Theme::Contrast),
        _ => None,
    }
}
