//! What theory says of placement, against what the algorithms do.

use splitbrain::placement::algorithm::Algorithm;
use splitbrain::placement::bounded::Bounded;
use splitbrain::placement::compare::least_moved;
use splitbrain::placement::hash::HashKind;
use splitbrain::placement::ring::{Member, Ring};

use crate::placement_ring::member;

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn members(count: u64) -> Vec<Member> {
    (0..count).map(|id| member(id as u16, &format!("node-{id}"))).collect()
}

/// Of n nodes and then m, `h mod n` keeps min(n, m) of every lcm(n, m) keys, and no fewer could
/// move than the difference over the larger.
#[test]
fn modulo_keeps_a_fraction() {
    let table = [
        (1, 2, 0.5, 0.5),
        (2, 3, 2.0 / 3.0, 1.0 / 3.0),
        (3, 4, 0.75, 0.25),
        (4, 5, 0.8, 0.2),
        (4, 3, 0.75, 0.25),
        (5, 4, 0.8, 0.2),
        (9, 10, 0.9, 0.1),
        (10, 11, 0.909_090_909_090_909_1, 0.090_909_090_909_090_91),
        (10, 9, 0.9, 0.1),
        (10, 12, 0.833_333_333_333_333_4, 0.166_666_666_666_666_66),
        (4, 8, 0.5, 0.5),
        (8, 16, 0.5, 0.5),
        (100, 101, 0.990_099_009_900_990_1, 0.009_900_990_099_009_901),
        (100, 99, 0.99, 0.01),
    ];
    for (n, m, published, minimal) in table {
        let (before, after) = (members(n), members(m));
        let algorithm = Algorithm::Modulo { hash: HashKind::Md5 };
        let mut old = algorithm.build(&before).expect("nodes");
        let mut new = algorithm.build(&after).expect("nodes");
        let all = n * m / gcd(n, m);
        let stay = |hash: &u64| old.place_hash(*hash).node == new.place_hash(*hash).node;
        let kept = (0..all).filter(stay).count() as u64;
        assert_eq!(kept, n.min(m), "{n} to {m}");
        let moved = (all - kept) as f64 / all as f64;
        assert!((moved - published).abs() < 1e-12, "{n} to {m}: {moved}");
        let (least, of) = least_moved(&before, &after);
        assert!((least as f64 / of as f64 - minimal).abs() < 1e-12, "{n} to {m}");
    }
}

/// Each node's part of the circle, as a multiple of the mean, on rings that differ in their names.
fn shares(nodes: usize, points: u32, rings: usize, hash: HashKind) -> Vec<Vec<f64>> {
    let one = |ring: usize| {
        let node = |id: usize| Member {
            points,
            moved: Vec::new(),
            ..member(id as u16, &format!("ring-{ring}-{points}-node-{id}"))
        };
        let members: Vec<Member> = (0..nodes).map(node).collect();
        let mut shares = vec![0.0; nodes];
        for arc in Ring::new(&members, hash).expect("a ring").arcs() {
            shares[usize::from(arc.owner)] += arc.places() as f64;
        }
        shares.iter().map(|places| places / 4_294_967_296.0 * nodes as f64).collect()
    };
    (0..rings).map(one).collect()
}

fn deviation(shares: &[Vec<f64>]) -> f64 {
    let squares: f64 = shares.iter().flatten().map(|share| (share - 1.0).powi(2)).sum();
    (squares / shares.iter().flatten().count() as f64).sqrt()
}

/// A node's share is Beta(v, (n - 1) v): its relative deviation is sqrt((n - 1) / (n v + 1)). The
/// figures are of many rings at once; what is left is the error of a sample.
#[test]
fn the_load_of_a_ring_deviates_as_beta_says() {
    let table = [
        (
            3,
            [
                std::f64::consts::FRAC_1_SQRT_2,
                0.254_000_3,
                0.128_564_9,
                0.081_513_9,
                0.064_482_6,
                0.025_815_6,
            ],
        ),
        (5, [0.816_496_6, 0.280_056_0, 0.141_069_1, 0.089_353_4, 0.070_666_5, 0.028_281_4]),
        (10, [0.904_534_0, 0.298_511_2, 0.149_812_9, 0.094_820_9, 0.074_976_6, 0.029_998_5]),
        (100, [0.990_049_5, 0.314_485_5, 0.157_301_7, 0.099_493_8, 0.078_658_2, 0.031_464_1]),
        (1000, [0.999_000_5, 0.316_053_8, 0.158_032_8, 0.099_949_5, 0.079_017_2, 0.031_606_9]),
    ];
    for (nodes, deviations) in table {
        for (points, expected) in [1, 10, 40, 100, 160, 1000].into_iter().zip(deviations) {
            let exact = ((nodes as f64 - 1.0) / (nodes as f64 * f64::from(points) + 1.0)).sqrt();
            assert!((exact - expected).abs() < 1e-6, "{nodes} nodes, {points} points");
            let samples = if points == 1000 { 1000 } else { 3000 };
            let rings = samples / nodes + 1;
            let measured = deviation(&shares(nodes, points, rings, HashKind::XxHash64));
            let off = (measured / expected - 1.0).abs();
            assert!(off < 0.06, "{nodes} nodes, {points} points: {measured}, not {expected}");
        }
    }
}

