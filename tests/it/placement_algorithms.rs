//! What must hold of every algorithm, over random node lists and changes of them.

use splitbrain::placement::algorithm::{Algorithm, Placer};
use splitbrain::placement::bounded::{Bounded, bound};
use splitbrain::placement::compare::{Comparison, least_moved};
use splitbrain::placement::error::PlacementError;
use splitbrain::placement::hash::HashKind;
use splitbrain::placement::maglev::{Permutation, Table, is_prime};
use splitbrain::placement::ring::{Member, Ring};
use splitbrain::placement::ring_index::RingIndex;
use splitbrain::placement::{jump, ketama};

use crate::chance::Chance;
use crate::placement_ring::member;

const KEYS: u64 = 2_000;

fn name(id: u16) -> String {
    format!("node-{id}")
}

fn weighted(id: u16, chance: &mut Chance) -> Member {
    Member { weight: chance.between(1, 5) as u32, ..member(id, &name(id)) }
}

/// Places numbered keys.
fn places(placer: &mut Placer) -> Vec<u16> {
    (0..KEYS).map(|key| placer.place(format!("key-{key}").as_bytes()).node).collect()
}

fn algorithms(chance: &mut Chance) -> [Algorithm; 3] {
    let hash = *chance.pick(&[HashKind::Md5, HashKind::Sha1, HashKind::XxHash64]);
    [
        Algorithm::Ring { hash },
        Algorithm::Rendezvous { hash: HashKind::Murmur3, seed: chance.between(0, 9) as u32 },
        Algorithm::Anchor { hash, capacity: 64 },
    ]
}

/// The ring, rendezvous and anchor are monotone: when nodes come, keys move only to them, when
/// nodes go, only theirs move, one change after the other, whatever came before.
#[test]
fn only_changed_nodes_are_touched() {
    for seed in 0..12 {
        let mut chance = Chance::new(seed);
        for algorithm in algorithms(&mut chance) {
            let count = chance.between(1, 8) as u16;
            let mut members: Vec<Member> = (0..count).map(|id| weighted(id, &mut chance)).collect();
            let mut placer = algorithm.build(&members).expect("a list");
            let mut before = places(&mut placer);
            for next in count..count + 12 {
                let leaves = members.len() > 1 && chance.one_in(2);
                let changed = if leaves {
                    let index = chance.between(0, members.len() as u64 - 1) as usize;
                    members.remove(index).id
                } else {
                    members.push(weighted(next, &mut chance));
                    next
                };
                placer = algorithm.change(&placer, &members).expect("a list");
                let after = places(&mut placer);
                for (key, (from, to)) in before.iter().zip(&after).enumerate() {
                    let mover = if leaves { from } else { to };
                    let context = format!("seed {seed}, {algorithm:?}, key {key}, {from} to {to}");
                    assert!(from == to || *mover == changed, "{context}");
                    assert!(members.iter().any(|member| member.id == *to), "{context}");
                }
                if !leaves && algorithm.name() != "ring" {
                    assert!(after.contains(&changed), "seed {seed}: nothing for the new node");
                }
                before = after;
            }
        }
    }
}

/// Rendezvous ranks all nodes for a key: the first is its node, and without that one the others are
/// the ranking as it was.
#[test]
fn rendezvous_ranks_the_nodes_of_a_key() {
    for seed in 0..20 {
        let mut chance = Chance::new(seed);
        let hash = *chance.pick(&[HashKind::Md5, HashKind::Murmur3, HashKind::Poor]);
        let has_weights = chance.one_in(2);
        let member = |id: u16, chance: &mut Chance| {
            if has_weights { weighted(id, chance) } else { member(id, &name(id)) }
        };
        let members: Vec<Member> = (0..7).map(|id| member(id, &mut chance)).collect();
        let algorithm = Algorithm::Rendezvous { hash, seed: 0 };
        let mut placer = algorithm.build(&members).expect("a list");
        for key in (0..50).map(|key| format!("key{key}")) {
            let key = key.as_bytes();
            let ranking = placer.ranking(key, 7).expect("a ranking");
            let mut left = members.clone();
            for node in ranking {
                let winner = algorithm.build(&left).expect("a list").place(key).node;
                assert_eq!(winner, node, "seed {seed}");
                left.retain(|member| member.id != node);
            }
            assert!(left.is_empty());
        }
    }
    let modulo = Algorithm::Modulo { hash: HashKind::Md5 };
    assert_eq!(modulo.build(&[member(0, "A")]).expect("a list").ranking(b"key", 1), None);
}

