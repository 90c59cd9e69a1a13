//! The three drawings: the cluster, its space-time diagram, the scrubber. Each is fed plain data of
//! `view::player` and says by callbacks what a person did to it.

pub mod chances;
pub mod cluster;
pub mod marks;
pub mod ring;
pub mod ring_words;
pub mod scrubber;
pub mod spacetime;
pub mod surface;
mod words;
