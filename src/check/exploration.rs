//! A search that has forgotten the type of its model: counts, and runs in words.

use super::ends::Until;
use super::model::{Expectation, Model};
use super::search::{Counts, Limits, Search, Standing};

pub trait Exploration {
    /// Goes on for a while.
    fn advance(&mut self);
    fn standing(&self) -> Standing;
    fn counts(&self) -> Counts;
    /// What is known of each property so far.
    fn findings(&self) -> Vec<Finding>;
}

/// What an exploration has found out about one property.
pub struct Finding {
    pub property: &'static str,
    pub expectation: Expectation,
    /// The steps of a shortest run that settles it: one that breaks it, or for a property that
    /// should hold sometimes, one to where it does.
    pub run: Option<Vec<String>>,
}

impl Finding {
    pub fn is_violation(&self) -> bool {
        self.run.is_some() && self.expectation != Expectation::Sometimes
    }
}

/// Begins to explore a model.
pub fn explore<M: Model + 'static>(model: M, limits: Limits) -> Box<dyn Exploration> {
    Box::new(Explored { limits, search: Search::new(model, limits), ends: Vec::new() })
}

struct Explored<M: Model> {
    limits: Limits,
    search: Search<M>,
    /// One search for each property that should hold eventually, once the states are known.
    ends: Vec<Search<Until<M>>>,
}

impl<M: Model> Explored<M> {
    /// The properties that should hold eventually.
    fn eventual(&self) -> impl Iterator<Item = usize> {
        let properties = self.search.properties().iter().enumerate();
        let eventual = properties.filter(|(_, p)| p.expectation == Expectation::Eventually);
        eventual.map(|(index, _)| index)
    }
}

impl<M: Model> Exploration for Explored<M> {
    fn advance(&mut self) {
        if self.search.standing() == Standing::Running {
            self.search.advance();
            return;
        }
        if let Some(search) = self.ends.last_mut().filter(|s| s.standing() == Standing::Running) {
            search.advance();
            return;
        }
        let next = self.eventual().nth(self.ends.len());
        if let Some(property) = next.filter(|_| self.standing() == Standing::Running) {
            let holds = self.search.properties()[property].holds;
            let model = Until { model: self.search.model().clone(), holds };
            self.ends.push(Search::new(model, Limits { first: true, ..self.limits }));
        }
    }

    fn standing(&self) -> Standing {
        let mut searches = vec![self.search.standing()];
        // Of a search for an end, a violation is all there is to see.
        searches.extend(self.ends.iter().map(Search::standing).map(|standing| match standing {
            Standing::StoppedAtViolation if !self.limits.first => Standing::Exhausted,
            standing => standing,
        }));
        let stopped = searches.iter().find(|standing| **standing != Standing::Exhausted);
        match stopped {
            Some(standing) => *standing,
            None if self.ends.len() < self.eventual().count() => Standing::Running,
            None => Standing::Exhausted,
        }
    }

    fn counts(&self) -> Counts {
        let mut counts = self.search.counts();
        counts.bytes += self.ends.iter().map(|search| search.counts().bytes).sum::<u64>();
        counts
    }

    fn findings(&self) -> Vec<Finding> {
        let mut ends = self.ends.iter();
        let properties = self.search.properties().iter().enumerate();
        let findings = properties.map(|(index, property)| {
            let run = match property.expectation {
                Expectation::Eventually => ends.next().and_then(|search| run(search, 0)),
                _ => run(&self.search, index),
            };
            Finding { property: property.name, expectation: property.expectation, run }
        });
        findings.collect()
    }
}

fn run<M: Model>(search: &Search<M>, property: usize) -> Option<Vec<String>> {
    let path = search.path(search.found(property)?);
    Some(path.steps.iter().map(|(action, _)| action.to_string()).collect())
}
