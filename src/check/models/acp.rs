//! Atomic commitment by broadcast: Babaoglu and Toueg, "Non-Blocking Atomic Commitment" (1993), as
//! specified in modules `ACP_SB` and `ACP_NB`. There are no messages: who has sent is seen by its
//! flag. A failure is detected, never suspected. The non-blocking form forwards a decision to all
//! others before it takes it; its mutant takes it first.

use std::fmt;

use crate::check::model::{Model, Property};
use crate::check::packed::{Row, Set};
use crate::check::symmetry::{least, places};
use crate::sim::param::{ParamSpec, Params};

/// What is forwarded by whom to whom is one row.
const PARTICIPANTS_MAX: u32 = 4;
const N: ParamSpec = ParamSpec::number("n", 1, PARTICIPANTS_MAX, "2");
const BROADCAST: ParamSpec = ParamSpec::variant("broadcast", &["simple", "forward"], "simple");
const MUTANT: ParamSpec = ParamSpec::rule("mutant", &["none", "decide-first"], "none");
pub const PARAMS: &[ParamSpec] = &[N, BROADCAST, MUTANT];

#[derive(Clone)]
pub struct Acp {
    participants: usize,
    /// Decisions are forwarded.
    forwards: bool,
    decides_first: bool,
}

pub fn from_params(params: &Params) -> Acp {
    let decides_first = params.get(&MUTANT) == "decide-first";
    Acp {
        participants: params.number(&N) as usize,
        forwards: decides_first || params.get(&BROADCAST) == "forward",
        decides_first,
    }
}

const NONE: u8 = 0;
/// A vote or a decision.
const YES: u8 = 1;
const NO: u8 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    /// Of the participants.
    votes: Row,
    sent: Set,
    down: Set,
    decided: Row,
    /// From each to each, a row of rows; to itself what it will decide.
    forwarded: Row,
    /// Of the coordinator: whom it has asked, what it has heard, what it has told.
    asked: Set,
    heard: Row,
    told: Row,
    decision: u8,
    is_down: bool,
}

#[derive(Clone, Copy)]
pub enum Action {
    Ask(usize),
    Hear(usize),
    DetectFault(usize),
    Decide(u8),
    Tell(usize),
    CoordinatorDies,
    Vote(usize),
    DecideAlone(usize),
    Take { participant: usize, decision: u8 },
    Expect { participant: usize, decision: u8 },
    Forward { from: usize, to: usize },
    Die(usize),
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |decision: &u8| if *decision == YES { "commit" } else { "abort" };
        match self {
            Action::Ask(p) => write!(f, "the coordinator asks P{}", p + 1),
            Action::Hear(p) => write!(f, "the coordinator hears the vote of P{}", p + 1),
            Action::DetectFault(p) => write!(f, "the coordinator aborts: down is P{}", p + 1),
            Action::Decide(decision) => write!(f, "the coordinator decides {}", word(decision)),
            Action::Tell(p) => write!(f, "the coordinator tells P{}", p + 1),
            Action::CoordinatorDies => write!(f, "the coordinator dies"),
            Action::Vote(p) => write!(f, "P{} votes", p + 1),
            Action::DecideAlone(p) => write!(f, "P{} aborts alone", p + 1),
            Action::Take { participant, decision } => {
                write!(f, "P{} takes {}", participant + 1, word(decision))
            }
            Action::Expect { participant, decision } => {
                write!(f, "P{} expects {}", participant + 1, word(decision))
            }
            Action::Forward { from, to } => write!(f, "P{} forwards to P{}", from + 1, to + 1),
            Action::Die(p) => write!(f, "P{} dies", p + 1),
        }
    }
}

impl Acp {
    fn ids(&self) -> std::ops::Range<usize> {
        0..self.participants
    }

    fn forwarded(&self, from: usize, to: usize, state: &State) -> u8 {
        state.forwarded.get(from * self.participants + to)
    }

    fn coordinator_actions(&self, state: &State, out: &mut Vec<Action>) {
        if state.is_down {
            return;
        }
        out.extend(self.ids().filter(|p| !state.asked.has(*p)).map(Action::Ask));
        let all_asked = state.asked.len() == self.participants;
        if state.decision != NONE {
            out.extend(self.ids().filter(|p| state.told.get(*p) == NONE).map(Action::Tell));
        } else if all_asked {
            for p in self.ids().filter(|p| state.heard.get(*p) == NONE) {
                if state.sent.has(p) {
                    out.push(Action::Hear(p));
                } else if state.down.has(p) {
                    out.push(Action::DetectFault(p));
                }
            }
            // One step for each no, as the specification counts.
            let count = |vote| self.ids().filter(|p| state.heard.get(*p) == vote).count();
            if count(NONE) == 0 {
                let noes = count(NO);
                out.extend(std::iter::repeat_n(Action::Decide(NO), noes));
                out.extend((noes == 0).then_some(Action::Decide(YES)));
            }
        }
        out.push(Action::CoordinatorDies);
    }

    fn participant_actions(&self, p: usize, state: &State, out: &mut Vec<Action>) {
        let is_open = state.decided.get(p) == NONE;
        if state.asked.has(p) {
            out.push(Action::Vote(p));
        }
        let alone = state.sent.has(p) && state.votes.get(p) == NO;
        let never_asked = state.is_down && !state.asked.has(p);
        let reasons = [alone, never_asked].into_iter().filter(|reason| *reason && is_open);
        out.extend(reasons.map(|_| Action::DecideAlone(p)));
        let told = state.told.get(p);
        if self.forwards {
            self.forwarding(p, state, out);
        } else if is_open && told != NONE {
            out.push(Action::Take { participant: p, decision: told });
        }
        out.push(Action::Die(p));
    }

