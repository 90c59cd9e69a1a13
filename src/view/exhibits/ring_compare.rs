//! Every placement algorithm under the latest change of a view, over the keys of the run.

use super::ring_picture::viewer;
use crate::placement::algorithm::Algorithm;
use crate::placement::compare::Comparison;
use crate::protocols::ring::Hashing;
use crate::sim::protocol::NodeId;
use crate::sim::sight::Sight;
use crate::view::player::Prose2;
use crate::view::ring::ComparisonRow;

/// Keys placed by each algorithm at most; the rows say so when there are more.
const KEYS_MAX: u32 = 20_000;
/// The work of one comparison: rendezvous looks at every node for every key.
const KEYS_TIMES_NODES_MAX: u32 = 4_000_000;
/// The bound of the bounded ring where the run sets none.
const PERCENT_USUAL: u32 = 25;

pub fn rows(
    ring: &Hashing,
    world: &dyn Sight<Hashing>,
    wanted: Option<NodeId>,
) -> Vec<ComparisonRow> {
    let Some((_, state)) = viewer(ring, world, wanted) else { return Vec::new() };
    let before = state.before.as_ref().unwrap_or(&state.placing);
    let old = ring.members_of(&before.members);
    let new = ring.members_of(&state.placing.members);
    let percent = if ring.bound_percent > 0 { ring.bound_percent } else { PERCENT_USUAL };
    let keys = ring.keys.min(KEYS_MAX).min(KEYS_TIMES_NODES_MAX / u32::from(ring.count()).max(1));
    let usual = |name: &&str| {
        let algorithm = Algorithm::usual(name, usize::from(ring.count()), keys.into())?;
        Some(match algorithm {
            Algorithm::Bounded { hash, keys, .. } => {
                Algorithm::Bounded { hash, epsilon_permille: percent * 10, keys }
            }
            other => other,
        })
    };
    // Each with the run's hash, so that only the algorithms differ.
    let algorithms: Vec<Algorithm> = Algorithm::NAMES.iter().filter_map(usual).collect();
    let algorithms: Vec<Algorithm> =
        algorithms.into_iter().map(|one| one.with_hash(ring.hash)).collect();
    let Ok(mut comparison) = Comparison::new(&algorithms, &old, &new) else { return Vec::new() };
    for number in 0..keys {
        comparison.add(format!("key{number}").as_bytes());
    }
    let current = if ring.bound_percent > 0 { "bounded" } else { ring.algorithm.name() };
    let rows = comparison.rows().into_iter().map(|row| ComparisonRow {
        algorithm: title(ring, &row.algorithm, percent, keys),
        current: row.algorithm.name() == current,
        moved_ppm: (row.moved * 1_000_000 / row.keys.max(1)) as u32,
        peak_permille: row.peak_permille as u32,
        table_entries: row.table_entries as u64,
        lookup: row.algorithm.lookup_cost(),
    });
    rows.collect()
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
