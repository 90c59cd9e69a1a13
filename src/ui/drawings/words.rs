//! The words of the drawings, in both languages.

use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::ui::explorer::Chance;
use crate::view::lang::{Lang, Text};
use crate::view::player::{Cast, EventKind, Flying, Mark, Unit};

pub const DIAGRAM: Text = Text::new(
    "Space-time diagram. Up and down arrows go from event to event.",
    "时空图。按上下箭头逐个查看事件。",
);
pub const ZOOM_IN: Text = Text::new("Zoom in", "放大");
pub const ZOOM_OUT: Text = Text::new("Zoom out", "缩小");
pub const ZOOM_ALL: Text = Text::new("Whole run", "整个运行");
pub const POSITION: Text = Text::new("Position in the run", "运行中的位置");
pub const CROWDED: Text =
    Text::new("Events per moment. Zoom in to see messages.", "各时刻的事件数。放大以查看消息。");

pub fn cut_at(since: Time, lang: Lang) -> String {
    // A tenth of a millisecond is as fine as is read.
    let since = Time(since.us() / 100 * 100);
    match lang {
        Lang::En => format!("cut at {since} ms"),
        Lang::Zh => format!("{since} ms 时切断"),
    }
}

fn name(cast: &Cast, node: NodeId) -> &str {
    cast.nodes.get(node.index()).map_or("?", |node| node.name.as_str())
}

pub fn cut_link(cast: &Cast, from: NodeId, to: NodeId, lang: Lang) -> String {
    let (from, to) = (name(cast, from), name(cast, to));
    match lang {
        Lang::En => format!("Cut the link {from} – {to}"),
        Lang::Zh => format!("切断链路 {from} – {to}"),
    }
}

/// A message and what is with it, for those who don't see it.
pub fn message(cast: &Cast, flying: &Flying, lang: Lang) -> String {
    let (from, to) = (name(cast, flying.from), name(cast, flying.to));
    let mut text = format!("{}, {from} → {to}", flying.label);
    let states = [
        (flying.lost, Text::new("lost", "已丢失")),
        (flying.waiting, Text::new("waiting", "等待中")),
        (flying.delayed, Text::new("delayed", "已延迟")),
        (flying.duplicate, Text::new("duplicate", "重复")),
        (flying.corrupt, Text::new("corrupt", "已损坏")),
    ];
    for (_, state) in states.iter().filter(|(on, _)| *on) {
        text.push_str(", ");
        text.push_str(state.get(lang));
    }
    text
}

pub fn position(time: Time, until: Time, unit: Unit, lang: Lang) -> String {
    let unit = unit.suffix();
    match lang {
        Lang::En => format!("{time} of {until}{unit}"),
        Lang::Zh => format!("{time}{unit}，共 {until}{unit}"),
    }
}

/// An event for those who don't see it, and for a pointer that rests on it.
pub fn event(cast: &Cast, mark: &Mark, lang: Lang) -> String {
    let unit = cast.unit.suffix();
    let mut text = format!("{}{unit}, {}: ", mark.time, name(cast, mark.node));
    text.push_str(what(mark.kind).get(lang));
    if let Some(kind) = mark.message_kind.and_then(|kind| cast.message_kinds.get(usize::from(kind)))
    {
        text.push(' ');
        text.push_str(kind.name);
    }
    if let Some(label) = &mark.label {
        text.push_str(", ");
        text.push_str(if lang == Lang::En { &label.en } else { &label.zh });
    }
    text
}

fn what(kind: EventKind) -> Text {
    match kind {
        EventKind::Start => Text::new("starts", "启动"),
        EventKind::Request => Text::new("client request", "客户端请求"),
        EventKind::Deliver => Text::new("receives", "收到"),
        EventKind::Lost => Text::new("message lost", "消息丢失"),
        EventKind::Timer => Text::new("timer", "定时器"),
        EventKind::Synced => Text::new("write is on disk", "写盘完成"),
        EventKind::Choice => Text::new("choice", "选择"),
        EventKind::Crash => Text::new("crash", "崩溃"),
        EventKind::Restart => Text::new("restart", "重启"),
        EventKind::Pause => Text::new("pause", "暂停"),
        EventKind::Resume => Text::new("resume", "继续"),
        EventKind::Cut => Text::new("cut", "切断"),
        EventKind::Heal => Text::new("heal", "恢复"),
        EventKind::Tamper => Text::new("fault", "故障"),
        EventKind::Missed => Text::new("fault without effect", "未起作用的故障"),
        EventKind::Logged => Text::new("logged", "记录"),
    }
}

pub fn chance(chance: Chance, lang: Lang) -> String {
    let Chance { from, broken, of } = chance;
    match lang {
        Lang::En => format!("from {from} ms: {broken} of {of} random futures break something"),
        Lang::Zh => format!("自 {from} ms：{of} 个随机未来中有 {broken} 个违反"),
    }
}
