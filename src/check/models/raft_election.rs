//! Raft's elections and nothing else: Ongaro and Ousterhout, "In Search of an Understandable
//! Consensus Algorithm" (2014), section 5.2. Messages are a set that never shrinks. Terms and votes
//! survive a restart, roles and counted votes don't.

use std::fmt;

use crate::check::model::{Model, Property};
use crate::check::packed::{Row, Set, WIDE_MAX, Wide};
use crate::check::symmetry::{least, places};
use crate::sim::param::{ParamError, ParamSpec, Params};

const SERVERS: ParamSpec = ParamSpec::number("servers", 1, 8, "3");
const TERMS: ParamSpec = ParamSpec::number("terms", 1, 8, "1");
const RESTARTS: ParamSpec = ParamSpec::variant("restarts", &["off", "on"], "off");
const MUTANT: ParamSpec = ParamSpec::rule("mutant", &["none", "forget", "half"], "none");
pub const PARAMS: &[ParamSpec] = &[SERVERS, TERMS, RESTARTS, MUTANT];

#[derive(Clone)]
pub struct RaftElection {
    servers: usize,
    terms: usize,
    restarts: bool,
    /// A restart forgets the vote.
    forgets: bool,
    /// Half of the servers elect a leader.
    half: bool,
}

pub fn from_params(params: &Params) -> Result<RaftElection, ParamError> {
    let forgets = params.get(&MUTANT) == "forget";
    let model = RaftElection {
        servers: params.number(&SERVERS) as usize,
        terms: params.number(&TERMS) as usize,
        restarts: forgets || params.get(&RESTARTS) == "on",
        forgets,
        half: params.get(&MUTANT) == "half",
    };
    if model.vote(model.terms, model.servers - 1, model.servers - 1) >= WIDE_MAX {
        let message = "that many servers and terms have more messages than 256".to_string();
        return Err(ParamError::Together { message });
    }
    Ok(model)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    terms: Row,
    /// `FOLLOWER`, `CANDIDATE` or `LEADER`.
    roles: Row,
    /// One more than the server voted for; 0 for nobody.
    voted_for: Row,
    /// Who has voted for whom, as far as the candidate has received it.
    votes: Set,
    /// What has been sent: requests for votes and votes.
    sent: Wide,
    /// Who has become leader in which term.
    leaders: Set,
}

const FOLLOWER: u8 = 0;
const CANDIDATE: u8 = 1;
const LEADER: u8 = 2;

#[derive(Clone, Copy)]
pub enum Action {
    Timeout(usize),
    Grant { server: usize, term: usize, candidate: usize },
    ReceiveVote { server: usize, from: usize },
    BecomeLeader(usize),
    Restart(usize),
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Timeout(server) => write!(f, "S{} becomes a candidate", server + 1),
            Action::Grant { server, term, candidate } => {
                write!(f, "S{} votes for S{} in term {term}", server + 1, candidate + 1)
            }
            Action::ReceiveVote { server, from } => {
                write!(f, "S{} receives the vote of S{}", server + 1, from + 1)
            }
            Action::BecomeLeader(server) => write!(f, "S{} becomes leader", server + 1),
            Action::Restart(server) => write!(f, "S{} restarts", server + 1),
        }
    }
}

/// Terms count from 1, so the number of a message is found by the term before.
impl RaftElection {
    fn request(&self, term: usize, from: usize) -> usize {
        (term - 1) * self.servers + from
    }

    fn vote(&self, term: usize, from: usize, to: usize) -> usize {
        self.terms * self.servers + ((term - 1) * self.servers + from) * self.servers + to
    }

    fn is_elected(&self, votes: usize) -> bool {
        if self.half { 2 * votes >= self.servers } else { 2 * votes > self.servers }
    }

    fn counted(&self, server: usize, state: &State) -> usize {
        let pairs = server * self.servers..(server + 1) * self.servers;
        pairs.filter(|pair| state.votes.has(*pair)).count()
    }

    fn forget_counted(&self, server: usize, votes: Set) -> Set {
        votes.iter().filter(|pair| pair / self.servers != server).collect()
    }

    /// The servers named anew: what was `order[0]` becomes the first, and so on.
    fn renamed(&self, order: &[usize], state: &State) -> State {
        let place = places(order);
        let n = self.servers;
        let single = |at: usize| at / n * n + place[at % n];
        let pair = |at: usize| at / (n * n) * n * n + place[at / n % n] * n + place[at % n];
        let requests = self.terms * n;
        let voted_for = order.iter().enumerate().fold(Row::default(), |row, (to, from)| {
            let vote = usize::from(state.voted_for.get(*from)).checked_sub(1);
            row.with(to, vote.map_or(0, |vote| place[vote] as u8 + 1))
        });
        State {
            terms: state.terms.reordered(order),
            roles: state.roles.reordered(order),
            voted_for,
            votes: state.votes.renamed(pair),
            sent: state.sent.renamed(|message| match message.checked_sub(requests) {
                None => single(message),
                Some(vote) => requests + pair(vote),
            }),
            leaders: state.leaders.renamed(single),
        }
    }

