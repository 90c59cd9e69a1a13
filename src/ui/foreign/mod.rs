//! An imported trace on the page: what is open, and what is looked for in it. How it is read and
//! drawn comes in a part of the program of its own.

pub mod arrive;
pub mod panel;
pub mod update;

use std::rc::Rc;

use crate::scenario::foreign::{Linked, Source, Trace};
use crate::scenario::json::ParseJson;
use crate::ui::model::Model;
use crate::view::player::Prose2;

/// What is played then is no scenario's run.
#[derive(Clone)]
pub struct Foreign {
    pub source: Rc<Source>,
    pub whole: Rc<Trace>,
    /// The same, or what was found of it.
    pub shown: Rc<Trace>,
    pub search: Search,
    pub parse: ParseJson,
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
