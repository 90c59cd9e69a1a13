//! Published vectors of every placement algorithm. The longer ones are in tests/vectors.

use splitbrain::placement::algorithm::Algorithm;
use splitbrain::placement::anchor::Anchor;
use splitbrain::placement::error::PlacementError;
use splitbrain::placement::hash::{HashKind, murmur3_32};
use splitbrain::placement::jump;
use splitbrain::placement::maglev::{Permutation, Table};
use splitbrain::placement::node_list;
use splitbrain::placement::rendezvous::Rendezvous;
use splitbrain::placement::ring::{Member, Ring};

use crate::placement_ring::member;

const KETAMA: &str = include_str!("../vectors/ketama.txt");
const JUMP: &str = include_str!("../vectors/jump.txt");

const SERVERS: &str = "\
10.0.1.1:11211 600
10.0.1.2:11211 300
10.0.1.3:11211 200
10.0.1.4:11211 350
10.0.1.5:11211 1000
10.0.1.6:11211 800
10.0.1.7:11211 950
10.0.1.8:11211 100
";

fn section(name: &str) -> Vec<&'static str> {
    let after = KETAMA.split_once(&format!("== {name}")).expect("a section").1;
    after.lines().skip(1).take_while(|line| !line.starts_with("== ")).collect()
}

fn servers(list: &str, label: &str) -> Vec<Member> {
    let nodes = node_list::parse(list).expect("a list");
    node_list::members(&nodes, Some(label), 160).expect("members")
}

#[test]
fn hashes() {
    let name = |hash: HashKind| (hash.name(), hash.digest(b"").bytes().to_vec());
    let md5 = [0xd4, 0x1d, 0x8c, 0xd9, 0x8f, 0x00, 0xb2, 0x04, 0xe9, 0x80, 0x09, 0x98, 0xec, 0xf8];
    let (_, digest) = name(HashKind::Md5);
    assert!(digest.starts_with(&md5) && digest.len() == 16);
    let sha1 = [0xda, 0x39, 0xa3, 0xee, 0x5e, 0x6b, 0x4b, 0x0d, 0x32, 0x55, 0xbf, 0xef, 0x95, 0x60];
    let (_, digest) = name(HashKind::Sha1);
    assert!(digest.starts_with(&sha1) && digest.len() == 20);
    assert_eq!(HashKind::XxHash64.key64(b""), 0xef46_db37_51d8_e999);
    assert_eq!(HashKind::XxHash64.key64(b"abc"), 0x44bc_2cf5_ad77_0999);
    // clandestined's tests.
    assert_eq!(murmur3_32(b"6666", 0), 1_361_238_019);
    assert_eq!(murmur3_32(b"6666", 10), 2_981_722_772);
    assert_eq!(HashKind::Murmur3.key(b"6666"), 1_361_238_019);
    // The poor one: letters in another order, one place.
    assert_eq!(HashKind::Poor.key(b"ab"), HashKind::Poor.key(b"ba"));
    for hash in HashKind::ALL {
        assert_eq!(HashKind::from_name(hash.name()), Some(hash));
        let points = hash.points("node", 23);
        assert_eq!(points.len(), 23);
        assert_eq!(points[0], hash.key(b"node-0"));
        assert!(points.starts_with(&hash.points("node", 7)), "more points keep the earlier ones");
    }
}

/// libmemcached's weighted ketama, with labels of the host alone and of its spy mode.
#[test]
fn libmemcached() {
    let labels = ["{host}", "/{host}:{port}"];
    for label in labels {
        let members = servers(SERVERS, label);
        let points: Vec<u32> = members.iter().map(|member| member.points).collect();
        assert_eq!(points, [176, 88, 56, 104, 296, 236, 280, 28], "{label}");
        let ring = Ring::new(&members, HashKind::Md5).expect("a ring");
        assert_eq!(ring.points().len(), 1264, "{label}");
        let mut placer = Algorithm::Ring { hash: HashKind::Md5 }.build(&members).expect("a placer");
        let rows = section(&format!("libmemcached weighted, label {label}:"));
        assert_eq!(rows.len(), 99, "{label}");
        for row in rows {
            let columns: Vec<&str> = row.split(' ').collect();
            let number = |index: usize| columns[index].parse::<u32>().expect(row);
            let placed = placer.place(columns[0].as_bytes());
            assert_eq!(placed.hash, u64::from(number(1)), "{row}");
            assert_eq!(placed.point, Some(number(2)), "{row}");
            assert_eq!(u32::from(placed.node) + 1, number(3), "{row}");
        }
    }
    let ring = Ring::new(&servers(SERVERS, "{host}"), HashKind::Md5).expect("a ring");
    let ends = [&ring.points()[0], &ring.points()[1263]];
    assert_eq!(
        ends.map(|point| (point.position, point.owner)),
        [(2_148_620, 2), (4_294_696_831, 6)]
    );
    // Past the last point, so to the first.
    let wrapping = HashKind::Md5.key(b"VDEAAAAA");
    assert_eq!((wrapping, ring.point(wrapping)), (4_294_758_837, ring.points()[0]));
}

