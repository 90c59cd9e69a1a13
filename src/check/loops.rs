//! A way round among states: depth first, a step that leads back to the run so far closes one. Of
//! its states that nearest to the start is taken, and from there a shortest way back to it.

use std::collections::BTreeSet;

use super::ends::Until;
use super::model::{Model, Property};
use super::search::{Search, Settings, Standing, fingerprint_of};
use super::visited::{NOBODY, Visited};

/// The steps to a way round, and the search for a shortest one from there.
type Round<M> = (Vec<<M as Model>::Action>, Search<Around<M>>);

pub struct Loops<M: Model> {
    model: Until<M>,
    settings: Settings,
    visited: Visited,
    first: Vec<M::State>,
    /// The run so far, and the fingerprints of its states.
    stack: Vec<Frame<M>>,
    on_stack: BTreeSet<u64>,
    /// Once a way round is known.
    round: Option<Round<M>>,
    run: Option<Vec<M::Action>>,
    standing: Standing,
}

struct Frame<M: Model> {
    state: M::State,
    fingerprint: u64,
    ahead: Vec<M::Action>,
}

impl<M: Model> Loops<M> {
    pub fn new(model: Until<M>, settings: Settings) -> Loops<M> {
        Loops {
            first: model.initial(),
            model,
            settings,
            visited: Visited::default(),
            stack: Vec::new(),
            on_stack: BTreeSet::new(),
            round: None,
            run: None,
            standing: Standing::Running,
        }
    }

    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// To the way round and once along it.
    pub fn run(&self) -> Option<&[M::Action]> {
        self.run.as_deref()
    }

    /// After how many steps of the run it goes round.
    pub fn begins(&self) -> Option<usize> {
        self.run.as_ref()?;
        self.round.as_ref().map(|(before, _)| before.len())
    }

    pub fn bytes(&self) -> u64 {
        let round = self.round.as_ref().map_or(0, |(_, search)| search.counts().bytes);
        let stack = self.stack.capacity() * size_of::<Frame<M>>() + self.on_stack.len() * 16;
        self.visited.bytes() + stack as u64 + round
    }

    /// Takes so many steps at most. `known` has gone through all states.
    pub fn advance(&mut self, steps: usize, known: &Search<Until<M>>) {
        if let Some((before, search)) = &mut self.round {
            search.advance(steps);
            if let Some(found) = search.found(0) {
                let model = search.model().clone();
                let back = search.path(found);
                let at = back.steps.last().map_or(&back.first, |(_, state)| state);
                let close = model.closing(at);
                let back = back.steps.iter().map(|(action, _)| action.clone()).chain(close);
                self.run = Some(before.iter().cloned().chain(back).collect());
                self.standing = Standing::StoppedAtViolation;
            }
            return;
        }
        for _ in 0..steps {
            if self.standing != Standing::Running || self.round.is_some() {
                return;
            }
            self.step(known);
        }
        if self.bytes() >= self.settings.bytes_max {
            self.standing = Standing::StoppedAtMemory;
        }
    }

    fn step(&mut self, known: &Search<Until<M>>) {
        let Some(frame) = self.stack.last_mut() else {
            match self.first.pop() {
                Some(state) => self.enter(state),
                None => self.standing = Standing::Exhausted,
            }
            return;
        };
        let Some(action) = frame.ahead.pop() else {
            self.on_stack.remove(&frame.fingerprint);
            self.stack.pop();
            return;
        };
        let Some(next) = self.model.next(&frame.state, &action) else { return };
        if next == frame.state {
            return;
        }
        let fingerprint = fingerprint_of(&self.model, self.settings.symmetry, &next);
        if self.on_stack.contains(&fingerprint) {
            self.close(fingerprint, known);
        } else {
            self.enter(next);
        }
    }

    fn enter(&mut self, state: M::State) {
        let fingerprint = fingerprint_of(&self.model, self.settings.symmetry, &state);
        if self.visited.insert(fingerprint, NOBODY) {
            let mut ahead = Vec::new();
            self.model.actions(&state, &mut ahead);
            self.on_stack.insert(fingerprint);
            self.stack.push(Frame { state, fingerprint, ahead });
        }
    }

    /// The last step led back to this state of the run.
    fn close(&mut self, fingerprint: u64, known: &Search<Until<M>>) {
        let start = self.stack.iter().rposition(|frame| frame.fingerprint == fingerprint);
        let round = self.stack.iter().skip(start.unwrap_or(0));
        let distance = |fingerprint: &u64| known.distance(*fingerprint);
        let nearest = round.map(|frame| frame.fingerprint).min_by_key(distance);
        let path = known.path_to(nearest.unwrap_or(fingerprint));
        let at = path.steps.last().map_or(&path.first, |(_, state)| state).clone();
        let symmetry = self.settings.symmetry;
        let goal = fingerprint_of(&self.model, symmetry, &at);
        let around = Around { until: self.model.clone(), at, goal, symmetry };
        let before = path.steps.into_iter().map(|(action, _)| action).collect();
        let settings = Settings { first: true, ..self.settings };
        self.round = Some((before, Search::new(around, settings)));
    }
}

/// From a state of a way round, until a step leads back to it.
#[derive(Clone)]
struct Around<M: Model> {
    until: Until<M>,
    at: M::State,
    goal: u64,
    symmetry: bool,
}

impl<M: Model> Around<M> {
    /// The step that leads back.
    fn closing(&self, from: &M::State) -> Option<M::Action> {
        let mut actions = Vec::new();
        self.until.actions(from, &mut actions);
        actions.into_iter().find(|action| {
            self.until.next(from, action).is_some_and(|next| {
                next != *from && fingerprint_of(&self.until, self.symmetry, &next) == self.goal
            })
        })
    }
}

impl<M: Model> Model for Around<M> {
    type State = M::State;
    type Action = M::Action;

    fn initial(&self) -> Vec<M::State> {
        vec![self.at.clone()]
    }

    fn actions(&self, state: &M::State, out: &mut Vec<M::Action>) {
        self.until.actions(state, out);
    }

    fn next(&self, state: &M::State, action: &M::Action) -> Option<M::State> {
        self.until.next(state, action)
    }

    fn words(&self, action: &M::Action) -> String {
        self.until.words(action)
    }

    fn representative(&self, state: &M::State) -> M::State {
        self.until.representative(state)
    }

    fn properties(&self) -> Vec<Property<Around<M>>> {
        vec![Property::always("goes-on", |around: &Around<M>, state: &M::State| {
            around.closing(state).is_none()
        })]
    }
}
