//! What must come out of the core in a browser exactly as it does natively: the golden vectors of
//! `sim`, checked on 32-bit WebAssembly.
#![cfg(target_arch = "wasm32")]

#[path = "../../benches/run/measure.rs"]
mod measure;

use splitbrain::sim::fingerprint;
use splitbrain::sim::random::{self, Stream};
use wasm_bindgen_test::{Instant, console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn draws_are_the_same_as_native() {
    assert_eq!(random::draw(42, Stream::Latency, 3, 0), DRAWN);
    assert_eq!(random::exponential((1 << 63) - 1, 1_000_000), 693_147);
    assert_eq!(random::uniform(u64::MAX, 5, 9), 9);
}

#[wasm_bindgen_test]
fn fingerprints_are_the_same_as_native() {
    assert_eq!(fingerprint::of(&(1u64, Some(2u32), "three")), PRINTED);
    assert_eq!(fingerprint::of(&(-1isize, 7usize)), SIGNED);
}

/// Far above what was ever measured, far below what a person would notice as a stall or a tab
/// would be closed for.
const SEEK_MS_MAX: f64 = 400.0;
const MEMORY_MB_MAX: f64 = 400.0;

#[wasm_bindgen_test]
fn a_run_of_a_million_events_is_sought_without_a_stall() {
    let started = Instant::now();
    let now_ms = || started.elapsed().as_secs_f64() * 1000.0;
    // A page of WebAssembly memory is 64 KiB.
    let memory_mb = || Some(core::arch::wasm32::memory_size(0) as f64 * 65.536 / 1000.0);
    let measured = measure::measure(now_ms, memory_mb);
    for line in measured.lines() {
        console_log!("wasm: {line}");
    }
    assert!(measured.events >= 1_000_000);
    assert!(measured.seek_ms_max < SEEK_MS_MAX);
    assert!(measured.memory_mb.is_some_and(|mb| mb < MEMORY_MB_MAX));
}

const DRAWN: u64 = 17_911_750_735_960_550_154;
const PRINTED: u64 = 1_775_223_499_895_909_942;
const SIGNED: u64 = 14_999_897_846_954_717_649;
