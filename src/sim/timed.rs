//! The timed scheduler: gives each action of the transition relation a moment and lets the earliest
//! happen. Every run of it is a path of the untimed relation.

use std::collections::{BTreeMap, VecDeque};
use std::hash::Hasher;

use super::clock::Clock;
use super::event::{Event, Happening, LossReason, MessageId, Sent};
use super::fault::TimedFault;
use super::fingerprint::Fingerprint;
use super::network::{DiskConfig, Link, LinkConfig, Network};
use super::protocol::{Effect, NodeId, Protocol};
use super::random::{self, Stream, draw};
use super::time::{Span, Time};
use super::world::{Action, Bounds, Envelope, World};

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

/// A place in the queue: time, urgency within the moment, order of arrival.
type Key = (Time, u8, u64);

/// What a fault sets off at once goes before what waits for a node, and that before the rest.
const AT_ONCE: u8 = 0;
const WAITING: u8 = 1;
const IN_TURN: u8 = 2;

#[derive(Clone, Debug)]
enum Due<P: Protocol> {
    Arrive(MessageId),
    /// The link loses it on the way.
    Vanish(MessageId),
    Ring {
        node: NodeId,
        timer: P::Timer,
    },
    Sync {
        node: NodeId,
    },
    Choose {
        node: NodeId,
        choice: P::Choice,
    },
    /// The node is free to take what waits for it.
    Wake {
        node: NodeId,
    },
    Ask {
        index: usize,
    },
    Recover {
        node: NodeId,
        fault: u32,
    },
}

/// A message on its way, or waiting for its receiver to be free.
#[derive(Clone, Debug)]
pub struct Flight<P: Protocol> {
    pub envelope: Envelope<P>,
    pub nth: u32,
    pub sent_at: Time,
    /// When it should arrive.
    pub due: Time,
    /// Where its present leg began: a delay on the way starts a new one.
    pub leg_from: Time,
    /// How much of the way was done then, in thousandths.
    pub leg_permille: u16,
    pub is_copy: bool,
    pub corrupt: bool,
    pub delayed: bool,
    pub arrived: bool,
    key: Key,
}

impl<P: Protocol> Flight<P> {
    /// How much of the way is done, in thousandths.
    pub fn permille(&self, now: Time) -> u16 {
        let leg = self.due.since(self.leg_from);
        if self.arrived || leg == 0 {
            return 1_000;
        }
        let left = 1_000 - self.leg_permille as u128;
        let done = left * now.since(self.leg_from).min(leg) as u128 / leg as u128;
        self.leg_permille + done as u16
    }
}

/// What a node's inbox holds while the node can't take a step.
#[derive(Clone, Debug)]
enum Waiting<P: Protocol> {
    Message(MessageId),
    Timer { timer: P::Timer, key: Key },
    Request { index: usize },
}

/// A timer with its moment.
#[derive(Clone, Copy, Debug)]
pub struct Running {
    pub set_at: Time,
    pub due: Time,
    due_us: u64,
    key: Key,
}

/// The timed side of a node.
#[derive(Clone, Debug)]
pub struct Engine<P: Protocol> {
    pub clock: Clock,
    /// Each step takes this long.
    pub step_us: u64,
    pub timers: BTreeMap<P::Timer, Running>,
    busy_until: Time,
    inbox: VecDeque<Waiting<P>>,
    sync: Option<Key>,
    wake: Option<Key>,
    timers_set: u64,
    writes: u64,
    choices: u64,
}

/// A run in progress; a clone is a snapshot.
#[derive(Clone, Debug)]
pub struct Sim<P: Protocol> {
    pub(super) world: World<P>,
    pub(super) now: Time,
    pub(super) flights: BTreeMap<MessageId, Flight<P>>,
    pub(super) engines: Vec<Engine<P>>,
    pub(super) slow_links: BTreeMap<Link, u64>,
    /// Random loss and duplication are over.
    pub(super) calm: bool,
    starting: VecDeque<(NodeId, Vec<Effect<P>>)>,
    queue: BTreeMap<Key, Due<P>>,
    next_seq: u64,
    next_message: MessageId,
    next_request: usize,
    next_fault: usize,
    /// Messages sent so far, by link.
    sends: BTreeMap<Link, u32>,
    copies: u64,
    latest_due: BTreeMap<Link, Time>,
    hash: Fingerprint,
    /// The actions applied, when somebody wants to know.
    actions: Option<Vec<Action<P>>>,
}

