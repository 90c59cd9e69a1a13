//! How fast a run is simulated, how much memory a long one takes, and how long a jump to any of its
//! moments. The same program natively and, as one of the tests in `tests/wasm`, in a browser.

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

pub struct Measured {
    pub events: u32,
    pub simulate_ms: f64,
    /// What the run takes, where that can be known.
    pub memory_mb: Option<f64>,
    pub seek_ms_median: f64,
    pub seek_ms_max: f64,
}

impl Measured {
    pub fn lines(&self) -> Vec<String> {
        let rate = f64::from(self.events) / self.simulate_ms * 1000.0;
        let mut lines = vec![
            format!(
                "simulate {} events: {:.0} ms, {rate:.0} events per second",
                self.events, self.simulate_ms
            ),
            format!(
                "seek in them: {:.2} ms in the middle of {SEEKS}, {:.2} ms at worst",
                self.seek_ms_median, self.seek_ms_max
            ),
        ];
        lines.extend(self.memory_mb.map(|mb| format!("memory of the run: {mb:.0} MB")));
        lines
    }
}

pub fn measure(now_ms: impl Fn() -> f64, memory_mb: impl Fn() -> Option<f64>) -> Measured {
    let decoded = link::decode(ENDLESS, catalog::PROTOCOLS).expect("the link is well-formed");
    let mut player = catalog::open(&decoded.scenario).expect("the scenario is well-formed");
    let memory_before = memory_mb();
    let started = now_ms();
    while player.event_count() < EVENTS && !player.progress().finished {
        player.advance(CHUNK);
    }
    let simulate_ms = now_ms() - started;
    let memory_mb = memory_mb().zip(memory_before).map(|(after, before)| after - before);
    let seeks = seeks(&*player, now_ms);
    Measured {
        events: player.event_count(),
        simulate_ms,
        memory_mb,
        seek_ms_median: seeks[seeks.len() / 2],
        seek_ms_max: seeks[seeks.len() - 1],
    }
}

/// Jumps all over the run, and looks at everything the page shows of a moment. Times, sorted.
fn seeks(player: &dyn Player, now_ms: impl Fn() -> f64) -> Vec<f64> {
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
    took_ms
}
