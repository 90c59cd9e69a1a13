//! A trace of somebody else's system as what the page plays: events in their order, one a step, and
//! nothing that could be done to them.

mod told;

use std::fmt::Write;
use std::hash::Hasher;
use std::rc::Rc;

use crate::scenario::foreign::{Event, Origin, Trace};
use crate::sim::fault::MessageName;
use crate::sim::fingerprint::Fingerprint;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::view::costs::Costs;
use crate::view::lang::{Lang, Text};
use crate::view::player::*;
use crate::view::ring::{Comparing, KeyPath, RingPicture, RingTransfer};

/// Slots of the density of a window.
const DENSITY_SLOTS: u64 = 240;
/// Characters of an event's text beside its dot, under its host, on its message.
const NOTE_CHARS: usize = 26;
const MESSAGE_CHARS: usize = 40;
/// Of an event's own line.
const LINE_CHARS_MAX: usize = 400;

pub struct ForeignPlayer {
    trace: Rc<Trace>,
    cast: Cast,
    /// Events of each host.
    by_host: Vec<Vec<u32>>,
    hash: u64,
}

impl ForeignPlayer {
    pub fn new(trace: Rc<Trace>, origin: Origin) -> ForeignPlayer {
        let mut by_host = vec![Vec::new(); trace.hosts.len()];
        let mut hash = Fingerprint::default();
        for (index, event) in trace.events.iter().enumerate() {
            by_host[usize::from(event.host)].push(index as u32);
            hash.add(&(event.host, event.step, &event.text, &event.fields, &event.received));
        }
        let cast = cast(&trace, origin);
        ForeignPlayer { cast, by_host, hash: hash.finish(), trace }
    }

    fn at(&self, index: u32) -> Option<&Event> {
        self.trace.events.get(index as usize)
    }

    fn time(&self, index: u32) -> Time {
        self.at(index).map_or(Time::ZERO, when)
    }

    fn is_receipt(event: &Event) -> bool {
        !event.received.is_empty()
    }

    fn view(&self, id: u32) -> Option<MessageView> {
        let message = *self.trace.messages.get(id as usize)?;
        let (from, to) = (self.at(message.from)?, self.at(message.to)?);
        let (sent_at, at) = (when(from), when(to));
        Some(MessageView {
            id,
            name: MessageName { from: node(from), to: node(to), nth: id + 1 },
            kind: 0,
            label: short(&to.text, MESSAGE_CHARS),
            sent_at,
            sent_by: message.from,
            end: MessageEnd::Delivered { at, arrived: at, event: message.to },
            duplicate: false,
            delayed_us: 0,
            corrupt: false,
        })
    }

    fn mark(&self, index: u32) -> Option<Mark> {
        let event = self.at(index)?;
        let is_receipt = Self::is_receipt(event);
        let text = short(&event.text, NOTE_CHARS);
        Some(Mark {
            event: index,
            time: when(event),
            node: node(event),
            kind: if is_receipt { EventKind::Deliver } else { EventKind::Logged },
            message_kind: is_receipt.then_some(0),
            label: Some(Prose2 { en: text.clone(), zh: text }),
            records: Vec::new(),
        })
    }

    /// The latest event of a host that has happened.
    fn latest(&self, host: usize, applied: u32) -> Option<&Event> {
        let events = self.by_host.get(host)?;
        let upto = events.partition_point(|event| *event < applied);
        self.at(events[upto.checked_sub(1)?])
    }
}

fn when(event: &Event) -> Time {
    Time::from_ms(event.step.into())
}

fn node(event: &Event) -> NodeId {
    NodeId(event.host)
}

fn short(text: &str, chars: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(chars) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line.to_string(),
    }
}

