//! A run in the formats of other tools, as far as it is simulated.

pub mod event_log;
mod history;
mod itf;
mod mermaid;
mod shiviz;

use crate::view::lang::Lang;
use crate::view::player::{EventView, Player};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A `sequenceDiagram` of Mermaid.
    Mermaid,
    /// A log with vector clocks that ShiViz reads with its default expression.
    ShiViz,
    /// The state after each event, for tools that show the traces of model checkers.
    Itf,
    /// One JSON object an event, one event a line.
    Events,
    /// What clients asked and were told, for checkers of consistency.
    History,
}

impl Format {
    pub const ALL: [Format; 5] =
        [Format::Mermaid, Format::ShiViz, Format::Itf, Format::Events, Format::History];

    /// As the command line names it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Mermaid => "mermaid",
            Format::ShiViz => "shiviz",
            Format::Itf => "itf",
            Format::Events => "events",
            Format::History => "history",
        }
    }

    /// What a file of this format ends with.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Mermaid => "mmd",
            Format::ShiViz => "log",
            Format::Itf => "itf.json",
            Format::Events => "jsonl",
            Format::History => "edn",
        }
    }

    /// Says something of an imported trace, too.
    pub fn is_of_traces(self) -> bool {
        matches!(self, Format::Mermaid | Format::Events)
    }

    /// The first `events_max` events.
    pub fn write(self, player: &dyn Player, events_max: u32) -> String {
        let mut events = events(player, events_max);
        match self {
            Format::Mermaid => mermaid::write(player, &mut events),
            Format::ShiViz => shiviz::write(player, &mut events),
            Format::Itf => itf::write(player, &mut events),
            Format::Events => event_log::write(player, &mut events),
            Format::History => history::write(player, events_max),
        }
    }
}

/// The first `events_max` events.
pub fn events(player: &dyn Player, events_max: u32) -> impl Iterator<Item = EventView> {
    let indices = 0..player.event_count().min(events_max);
    indices.filter_map(|index| player.event(index, Lang::En))
}

/// In order, from the first.
type Events<'a> = &'a mut dyn Iterator<Item = EventView>;
