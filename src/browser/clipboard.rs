//! The clipboard, where there is one.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use crate::ui::model::Copied;
use crate::ui::msg::Msg;
use crate::ui::store::Store;

/// Copies, and tells the store whether it worked.
pub fn copy(store: &Rc<Store>, text: &str, what: Copied) {
    let Some(window) = web_sys::window() else { return };
    // Absent outside secure contexts, whatever its type says.
    let navigator = window.navigator();
    let absent = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"))
        .is_ok_and(|found| found.is_undefined());
    if absent {
        return store.dispatch(Msg::TextCopied { what: Copied::Failed });
    }
    let told = |what: Copied| {
        let store = store.clone();
        Closure::once(move |_: JsValue| store.dispatch(Msg::TextCopied { what }))
    };
    let (done, failed) = (told(what), told(Copied::Failed));
    let _ = navigator.clipboard().write_text(text).then2(&done, &failed);
    done.forget();
    failed.forget();
}