/// All nodes replaced at once, some coming as others go, and a list that is too long.
#[test]
fn an_anchor_follows_any_change() {
    let algorithm = Algorithm::Anchor { hash: HashKind::Md5, capacity: 8 };
    let list = |ids: &[u16]| ids.iter().map(|id| member(*id, &name(*id))).collect::<Vec<Member>>();
    let mut placer = algorithm.build(&list(&[0, 1, 2])).expect("a list");
    for ids in [&[3, 4][..], &[5], &[5, 6, 7, 8, 9, 10, 11, 12], &[12, 0, 7], &[7, 0, 12]] {
        placer = algorithm.change(&placer, &list(ids)).expect("a list");
        let mut held = places(&mut placer);
        held.sort_unstable();
        held.dedup();
        let mut expected = ids.to_vec();
        expected.sort_unstable();
        assert_eq!(held, expected);
    }
    let many: Vec<u16> = (0..9).collect();
    let refused = algorithm.change(&placer, &list(&many)).expect_err("too many");
    assert_eq!(refused, PlacementError::CapacityTooSmall { capacity: 8, nodes: 9 });
    assert_eq!(refused.to_string(), "an anchor with room for 8 nodes cannot hold 9");
}

/// Guava's tests of jump hash: with one bucket more a key stays or moves to the new one, and not
/// many more move than must.
#[test]
fn jump_moves_only_to_the_new_bucket() {
    let mut chance = Chance::new(1);
    let keys: Vec<u64> = (0..10_000).map(|_| chance.between(0, u64::MAX)).collect();
    for buckets in 2..=500 {
        let mut moved = 0;
        for key in &keys {
            let (before, after) = (jump::bucket(*key, buckets - 1), jump::bucket(*key, buckets));
            assert!(before == after || after == buckets - 1, "{key} at {buckets}");
            moved += u32::from(before != after);
        }
        assert!(f64::from(moved) <= 1.2 * 10_000.0 / f64::from(buckets) + 20.0, "{buckets}");
    }
}

/// Nobody has two entries more than another; little but the removed node's entries changes.
#[test]
fn maglev_shares_its_table_evenly() {
    for (nodes, size) in [(1, 7), (3, 7), (7, 7), (5, 101), (100, 65_537), (333, 65_537)] {
        let order = |id: u16| Permutation::of(&name(id), size);
        let orders: Vec<Permutation> = (0..nodes).map(order).collect();
        let table = Table::new(&orders, size).expect("a table");
        let mut counts = vec![0_u32; usize::from(nodes)];
        table.entries().iter().for_each(|node| counts[usize::from(*node)] += 1);
        let floor = size / u32::from(nodes);
        let ceiling = size.div_ceil(u32::from(nodes));
        assert!(counts.iter().all(|count| (floor..=ceiling).contains(count)), "{nodes}, {size}");
    }
    let primes: Vec<u32> = (0..60).filter(|number| is_prime(*number)).collect();
    assert_eq!(primes, [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59]);
    assert!(is_prime(65_537) && is_prime(655_373) && !is_prime(65_536));
}

