//! What must come out of the core in a browser exactly as it does natively: the golden vectors of
//! `sim`, checked on 32-bit WebAssembly.
#![cfg(target_arch = "wasm32")]

use splitbrain::sim::fingerprint;
use splitbrain::sim::random::{self, Stream};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

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
const DRAWN: u64 = 17_911_750_735_960_550_154;
const PRINTED: u64 = 1_775_223_499_895_909_942;
const SIGNED: u64 = 14_999_897_846_954_717_649;
