//! Runs side by side: one script, several protocols or rules.

use splitbrain::catalog::{self, PROTOCOLS};
use splitbrain::scenario::scenario::Scenario;
use splitbrain::scenario::sides::{self, SIDES_MAX, Side};
use splitbrain::scenario::{check, file, gallery, link};
use splitbrain::sim::fault::Fault;
use splitbrain::sim::time::Time;
use splitbrain::view::lang::Lang;
use splitbrain::view::sides::{Played, timeline, trace_hash};

use crate::chance::Chance;
use crate::cli::{printed, refused};
use crate::generate::{anything, scenario};
use crate::runs::{finished, finished_sides, link_of, open, set, violated_in};

/// Generated scenarios, each with one or two others beside it, whole scripts of which may mean
/// nothing there.
pub fn generated(count: u64) -> impl Iterator<Item = Scenario> {
    (0..count).map(|seed| {
        let mut chance = Chance::new(seed);
        let mut whole = scenario(seed, &anything(chance.pick(PROTOCOLS)));
        for _ in 0..chance.between(1, SIDES_MAX as u64 - 1) {
            let other = scenario(seed + 1_000, &anything(chance.pick(PROTOCOLS)));
            whole.beside.push(Side { protocol: other.protocol, params: other.params });
        }
        whole
    })
}

#[test]
fn a_link_holds_all_sides() {
    for whole in generated(200) {
        let payload = link::encode(&whole, Some(0xfeed_beef_0000_0001), PROTOCOLS);
        let payload = payload.unwrap_or_else(|error| panic!("{whole:?}: {error}"));
        let belongs = |c: char| c.is_ascii_alphanumeric() || "-._~?&=".contains(c);
        assert!(payload.chars().all(belongs), "{payload}");
        let decoded =
            link::decode(&payload, PROTOCOLS).unwrap_or_else(|e| panic!("{payload}: {e}"));
        assert_eq!(decoded.scenario, whole, "{payload}");
        let spelled = link::spell_out(&whole, PROTOCOLS).expect(&payload);
        assert_eq!(open(&spelled), whole, "{spelled}");
        let json = file::to_json(&whole, None, PROTOCOLS).expect(&payload);
        let read = file::from_json(&json, PROTOCOLS).map(|read| read.scenario);
        assert_eq!(read, Ok(whole), "{json}");
    }
}

#[test]
fn what_stands_alone_says_nothing_of_sides() {
    for entry in gallery::entries().filter(|entry| (entry.make)().beside.is_empty()) {
        let scenario = (entry.make)();
        assert!(!link_of(&scenario).contains("beside"), "{}", entry.id);
        assert!(!link::spell_out(&scenario, PROTOCOLS).expect(entry.id).contains("beside"));
        assert!(!file::to_json(&scenario, None, PROTOCOLS).expect(entry.id).contains("\"beside\""));
    }
    let alone = open("commit.doubt?beside=none");
    assert!(alone.beside.is_empty());
    assert!(link_of(&alone).contains("&beside=none&"), "{}", link_of(&alone));
    let json = file::to_json(&alone, None, PROTOCOLS).expect("well-formed");
    assert_eq!(file::from_json(&json, PROTOCOLS).map(|read| read.scenario), Ok(alone));
}

#[test]
fn every_damaged_link_of_sides_is_refused() {
    let others: Vec<char> = (' '..='~').chain(['é', '中', '\u{0}', '🙂']).collect();
    let few = generated(40).filter(|whole| whole.faults.len() < 3);
    for whole in few.take(3).chain([open("commit.doubt")]) {
        let payload = link::encode(&whole, Some(0xfeed_beef_0000_0001), PROTOCOLS);
        let payload = payload.expect("well-formed");
        let id = payload.find('?').unwrap_or_default();
        for len in id + 1..payload.len() {
            let error = link::decode(&payload[..len], PROTOCOLS).expect_err(&payload[..len]);
            assert!(error.to_string().starts_with("the link was cut: "), "{error}");
        }
        for at in 0..payload.len() {
            for other in others.iter().filter(|c| !payload[at..].starts_with(**c)) {
                let changed = format!("{}{other}{}", &payload[..at], &payload[at + 1..]);
                if let Ok(decoded) = link::decode(&changed, PROTOCOLS) {
                    assert_eq!(decoded.scenario, whole, "{changed}");
                }
            }
        }
    }
}

