//! How fast a run is simulated, and how long a jump to any moment of a long run takes. The same
//! program natively and, through wasm-bindgen's test runner, in a browser.

use splitbrain::catalog;
use splitbrain::scenario::link;
use splitbrain::view::lang::Lang;
use splitbrain::view::player::{Moment, Player};

/// Two proposers that never agree: accepting needs every acceptor, and one is down. It goes on for
/// as long as it is asked to.
const ENDLESS: &str = "paxos?p=2&n=5&q2=all&until=1000000000&q=0-0-blue.0-1-green&f=1c6";
const EVENTS: u32 = 1_000_000;
const SEEKS: u32 = 200;
const CHUNK: u32 = 10_000;

fn measure(now_ms: impl Fn() -> f64, memory_mb: impl Fn() -> Option<f64>) -> Vec<String> {
    let decoded = link::decode(ENDLESS, catalog::PROTOCOLS).expect("the link is well-formed");
    let mut player = catalog::open(&decoded.scenario).expect("the scenario is well-formed");
    let memory_before = memory_mb();
    let started = now_ms();
    while player.event_count() < EVENTS && !player.progress().finished {
        player.advance(CHUNK);
    }
    let took_ms = now_ms() - started;
    let events = player.event_count();
    let rate = f64::from(events) / took_ms * 1000.0;
    let mut lines =
        vec![format!("simulate: {events} events in {took_ms:.0} ms, {rate:.0} events per second")];
    if let (Some(before), Some(after)) = (memory_before, memory_mb()) {
        lines.push(format!("memory: {:.0} MB for the run", after - before));
    }
    lines.push(seeks(&*player, now_ms));
    lines
}

/// Jumps all over the run, and looks at everything the page shows of a moment.
fn seeks(player: &dyn Player, now_ms: impl Fn() -> f64) -> String {
    let events = u64::from(player.event_count());
    let nodes: Vec<_> = player.cast().nodes.iter().map(|node| node.id).collect();
    let mut took_ms: Vec<f64> = (0..u64::from(SEEKS))
        .map(|nth| {
            // Far apart: a stride near the golden section of the run.
            let index = (nth * (events * 618 / 1000)) % events;
            let started = now_ms();
            let event = player.event(index as u32, Lang::En).expect("it has happened");
            let at = Moment { applied: index as u32, time: event.time };
            let picture = player.picture(at);
            assert_eq!(picture.nodes.len(), nodes.len());
            for node in &nodes {
                player.node(*node, at);
            }
            player.properties(at, Lang::En);
            now_ms() - started
        })
        .collect();
    took_ms.sort_by(f64::total_cmp);
    let (middle, worst) = (took_ms[took_ms.len() / 2], took_ms[took_ms.len() - 1]);
    format!("seek: {middle:.2} ms in the middle of {SEEKS}, {worst:.2} ms at worst")
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let started = std::time::Instant::now();
    let now_ms = || started.elapsed().as_secs_f64() * 1000.0;
    for line in measure(now_ms, resident_mb) {
        println!("native {line}");
    }
}

/// The process's memory; known on Linux only.
#[cfg(not(target_arch = "wasm32"))]
fn resident_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kb: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1000.0)
}

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(target_arch = "wasm32")]
mod in_browser {
    use wasm_bindgen_test::{Instant, console_log, wasm_bindgen_test};

    wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen_test]
    fn measure() {
        let started = Instant::now();
        let now_ms = || started.elapsed().as_secs_f64() * 1000.0;
        // A page of WebAssembly memory is 64 KiB.
        let memory_mb = || Some(core::arch::wasm32::memory_size(0) as f64 * 65.536 / 1000.0);
        for line in super::measure(now_ms, memory_mb) {
            console_log!("wasm {line}");
        }
    }
}
