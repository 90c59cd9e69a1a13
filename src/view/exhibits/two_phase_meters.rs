//! What two-phase commit says of its costs, its locks and of who is blocked.

use crate::protocols::two_phase::log::{Kind, Log};
use crate::protocols::two_phase::participant::{Participant, Phase};
use crate::protocols::two_phase::transaction::{Id, Operation};
use crate::protocols::two_phase::{Message, Note, Outcome, State, TwoPhase, blocked};
use crate::sim::protocol::NodeId;
use crate::sim::sight::Sight;
use crate::view::costs::{Block, Lock, Thing, Written};

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

/// The count of starts is in no transaction's cost.
pub fn written(before: &Log, after: &Log) -> Option<Written> {
    let record = after.records.get(before.records.len())?;
    let kind = match record.kind {
        Kind::Collecting => "collecting",
        Kind::Prepare => "prepare",
        Kind::Decision(Outcome::Commit) => "commit",
        Kind::Decision(Outcome::Abort) => "abort",
        Kind::End => "end",
    };
    let work = record.job.id.to_string();
    Some(Written { name: format!("{kind} {work}"), work: Some(work) })
}

/// Of a participant that is down, what it will find locked in its log.
pub fn locks(config: &TwoPhase, me: NodeId, state: Option<&State>, disk: &Log) -> Vec<Lock> {
    let replayed;
    let participant = match state {
        Some(State::Participant(participant)) => participant,
        None if !config.is_coordinator(me) => {
            replayed = Participant::replay(config, me, disk);
            &replayed
        }
        _ => return Vec::new(),
    };
    if !config.strict {
        return Vec::new();
    }
    let at = config.index(me);
    let of = |phase: Phase| participant.parts.values().filter(move |part| part.phase == phase);
    let mut locks = Vec::new();
    for part in of(Phase::Prepared) {
        for operation in part.job.operations_at(at) {
            let clashes = |wanted: &Operation| {
                wanted.account == operation.account && (wanted.writes() || operation.writes())
            };
            let waits = of(Phase::Waiting);
            let waits = waits.filter(|one| one.job.operations_at(at).iter().any(clashes));
            locks.push(Lock {
                key: operation.account.letter().to_string(),
                holder: part.job.id.to_string(),
                waiters: waits.map(|one| one.job.id.to_string()).collect(),
            });
        }
    }
    locks
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
