//! Events as dots on their lanes, and the words beside them.

use super::{Emphasis, Note};
use crate::view::geometry::Point;
use crate::view::geometry::shelf::{Anchor, Label, Shelf};
use crate::view::geometry::timeline::Axes;
use crate::view::lang::{Lang, Text};
use crate::view::player::{BandKind, EventKind, Mark, Window};

const NOTE_PX: f64 = 11.0;

#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    pub event: u32,
    pub at: Point,
    pub kind: EventKind,
    pub shape: DotShape,
    /// The message type of a delivery, for its colour.
    pub message_kind: Option<u8>,
    pub selected: bool,
    pub culprit: bool,
    /// It is among those that were looked for.
    pub found: bool,
    pub apart: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DotShape {
    /// A delivery.
    Full,
    /// The node's own doing: a start, a timer.
    Open,
    /// A client's request: an arrow from outside.
    Stub,
    /// A write reached the disk.
    Bar,
    /// And it was this kind of log record.
    Record { forced: bool },
    /// Injected.
    Fault,
    /// Said by something else: the end of an arrow, say.
    None,
}

pub(super) fn dots(axes: &Axes, window: &Window, emphasis: &Emphasis) -> Vec<Dot> {
    let marks = window.marks.iter().filter(|mark| mark.node.index() < axes.lanes.len());
    marks
        .map(|mark| Dot {
            event: mark.event,
            at: axes.point(mark.time, mark.node.index()),
            kind: mark.kind,
            shape: shape(mark),
            message_kind: mark.message_kind,
            selected: emphasis.selected == Some(mark.event),
            culprit: emphasis.culprits.contains(&mark.event),
            found: emphasis.found.binary_search(&mark.event).is_ok(),
            apart: emphasis.is_apart(mark.event),
        })
        .collect()
}

fn shape(mark: &Mark) -> DotShape {
    match mark.kind {
        EventKind::Deliver => DotShape::Full,
        EventKind::Start | EventKind::Timer | EventKind::Choice | EventKind::Logged => {
            DotShape::Open
        }
        EventKind::Request => DotShape::Stub,
        EventKind::Synced => match mark.records.last() {
            Some(record) => DotShape::Record { forced: record.forced },
            None => DotShape::Bar,
        },
        EventKind::Crash
        | EventKind::Restart
        | EventKind::Pause
        | EventKind::Resume
        | EventKind::Cut
        | EventKind::Heal
        | EventKind::Tamper => DotShape::Fault,
        EventKind::Lost | EventKind::Missed => DotShape::None,
    }
}

/// Faults first: they must not lose their words to a protocol's remark.
pub(super) fn notes(
    axes: &Axes,
    window: &Window,
    shelf: &mut Shelf,
    emphasis: &Emphasis,
    lang: Lang,
) -> Vec<Note> {
    let mut notes = Vec::new();
    for mark in &window.marks {
        if let Some(word) = fault_word(mark.kind) {
            put(axes, shelf, mark, word.get(lang), true, emphasis, &mut notes);
        }
    }
    for mark in &window.marks {
        if let Some(label) = &mark.label {
            let text = match lang {
                Lang::En => &label.en,
                Lang::Zh => &label.zh,
            };
            put(axes, shelf, mark, text, false, emphasis, &mut notes);
        }
    }
    for mark in &window.marks {
        if let Some(text) = written(mark) {
            put(axes, shelf, mark, &text, false, emphasis, &mut notes);
        }
    }
    notes
}

/// The log records that have reached the disk: `▪` forced, `▫` lazy.
fn written(mark: &Mark) -> Option<String> {
    let sign = |forced: bool| if forced { "▪" } else { "▫" };
    let names =
        mark.records.iter().map(|record| format!("{} {}", sign(record.forced), record.name));
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| names.join("  "))
}

fn put(
    axes: &Axes,
    shelf: &mut Shelf,
    mark: &Mark,
    text: &str,
    fault: bool,
    emphasis: &Emphasis,
    notes: &mut Vec<Note>,
) {
    let at = axes.point(mark.time, mark.node.index());
    let room = (axes.lane_gap() - NOTE_PX * 1.3).max(0.0);
    let near = [
        (8.0, -6.0, Anchor::Start),
        (8.0, 15.0, Anchor::Start),
        (-8.0, -6.0, Anchor::End),
        (-8.0, 15.0, Anchor::End),
    ];
    // Farther off but on the same side of the next lane.
    let far = [(8.0, -19.0, Anchor::Start), (8.0, 28.0, Anchor::Start)];
    let far = far.into_iter().filter(|_| room > 26.0 || axes.down);
    let candidates = near.into_iter().chain(far).map(|(dx, dy, anchor)| {
        Label::new(text, Point::new(at.x + dx, at.y + dy), anchor, NOTE_PX)
    });
    if let Some(label) = shelf.put(candidates) {
        notes.push(Note { label, fault, apart: emphasis.is_apart(mark.event) });
    }
}

fn fault_word(kind: EventKind) -> Option<Text> {
    Some(match kind {
        EventKind::Crash => Text::new("crash", "崩溃"),
        EventKind::Restart => Text::new("restart", "重启"),
        EventKind::Pause => Text::new("pause", "暂停"),
        EventKind::Resume => Text::new("resume", "继续"),
        EventKind::Cut => Text::new("cut", "切断"),
        EventKind::Heal => Text::new("heal", "恢复"),
        EventKind::Tamper => Text::new("fault", "故障"),
        _ => return None,
    })
}

/// `cut off` at the far end of its band, `paused` likewise; a crash has its word at its beginning.
/// `lane` is the lane's middle and half the band's width.
pub(super) fn band_label(
    axes: &Axes,
    kind: BandKind,
    along: (f64, f64),
    lane: (f64, f64),
    shelf: &mut Shelf,
    lang: Lang,
) -> Option<Label> {
    let text = match kind {
        BandKind::CutOff => Text::new("cut off", "隔离"),
        BandKind::Paused => Text::new("paused", "已暂停"),
        BandKind::Blocked => Text::new("blocked", "阻塞"),
        BandKind::Crashed | BandKind::Writing => return None,
    };
    let text = text.get(lang);
    let (middle, half) = lane;
    let (first, last) = (along.0 + 6.0, along.1 - 6.0);
    let places = if axes.down {
        [
            (Point::new(middle + 6.0, last), Anchor::Start),
            (Point::new(middle + 6.0, first + 8.0), Anchor::Start),
            (Point::new(middle - 6.0, last), Anchor::End),
            (Point::new(middle + half + 4.0, last), Anchor::Start),
        ]
    } else {
        [
            (Point::new(last, middle - 5.0), Anchor::End),
            (Point::new(last, middle + half + 11.0), Anchor::End),
            (Point::new(first, middle - 5.0), Anchor::Start),
            (Point::new(first, middle + half + 11.0), Anchor::Start),
        ]
    };
    shelf.put(places.map(|(at, anchor)| Label::new(text, at, anchor, NOTE_PX)))
}
