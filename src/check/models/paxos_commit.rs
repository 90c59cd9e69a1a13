//! Paxos Commit: Gray and Lamport, "Consensus on Transaction Commit" (2006), module `PaxosCommit`.
//! An instance of Paxos for each resource manager decides whether it prepared or aborted; the
//! manager itself proposes in ballot 0. Messages are a set that never shrinks.

use std::fmt;

use super::paxos::quorums;
use super::tcommit::{ABORTED, COMMITTED, PREPARED, WORKING, is_consistent};
use crate::check::model::{Model, Property};
use crate::check::packed::{ROW_MAX, Row, WIDE_MAX, Wide};
use crate::check::symmetry::{least, places, sorted};
use crate::sim::param::{ParamError, ParamSpec, Params};

const N: ParamSpec = ParamSpec::number("n", 1, 8, "2");
const ACCEPTORS: ParamSpec = ParamSpec::number("acceptors", 1, 7, "3");
const BALLOTS: ParamSpec = ParamSpec::number("ballots", 1, 4, "1");
pub const PARAMS: &[ParamSpec] = &[N, ACCEPTORS, BALLOTS];

#[derive(Clone)]
pub struct PaxosCommit {
    managers: usize,
    acceptors: usize,
    ballots: usize,
}

pub fn from_params(params: &Params) -> Result<PaxosCommit, ParamError> {
    let model = PaxosCommit {
        managers: params.number(&N) as usize,
        acceptors: params.number(&ACCEPTORS) as usize,
        ballots: params.number(&BALLOTS) as usize,
    };
    let (cells, messages) = (model.managers * model.acceptors, model.message_count());
    if cells > ROW_MAX || messages > WIDE_MAX {
        let message = format!(
            "n times acceptors is {cells} and makes {messages} messages; {ROW_MAX} and {WIDE_MAX} are possible"
        );
        return Err(ParamError::Together { message });
    }
    Ok(model)
}

/// What an instance decides about its manager.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Value {
    Prepared,
    Aborted,
}

const VALUES: [Value; 2] = [Value::Prepared, Value::Aborted];

/// A value accepted in a ballot.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Vote {
    ballot: usize,
    value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    managers: Row,
    /// Of each instance and acceptor the ballot reached.
    reached: Row,
    /// Of each instance and acceptor the number of its last vote.
    votes: Row,
    sent: Wide,
}

#[derive(Clone, Copy)]
pub enum Action {
    Prepare { rm: usize },
    ChooseToAbort { rm: usize },
    ReceiveCommit { rm: usize },
    ReceiveAbort { rm: usize },
    Phase1a { rm: usize, ballot: usize },
    Phase1b { rm: usize, ballot: usize, acceptor: usize },
    Phase2a { rm: usize, ballot: usize, value: Value },
    Phase2b { rm: usize, ballot: usize, acceptor: usize, value: Value },
    Commit,
    Abort,
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Value::Prepared => "Prepared",
            Value::Aborted => "Aborted",
        })
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Prepare { rm } => write!(f, "RM{} prepares", rm + 1),
            Action::ChooseToAbort { rm } => write!(f, "RM{} chooses to abort", rm + 1),
            Action::ReceiveCommit { rm } => write!(f, "RM{} receives Commit", rm + 1),
            Action::ReceiveAbort { rm } => write!(f, "RM{} receives Abort", rm + 1),
            Action::Phase1a { rm, ballot } => write!(f, "ballot {ballot} begins for RM{}", rm + 1),
            Action::Phase1b { rm, ballot, acceptor } => {
                write!(f, "A{} promises ballot {ballot} for RM{}", acceptor + 1, rm + 1)
            }
            Action::Phase2a { rm, ballot, value } => {
                write!(f, "ballot {ballot} proposes {value} for RM{}", rm + 1)
            }
            Action::Phase2b { rm, ballot, acceptor, value } => {
                write!(f, "A{} accepts {value} in ballot {ballot} for RM{}", acceptor + 1, rm + 1)
            }
            Action::Commit => write!(f, "a leader finds that every RM has prepared: Commit"),
            Action::Abort => write!(f, "a leader finds that an RM has aborted: Abort"),
        }
    }
}

