//! Watches a run go by and notes what it costs: what was sent and written for which work, how long
//! locks were held, who was blocked. What the trace has is not noted again.

use std::cell::RefCell;

use litemap::LiteMap;

use crate::sim::event::{Event, EventKind, Happening};
use crate::sim::protocol::{Effect, Goal, NodeId, Protocol};
use crate::sim::run::Run;
use crate::sim::time::Time;
use crate::sim::timed::Sim;
use crate::view::costs::*;
use crate::view::exhibits::Exhibit;

pub(super) struct Meter<P: Protocol> {
    works: Vec<Work>,
    names: LiteMap<String, u32>,
    /// By message.
    sent: Vec<Sent>,
    /// In order of their beginning.
    records: Vec<Record>,
    /// Event and record.
    synced: Vec<(u32, usize)>,
    /// Events at which a forced write was done.
    forced_syncs: Vec<u32>,
    pub(super) locks: Holdings,
    /// Nodes that could not go on, by work; without keys.
    pub(super) blocks: Holdings,
    /// What each node has last written.
    latest: Vec<P::Durable>,
    /// From the beginning of a work to an event.
    paths: RefCell<LiteMap<(u32, u32), Path>>,
}

struct Work {
    name: String,
    begun: u32,
    answered: Option<u32>,
    /// Events at which a node was done with it.
    ended: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Sent {
    by: u32,
    kind: u8,
    from: NodeId,
    to: NodeId,
    work: Option<u32>,
}

struct Record {
    begun: u32,
    node: NodeId,
    view: RecordView,
    work: Option<u32>,
    /// On disk, or lost.
    is_settled: bool,
}

/// A stretch of time in which a work held a key of a node, or could not go on there (no key).
pub(super) struct Held {
    pub(super) node: NodeId,
    key: String,
    work: String,
    pub(super) from: Time,
    pub(super) to: Option<Time>,
}

/// Stretches in order of their beginning.
#[derive(Default)]
pub(super) struct Holdings {
    pub(super) list: Vec<Held>,
    /// Places in the list.
    open: Vec<usize>,
}

/// Node, key and work.
type Holding = (NodeId, String, String);

impl Holdings {
    /// From now on these are held, of those that `concerns`; what was held besides is let go.
    fn settle(&mut self, concerns: &dyn Fn(NodeId) -> bool, held: Vec<Holding>, at: Time) {
        let (list, open) = (&mut self.list, &mut self.open);
        open.retain(|position| {
            let old = &mut list[*position];
            let goes_on = !concerns(old.node) || held.iter().any(|new| old.is(new));
            if !goes_on {
                old.to = Some(at);
            }
            goes_on
        });
        for new in held {
            if !open.iter().any(|position| list[*position].is(&new)) {
                open.push(list.len());
                let (node, key, work) = new;
                list.push(Held { node, key, work, from: at, to: None });
            }
        }
    }

    /// Since when this is so at a time at which it is.
    pub(super) fn since(&self, holding: &Holding, at: Time) -> Time {
        let began = self.list.iter().rev().find(|held| held.from <= at && held.is(holding));
        began.map_or(at, |held| held.from)
    }
}

impl Held {
    fn is(&self, (node, key, work): &Holding) -> bool {
        self.node == *node && self.key == *key && self.work == *work
    }
}

impl<P: Exhibit> Meter<P> {
    pub(super) fn new(nodes: u16) -> Meter<P> {
        Meter {
            works: Vec::new(),
            names: LiteMap::new(),
            sent: Vec::new(),
            records: Vec::new(),
            synced: Vec::new(),
            forced_syncs: Vec::new(),
            locks: Holdings::default(),
            blocks: Holdings::default(),
            latest: vec![P::Durable::default(); usize::from(nodes)],
            paths: RefCell::default(),
        }
    }

    /// Simulates and notes the next event, if there is one.
    pub(super) fn step(&mut self, run: &mut Run<P>) -> bool {
        let went_on = run.step(|protocol, event, sim, index| {
            self.watch(protocol, event, sim, index);
        });
        if went_on {
            self.watch_blocks(&run.setup().protocol, run.front(), run.goal());
        }
        went_on
    }

    /// `event` has just been simulated and is not in the trace yet.
    fn watch(&mut self, protocol: &P, event: &Event<P>, sim: &Sim<P>, index: u32) {
        for sent in event.sent.iter().filter(|sent| !sent.is_copy) {
            if protocol.co_located(sent.from, sent.to) {
                continue;
            }
            let work = self.work(protocol.work(Thing::Message(&sent.message)), index);
            let kind = protocol.message_kind(&sent.message);
            self.sent.push(Sent { by: index, kind, from: sent.from, to: sent.to, work });
        }
        let Some(node) = event.happening.node() else { return };
        if let Happening::Synced { forced: true, .. } = event.happening {
            self.forced_syncs.push(index);
        }
        self.watch_disk(event.happening.kind(), sim, node, index);
        for effect in &event.effects {
            match effect {
                Effect::Persist(record) => self.write(protocol, node, record, true, index),
                Effect::Write(record) => self.write(protocol, node, record, false, index),
                Effect::Reply(response) => {
                    let work = self.work(protocol.work(Thing::Response(response)), index);
                    if let Some(work) = work {
                        self.works[work as usize].answered.get_or_insert(index);
                    }
                }
                Effect::Note(note) => {
                    if let Some(work) = self.work(protocol.work(Thing::Note(note)), index) {
                        self.works[work as usize].ended.push(index);
                    }
                }
                _ => {}
            }
        }
        let at = sim.world().node(node);
        let locks = protocol.locks(node, at.state.as_ref(), &at.synced);
        let locks = locks.into_iter().map(|lock| (node, lock.key, lock.holder)).collect();
        self.locks.settle(&|holder| holder == node, locks, event.time);
    }

