//! Everything that is said, set, asked, answered or noted.

use std::fmt;

use super::arcs::ArcSet;
use super::history::Past;
use super::membership::{Delta, Entry};
use super::name;
use crate::sim::protocol::NodeId;
use crate::sim::word::Word;

/// Totally ordered, and no two writes share one, unless a disk is lost: an owner that has forgotten
/// its numbers begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// From 1; a stored key that nobody has written has 0.
    pub count: u32,
    pub writer: NodeId,
}

/// What a client waits for, by the coordinator's own count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ask {
    pub coordinator: NodeId,
    pub serial: u32,
    pub key: Word,
}

/// A get that its first receiver could not answer, with what that one knew of the key: it may keep
/// a write before it has the arc.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassedOn(pub Option<Version>);

/// A node's question about what others hold: answers to older questions do not count.
pub type Serial = (u32, u32);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// A probe with what the sender knows of the members and everybody did not know from the start.
    Gossip(Delta, Past),
    /// Answers a probe with the same.
    Ack(Delta, Past),
    Get {
        ask: Ask,
        passed: Option<PassedOn>,
    },
    Put {
        ask: Ask,
        forwarded: bool,
    },
    /// To the coordinator: what is stored, if anything.
    Found {
        ask: Ask,
        version: Option<Version>,
    },
    Stored {
        ask: Ask,
        version: Version,
    },
    Replicate {
        serial: Serial,
        key: Word,
        version: Version,
    },
    /// It is on disk, and the sender means to keep it.
    Replicated {
        serial: Serial,
        key: Word,
        version: Version,
    },
    Fetch {
        arcs: ArcSet,
    },
    /// Keys of arcs that the receiver asked for; none when the sender has none of them.
    Transfer {
        arcs: ArcSet,
        keys: u32,
        bytes: u64,
        written: Vec<(Word, Version)>,
    },
    /// May I let go of these?
    Check {
        serial: Serial,
        arcs: ArcSet,
    },
    /// These I hold, and mean to.
    Holds {
        serial: Serial,
        arcs: ArcSet,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    Gossip,
    /// Set behind a forced write: what was written is on disk.
    OnDisk,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Request {
    Join,
    Leave,
    Weight(u32),
    Put(Word),
    Get(Word),
    /// One of its points, by number, from 0, to another place.
    Move(u32, u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    Stored {
        ask: Ask,
        version: Version,
    },
    /// `None`: there is nothing under that key.
    Found {
        ask: Ask,
        version: Option<Version>,
    },
    Unavailable {
        key: Word,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    Joins,
    Leaves,
    Weighs(u32),
    /// Its view of the membership changed: these came, went, or weigh differently. With an anchor
    /// there may be none: then others told of another order.
    Sees(Vec<NodeId>),
    Suspects(NodeId),
    Declares(NodeId),
    Refutes,
    /// Keys that are now on its disk.
    Receives {
        from: NodeId,
        keys: u32,
    },
    Releases {
        keys: u32,
    },
    Refers {
        key: Word,
        to: NodeId,
    },
    Waits {
        key: Word,
    },
    GivesUp {
        key: Word,
    },
    Moves {
        number: u32,
        place: u32,
    },
}

fn names(list: &[NodeId]) -> String {
    let names: Vec<String> = list.iter().map(|id| name(*id)).collect();
    names.join(" ")
}

fn delta(f: &mut fmt::Formatter<'_>, word: &str, list: &[(NodeId, Entry)]) -> fmt::Result {
    f.write_str(word)?;
    for (id, entry) in list.iter().take(8) {
        write!(f, " · {} {entry}", name(*id))?;
    }
    if list.len() > 8 { write!(f, " · and {} more", list.len() - 8) } else { Ok(()) }
}

fn order(f: &mut fmt::Formatter<'_>, past: &Past) -> fmt::Result {
    if past.0.is_empty() { Ok(()) } else { write!(f, " · in the order {}", names(&past.0)) }
}

impl fmt::Display for ArcSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.arcs().len() > 1 { "s" } else { "" };
        write!(f, "{} arc{mark}", self.arcs().len())?;
        for (low, high) in self.arcs().iter().take(2) {
            write!(f, " {low:08x}–{high:08x}")?;
        }
        if self.arcs().len() > 2 { f.write_str(" …") } else { Ok(()) }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count {
            0 => f.write_str("v0"),
            count => write!(f, "v{count}·{}", name(self.writer)),
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Gossip(list, past) => {
                delta(f, "Gossip", list)?;
                order(f, past)
            }
            Message::Ack(list, past) => {
                delta(f, "Ack", list)?;
                order(f, past)
            }
            Message::Get { ask, .. } => write!(f, "Get {} for {}", ask.key, name(ask.coordinator)),
            Message::Put { ask, .. } => write!(f, "Put {} for {}", ask.key, name(ask.coordinator)),
            Message::Found { ask, version: Some(version) } => {
                write!(f, "Found {} {version}", ask.key)
            }
            Message::Found { ask, version: None } => write!(f, "Found no {}", ask.key),
            Message::Stored { ask, version } => write!(f, "Stored {} {version}", ask.key),
            Message::Replicate { key, version, .. } => write!(f, "Replicate {key} {version}"),
            Message::Replicated { key, version, .. } => write!(f, "Replicated {key} {version}"),
            Message::Fetch { arcs } => write!(f, "Fetch {arcs}"),
            Message::Transfer { arcs, .. } if arcs.is_empty() => f.write_str("Transfer nothing"),
            Message::Transfer { arcs, keys, bytes, .. } => {
                write!(f, "Transfer {keys} keys, {bytes} bytes · {arcs}")
            }
            Message::Check { arcs, .. } => write!(f, "Check {arcs}"),
            Message::Holds { arcs, .. } => write!(f, "Holds {arcs}"),
        }
    }
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Timer::Gossip => "gossip",
            Timer::OnDisk => "on disk",
        })
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Request::Join => f.write_str("join"),
            Request::Leave => f.write_str("leave"),
            Request::Weight(weight) => write!(f, "w{weight}"),
            Request::Move(number, place) => {
                let place = format!("{place:08x}");
                let digits = place.trim_end_matches('0');
                write!(f, "m{}x{}", number + 1, if digits.is_empty() { "0" } else { digits })
            }
            Request::Put(key) => write!(f, "p{key}"),
            Request::Get(key) => write!(f, "g{key}"),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Stored { ask, version } => write!(f, "{} stored as {version}", ask.key),
            Answer::Found { ask, version: Some(version) } => write!(f, "{} is {version}", ask.key),
            Answer::Found { ask, version: None } => write!(f, "{} is not there", ask.key),
            Answer::Unavailable { key } => write!(f, "{key} unavailable"),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Joins => f.write_str("joins the ring"),
            Note::Leaves => f.write_str("leaves the ring"),
            Note::Weighs(weight) => write!(f, "takes weight {weight}"),
            Note::Moves { number, place } => {
                write!(f, "puts point {} at {place:08x}", number + 1)
            }
            Note::Sees(list) if list.is_empty() => f.write_str("sees another order of changes"),
            Note::Sees(list) => write!(f, "sees a change of {}", names(list)),
            Note::Suspects(node) => write!(f, "suspects {}", name(*node)),
            Note::Declares(node) => write!(f, "declares {} down", name(*node)),
            Note::Refutes => f.write_str("refutes what is said of it"),
            Note::Receives { from, keys } => write!(f, "receives {keys} keys of {}", name(*from)),
            Note::Releases { keys } => write!(f, "lets go of {keys} keys"),
            Note::Refers { key, to } => write!(f, "passes {key} on to {}", name(*to)),
            Note::Waits { key } => write!(f, "cannot serve {key} yet"),
            Note::GivesUp { key } => write!(f, "gives {key} up, nobody answers"),
        }
    }
}
