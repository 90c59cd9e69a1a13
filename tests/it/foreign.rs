//! Traces of somebody else's system: logs with vector clocks and sequences of states.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use splitbrain::scenario::foreign::search::{fields, search};
use splitbrain::scenario::foreign::{
    self, EVENTS_MAX, HOSTS_MAX, Linked, Origin, Source, TRACE_BYTES_MAX, Trace,
};
use splitbrain::scenario::json::parse;
use splitbrain::view::export::Format;
use splitbrain::view::foreign::ForeignPlayer;
use splitbrain::view::lang::Lang;
use splitbrain::view::player::{EventKind, Moment, Player};

use crate::cli::{printed, refused};
use crate::link::generated;
use crate::runs::{finished, open};

/// The usual two lines, as ShiViz has them by default.
const TALK: &str = "client asks\nclient {\"client\":1}\nserver hears\nserver {\"client\":1, \
                    \"server\":1}\nserver answers\nserver {\"client\":1, \"server\":2}\nclient \
                    hears\nclient {\"client\":2, \"server\":2}\n";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/foreign").join(name)
}

fn sample(name: &str) -> String {
    fs::read_to_string(path(name)).expect("a sample")
}

fn source(text: &str) -> Source {
    Source::of("a.log", text.as_bytes()).expect("a trace")
}

fn read(text: &str) -> Trace {
    source(text).read(parse).unwrap_or_else(|error| panic!("{error}"))
}

fn part(text: &str, part: &str) -> Trace {
    let source = Source { part: Some(part.to_string()), ..source(text) };
    source.read(parse).unwrap_or_else(|error| panic!("{error}"))
}

fn arrows(trace: &Trace) -> Vec<(u32, u32)> {
    trace.messages.iter().map(|message| (message.from, message.to)).collect()
}

fn texts(trace: &Trace) -> Vec<&str> {
    trace.events.iter().map(|event| event.text.as_str()).collect()
}

#[test]
fn a_log_in_the_usual_two_lines_has_its_messages() {
    let trace = read(TALK);
    assert_eq!(trace.hosts, ["client", "server"]);
    assert_eq!(texts(&trace), ["client asks", "server hears", "server answers", "client hears"]);
    assert_eq!(arrows(&trace), [(0, 1), (2, 3)]);
    assert_eq!(trace.cone(1), (vec![0], vec![2, 3]));
    // Host and clock in front, as GoVector writes them, and with the ends of lines of Windows.
    let turned: Vec<String> = TALK
        .lines()
        .collect::<Vec<_>>()
        .chunks(2)
        .map(|two| format!("{}\r\n{}\r\n", two[1], two[0]))
        .collect();
    let turned = read(&turned.concat());
    assert_eq!((texts(&turned), arrows(&turned)), (texts(&trace), arrows(&trace)));
    let one_line: Vec<String> = TALK
        .lines()
        .collect::<Vec<_>>()
        .chunks(2)
        .map(|two| format!("{} {}\n", two[1], two[0]))
        .collect();
    let one_line = read(&one_line.concat());
    assert_eq!((texts(&one_line), arrows(&one_line)), (texts(&trace), arrows(&trace)));
}

#[test]
fn a_rule_reads_fields_and_divides_executions() {
    let text = sample("threads.log");
    let first = read(&text);
    assert_eq!(first.parts, ["first try", "second try"]);
    assert_eq!((first.part, first.hosts.len(), first.events.len()), (0, 2, 5));
    assert_eq!(arrows(&first), [(0, 1), (3, 4)]);
    assert_eq!(first.events[2].fields, [("level".to_string(), "WARN".to_string())]);
    assert_eq!((first.events[0].line, first.events[4].line), (4, 8));
    let second = part(&text, "second try");
    assert_eq!(second.events[1].text, "{\"code\":23505} duplicate key");
    assert_eq!(second.hosts, ["web-1", "db-1", "db-2"]);
    let wrong = Source { part: Some("third".to_string()), ..source(&text) }.read(parse);
    assert_eq!(wrong.unwrap_err().to_string(), "there is no \"third\" in the trace");
    // Without anything in the second line the log is one.
    let plain = format!("(?<event>.*)\\n(?<host>\\S*) (?<clock>{{.*}})\n\n{TALK}");
    assert_eq!(arrows(&read(&plain)), [(0, 1), (2, 3)]);
    // And a log that follows at once is not taken for a delimiter.
    let plain = format!("(?<event>.*)\\n(?<host>\\S*) (?<clock>{{.*}})\n{TALK}");
    assert_eq!(arrows(&read(&plain)), [(0, 1), (2, 3)]);
}

