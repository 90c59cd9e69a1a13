//! The explorer beside published numbers: states, steps and depths of the reference models, and how
//! soon their mutants are found out.

use splitbrain::check::exploration::Exploration;
use splitbrain::check::models;
use splitbrain::check::search::{BLOCK, Order, Settings, Standing};
use splitbrain::check::walks::Walking;
use splitbrain::sim::param::Params;

/// Explores all of a model: `"2pc n=3"`, with or without ` --symmetry`.
fn explored(spec: &str) -> Box<dyn Exploration> {
    explored_on(1, spec)
}

fn explored_on(threads: usize, spec: &str) -> Box<dyn Exploration> {
    explored_in(Order::Breadth, threads, spec)
}

fn explored_in(order: Order, threads: usize, spec: &str) -> Box<dyn Exploration> {
    let (spec, symmetry) = match spec.strip_suffix(" --symmetry") {
        Some(spec) => (spec, true),
        None => (spec, false),
    };
    let mut words = spec.split(' ');
    let entry = models::find(words.next().unwrap_or_default()).expect(spec);
    let mut params = Params::default();
    for word in words {
        let (key, value) = word.split_once('=').expect(spec);
        params.set(entry.params, key, value).expect(spec);
    }
    let mut exploration =
        (entry.explore)(&params, Settings { symmetry, order, ..Settings::default() }).expect(spec);
    while exploration.standing() == Standing::Running {
        exploration.advance(BLOCK, threads);
    }
    let end = if matches!(order, Order::Walks(_)) { Standing::Walked } else { Standing::Exhausted };
    assert_eq!(exploration.standing(), end, "{spec}");
    exploration
}

/// Distinct states, generated states and depth of what breaks nothing.
fn counts(spec: &str) -> (u64, u64, u32) {
    let explored = explored(spec);
    for finding in explored.findings() {
        assert!(!finding.is_violation(), "{spec}: {} broken", finding.property);
    }
    in_numbers(&*explored)
}

