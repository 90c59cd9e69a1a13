//! Paxos Commit on the page: where its nodes stand, how they look, and what they say.

use crate::protocols::commitment::log::{Kind, Log};
use crate::protocols::commitment::{Answer, Ballot, Committing, Finding, Note, Outcome, Vote};
use crate::protocols::paxos_commit::acceptor::{Acceptor, FIRST, Lead};
use crate::protocols::paxos_commit::{Message, PaxosCommit, Proposal, State, blocked};
use crate::sim::protocol::{Configured, Goal, NodeId, Protocol};
use crate::sim::sight::Sight;
use crate::sim::word::Word;
use crate::view::costs::{Block, Lock, Thing, Written};
use crate::view::exhibits::{Exhibit, Look, along, param_texts};
use crate::view::exhibits::{
    commitment as bank, commitment_history as clients, commitment_words as shared,
    paxos_commit_words as words,
};
use crate::view::history::{Claim, Completion, Operation, Taken};
use crate::view::player::{Caption, Cast, CastNode, Glyph, Hue, MessageKind, Prose2, Ring, Unit};

/// In the order of [`Exhibit::message_kind`].
const KINDS: [MessageKind; 11] = [
    MessageKind::new("Prepare", Hue::Blue, Glyph::Disc),
    MessageKind::new("Prepared", Hue::Green, Glyph::Ring),
    MessageKind::new("Aborted", Hue::Orange, Glyph::Triangle),
    MessageKind::new("Accepted", Hue::Sky, Glyph::Ring),
    MessageKind::new("Commit", Hue::Green, Glyph::Square),
    MessageKind::new("Abort", Hue::Orange, Glyph::Square),
    MessageKind::new("Inquire", Hue::Pink, Glyph::Diamond),
    MessageKind::new("NewBallot", Hue::Blue, Glyph::Diamond),
    MessageKind::new("Promise", Hue::Sky, Glyph::Diamond),
    MessageKind::new("Accept", Hue::Pink, Glyph::Disc),
    MessageKind::new("Reject", Hue::Orange, Glyph::Diamond),
];

impl Exhibit for PaxosCommit {
    fn cast(&self) -> Cast {
        let ids = (0..self.nodes()).map(NodeId);
        Cast {
            nodes: ids.map(|id| cast_node(self, id)).collect(),
            links: links(self),
            message_kinds: KINDS.to_vec(),
            params: param_texts(PaxosCommit::PARAMS, words::param),
            properties: shared::PROPERTIES.to_vec(),
            protocol: words::PROTOCOL,
            caveats: words::CAVEATS.to_vec(),
            askable: self.sites.coordinator_ids().collect(),
            words: bank::words(self.sites),
            unit: Unit::Ms,
        }
    }

    fn message_kind(&self, message: &Message) -> u8 {
        match message {
            Message::Prepare(_) => 0,
            Message::Vote(_, Vote::Yes | Vote::ReadOnly) => 1,
            Message::Vote(_, Vote::No) => 2,
            Message::Accepted(..) => 3,
            Message::Decision(_, Outcome::Commit) => 4,
            Message::Decision(_, Outcome::Abort) => 5,
            Message::Inquire(_) => 6,
            Message::NewBallot(..) => 7,
            Message::Promise(..) => 8,
            Message::Accept(..) => 9,
            Message::Reject(..) => 10,
        }
    }

    fn look(&self, me: NodeId, state: Option<&State>, disk: &Log) -> Look {
        match state {
            Some(State::Acceptor(acceptor)) => acceptor_look(acceptor),
            Some(State::Participant(participant)) => bank::look(self.sites, me, &participant.bank),
            None if self.sites.is_coordinator(me) || self.is_own_acceptor(me) => look_down(disk),
            None => bank::look_down(self.sites, me, disk),
        }
    }

    fn work(&self, of: Thing<PaxosCommit>) -> Option<String> {
        match of {
            Thing::Message(message) => Some(message.id().to_string()),
            Thing::Response(answer) => Some(answer.id.to_string()),
            Thing::Note(Note::Ends(id, _)) => Some(id.to_string()),
            Thing::Note(_) => None,
        }
    }

    fn written(&self, before: &Log, after: &Log) -> Option<Written> {
        bank::written(before, after)
    }

    fn locks(&self, me: NodeId, state: Option<&State>, disk: &Log) -> Vec<Lock> {
        if self.is_own_acceptor(me) {
            return Vec::new();
        }
        bank::locks(self, me, state, disk)
    }

    fn blocked(&self, world: &dyn Sight<PaxosCommit>) -> Vec<Block> {
        bank::blocks(blocked(self, world), |_| Prose2 {
            en: String::from("a quorum of acceptors"),
            zh: String::from("法定人数的接受者"),
        })
    }

