//! A trace without some of its events: who could know of whom stays as it was, by messages that
//! stand for all that went between.

use litemap::LiteMap;

use super::{Event, Message, Trace};

/// The latest kept event of each host that an event has behind it, itself included.
type Known = LiteMap<u16, u32>;

impl Trace {
    /// Events are kept by position. Steps are counted anew, so that what is left stands together.
    pub fn of(&self, kept: &[u32]) -> Trace {
        let mut place: Vec<Option<u32>> = vec![None; self.events.len()];
        let kept: Vec<u32> =
            kept.iter().copied().filter(|event| (*event as usize) < place.len()).collect();
        for (index, event) in kept.iter().enumerate() {
            place[*event as usize] = Some(index as u32);
        }
        let messages = if self.is_sequence { Vec::new() } else { self.shortened(&place) };
        let (mut steps, mut last) = (0, None);
        let renewed = |event: &u32| {
            let whole = &self.events[*event as usize];
            // What shared a step still does.
            let first = if self.is_sequence { 0 } else { 1 };
            if last.is_some_and(|last| last != whole.step) {
                steps += 1;
            }
            last = Some(whole.step);
            Event { step: steps + first, received: Vec::new(), sent: Vec::new(), ..whole.clone() }
        };
        let mut trace = Trace {
            hosts: self.hosts.clone(),
            events: kept.iter().map(renewed).collect(),
            messages: Vec::new(),
            parts: self.parts.clone(),
            ..*self
        };
        trace.tie(messages);
        trace
    }

    /// From each kept event to those that know of it by nothing in between.
    fn shortened(&self, place: &[Option<u32>]) -> Vec<Message> {
        let mut known: Vec<Known> = Vec::with_capacity(self.events.len());
        let mut messages = Vec::new();
        // What is known at kept events, by their new positions.
        let mut at_kept: Vec<Known> = Vec::new();
        for (index, event) in self.events.iter().enumerate() {
            let mut mine = Known::new();
            for cause in self.causes(index) {
                for (host, latest) in known[cause as usize].iter() {
                    let newest = mine.get(host).copied().unwrap_or(0).max(*latest);
                    mine.insert(*host, newest);
                }
            }
            if let Some(to) = place[index] {
                let direct = mine.iter().filter(|(host, from)| {
                    **host != event.host
                        && mine.iter().all(|(other, by)| {
                            other == *host
                                || at_kept[*by as usize].get(host).is_none_or(|of| *of < **from)
                        })
                });
                messages.extend(direct.map(|(_, from)| Message { from: *from, to }));
                mine.insert(event.host, to);
                at_kept.push(mine.clone());
            }
            known.push(mine);
        }
        messages
    }
}
