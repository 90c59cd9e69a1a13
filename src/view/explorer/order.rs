//! What the explorer is asked.

use super::wire::{Writing, facts};
use crate::check::budget::Budget;

#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub quest: Quest,
    /// The scenario, as a link.
    pub payload: String,
    pub budget: Budget,
    /// The property to break, by its index; any where none is named.
    pub wanted: Option<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Quest {
    /// A shortest run that breaks a property, after so many events of the scenario's own run.
    Violation { events: u32, limits: Limits },
    /// How many of so many random futures break a property, from after each of these events.
    Futures { events: Vec<u32>, futures: u32 },
}

/// Where a search stops though there is more to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub states: u64,
    pub megabytes: u64,
    /// Of work, in real time.
    pub seconds: u64,
}

impl Order {
    pub fn text(&self) -> String {
        let mut writing = Writing::default();
        writing.fact("payload", &self.payload);
        writing.fact("budget", self.budget.text());
        self.wanted.iter().for_each(|property| writing.fact("wanted", property));
        match &self.quest {
            Quest::Violation { events, limits } => {
                writing.fact("states", limits.states);
                writing.fact("megabytes", limits.megabytes);
                writing.fact("seconds", limits.seconds);
                writing.fact("event", events);
            }
            Quest::Futures { events, futures } => {
                writing.fact("futures", futures);
                events.iter().for_each(|event| writing.fact("event", event));
            }
        }
        writing.text()
    }

    /// Reads what [`Order::text`] wrote.
    pub fn parse(text: &str) -> Option<Order> {
        let (mut payload, mut budget, mut events) = (None, None, Vec::new());
        let mut wanted = None;
        let (mut states, mut megabytes, mut seconds, mut futures) = (None, None, None, None);
        for (word, says) in facts(text) {
            match word {
                "payload" => payload = Some(says),
                "budget" => budget = Budget::parse(&says).ok(),
                "wanted" => wanted = Some(says.parse().ok()?),
                "states" => states = says.parse().ok(),
                "megabytes" => megabytes = says.parse().ok(),
                "seconds" => seconds = says.parse().ok(),
                "futures" => futures = says.parse().ok(),
                "event" => events.push(says.parse().ok()?),
                _ => return None,
            }
        }
        let quest = match futures {
            Some(futures) => Quest::Futures { events, futures },
            None => Quest::Violation {
                events: events.first().copied()?,
                limits: Limits { states: states?, megabytes: megabytes?, seconds: seconds? },
            },
        };
        Some(Order { quest, payload: payload?, budget: budget?, wanted })
    }
}
