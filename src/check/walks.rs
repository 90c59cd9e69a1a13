//! Random walks: what goes wrong in the long run, where there are too many states to see them all.

use crate::sim::random::{Stream, draw, uniform};

use super::exploration::Exploring;
use super::model::{Expectation, Model, Property};
use super::search::{Counts, Found, Order, Settings, Standing, Waiting, fingerprint_of, judge};
use super::visited::{NOBODY, Visited};

/// How far to walk, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Walking {
    pub walks: u64,
    /// Of one walk, at most.
    pub steps: u32,
    pub seed: u64,
}

pub struct Walks<M: Model> {
    model: M,
    settings: Settings,
    walking: Walking,
    properties: Vec<Property<M>>,
    /// To count how many different states were seen.
    visited: Visited,
    done: u64,
    generated: u64,
    deepest: u32,
    found: Vec<Option<Found>>,
    /// The shortest run seen that settles each property.
    runs: Vec<Option<Vec<M::Action>>>,
    standing: Standing,
}

/// Whether one random walk, the one with this seed, comes to break something that should hold
/// always.
pub fn breaks<M: Model>(model: &M, seed: u64, steps: u32) -> bool {
    let walking = Walking { walks: 1, steps, seed };
    let settings = Settings { first: true, order: Order::Walks(walking), ..Settings::default() };
    let mut walks = Walks::new(model.clone(), settings, walking);
    walks.walk();
    walks.standing == Standing::StoppedAtViolation
}

impl<M: Model> Walks<M> {
    pub fn new(model: M, settings: Settings, walking: Walking) -> Walks<M> {
        let properties = model.properties();
        Walks {
            model,
            settings,
            walking,
            visited: Visited::default(),
            done: 0,
            generated: 0,
            deepest: 0,
            found: vec![None; properties.len()],
            runs: vec![None; properties.len()],
            properties,
            standing: Standing::Running,
        }
    }

    fn walk(&mut self) {
        let (seed, walk, mut drawn) = (self.walking.seed, self.done, 0);
        let mut pick = |count: usize| {
            drawn += 1;
            let bits = draw(seed, Stream::Tool, walk, drawn);
            uniform(bits, 0, count as u64 - 1) as usize
        };
        let mut first = self.model.initial();
        if first.is_empty() {
            return;
        }
        let mut state = first.swap_remove(pick(first.len()));
        let mut run = Vec::new();
        let mut actions = Vec::new();
        loop {
            state = self.look_at(state, &run);
            if run.len() as u32 == self.walking.steps || self.standing != Standing::Running {
                return;
            }
            self.model.actions(&state, &mut actions);
            // One that turns out to be no step is put aside, and another taken.
            let next = loop {
                if actions.is_empty() {
                    return;
                }
                let action = actions.swap_remove(pick(actions.len()));
                if let Some(next) = self.model.next(&state, &action) {
                    run.push(action);
                    break next;
                }
            };
            actions.clear();
            state = next;
        }
    }

    fn look_at(&mut self, state: M::State, run: &[M::Action]) -> M::State {
        self.generated += 1;
        let steps = run.len() as u32;
        self.deepest = self.deepest.max(steps + 1);
        let fingerprint = fingerprint_of(&self.model, self.settings.symmetry, &state);
        self.visited.insert(fingerprint, NOBODY);
        let mut found = vec![None; self.properties.len()];
        let waiting = Waiting { state, fingerprint };
        judge(&self.model, &self.properties, &waiting, steps, &mut found);
        for (index, found) in found.into_iter().enumerate() {
            let Some(found) = found else { continue };
            if self.found[index].is_none_or(|known| found.steps < known.steps) {
                self.found[index] = Some(found);
                self.runs[index] = Some(run.to_vec());
            }
            if self.settings.first && self.properties[index].expectation == Expectation::Always {
                self.standing = Standing::StoppedAtViolation;
            }
        }
        waiting.state
    }
}

impl<M: Model> Exploring<M> for Walks<M> {
    /// Walks until so many steps have been taken, to the end of the last walk.
    fn advance(&mut self, states: usize, _: usize) {
        let end = self.generated + states as u64;
        while self.standing == Standing::Running && self.generated < end {
            if self.done == self.walking.walks {
                self.standing = Standing::Walked;
                return;
            }
            self.walk();
            self.done += 1;
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
        Counts {
            distinct: self.visited.len(),
            generated: self.generated,
            depth: self.deepest,
            waiting: 0,
            bytes: self.visited.bytes(),
        }
    }

    /// The shortest run seen that settles a property.
    fn run(&self, property: usize) -> Option<Vec<M::Action>> {
        self.runs[property].clone()
    }
}
