//! The page. The only layer that names yew.

pub mod drawings;
