//! Two-phase commit over generated runs: safe under its rules whatever happens, finished once
//! everything is healed, blocked and not failed while it can't be, and caught by its properties when
//! a rule is broken.

use std::fs;
use std::path::Path;

use splitbrain::scenario::check;
use splitbrain::scenario::scenario::{Scenario, TimedRequest};
use splitbrain::sim::fault::{Fault, TimedFault};
use splitbrain::sim::protocol::NodeId;
use splitbrain::sim::time::Time;
use splitbrain::sim::word::Word;
use splitbrain::view::lang::Lang;
use splitbrain::view::player::{Moment, Player, Verdict};

use crate::chance::Chance;
use crate::generate::{Plan, by_the_paper, scenario};
use crate::runs::{assert_committed_runs, finished, info, link_of, number, open, set, violated};

const ATOMICITY: usize = 0;
const VALIDITY: usize = 1;
const NO_UNDO: usize = 2;
const DURABILITY: usize = 3;
const CONSERVATION: usize = 4;
const ISOLATION: usize = 5;
const PROGRESS: usize = 6;

const SIZES: &[(&str, u32, u32)] = &[("n", 2, 4), ("coord", 1, 2), ("accounts", 1, 2)];
const PRESUMPTIONS: [&str; 3] = ["nothing", "abort", "commit"];

fn end(player: &dyn Player, scenario: &Scenario) -> Moment {
    Moment { applied: player.event_count(), time: scenario.until }
}

/// A word that this many participants and accounts understand.
pub fn transaction(chance: &mut Chance, participants: u64, accounts: u64) -> Word {
    let mut all: Vec<(u64, u64)> =
        (1..=participants).flat_map(|at| (0..accounts).map(move |letter| (at, letter))).collect();
    let mut draw = |chance: &mut Chance, most: u64| {
        let count = chance.between(1, most.min(all.len() as u64));
        let mut text = String::new();
        for _ in 0..count {
            let (at, letter) = all.remove(chance.between(0, all.len() as u64 - 1) as usize);
            text.push_str(&format!("{at}{}", (b'a' + letter as u8) as char));
        }
        text
    };
    let text = if chance.one_in(5) {
        format!("r{}", draw(chance, 3))
    } else {
        let from = draw(chance, 1);
        let to = draw(chance, 2);
        let amount = chance.between(1, 80);
        let reads = chance.one_in(4) && participants * accounts > 3;
        let reads = if reads { format!("r{}", draw(chance, 1)) } else { String::new() };
        format!("t{from}{to}{amount}{reads}")
    };
    Word::new(&text).unwrap_or_else(|| panic!("{text} is a word"))
}

