//! Links that were once given out, and what they opened. `tests/links/corpus.txt` only ever grows:
//! a link in it means the same for ever, and under the engine that made it runs the same for ever.
//!
//! An entry is the link, the scenario spelled out, and a line of engine and trace hash for every
//! engine there has been since. To add one, append its first line and run the tests with `UPDATE=1`,
//! which fills in what is missing and changes nothing that is there.

use std::fs;
use std::path::PathBuf;

use splitbrain::catalog::PROTOCOLS;
use splitbrain::scenario::link::{self, Comparison};
use splitbrain::scenario::scenario::ENGINE_EPOCH;
use splitbrain::view::sides;

use crate::runs;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    link: String,
    text: Option<String>,
    traces: Vec<String>,
}

#[test]
fn old_links_open_what_they_opened() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/links/corpus.txt");
    let file = fs::read_to_string(&path).expect("the corpus");
    let mut entries = parse(&file);
    assert!(entries.len() >= 20, "the corpus has shrunk");
    let update = std::env::var("UPDATE").is_ok_and(|value| value == "1");
    for entry in &mut entries {
        let (text, trace) = open(&entry.link);
        let made_here = format!("{ENGINE_EPOCH} ");
        let is_made_here = |trace: &&String| trace.starts_with(&made_here);
        if update {
            entry.text.get_or_insert(text.clone());
            if entry.traces.iter().find(is_made_here).is_none() {
                entry.traces.push(trace.clone());
            }
        }
        let link = &entry.link;
        assert_eq!(entry.text, Some(text), "{link} opens something else");
        let known = entry.traces.iter().find(is_made_here);
        assert_eq!(known, Some(&trace), "{link} runs otherwise under the same engine");
    }
    if update {
        fs::write(&path, print(&entries)).expect("the corpus can be written");
    }
}

/// The scenario spelled out, and engine and trace hash.
fn open(payload: &str) -> (String, String) {
    let decoded = link::decode(payload, PROTOCOLS).unwrap_or_else(|e| panic!("{payload}: {e}"));
    let text = link::spell_out(&decoded.scenario, PROTOCOLS).expect("well-formed");
    let hash = sides::trace_hash(&runs::finished_sides(&decoded.scenario));
    let comparison = decoded.made.map(|made| made.compare(hash));
    assert_ne!(comparison, Some(Comparison::Differs), "{payload} saw another run");
    (text, format!("{ENGINE_EPOCH} {hash:016x}"))
}

fn parse(file: &str) -> Vec<Entry> {
    let blocks = file.split("\n\n").filter(|block| !block.trim().is_empty());
    let entry = |block: &str| {
        let line = |key: &str| block.lines().find_map(|line| line.strip_prefix(key));
        Entry {
            link: line("link ").unwrap_or_else(|| panic!("no link in {block}")).to_string(),
            text: line("text ").map(str::to_string),
            traces: block
                .lines()
                .filter_map(|line| line.strip_prefix("trace "))
                .map(str::to_string)
                .collect(),
        }
    };
    blocks.map(entry).collect()
}

fn print(entries: &[Entry]) -> String {
    let block = |entry: &Entry| {
        let text = entry.text.as_deref().unwrap_or_default();
        let traces: String = entry.traces.iter().map(|trace| format!("trace {trace}\n")).collect();
        format!("link {}\ntext {text}\n{traces}", entry.link)
    };
    entries.iter().map(block).collect::<Vec<_>>().join("\n")
}
