//! Files: chosen or dropped to be opened, and saved.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::{Blob, Document, File, HtmlAnchorElement, HtmlInputElement, Url};

use crate::scenario::foreign::TRACE_BYTES_MAX;
use crate::ui::msg::Msg;
use crate::ui::store::Store;

/// Lets the person choose a file and opens it.
pub fn pick(document: &Document, store: &Rc<Store>) -> Option<()> {
    let input = document.create_element("input").ok()?;
    let input: HtmlInputElement = input.dyn_into().ok()?;
    input.set_type("file");
    input.set_accept(".json,application/json,image/svg+xml,image/png,.log,.txt,text/plain");
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
    let (store, name) = (store.clone(), file.name());
    let done = Closure::once(move |bytes: JsValue| {
        let bytes = js_sys::Uint8Array::new(&bytes).to_vec();
        store.dispatch(Msg::FileRead { name, bytes });
    });
    let blob: &Blob = file;
    // A byte more than a trace may have is noticed; a picture has its run near its beginning.
    if let Ok(start) = blob.slice_with_f64_and_f64(0.0, (TRACE_BYTES_MAX + 1) as f64) {
        let _ = start.array_buffer().then(&done);
    }
    done.forget();
}

/// Saves text under a name, as the browser saves downloads.
pub fn save(document: &Document, name: &str, text: &str) -> Option<()> {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    save_blob(document, name, &Blob::new_with_str_sequence(&parts).ok()?)
}

pub fn save_bytes(document: &Document, name: &str, bytes: &[u8]) -> Option<()> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    save_blob(document, name, &Blob::new_with_u8_array_sequence(&parts).ok()?)
}

fn save_blob(document: &Document, name: &str, blob: &Blob) -> Option<()> {
    let address = Url::create_object_url_with_blob(blob).ok()?;
    let link: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address).ok()
}
