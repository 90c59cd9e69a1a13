//! Two actors that count each other's messages: from the tests of crate `stateright`. A network
//! that duplicates never takes a message away when it delivers it, and remembers which it delivered
//! last; one that loses may take away any.

use std::fmt;

use crate::check::model::{Model, Property};
use crate::check::packed::Set;
use crate::sim::param::{ParamSpec, Params};

/// Pings and pongs are numbered in one set.
const MAX: ParamSpec = ParamSpec::number("max", 0, 30, "5");
const DUPLICATES: ParamSpec = ParamSpec::variant("duplicates", &["on", "off"], "on");
const LOSES: ParamSpec = ParamSpec::variant("loses", &["on", "off"], "on");
pub const PARAMS: &[ParamSpec] = &[MAX, DUPLICATES, LOSES];

#[derive(Clone)]
pub struct PingPong {
    max: u8,
    duplicates: bool,
    loses: bool,
}

pub fn from_params(params: &Params) -> PingPong {
    PingPong {
        max: params.number(&MAX) as u8,
        duplicates: params.get(&DUPLICATES) == "on",
        loses: params.get(&LOSES) == "on",
    }
}

/// A ping is an even number, twice what it says, a pong an odd one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ball(u8);

impl Ball {
    fn number(self) -> u8 {
        self.0 / 2
    }

    /// The first of the two gets the pongs.
    fn receiver(self) -> usize {
        usize::from(self.0.is_multiple_of(2))
    }
}

impl fmt::Display for Ball {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.receiver() == 0 { "Pong" } else { "Ping" };
        write!(f, "{kind}({})", self.number())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct State {
    counts: [u8; 2],
    in_flight: Set,
    last: Option<Ball>,
}

#[derive(Clone, Copy)]
pub enum Action {
    Deliver(Ball),
    Lose(Ball),
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Deliver(ball) => write!(f, "{ball} arrives"),
            Action::Lose(ball) => write!(f, "{ball} is lost"),
        }
    }
}

fn without(balls: Set, ball: Ball) -> Set {
    balls.iter().filter(|other| *other != usize::from(ball.0)).collect()
}

impl Model for PingPong {
    type State = State;
    type Action = Action;

    fn initial(&self) -> Vec<State> {
        vec![State { counts: [0, 0], in_flight: Set::default().with(0), last: None }]
    }

    fn actions(&self, state: &State, out: &mut Vec<Action>) {
        for ball in state.in_flight.iter().map(|ball| Ball(ball as u8)) {
            out.push(Action::Deliver(ball));
            if self.loses {
                out.push(Action::Lose(ball));
            }
        }
    }

    fn next(&self, state: &State, action: &Action) -> Option<State> {
        let mut next = *state;
        let ball = match *action {
            Action::Lose(ball) => {
                next.in_flight = without(next.in_flight, ball);
                return Some(next);
            }
            Action::Deliver(ball) => ball,
        };
        let count = &mut next.counts[ball.receiver()];
        // What is not expected is not taken; beyond the largest number nothing is looked at.
        if ball.number() != *count || *count == self.max {
            return None;
        }
        *count += 1;
        if self.duplicates {
            next.last = Some(ball);
        } else {
            next.in_flight = without(next.in_flight, ball);
        }
        next.in_flight = next.in_flight.with(usize::from(ball.0) + 1);
        Some(next)
    }

    fn properties(&self) -> Vec<Property<PingPong>> {
        let reaches_max = |model: &PingPong, state: &State| state.counts.contains(&model.max);
        vec![
            Property::always("within-one", |_: &PingPong, state: &State| {
                state.counts[0].abs_diff(state.counts[1]) <= 1
            }),
            Property::sometimes("can-reach-max", reaches_max),
            Property::eventually("must-reach-max", reaches_max),
        ]
    }

    fn words(&self, action: &Action) -> String {
        action.to_string()
    }
}