/// An event is put behind its causes wherever the log has it; among others the log's order stays.
#[test]
fn causes_come_first_whatever_the_log_says() {
    let lines: Vec<&str> = TALK.lines().collect();
    let pairs: Vec<String> =
        lines.chunks(2).rev().map(|two| format!("{}\n{}\n", two[0], two[1])).collect();
    let turned = read(&pairs.concat());
    assert_eq!(texts(&turned), texts(&read(TALK)));
    assert_eq!(turned.events[0].line, 8);
}

#[test]
fn a_wrong_log_says_line_and_reason() {
    let many: String = (0..=HOSTS_MAX).map(|n| format!("x\nh{n} {{\"h{n}\":1}}\n")).collect();
    let long: String = (1..=EVENTS_MAX + 1).map(|n| format!("x\na {{\"a\":{n}}}\n")).collect();
    for (text, said) in [
        (
            "x\na {\"a\":1}\ny\na {\"a\":}\n",
            "line 4: the clock {\"a\":} is no JSON object: expected value",
        ),
        (
            "x\na {\"a\":\"1\"}\n",
            "line 2: the clock {\"a\":\"1\"} should hold whole numbers by host",
        ),
        (
            "x\na {\"a\":1.5}\n",
            "line 2: the clock {\"a\":1.5} is no JSON object: a number should be whole and less than 2^64",
        ),
        ("x\na {\"b\":1}\ny\nb {\"b\":1}\n", "line 2: a is missing from its own clock"),
        ("x\na {\"a\":1}\ny\na {\"a\":1}\n", "line 4: event 1 of a is in line 2 already"),
        (
            "x\na {\"a\":1,\"b\":1}\ny\na {\"a\":2}\nz\nb {\"b\":1}\n",
            "line 4: the clock of a goes back: b was 1 and is 0",
        ),
        (
            "x\na {\"a\":1,\"b\":2}\nz\nb {\"b\":1}\n",
            "line 2: the clock names event 2 of b, which has 1",
        ),
        ("x\na {\"a\":1,\"c\":2}\n", "line 2: the clock names event 2 of c, which has 0"),
        (
            "x\na {\"a\":1,\"b\":1}\ny\nb {\"a\":1,\"b\":1}\n",
            "line 2: by the clocks, this event of a comes behind itself",
        ),
        ("x\na {\"a\":1}\ny\na {\"a\":2\n", "line 4: \"a {\"a\":2\" is no part of an event"),
        ("x\n {\"a\":1}\n", "line 2: the event has no host"),
        ("(?<event>.*) (?<clock>x)\n\nx\n", "line 1: the rule has no group (?<host>…)"),
        (
            "(?<event>.*\nx\n",
            "line 1: the expression is wrong at character 1: a bracket is not closed",
        ),
        (
            "one\ntwo\n",
            "neither a scenario file nor a log in which the rule finds an event; an event is one line of text and one line with host and vector clock, such as n1 {\"n1\": 1}",
        ),
        (
            "(?<event>(x*)*(x*)*y)(?<host>)(?<clock>)\n\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
            "the expression takes too long on this text",
        ),
        (&many, "line 202: the trace has more than 100 hosts"),
        (&long, "line 40001: the trace has more than 20000 events"),
    ] {
        let error = source(text).read(parse).expect_err(text);
        assert_eq!(error.to_string(), said);
        assert!(!error.say().zh.is_ascii(), "{said}");
    }
    let huge = format!("{TALK}{}", " ".repeat(TRACE_BYTES_MAX));
    let error = source(&huge).read(parse).expect_err("too long").to_string();
    assert_eq!(error, format!("the trace is too long: {} bytes, at most 4194304", huge.len()));
}

