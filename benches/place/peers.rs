//! Crates that do what `placement` does, with the same hash and the same points as far as they let
//! one choose. Where a crate promises the same answers, they are compared.

use std::hash::{BuildHasherDefault, Hasher};

use anchorhash::AnchorHash;
use hashring::HashRing;
use hrw_hash::HrwNodes;
use jumphash::CustomJumpHasher;
use maglev_hash::MaglevTable;
use splitbrain::placement::algorithm::Algorithm;
use splitbrain::placement::hash::HashKind;
use splitbrain::placement::{ketama as our_ketama, maglev};
use xxhash_rust::xxh64::{Xxh64, Xxh64Builder};

use crate::measure::{
    KEYS, KEYS_OF_RENDEZVOUS, NODES, POINTS, Timing, keys, label, time, time_ours,
};

/// A hash that was taken before.
#[derive(Clone, Copy, Default)]
struct Taken(u64);

impl Hasher for Taken {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut word = [0; 8];
        word.copy_from_slice(bytes);
        self.0 = u64::from_le_bytes(word);
    }
}

pub fn measure(now_ms: impl Fn() -> f64) -> Vec<Timing> {
    let keys = keys(KEYS);
    let few = &keys[..KEYS_OF_RENDEZVOUS as usize];
    let labels: Vec<String> = (0..NODES).map(label).collect();
    let mut timings = Vec::new();

    // MD5 and 160 points a node, no others; the answers are ketama's, so ours as well.
    let names: Vec<&str> = labels.iter().map(String::as_str).collect();
    let ring = Algorithm::Ring { hash: HashKind::Md5 };
    let ours = time_ours(ring, our_ketama::POINTS, &keys, &now_ms);
    let build = || ketama::Ring::build(&names);
    let theirs = time("crate ketama, md5, 160 points", &keys, &now_ms, build, |ring, key| {
        ring.route(key) as u16
    });
    // Two points on one place are a tie, which the crate leaves to its sort: of 160,000 points some
    // three pairs, with about six keys each.
    assert!(differing(&theirs, &ours) < KEYS as usize / 10_000, "two ketamas, one answer");
    timings.extend([ours, theirs]);

    // xxHash64 of node and point, as many points as we have.
    let build = || {
        let mut ring = HashRing::with_hasher(Xxh64Builder::new(0));
        let points = (0..NODES).flat_map(|id| (0..POINTS).map(move |point| (id, point)));
        ring.batch_add(points.collect());
        ring
    };
    timings.push(time("crate hashring, xxh64, 128 points", &keys, &now_ms, build, |ring, key| {
        ring.get(&key).map_or(0, |(id, _)| *id)
    }));

    let build = || {
        let hasher: BuildHasherDefault<Xxh64> = BuildHasherDefault::default();
        HrwNodes::with_build_hasher(hasher, 0..NODES)
    };
    timings.push(time("crate hrw-hash, xxh64", few, &now_ms, build, |nodes, key| {
        nodes.sorted(&key).next().copied().unwrap_or_default()
    }));

    // The same hash, the same algorithm, the same answers.
    let jump = Algorithm::Jump { hash: HashKind::XxHash64 };
    let ours = time_ours(jump, POINTS, &keys, &now_ms);
    let build = || CustomJumpHasher::new(Taken::default());
    let theirs = time("crate jumphash, xxh64", &keys, &now_ms, build, |jump, key| {
        jump.slot(&HashKind::XxHash64.key64(key), u32::from(NODES)) as u16
    });
    assert_eq!(differing(&theirs, &ours), 0, "two jump hashes, one answer");
    timings.push(theirs);

    // SipHash, which cannot be chosen.
    let build = || MaglevTable::with_capacity((0..NODES).collect(), maglev::SIZE as usize);
    timings.push(time("crate maglev-hash, siphash", &keys, &now_ms, build, |table, key| {
        table.get(&key).copied().unwrap_or_default()
    }));

    let build = || -> AnchorHash<&[u8], u16, Xxh64Builder> {
        let builder = anchorhash::Builder::with_hasher(Xxh64Builder::new(0));
        builder.with_resources(0..NODES).build(NODES.next_power_of_two() * 2)
    };
    timings.push(time("crate anchorhash, xxh64", &keys, &now_ms, build, |anchor, key| {
        anchor.get_resource(key).copied().unwrap_or_default()
    }));
    timings
}

fn differing(a: &Timing, b: &Timing) -> usize {
    a.nodes.iter().zip(&b.nodes).filter(|(a, b)| a != b).count()
}
