//! A run is the same, to the event, with the protocol's types known and with them forgotten.

use splitbrain::catalog;
use splitbrain::protocols::paxos::Paxos;
use splitbrain::scenario::scenario::Scenario;
use splitbrain::scenario::{gallery, registry};
use splitbrain::sim::protocol::Configured;
use splitbrain::sim::run::Run;
use splitbrain::sim::timeline;

fn same_run<P: Configured>(scenario: &Scenario) {
    let setup = registry::setup::<P>(scenario).expect("a gallery entry is well-formed");
    let typed = Run::new(setup).finish();
    let mut player = catalog::open(scenario).expect("a gallery entry opens");
    while !player.progress().finished {
        player.advance(1 << 16);
    }
    assert_eq!(player.trace_hash(), typed.front().hash(), "{:?}", scenario.base);
    assert_eq!(player.timeline(), timeline::write(&typed), "{:?}", scenario.base);
}

#[test]
fn a_run_does_not_depend_on_whether_its_types_are_known() {
    let entries = gallery::entries().filter(|entry| entry.protocol == "paxos");
    for scenario in entries.map(|entry| (entry.make)()) {
        for seed in 0..20 {
            same_run::<Paxos>(&Scenario { seed, ..scenario.clone() });
        }
    }
}
