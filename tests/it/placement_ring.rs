//! The ring: published places, and what must hold of every ring.

use splitbrain::placement::hash::HashKind;
use splitbrain::placement::ring::{Distinct, Member, Point, Ring, moved_arcs};

use crate::chance::Chance;

pub fn member(id: u16, label: &str) -> Member {
    Member { id, label: label.to_string(), rack: id % 3, weight: 1, points: 160, moved: Vec::new() }
}

fn ring(labels: &[String]) -> Ring {
    let members: Vec<Member> =
        labels.iter().enumerate().map(|(id, label)| member(id as u16, label)).collect();
    Ring::new(&members, HashKind::Md5).expect("a ring")
}

/// spymemcached's own tests of its node locator: nodes 127.0.0.1:10000, :10001 and so on.
#[test]
fn spymemcached_small_rings() {
    let labels: Vec<String> = (0..5).map(|i| format!("127.0.0.1:{}", 10_000 + i)).collect();
    let four = ring(&labels[..4]);
    let five = ring(&labels);
    let cases = [("dustin", 0), ("noelani", 2), ("some other key", 0)];
    let wrapping = [("V5XS8C8N", 3), ("8KR2DKR2", 3), ("L9KH6X4X", 3)];
    for (key, node) in cases.into_iter().chain(wrapping) {
        assert_eq!(four.owner(HashKind::Md5.key(key.as_bytes())), node, "{key}");
    }
    let largest = four.points().last().expect("points").position;
    assert_eq!(largest, 4_294_887_009);
    for (key, _) in wrapping {
        assert!(HashKind::Md5.key(key.as_bytes()) > largest, "{key} is past the last point");
    }
    let cases = [("dustin", 0), ("noelani", 2), ("some other key", 4)];
    let more = [("36", 2), ("10037", 3), ("22051", 1), ("49044", 4)];
    for (key, node) in cases.into_iter().chain(more) {
        assert_eq!(five.owner(HashKind::Md5.key(key.as_bytes())), node, "{key}");
    }
}

/// go-ketama's TestBasicCompat: how many of foo0..foo99999 each of ten servers gets.
#[test]
fn go_ketama_counts() {
    let labels: Vec<String> = (1..=10).map(|i| format!("server{i}")).collect();
    let ring = ring(&labels);
    let mut counts = [0_u32; 10];
    for i in 0..100_000 {
        let key = format!("foo{i}");
        counts[usize::from(ring.owner(HashKind::Md5.key(key.as_bytes())))] += 1;
    }
    let published = [8699, 10885, 9980, 10237, 9099, 10997, 10365, 10380, 9896, 9462];
    assert_eq!(counts, published);
}

/// Rings of all hashes and shapes, the poor hash's with many ties among them.
fn random_ring(chance: &mut Chance) -> (Ring, HashKind) {
    let hash = *chance.pick(&HashKind::ALL);
    let first = chance.between(0, 89);
    let members: Vec<Member> = (0..chance.between(1, 12))
        .map(|i| Member {
            points: chance.between(1, 40) as u32,
            moved: Vec::new(),
            rack: chance.between(0, 3) as u16,
            ..member((2 * (i + first)) as u16, &format!("node-{}", i + first))
        })
        .collect();
    (Ring::new(&members, hash).expect("a ring"), hash)
}

/// Places where something could change, and some between.
fn places(ring: &Ring, chance: &mut Chance) -> Vec<u32> {
    let mut places: Vec<u32> = vec![0, 1, u32::MAX];
    for point in ring.points() {
        let at = point.position;
        places.extend([at, at.wrapping_add(1), at.wrapping_sub(1)]);
        places.push((u64::from(at) + chance.between(0, u64::from(u32::MAX))) as u32);
    }
    places
}

/// The definition, word by word: the nearest point clockwise, of equals the smallest owner.
fn owner_by_definition(ring: &Ring, place: u32) -> u16 {
    let nearest = |point: &&Point| (point.position.wrapping_sub(place), point.owner);
    ring.points().iter().min_by_key(nearest).expect("a point").owner
}

#[test]
fn owners_and_arcs_follow_the_definition() {
    for seed in 0..300 {
        let mut chance = Chance::new(seed);
        let (ring, _) = random_ring(&mut chance);
        let arcs = ring.arcs();
        assert_eq!(arcs.iter().map(|arc| arc.places()).sum::<u64>(), 1 << 32, "seed {seed}");
        for place in places(&ring, &mut chance) {
            let owner = owner_by_definition(&ring, place);
            assert_eq!(ring.owner(place), owner, "seed {seed}, {place}");
            let inside = |start: u32, places: u64| {
                u64::from(place.wrapping_sub(start).wrapping_sub(1)) < places
            };
            let mut holding = arcs.iter().filter(|arc| inside(arc.start, arc.places()));
            assert_eq!(holding.next().map(|arc| arc.owner), Some(owner), "seed {seed}, {place}");
            assert_eq!(holding.next(), None, "seed {seed}, {place}");
        }
    }
}

