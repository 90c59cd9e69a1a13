//! From a run without a clock to a script with one: times for what clients ask and for each fault,
//! delays for messages that have to come later than they would, so that the timed scheduler takes
//! the same steps.
//!
//! Steps of a node keep their order, and a step comes after what it was caused by. Otherwise things
//! happen as early as they can, and only what the environment does waits for all that came before;
//! or everything waits for what came before.

use std::collections::BTreeMap;

use crate::sim::action::{Action, Envelope};
use crate::sim::fault::{Fault, MessageName, TimedFault};
use crate::sim::network::{DiskConfig, Latency, Link, LinkConfig, Network};
use crate::sim::protocol::{Effect, NodeId, Protocol};
use crate::sim::random::{Stream, draw, span};
use crate::sim::time::{Span, Time};
use crate::sim::timed::Setup;
use crate::sim::world::World;

use super::schedules::Schedules;

/// The first step of a script.
const BEGINS_US: u64 = 1_000;
const FORCED_US: u64 = 1_000;
const LAZY_US: u64 = 30_000;
/// Of true speed.
const SLOW_PERMILLE: u32 = 500;
/// How long a script goes on after its last step.
const AFTERMATH_US: u64 = 20_000;

/// A message that a step sent.
struct Sent<P: Protocol> {
    envelope: Envelope<P>,
    name: MessageName,
    at: Time,
    /// A copy of an earlier one in the list.
    copy_of: Option<usize>,
    fate: Fate,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    OnItsWay,
    Delivered(Time),
    Lost(Time),
}

/// What is known of a node while the script is written.
#[derive(Clone, Copy)]
struct Busy {
    /// Its next step comes later than this.
    until: Time,
    /// When what it is writing will be on disk.
    synced: Time,
    timers_set: u64,
}

/// What a script may be written in several ways by.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Settles when timers are due.
    pub seed: u64,
    pub latency_us: u64,
    /// Each step comes later than the one before, not only later than its causes.
    pub in_order: bool,
    /// Messages arrive shortly before the next timer that fires, not as early as they can: what
    /// they set going has less time until then.
    pub late: bool,
    /// Nodes whose timers never fire have slow clocks: nothing is known of how clocks compare.
    pub slow: bool,
}

struct Writer<'a, P: Protocol> {
    model: &'a Schedules<P>,
    style: Style,
    world: World<P>,
    nodes: Vec<Busy>,
    sends: BTreeMap<Link, u32>,
    sent: Vec<Sent<P>>,
    /// When the timers that run are due.
    timers: BTreeMap<(NodeId, P::Timer), Time>,
    /// When a link was last cut or healed.
    links: BTreeMap<Link, Time>,
    /// The last moment so far.
    now: Time,
    /// Messages arrive no earlier, where they arrive late.
    held_until: Time,
    requests: Vec<(Time, NodeId, P::Request)>,
    faults: Vec<TimedFault>,
}

/// A script that takes these steps, if timers can be due when they have to be.
pub fn write<P: Protocol>(
    model: &Schedules<P>,
    steps: &[Action<P>],
    style: Style,
) -> Option<Setup<P>> {
    let requests = model.requests.iter().cloned();
    let (world, started) = World::new(&model.protocol, requests, model.budget.bounds);
    let idle = Busy { until: Time::ZERO, synced: Time::ZERO, timers_set: 0 };
    let mut writer = Writer {
        model,
        style,
        world,
        nodes: vec![idle; started.len()],
        sends: BTreeMap::new(),
        sent: Vec::new(),
        timers: BTreeMap::new(),
        links: BTreeMap::new(),
        now: Time(BEGINS_US),
        held_until: Time::ZERO,
        requests: Vec::new(),
        faults: Vec::new(),
    };
    for (node, effects) in (0..).map(NodeId).zip(started) {
        writer.follow(node, &effects, Time::ZERO);
    }
    if style.slow {
        writer.slow_down(steps);
    }
    for (index, action) in steps.iter().enumerate() {
        if style.late {
            writer.hold(&steps[index..]);
        }
        writer.take(action)?;
    }
    Some(writer.finish())
}

