//! Scenarios: what they are, what makes one well-formed, and how they travel as links and files.

pub mod address;
pub mod challenge;
pub mod check;
pub mod fault_text;
pub mod file;
pub mod file_error;
pub mod file_fault;
pub mod file_reader;
mod file_upgrade;
pub mod foreign;
pub mod gallery;
pub mod json;
pub mod link;
pub mod link_error;
pub mod link_reader;
mod made;
mod packed;
pub mod picture;
pub mod problem;
pub mod registry;
pub mod scenario;
pub mod seal;
pub mod sides;
pub mod text;
