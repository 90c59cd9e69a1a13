//! The address bar: content in the fragment, view options in the query.

use wasm_bindgen::JsValue;
use web_sys::{Location, Url, UrlSearchParams, Window};

/// Say where to start or carry content; both are over once the run was edited.
const SPENT: [&str; 4] = ["s", "t", "step", "autoplay"];

fn location() -> Option<Location> {
    Some(web_sys::window()?.location())
}

/// The query, decoded.
pub fn query_pairs() -> Vec<(String, String)> {
    let search = location().and_then(|location| location.search().ok()).unwrap_or_default();
    let Ok(params) = UrlSearchParams::new_with_str(&search) else { return Vec::new() };
    let mut pairs = Vec::new();
    for entry in params.entries() {
        let Ok(entry) = entry else { continue };
        let entry = js_sys::Array::from(&entry);
        if let (Some(key), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
            pairs.push((key, value));
        }
    }
    pairs
}

/// What is to be opened: the fragment, else the query's `s`, else nothing.
pub fn payload() -> String {
    let hash = location().and_then(|location| location.hash().ok()).unwrap_or_default();
    if hash.len() > 1 {
        return hash;
    }
    let pairs = query_pairs();
    let carried = pairs.into_iter().find(|(key, value)| key == "s" && !value.is_empty());
    carried.map(|(_, value)| value).unwrap_or_default()
}

/// The page's address without query and fragment.
pub fn address() -> String {
    let Some(location) = location() else { return String::new() };
    let href = location.href().unwrap_or_default();
    let end = href.find(['?', '#']).unwrap_or(href.len());
    href[..end].to_string()
}

/// Shows the payload in the address bar. Where the browser forbids it, the bar stays as it is.
pub fn show(window: &Window, payload: &str, push: bool) {
    let Ok(href) = window.location().href() else { return };
    let Ok(url) = Url::new(&href) else { return };
    let params = url.search_params();
    for key in SPENT {
        params.delete(key);
    }
    url.set_hash(payload);
    let Ok(history) = window.history() else { return };
    let href = url.href();
    let _ = if push {
        history.push_state_with_url(&JsValue::NULL, "", Some(&href))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&href))
    };
}
