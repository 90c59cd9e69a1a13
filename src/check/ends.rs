//! Runs in which a property never holds: those that come to an end, and those that go round for
//! ever. Both are looked for among the states reached while it does not hold: first, breadth first,
//! one that nothing leads out of; if there is none, a way round.
//!
//! A step that changes nothing is no step: nothing else is assumed about which steps are taken. So
//! a run that goes round is found even where another step is possible all the time.

use super::loops::Loops;
use super::model::{Model, Property};
use super::search::{Search, Settings, Standing};

/// A model cut off wherever a property holds.
#[derive(Clone)]
pub struct Until<M: Model> {
    pub model: M,
    pub property: Property<M>,
}

impl<M: Model> Until<M> {
    fn holds(&self, state: &M::State) -> bool {
        (self.property.holds)(&self.model, state)
    }

    fn is_end(&self, state: &M::State) -> bool {
        let mut actions = Vec::new();
        self.model.actions(state, &mut actions);
        let mut steps = actions.iter().filter_map(|action| self.model.next(state, action));
        steps.all(|next| next == *state)
    }
}

impl<M: Model> Model for Until<M> {
    type State = M::State;
    type Action = M::Action;

    fn initial(&self) -> Vec<M::State> {
        let states = self.model.initial().into_iter();
        states.filter(|state| !self.holds(state)).collect()
    }

    fn actions(&self, state: &M::State, out: &mut Vec<M::Action>) {
        self.model.actions(state, out);
    }

    fn next(&self, state: &M::State, action: &M::Action) -> Option<M::State> {
        let next = self.model.next(state, action)?;
        (!self.holds(&next)).then_some(next)
    }

    fn words(&self, action: &M::Action) -> String {
        self.model.words(action)
    }

    fn representative(&self, state: &M::State) -> M::State {
        self.model.representative(state)
    }

    fn properties(&self) -> Vec<Property<Until<M>>> {
        vec![Property::always("goes-on", |until: &Until<M>, state: &M::State| !until.is_end(state))]
    }
}

/// The search for a run in which a property never holds.
pub struct Ends<M: Model> {
    search: Search<Until<M>>,
    /// Once all states are known, and every run goes on.
    loops: Option<Loops<M>>,
    settings: Settings,
}

impl<M: Model> Ends<M> {
    pub fn new(model: M, property: Property<M>, settings: Settings) -> Ends<M> {
        let settings = Settings { first: true, ..settings };
        let search = Search::new(Until { model, property }, settings);
        Ends { search, loops: None, settings }
    }

    /// Goes through so many states at most, on so many threads where that is possible.
    pub fn advance(
        &mut self,
        states: usize,
        threads: usize,
        advance: fn(&mut Search<Until<M>>, usize, usize),
    ) {
        match (self.search.standing(), &mut self.loops) {
            (Standing::Running, _) => advance(&mut self.search, states, threads),
            (Standing::Exhausted, Some(loops)) => loops.advance(states, &self.search),
            (Standing::Exhausted, None) => {
                self.loops = Some(Loops::new(self.search.model().clone(), self.settings));
            }
            _ => {}
        }
    }

    pub fn standing(&self) -> Standing {
        match (self.search.standing(), &self.loops) {
            (Standing::Exhausted, Some(loops)) => loops.standing(),
            (Standing::Exhausted, None) => Standing::Running,
            (standing, _) => standing,
        }
    }

    /// The run, once it is found.
    pub fn run(&self) -> Option<Vec<M::Action>> {
        match &self.loops {
            Some(loops) => loops.run().map(<[_]>::to_vec),
            None => self.search.run_to(self.search.found(0)?),
        }
    }

    /// Where a run that goes round begins to: after so many steps.
    pub fn goes_back_to(&self) -> Option<usize> {
        self.loops.as_ref()?.begins()
    }

    pub fn bytes(&self) -> u64 {
        self.search.counts().bytes + self.loops.as_ref().map_or(0, Loops::bytes)
    }
}
