//! Protocols as pure reactions, each written from its paper.

pub mod commitment;
pub mod paxos;
pub mod quorum;
pub mod ring;
pub mod three_phase;
pub mod two_phase;