#[test]
fn no_load_is_over_its_bound() {
    // ceil(1.25 * 100 / 3) = ceil(41.67); a third of twice the weight.
    assert_eq!((bound(100, 1, 3, 250), bound(100, 2, 3, 250)), (42, 84));
    assert_eq!((bound(0, 1, 3, 250), bound(9, 1, 3, 0)), (0, 3));
    for seed in 0..60 {
        let mut chance = Chance::new(seed);
        let count = chance.between(1, 20) as u16;
        let mut members: Vec<Member> = (0..count).map(|id| weighted(id, &mut chance)).collect();
        ketama::weigh(&mut members, 40).expect("weights");
        let epsilon = *chance.pick(&[0, 1, 100, 250, 1_000]);
        let announced = *chance.pick(&[0, 500, KEYS]);
        let mut bounded =
            Bounded::new(&members, HashKind::XxHash64, epsilon, announced).expect("a ring");
        let ring = bounded.ring().clone();
        let total: u64 = members.iter().map(|member| u64::from(member.weight)).sum();
        for key in 1..=KEYS {
            let position = HashKind::XxHash64.key(format!("key-{key}").as_bytes());
            let full = |id: u16, loads: &[u64]| {
                let index = members.iter().position(|member| member.id == id).expect("a member");
                let keys = key.max(announced);
                loads[index] >= bound(keys, members[index].weight.into(), total, epsilon)
            };
            let loads = bounded.loads().to_vec();
            let point = bounded.insert(position);
            // Every node that was passed over was full.
            let mut at = ring.index(position);
            while ring.points()[at] != point {
                assert!(full(ring.points()[at].owner, &loads), "seed {seed}, key {key}");
                at = (at + 1) % ring.points().len();
            }
            assert!(!full(point.owner, &loads), "seed {seed}, key {key}");
        }
        assert_eq!(bounded.loads().iter().sum::<u64>(), KEYS);
        for (member, load) in members.iter().zip(bounded.loads()) {
            let limit = bound(KEYS, member.weight.into(), total, epsilon);
            assert!(*load <= limit, "seed {seed}: {load} over {limit}");
        }
    }
}

/// Equal weights choose as clandestined does, and others give every node its share.
#[test]
fn rendezvous_follows_its_weights() {
    let algorithm = Algorithm::Rendezvous { hash: HashKind::Murmur3, seed: 0 };
    let list = |weights: &[u32]| {
        let node = |(id, weight): (usize, &u32)| Member {
            weight: *weight,
            ..member(id as u16, &name(id as u16))
        };
        weights.iter().enumerate().map(node).collect::<Vec<Member>>()
    };
    let plain = places(&mut algorithm.build(&list(&[1; 10])).expect("a list"));
    assert_eq!(places(&mut algorithm.build(&list(&[7; 10])).expect("a list")), plain);
    // The eleventh is all but without weight, yet makes all others be compared by logarithms.
    let mut weights = vec![1_000_000; 10];
    weights.push(1);
    assert_eq!(places(&mut algorithm.build(&list(&weights)).expect("a list")), plain);

    let weights = [1, 2, 3, 4, 10];
    let mut placer = algorithm.build(&list(&weights)).expect("a list");
    let mut counts = [0.0; 5];
    let keys = 40_000;
    for key in 0..keys {
        counts[usize::from(placer.place(format!("key-{key}").as_bytes()).node)] += 1.0;
    }
    for (weight, count) in weights.iter().zip(counts) {
        let p = f64::from(*weight) / 20.0;
        let error = (f64::from(keys) * p * (1.0 - p)).sqrt();
        assert!((count - f64::from(keys) * p).abs() < 4.0 * error, "{weight}: {count}");
    }
    // More weight takes from others and gives to none.
    let mut heavier = algorithm.build(&list(&[1, 2, 6, 4, 10])).expect("a list");
    let (before, after) = (places(&mut placer), places(&mut heavier));
    assert!(before.iter().zip(&after).all(|(from, to)| from == to || *to == 2));
    assert_ne!(before, after);
}

