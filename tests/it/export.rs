//! Runs in the formats of other tools, read as those tools read them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use splitbrain::view::export::Format;
use splitbrain::view::lang::Lang;
use splitbrain::view::player::{EventKind, Moment, Player};

use crate::cli::{printed, refused};
use crate::link::generated;
use crate::runs::{finished, open};

/// Loses one message, cuts, crashes and answers: a little of everything.
const BUSY: &str = "paxos?seed=3&p=1&q=0-0-blue&f=1l0-1-1-3.6c2.9x0-3.40r2.60a&until=150";

fn players() -> Vec<Box<dyn Player>> {
    let known = generated(60).filter(|scenario| scenario.protocol != "beacon");
    known
        .chain([open(BUSY), open("ring.join"), open("commit.blocked")])
        .map(|s| finished(&s))
        .collect()
}

#[test]
fn exports_of_a_busy_run_read_like_this() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/exports");
    for format in Format::ALL {
        let path = folder.join(format!("busy.{}", format.extension()));
        let text = format.write(&*finished(&open(BUSY)), u32::MAX);
        if std::env::var("UPDATE").is_ok_and(|value| value == "1") {
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(&path, &text).expect("a file");
        }
        let golden = fs::read_to_string(&path).expect("the golden file");
        assert_eq!(golden, text, "{}", path.display());
        assert_eq!(printed(&["export", format.name(), BUSY], ""), text);
    }
}

/// An event as ShiViz reads it: what happened, its host, its clock.
type Logged = (String, String, BTreeMap<String, u32>);

/// ShiViz's default expression is `(?<event>.*)\n(?<host>\S*) (?<clock>{.*})`.
fn read_by_shiviz(log: &str) -> Vec<Logged> {
    let lines: Vec<&str> = log.lines().collect();
    let pairs = lines.chunks_exact(2);
    assert!(pairs.remainder().is_empty(), "an event without its clock");
    let read = |pair: &[&str]| {
        let (host, clock) = pair[1].split_once(' ').expect("host and clock");
        assert!(!host.is_empty() && !host.contains(char::is_whitespace), "{host}");
        let clock: BTreeMap<String, u32> = serde_json::from_str(clock).expect(clock);
        (pair[0].to_string(), host.to_string(), clock)
    };
    pairs.map(read).collect()
}

#[test]
fn shiviz_finds_the_causes_that_the_page_shows() {
    for player in players() {
        let log = read_by_shiviz(&Format::ShiViz.write(&*player, u32::MAX));
        assert_eq!(log.len(), player.event_count() as usize);
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for (_, host, clock) in &log {
            let count = counts.entry(host).or_default();
            *count += 1;
            assert_eq!(clock.get(host), Some(&*count), "a host counts its own events");
        }
        let of_nodes: Vec<u32> = (0..player.event_count())
            .filter(|index| player.event(*index, Lang::En).is_some_and(|e| e.node.is_some()))
            .collect();
        for later in of_nodes.iter().rev().take(6) {
            let past = player.cone(*later).past;
            let (.., clock) = &log[*later as usize];
            for earlier in of_nodes.iter().filter(|earlier| *earlier < later) {
                let (_, host, own) = &log[*earlier as usize];
                let is_behind = clock.get(host).is_some_and(|count| *count >= own[host]);
                assert_eq!(is_behind, past.contains(earlier), "{earlier} before {later}");
            }
        }
    }
}

#[test]
fn mermaid_gets_every_arrival_and_every_loss() {
    for player in players() {
        let text = Format::Mermaid.write(&*player, u32::MAX);
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("sequenceDiagram"));
        let names: Vec<&str> = player.cast().nodes.iter().map(|node| node.name.as_str()).collect();
        let (mut arrows, mut crosses) = (0, 0);
        for line in lines {
            let statement = line.strip_prefix("    ").expect("indented");
            let (head, said) = statement.split_once(": ").unwrap_or((statement, ""));
            if let Some(name) = head.strip_prefix("participant ") {
                assert!(names.contains(&name), "{line}");
            } else if let Some(over) = head.strip_prefix("Note over ") {
                assert!(over.split(',').all(|name| names.contains(&name)), "{line}");
            } else {
                let (from, to) = match head.split_once("->>") {
                    Some(ends) => {
                        arrows += 1;
                        ends
                    }
                    None => {
                        crosses += 1;
                        head.split_once("-x").expect(line)
                    }
                };
                assert!(names.contains(&from) && names.contains(&to) && !said.is_empty(), "{line}");
            }
            assert!(!said.replace("#35;", "").replace("#59;", "").contains([';', '#']), "{line}");
        }
        let count = |kind: EventKind| {
            let events = (0..player.event_count()).filter_map(|at| player.event(at, Lang::En));
            events.filter(|event| event.kind == kind).count()
        };
        assert_eq!((arrows, crosses), (count(EventKind::Deliver), count(EventKind::Lost)));
    }
}

/// ADR-015: every state gives a value to every variable, maps are lists of pairs, and what is said of
/// a node is what the page says at that moment.
#[test]
fn an_itf_trace_has_every_node_after_every_event() {
    for player in players() {
        let text = Format::Itf.write(&*player, 400);
        let trace: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(trace["#meta"]["format"], "ITF");
        let vars: Vec<&str> =
            trace["vars"].as_array().expect("a list").iter().filter_map(|v| v.as_str()).collect();
        let states = trace["states"].as_array().expect("a list");
        assert_eq!(states.len() as u32, player.event_count().min(400));
        for (index, state) in states.iter().enumerate() {
            assert_eq!(state["#meta"]["index"], index);
            assert!(vars.iter().all(|var| state.get(*var).is_some()), "{state}");
            let event = player.event(index as u32, Lang::En).expect("an event");
            assert_eq!(state["time_us"]["#bigint"], event.time.us().to_string());
            let nodes = state["nodes"]["#map"].as_array().expect("pairs");
            assert_eq!(nodes.len(), player.cast().nodes.len());
            let at = Moment { applied: index as u32 + 1, time: event.time };
            for (pair, member) in nodes.iter().zip(&player.cast().nodes) {
                assert_eq!(pair[0], member.name.as_str());
                let memory = player.node(member.id, at).memory;
                let told = pair[1]["memory"].as_array().expect("a list");
                assert_eq!(told.len(), memory.len());
                for (one, fact) in told.iter().zip(&memory) {
                    assert_eq!(one["#tup"], serde_json::json!([fact.label, fact.value]));
                }
            }
        }
    }
}

#[test]
fn an_export_is_of_what_has_happened_so_far() {
    let early = printed(&["export", "mermaid", BUSY, "--until", "5"], "");
    let whole = printed(&["export", "mermaid", BUSY], "");
    assert!(whole.starts_with(&early) && early.len() < whole.len() / 2, "{early}");
}

#[test]
fn export_refuses_what_it_does_not_know() {
    let known = "(known: mermaid, shiviz, itf, events, history)";
    assert_eq!(
        refused(&["export", "svg", BUSY], ""),
        format!("there is no format \"svg\" {known}")
    );
    assert!(refused(&["export"], "").starts_with("export wants a format and a scenario"));
    assert!(refused(&["export", "mermaid"], "").starts_with("export wants a scenario"));
    let option = refused(&["export", "mermaid", BUSY, "--json"], "");
    assert_eq!(option, "export has no option \"--json\"");
}
