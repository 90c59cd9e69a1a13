//! The dialogs, each a body for the same frame.

pub mod ask;
pub mod beside;
pub mod embeds;
pub mod explore;
pub mod fault_form;
pub mod gallery;
pub mod help;
pub mod more;
pub mod place;
pub mod share;
