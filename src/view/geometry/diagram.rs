//! What is drawn of a window of a run: bands, lanes, arrows, dots, notes; every part with its
//! place. The playhead is not in it, so that it stays as it is while the run plays.

mod arrows;
mod dots;

pub use arrows::{Arrow, Fate, arrow_at};
pub use dots::{Dot, DotShape};

use super::Rect;
use super::shelf::{Label, Shelf};
use super::timeline::Axes;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::view::lang::Lang;
use crate::view::player::{BandKind, Cast, Cone, Window};

/// Up to so many messages each is drawn for itself, with head, label and a place to click.
const DETAILED_MAX: usize = 260;
const LANE_BAND: f64 = 9.0;

/// What the diagram is asked to bring out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Emphasis {
    pub selected: Option<u32>,
    pub cone: Cone,
    pub culprits: Vec<u32>,
    /// Events that were looked for, sorted.
    pub found: Vec<u32>,
}

impl Emphasis {
    /// Neither cause nor effect of the selected event.
    fn is_apart(&self, event: u32) -> bool {
        self.selected.is_some_and(|selected| {
            selected != event && !self.is_past(event) && !self.is_future(event)
        })
    }

    fn is_past(&self, event: u32) -> bool {
        self.cone.past.binary_search(&event).is_ok()
    }

    fn is_future(&self, event: u32) -> bool {
        self.cone.future.binary_search(&event).is_ok()
    }
}

