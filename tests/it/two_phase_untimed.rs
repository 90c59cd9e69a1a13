//! Two-phase commit on the untimed relation: walks through whatever may happen next, without any
//! clock, under every presumption.

use splitbrain::protocols::two_phase::TwoPhase;
use splitbrain::sim::action::Bounds;
use splitbrain::sim::protocol::NodeId;

use crate::walk::{Watched, configured};

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
    configured(&[settings, &[("coord", "2"), ("n", "3"), ("accounts", "1")]].concat())
}

fn walk(protocol: &TwoPhase, seed: u64) -> Vec<u8> {
    let asked = [(C1, "t1a2a30"), (C1, "t2a3a90"), (C2, "t3a1a2a60"), (C2, "r1a3a")];
    Watched::new(protocol.clone(), &asked, BOUNDS).walk(seed, 250)
}

#[test]
fn walks_without_a_clock_break_nothing() {
    for presume in ["nothing", "abort", "commit"] {
        for more in [&[] as &[_], &[("ro", "on"), ("lock", "waitdie")], &[("coop", "off")]] {
            let settings = [&[("presume", presume)], more].concat();
            let protocol = protocol(&settings);
            for seed in 0..700 {
                let broken = walk(&protocol, seed);
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
        let caught = (0..1_500).any(|seed| !walk(&protocol, seed).is_empty());
        assert!(caught, "{rule:?} was never seen to break anything");
    }
}