/// The same of ketama's own hash, and the table in the paper on jump hash, for one ring of 1,000
/// nodes and 1, 10 and 100 points.
#[test]
fn deviations_that_were_published() {
    for (points, published) in [(1, 0.997_906_0), (10, 0.315_181_0), (100, 0.099_699_6)] {
        let measured = deviation(&shares(1000, points, 3, HashKind::Md5));
        assert!((measured / published - 1.0_f64).abs() < 0.06, "{points} points: {measured}");
    }
}

/// With one point each, the fullest of n nodes has H_n times the mean.
#[test]
fn the_fullest_node_has_a_harmonic_share() {
    let table = [(3, 1.833_333_3), (5, 2.283_333_3), (10, 2.928_968_3), (100, 5.187_377_5)];
    for (nodes, expected) in table {
        let rings = shares(nodes, 1, 1500, HashKind::XxHash64);
        let peaks = rings.iter().map(|shares| shares.iter().copied().fold(0.0, f64::max));
        let mean = peaks.sum::<f64>() / rings.len() as f64;
        assert!((mean / expected - 1.0_f64).abs() < 0.02, "{nodes} nodes: {mean}");
    }
}

/// The poor hash is far from it: the broken rule breaks something.
#[test]
fn a_poor_hash_deviates_more() {
    let good = deviation(&shares(10, 100, 20, HashKind::Md5));
    let poor = deviation(&shares(10, 100, 20, HashKind::Poor));
    assert!(poor > 3.0 * good, "{poor} and {good}");
}

/// A node that joins n others takes 1 / (n + 1) of the circle in expectation.
#[test]
fn a_new_node_takes_its_share() {
    let rings = 400;
    let taken = |ring: usize| {
        let node = |id: u16| member(id, &format!("ring-{ring}-node-{id}"));
        let members: Vec<Member> = (0..4).map(node).collect();
        let before = Ring::new(&members, HashKind::XxHash64).expect("a ring");
        let after = before.with(&node(4), HashKind::XxHash64).expect("a ring");
        let arcs = splitbrain::placement::ring::moved_arcs(&before, &after);
        arcs.iter().map(|arc| arc.places()).sum::<u64>() as f64 / 4_294_967_296.0
    };
    let mean = (0..rings).map(taken).sum::<f64>() / rings as f64;
    assert!((mean - 0.2).abs() < 0.002, "{mean}");
}

/// Mirrokni, Thorup and Zadimoghaddam, Theorem 1: when a server leaves, O(1 / epsilon²) keys move for
/// each that it held, where epsilon is at most 1; the constant is not given, here it is below 2.
#[test]
fn bounded_loads_move_few_keys_for_each_that_has_to() {
    const KEYS: u64 = 8_000;
    let mut whole = members(40);
    whole.iter_mut().for_each(|member| member.points = 1);
    let owners = |members: &[Member], epsilon: u32| -> Vec<u16> {
        let mut ring = Bounded::new(members, HashKind::XxHash64, epsilon, KEYS).expect("a ring");
        let place = |key: u64| HashKind::XxHash64.key(format!("key-{key}").as_bytes());
        (0..KEYS).map(|key| ring.insert(place(key)).owner).collect()
    };
    let mut previous = f64::INFINITY;
    for epsilon in [100, 250, 500, 1_000] {
        let before = owners(&whole, epsilon);
        let (mut moved, mut held) = (0, 0);
        for gone in (0..40).step_by(4) {
            let rest: Vec<Member> =
                whole.iter().filter(|member| member.id != gone).cloned().collect();
            let after = owners(&rest, epsilon);
            moved += before.iter().zip(&after).filter(|(old, new)| old != new).count();
            held += before.iter().filter(|owner| **owner == gone).count();
        }
        let (ratio, share) = (moved as f64 / held as f64, f64::from(epsilon) / 1_000.0);
        assert!(ratio >= 1.0 && ratio <= 1.0 + 2.0 / (share * share), "{share}: {ratio}");
        assert!(ratio < previous, "{share}: {ratio} after {previous}");
        previous = ratio;
    }
}
