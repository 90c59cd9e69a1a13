//! Paxos Commit over generated runs: safe whatever happens, never blocked while a majority of
//! acceptors is up, caught by its properties when a rule is broken, and as dear as published.

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
use splitbrain::view::costs::{Costs, Path as Critical};
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

const SIZES: &[(&str, u32, u32)] =
    &[("n", 2, 4), ("coord", 1, 2), ("accounts", 1, 2), ("tolerate", 0, 2)];

fn end(player: &dyn Player, scenario: &Scenario) -> Moment {
    Moment { applied: player.event_count(), time: scenario.until }
}

/// A generated run with up to four transactions, any number of acceptors, and all faults that the
/// paper allows.
fn generated(seed: u64, plan: &Plan) -> Scenario {
    let mut scenario = scenario(seed, plan);
    let chance = &mut Chance::new(seed ^ 0x9ac);
    if chance.one_in(3) {
        set(&mut scenario, "lock", "waitdie");
    }
    let (n, accounts) = (number(&scenario, "n"), number(&scenario, "accounts"));
    let coordinators = number(&scenario, "coord");
    let latest = plan.until.us() / if chance.one_in(3) { 1 } else { 5 };
    for _ in 0..chance.between(1, 4) {
        scenario.requests.push(TimedRequest {
            at: Time(chance.between(0, latest)),
            node: NodeId(chance.between(0, coordinators - 1) as u16),
            word: transaction(chance, n, accounts),
        });
    }
    check::normalize(&mut scenario);
    scenario
}

#[test]
fn six_thousand_fault_schedules_break_nothing() {
    let plan = Plan { until: Time::from_ms(900), ..by_the_paper(info("paxoscommit"), SIZES) };
    let (mut commits, mut aborts, mut ballots) = (0, 0, 0);
    for seed in 0..6_000 {
        let scenario = generated(seed, &plan);
        let player = finished(&scenario);
        let mut broken = violated_in(&*player);
        broken.retain(|property| *property != PROGRESS);
        assert!(broken.is_empty(), "{broken:?} in {}", link_of(&scenario));
        let timeline = player.timeline();
        commits += timeline.matches("* commits ").count();
        aborts += timeline.matches("* aborts ").count();
        ballots += timeline.matches("* leads ballot ").count();
    }
    let counts = (commits, aborts, ballots);
    assert!(commits > 1_500 && aborts > 1_500 && ballots > 1_500, "{counts:?}");
}

/// Everything is healed at 800 ms: within 3 s of virtual time every transaction has ended.
#[test]
fn once_all_is_healed_every_transaction_ends() {
    const HEALED: Time = Time::from_ms(800);
    let plan = Plan { until: HEALED, ..by_the_paper(info("paxoscommit"), SIZES) };
    for seed in 0..1_500 {
        let mut scenario = generated(seed, &plan);
        scenario.network.default.latency = Network::default().default.latency;
        scenario.network.links.clear();
        scenario.disk = DiskConfig::default();
        scenario.until = HEALED + 3_000_000;
        scenario.faults.push(TimedFault { at: HEALED, fault: Fault::HealEverything });
        let player = finished(&scenario);
        let properties = player.properties(end(&*player, &scenario), Lang::En);
        let hold = properties.iter().all(|one| one.verdict == Verdict::Holds);
        assert!(hold, "{}: {properties:?}", link_of(&scenario));
    }
}

/// The paper's claim: F acceptors may be down for good, the coordinator among them, and whoever is
/// prepared still hears how it ended.
#[test]
fn with_f_acceptors_down_nobody_is_blocked() {
    for seed in 0..1_200 {
        let chance = &mut Chance::new(seed);
        let f = chance.between(1, 2) as u16;
        let n = chance.between(2, 4) as u16;
        let mut scenario = open(&format!("paxoscommit?n={n}&tolerate={f}"));
        scenario.seed = seed;
        scenario.until = Time::from_ms(3_000);
        let at = Time(chance.between(0, 30_000));
        let word = transaction(chance, u64::from(n), 2);
        scenario.requests = vec![TimedRequest { at, node: NodeId(0), word }];
        let mut acceptors = vec![0];
        acceptors.extend(n + 1..n + 1 + 2 * f);
        for _ in 0..f {
            let index = chance.between(0, acceptors.len() as u64 - 1) as usize;
            let node = NodeId(acceptors.swap_remove(index));
            let at = Time(chance.between(0, 90_000));
            scenario.faults.push(TimedFault { at, fault: Fault::Crash { node } });
        }
        check::normalize(&mut scenario);
        let player = finished(&scenario);
        let at = end(&*player, &scenario);
        for node in 1..=n {
            let memory = player.node(NodeId(node), at).memory;
            let open = memory.iter().any(|fact| fact.label == "prepared");
            assert!(!open, "R{node} is in doubt in {}", link_of(&scenario));
        }
        assert!(violated_in(&*player).is_empty(), "{}", link_of(&scenario));
    }
}

