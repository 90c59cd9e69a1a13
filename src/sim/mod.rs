//! The core: no clock, no randomness, no browser of its own.

pub mod action;
pub mod clock;
mod dispatch;
mod enabled;
pub mod engine;
pub mod event;
pub mod fault;
pub mod fingerprint;
mod inbox;
pub mod network;
pub mod order;
pub mod param;
pub mod protocol;
pub mod random;
pub mod run;
pub mod sight;
mod strike;
pub mod time;
pub mod timed;
pub mod timeline;
pub mod trace;
pub mod word;
pub mod world;
