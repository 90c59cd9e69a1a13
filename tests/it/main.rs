//! The native integration tests, one binary: one link step instead of many.

mod beacon;
mod catalog;
mod chance;
mod cli;
mod corpus;
mod drawings;
mod erased;
mod file;
mod generate;
mod golden;
mod kernel;
mod link;
mod open;
mod paxos;
mod paxos_untimed;
mod placement_algorithms;
mod placement_cli;
mod placement_ring;
mod placement_theory;
mod placement_vectors;
mod ring;
mod ring_drawings;
mod tidy;
mod two_phase;
mod two_phase_cost;
mod two_phase_untimed;
