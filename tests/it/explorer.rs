//! The explorer beside published numbers: states, steps and depths of the reference models, and how
//! soon their mutants are found out.

use splitbrain::check::exploration::Exploration;
use splitbrain::check::models;
use splitbrain::check::search::{Limits, Standing};
use splitbrain::sim::param::Params;

/// Explores all of a model: `"2pc n=3"`.
fn explored(spec: &str) -> Box<dyn Exploration> {
    let mut words = spec.split(' ');
    let entry = models::find(words.next().unwrap_or_default()).expect(spec);
    let mut params = Params::default();
    for word in words {
        let (key, value) = word.split_once('=').expect(spec);
        params.set(entry.params, key, value).expect(spec);
    }
    let mut exploration = (entry.explore)(&params, Limits::NONE).expect(spec);
    while exploration.standing() == Standing::Running {
        exploration.advance();
    }
    assert_eq!(exploration.standing(), Standing::Exhausted, "{spec}");
    exploration
}

/// Distinct states, generated states and depth of what breaks nothing.
fn counts(spec: &str) -> (u64, u64, u32) {
    let explored = explored(spec);
    for finding in explored.findings() {
        assert!(!finding.is_violation(), "{spec}: {} broken", finding.property);
    }
    let counts = explored.counts();
    (counts.distinct, counts.generated, counts.depth)
}

/// Steps of the shortest run that settles a property.
fn steps(spec: &str, property: &str) -> Option<usize> {
    let findings = explored(spec).findings();
    let finding = findings.into_iter().find(|finding| finding.property == property);
    finding.expect(spec).run.map(|run| run.len())
}

#[test]
fn transaction_commit() {
    let generated = [5, 23, 94, 357, 1296, 4567, 15758];
    for (n, generated) in (1..=7u32).zip(generated) {
        let distinct = 3u64.pow(n) + 2u64.pow(n) - 1;
        assert_eq!(counts(&format!("tcommit n={n}")), (distinct, generated, 2 * n + 1), "n={n}");
    }
}

#[test]
fn two_phase_commit() {
    let published = [(12, 20), (56, 154), (288, 1146), (1568, 8258), (8832, 58146)];
    for (n, (distinct, generated)) in (1..=5u32).zip(published) {
        assert_eq!(counts(&format!("2pc n={n}")), (distinct, generated, 3 * n + 2), "n={n}");
    }
    assert!(steps("2pc n=3", "all-committed").is_some());
    assert!(steps("2pc n=3", "all-aborted").is_some());
}

#[test]
fn two_phase_commit_with_broken_rules() {
    let published = [
        ("any-yes", 2, Some(5)),
        ("any-yes", 3, Some(5)),
        ("any-yes", 4, Some(5)),
        ("unprepare", 2, Some(7)),
        ("unprepare", 3, Some(9)),
        ("forget", 2, Some(8)),
        ("forget", 3, Some(10)),
        ("none", 2, None),
        ("none", 3, None),
        ("none", 4, None),
    ];
    for (mutant, n, expected) in published {
        let spec = format!("2pc n={n} mutant={mutant}");
        assert_eq!(steps(&spec, "consistent"), expected, "{spec}");
    }
}
