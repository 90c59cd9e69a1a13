//! Breadth first through every reachable state: the first time a property is seen to break is by a
//! shortest run.
//!
//! States are told apart by fingerprint alone, and of a state that has been gone through only the
//! fingerprint stays. A run that leads to a state is found again by following the fingerprints back
//! to the start and taking, on the way forth, the steps that lead along them.

use std::ops::Range;

use crate::sim::fingerprint;

use super::model::{Expectation, Model, Property};
use super::visited::{NOBODY, Visited};
use super::walks::Walking;

/// States to go through between two looks at the limits, where nobody waits for the search.
pub const BLOCK: usize = 1 << 16;

/// How to search, and where to stop though there is more to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Of states that differ by the names of members alone, one stands for all.
    pub symmetry: bool,
    /// Distinct states; looked at once in a while, so a few more may be seen.
    pub states_max: u64,
    /// Memory for what has been seen and what is still to be gone through.
    pub bytes_max: u64,
    /// Whether the first broken property ends the search.
    pub first: bool,
    pub order: Order,
}

/// In which order states are gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Runs to what is found are as short as they can be.
    Breadth,
    Depth,
    /// Not all states, but some far away.
    Walks(Walking),
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            symmetry: false,
            states_max: u64::MAX,
            bytes_max: u64::MAX,
            first: false,
            order: Order::Breadth,
        }
    }
}

impl Settings {
    /// How a search stands that has more to see.
    pub(super) fn standing(&self, counts: Counts) -> Standing {
        if counts.distinct >= self.states_max {
            Standing::StoppedAtStates
        } else if counts.bytes >= self.bytes_max {
            Standing::StoppedAtMemory
        } else {
            Standing::Running
        }
    }
}

/// What a search has seen so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// States.
    pub distinct: u64,
    /// First states, and steps out of each state, whether or not they lead to a new one.
    pub generated: u64,
    /// States on the longest of the shortest runs to each state: 1 for a lone first state.
    pub depth: u32,
    /// States still to be gone through.
    pub waiting: u64,
    /// Memory taken for states, at most so far.
    pub bytes: u64,
}

/// How a search stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Running,
    /// Every reachable state has been gone through.
    Exhausted,
    /// As many random walks are done as were asked for.
    Walked,
    StoppedAtStates,
    StoppedAtMemory,
    StoppedAtViolation,
}

/// A state that settles a property: one that breaks it, or for a property that should hold
/// sometimes, one where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub fingerprint: u64,
    /// Steps that lead there, as few as possible.
    pub steps: u32,
}

/// A run: where it begins, and each step with the state it leads to.
pub struct Path<M: Model> {
    pub first: M::State,
    pub steps: Vec<(M::Action, M::State)>,
}

/// A state that is to be gone through.
pub(super) struct Waiting<S> {
    pub state: S,
    pub fingerprint: u64,
}

pub struct Search<M: Model> {
    pub(super) model: M,
    pub(super) settings: Settings,
    pub(super) properties: Vec<Property<M>>,
    pub(super) visited: Visited,
    /// The states at one distance from the start; those before `gone` have been gone through.
    pub(super) level: Vec<Waiting<M::State>>,
    gone: usize,
    /// The states one step further.
    pub(super) next: Vec<Waiting<M::State>>,
    /// What the states of `level` and of `next` take beside their own size.
    level_heap: u64,
    pub(super) next_heap: u64,
    bytes_max: u64,
    /// The distance of `level`.
    pub(super) steps: u32,
    pub(super) generated: u64,
    /// For each property, once it is settled.
    pub(super) found: Vec<Option<Found>>,
    standing: Standing,
}

impl<M: Model> Search<M> {
    pub fn new(model: M, settings: Settings) -> Search<M> {
        let properties = model.properties();
        let first = model.initial();
        let mut search = Search {
            model,
            settings,
            found: vec![None; properties.len()],
            properties,
            visited: Visited::default(),
            level: Vec::new(),
            gone: 0,
            next: Vec::new(),
            level_heap: 0,
            next_heap: 0,
            bytes_max: 0,
            steps: 0,
            generated: 0,
            standing: Standing::Running,
        };
        for state in first {
            search.reach(state, NOBODY, 0);
        }
        search.level = std::mem::take(&mut search.next);
        search.level_heap = std::mem::take(&mut search.next_heap);
        search.look_up();
        search
    }

    pub fn model(&self) -> &M {
        &self.model
    }

    pub fn properties(&self) -> &[Property<M>] {
        &self.properties
    }

    /// What settled a property: for one that should hold always, where it does not.
    pub fn found(&self, property: usize) -> Option<Found> {
        self.found[property]
    }

    pub fn standing(&self) -> Standing {
        self.standing
    }

    pub fn counts(&self) -> Counts {
        let depth = self.steps + u32::from(!self.level.is_empty());
        Counts {
            distinct: self.visited.len(),
            generated: self.generated,
            depth: depth + u32::from(!self.next.is_empty()),
            waiting: (self.level.len() - self.gone + self.next.len()) as u64,
            bytes: self.bytes_max,
        }
    }

    fn bytes(&self) -> u64 {
        let held = self.level.capacity() + self.next.capacity();
        let held = (held * size_of::<Waiting<M::State>>()) as u64;
        self.visited.bytes() + held + self.level_heap + self.next_heap
    }