#[test]
fn preference_lists_are_distinct() {
    for seed in 0..300 {
        let mut chance = Chance::new(seed);
        let (ring, _) = random_ring(&mut chance);
        let nodes = ring.members().len();
        let mut racks: Vec<u16> = ring.members().iter().map(|member| member.rack).collect();
        racks.sort_unstable();
        racks.dedup();
        let replicas = chance.between(1, 6) as usize;
        for place in places(&ring, &mut chance) {
            let by_node = ring.preference_list(place, replicas, Distinct::Nodes);
            let by_rack = ring.preference_list(place, replicas, Distinct::Racks);
            for list in [&by_node, &by_rack] {
                assert_eq!(list[0], ring.owner(place), "seed {seed}, {place}");
                assert_eq!(list.len(), replicas.min(nodes), "seed {seed}, {place}");
                let mut sorted = list.clone();
                sorted.sort_unstable();
                sorted.dedup();
                assert_eq!(sorted.len(), list.len(), "seed {seed}, {place}: {list:?}");
            }
            // Shorter lists are beginnings of longer ones: one replica more moves none.
            let longer = ring.preference_list(place, replicas + 1, Distinct::Nodes);
            assert!(longer.starts_with(&by_node), "seed {seed}, {place}");
            let rack = |id: &u16| ring.member(*id).expect("a member").rack;
            let spread = replicas.min(racks.len());
            let mut held: Vec<u16> = by_rack[..spread].iter().map(rack).collect();
            held.sort_unstable();
            held.dedup();
            assert_eq!(held.len(), spread, "seed {seed}, {place}: {by_rack:?}");
        }
    }
}

/// Without the rule, two replicas may lie on one node: the broken rule breaks something.
#[test]
fn successive_points_may_be_one_nodes() {
    let labels: Vec<String> = (0..3).map(|i| format!("node-{i}")).collect();
    let ring = ring(&labels);
    let point = ring.points().windows(2).find(|pair| pair[0].owner == pair[1].owner);
    let place = point.expect("two neighbours of one owner")[0].position;
    let list = ring.preference_list(place, 2, Distinct::Points);
    assert_eq!(list[0], list[1]);
    assert_ne!(ring.preference_list(place, 2, Distinct::Nodes)[1], list[1]);
}

/// Monotone: what a new node does not get stays where it was, and so the other way round.
#[test]
fn only_the_changed_nodes_keys_move() {
    for seed in 0..300 {
        let mut chance = Chance::new(seed);
        let (before, hash) = random_ring(&mut chance);
        let new = Member { points: chance.between(1, 40) as u32, ..member(1, "newcomer") };
        let after = before.with(&new, hash).expect("a ring");
        let rebuilt = Ring::new(after.members(), hash).expect("a ring");
        assert_eq!(after, rebuilt, "seed {seed}: step by step is the same as at once");
        assert_eq!(after.without(1).expect("a ring"), before, "seed {seed}");

        let joined = moved_arcs(&before, &after);
        let left = moved_arcs(&after, &before);
        assert!(joined.iter().all(|arc| arc.to == 1 && arc.from != 1), "seed {seed}");
        assert!(left.iter().all(|arc| arc.from == 1 && arc.to != 1), "seed {seed}");
        let gained: u64 = joined.iter().map(|arc| arc.places()).sum();
        let owned = after.arcs().into_iter().filter(|arc| arc.owner == 1);
        assert_eq!(gained, owned.map(|arc| arc.places()).sum::<u64>(), "seed {seed}");
        assert!(moved_arcs(&after, &after).is_empty(), "seed {seed}");
    }
}

/// The moved arcs are exactly the places with another owner, also when everything changes.
#[test]
fn moved_arcs_are_the_places_that_move() {
    for seed in 0..300 {
        let mut chance = Chance::new(seed);
        let (before, _) = random_ring(&mut chance);
        let (after, _) = random_ring(&mut chance);
        let moved = moved_arcs(&before, &after);
        let mut looked_at = places(&before, &mut chance);
        looked_at.extend(places(&after, &mut chance));
        for place in looked_at {
            let (from, to) = (before.owner(place), after.owner(place));
            let mut holding = moved.iter().filter(|arc| {
                u64::from(place.wrapping_sub(arc.start).wrapping_sub(1)) < arc.places()
            });
            let expected = (from != to).then_some((from, to));
            let found = holding.next().map(|arc| (arc.from, arc.to));
            assert_eq!(found, expected, "seed {seed}, {place}");
            assert!(holding.next().is_none(), "seed {seed}, {place}");
        }
    }
}

#[test]
fn bad_lists_are_refused_in_a_sentence() {
    let good = member(0, "a");
    let refused = |members: &[Member]| match Ring::new(members, HashKind::Md5) {
        Ok(_) => "nothing".to_string(),
        Err(error) => error.to_string(),
    };
    assert_eq!(refused(&[]), "there is no node: every key needs one");
    assert_eq!(refused(&[good.clone(), member(1, "a")]), "two nodes are called \"a\"");
    assert_eq!(refused(&[good.clone(), member(0, "b")]), "two nodes have the number 0");
    assert_eq!(refused(&[good.clone(), member(1, "")]), "node 1 has no name");
    assert_eq!(
        refused(&[Member { points: 0, ..good.clone() }]),
        "node \"a\" has no point on the ring, it needs one at least"
    );
    assert_eq!(
        refused(&[Member { weight: 0, ..good.clone() }]),
        "node \"a\" has weight 0, the least is 1"
    );
    assert_eq!(
        refused(&[Member { points: u32::MAX, ..good.clone() }]),
        "4294967295 points are too many, 16777216 are the most"
    );
    let ring = Ring::new(std::slice::from_ref(&good), HashKind::Md5).expect("one node will do");
    assert_eq!(ring.without(0).expect_err("the last").to_string(), refused(&[]));
    let stray = vec![Point { position: 3, owner: 0 }, Point { position: 5, owner: 9 }];
    assert_eq!(
        Ring::with_points(&[good], stray).expect_err("a stray point").to_string(),
        "a point belongs to node 9, which is not in the list"
    );
}
