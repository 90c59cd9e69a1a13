//! The event log: one JSON object an event, one event a line, the trace hash at the end.

use std::fmt::Write;

use super::Events;
use crate::scenario::json::Json;
use crate::view::player::{EventKind, EventView, Player};

pub fn write(player: &dyn Player, events: Events) -> String {
    let mut log = String::new();
    for event in events {
        let _ = writeln!(log, "{}", Json::object(fields(player, &event, event.fault)));
    }
    let _ = writeln!(log, "{}", Json::object(end(player)));
    log
}

/// `fault` is the position in the scenario's faults, from 0, of the one that caused the event.
pub fn fields(
    player: &dyn Player,
    event: &EventView,
    fault: Option<u32>,
) -> Vec<(&'static str, Json)> {
    let number = |number: u32| Json::Whole(number.into());
    let texts = |texts: &[String]| Json::List(texts.iter().map(|text| Json::text(text)).collect());
    let node = event.node.and_then(|node| player.cast().nodes.get(node.index()));
    vec![
        ("event", number(event.index)),
        ("time_us", Json::Whole(event.time.us())),
        ("node", node.map_or(Json::Null, |node| Json::text(&node.name))),
        ("kind", Json::text(kind(event.kind))),
        ("fault", fault.map_or(Json::Null, number)),
        ("message", event.message.map_or(Json::Null, number)),
        ("sent", Json::List(event.sent.iter().copied().map(number).collect())),
        ("text", Json::text(&event.text)),
        ("details", texts(&event.details)),
        ("notes", texts(&event.notes)),
    ]
}

pub fn end(player: &dyn Player) -> Vec<(&'static str, Json)> {
    vec![("trace", Json::Text(format!("{:016x}", player.trace_hash())))]
}

fn kind(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Start => "start",
        EventKind::Request => "request",
        EventKind::Deliver => "deliver",
        EventKind::Lost => "lost",
        EventKind::Timer => "timer",
        EventKind::Synced => "synced",
        EventKind::Choice => "choice",
        EventKind::Crash => "crash",
        EventKind::Restart => "restart",
        EventKind::Pause => "pause",
        EventKind::Resume => "resume",
        EventKind::Cut => "cut",
        EventKind::Heal => "heal",
        EventKind::Tamper => "tamper",
        EventKind::Missed => "missed",
        EventKind::Logged => "logged",
    }
}
