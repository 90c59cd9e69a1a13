//! Paxos on the page: where its nodes stand, how they look, and every word in both languages.

use crate::protocols::paxos::{
    Finding, Message, Note, Paxos, Phase, Proposal, Proposer, Record, Role, State, best_reach,
};
use crate::sim::protocol::{Configured, Goal, NodeId, Protocol};
use crate::sim::sight::Sight;
use crate::sim::word::Word;
use crate::view::exhibits::{Exhibit, Look, along, param_texts, paxos_words as words};
use crate::view::history::{Edn, Operation};
use crate::view::player::{Caption, Cast, CastNode, Glyph, Hue, MessageKind, Prose2, Ring, Unit};

/// In the order of [`Exhibit::message_kind`].
const KINDS: [MessageKind; 8] = [
    MessageKind::new("Prepare", Hue::Blue, Glyph::Disc),
    MessageKind::new("Promise", Hue::Sky, Glyph::Ring),
    MessageKind::new("Accept", Hue::Pink, Glyph::Square),
    MessageKind::new("Accepted", Hue::Green, Glyph::Diamond),
    MessageKind::new("Reject", Hue::Orange, Glyph::Triangle),
    MessageKind::new("Learned", Hue::Ink, Glyph::Disc),
    MessageKind::new("Alive", Hue::Ink, Glyph::Ring),
    MessageKind::new("Forward", Hue::Ink, Glyph::Square),
];

impl Exhibit for Paxos {
    fn cast(&self) -> Cast {
        let ids = (0..self.nodes()).map(NodeId);
        // Messages of the distinguished-proposer option only where it is on.
        let kinds = if self.distinguished { KINDS.len() } else { KINDS.len() - 2 };
        Cast {
            nodes: ids.map(|id| self.cast_node(id)).collect(),
            links: self.talking_pairs(),
            message_kinds: KINDS[..kinds].to_vec(),
            params: param_texts(Paxos::PARAMS, words::param),
            properties: words::PROPERTIES.to_vec(),
            protocol: words::PROTOCOL,
            caveats: words::CAVEATS.to_vec(),
            askable: self.proposer_ids().collect(),
            words: vec!["blue", "green", "red", "gold", "white"],
            unit: Unit::Ms,
        }
    }

    fn message_kind(&self, message: &Message) -> u8 {
        match message {
            Message::Prepare(_) => 0,
            Message::Promise(..) => 1,
            Message::Accept(_) => 2,
            Message::Accepted(_) => 3,
            Message::Reject { .. } => 4,
            Message::Learned(_) => 5,
            Message::Alive => 6,
            Message::Forward(_) => 7,
        }
    }

    fn look(&self, me: NodeId, state: Option<&State>, disk: &Record) -> Look {
        match state {
            Some(State::Proposer(proposer)) => self.proposer_look(proposer),
            Some(State::Acceptor(acceptor)) => Look {
                ring: Ring::Plain,
                badge: acceptor.promised.map(|ballot| ballot.to_string()),
                caption: acceptor.accepted.map(value_chip),
            },
            Some(State::Learner(learner)) => Look {
                ring: Ring::Plain,
                badge: None,
                caption: learner.learned.map(|value| knows(value.as_str())),
            },
            // Down: what its disk holds, which is what it will come back with.
            None if self.role(me) == Role::Acceptor => Look {
                ring: Ring::Plain,
                badge: disk.promised.map(|ballot| ballot.to_string()),
                caption: disk.accepted.map(value_chip),
            },
            None => Look { ring: Ring::Plain, badge: None, caption: None },
        }
    }

    /// What was chosen is the answer, whoever proposed it.
    fn operation(&self, request: &Word) -> Option<Operation> {
        Some(Operation { f: "propose", value: Edn::text(request), only_reads: false })
    }

