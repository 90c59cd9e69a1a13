//! What is remembered between visits. Embedded pages may have no storage at all: then nothing is.

const PREFIX: &str = "splitbrain.";

pub fn remember(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden storage only means that nothing is remembered.
        let _ = storage.set_item(&format!("{PREFIX}{key}"), value);
    }
}

pub fn recall(key: &str) -> Option<String> {
    storage()?.get_item(&format!("{PREFIX}{key}")).ok()?
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}
