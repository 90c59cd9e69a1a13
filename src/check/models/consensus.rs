//! What every consensus algorithm is to do, and nothing of how: Lamport's module `Consensus`. At
//! most one value is ever chosen.

use std::fmt;

use crate::check::model::{Model, Property};
use crate::sim::param::{ParamSpec, Params};

const VALUES: ParamSpec = ParamSpec::number("values", 1, 1_000, "3");
pub const PARAMS: &[ParamSpec] = &[VALUES];

#[derive(Clone)]
pub struct Consensus {
    values: u32,
}

pub fn from_params(params: &Params) -> Consensus {
    Consensus { values: params.number(&VALUES) }
}

/// The value that is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Choice(u32);

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{} is chosen", self.0 + 1)
    }
}

impl Model for Consensus {
    type State = Option<Choice>;
    type Action = Choice;

    fn initial(&self) -> Vec<Option<Choice>> {
        vec![None]
    }

    fn actions(&self, chosen: &Option<Choice>, out: &mut Vec<Choice>) {
        if chosen.is_none() {
            out.extend((0..self.values).map(Choice));
        }
    }

    fn next(&self, _: &Option<Choice>, choice: &Choice) -> Option<Option<Choice>> {
        Some(Some(*choice))
    }

    const SYMMETRIC: bool = true;

    /// Which value it is makes no difference.
    fn representative(&self, chosen: &Option<Choice>) -> Option<Choice> {
        chosen.map(|_| Choice(0))
    }

    fn properties(&self) -> Vec<Property<Consensus>> {
        vec![Property::eventually("chosen", |_: &Consensus, chosen: &Option<Choice>| {
            chosen.is_some()
        })]
    }

    fn words(&self, choice: &Choice) -> String {
        choice.to_string()
    }
}
