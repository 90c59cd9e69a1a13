//! Runs side by side as text, and the one hash that stands for all of them.

use std::fmt::Write;

use crate::scenario::sides::{self, Part};
use crate::view::player::Player;

/// One of the runs of a scenario, and what plays it.
pub struct Played {
    pub part: Part,
    pub player: Box<dyn Player>,
}

/// Of a single run its own.
pub fn trace_hash(sides: &[Played]) -> u64 {
    sides::trace_hash(sides.iter().map(|side| side.player.trace_hash()))
}

/// The time lines one after the other, each under a line that says whose it is and what of the
/// script it leaves out; of a single run its own alone. Each ends with its hash.
pub fn timeline(sides: &[Played]) -> String {
    let mut text = String::new();
    for (index, Played { part, player }) in sides.iter().enumerate() {
        if sides.len() > 1 {
            let _ = write!(text, "side {}: {}", index + 1, part.scenario.protocol);
            for (key, value) in part.scenario.params.changed() {
                let _ = write!(text, " {key}={value}");
            }
            text.push('\n');
            for (what, left_out) in
                [("request", &part.kept.requests_left_out), ("fault", &part.kept.faults_left_out)]
            {
                for position in left_out {
                    let _ = writeln!(text, "left out here: {what} {}", position + 1);
                }
            }
        }
        let _ = writeln!(text, "{}trace {:016x}", player.timeline(), player.trace_hash());
        if sides.len() > 1 {
            text.push('\n');
        }
    }
    if sides.len() > 1 {
        let _ = writeln!(text, "all traces {:016x}", trace_hash(sides));
    }
    text
}
