//! The timed scheduler: gives each action of the transition relation a moment and lets the earliest
//! happen. Every run of it is a path of the untimed relation.

use std::collections::{BTreeMap, VecDeque};
use std::hash::Hasher;

use super::action::{Action, Bounds};
use litemap::LiteMap;

use super::engine::{AT_ONCE, Due, Engine, Flight, Key};
use super::event::{Event, Happening, LossReason, MessageId};
use super::fault::TimedFault;
use super::fingerprint::Fingerprint;
use super::network::{DiskConfig, Link, Network};
use super::protocol::{Effect, NodeId, Protocol};
use super::time::Time;
use super::world::World;

/// Everything a run depends on.
#[derive(Clone, Debug)]
pub struct Setup<P: Protocol> {
    pub protocol: P,
    pub seed: u64,
    /// Nothing happens after this moment.
    pub until: Time,
    pub network: Network,
    pub disk: DiskConfig,
    /// In order of time.
    pub requests: Vec<(Time, NodeId, P::Request)>,
    /// In order of time.
    pub faults: Vec<TimedFault>,
}

/// What a run did up to there, as steps of the untimed relation.
pub fn actions_of<P: Protocol>(setup: &Setup<P>, events: u32) -> Vec<Action<P>> {
    let mut sim = Sim::new(setup);
    sim.record_actions();
    for _ in 0..events {
        if sim.step(setup).is_none() {
            break;
        }
    }
    sim.take_actions()
}

/// A run in progress; a clone is a snapshot.
#[derive(Clone, Debug)]
pub struct Sim<P: Protocol> {
    pub(super) world: World<P>,
    pub(super) now: Time,
    pub(super) flights: LiteMap<MessageId, Flight<P>>,
    pub(super) engines: Vec<Engine<P>>,
    pub(super) slow_links: LiteMap<Link, u64>,
    /// Random loss and duplication are over.
    pub(super) calm: bool,
    starting: VecDeque<(NodeId, Vec<Effect<P>>)>,
    pub(super) queue: BTreeMap<Key, Due<P>>,
    next_seq: u64,
    pub(super) next_message: MessageId,
    next_request: usize,
    next_fault: usize,
    /// Messages sent so far, by link.
    pub(super) sends: LiteMap<Link, u32>,
    pub(super) copies: u64,
    pub(super) latest_due: LiteMap<Link, Time>,
    hash: Fingerprint,
    /// The actions applied, when somebody wants to know.
    actions: Option<Vec<Action<P>>>,
}

impl<P: Protocol> Sim<P> {
    pub fn new(setup: &Setup<P>) -> Sim<P> {
        let requests = setup.requests.iter().map(|(_, node, request)| (*node, request.clone()));
        let (world, started) = World::new(&setup.protocol, requests, Bounds::NONE);
        Sim {
            world,
            now: Time::ZERO,
            flights: LiteMap::new(),
            engines: vec![Engine::default(); started.len()],
            slow_links: LiteMap::new(),
            calm: false,
            starting: (0..).map(NodeId).zip(started).collect(),
            queue: BTreeMap::new(),
            next_seq: 0,
            next_message: 0,
            next_request: 0,
            next_fault: 0,
            sends: LiteMap::new(),
            copies: 0,
            latest_due: LiteMap::new(),
            hash: Fingerprint::default(),
            actions: None,
        }
    }

    /// Keeps the actions applied, for [`Sim::take_actions`].
    pub fn record_actions(&mut self) {
        self.actions = Some(Vec::new());
    }

    pub fn take_actions(&mut self) -> Vec<Action<P>> {
        self.actions.as_mut().map(std::mem::take).unwrap_or_default()
    }

    pub fn world(&self) -> &World<P> {
        &self.world
    }

    pub fn now(&self) -> Time {
        self.now
    }

    pub fn flights(&self) -> impl Iterator<Item = (MessageId, &Flight<P>)> {
        self.flights.iter().map(|(id, flight)| (*id, flight))
    }

    pub fn engine(&self, node: NodeId) -> &Engine<P> {
        &self.engines[node.index()]
    }

    pub fn is_slow_link(&self, link: Link) -> bool {
        self.slow_links.contains_key(&link)
    }

    /// Hash of every event so far.
    pub fn hash(&self) -> u64 {
        self.hash.finish()
    }

    /// When the next event may happen, if one can before the run's end.
    pub fn next_time(&self, setup: &Setup<P>) -> Option<Time> {
        if !self.starting.is_empty() {
            return Some(Time::ZERO);
        }
        let fault = setup.faults.get(self.next_fault).map(|fault| fault.at);
        let request = setup.requests.get(self.next_request).map(|(at, ..)| *at);
        let due = self.queue.first_key_value().map(|(key, _)| key.0);
        let next = [fault, request, due].into_iter().flatten().min()?;
        (next <= setup.until).then_some(next.max(self.now))
    }

