//! A linear equation in two unknowns that each count up: from the documentation of crate
//! `stateright`. Numbers go round at 256.

use std::fmt;

use crate::check::model::{Model, Property};
use crate::sim::param::{ParamSpec, Params};

const A: ParamSpec = ParamSpec::number("a", 0, 255, "2");
const B: ParamSpec = ParamSpec::number("b", 0, 255, "4");
const C: ParamSpec = ParamSpec::number("c", 0, 255, "7");
pub const PARAMS: &[ParamSpec] = &[A, B, C];

#[derive(Clone)]
pub struct Equation {
    a: u8,
    b: u8,
    c: u8,
}

pub fn from_params(params: &Params) -> Equation {
    let number = |spec| params.number(spec) as u8;
    Equation { a: number(&A), b: number(&B), c: number(&C) }
}

/// One of the unknowns, which grows by one.
#[derive(Clone, Copy)]
pub enum Unknown {
    X,
    Y,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unknown::X => "x grows",
            Unknown::Y => "y grows",
        })
    }
}

impl Model for Equation {
    type State = (u8, u8);
    type Action = Unknown;

    fn initial(&self) -> Vec<(u8, u8)> {
        vec![(0, 0)]
    }

    fn actions(&self, _: &(u8, u8), out: &mut Vec<Unknown>) {
        out.extend([Unknown::X, Unknown::Y]);
    }

    fn next(&self, &(x, y): &(u8, u8), grows: &Unknown) -> Option<(u8, u8)> {
        Some(match grows {
            Unknown::X => (x.wrapping_add(1), y),
            Unknown::Y => (x, y.wrapping_add(1)),
        })
    }

    fn properties(&self) -> Vec<Property<Equation>> {
        vec![Property::sometimes("solved", |model: &Equation, &(x, y): &(u8, u8)| {
            model.a.wrapping_mul(x).wrapping_add(model.b.wrapping_mul(y)) == model.c
        })]
    }

    fn words(&self, grows: &Unknown) -> String {
        grows.to_string()
    }
}
