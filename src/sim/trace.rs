//! The record of a run: compact enough for millions of events. What it leaves out (effects, states)
//! is had back by running on from a snapshot.

use litemap::LiteMap;

use super::event::{Event, EventKind, Happening, LossReason, MessageId};
use super::protocol::{Effect, Goal, NodeId, Observation, Protocol};
use super::time::Time;

/// One event, without its details.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventRecord {
    pub time: Time,
    pub node: Option<NodeId>,
    pub kind: EventKind,
    pub message: Option<MessageId>,
    /// Position of the fault that caused it, in the scenario's list.
    pub fault: Option<u32>,
    /// The event before it on the same node.
    pub previous: Option<u32>,
    pub first_sent: MessageId,
    pub sent_count: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRecord<P: Protocol> {
    pub from: NodeId,
    pub to: NodeId,
    pub nth: u32,
    pub message: P::Message,
    pub sent_at: Time,
    pub sent_by: u32,
    /// When it should arrive, delays included.
    pub due: Time,
    pub delayed_us: u64,
    pub is_copy: bool,
    pub corrupt: bool,
    pub end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    InFlight,
    Delivered { at: Time, event: u32 },
    Lost { at: Time, event: u32, reason: LossReason },
}

impl End {
    pub fn event(&self) -> Option<u32> {
        match self {
            End::InFlight => None,
            End::Delivered { event, .. } | End::Lost { event, .. } => Some(*event),
        }
    }
}

/// A stretch of a node's time, open while `to` is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub node: NodeId,
    pub kind: StretchKind,
    pub from: Time,
    pub to: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StretchKind {
    Crashed,
    Paused,
    CutOff,
    Writing,
}

#[derive(Clone, Debug)]
pub struct Trace<P: Protocol> {
    pub events: Vec<EventRecord>,
    pub messages: Vec<MessageRecord<P>>,
    /// What the observer found, with the event it found it at.
    pub observations: Vec<(u32, Observation<P::Finding>)>,
    /// The protocol's remarks, with their events.
    pub notes: Vec<(u32, P::Note)>,
    /// How the liveness goal stands from an event on.
    pub goals: Vec<(u32, Time, Goal)>,
    /// Crashes, pauses and cuts: few.
    pub stretches: Vec<Stretch>,
    /// Forced writes: many, in order of their beginning.
    pub writes: Vec<Stretch>,
    /// For each fault that has struck: the event, or `None` when it found nothing to act on.
    pub strikes: LiteMap<u32, Option<u32>>,
    latest: LiteMap<NodeId, u32>,
    /// Open stretches, as positions in `stretches` or, for writing, in `writes`.
    open: LiteMap<(NodeId, StretchKind), usize>,
}

impl<P: Protocol> Default for Trace<P> {
    fn default() -> Trace<P> {
        Trace {
            events: Vec::new(),
            messages: Vec::new(),
            observations: Vec::new(),
            notes: Vec::new(),
            goals: Vec::new(),
            stretches: Vec::new(),
            writes: Vec::new(),
            strikes: LiteMap::new(),
            latest: LiteMap::new(),
            open: LiteMap::new(),
        }
    }
}

impl<P: Protocol> Trace<P> {
    /// How many events have happened at `time` or before.
    pub fn events_until(&self, time: Time) -> u32 {
        self.events.partition_point(|event| event.time <= time) as u32
    }

    pub fn push(&mut self, event: Event<P>) {
        let index = self.events.len() as u32;
        let node = event.happening.node();
        let kind = event.happening.kind();
        let message = event.happening.message();
        let first_sent = self.messages.len() as MessageId;
        let sent_count = event.sent.len() as u32;
        let previous = node.and_then(|node| self.latest.insert(node, index));
        if let Some(fault) = event.fault {
            let found = (kind != EventKind::Missed).then_some(index);
            self.strikes.entry(fault).or_insert(found);
        }
        self.end_message(&event.happening, event.time, index);
        self.stretch(&event);
        for sent in event.sent {
            self.messages.push(MessageRecord {
                from: sent.from,
                to: sent.to,
                nth: sent.nth,
                message: sent.message,
                sent_at: event.time,
                sent_by: index,
                due: sent.due,
                delayed_us: sent.slowed_us,
                is_copy: sent.is_copy,
                corrupt: false,
                end: End::InFlight,
            });
        }
        for effect in event.effects {
            if let Effect::Note(note) = effect {
                self.notes.push((index, note));
            }
        }
        let (time, fault) = (event.time, event.fault);
        self.events.push(EventRecord {
            time,
            node,
            kind,
            message,
            fault,
            previous,
            first_sent,
            sent_count,
        });
    }

