//! What is shown: plain data that knows geometry and words, not HTML.

pub mod costs;
pub mod erased;
pub mod exhibits;
pub mod explorer;
pub mod export;
pub mod foreign;
pub mod geometry;
pub mod history;
pub mod hunt;
mod hunt_story;
pub mod lang;
pub mod playback;
pub mod player;
pub mod ring;
pub mod sides;
pub mod window;
pub mod wording;
