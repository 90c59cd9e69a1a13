//! `splitbrain explore` from outside.

use crate::cli::{printed, refused};

/// The last lines of what is printed, from the counts on.
fn result(arguments: &[&str]) -> Vec<String> {
    let text = printed(&[&["explore"], arguments].concat(), "");
    let lines = text.lines().skip_while(|line| !line.starts_with("distinct "));
    lines.map(str::to_string).collect()
}

#[test]
fn the_last_lines_are_the_counts_and_what_is_violated() {
    assert_eq!(result(&["2pc", "n=3"]), ["distinct 288 generated 1146 depth 11"]);
    let orbits = result(&["2pc", "n=4", "--symmetry", "--threads", "3"]);
    assert!(orbits[0].starts_with("distinct 166 generated "), "{orbits:?}");
    let broken = result(&["2pc", "n=3", "mutant=unprepare"]);
    assert_eq!(broken[1..], ["violated consistent in 9 steps"]);
    let text = printed(&["explore", "2pc", "n=3", "mutant=unprepare", "--first"], "");
    let first_step = "a run that violates consistent:\n   1  RM1 prepares\n";
    assert!(text.contains(first_step), "{text}");
    assert!(text.ends_with("violated consistent in 9 steps\n"), "{text}");
}

#[test]
fn other_orders_than_breadth_first_are_told_by_options() {
    assert!(result(&["2pc", "n=3", "--depth-first"])[0].starts_with("distinct 288 generated 1146"));
    let text = printed(&["explore", "paxos", "ballots=3", "--walks", "50", "--steps", "90"], "");
    assert!(text.contains("stopped at the limit of walks"), "{text}");
    let payload = ["explore", "commit?n=2&alone=abort", "--budget", "timer=1", "--walks", "500"];
    assert!(printed(&payload, "").contains("\nviolated Atomicity in "));
}

#[test]
fn a_run_that_goes_round_or_ends_too_early_is_a_violation() {
    let text = printed(&["explore", "ping-pong", "max=1"], "");
    let run = "a run that violates must-reach-max:\n   1  Ping(0) is lost\n";
    assert!(text.contains(run), "{text}");
    assert!(text.ends_with("depth 6\nviolated must-reach-max in 1 steps\n"), "{text}");
    assert_eq!(result(&["consensus", "values=3"]), ["distinct 4 generated 4 depth 2"]);
}

#[test]
fn a_limit_ends_it_with_what_is_known() {
    let text = printed(&["explore", "2pc", "n=9", "--limit", "20000"], "");
    assert!(text.contains("stopped at the limit of states with "), "{text}");
    assert!(text.contains(" states to go, within these bounds nothing found\n"), "{text}");
    assert!(!text.contains("holds consistent"), "{text}");
    let counts = result(&["2pc", "n=9", "--limit", "1000"]).remove(0);
    let distinct = counts.split(' ').nth(1).and_then(|number| number.parse::<u64>().ok());
    assert!(distinct.is_some_and(|distinct| (1_000..2_000).contains(&distinct)), "{counts}");
    let text = printed(&["explore", "2pc", "n=14", "--memory", "1"], "");
    assert!(text.contains("stopped at the limit of memory with "), "{text}");
}

#[test]
fn what_it_does_not_understand_it_says() {
    let complaint = refused(&["explore", "4pc"], "");
    assert!(complaint.starts_with("there is no model \"4pc\" (there are tcommit, 2pc"));
    assert_eq!(
        refused(&["explore", "2pc", "n=0"], ""),
        "n is \"0\", expected a number from 1 to 16"
    );
    assert_eq!(refused(&["explore", "2pc", "n"], ""), "\"n\" is not a setting such as n=3");
    assert_eq!(
        refused(&["explore", "single-copy", "--symmetry"], ""),
        "single-copy has no interchangeable members"
    );
    assert_eq!(refused(&["explore", "--limit"], ""), "--limit wants a number");
    assert_eq!(refused(&["explore", "--deep"], ""), "explore has no option \"--deep\"");
    assert!(printed(&["explore"], "").starts_with("tcommit n=3\n2pc n=3 mutant="));
}