/// How much is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    #[default]
    Full,
    /// Arrows as thin lines, nothing to click.
    Lines,
    /// Too much even for lines: how much happens when.
    Density,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagram {
    pub detail: Detail,
    pub bands: Vec<BandBox>,
    pub cones: Vec<(Rect, ConeSide)>,
    pub lanes: Vec<LaneLine>,
    pub arrows: Vec<Arrow>,
    pub dots: Vec<Dot>,
    pub notes: Vec<Note>,
    /// Bars of events per slot, from the foot of the plot.
    pub density: Vec<Rect>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct BandBox {
    pub kind: BandKind,
    pub rect: Rect,
    pub node: NodeId,
    /// Where the band begins on view, for its name.
    pub label: Option<Label>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConeSide {
    Past,
    Future,
}

/// A piece of a lane on which the node is up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LaneLine {
    pub lane: usize,
    pub from: f64,
    pub to: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    pub label: Label,
    pub fault: bool,
    pub apart: bool,
}

/// All that is drawn of the window.
pub fn draw(axes: &Axes, window: &Window, cast: &Cast, emphasis: &Emphasis, lang: Lang) -> Diagram {
    let detail = if window.crowded {
        Detail::Density
    } else if window.messages.len() > DETAILED_MAX || window.marks.len() > 2 * DETAILED_MAX {
        Detail::Lines
    } else {
        Detail::Full
    };
    let mut shelf = Shelf::new(axes.plot());
    let mut diagram = Diagram { detail, ..Diagram::default() };
    diagram.lanes = lanes(axes, window);
    diagram.cones = cones(axes, window, emphasis);
    if detail == Detail::Density {
        diagram.density = density(axes, window);
    } else {
        diagram.arrows = arrows::arrows(axes, window, cast, emphasis, lang);
        diagram.dots = dots::dots(axes, window, emphasis);
    }
    if detail == Detail::Full {
        for dot in &diagram.dots {
            shelf.take(Rect::around(dot.at, 9.0, 9.0));
        }
        for arrow in diagram.arrows.iter().filter(|arrow| arrow.fate == Fate::Lost) {
            shelf.take(Rect::around(arrow.to, 9.0, 9.0));
        }
        diagram.notes = dots::notes(axes, window, &mut shelf, emphasis, lang);
    }
    diagram.bands = bands(axes, window, &mut shelf, lang);
    diagram
}

fn seen(axes: &Axes, from: Time, to: Option<Time>) -> (f64, f64) {
    let end = to.map_or(axes.end, |to| axes.along(to));
    (axes.along(from).clamp(axes.start, axes.end), end.clamp(axes.start, axes.end))
}

fn bands(axes: &Axes, window: &Window, shelf: &mut Shelf, lang: Lang) -> Vec<BandBox> {
    let wide = (axes.lane_gap() * 0.36).clamp(LANE_BAND - 3.0, 18.0);
    let narrow = LANE_BAND.min(wide);
    let mut bands = Vec::new();
    for band in &window.bands {
        let half = match band.kind {
            BandKind::CutOff => wide,
            BandKind::Crashed | BandKind::Paused | BandKind::Blocked => narrow,
            BandKind::Writing => 2.5,
        };
        let lane = axes.across(band.node.index());
        let along = seen(axes, band.from, band.to);
        if along.1 - along.0 < 0.5 && band.kind != BandKind::Writing {
            continue;
        }
        let rect = axes.rect(along, (lane - half, lane + half));
        let label = dots::band_label(axes, band.kind, along, (lane, half), shelf, lang);
        bands.push(BandBox { kind: band.kind, rect, node: band.node, label });
    }
    bands
}

/// Lanes are interrupted where their node is down.
fn lanes(axes: &Axes, window: &Window) -> Vec<LaneLine> {
    let mut lines = Vec::new();
    for lane in 0..axes.lanes.len() {
        let mut from = axes.start;
        let crashed = window
            .bands
            .iter()
            .filter(|band| band.kind == BandKind::Crashed && band.node.index() == lane);
        for band in crashed {
            let along = seen(axes, band.from, band.to);
            if along.0 > from {
                lines.push(LaneLine { lane, from, to: along.0 });
            }
            from = from.max(along.1);
        }
        if from < axes.end {
            lines.push(LaneLine { lane, from, to: axes.end });
        }
    }
    lines
}

/// Per lane what could have led to the selected event, and what it can have led to.
fn cones(axes: &Axes, window: &Window, emphasis: &Emphasis) -> Vec<(Rect, ConeSide)> {
    let Some(selected) = emphasis.selected else { return Vec::new() };
    let half = (axes.lane_gap() * 0.3).min(13.0);
    let mut boxes = Vec::new();
    for lane in 0..axes.lanes.len() {
        let here = || window.marks.iter().filter(move |mark| mark.node.index() == lane);
        let across = (axes.across(lane) - half, axes.across(lane) + half);
        let past = here().rev().find(|mark| mark.event == selected || emphasis.is_past(mark.event));
        if let Some(last) = past {
            let to = axes.along(last.time);
            boxes.push((axes.rect((axes.start, to), across), ConeSide::Past));
        }
        let future = here().find(|mark| mark.event == selected || emphasis.is_future(mark.event));
        if let Some(first) = future {
            let from = axes.along(first.time);
            boxes.push((axes.rect((from, axes.end), across), ConeSide::Future));
        }
    }
    boxes
}

fn density(axes: &Axes, window: &Window) -> Vec<Rect> {
    let most = window.density.iter().copied().max().unwrap_or(0).max(1);
    let slot = (axes.end - axes.start) / window.density.len().max(1) as f64;
    let plot = axes.plot();
    let (foot, tallest) =
        if axes.down { (plot.left, plot.width()) } else { (plot.bottom, plot.height()) };
    let bars = window.density.iter().enumerate().filter(|(_, count)| **count > 0);
    bars.map(|(index, count)| {
        let along = axes.start + slot * index as f64;
        let height = tallest * 0.9 * f64::from(*count) / f64::from(most);
        let across = if axes.down { (foot, foot + height) } else { (foot - height, foot) };
        axes.rect((along, along + slot), across)
    })
    .collect()
}

/// Lanes that have anything to click, in the order of time: for the keyboard.
pub fn neighbours(window: &Window, event: Option<u32>, forward: bool) -> Option<u32> {
    let events = window.marks.iter().map(|mark| mark.event);
    match (event, forward) {
        (Some(event), true) => events.filter(|other| *other > event).min(),
        (Some(event), false) => events.filter(|other| *other < event).max(),
        (None, true) => events.min(),
        (None, false) => events.max(),
    }
}