/// spymemcached's testLibKetamaCompat: 3,241 keys over eight servers without weights.
#[test]
fn spymemcached() {
    let list: String = (1..=8).map(|i| format!("10.0.1.{i}:11211\n")).collect();
    let members = servers(&list, "{host}:{port}");
    let ring = Ring::new(&members, HashKind::Md5).expect("a ring");
    assert_eq!(ring.points().len(), 1280);
    let mut keys = 0;
    for row in section("spymemcached") {
        let (server, row_keys) = row.split_once(' ').expect(row);
        for key in row_keys.split(' ') {
            let owner = ring.owner(HashKind::Md5.key(key.as_bytes()));
            assert_eq!(server, (owner + 1).to_string(), "{key}");
            keys += 1;
        }
    }
    assert_eq!(keys, 3241);
}

#[test]
fn jump_published() {
    // lithammer's and Guava's tests.
    let published = [
        (1, 1, 0),
        (42, 57, 43),
        (0xDEAD_10CC, 1, 0),
        (0xDEAD_10CC, 666, 361),
        (256, 1024, 520),
        (1, 100, 55),
        (2, 100, 62),
        (3, 100, 8),
        (4, 100, 45),
        (5, 100, 59),
    ];
    for (key, buckets, bucket) in published {
        assert_eq!(jump::bucket(key, buckets), bucket, "{key} of {buckets}");
    }
    assert_eq!(jump::bucket(u64::from(crc32(b"localhost")), 10), 9);
    assert_eq!(jump::bucket(fnv1_64("ветер".as_bytes(), false), 10), 3);
    assert_eq!(jump::bucket(fnv1_64("中国".as_bytes(), true), 10), 5);
}

fn crc32(data: &[u8]) -> u32 {
    let byte = |crc: u32, byte: &u8| {
        let step = |crc: u32, _| crc >> 1 ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
        (0..8).fold(crc ^ u32::from(*byte), step)
    };
    !data.iter().fold(u32::MAX, byte)
}

fn fnv1_64(data: &[u8], xor_first: bool) -> u64 {
    let times = |hash: u64| hash.wrapping_mul(0x0100_0000_01b3);
    let byte = |hash: u64, byte: &u8| match xor_first {
        true => times(hash ^ u64::from(*byte)),
        false => times(hash) ^ u64::from(*byte),
    };
    data.iter().fold(0xcbf2_9ce4_8422_2325, byte)
}

fn numbers(row: &str) -> Vec<u32> {
    row.split_whitespace().map(|text| text.parse().expect(row)).collect()
}

#[test]
fn jump_sequences() {
    let mut counts: Option<Vec<u32>> = None;
    let mut rows = 0;
    for row in JUMP.lines().filter(|row| !row.starts_with('#')) {
        let (key, rest) = row.split_once(": ").expect(row);
        if key == "buckets" {
            counts = Some(numbers(rest));
            continue;
        }
        let key: u64 = key.parse().expect(row);
        rows += 1;
        if let Some(counts) = &counts {
            for (count, bucket) in counts.iter().zip(numbers(rest)) {
                assert_eq!(jump::bucket(key, *count), bucket, "{key} of {count}");
            }
        } else {
            // Every bucket it moves to, and so where it is for every count.
            let moves = numbers(rest);
            for count in 1..=100_000 {
                let last = moves.partition_point(|bucket| *bucket < count) - 1;
                assert_eq!(jump::bucket(key, count), moves[last], "{key} of {count}");
            }
        }
    }
    assert_eq!(rows, 32);
}

#[test]
fn maglev() {
    // Table 1 of the paper: offset and skip (3, 4), (0, 2), (3, 1).
    let paper = [(3, 3), (0, 1), (3, 0)].map(|(h1, h2)| Permutation::from_hashes(h1, h2, 7));
    let orders = paper.map(|order| order.entries(7).collect::<Vec<u32>>());
    assert_eq!(orders[0], [3, 0, 4, 1, 5, 2, 6]);
    assert_eq!(orders[1], [0, 2, 4, 6, 1, 3, 5]);
    assert_eq!(orders[2], [3, 4, 5, 6, 0, 1, 2]);
    let table = |orders: &[Permutation]| Table::new(orders, 7).expect("a table").entries().to_vec();
    assert_eq!(table(&paper), [1, 0, 1, 0, 2, 2, 0]);
    // Without the second; the third is now at position 1.
    assert_eq!(table(&[paper[0], paper[2]]), [0, 0, 0, 0, 1, 1, 1]);

    // go-maglev's test.
    let go = ["backend-0", "backend-1", "backend-2"].map(|name| Permutation::of(name, 7));
    let orders = go.map(|order| order.entries(7).collect::<Vec<u32>>());
    assert_eq!(orders[0], [2, 6, 3, 0, 4, 1, 5]);
    assert_eq!(orders[1], [0, 5, 3, 1, 6, 4, 2]);
    assert_eq!(orders[2], [1, 3, 5, 0, 2, 4, 6]);
    assert_eq!(table(&go), [1, 2, 0, 2, 0, 1, 0]);
    assert_eq!(table(&[go[0], go[2]]), [0, 1, 0, 1, 0, 1, 0]);

    let refused = |size: u32| Table::new(&go, size).expect_err("no table");
    assert_eq!(refused(9), PlacementError::NotPrime { size: 9 });
    assert_eq!(refused(1), PlacementError::NotPrime { size: 1 });
    assert_eq!(refused(2), PlacementError::TableTooSmall { size: 2, nodes: 3 });
    assert_eq!(refused(16_777_259), PlacementError::TableTooLarge { size: 16_777_259 });
    assert_eq!(Table::new(&[], 7).expect_err("no nodes"), PlacementError::NoNodes);
}