    fn grants(&self, server: usize, state: &State, out: &mut Vec<Action>) {
        let own = usize::from(state.terms.get(server));
        for term in own.max(1)..=self.terms {
            let voted_for = if term > own { 0 } else { usize::from(state.voted_for.get(server)) };
            for candidate in (0..self.servers).filter(|candidate| *candidate != server) {
                let is_free = voted_for == 0 || voted_for == candidate + 1;
                if is_free && state.sent.has(self.request(term, candidate)) {
                    out.push(Action::Grant { server, term, candidate });
                }
            }
        }
    }

    fn candidacy(&self, server: usize, state: &State, out: &mut Vec<Action>) {
        let term = usize::from(state.terms.get(server));
        let sent = (0..self.servers).filter(|from| state.sent.has(self.vote(term, *from, server)));
        out.extend(sent.map(|from| Action::ReceiveVote { server, from }));
        if self.is_elected(self.counted(server, state)) {
            out.push(Action::BecomeLeader(server));
        }
    }
}

impl Model for RaftElection {
    type State = State;
    type Action = Action;

    fn initial(&self) -> Vec<State> {
        vec![State {
            terms: Row::default(),
            roles: Row::default(),
            voted_for: Row::default(),
            votes: Set::default(),
            sent: Wide::default(),
            leaders: Set::default(),
        }]
    }

    fn actions(&self, state: &State, out: &mut Vec<Action>) {
        for server in 0..self.servers {
            let role = state.roles.get(server);
            if role != LEADER && usize::from(state.terms.get(server)) < self.terms {
                out.push(Action::Timeout(server));
            }
            if role == CANDIDATE {
                self.candidacy(server, state, out);
            }
            if self.restarts {
                out.push(Action::Restart(server));
            }
            self.grants(server, state, out);
        }
    }

    fn next(&self, state: &State, action: &Action) -> Option<State> {
        let mut next = *state;
        match *action {
            Action::Timeout(server) => {
                let term = state.terms.get(server) + 1;
                next.terms = next.terms.with(server, term);
                next.roles = next.roles.with(server, CANDIDATE);
                next.voted_for = next.voted_for.with(server, server as u8 + 1);
                let own = server * self.servers + server;
                next.votes = self.forget_counted(server, next.votes).with(own);
                next.sent = next.sent.with(self.request(term.into(), server));
            }
            Action::Grant { server, term, candidate } => {
                if term > state.terms.get(server).into() {
                    next.roles = next.roles.with(server, FOLLOWER);
                    next.votes = self.forget_counted(server, next.votes);
                }
                next.terms = next.terms.with(server, term as u8);
                next.voted_for = next.voted_for.with(server, candidate as u8 + 1);
                next.sent = next.sent.with(self.vote(term, server, candidate));
            }
            Action::ReceiveVote { server, from } => {
                next.votes = next.votes.with(server * self.servers + from);
            }
            Action::BecomeLeader(server) => {
                let term = usize::from(state.terms.get(server));
                next.roles = next.roles.with(server, LEADER);
                next.leaders = next.leaders.with(self.request(term, server));
            }
            Action::Restart(server) => {
                next.roles = next.roles.with(server, FOLLOWER);
                next.votes = self.forget_counted(server, next.votes);
                if self.forgets {
                    next.voted_for = next.voted_for.with(server, 0);
                }
            }
        }
        Some(next)
    }

    const SYMMETRIC: bool = true;

    /// Servers refer to each other, so all orders are tried that their own state leaves open.
    fn representative(&self, state: &State) -> State {
        let own = |server: usize| {
            let vote = usize::from(state.voted_for.get(server));
            let has_voted = (vote > 0, vote == server + 1);
            let counted = self.counted(server, state);
            let asked: Set =
                (1..=self.terms).filter(|t| state.sent.has(self.request(*t, server))).collect();
            let led: Set =
                (1..=self.terms).filter(|t| state.leaders.has(self.request(*t, server))).collect();
            (state.terms.get(server), state.roles.get(server), has_voted, counted, asked, led)
        };
        least(self.servers, own, |order| self.renamed(order, state))
    }

    fn properties(&self) -> Vec<Property<RaftElection>> {
        vec![
            Property::always("one-leader-a-term", |model: &RaftElection, state: &State| {
                let terms = state.leaders.iter().map(|leader| leader / model.servers);
                terms.clone().zip(terms.skip(1)).all(|(term, next)| term != next)
            }),
            Property::sometimes("leader", |_: &RaftElection, state: &State| {
                !state.leaders.is_empty()
            }),
        ]
    }

    fn words(&self, action: &Action) -> String {
        action.to_string()
    }
}
