//! Single-decree Paxos as Lamport specified it for "How to win a Turing Award" (2019), module
//! `Paxos`: no proposers and no learners, only acceptors and a set of messages that never shrinks.
//! The quorums of the two phases may differ in size (Howard, Malkhi and Spiegelman, "Flexible
//! Paxos", 2016).

use std::fmt;

use crate::check::model::{Model, Property};
use crate::check::packed::{Row, WIDE_MAX, Wide};
use crate::check::symmetry::{least, places, sorted};
use crate::sim::param::{ParamError, ParamSpec, Params};

const ACCEPTORS: ParamSpec = ParamSpec::number("acceptors", 1, 7, "3");
const VALUES: ParamSpec = ParamSpec::number("values", 1, 7, "2");
const BALLOTS: ParamSpec = ParamSpec::number("ballots", 1, 7, "2");
const QUORUM_1: ParamSpec = ParamSpec::quorum("q1", 7);
const QUORUM_2: ParamSpec = ParamSpec::quorum("q2", 7);
const MUTANTS: &[&str] = &["none", "ignore", "promise", "forget", "two-values", "lowest"];
const MUTANT: ParamSpec = ParamSpec::rule("mutant", MUTANTS, "none");
pub const PARAMS: &[ParamSpec] = &[ACCEPTORS, VALUES, BALLOTS, QUORUM_1, QUORUM_2, MUTANT];

#[derive(Clone)]
pub struct Paxos {
    acceptors: usize,
    values: usize,
    ballots: usize,
    quorum_1: usize,
    quorum_2: usize,
    mutant: Mutant,
}

/// A rule that is broken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mutant {
    None,
    /// The leader takes any value, whatever the acceptors report.
    Ignore,
    /// An acceptor accepts below its promise.
    Promise,
    /// An acceptor forgets everything.
    Forget,
    /// The leader proposes several values in one ballot.
    TwoValues,
    /// The leader takes the value of the lowest ballot reported.
    Lowest,
}

pub fn from_params(params: &Params) -> Result<Paxos, ParamError> {
    let acceptors = params.number(&ACCEPTORS) as usize;
    let model = Paxos {
        acceptors,
        values: params.number(&VALUES) as usize,
        ballots: params.number(&BALLOTS) as usize,
        quorum_1: quorum(params, &QUORUM_1, acceptors)?,
        quorum_2: quorum(params, &QUORUM_2, acceptors)?,
        mutant: match params.get(&MUTANT) {
            "ignore" => Mutant::Ignore,
            "promise" => Mutant::Promise,
            "forget" => Mutant::Forget,
            "two-values" => Mutant::TwoValues,
            "lowest" => Mutant::Lowest,
            _ => Mutant::None,
        },
    };
    let messages = model.message_count();
    if messages > WIDE_MAX {
        let message = format!("sizes that make {messages} messages, {WIDE_MAX} are possible");
        return Err(ParamError::Together { message });
    }
    Ok(model)
}

/// `majority`, `all` or a number of so many members.
pub fn quorum(params: &Params, spec: &ParamSpec, members: usize) -> Result<usize, ParamError> {
    let size = match params.get(spec) {
        "majority" => members / 2 + 1,
        "all" => members,
        number => number.parse().unwrap_or(members + 1),
    };
    if size > members {
        let message = format!("{} is {size}, of {members}", spec.key);
        return Err(ParamError::Together { message });
    }
    Ok(size)
}

/// A value accepted in a ballot.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Vote {
    ballot: usize,
    value: usize,
}

/// Of each acceptor the highest ballot promised and the last vote; in the rows 0 is for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    promised: Row,
    voted_ballot: Row,
    voted_value: Row,
    sent: Wide,
}

#[derive(Clone, Copy)]
pub enum Action {
    Prepare { ballot: usize },
    Promise { acceptor: usize, ballot: usize },
    Propose { ballot: usize, value: usize },
    Accept { acceptor: usize, ballot: usize, value: usize },
    Forget { acceptor: usize },
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Prepare { ballot } => write!(f, "ballot {ballot} begins"),
            Action::Promise { acceptor, ballot } => {
                write!(f, "A{} promises ballot {ballot}", acceptor + 1)
            }
            Action::Propose { ballot, value } => {
                write!(f, "ballot {ballot} proposes v{}", value + 1)
            }
            Action::Accept { acceptor, ballot, value } => {
                write!(f, "A{} accepts v{} in ballot {ballot}", acceptor + 1, value + 1)
            }
            Action::Forget { acceptor } => write!(f, "A{} forgets everything", acceptor + 1),
        }
    }
}

/// The numbers of messages: 1a(ballot), 1b(acceptor, ballot, vote), 2a(ballot, value) and
/// 2b(acceptor, ballot, value), one kind after the other.
impl Paxos {
    /// Votes that an acceptor may report, none among them.
    fn reports(&self) -> usize {
        1 + self.ballots * self.values
    }

