//! The parts of the page.

pub mod banner;
pub mod branches;
pub mod broken;
pub mod challenge;
pub mod comparison;
pub mod costs;
pub mod faults;
pub mod header;
pub mod inspector;
pub mod load;
pub mod log;
pub mod menu;
pub mod problem;
pub mod properties;
pub mod ring_tools;
pub mod rules;
pub mod setup;
pub mod stage;
pub mod story;
pub mod transport;