fn cast(trace: &Trace, origin: Origin) -> Cast {
    let count = trace.hosts.len();
    let role = match origin {
        Origin::ShiViz => Text::new("host", "主机"),
        Origin::Itf => Text::new("lane", "泳道"),
    };
    let nodes = trace.hosts.iter().enumerate().map(|(index, name)| CastNode {
        id: NodeId(index as u16),
        name: short(name, 40),
        role,
        hue: Hue::Blue,
        place: place(index, count),
    });
    let mut links: Vec<(NodeId, NodeId)> = Vec::new();
    for message in &trace.messages {
        let end = |event: u32| node(&trace.events[event as usize]);
        let (a, b) = (end(message.from), end(message.to));
        let pair = (a.min(b), a.max(b));
        if !links.contains(&pair) {
            links.push(pair);
        }
    }
    Cast {
        nodes: nodes.collect(),
        links,
        message_kinds: match trace.messages.is_empty() {
            true => Vec::new(),
            false => vec![MessageKind::new("message", Hue::Blue, Glyph::Disc)],
        },
        params: Vec::new(),
        properties: Vec::new(),
        protocol: protocol(origin),
        caveats: Vec::new(),
        askable: Vec::new(),
        words: Vec::new(),
        unit: Unit::Steps,
    }
}

fn protocol(origin: Origin) -> Text {
    match origin {
        Origin::ShiViz => Text::new("ShiViz log", "ShiViz 日志"),
        Origin::Itf => Text::new("ITF trace", "ITF 轨迹"),
    }
}

/// On an ellipse, the first on top; two beside each other.
fn place(index: usize, count: usize) -> (f32, f32) {
    if count < 3 {
        return (if count < 2 { 0.5 } else { index as f32 }, 0.5);
    }
    let angle = std::f32::consts::TAU * index as f32 / count as f32;
    (0.5 + 0.5 * angle.sin(), 0.5 - 0.5 * angle.cos())
}

impl Player for ForeignPlayer {
    fn advance(&mut self, _: u32) -> Progress {
        self.progress()
    }

    fn progress(&self) -> Progress {
        let last = self.trace.events.len().saturating_sub(1) as u32;
        Progress { simulated: self.time(last), finished: true, quiet: true }
    }

    fn cast(&self) -> &Cast {
        &self.cast
    }

    fn event_count(&self) -> u32 {
        self.trace.events.len() as u32
    }

    fn events_until(&self, time: Time) -> u32 {
        self.trace.events.partition_point(|event| when(event) <= time) as u32
    }

    fn event(&self, index: u32, lang: Lang) -> Option<EventView> {
        let event = self.at(index)?;
        let is_receipt = Self::is_receipt(event);
        Some(EventView {
            index,
            time: when(event),
            node: Some(node(event)),
            kind: if is_receipt { EventKind::Deliver } else { EventKind::Logged },
            fault: None,
            message: event.received.first().copied(),
            sent: event.sent.clone(),
            text: short(&event.text, LINE_CHARS_MAX),
            details: self.details(event, lang),
            notes: Vec::new(),
        })
    }

    fn message(&self, id: u32) -> Option<MessageView> {
        self.view(id)
    }

    fn find_message(&self, name: MessageName, _: Moment) -> Option<u32> {
        name.nth.checked_sub(1)
    }

    fn picture(&self, at: Moment) -> Picture {
        let look = |host: usize| NodeLook {
            status: Status::Up,
            ring: Ring::Plain,
            badge: None,
            badge_fresh: false,
            caption: self.latest(host, at.applied).map(|event| {
                let text = short(&event.text, NOTE_CHARS);
                Caption { text: Prose2 { en: text.clone(), zh: text }, chip: false }
            }),
            timer: None,
            slow: false,
            clock_off: false,
            locks: Vec::new(),
            blocked: None,
        };
        Picture {
            nodes: (0..self.trace.hosts.len()).map(look).collect(),
            flying: self.flying(at),
            cuts: Vec::new(),
            partition: None,
        }
    }

