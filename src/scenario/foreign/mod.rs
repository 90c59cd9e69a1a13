//! Traces of somebody else's system: a log with vector clocks as ShiViz reads it, or the states
//! that a model checker writes in the Informal Trace Format. A trace is no scenario: nothing in it
//! is run, and there is nothing to inject. It is looked at, searched, and travels in a link of its
//! own, with all of its text.

pub mod itf;
mod itf_value;
mod link;
mod order;
pub mod pattern;
mod pattern_reader;
mod problem;
mod project;
pub mod search;
pub mod shiviz;

pub use link::{EncodeError, Linked, decode, encode, is_linked};
pub use problem::{Problem, TraceError};

use crate::scenario::json::ParseJson;

/// Of a file.
pub const TRACE_BYTES_MAX: usize = 4 << 20;
pub const EVENTS_MAX: usize = 20_000;
pub const HOSTS_MAX: usize = 100;
/// Of a host's name, an event's text, a field: more is cut when shown, not refused.
pub const NAME_CHARS_MAX: usize = 200;

/// Who wrote a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A log with vector clocks.
    ShiViz,
    /// A sequence of states.
    Itf,
}

impl Origin {
    pub const ALL: [Origin; 2] = [Origin::ShiViz, Origin::Itf];

    /// As a link names it.
    pub fn name(self) -> &'static str {
        match self {
            Origin::ShiViz => "shiviz",
            Origin::Itf => "itf",
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            Origin::ShiViz => "log",
            Origin::Itf => "itf.json",
        }
    }
}

/// The text of a trace, and what of it is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub origin: Origin,
    /// The file's name, if it had one.
    pub name: String,
    pub text: String,
    /// Of a log with several executions, which; of states, by which variable there are lanes.
    pub part: Option<String>,
}

/// What happened where, in an order that no cause comes behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    pub hosts: Vec<String>,
    pub events: Vec<Event>,
    /// In order of their sending.
    pub messages: Vec<Message>,
    /// What can be looked at in place of what is: executions, or variables with lanes.
    pub parts: Vec<String>,
    pub part: usize,
    /// Lines that belong to no event.
    pub lines_skipped: u32,
    /// The state that follows the last one, of a trace that goes on for ever.
    pub loops_to: Option<u32>,
    /// Every event of a step is behind every event of the steps before.
    pub is_sequence: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    pub host: u16,
    /// When, counted in steps of the whole trace.
    pub step: u32,
    /// Its place in the whole trace, from 0.
    pub number: u32,
    /// Of the text, from 1.
    pub line: u32,
    pub text: String,
    /// What the rule's other groups have read.
    pub fields: Vec<(String, String)>,
    /// How many events of each host it has behind it, itself included.
    pub clock: Vec<(u16, u64)>,
    /// The state of the lane from here on.
    pub facts: Vec<Fact>,
    /// The event before it at the same host.
    pub previous: Option<u32>,
    /// Messages, by position.
    pub received: Vec<u32>,
    pub sent: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub label: String,
    pub value: String,
    pub changed: bool,
}

/// From one event to one that could know of it by this alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    pub from: u32,
    pub to: u32,
}

impl Source {
    /// What the text seems to be; `None` where it is a scenario file, or no text.
    pub fn of(name: &str, bytes: &[u8]) -> Option<Source> {
        let text = std::str::from_utf8(bytes).ok()?;
        let origin = sniff(text)?;
        Some(Source { origin, name: name.to_string(), text: text.to_string(), part: None })
    }

    pub fn read(&self, parse: ParseJson) -> Result<Trace, TraceError> {
        let bytes = self.text.len();
        if bytes > TRACE_BYTES_MAX {
            let problem = Problem::TooLong { bytes, max: TRACE_BYTES_MAX };
            return Err(TraceError { line: None, problem });
        }
        match self.origin {
            Origin::ShiViz => shiviz::read(&self.text, self.part.as_deref(), parse),
            Origin::Itf => itf::read(&self.text, self.part.as_deref(), parse),
        }
    }
}

/// An object with states is a trace of states; what is no object is taken for a log if it has more
/// than one line. One line is a link.
pub fn sniff(text: &str) -> Option<Origin> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('{') {
        let mut after = text.match_indices("\"states\"").map(|(at, key)| &text[at + key.len()..]);
        return after.any(|rest| rest.trim_start().starts_with(':')).then_some(Origin::Itf);
    }
    (text.contains('\n') && !text.contains('\0')).then_some(Origin::ShiViz)
}

impl Trace {
    /// The events that led to this one, and those it may have led to; itself in neither, sorted.
    pub fn cone(&self, event: u32) -> (Vec<u32>, Vec<u32>) {
        let Some(of) = self.events.get(event as usize) else { return (Vec::new(), Vec::new()) };
        if self.is_sequence {
            let count = self.events.len() as u32;
            let here = |other: &u32| self.events[*other as usize].step == of.step;
            let past = (0..event).filter(|other| !here(other)).collect();
            return (past, (event + 1..count).filter(|other| !here(other)).collect());
        }
        let mut past = vec![false; self.events.len()];
        past[event as usize] = true;
        for index in (0..=event as usize).rev() {
            if past[index] {
                self.causes(index).for_each(|cause| past[cause as usize] = true);
            }
        }
        let mut future = vec![false; self.events.len()];
        future[event as usize] = true;
        for index in event as usize + 1..self.events.len() {
            future[index] = self.causes(index).any(|cause| future[cause as usize]);
        }
        let list = |marked: Vec<bool>| {
            let marked = marked.into_iter().enumerate().filter(|(_, is)| *is);
            marked.map(|(index, _)| index as u32).filter(|index| *index != event).collect()
        };
        (list(past), list(future))
    }

    /// What an event comes directly behind.
    fn causes(&self, event: usize) -> impl Iterator<Item = u32> + '_ {
        let of = &self.events[event];
        let senders = of.received.iter().map(|id| self.messages[*id as usize].from);
        of.previous.into_iter().chain(senders)
    }

    /// Enters messages and who came before whom into the events; these are in order.
    fn tie(&mut self, mut messages: Vec<Message>) {
        messages.sort_by_key(|message| (message.from, message.to));
        let mut latest: Vec<Option<u32>> = vec![None; self.hosts.len()];
        for (index, event) in self.events.iter_mut().enumerate() {
            event.previous = latest[usize::from(event.host)].replace(index as u32);
            event.received.clear();
            event.sent.clear();
        }
        for (id, message) in messages.iter().enumerate() {
            self.events[message.from as usize].sent.push(id as u32);
            self.events[message.to as usize].received.push(id as u32);
        }
        self.messages = messages;
    }
}
