//! Placement natively, beside well-kept crates that do the same.

mod measure;
mod peers;

use measure::{KEYS, KEYS_OF_RENDEZVOUS, NODES, POINTS};

fn main() {
    let started = std::time::Instant::now();
    let now_ms = || started.elapsed().as_secs_f64() * 1000.0;
    println!(
        "place: {NODES} nodes, {POINTS} points each, {KEYS} keys, {KEYS_OF_RENDEZVOUS} for rendezvous"
    );
    for timing in measure::measure(now_ms) {
        println!("place: {}", timing.line());
    }
    for timing in peers::measure(now_ms) {
        println!("place: {}", timing.line());
    }
}
