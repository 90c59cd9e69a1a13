//! The built command line, from outside.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};

use splitbrain::catalog;
use splitbrain::scenario::scenario::ENGINE_EPOCH;
use splitbrain::scenario::{file, gallery, link};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_splitbrain");
const DUEL: &str = "paxos?seed=7&q=0-0-blue.1-1-green&f=40c2.90r2";

pub fn splitbrain(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that does not read its input may be gone by now.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    child.wait_with_output().expect("the program ends")
}

pub fn printed(arguments: &[&str], input: &str) -> String {
    let output = splitbrain(arguments, input);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {complaint}");
    assert_eq!(complaint, "", "{arguments:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// The one line on standard error.
pub fn refused(arguments: &[&str], input: &str) -> String {
    let output = splitbrain(arguments, input);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    assert_eq!(output.stdout, b"", "{arguments:?}");
    let complaint = String::from_utf8(output.stderr).expect("text");
    let line = complaint.strip_suffix('\n').expect("a line");
    assert!(!line.contains('\n') && !line.contains("panicked"), "{arguments:?}: {complaint}");
    line.strip_prefix("splitbrain: ").expect("our name in front").to_string()
}

#[test]
fn run_prints_what_the_library_says() {
    let decoded = link::decode(DUEL, catalog::PROTOCOLS).expect(DUEL);
    let mut player = catalog::open(&decoded.scenario).expect(DUEL);
    while !player.progress().finished {
        player.advance(7);
    }
    let expected = format!("{}trace {:016x}\n", player.timeline(), player.trace_hash());
    let address = format!("https://example.org/splitbrain/?lang=zh#{DUEL}");
    assert_eq!(printed(&["run", DUEL], ""), expected);
    assert_eq!(printed(&["run", &address], ""), expected);
    assert_eq!(printed(&["run", "-"], &format!("{DUEL}\n")), expected);

    let json = printed(&["link", "decode", DUEL], "");
    assert_eq!(printed(&["run", "-"], &json), expected);
    let path = std::env::temp_dir().join(format!("splitbrain-{}.json", std::process::id()));
    fs::write(&path, &json).expect("a file");
    let from_file = printed(&["run", &path.to_string_lossy()], "");
    fs::remove_file(&path).expect("the file");
    assert_eq!(from_file, expected);
}

#[test]
fn json_is_one_object_an_event() {
    let text = printed(&["run", DUEL], "");
    let json = printed(&["run", "--json", DUEL], "");
    let lines: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let (trace, events) = lines.split_last().expect("lines");
    let hash = text.lines().last().and_then(|line| line.strip_prefix("trace "));
    assert_eq!(trace["trace"].as_str(), hash);
    for (index, event) in events.iter().enumerate() {
        assert_eq!(event["event"].as_u64(), Some(index as u64));
        assert!(event["text"].is_string() && event["time_us"].is_u64(), "{event}");
    }
    assert!(events.iter().any(|event| event["kind"] == "crash" && event["node"] == "A1"));
}

/// Gray and Lamport's and R*'s numbers for a clean commit of two participants.
#[test]
fn costs_come_after_the_time_line_and_in_the_last_object() {
    let clean = "commit?n=2&q=5-0-t1a2b30&net=f10000";
    let told = printed(&["run", clean, "--costs"], "");
    let (run, costs) = told.split_once("costs\n").expect("costs");
    assert_eq!(run, printed(&["run", clean], ""));
    assert_eq!(
        costs,
        "messages 8: Prepare 2, Yes 2, Commit 2, Ack 2\n\
         writes, coordinator: 1 forced, 1 lazy\n\
         writes, participant: 4 forced, 0 lazy\n\
         locks held 44 ms, added up\n\
         T1: 8 messages, 5 forced, 1 lazy, 2 message and 2 write delays to the answer, \
         3 message and 3 write delays to its end, locks held 44 ms\n"
    );
    let json = printed(&["run", clean, "--json"], "");
    let last: serde_json::Value =
        serde_json::from_str(json.lines().last().unwrap_or_default()).expect("an object");
    let costs = &last["costs"];
    assert_eq!(costs["messages"]["Ack"], 2);
    assert_eq!(costs["nodes"][1]["forced_writes"], 2);
    assert_eq!(costs["works"][0]["to_answer"]["message_delays"], 2);
    assert_eq!(costs["locked_us"], 44_000);
}

#[test]
fn until_ends_the_run_earlier() {
    let whole = printed(&["run", DUEL], "");
    for until in ["20", "20ms", "20000us"] {
        let part = printed(&["run", DUEL, "--until", until], "");
        let events = part.rsplit_once("trace ").expect("a trace").0;
        assert!(whole.starts_with(events) && events.len() < whole.len() / 2, "{until}: {part}");
    }
    printed(&["run", DUEL, "--until", "1s"], "");
}

#[test]
fn links_and_files_turn_into_each_other() {
    for entry in gallery::entries() {
        let payload = printed(&["link", "encode", entry.id], "");
        let payload = payload.trim_end();
        assert!(payload.starts_with(&format!("{}?c=", entry.id)), "{payload}");
        let json = printed(&["link", "decode", payload], "");
        let scenario = file::from_json(&json, catalog::PROTOCOLS).expect(entry.id).scenario;
        assert_eq!(scenario, (entry.make)());
        assert_eq!(printed(&["link", "encode", "-"], &json).trim_end(), payload);
        // A link that carries a trace hash says nothing when the run is the same.
        let run = printed(&["run", payload], "");
        let hash = run.trim_end().rsplit(' ').next().unwrap_or_default();
        assert!(payload.ends_with(&hash[..8]), "{payload} {hash}");
    }
}

#[test]
fn gallery_lists_every_entry() {
    let listed = printed(&["gallery"], "");
    let ids: Vec<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let known: Vec<&str> = gallery::entries().map(|entry| entry.id).collect();
    assert_eq!(ids, known);
}

#[test]
fn another_engines_link_runs_with_a_warning() {
    let differs = splitbrain(&["run", &format!("paxos?e={ENGINE_EPOCH}.00000000")], "");
    assert!(differs.status.success());
    let said = String::from_utf8_lossy(&differs.stderr).into_owned();
    assert_eq!(said, "splitbrain: this is not the run the link was made from: a bug\n");
    let older = splitbrain(&["run", "paxos?e=1.00000000"], "");
    let said = String::from_utf8_lossy(&older.stderr).into_owned();
    assert!(said.starts_with("splitbrain: the link was made with engine 1, this is "), "{said}");
    let newer = splitbrain(&["run", "paxos?e=999.00000000"], "");
    assert!(newer.status.success() && newer.stdout == differs.stdout);
    let said = String::from_utf8_lossy(&newer.stderr).into_owned();
    assert!(said.starts_with("splitbrain: the link was made with engine 999, newer than "));
}

#[test]
fn help_names_every_command() {
    for arguments in [&["--help"][..], &["-h"], &["help"], &["run", "--help"]] {
        let help = printed(arguments, "");
        for command in
            ["run", "gallery", "link encode", "link decode", "--until", "--json", "place", "moved"]
        {
            assert!(help.contains(command), "{command}");
        }
    }
    assert!(printed(&["--version"], "").starts_with("splitbrain "));
}

#[test]
fn bad_input_is_one_clear_line() {
    let cases: [(&[&str], &str, &str); 16] = [
        (
            &[],
            "",
            "a command is missing: run, export, render, check-links, gallery, link, explore, place or moved (see splitbrain --help)",
        ),
        (&["dance"], "", "there is no command \"dance\" (see splitbrain --help)"),
        (&["run"], "", "run wants a scenario (see splitbrain --help)"),
        (&["run", "--fast", "paxos"], "", "run has no option \"--fast\""),
        (&["run", "paxos", "paxos"], "", "run takes one scenario, \"paxos\" is a second"),
        (&["run", "paxos", "--until"], "", "--until wants a time"),
        (
            &["run", "paxos", "--until", "5h"],
            "",
            "\"5h\" is not a time such as 400, 1500us, 20ms or 3s",
        ),
        (
            &["run", "paxos", "--until", "0"],
            "",
            "end of the run: the time in µs 0 is out of range (1 to 1000000000000)",
        ),
        (&["run", "pasta"], "", "there is no scenario called \"pasta\" (at character 1)"),
        (
            &["run", "paxos?f=9c99"],
            "",
            "fault 1: node 99 does not exist (there are 5, the first is 0) (at character 9)",
        ),
        (&["run", "-"], "", "the link holds no scenario"),
        (&["run", "-"], "{\"sead\":\n1}", "unknown field sead (known: v, scenario, title,"),
        (&["run", "no-such.json"], "", "no-such.json: "),
        (&["run", "/dev/null/x.json"], "", "/dev/null/x.json: "),
        (&["gallery", "paxos"], "", "gallery takes no \"paxos\""),
        (&["link", "paxos"], "", "there is no command \"paxos\" (see splitbrain --help)"),
    ];
    for (arguments, input, sentence) in cases {
        let said = refused(arguments, input);
        assert!(said.starts_with(sentence), "{arguments:?}: {said}");
    }
    refused(&["link", "decode", "paxos?c=I.0000000&e=1.00000000"], "");
    refused(&["link", "encode"], "");
    refused(&["run", &"x".repeat(100_000)], "");
}

#[test]
fn a_closed_pipe_is_no_accident() {
    let mut child = Command::new(PROGRAM)
        .args(["run", "paxos?until=60000&p=3&lead=off&backoff=fixed&q=0-0-a.0-1-b.0-2-c"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    let mut reader = BufReader::new(child.stdout.take().expect("a pipe"));
    reader.read_line(&mut line).expect("a line");
    drop(reader);
    let output = child.wait_with_output().expect("the program ends");
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
