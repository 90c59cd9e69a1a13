//! The ring over generated runs: nothing acknowledged is lost whatever happens, all is where it
//! belongs once everything is healed, and each property is seen to fail when its rule is broken.

use splitbrain::catalog;
use splitbrain::scenario::gallery;
use splitbrain::scenario::scenario::{Scenario, TimedRequest};
use splitbrain::sim::fault::{Fault, TimedFault};
use splitbrain::sim::protocol::NodeId;
use splitbrain::sim::time::Time;
use splitbrain::sim::word::Word;
use splitbrain::view::lang::Lang;
use splitbrain::view::player::{Moment, Player, Verdict};
use splitbrain::view::ring::{ComparisonRow, RingKeys};

use crate::chance::Chance;
use crate::generate::{Plan, by_the_paper, scenario};
use crate::runs::{finished, info, link_of, open, set, violated, violated_in};

const MONOTONE: usize = 1;
const DISTINCT: usize = 2;
const BOUNDED: usize = 3;
const DURABILITY: usize = 4;
const FRESHNESS: usize = 5;
const CONVERGENCE: usize = 6;

const SIZES: &[(&str, u32, u32)] =
    &[("n", 2, 5), ("spare", 0, 2), ("r", 1, 3), ("v", 1, 6), ("keys", 0, 90), ("racks", 1, 3)];
const INSTALLED: Time = Time::from_ms(300);
const WORDS: &[&str] = &[
    "join", "leave", "w1", "w2", "w5", "m1x8", "m2xc1", "m1x3", "m3x40f", "gkey1", "gkey7",
    "pkey1", "pkey7", "pblue", "gblue",
];
/// Members stay; one key is written and read.
const WRITES: &[&str] = &["pkey1", "gkey1", "gkey1", "pblue", "gblue"];

/// Faults of every kind but lost disks, and members that come, go, change their weight and move
/// their points, while clients write and read.
fn generated(seed: u64, until: Time) -> Scenario {
    let plan = Plan { until, ..by_the_paper(info("ring"), SIZES) };
    let mut scenario = scenario(seed, &plan);
    let mut chance = Chance::new(seed ^ 0x5eed);
    set(&mut scenario, "gossip", "200");
    let apart = ["nodes", "nodes", "racks"];
    set(&mut scenario, "apart", chance.pick::<&str>(&apart));
    set(&mut scenario, "reads", chance.pick::<&str>(&["owner", "spread"]));
    set(&mut scenario, "bound", chance.pick::<&str>(&["0", "0", "0", "10", "50"]));
    let words = if chance.one_in(3) { WRITES } else { WORDS };
    let nodes = (info("ring").names)(&scenario.params).expect("names").len() as u16;
    let request = |chance: &mut Chance| TimedRequest {
        at: Time(chance.between(0, until.us())),
        node: chance.node(nodes),
        word: Word::new(chance.pick::<&str>(words)).expect("a word"),
    };
    // Nodes are installed with their data before anything fails.
    scenario.faults.retain(|timed| timed.at >= INSTALLED);
    scenario.requests = (0..chance.between(1, 14)).map(|_| request(&mut chance)).collect();
    scenario.requests.sort_by_key(|request| request.at);
    scenario
}

/// Everything is healed at 3 s. Within 12 s, 60 periods, running nodes agree and hold what they
/// ought to.
#[test]
fn nothing_is_lost_and_all_is_where_it_belongs_once_healed() {
    const HEALED: Time = Time::from_ms(3_000);
    for seed in 0..4_000 {
        let mut scenario = generated(seed, HEALED);
        scenario.until = HEALED + 12_000_000;
        scenario.faults.push(TimedFault { at: HEALED, fault: Fault::HealEverything });
        let player = finished(&scenario);
        let broken: Vec<usize> =
            violated_in(&*player).into_iter().filter(|one| *one != CONVERGENCE).collect();
        assert!(broken.is_empty(), "properties {broken:?} broken by {}", link_of(&scenario));
        let end = Moment { applied: player.event_count(), time: scenario.until };
        let goal = player.properties(end, Lang::En).pop().expect("the goal");
        let link = link_of(&scenario);
        assert!(
            matches!(goal.verdict, Verdict::Holds),
            "{:?} in {link}: {}",
            goal.verdict,
            goal.text
        );
    }
}

