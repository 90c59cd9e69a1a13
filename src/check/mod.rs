//! The explorer: every state a model can reach, and the shortest way to one that breaks a property.
//!
//! [`model`] says what a model is, [`search`] goes through it breadth first, [`visited`] remembers
//! where it has been, [`models`] are those whose counts are published.

pub mod budget;
mod depth;
mod ends;
pub mod exploration;
mod loops;
pub mod model;
pub mod models;
pub mod packed;
pub mod schedules;
pub mod script;
pub mod search;
pub mod shrink;
pub mod symmetry;
mod threads;
pub mod visited;
pub mod walks;
