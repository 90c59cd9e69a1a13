//! Messages as arrows from lane to lane.

use super::Emphasis;
use crate::sim::time::Time;
use crate::view::geometry::Point;
use crate::view::geometry::timeline::Axes;
use crate::view::lang::{Lang, Text};
use crate::view::player::{Cast, LossReason, MessageEnd, MessageView, Window};

/// Heads stop this far before the lane, where the dot of the delivery is.
const BEFORE_LANE: f64 = 3.5;

#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    pub message: u32,
    pub kind: u8,
    pub from: Point,
    pub to: Point,
    /// A message to its own sender bows out of the lane by so much.
    pub bow: f64,
    pub fate: Fate,
    pub sent: Time,
    pub ended: Time,
    pub delayed: bool,
    pub duplicate: bool,
    pub corrupt: bool,
    /// Neither cause nor effect of the selected event.
    pub apart: bool,
    /// It waited at the receiver until then: a thin tail along the lane.
    pub waited_to: Option<Point>,
    /// What a pointer that rests on it is told.
    pub told: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Delivered,
    Lost,
    /// The run is not simulated that far.
    Unknown,
}

pub(super) fn arrows(
    axes: &Axes,
    window: &Window,
    cast: &Cast,
    emphasis: &Emphasis,
    lang: Lang,
) -> Vec<Arrow> {
    window.messages.iter().map(|message| arrow(axes, message, cast, emphasis, lang)).collect()
}

fn arrow(
    axes: &Axes,
    message: &MessageView,
    cast: &Cast,
    emphasis: &Emphasis,
    lang: Lang,
) -> Arrow {
    let (from_lane, to_lane) = (message.name.from.index(), message.name.to.index());
    let from = axes.point(message.sent_at, from_lane);
    let (ended, fate, event) = match message.end {
        MessageEnd::InFlight { due } => (due, Fate::Unknown, None),
        MessageEnd::Delivered { arrived, event, .. } => (arrived, Fate::Delivered, Some(event)),
        MessageEnd::Lost { at, event, .. } => (at, Fate::Lost, Some(event)),
    };
    let door = axes.point(ended, to_lane);
    let to = match message.end {
        MessageEnd::Lost { reach_permille, .. } => {
            let share = f64::from(reach_permille) / 1_000.0;
            let across = axes.across(from_lane)
                + (axes.across(to_lane) - axes.across(from_lane)) * share.min(0.93);
            axes.place(axes.along(ended), across)
        }
        _ => door.along(from.direction(door), -BEFORE_LANE),
    };
    let waited_to = match message.end {
        MessageEnd::Delivered { at, arrived, .. } if at > arrived => Some(axes.point(at, to_lane)),
        _ => None,
    };
    Arrow {
        message: message.id,
        kind: message.kind,
        from,
        to,
        bow: if from_lane == to_lane { (axes.lane_gap() * 0.3).min(16.0) } else { 0.0 },
        fate,
        sent: message.sent_at,
        ended,
        delayed: message.delayed_us > 0,
        duplicate: message.duplicate,
        corrupt: message.corrupt,
        apart: emphasis.is_apart(message.sent_by)
            || event.is_some_and(|event| emphasis.is_apart(event)),
        waited_to,
        told: told(message, cast, lang),
    }
}

/// Where on its arrow a message is at a time, while it is on its way.
pub fn arrow_at(arrow: &Arrow, time: Time) -> Option<Point> {
    if time <= arrow.sent || time >= arrow.ended {
        return None;
    }
    let whole = arrow.ended.since(arrow.sent).max(1) as f64;
    Some(arrow.from.towards(arrow.to, time.since(arrow.sent) as f64 / whole))
}

fn told(message: &MessageView, cast: &Cast, lang: Lang) -> String {
    let name = |index: usize| cast.nodes.get(index).map_or("?", |node| node.name.as_str());
    let (from, to) = (name(message.name.from.index()), name(message.name.to.index()));
    let unit = cast.unit.suffix();
    let mut text = format!("{} · {from} → {to} · {}{unit}", message.label, message.sent_at);
    match message.end {
        MessageEnd::Delivered { at, .. } => text.push_str(&format!(" → {at}{unit}")),
        MessageEnd::Lost { at, reason, .. } => {
            text.push_str(&format!(" ✕ {at} ms: {}", why(reason).get(lang)));
        }
        MessageEnd::InFlight { .. } => {}
    }
    if message.delayed_us > 0 {
        let late = Time(message.delayed_us);
        match lang {
            Lang::En => text.push_str(&format!(", {late} ms late")),
            Lang::Zh => text.push_str(&format!("，晚 {late} ms")),
        }
    }
    if message.duplicate {
        text.push_str(Text::new(", second copy", "，第二份").get(lang));
    }
    text
}

fn why(reason: LossReason) -> Text {
    match reason {
        LossReason::Chance => Text::new("lost by chance", "随机丢失"),
        LossReason::Cut => Text::new("the link was cut", "链路已切断"),
        LossReason::ReceiverDown => Text::new("the receiver was down", "接收者已崩溃"),
        LossReason::Dropped => Text::new("dropped", "被丢弃"),
        LossReason::Corrupt => Text::new("damaged, discarded", "损坏，被丢弃"),
    }
}