#[test]
fn random_search_catches_every_broken_rule() {
    let rules: &[(&[(&str, &str)], usize)] = &[
        (&[("handover", "after"), ("keys", "90")], DURABILITY),
        (&[("apart", "off"), ("r", "2")], DISTINCT),
        (&[("full", "stay"), ("bound", "10"), ("keys", "90")], BOUNDED),
        (&[("hash", "poor"), ("bound", "10"), ("keys", "90")], BOUNDED),
        (&[("algo", "modulo"), ("bound", "0"), ("keys", "90")], MONOTONE),
        (&[("full", "emptiest"), ("bound", "10"), ("keys", "90")], MONOTONE),
        (&[("w", "1"), ("r", "3")], FRESHNESS),
        (&[("w", "majority"), ("r", "3")], FRESHNESS),
    ];
    for (settings, property) in rules {
        let is_caught = |seed: u64| {
            let mut scenario = generated(seed, Time::from_ms(3_000));
            for (key, value) in *settings {
                set(&mut scenario, key, value);
            }
            violated(&scenario).contains(property)
        };
        assert!((0..400).any(is_caught), "{settings:?}: property {property} never failed");
    }
}

/// The gallery's runs and each rule's golden run, as told and with the rule mended.
#[test]
fn a_broken_rule_is_blamed_and_the_mended_one_is_not() {
    let told = [
        ("ring.join?handover=after", DURABILITY, "ring.join"),
        ("ring.join?apart=off", DISTINCT, "ring.join"),
        ("ring.hot", BOUNDED, "ring.hot?hash=md5&full=pass"),
        ("ring.modulo", MONOTONE, "ring.modulo?algo=ring"),
        (
            "ring?n=20&spare=0&r=1&hash=poor&bound=10&keys=400",
            BOUNDED,
            "ring?n=20&spare=0&r=1&bound=10&keys=400",
        ),
        (
            "ring?r=1&full=emptiest&bound=10&keys=1000&q=500-1-leave&until=700",
            MONOTONE,
            "ring?r=1&bound=10&keys=1000&q=500-1-leave&until=700",
        ),
        (
            "ring?r=3&w=1&reads=spread&q=500-0-pkey1.540-3-gkey1&f=490o1-3&until=600",
            FRESHNESS,
            "ring?r=3&reads=spread&q=500-0-pkey1.540-3-gkey1&f=490o1-3&until=600",
        ),
    ];
    for (broken, property, mended) in told {
        let spare = |link: &str| link.starts_with("ring?n=20");
        let scenario = |link: &str| {
            let mut scenario = open(link);
            if spare(link) {
                scenario.requests.clear();
            }
            scenario
        };
        assert!(violated(&scenario(broken)).contains(&property), "{broken}");
        assert_eq!(violated(&scenario(mended)), Vec::<usize>::new(), "{mended}");
    }
}

/// A disk is lost at a time when every key has another replica: nothing is lost with it.
#[test]
fn one_lost_disk_takes_nothing_where_there_are_two_replicas() {
    for seed in 0..60 {
        let node = seed % 4;
        let link = format!(
            "ring?seed={seed}&gossip=200&q=300-0-pkey1.350-1-pblue&f=1000c{node}.{}w{node}&until=9000",
            1_001 + 40 * seed
        );
        let player = finished(&open(&link));
        assert_eq!(violated_in(&*player), Vec::<usize>::new(), "{link}");
        let end = Moment { applied: player.event_count(), time: Time::from_ms(9_000) };
        let goal = player.properties(end, Lang::En).pop().expect("the goal");
        assert!(matches!(goal.verdict, Verdict::Holds), "{link}: {}", goal.text);
    }
    let alone = "ring?r=1&gossip=200&f=1000c1.1100w1&until=2000";
    assert!(violated(&open(alone)).contains(&DURABILITY), "the only copy was there");
}

