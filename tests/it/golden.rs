//! Golden time lines: a file holds the link of a situation and its whole run as text, reviewed by
//! eye. To add one, write a file with just the link and run the tests with `UPDATE=1`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use splitbrain::catalog::PROTOCOLS;
use splitbrain::scenario::{gallery, link};
use splitbrain::view::sides::{self, Played};

use crate::runs;

/// The runs of every protocol, a folder each.
fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let list = |folder: PathBuf| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("the golden files");
        entries.map(|entry| entry.expect("a file").path()).collect()
    };
    let folders = list(root).into_iter();
    let mut files: Vec<PathBuf> = folders.filter(|path| path.is_dir()).flat_map(list).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    files
}

/// The link, the run, and its hash.
fn golden_text(payload: &str) -> String {
    let decoded = link::decode(payload, PROTOCOLS).unwrap_or_else(|e| panic!("{payload}: {e}"));
    let sides = runs::finished_sides(&decoded.scenario);
    match sides.as_slice() {
        [Played { player, .. }] => {
            format!("{payload}\n\n{}\ntrace {:016x}\n", player.timeline(), player.trace_hash())
        }
        sides => format!("{payload}\n\n{}", sides::timeline(sides)),
    }
}

/// The first lines that differ, with what came before.
fn difference(expected: &str, found: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let show = |lines: &[&str], sign: &str| -> String {
        let shown = lines.iter().skip(same).take(8);
        shown.map(|line| format!("{sign} {line}\n")).collect()
    };
    let before: String =
        old[same.saturating_sub(4)..same].iter().map(|line| format!("  {line}\n")).collect();
    format!("line {}:\n{before}{}{}", same + 1, show(&old, "-"), show(&new, "+"))
}

#[test]
fn runs_are_what_they_were() {
    let update = std::env::var("UPDATE").is_ok_and(|value| value == "1");
    let mut wrong = Vec::new();
    for file in files() {
        let expected = fs::read_to_string(&file).expect("a readable file");
        let payload = expected.lines().next().unwrap_or_default();
        let found = golden_text(payload);
        if found != expected && update {
            fs::write(&file, found).expect("a writable file");
        } else if found != expected {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            wrong.push(format!("{name}, {}", difference(&expected, &found)));
        }
    }
    assert!(wrong.is_empty(), "golden files differ (UPDATE=1 rewrites):\n{}", wrong.join("\n"));
}

#[test]
fn every_gallery_entry_has_a_golden_file() {
    let texts: Vec<String> = files().iter().filter_map(|f| fs::read_to_string(f).ok()).collect();
    let payloads: Vec<&str> = texts.iter().filter_map(|text| text.lines().next()).collect();
    for entry in gallery::entries() {
        // A long one may be cut short.
        let shorter = format!("{}?until=", entry.id);
        let has = |payload: &&str| *payload == entry.id || payload.starts_with(&shorter);
        assert!(payloads.iter().any(has), "no golden file begins with {}", entry.id);
    }
}

/// What a ring says, notes and is found to be.
const RING: [&str; 40] = [
    "Gossip",
    "Ack",
    "Get ",
    "Found key",
    "Found no ",
    "Put ",
    "Stored ",
    "Replicate ",
    "Replicated ",
    "Fetch ",
    "Transfer ",
    "Transfer nothing",
    "Check ",
    "Holds ",
    "* joins the ring",
    "* leaves the ring",
    "* takes weight ",
    "* puts point ",
    "* sees a change of ",
    "* sees another order of changes",
    " · in the order ",
    "* suspects ",
    "* declares ",
    "* refutes ",
    "* receives ",
    "* lets go of ",
    "* passes ",
    "* cannot serve ",
    "* gives ",
    " keys move for ",
    "neither of which changed",
    "twice",
    "the bound is",
    "are on no disk any more",
    "is acknowledged",
    "is not there, and it is stored",
    " was acknowledged before it was asked",
    "; views differ, or the ring has changed",
    " has taken its place and does not descend from it",
    ", which does not descend from ",
];

/// Every remark of the protocol, every message type and everything that the kernel can do or undo
/// stands in some golden file.
#[test]
fn everything_that_can_happen_happens_in_some_golden_file() {
    let text: String = files().iter().filter_map(|f| fs::read_to_string(f).ok()).collect();
    let expected = [
        // Messages.
        "Prepare ",
        "Promise ",
        "· accepted ",
        "Accept ",
        "Accepted ",
        "Reject ",
        "Learned ",
        "Alive",
        "Forward ",
        // Notes.
        "* promises ",
        "* accepts ",
        "* refuses ",
        ", its own",
        ", adopted",
        "in the same ballot",
        "is promised",
        "no quorum answered",
        "* learns ",
        "* takes itself for the distinguished proposer",
        "* follows P",
        // Findings.
        "is chosen, in ballot",
        "are both chosen",
        "was chosen, then",
        "still hold it",
        "which is not chosen",
        "learned “",
        // The kernel.
        "start",
        "asked ",
        "is down, refuses",
        "deliver ",
        ": by chance",
        ": the link is cut",
        ": the receiver is down",
        ": dropped",
        ": found corrupt by checksum",
        "timer retry",
        "timer heartbeat",
        "timer suspect",
        "disk done",
        "disk synced",
        "! crash",
        "crash, the write is torn",
        "restart, the disk is lost",
        "restart, torn record found by checksum",
        "! restart",
        "! pause",
        "! resume",
        "! cut ",
        "! heal ",
        "! heal everything",
        "! delay ",
        "! duplicate ",
        "! corrupt ",
        "clock jumps ahead",
        "clock jumps back",
        "clock runs at",
        "each step takes",
        "slower by",
        "found nothing to act on",
        "(copy)",
        "forces ",
        "writes ",
        "answers ",
        " off",
    ];
    let missing: BTreeSet<&str> =
        expected.into_iter().chain(RING).filter(|words| !text.contains(words)).collect();
    assert!(missing.is_empty(), "in no golden file: {missing:?}");
}