    fn end_message(&mut self, happening: &Happening<P>, at: Time, event: u32) {
        let Some(record) = happening.message().and_then(|id| self.messages.get_mut(id as usize))
        else {
            return;
        };
        match happening {
            Happening::Delivered { .. } => record.end = End::Delivered { at, event },
            Happening::Lost { reason, .. } => {
                record.end = End::Lost { at, event, reason: *reason };
            }
            Happening::Delayed { by_us, due, .. } => {
                record.delayed_us += by_us;
                record.due = *due;
            }
            Happening::Corrupted { .. } => record.corrupt = true,
            _ => {}
        }
    }

    fn stretch(&mut self, event: &Event<P>) {
        let at = event.time;
        match &event.happening {
            Happening::Crashed { node, .. } => {
                self.close(*node, StretchKind::Writing, at);
                self.close(*node, StretchKind::Paused, at);
                self.open(*node, StretchKind::Crashed, at);
            }
            Happening::Restarted { node, .. } => self.close(*node, StretchKind::Crashed, at),
            Happening::Paused { node } => self.open(*node, StretchKind::Paused, at),
            Happening::Resumed { node } => self.close(*node, StretchKind::Paused, at),
            Happening::Synced { node, .. } => self.close(*node, StretchKind::Writing, at),
            _ => {}
        }
        let forced = matches!(event.effects.last(), Some(Effect::Persist(_)));
        if let Some(node) = event.happening.node().filter(|_| forced) {
            self.open(node, StretchKind::Writing, at);
        }
    }

    /// Tells which nodes are cut off from now on.
    pub fn cut_off(&mut self, nodes: &[NodeId], at: Time) {
        let was: Vec<NodeId> = self.cut_off_nodes();
        for node in &was {
            if !nodes.contains(node) {
                self.close(*node, StretchKind::CutOff, at);
            }
        }
        for node in nodes {
            if !was.contains(node) {
                self.open(*node, StretchKind::CutOff, at);
            }
        }
    }

    fn cut_off_nodes(&self) -> Vec<NodeId> {
        let open = self.open.keys().filter(|(_, kind)| *kind == StretchKind::CutOff);
        open.map(|(node, _)| *node).collect()
    }

    fn open(&mut self, node: NodeId, kind: StretchKind, from: Time) {
        let list = match kind {
            StretchKind::Writing => &mut self.writes,
            _ => &mut self.stretches,
        };
        self.open.insert((node, kind), list.len());
        list.push(Stretch { node, kind, from, to: None });
    }

    fn close(&mut self, node: NodeId, kind: StretchKind, at: Time) {
        let Some(position) = self.open.remove(&(node, kind)) else {
            return;
        };
        let list = match kind {
            StretchKind::Writing => &mut self.writes,
            _ => &mut self.stretches,
        };
        list[position].to = Some(at);
    }

    /// The direct causes of an event: the one before it on its node, and its message's sending.
    pub fn causes(&self, index: u32) -> impl Iterator<Item = u32> + use<P> {
        let event = &self.events[index as usize];
        let sent_by = event.message.map(|id| self.messages[id as usize].sent_by);
        // A fault that acts on a message (or its loss) is not a step of any node: it has no past
        // but the sending.
        event.previous.into_iter().chain(sent_by)
    }

    /// All that happens before the event (Lamport 1978), sorted, itself left out.
    pub fn past(&self, index: u32) -> Vec<u32> {
        let mut marked = vec![false; index as usize + 1];
        marked[index as usize] = true;
        for at in (0..=index).rev() {
            if marked[at as usize] {
                for cause in self.causes(at) {
                    marked[cause as usize] = true;
                }
            }
        }
        (0..index).filter(|at| marked[*at as usize]).collect()
    }

    /// The heaviest chain of causes from one event to another, `None` when the first does not lead
    /// to the second. `counts` says whether a step to an event does; the message is that by which
    /// the step is made.
    pub fn longest_chain(
        &self,
        from: u32,
        to: u32,
        counts: &dyn Fn(u32, Option<&MessageRecord<P>>) -> bool,
    ) -> Option<u32> {
        let mut length: Vec<Option<u32>> = vec![Some(0)];
        for at in from + 1..=to {
            let event = &self.events[at as usize];
            let message = event.message.map(|id| &self.messages[id as usize]);
            let before = |cause: u32| length[cause.checked_sub(from)? as usize];
            let own = event.previous.and_then(before).map(|l| l + u32::from(counts(at, None)));
            let sent = message.and_then(|message| {
                Some(before(message.sent_by)? + u32::from(counts(at, Some(message))))
            });
            length.push(own.max(sent));
        }
        length.pop()?
    }

    /// All that the event happens before, sorted, itself left out.
    pub fn future(&self, index: u32) -> Vec<u32> {
        let count = self.events.len();
        let mut marked = vec![false; count];
        marked[index as usize] = true;
        for at in index + 1..count as u32 {
            marked[at as usize] = self.causes(at).any(|cause| marked[cause as usize]);
        }
        (index + 1..count as u32).filter(|at| marked[*at as usize]).collect()
    }
}
