//! Faults as objects of a scenario file: `{"at_us": 900000, "crash": {"node": "A1"}}`.

use super::file_form::*;
use crate::sim::fault::{Fault, MessageName, TimedFault};
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;

/// Why an object is not a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultRefusal {
    /// The object names this many acts instead of one.
    Acts(usize),
    UnknownNode(String),
}

/// The nodes' names, both ways.
#[derive(Clone, Copy)]
pub struct Names<'a>(pub &'a [String]);

impl Names<'_> {
    /// A node that does not exist never gets here: what is written is well-formed.
    pub fn name(self, node: NodeId) -> String {
        self.0.get(node.index()).cloned().unwrap_or_default()
    }

    pub fn find(self, name: &str) -> Option<NodeId> {
        self.0.iter().position(|known| known == name).map(|index| NodeId(index as u16))
    }

    fn node(self, name: &str) -> Result<NodeId, FaultRefusal> {
        self.find(name).ok_or_else(|| FaultRefusal::UnknownNode(name.to_string()))
    }

    fn message(self, from: &str, to: &str, nth: u32) -> Result<MessageName, FaultRefusal> {
        Ok(MessageName { from: self.node(from)?, to: self.node(to)?, nth })
    }
}

pub fn fault_form(timed: &TimedFault, names: Names) -> FaultForm {
    let mut form = FaultForm { at_us: timed.at.us(), ..FaultForm::default() };
    let node = |node: &NodeId| Some(NodeForm { node: names.name(*node) });
    let message = |message: &MessageName| {
        let (from, to) = (names.name(message.from), names.name(message.to));
        Some(MessageForm { from, to, nth: message.nth })
    };
    let pair = |a: &NodeId, b: &NodeId| Some(PairForm { a: names.name(*a), b: names.name(*b) });
    match &timed.fault {
        Fault::Crash { node: id } => form.crash = node(id),
        Fault::TearWrite { node: id } => form.tear_write = node(id),
        Fault::Restart { node: id } => form.restart = node(id),
        Fault::RestartDiskLost { node: id } => form.restart_disk_lost = node(id),
        Fault::Pause { node: id } => form.pause = node(id),
        Fault::Resume { node: id } => form.resume = node(id),
        Fault::Partition { side } => {
            let side = side.iter().map(|node| names.name(*node)).collect();
            form.partition = Some(SideForm { side });
        }
        Fault::Cut { a, b } => form.cut = pair(a, b),
        Fault::CutOneWay { from, to } => {
            let (from, to) = (names.name(*from), names.name(*to));
            form.cut_one_way = Some(WayForm { from, to });
        }
        Fault::Heal { a, b } => form.heal = pair(a, b),
        Fault::HealCuts => form.heal_cuts = Some(NothingForm {}),
        Fault::Drop { message: name } => form.drop = message(name),
        Fault::Delay { message: name, by_us } => {
            let (from, to) = (names.name(name.from), names.name(name.to));
            form.delay = Some(DelayForm { from, to, nth: name.nth, by_us: *by_us });
        }
        Fault::Duplicate { message: name } => form.duplicate = message(name),
        Fault::Corrupt { message: name } => form.corrupt = message(name),
        Fault::JumpClock { node, by_us } => {
            form.jump_clock = Some(JumpForm { node: names.name(*node), by_us: *by_us });
        }
        Fault::DriftClock { node, rate_permille } => {
            let (node, rate_permille) = (names.name(*node), *rate_permille);
            form.drift_clock = Some(DriftForm { node, rate_permille });
        }
        Fault::SlowNode { node, step_us } => {
            form.slow_node = Some(SlowNodeForm { node: names.name(*node), step_us: *step_us });
        }
        Fault::SlowLink { from, to, extra_us } => {
            let (from, to) = (names.name(*from), names.name(*to));
            form.slow_link = Some(SlowLinkForm { from, to, extra_us: *extra_us });
        }
        Fault::HealEverything => form.heal_everything = Some(NothingForm {}),
    }
    form
}

