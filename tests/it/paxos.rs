//! Paxos over generated runs: safe under the paper's rules whatever happens, live once everything
//! is healed, and caught by its properties when a rule is broken.

use splitbrain::scenario::scenario::TimedRequest;
use splitbrain::sim::fault::{Fault, TimedFault};
use splitbrain::sim::protocol::NodeId;
use splitbrain::sim::time::Time;
use splitbrain::sim::word::Word;
use splitbrain::view::player::Moment;

use crate::chance::Chance;
use crate::generate::{Plan, by_the_paper, scenario};
use crate::runs::{
    assert_committed_runs, assert_violates_nothing, finished, info, link_of, number, open, set,
    violated,
};

const AGREEMENT: usize = 0;
const STABILITY: usize = 2;
const INTEGRITY: usize = 3;
const PROGRESS: usize = 4;

const SIZES: &[(&str, u32, u32)] = &[("p", 1, 3), ("n", 3, 7), ("l", 0, 2)];
const SMALL: &[(&str, u32, u32)] = &[("p", 2, 3), ("n", 3, 3)];

#[test]
fn ten_thousand_fault_schedules_break_nothing() {
    let plan = Plan { until: Time::from_ms(700), ..by_the_paper(info("paxos"), SIZES) };
    for seed in 0..10_000 {
        let mut scenario = scenario(seed, &plan);
        if seed.is_multiple_of(4) {
            set(&mut scenario, "lead", "on");
        }
        assert_violates_nothing(&scenario, &[PROGRESS]);
    }
}

#[test]
fn quorums_that_meet_are_as_safe_as_majorities() {
    let plan = Plan { until: Time::from_ms(700), ..by_the_paper(info("paxos"), SIZES) };
    for seed in 0..1_500 {
        let mut scenario = scenario(seed, &plan);
        let acceptors = number(&scenario, "n");
        let phase2 = Chance::new(seed).between(1, acceptors);
        set(&mut scenario, "q1", &(acceptors + 1 - phase2).to_string());
        set(&mut scenario, "q2", &phase2.to_string());
        assert_violates_nothing(&scenario, &[PROGRESS]);
    }
}

/// Everything is healed at 700 ms and a client asks again: a value is chosen, and every client that
/// asks after that is answered, within 10 s of virtual time.
#[test]
fn once_all_is_healed_a_value_is_chosen_and_clients_are_answered() {
    const HEALED: Time = Time::from_ms(700);
    let plan = Plan { until: HEALED, ..by_the_paper(info("paxos"), SIZES) };
    for seed in 0..1_000 {
        let mut scenario = scenario(seed, &plan);
        if seed.is_multiple_of(3) {
            set(&mut scenario, "lead", "on");
        }
        scenario.until = HEALED + 10_000_000;
        scenario.faults.push(TimedFault { at: HEALED, fault: Fault::HealEverything });
        let word = Word::new("late").expect("a word");
        let asked = HEALED + 1_000;
        scenario.requests.push(TimedRequest { at: asked, node: NodeId(0), word });
        let player = finished(&scenario);
        let timeline = player.timeline();
        let link = link_of(&scenario);
        assert!(timeline.contains("is chosen, in ballot"), "nothing chosen in {link}");
        let after = timeline.split("asked late").nth(1).unwrap_or_default();
        assert!(after.contains("answers "), "the client is not answered in {link}");
        let end = Moment { applied: player.event_count(), time: scenario.until };
        for node in player.cast().askable.clone() {
            let memory = player.node(node, end).memory;
            let waits = memory.iter().any(|fact| fact.label == "wants");
            assert!(!waits, "a client of {node} still waits in {link}");
        }
    }
}

/// How many of `seeds` generated runs under the broken rule violate the property.
fn caught(rules: &[(&str, &str)], property: usize, seeds: u64) -> usize {
    let plan = Plan { until: Time::from_ms(400), ..by_the_paper(info("paxos"), SMALL) };
    let breaks = |seed: &u64| {
        let mut scenario = scenario(*seed, &plan);
        scenario.network.default.loss_ppm /= 2;
        for (key, value) in rules {
            set(&mut scenario, key, value);
        }
        violated(&scenario).contains(&property)
    };
    (0..seeds).filter(breaks).count()
}

#[test]
fn random_search_catches_every_broken_rule() {
    let rules: &[(&[(&str, &str)], usize)] = &[
        (&[("q1", "1"), ("q2", "1")], AGREEMENT),
        (&[("q1", "1"), ("q2", "2")], AGREEMENT),
        (&[("q1", "2"), ("q2", "1")], AGREEMENT),
        (&[("adopt", "ignore")], AGREEMENT),
        (&[("adopt", "lowest")], AGREEMENT),
        (&[("promise", "break")], AGREEMENT),
        (&[("store", "none")], STABILITY),
        (&[("store", "lazy")], STABILITY),
        (&[("one", "break")], AGREEMENT),
        (&[("one", "break")], INTEGRITY),
    ];
    for (rules, property) in rules {
        let count = caught(rules, *property, 2_000);
        assert!(count > 0, "{rules:?}: property {property} was never seen to fail");
    }
}

#[test]
fn a_broken_rule_is_blamed_and_the_mended_one_is_not() {
    // The gallery's runs, as told and with the rule mended.
    let told = [
        ("paxos.forget", AGREEMENT, "paxos.forget?store=forced"),
        ("paxos.gap", AGREEMENT, "paxos.gap?q1=3"),
        ("paxos.all", PROGRESS, "paxos.all?q1=majority&q2=majority"),
        ("paxos.duel", PROGRESS, "paxos.backoff"),
        ("paxos.crash?adopt=ignore", AGREEMENT, "paxos.crash"),
    ];
    for (broken, property, mended) in told {
        assert!(violated(&open(broken)).contains(&property), "{broken}");
        assert!(violated(&open(mended)).is_empty(), "{mended}");
    }
}

/// Each golden run of a broken rule shows its property failing, and none once the rule is mended.
#[test]
fn committed_runs_show_what_each_rule_is_for() {
    assert_committed_runs(
        "paxos",
        &[
            ("broken-adopt-ignore", &[AGREEMENT, STABILITY], &["adopt"]),
            ("broken-adopt-lowest", &[AGREEMENT, STABILITY], &["adopt"]),
            ("broken-one-value", &[AGREEMENT], &["one"]),
            ("broken-one-value-integrity", &[INTEGRITY], &["one"]),
            ("broken-promise", &[AGREEMENT, STABILITY], &["promise"]),
            ("broken-quorum-phase-1", &[AGREEMENT, STABILITY], &["q1"]),
            ("broken-quorum-phase-2", &[AGREEMENT, STABILITY], &["q2"]),
            ("broken-quorums-two-learned", &[AGREEMENT, INTEGRITY], &["q1", "q2"]),
            ("broken-store-lazy", &[AGREEMENT, STABILITY], &["store"]),
        ],
    );
}
