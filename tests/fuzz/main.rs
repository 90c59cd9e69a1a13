//! Damaged input of every kind, for as long as there is time: `FUZZ_SECONDS`, or two of them with
//! the other tests; `make fuzz` takes ten minutes. Nothing may panic, what is read must be written
//! the same again, and what opens must run. `FUZZ_SEED` begins elsewhere.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::panic;
use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::{Duration, Instant};

use splitbrain::catalog::{self, PROTOCOLS};
use splitbrain::placement::node_list;
use splitbrain::scenario::foreign::search::search;
use splitbrain::scenario::foreign::{self, Linked, Source, Trace};
use splitbrain::scenario::scenario::Scenario;
use splitbrain::scenario::{file, file_fault, gallery, json, link, picture};
use splitbrain::sim::random::{Stream, draw, uniform};
use splitbrain::sim::time::Time;
use splitbrain::view::explorer::{Budget, Order, Report};
use splitbrain::view::foreign::ForeignPlayer;
use splitbrain::view::lang::Lang;
use splitbrain::view::player::{Moment, Player};

const SECONDS: u64 = 2;
/// Between two looks at the clock.
const AT_ONCE: u64 = 200;
/// Of a run that opens; the longest scenario would take all of the time.
const EVENTS_MAX: u32 = 300;
const NODES_MAX: usize = 40;
/// One in so many that open is run.
const RUN_ONE_IN: u64 = 20;

type Decoder = fn(&[u8], bool);

const DECODERS: [(&str, Decoder); 10] = [
    ("link", read_link),
    ("file", read_file),
    ("fault", read_fault),
    ("picture", read_picture),
    ("order", read_order),
    ("report", read_report),
    ("node list", read_nodes),
    ("log", read_trace),
    ("state trace", read_trace),
    ("trace link", read_trace_link),
];

fn main() -> ExitCode {
    let number =
        |name: &str, usual| env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (seconds, seed) = (number("FUZZ_SECONDS", SECONDS), number("FUZZ_SEED", 1));
    let corpora: Vec<Vec<Vec<u8>>> = DECODERS.iter().map(|(name, _)| corpus(name)).collect();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let began = Instant::now();
    let mut input = 0;
    while began.elapsed() < Duration::from_secs(seconds) {
        for _ in 0..AT_ONCE {
            input += 1;
            let mut chance = Chance { seed, input, drawn: 0 };
            // Half of them links: they come from strangers.
            let which = if chance.one_in(2) { 0 } else { chance.below(DECODERS.len()) };
            let (name, decoder) = DECODERS[which];
            let bytes = mutated(&mut chance, &corpora[which]);
            let run = chance.one_in(RUN_ONE_IN);
            if panic::catch_unwind(|| decoder(&bytes, run)).is_err() {
                eprintln!("a damaged {name} (FUZZ_SEED={seed}, input {input}) panics:");
                eprintln!("{}", String::from_utf8_lossy(&bytes).escape_debug());
                return ExitCode::FAILURE;
            }
            *counts.entry(name).or_insert(0) += 1;
        }
    }
    let counts: Vec<String> =
        counts.iter().map(|(name, count)| format!("{count} {name}s")).collect();
    println!("damaged input, nothing panicked: {}", counts.join(", "));
    ExitCode::SUCCESS
}

struct Chance {
    seed: u64,
    input: u64,
    drawn: u64,
}

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.drawn += 1;
        let bits = draw(self.seed, Stream::Tool, self.input, self.drawn);
        uniform(bits, 0, count.max(1) as u64 - 1) as usize
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below(count as usize) == 0
    }
}

