//! The axes of the space-time diagram: time along, lanes across, in either orientation; and the
//! stretch of time that is seen.

use super::shelf::{Anchor, Label};
use super::{Point, Rect, Size, cut, text_width};
use crate::sim::time::Time;
use crate::view::player::Unit;

const LANE_MIN_ACROSS: f64 = 20.0;
const LANE_MIN_DOWN: f64 = 38.0;
const NAME_PX: f64 = 13.0;
const TICK_PX: f64 = 11.0;

/// A stretch of time on view, µs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    pub from: f64,
    pub span: f64,
}

const SPAN_MIN_US: f64 = 50.0;

impl View {
    /// All of the run where that is readable, else its beginning.
    pub fn first(until: Time, length_px: f64, down: bool, unit: Unit) -> View {
        let readable_px_per_ms = if down { 1.9 } else { 1.6 } * unit.worth();
        let span = (length_px / readable_px_per_ms * 1_000.0).min(whole(until));
        View { from: 0.0, span: span.max(SPAN_MIN_US) }
    }

    pub fn all(until: Time) -> View {
        View { from: 0.0, span: whole(until) }
    }

    /// Kept inside the run.
    fn kept(self, until: Time) -> View {
        let span = self.span.clamp(SPAN_MIN_US, whole(until));
        View { from: self.from.clamp(0.0, whole(until) - span), span }
    }

    /// Closer by `factor`, `at` staying where it is.
    pub fn zoomed(self, at: Time, factor: f64, until: Time) -> View {
        let span = (self.span / factor).clamp(SPAN_MIN_US, whole(until));
        let share = ((at.us() as f64 - self.from) / self.span).clamp(0.0, 1.0);
        View { from: at.us() as f64 - share * span, span }.kept(until)
    }

    pub fn panned(self, by_us: f64, until: Time) -> View {
        View { from: self.from + by_us, ..self }.kept(until)
    }

    /// Turned over like a page when the playhead has left it or is about to.
    pub fn following(self, playhead: Time, until: Time) -> View {
        let share = (playhead.us() as f64 - self.from) / self.span;
        let at_end = self.from + self.span >= whole(until) - 1.0;
        if (0.0..=0.88).contains(&share) || (share > 0.88 && share <= 1.0 && at_end) {
            return self;
        }
        let keep = if share < 0.0 { 0.7 } else { 0.2 };
        View { from: playhead.us() as f64 - keep * self.span, ..self }.kept(until)
    }

    pub fn from_time(&self) -> Time {
        Time(self.from.max(0.0) as u64)
    }

    pub fn to_time(&self) -> Time {
        Time((self.from + self.span).max(0.0).ceil() as u64)
    }
}

fn whole(until: Time) -> f64 {
    (until.us() as f64).max(SPAN_MIN_US)
}

/// Where a time and a lane are in the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Axes {
    /// As large as the lanes need, at least as large as the box.
    pub size: Size,
    pub down: bool,
    pub view: View,
    /// Where the time axis begins and ends, px.
    pub start: f64,
    pub end: f64,
    /// The middle of each lane, px across.
    pub lanes: Vec<f64>,
    /// What the times count.
    pub unit: Unit,
}

impl Axes {
    pub fn new(names: &[&str], box_size: Size, down: bool, view: View) -> Axes {
        let count = names.len().max(1) as f64;
        let (first, after, least) =
            if down { (64.0, 26.0, LANE_MIN_DOWN) } else { (48.0, 36.0, LANE_MIN_ACROSS) };
        let room = if down { box_size.width } else { box_size.height };
        let needed = first + after + least * (count - 1.0);
        let across = room.max(needed);
        let gap =
            if count > 1.0 { ((across - first - after) / (count - 1.0)).min(84.0) } else { 0.0 };
        let lanes = (0..names.len()).map(|lane| first + gap * lane as f64).collect();
        let size = if down {
            Size::new(across, box_size.height)
        } else {
            Size::new(box_size.width, across)
        };
        let (start, end) = if down {
            (34.0, size.height - 8.0)
        } else {
            let widest = names.iter().map(|name| text_width(name, NAME_PX)).fold(0.0, f64::max);
            ((widest + 30.0).max(48.0), size.width - 12.0)
        };
        let (end, unit) = (end.max(start + 1.0), Unit::Ms);
        Axes { size, down, view, start, end, lanes, unit }
    }

    pub fn counting(self, unit: Unit) -> Axes {
        Axes { unit, ..self }
    }

    /// Pixels along the time axis; may lie outside of what is seen.
    pub fn along(&self, time: Time) -> f64 {
        self.start + (time.us() as f64 - self.view.from) / self.view.span * (self.end - self.start)
    }

    pub fn across(&self, lane: usize) -> f64 {
        self.lanes.get(lane).copied().unwrap_or_default()
    }

    pub fn place(&self, along: f64, across: f64) -> Point {
        if self.down { Point::new(across, along) } else { Point::new(along, across) }
    }

    pub fn point(&self, time: Time, lane: usize) -> Point {
        self.place(self.along(time), self.across(lane))
    }

    pub fn time_at(&self, point: Point) -> Time {
        let along = if self.down { point.y } else { point.x };
        Time((self.view.from + self.us_per_px() * (along - self.start)).max(0.0).round() as u64)
    }

    pub fn us_per_px(&self) -> f64 {
        self.view.span / (self.end - self.start)
    }

