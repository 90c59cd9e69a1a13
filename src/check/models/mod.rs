//! Reference models: those whose state counts are published, each with exactly the semantics of its
//! publication. They are there to check the explorer, beside the richer protocols that the page
//! plays.

mod lease;
mod paxos;
mod paxos_commit;
mod raft_election;
mod tcommit;
mod three_phase;
mod two_phase;
mod two_phase_block;
mod voting;

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
    Entry {
        name: "2pc-block",
        params: two_phase_block::PARAMS,
        explore: |params, limits| Ok(explore(two_phase_block::from_params(params), limits)),
    },
    Entry {
        name: "3pc",
        params: three_phase::PARAMS,
        explore: |params, limits| Ok(explore(three_phase::from_params(params), limits)),
    },
    Entry {
        name: "paxos",
        params: paxos::PARAMS,
        explore: |params, limits| Ok(explore(paxos::from_params(params)?, limits)),
    },
    Entry {
        name: "voting",
        params: voting::PARAMS,
        explore: |params, limits| Ok(explore(voting::from_params(params)?, limits)),
    },
    Entry {
        name: "paxos-commit",
        params: paxos_commit::PARAMS,
        explore: |params, limits| Ok(explore(paxos_commit::from_params(params)?, limits)),
    },
    Entry {
        name: "lease",
        params: lease::PARAMS,
        explore: |params, limits| Ok(explore(lease::from_params(params), limits)),
    },
    Entry {
        name: "raft-election",
        params: raft_election::PARAMS,
        explore: |params, limits| Ok(explore(raft_election::from_params(params)?, limits)),
    },
];

/// The model of that name.
pub fn find(name: &str) -> Option<&'static Entry> {
    MODELS.iter().find(|entry| entry.name == name)
}
