//! The hash ring as SVG text: hand-made pictures against golden files, and what must be so of any.
//!
//! `UPDATE=1 cargo test ring_drawings` writes the golden files anew; read the difference.

use std::rc::Rc;

use splitbrain::sim::protocol::NodeId;
use splitbrain::ui::drawings::ring::{RingProps, ring};
use splitbrain::ui::drawings::ring_words;
use splitbrain::view::geometry::ring::Hit;
use splitbrain::view::lang::{Lang, Text};
use splitbrain::view::player::*;
use splitbrain::view::ring::*;
use yew::prelude::*;

use crate::drawings::{golden, paper, render};

const SAME: fn(&'static str) -> Text = |text| Text::new(text, text);

fn cast(nodes: u16) -> Cast {
    let node = |index: u16| CastNode {
        id: NodeId(index),
        name: if nodes <= 26 {
            char::from(b'A' + index as u8).to_string()
        } else {
            format!("n{index}")
        },
        role: SAME("cache"),
        hue: Hue::Blue,
        place: (0.5, 0.5),
    };
    Cast {
        nodes: (0..nodes).map(node).collect(),
        links: Vec::new(),
        message_kinds: Vec::new(),
        params: Vec::new(),
        properties: Vec::new(),
        protocol: SAME("ring"),
        caveats: Vec::new(),
        askable: (0..nodes).map(NodeId).collect(),
        words: Vec::new(),
        unit: Unit::Ms,
    }
}

/// Scattered, and the same everywhere.
fn scatter(index: u32) -> u32 {
    let mut x = index.wrapping_mul(0x9e37_79b9) ^ 0x5bd1_e995;
    for _ in 0..3 {
        x ^= x >> 16;
        x = x.wrapping_mul(0x85eb_ca6b);
        x ^= x >> 13;
    }
    x
}

fn owner_of(points: &[RingPoint], position: u32) -> NodeId {
    let next = points.partition_point(|point| point.position < position);
    points[next % points.len()].owner
}

/// So many nodes with so many points each; the last one has just joined.
fn picture(nodes: u16, points_each: u32, keys: u32) -> RingPicture {
    let fresh = nodes - 1;
    let mut points: Vec<RingPoint> = (0..u32::from(nodes) * points_each)
        .map(|index| {
            let owner = NodeId((index / points_each) as u16);
            RingPoint {
                position: scatter(index),
                owner,
                fresh: owner.0 == fresh,
                number: Some(index % points_each),
            }
        })
        .collect();
    points.sort_by_key(|point| point.position);
    let mut counts = vec![0_u64; usize::from(nodes)];
    let marks: Vec<KeyMark> = (0..keys)
        .map(|index| {
            let position = scatter(index + 1_000_000);
            let owner = owner_of(&points, position);
            counts[owner.index()] += 1;
            KeyMark { name: format!("key{index}"), position, owner, moved: owner.0 == fresh }
        })
        .collect();
    let moved = counts[usize::from(fresh)];
    let keys = if marks.len() <= KEYS_DRAWN_MAX {
        RingKeys::Each(marks)
    } else {
        let mut slots = vec![(0, 0); DENSITY_SLOTS];
        for key in &marks {
            let slot = (u64::from(key.position) * DENSITY_SLOTS as u64) >> 32;
            let slot: &mut (u32, u32) = &mut slots[slot as usize];
            slot.0 += 1;
            slot.1 += u32::from(key.moved);
        }
        RingKeys::Density(slots)
    };
    let total: u64 = counts.iter().sum();
    let members = counts.iter().enumerate().map(|(index, count)| MemberLook {
        node: NodeId(index as u16),
        up: index != 1,
        points: points_each,
        weight: 1,
        rack: 0,
        keys: *count,
        arc_ppm: 1_000_000 / u32::from(nodes),
        served: 0,
    });
    let text = Prose2 { en: "E joined at 2.0 s".into(), zh: "2.0 s 时 E 加入".into() };
    RingPicture {
        viewer: NodeId(0),
        disagreeing: vec![NodeId(2)],
        has_points: true,
        members: members.collect(),
        points,
        keys,
        bound_keys: None,
        change: Some(RingChange {
            text,
            moved,
            keys: total,
            ideal_ppm: 1_000_000 / u32::from(nodes),
            modulo_ppm: 792_000,
            flows: vec![(NodeId(0), NodeId(fresh), moved)],
        }),
    }
}

fn flying(message: u32, from: u16, to: u16, fraction: f32) -> Flying {
    Flying {
        message,
        from: NodeId(from),
        to: NodeId(to),
        kind: 0,
        label: "Handover".into(),
        fraction,
        lost: false,
        duplicate: false,
        delayed: false,
        corrupt: false,
        waiting: false,
    }
}

fn props(picture: RingPicture, nodes: u16, size: (f64, f64)) -> RingProps {
    let arc = (picture.points[0].position, picture.points[1].position);
    let cluster = Picture {
        nodes: Vec::new(),
        flying: vec![flying(7, 0, nodes - 1, 0.5)],
        cuts: Vec::new(),
        partition: None,
    };
    let transfer =
        |message| RingTransfer { from: NodeId(0), to: NodeId(nodes - 1), arc, keys: 12, message };
    let path = KeyPath {
        name: "key7".into(),
        steps: Vec::new(),
        position: scatter(1_000_007),
        replicas: vec![NodeId(1), NodeId(2), NodeId(0)],
    };
    RingProps {
        surface: paper(),
        lang: Lang::En,
        cast: Rc::new(cast(nodes)),
        picture: Rc::new(picture),
        // The second one's message has arrived.
        transfers: Rc::new(vec![transfer(7), transfer(8)]),
        cluster: Rc::new(cluster),
        selected: None,
        path: Some(Rc::new(path)),
        still: false,
        size,
        on_node: Callback::noop(),
        on_key: Callback::noop(),
        on_ground: Callback::noop(),
        on_move: Some(Callback::noop()),
    }
}

#[test]
fn the_ring_is_drawn_as_it_was() {
    golden("ring.html", &render(ring(props(picture(5, 8, 240), 5, (860.0, 470.0)))));
    let narrow = RingProps {
        lang: Lang::Zh,
        still: true,
        selected: Some(NodeId(1)),
        ..props(picture(5, 8, 40), 5, (344.0, 330.0))
    };
    golden("ring-narrow.html", &render(ring(narrow)));
}

#[test]
fn it_is_told_in_words_and_numbers() {
    let text = render(ring(props(picture(5, 8, 240), 5, (860.0, 470.0))));
    for words in [
        "of the keys moved",
        "ideal 20.0 %",
        "h(x) mod n: 79.2 %",
        "as A sees it",
        "≠ C sees another ring",
        "12 keys",
        "<th scope=\"row\">",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert_eq!(text.matches("class=\"transfer").count(), 1, "only what is in flight");
    assert_eq!(text.matches("class=\"replica").count(), 3);
    let chinese =
        render(ring(RingProps { lang: Lang::Zh, ..props(picture(5, 8, 240), 5, (860.0, 470.0)) }));
    assert!(chinese.contains("的键发生移动") && chinese.contains("A 的视图"));
    assert!(!chinese.contains("of the keys"));
}

#[test]
fn a_large_ring_is_few_elements() {
    for (nodes, points, keys) in [(100, 8, 2_000), (1_000, 128, 50_000), (1_000, 256, 50_000)] {
        let text = render(ring(props(picture(nodes, points, keys), nodes, (860.0, 470.0))));
        let drawn = text.split("<table").next().unwrap_or_default();
        let elements = drawn.matches("<path").count() + drawn.matches("<text").count();
        assert!(elements < 260, "{nodes} × {points}: {elements}");
        assert!(text.len() < 500_000, "{nodes} × {points}: {} bytes", text.len());
    }
}

#[test]
fn what_is_under_the_pointer_is_told() {
    let (cast, picture) = (cast(5), picture(5, 8, 240));
    let told = |hit: Hit| ring_words::hit(&cast, &picture, hit, Lang::En);
    assert_eq!(told(Hit::Nothing), "");
    let RingKeys::Each(keys) = &picture.keys else { panic!("240 keys are drawn one by one") };
    let owner = |node: NodeId| &cast.nodes[node.index()].name;
    let whole: usize = (0..picture.points.len())
        .map(|index| {
            let text = told(Hit::Arc(index));
            let point = picture.points[index];
            assert!(text.starts_with(owner(point.owner).as_str()), "{text}");
            assert!(text.contains(&format!("– {:08x}", point.position)), "{text}");
            let count = text.split(" · ").last().and_then(|keys| keys.split(' ').next());
            count.and_then(|count| count.parse::<usize>().ok()).expect("a count")
        })
        .sum();
    assert_eq!(whole, 240, "every key lies in one arc");
    let moved = keys.iter().position(|key| key.moved).expect("a moved key");
    assert!(told(Hit::Key(moved)).ends_with("→ E, moved"), "{}", told(Hit::Key(moved)));
}

#[test]
fn without_change_the_middle_counts_keys_and_who_is_up() {
    let mut calm = picture(5, 8, 240);
    calm.change = None;
    calm.disagreeing = Vec::new();
    let text = render(ring(props(calm, 5, (860.0, 470.0))));
    assert!(text.contains("keys on 4 nodes") && !text.contains("sees another"));
}

#[test]
fn an_empty_ring_is_drawn_too() {
    let full = props(picture(5, 8, 10), 5, (860.0, 470.0));
    let mut empty = picture(5, 8, 0);
    empty.points = Vec::new();
    empty.members = Vec::new();
    empty.change = None;
    let text = render(ring(RingProps { picture: Rc::new(empty), ..full }));
    assert!(text.contains("keys on 0 nodes"));
}