    fn operation(&self, request: &Word) -> Option<Operation> {
        clients::operation(*request)
    }

    fn claims(&self, taken: &Taken<PaxosCommit>) -> Vec<Claim> {
        clients::claims(&taken.notes)
    }

    fn completion(&self, answer: &Answer) -> Completion {
        clients::completion(answer)
    }

    fn note(&self, note: &Note) -> Prose2 {
        Prose2 { en: note.to_string(), zh: shared::note_zh(note) }
    }

    fn finding(&self, finding: &Finding) -> Prose2 {
        Prose2 { en: finding.to_string(), zh: shared::finding_zh(finding) }
    }

    fn goal_text(&self, world: &dyn Sight<PaxosCommit>, goal: Goal) -> Prose2 {
        bank::goal_text(self.sites, goal, || blocked(self, world))
    }
}

/// A transaction's coordinator is its first acceptor; the others stand between it and the
/// participants.
fn cast_node(config: &PaxosCommit, id: NodeId) -> CastNode {
    let sites = config.sites();
    if !config.is_own_acceptor(id) {
        return bank::cast_node(sites, id);
    }
    let (index, count) = (id.0 - sites.count(), 2 * config.tolerates);
    let place = (0.36, 0.1 + 0.8 * along(index, count));
    CastNode { id, name: config.name(id), role: words::ACCEPTOR, hue: Hue::Sky, place }
}

/// Acceptors talk with everybody, participants with acceptors only.
fn links(config: &PaxosCommit) -> Vec<(NodeId, NodeId)> {
    let count = config.nodes();
    let pairs = (0..count).flat_map(|one| (one + 1..count).map(move |other| (one, other)));
    let is_participant =
        |node: u16| !config.sites.is_coordinator(NodeId(node)) && node < config.sites.count();
    let talk = |(one, other): &(u16, u16)| {
        let is_coordinator = |node: u16| config.sites.is_coordinator(NodeId(node));
        let alike = |is: &dyn Fn(u16) -> bool| is(*one) && is(*other);
        !(alike(&is_coordinator) || alike(&is_participant))
    };
    pairs.filter(talk).map(|(one, other)| (NodeId(one), NodeId(other))).collect()
}

/// The latest transaction: how it ended, or what this acceptor does to find out.
fn acceptor_look(acceptor: &Acceptor) -> Look {
    let plain = Look { ring: Ring::Plain, badge: None, caption: None };
    let Some((id, case)) = acceptor.cases.iter().next_back() else { return plain };
    if let Some(outcome) = case.outcome {
        let badge = match outcome {
            Outcome::Commit => format!("{id} commit"),
            Outcome::Abort => format!("{id} abort"),
        };
        return Look { badge: Some(badge), ..plain };
    }
    let accepted = case.register.accepted.map(|proposal| accepted_text(&proposal));
    let named = |ballot: Ballot| Some(format!("{id} ballot {}", ballot.number(*id)));
    let (ring, badge, text) = match &case.lead {
        Lead::Collects(_) => {
            let missing = case.missing();
            let text = (!missing.is_empty()).then(|| Prose2 {
                en: format!("nothing from {missing}"),
                zh: format!("尚无 {missing} 的消息"),
            });
            (Ring::Dashed, named(FIRST), accepted.or(text))
        }
        Lead::Asks { ballot, .. } | Lead::Proposes { proposal: Proposal { ballot, .. }, .. } => {
            let text = Prose2 { en: String::from("leads"), zh: String::from("领导") };
            (Ring::Double, named(*ballot), Some(text))
        }
        Lead::Nothing | Lead::Waits => {
            (Ring::Plain, case.register.promised.and_then(named), accepted)
        }
    };
    let caption = text.map(|text| Caption { text, chip: false });
    Look { ring, badge, caption }
}

fn look_down(disk: &Log) -> Look {
    let accepted = disk.records.iter().rev().find_map(|record| match record.kind {
        Kind::Accepted(proposal) => Some((record.job.id, proposal)),
        _ => None,
    });
    Look {
        ring: Ring::Plain,
        badge: accepted.map(|(id, proposal)| format!("{id} ballot {}", proposal.ballot.number(id))),
        caption: None,
    }
}

fn accepted_text(proposal: &Proposal) -> Prose2 {
    let (prepared, aborted) = (proposal.value.prepared, proposal.value.aborted);
    match aborted.is_empty() {
        true => Prose2 {
            en: format!("accepted: {prepared} prepared"),
            zh: format!("已接受：{prepared} 已准备"),
        },
        false => Prose2 {
            en: format!("accepted: {aborted} aborted"),
            zh: format!("已接受：{aborted} 已中止"),
        },
    }
}
