//! Reference models: those whose state counts are published, each with exactly the semantics of its
//! publication. They are there to check the explorer, beside the richer protocols that the page
//! plays.

mod abd;
mod acp;
mod consensus;
mod equation;
mod idle;
mod increment;
mod lease;
#[cfg(test)]
mod orbits;
mod paxos;
mod paxos_clients;
mod paxos_commit;
mod ping_pong;
mod raft_election;
mod register;
mod single_copy;
mod tcommit;
mod three_phase;
mod two_phase;
mod two_phase_backup;
mod two_phase_block;
mod voting;

use crate::sim::param::{ParamError, ParamSpec, Params};

use super::exploration::{Exploration, explore};
use super::model::Model;
use super::search::Settings;

/// An exploration at its beginning, or why the settings make no model.
pub type Begun = Result<Box<dyn Exploration>, ParamError>;

/// A model that has a name.
pub struct Entry {
    pub name: &'static str,
    pub params: &'static [ParamSpec],
    /// Whether it has interchangeable members.
    pub symmetric: bool,
    pub explore: fn(&Params, Settings) -> Begun,
}

pub const MODELS: &[Entry] = &[
    Entry {
        name: "tcommit",
        params: tcommit::PARAMS,
        symmetric: tcommit::TransactionCommit::SYMMETRIC,
        explore: |params, how| Ok(explore(tcommit::from_params(params), how)),
    },
    Entry {
        name: "2pc",
        params: two_phase::PARAMS,
        symmetric: two_phase::TwoPhase::SYMMETRIC,
        explore: |params, how| Ok(explore(two_phase::from_params(params), how)),
    },
    Entry {
        name: "2pc-block",
        params: two_phase_block::PARAMS,
        symmetric: two_phase_block::TwoPhaseBlock::SYMMETRIC,
        explore: |params, how| Ok(explore(two_phase_block::from_params(params), how)),
    },
    Entry {
        name: "2pc-backup",
        params: two_phase_backup::PARAMS,
        symmetric: two_phase_backup::TwoPhaseBackup::SYMMETRIC,
        explore: |params, how| Ok(explore(two_phase_backup::from_params(params), how)),
    },
    Entry {
        name: "acp",
        params: acp::PARAMS,
        symmetric: acp::Acp::SYMMETRIC,
        explore: |params, how| Ok(explore(acp::from_params(params), how)),
    },
    Entry {
        name: "3pc",
        params: three_phase::PARAMS,
        symmetric: three_phase::ThreePhase::SYMMETRIC,
        explore: |params, how| Ok(explore(three_phase::from_params(params), how)),
    },
    Entry {
        name: "paxos",
        params: paxos::PARAMS,
        symmetric: paxos::Paxos::SYMMETRIC,
        explore: |params, how| Ok(explore(paxos::from_params(params)?, how)),
    },
    Entry {
        name: "voting",
        params: voting::PARAMS,
        symmetric: voting::Voting::SYMMETRIC,
        explore: |params, how| Ok(explore(voting::from_params(params)?, how)),
    },
    Entry {
        name: "paxos-commit",
        params: paxos_commit::PARAMS,
        symmetric: paxos_commit::PaxosCommit::SYMMETRIC,
        explore: |params, how| Ok(explore(paxos_commit::from_params(params)?, how)),
    },
    Entry {
        name: "lease",
        params: lease::PARAMS,
        symmetric: lease::Lease::SYMMETRIC,
        explore: |params, how| Ok(explore(lease::from_params(params), how)),
    },
    Entry {
        name: "raft-election",
        params: raft_election::PARAMS,
        symmetric: raft_election::RaftElection::SYMMETRIC,
        explore: |params, how| Ok(explore(raft_election::from_params(params)?, how)),
    },
    Entry {
        name: "increment",
        params: increment::PARAMS,
        symmetric: increment::Increment::SYMMETRIC,
        explore: |params, how| Ok(explore(increment::from_params(params), how)),
    },
    Entry {
        name: "consensus",
        params: consensus::PARAMS,
        symmetric: consensus::Consensus::SYMMETRIC,
        explore: |params, how| Ok(explore(consensus::from_params(params), how)),
    },
    Entry {
        name: "equation",
        params: equation::PARAMS,
        symmetric: equation::Equation::SYMMETRIC,
        explore: |params, how| Ok(explore(equation::from_params(params), how)),
    },
    Entry {
        name: "idle",
        params: idle::PARAMS,
        symmetric: idle::Idle::SYMMETRIC,
        explore: |params, how| Ok(explore(idle::from_params(params), how)),
    },
    Entry {
        name: "ping-pong",
        params: ping_pong::PARAMS,
        symmetric: ping_pong::PingPong::SYMMETRIC,
        explore: |params, how| Ok(explore(ping_pong::from_params(params), how)),
    },
    Entry {
        name: "single-copy",
        params: register::PARAMS,
        symmetric: false,
        explore: |params, how| {
            Ok(explore(register::from_params(params, |_| single_copy::SingleCopy), how))
        },
    },
    Entry {
        name: "abd",
        params: register::PARAMS,
        symmetric: false,
        explore: |params, how| {
            let make = |servers| abd::Abd { majority: majority(servers) };
            Ok(explore(register::from_params(params, make), how))
        },
    },
    Entry {
        name: "paxos-clients",
        params: register::PARAMS,
        symmetric: false,
        explore: |params, how| {
            let make = |servers| paxos_clients::PaxosServers { majority: majority(servers) };
            Ok(explore(register::from_params(params, make), how))
        },
    },
];

fn majority(servers: u8) -> usize {
    usize::from(servers / 2 + 1)
}

/// The model of that name.
pub fn find(name: &str) -> Option<&'static Entry> {
    MODELS.iter().find(|entry| entry.name == name)
}
