//! Protocols as pure reactions, each written from its paper.

pub mod acceptance;
pub mod commitment;
pub mod paxos;
pub mod paxos_commit;

pub mod quorum;
pub mod ring;
pub mod three_phase;
pub mod two_phase;