impl<P: Protocol> Sim<P> {
    pub fn new(setup: &Setup<P>) -> Sim<P> {
        let requests = setup
            .requests
            .iter()
            .map(|(_, node, request)| (*node, request.clone()));
        let (world, started) = World::new(&setup.protocol, requests, Bounds::NONE);
        let engine = Engine {
            clock: Clock::default(),
            step_us: 0,
            timers: BTreeMap::new(),
            busy_until: Time::ZERO,
            inbox: VecDeque::new(),
            sync: None,
            wake: None,
            timers_set: 0,
            writes: 0,
            choices: 0,
        };
        Sim {
            world,
            now: Time::ZERO,
            flights: BTreeMap::new(),
            engines: vec![engine; started.len()],
            slow_links: BTreeMap::new(),
            calm: false,
            starting: (0..).map(NodeId).zip(started).collect(),
            queue: BTreeMap::new(),
            next_seq: 0,
            next_message: 0,
            next_request: 0,
            next_fault: 0,
            sends: BTreeMap::new(),
            copies: 0,
            latest_due: BTreeMap::new(),
            hash: Fingerprint::default(),
            actions: None,
        }
    }

    /// Keeps the actions applied, for [`Sim::take_actions`].
    pub fn record_actions(&mut self) {
        self.actions = Some(Vec::new());
    }

