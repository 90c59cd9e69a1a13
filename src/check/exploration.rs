//! A model being explored, in whichever order, and what is known of its properties so far.

use super::depth::DepthFirst;
use super::ends::{Ends, Until};
use super::model::{Expectation, Model, Property};
use super::search::{Counts, Order, Search, Settings, Standing};
use super::walks::Walks;

/// An exploration that has forgotten the type of its model: counts, and runs in words.
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
    /// The steps of a run that settles it: one that breaks it, or for a property that should hold
    /// sometimes, one to where it does. Breadth first, a shortest one.
    pub run: Option<Vec<String>>,
    /// The run then goes on for ever as it did after so many of its steps.
    pub goes_back_to: Option<usize>,
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

/// One of the ways to explore.
pub(super) trait Exploring<M: Model> {
    fn advance(&mut self, states: usize, threads: usize);
    fn model(&self) -> &M;
    fn properties(&self) -> &[Property<M>];
    fn standing(&self) -> Standing;
    fn counts(&self) -> Counts;
    fn run(&self, property: usize) -> Option<Vec<M::Action>>;
    fn goes_back_to(&self, _property: usize) -> Option<usize> {
        None
    }
    /// Whether runs that come to an end, or go round, are judged.
    fn judges_ends(&self) -> bool {
        false
    }
}

/// The exploration of a model whose type is known.
pub struct Explored<M: Model>(Box<dyn Exploring<M>>);

impl<M: Model + 'static> Explored<M> {
    pub fn new(model: M, settings: Settings) -> Explored<M>
    where
        M: Sync,
        M::State: Send + Sync,
    {
        Explored::with(model, settings, on_threads, on_threads)
    }

    /// For models whose states can't be handed from thread to thread.
    pub fn on_one_thread(model: M, settings: Settings) -> Explored<M> {
        Explored::with(
            model,
            settings,
            |s, states, _| s.advance(states),
            |s, states, _| {
                s.advance(states);
            },
        )
    }

    fn with(
        model: M,
        settings: Settings,
        advance: Advance<M>,
        advance_end: Advance<Until<M>>,
    ) -> Explored<M> {
        Explored(match settings.order {
            Order::Breadth => {
                let search = Search::new(model, settings);
                Box::new(Breadth { settings, search, ends: Vec::new(), advance, advance_end })
            }
            Order::Depth => Box::new(DepthFirst::new(model, settings)),
            Order::Walks(walking) => Box::new(Walks::new(model, settings, walking)),
        })
    }

    pub fn model(&self) -> &M {
        self.0.model()
    }

    /// The steps of the run that settles a property, if one is known.
    pub fn run(&self, property: usize) -> Option<Vec<M::Action>> {
        self.0.run(property)
    }
}

impl<M: Model> Exploration for Explored<M> {
    fn advance(&mut self, states: usize, threads: usize) {
        self.0.advance(states, threads);
    }

    fn standing(&self) -> Standing {
        self.0.standing()
    }

    fn counts(&self) -> Counts {
        self.0.counts()
    }

    fn findings(&self) -> Vec<Finding> {
        let properties = self.0.properties().iter().enumerate();
        let judged = properties.filter(|(_, property)| {
            property.expectation != Expectation::Eventually || self.0.judges_ends()
        });
        let findings = judged.map(|(index, property)| {
            let words = |run: Vec<M::Action>| {
                run.iter().map(|action| self.0.model().words(action)).collect()
            };
            let run = self.0.run(index).map(words);
            let goes_back_to = self.0.goes_back_to(index);
            let Property { name: property, expectation, .. } = *property;
            Finding { property, expectation, run, goes_back_to }
        });
        findings.collect()
    }
}

/// Breadth first through all states, then again for each property that should hold eventually.
struct Breadth<M: Model> {
    settings: Settings,
    search: Search<M>,
    /// One search for each property that should hold eventually, once the states are known.
    ends: Vec<Ends<M>>,
    advance: Advance<M>,
    advance_end: Advance<Until<M>>,
}

/// Goes through so many states on so many threads.
type Advance<M> = fn(&mut Search<M>, usize, usize);

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

impl<M: Model> Breadth<M> {
    /// The properties that should hold eventually.
    fn eventual(&self) -> impl Iterator<Item = usize> {
        let properties = self.search.properties().iter().enumerate();
        let eventual = properties.filter(|(_, p)| p.expectation == Expectation::Eventually);
        eventual.map(|(index, _)| index)
    }
}

impl<M: Model> Exploring<M> for Breadth<M> {
    fn advance(&mut self, states: usize, threads: usize) {
        if self.search.standing() == Standing::Running {
            return (self.advance)(&mut self.search, states, threads);
        }
        if let Some(ends) = self.ends.last_mut().filter(|e| e.standing() == Standing::Running) {
            return ends.advance(states, threads, self.advance_end);
        }
        let next = self.eventual().nth(self.ends.len());
        if let Some(property) = next.filter(|_| self.standing() == Standing::Running) {
            let property = self.search.properties()[property].clone();
            self.ends.push(Ends::new(self.search.model().clone(), property, self.settings));
        }
    }

    fn model(&self) -> &M {
        self.search.model()
    }

    fn properties(&self) -> &[Property<M>] {
        self.search.properties()
    }

    fn standing(&self) -> Standing {
        let mut searches = vec![self.search.standing()];
        // Of a search for an end, a violation is all there is to see.
        searches.extend(self.ends.iter().map(Ends::standing).map(|standing| match standing {
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
        counts.bytes += self.ends.iter().map(Ends::bytes).sum::<u64>();
        counts
    }

    fn run(&self, property: usize) -> Option<Vec<M::Action>> {
        match self.eventual().position(|eventual| eventual == property) {
            Some(position) => self.ends.get(position)?.run(),
            None => self.search.run_to(self.search.found(property)?),
        }
    }

    fn goes_back_to(&self, property: usize) -> Option<usize> {
        let position = self.eventual().position(|eventual| eventual == property)?;
        self.ends.get(position)?.goes_back_to()
    }

    fn judges_ends(&self) -> bool {
        true
    }
}
