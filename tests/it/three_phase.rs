//! Three-phase commit over generated runs: without partitions safe and never blocked, whoever
//! crashes; with a partition wrong; at the cost that the literature says.

use std::fs;
use std::path::Path;

use splitbrain::catalog::PROTOCOLS;
use splitbrain::scenario::check;
use splitbrain::scenario::scenario::{Scenario, TimedRequest};
use splitbrain::scenario::sides;
use splitbrain::sim::fault::{Fault, MessageName, TimedFault};
use splitbrain::sim::network::{DiskConfig, Network};
use splitbrain::sim::protocol::NodeId;
use splitbrain::sim::time::Time;
use splitbrain::view::lang::Lang;
use splitbrain::view::player::{Moment, Player, Verdict};

use crate::chance::Chance;
use crate::generate::{Plan, by_the_paper, scenario};
use crate::runs::{
    assert_committed_runs, finished, finished_sides, info, link_of, number, open, set, violated,
    violated_in,
};
use crate::two_phase::transaction;

const ATOMICITY: usize = 0;
const VALIDITY: usize = 1;
const DURABILITY: usize = 3;
const CONSERVATION: usize = 4;
const PROGRESS: usize = 6;

const SIZES: &[(&str, u32, u32)] = &[("n", 2, 4), ("coord", 1, 2), ("accounts", 1, 2)];

/// Crashes from here on are over.
const LAST_CRASH: Time = Time::from_ms(700);

/// A crash, and what the node had sent that does not arrive any more: any of it, as when a node
/// dies while it tells several.
fn crash(chance: &mut Chance, nodes: u16, node: NodeId, at: Time) -> Vec<TimedFault> {
    let mut faults = Vec::new();
    let takes_along = chance.one_in(2);
    let all = chance.one_in(2);
    for to in (0..nodes).map(NodeId).filter(|to| takes_along && *to != node) {
        for nth in 1..=12 {
            if all || chance.one_in(2) {
                let message = MessageName { from: node, to, nth };
                faults.push(TimedFault { at, fault: Fault::Drop { message } });
            }
        }
    }
    faults.push(TimedFault { at, fault: Fault::Crash { node } });
    faults
}

/// A run within the protocol's assumptions: up to six transactions, nodes crash and may come back.
/// At least one participant stays up all the time, unless `everybody` may fall.
fn generated(seed: u64, everybody: bool) -> (Scenario, Vec<NodeId>) {
    let plan = Plan { until: Time::from_ms(3_000), ..by_the_paper(info("threephase"), SIZES) };
    let mut scenario = scenario(seed, &plan);
    let chance = &mut Chance::new(seed ^ 0x3bc);
    (scenario.network, scenario.disk) = (Network::default(), DiskConfig::default());
    scenario.faults.clear();
    scenario.requests.clear();
    if chance.one_in(3) {
        set(&mut scenario, "lock", "waitdie");
    }
    let (n, accounts) = (number(&scenario, "n"), number(&scenario, "accounts"));
    let coordinators = number(&scenario, "coord") as u16;
    let nodes = coordinators + n as u16;
    let latest = *chance.pick(&[10_000, 100_000, 400_000]);
    for _ in 0..chance.between(1, 4) {
        scenario.requests.push(TimedRequest {
            at: Time(chance.between(0, latest)),
            node: NodeId(chance.between(0, u64::from(coordinators) - 1) as u16),
            word: transaction(chance, n, accounts),
        });
    }
    let spared = NodeId(coordinators + chance.between(0, n - 1) as u16);
    let mut always_up: Vec<NodeId> = (coordinators..nodes).map(NodeId).collect();
    for node in (0..nodes).map(NodeId).filter(|node| everybody || *node != spared) {
        let mut after = 0;
        // Coordinators more often, and most while something goes on.
        while (chance.one_in(2) || after == 0 && node.0 < coordinators) && after < LAST_CRASH.us() {
            let soon = *chance.pick(&[60_000, 250_000, LAST_CRASH.us()]);
            let at = chance.between(after, (after + soon).min(LAST_CRASH.us()));
            scenario.faults.extend(crash(chance, nodes, node, Time(at)));
            always_up.retain(|up| *up != node);
            after = at + chance.between(1_000, 400_000);
            if chance.one_in(2) {
                break;
            }
            let restart = Fault::Restart { node };
            scenario.faults.push(TimedFault { at: Time(after), fault: restart });
        }
    }
    check::normalize(&mut scenario);
    (scenario, always_up)
}

