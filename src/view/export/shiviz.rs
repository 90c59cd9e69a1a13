//! A run as a log with vector clocks (Fidge 1988, Mattern 1989), in the form that ShiViz reads with
//! the expression it offers by default: the event on one line, host and clock on the next. What
//! happens at no node (losses, cuts) happens at a host called `network`.

use std::fmt::Write;

use super::Events;
use crate::view::player::{EventKind, EventView, Player};

/// How many events of each host an event has behind it, itself included.
type Clock = Vec<u32>;

pub fn write(player: &dyn Player, events: Events) -> String {
    let mut hosts: Vec<&str> = player.cast().nodes.iter().map(|node| node.name.as_str()).collect();
    let network = hosts.len();
    hosts.push("network");
    let mut latest: Vec<Clock> = vec![vec![0; hosts.len()]; hosts.len()];
    let mut clocks: Vec<Clock> = Vec::new();
    let mut log = String::new();
    for event in events {
        let host = event.node.map_or(network, |node| node.index().min(network));
        let mut clock = latest[host].clone();
        if matches!(event.kind, EventKind::Deliver | EventKind::Lost)
            && let Some(message) = event.message.and_then(|id| player.message(id))
            && let Some(behind) = clocks.get(message.sent_by as usize)
        {
            merge(&mut clock, behind);
        }
        clock[host] += 1;
        let _ = writeln!(log, "{}\n{} {}", line(&event), hosts[host], json(&clock, &hosts));
        latest[host].clone_from(&clock);
        clocks.push(clock);
    }
    log
}

fn merge(clock: &mut Clock, other: &Clock) {
    for (mine, theirs) in clock.iter_mut().zip(other) {
        *mine = (*mine).max(*theirs);
    }
}

fn line(event: &EventView) -> String {
    let mut line = format!("{} ms {}", event.time, event.text);
    for note in &event.notes {
        line.push_str(" · ");
        line.push_str(note);
    }
    line.replace('\n', " ")
}

fn json(clock: &Clock, hosts: &[&str]) -> String {
    let known = clock.iter().zip(hosts).filter(|(count, _)| **count > 0);
    let pairs: Vec<String> = known.map(|(count, host)| format!("\"{host}\":{count}")).collect();
    format!("{{{}}}", pairs.join(","))
}