    /// Who can't go on after the event, when the protocol's goal can't be reached.
    fn watch_blocks(&mut self, protocol: &P, sim: &Sim<P>, goal: Goal) {
        if goal != Goal::Impossible && self.blocks.open.is_empty() {
            return;
        }
        let blocked = if goal == Goal::Impossible { protocol.blocked(sim.world()) } else { vec![] };
        let blocked = blocked.into_iter().filter(|block| !block.is_down);
        let blocked = blocked.map(|block| (block.node, String::new(), block.work)).collect();
        self.blocks.settle(&|_| true, blocked, sim.now());
    }

    /// The work's place in the list, a new one for a new name.
    fn work(&mut self, name: Option<String>, begun: u32) -> Option<u32> {
        let name = name?;
        if let Some(work) = self.names.get(&name) {
            return Some(*work);
        }
        let work = self.works.len() as u32;
        self.names.insert(name.clone(), work);
        self.works.push(Work { name, begun, answered: None, ended: Vec::new() });
        Some(work)
    }

    fn write(&mut self, protocol: &P, node: NodeId, record: &P::Durable, forced: bool, begun: u32) {
        let before = &mut self.latest[node.index()];
        let written = protocol.written(before, record);
        *before = record.clone();
        if let Some(Written { name, work }) = written {
            let work = self.work(work, begun);
            let view = RecordView { name, forced };
            self.records.push(Record { begun, node, view, work, is_settled: false });
        }
    }

    /// What was being written is on disk, or lost with a crash.
    fn watch_disk(&mut self, kind: EventKind, sim: &Sim<P>, node: NodeId, index: u32) {
        if !matches!(kind, EventKind::Synced | EventKind::Crash | EventKind::Restart) {
            return;
        }
        let first = self.synced.len();
        for (position, record) in self.records.iter_mut().enumerate().rev() {
            if record.node == node {
                if record.is_settled {
                    break;
                }
                record.is_settled = true;
                if kind == EventKind::Synced {
                    self.synced.push((index, position));
                }
            }
        }
        self.synced[first..].reverse();
        if kind == EventKind::Restart {
            self.latest[node.index()] = sim.world().node(node).synced.clone();
        }
    }

    /// What was on disk with this event, in the order in which it was written.
    pub(super) fn records_synced(&self, event: u32) -> Vec<RecordView> {
        let first = self.synced.partition_point(|(at, _)| *at < event);
        let synced = self.synced[first..].iter().take_while(|(at, _)| *at == event);
        synced.map(|(_, record)| self.records[*record].view.clone()).collect()
    }

    pub(super) fn costs(&self, run: &Run<P>, applied: u32, now: Time, kinds: usize) -> Costs {
        let begun = self.works.iter().take_while(|work| work.begun < applied);
        let mut costs = Costs {
            messages: vec![0; kinds],
            nodes: vec![NodeCosts::default(); self.latest.len()],
            works: begun
                .map(|work| WorkCosts { name: work.name.clone(), ..WorkCosts::default() })
                .collect(),
            ..Costs::default()
        };
        for sent in self.sent.iter().take_while(|sent| sent.by < applied) {
            costs.messages[usize::from(sent.kind)] += 1;
            costs.nodes[sent.from.index()].sent += 1;
            costs.nodes[sent.to.index()].addressed += 1;
            if let Some(work) = sent.work {
                costs.works[work as usize].messages += 1;
            }
        }
        for record in self.records.iter().take_while(|record| record.begun < applied) {
            costs.nodes[record.node.index()].writes.add(record.view.forced);
            if let Some(work) = record.work {
                costs.works[work as usize].writes.add(record.view.forced);
            }
        }
        for held in self.locks.list.iter().take_while(|held| held.from <= now) {
            let us = held.to.unwrap_or(now).min(now).since(held.from);
            costs.locked_us += us;
            let work = self.names.get(&held.work).and_then(|at| costs.works.get_mut(*at as usize));
            if let Some(work) = work {
                work.locked_us += us;
            }
        }
        for (index, work) in self.works.iter().take(costs.works.len()).enumerate() {
            let until = |event: &&u32| **event < applied;
            let path = |to: &u32| self.path(run, index as u32, *to);
            costs.works[index].to_answer = work.answered.as_ref().filter(until).and_then(path);
            let paths = work.ended.iter().filter(until).filter_map(path);
            costs.works[index].to_end = paths.reduce(Path::longer);
        }
        costs
    }

    /// From the beginning of the work to an event.
    fn path(&self, run: &Run<P>, work: u32, to: u32) -> Option<Path> {
        if let Some(path) = self.paths.borrow().get(&(work, to)) {
            return Some(*path);
        }
        let (trace, from) = (run.trace(), self.works[work as usize].begun);
        let protocol = &run.setup().protocol;
        let message_delays = trace.longest_chain(from, to, &|_, message| {
            message.is_some_and(|one| !protocol.co_located(one.from, one.to))
        })?;
        let write_delays = trace.longest_chain(from, to, &|event, message| {
            message.is_none() && self.forced_syncs.binary_search(&event).is_ok()
        })?;
        let forced = self.records.iter().take_while(|record| record.begun < to);
        let forced = forced.filter(|record| record.work == Some(work) && record.view.forced);
        let path = Path { message_delays, write_delays, forced: forced.count() as u32 };
        self.paths.borrow_mut().insert((work, to), path);
        Some(path)
    }
}
