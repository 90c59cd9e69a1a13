//! Whether a challenge is met: by its own rules and requests, within its bounds.

use super::gallery::challenges::Challenge;
use super::scenario::Scenario;
use crate::sim::action::{Bounds, UNBOUNDED};
use crate::sim::fault::Fault;
use crate::sim::protocol::NodeId;
use crate::sim::word::Word;

/// How an attempt at a challenge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Rules or requests are not those of the challenge, or chance has a hand in it.
    OtherRules,
    /// More was done than is allowed.
    TooMuch,
    NotYet,
    Met,
}

/// `first` is the challenge as it is set; `broken` says whether the run of `scenario` breaks the
/// property.
pub fn judge(
    challenge: &Challenge,
    first: &Scenario,
    scenario: &Scenario,
    broken: bool,
) -> Attempt {
    let links = scenario.network.links.values().chain([&scenario.network.default]);
    let by_chance = links.map(|link| link.loss_ppm + link.duplication_ppm).sum::<u32>() > 0;
    if by_chance || first.params != scenario.params || !all_asked(scenario, first) {
        return Attempt::OtherRules;
    }
    if !is_within(used(scenario), challenge.bounds) {
        return Attempt::TooMuch;
    }
    if broken { Attempt::Met } else { Attempt::NotYet }
}

/// Whether nothing is asked, at whatever time, that the challenge does not ask; less may be.
fn all_asked(scenario: &Scenario, first: &Scenario) -> bool {
    let mut left: Vec<(NodeId, Word)> =
        first.requests.iter().map(|request| (request.node, request.word)).collect();
    scenario.requests.iter().all(|request| {
        let place = left.iter().position(|asked| *asked == (request.node, request.word));
        place.map(|place| left.swap_remove(place)).is_some()
    })
}

/// How much of each kind the script's faults do.
pub fn used(scenario: &Scenario) -> Bounds {
    let mut used = Bounds::PEACE;
    for timed in &scenario.faults {
        match &timed.fault {
            Fault::Crash { .. } => used.crashes += 1,
            Fault::TearWrite { .. } => used.torn_writes += 1,
            Fault::Restart { .. } => used.restarts += 1,
            Fault::RestartDiskLost { .. } => used.lost_disks += 1,
            Fault::Pause { .. } => used.pauses += 1,
            Fault::Partition { .. } => used.cuts = UNBOUNDED,
            Fault::Cut { .. } => used.cuts = used.cuts.saturating_add(2),
            Fault::CutOneWay { .. } => used.cuts = used.cuts.saturating_add(1),
            // The receiver throws away what is damaged.
            Fault::Drop { .. } | Fault::Corrupt { .. } => used.drops += 1,
            Fault::Duplicate { .. } => used.duplicates += 1,
            Fault::HealEverything => used.restarts += used.crashes,
            Fault::Resume { .. }
            | Fault::Heal { .. }
            | Fault::HealCuts
            | Fault::Delay { .. }
            | Fault::JumpClock { .. }
            | Fault::DriftClock { .. }
            | Fault::SlowNode { .. }
            | Fault::SlowLink { .. } => {}
        }
    }
    used
}

fn is_within(used: Bounds, allowed: Bounds) -> bool {
    let counts = |bounds: Bounds| {
        let Bounds { drops, duplicates, crashes, torn_writes, .. } = bounds;
        let Bounds { restarts, lost_disks, pauses, cuts, .. } = bounds;
        [drops, duplicates, crashes, torn_writes, restarts, lost_disks, pauses, cuts]
    };
    counts(used).into_iter().zip(counts(allowed)).all(|(used, allowed)| used <= allowed)
}
