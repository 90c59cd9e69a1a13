//! Splitbrain (in progress).
pub mod catalog;
pub mod scenario;
pub mod sim;
pub mod view;