fn named(names: impl Iterator<Item = u16>) -> Vec<Member> {
    names.map(|name| member(name, &name.to_string())).collect()
}

/// clandestined's tests.
#[test]
fn rendezvous() {
    let winner = |nodes: &[u16], key: &str| {
        let members = named(nodes.iter().copied());
        let mut rendezvous = Rendezvous::new(&members, HashKind::Murmur3, 0).expect("nodes");
        rendezvous.winner(key.as_bytes()).0
    };
    let keys = ["ok", "mykey", "wat", "lol"];
    assert_eq!(keys.map(|key| winner(&[0, 1, 2], key)), [0, 1, 2, 2]);
    assert_eq!(["ok", "mykey", "wat"].map(|key| winner(&[0, 2], key)), [0, 0, 2]);
    assert_eq!(keys.map(|key| winner(&[0, 1, 2, 3], key)), [0, 1, 2, 3]);

    let place = |nodes: u16| {
        let members = named(0..nodes);
        let mut rendezvous = Rendezvous::new(&members, HashKind::Murmur3, 0).expect("nodes");
        (0..1000).map(|key| rendezvous.winner(key.to_string().as_bytes()).0).collect::<Vec<u16>>()
    };
    let (nine, ten, twenty) = (place(9), place(10), place(20));
    let moved = |other: &[u16]| ten.iter().zip(other).filter(|(a, b)| a != b).count();
    assert_eq!((moved(&twenty), moved(&nine)), (531, 101));
}

/// Comes or goes, which bucket, then A, W, L, K, and what is removed.
type Step = (char, u32, Array, Array, Array, Array, &'static [u32]);
type Array = [u32; 7];

#[test]
fn anchor_arrays() {
    let mut anchor = Anchor::new(7, 7).expect("an anchor");
    let steps: [Step; 8] = [
        ('-', 6, [0, 0, 0, 0, 0, 0, 6], SAME, SAME, SAME, &[6]),
        ('-', 5, [0, 0, 0, 0, 0, 5, 6], SAME, SAME, SAME, &[6, 5]),
        ('-', 1, A1, [0, 4, 2, 3, 4, 5, 6], L1, [0, 4, 2, 3, 4, 5, 6], &[6, 5, 1]),
        (
            '-',
            0,
            [3, 4, 0, 0, 0, 5, 6],
            [3, 4, 2, 3, 4, 5, 6],
            [0, 1, 2, 0, 1, 5, 6],
            [3, 4, 2, 3, 4, 5, 6],
            &[6, 5, 1, 0],
        ),
        ('+', 0, A1, [0, 4, 2, 3, 4, 5, 6], L1, [0, 4, 2, 3, 4, 5, 6], &[6, 5, 1]),
        ('+', 1, [0, 0, 0, 0, 0, 5, 6], SAME, SAME, SAME, &[6, 5]),
        ('+', 5, [0, 0, 0, 0, 0, 0, 6], SAME, SAME, SAME, &[6]),
        ('+', 6, [0; 7], SAME, SAME, SAME, &[]),
    ];
    for (change, bucket, a, w, l, k, removed) in steps {
        match change {
            '-' => assert!(anchor.remove(bucket), "{bucket}"),
            _ => assert_eq!(anchor.add(), Some(bucket)),
        }
        let arrays: [&[u32]; 4] = [&a, &w, &l, &k];
        assert_eq!(anchor.arrays(), arrays, "{change}{bucket}");
        assert_eq!(anchor.removed(), removed, "{change}{bucket}");
        assert_eq!(anchor.count() as usize, 7 - removed.len());
    }
    assert_eq!(anchor.add(), None);
    assert!(!anchor.remove(7));
}

const SAME: [u32; 7] = [0, 1, 2, 3, 4, 5, 6];
const A1: [u32; 7] = [0, 4, 0, 0, 0, 5, 6];
const L1: [u32; 7] = [0, 1, 2, 3, 1, 5, 6];