    fn message_1a(&self, ballot: usize) -> usize {
        ballot
    }

    fn message_1b(&self, acceptor: usize, ballot: usize, vote: Option<Vote>) -> usize {
        let report = vote.map_or(0, |vote| 1 + vote.ballot * self.values + vote.value);
        self.ballots + (acceptor * self.ballots + ballot) * self.reports() + report
    }

    fn message_2a(&self, ballot: usize, value: usize) -> usize {
        self.message_1b(self.acceptors, 0, None) + ballot * self.values + value
    }

    fn message_2b(&self, acceptor: usize, ballot: usize, value: usize) -> usize {
        let earlier = acceptor * self.ballots + ballot;
        self.message_2a(self.ballots, 0) + earlier * self.values + value
    }

    fn message_count(&self) -> usize {
        self.message_2b(self.acceptors, 0, 0)
    }

    fn vote(&self, acceptor: usize, state: &State) -> Option<Vote> {
        let ballot = state.voted_ballot.get(acceptor).checked_sub(1)?;
        let value = state.voted_value.get(acceptor).checked_sub(1)?;
        Some(Vote { ballot: ballot.into(), value: value.into() })
    }

    fn proposed(&self, ballot: usize, state: &State) -> impl Iterator<Item = usize> + '_ {
        let sent = state.sent;
        (0..self.values).filter(move |value| sent.has(self.message_2a(ballot, *value)))
    }

    /// What an acceptor has reported when it promised a ballot. One that forgot may have reported
    /// different things.
    fn reported(&self, acceptor: usize, ballot: usize, state: &State) -> Vec<Option<Vote>> {
        let votes = (0..self.ballots)
            .flat_map(|ballot| (0..self.values).map(move |value| Some(Vote { ballot, value })));
        let possible = std::iter::once(None).chain(votes);
        possible.filter(|vote| state.sent.has(self.message_1b(acceptor, ballot, *vote))).collect()
    }

    /// Adds a proposal for each quorum of promises and each vote in it that allows the value, or
    /// for each that has no vote: this is what the specification counts as steps.
    fn propose(&self, ballot: usize, state: &State, out: &mut Vec<Action>) {
        let proposed = self.proposed(ballot, state).count();
        if proposed > 0 && self.mutant != Mutant::TwoValues {
            return;
        }
        let reports: Vec<Vec<Option<Vote>>> =
            (0..self.acceptors).map(|acceptor| self.reported(acceptor, ballot, state)).collect();
        for members in quorums(self.acceptors, self.quorum_1) {
            let of = |acceptor: &usize| &reports[*acceptor];
            let members = (0..self.acceptors).filter(|acceptor| members >> acceptor & 1 == 1);
            if members.clone().any(|acceptor| of(&acceptor).is_empty()) {
                continue;
            }
            let votes: Vec<Vote> =
                members.flat_map(|acceptor| reports[acceptor].iter().flatten().copied()).collect();
            let ballots = votes.iter().map(|vote| vote.ballot);
            let decisive = match self.mutant {
                Mutant::Ignore => None,
                Mutant::Lowest => ballots.min(),
                _ => ballots.max(),
            };
            let mut propose = |value| out.push(Action::Propose { ballot, value });
            match decisive {
                None => (0..self.values).for_each(propose),
                Some(decisive) => {
                    let free = votes.iter().filter(|vote| vote.ballot == decisive);
                    free.for_each(|vote| propose(vote.value));
                }
            }
        }
    }

    /// The values named anew: what was `values[0]` becomes the first, and so on.
    fn with_values(&self, values: &[usize], state: &State) -> State {
        let place = places(values);
        let renamed = |pair: usize| pair - pair % self.values + place[pair % self.values];
        let (first_1b, first_2a) = (self.message_1b(0, 0, None), self.message_2a(0, 0));
        let sent = state.sent.renamed(|message| {
            if message >= first_2a {
                return first_2a + renamed(message - first_2a);
            }
            let report = message.checked_sub(first_1b).map_or(0, |at| at % self.reports());
            match report.checked_sub(1) {
                None => message,
                Some(vote) => message - vote + renamed(vote),
            }
        });
        let name = |value: u8| match usize::from(value).checked_sub(1) {
            None => 0,
            Some(value) => place[value] as u8 + 1,
        };
        let voted = (0..self.acceptors).fold(state.voted_value, |row, acceptor| {
            row.with(acceptor, name(state.voted_value.get(acceptor)))
        });
        State { voted_value: voted, sent, ..*state }
    }

    /// The acceptors in an order that depends on nothing but what each of them has done.
    fn in_order(&self, state: &State) -> State {
        let State { promised, voted_ballot, voted_value, sent } = *state;
        let (first_1b, first_2b) = (self.message_1b(0, 0, None), self.message_2b(0, 0, 0));
        let (len_1b, len_2b) = (self.ballots * self.reports(), self.ballots * self.values);
        let order = sorted(self.acceptors, |a| {
            let reports = sent.slice(first_1b + a * len_1b, len_1b);
            let accepted = sent.slice(first_2b + a * len_2b, len_2b);
            (promised.get(a), voted_ballot.get(a), voted_value.get(a), reports, accepted)
        });
        let place = places(&order);
        let moved = |at: usize, len: usize| place[at / len] * len + at % len;
        let sent = sent.renamed(|message| {
            if message >= first_2b {
                first_2b + moved(message - first_2b, len_2b)
            } else if (first_1b..self.message_2a(0, 0)).contains(&message) {
                first_1b + moved(message - first_1b, len_1b)
            } else {
                message
            }
        });
        State {
            promised: promised.reordered(&order),
            voted_ballot: voted_ballot.reordered(&order),
            voted_value: voted_value.reordered(&order),
            sent,
        }
    }

    /// Values that a quorum has accepted in one ballot.
    fn chosen(&self, state: &State) -> usize {
        let accepted = |ballot, value| {
            let by = |acceptor: &usize| state.sent.has(self.message_2b(*acceptor, ballot, value));
            (0..self.acceptors).filter(by).count()
        };
        let is_chosen = |value: &usize| {
            (0..self.ballots).any(|ballot| accepted(ballot, *value) >= self.quorum_2)
        };
        (0..self.values).filter(is_chosen).count()
    }
}

