//! Mounts the page.

#[cfg(target_arch = "wasm32")]
fn main() {
    splitbrain::browser::mount();
}

/// The page runs in a browser; natively there is the command line.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