/// One transaction, with losses, crashes and restarts drawn around its votes and decision.
fn stormy(seed: u64, rule: (&str, &str)) -> Scenario {
    let chance = &mut Chance::new(seed);
    let f = chance.between(0, 1);
    let mut scenario = open(&format!("paxoscommit?tolerate={f}&q=5-0-t1a2b3a20&until=900"));
    set(&mut scenario, rule.0, rule.1);
    scenario.seed = seed;
    let acceptors: &[u16] = if f == 0 { &[0] } else { &[0, 4, 5] };
    for _ in 0..chance.between(1, 3) {
        let node = NodeId(*chance.pick(acceptors));
        let latest = *chance.pick(&[70_000, 400_000]);
        let at = chance.between(15_000, latest);
        let back = at + chance.between(1_000, 200_000);
        for (at, fault) in [(at, Fault::Crash { node }), (back, Fault::Restart { node })] {
            scenario.faults.push(TimedFault { at: Time(at), fault });
        }
    }
    for _ in 0..chance.between(2, 12) {
        let from = NodeId(*chance.pick(acceptors));
        let to = NodeId(chance.between(0, if f == 0 { 3 } else { 5 }) as u16);
        if to == from {
            continue;
        }
        let message = MessageName { from, to, nth: chance.between(1, 4) as u32 };
        let at = Time(chance.between(30_000, 300_000));
        scenario.faults.push(TimedFault { at, fault: Fault::Drop { message } });
    }
    if chance.one_in(2) {
        scenario.network.default.loss_ppm = 150_000;
    }
    check::normalize(&mut scenario);
    scenario
}

#[test]
fn random_search_catches_every_broken_rule() {
    for (rule, property) in [
        (("all", "some"), VALIDITY),
        (("all", "some"), CONSERVATION),
        (("fprep", "lazy"), DURABILITY),
    ] {
        let plan = Plan { until: Time::from_ms(700), ..by_the_paper(info("paxoscommit"), SIZES) };
        let breaks = |seed: u64| {
            let mut scenario = generated(seed, &plan);
            set(&mut scenario, rule.0, rule.1);
            violated(&scenario).contains(&property)
        };
        assert!((0..2_000).any(breaks), "{rule:?}: property {property} was never seen to fail");
    }
    for rule in [("facc", "lazy"), ("adopt", "ignore"), ("promise", "break"), ("choose", "one")] {
        let breaks = |seed: u64| violated(&stormy(seed, rule)).contains(&ATOMICITY);
        let seed = (0..20_000).find(|seed| breaks(*seed));
        assert!(seed.is_some(), "{rule:?}: atomicity was never seen to fail");
    }
    // The same storms under the rules.
    for seed in 0..3_000 {
        let scenario = stormy(seed, ("all", "every"));
        assert!(violated(&scenario).is_empty(), "{}", link_of(&scenario));
    }
}

#[test]
fn stories_show_what_they_say() {
    for (payload, words) in [
        ("paxoscommit.clean", "R3 commits T1"),
        ("paxoscommit.dead", "R3 commits T1"),
        ("paxoscommit.dead?tolerate=2", "R3 commits T1"),
    ] {
        let scenario = open(payload);
        let player = finished(&scenario);
        assert!(violated_in(&*player).is_empty(), "{payload}");
        assert!(player.timeline().contains(words), "{payload}");
    }
    // Two of three are down: they wait, and are said to.
    let scenario = open("paxoscommit.dead?f=36c0.150c4");
    let player = finished(&scenario);
    let progress = player.properties(end(&*player, &scenario), Lang::En).swap_remove(PROGRESS);
    assert_eq!(
        (progress.verdict, progress.text.as_str()),
        (Verdict::Impossible, "blocked: R1, R2, R3")
    );
}

#[test]
fn committed_runs_show_what_each_rule_is_for() {
    assert_committed_runs(
        "paxos_commit",
        &[
            ("broken-accept-lazy", &[ATOMICITY], &["facc"]),
            ("broken-adopt", &[ATOMICITY], &["adopt"]),
            ("broken-promise", &[ATOMICITY], &["promise"]),
            ("broken-quorum", &[ATOMICITY], &["choose"]),
        ],
    );
}

/// One script, one crash, three protocols: one blocks, one aborts, one commits.
#[test]
fn beside_the_others_it_ends_and_commits() {
    let whole = open("commit.three");
    assert_eq!(sides::names(&whole, PROTOCOLS).expect("sides")[..4], ["C1", "R1", "R2", "R3"]);
    let sides = finished_sides(&whole);
    let at = |player: &dyn Player| {
        let time = Time::from_ms(390);
        Moment { applied: player.events_until(time), time }
    };
    let fates = sides.iter().map(|side| {
        let memory = side.player.node(NodeId(2), at(&*side.player)).memory;
        let fate = |label: &str| memory.iter().any(|f| f.label == label && f.value == "T1");
        let in_doubt = memory.iter().any(|fact| fact.label == "prepared");
        (in_doubt, fate("aborted"), fate("committed"))
    });
    let fates: Vec<(bool, bool, bool)> = fates.collect();
    assert_eq!(fates, [(true, false, false), (false, true, false), (false, false, true)]);
    assert!(sides.iter().all(|side| violated_in(&*side.player).is_empty()));
}