#[test]
fn the_index_finds_what_the_ring_finds() {
    for seed in 0..200 {
        let mut chance = Chance::new(seed);
        let hash = *chance.pick(&HashKind::ALL);
        let node = |id: u16, chance: &mut Chance| Member {
            points: chance.between(1, 50) as u32,
            moved: Vec::new(),
            ..member(id, &name(id))
        };
        let members: Vec<Member> =
            (0..chance.between(1, 30)).map(|id| node(id as u16, &mut chance)).collect();
        let ring = Ring::new(&members, hash).expect("a ring");
        let index = RingIndex::new(&ring);
        let mut positions = vec![0, u32::MAX, 1 << 31];
        for point in ring.points() {
            let at = point.position;
            positions.extend([at, at.wrapping_add(1), at.wrapping_sub(1)]);
            positions.push(chance.between(0, u64::from(u32::MAX)) as u32);
        }
        for position in positions {
            assert_eq!(index.point(position), ring.point(position), "seed {seed}, {position}");
        }
    }
}

#[test]
fn the_comparison_counts() {
    let list = |count: u16| (0..count).map(|id| member(id, &name(id))).collect::<Vec<Member>>();
    let (before, after) = (list(4), list(5));
    let usual = |name: &&str| Algorithm::usual(name, 5, KEYS).expect(name);
    let algorithms: Vec<Algorithm> = Algorithm::NAMES.iter().map(usual).collect();
    let mut comparison = Comparison::new(&algorithms, &before, &after).expect("lists");
    (0..KEYS).for_each(|key| comparison.add(format!("key-{key}").as_bytes()));
    let rows = comparison.rows();
    assert_eq!(rows.iter().map(|row| row.algorithm.name()).collect::<Vec<_>>(), Algorithm::NAMES);
    for (row, algorithm) in rows.iter().zip(&algorithms) {
        let old = places(&mut algorithm.build(&before).expect("a list"));
        let placer = algorithm.build(&before).expect("a list");
        let mut placer = algorithm.change(&placer, &after).expect("a list");
        let new = places(&mut placer);
        let moved = old.iter().zip(&new).filter(|(from, to)| from != to).count() as u64;
        let peak = (0..5).map(|id| new.iter().filter(|node| **node == id).count()).max();
        let peak = peak.expect("five nodes") as u64 * 5 * 1_000;
        assert_eq!((row.moved, row.keys), (moved, KEYS), "{}", algorithm.name());
        assert_eq!(row.peak_permille, (peak + KEYS / 2) / KEYS, "{}", algorithm.name());
        assert_eq!(row.table_entries, placer.table_entries());
        // Four become five: modulo moves four of five keys, the others about one of five.
        let expected = if algorithm.name() == "modulo" { 1_600 } else { 400 };
        assert!(row.moved.abs_diff(expected) < 150, "{}: {}", algorithm.name(), row.moved);
    }
    let bounded = rows.iter().find(|row| row.algorithm.name() == "bounded").expect("a row");
    assert!(bounded.peak_permille <= 1_250);
    let entries: Vec<usize> = rows.iter().map(|row| row.table_entries).collect();
    assert_eq!(entries, [800, 800, 5, 1, 65_537, 64, 1]);
    assert_eq!(least_moved(&before, &after), (4, 20));
}

/// Ketama's weights are rounded; what would be rounded to nothing is said.
#[test]
fn points_follow_weights() {
    let list = |weights: &[u32]| {
        let node = |(id, weight): (usize, &u32)| Member {
            weight: *weight,
            ..member(id as u16, &name(id as u16))
        };
        weights.iter().enumerate().map(node).collect::<Vec<Member>>()
    };
    let points = |weights: &[u32], points: u32| {
        let mut members = list(weights);
        ketama::weigh(&mut members, points)
            .map(|()| members.iter().map(|member| member.points).collect::<Vec<u32>>())
    };
    assert_eq!(points(&[5, 5, 5], 160), Ok(vec![160, 160, 160]));
    assert_eq!(points(&[1, 3], 160), Ok(vec![80, 240]));
    assert_eq!(points(&[1, 3], 1), Err(PlacementError::TooLight { label: name(0) }));
    assert_eq!(points(&[1, 1_000_000], 160), Err(PlacementError::TooLight { label: name(0) }));
    assert_eq!(points(&[1, 0], 160), Err(PlacementError::NoWeight { label: name(1) }));
}
