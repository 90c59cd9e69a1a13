//! What an imported event says of itself, and a lane of its state.

use std::borrow::Cow;

use super::{ForeignPlayer, LINE_CHARS_MAX, short};
use crate::scenario::foreign::Event;
use crate::view::lang::Lang;
use crate::view::player::Fact;

impl ForeignPlayer {
    pub(super) fn details(&self, event: &Event, lang: Lang) -> Vec<String> {
        let mut details = Vec::new();
        if event.line > 0 {
            details.push(match lang {
                Lang::En => format!("line {}", event.line),
                Lang::Zh => format!("第 {} 行", event.line),
            });
        }
        for (name, value) in &event.fields {
            details.push(format!("{name}: {}", short(value, LINE_CHARS_MAX)));
        }
        let told = |(host, count): &(u16, u64)| {
            format!("{} {count}", self.cast.nodes[usize::from(*host)].name)
        };
        let clock: Vec<String> = event.clock.iter().map(told).collect();
        if !clock.is_empty() {
            details.push(format!("{{{}}}", clock.join(", ")));
        }
        for fact in event.facts.iter().filter(|fact| fact.changed) {
            details.push(format!("{} = {}", fact.label, fact.value));
        }
        details
    }

    /// The state of a lane; of a host its clock, and what its last event says besides.
    pub(super) fn facts(&self, event: &Event) -> Vec<Fact> {
        if !event.facts.is_empty() {
            let facts = event.facts.iter().map(|fact| Fact {
                label: Cow::Owned(fact.label.clone()),
                value: fact.value.clone(),
                changed: fact.changed,
            });
            return facts.collect();
        }
        let before = event.previous.and_then(|before| self.at(before));
        let was = |host: u16| {
            let clock = before.map_or(&[][..], |before| &before.clock);
            clock.iter().find(|(known, _)| *known == host).map_or(0, |(_, count)| *count)
        };
        let clock = event.clock.iter().map(|(host, count)| Fact {
            label: Cow::Owned(self.cast.nodes[usize::from(*host)].name.clone()),
            value: count.to_string(),
            changed: *count != was(*host),
        });
        let fields = event.fields.iter().map(|(name, value)| Fact {
            label: Cow::Owned(name.clone()),
            value: short(value, LINE_CHARS_MAX),
            changed: false,
        });
        clock.chain(fields).collect()
    }
}