/// A generated run with up to six transactions and every variant of the protocol.
fn generated(seed: u64, plan: &Plan) -> Scenario {
    let mut scenario = scenario(seed, plan);
    let chance = &mut Chance::new(seed ^ 0x2bc);
    set(&mut scenario, "presume", PRESUMPTIONS[(seed % 3) as usize]);
    for (key, value) in [("ro", "on"), ("coop", "off"), ("lock", "waitdie")] {
        if chance.one_in(2) {
            set(&mut scenario, key, value);
        }
    }
    let (n, accounts) = (number(&scenario, "n"), number(&scenario, "accounts"));
    let coordinators = number(&scenario, "coord");
    let latest = plan.until.us() / if chance.one_in(3) { 1 } else { 5 };
    for _ in 0..chance.between(1, 6) {
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
fn nine_thousand_fault_schedules_break_nothing() {
    let plan = Plan { until: Time::from_ms(900), ..by_the_paper(info("commit"), SIZES) };
    let (mut commits, mut aborts) = (0, 0);
    for seed in 0..9_000 {
        let scenario = generated(seed, &plan);
        let player = finished(&scenario);
        let broken = player.violations(Lang::En);
        let broken: Vec<String> = broken
            .into_iter()
            .filter(|violation| violation.property != PROGRESS)
            .map(|violation| violation.text)
            .collect();
        assert!(broken.is_empty(), "{broken:?} in {}", link_of(&scenario));
        let timeline = player.timeline();
        commits += timeline.matches("* commits ").count();
        aborts += timeline.matches("* aborts ").count();
    }
    // Neither by always aborting nor by never being asked.
    assert!(commits > 3_000 && aborts > 3_000, "{commits} commits, {aborts} aborts");
}

/// Everything is healed at 800 ms: within 3 s of virtual time every transaction has ended at every
/// node, every lock is free and the bank's total is what it was.
#[test]
fn once_all_is_healed_every_transaction_ends() {
    const HEALED: Time = Time::from_ms(800);
    let plan = Plan { until: HEALED, ..by_the_paper(info("commit"), SIZES) };
    for seed in 0..1_500 {
        let mut scenario = generated(seed, &plan);
        scenario.network.default.latency =
            splitbrain::sim::network::Network::default().default.latency;
        scenario.network.links.clear();
        scenario.disk = splitbrain::sim::network::DiskConfig::default();
        scenario.until = HEALED + 3_000_000;
        scenario.faults.push(TimedFault { at: HEALED, fault: Fault::HealEverything });
        let player = finished(&scenario);
        let link = link_of(&scenario);
        let at = end(&*player, &scenario);
        let properties = player.properties(at, Lang::En);
        assert!(
            properties.iter().all(|one| one.verdict == Verdict::Holds),
            "{link}: {properties:?}"
        );
        let coordinators = number(&scenario, "coord") as u16;
        let mut total = 0;
        for node in &player.cast().nodes {
            let memory = player.node(node.id, at).memory;
            let open = ["prepared", "locks", "waits for a lock", "collects votes", "decided"];
            assert!(memory.iter().all(|fact| !open.contains(&&*fact.label)), "{link}: {memory:?}");
            let accounts = memory.iter().find(|fact| fact.label == "accounts");
            let words = accounts.map(|fact| fact.value.split(' ').collect()).unwrap_or(Vec::new());
            total += words.iter().filter_map(|word| word.parse::<i64>().ok()).sum::<i64>();
        }
        let nodes = player.cast().nodes.len() as i64 - coordinators as i64;
        assert_eq!(total, nodes * number(&scenario, "accounts") as i64 * 100, "{link}");
    }
}

/// How many of `seeds` generated runs under the broken rule violate the property.
fn caught(rule: (&str, &str), property: usize, seeds: u64) -> usize {
    let plan = Plan { until: Time::from_ms(700), ..by_the_paper(info("commit"), SIZES) };
    let breaks = |seed: &u64| {
        let mut scenario = generated(*seed, &plan);
        set(&mut scenario, rule.0, rule.1);
        violated(&scenario).contains(&property)
    };
    (0..seeds).filter(breaks).count()
}

#[test]
fn random_search_catches_every_broken_rule() {
    for (rule, property) in [
        (("all", "some"), ATOMICITY),
        (("all", "some"), VALIDITY),
        (("all", "some"), CONSERVATION),
        (("fprep", "lazy"), DURABILITY),
        (("fdec", "lazy"), ATOMICITY),
        (("fdec", "lazy"), NO_UNDO),
        (("fdec", "lazy"), DURABILITY),
        (("alone", "abort"), ATOMICITY),
        (("alone", "commit"), ATOMICITY),
        (("remember", "forget"), ATOMICITY),
        (("remember", "forget"), DURABILITY),
        (("strict", "early"), ISOLATION),
    ] {
        let count = caught(rule, property, 1_500);
        assert!(count > 0, "{rule:?}: property {property} was never seen to fail");
    }
}

/// The gallery's runs, as told and with a rule broken or mended.
#[test]
fn stories_show_what_they_say() {
    for (payload, properties) in [
        ("commit.transfer", &[] as &[usize]),
        ("commit.no", &[]),
        ("commit.blocked", &[]),
        ("commit.told", &[]),
        ("commit.recover", &[]),
        ("commit.presumed", &[]),
        ("commit.some", &[ATOMICITY, VALIDITY, CONSERVATION]),
        ("commit.some?all=every", &[]),
        ("commit.deadlock", &[]),
        ("commit.deadlock?lock=waitdie", &[]),
    ] {
        assert_eq!(violated(&open(payload)), properties, "{payload}");
    }
}

/// Each golden run of a broken rule shows its property failing, and none once the rule is mended.
#[test]
fn committed_runs_show_what_each_rule_is_for() {
    assert_committed_runs(
        "two_phase",
        &[
            ("broken-alone-abort", &[ATOMICITY], &["alone"]),
            ("broken-alone-commit", &[ATOMICITY], &["alone"]),
            ("broken-decision-lazy", &[ATOMICITY, DURABILITY], &["fdec"]),
            ("broken-decision-lazy-first", &[ATOMICITY, DURABILITY], &["fdec"]),
            ("broken-locks-early", &[ISOLATION], &["strict"]),
            ("broken-prepare-lazy", &[DURABILITY, CONSERVATION], &["fprep"]),
            ("broken-remember", &[ATOMICITY, DURABILITY], &["remember"]),
        ],
    );
}

/// Oracle: after all have prepared, a crash before the decision blocks every participant, and
/// asking each other does not help.
#[test]
fn blocking_is_said_to_be_blocking_and_not_failure() {
    let scenario = open("commit.blocked");
    let player = finished(&scenario);
    let time = Time::from_ms(700);
    let at = Moment { applied: player.events_until(time), time };
    for (lang, words) in [(Lang::En, "blocked: R1, R2"), (Lang::Zh, "阻塞：R1、R2")] {
        let progress = player.properties(at, lang).swap_remove(PROGRESS);
        assert_eq!(progress.verdict, Verdict::Impossible);
        assert_eq!(progress.text, words);
        assert!(progress.violation.is_none());
    }
    let progress = player.properties(end(&*player, &scenario), Lang::En).swap_remove(PROGRESS);
    assert_eq!(progress.verdict, Verdict::Holds, "the coordinator is back: {}", progress.text);
}

/// Everything that the protocol says, notes or finds stands in some golden file.
/// A split is seen whoever else has done both, and whoever made the decision.
#[test]
fn atomicity_is_judged_between_any_two_nodes() {
    for payload in [
        // C1 committed and told its client; R1 lost its disk, and all participants abort.
        "commit.told?f=35d0-2-2.35d0-3-2.36c0.60c1.70w1&until=400",
        // R1 does both, R2 stays committed.
        "commit?fdec=lazy&coop=off&until=400&f=45c0.50c1.100r0.200r1",
    ] {
        assert!(violated(&open(payload)).contains(&ATOMICITY), "{payload}");
    }
}

/// Locks that are freed early let a writer pass a reader: no dirty read, and no dirty write.
#[test]
fn isolation_is_of_changes_only() {
    let payload = "commit?coord=2&strict=early&until=100&q=5-0-r1a2b.20-1-t1a2b30";
    assert!(!violated(&open(payload)).contains(&ISOLATION));
}

#[test]
fn everything_it_can_say_stands_in_some_golden_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/two_phase");
    let files = fs::read_dir(folder).expect("the golden files");
    let texts = files.map(|entry| fs::read_to_string(entry.expect("a file").path()));
    let text: String = texts.map(|text| text.expect("a readable file")).collect();
    let expected = [
        // Messages.
        "Prepare T1 ",
        " Yes T1",
        " No T1",
        " ReadOnly T1",
        " Commit T1",
        " Abort T1",
        " Ack T1",
        " Inquire T1",
        " Unsure T1",
        // Notes.
        "* begins ",
        "* decides commit of ",
        "* decides abort of ",
        ": no vote from ",
        ": no ack from ",
        "* forgets ",
        "* no record of T1: presumes abort",
        "* has forgotten T1: presumes abort",
        "* has forgotten T1: presumes commit",
        "* finds commit of T1 in its log",
        "* finds T1 undecided in its log",
        " waits for a lock of ",
        "* is prepared for ",
        "* only reads for ",
        ": not enough in ",
        ": waited too long for a lock",
        ", which is older",
        "* commits ",
        "* aborts ",
        "* is in doubt about ",
        "* finds T1 prepared in its log",
        "* has not voted on ",
        "* decides abort of T1 alone",
        "* decides commit of T1 alone",
        "* knows nothing of ",
        // Findings.
        " is committed at ",
        " never voted yes",
        "and would now deny it to",
        "and has lost its part",
        "the accounts add up to ",
        "still undecided, has changed",
        // Records and timers.
        "collecting T1 t1a2b30 ▪",
        "prepare T1 t1a2b30 ▪",
        "commit T1 ▪",
        "commit T1 ▫",
        "abort T1 ▪",
        "abort T1 ▫",
        "end T1 ▫",
        "timer votes T1",
        "timer acks T1",
        "timer lock T1",
        "timer doubt T1",
    ];
    let missing: Vec<&str> = expected.into_iter().filter(|words| !text.contains(words)).collect();
    assert!(missing.is_empty(), "in no golden file: {missing:?}");
}