    fn note(&self, note: &Note) -> Prose2 {
        let zh = match note {
            Note::Promises(ballot) => format!("承诺 {ballot}"),
            Note::Accepts(proposal) => format!("接受 {proposal}"),
            Note::Refuses { ballot, promised } => format!("拒绝 {ballot}，已承诺 {promised}"),
            Note::Proposes(proposal) => format!("提出 {proposal}（自己的值）"),
            Note::Adopts(proposal) => format!("提出 {proposal}（采用已接受的值）"),
            Note::ProposesMore(proposal) => format!("在同一编号中又提出 {proposal}"),
            Note::GivesUp { ballot, promised } => format!("放弃 {ballot}，已有承诺 {promised}"),
            Note::TimesOut(ballot) => format!("放弃 {ballot}，未得到法定人数的答复"),
            Note::Learns(value) => format!("得知 {value}"),
            Note::Leads => String::from("自认为是主提议者"),
            Note::Follows(node) => format!("跟随 P{}", node.0 + 1),
        };
        Prose2 { en: note.to_string(), zh }
    }

    fn finding(&self, finding: &Finding) -> Prose2 {
        let zh = match finding {
            Finding::Chosen(Proposal { ballot, value }) => {
                format!("“{value}” 在编号 {ballot} 中被选定")
            }
            Finding::TwoChosen { first, second } => {
                format!("“{first}” 和 “{second}” 都被选定")
            }
            Finding::NoLongerAlone { first, second } => {
                format!("先选定了 “{first}”，后来又选定 “{second}”")
            }
            Finding::NeverAsked(value) => format!("选定了 “{value}”，但没有客户端请求过它"),
            Finding::Forgotten { value, holders, needed } => {
                format!("“{value}” 曾被选定，需要 {needed} 个接受者持有，现在只有 {holders} 个")
            }
            Finding::Learned { who, value } => format!("{who} 得知 “{value}”"),
            Finding::LearnedUnchosen { who, value } => {
                format!("{who} 得知 “{value}”，但它并未被选定")
            }
            Finding::LearnedTwo { who, first, second } => {
                format!("{who} 先得知 “{first}”，后又得知 “{second}”")
            }
        };
        Prose2 { en: finding.to_string(), zh }
    }

    fn goal_text(&self, world: &dyn Sight<Paxos>, goal: Goal) -> Prose2 {
        let (en, zh) = match goal {
            Goal::Idle => (String::from("nobody has asked yet"), String::from("尚无请求")),
            Goal::Reached => (String::from("a value is chosen"), String::from("已选定一个值")),
            Goal::Possible => (
                String::from("a majority is up and connected, yet nothing is chosen"),
                String::from("多数派在线且互通，但尚未选定任何值"),
            ),
            Goal::Impossible => match best_reach(self, world) {
                Some(reach) => {
                    let majority = self.majority();
                    (
                        format!("a majority is {majority} acceptors, a proposer reaches {reach}"),
                        format!("多数派需要 {majority} 个接受者，提议者只能联系到 {reach} 个"),
                    )
                }
                None => (
                    String::from("no running proposer wants anything"),
                    String::from("没有运行中的提议者在提出值"),
                ),
            },
        };
        Prose2 { en, zh }
    }
}

impl Paxos {
    fn cast_node(&self, id: NodeId) -> CastNode {
        let (role, hue) = match self.role(id) {
            Role::Proposer => (words::PROPOSER, Hue::Green),
            Role::Acceptor => (words::ACCEPTOR, Hue::Blue),
            Role::Learner => (words::LEARNER, Hue::Orange),
        };
        CastNode { id, name: self.name(id), role, hue, place: self.place(id) }
    }

