//! What can be explored: states, and what leads from one to the next.

use std::hash::Hash;
use std::sync::Arc;

/// A transition system. The value of `Self` is its configuration, sizes and mutations included.
pub trait Model: Clone {
    type State: Clone + Eq + Hash;
    type Action: Clone;

    fn initial(&self) -> Vec<Self::State>;
    /// Adds what could happen in `state`, in the same order every time.
    fn actions(&self, state: &Self::State, out: &mut Vec<Self::Action>);
    /// `None` if the action turns out not to be a step.
    fn next(&self, state: &Self::State, action: &Self::Action) -> Option<Self::State>;
    fn properties(&self) -> Vec<Property<Self>>;
    /// A step as a person reads it in a counterexample.
    fn words(&self, action: &Self::Action) -> String;

    /// What a state takes beside its own size, roughly; only for the count of memory.
    fn heap_bytes(&self, _state: &Self::State) -> usize {
        0
    }

    /// Whether the model has members that are interchangeable, and [`Model::representative`] knows.
    const SYMMETRIC: bool = false;

    /// One and the same state for all that differ by the names of members alone. Properties must
    /// not depend on names.
    fn representative(&self, state: &Self::State) -> Self::State {
        state.clone()
    }
}

type Holds<M> = Arc<dyn Fn(&M, &<M as Model>::State) -> bool + Send + Sync>;

/// Something that may be true of a state, and when it should be.
#[derive(Clone)]
pub struct Property<M: Model> {
    pub name: &'static str,
    pub expectation: Expectation,
    pub holds: Holds<M>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// In every reachable state.
    Always,
    /// In some reachable state.
    Sometimes,
    /// In some state of every run, whether it comes to an end or goes round for ever. A step that
    /// changes nothing is no step.
    Eventually,
}

impl<M: Model> Property<M> {
    pub fn always(
        name: &'static str,
        holds: impl Fn(&M, &M::State) -> bool + Send + Sync + 'static,
    ) -> Property<M> {
        Property { name, expectation: Expectation::Always, holds: Arc::new(holds) }
    }

    pub fn sometimes(
        name: &'static str,
        holds: impl Fn(&M, &M::State) -> bool + Send + Sync + 'static,
    ) -> Property<M> {
        Property { name, expectation: Expectation::Sometimes, holds: Arc::new(holds) }
    }

    pub fn eventually(
        name: &'static str,
        holds: impl Fn(&M, &M::State) -> bool + Send + Sync + 'static,
    ) -> Property<M> {
        Property { name, expectation: Expectation::Eventually, holds: Arc::new(holds) }
    }
}
