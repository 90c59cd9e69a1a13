//! Hunts for violations in every schedule: broken rules are found within a stated budget and handed
//! back as scenarios that show them, intact protocols are exhausted at a stated bound.

use splitbrain::catalog::{self, PROTOCOLS};
use splitbrain::check::budget::Budget;
use splitbrain::check::exploration::Finding;
use splitbrain::check::search::{BLOCK, Settings, Standing};
use splitbrain::scenario::link;
use splitbrain::view::hunt::{Ground, Hunt};

use crate::cli::printed;
use crate::runs::{finished, open, violated_in};

fn hunted(payload: &str, budget: &str) -> Box<dyn Hunt> {
    let budget = Budget::parse(budget).expect(budget);
    let settings = Settings { first: true, ..Settings::default() };
    let mut hunt =
        catalog::hunt(&open(payload), Ground { events: 0, budget, wanted: None }, settings)
            .expect(payload);
    while hunt.standing() == Standing::Running {
        hunt.advance(BLOCK, 1);
    }
    hunt
}

/// The names of the properties that a hunt saw broken.
fn broken(hunt: &dyn Hunt) -> Vec<&'static str> {
    let findings = hunt.findings().into_iter().filter(Finding::is_violation);
    findings.map(|finding| finding.property).collect()
}

/// Hunts, and plays the link of what was found.
fn assert_found_and_shown(payload: &str, budget: &str) {
    let hunt = hunted(payload, budget);
    let broken = broken(&*hunt);
    assert!(!broken.is_empty(), "{payload} with {budget}: nothing found");
    let scenario = hunt.counterexample().unwrap_or_else(|| panic!("{payload}: no script"));
    let link = link::encode(&scenario, None, PROTOCOLS).expect(payload);
    let player = finished(&open(&link));
    let names = player.cast().properties.iter();
    let shown: Vec<&str> = violated_in(&*player)
        .into_iter()
        .filter_map(|property| names.clone().nth(property)?.en.split(" — ").next())
        .collect();
    assert!(shown.contains(&broken[0]), "{payload}: {link} shows {shown:?}, not {broken:?}");
    let story = &scenario.story;
    let title = format!("A counterexample: {}", broken[0]);
    assert_eq!(story.title.en, title, "{payload}");
    let last = story.notes.last().expect("it tells something");
    assert!(last.text.en.starts_with(&format!("Broken: {}", broken[0])), "{payload}");
    let mended = story.try_this.en.ends_with("under the same script nothing is broken.");
    assert!(mended, "{payload}: {}", story.try_this.en);
    assert!(story.notes.iter().all(|note| !note.text.zh.is_empty()), "{payload}");
}

#[test]
fn broken_rules_of_paxos_are_found() {
    let two = "q=2-0-blue.3-1-green";
    for (rule, requests, budget) in [
        ("q1=1", two, ""),
        ("q2=1", two, ""),
        ("adopt=ignore", two, ""),
        ("promise=break", two, ""),
        ("one=break", "q=2-0-blue.3-0-green", ""),
        ("store=none", two, "crash=1"),
        ("store=lazy", two, "crash=1"),
    ] {
        assert_found_and_shown(&format!("paxos?{rule}&{requests}"), budget);
    }
}

#[test]
fn broken_rules_of_two_phase_commit_are_found() {
    for (rule, budget) in [
        ("all=some&q=2-0-t1a2b999", ""),
        ("fprep=lazy", "crash=1"),
        ("fdec=lazy", "crash=1"),
        ("alone=abort", "timer=1"),
        ("alone=commit", "timer=1"),
        ("remember=forget", "timer=1"),
        ("strict=early&q=2-0-t1a2b30.3-0-r1a2b", ""),
    ] {
        assert_found_and_shown(&format!("commit?n=2&{rule}"), budget);
    }
}

#[test]
fn broken_rules_of_three_phase_commit_are_found() {
    for (rule, budget) in [("all=some&q=2-0-t1a2b999", ""), ("pre=skip", "crash=1,timer=2")] {
        assert_found_and_shown(&format!("threephase?n=2&{rule}"), budget);
    }
}

#[test]
fn broken_rules_of_paxos_commit_are_found() {
    for (rule, budget) in [
        ("all=some&q=2-0-t1a2b999", ""),
        ("fprep=lazy", "crash=1"),
        ("tolerate=0&adopt=ignore", "crash=1,timer=2"),
        ("tolerate=0&facc=lazy", "crash=1,timer=2"),
        ("choose=one", "timer=2"),
    ] {
        assert_found_and_shown(&format!("paxoscommit?n=2&{rule}"), budget);
    }
}

#[test]
fn intact_protocols_are_exhausted() {
    for (payload, budget) in [
        ("paxos", "lose=1,crash=1"),
        ("commit?n=2", "crash=1,timer=1"),
        ("commit?n=2", "lose=1,crash=1,timer=1"),
        ("commit?n=3", "lose=1,timer=1"),
        ("paxoscommit?n=2&tolerate=0", "lose=1,crash=1,timer=1"),
        ("paxoscommit?n=2", "timer=1"),
    ] {
        let hunt = hunted(payload, budget);
        assert_eq!(hunt.standing(), Standing::Exhausted, "{payload} with {budget}");
        assert_eq!(broken(&*hunt), Vec::<&str>::new(), "{payload} with {budget}");
        assert!(hunt.counterexample().is_none());
    }
}

#[test]
fn every_protocol_can_be_hunted_through() {
    for info in PROTOCOLS {
        let budget = Budget::parse("lose=1,crash=1,timer=1").expect("a budget");
        let settings = Settings { states_max: 3_000, first: true, ..Settings::default() };
        let mut hunt =
            catalog::hunt(&(info.plain)(), Ground { events: 0, budget, wanted: None }, settings)
                .expect(info.id);
        while hunt.standing() == Standing::Running {
            hunt.advance(500, 2);
        }
        assert!(hunt.counts().distinct > 100, "{}", info.id);
        assert_eq!(broken(&*hunt), Vec::<&str>::new(), "{}", info.id);
    }
}

#[test]
fn the_command_line_prints_the_link_of_a_counterexample() {
    let text = printed(&["explore", "commit?n=2&alone=abort", "--budget", "timer=1"], "");
    let budget = "budget lose=0,duplicate=0,crash=0,torn=0,restart=0,disk=0,pause=0,cut=0,timer=1";
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(budget));
    let link = lines.next().and_then(|line| line.strip_prefix("link ")).expect("a link");
    assert!(printed(&["run", link], "").contains(" ✗ "), "{link}");
    assert!(text.ends_with("violated Atomicity in 11 steps\n"), "{text}");
}

#[test]
fn the_command_line_begins_where_the_run_is_and_breaks_what_is_asked() {
    let explore = |more: &[&str]| {
        let first = ["explore", "commit.dare", "--budget", "timer=1"];
        printed(&[&first, more].concat(), "")
    };
    assert!(explore(&["--property", "Atom"]).ends_with("violated Atomicity in 11 steps\n"));
    assert!(explore(&["--from", "20"]).ends_with("violated Atomicity in 5 steps\n"));
    assert!(!explore(&["--property", "durability"]).contains("violated"));
}