/// The numbers of messages: Commit, Abort, 1a(instance, ballot), 2a(instance, ballot, value),
/// 1b(instance, acceptor, ballot, vote) and 2b(instance, acceptor, vote), one kind after the other.
impl PaxosCommit {
    /// Votes that an acceptor may report, none among them.
    fn reports(&self) -> usize {
        1 + 2 * self.ballots
    }

    fn number_of(vote: Option<Vote>) -> usize {
        vote.map_or(0, |vote| 1 + vote.ballot * 2 + usize::from(vote.value == Value::Aborted))
    }

    fn vote_of(number: usize) -> Option<Vote> {
        let number = number.checked_sub(1)?;
        Some(Vote { ballot: number / 2, value: VALUES[number % 2] })
    }

    fn message_1a(&self, rm: usize, ballot: usize) -> usize {
        2 + rm * self.ballots + ballot
    }

    fn message_2a(&self, rm: usize, vote: Vote) -> usize {
        self.message_1a(self.managers, 0) + rm * self.reports() + Self::number_of(Some(vote))
    }

    fn message_1b(&self, cell: usize, ballot: usize, vote: Option<Vote>) -> usize {
        let before = 2 + self.managers * (self.ballots + self.reports());
        before + (cell * self.ballots + ballot) * self.reports() + Self::number_of(vote)
    }

    fn message_2b(&self, cell: usize, vote: Vote) -> usize {
        let before = self.message_1b(self.managers * self.acceptors, 0, None);
        before + cell * self.reports() + Self::number_of(Some(vote))
    }

    fn message_count(&self) -> usize {
        let first = Vote { ballot: 0, value: Value::Prepared };
        self.message_2b(self.managers * self.acceptors, first)
    }

    fn cell(&self, rm: usize, acceptor: usize) -> usize {
        rm * self.acceptors + acceptor
    }

    fn majorities(&self) -> impl Iterator<Item = u32> {
        quorums(self.acceptors, self.acceptors / 2 + 1)
    }

    /// What an acceptor reported when it reached a ballot.
    fn reported(&self, cell: usize, ballot: usize, state: &State) -> Option<Option<Vote>> {
        let mut votes = (0..self.reports()).map(Self::vote_of);
        votes.find(|vote| state.sent.has(self.message_1b(cell, ballot, *vote)))
    }

    /// Adds one proposal for each majority that has promised the ballot.
    fn propose(&self, rm: usize, ballot: usize, state: &State, out: &mut Vec<Action>) {
        let sent = |value| state.sent.has(self.message_2a(rm, Vote { ballot, value }));
        if VALUES.into_iter().any(sent) {
            return;
        }
        for members in self.majorities() {
            let members = (0..self.acceptors).filter(|acceptor| members >> acceptor & 1 == 1);
            let reports = members.map(|a| self.reported(self.cell(rm, a), ballot, state));
            // `None` as soon as one of them has not promised.
            if let Some(votes) = reports.collect::<Option<Vec<Option<Vote>>>>() {
                let highest = votes.into_iter().flatten().max_by_key(|vote| vote.ballot);
                let value = highest.map_or(Value::Aborted, |vote| vote.value);
                out.push(Action::Phase2a { rm, ballot, value });
            }
        }
    }

    /// In how many ways it is seen that an instance decided: ballots and majorities.
    fn decided(&self, rm: usize, value: Value, state: &State) -> usize {
        let accepted = |ballot: usize| {
            let by = |a: &usize| {
                state.sent.has(self.message_2b(self.cell(rm, *a), Vote { ballot, value }))
            };
            let members = (0..self.acceptors).filter(by).fold(0u32, |set, a| set | 1 << a);
            self.majorities().filter(|majority| majority & members == *majority).count()
        };
        (0..self.ballots).map(accepted).sum()
    }

