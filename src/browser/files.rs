//! Files: chosen or dropped to be opened, and saved.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::{Blob, Document, File, HtmlAnchorElement, HtmlInputElement, Url};

use crate::ui::msg::Msg;
use crate::ui::store::Store;

/// Lets the person choose a file and opens it.
pub fn pick(document: &Document, store: &Rc<Store>) -> Option<()> {
    let input = document.create_element("input").ok()?;
    let input: HtmlInputElement = input.dyn_into().ok()?;
    input.set_type("file");
    input.set_accept(".json,application/json");
    let store = store.clone();
    let chosen = input.clone();
    let on_change = Closure::<dyn FnMut()>::new(move || {
        let file = chosen.files().and_then(|files| files.get(0));
        if let Some(file) = file {
            read(&file, &store);
        }
    });
    input.set_onchange(Some(on_change.as_ref().unchecked_ref()));
    on_change.forget();
    input.click();
    Some(())
}

pub fn read(file: &File, store: &Rc<Store>) {
    let store = store.clone();
    let done = Closure::once(move |text: JsValue| {
        let text = text.as_string().unwrap_or_default();
        store.dispatch(Msg::FileRead { text });
    });
    let blob: &Blob = file;
    let _ = blob.text().then(&done);
    done.forget();
}

/// Saves text under a name, as the browser saves downloads.
pub fn save(document: &Document, name: &str, text: &str) -> Option<()> {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence(&parts).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address).ok()
}