#[test]
fn our_own_logs_come_back_with_the_causes_that_the_page_shows() {
    let known = generated(60).filter(|scenario| scenario.protocol != "beacon");
    for scenario in known.chain([open("ring.join"), open("commit.blocked")]) {
        let player = finished(&scenario);
        let trace = read(&Format::ShiViz.write(&*player, u32::MAX));
        assert_eq!(trace.events.len(), player.event_count() as usize);
        // Which was written in an order of causes and times, so it stays as it is.
        for (index, event) in trace.events.iter().enumerate() {
            assert_eq!(event.line as usize, 2 * index + 2);
        }
        for index in (0..player.event_count()).rev() {
            let is_of_node = |event: &u32| {
                player.event(*event, Lang::En).is_some_and(|event| event.node.is_some())
            };
            if !is_of_node(&index) || index % 7 != 0 {
                continue;
            }
            let kept = |events: Vec<u32>| events.into_iter().filter(is_of_node).collect::<Vec<_>>();
            let (theirs, ours) = (player.cone(index), trace.cone(index));
            assert_eq!(kept(ours.0), kept(theirs.past), "before {index}");
            assert_eq!(kept(ours.1), kept(theirs.future), "after {index}");
        }
    }
}

/// Hiding events changes nothing of who could know of whom.
#[test]
fn what_is_left_of_a_trace_keeps_its_causes() {
    for (round, scenario) in generated(40).filter(|s| s.protocol != "beacon").enumerate() {
        let whole = read(&Format::ShiViz.write(&*finished(&scenario), u32::MAX));
        let kept: Vec<u32> = (0..whole.events.len() as u32)
            .filter(|event| (event * 7 + round as u32) % 5 < 2)
            .collect();
        let left = whole.of(&kept);
        assert_eq!(left.events.len(), kept.len());
        for (index, event) in kept.iter().enumerate() {
            let place = |of: Vec<u32>| -> Vec<u32> {
                let places = of.iter().filter_map(|event| kept.binary_search(event).ok());
                places.map(|place| place as u32).collect()
            };
            let (past, future) = whole.cone(*event);
            assert_eq!(left.cone(index as u32), (place(past), place(future)), "{event}");
            assert_eq!(left.events[index].number, *event);
        }
        for message in &left.messages {
            let (from, to) =
                (&left.events[message.from as usize], &left.events[message.to as usize]);
            assert!(message.from < message.to && from.host != to.host && from.step < to.step);
        }
    }
}

#[test]
fn states_have_a_lane_for_each_name() {
    let text = sample("lease.itf.json");
    let trace = read(&text);
    assert_eq!(trace.hosts, ["alice", "bob", "other"]);
    assert_eq!(trace.parts, ["holder", "clock", "*"]);
    assert_eq!(trace.loops_to, Some(2));
    let told: Vec<(u32, &str, &str)> = trace
        .events
        .iter()
        .map(|event| (event.step, trace.hosts[event.host as usize].as_str(), event.text.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (0, "alice", "init"),
            (0, "bob", "init"),
            (0, "other", "init"),
            (1, "alice", "acquire"),
            (1, "other", "acquire"),
            (2, "bob", "tick"),
            (3, "bob", "acquire"),
            (3, "other", "acquire"),
        ]
    );
    let facts: Vec<(&str, &str, bool)> = trace.events[6]
        .facts
        .iter()
        .map(|fact| (fact.label.as_str(), fact.value.as_str(), fact.changed))
        .collect();
    assert_eq!(facts, [("holder", "true", true), ("clock", "10", true)]);
    assert_eq!(trace.events[7].facts[0].value, "{(grant, alice), (grant, bob)}");
    // What happens in one step is neither before nor after the rest of it.
    assert_eq!(trace.cone(6).0, [0, 1, 2, 3, 4, 5]);
    assert_eq!(trace.cone(3).1, [5, 6, 7]);
    let each = part(&text, "*");
    assert_eq!(each.hosts, ["holder", "clock", "msgs"]);
    assert_eq!(search(&trace, "host:bob acquire"), Ok(vec![6]));
}

