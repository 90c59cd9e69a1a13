//! The core: no clock, no randomness, no browser of its own.

pub mod fault;
pub mod fingerprint;
pub mod network;
pub mod param;
pub mod protocol;
pub mod random;
pub mod time;
pub mod word;
pub mod world;
