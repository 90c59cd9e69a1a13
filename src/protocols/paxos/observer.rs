//! The observer: computes what is chosen from the acceptors' states, not from what anybody
//! believes, and judges the properties.
//!
//! 0. Agreement: at most one value is chosen.
//! 1. Validity: a chosen value was asked for by a client.
//! 2. Stability: once chosen, a value stays chosen: nothing else is, and a phase-2 quorum still
//!    holds it.
//! 3. Integrity: a node learns only what is chosen, and never two values.
//! 4. Progress, the liveness goal: a value is chosen.

use std::fmt;

use litemap::LiteMap;

use super::{Acceptor, Paxos, Proposal, Proposer, Role, State, Store};
use crate::sim::protocol::{Goal, NodeId, Observation};
use crate::sim::sight::Sight;
use crate::sim::word::Word;

pub const AGREEMENT: u8 = 0;
pub const VALIDITY: u8 = 1;
pub const STABILITY: u8 = 2;
pub const INTEGRITY: u8 = 3;
pub const PROGRESS: u8 = 4;

/// What has been seen so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Observer {
    /// Which acceptors have ever accepted which proposal, each once.
    votes: LiteMap<Proposal, Vec<NodeId>>,
    /// Each acceptor's latest vote, so that most looks find nothing new at once.
    latest: LiteMap<NodeId, Proposal>,
    /// In the order in which they became chosen.
    pub chosen: Vec<Proposal>,
    pub learned: LiteMap<NodeId, Word>,
    /// A quorum no longer holds the value: said once.
    forgotten: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    Chosen(Proposal),
    TwoChosen { first: Word, second: Word },
    NoLongerAlone { first: Word, second: Word },
    NeverAsked(Word),
    Forgotten { value: Word, holders: u16, needed: u16 },
    Learned { who: Who, value: Word },
    LearnedUnchosen { who: Who, value: Word },
    LearnedTwo { who: Who, first: Word, second: Word },
}

/// A node by the name that people read: `P1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who {
    letter: char,
    number: u16,
}

impl Who {
    pub fn of(paxos: &Paxos, node: NodeId) -> Who {
        let first_acceptor = paxos.proposers;
        let first_learner = first_acceptor + paxos.acceptors;
        let (letter, first) = match paxos.role(node) {
            Role::Proposer => ('P', 0),
            Role::Acceptor => ('A', first_acceptor),
            Role::Learner => ('L', first_learner),
        };
        Who { letter, number: node.0 - first + 1 }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.letter, self.number)
    }
}

impl Observer {
    pub fn look(
        &mut self,
        paxos: &Paxos,
        world: &dyn Sight<Paxos>,
        found: &mut Vec<Observation<Finding>>,
    ) {
        self.count_votes(paxos, world, found);
        self.check_holders(paxos, world, found);
        self.check_learners(paxos, world, found);
    }

    fn count_votes(
        &mut self,
        paxos: &Paxos,
        world: &dyn Sight<Paxos>,
        found: &mut Vec<Observation<Finding>>,
    ) {
        for node in paxos.acceptor_ids() {
            let Some(proposal) = accepted(paxos, world, node) else { continue };
            if self.latest.insert(node, proposal) == Some(proposal) {
                continue;
            }
            let voters = self.votes.entry(proposal).or_default();
            if voters.contains(&node) {
                continue;
            }
            voters.push(node);
            if voters.len() >= paxos.phase2_size() && !self.chosen.contains(&proposal) {
                self.choose(proposal, world, found);
            }
        }
    }

    fn choose(
        &mut self,
        proposal: Proposal,
        world: &dyn Sight<Paxos>,
        found: &mut Vec<Observation<Finding>>,
    ) {
        let first = self.chosen.iter().map(|chosen| chosen.value).find(|v| *v != proposal.value);
        let is_new = self.chosen.iter().all(|chosen| chosen.value != proposal.value);
        self.chosen.push(proposal);
        if !is_new {
            return;
        }
        const CHOSEN: &[u8] = &[AGREEMENT, VALIDITY, STABILITY, INTEGRITY, PROGRESS];
        found.push(Observation {
            finding: Finding::Chosen(proposal),
            bears_on: CHOSEN,
            violates: None,
        });
        let second = proposal.value;
        if let Some(first) = first {
            found.push(Observation::violation(Finding::TwoChosen { first, second }, AGREEMENT));
            found.push(Observation::violation(Finding::NoLongerAlone { first, second }, STABILITY));
        }
        let mut was_asked = false;
        world.for_each_asked(&mut |_, asked| was_asked |= *asked == second);
        if !was_asked {
            found.push(Observation::violation(Finding::NeverAsked(second), VALIDITY));
        }
    }

    fn check_holders(
        &mut self,
        paxos: &Paxos,
        world: &dyn Sight<Paxos>,
        found: &mut Vec<Observation<Finding>>,
    ) {
        let Some(value) = self.chosen.first().map(|chosen| chosen.value) else { return };
        if self.forgotten.contains(&value) {
            return;
        }
        let holds = |node: &NodeId| held(world, *node).is_some_and(|held| held.value == value);
        let (holders, needed) = (paxos.acceptor_ids().filter(holds).count(), paxos.phase2_size());
        if holders < needed {
            self.forgotten.push(value);
            let (holders, needed) = (holders as u16, needed as u16);
            found.push(Observation::violation(
                Finding::Forgotten { value, holders, needed },
                STABILITY,
            ));
        }
    }

