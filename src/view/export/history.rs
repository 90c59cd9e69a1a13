//! The clients' operations as a history that Jepsen and its checkers read (`history.edn`): one map
//! of the Extensible Data Notation a line, invocations and completions in the order in which they
//! happened. Times are in nanoseconds of virtual time.

use std::fmt::Write;

use crate::view::history::{self, Edn};
use crate::view::player::Player;

pub fn write(player: &dyn Player, events_max: u32) -> String {
    let nodes = &player.cast().nodes;
    let mut text = String::new();
    for (index, event) in history::of(player, events_max).iter().enumerate() {
        let nanoseconds = u128::from(event.time.us()) * 1_000;
        let (kind, node) = (event.kind.name(), nodes.get(event.node.index()));
        let node = Edn::text(node.map_or("", |node| &node.name));
        let _ = writeln!(
            text,
            "{{:index {index}, :time {nanoseconds}, :process {}, :type :{kind}, :f :{}, :value {}, \
             :node {node}}}",
            event.process, event.f, event.value
        );
    }
    text
}
