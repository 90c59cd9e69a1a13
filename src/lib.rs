//! Splitbrain (in progress).
pub mod scenario;
pub mod sim;
pub mod view;
