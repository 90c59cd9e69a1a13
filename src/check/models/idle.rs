//! Actors that do nothing, of which some may crash: from the tests of crate `stateright`.

use std::fmt;

use crate::check::model::{Model, Property};
use crate::check::packed::Set;
use crate::sim::param::{ParamSpec, Params};

const ACTORS: ParamSpec = ParamSpec::number("actors", 1, 20, "3");
const CRASHES: ParamSpec = ParamSpec::number("crashes", 0, 20, "1");
pub const PARAMS: &[ParamSpec] = &[ACTORS, CRASHES];

#[derive(Clone)]
pub struct Idle {
    actors: usize,
    crashes: usize,
}

pub fn from_params(params: &Params) -> Idle {
    Idle { actors: params.number(&ACTORS) as usize, crashes: params.number(&CRASHES) as usize }
}

/// The actor that crashes.
#[derive(Clone, Copy)]
pub struct Crash(usize);

impl fmt::Display for Crash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "actor {} crashes", self.0 + 1)
    }
}

impl Model for Idle {
    /// Those that are down.
    type State = Set;
    type Action = Crash;

    fn initial(&self) -> Vec<Set> {
        vec![Set::default()]
    }

    fn actions(&self, down: &Set, out: &mut Vec<Crash>) {
        if down.len() < self.crashes {
            out.extend((0..self.actors).filter(|actor| !down.has(*actor)).map(Crash));
        }
    }

    fn next(&self, down: &Set, crash: &Crash) -> Option<Set> {
        Some(down.with(crash.0))
    }

    const SYMMETRIC: bool = true;

    fn representative(&self, down: &Set) -> Set {
        (0..down.len()).collect()
    }

    fn properties(&self) -> Vec<Property<Idle>> {
        vec![Property::always("bounded", |model: &Idle, down: &Set| down.len() <= model.crashes)]
    }

    fn words(&self, crash: &Crash) -> String {
        crash.to_string()
    }
}
