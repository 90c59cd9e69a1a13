//! The explorer in the page: what was asked of it, and what it has said so far.

pub mod engine;

use std::rc::Rc;

use crate::sim::time::Time;
use crate::view::explorer::{Budget, Limits, Order, Outcome, Report};

/// Random futures of each moment that is looked at.
pub const FUTURES: u32 = 40;
/// Moments of a run to look at, at most.
pub const MOMENTS: u32 = 32;

/// What happened to the explorer.
#[derive(Clone, Debug, PartialEq)]
pub enum ExplorerMsg {
    Started {
        draft: Draft,
    },
    FuturesAsked,
    Paused {
        paused: bool,
    },
    Stopped,
    Reported {
        report: Rc<Report>,
    },
    /// What was found is to be played.
    Opened,
}

/// What a search is to begin with next time.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// From the playhead, not from the beginning.
    pub here: bool,
    /// The property to break, by its index; any where none is named.
    pub wanted: Option<usize>,
    pub budget: Budget,
    pub limits: Limits,
}

impl Default for Draft {
    fn default() -> Draft {
        Draft {
            here: false,
            wanted: None,
            budget: Budget::default(),
            limits: Limits { states: 1_000_000, megabytes: 512, seconds: 60 },
        }
    }
}

#[derive(Default)]
pub struct Explorer {
    pub draft: Draft,
    pub task: Option<Task>,
    /// Of the present run, once it was asked for.
    pub strip: Option<Rc<Vec<Chance>>>,
}

/// An order and how far it has come.
#[derive(Clone, PartialEq)]
pub struct Task {
    pub order: Rc<Order>,
    pub report: Rc<Report>,
    pub paused: bool,
}

/// How many random futures break a property from a moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chance {
    pub from: Time,
    pub broken: u32,
    pub of: u32,
}

impl Explorer {
    /// Another scenario is shown: what was found out is not of it.
    pub fn leave(&mut self) {
        self.task = None;
        self.strip = None;
    }

    pub fn is_working(&self) -> bool {
        self.task.as_ref().is_some_and(|task| !task.report.outcome.is_over())
    }
}

impl Task {
    pub fn has_found(&self) -> bool {
        self.report.outcome == Outcome::Found
    }
}

/// The moment from which on all futures break, and what it was before.
pub fn inevitable_from(strip: &[Chance]) -> Option<(Chance, Option<Chance>)> {
    let lost = |chance: &Chance| chance.of > 0 && chance.broken == chance.of;
    let index = strip.iter().rposition(|chance| !lost(chance)).map_or(0, |open| open + 1);
    let first = *strip.get(index)?;
    Some((first, index.checked_sub(1).map(|before| strip[before])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inevitable_is_what_every_later_future_breaks() {
        let chance = |ms, broken| Chance { from: Time::from_ms(ms), broken, of: 4 };
        let strip = [chance(0, 1), chance(1, 4), chance(2, 3), chance(3, 4), chance(4, 4)];
        assert_eq!(inevitable_from(&strip), Some((strip[3], Some(strip[2]))));
        assert_eq!(inevitable_from(&strip[3..]), Some((strip[3], None)));
        assert_eq!(inevitable_from(&strip[..1]), None);
        assert_eq!(inevitable_from(&[]), None);
    }
}