/// What the stories say was measured.
#[test]
fn numbers_in_the_stories_are_those_of_their_runs() {
    for entry in gallery::entries().filter(|entry| entry.id.starts_with("ring.vnodes")) {
        let scenario = (entry.make)();
        let player = finished(&scenario);
        let at = Moment { applied: player.event_count(), time: scenario.until };
        let picture = player.ring(None, at).expect("a ring");
        let loads: Vec<f64> = picture.members.iter().map(|member| member.keys as f64).collect();
        let (n, v) = (loads.len() as f64, f64::from(picture.members[0].points));
        let mean = loads.iter().sum::<f64>() / n;
        let variance = loads.iter().map(|load| (load - mean).powi(2)).sum::<f64>() / n;
        let deviation = 100.0 * variance.sqrt() / mean;
        // Shares of a circle cut by nv uniform points are Beta(v, v(n − 1)).
        let theory = 100.0 * ((n - 1.0) / (n * v + 1.0)).sqrt();
        let peak = loads.iter().copied().fold(0.0, f64::max) / mean;
        for text in [&scenario.story.summary.en, &scenario.story.summary.zh] {
            for number in
                [format!("{deviation:.0} %"), format!("{theory:.0} %"), format!("{peak:.2}")]
            {
                assert!(text.contains(&number), "{}: {number} in {text}", entry.id);
            }
        }
    }
    for (id, share) in [("ring.classic", 200_000), ("ring.modulo", 800_000)] {
        let scenario = open(id);
        let player = finished(&scenario);
        let at = Moment { applied: player.event_count(), time: scenario.until };
        let change =
            player.ring(None, at).and_then(|picture| picture.change.clone()).expect("a change");
        let words = format!("{} of {}", change.moved, change.keys);
        assert!(
            scenario.story.summary.en.contains(&words)
                || scenario.story.summary.en.contains(&format!("{words} keys")),
            "{id}: {words}"
        );
        let moved = change.moved * 1_000_000 / change.keys;
        assert!(moved.abs_diff(share) < 40_000, "{id}: {moved} per million");
        assert_eq!(change.ideal_ppm, 200_000);
        assert!(u64::from(change.modulo_ppm).abs_diff(800_000) < 40_000);
    }
}

/// One key that everybody wants: its owner serves all requests, whatever the bound; where reads are
/// spread, its replicas serve as many each. A put is the owner's.
#[test]
fn a_hot_key_is_served_by_its_owner_or_by_its_replicas_in_turn() {
    for (payload, expected) in [
        ("ring.hotkey", [24, 0]),
        ("ring.hotkey?reads=spread", [12, 12]),
        ("ring.hotkey?reads=spread&r=3&q=130-0-gkey1.180-0-gkey1.230-0-gkey1.280-0-pkey1", [2, 1]),
    ] {
        let scenario = open(payload);
        let player = finished(&scenario);
        let at = Moment { applied: player.event_count(), time: scenario.until };
        let picture = player.ring(None, at).expect("a ring");
        let path = player.ring_key("key1", None, at).expect("a path");
        let served = |id: &NodeId| picture.members[id.index()].served;
        let first: Vec<u32> = path.replicas.iter().take(2).map(served).collect();
        assert_eq!(first, expected, "{payload}");
        let asked = scenario.requests.len() as u32;
        assert_eq!(picture.members.iter().map(|member| member.served).sum::<u32>(), asked);
        assert_eq!(violated(&scenario), Vec::<usize>::new(), "{payload}");
    }
}