fn end(player: &dyn Player, scenario: &Scenario) -> Moment {
    Moment { applied: player.event_count(), time: scenario.until }
}

/// What a node still has open.
fn open_at(player: &dyn Player, at: Moment, node: NodeId) -> Vec<String> {
    let open = ["prepared", "precommitted", "waits for a lock", "was down", "collects votes"];
    let memory = player.node(node, at).memory;
    let labels = memory.iter().map(|fact| fact.label.to_string());
    labels.filter(|label| open.contains(&label.as_str())).collect()
}

/// Skeen's two claims: nobody ever disagrees, and who is up is never blocked.
#[test]
fn without_partitions_six_thousand_schedules_of_crashes_split_and_block_nobody() {
    let (mut commits, mut aborts, mut backups) = (0, 0, 0);
    for seed in 0..6_000 {
        let (scenario, always_up) = generated(seed, false);
        let player = finished(&scenario);
        let mut broken = violated_in(&*player);
        broken.retain(|property| *property != PROGRESS);
        assert!(broken.is_empty(), "{broken:?} in {}", link_of(&scenario));
        for node in always_up {
            let open = open_at(&*player, end(&*player, &scenario), node);
            assert!(open.is_empty(), "{node} has {open:?} open in {}", link_of(&scenario));
        }
        let timeline = player.timeline();
        commits += timeline.matches("* commits ").count();
        aborts += timeline.matches("* aborts ").count();
        backups += timeline.matches("* is the backup coordinator").count();
    }
    let counts = (commits, aborts, backups);
    assert!(commits > 2_000 && aborts > 2_000 && backups > 1_000, "{counts:?}");
}

/// Everybody may be down at once: once all are back, every transaction ends, and all agree.
#[test]
fn total_failures_end_once_everybody_is_back() {
    let mut without_a_decision = 0;
    for seed in 0..2_000 {
        let (mut scenario, _) = generated(seed, true);
        let fault = Fault::HealEverything;
        scenario.faults.push(TimedFault { at: Time::from_ms(1_200), fault });
        check::normalize(&mut scenario);
        let player = finished(&scenario);
        let properties = player.properties(end(&*player, &scenario), Lang::En);
        let hold = properties.iter().all(|one| one.verdict == Verdict::Holds);
        assert!(hold, "{}: {properties:?}", link_of(&scenario));
        without_a_decision += player.timeline().matches("* nobody had decided").count();
    }
    assert!(without_a_decision > 0, "rule 9 was never needed");
}

#[test]
fn random_search_catches_every_broken_rule() {
    for (rule, property) in [
        (("all", "some"), VALIDITY),
        (("all", "some"), CONSERVATION),
        (("fprep", "lazy"), DURABILITY),
        (("pre", "skip"), ATOMICITY),
        (("recover", "alone"), ATOMICITY),
    ] {
        let breaks = |seed: u64| {
            let (mut scenario, _) = generated(seed, false);
            set(&mut scenario, rule.0, rule.1);
            violated(&scenario).contains(&property)
        };
        assert!((0..5_000).any(breaks), "{rule:?}: property {property} was never seen to fail");
    }
}

/// It takes a backup that is not precommitted, another that is, and a second crash in the moment of
/// the decision: the crashes are drawn around those of a committed run.
#[test]
fn a_backup_that_decides_at_once_is_caught() {
    let run = |seed: u64, rule: &str| {
        let chance = &mut Chance::new(seed);
        let mut scenario = open("threephase?q=5-0-t1a2b3a20&f=40d0-1-2.40d0-3-2.40c0&until=700");
        set(&mut scenario, "move", rule);
        scenario.seed = chance.between(0, 999);
        let at = Time(chance.between(150_000, 200_000));
        scenario.faults.extend(crash(chance, 4, NodeId(1), at));
        check::normalize(&mut scenario);
        violated(&scenario).contains(&ATOMICITY)
    };
    assert!((0..400).any(|seed| run(seed, "skip")), "it was never seen to fail");
    assert!(!(0..400).any(|seed| run(seed, "first")), "it fails by the rules");
}

/// Oracle: with a partition between precommitted and prepared participants, one side commits and
/// the other aborts.
#[test]
fn stories_show_what_they_say() {
    for (payload, properties) in [
        ("threephase.survives", &[] as &[usize]),
        ("threephase.survives?f=40d0-2-2.40d0-3-2.40c0.45c1", &[]),
        ("threephase.partition", &[ATOMICITY, CONSERVATION]),
        ("threephase.partition?beside=none&f=40d0-2-2", &[]),
    ] {
        let mut found = violated(&open(payload));
        found.sort();
        assert_eq!(found, properties, "{payload}");
    }
}

