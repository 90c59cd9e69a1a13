//! Two-phase commit on the untimed relation: walks through whatever may happen next, without any
//! clock, under every presumption.

use splitbrain::protocols::two_phase::{Observer, TwoPhase};
use splitbrain::sim::action::{Action, Bounds};
use splitbrain::sim::param::Params;
use splitbrain::sim::protocol::{Configured, NodeId, Protocol};
use splitbrain::sim::word::Word;
use splitbrain::sim::world::World;

use crate::chance::Chance;

const C1: NodeId = NodeId(0);
const C2: NodeId = NodeId(1);

/// A few of each thing that an environment may do; no lost disks, which nothing here survives.
const BOUNDS: Bounds = Bounds {
    drops: 2,
    duplicates: 2,
    crashes: 3,
    torn_writes: 1,
    restarts: 4,
    lost_disks: 0,
    pauses: 1,
    cuts: 2,
};

fn protocol(settings: &[(&str, &str)]) -> TwoPhase {
    let mut params = Params::default();
    for (key, value) in settings.iter().chain(&[("coord", "2"), ("n", "3"), ("accounts", "1")]) {
        params.set(TwoPhase::PARAMS, key, value).expect("a value that the spec allows");
    }
    TwoPhase::from_params(&params).expect("values that go together")
}

/// The properties violated on a walk that takes any enabled step, timers in any order that the
/// relation allows.
fn walk(protocol: &TwoPhase, seed: u64, steps: u32) -> Vec<u8> {
    let word = |text| Word::new(text).expect("a word");
    let asked = [(C1, "t1a2a30"), (C1, "t2a3a90"), (C2, "t3a1a2a60"), (C2, "r1a3a")];
    let requests = asked.map(|(node, text)| (node, word(text)));
    let (mut world, _) = World::new(protocol, requests, BOUNDS);
    let mut seen = Observer::default();
    let mut chance = Chance::new(seed);
    let mut broken = Vec::new();
    for _ in 0..steps {
        let enabled = world.enabled();
        if enabled.is_empty() {
            break;
        }
        // Faults would otherwise crowd out the protocol's own steps.
        let own = |action: &&Action<TwoPhase>| {
            matches!(action, Action::Deliver(_) | Action::Sync { .. } | Action::Request { .. })
        };
        let steps: Vec<&Action<TwoPhase>> = enabled.iter().filter(own).collect();
        let action = if steps.is_empty() || chance.one_in(8) {
            chance.pick(&enabled).clone()
        } else {
            (*chance.pick(&steps)).clone()
        };
        world.apply(protocol, &action);
        let mut found = Vec::new();
        protocol.observe(&mut seen, &world, &mut found);
        broken.extend(found.iter().filter_map(|observation| observation.violates));
    }
    broken
}

#[test]
fn walks_without_a_clock_break_nothing() {
    for presume in ["nothing", "abort", "commit"] {
        for more in [&[] as &[_], &[("ro", "on"), ("lock", "waitdie")], &[("coop", "off")]] {
            let settings = [&[("presume", presume)], more].concat();
            let protocol = protocol(&settings);
            for seed in 0..700 {
                let broken = walk(&protocol, seed, 250);
                assert!(broken.is_empty(), "properties {broken:?}, {settings:?}, seed {seed}");
            }
        }
    }
}

#[test]
fn walks_without_a_clock_catch_broken_rules() {
    for rule in [
        ("all", "some"),
        ("fprep", "lazy"),
        ("fdec", "lazy"),
        ("alone", "abort"),
        ("alone", "commit"),
        ("remember", "forget"),
        ("strict", "early"),
    ] {
        let protocol = protocol(&[rule]);
        let caught = (0..1_500).any(|seed| !walk(&protocol, seed, 250).is_empty());
        assert!(caught, "{rule:?} was never seen to break anything");
    }
}
