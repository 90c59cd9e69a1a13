//! What two-phase commit says of what belongs to a transaction, and of who is blocked.

use crate::protocols::commitment::Note;
use crate::protocols::commitment::transaction::Id;
use crate::protocols::two_phase::{Message, TwoPhase, blocked};
use crate::sim::protocol::NodeId;
use crate::sim::sight::Sight;
use crate::view::costs::{Block, Thing};

pub fn work(of: Thing<TwoPhase>) -> Option<Id> {
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

pub fn blocks(config: &TwoPhase, world: &dyn Sight<TwoPhase>) -> Vec<Block> {
    let list = blocked(config, world).into_iter().map(|one| Block {
        node: one.node,
        work: one.id.to_string(),
        state: "prepared",
        keys: one.keys,
        waits_for: NodeId(one.id.coordinator),
        is_down: one.is_down,
    });
    list.collect()
}
