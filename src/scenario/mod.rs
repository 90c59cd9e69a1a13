//! Scenarios: what they are, what makes one well-formed, and how they travel as links and files.

pub mod check;
pub mod gallery;
pub mod link;
pub mod link_error;
pub mod problem;
pub mod registry;
pub mod scenario;
pub mod seal;
pub mod text;
