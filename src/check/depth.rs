//! Depth first: soon far from the start, with no list of states that wait, and runs that are
//! anything but shortest.

use super::exploration::Exploring;
use super::model::{Model, Property};
use super::search::{Counts, Found, Settings, Standing, Waiting, fingerprint_of, is_broken, judge};
use super::visited::{NOBODY, Visited};

pub struct DepthFirst<M: Model> {
    model: M,
    settings: Settings,
    properties: Vec<Property<M>>,
    visited: Visited,
    /// First states not yet begun with.
    first: Vec<M::State>,
    /// The run so far.
    stack: Vec<Frame<M>>,
    generated: u64,
    deepest: u32,
    found: Vec<Option<Found>>,
    runs: Vec<Option<Vec<M::Action>>>,
    standing: Standing,
}

/// A state of the run, the step that led there, and those out of it that are still to be taken.
struct Frame<M: Model> {
    state: M::State,
    by: Option<M::Action>,
    ahead: Vec<M::Action>,
}

impl<M: Model> DepthFirst<M> {
    pub fn new(model: M, settings: Settings) -> DepthFirst<M> {
        let properties = model.properties();
        let mut first = model.initial();
        first.reverse();
        DepthFirst {
            model,
            settings,
            visited: Visited::default(),
            first,
            stack: Vec::new(),
            generated: 0,
            deepest: 0,
            found: vec![None; properties.len()],
            runs: vec![None; properties.len()],
            properties,
            standing: Standing::Running,
        }
    }

    fn step(&mut self) {
        let Some(frame) = self.stack.last_mut() else {
            match self.first.pop() {
                Some(state) => self.enter(state, None),
                None => self.standing = Standing::Exhausted,
            }
            return;
        };
        match frame.ahead.pop() {
            Some(action) => {
                if let Some(state) = self.model.next(&frame.state, &action) {
                    self.enter(state, Some(action));
                }
            }
            None => {
                self.stack.pop();
            }
        }
    }

    fn enter(&mut self, state: M::State, by: Option<M::Action>) {
        self.generated += 1;
        let fingerprint = fingerprint_of(&self.model, self.settings.symmetry, &state);
        if !self.visited.insert(fingerprint, NOBODY) {
            return;
        }
        let mut ahead = Vec::new();
        self.model.actions(&state, &mut ahead);
        ahead.reverse();
        let waiting = Waiting { state, fingerprint };
        judge(&self.model, &self.properties, &waiting, self.stack.len() as u32, &mut self.found);
        self.stack.push(Frame { state: waiting.state, by, ahead });
        self.deepest = self.deepest.max(self.stack.len() as u32);
        for (found, run) in self.found.iter().zip(&mut self.runs) {
            if found.is_some() && run.is_none() {
                *run = Some(self.stack.iter().filter_map(|frame| frame.by.clone()).collect());
            }
        }
        if self.settings.first && is_broken(&self.properties, &self.found) {
            self.standing = Standing::StoppedAtViolation;
        }
    }
}

impl<M: Model> Exploring<M> for DepthFirst<M> {
    fn advance(&mut self, states: usize, _: usize) {
        for _ in 0..states {
            if self.standing != Standing::Running {
                return;
            }
            self.step();
        }
        if self.standing == Standing::Running {
            self.standing = self.settings.standing(self.counts());
        }
    }

    fn model(&self) -> &M {
        &self.model
    }

    fn properties(&self) -> &[Property<M>] {
        &self.properties
    }

    fn standing(&self) -> Standing {
        self.standing
    }

    fn counts(&self) -> Counts {
        let ahead = self.stack.iter().map(|frame| frame.ahead.len());
        Counts {
            distinct: self.visited.len(),
            generated: self.generated,
            depth: self.deepest,
            waiting: (ahead.sum::<usize>() + self.first.len()) as u64,
            bytes: self.visited.bytes() + (self.stack.capacity() * size_of::<Frame<M>>()) as u64,
        }
    }

    /// The run to where a property was first seen to break.
    fn run(&self, property: usize) -> Option<Vec<M::Action>> {
        self.runs[property].clone()
    }
}
