//! What gallery entries are put together from.

use crate::scenario::scenario::{Prose, Story, StoryNote, TimedRequest};
use crate::sim::fault::{Fault, MessageName, TimedFault};
use crate::sim::param::{ParamSpec, Params};
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::sim::word::Word;

pub fn requests(list: &[(u64, u16, &str)]) -> Vec<TimedRequest> {
    let requests = list.iter().filter_map(|(ms, node, word)| {
        let word = Word::new(word)?;
        Some(TimedRequest { at: Time::from_ms(*ms), node: NodeId(*node), word })
    });
    requests.collect()
}

pub fn faults(list: &[(u64, Fault)]) -> Vec<TimedFault> {
    let faults = list.iter().cloned();
    faults.map(|(ms, fault)| TimedFault { at: Time::from_ms(ms), fault }).collect()
}

pub fn partition(side: &[u16]) -> Fault {
    Fault::Partition { side: side.iter().map(|index| NodeId(*index)).collect() }
}

pub fn message(from: u16, to: u16, nth: u32) -> MessageName {
    MessageName { from: NodeId(from), to: NodeId(to), nth }
}

/// A setting that its spec refuses is left out; a test sees to it that none is.
pub fn params(specs: &[ParamSpec], list: &[(&str, &str)]) -> Params {
    let mut params = Params::default();
    for (key, value) in list {
        let _ = params.set(specs, key, value);
    }
    params
}

type Pair = (&'static str, &'static str);

pub fn story(
    title: Pair,
    summary: Pair,
    try_this: Pair,
    notes: &[(u64, &'static str, &'static str)],
) -> Story {
    let prose = |(en, zh): Pair| Prose { en: en.to_string(), zh: zh.to_string() };
    let notes = notes.iter();
    Story {
        title: prose(title),
        summary: prose(summary),
        try_this: prose(try_this),
        notes: notes
            .map(|(ms, en, zh)| StoryNote { at: Time::from_ms(*ms), text: prose((en, zh)) })
            .collect(),
    }
}