    fn check_learners(
        &mut self,
        paxos: &Paxos,
        world: &dyn Sight<Paxos>,
        found: &mut Vec<Observation<Finding>>,
    ) {
        for node in (0..world.node_count()).map(NodeId) {
            let value = match world.node(node).state {
                Some(State::Proposer(Proposer { learner, .. })) => learner.learned,
                Some(State::Learner(learner)) => learner.learned,
                Some(State::Acceptor(_)) | None => None,
            };
            let Some(value) = value else { continue };
            let before = self.learned.insert(node, value);
            if before == Some(value) {
                continue;
            }
            let who = Who::of(paxos, node);
            let finding = Finding::Learned { who, value };
            found.push(Observation { finding, bears_on: &[INTEGRITY], violates: None });
            if let Some(first) = before {
                let two = Finding::LearnedTwo { who, first, second: value };
                found.push(Observation::violation(two, INTEGRITY));
            }
            if self.chosen.iter().all(|chosen| chosen.value != value) {
                found.push(Observation::violation(
                    Finding::LearnedUnchosen { who, value },
                    INTEGRITY,
                ));
            }
        }
    }
}

/// What the acceptor has accepted for good: on disk when the rule says so, else in memory.
fn accepted(paxos: &Paxos, world: &dyn Sight<Paxos>, node: NodeId) -> Option<Proposal> {
    match paxos.store {
        Store::Forced => world.node(node).synced.accepted,
        Store::Lazy | Store::None => in_memory(world, node),
    }
}

fn in_memory(world: &dyn Sight<Paxos>, node: NodeId) -> Option<Proposal> {
    match world.node(node).state {
        Some(State::Acceptor(Acceptor { accepted, .. })) => *accepted,
        _ => None,
    }
}

/// What the acceptor would still report: its memory, or its disk while it is down or still writing
/// what it has just accepted.
fn held(world: &dyn Sight<Paxos>, node: NodeId) -> Option<Proposal> {
    let at = world.node(node);
    let is_done = at.state.is_some() && !at.writing;
    if is_done { in_memory(world, node) } else { at.synced.accepted }
}

/// Possible when the paper's majority of acceptors and a proposer with something to propose are up
/// and can reach each other, whatever the rules in force ask for.
pub fn goal(paxos: &Paxos, seen: &Observer, world: &dyn Sight<Paxos>) -> Goal {
    if !seen.chosen.is_empty() {
        return Goal::Reached;
    }
    if !world.has_asked() {
        return Goal::Idle;
    }
    if proposers_with_wishes(world)
        .any(|proposer| reachable(paxos, world, proposer) >= paxos.majority())
    {
        Goal::Possible
    } else {
        Goal::Impossible
    }
}

fn proposers_with_wishes<'a>(world: &'a dyn Sight<Paxos>) -> impl Iterator<Item = NodeId> + 'a {
    (0..world.node_count()).map(NodeId).filter(|id| {
        let node = world.node(*id);
        let wants = matches!(node.state, Some(State::Proposer(p)) if !p.wishes.is_empty());
        wants && !node.paused
    })
}

/// Acceptors that are up and can be talked with both ways.
pub fn reachable(paxos: &Paxos, world: &dyn Sight<Paxos>, proposer: NodeId) -> usize {
    let answers = |id: &NodeId| {
        let node = world.node(*id);
        let cut = world.is_cut((proposer, *id)) || world.is_cut((*id, proposer));
        node.state.is_some() && !node.paused && !cut
    };
    paxos.acceptor_ids().filter(answers).count()
}

/// The most acceptors that any proposer with something to propose can reach.
pub fn best_reach(paxos: &Paxos, world: &dyn Sight<Paxos>) -> Option<usize> {
    proposers_with_wishes(world).map(|proposer| reachable(paxos, world, proposer)).max()
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Chosen(Proposal { ballot, value }) => {
                write!(f, "“{value}” is chosen, in ballot {ballot}")
            }
            Finding::TwoChosen { first, second } => {
                write!(f, "“{first}” and “{second}” are both chosen")
            }
            Finding::NoLongerAlone { first, second } => {
                write!(f, "“{first}” was chosen, then “{second}”")
            }
            Finding::NeverAsked(value) => {
                write!(f, "“{value}” is chosen, and no client asked for it")
            }
            Finding::Forgotten { value, holders, needed } => write!(
                f,
                "“{value}” was chosen, and {holders} of the {needed} acceptors needed still hold it"
            ),
            Finding::Learned { who, value } => write!(f, "{who} learns “{value}”"),
            Finding::LearnedUnchosen { who, value } => {
                write!(f, "{who} learns “{value}”, which is not chosen")
            }
            Finding::LearnedTwo { who, first, second } => {
                write!(f, "{who} learned “{first}”, then “{second}”")
            }
        }
    }
}