/// Good ones to begin with.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let scenarios = || gallery::entries().map(|entry| (entry.make)());
    let bare = |scenario: Scenario| Scenario { base: None, ..scenario };
    let links = || {
        let known = scenarios().chain(scenarios().map(bare));
        known.filter_map(|scenario| link::encode(&scenario, Some(7), PROTOCOLS).ok())
    };
    let files = || scenarios().map(bare).filter_map(|s| file::to_json(&s, None, PROTOCOLS).ok());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/links/corpus.txt");
    match name {
        "link" => {
            let old = fs::read_to_string(folder).unwrap_or_default();
            let old = old.lines().filter_map(|line| {
                line.strip_prefix("link ").or_else(|| line.strip_prefix("text "))
            });
            old.map(|line| line.as_bytes().to_vec())
                .chain(links().map(String::into_bytes))
                .collect()
        }
        "file" => files().map(String::into_bytes).collect(),
        "fault" => [
            r#"{"at_us": 900000, "crash": {"node": "A1"}}"#,
            r#"{"delay": {"from": "P1", "to": "A1", "nth": 1, "by_us": 20000}}"#,
            r#"{"partition": {"side": ["A1", "P1"]}}"#,
            r#"{"jump_clock": {"node": "A3", "by_us": -5}}"#,
            r#"{"heal_everything": {}}"#,
        ]
        .map(|text| text.as_bytes().to_vec())
        .to_vec(),
        "picture" => links()
            .take(6)
            .map(|link| {
                let link = link.replace('&', "&amp;");
                format!("<svg><metadata id=\"splitbrain\">{link}</metadata></svg>").into_bytes()
            })
            .chain([include_bytes!("tiny.png").to_vec()])
            .collect(),
        "log" => vec![
            include_bytes!("../golden/foreign/threads.log").to_vec(),
            include_bytes!("../golden/exports/busy.log").to_vec(),
        ],
        "state trace" => vec![
            include_bytes!("../golden/foreign/lease.itf.json").to_vec(),
            include_bytes!("../golden/exports/busy.itf.json").to_vec(),
        ],
        "trace link" => {
            let logs = corpus("log").into_iter().chain(corpus("state trace"));
            let sources = logs.filter_map(|log| Source::of("a", &log));
            let linked = |source| Linked { source, find: "a -b".to_string(), only: true };
            let links = sources.filter_map(|source| foreign::encode(&linked(source)).ok());
            links.map(String::into_bytes).collect()
        }
        "order" => ["states 5\nmegabytes 5\nseconds 5\nevent 0", "futures 9\nevent 0\nevent 4"]
            .map(|rest| format!("payload paxos\nbudget crash=1,lose=2\n{rest}\n").into_bytes())
            .to_vec(),
        "report" => vec![
            b"outcome found\ndistinct 5\nproperty 1\nstep a b\nstep c\\nd\npayload paxos\n"
                .to_vec(),
            b"outcome told\nshare 1 2 3\nshare 4 5 6\nworked_ms 7\n".to_vec(),
        ],
        _ => vec![b"a:1 2 r1\nb 3\n# c\n\xc3\xa9:80\n".to_vec()],
    }
}

/// One of the corpus with one to four damages.
fn mutated(chance: &mut Chance, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = corpus[chance.below(corpus.len())].clone();
    for _ in 0..=chance.below(4) {
        damage(chance, &mut bytes, corpus);
    }
    bytes
}