    fn forwarding(&self, p: usize, state: &State, out: &mut Vec<Action>) {
        let (own, told) = (self.forwarded(p, p, state), state.told.get(p));
        let mut others = self.ids().filter(|other| *other != p);
        if own == NONE {
            let from = others.clone().map(|other| self.forwarded(other, p, state));
            let news = from.chain([told]).filter(|decision| *decision != NONE);
            out.extend(news.map(|decision| Action::Expect { participant: p, decision }));
        } else {
            let left = others.clone().filter(|to| self.forwarded(p, *to, state) == NONE);
            out.extend(left.map(|to| Action::Forward { from: p, to }));
            if others.all(|to| self.forwarded(p, to, state) != NONE) {
                out.push(Action::Take { participant: p, decision: own });
            }
        }
        // The coordinator is down and has told nobody who runs, and none of the dead has told any.
        let is_live = |p: &usize| !state.down.has(*p);
        let told = self.ids().filter(is_live).any(|p| state.told.get(p) != NONE);
        let forwarded = self.ids().filter(|from| !is_live(from)).any(|from| {
            self.ids().filter(is_live).any(|to| self.forwarded(from, to, state) != NONE)
        });
        if state.decided.get(p) == NONE && state.is_down && !told && !forwarded {
            out.push(Action::DecideAlone(p));
        }
    }

    /// Nobody who runs and has not decided will, whatever happens but a failure.
    fn is_blocked(&self, state: &State) -> bool {
        let waits = |p: usize| !state.down.has(p) && state.decided.get(p) == NONE;
        let mut actions = Vec::new();
        self.actions(state, &mut actions);
        let fails = |action: &Action| matches!(action, Action::Die(_) | Action::CoordinatorDies);
        let goes_on = |action: &Action| {
            !fails(action) && self.next(state, action).is_some_and(|next| next != *state)
        };
        self.ids().any(waits) && !actions.iter().any(goes_on)
    }

    fn renamed(&self, order: &[usize], state: &State) -> State {
        let pairs =
            order.iter().flat_map(|from| order.iter().map(move |to| from * self.participants + to));
        let place = places(order);
        let set = |set: Set| set.renamed(|p| place[p]);
        State {
            votes: state.votes.reordered(order),
            sent: set(state.sent),
            down: set(state.down),
            decided: state.decided.reordered(order),
            forwarded: state.forwarded.reordered(&pairs.collect::<Vec<usize>>()),
            asked: set(state.asked),
            heard: state.heard.reordered(order),
            told: state.told.reordered(order),
            ..*state
        }
    }
}

impl Model for Acp {
    type State = State;
    type Action = Action;

    /// One for each way to vote.
    fn initial(&self) -> Vec<State> {
        let start = State {
            votes: Row::default(),
            sent: Set::default(),
            down: Set::default(),
            decided: Row::default(),
            forwarded: Row::default(),
            asked: Set::default(),
            heard: Row::default(),
            told: Row::default(),
            decision: NONE,
            is_down: false,
        };
        let voting = |ways: u32| {
            self.ids().fold(Row::default(), |votes, p| {
                votes.with(p, if ways >> p & 1 == 1 { YES } else { NO })
            })
        };
        (0..1 << self.participants).map(|ways| State { votes: voting(ways), ..start }).collect()
    }

    fn actions(&self, state: &State, out: &mut Vec<Action>) {
        self.coordinator_actions(state, out);
        for p in self.ids().filter(|p| !state.down.has(*p)) {
            self.participant_actions(p, state, out);
        }
    }

    fn next(&self, state: &State, action: &Action) -> Option<State> {
        let mut next = *state;
        let pair = |from: usize, to: usize| from * self.participants + to;
        match *action {
            Action::Ask(p) => next.asked = next.asked.with(p),
            Action::Hear(p) => next.heard = next.heard.with(p, state.votes.get(p)),
            Action::DetectFault(_) => next.decision = NO,
            Action::Decide(decision) => next.decision = decision,
            Action::Tell(p) => next.told = next.told.with(p, state.decision),
            Action::CoordinatorDies => next.is_down = true,
            Action::Vote(p) => next.sent = next.sent.with(p),
            Action::DecideAlone(p) => next.decided = next.decided.with(p, NO),
            Action::Take { participant, decision } => {
                next.decided = next.decided.with(participant, decision);
            }
            Action::Expect { participant, decision } => {
                next.forwarded = next.forwarded.with(pair(participant, participant), decision);
                if self.decides_first {
                    next.decided = next.decided.with(participant, decision);
                }
            }
            Action::Forward { from, to } => {
                let own = self.forwarded(from, from, state);
                next.forwarded = next.forwarded.with(pair(from, to), own);
            }
            Action::Die(p) => next.down = next.down.with(p),
        }
        Some(next)
    }

    const SYMMETRIC: bool = true;

    fn representative(&self, state: &State) -> State {
        let own = |p: usize| {
            let flags = (state.sent.has(p), state.down.has(p), state.asked.has(p));
            (state.votes.get(p), flags, state.decided.get(p), state.heard.get(p), state.told.get(p))
        };
        least(self.participants, own, |order| self.renamed(order, state))
    }

    fn properties(&self) -> Vec<Property<Acp>> {
        vec![
            Property::always("agreement", |model: &Acp, state: &State| {
                let has = |decision| model.ids().any(|p| state.decided.get(p) == decision);
                !(has(YES) && has(NO))
            }),
            Property::always("not-blocked", |model: &Acp, state: &State| !model.is_blocked(state)),
        ]
    }

    fn words(&self, action: &Action) -> String {
        action.to_string()
    }
}