/// The sets of so many of the first members, as bits.
pub fn quorums(members: usize, size: usize) -> impl Iterator<Item = u32> {
    (0..1u32 << members).filter(move |set| set.count_ones() as usize == size)
}

impl Model for Paxos {
    type State = State;
    type Action = Action;

    fn initial(&self) -> Vec<State> {
        vec![State {
            promised: Row::default(),
            voted_ballot: Row::default(),
            voted_value: Row::default(),
            sent: Wide::default(),
        }]
    }

    fn actions(&self, state: &State, out: &mut Vec<Action>) {
        for ballot in 0..self.ballots {
            out.push(Action::Prepare { ballot });
            self.propose(ballot, state, out);
        }
        for acceptor in 0..self.acceptors {
            // One more than the ballot promised.
            let promised = usize::from(state.promised.get(acceptor));
            for ballot in promised..self.ballots {
                if state.sent.has(self.message_1a(ballot)) {
                    out.push(Action::Promise { acceptor, ballot });
                }
            }
            let lowest = match self.mutant {
                Mutant::Promise => 0,
                _ => promised.saturating_sub(1),
            };
            for ballot in lowest..self.ballots {
                let values = self.proposed(ballot, state);
                out.extend(values.map(|value| Action::Accept { acceptor, ballot, value }));
            }
            if self.mutant == Mutant::Forget {
                out.push(Action::Forget { acceptor });
            }
        }
    }

    fn next(&self, state: &State, action: &Action) -> Option<State> {
        let mut next = *state;
        let message = match *action {
            Action::Prepare { ballot } => self.message_1a(ballot),
            Action::Promise { acceptor, ballot } => {
                next.promised = next.promised.with(acceptor, ballot as u8 + 1);
                self.message_1b(acceptor, ballot, self.vote(acceptor, state))
            }
            Action::Propose { ballot, value } => self.message_2a(ballot, value),
            Action::Accept { acceptor, ballot, value } => {
                next.promised = next.promised.with(acceptor, ballot as u8 + 1);
                next.voted_ballot = next.voted_ballot.with(acceptor, ballot as u8 + 1);
                next.voted_value = next.voted_value.with(acceptor, value as u8 + 1);
                self.message_2b(acceptor, ballot, value)
            }
            Action::Forget { acceptor } => {
                next.promised = next.promised.with(acceptor, 0);
                next.voted_ballot = next.voted_ballot.with(acceptor, 0);
                next.voted_value = next.voted_value.with(acceptor, 0);
                return Some(next);
            }
        };
        next.sent = next.sent.with(message);
        Some(next)
    }

    const SYMMETRIC: bool = true;

    /// Acceptors and values are both interchangeable. Once the values have their names, nothing
    /// outside an acceptor refers to it.
    fn representative(&self, state: &State) -> State {
        least(self.values, |_| (), |values| self.in_order(&self.with_values(values, state)))
    }

    fn properties(&self) -> Vec<Property<Paxos>> {
        vec![
            Property::always("agreement", |model: &Paxos, state: &State| model.chosen(state) <= 1),
            Property::sometimes("chosen", |model: &Paxos, state: &State| model.chosen(state) > 0),
        ]
    }

    fn words(&self, action: &Action) -> String {
        action.to_string()
    }
}
