//! An imported trace on the page: what is open, and what is looked for in it. How it is read and
//! drawn comes in a part of the program of its own.

pub mod panel;
pub mod update;

use std::rc::Rc;

use crate::scenario::foreign::{self, Linked, Source, Trace};
use crate::scenario::picture::{self, Kind};
use crate::ui::model::Model;
use crate::ui::msg::Msg;
use crate::view::player::Prose2;

/// What is played then is no scenario's run.
#[derive(Clone)]
pub struct Foreign {
    pub source: Rc<Source>,
    pub whole: Rc<Trace>,
    /// The same, or what was found of it.
    pub shown: Rc<Trace>,
    pub search: Search,
}

#[derive(Clone, Default)]
pub struct Search {
    pub query: String,
    pub problem: Option<Prose2>,
    /// Positions in what is shown.
    pub found: Rc<Vec<u32>>,
    /// All else is hidden.
    pub only: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ForeignMsg {
    Searched {
        query: String,
    },
    /// To the next of what was found, or the one before.
    Stepped {
        forward: bool,
    },
    OnlySwitched,
    /// Another execution of the log; lanes by another variable.
    PartPicked {
        part: String,
    },
}

impl Model {
    /// Events of an imported trace that were looked for.
    pub fn found(&self) -> Rc<Vec<u32>> {
        self.foreign.as_ref().map(|foreign| foreign.search.found.clone()).unwrap_or_default()
    }
}

impl Foreign {
    pub fn linked(&self) -> Linked {
        let Search { query, only, .. } = &self.search;
        Linked { source: (*self.source).clone(), find: query.clone(), only: *only }
    }
}

/// Whether what arrived is a trace, or a picture or a link of one.
pub fn is_meant(msg: &Msg) -> bool {
    match msg {
        Msg::LinkArrived { payload } => foreign::is_linked(payload),
        Msg::LinkPasted { text } => foreign::is_linked(text),
        Msg::FileRead { bytes, .. } if picture::kind(bytes) != Kind::Other => {
            picture::payload(bytes).is_some_and(|payload| foreign::is_linked(&payload))
        }
        Msg::FileRead { bytes, .. } => {
            std::str::from_utf8(bytes).is_ok_and(|text| foreign::sniff(text).is_some())
        }
        _ => false,
    }
}