#[test]
fn wrong_states_say_what_should_be_there() {
    for (text, said) in [
        ("{\"states\": [", "line 1: EOF while parsing a list"),
        ("{\"states\": []}", "states should be a list of states, at least one"),
        (
            "{\"states\": [7]}",
            "states[0] should be a state: an object with a value for each variable",
        ),
        (
            "{\"vars\": [\"x\"], \"states\": [{\"y\": 1}]}",
            "states[0].x should be there in every state",
        ),
        ("{\"vars\": 1, \"states\": [{}]}", "vars should be a list of names"),
        (
            "{\"states\": [{\"x\": {\"#bigint\": \"1e9\"}}]}",
            "states[0].x: \"1e9\" is no whole number",
        ),
        ("{\"states\": [{\"x\": {\"#map\": [1]}}]}", "states[0].x should be a list of pairs"),
        ("{\"states\": [{\"x\": {\"#set\": 1}}]}", "states[0].x should be a list"),
        ("{\"states\": [{\"x\": 1}], \"loop\": 1}", "loop should be the number of a state"),
    ] {
        let error = source(text).read(parse).expect_err(text);
        assert_eq!(error.to_string(), said, "{text}");
    }
    let deep = format!("{{\"states\": [{{\"x\": {}1{}}}]}}", "[".repeat(90), "]".repeat(90));
    assert_eq!(source(&deep).read(parse).unwrap_err().to_string(), "a value is nested too deeply");
}

#[test]
fn our_own_states_come_back() {
    for scenario in generated(30).filter(|scenario| scenario.protocol != "beacon") {
        let player = finished(&scenario);
        let trace = read(&Format::Itf.write(&*player, u32::MAX));
        let names: Vec<&str> = player.cast().nodes.iter().map(|node| node.name.as_str()).collect();
        // Maps are sorted by their keys.
        let mut sorted = names.clone();
        sorted.sort_unstable();
        let lanes: Vec<&str> =
            trace.hosts.iter().map(String::as_str).filter(|name| *name != "other").collect();
        assert_eq!(lanes, sorted);
        let steps = trace.events.last().map_or(0, |event| event.step);
        assert_eq!(steps + 1, player.event_count());
        // At the end every lane says what its node does.
        let at = Moment { applied: player.event_count(), time: scenario.until };
        for node in &player.cast().nodes {
            let lane = trace.hosts.iter().position(|name| *name == node.name).expect("a lane");
            let last = trace.events.iter().rev().find(|event| usize::from(event.host) == lane);
            let facts = &last.expect("an event").facts;
            for fact in player.node(node.id, at).memory {
                let label = format!("memory.{}", fact.label);
                let told =
                    |known: &&foreign::Fact| known.label == label && known.value == fact.value;
                assert!(facts.iter().any(|known| told(&known)), "{label} = {}", fact.value);
            }
        }
    }
}

#[test]
fn a_search_finds_words_fields_and_expressions() {
    let trace = read(&sample("threads.log"));
    assert_eq!(fields(&trace), ["host", "event", "level"]);
    for (query, found) in [
        ("", &[][..]),
        ("  ", &[]),
        ("commit", &[3]),
        ("COMMIT", &[3]),
        ("host:web", &[0, 2, 4]),
        ("level:warn", &[2]),
        ("-host:web begin", &[1]),
        ("\"slow answer\"", &[2]),
        ("\"answer slow\"", &[]),
        ("host:web /^\\d+ ok$/", &[4]),
        ("event:/^(post|commit)/", &[0, 3]),
        ("/\\/order/", &[0]),
        ("-info", &[2]),
    ] {
        assert_eq!(search(&trace, query), Ok(found.to_vec()), "{query}");
    }
    for (query, said) in [
        ("\"slow", "a quotation mark or a slash is missing its other"),
        ("/slow", "a quotation mark or a slash is missing its other"),
        ("node:a", "there is no field \"node\" (known: host, event, level)"),
        ("/(/", "the expression is wrong at character 1: a bracket is not closed"),
    ] {
        assert_eq!(search(&trace, query).expect_err(query).say().en, said);
    }
    assert!(search(&trace, &"a ".repeat(21)).is_err());
    // All events share what an expression may take.
    let slow: String = (1..5_000).map(|n| format!("aaaaaaaaaaaaaaaa\na {{\"a\":{n}}}\n")).collect();
    let error = search(&read(&slow), "/(a*)*(a*)*b/").expect_err("too slow");
    assert_eq!(error.say().en, "the expression takes too long on this text");
}

