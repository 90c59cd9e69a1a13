//! Whatever a link may say can be opened, run and looked at.

use splitbrain::catalog::{self, PROTOCOLS};
use splitbrain::scenario::link;
use splitbrain::scenario::scenario::Scenario;
use splitbrain::sim::protocol::NodeId;
use splitbrain::sim::time::Time;
use splitbrain::view::lang::Lang;
use splitbrain::view::player::{Moment, Player};

use crate::chance::Chance;
use crate::generate::{anything, scenario};

/// Events after which a run that may never end is left alone.
const EVENTS_MAX: u32 = 4_000;

/// Limits and oddities, each well-formed.
const EXTREMES: &[&str] = &[
    "paxos?until=1000000000",
    "paxos?until=1u",
    "paxos?p=1&n=1&q=none",
    "paxos?p=5&n=99&l=5&until=100&q=0-0-a.0-1-b.0-2-c.0-3-d.0-4-e",
    "paxos?until=1000000000&net=f1000000000&disk=f1000000000.1000000000",
    "paxos?net=u0-1&disk=f0.0&backoff=fixed&q=0-0-a.0-1-b",
    "paxos?net=e0-1&disk=e0-0.0&loss=1000000",
    "paxos?dup=1000000&q=0-0-a.0-1-b",
    "paxos?net=e1000000000-1000000000&until=1000000000",
    "paxos?f=0j0-10.0j1-10000.0k2-n1000000000000.0k3-1000000000000&until=1000000000",
    "paxos?f=0s0-1000000000.0s2-1000000000.6a&until=1000000000",
    "paxos?f=0i0-2-1000000000.8l0-3-1-1000000000.6m0-4-4294967295&until=1000000000",
    "paxos?f=0c0.0c1.0c2.0c3.0c4.0r0.0r0.0w1.0p2.0p2.0g3.0x0.0x1.0h.0a.0t0.0t0",
    "paxos?f=1000000000c0",
    "paxos?q=1000000000-0-late&seed=18446744073709551615",
];

fn advance(player: &mut dyn Player, at_once: u32) {
    while !player.progress().finished && player.event_count() < EVENTS_MAX {
        player.advance(at_once.min(EVENTS_MAX - player.event_count()));
    }
}

/// Asks for everything that the page may show.
fn look(player: &dyn Player, seed: u64) {
    let mut chance = Chance::new(seed);
    let end = player.progress().simulated;
    for _ in 0..8 {
        let time = Time(chance.between(0, end.us()));
        let applied = player.events_until(time);
        let at = Moment { applied, time };
        player.picture(at);
        for node in 0..player.cast().nodes.len() as u16 {
            player.node(NodeId(node), at);
        }
        player.properties(at, Lang::Zh);
        let from = Time(chance.between(0, time.us()));
        player.window(from, time, 40);
        player.cone(applied.saturating_sub(1));
        player.event(applied, Lang::En);
        player.message(applied);
    }
    player.strikes();
    player.violations(Lang::En);
    player.timeline();
}

#[test]
fn extremes_can_be_opened_and_looked_at() {
    for text in EXTREMES {
        let decoded = link::decode(text, PROTOCOLS).unwrap_or_else(|e| panic!("{text}: {e}"));
        let mut player = catalog::open(&decoded.scenario).unwrap_or_else(|e| panic!("{text}: {e}"));
        look(&*player, 1);
        advance(&mut *player, 1_000);
        look(&*player, 2);
    }
}

#[test]
fn the_same_link_runs_the_same_however_it_is_watched() {
    for info in PROTOCOLS {
        for seed in 0..120 {
            let scenario = scenario(seed, &anything(info));
            let watched = run(&scenario, 7, true);
            let payload = link::encode(&scenario, Some(watched.0), PROTOCOLS).expect("well-formed");
            let decoded = link::decode(&payload, PROTOCOLS).expect(&payload);
            assert_eq!(run(&decoded.scenario, EVENTS_MAX, false), watched, "{payload}");
        }
    }
}

fn run(scenario: &Scenario, at_once: u32, watched: bool) -> (u64, String) {
    let mut player = catalog::open(scenario).expect("well-formed");
    if watched {
        player.advance(at_once);
        look(&*player, scenario.seed);
    }
    advance(&mut *player, at_once);
    if watched {
        look(&*player, scenario.seed);
    }
    (player.trace_hash(), player.timeline())
}