/// The picture counts every key once, each moved one once, and follows keys to where they are.
#[test]
fn the_picture_adds_up() {
    for keys in [240_u64, 50_000] {
        let scenario = open(&format!("ring?n=40&keys={keys}&r=3&q=500-40-join&until=1500"));
        let player = finished(&scenario);
        let at = Moment { applied: player.event_count(), time: scenario.until };
        let picture = player.ring(None, at).expect("a ring");
        assert_eq!(picture.members.iter().map(|member| member.keys).sum::<u64>(), keys);
        let arcs: u64 = picture.members.iter().map(|member| u64::from(member.arc_ppm)).sum();
        assert!(arcs.abs_diff(1_000_000) <= 41, "{arcs}");
        let change = picture.change.as_ref().expect("a change");
        assert_eq!(change.flows.iter().map(|(_, _, keys)| keys).sum::<u64>(), change.moved);
        assert!(change.flows.iter().all(|(_, to, _)| *to == NodeId(40)), "only to the new node");
        match &picture.keys {
            RingKeys::Each(marks) => {
                let moved = marks.iter().filter(|mark| mark.moved).count() as u64;
                assert_eq!((marks.len() as u64, moved), (keys, change.moved));
                for mark in marks.iter().step_by(7) {
                    let path = player.ring_key(&mark.name, None, at).expect("a path");
                    assert_eq!((path.position, path.replicas[0]), (mark.position, mark.owner));
                    assert_eq!(path.replicas.len(), 3);
                }
            }
            RingKeys::Density(slots) => {
                let sum = |of: fn(&(u32, u32)) -> u32| slots.iter().map(of).sum::<u32>().into();
                let (all, moved): (u64, u64) = (sum(|slot| slot.0), sum(|slot| slot.1));
                assert_eq!((all, moved), (keys, change.moved));
            }
        }
        let rows = compared(&*player, at);
        let current: Vec<_> = rows.iter().filter(|row| row.current).collect();
        assert_eq!(current.len(), 1);
        let expected = change.moved * 1_000_000 / keys;
        let measured = current[0].measured.expect("placed to the end");
        assert!(keys > 20_000 || u64::from(measured.moved_ppm) == expected);
    }
}

fn compared(player: &dyn Player, at: Moment) -> Vec<ComparisonRow> {
    let mut comparing = player.comparison(None, at).expect("a ring");
    assert!(comparing.rows().iter().all(|row| row.measured.is_none()));
    while comparing.work() {}
    comparing.rows()
}

#[test]
fn a_ring_that_everybody_has_left_is_still_drawn() {
    for algorithm in ["ring", "rendezvous", "jump", "maglev", "anchor", "modulo"] {
        let bound = if algorithm == "ring" { "&bound=25" } else { "" };
        for more in ["", bound] {
            let link = format!(
                "ring?n=1&spare=1&algo={algorithm}&q=300-0-leave.900-1-join&until=2000{more}"
            );
            let scenario = open(&link);
            let player = finished(&scenario);
            for applied in 0..=player.event_count() {
                let at = Moment { applied, time: scenario.until };
                for viewer in [None, Some(NodeId(0)), Some(NodeId(1))] {
                    let picture = player.ring(viewer, at);
                    let keys = picture.as_ref().and_then(|ring| ring.change.as_ref());
                    assert!(keys.is_none_or(|change| change.modulo_ppm <= 1_000_000), "{link}");
                    player.ring_key("key1", viewer, at);
                    if let Some(mut comparing) = player.comparison(viewer, at) {
                        while comparing.work() {}
                    }
                }
            }
        }
    }
}

/// The number in the ring and the row of the table tell of the same keys.
#[test]
fn the_picture_and_the_comparison_agree_on_modulo() {
    let entry = gallery::find("ring.join").expect("in the gallery");
    let mut player = catalog::open(&(entry.make)()).expect("well-formed");
    while !player.advance(1 << 16).finished {}
    let end = Moment { applied: player.event_count(), time: player.progress().simulated };
    let change = player.ring(None, end).and_then(|ring| ring.change.clone()).expect("E has joined");
    let rows = compared(&*player, end);
    let modulo = rows.iter().find(|row| row.algorithm.en == "h(x) mod n").expect("a row of it");
    assert_eq!(Some(change.modulo_ppm), modulo.measured.map(|measured| measured.moved_ppm));
}

/// One link of thousands, and the only copy of some keys, in a ring of more than a handful.
#[test]
fn what_keeps_a_large_ring_from_its_goal_is_seen() {
    let (open_yet, barred) = ("views of the ring differ", "or some keys are on no running node");
    let told = [
        ("r=2&f=300c5", open_yet),
        ("r=2&f=300c5.310o3-40", barred),
        ("r=1&f=300c5", barred),
        ("r=1&f=300c5.310r5", open_yet),
    ];
    for (settings, words) in told {
        let scenario = open(&format!("ring?n=70&spare=0&{settings}&until=400"));
        let player = finished(&scenario);
        let end = Moment { applied: player.event_count(), time: scenario.until };
        let goal = player.properties(end, Lang::En).pop().expect("the goal");
        assert!(goal.text.contains(words), "{settings}: {}", goal.text);
    }
}