    pub fn take_actions(&mut self) -> Vec<Action<P>> {
        self.actions
            .as_mut()
            .map(std::mem::take)
            .unwrap_or_default()
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
        if !at_once
            && setup
                .requests
                .get(request)
                .is_some_and(|(at, ..)| *at <= now)
        {
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
                let action = Action::Choose {
                    node,
                    choice: choice.clone(),
                };
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
        if P::READS_CLOCK
            && let Some(node) = stepping(&action)
        {
            let clock_us = self.engines[node.index()].clock.reading_us(self.now);
            self.apply(setup, Action::Tick { node, clock_us });
        }
        self.apply(setup, action)
    }

    fn apply(&mut self, setup: &Setup<P>, action: Action<P>) -> Vec<Effect<P>> {
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
        Event {
            time: self.now,
            happening,
            fault: None,
            effects,
            sent,
        }
    }

    fn schedule(&mut self, setup: &Setup<P>, node: NodeId, effects: &[Effect<P>]) -> Vec<Sent<P>> {
        let mut sent = Vec::new();
        for effect in effects {
            match effect {
                Effect::Send { to, message } => {
                    let envelope = Envelope {
                        from: node,
                        to: *to,
                        message: message.clone(),
                    };
                    self.send(setup, envelope, &mut sent);
                }
                Effect::SetTimer { timer, span } => self.set_timer(setup, node, timer, *span),
                Effect::CancelTimer { timer } => self.cancel_timer(node, timer),
                Effect::Persist(_) => self.begin_forced_write(setup, node),
                Effect::Write(_) => {
                    if self.engines[node.index()].sync.is_none() {
                        let at = self.now + setup.disk.lazy_us;
                        let key = self.enqueue(at, IN_TURN, Due::Sync { node });
                        self.engines[node.index()].sync = Some(key);
                    }
                }
                Effect::Choose(choices) => self.choose(setup, node, choices),
                Effect::Reply(_) | Effect::Note(_) => {}
            }
        }
        sent
    }

    fn enqueue(&mut self, at: Time, urgency: u8, due: Due<P>) -> Key {
        let key = (at, urgency, self.next_seq);
        self.next_seq += 1;
        self.queue.insert(key, due);
        key
    }

    fn send(&mut self, setup: &Setup<P>, envelope: Envelope<P>, sent: &mut Vec<Sent<P>>) {
        let link = (envelope.from, envelope.to);
        let counter = self.sends.entry(link).or_insert(0);
        *counter += 1;
        let nth = *counter;
        let config = self.link_config(setup, link);
        let bits = |stream| draw(setup.seed, stream, link_key(link), nth as u64);
        let travel_us = random::latency(bits(Stream::Latency), config.latency);
        let lost = random::chance(bits(Stream::Loss), config.loss_ppm);
        sent.push(self.launch(&config, envelope.clone(), nth, travel_us, false, lost));
        if random::chance(bits(Stream::Duplication), config.duplication_ppm) {
            let travel_us = random::latency(bits(Stream::CopyLatency), config.latency);
            self.apply(setup, Action::Duplicate(envelope.clone()));
            sent.push(self.launch(&config, envelope, nth, travel_us, true, false));
        }
    }

    fn link_config(&self, setup: &Setup<P>, link: Link) -> LinkConfig {
        let mut config = setup.network.link(link.0, link.1);
        if self.calm {
            config.loss_ppm = 0;
            config.duplication_ppm = 0;
        }
        config
    }

    fn launch(
        &mut self,
        config: &LinkConfig,
        envelope: Envelope<P>,
        nth: u32,
        travel_us: u64,
        is_copy: bool,
        lost: bool,
    ) -> Sent<P> {
        let link = (envelope.from, envelope.to);
        let slowed_us = self.slow_links.get(&link).copied().unwrap_or(0);
        let mut due = self.now + travel_us + slowed_us;
        if config.fifo {
            let latest = self.latest_due.entry(link).or_insert(due);
            due = due.max(*latest);
            *latest = due;
        }
        let id = self.next_message;
        self.next_message += 1;
        let key = if lost {
            // Somewhere before the receiver: three fifths of the way.
            let at = self.now + due.since(self.now) / 5 * 3;
            self.enqueue(at, IN_TURN, Due::Vanish(id))
        } else {
            self.enqueue(due, IN_TURN, Due::Arrive(id))
        };
        let sent = Sent {
            id,
            from: link.0,
            to: link.1,
            nth,
            message: envelope.message.clone(),
            is_copy,
            due,
            slowed_us,
        };
        let flight = Flight {
            envelope,
            nth,
            sent_at: self.now,
            due,
            leg_from: self.now,
            leg_permille: 0,
            is_copy,
            corrupt: false,
            delayed: slowed_us > 0,
            arrived: false,
            key,
        };
        self.flights.insert(id, flight);
        sent
    }

    /// Sends a second copy of a message in flight.
    pub(super) fn copy(&mut self, setup: &Setup<P>, id: MessageId) -> Option<Sent<P>> {
        let flight = self.flights.get(&id)?;
        let (envelope, nth) = (flight.envelope.clone(), flight.nth);
        let link = (envelope.from, envelope.to);
        let config = self.link_config(setup, link);
        // Copies made by hand draw apart from those the network makes.
        self.copies += 1;
        let nth_draw = (self.copies << 32) | nth as u64;
        let bits = draw(setup.seed, Stream::CopyLatency, link_key(link), nth_draw);
        self.act(setup, Action::Duplicate(envelope.clone()));
        let travel_us = random::latency(bits, config.latency);
        Some(self.launch(&config, envelope, nth, travel_us, true, false))
    }

    /// Lets a message in flight arrive later; its new due time.
    pub(super) fn delay(&mut self, id: MessageId, by_us: u64) -> Option<Time> {
        let now = self.now;
        let flight = self.flights.get_mut(&id)?;
        flight.leg_permille = flight.permille(now);
        flight.leg_from = now;
        flight.due = flight.due + by_us;
        flight.delayed = true;
        let (due, old_key) = (flight.due, flight.key);
        let what = self.queue.remove(&old_key)?;
        let key = self.enqueue(old_key.0 + by_us, IN_TURN, what);
        self.flights.get_mut(&id)?.key = key;
        Some(due)
    }

    fn set_timer(&mut self, setup: &Setup<P>, node: NodeId, timer: &P::Timer, span: Span) {
        self.cancel_timer(node, timer);
        let engine = &mut self.engines[node.index()];
        engine.timers_set += 1;
        let bits = draw(setup.seed, Stream::Timer, node.0 as u64, engine.timers_set);
        let due_us = engine
            .clock
            .monotonic_us(self.now)
            .saturating_add(random::span(bits, span));
        let due = engine.clock.when(due_us);
        let key = self.enqueue(
            due,
            IN_TURN,
            Due::Ring {
                node,
                timer: timer.clone(),
            },
        );
        let running = Running {
            set_at: self.now,
            due,
            due_us,
            key,
        };
        self.engines[node.index()]
            .timers
            .insert(timer.clone(), running);
    }

    fn cancel_timer(&mut self, node: NodeId, timer: &P::Timer) {
        if let Some(running) = self.engines[node.index()].timers.remove(timer) {
            self.queue.remove(&running.key);
        }
    }

    /// Moves a node's timers to where its clock now says they belong.
    pub(super) fn retime(&mut self, node: NodeId) {
        let now = self.now;
        let timers = std::mem::take(&mut self.engines[node.index()].timers);
        // In the order in which they are due, so that ties stay in order.
        let mut timers: Vec<(P::Timer, Running)> = timers.into_iter().collect();
        timers.sort_by_key(|(_, running)| running.key);
        for (timer, mut running) in timers {
            if let Some(ring) = self.queue.remove(&running.key) {
                running.due = self.engines[node.index()]
                    .clock
                    .when(running.due_us)
                    .max(now);
                running.key = self.enqueue(running.due, IN_TURN, ring);
            }
            self.engines[node.index()].timers.insert(timer, running);
        }
    }

    fn begin_forced_write(&mut self, setup: &Setup<P>, node: NodeId) {
        let engine = &mut self.engines[node.index()];
        engine.writes += 1;
        let bits = draw(setup.seed, Stream::Disk, node.0 as u64, engine.writes);
        if let Some(lazy) = engine.sync.take() {
            self.queue.remove(&lazy);
        }
        let at = self.now + random::latency(bits, setup.disk.force);
        let key = self.enqueue(at, IN_TURN, Due::Sync { node });
        self.engines[node.index()].sync = Some(key);
    }

    fn choose(&mut self, setup: &Setup<P>, node: NodeId, choices: &[P::Choice]) {
        let engine = &mut self.engines[node.index()];
        engine.choices += 1;
        let bits = draw(setup.seed, Stream::Choice, node.0 as u64, engine.choices);
        let last = choices.len().saturating_sub(1) as u64;
        if let Some(choice) = choices.get(random::uniform(bits, 0, last) as usize) {
            let choice = choice.clone();
            self.enqueue(self.now, AT_ONCE, Due::Choose { node, choice });
        }
    }

    fn is_free(&self, node: NodeId) -> bool {
        self.world.node(node).can_step() && self.engines[node.index()].busy_until <= self.now
    }

    /// Whether the node can take an event now, in turn.
    fn takes(&self, node: NodeId) -> bool {
        self.is_free(node) && self.engines[node.index()].inbox.is_empty()
    }

    /// Arranges for what waits to be taken as soon as the node is free.
    pub(super) fn rouse(&mut self, node: NodeId) {
        let engine = &self.engines[node.index()];
        let waits = !engine.inbox.is_empty() && engine.wake.is_none();
        if waits && self.world.node(node).can_step() {
            let at = engine.busy_until.max(self.now);
            let key = self.enqueue(at, WAITING, Due::Wake { node });
            self.engines[node.index()].wake = Some(key);
        }
    }

    fn wake(&mut self, setup: &Setup<P>, node: NodeId) -> Option<Event<P>> {
        self.engines[node.index()].wake = None;
        while self.is_free(node) {
            let event = match self.engines[node.index()].inbox.pop_front()? {
                Waiting::Message(id) => self.deliver(setup, id),
                Waiting::Request { index } => Some(self.asked(setup, index)),
                Waiting::Timer { timer, key } => self.fire(setup, node, timer, key),
            };
            if event.is_some() {
                // A message that was lost at the door is no step: the next one's turn comes too.
                self.rouse(node);
                return event;
            }
        }
        self.rouse(node);
        None
    }

    fn arrive(&mut self, setup: &Setup<P>, id: MessageId) -> Option<Event<P>> {
        let envelope = &self.flights.get(&id)?.envelope;
        let (from, to) = (envelope.from, envelope.to);
        let stopped = self.world.is_cut(from, to) || !self.world.node(to).is_up();
        if stopped || self.takes(to) {
            return self.deliver(setup, id);
        }
        self.flights.get_mut(&id)?.arrived = true;
        self.engines[to.index()]
            .inbox
            .push_back(Waiting::Message(id));
        self.rouse(to);
        None
    }

    /// Hands a message over. Its fate is judged here, when the receiver takes it.
    fn deliver(&mut self, setup: &Setup<P>, id: MessageId) -> Option<Event<P>> {
        let flight = self.flights.get(&id)?;
        let Envelope { from, to, .. } = flight.envelope;
        if self.world.is_cut(from, to) {
            return self.lose(setup, id, LossReason::Cut, None);
        }
        if !self.world.node(to).is_up() {
            return self.lose(setup, id, LossReason::ReceiverDown, None);
        }
        if flight.corrupt {
            return self.lose(setup, id, LossReason::Corrupt, None);
        }
        let flight = self.flights.remove(&id)?;
        let effects = self.act(setup, Action::Deliver(flight.envelope));
        Some(self.finish(setup, to, Happening::Delivered { id, to }, effects))
    }

    pub(super) fn lose(
        &mut self,
        setup: &Setup<P>,
        id: MessageId,
        reason: LossReason,
        fault: Option<u32>,
    ) -> Option<Event<P>> {
        let flight = self.flights.remove(&id)?;
        self.queue.remove(&flight.key);
        self.act(setup, Action::Drop(flight.envelope));
        Some(self.bare(Happening::Lost { id, reason }, fault))
    }

    /// An event without effects.
    pub(super) fn bare(&self, happening: Happening<P>, fault: Option<u32>) -> Event<P> {
        Event {
            time: self.now,
            happening,
            fault,
            effects: Vec::new(),
            sent: Vec::new(),
        }
    }

    fn ring(
        &mut self,
        setup: &Setup<P>,
        node: NodeId,
        timer: P::Timer,
        key: Key,
    ) -> Option<Event<P>> {
        if self.takes(node) {
            return self.fire(setup, node, timer, key);
        }
        self.engines[node.index()]
            .inbox
            .push_back(Waiting::Timer { timer, key });
        self.rouse(node);
        None
    }

    fn fire(
        &mut self,
        setup: &Setup<P>,
        node: NodeId,
        timer: P::Timer,
        key: Key,
    ) -> Option<Event<P>> {
        // Cancelled or set anew while it waited.
        let engine = &mut self.engines[node.index()];
        if engine
            .timers
            .get(&timer)
            .is_none_or(|running| running.key != key)
        {
            return None;
        }
        engine.timers.remove(&timer);
        let effects = self.act(
            setup,
            Action::Fire {
                node,
                timer: timer.clone(),
            },
        );
        Some(self.finish(setup, node, Happening::Fired { node, timer }, effects))
    }

    fn ask(&mut self, setup: &Setup<P>, index: usize) -> Option<Event<P>> {
        let (_, node, request) = setup.requests.get(index)?;
        let node = *node;
        if !self.world.node(node).is_up() {
            let request = request.clone();
            self.act(
                setup,
                Action::Refuse {
                    node,
                    request: request.clone(),
                },
            );
            return Some(self.bare(Happening::Refused { node, request }, None));
        }
        if self.takes(node) {
            return Some(self.asked(setup, index));
        }
        self.engines[node.index()]
            .inbox
            .push_back(Waiting::Request { index });
        self.rouse(node);
        None
    }

    fn asked(&mut self, setup: &Setup<P>, index: usize) -> Event<P> {
        let (_, node, request) = setup.requests[index].clone();
        let effects = self.act(
            setup,
            Action::Request {
                node,
                request: request.clone(),
            },
        );
        self.finish(setup, node, Happening::Asked { node, request }, effects)
    }

    pub(super) fn recover_soon(&mut self, node: NodeId, fault: u32) {
        self.enqueue(self.now, AT_ONCE, Due::Recover { node, fault });
    }

    /// The timed part of a crash: nothing of the node goes on, and what waited for it is turned
    /// away.
    pub(super) fn silence(&mut self, node: NodeId) {
        let engine = &mut self.engines[node.index()];
        let timers = std::mem::take(&mut engine.timers);
        let inbox = std::mem::take(&mut engine.inbox);
        engine.busy_until = self.now;
        let keys = engine.sync.take().into_iter().chain(engine.wake.take());
        for key in keys.chain(timers.into_values().map(|running| running.key)) {
            self.queue.remove(&key);
        }
        // A choice not yet made goes with the state that asked for it.
        self.queue
            .retain(|_, due| !matches!(due, Due::Choose { node: at, .. } if *at == node));
        for waiting in inbox {
            match waiting {
                Waiting::Message(id) => {
                    let key = self.enqueue(self.now, AT_ONCE, Due::Arrive(id));
                    if let Some(flight) = self.flights.get_mut(&id) {
                        flight.key = key;
                    }
                }
                Waiting::Request { index } => {
                    self.enqueue(self.now, AT_ONCE, Due::Ask { index });
                }
                Waiting::Timer { .. } => {}
            }
        }
    }
}

fn link_key(link: Link) -> u64 {
    ((link.0.0 as u64) << 16) | link.1.0 as u64
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
