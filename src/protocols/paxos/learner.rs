//! Learning: counts the acceptors that accepted a ballot. A proposer does it for its own ballot, a
//! learner node for every ballot.

use litemap::LiteMap;

use super::{Ballot, Message, Note, Paxos, Proposal};
use crate::sim::protocol::{Effects, Facts, NodeId};
use crate::sim::word::Word;

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Learner {
    /// Who accepted, by ballot: a proposal is known by its number, so that one value per ballot is
    /// taken for granted here. In order and each once, so that a duplicate counts once.
    accepted: LiteMap<Ballot, Vec<NodeId>>,
    pub learned: Option<Word>,
}

impl Learner {
    /// Counts one `Accepted`; the value when this completes a quorum.
    pub fn count(&mut self, paxos: &Paxos, from: NodeId, proposal: Proposal) -> Option<Word> {
        let acceptors = self.accepted.entry(proposal.ballot).or_default();
        let place = acceptors.binary_search(&from).err()?;
        acceptors.insert(place, from);
        (acceptors.len() == paxos.phase2_size()).then_some(proposal.value)
    }

    /// Takes a value for chosen; true when that is news.
    pub fn learn(&mut self, value: Word, fx: &mut Effects<Paxos>) -> bool {
        if self.learned == Some(value) {
            return false;
        }
        self.learned = Some(value);
        fx.note(Note::Learns(value));
        true
    }

    /// Who accepted the ballot so far.
    pub fn acceptors_of(&self, ballot: Ballot) -> impl Iterator<Item = NodeId> + '_ {
        self.accepted.get(&ballot).into_iter().flatten().copied()
    }

    /// Forgets what was counted for other ballots.
    pub fn keep_only(&mut self, ballot: Ballot) {
        self.accepted.retain(|counted, _| *counted == ballot);
    }

    pub fn on_message(
        &mut self,
        paxos: &Paxos,
        from: NodeId,
        message: &Message,
        fx: &mut Effects<Paxos>,
    ) {
        match message {
            Message::Accepted(proposal) => {
                if let Some(value) = self.count(paxos, from, *proposal) {
                    self.learn(value, fx);
                }
            }
            Message::Learned(value) => {
                self.learn(*value, fx);
            }
            _ => {}
        }
    }

    pub fn facts(&self, paxos: &Paxos) -> Facts {
        let mut facts = Vec::new();
        if let Some((ballot, acceptors)) = self.accepted.last() {
            facts.push(("ballot", ballot.to_string()));
            facts.push(("accepted", tally(paxos, |node| acceptors.contains(&node))));
        }
        facts.push(("learned", self.learned.map_or(String::from("–"), |value| value.to_string())));
        facts
    }
}

/// `A1 ▪ A2 ▫ A3 ▫`, or a count when there are too many to list.
pub fn tally(paxos: &Paxos, is_in: impl Fn(NodeId) -> bool) -> String {
    use crate::sim::protocol::Protocol;
    let ids: Vec<NodeId> = paxos.acceptor_ids().collect();
    if ids.len() > 5 {
        let count = ids.iter().filter(|node| is_in(**node)).count();
        return format!("{count} of {}", ids.len());
    }
    let mark = |node: &NodeId| if is_in(*node) { "▪" } else { "▫" };
    let marks: Vec<String> =
        ids.iter().map(|node| format!("{} {}", paxos.name(*node), mark(node))).collect();
    marks.join(" ")
}
