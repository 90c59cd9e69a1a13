//! The explorer as the page uses it: orders and reports as text, jobs in slices, the past of a run,
//! random futures, challenges.

use std::cell::Cell;

use splitbrain::catalog::{self, PROTOCOLS};
use splitbrain::scenario::challenge::{Attempt, judge};
use splitbrain::scenario::gallery;
use splitbrain::scenario::gallery::challenges::{self, CHALLENGES};
use splitbrain::scenario::link;
use splitbrain::scenario::scenario::Scenario;
use splitbrain::view::explorer::{Budget, Job, Limits, Order, Outcome, Quest, Report, Share};
use splitbrain::view::player::Player;

use crate::runs::{finished, open, violated_in};

const LIMITS: Limits = Limits { states: 400_000, megabytes: 256, seconds: 600 };

fn order(payload: &str, quest: Quest, budget: &str) -> Order {
    let budget = Budget::parse(budget).expect(budget);
    Order { quest, payload: payload.to_string(), budget, wanted: None }
}

fn search(payload: &str, events: u32, limits: Limits, budget: &str) -> Order {
    order(payload, Quest::Violation { events, limits }, budget)
}

/// A job whose clock ticks by a millisecond whenever somebody looks at it.
fn job(order: &Order) -> (Job, impl Fn() -> f64) {
    let order = Order::parse(&order.text()).expect("an order is read back");
    let scenario = open(&order.payload);
    let begin = move |ground, settings| {
        catalog::hunt_untyped(&scenario, ground, settings).map_err(|error| error.to_string())
    };
    let now = Cell::new(0.0);
    let clock = move || {
        now.set(now.get() + 1.0);
        now.get()
    };
    let link = |scenario: &Scenario| link::encode(scenario, None, PROTOCOLS).ok();
    (Job::new(order, Box::new(begin), link), clock)
}

/// Every report of a job until it is over.
fn reports(order: &Order) -> Vec<Report> {
    let (mut job, clock) = job(order);
    let mut reports: Vec<Report> = Vec::new();
    while reports.last().is_none_or(|report| !report.outcome.is_over()) {
        let report = job.work(&clock, 50.0);
        assert_eq!(Report::parse(&report.text()), Some(report.clone()));
        reports.push(report);
    }
    reports
}

fn last(order: &Order) -> Report {
    reports(order).pop().expect("a job says how it ended")
}

/// The property that a report's run breaks, as the run itself says.
fn broken_by(report: &Report) -> Box<dyn Player> {
    let payload = report.payload.as_ref().expect("a script");
    finished(&open(payload))
}

#[test]
fn what_is_found_in_slices_is_what_is_found_at_once() {
    let order = search("paxos?adopt=ignore&q=2-0-blue.3-1-green", 0, LIMITS, "");
    let reports = reports(&order);
    assert!(reports.len() > 10);
    assert!(reports.iter().any(|report| report.outcome == Outcome::Shrinking));
    assert!(reports.windows(2).all(|pair| pair[0].counts.distinct <= pair[1].counts.distinct));
    let found = reports.last().expect("a report");
    assert_eq!((&found.outcome, found.steps.len()), (&Outcome::Found, 22));
    assert!(violated_in(&*broken_by(found)).contains(&found.property.expect("a property")));
}

#[test]
fn limits_end_a_search_honestly() {
    let within = |limits| last(&search("paxos?q=2-0-blue.3-1-green", 0, limits, "crash=1")).outcome;
    assert_eq!(within(Limits { states: 1_000, ..LIMITS }), Outcome::StoppedAtStates);
    assert_eq!(within(Limits { megabytes: 1, ..LIMITS }), Outcome::StoppedAtMemory);
    assert_eq!(within(Limits { seconds: 1, ..LIMITS }), Outcome::StoppedAtTime);
    let whole = last(&search("commit?n=2", 0, LIMITS, "timer=1"));
    assert_eq!((whole.outcome, whole.property), (Outcome::Exhausted, None));
}