fn damage(chance: &mut Chance, bytes: &mut Vec<u8>, corpus: &[Vec<u8>]) {
    const WORDS: [&str; 14] = [
        "0",
        "-1",
        "18446744073709551615",
        "4294967296",
        "9999999999999999999999",
        "n",
        ".",
        "&",
        "=",
        "%00",
        "{}",
        "\"",
        "<script>",
        "\u{202e}",
    ];
    let at = chance.below(bytes.len() + 1);
    let end = (at + chance.below(12)).min(bytes.len());
    match chance.below(9) {
        0 => bytes.truncate(at),
        1 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
        2 => bytes.insert(at, chance.below(256) as u8),
        3 => drop(bytes.drain(at..end)),
        4 => {
            let word = WORDS[chance.below(WORDS.len())].bytes();
            drop(bytes.splice(at..end, word));
        }
        // A digit becomes another one: the seal is broken, but the rest is well-formed.
        5 => {
            if let Some(byte) = bytes[at..].iter_mut().find(|byte| byte.is_ascii_digit()) {
                *byte = b'0' + chance.below(10) as u8;
            }
        }
        6 => {
            let again = bytes[at..end].repeat(1 + chance.below(50));
            drop(bytes.splice(at..at, again));
        }
        7 => {
            let other = &corpus[chance.below(corpus.len())];
            let from = chance.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        // Unsealed, a changed link is read to the end.
        _ => unseal(bytes),
    }
}

/// Takes the parts of a readable link away that find out about changes.
fn unseal(bytes: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let Some((name, pairs)) = text.split_once('?') else { return };
    let kept: Vec<&str> = pairs
        .split('&')
        .filter(|pair| !pair.starts_with("c=") && !pair.starts_with("e="))
        .collect();
    *bytes = format!("{name}?{}", kept.join("&")).into_bytes();
}

fn read_link(bytes: &[u8], run: bool) {
    let text = String::from_utf8_lossy(bytes);
    match link::decode(&text, PROTOCOLS) {
        Ok(decoded) => opened(&decoded.scenario, run),
        Err(error) => drop(error.say()),
    }
}

fn read_file(bytes: &[u8], run: bool) {
    match file::from_json(&String::from_utf8_lossy(bytes), PROTOCOLS) {
        Ok(decoded) => opened(&decoded.scenario, run),
        Err(error) => drop(error.say()),
    }
}

fn read_fault(bytes: &[u8], _: bool) {
    let Some(entry) = gallery::find("paxos.duel") else { return };
    let text = String::from_utf8_lossy(bytes);
    drop(file_fault::fault(&text, &(entry.make)(), Time::from_ms(5), PROTOCOLS));
}

fn read_picture(bytes: &[u8], _: bool) {
    if let Some(payload) = picture::payload(bytes) {
        read_link(payload.as_bytes(), false);
    }
}

fn read_order(bytes: &[u8], _: bool) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(order) = Order::parse(&text) {
        assert_eq!(Order::parse(&order.text()), Some(order));
    }
    drop(Budget::parse(&text));
}

fn read_report(bytes: &[u8], _: bool) {
    if let Some(report) = Report::parse(&String::from_utf8_lossy(bytes)) {
        assert_eq!(Report::parse(&report.text()), Some(report));
    }
}

fn read_nodes(bytes: &[u8], _: bool) {
    drop(node_list::parse(&String::from_utf8_lossy(bytes)));
}

/// What is read can be looked at from one end to the other, and searched.
fn read_trace(bytes: &[u8], run: bool) {
    let Some(source) = Source::of("a", bytes) else { return };
    match source.read(json::parse) {
        Ok(trace) => traced(&source, trace, run),
        Err(error) => drop(error.say()),
    }
}

fn traced(source: &Source, trace: Trace, run: bool) {
    let words = source.text.split_whitespace().rev().take(3).collect::<Vec<_>>().join(" ");
    let found = search(&trace, &words).unwrap_or_default();
    if !run {
        return;
    }
    let left = trace.of(&found);
    for trace in [trace, left] {
        let player = ForeignPlayer::new(Rc::new(trace), source.origin);
        let until = player.progress().simulated;
        drop(player.window(Time::ZERO, until, 100));
        drop(player.picture(Moment { applied: player.event_count() / 2, time: until }));
        for event in 0..player.event_count().min(EVENTS_MAX) {
            drop((player.event(event, Lang::Zh), player.cone(event)));
        }
    }
}

fn read_trace_link(bytes: &[u8], _: bool) {
    match foreign::decode(&String::from_utf8_lossy(bytes)) {
        Ok(linked) => {
            if let Ok(link) = foreign::encode(&linked) {
                assert_eq!(foreign::decode(&link), Ok(linked), "{link}");
            }
        }
        Err(error) => drop(error.say()),
    }
}

/// What was read is written the same, or it says why not; and it runs.
fn opened(scenario: &Scenario, run: bool) {
    if let Ok(link) = link::encode(scenario, None, PROTOCOLS) {
        let again = link::decode(&link, PROTOCOLS).unwrap_or_else(|e| panic!("{link}: {e}"));
        assert_eq!(&again.scenario, scenario, "{link}");
    }
    if !run {
        return;
    }
    let Ok(mut player) = catalog::open(scenario) else { return };
    if player.cast().nodes.len() <= NODES_MAX {
        player.advance(EVENTS_MAX);
    }
}