pub fn fault(form: &FaultForm, names: Names) -> Result<TimedFault, FaultRefusal> {
    let mut acts = Vec::new();
    node_acts(form, names, &mut acts)?;
    link_acts(form, names, &mut acts)?;
    message_acts(form, names, &mut acts)?;
    match (acts.pop(), acts.len()) {
        (Some(fault), 0) => Ok(TimedFault { at: Time(form.at_us), fault }),
        (_, others) => Err(FaultRefusal::Acts(if others == 0 { 0 } else { others + 1 })),
    }
}

fn node_acts(form: &FaultForm, names: Names, acts: &mut Vec<Fault>) -> Result<(), FaultRefusal> {
    type Make = fn(NodeId) -> Fault;
    let plain: [(&Option<NodeForm>, Make); 6] = [
        (&form.crash, |node| Fault::Crash { node }),
        (&form.tear_write, |node| Fault::TearWrite { node }),
        (&form.restart, |node| Fault::Restart { node }),
        (&form.restart_disk_lost, |node| Fault::RestartDiskLost { node }),
        (&form.pause, |node| Fault::Pause { node }),
        (&form.resume, |node| Fault::Resume { node }),
    ];
    for (form, make) in plain {
        if let Some(form) = form {
            acts.push(make(names.node(&form.node)?));
        }
    }
    if let Some(form) = &form.jump_clock {
        acts.push(Fault::JumpClock { node: names.node(&form.node)?, by_us: form.by_us });
    }
    if let Some(form) = &form.drift_clock {
        let (node, rate_permille) = (names.node(&form.node)?, form.rate_permille);
        acts.push(Fault::DriftClock { node, rate_permille });
    }
    if let Some(form) = &form.slow_node {
        acts.push(Fault::SlowNode { node: names.node(&form.node)?, step_us: form.step_us });
    }
    if form.heal_everything.is_some() {
        acts.push(Fault::HealEverything);
    }
    Ok(())
}

fn link_acts(form: &FaultForm, names: Names, acts: &mut Vec<Fault>) -> Result<(), FaultRefusal> {
    if let Some(form) = &form.partition {
        let side = form.side.iter().map(|name| names.node(name)).collect::<Result<_, _>>()?;
        acts.push(Fault::Partition { side });
    }
    if let Some(form) = &form.cut {
        acts.push(Fault::Cut { a: names.node(&form.a)?, b: names.node(&form.b)? });
    }
    if let Some(form) = &form.cut_one_way {
        acts.push(Fault::CutOneWay { from: names.node(&form.from)?, to: names.node(&form.to)? });
    }
    if let Some(form) = &form.heal {
        acts.push(Fault::Heal { a: names.node(&form.a)?, b: names.node(&form.b)? });
    }
    if form.heal_cuts.is_some() {
        acts.push(Fault::HealCuts);
    }
    if let Some(form) = &form.slow_link {
        let (from, to) = (names.node(&form.from)?, names.node(&form.to)?);
        acts.push(Fault::SlowLink { from, to, extra_us: form.extra_us });
    }
    Ok(())
}

fn message_acts(form: &FaultForm, names: Names, acts: &mut Vec<Fault>) -> Result<(), FaultRefusal> {
    type Make = fn(MessageName) -> Fault;
    let plain: [(&Option<MessageForm>, Make); 3] = [
        (&form.drop, |message| Fault::Drop { message }),
        (&form.duplicate, |message| Fault::Duplicate { message }),
        (&form.corrupt, |message| Fault::Corrupt { message }),
    ];
    for (form, make) in plain {
        if let Some(form) = form {
            acts.push(make(names.message(&form.from, &form.to, form.nth)?));
        }
    }
    if let Some(form) = &form.delay {
        let message = names.message(&form.from, &form.to, form.nth)?;
        acts.push(Fault::Delay { message, by_us: form.by_us });
    }
    Ok(())
}
