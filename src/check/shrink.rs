//! Scripts made as small as they can be: whatever can be taken out of one while it still breaks the
//! same property is taken out.

use crate::sim::protocol::Protocol;
use crate::sim::run::Run;
use crate::sim::time::Time;
use crate::sim::timed::Setup;

use super::schedules::Schedules;
use super::script::{self, Style};
use crate::sim::action::Action;
use crate::sim::fault::Fault;

/// Message delays to try, in µs: with a shorter one more can happen before a timer is due.
const LATENCIES_US: [u64; 4] = [10_000, 5_000, 2_000, 1_000];
/// Seeds to try, which settle when timers are due.
const SEEDS: u64 = 32;
/// How long a script goes on after it has broken the property.
const AFTERMATH_US: u64 = 20_000;

/// A small script of a timed run that breaks the property as these steps do, if there is one.
pub fn scripted<P: Protocol>(
    model: &Schedules<P>,
    steps: &[Action<P>],
    property: u8,
) -> Option<Setup<P>> {
    let mut scripts = styles().filter_map(|style| {
        let setup = script::write(model, steps, style)?;
        broken_at(&setup, property)?;
        Some(setup)
    });
    let setup = scripts.next()?;
    Some(rounded(shrunk(setup, property), property))
}

fn styles() -> impl Iterator<Item = Style> {
    let orders = [(false, false), (true, false), (false, true), (true, true)];
    // Clocks that run apart are the last resort.
    let ways = [false, true].into_iter();
    let ways = ways.flat_map(move |slow| orders.into_iter().map(move |order| (slow, order)));
    let ways = ways.flat_map(|way| LATENCIES_US.into_iter().map(move |latency| (way, latency)));
    ways.flat_map(|((slow, (in_order, late)), latency_us)| {
        (1..=SEEDS).map(move |seed| Style { seed, latency_us, in_order, late, slow })
    })
}

/// When the script's run first breaks the property.
pub fn broken_at<P: Protocol>(setup: &Setup<P>, property: u8) -> Option<Time> {
    let run = Run::new(setup.clone()).finish();
    let mut observations = run.trace().observations.iter();
    let (event, _) = observations.find(|(_, found)| found.violates == Some(property))?;
    Some(run.trace().events[*event as usize].time)
}

fn shrunk<P: Protocol>(mut setup: Setup<P>, property: u8) -> Setup<P> {
    loop {
        let before = setup.faults.len() + setup.requests.len();
        for index in (0..setup.faults.len()).rev() {
            let mut smaller = setup.clone();
            smaller.faults.remove(index);
            keep_if_broken(&mut setup, smaller, property);
        }
        for index in (0..setup.requests.len()).rev() {
            let mut smaller = setup.clone();
            smaller.requests.remove(index);
            keep_if_broken(&mut setup, smaller, property);
        }
        if setup.faults.len() + setup.requests.len() == before {
            break;
        }
    }
    setup
}

fn keep_if_broken<P: Protocol>(setup: &mut Setup<P>, smaller: Setup<P>, property: u8) {
    if broken_at(&smaller, property).is_some() {
        *setup = smaller;
    }
}

/// Whole milliseconds, wherever they do as well.
fn rounded<P: Protocol>(mut setup: Setup<P>, property: u8) -> Setup<P> {
    let up = |us: u64| us.div_ceil(1_000) * 1_000;
    for index in 0..setup.requests.len() {
        let mut round = setup.clone();
        round.requests[index].0 = Time(up(round.requests[index].0.us()));
        round.requests.sort_by_key(|(at, ..)| *at);
        keep_if_broken(&mut setup, round, property);
    }
    for index in 0..setup.faults.len() {
        let mut round = setup.clone();
        if let Fault::Delay { by_us, .. } = &mut round.faults[index].fault {
            *by_us = up(*by_us);
        }
        keep_if_broken(&mut setup, round, property);
        let mut round = setup.clone();
        round.faults[index].at = Time(up(round.faults[index].at.us()));
        round.faults.sort_by_key(|timed| timed.at);
        keep_if_broken(&mut setup, round, property);
    }
    if let Some(at) = broken_at(&setup, property) {
        setup.until = Time(up(at.us() + AFTERMATH_US));
    }
    setup
}
