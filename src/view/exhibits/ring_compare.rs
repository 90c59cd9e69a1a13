//! Every placement algorithm under the latest change of a view, over the keys of the run.

use super::ring_picture::viewer;
use crate::placement::algorithm::Algorithm;
use crate::placement::compare::Comparison;
use crate::protocols::ring::Hashing;
use crate::protocols::ring::table::{Placing, slot_name, slot_of};
use crate::sim::protocol::NodeId;
use crate::sim::sight::Sight;
use crate::view::player::Prose2;
use crate::view::ring::{Comparing, ComparisonRow, Measured};

/// Keys placed by each algorithm at most; the rows say so when there are more.
const KEYS_MAX: u32 = 20_000;
/// The work of one comparison: rendezvous looks at every node for every key.
const KEYS_TIMES_NODES_MAX: u32 = 4_000_000;
/// The bound of the bounded ring where the run sets none.
const PERCENT_USUAL: u32 = 25;
/// Keys placed at a time, and what rendezvous looks at meanwhile.
const KEYS_AT_ONCE: u32 = 250;
const LOOKS_AT_ONCE: u32 = 2_000;

struct Race {
    ring: Hashing,
    before: Placing,
    after: Placing,
    keys: u32,
    percent: u32,
    lanes: Vec<Lane>,
}

struct Lane {
    algorithm: Algorithm,
    /// Built when it is its turn.
    comparison: Option<Comparison>,
    placed: u32,
    done: bool,
}

pub fn comparing(
    ring: &Hashing,
    world: &dyn Sight<Hashing>,
    wanted: Option<NodeId>,
) -> Option<Box<dyn Comparing>> {
    let (_, state) = viewer(ring, world, wanted)?;
    let before = state.before.as_ref().unwrap_or(&state.placing);
    let percent = if ring.bound_percent > 0 { ring.bound_percent } else { PERCENT_USUAL };
    let keys = ring.keys.min(KEYS_MAX).min(KEYS_TIMES_NODES_MAX / u32::from(ring.count()).max(1));
    let lane = |name: &&str| {
        let algorithm = Algorithm::usual(name, usize::from(ring.count()), keys.into())?;
        let algorithm = match algorithm {
            Algorithm::Bounded { hash, keys, .. } => {
                Algorithm::Bounded { hash, epsilon_permille: percent * 10, keys }
            }
            other => other,
        };
        // Each with the run's hash, so that only the algorithms differ.
        let algorithm = algorithm.with_hash(ring.hash);
        Some(Lane { algorithm, comparison: None, placed: 0, done: false })
    };
    Some(Box::new(Race {
        before: before.clone(),
        after: state.placing.clone(),
        keys,
        percent,
        lanes: Algorithm::NAMES.iter().filter_map(lane).collect(),
        ring: ring.clone(),
    }))
}

impl Comparing for Race {
    fn work(&mut self) -> bool {
        let is_slow = |lane: &Lane| matches!(lane.algorithm, Algorithm::Rendezvous { .. });
        // The slow one last, so that the others are there at once.
        let mut open: Vec<&mut Lane> = self.lanes.iter_mut().filter(|lane| !lane.done).collect();
        let next = open.iter().position(|lane| !is_slow(lane)).unwrap_or(0);
        let Some(lane) = open.get_mut(next) else { return false };
        let nodes = u32::from(self.ring.count()).max(1);
        let step = if is_slow(lane) { (LOOKS_AT_ONCE / nodes).max(1) } else { KEYS_AT_ONCE };
        let Some(comparison) = &mut lane.comparison else {
            lane.comparison = compared(&self.ring, lane.algorithm, (&self.before, &self.after));
            // What cannot be built for this membership stays unmeasured.
            lane.done = lane.comparison.is_none();
            return true;
        };
        let end = self.keys.min(lane.placed + step);
        for number in lane.placed..end {
            let key = format!("key{number}");
            if lane.algorithm.has_points() {
                comparison.add(key.as_bytes());
            } else {
                // As a run by that algorithm: it places slots of the circle.
                let slot = slot_of(self.ring.hash.key(key.as_bytes()));
                comparison.add(slot_name(slot).as_bytes());
            }
        }
        lane.placed = end;
        lane.done = end == self.keys;
        true
    }

    fn rows(&self) -> Vec<ComparisonRow> {
        let bounded = self.ring.bound_percent > 0;
        let current = if bounded { "bounded" } else { self.ring.algorithm.name() };
        let row = |lane: &Lane| ComparisonRow {
            algorithm: title(&self.ring, &lane.algorithm, self.percent, self.keys),
            current: lane.algorithm.name() == current,
            measured: lane.measured(),
            lookup: lane.algorithm.lookup_cost(),
        };
        self.lanes.iter().map(row).collect()
    }
}

/// The run's own algorithm as the run has it: an anchor has a past.
fn compared(
    ring: &Hashing,
    algorithm: Algorithm,
    (before, after): (&Placing, &Placing),
) -> Option<Comparison> {
    let new = ring.members_of(&after.members);
    if ring.algorithm.name() == algorithm.name() && !algorithm.has_points() {
        let placer = |placing: &Placing| ring.placer(&placing.members, &placing.past);
        return Some(Comparison::between(algorithm, placer(before)?, placer(after)?, &new));
    }
    Comparison::new(&[algorithm], &ring.members_of(&before.members), &new).ok()
}

impl Lane {
    fn measured(&self) -> Option<Measured> {
        let comparison = self.comparison.as_ref().filter(|_| self.done)?;
        let row = comparison.rows().pop()?;
        Some(Measured {
            moved_ppm: (row.moved * 1_000_000 / row.keys.max(1)) as u32,
            peak_permille: row.peak_permille as u32,
            table_entries: row.table_entries as u64,
        })
    }
}

fn title(ring: &Hashing, algorithm: &Algorithm, percent: u32, keys: u32) -> Prose2 {
    let v = ring.points;
    let (mut en, mut zh) = match algorithm {
        Algorithm::Ring { .. } => (format!("ring, {v} points"), format!("哈希环，{v} 个点")),
        Algorithm::Bounded { .. } => (
            format!("ring, {v} points, bound {percent} %"),
            format!("哈希环，{v} 个点，上限 {percent} %"),
        ),
        Algorithm::Modulo { .. } => (String::from("h(x) mod n"), String::from("h(x) mod n")),
        other => (other.name().to_string(), other.name().to_string()),
    };
    if keys < ring.keys {
        en = format!("{en} · first {keys} keys");
        zh = format!("{zh} · 前 {keys} 个键");
    }
    Prose2 { en, zh }
}
