//! A run as a sequence diagram of Mermaid: an arrow where a message arrives, a cross where it is
//! lost, a note where something happens at a node.

use std::fmt::Write;

use super::Events;
use crate::sim::protocol::NodeId;
use crate::view::player::{EventKind, EventView, Player};

pub fn write(player: &dyn Player, events: Events) -> String {
    let nodes = &player.cast().nodes;
    let mut text = String::from("sequenceDiagram\n");
    for node in nodes {
        let _ = writeln!(text, "    participant {}", node.name);
    }
    for event in events {
        if let Some(arrow) = arrow(player, &event) {
            let _ = writeln!(text, "    {arrow}");
        }
        if let Some(note) = note(&event) {
            let over = match (event.node.and_then(|node| nodes.get(node.index())), nodes.last()) {
                (Some(node), _) => node.name.clone(),
                // Of no node: over all of them.
                (None, Some(last)) => format!("{},{}", nodes[0].name, last.name),
                (None, None) => continue,
            };
            let _ = writeln!(text, "    Note over {over}: {}", escaped(&note));
        }
    }
    text
}

fn arrow(player: &dyn Player, event: &EventView) -> Option<String> {
    let is_lost = event.kind == EventKind::Lost;
    if !is_lost && event.kind != EventKind::Deliver {
        return None;
    }
    let message = player.message(event.message?)?;
    let name = |node: NodeId| Some(&player.cast().nodes.get(node.index())?.name);
    let (from, to) = (name(message.name.from)?, name(message.name.to)?);
    let head = if is_lost { "-x" } else { "->>" };
    Some(format!("{from}{head}{to}: {}", escaped(&message.label)))
}

/// What the node remarks; of events that are no protocol's, what happened.
fn note(event: &EventView) -> Option<String> {
    let speaks_for_itself = matches!(
        event.kind,
        EventKind::Start
            | EventKind::Deliver
            | EventKind::Lost
            | EventKind::Timer
            | EventKind::Synced
            | EventKind::Missed
    );
    let happened = (!speaks_for_itself).then_some(&event.text);
    let said: Vec<&str> = happened.into_iter().chain(&event.notes).map(String::as_str).collect();
    (!said.is_empty()).then(|| said.join(" · "))
}

/// Mermaid ends a statement at `;` and begins an escape with `#`.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '#' => escaped.push_str("#35;"),
            ';' => escaped.push_str("#59;"),
            '\n' => escaped.push_str("<br/>"),
            _ => escaped.push(c),
        }
    }
    escaped
}