/// A run up to some moment, and then everything: what was found begins as the run did.
#[test]
fn a_search_from_here_begins_with_what_the_run_has_done() {
    let payload = "commit.dare";
    let scenario = open(payload);
    let player = finished(&scenario);
    assert_eq!(violated_in(&*player), Vec::<usize>::new());
    // Both have voted and are prepared; nothing but the decision is still to come.
    for ms in [10, 20, 25] {
        let events = player.events_until(splitbrain::sim::time::Time::from_ms(ms));
        let found = last(&search(payload, events, LIMITS, "timer=1"));
        assert_eq!(found.outcome, Outcome::Found, "{ms} ms");
        assert!(found.steps.len() < 11, "{ms} ms: {} steps", found.steps.len());
        assert!(violated_in(&*broken_by(&found)).contains(&0), "{ms} ms");
    }
    let end = last(&search(payload, player.events_until(scenario.until), LIMITS, "timer=1"));
    assert_eq!(end.outcome, Outcome::Exhausted);
}

#[test]
fn what_is_broken_already_is_found_at_once() {
    let scenario = open("paxos.forget");
    let events = finished(&scenario).events_until(scenario.until);
    let found = last(&search("paxos.forget", events, LIMITS, ""));
    assert_eq!((found.outcome, found.steps.len()), (Outcome::Found, 0));
}

#[test]
fn futures_of_a_broken_run_come_to_break_for_sure() {
    let scenario = open("paxos.forget");
    let player = finished(&scenario);
    let broken = player.violations(splitbrain::view::lang::Lang::En)[0].event;
    let events = vec![0, broken / 2, broken, broken + 1];
    let quest = Quest::Futures { events, futures: 20 };
    let report = last(&order("paxos.forget", quest, "crash=1,timer=2"));
    assert_eq!((&report.outcome, report.shares.len()), (&Outcome::Told, 4));
    let Share { broken: first, of, .. } = report.shares[0];
    assert!(of == 20 && first < 20, "{:?}", report.shares);
    assert_eq!(report.shares[3], Share { event: broken + 1, broken: 20, of: 20 });
}

#[test]
fn nonsense_is_refused() {
    assert_eq!(Order::parse(""), None);
    assert_eq!(Order::parse("payload paxos\nbudget rain=1\nevent 0\n"), None);
    assert_eq!(Order::parse("payload paxos\nbudget crash=1\nevent 0\n"), None);
    assert_eq!(Report::parse("outcome good\n"), None);
    let said = Report::failed("a line\nand another \\n".to_string());
    assert_eq!(Report::parse(&said.text()), Some(said));
}

#[test]
fn every_challenge_is_open_and_the_explorer_meets_it() {
    for challenge in CHALLENGES {
        let id = challenge.id;
        let first = (gallery::find(id).expect(id).make)();
        let breaks =
            |scenario: &Scenario| violated_in(&*finished(scenario)).contains(&challenge.property);
        let judged = |scenario: &Scenario| judge(challenge, &first, scenario, breaks(scenario));
        assert_eq!(judged(&first), Attempt::NotYet, "{id}");
        let quest = Quest::Violation { events: 0, limits: LIMITS };
        let budget = Budget { bounds: challenge.bounds, timers: challenge.timers };
        let wanted = Some(challenge.property);
        let found = last(&Order { quest, payload: id.to_string(), budget, wanted });
        let answer = open(found.payload.as_deref().unwrap_or_else(|| panic!("{id}: {found:?}")));
        assert_eq!(judged(&answer), Attempt::Met, "{id}: {:?}", found.payload);
        assert_eq!(challenges::of(&answer).map(|challenge| challenge.id), Some(id));
    }
}

#[test]
fn a_challenge_is_not_met_by_more_than_it_allows() {
    let challenge = &CHALLENGES[0];
    let first = (gallery::find(challenge.id).expect("a challenge").make)();
    let judged = |payload: &str| judge(challenge, &first, &open(payload), true);
    assert_eq!(judged("paxos.dare?f=40c3"), Attempt::Met);
    assert_eq!(judged("paxos.dare?f=40c3.50c2"), Attempt::TooMuch);
    assert_eq!(judged("paxos.dare?f=40p3"), Attempt::TooMuch);
    assert_eq!(judged("paxos.dare?adopt=ignore"), Attempt::OtherRules);
    assert_eq!(judged("paxos.dare?q=5-0-green"), Attempt::OtherRules);
    assert_eq!(judged("paxos.dare?loss=50000"), Attempt::OtherRules);
}
