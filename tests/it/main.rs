//! The native integration tests, one binary: one link step instead of many.

mod beacon;
mod catalog;
mod chance;
mod cli;
mod corpus;
mod file;
mod generate;
mod kernel;
mod link;
mod open;
mod tidy;