#[test]
fn a_link_of_sides_by_hand_is_refused_or_well_formed() {
    let others: Vec<char> = "a0-._~&=N%中".chars().collect();
    for whole in generated(12) {
        let text = link::spell_out(&whole, PROTOCOLS).expect("well-formed");
        for at in 0..text.len() {
            for other in &others {
                let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
                if let Ok(decoded) = link::decode(&changed, PROTOCOLS) {
                    check::well_formed(&decoded.scenario, PROTOCOLS).expect(&changed);
                    catalog::open_sides(&decoded.scenario).map(|_| ()).expect(&changed);
                }
            }
        }
    }
}

#[test]
fn refusals_say_which_side() {
    let cases = [
        ("paxos?beside=pasta", "there is no protocol called \"pasta\" (at character 14)"),
        (
            "paxos?beside=paxos-n",
            "in \"beside\", \"paxos-n\" should be PROTOCOL-KEY-VALUE (at character 14)",
        ),
        ("paxos?beside=paxos-n-3-n-5", "\"n\" is set twice (at character 24)"),
        (
            "paxos?beside=paxos-coop-on",
            "unknown parameter \"coop\" (known: p, n, l, q1, q2, adopt, \
          promise, store, one, backoff, lead) (at character 20)",
        ),
        ("paxos?beside=paxos.paxos.paxos", "sides: 4 is too many (at most 3) (at character 7)"),
        (
            "paxos?beside=commit.paxos-n-3-q1-7",
            "side 3: q1 is 7, but n gives only 3 acceptors (at character 14)",
        ),
        (
            "paxos?beside=commit-n-7&f=9c8",
            "fault 1: node 8 does not exist (there are 8, the first is 0) (at character 27)",
        ),
    ];
    for (payload, sentence) in cases {
        let error = link::decode(payload, PROTOCOLS).expect_err(payload);
        assert_eq!(error.to_string(), sentence, "{payload}");
    }
}

#[test]
fn every_side_runs_as_it_would_alone() {
    for whole in generated(60) {
        let payload = link_of(&whole);
        let parts = sides::parts(&whole, PROTOCOLS).expect(&payload);
        assert_eq!(parts.len(), sides::count(&whole));
        let together = finished_sides(&whole);
        for (part, played) in parts.iter().zip(&together) {
            check::well_formed(&part.scenario, PROTOCOLS).expect(&payload);
            assert_eq!(finished(&part.scenario).timeline(), played.player.timeline(), "{payload}");
            // The script is split, nothing is lost.
            let faults = part.kept.faults.len() + part.kept.faults_left_out.len();
            assert_eq!(faults, whole.faults.len(), "{payload}");
            assert_eq!(part.kept.faults.len(), part.scenario.faults.len(), "{payload}");
            let requests = part.scenario.requests.len() + part.kept.requests_left_out.len();
            assert_eq!(requests, whole.requests.len(), "{payload}");
        }
        for position in 0..whole.requests.len() {
            let everywhere = parts.iter().all(|p| p.kept.requests_left_out.contains(&position));
            assert!(!everywhere, "request {position} of {payload}");
        }
        let mut again = catalog::open(&whole).expect(&payload);
        while !again.advance(1 << 16).finished {}
        assert_eq!(again.trace_hash(), together[0].player.trace_hash(), "{payload}");
    }
}

#[test]
fn what_names_a_node_that_is_not_there_is_left_out_on_that_side() {
    let whole = open("paxos?n=3&beside=paxos-n-5.commit&q=5-0-blue&f=9c6.20x1-6.30c0");
    let parts = sides::parts(&whole, PROTOCOLS).expect("well-formed");
    let left_out: Vec<_> = parts.iter().map(|part| part.kept.faults_left_out.clone()).collect();
    assert_eq!(left_out, [vec![0], vec![], vec![0]]);
    assert_eq!(parts[0].kept.faults, [1, 2]);
    let side = |part: usize, fault: usize| match &parts[part].scenario.faults[fault].fault {
        Fault::Partition { side } => side.iter().map(|node| node.0).collect(),
        _ => Vec::new(),
    };
    // A partition is drawn among those that are there.
    assert_eq!((side(0, 0), side(1, 1)), (vec![1], vec![1, 6]));
    assert_eq!(parts[2].kept.requests_left_out, [0]);
    let text = timeline(&finished_sides(&whole));
    let told = "side 3: commit\nleft out here: request 1\nleft out here: fault 1\n";
    assert!(text.contains(told), "{text}");
}