#[test]
fn a_link_carries_all_of_a_trace_or_says_how_long_it_is() {
    for (name, part) in [("threads.log", Some("second try")), ("lease.itf.json", None)] {
        let source = Source { part: part.map(str::to_string), ..source(&sample(name)) };
        let linked = Linked { source, find: "a \"b c\"".to_string(), only: true };
        let payload = foreign::encode(&linked).expect("it fits");
        assert!(payload.starts_with("2.") && payload.len() < 1_200, "{payload}");
        let ours = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        assert!(payload.chars().all(ours) && payload.ends_with(|c: char| c.is_alphanumeric()));
        assert_eq!(foreign::decode(&payload), Ok(linked.clone()));
        let whole = format!("https://example.org/x/?lang=zh#{payload}&utm_source=chat");
        assert_eq!(foreign::decode(&whole), Ok(linked));
        for end in 0..payload.len() {
            assert!(foreign::decode(&payload[..end]).is_err(), "{end}");
        }
        for at in 0..payload.len() {
            let mut bytes = payload.clone().into_bytes();
            bytes[at] = if bytes[at] == b'a' { b'b' } else { b'a' };
            let changed = String::from_utf8(bytes).expect("ASCII");
            assert!(foreign::decode(&changed).is_err(), "{at}");
        }
    }
    let long = Linked { source: source(&TALK.repeat(3_000)), find: String::new(), only: false };
    let error = foreign::encode(&long).expect_err("too long").to_string();
    assert!(error.contains("and a link holds at most 262144"), "{error}");
    // Short enough, but nothing that can be packed.
    let mut noise = String::from("x\na {\"a\":1}\n");
    let mut state = 1_u64;
    while noise.len() < 150_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        noise.push(char::from(33 + (state >> 33) as u8 % 90));
    }
    let long = Linked { source: source(&noise), find: String::new(), only: false };
    let error = foreign::encode(&long).expect_err("too long").to_string();
    assert!(error.contains("and a link holds at most 65536"), "{error}");
}

/// Nothing that arrives takes anything down with it.
#[test]
fn every_beginning_of_a_trace_is_read_or_refused() {
    for name in ["threads.log", "lease.itf.json"] {
        let text = sample(name);
        for end in 0..text.len() {
            if let Some(source) = Source::of(name, &text.as_bytes()[..end]) {
                played(&source);
            }
        }
        for at in 0..text.len() {
            for byte in [b'{', b'"', b'9', b'\n', b'(', 0xff] {
                let mut bytes = text.clone().into_bytes();
                bytes[at] = byte;
                if let Some(source) = Source::of(name, &bytes) {
                    played(&source);
                }
            }
        }
    }
}

fn played(source: &Source) {
    match source.read(parse) {
        Ok(trace) => {
            let count = trace.events.len() as u32;
            let player = ForeignPlayer::new(Rc::new(trace), source.origin);
            assert!(player.event(count, Lang::En).is_none());
            let (end, applied) = (player.progress().simulated, player.event_count());
            assert_eq!(player.events_until(end), applied);
            drop(player.picture(Moment { applied, time: end }));
            drop(player.cone(count.saturating_sub(1)));
        }
        Err(error) => drop(error.say()),
    }
}

#[test]
fn the_page_plays_a_trace_event_by_event() {
    let trace = Rc::new(read(TALK));
    let player = ForeignPlayer::new(trace.clone(), Origin::ShiViz);
    assert_eq!(player.event_count(), 4);
    let event = player.event(1, Lang::En).expect("an event");
    assert_eq!((event.kind, event.text.as_str()), (EventKind::Deliver, "server hears"));
    assert_eq!(event.details, ["line 4", "{client 1, server 1}"]);
    let at = Moment { applied: 3, time: event.time + 1_500 };
    let picture = player.picture(at);
    let [flying] = picture.flying.as_slice() else { panic!("{picture:?}") };
    assert_eq!((flying.fraction, flying.label.as_str()), (0.5, "client hears"));
    let facts: Vec<(String, String, bool)> = player
        .node(player.cast().nodes[1].id, at)
        .memory
        .into_iter()
        .map(|fact| (fact.label.into_owned(), fact.value, fact.changed))
        .collect();
    let fact = |name: &str, value: &str, changed| (name.to_string(), value.to_string(), changed);
    assert_eq!(facts, [fact("client", "1", false), fact("server", "2", true)]);
}