#[test]
fn committed_runs_show_what_each_rule_is_for() {
    assert_committed_runs(
        "three_phase",
        &[
            ("broken-move", &[ATOMICITY], &["move"]),
            ("broken-precommit", &[ATOMICITY], &["pre"]),
            ("broken-recover", &[ATOMICITY], &["recover"]),
        ],
    );
}

/// The same nodes under the same script; one blocks, the other does not.
#[test]
fn beside_two_phase_commit_one_crash_blocks_one_side_only() {
    let whole = open("commit.phases");
    let names = sides::names(&whole, PROTOCOLS).expect("well-formed sides");
    assert_eq!(names, ["C1", "R1", "R2", "R3"]);
    let parts = sides::parts(&whole, PROTOCOLS).expect("well-formed sides");
    for part in &parts {
        let kept = &part.kept;
        assert_eq!((kept.faults.len(), kept.faults_left_out.len()), (whole.faults.len(), 0));
        assert!(kept.requests_left_out.is_empty());
        let info = info(part.scenario.protocol);
        assert_eq!((info.names)(&part.scenario.params).expect("fits"), names);
    }
    let sides = finished_sides(&whole);
    let before_restart = Time::from_ms(390);
    let open = |side: usize| {
        let player = &*sides[side].player;
        let applied = player.events_until(before_restart);
        let at = Moment { applied, time: before_restart };
        let is_open = |node: &u16| !open_at(player, at, NodeId(*node)).is_empty();
        (1..=3).filter(is_open).count()
    };
    assert_eq!((open(0), open(1)), (3, 0));
    assert!(sides.iter().all(|side| violated_in(&*side.player).is_empty()));
}

/// Five message delays to the last commit, and 5n messages; the two phases take 3 and 3n (without
/// acknowledgements). A participant forces one record more.
#[test]
fn a_clean_commit_costs_what_the_literature_says() {
    for n in 2..=5u32 {
        let accounts: String = (1..=n).map(|at| format!("{at}a")).collect();
        let costs = |id: &str| {
            let scenario = open(&format!("{id}?n={n}&q=5-0-t{accounts}1&net=f10000"));
            let player = finished(&scenario);
            player.costs(end(&*player, &scenario))
        };
        let (three, two) = (costs("threephase"), costs("commit"));
        let delays = |costs: &splitbrain::view::costs::Costs| {
            costs.works[0].to_end.map(|path| path.message_delays)
        };
        assert_eq!((three.sent(), delays(&three)), (5 * n, Some(5)));
        // One acknowledgement from each, which 3PC does not have.
        assert_eq!((two.sent() - n, delays(&two)), (3 * n, Some(3)));
        let forced = |costs: &splitbrain::view::costs::Costs| costs.nodes[1].writes.forced;
        assert_eq!((forced(&three), forced(&two)), (3, 2));
    }
}

/// Everything that is this protocol's own stands in some golden file.
#[test]
fn everything_it_can_say_stands_in_some_golden_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/three_phase");
    let files = fs::read_dir(folder).expect("the golden files");
    let texts = files.map(|entry| fs::read_to_string(entry.expect("a file").path()));
    let text: String = texts.map(|text| text.expect("a readable file")).collect();
    let expected = [
        "Prepare T1 ",
        " Yes T1",
        " No T1",
        " Precommit T1",
        " Retreat T1",
        " Ack T1",
        " Commit T1",
        " Abort T1",
        " Poll T1",
        " Here T1",
        " Inquire T1",
        " Unsure T1",
        "* is precommitted for T1",
        "* is only prepared again for T1",
        "* has heard nothing of T1: asks who is before it",
        "* is the backup coordinator of T1",
        "* learns that T1 ended: commit",
        "* nobody had decided T1 before all were down: ",
        "* decides abort of T1 alone",
        "* has not voted on T1",
        "no record of T1: presumes abort",
        ": no ack from ",
        ": no vote from ",
        "precommit T1 ▪",
        "timer votes T1",
        "timer acks T1",
        "timer silence T1",
        "timer poll T1",
        "timer doubt T1",
    ];
    let missing: Vec<&str> = expected.into_iter().filter(|words| !text.contains(words)).collect();
    assert!(missing.is_empty(), "in no golden file: {missing:?}");
}