    /// The kinds of messages that belong to managers: where they begin, and how many there are of
    /// each manager. The last two are by acceptor, each in equal parts.
    fn blocks(&self) -> [(usize, usize); 4] {
        let (reports, cells) = (self.reports(), self.acceptors);
        // Votes are numbered from 1, so the first of each kind stands for none and is never sent.
        let first_1a = self.message_1a(0, 0);
        let first_2a = self.message_1a(self.managers, 0);
        let first_1b = self.message_1b(0, 0, None);
        let first_2b = self.message_1b(self.managers * cells, 0, None);
        [
            (first_1a, self.ballots),
            (first_2a, reports),
            (first_1b, cells * self.ballots * reports),
            (first_2b, cells * reports),
        ]
    }

    /// Messages by other names of managers, or of the acceptors within each manager's.
    fn renamed(&self, sent: Wide, parts: usize, place: &[usize]) -> Wide {
        let blocks = self.blocks();
        sent.renamed(|message| {
            let kind = blocks.iter().rposition(|(first, _)| message >= *first);
            let Some((first, len)) = kind.map(|kind| blocks[kind]) else { return message };
            if parts > 1 && first < blocks[2].0 {
                return message;
            }
            let (at, len) = (message - first, len / parts);
            let (which, group) = (at / len % place.len(), at / len / place.len());
            first + (group * place.len() + place[which]) * len + at % len
        })
    }

    /// The acceptors named anew: what was `acceptors[0]` becomes the first, and so on.
    fn with_acceptors(&self, acceptors: &[usize], state: &State) -> State {
        let cells = (0..self.managers).flat_map(|rm| acceptors.iter().map(move |a| (rm, *a)));
        let order: Vec<usize> = cells.map(|(rm, a)| self.cell(rm, a)).collect();
        State {
            managers: state.managers,
            reached: state.reached.reordered(&order),
            votes: state.votes.reordered(&order),
            sent: self.renamed(state.sent, self.acceptors, &places(acceptors)),
        }
    }

    /// The managers in an order that depends on nothing but what became of each of them.
    fn in_order(&self, state: &State) -> State {
        let cells = |rm: usize| (0..self.acceptors).map(move |a| self.cell(rm, a));
        let order = sorted(self.managers, |rm| {
            let column: Vec<(u8, u8)> =
                cells(rm).map(|cell| (state.reached.get(cell), state.votes.get(cell))).collect();
            let sent = self.blocks().map(|(first, len)| state.sent.slice(first + rm * len, len));
            (state.managers.get(rm), column, sent)
        });
        let by_cell: Vec<usize> = order.iter().flat_map(|rm| cells(*rm)).collect();
        State {
            managers: state.managers.reordered(&order),
            reached: state.reached.reordered(&by_cell),
            votes: state.votes.reordered(&by_cell),
            sent: self.renamed(state.sent, 1, &places(&order)),
        }
    }

    fn manager_actions(&self, rm: usize, state: &State, out: &mut Vec<Action>) {
        if state.managers.get(rm) == WORKING {
            out.push(Action::Prepare { rm });
            out.push(Action::ChooseToAbort { rm });
        }
        if state.sent.has(COMMIT) {
            out.push(Action::ReceiveCommit { rm });
        }
        if state.sent.has(ABORT) {
            out.push(Action::ReceiveAbort { rm });
        }
    }

    fn acceptor_actions(&self, rm: usize, acceptor: usize, state: &State, out: &mut Vec<Action>) {
        let reached = usize::from(state.reached.get(self.cell(rm, acceptor)));
        for ballot in reached..self.ballots {
            if ballot > reached && state.sent.has(self.message_1a(rm, ballot)) {
                out.push(Action::Phase1b { rm, ballot, acceptor });
            }
            for value in VALUES {
                if state.sent.has(self.message_2a(rm, Vote { ballot, value })) {
                    out.push(Action::Phase2b { rm, ballot, acceptor, value });
                }
            }
        }
    }
}

const COMMIT: usize = 0;
const ABORT: usize = 1;