    /// The box of a stretch along and across, whatever the orientation.
    pub fn rect(&self, along: (f64, f64), across: (f64, f64)) -> Rect {
        let (a, b) = (self.place(along.0, across.0), self.place(along.1, across.1));
        Rect { left: a.x, top: a.y, right: b.x, bottom: b.y }
    }

    /// Where lanes and arrows are.
    pub fn plot(&self) -> Rect {
        let across = if self.down { self.size.width } else { self.size.height };
        let first = if self.down { 40.0 } else { 24.0 };
        self.rect((self.start, self.end), (first, across))
    }

    /// Where time is read and the playhead is held.
    pub fn header(&self) -> Rect {
        if self.down {
            Rect::new(0.0, self.start, 32.0, self.size.height - self.start)
        } else {
            Rect::new(self.start, 0.0, self.size.width - self.start, 26.0)
        }
    }

    /// Between neighbouring lanes, px.
    pub fn lane_gap(&self) -> f64 {
        match self.lanes.as_slice() {
            [first, second, ..] => second - first,
            _ => 60.0,
        }
    }

    /// Times worth a line: round ones, far enough apart to be read.
    pub fn ticks(&self) -> Vec<(f64, Label)> {
        let apart = if self.down { 46.0 } else { 84.0 };
        // There is nothing between two steps.
        let least = if self.unit == Unit::Steps { 1_000.0 } else { 0.0 };
        let step = round_step((self.us_per_px() * apart).max(least));
        let first = (self.view.from / step as f64).ceil() as u64 * step;
        let last = self.view.to_time().us();
        let times = (first..=last).step_by(step as usize).map(Time);
        let labelled = times.map(|time| {
            let along = self.along(time);
            let label = if self.down {
                Label::new(&time.to_string(), Point::new(4.0, along + 4.0), Anchor::Start, TICK_PX)
            } else {
                let text = format!("{time}{}", self.unit.suffix());
                Label::new(&text, Point::new(along + 4.0, 17.0), Anchor::Start, TICK_PX)
            };
            (along, label)
        });
        labelled.filter(|(_, label)| label.rect.right <= self.size.width).collect()
    }

    pub fn names(&self, names: &[&str]) -> Vec<Label> {
        let place = |lane: usize, name: &str| {
            if self.down {
                // Names stand beside each other here.
                let name = cut(name, NAME_PX, (self.lane_gap() - 4.0).max(20.0));
                Label::new(&name, Point::new(self.across(lane), 20.0), Anchor::Middle, NAME_PX)
            } else {
                let at = Point::new(self.start - 14.0, self.across(lane) + 4.5);
                Label::new(name, at, Anchor::End, NAME_PX)
            }
        };
        names.iter().enumerate().map(|(lane, name)| place(lane, name)).collect()
    }
}

/// The least of 1, 2, 5, 10, 20, 50 … µs that is not below.
fn round_step(least_us: f64) -> u64 {
    let mut power = 1_u64;
    loop {
        for digit in [1, 2, 5] {
            if (digit * power) as f64 >= least_us || power >= 1_000_000_000_000 {
                return digit * power;
            }
        }
        power *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axes(down: bool) -> Axes {
        let size = if down { Size::new(360.0, 400.0) } else { Size::new(860.0, 300.0) };
        let view = View { from: 0.0, span: 300_000.0 };
        Axes::new(&["P1", "P2", "A1", "A2", "A3"], size, down, view)
    }

    #[test]
    fn ticks_are_round_and_named() {
        let texts = |axes: Axes| -> Vec<String> {
            axes.ticks().into_iter().map(|(_, label)| label.text).collect()
        };
        assert_eq!(texts(axes(false)), ["0 ms", "50 ms", "100 ms", "150 ms", "200 ms", "250 ms"]);
        assert_eq!(texts(axes(true)), ["0", "50", "100", "150", "200", "250", "300"]);
    }

    #[test]
    fn times_and_places_are_each_others_inverse() {
        for axes in [axes(false), axes(true)] {
            for ms in [0, 38, 150, 300] {
                let time = Time::from_ms(ms);
                let back = axes.time_at(axes.point(time, 2));
                assert!(back.us().abs_diff(time.us()) <= 1, "{back} {time}");
            }
        }
    }

    #[test]
    fn many_lanes_make_the_picture_larger_than_its_box() {
        let names: Vec<String> = (0..60).map(|n| format!("A{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let view = View::all(Time::from_ms(300));
        let axes = Axes::new(&names, Size::new(860.0, 300.0), false, view);
        assert!(axes.size.height > 1_000.0 && axes.lane_gap() >= 20.0);
    }

    #[test]
    fn the_view_turns_pages_and_stays_in_the_run() {
        let until = Time::from_ms(2_000);
        let view = View::first(until, 800.0, false, Unit::Ms);
        assert_eq!(view.span, 500_000.0);
        assert_eq!(view.following(Time::from_ms(300), until), view);
        let next = view.following(Time::from_ms(450), until);
        assert_eq!(next.from, 350_000.0);
        let last = view.following(Time::from_ms(1_990), until);
        assert_eq!(last.from + last.span, 2_000_000.0);
        assert_eq!(last.following(until, until), last);
        let near = view.zoomed(Time::from_ms(100), 2.0, until);
        assert_eq!((near.from, near.span), (50_000.0, 250_000.0));
        assert_eq!(view.panned(-1e9, until).from, 0.0);
    }
}
