//! Starts the page, or what works beside it.

#[cfg(target_arch = "wasm32")]
fn main() {
    splitbrain::browser::start();
}

/// The page runs in a browser; natively there is the command line.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
