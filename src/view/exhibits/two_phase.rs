//! Two-phase commit on the page: where its nodes stand, how they look, and what they say.

use crate::protocols::commitment::log::Log;
use crate::protocols::commitment::transaction::Id;
use crate::protocols::commitment::{Answer, Finding, Note, Outcome, Vote};
use crate::protocols::two_phase::coordinator::{Coordinator, Stage};
use crate::protocols::two_phase::{Message, State, TwoPhase, blocked};
use crate::sim::protocol::{Configured, Goal, NodeId, Protocol};
use crate::sim::sight::Sight;
use crate::sim::word::Word;
use crate::view::costs::{Block, Lock, Thing, Written};
use crate::view::exhibits::{Exhibit, Look, param_texts};
use crate::view::exhibits::{
    commitment as bank, commitment_history as clients, commitment_words as shared,
    two_phase_words as words,
};
use crate::view::history::{Claim, Completion, Operation, Taken};
use crate::view::player::{Caption, Cast, Glyph, Hue, MessageKind, Prose2, Ring, Unit};

/// In the order of [`Exhibit::message_kind`].
const KINDS: [MessageKind; 9] = [
    MessageKind::new("Prepare", Hue::Blue, Glyph::Disc),
    MessageKind::new("Yes", Hue::Green, Glyph::Ring),
    MessageKind::new("No", Hue::Orange, Glyph::Triangle),
    MessageKind::new("ReadOnly", Hue::Sky, Glyph::Ring),
    MessageKind::new("Commit", Hue::Green, Glyph::Square),
    MessageKind::new("Abort", Hue::Orange, Glyph::Square),
    MessageKind::new("Ack", Hue::Ink, Glyph::Ring),
    MessageKind::new("Inquire", Hue::Pink, Glyph::Diamond),
    MessageKind::new("Unsure", Hue::Ink, Glyph::Triangle),
];

impl Exhibit for TwoPhase {
    fn cast(&self) -> Cast {
        let ids = (0..self.nodes()).map(NodeId);
        Cast {
            nodes: ids.map(|id| bank::cast_node(self.sites, id)).collect(),
            links: self.talking_pairs(),
            message_kinds: KINDS.to_vec(),
            params: param_texts(TwoPhase::PARAMS, words::param),
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
            Message::Vote(_, Vote::Yes) => 1,
            Message::Vote(_, Vote::No) => 2,
            Message::Vote(_, Vote::ReadOnly) => 3,
            Message::Decision(_, Outcome::Commit) => 4,
            Message::Decision(_, Outcome::Abort) => 5,
            Message::Ack(_) => 6,
            Message::Inquire(_) => 7,
            Message::Unsure(_) => 8,
        }
    }

    fn look(&self, me: NodeId, state: Option<&State>, disk: &Log) -> Look {
        match state {
            Some(State::Coordinator(coordinator)) => coordinator_look(coordinator),
            Some(State::Participant(participant)) => bank::look(self.sites, me, &participant.bank),
            // Down: what its log will make of it.
            None if self.sites.is_coordinator(me) => {
                Look { ring: Ring::Plain, badge: None, caption: None }
            }
            None => bank::look_down(self.sites, me, disk),
        }
    }

    fn work(&self, of: Thing<TwoPhase>) -> Option<String> {
        Some(work(of)?.to_string())
    }

    fn written(&self, before: &Log, after: &Log) -> Option<Written> {
        bank::written(before, after)
    }

    fn locks(&self, me: NodeId, state: Option<&State>, disk: &Log) -> Vec<Lock> {
        bank::locks(self, me, state, disk)
    }

    fn blocked(&self, world: &dyn Sight<TwoPhase>) -> Vec<Block> {
        bank::blocks(blocked(self, world), |one| {
            let coordinator = self.sites.who(NodeId(one.id.coordinator)).to_string();
            Prose2 { en: coordinator.clone(), zh: coordinator }
        })
    }

    fn operation(&self, request: &Word) -> Option<Operation> {
        clients::operation(*request)
    }

    fn claims(&self, taken: &Taken<TwoPhase>) -> Vec<Claim> {
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

    fn goal_text(&self, world: &dyn Sight<TwoPhase>, goal: Goal) -> Prose2 {
        bank::goal_text(self.sites, goal, || blocked(self, world))
    }
}

impl TwoPhase {
    /// The pairs that ever talk.
    fn talking_pairs(&self) -> Vec<(NodeId, NodeId)> {
        let participants: Vec<NodeId> = self.sites.participant_ids().collect();
        let mut pairs = Vec::new();
        for coordinator in self.sites.coordinator_ids() {
            pairs.extend(participants.iter().map(|participant| (coordinator, *participant)));
        }
        if self.cooperative {
            for (index, one) in participants.iter().enumerate() {
                pairs.extend(participants[index + 1..].iter().map(|other| (*one, *other)));
            }
        }
        pairs
    }
}

fn work(of: Thing<TwoPhase>) -> Option<Id> {
    match of {
        Thing::Message(message) => Some(match message {
            Message::Prepare(job)
            | Message::Vote(job, _)
            | Message::Decision(job, _)
            | Message::Inquire(job) => job.id,
            Message::Ack(id) | Message::Unsure(id) => *id,
        }),
        Thing::Response(answer) => Some(answer.id),
        Thing::Note(Note::Ends(id, _)) => Some(*id),
        Thing::Note(_) => None,
    }
}

fn coordinator_look(coordinator: &Coordinator) -> Look {
    let Some((id, open)) = coordinator.open.iter().next() else {
        return Look { ring: Ring::Plain, badge: None, caption: None };
    };
    let (ring, badge, en, zh) = match &open.stage {
        Stage::Collecting(votes) => {
            let missing = votes.missing(open.job.members());
            let (en, zh) = (format!("no vote from {missing}"), format!("尚缺 {missing} 的投票"));
            (Ring::Dashed, format!("{id} collecting"), en, zh)
        }
        Stage::Decided { outcome, waits_for, .. } => {
            let (en, zh) = (format!("no ack from {waits_for}"), format!("尚缺 {waits_for} 的确认"));
            (Ring::Double, format!("{id} {outcome}"), en, zh)
        }
    };
    let caption = Some(Caption { text: Prose2 { en, zh }, chip: false });
    Look { ring, badge: Some(badge), caption }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::param::Params;

    /// In a picture of 16 : 9, in heights.
    fn apart(a: (f32, f32), b: (f32, f32)) -> f32 {
        ((a.0 - b.0) * 16.0 / 9.0).hypot(a.1 - b.1)
    }

    #[test]
    fn nodes_keep_apart_in_clusters_of_every_size() {
        for (coordinators, n) in (1..=3).flat_map(|c| (1..=9).map(move |n| (c, n))) {
            let mut params = Params::default();
            for (key, count) in [("coord", coordinators), ("n", n)] {
                params.set(TwoPhase::PARAMS, key, &count.to_string()).expect("a size");
            }
            let cast = TwoPhase::from_params(&params).expect("well-formed").cast();
            for (index, node) in cast.nodes.iter().enumerate() {
                let inside = |x: f32| (0.0..=1.0).contains(&x);
                assert!(inside(node.place.0) && inside(node.place.1), "{}", node.name);
                for other in &cast.nodes[..index] {
                    let gap = apart(node.place, other.place);
                    assert!(gap > 0.15, "{} and {} are {gap} apart", node.name, other.name);
                }
            }
        }
    }
}