fn in_numbers(explored: &dyn Exploration) -> (u64, u64, u32) {
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
    assert_eq!(steps("2pc n=3", "all-committed"), Some(10));
    assert_eq!(steps("2pc n=3", "all-aborted"), Some(3));
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

#[test]
fn two_phase_commit_that_blocks() {
    let published = [(1, (34, 66, 7)), (2, (272, 887, 11)), (3, (2686, 12917, 15))];
    for (n, published) in published {
        let spec = format!("2pc-block n={n}");
        assert_eq!(in_numbers(&*explored(&spec)), published, "{spec}");
        assert_eq!(steps(&spec, "consistent"), None, "{spec}");
        assert_eq!(steps(&spec, "not-blocked"), Some(n + 1), "{spec}");
    }
}

#[test]
fn three_phase_commit() {
    assert_eq!(counts("3pc n=1"), (35, 54, 9));
    assert_eq!(counts("3pc n=2"), (147, 366, 13));
    assert_eq!(steps("3pc n=2 partition=on", "consistent"), Some(9));
}

#[test]
fn leases() {
    for (spec, published) in [("tokens=2", (17, 31, 5)), ("tokens=3", (34, 67, 7))] {
        let spec = format!("lease clients=2 {spec}");
        assert_eq!(in_numbers(&*explored(&spec)), published, "{spec}");
        assert_eq!(steps(&spec, "no-stale-write"), None, "{spec}");
        assert_eq!(steps(&spec, "mutual-exclusion"), Some(3), "{spec}");
    }
    assert_eq!(steps("lease fencing=off", "no-stale-write"), Some(5));
    assert_eq!(steps("lease fencing=off", "mutual-exclusion"), Some(3));
}

#[test]
fn raft_elections() {
    let distinct =
        |servers, terms| counts(&format!("raft-election servers={servers} terms={terms}")).0;
    assert_eq!([distinct(1, 1), distinct(2, 1), distinct(2, 2)], [3, 10, 55]);
    assert_eq!([distinct(4, 1), distinct(5, 1)], [328, 2647]);
    assert_eq!(counts("raft-election"), (65, 208, 7));
    assert_eq!(counts("raft-election terms=2"), (1674, 6628, 12));
    assert_eq!(counts("raft-election restarts=on"), (144, 787, 8));
    assert_eq!(steps("raft-election", "leader"), Some(4));
    assert_eq!(steps("raft-election servers=5", "leader"), Some(6));
}

#[test]
fn raft_elections_with_broken_rules() {
    let safe = "one-leader-a-term";
    assert_eq!(steps("raft-election mutant=forget", safe), Some(9));
    assert_eq!(steps("raft-election servers=2 mutant=half", safe), Some(4));
    assert_eq!(steps("raft-election servers=4 mutant=half", safe), Some(8));
}

#[test]
fn paxos() {
    let published = [
        ("acceptors=1 values=1 ballots=2", (25, 82, 9)),
        ("acceptors=1 values=2 ballots=2", (45, 158, 9)),
        ("acceptors=1 values=2 ballots=3", (275, 1333, 13)),
        ("acceptors=2 values=1 ballots=2", (81, 326, 13)),
        ("acceptors=2 values=2 ballots=2", (145, 611, 13)),
        ("acceptors=3 values=1 ballots=1", (41, 168, 9)),
        ("acceptors=3 values=2 ballots=1", (73, 314, 9)),
        ("acceptors=3 values=3 ballots=1", (105, 460, 9)),
        ("acceptors=3 values=1 ballots=2", (1681, 9903, 17)),
        ("acceptors=3 values=2 ballots=2", (3921, 23563, 17)),
        ("acceptors=3 values=1 ballots=3", (68921, 497494, 25)),
        ("acceptors=5 values=1 ballots=1", (545, 3626, 13)),
        ("acceptors=5 values=2 ballots=1", (1057, 7138, 13)),
    ];
    for (sizes, published) in published {
        assert_eq!(counts(&format!("paxos {sizes}")), published, "{sizes}");
    }
    assert_eq!(steps("paxos", "chosen"), Some(6));
    assert_eq!(steps("paxos acceptors=5 ballots=1", "chosen"), Some(8));
}

#[test]
fn paxos_with_quorums_apart() {
    assert_eq!(counts("paxos q1=3 q2=1").0, 513);
    assert_eq!(counts("paxos q1=1 q2=3").0, 12513);
    assert_eq!(steps("paxos q1=2 q2=1", "agreement"), Some(10));
    assert_eq!(steps("paxos q1=1 q2=2", "agreement"), Some(10));
}

#[test]
fn paxos_with_broken_rules() {
    let published = [
        ("ballots=2 mutant=ignore", Some(12)),
        ("ballots=2 mutant=promise", Some(12)),
        ("ballots=2 mutant=forget", Some(13)),
        ("ballots=1 mutant=two-values", Some(9)),
        ("ballots=2 mutant=lowest", None),
        ("ballots=3 mutant=lowest", Some(17)),
    ];
    for (spec, published) in published {
        assert_eq!(steps(&format!("paxos {spec}"), "agreement"), published, "{spec}");
    }
}

#[test]
fn voting() {
    let distinct = |values, ballots| counts(&format!("voting values={values} ballots={ballots}")).0;
    assert_eq!([distinct(2, 1), distinct(2, 2)], [40, 599]);
    assert_eq!([distinct(1, 1), distinct(1, 2), distinct(1, 3)], [24, 283, 2670]);
    assert_eq!(counts("voting ballots=3"), (6752, 41017, 16));
}

#[test]
fn paxos_commit() {
    let published = [
        ("n=1 acceptors=1 ballots=1", (8, 18, 5)),
        ("n=2 acceptors=1 ballots=1", (44, 168, 8)),
        ("n=3 acceptors=1 ballots=1", (302, 1789, 11)),
        ("n=1 acceptors=1 ballots=2", (45, 167, 9)),
        ("n=2 acceptors=1 ballots=2", (1425, 9961, 16)),
        ("n=1 acceptors=3 ballots=1", (29, 129, 7)),
        ("n=2 acceptors=3 ballots=1", (545, 4413, 12)),
        ("n=3 acceptors=3 ballots=1", (12353, 149641, 17)),
        ("n=1 acceptors=3 ballots=2", (1461, 9936, 15)),
    ];
    for (sizes, published) in published {
        assert_eq!(counts(&format!("paxos-commit {sizes}")), published, "{sizes}");
    }
}

#[test]
fn actors_with_clients_and_their_history() {
    let published = [
        ("single-copy clients=2 servers=1", 93),
        ("single-copy clients=1 servers=1", 5),
        ("single-copy clients=3 servers=1", 4243),
        ("abd clients=2 servers=2", 544),
        ("abd clients=1 servers=3", 1449),
        ("paxos-clients clients=1 servers=3", 265),
        ("paxos-clients clients=2 servers=3", 16668),
    ];
    for (spec, distinct) in published {
        assert_eq!(counts(spec).0, distinct, "{spec}");
    }
    assert_eq!(steps("single-copy clients=2 servers=2", "linearizable"), Some(4));
    let chosen = [("single-copy clients=2 servers=1", 3), ("abd clients=2 servers=2", 11)];
    for (spec, expected) in chosen.into_iter().chain([("paxos-clients", 8)]) {
        assert_eq!(steps(spec, "value-chosen"), Some(expected), "{spec}");
    }
}

#[test]
fn two_phase_commit_with_a_backup() {
    // Steps are counted as TLC does, but for those of a backup.
    assert_eq!(counts("2pc-backup n=3 rmfails=off tmfails=off"), (287, 1363, 13));
    assert_eq!(counts("2pc-backup n=3 rmfails=on tmfails=off"), (785, 3436, 13));
    for (spec, distinct) in [("rmfails=off", 453), ("rmfails=on", 1245)] {
        let counts = in_numbers(&*explored(&format!("2pc-backup n=3 {spec}")));
        assert_eq!((counts.0, counts.2), (distinct, 15), "{spec}");
    }
}

#[test]
fn atomic_commitment_by_broadcast() {
    let published = [(1, (80, 146, 9)), (2, (1832, 5212, 15)), (3, (54944, 218352, 21))];
    for (n, published) in published {
        let spec = format!("acp n={n}");
        assert_eq!(in_numbers(&*explored(&spec)), published, "{spec}");
        assert_eq!(steps(&spec, "agreement"), None, "{spec}");
        assert_eq!(steps(&spec, "not-blocked"), Some(n + 2), "{spec}");
    }
    assert_eq!(counts("acp n=1 broadcast=forward"), (102, 196, 10));
    let (distinct, _, depth) = counts("acp n=2 broadcast=forward");
    assert_eq!((distinct, depth), (4284, 19), "TLC counts its steps otherwise");
    assert_eq!(steps("acp n=2 mutant=decide-first", "agreement"), Some(12));
}

/// Sizes that `benches/explore` counts with crate `stateright`, too.
#[test]
fn large_sizes() {
    assert_eq!(counts("2pc n=7").0, 296_448);
    if std::env::var_os("SLOW_TESTS").is_some() {
        assert_eq!(explored_on(2, "paxos-clients clients=3").counts().distinct, 1_194_428);
    }
}

#[test]
fn small_models_from_a_library() {
    for values in [1, 3, 20] {
        assert_eq!(counts(&format!("consensus values={values}")).0, values + 1);
    }
    assert_eq!(counts("equation a=2 b=4 c=7").0, 65536);
    assert_eq!(steps("equation a=2 b=4 c=7", "solved"), None);
    let findings = explored("equation a=2 b=10 c=14").findings();
    assert_eq!(findings[0].run.as_deref().expect("a solution"), ["x grows", "x grows", "y grows"]);
    assert_eq!(counts("idle actors=3 crashes=1").0, 4);
    assert_eq!(counts("ping-pong max=5 duplicates=off loses=off").0, 11);
    assert_eq!(counts("ping-pong max=5 duplicates=on loses=off").0, 11);
    assert_eq!(explored("ping-pong max=5").counts().distinct, 4094);
    assert_eq!(explored("ping-pong max=1").counts().distinct, 14);
}

#[test]
fn threads_that_increment() {
    let published = [("off", 2, 13, 8), ("off", 3, 84, 22), ("on", 2, 17, 9), ("on", 3, 61, 13)];
    for (lock, threads, distinct, orbits) in published {
        let spec = format!("increment threads={threads} lock={lock}");
        assert_eq!(explored(&spec).counts().distinct, distinct, "{spec}");
        let reduced = explored(&format!("{spec} --symmetry"));
        assert_eq!(reduced.counts().distinct, orbits, "{spec}");
        assert_eq!(steps(&spec, "nothing-lost").is_some(), lock == "off", "{spec}");
        assert_eq!(steps(&spec, "done"), None, "{spec}");
    }
}

#[test]
fn of_states_that_differ_by_names_one_stands_for_all() {
    let published = [("2pc n=2", 34), ("2pc n=3", 80), ("2pc n=4", 166), ("voting", 77)];
    // Of these no number is published; `check::models` counts the orbits of the smaller ones anew.
    let own = [
        ("paxos", 443),
        ("paxos values=1 ballots=3", 12627),
        ("paxos-commit n=3", 642),
        ("raft-election terms=2", 293),
        ("3pc n=2", 91),
    ];
    for (spec, orbits) in published.into_iter().chain(own) {
        let spec = format!("{spec} --symmetry");
        assert_eq!(counts(&spec).0, orbits, "{spec}");
    }
    assert_eq!(explored("2pc-block n=3 --symmetry").counts().distinct, 595);
    // What Stateright's representative leaves, which sorts by one field alone.
    assert!(counts("2pc n=5 --symmetry").0 < 665);
    // Multisets of n of four states, and those that mix committed and aborted taken away.
    for n in 1..=7u64 {
        let multisets = |states: u64| (1..states).fold(1, |c, k| c * (n + k) / k);
        let reachable = multisets(3) + multisets(2) - 1;
        assert_eq!(counts(&format!("tcommit n={n} --symmetry")).0, reachable, "n={n}");
    }
}

#[test]
fn symmetry_changes_no_shortest_run() {
    let properties = [
        ("2pc n=3 mutant=unprepare", "consistent"),
        ("2pc-block n=3", "not-blocked"),
        ("3pc n=2 partition=on", "consistent"),
        ("lease fencing=off", "no-stale-write"),
        ("voting ballots=2", "chosen"),
        ("paxos mutant=promise", "agreement"),
        ("paxos q1=1 q2=2", "agreement"),
        ("paxos-commit n=2", "committed"),
        ("raft-election mutant=forget", "one-leader-a-term"),
    ];
    for (spec, property) in properties {
        let whole = explored(spec);
        let spec = format!("{spec} --symmetry");
        let reduced = explored(&spec);
        assert_eq!(in_numbers(&*whole).2, in_numbers(&*reduced).2, "{spec}");
        assert!(in_numbers(&*whole).0 > in_numbers(&*reduced).0, "{spec}");
        assert_eq!(steps(&spec, property), steps(spec.trim_end_matches(" --symmetry"), property));
    }
}

#[test]
fn threads_change_nothing() {
    for spec in ["2pc n=4 mutant=unprepare", "paxos mutant=ignore", "2pc-block n=3"] {
        let one = explored_on(1, spec);
        for threads in [2, 3, 64, 100] {
            let many = explored_on(threads, spec);
            assert_eq!(in_numbers(&*one), in_numbers(&*many), "{spec} on {threads}");
            let runs = one.findings().into_iter().map(|finding| finding.run);
            assert!(runs.eq(many.findings().into_iter().map(|finding| finding.run)), "{spec}");
        }
    }
}

#[test]
fn depth_first_sees_the_same_states() {
    for spec in ["2pc n=4", "paxos", "voting --symmetry", "2pc n=3 mutant=unprepare"] {
        let (breadth, depth) = (explored(spec), explored_in(Order::Depth, 1, spec));
        assert_eq!(breadth.counts().distinct, depth.counts().distinct, "{spec}");
        assert_eq!(breadth.counts().generated, depth.counts().generated, "{spec}");
        assert!(breadth.counts().depth <= depth.counts().depth, "{spec}");
        let broken = |exploration: &dyn Exploration| {
            let findings = exploration.findings().into_iter();
            findings.map(|finding| finding.is_violation()).collect::<Vec<bool>>()
        };
        assert_eq!(broken(&*breadth), broken(&*depth), "{spec}");
    }
}

#[test]
fn random_walks_see_what_can_be_reached_and_come_again() {
    let walked = |spec: &str, seed| {
        explored_in(Order::Walks(Walking { walks: 2_000, steps: 60, seed }), 1, spec)
    };
    for (spec, broken) in [("paxos ballots=3", false), ("paxos ballots=2 mutant=promise", true)] {
        let findings = walked(spec, 7).findings();
        assert_eq!(findings[0].is_violation(), broken, "{spec}");
        let again = walked(spec, 7).findings();
        assert!(findings.iter().map(|f| &f.run).eq(again.iter().map(|f| &f.run)), "{spec}");
    }
    let counts = walked("2pc n=2", 1).counts();
    assert_eq!(counts.distinct, 56, "all states are met in two thousand walks");
}
