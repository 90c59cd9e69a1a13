//! A search that has forgotten the type of its model: counts, and runs in words.

use super::ends::Until;
use super::model::{Expectation, Model};
use super::search::{Counts, Search, Settings, Standing};

pub trait Exploration {
    /// Goes through so many states at most, on so many threads. What is found doesn't depend on
    /// either.
    fn advance(&mut self, states: usize, threads: usize);
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
pub fn explore<M>(model: M, settings: Settings) -> Box<dyn Exploration>
where
    M: Model + Sync + 'static,
    M::State: Send + Sync,
{
    Box::new(Explored::new(model, settings))
}

/// The exploration of a model whose type is known.
pub struct Explored<M: Model> {
    settings: Settings,
    search: Search<M>,
    /// One search for each property that should hold eventually, once the states are known.
    ends: Vec<Search<Until<M>>>,
    advance: Advance<M>,
    advance_end: Advance<Until<M>>,
}

/// Goes through so many states on so many threads.
type Advance<M> = fn(&mut Search<M>, usize, usize);

impl<M: Model> Explored<M> {
    pub fn new(model: M, settings: Settings) -> Explored<M>
    where
        M: Sync,
        M::State: Send + Sync,
    {
        Explored {
            advance: on_threads,
            advance_end: on_threads,
            ..Explored::on_one_thread(model, settings)
        }
    }

    /// For models whose states can't be handed from thread to thread.
    pub fn on_one_thread(model: M, settings: Settings) -> Explored<M> {
        Explored {
            settings,
            search: Search::new(model, settings),
            ends: Vec::new(),
            advance: |search, states, _| search.advance(states),
            advance_end: |search, states, _| search.advance(states),
        }
    }

    pub fn search(&self) -> &Search<M> {
        &self.search
    }

    /// The properties that should hold eventually.
    fn eventual(&self) -> impl Iterator<Item = usize> {
        let properties = self.search.properties().iter().enumerate();
        let eventual = properties.filter(|(_, p)| p.expectation == Expectation::Eventually);
        eventual.map(|(index, _)| index)
    }
}

/// One thread needs none beside it.
fn on_threads<M>(search: &mut Search<M>, states: usize, threads: usize)
where
    M: Model + Sync,
    M::State: Send + Sync,
{
    match threads {
        0 | 1 => search.advance(states),
        _ => search.advance_on(threads, states),
    }
}

impl<M: Model> Exploration for Explored<M> {
    fn advance(&mut self, states: usize, threads: usize) {
        if self.search.standing() == Standing::Running {
            return (self.advance)(&mut self.search, states, threads);
        }
        if let Some(search) = self.ends.last_mut().filter(|s| s.standing() == Standing::Running) {
            return (self.advance_end)(search, states, threads);
        }
        let next = self.eventual().nth(self.ends.len());
        if let Some(property) = next.filter(|_| self.standing() == Standing::Running) {
            let property = self.search.properties()[property].clone();
            let model = Until { model: self.search.model().clone(), property };
            self.ends.push(Search::new(model, Settings { first: true, ..self.settings }));
        }
    }

    fn standing(&self) -> Standing {
        let mut searches = vec![self.search.standing()];
        // Of a search for an end, a violation is all there is to see.
        searches.extend(self.ends.iter().map(Search::standing).map(|standing| match standing {
            Standing::StoppedAtViolation if !self.settings.first => Standing::Exhausted,
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
    Some(path.steps.iter().map(|(action, _)| search.model().words(action)).collect())
}