impl Model for PaxosCommit {
    type State = State;
    type Action = Action;

    fn initial(&self) -> Vec<State> {
        vec![State {
            managers: Row::default(),
            reached: Row::default(),
            votes: Row::default(),
            sent: Wide::default(),
        }]
    }

    fn actions(&self, state: &State, out: &mut Vec<Action>) {
        let managers = 0..self.managers;
        for rm in managers.clone() {
            self.manager_actions(rm, state, out);
            for ballot in 1..self.ballots {
                out.push(Action::Phase1a { rm, ballot });
                self.propose(rm, ballot, state, out);
            }
            for acceptor in 0..self.acceptors {
                self.acceptor_actions(rm, acceptor, state, out);
            }
        }
        // One step for each way to see it, as the specification counts.
        let commits = managers.clone().map(|rm| self.decided(rm, Value::Prepared, state)).product();
        let aborts = managers.map(|rm| self.decided(rm, Value::Aborted, state)).sum();
        out.extend(std::iter::repeat_n(Action::Commit, commits));
        out.extend(std::iter::repeat_n(Action::Abort, aborts));
    }

    fn next(&self, state: &State, action: &Action) -> Option<State> {
        let mut next = *state;
        let mut manager = |rm, to| next.managers = next.managers.with(rm, to);
        let own = |rm, value| self.message_2a(rm, Vote { ballot: 0, value });
        let message = match *action {
            Action::Prepare { rm } => {
                manager(rm, PREPARED);
                own(rm, Value::Prepared)
            }
            Action::ChooseToAbort { rm } => {
                manager(rm, ABORTED);
                own(rm, Value::Aborted)
            }
            Action::ReceiveCommit { rm } => {
                manager(rm, COMMITTED);
                return Some(next);
            }
            Action::ReceiveAbort { rm } => {
                manager(rm, ABORTED);
                return Some(next);
            }
            Action::Phase1a { rm, ballot } => self.message_1a(rm, ballot),
            Action::Phase1b { rm, ballot, acceptor } => {
                let cell = self.cell(rm, acceptor);
                next.reached = next.reached.with(cell, ballot as u8);
                self.message_1b(cell, ballot, Self::vote_of(state.votes.get(cell).into()))
            }
            Action::Phase2a { rm, ballot, value } => self.message_2a(rm, Vote { ballot, value }),
            Action::Phase2b { rm, ballot, acceptor, value } => {
                let (cell, vote) = (self.cell(rm, acceptor), Vote { ballot, value });
                next.reached = next.reached.with(cell, ballot as u8);
                next.votes = next.votes.with(cell, Self::number_of(Some(vote)) as u8);
                self.message_2b(cell, vote)
            }
            Action::Commit => COMMIT,
            Action::Abort => ABORT,
        };
        next.sent = next.sent.with(message);
        Some(next)
    }

    const SYMMETRIC: bool = true;

    /// Acceptors and managers are both interchangeable. Once the acceptors have their names,
    /// nothing outside a manager's instance refers to it.
    fn representative(&self, state: &State) -> State {
        let reached_by = |acceptor: usize| {
            let cells = (0..self.managers).map(|rm| self.cell(rm, acceptor));
            let mut reached: Vec<(u8, u8)> =
                cells.map(|cell| (state.reached.get(cell), state.votes.get(cell))).collect();
            reached.sort_unstable();
            reached
        };
        least(self.acceptors, reached_by, |acceptors| {
            self.in_order(&self.with_acceptors(acceptors, state))
        })
    }

    fn properties(&self) -> Vec<Property<PaxosCommit>> {
        vec![
            Property::always("consistent", |model: &PaxosCommit, state: &State| {
                is_consistent(state.managers, model.managers)
            }),
            Property::sometimes("committed", |_: &PaxosCommit, state: &State| {
                state.sent.has(COMMIT)
            }),
            Property::sometimes("aborted", |_: &PaxosCommit, state: &State| state.sent.has(ABORT)),
        ]
    }

    fn words(&self, action: &Action) -> String {
        action.to_string()
    }
}