    /// Proposers on the left, acceptors on an arc to the right (in columns when there are many),
    /// learners at the far right.
    fn place(&self, id: NodeId) -> (f32, f32) {
        let right = if self.learners > 0 { 0.78 } else { 0.94 };
        match self.role(id) {
            Role::Proposer => (0.06, along(id.0, self.proposers)),
            Role::Learner => (0.97, along(id.0 - self.proposers - self.acceptors, self.learners)),
            Role::Acceptor => {
                let index = id.0 - self.proposers;
                let columns = self.acceptors.div_ceil(9).max(1);
                let rows = self.acceptors.div_ceil(columns);
                let (column, row) = (index / rows, index % rows);
                let in_column = rows.min(self.acceptors - column * rows);
                let y = along(row, in_column);
                let bulge = 1.0 - (2.0 * y - 1.0) * (2.0 * y - 1.0);
                let left = if columns > 1 { 0.3 } else { right - 0.16 };
                let step = if columns > 1 { (right - left) / (columns - 1) as f32 } else { 0.0 };
                let arc = if columns > 1 { 0.0 } else { 0.16 * bulge };
                (left + step * column as f32 + arc, y)
            }
        }
    }

    /// The pairs that ever talk.
    fn talking_pairs(&self) -> Vec<(NodeId, NodeId)> {
        let to = |node: NodeId, others: Vec<NodeId>| others.into_iter().map(move |o| (node, o));
        let proposers: Vec<NodeId> = self.proposer_ids().collect();
        let acceptors: Vec<NodeId> = self.acceptor_ids().collect();
        let learners: Vec<NodeId> = self.learner_ids().collect();
        let mut pairs: Vec<(NodeId, NodeId)> =
            proposers.iter().flat_map(|p| to(*p, acceptors.clone())).collect();
        pairs.extend(acceptors.iter().flat_map(|a| to(*a, learners.clone())));
        pairs.extend(proposers.windows(2).map(|pair| (pair[0], pair[1])));
        pairs
    }

    fn proposer_look(&self, proposer: &Proposer) -> Look {
        let ring = match proposer.phase {
            Phase::Preparing { .. } => Ring::Dashed,
            Phase::Accepting { .. } => Ring::Double,
            Phase::Idle | Phase::BackingOff => Ring::Plain,
        };
        let badge = proposer.ballot().map(|ballot| ballot.to_string());
        let caption = match (proposer.learner.learned, proposer.wishes.first()) {
            (Some(value), _) => Some(knows(value.as_str())),
            (None, Some(wish)) => {
                let en = format!("wants “{}”", wish.value);
                let zh = format!("想要 “{}”", wish.value);
                Some(Caption { text: Prose2 { en, zh }, chip: false })
            }
            (None, None) => None,
        };
        Look { ring, badge, caption }
    }
}

fn value_chip(proposal: Proposal) -> Caption {
    let text = format!("“{}”", proposal.value);
    Caption { text: Prose2 { en: text.clone(), zh: text }, chip: true }
}

fn knows(value: &str) -> Caption {
    let (en, zh) = (format!("knows “{value}”"), format!("已知 “{value}”"));
    Caption { text: Prose2 { en, zh }, chip: true }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::param::Params;
    use crate::sim::protocol::Configured;

    fn paxos(sizes: [(&str, u16); 3]) -> Paxos {
        let mut params = Params::default();
        for (key, count) in sizes {
            params.set(Paxos::PARAMS, key, &count.to_string()).expect("a size in its range");
        }
        Paxos::from_params(&params).expect("sizes that go together")
    }

    /// In a picture of 16 : 9, in heights.
    fn apart(a: (f32, f32), b: (f32, f32)) -> f32 {
        ((a.0 - b.0) * 16.0 / 9.0).hypot(a.1 - b.1)
    }

    #[test]
    fn nodes_keep_apart_in_clusters_of_every_size() {
        for (p, l) in [(1, 0), (2, 1), (5, 0), (5, 5)] {
            for n in 1..=99 {
                let cast = paxos([("p", p), ("n", n), ("l", l)]).cast();
                for (index, node) in cast.nodes.iter().enumerate() {
                    let inside = |x: f32| (0.0..=1.0).contains(&x);
                    assert!(inside(node.place.0) && inside(node.place.1), "{}", node.name);
                    for other in &cast.nodes[..index] {
                        let gap = apart(node.place, other.place);
                        let pair = format!("{} and {}", node.name, other.name);
                        assert!(gap > 0.08, "p={p} n={n} l={l}: {pair} are {gap} apart");
                    }
                }
            }
        }
    }
}