#[test]
fn a_side_that_leaves_takes_along_what_only_it_understood() {
    let whole = open("paxos?n=3&beside=paxos-n-5.commit&q=5-0-blue.6-0-t1a2b30&f=9c6.20x1-6.30c0");
    let rest = sides::without(&whole, 1, PROTOCOLS);
    assert_eq!(
        link::spell_out(&rest, PROTOCOLS),
        link::spell_out(&open("paxos?beside=commit&q=5-0-blue.6-0-t1a2b30&f=20x1.30c0"), PROTOCOLS)
    );
    let rest = sides::without(&rest, 0, PROTOCOLS);
    assert_eq!(rest, open("commit?seed=1&until=300&q=6-0-t1a2b30&f=20x1.30c0"));
    for whole in generated(60) {
        for index in 0..sides::count(&whole) {
            let rest = sides::without(&whole, index, PROTOCOLS);
            check::well_formed(&rest, PROTOCOLS).unwrap_or_else(|e| panic!("{e}: {whole:?}"));
            assert_eq!(sides::count(&rest), sides::count(&whole) - 1);
        }
    }
    let alone = open("paxos");
    assert_eq!(sides::without(&alone, 0, PROTOCOLS), alone);
}

/// What the entry of the gallery tells is so: the same crash, and three ends.
#[test]
fn one_crash_has_another_end_on_every_side() {
    let mut whole = open("commit.doubt");
    let sides = finished_sides(&whole);
    let broken: Vec<usize> = sides.iter().map(|side| violated_in(&*side.player).len()).collect();
    assert!(broken[..2] == [0, 0] && broken[2] > 0, "{broken:?}");
    let decided = |words: &str| -> Vec<usize> {
        let until = Time::from_ms(599);
        let count = |side: &Played| {
            let events = 0..side.player.events_until(until);
            let notes = events.filter_map(|event| side.player.event(event, Lang::En));
            notes.filter(|event| event.notes.iter().any(|note| note.starts_with(words))).count()
        };
        sides.iter().map(count).collect()
    };
    assert_eq!(decided("commits T1"), [1, 3, 1]);
    assert_eq!(decided("aborts T1"), [0, 0, 2]);
    // The first side's own rule, and nothing else, is what differs.
    set(&mut whole, "coop", "on");
    let sides = finished_sides(&whole);
    assert_eq!(sides[0].player.timeline(), sides[1].player.timeline());
}

#[test]
fn the_command_line_prints_every_side() {
    let payload = printed(&["link", "encode", "commit.doubt"], "");
    let payload = payload.trim();
    let text = printed(&["run", payload], "");
    let sides = finished_sides(&open(payload));
    assert_eq!(text, timeline(&sides));
    let all = format!("{:016x}", trace_hash(&sides));
    assert!(text.ends_with(&format!("all traces {all}\n")) && payload.ends_with(&all[..8]));
    let json = printed(&["run", "--json", "commit.doubt"], "");
    for (number, side) in sides.iter().enumerate() {
        let trace =
            format!("{{\"side\":{},\"trace\":\"{:016x}\",", number + 1, side.player.trace_hash());
        assert!(json.lines().any(|line| line.starts_with(&trace)), "{trace}");
    }
    let file = printed(&["link", "decode", payload], "");
    assert!(file.contains("\"beside\""), "{file}");
    assert_eq!(printed(&["link", "encode", "-"], &file).trim(), payload);
    let said = refused(&["run", "-"], "{\"scenario\":\"paxos\",\"beside\":[{\"params\":{}}]}");
    assert_eq!(said, "beside[0].protocol is missing");
}
