//! Who is blocked, and whether everything that is open can be ended as things stand. Those who are
//! up always can; who was down needs somebody who knows.

use super::coordinator::{Coordinator, Stage};
use super::{State, ThreePhase};
use crate::protocols::commitment::bank::Phase;
use crate::protocols::commitment::transaction::{Id, Job};
use crate::protocols::commitment::{Blocked, can_talk, is_running, present};
use crate::sim::protocol::{Goal, NodeId};
use crate::sim::sight::Sight;

/// Participants that have to come back, or to hear from somebody they can't reach.
pub fn blocked(config: &ThreePhase, world: &dyn Sight<ThreePhase>) -> Vec<Blocked> {
    let mut list = Vec::new();
    for node in config.sites.participant_ids() {
        for part in present(config, world, node).in_doubt() {
            if !can_end(config, world, node, &part.job) {
                let keys = part.keys(config.sites.index(node));
                let is_down = world.node(node).state.is_none();
                list.push(Blocked { node, id: part.job.id, phase: part.phase, keys, is_down });
            }
        }
    }
    list
}

fn can_end(config: &ThreePhase, world: &dyn Sight<ThreePhase>, node: NodeId, job: &Job) -> bool {
    if !is_running(world, node) {
        return false;
    }
    match world.node(node).state {
        Some(State::Participant(participant)) if participant.will_end(job.id) => return true,
        _ => {}
    }
    let mut others: Vec<NodeId> =
        job.members().iter().map(|at| config.sites.participant(at)).collect();
    others.push(NodeId(job.id.coordinator));
    let reached = |other: &&NodeId| can_talk(world, node, **other);
    let knows = |other: &&NodeId| knows(world, **other, job.id);
    others.iter().filter(reached).any(|other| knows(&other))
        || others.iter().all(|other| reached(&other))
}

/// Knows how it ended, or will.
fn knows(world: &dyn Sight<ThreePhase>, node: NodeId, id: Id) -> bool {
    match world.node(node).state {
        Some(State::Participant(participant)) => {
            let in_doubt = participant.bank.phase(id).is_some_and(Phase::is_in_doubt);
            !in_doubt || participant.will_end(id)
        }
        Some(State::Coordinator(coordinator)) => !recovers(coordinator, id),
        None => false,
    }
}

fn recovers(coordinator: &Coordinator, id: Id) -> bool {
    let stage = coordinator.open.get(&id).map(|open| &open.stage);
    matches!(stage, Some(Stage::Recovering { .. }))
}

/// A coordinator that is down is not waited for.
pub fn goal(config: &ThreePhase, world: &dyn Sight<ThreePhase>) -> Goal {
    if !world.has_asked() {
        return Goal::Idle;
    }
    let (mut open, mut can) = (false, true);
    for node in config.sites.participant_ids() {
        for part in present(config, world, node).parts.values() {
            can &= match part.phase {
                Phase::Waiting => is_running(world, node),
                Phase::Prepared | Phase::Precommitted => can_end(config, world, node, &part.job),
                Phase::ReadOnly | Phase::Committed | Phase::Aborted => continue,
            };
            open = true;
        }
    }
    for node in config.sites.coordinator_ids() {
        let Some(State::Coordinator(coordinator)) = world.node(node).state else { continue };
        for one in coordinator.open.values() {
            open = true;
            can &= match one.stage {
                Stage::Collecting(_) | Stage::Precommitting { .. } => is_running(world, node),
                Stage::Recovering { .. } => can_end(config, world, node, &one.job),
            };
        }
    }
    match (open, can) {
        (false, _) => Goal::Reached,
        (true, true) => Goal::Possible,
        (true, false) => Goal::Impossible,
    }
}