impl<P: Protocol> Writer<'_, P> {
    fn take(&mut self, action: &Action<P>) -> Option<()> {
        let at = self.moment(action)?;
        self.note(action, at);
        let effects = self.world.apply(&self.model.protocol, action);
        self.now = self.now.max(at);
        if let Some(node) = acting(action) {
            let busy = &mut self.nodes[node.index()];
            busy.until = busy.until.max(at);
            self.follow(node, &effects, at);
        }
        Some(())
    }

    fn slow_down(&mut self, steps: &[Action<P>]) {
        let fires = |id: NodeId| {
            steps.iter().any(|step| matches!(step, Action::Fire { node, .. } if *node == id))
        };
        let nodes = (0..self.model.protocol.nodes()).map(NodeId);
        let slow = nodes.filter(|node| !fires(*node)).map(|node| {
            let fault = Fault::DriftClock { node, rate_permille: SLOW_PERMILLE };
            TimedFault { at: Time(BEGINS_US), fault }
        });
        self.faults.extend(slow);
    }

    /// Until when to wait before the next timer that fires, if it is set by now: what happens
    /// before it still has to fit in.
    fn hold(&mut self, ahead: &[Action<P>]) {
        let fires = ahead.iter().enumerate().find_map(|(steps, action)| match action {
            Action::Fire { node, timer } => Some((steps as u64, (*node, timer.clone()))),
            _ => None,
        });
        let due = fires.and_then(|(steps, timer)| Some((steps, *self.timers.get(&timer)?)));
        self.held_until = due.map_or(Time::ZERO, |(steps, due)| {
            let room_us = steps * (self.style.latency_us + FORCED_US);
            Time(due.us().saturating_sub(room_us))
        });
    }

    /// When a step happens.
    fn moment(&self, action: &Action<P>) -> Option<Time> {
        let after = |node: &NodeId| self.nodes[node.index()].until + 1;
        let last = self.now + 1;
        let in_turn = if self.style.in_order { last } else { Time::ZERO };
        Some(match action {
            Action::Deliver(envelope) => {
                let sent = &self.sent[self.oldest(envelope)?];
                let earliest = match sent.copy_of.map(|original| self.sent[original].fate) {
                    // A copy is made when its original is about to arrive.
                    Some(Fate::Delivered(original) | Fate::Lost(original)) => original,
                    _ => sent.at,
                };
                let link = (envelope.from, envelope.to);
                let open = self.links.get(&link).map_or(Time::ZERO, |changed| *changed + 1);
                let early = (earliest + self.style.latency_us).max(self.held_until);
                early.max(after(&envelope.to)).max(open).max(in_turn)
            }
            Action::Fire { node, timer } => {
                let due = *self.timers.get(&(*node, timer.clone()))?;
                return (due >= after(node).max(in_turn)).then_some(due);
            }
            Action::Sync { node } => self.nodes[node.index()].synced,
            Action::Choose { node, .. } => self.nodes[node.index()].until,
            Action::Crash { node, .. } if self.world.node(*node).writing => after(node),
            _ => last,
        })
    }

    /// Writes down what the scheduler would not do of itself.
    fn note(&mut self, action: &Action<P>, at: Time) {
        let fault = match action {
            Action::Deliver(envelope) => {
                if let Some(sent) = self.oldest(envelope) {
                    self.sent[sent].fate = Fate::Delivered(at);
                }
                return;
            }
            Action::Drop(envelope) => {
                if let Some(sent) = self.oldest(envelope) {
                    self.sent[sent].fate = Fate::Lost(at);
                }
                return;
            }
            Action::Duplicate(envelope) => return self.duplicate(envelope),
            Action::Request { node, request } | Action::Refuse { node, request } => {
                return self.requests.push((at, *node, request.clone()));
            }
            Action::Crash { node, torn: false } => Fault::Crash { node: *node },
            Action::Crash { node, torn: true } => Fault::TearWrite { node: *node },
            Action::Restart { node, disk_lost: false } => Fault::Restart { node: *node },
            Action::Restart { node, disk_lost: true } => Fault::RestartDiskLost { node: *node },
            Action::Pause { node } => Fault::Pause { node: *node },
            Action::Resume { node } => Fault::Resume { node: *node },
            Action::Cut((from, to)) => {
                self.links.insert((*from, *to), at);
                Fault::CutOneWay { from: *from, to: *to }
            }
            Action::Heal((from, to)) => {
                self.links.insert((*from, *to), at);
                Fault::Heal { a: *from, b: *to }
            }
            Action::Fire { .. }
            | Action::Sync { .. }
            | Action::Choose { .. }
            | Action::Tick { .. } => return,
        };
        self.faults.push(TimedFault { at, fault });
    }

    /// The first of equal messages that are on their way.
    fn oldest(&self, envelope: &Envelope<P>) -> Option<usize> {
        let on_its_way = |sent: &Sent<P>| sent.fate == Fate::OnItsWay && sent.envelope == *envelope;
        self.sent.iter().position(on_its_way)
    }

    fn duplicate(&mut self, envelope: &Envelope<P>) {
        if let Some(original) = self.oldest(envelope) {
            let Sent { name, at, .. } = self.sent[original];
            let copy_of = Some(self.sent[original].copy_of.unwrap_or(original));
            let envelope = envelope.clone();
            self.sent.push(Sent { envelope, name, at, copy_of, fate: Fate::OnItsWay });
        }
    }

    /// What a step sets going.
    fn follow(&mut self, node: NodeId, effects: &[Effect<P>], at: Time) {
        for effect in effects {
            match effect {
                Effect::Send { to, message } => {
                    let nth = self.sends.entry((node, *to)).or_insert(0);
                    *nth += 1;
                    let name = MessageName { from: node, to: *to, nth: *nth };
                    let envelope = Envelope { from: node, to: *to, message: message.clone() };
                    let fate = Fate::OnItsWay;
                    self.sent.push(Sent { envelope, name, at, copy_of: None, fate });
                }
                Effect::SetTimer { timer, span } => self.set_timer(node, timer, *span, at),
                Effect::CancelTimer { timer } => {
                    self.timers.remove(&(node, timer.clone()));
                }
                Effect::Persist(_) => self.nodes[node.index()].synced = at + FORCED_US,
                Effect::Write(_) => self.nodes[node.index()].synced = at + LAZY_US,
                Effect::Choose(_) | Effect::Reply(_) | Effect::Note(_) => {}
            }
        }
    }

    /// The timed scheduler's own draw.
    fn set_timer(&mut self, node: NodeId, timer: &P::Timer, within: Span, at: Time) {
        let busy = &mut self.nodes[node.index()];
        busy.timers_set += 1;
        let bits = draw(self.style.seed, Stream::Timer, node.0.into(), busy.timers_set);
        self.timers.insert((node, timer.clone()), at + span(bits, within));
    }

    fn finish(mut self) -> Setup<P> {
        let end = self.now;
        for index in 0..self.sent.len() {
            match self.sent[index].copy_of {
                Some(original) => self.guide_copy(index, original),
                None => self.guide(index, end),
            }
        }
        self.faults.sort_by_key(|timed| timed.at);
        self.requests.sort_by_key(|(at, ..)| *at);
        let latency = Latency::Fixed { us: self.style.latency_us };
        let default = LinkConfig { latency, loss_ppm: 0, duplication_ppm: 0, fifo: false };
        Setup {
            protocol: self.model.protocol.clone(),
            seed: self.style.seed,
            until: end + AFTERMATH_US,
            network: Network { default, ..Network::default() },
            disk: DiskConfig { force: Latency::Fixed { us: FORCED_US }, lazy_us: LAZY_US },
            requests: self.requests,
            faults: self.faults,
        }
    }

    /// Sees to it that a message arrives when it should. One that nobody waits for arrives when
    /// all is over.
    fn guide(&mut self, index: usize, end: Time) {
        let Sent { name: message, at, fate, .. } = self.sent[index];
        let by_us = |wanted: Time| wanted.since(at + self.style.latency_us);
        let (after_us, fault) = match fate {
            Fate::Lost(_) => (1, Fault::Drop { message }),
            Fate::OnItsWay => {
                let by_us = by_us(end + AFTERMATH_US);
                (self.style.latency_us / 2, Fault::Delay { message, by_us })
            }
            Fate::Delivered(wanted) => {
                (self.style.latency_us / 2, Fault::Delay { message, by_us: by_us(wanted) })
            }
        };
        if !matches!(fault, Fault::Delay { by_us: 0, .. }) {
            self.faults.push(TimedFault { at: at + after_us, fault });
        }
    }

    /// A copy that arrives is made when its original is about to.
    fn guide_copy(&mut self, index: usize, original: usize) {
        let (Sent { name: message, fate, .. }, original) =
            (&self.sent[index], self.sent[original].fate);
        let (Fate::Delivered(wanted), Fate::Delivered(original)) = (*fate, original) else {
            return;
        };
        let message = *message;
        let at = Time(original.us() - 1);
        self.faults.push(TimedFault { at, fault: Fault::Duplicate { message } });
        let by_us = wanted.since(at + self.style.latency_us);
        if by_us > 0 {
            self.faults
                .push(TimedFault { at: original + 1, fault: Fault::Delay { message, by_us } });
        }
    }
}

/// The node that takes the step, or that it happens to.
fn acting<P: Protocol>(action: &Action<P>) -> Option<NodeId> {
    match action {
        Action::Deliver(envelope) => Some(envelope.to),
        Action::Fire { node, .. }
        | Action::Sync { node }
        | Action::Choose { node, .. }
        | Action::Request { node, .. }
        | Action::Refuse { node, .. }
        | Action::Crash { node, .. }
        | Action::Restart { node, .. }
        | Action::Pause { node }
        | Action::Resume { node }
        | Action::Tick { node, .. } => Some(*node),
        Action::Drop(_) | Action::Duplicate(_) | Action::Cut(_) | Action::Heal(_) => None,
    }
}
