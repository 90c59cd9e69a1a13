//! Small parts that know nothing of runs.

pub mod dialog;
pub mod icon;
pub mod part;
pub mod switch;
