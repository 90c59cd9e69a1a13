//! An ITF trace: the state of every node after each event, as model checkers write theirs.
//! Informal Systems, "ADR-015: Informal Trace Format in JSON".

use super::Events;
use crate::scenario::json::Json;
use crate::sim::time::Time;
use crate::view::lang::Lang;
use crate::view::player::{EventView, Fact, Moment, Player, Status};

const FORMAT: &str = "https://apalache-mc.org/docs/adr/015adr-trace.html";
const VARS: [&str; 3] = ["time_us", "event", "nodes"];

pub fn write(player: &dyn Player, events: Events) -> String {
    let protocol = player.cast().protocol.get(Lang::En);
    let meta = Json::object(vec![
        ("format", Json::text("ITF")),
        ("format-description", Json::text(FORMAT)),
        ("description", Json::Text(format!("Splitbrain, {protocol}"))),
    ]);
    let states = events.enumerate().map(|(index, event)| state(player, index, &event));
    let trace = Json::object(vec![
        ("#meta", meta),
        ("vars", Json::List(VARS.into_iter().map(Json::text).collect())),
        ("states", Json::List(states.collect())),
    ]);
    format!("{trace}\n")
}

/// What is there after an event.
fn state(player: &dyn Player, index: usize, event: &EventView) -> Json {
    let at = Moment { applied: event.index + 1, time: event.time };
    let nodes = player.cast().nodes.iter().map(|member| {
        let view = player.node(member.id, at);
        let node = Json::object(vec![
            ("role", Json::text(member.role.get(Lang::En))),
            ("status", Json::text(status(view.status))),
            ("memory", facts(&view.memory)),
            ("disk", facts(&view.disk)),
        ]);
        Json::List(vec![Json::text(&member.name), node])
    });
    Json::object(vec![
        ("#meta", Json::object(vec![("index", Json::Whole(index as u64))])),
        (VARS[0], whole(event.time)),
        (VARS[1], Json::text(&event.text)),
        (VARS[2], Json::object(vec![("#map", Json::List(nodes.collect()))])),
    ])
}

/// Numbers of any size are texts there.
fn whole(time: Time) -> Json {
    Json::object(vec![("#bigint", Json::Text(time.us().to_string()))])
}

/// In order, for a label may come twice.
fn facts(facts: &[Fact]) -> Json {
    let pairs = facts.iter().map(|fact| {
        let pair = vec![Json::text(&fact.label), Json::text(&fact.value)];
        Json::object(vec![("#tup", Json::List(pair))])
    });
    Json::List(pairs.collect())
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Up => "up",
        Status::Writing => "writing",
        Status::Paused => "paused",
        Status::Crashed => "crashed",
    }
}
