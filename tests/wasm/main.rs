//! What must come out of the core in a browser exactly as it does natively: the golden vectors of
//! `sim`, checked on 32-bit WebAssembly.
#![cfg(target_arch = "wasm32")]

#[path = "../../benches/run/measure.rs"]
mod measure;
#[path = "../../benches/place/measure.rs"]
mod place;

use splitbrain::check::models;
use splitbrain::check::search::{BLOCK, Settings, Standing};
use splitbrain::placement::hash::HashKind;
use splitbrain::placement::ring::{Member, Ring};
use splitbrain::placement::{jump, ketama};
use splitbrain::sim::fingerprint;
use splitbrain::sim::param::Params;
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

/// Published vectors, where floats and widths could make a difference: jump hash divides, ketama
/// shares out weights, and usize has 32 bits.
#[wasm_bindgen_test]
fn keys_are_placed_as_published() {
    assert_eq!(jump::bucket(42, 57), 43);
    assert_eq!(jump::bucket(0xDEAD_10CC, 666), 361);
    assert_eq!(jump::bucket(256, 1024), 520);
    let member = |id: u16, label: String, weight: u32| Member {
        id,
        label,
        rack: 0,
        weight,
        points: ketama::POINTS,
        moved: Vec::new(),
    };
    let weights = [600, 300, 200, 350, 1000, 800, 950, 100];
    let node = |(id, weight): (usize, u32)| member(id as u16, id.to_string(), weight);
    let mut weighted: Vec<Member> = weights.into_iter().enumerate().map(node).collect();
    ketama::weigh(&mut weighted, ketama::POINTS).expect("weights");
    let points: Vec<u32> = weighted.iter().map(|member| member.points).collect();
    assert_eq!(points, [176, 88, 56, 104, 296, 236, 280, 28]);
    // go-ketama's TestBasicCompat.
    let server = |id: u16| member(id, format!("server{}", id + 1), 1);
    let servers: Vec<Member> = (0..10).map(server).collect();
    let ring = Ring::new(&servers, HashKind::Md5).expect("a ring");
    let mut counts = [0_u32; 10];
    for key in 0..100_000 {
        let place = HashKind::Md5.key(format!("foo{key}").as_bytes());
        counts[usize::from(ring.owner(place))] += 1;
    }
    assert_eq!(counts, [8699, 10885, 9980, 10237, 9099, 10997, 10365, 10380, 9896, 9462]);
}

#[wasm_bindgen_test]
fn a_million_keys_are_placed() {
    let started = Instant::now();
    let now_ms = || started.elapsed().as_secs_f64() * 1000.0;
    for timing in place::measure(now_ms) {
        console_log!("wasm: place: {}", timing.line());
        assert!(timing.nodes.iter().all(|node| *node < place::NODES));
    }
}

/// Counts that are published, in WebAssembly on one thread; `make bench` prints how fast.
#[wasm_bindgen_test]
fn a_third_of_a_million_states_are_counted_as_published() {
    for (name, sizes, distinct) in [
        ("2pc", &[("n", "7")][..], 296_448),
        ("paxos-clients", &[("clients", "2"), ("servers", "3")], 16_668),
    ] {
        let entry = models::find(name).expect(name);
        let mut params = Params::default();
        for (key, value) in sizes {
            params.set(entry.params, key, value).expect(key);
        }
        let started = Instant::now();
        let mut exploration = (entry.explore)(&params, Settings::default()).expect(name);
        while exploration.standing() == Standing::Running {
            exploration.advance(BLOCK, 1);
        }
        let rate = distinct as f64 / started.elapsed().as_secs_f64();
        console_log!("wasm: explore: {name}, {distinct} states, {rate:.0} a second, one thread");
        assert_eq!(exploration.counts().distinct, distinct, "{name}");
    }
}

const DRAWN: u64 = 17_911_750_735_960_550_154;
const PRINTED: u64 = 1_775_223_499_895_909_942;
const SIGNED: u64 = 14_999_897_846_954_717_649;