fn costs(payload: &str) -> Costs {
    let scenario = open(payload);
    let player = finished(&scenario);
    player.costs(end(&*player, &scenario))
}

fn transfer(n: u16) -> String {
    let accounts: String = (1..=n).map(|at| format!("{at}a")).collect();
    format!("t{accounts}1")
}

/// Gray and Lamport's table, acceptors not co-located with participants: NF + F + 3N − 1 messages,
/// 5 message delays, N + F + 1 forced writes and 2 write delays. As with two-phase commit, a client
/// begins at the coordinator: one `Prepare` more, and one delay less; and the leader is an acceptor,
/// so one phase 2b message needs no sending, and neither does `BeginCommit`.
#[test]
fn a_clean_commit_costs_what_gray_and_lamport_say() {
    for n in 2..=5u16 {
        for f in 0..=2u16 {
            let word = transfer(n);
            let payload = format!("paxoscommit?n={n}&tolerate={f}&q=5-0-{word}&net=f10000");
            let costs = costs(&payload);
            let (n, f) = (u32::from(n), u32::from(f));
            assert_eq!(costs.sent(), (n * f + f + 3 * n - 1) + 1, "{payload}");
            let work = &costs.works[0];
            // Its own 2b is no message: with F = 0 a delay less still.
            let to_answer = if f == 0 { 2 } else { 3 };
            let answer = Critical { message_delays: to_answer, write_delays: 2, forced: n + f + 1 };
            assert_eq!(work.to_answer, Some(answer), "{payload}");
            let to_end = work.to_end.map(|path| path.message_delays);
            assert_eq!(to_end, Some(to_answer + 1), "{payload}");
        }
    }
}

/// F = 0 is two-phase commit: the same messages at the same times under other names, but for the
/// acknowledgements.
#[test]
fn with_one_acceptor_it_is_two_phase_commit() {
    let lines = |payload: &str| -> Vec<String> {
        let timeline = finished(&open(payload)).timeline();
        let sent = timeline.lines().filter(|line| line.contains("deliver"));
        let renamed = sent.map(|line| line.replace("Prepared", "Yes").replace("Aborted", "No"));
        renamed.filter(|line| !line.contains(" Ack ")).collect()
    };
    for word in ["t1a2b3a20", "t1a2b150", "r1a2b"] {
        for seed in 0..20 {
            let script = format!("q=5-0-{word}&seed={seed}&until=80");
            let one = lines(&format!("paxoscommit?tolerate=0&{script}"));
            let two = lines(&format!("commit?{script}"));
            assert!(!one.is_empty());
            // Who refused is told all the same here.
            let told: Vec<String> = one.iter().filter(|line| two.contains(line)).cloned().collect();
            assert_eq!(told, two, "{script}");
        }
    }
}

/// Everything that is this protocol's own stands in some golden file.
#[test]
fn everything_it_can_say_stands_in_some_golden_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/paxos_commit");
    let files = fs::read_dir(folder).expect("the golden files");
    let texts = files.map(|entry| fs::read_to_string(entry.expect("a file").path()));
    let text: String = texts.map(|text| text.expect("a readable file")).collect();
    let expected = [
        "Prepare T1 ",
        " Prepared T1",
        " Aborted T1",
        " NewBallot 1·A2 T1",
        " Promise 1·A2 T1",
        " Promise 1·A2 T1 · 0: ",
        " Accept T1 · 1·A2: ",
        " Accepted T1 · 0: ",
        " Accepted T1 · 1·A2: ",
        " Reject T1 · promised ",
        " Commit T1",
        " Abort T1",
        " Inquire T1",
        "* leads ballot 1·A2 of T1",
        "* leads ballot 2·C1 of T1",
        "* accepts ballot 0 of T1",
        "* accepts ballot 1·A2 of T1",
        "* proposes for T1: ",
        "* gives ballot 1·A3 of T1 up",
        ": no vote from ",
        ": no quorum has accepted",
        "promise 1·A2 of T1 ▪",
        "accept 0 of T1: R1 R2 R3 prepared ▪",
        "timer votes T1",
        "timer ballot T1",
        "timer doubt T1",
    ];
    let missing: Vec<&str> = expected.into_iter().filter(|words| !text.contains(words)).collect();
    assert!(missing.is_empty(), "in no golden file: {missing:?}");
}