    fn node(&self, id: NodeId, at: Moment) -> NodeView {
        let latest = self.latest(id.index(), at.applied);
        NodeView {
            status: Status::Up,
            status_text: Prose2 { en: String::new(), zh: String::new() },
            memory: latest.map(|event| self.facts(event)).unwrap_or_default(),
            locks: Vec::new(),
            disk: Vec::new(),
            unsynced: Vec::new(),
            timers: Vec::new(),
            clock_us: latest.map_or(0, |event| when(event).us()),
        }
    }

    fn ring(&self, _: Option<NodeId>, _: Moment) -> Option<Rc<RingPicture>> {
        None
    }

    fn transfers(&self, _: Moment) -> Vec<RingTransfer> {
        Vec::new()
    }

    fn ring_key(&self, _: &str, _: Option<NodeId>, _: Moment) -> Option<KeyPath> {
        None
    }

    fn comparison(&self, _: Option<NodeId>, _: Moment) -> Option<Box<dyn Comparing>> {
        None
    }

    fn costs(&self, _: Moment) -> Costs {
        Costs::default()
    }

    fn properties(&self, _: Moment, _: Lang) -> Vec<PropertyView> {
        Vec::new()
    }

    fn window(&self, from: Time, to: Time, marks_max: usize) -> Window {
        let first = self.trace.events.partition_point(|event| when(event) < from) as u32;
        let last = self.events_until(to);
        let marks: Vec<Mark> =
            (first..last).take(marks_max + 1).filter_map(|index| self.mark(index)).collect();
        let mut messages = Vec::new();
        for (id, message) in self.trace.messages.iter().enumerate() {
            let (sent, got) = (self.time(message.from), self.time(message.to));
            if sent <= to && got >= from && messages.len() <= marks_max {
                messages.extend(self.view(id as u32));
            }
        }
        let slot_us = (to.since(from) / DENSITY_SLOTS).max(1);
        let until = |slot: u64| self.events_until(from + slot * slot_us);
        Window {
            crowded: messages.len() > marks_max || marks.len() > marks_max,
            messages,
            marks,
            bands: Vec::new(),
            density: (0..DENSITY_SLOTS).map(|slot| until(slot + 1) - until(slot)).collect(),
        }
    }

    fn cone(&self, event: u32) -> Cone {
        let (past, future) = self.trace.cone(event);
        Cone { past, future }
    }

    fn strikes(&self) -> Vec<Strike> {
        Vec::new()
    }

    fn violations(&self, _: Lang) -> Vec<ViolationView> {
        Vec::new()
    }

    fn trace_hash(&self) -> u64 {
        self.hash
    }

    fn timeline(&self) -> String {
        let width = self.cast.nodes.iter().map(|node| node.name.chars().count()).max();
        let width = width.unwrap_or_default();
        let mut text = String::new();
        for event in &self.trace.events {
            let name = &self.cast.nodes[usize::from(event.host)].name;
            let line = short(&event.text, LINE_CHARS_MAX);
            let _ = write!(text, "{:>6}  {name:width$}  {line}", event.step);
            for id in &event.received {
                let from = self.trace.messages[*id as usize].from as usize;
                let _ = write!(text, "  <- {}", self.trace.events[from].step);
            }
            text.push('\n');
        }
        let _ = writeln!(text, "trace {:016x}", self.hash);
        text
    }
}

impl ForeignPlayer {
    fn flying(&self, at: Moment) -> Vec<Flying> {
        let mut flying = Vec::new();
        for (id, message) in self.trace.messages.iter().enumerate() {
            let (sent, got) = (self.time(message.from), self.time(message.to));
            let on_its_way = message.from < at.applied && message.to >= at.applied;
            let Some(view) = self.view(id as u32).filter(|_| on_its_way) else { continue };
            let whole = got.since(sent).max(1) as f32;
            flying.push(Flying {
                message: id as u32,
                from: view.name.from,
                to: view.name.to,
                kind: 0,
                label: short(&view.label, NOTE_CHARS),
                fraction: (at.time.since(sent) as f32 / whole).min(1.0),
                lost: false,
                duplicate: false,
                delayed: false,
                corrupt: false,
                waiting: false,
            });
        }
        flying
    }
}
