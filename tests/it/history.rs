//! The clients' history as other tools read it: one map of EDN a line, every invocation completed.

use std::collections::BTreeMap;

use splitbrain::scenario::scenario::TimedRequest;
use splitbrain::view::export::Format;
use splitbrain::view::lang::Lang;
use splitbrain::view::player::{EventKind, Player};

use crate::cli::printed;
use crate::link::{from_gallery, generated};
use crate::runs::{finished, open};

/// A line, by key; values as written.
type Line = BTreeMap<String, String>;

/// Splits forms at spaces outside of strings and brackets.
fn forms(text: &str) -> Vec<String> {
    let (mut found, mut form) = (Vec::new(), String::new());
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for c in text.chars() {
        if !quoted && depth == 0 && (c == ' ' || c == ',') {
            if !form.is_empty() {
                found.push(std::mem::take(&mut form));
            }
            continue;
        }
        form.push(c);
        match c {
            '"' if !escaped => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth -= 1,
            _ => {}
        }
        escaped = quoted && c == '\\' && !escaped;
    }
    assert!(depth == 0 && !quoted, "{text}");
    found.extend((!form.is_empty()).then_some(form));
    found
}

fn read(history: &str) -> Vec<Line> {
    let line = |line: &str| {
        let inside = line.strip_prefix('{').and_then(|line| line.strip_suffix('}'));
        let forms = forms(inside.unwrap_or_else(|| panic!("no map: {line}")));
        assert_eq!(forms.len() % 2, 0, "{line}");
        let pairs = forms.chunks(2).map(|pair| {
            let key = pair[0].strip_prefix(':').unwrap_or_else(|| panic!("{line}"));
            (key.to_string(), pair[1].clone())
        });
        pairs.collect::<Line>()
    };
    history.lines().map(line).collect()
}

fn number(line: &Line, key: &str) -> u64 {
    line[key].parse().unwrap_or_else(|_| panic!("{key} of {line:?}"))
}

/// What any checker expects: processes do one thing after another, and time goes on.
fn checked(history: &[Line]) -> BTreeMap<&str, usize> {
    let mut open: BTreeMap<u64, &Line> = BTreeMap::new();
    let mut retired = Vec::new();
    let mut counts = BTreeMap::new();
    let mut time = 0;
    for (index, line) in history.iter().enumerate() {
        assert_eq!(number(line, "index"), index as u64);
        assert!(number(line, "time") >= time, "{line:?}");
        time = number(line, "time");
        let process = number(line, "process");
        *counts.entry(line["type"].as_str()).or_insert(0) += 1;
        match line["type"].as_str() {
            ":invoke" => {
                assert!(!retired.contains(&process), "{line:?}");
                assert_eq!(open.insert(process, line), None, "{line:?}");
            }
            kind => {
                let invoked = open.remove(&process).unwrap_or_else(|| panic!("{line:?}"));
                assert_eq!((&invoked["f"], &invoked["node"]), (&line["f"], &line["node"]));
                assert!([":ok", ":fail", ":info"].contains(&kind), "{line:?}");
                retired.extend((kind == ":info").then_some(process));
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
    counts
}

fn history(player: &dyn Player) -> Vec<Line> {
    read(&Format::History.write(player, u32::MAX))
}

/// Every request of clients is invoked, and every answer that is told completes one of them.
#[test]
fn invocations_and_completions_are_the_runs_own() {
    let mut answered = BTreeMap::new();
    for scenario in generated(400).chain(from_gallery(6)) {
        if scenario.protocol == "beacon" {
            continue;
        }
        let player = finished(&scenario);
        let history = history(&*player);
        let counts = checked(&history);
        let count = |kind: &str| counts.get(kind).copied().unwrap_or(0);
        // What is said to members about the ring is no client's.
        let is_of_clients = |request: &TimedRequest| {
            let word = request.word.to_string();
            scenario.protocol != "ring" || word.starts_with(['p', 'g'])
        };
        let wished = scenario.requests.iter().filter(|request| is_of_clients(request)).count();
        let (mut taken, mut answers) = (0, 0);
        for index in 0..player.event_count() {
            let event = player.event(index, Lang::En).expect("an event");
            taken += usize::from(event.kind == EventKind::Request);
            answers += event.details.iter().filter(|line| line.starts_with("answers")).count();
        }
        // A node that is paused to the end never takes in what it was asked.
        assert!(count(":invoke") <= wished && count(":invoke") <= taken, "{counts:?}");
        if scenario.protocol != "ring" {
            assert_eq!(count(":invoke"), taken, "{}", scenario.protocol);
        }
        let refused = count(":invoke") - count(":ok") - count(":info");
        assert_eq!(refused, count(":fail"));
        assert!(count(":ok") <= answers, "{answers} answers, {counts:?}");
        // Where nothing goes wrong every answer is somebody's.
        if scenario.faults.is_empty() && scenario.protocol != "ring" {
            assert_eq!(count(":ok") + count(":fail"), answers, "{}", scenario.protocol);
        }
        *answered.entry(scenario.protocol).or_insert(0) += count(":ok");
    }
    assert!(answered.len() >= 5 && answered.values().all(|count| *count > 5), "{answered:?}");
}

fn types(payload: &str) -> Vec<String> {
    let shown = |line: &Line| {
        format!("{} {} {} {}", line["process"], line["type"], line["f"], line["value"])
    };
    history(&*finished(&open(payload))).iter().map(shown).collect()
}

#[test]
fn each_protocol_says_what_clients_asked_and_were_told() {
    // One value is chosen, and both clients are told which.
    assert_eq!(
        types("paxos.crash"),
        [
            "0 :invoke :propose \"blue\"",
            "1 :invoke :propose \"green\"",
            "1 :ok :propose \"blue\"",
            "0 :info :propose \"blue\"",
        ]
    );
    let transfer = types("commit.transfer");
    assert_eq!(transfer[0], "0 :invoke :txn [[:add \"1a\" -30] [:add \"2b\" 30]]");
    assert_eq!(transfer[1], "0 :ok :txn [[:add \"1a\" -30] [:add \"2b\" 30]]");
    assert!(types("commit.blocked").last().is_some_and(|line| line.contains(" :info :txn ")));
    // A node that is down takes nothing.
    assert_eq!(
        types("paxos?f=1c0&q=2-0-blue&until=50"),
        ["0 :invoke :propose \"blue\"", "0 :fail :propose \"blue\""]
    );
}

#[test]
fn puts_and_gets_tell_keys_and_versions() {
    let told = types("ring?q=50-0-pk1.150-1-gk1.300-2-gnone&until=600");
    assert_eq!(told[0], "0 :invoke :write [\"k1\" nil]");
    assert!(told[1].starts_with("0 :ok :write [\"k1\" \"v1·"), "{told:?}");
    let version = told[1].trim_start_matches("0 :ok :write");
    assert_eq!(told[2], "0 :invoke :read [\"k1\" nil]");
    assert_eq!(told[3], format!("0 :ok :read{version}"));
    assert_eq!(told[4], "0 :invoke :read [\"none\" nil]");
    assert_eq!(told[5], "0 :ok :read [\"none\" nil]");
}

#[test]
fn the_command_prints_it() {
    let payload = "commit.transfer";
    let expected = Format::History.write(&*finished(&open(payload)), u32::MAX);
    assert_eq!(printed(&["export", "history", payload], ""), expected);
}
