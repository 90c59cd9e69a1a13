//! Three-phase commit on the page: where its nodes stand, how they look, and what they say.

use crate::protocols::commitment::log::Log;
use crate::protocols::commitment::{Answer, Finding, Note, Outcome, Vote};
use crate::protocols::three_phase::coordinator::{Coordinator, Stage};
use crate::protocols::three_phase::participant::{Participant, Special};
use crate::protocols::three_phase::{Message, State, ThreePhase, blocked};
use crate::sim::protocol::{Configured, Goal, NodeId, Protocol};
use crate::sim::sight::Sight;
use crate::sim::word::Word;
use crate::view::costs::{Block, Lock, Thing, Written};
use crate::view::exhibits::{Exhibit, Look, param_texts};
use crate::view::exhibits::{
    commitment as bank, commitment_history as clients, commitment_words as shared,
    three_phase_words as words,
};
use crate::view::history::{Claim, Completion, Operation, Taken};
use crate::view::player::{Caption, Cast, Glyph, Hue, MessageKind, Prose2, Ring, Unit};

/// In the order of [`Exhibit::message_kind`].
const KINDS: [MessageKind; 12] = [
    MessageKind::new("Prepare", Hue::Blue, Glyph::Disc),
    MessageKind::new("Yes", Hue::Green, Glyph::Ring),
    MessageKind::new("No", Hue::Orange, Glyph::Triangle),
    MessageKind::new("Precommit", Hue::Sky, Glyph::Disc),
    MessageKind::new("Retreat", Hue::Orange, Glyph::Disc),
    MessageKind::new("Ack", Hue::Ink, Glyph::Ring),
    MessageKind::new("Commit", Hue::Green, Glyph::Square),
    MessageKind::new("Abort", Hue::Orange, Glyph::Square),
    MessageKind::new("Poll", Hue::Pink, Glyph::Disc),
    MessageKind::new("Here", Hue::Pink, Glyph::Ring),
    MessageKind::new("Inquire", Hue::Pink, Glyph::Diamond),
    MessageKind::new("Unsure", Hue::Ink, Glyph::Triangle),
];

impl Exhibit for ThreePhase {
    fn cast(&self) -> Cast {
        let ids = (0..self.nodes()).map(NodeId);
        Cast {
            nodes: ids.map(|id| bank::cast_node(self.sites, id)).collect(),
            links: bank::all_pairs(self.sites),
            message_kinds: KINDS.to_vec(),
            params: param_texts(ThreePhase::PARAMS, words::param),
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
            Message::Precommit(_) => 3,
            Message::Retreat(_) => 4,
            Message::Ack(_) => 5,
            Message::Decision(_, Outcome::Commit) => 6,
            Message::Decision(_, Outcome::Abort) => 7,
            Message::Poll(_) => 8,
            Message::Here(_) => 9,
            Message::Inquire(_) => 10,
            Message::Unsure(_) => 11,
        }
    }

    fn look(&self, me: NodeId, state: Option<&State>, disk: &Log) -> Look {
        match state {
            Some(State::Coordinator(coordinator)) => coordinator_look(coordinator),
            Some(State::Participant(participant)) => self.participant_look(me, participant),
            None if self.sites.is_coordinator(me) => {
                Look { ring: Ring::Plain, badge: None, caption: None }
            }
            None => bank::look_down(self.sites, me, disk),
        }
    }

    fn work(&self, of: Thing<ThreePhase>) -> Option<String> {
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
        bank::locks(self, me, state, disk)
    }

    fn blocked(&self, world: &dyn Sight<ThreePhase>) -> Vec<Block> {
        bank::blocks(blocked(self, world), |_| Prose2 {
            en: String::from("somebody who knows"),
            zh: String::from("知道结局的节点"),
        })
    }

    fn operation(&self, request: &Word) -> Option<Operation> {
        clients::operation(*request)
    }

    fn claims(&self, taken: &Taken<ThreePhase>) -> Vec<Claim> {
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

    fn goal_text(&self, world: &dyn Sight<ThreePhase>, goal: Goal) -> Prose2 {
        bank::goal_text(self.sites, goal, || blocked(self, world))
    }
}

impl ThreePhase {
    /// Who leads for want of a coordinator says so.
    fn participant_look(&self, me: NodeId, participant: &Participant) -> Look {
        let mut look = bank::look(self.sites, me, &participant.bank);
        if let Some((_, special)) = participant.special.iter().next() {
            let (en, zh) = match special {
                Special::Polls => ("who is up?", "还有谁在？"),
                Special::Moves { .. } => ("backup coordinator", "后备协调者"),
                Special::Recovers { .. } => ("was down, asks", "曾崩溃，正在询问"),
            };
            let text = Prose2 { en: en.to_string(), zh: zh.to_string() };
            look.caption = Some(Caption { text, chip: false });
        }
        look
    }
}

fn coordinator_look(coordinator: &Coordinator) -> Look {
    let Some((id, open)) = coordinator.open.iter().next() else {
        return Look { ring: Ring::Plain, badge: None, caption: None };
    };
    let (ring, state, en, zh) = match &open.stage {
        Stage::Collecting(votes) => {
            let missing = votes.missing(open.job.members());
            let (en, zh) = (format!("no vote from {missing}"), format!("尚缺 {missing} 的投票"));
            (Ring::Dashed, "collecting", en, zh)
        }
        Stage::Precommitting { acks_missing } => {
            let missing = acks_missing;
            let (en, zh) = (format!("no ack from {missing}"), format!("尚缺 {missing} 的确认"));
            (Ring::Double, "precommitted", en, zh)
        }
        Stage::Recovering { .. } => {
            let (en, zh) = (String::from("was down, asks"), String::from("曾崩溃，正在询问"));
            (Ring::Dashed, "in doubt", en, zh)
        }
    };
    let caption = Some(Caption { text: Prose2 { en, zh }, chip: false });
    Look { ring, badge: Some(format!("{id} {state}")), caption }
}
