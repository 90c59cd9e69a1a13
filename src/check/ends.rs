//! Runs that come to an end without a property ever having held: the states reached while it does
//! not hold, and among them those that nothing leads out of.

use super::model::{Model, Property};

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
        actions.iter().all(|action| self.model.next(state, action).is_none())
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
