//! The drawings as SVG text, without a browser: hand-made scenes against golden files, real runs
//! against what must be so of any drawing.
//!
//! `UPDATE=1 cargo test drawings` writes the golden files anew; read the difference.

use std::any::Any;
use std::fs;
use std::future::Future;
use std::path::Path;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use splitbrain::catalog;
use splitbrain::sim::fault::MessageName;
use splitbrain::sim::protocol::NodeId;
use splitbrain::sim::time::Time;
use splitbrain::ui::drawings::cluster::{ClusterProps, cluster};
use splitbrain::ui::drawings::scrubber::{ScrubberProps, scrubber};
use splitbrain::ui::drawings::spacetime::{FaultMark, SpacetimeProps, spacetime};
use splitbrain::ui::drawings::surface::{Local, Surface, SurfaceHandle};
use splitbrain::view::geometry::cluster::{ClusterMap, node_scene};
use splitbrain::view::geometry::diagram::{Emphasis, draw};
use splitbrain::view::geometry::flight::spots;
use splitbrain::view::geometry::timeline::{Axes, View};
use splitbrain::view::geometry::{Rect, Size};
use splitbrain::view::lang::{Lang, Text};
use splitbrain::view::player::*;
use yew::prelude::*;

/// Nothing can be measured here: drawings keep the size they are given.
struct Paper;

impl Surface for Paper {
    fn local(&self, _: &NodeRef, _: &MouseEvent) -> Local {
        Local::default()
    }

    fn capture(&self, _: &NodeRef, _: &PointerEvent) {}

    fn watch_size(&self, _: &NodeRef, _: Callback<(f64, f64)>) -> Box<dyn Any> {
        Box::new(())
    }
}

pub fn paper() -> SurfaceHandle {
    SurfaceHandle(Rc::new(Paper))
}

#[derive(Properties, PartialEq)]
struct SheetProps {
    drawing: Html,
}

#[component]
fn Sheet(props: &SheetProps) -> Html {
    props.drawing.clone()
}

/// A drawing as text, an element a line.
pub fn render(drawing: Html) -> String {
    let props = SheetProps { drawing };
    let renderer = yew::LocalServerRenderer::<Sheet>::with_props(props).hydratable(false);
    let mut rendering = pin!(renderer.render());
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..1_000 {
        if let Poll::Ready(text) = rendering.as_mut().poll(&mut context) {
            return text.replace("><", ">\n<");
        }
    }
    panic!("the rendering waits for something");
}

