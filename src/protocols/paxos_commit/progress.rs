//! Who is blocked, and whether everything that is open can be ended as things stand: by whoever
//! knows how, or by an acceptor that reaches a quorum.

use super::{PaxosCommit, State};
use crate::protocols::commitment::bank::Phase;
use crate::protocols::commitment::transaction::Id;
use crate::protocols::commitment::{Blocked, can_talk, is_running, present};
use crate::sim::protocol::{Goal, NodeId};
use crate::sim::sight::Sight;

/// Participants that have to come back, or that no acceptor can help.
pub fn blocked(config: &PaxosCommit, world: &dyn Sight<PaxosCommit>) -> Vec<Blocked> {
    let mut list = Vec::new();
    for node in config.sites.participant_ids() {
        for part in present(config, world, node).in_doubt() {
            if !can_end(config, world, node, part.job.id) {
                let keys = part.keys(config.sites.index(node));
                let is_down = world.node(node).state.is_none();
                list.push(Blocked { node, id: part.job.id, phase: part.phase, keys, is_down });
            }
        }
    }
    list
}

fn can_end(config: &PaxosCommit, world: &dyn Sight<PaxosCommit>, node: NodeId, id: Id) -> bool {
    let can_help = |acceptor: &NodeId| {
        can_talk(world, node, *acceptor)
            && (knows(world, *acceptor, id) || can_lead(config, world, *acceptor, id))
    };
    is_running(world, node) && config.acceptor_ids(id).any(|acceptor| can_help(&acceptor))
}

fn knows(world: &dyn Sight<PaxosCommit>, node: NodeId, id: Id) -> bool {
    match world.node(node).state {
        Some(State::Acceptor(acceptor)) => acceptor.outcome(id).is_some(),
        Some(State::Participant(_)) | None => false,
    }
}

fn can_lead(config: &PaxosCommit, world: &dyn Sight<PaxosCommit>, leader: NodeId, id: Id) -> bool {
    let reaches = |other: &NodeId| *other == leader || can_talk(world, leader, *other);
    let reached = config.acceptor_ids(id).filter(reaches).count();
    is_running(world, leader) && reached >= usize::from(config.quorum())
}

/// A coordinator that is down is not waited for.
pub fn goal(config: &PaxosCommit, world: &dyn Sight<PaxosCommit>) -> Goal {
    if !world.has_asked() {
        return Goal::Idle;
    }
    let (mut open, mut can) = (false, true);
    for node in config.sites.participant_ids() {
        for part in present(config, world, node).parts.values() {
            can &= match part.phase {
                Phase::Waiting => is_running(world, node),
                Phase::Prepared | Phase::Precommitted => can_end(config, world, node, part.job.id),
                Phase::ReadOnly | Phase::Committed | Phase::Aborted => continue,
            };
            open = true;
        }
    }
    for node in config.sites.coordinator_ids() {
        let Some(State::Acceptor(acceptor)) = world.node(node).state else { continue };
        for id in acceptor.owed() {
            open = true;
            can &= can_lead(config, world, node, id);
        }
    }
    match (open, can) {
        (false, _) => Goal::Reached,
        (true, true) => Goal::Possible,
        (true, false) => Goal::Impossible,
    }
}
