//! Who is blocked, and whether everything that is open can be ended as things stand.

use super::coordinator::Stage;
use super::{State, TwoPhase};
use crate::protocols::commitment::bank::Phase;
use crate::protocols::commitment::log::Kind;
use crate::protocols::commitment::transaction::Job;
use crate::protocols::commitment::{Blocked, can_talk, is_running, present};
use crate::sim::protocol::{Goal, NodeId};
use crate::sim::sight::Sight;

/// Participants that are prepared and can't learn the decision as things stand.
pub fn blocked(config: &TwoPhase, world: &dyn Sight<TwoPhase>) -> Vec<Blocked> {
    let mut list = Vec::new();
    for node in config.sites.participant_ids() {
        for part in present(config, world, node).parts.values() {
            if part.phase.is_in_doubt() && !may_learn(config, world, node, &part.job) {
                list.push(Blocked {
                    node,
                    id: part.job.id,
                    phase: part.phase,
                    keys: part.keys(config.sites.index(node)),
                    is_down: world.node(node).state.is_none(),
                });
            }
        }
    }
    list
}

fn may_learn(config: &TwoPhase, world: &dyn Sight<TwoPhase>, node: NodeId, job: &Job) -> bool {
    if can_talk(world, node, NodeId(job.id.coordinator)) {
        return true;
    }
    let others = job.members().iter().map(|at| config.sites.participant(at));
    let helps = |other: &NodeId| {
        let phase = present(config, world, *other).parts.get(&job.id).map(|part| part.phase);
        let may_have_read = config.terms.read_only && job.only_reads_at(config.sites.index(*other));
        let knows = match phase {
            Some(Phase::Committed | Phase::Aborted | Phase::Waiting) => true,
            Some(Phase::Prepared | Phase::Precommitted | Phase::ReadOnly) => false,
            None => !may_have_read,
        };
        *other != node && knows && can_talk(world, node, *other)
    };
    config.cooperative && others.into_iter().any(|other| helps(&other))
}

/// Possible when everything that is open can be ended as things stand.
pub fn goal(config: &TwoPhase, world: &dyn Sight<TwoPhase>) -> Goal {
    if !world.has_asked() {
        return Goal::Idle;
    }
    let (mut open, mut can_end) = (false, true);
    for node in config.sites.participant_ids() {
        for part in present(config, world, node).parts.values() {
            can_end &= match part.phase {
                Phase::Waiting => is_running(world, node),
                Phase::Prepared | Phase::Precommitted => may_learn(config, world, node, &part.job),
                Phase::ReadOnly | Phase::Committed | Phase::Aborted => continue,
            };
            open = true;
        }
    }
    for node in config.sites.coordinator_ids() {
        match world.node(node).state {
            Some(State::Coordinator(coordinator)) => {
                for job in coordinator.open.values() {
                    open = true;
                    can_end &= is_running(world, node);
                    if let Stage::Decided { waits_for, .. } = job.stage {
                        let mut unheard = waits_for.iter().map(|at| config.sites.participant(at));
                        can_end &= unheard.all(|other| can_talk(world, node, other));
                    }
                }
            }
            _ => {
                let log = world.node(node).synced;
                let ended = |job: &Job| match log.of(job.id).last().map(|record| record.kind) {
                    Some(Kind::Decision(outcome)) => !config.acknowledged(outcome),
                    Some(Kind::Collecting) => false,
                    _ => true,
                };
                if !log.jobs().iter().all(ended) {
                    (open, can_end) = (true, false);
                }
            }
        }
    }
    match (open, can_end) {
        (false, _) => Goal::Reached,
        (true, true) => Goal::Possible,
        (true, false) => Goal::Impossible,
    }
}