pub fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/drawings").join(name);
    if std::env::var("UPDATE").is_ok_and(|value| value == "1") {
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        fs::write(&path, text).expect("written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let line = kept.lines().zip(text.lines()).position(|(old, new)| old != new);
    assert!(kept == text, "{name} differs at line {:?}; UPDATE=1 writes it anew", line);
}

const SAME: fn(&'static str) -> Text = |text| Text::new(text, text);

/// Two proposers and so many acceptors, as in the design.
fn cast(acceptors: u16) -> Cast {
    let node = |index: u16, name: String, role: &'static str, place: (f32, f32)| CastNode {
        id: NodeId(index),
        name,
        role: SAME(role),
        hue: Hue::Blue,
        place,
    };
    let mut nodes = vec![
        node(0, "P1".into(), "proposer", (0.06, 0.1)),
        node(1, "P2".into(), "proposer", (0.06, 0.9)),
    ];
    let rows = if acceptors <= 9 { acceptors } else { acceptors.div_ceil(3) };
    for index in 0..acceptors {
        let (column, row) = (index / rows, index % rows);
        let y = 0.08 + 0.84 * f32::from(row) / f32::from((rows - 1).max(1));
        let bulge = 1.0 - (2.0 * y - 1.0) * (2.0 * y - 1.0);
        let x = if acceptors <= 9 { 0.78 + 0.16 * bulge } else { 0.4 + 0.25 * f32::from(column) };
        nodes.push(node(index + 2, format!("A{}", index + 1), "acceptor", (x, y)));
    }
    let acceptor_ids = || (2..acceptors + 2).map(NodeId);
    let links = (0..2).flat_map(|p| acceptor_ids().map(move |a| (NodeId(p), a))).collect();
    let kind = |name, hue, glyph| MessageKind { name, hue, glyph };
    Cast {
        nodes,
        links,
        message_kinds: vec![
            kind("Prepare", Hue::Blue, Glyph::Disc),
            kind("Promise", Hue::Sky, Glyph::Square),
            kind("Accept", Hue::Pink, Glyph::Diamond),
            kind("Accepted", Hue::Green, Glyph::Triangle),
            kind("Refusal", Hue::Orange, Glyph::Ring),
        ],
        params: Vec::new(),
        properties: Vec::new(),
        protocol: SAME("Paxos"),
        caveats: Vec::new(),
        askable: Vec::new(),
        words: Vec::new(),
        unit: Unit::Ms,
    }
}

fn prose(text: &str) -> Prose2 {
    Prose2 { en: text.into(), zh: text.into() }
}

fn up(badge: Option<&str>, caption: Option<(&str, bool)>) -> NodeLook {
    NodeLook {
        status: Status::Up,
        ring: Ring::Plain,
        badge: badge.map(String::from),
        badge_fresh: false,
        caption: caption.map(|(text, chip)| Caption { text: prose(text), chip }),
        timer: None,
        slow: false,
        clock_off: false,
        locks: Vec::new(),
        blocked: None,
    }
}

fn flying(message: u32, from: u16, to: u16, kind: u8, label: &str, fraction: f32) -> Flying {
    Flying {
        message,
        from: NodeId(from),
        to: NodeId(to),
        kind,
        label: label.into(),
        fraction,
        lost: false,
        duplicate: false,
        delayed: false,
        corrupt: false,
        waiting: false,
    }
}

/// The moment the design shows, and one of everything that can befall a node or a message.
fn picture() -> Picture {
    let crashed = NodeLook { status: Status::Crashed, ..up(None, None) };
    let standing = NodeLook {
        ring: Ring::Dashed,
        timer: Some(0.62),
        ..up(Some("2"), Some(("wants “green”", false)))
    };
    let fresh = NodeLook { badge_fresh: true, ..up(Some("2"), Some(("“blue”", true))) };
    let paused =
        NodeLook {
            status: Status::Paused, slow: true, ..up(Some("1"), Some(("“blue”", true)))
        };
    let writing = NodeLook { status: Status::Writing, clock_off: true, ..up(Some("1"), None) };
    Picture {
        nodes: vec![crashed, standing, fresh, paused, writing],
        flying: vec![
            Flying { lost: true, ..flying(1, 1, 4, 0, "Prepare 2", 0.62) },
            flying(2, 1, 3, 0, "Prepare 2", 0.55),
            flying(3, 2, 1, 1, "Promise 2 · accepted 1 “blue”", 0.35),
            Flying { duplicate: true, ..flying(4, 1, 2, 2, "Accept 2", 0.3) },
            Flying { delayed: true, ..flying(5, 3, 1, 3, "Accepted", 0.4) },
            Flying { corrupt: true, ..flying(6, 0, 2, 4, "Refusal", 0.5) },
            Flying { waiting: true, ..flying(7, 0, 3, 0, "Prepare 1", 1.0) },
            Flying { waiting: true, ..flying(8, 0, 3, 2, "Accept 1", 1.0) },
        ],
        cuts: vec![(NodeId(0), NodeId(2))],
        partition: Some((Time::from_ms(120), vec![NodeId(4)])),
    }
}

fn cluster_props(size: (f64, f64)) -> ClusterProps {
    ClusterProps {
        surface: paper(),
        lang: Lang::En,
        cast: Rc::new(cast(3)),
        picture: Rc::new(picture()),
        selected_node: Some(NodeId(2)),
        selected_message: Some(2),
        cutting: false,
        still: false,
        insets: (10.0, 10.0),
        size,
        on_node: Callback::noop(),
        on_message: Callback::noop(),
        on_cut: Callback::noop(),
        on_cut_link: Callback::noop(),
        on_ground: Callback::noop(),
    }
}

#[test]
fn the_cluster_is_drawn_as_it_was() {
    golden("cluster.html", &render(cluster(cluster_props((860.0, 420.0)))));
    let narrow = ClusterProps { lang: Lang::Zh, still: true, ..cluster_props((360.0, 262.0)) };
    golden("cluster-narrow.html", &render(cluster(narrow)));
}

#[test]
fn every_state_is_told_in_words() {
    let text = render(cluster(cluster_props((860.0, 420.0))));
    for words in [
        "P1 crashed, proposer",
        "A2 1 “blue” paused slow, acceptor",
        "A3 1 writing clock off, acceptor",
        "Prepare 2, P2 → A3, lost",
        "Accept 2, P2 → A1, duplicate",
        "cut at 120 ms",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert_eq!(text.matches("aria-pressed=\"true\"").count(), 2);
}

/// Text boxes of a picture, none of which may lie on another or outside.
fn labels(cast: &Cast, picture: &Picture, size: Size) -> (Rect, Vec<Rect>) {
    let map = ClusterMap::new(cast, size, (10.0, 10.0));
    let scene = node_scene(&map, cast, picture, Lang::En);
    let mut rects = Vec::new();
    for node in &scene.nodes {
        rects.extend(node.badge.as_ref().map(|badge| badge.rect));
        rects.extend(node.lines.iter().map(|line| line.label.rect));
    }
    let spots = spots(&map, scene.shelf.clone(), picture, false);
    rects.extend(spots.iter().filter_map(|spot| spot.label.as_ref()).map(|label| label.rect));
    (Rect::new(0.0, 0.0, size.width, size.height), rects)
}

/// A crowd in which everybody has something to say and to send.
fn busy(acceptors: u16) -> Picture {
    let nodes = (0..acceptors + 2).map(|_| up(Some("12"), Some(("“green”", true)))).collect();
    let flying = (0..acceptors)
        .map(|a| flying(a.into(), a % 2, a + 2, 0, "Prepare 12·P2", 0.1 + 0.03 * f32::from(a)))
        .collect();
    Picture { nodes, flying, cuts: Vec::new(), partition: None }
}

#[test]
fn labels_never_overlap_and_never_leave_the_box() {
    for acceptors in [1, 3, 5, 9, 23, 98] {
        for size in [Size::new(860.0, 420.0), Size::new(360.0, 262.0), Size::new(1400.0, 700.0)] {
            let (cast, picture) = (cast(acceptors), busy(acceptors));
            let (bounds, rects) = labels(&cast, &picture, size);
            for (index, rect) in rects.iter().enumerate() {
                assert!(rect.is_inside(&bounds), "{acceptors} {size:?} {rect:?}");
                let other = rects[..index].iter().find(|other| other.overlaps(rect));
                assert!(other.is_none(), "{acceptors} {size:?} {rect:?} {other:?}");
            }
            let map = ClusterMap::new(&cast, size, (10.0, 10.0));
            for (index, place) in map.places.iter().enumerate() {
                let disc = Rect::around(*place, map.radius * 2.0, map.radius * 2.0);
                assert!(disc.is_inside(&bounds), "{acceptors} {size:?} {place:?}");
                let apart = |other: &_| place.distance(*other) >= map.radius * 2.0;
                assert!(map.places[..index].iter().all(apart), "{acceptors} {size:?}");
            }
        }
    }
}

#[test]
fn five_nodes_have_room_for_all_their_words() {
    let mut calm = picture();
    calm.flying.truncate(3);
    let (_, rects) = labels(&cast(3), &calm, Size::new(860.0, 420.0));
    // Four badges, six lines beside the nodes and three messages.
    assert_eq!(rects.len(), 4 + 8 + 3);
}

fn message(id: u32, from: u16, to: u16, kind: u8, sent: u64, end: MessageEnd) -> MessageView {
    MessageView {
        id,
        name: MessageName { from: NodeId(from), to: NodeId(to), nth: 1 },
        kind,
        label: "Prepare 1".into(),
        sent_at: Time::from_ms(sent),
        sent_by: 0,
        end,
        duplicate: false,
        delayed_us: 0,
        corrupt: false,
    }
}

fn delivered(at: u64, event: u32) -> MessageEnd {
    MessageEnd::Delivered { at: Time::from_ms(at), arrived: Time::from_ms(at), event }
}

fn lost(at: u64, event: u32, reason: LossReason, reach_permille: u16) -> MessageEnd {
    MessageEnd::Lost { at: Time::from_ms(at), event, reason, reach_permille }
}

fn mark(event: u32, ms: u64, node: u16, kind: EventKind, note: Option<&str>) -> Mark {
    Mark {
        event,
        time: Time::from_ms(ms),
        node: NodeId(node),
        kind,
        message_kind: (kind == EventKind::Deliver).then_some(0),
        label: note.map(prose),
        records: Vec::new(),
    }
}

fn window() -> Window {
    let late =
        MessageEnd::Delivered { at: Time::from_ms(90), arrived: Time::from_ms(74), event: 6 };
    let messages = vec![
        message(0, 0, 2, 0, 5, delivered(15, 1)),
        message(1, 0, 3, 0, 5, delivered(17, 2)),
        message(2, 2, 0, 1, 15, delivered(27, 3)),
        message(3, 0, 4, 2, 37, lost(49, 4, LossReason::Dropped, 450)),
        MessageView { duplicate: true, ..message(4, 0, 2, 2, 37, delivered(52, 5)) },
        MessageView { delayed_us: 30_000, ..message(5, 0, 3, 2, 37, late) },
        message(6, 1, 4, 0, 108, lost(150, 9, LossReason::Cut, 850)),
        message(7, 1, 1, 0, 108, delivered(118, 10)),
        message(8, 1, 3, 0, 250, MessageEnd::InFlight { due: Time::from_ms(310) }),
    ];
    let marks = vec![
        mark(0, 5, 0, EventKind::Request, None),
        mark(1, 15, 2, EventKind::Deliver, Some("promises 1·P1")),
        mark(2, 17, 3, EventKind::Deliver, Some("promises 1·P1")),
        mark(3, 27, 0, EventKind::Deliver, None),
        mark(7, 38, 0, EventKind::Crash, None),
        mark(5, 52, 2, EventKind::Deliver, Some("accepts 1·P1 “blue”")),
        mark(6, 90, 3, EventKind::Deliver, Some("accepts 1·P1 “blue”")),
        mark(8, 108, 1, EventKind::Timer, None),
        mark(11, 200, 0, EventKind::Restart, None),
    ];
    let band = |node: u16, kind, from: u64, to: Option<u64>| Band {
        node: NodeId(node),
        kind,
        from: Time::from_ms(from),
        to: to.map(Time::from_ms),
    };
    Window {
        messages,
        marks,
        bands: vec![
            band(0, BandKind::Crashed, 38, Some(200)),
            band(4, BandKind::CutOff, 120, None),
            band(3, BandKind::Paused, 60, Some(90)),
            band(2, BandKind::Writing, 52, Some(54)),
        ],
        crowded: false,
        density: vec![1, 4, 2, 0, 7],
    }
}

fn spacetime_props(size: (f64, f64), down: bool) -> SpacetimeProps {
    let shown = Rc::new(window());
    let fault =
        |ms: u64, word: &str| FaultMark { at: Time::from_ms(ms), node: None, word: word.into() };
    SpacetimeProps {
        surface: paper(),
        lang: Lang::En,
        cast: Rc::new(cast(3)),
        until: Time::from_ms(300),
        time: Time::from_ms(132),
        window: Callback::from(move |_| shown.clone()),
        revision: 1,
        selected: None,
        selected_message: None,
        cone: None,
        culprits: Rc::new(vec![5, 6]),
        found: Rc::default(),
        faults: Rc::new(vec![fault(38, "crash P1"), fault(120, "cut {A3}")]),
        down,
        size,
        id: "spacetime".into(),
        on_event: Callback::noop(),
        on_message: Callback::noop(),
        on_seek: Callback::noop(),
    }
}

#[test]
fn the_diagram_is_drawn_as_it_was() {
    golden("spacetime.html", &render(spacetime(spacetime_props((860.0, 300.0), false))));
    golden("spacetime-down.html", &render(spacetime(spacetime_props((360.0, 420.0), true))));
    let selected = SpacetimeProps {
        selected: Some(1),
        cone: Some(Rc::new(Cone { past: vec![0], future: vec![3, 5] })),
        ..spacetime_props((860.0, 300.0), false)
    };
    golden("spacetime-cone.html", &render(spacetime(selected)));
}

#[test]
fn an_arrow_says_why_it_ended() {
    let text = render(spacetime(spacetime_props((860.0, 300.0), false)));
    for words in ["✕ 49 ms: dropped", "the link was cut", "30 ms late", "second copy"] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn the_present_moves_without_the_rest() {
    let at = |ms: u64| {
        let props =
            SpacetimeProps { time: Time::from_ms(ms), ..spacetime_props((860., 300.), false) };
        render(spacetime(props))
    };
    let (before, after) = (at(132), at(140));
    let moved = before.lines().zip(after.lines()).filter(|(old, new)| old != new).count();
    assert!(moved < 12, "{moved} lines of {}", before.lines().count());
}

#[test]
fn notes_keep_clear_of_each_other() {
    for down in [false, true] {
        let size = if down { Size::new(360.0, 420.0) } else { Size::new(860.0, 300.0) };
        let view = View::first(Time::from_ms(300), 700.0, down, Unit::Ms);
        let axes = Axes::new(&["P1", "P2", "A1", "A2", "A3"], size, down, view);
        let diagram = draw(&axes, &window(), &cast(3), &Emphasis::default(), Lang::En);
        let rects: Vec<Rect> = diagram.notes.iter().map(|note| note.label.rect).collect();
        for (index, rect) in rects.iter().enumerate() {
            assert!(!rects[..index].iter().any(|other| other.overlaps(rect)), "{rects:?}");
            assert!(rect.right <= size.width && rect.bottom <= size.height);
        }
        assert!(rects.len() >= 5, "{}", rects.len());
    }
}

#[test]
fn a_crowded_window_is_density() {
    let shown = Rc::new(Window { crowded: true, ..window() });
    let props = SpacetimeProps {
        window: Callback::from(move |_| shown.clone()),
        ..spacetime_props((860.0, 300.0), false)
    };
    let text = render(spacetime(props));
    assert!(text.contains("Zoom in to see messages"));
    assert!(!text.contains("class=\"arrow "));
}

#[test]
fn the_scrubber_is_a_slider_with_its_ticks() {
    let ms = |list: &[u64]| Rc::new(list.iter().map(|ms| Time::from_ms(*ms)).collect::<Vec<_>>());
    let text = render(scrubber(ScrubberProps {
        strip: yew::Html::default(),
        surface: paper(),
        lang: Lang::En,
        until: Time::from_ms(300),
        time: Time::from_ms(132),
        unit: Unit::Ms,
        simulated: Time::from_ms(300),
        faults: ms(&[38, 41, 120]),
        notes: ms(&[18, 27, 60, 87, 99]),
        violations: ms(&[214]),
        on_seek: Callback::noop(),
    }));
    assert!(text.contains("role=\"slider\"") && text.contains("aria-valuetext=\"132 of 300 ms\""));
    golden("scrubber.html", &text);
}

#[test]
fn every_gallery_run_is_drawn_at_every_size() {
    for entry in splitbrain::scenario::gallery::entries() {
        let scenario = (entry.make)();
        let mut player = catalog::open(&scenario).expect("the gallery opens");
        while !player.advance(10_000).finished {}
        let cast = Rc::new(player.cast().clone());
        let player: Rc<dyn Player> = player.into();
        for percent in [0, 20, 45, 70, 100] {
            let time = Time(scenario.until.us() * percent / 100);
            let at = Moment { applied: player.events_until(time), time };
            for size in [(860.0, 420.0), (360.0, 262.0)] {
                let props = ClusterProps {
                    cast: cast.clone(),
                    picture: Rc::new(player.picture(at)),
                    ..cluster_props(size)
                };
                let text = render(cluster(props));
                assert!(!text.contains("NaN") && !text.contains("inf"), "{} {time}", entry.id);
            }
            let asked = player.clone();
            let fetch = move |wanted: splitbrain::ui::drawings::spacetime::Wanted| {
                Rc::new(asked.window(wanted.from, wanted.to, wanted.marks_max))
            };
            let props = SpacetimeProps {
                cast: cast.clone(),
                until: scenario.until,
                time,
                window: Callback::from(fetch),
                ..spacetime_props((860.0, 300.0), false)
            };
            let text = render(spacetime(props));
            assert!(!text.contains("NaN") && text.contains("class=\"arrow "), "{}", entry.id);
        }
    }
}
