//! The native integration tests, one binary: one link step instead of many.

mod beacon;
mod chance;
mod file;
mod generate;
mod kernel;
mod link;
mod tidy;
