//! Faults as objects of a scenario file: `{"at_us": 900000, "crash": {"node": "A1"}}`.

use super::file;
use super::file_error::FileError;
use super::file_reader::{At, Fields};
use super::json::Json;
use super::problem::Place;
use super::registry::ProtocolInfo;
use super::scenario::Scenario;
use super::sides;
use crate::sim::fault::{Fault, MessageName, TimedFault};
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;

/// A moment and exactly one act.
const FIELDS: &[&str] = &[
    "at_us",
    "crash",
    "tear_write",
    "restart",
    "restart_disk_lost",
    "pause",
    "resume",
    "partition",
    "cut",
    "cut_one_way",
    "heal",
    "heal_cuts",
    "drop",
    "delay",
    "duplicate",
    "corrupt",
    "jump_clock",
    "drift_clock",
    "slow_node",
    "slow_link",
    "heal_everything",
];

/// The fields of an act. `nth` is the place of a message, from 1, among those that went from one
/// node to the other.
fn parts(act: &str) -> &'static [&'static str] {
    match act {
        "partition" => &["side"],
        "cut" | "heal" => &["a", "b"],
        "cut_one_way" => &["from", "to"],
        "drop" | "duplicate" | "corrupt" => &["from", "to", "nth"],
        "delay" => &["from", "to", "nth", "by_us"],
        "jump_clock" => &["node", "by_us"],
        "drift_clock" => &["node", "rate_permille"],
        "slow_node" => &["node", "step_us"],
        "slow_link" => &["from", "to", "extra_us"],
        "heal_cuts" | "heal_everything" => &[],
        _ => &["node"],
    }
}

/// The nodes' names, both ways.
#[derive(Clone, Copy)]
pub struct Names<'a>(pub &'a [String]);

impl Names<'_> {
    /// A node that does not exist never gets here: what is written is well-formed.
    pub fn json(self, node: NodeId) -> Json {
        Json::text(self.0.get(node.index()).map_or("", |name| name))
    }

    pub fn read(self, at: &At, place: Place) -> Result<NodeId, FileError> {
        let name = at.text()?;
        let unknown = || FileError::UnknownNode { place, name: name.to_string() };
        let index = self.0.iter().position(|known| known == name).ok_or_else(unknown)?;
        Ok(NodeId(index as u16))
    }
}

pub fn fault_json(timed: &TimedFault, names: Names) -> Json {
    let name = |node: &NodeId| names.json(*node);
    let node = |node: &NodeId| vec![("node", name(node))];
    let pair = |a: &NodeId, b: &NodeId| vec![("a", name(a)), ("b", name(b))];
    let way = |from: &NodeId, to: &NodeId| vec![("from", name(from)), ("to", name(to))];
    let message = |message: &MessageName| {
        let mut parts = way(&message.from, &message.to);
        parts.push(("nth", Json::Whole(message.nth.into())));
        parts
    };
    let with = |mut parts: Vec<(&'static str, Json)>, key: &'static str, value: Json| {
        parts.push((key, value));
        parts
    };
    let (act, parts) = match &timed.fault {
        Fault::Crash { node: id } => ("crash", node(id)),
        Fault::TearWrite { node: id } => ("tear_write", node(id)),
        Fault::Restart { node: id } => ("restart", node(id)),
        Fault::RestartDiskLost { node: id } => ("restart_disk_lost", node(id)),
        Fault::Pause { node: id } => ("pause", node(id)),
        Fault::Resume { node: id } => ("resume", node(id)),
        Fault::Partition { side } => {
            ("partition", vec![("side", Json::List(side.iter().map(name).collect()))])
        }
        Fault::Cut { a, b } => ("cut", pair(a, b)),
        Fault::CutOneWay { from, to } => ("cut_one_way", way(from, to)),
        Fault::Heal { a, b } => ("heal", pair(a, b)),
        Fault::HealCuts => ("heal_cuts", Vec::new()),
        Fault::Drop { message: name } => ("drop", message(name)),
        Fault::Delay { message: name, by_us } => {
            ("delay", with(message(name), "by_us", Json::Whole(*by_us)))
        }
        Fault::Duplicate { message: name } => ("duplicate", message(name)),
        Fault::Corrupt { message: name } => ("corrupt", message(name)),
        Fault::JumpClock { node: id, by_us } => {
            ("jump_clock", with(node(id), "by_us", Json::signed(*by_us)))
        }
        Fault::DriftClock { node: id, rate_permille: rate } => {
            ("drift_clock", with(node(id), "rate_permille", Json::Whole((*rate).into())))
        }
        Fault::SlowNode { node: id, step_us } => {
            ("slow_node", with(node(id), "step_us", Json::Whole(*step_us)))
        }
        Fault::SlowLink { from, to, extra_us } => {
            ("slow_link", with(way(from, to), "extra_us", Json::Whole(*extra_us)))
        }
        Fault::HealEverything => ("heal_everything", Vec::new()),
    };
    Json::object(vec![("at_us", Json::Whole(timed.at.us())), (act, Json::object(parts))])
}

pub fn read_fault(index: usize, at: At, names: Names) -> Result<TimedFault, FileError> {
    let fields = at.object(FIELDS)?;
    let mut acts = Vec::new();
    for act in &FIELDS[1..] {
        if let Some(at) = fields.find(act) {
            acts.push((*act, at));
        }
    }
    let found = acts.len();
    let (Some((act, at)), 1) = (acts.pop(), found) else {
        return Err(FileError::Acts { index, found });
    };
    let act = Act { parts: at.object(parts(act))?, name: act, names, place: Place::Fault(index) };
    Ok(TimedFault { at: Time(fields.u64("at_us")?.unwrap_or_default()), fault: act.read()? })
}

/// One fault for a scenario, as it stands in a file; `now` where it does not say when.
pub fn fault(
    text: &str,
    scenario: &Scenario,
    now: Time,
    protocols: &[ProtocolInfo],
) -> Result<TimedFault, FileError> {
    let json = file::parsed(text)?;
    let names = sides::names(scenario, protocols).map_err(FileError::Scenario)?;
    let at = At::whole_file(&json);
    let says_when = at.entries()?.iter().any(|(key, _)| key == "at_us");
    let fault = read_fault(0, at, Names(&names))?;
    Ok(if says_when { fault } else { TimedFault { at: now, ..fault } })
}

/// An act with the fields that belong to it.
struct Act<'a> {
    name: &'static str,
    parts: Fields<'a>,
    names: Names<'a>,
    place: Place,
}

