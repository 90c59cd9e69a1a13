//! What Paxos does, without messages: Lamport's module `Voting`. Acceptors raise their ballots and
//! vote for values that a quorum shows to be safe.

use std::fmt;

use super::paxos::{quorum, quorums};
use crate::check::model::{Model, Property};
use crate::check::packed::{ROW_MAX, Row};
use crate::check::symmetry::{least, sorted};
use crate::sim::param::{ParamError, ParamSpec, Params};

const ACCEPTORS: ParamSpec = ParamSpec::number("acceptors", 1, 7, "3");
const VALUES: ParamSpec = ParamSpec::number("values", 1, 7, "2");
const BALLOTS: ParamSpec = ParamSpec::number("ballots", 1, 15, "2");
const QUORUM: ParamSpec = ParamSpec::quorum("q", 7);
pub const PARAMS: &[ParamSpec] = &[ACCEPTORS, VALUES, BALLOTS, QUORUM];

#[derive(Clone)]
pub struct Voting {
    acceptors: usize,
    values: u8,
    ballots: usize,
    quorum: usize,
}

pub fn from_params(params: &Params) -> Result<Voting, ParamError> {
    let acceptors = params.number(&ACCEPTORS) as usize;
    let ballots = params.number(&BALLOTS) as usize;
    if acceptors * ballots > ROW_MAX {
        let message = format!("acceptors times ballots is more than {ROW_MAX}");
        return Err(ParamError::Together { message });
    }
    let quorum = quorum(params, &QUORUM, acceptors)?;
    Ok(Voting { acceptors, values: params.number(&VALUES) as u8, ballots, quorum })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    /// Of each acceptor, one more than the ballot it has reached.
    reached: Row,
    /// Of each acceptor and ballot, one more than the value voted for; there is at most one.
    votes: Row,
}

#[derive(Clone, Copy)]
pub enum Action {
    Raise { acceptor: usize, ballot: usize },
    Vote { acceptor: usize, ballot: usize, value: u8 },
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Raise { acceptor, ballot } => {
                write!(f, "A{} goes on to ballot {ballot}", acceptor + 1)
            }
            Action::Vote { acceptor, ballot, value } => {
                write!(f, "A{} votes for v{} in ballot {ballot}", acceptor + 1, value + 1)
            }
        }
    }
}

impl Voting {
    fn vote(&self, acceptor: usize, ballot: usize, state: &State) -> Option<u8> {
        state.votes.get(acceptor * self.ballots + ballot).checked_sub(1)
    }

    fn may_vote(&self, acceptor: usize, ballot: usize, value: u8, state: &State) -> bool {
        usize::from(state.reached.get(acceptor)) <= ballot + 1
            && (0..self.acceptors).all(|other| match self.vote(other, ballot, state) {
                None => true,
                Some(voted) => other != acceptor && voted == value,
            })
    }

    /// In how many ways it is shown that no other value can be chosen below the ballot: by a quorum
    /// that has reached it, and a vote of its members for the value after which none of them voted
    /// (or no vote at all).
    fn shown_safe(&self, ballot: usize, value: u8, state: &State) -> usize {
        let shows = |members: u32| {
            let members = (0..self.acceptors).filter(move |a| members >> a & 1 == 1);
            if members.clone().any(|a| usize::from(state.reached.get(a)) <= ballot) {
                return 0;
            }
            let mut ways = 0;
            for below in (0..ballot).rev() {
                let mut votes = members.clone().map(|a| self.vote(a, below, state));
                ways += votes.clone().filter(|vote| *vote == Some(value)).count();
                if votes.any(|vote| vote.is_some()) {
                    return ways;
                }
            }
            ways + 1
        };
        quorums(self.acceptors, self.quorum).map(shows).sum()
    }

    /// Values that a quorum voted for in one ballot.
    fn chosen(&self, state: &State) -> usize {
        let votes = |ballot, value| {
            let voted = |a: &usize| self.vote(*a, ballot, state) == Some(value);
            (0..self.acceptors).filter(voted).count()
        };
        let is_chosen =
            |value: &u8| (0..self.ballots).any(|ballot| votes(ballot, *value) >= self.quorum);
        (0..self.values).filter(is_chosen).count()
    }
}

impl Voting {
    /// The values in this order, the acceptors sorted.
    fn renamed(&self, values: &[usize], state: &State) -> State {
        let new_name = |old| values.iter().position(|value| *value == usize::from(old));
        let renamed = |a: usize, ballot| {
            let vote = self.vote(a, ballot, state)?;
            new_name(vote)
        };
        let votes = |a: usize| {
            let votes = (0..self.ballots).map(|ballot| renamed(a, ballot));
            votes.fold(0u64, |row, vote| row << 4 | vote.map_or(0, |vote| vote as u64 + 1))
        };
        let order = sorted(self.acceptors, |a| (state.reached.get(a), votes(a)));
        let mut votes = Row::default();
        for (a, from) in order.iter().enumerate() {
            for ballot in 0..self.ballots {
                let vote = renamed(*from, ballot).map_or(0, |vote| vote as u8 + 1);
                votes = votes.with(a * self.ballots + ballot, vote);
            }
        }
        State { reached: state.reached.reordered(&order), votes }
    }
}

impl Model for Voting {
    type State = State;
    type Action = Action;

    fn initial(&self) -> Vec<State> {
        vec![State { reached: Row::default(), votes: Row::default() }]
    }

    fn actions(&self, state: &State, out: &mut Vec<Action>) {
        for acceptor in 0..self.acceptors {
            let reached = usize::from(state.reached.get(acceptor));
            out.extend((reached..self.ballots).map(|ballot| Action::Raise { acceptor, ballot }));
            for ballot in 0..self.ballots {
                for value in 0..self.values {
                    if self.may_vote(acceptor, ballot, value, state) {
                        // One step for each way, as the specification counts.
                        let ways = self.shown_safe(ballot, value, state);
                        let vote = Action::Vote { acceptor, ballot, value };
                        out.extend(std::iter::repeat_n(vote, ways));
                    }
                }
            }
        }
    }

    fn next(&self, state: &State, action: &Action) -> Option<State> {
        let mut next = *state;
        match *action {
            Action::Raise { acceptor, ballot } => {
                next.reached = next.reached.with(acceptor, ballot as u8 + 1);
            }
            Action::Vote { acceptor, ballot, value } => {
                next.reached = next.reached.with(acceptor, ballot as u8 + 1);
                next.votes = next.votes.with(acceptor * self.ballots + ballot, value + 1);
            }
        }
        Some(next)
    }

    const SYMMETRIC: bool = true;

    /// Acceptors and values are both interchangeable. Once the values have their names, nothing
    /// outside an acceptor refers to it.
    fn representative(&self, state: &State) -> State {
        least(self.values.into(), |_| (), |values| self.renamed(values, state))
    }

    fn properties(&self) -> Vec<Property<Voting>> {
        vec![
            Property::always("agreement", |model: &Voting, state: &State| model.chosen(state) <= 1),
            Property::sometimes("chosen", |model: &Voting, state: &State| model.chosen(state) > 0),
        ]
    }

    fn words(&self, action: &Action) -> String {
        action.to_string()
    }
}
