//! What every line of the catalog and every entry of the gallery must keep to.

use std::collections::BTreeSet;

use splitbrain::catalog::{self, PROTOCOLS};
use splitbrain::scenario::link::KERNEL_KEYS;
use splitbrain::scenario::{check, gallery};
use splitbrain::sim::param::{ParamKind, Params};

/// Every id a link may ever have named. Append only: an id that leaves the gallery becomes an alias.
const IDS: &[&str] = &[
    "paxos.peace",
    "paxos.crash",
    "paxos.duel",
    "paxos.backoff",
    "paxos.minority",
    "paxos.forget",
    "paxos.all",
    "paxos.gap",
    "commit.transfer",
    "commit.no",
    "commit.blocked",
    "commit.told",
    "commit.recover",
    "commit.presumed",
    "commit.deadlock",
    "commit.some",
    "ring.join",
    "ring.crash",
    "ring.classic",
    "ring.modulo",
    "ring.views",
    "ring.vnodes1",
    "ring.vnodes8",
    "ring.vnodes128",
    "ring.hot",
    "ring.racks",
    "commit.doubt",
    "ring.hotkey",
    "threephase.survives",
    "threephase.partition",
    "commit.phases",
    "paxoscommit.clean",
    "paxoscommit.dead",
    "commit.three",
    "paxos.dare",
    "paxos.calm",
    "commit.dare",
    "threephase.dare",
];

#[test]
fn no_id_is_ever_removed() {
    for id in IDS {
        assert!(gallery::find(id).is_some(), "links to {id} are dead");
    }
    for entry in gallery::entries() {
        assert!(IDS.contains(&entry.id), "{} is not in the list of ids", entry.id);
    }
}

#[test]
fn entries_are_well_formed_and_told_in_both_languages() {
    for entry in gallery::entries() {
        let scenario = (entry.make)();
        check::well_formed(&scenario, PROTOCOLS).unwrap_or_else(|e| panic!("{}: {e}", entry.id));
        assert_eq!((scenario.base, scenario.protocol), (Some(entry.id), entry.protocol));
        let word = entry.id.strip_prefix(&format!("{}.", entry.protocol)).unwrap_or_default();
        assert!(
            !word.is_empty() && word.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9')),
            "{}",
            entry.id
        );
        let story = &scenario.story;
        let notes = story.notes.iter().map(|note| &note.text);
        for prose in [&story.title, &story.summary, &story.try_this].into_iter().chain(notes) {
            assert!(!prose.en.is_empty() && !prose.zh.is_empty(), "{}: {prose:?}", entry.id);
        }
        assert!(!story.notes.is_empty(), "{} has no notes", entry.id);
    }
}

#[test]
fn protocols_fit_into_links() {
    for info in PROTOCOLS {
        let scenario = (info.plain)();
        check::well_formed(&scenario, PROTOCOLS).unwrap_or_else(|e| panic!("{}: {e}", info.id));
        assert_eq!((scenario.protocol, scenario.base), (info.id, None));
        let mut keys: BTreeSet<&str> = KERNEL_KEYS.iter().copied().collect();
        for spec in info.specs {
            let (key, first) = (spec.key, spec.key.chars().next());
            assert!(keys.insert(key), "{key} is taken");
            assert!(first.is_some_and(|c| c.is_ascii_lowercase()), "{key}");
            assert!(fits(key), "{key}");
            assert!(spec.check(spec.default).is_ok(), "{key}: default {}", spec.default);
            if let ParamKind::Choice(choices) = spec.kind {
                assert!(choices.iter().all(|choice| fits(choice)), "{key}: {choices:?}");
            }
        }
        let names = (info.names)(&Params::default()).expect(info.id);
        let distinct: BTreeSet<&String> = names.iter().collect();
        assert_eq!(distinct.len(), names.len(), "{}: {names:?}", info.id);
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_alphanumeric())));
        catalog::open(&scenario).unwrap_or_else(|e| panic!("{}: {e}", info.id));
    }
}

fn fits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}