impl Act<'_> {
    fn node(&self, key: &str) -> Result<NodeId, FileError> {
        self.names.read(&self.parts.needed(key)?, self.place)
    }

    fn message(&self) -> Result<MessageName, FileError> {
        let (from, to) = (self.node("from")?, self.node("to")?);
        Ok(MessageName { from, to, nth: self.parts.needed_u32("nth")? })
    }

    fn read(&self) -> Result<Fault, FileError> {
        match self.name {
            "partition" => {
                let mut side = Vec::new();
                for at in self.parts.needed("side")?.list()? {
                    side.push(self.names.read(&at, self.place)?);
                }
                Ok(Fault::Partition { side })
            }
            "cut" => Ok(Fault::Cut { a: self.node("a")?, b: self.node("b")? }),
            "heal" => Ok(Fault::Heal { a: self.node("a")?, b: self.node("b")? }),
            "cut_one_way" => {
                Ok(Fault::CutOneWay { from: self.node("from")?, to: self.node("to")? })
            }
            "slow_link" => {
                let (from, to) = (self.node("from")?, self.node("to")?);
                Ok(Fault::SlowLink { from, to, extra_us: self.parts.needed_u64("extra_us")? })
            }
            "heal_cuts" => Ok(Fault::HealCuts),
            "heal_everything" => Ok(Fault::HealEverything),
            "drop" => Ok(Fault::Drop { message: self.message()? }),
            "duplicate" => Ok(Fault::Duplicate { message: self.message()? }),
            "corrupt" => Ok(Fault::Corrupt { message: self.message()? }),
            "delay" => {
                let by_us = self.parts.needed_u64("by_us")?;
                Ok(Fault::Delay { message: self.message()?, by_us })
            }
            _ => self.read_at_node(self.node("node")?),
        }
    }

    fn read_at_node(&self, node: NodeId) -> Result<Fault, FileError> {
        let parts = &self.parts;
        Ok(match self.name {
            "crash" => Fault::Crash { node },
            "tear_write" => Fault::TearWrite { node },
            "restart" => Fault::Restart { node },
            "restart_disk_lost" => Fault::RestartDiskLost { node },
            "pause" => Fault::Pause { node },
            "jump_clock" => Fault::JumpClock { node, by_us: parts.needed_i64("by_us")? },
            "drift_clock" => {
                Fault::DriftClock { node, rate_permille: parts.needed_u32("rate_permille")? }
            }
            "slow_node" => Fault::SlowNode { node, step_us: parts.needed_u64("step_us")? },
            _ => Fault::Resume { node },
        })
    }
}