    /// The next event; `None` when the run is over.
    pub fn step(&mut self, setup: &Setup<P>) -> Option<Event<P>> {
        loop {
            let now = self.next_time(setup)?;
            self.now = now;
            if let Some(event) = self.happen(setup, now) {
                self.hash.add(&event);
                return Some(event);
            }
        }
    }

    fn happen(&mut self, setup: &Setup<P>, now: Time) -> Option<Event<P>> {
        if let Some((node, effects)) = self.starting.pop_front() {
            return Some(self.finish(setup, node, Happening::Started { node }, effects));
        }
        // What a fault set off comes before the next fault of the same moment.
        let first = self.queue.first_key_value().map(|(key, _)| *key);
        let at_once = first.is_some_and(|key| key <= (now, AT_ONCE, u64::MAX));
        let (fault, request) = (self.next_fault, self.next_request);
        if !at_once && setup.faults.get(fault).is_some_and(|fault| fault.at <= now) {
            self.next_fault += 1;
            return Some(self.strike(setup, fault));
        }
        if !at_once && setup.requests.get(request).is_some_and(|(at, ..)| *at <= now) {
            self.next_request += 1;
            return self.ask(setup, request);
        }
        let (key, due) = self.queue.pop_first()?;
        self.come_due(setup, key, due)
    }

    fn come_due(&mut self, setup: &Setup<P>, key: Key, due: Due<P>) -> Option<Event<P>> {
        match due {
            Due::Arrive(id) => self.arrive(setup, id),
            Due::Vanish(id) => self.lose(setup, id, LossReason::Chance, None),
            Due::Ring { node, timer } => self.ring(setup, node, timer, key),
            Due::Sync { node } => {
                self.engines[node.index()].sync = None;
                let forced = self.world.node(node).writing;
                let effects = self.act(setup, Action::Sync { node });
                Some(self.finish(setup, node, Happening::Synced { node, forced }, effects))
            }
            Due::Choose { node, choice } => {
                let action = Action::Choose { node, choice: choice.clone() };
                let effects = self.act(setup, action);
                Some(self.finish(setup, node, Happening::Chose { node, choice }, effects))
            }
            Due::Wake { node } => self.wake(setup, node),
            Due::Ask { index } => self.ask(setup, index),
            Due::Recover { node, fault } => self.recover(setup, node, fault),
        }
    }

    /// Applies an action, keeping it for whoever wants to replay the path.
    pub(super) fn act(&mut self, setup: &Setup<P>, action: Action<P>) -> Vec<Effect<P>> {
        if setup.protocol.reads_clock()
            && let Some(node) = stepping(&action)
        {
            let clock_us = self.engines[node.index()].clock.reading_us(self.now);
            self.apply(setup, Action::Tick { node, clock_us });
        }
        self.apply(setup, action)
    }

    pub(super) fn apply(&mut self, setup: &Setup<P>, action: Action<P>) -> Vec<Effect<P>> {
        let effects = self.world.apply(&setup.protocol, &action);
        if let Some(actions) = &mut self.actions {
            actions.push(action);
        }
        effects
    }

    /// Gives every effect its moment and makes the event of it.
    pub(super) fn finish(
        &mut self,
        setup: &Setup<P>,
        node: NodeId,
        happening: Happening<P>,
        effects: Vec<Effect<P>>,
    ) -> Event<P> {
        let sent = self.schedule(setup, node, &effects);
        let engine = &mut self.engines[node.index()];
        if is_step(&happening) && engine.step_us > 0 {
            engine.busy_until = self.now + engine.step_us;
        }
        self.rouse(node);
        Event { time: self.now, happening, fault: None, effects, sent }
    }

    pub(super) fn enqueue(&mut self, at: Time, urgency: u8, due: Due<P>) -> Key {
        let key = (at, urgency, self.next_seq);
        self.next_seq += 1;
        self.queue.insert(key, due);
        key
    }

    /// An event without effects.
    pub(super) fn bare(&self, happening: Happening<P>, fault: Option<u32>) -> Event<P> {
        Event { time: self.now, happening, fault, effects: Vec::new(), sent: Vec::new() }
    }

    pub(super) fn recover_soon(&mut self, node: NodeId, fault: u32) {
        self.enqueue(self.now, AT_ONCE, Due::Recover { node, fault });
    }
}

/// The node that reacts to this action, if one does.
fn stepping<P: Protocol>(action: &Action<P>) -> Option<NodeId> {
    match action {
        Action::Deliver(envelope) => Some(envelope.to),
        Action::Fire { node, .. }
        | Action::Choose { node, .. }
        | Action::Request { node, .. }
        | Action::Restart { node, .. } => Some(*node),
        _ => None,
    }
}

/// Whether a slow node spends time on this.
fn is_step<P: Protocol>(happening: &Happening<P>) -> bool {
    matches!(
        happening,
        Happening::Delivered { .. } | Happening::Asked { .. } | Happening::Fired { .. }
    )
}
