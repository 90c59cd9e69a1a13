//! The page in Elm's shape: a model, messages in the past tense, a pure update, views of it. The
//! only layer that names yew.

pub mod app;
pub mod controls;
pub mod dialogs;
pub mod drawings;
pub mod explorer;
pub mod fault_draft;
pub mod figure;
pub mod foreign;
pub mod keys;
pub mod kit;
pub mod later;
pub mod model;
pub mod msg;
pub mod options;
pub mod panels;
pub mod platform;
pub mod ring_look;
pub mod ring_views;
pub mod store;
pub mod text;
pub mod update;
pub mod views;
pub mod watch;
