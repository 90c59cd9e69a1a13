//! Scenarios: what they are, what makes one well-formed, and how they travel as links and files.

pub mod check;
pub mod gallery;
pub mod registry;
pub mod scenario;
