//! Reference models: those whose state counts are published, each with exactly the semantics of its
//! publication. They are there to check the explorer, beside the richer protocols that the page
//! plays.

mod tcommit;
mod two_phase;

use crate::sim::param::{ParamError, ParamSpec, Params};

use super::exploration::{Exploration, explore};
use super::search::Limits;

/// An exploration at its beginning, or why the settings make no model.
pub type Begun = Result<Box<dyn Exploration>, ParamError>;

/// A model that has a name.
pub struct Entry {
    pub name: &'static str,
    pub params: &'static [ParamSpec],
    pub explore: fn(&Params, Limits) -> Begun,
}

pub const MODELS: &[Entry] = &[
    Entry {
        name: "tcommit",
        params: tcommit::PARAMS,
        explore: |params, limits| Ok(explore(tcommit::from_params(params), limits)),
    },
    Entry {
        name: "2pc",
        params: two_phase::PARAMS,
        explore: |params, limits| Ok(explore(two_phase::from_params(params), limits)),
    },
];

/// The model of that name.
pub fn find(name: &str) -> Option<&'static Entry> {
    MODELS.iter().find(|entry| entry.name == name)
}