#[test]
fn the_command_line_takes_traces_where_they_mean_something() {
    let log = path("threads.log").display().to_string();
    let itf = path("lease.itf.json").display().to_string();
    let told = printed(&["run", &log], "");
    assert!(told.starts_with("     1  web-1  POST /order\n     2  db-1   BEGIN  <- 1\n"), "{told}");
    let payload = printed(&["link", "encode", &log], "");
    assert_eq!(printed(&["run", payload.trim()], ""), told);
    assert_eq!(printed(&["run", "-"], &sample("threads.log")), told);
    assert_eq!(printed(&["link", "decode", payload.trim()], ""), sample("threads.log"));
    let mermaid = printed(&["export", "mermaid", &log], "");
    assert!(mermaid.contains("    web-1->>db-1: BEGIN\n"), "{mermaid}");
    let told = printed(&["run", &itf], "");
    assert!(told.contains("     3  bob    acquire\n"), "{told}");
    for (arguments, said) in [
        (&["export", "itf", &log][..], "an imported trace can't be exported as itf"),
        (&["explore", &log, "--budget", "crash=1"], "this is a trace, and a scenario is wanted"),
        (&["run", &log, "--until", "5"], "an imported trace has no clock, and --until wants one"),
        (&["render", &log, "--view", "ring"], "this trace has no ring to render"),
    ] {
        assert_eq!(refused(arguments, ""), said, "{arguments:?}");
    }
}

/// The drawing, as text: reviewed as a difference.
#[test]
fn drawn_traces_look_like_this() {
    for (name, golden) in [("threads.log", "threads.svg"), ("lease.itf.json", "lease.svg")] {
        let (from, golden) = (path(name).display().to_string(), path(golden));
        let svg = printed(&["render", &from, "--view", "spacetime"], "");
        if std::env::var("UPDATE").is_ok_and(|value| value == "1") {
            fs::write(&golden, &svg).expect("a file");
        }
        assert_eq!(fs::read_to_string(&golden).expect("the golden file"), svg);
        let again = svg.split("<metadata id=\"splitbrain\">").nth(1).expect("metadata");
        let payload = again.split('<').next().expect("a payload");
        assert_eq!(foreign::decode(payload).expect("a trace").source.text, sample(name));
    }
}

/// Links of traces that were once given out. The list only ever grows: to add one, append its link
/// and run the tests with `UPDATE=1`, which fills in what is missing and changes nothing else.
#[test]
fn old_links_open_the_traces_they_opened() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/links/traces.txt");
    let file = fs::read_to_string(&path).expect("the list");
    let update = std::env::var("UPDATE").is_ok_and(|value| value == "1");
    let mut kept = String::new();
    let mut links = 0;
    for entry in file.split("\n\n").filter(|entry| !entry.trim().is_empty()) {
        let mut lines = entry.trim().lines();
        let link = lines.next().and_then(|line| line.strip_prefix("link ")).expect("a link");
        let linked = foreign::decode(link).unwrap_or_else(|error| panic!("{link}: {error}"));
        let trace = linked.source.read(parse).expect("a trace");
        let told = format!(
            "text {} {}, find {:?}, only {}, {} hosts, {} events, {} messages",
            linked.source.origin.name(),
            linked.source.name,
            linked.find,
            linked.only,
            trace.hosts.len(),
            trace.events.len(),
            trace.messages.len()
        );
        let player = ForeignPlayer::new(Rc::new(trace), linked.source.origin);
        let hash = format!("trace {:016x}", player.trace_hash());
        match (lines.next(), lines.next()) {
            (None, None) if update => {}
            (old_text, old_hash) => {
                assert_eq!(old_text, Some(told.as_str()), "{link} opens something else");
                assert_eq!(old_hash, Some(hash.as_str()), "{link} is read otherwise");
            }
        }
        kept.push_str(&format!("link {link}\n{told}\n{hash}\n\n"));
        links += 1;
    }
    assert!(links >= 3, "the list has shrunk");
    if update {
        fs::write(&path, kept).expect("the list can be written");
    }
}