    /// Goes through so many states at most.
    pub fn advance(&mut self, states: usize) {
        let block = self.block(states);
        let mut actions = Vec::new();
        for index in block.clone() {
            let fingerprint = self.level[index].fingerprint;
            self.model.actions(&self.level[index].state, &mut actions);
            for action in actions.drain(..) {
                if let Some(state) = self.model.next(&self.level[index].state, &action) {
                    self.reach(state, fingerprint, self.steps + 1);
                }
            }
        }
        self.end_block(block.end);
    }

    /// The states of the level that are to be gone through at once.
    pub(super) fn block(&self, states: usize) -> Range<usize> {
        match self.standing {
            Standing::Running => self.gone..self.level.len().min(self.gone + states),
            _ => self.gone..self.gone,
        }
    }

    /// The states of the level have been gone through up to here.
    pub(super) fn end_block(&mut self, end: usize) {
        self.gone = end;
        self.bytes_max = self.bytes_max.max(self.bytes());
        if self.gone == self.level.len() && !self.next.is_empty() {
            // The longer of the two lists keeps its room for the level after the next.
            std::mem::swap(&mut self.level, &mut self.next);
            self.next.clear();
            self.level_heap = std::mem::take(&mut self.next_heap);
            self.gone = 0;
            self.steps += 1;
        }
        self.look_up();
    }

    /// A state that one step leads to.
    fn reach(&mut self, state: M::State, parent: u64, steps: u32) {
        self.generated += 1;
        let waiting = key_of(&self.model, self.settings.symmetry, state);
        if self.visited.insert(waiting.fingerprint, parent) {
            judge(&self.model, &self.properties, &waiting, steps, &mut self.found);
            self.next_heap += self.model.heap_bytes(&waiting.state) as u64;
            self.next.push(waiting);
        }
    }

    /// Whether to go on.
    fn look_up(&mut self) {
        let counts = self.counts();
        self.standing = if self.settings.first && is_broken(&self.properties, &self.found) {
            Standing::StoppedAtViolation
        } else if counts.waiting == 0 {
            Standing::Exhausted
        } else {
            self.settings.standing(counts)
        };
    }

    /// A shortest run to a state that was found.
    pub fn path(&self, found: Found) -> Path<M> {
        self.path_to(found.fingerprint)
    }

    /// The steps of a shortest run to a state that was found.
    pub fn run_to(&self, found: Found) -> Option<Vec<M::Action>> {
        Some(self.path(found).steps.into_iter().map(|(action, _)| action).collect())
    }

    /// Steps from the start to a state that was seen.
    pub fn distance(&self, fingerprint: u64) -> usize {
        std::iter::successors(Some(fingerprint), |at| self.visited.parent(*at)).count()
    }

    /// A shortest run to a state that was seen.
    pub fn path_to(&self, fingerprint: u64) -> Path<M> {
        let mut along = vec![fingerprint];
        while let Some(parent) = self.visited.parent(along[along.len() - 1]) {
            along.push(parent);
        }
        let mut along = along.into_iter().rev();
        let start = along.next();
        let mut first = self.model.initial().into_iter();
        let first = first.find(|state| Some(self.fingerprint(state)) == start);
        let first = first.expect("every chain of parents ends in a first state");
        let mut steps: Vec<(M::Action, M::State)> = Vec::new();
        for fingerprint in along {
            let at = steps.last().map_or(&first, |(_, state)| state);
            steps.push(self.step_to(at, fingerprint));
        }
        Path { first, steps }
    }

    fn step_to(&self, from: &M::State, fingerprint: u64) -> (M::Action, M::State) {
        let mut actions = Vec::new();
        self.model.actions(from, &mut actions);
        let mut steps = actions.into_iter().filter_map(|action| {
            let state = self.model.next(from, &action)?;
            (self.fingerprint(&state) == fingerprint).then_some((action, state))
        });
        steps.next().expect("a step led here when the state was first reached")
    }

    fn fingerprint(&self, state: &M::State) -> u64 {
        fingerprint_of(&self.model, self.settings.symmetry, state)
    }
}

/// The state that stands for this one, with its fingerprint.
pub(super) fn key_of<M: Model>(model: &M, symmetry: bool, state: M::State) -> Waiting<M::State> {
    let state = if symmetry { model.representative(&state) } else { state };
    let fingerprint = fingerprint_of(model, false, &state);
    Waiting { state, fingerprint }
}

/// The fingerprint of the state that stands for this one.
pub(super) fn fingerprint_of<M: Model>(model: &M, symmetry: bool, state: &M::State) -> u64 {
    let fingerprint = match symmetry {
        true => fingerprint::of(&model.representative(state)),
        false => fingerprint::of(state),
    };
    fingerprint.max(NOBODY + 1)
}

/// Whether something is known to break that should hold always.
pub(super) fn is_broken<M: Model>(properties: &[Property<M>], found: &[Option<Found>]) -> bool {
    let mut settled = properties.iter().zip(found);
    settled.any(|(property, found)| property.expectation == Expectation::Always && found.is_some())
}

/// Which of the properties that are not yet settled a new state settles.
pub(super) fn judge<M: Model>(
    model: &M,
    properties: &[Property<M>],
    waiting: &Waiting<M::State>,
    steps: u32,
    found: &mut [Option<Found>],
) {
    for (property, found) in properties.iter().zip(found) {
        let settled = match property.expectation {
            Expectation::Always => !(property.holds)(model, &waiting.state),
            Expectation::Sometimes => (property.holds)(model, &waiting.state),
            Expectation::Eventually => false,
        };
        if settled && found.is_none() {
            *found = Some(Found { fingerprint: waiting.fingerprint, steps });
        }
    }
}
