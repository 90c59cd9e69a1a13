//! Gives every effect its moment: when a message arrives, a timer fires, a write is done.

use super::action::{Action, Envelope};
use super::engine::{AT_ONCE, Due, Flight, IN_TURN, Running};
use super::event::{MessageId, Sent};
use super::network::{Link, LinkConfig};
use super::order::sort_by_number;
use super::protocol::{Effect, NodeId, Protocol};
use super::random::{self, Stream, draw};
use super::time::{Span, Time};
use super::timed::{Setup, Sim};

impl<P: Protocol> Sim<P> {
    pub(super) fn schedule(
        &mut self,
        setup: &Setup<P>,
        node: NodeId,
        effects: &[Effect<P>],
    ) -> Vec<Sent<P>> {
        let mut sent = Vec::new();
        for effect in effects {
            match effect {
                Effect::Send { to, message } => {
                    let envelope = Envelope { from: node, to: *to, message: message.clone() };
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

    pub(super) fn send(
        &mut self,
        setup: &Setup<P>,
        envelope: Envelope<P>,
        sent: &mut Vec<Sent<P>>,
    ) {
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

    pub(super) fn link_config(&self, setup: &Setup<P>, link: Link) -> LinkConfig {
        let mut config = setup.network.link(link.0, link.1);
        if self.calm {
            config.loss_ppm = 0;
            config.duplication_ppm = 0;
        }
        config
    }

    pub(super) fn launch(
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

    pub(super) fn set_timer(
        &mut self,
        setup: &Setup<P>,
        node: NodeId,
        timer: &P::Timer,
        span: Span,
    ) {
        self.cancel_timer(node, timer);
        let engine = &mut self.engines[node.index()];
        engine.timers_set += 1;
        let bits = draw(setup.seed, Stream::Timer, node.0 as u64, engine.timers_set);
        let due_us = engine.clock.monotonic_us(self.now).saturating_add(random::span(bits, span));
        let due = engine.clock.when(due_us);
        let key = self.enqueue(due, IN_TURN, Due::Ring { node, timer: timer.clone() });
        let running = Running { set_at: self.now, due, due_us, key };
        self.engines[node.index()].timers.insert(timer.clone(), running);
    }

    pub(super) fn cancel_timer(&mut self, node: NodeId, timer: &P::Timer) {
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
        sort_by_number(&mut timers, |(_, running)| {
            let (due, _, seq) = running.key;
            u128::from(due.us()) << 64 | u128::from(seq)
        });
        for (timer, mut running) in timers {
            if let Some(ring) = self.queue.remove(&running.key) {
                running.due = self.engines[node.index()].clock.when(running.due_us).max(now);
                running.key = self.enqueue(running.due, IN_TURN, ring);
            }
            self.engines[node.index()].timers.insert(timer, running);
        }
    }

    pub(super) fn begin_forced_write(&mut self, setup: &Setup<P>, node: NodeId) {
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

    pub(super) fn choose(&mut self, setup: &Setup<P>, node: NodeId, choices: &[P::Choice]) {
        let engine = &mut self.engines[node.index()];
        engine.choices += 1;
        let bits = draw(setup.seed, Stream::Choice, node.0 as u64, engine.choices);
        let last = choices.len().saturating_sub(1) as u64;
        if let Some(choice) = choices.get(random::uniform(bits, 0, last) as usize) {
            let choice = choice.clone();
            self.enqueue(self.now, AT_ONCE, Due::Choose { node, choice });
        }
    }
}

fn link_key(link: Link) -> u64 {
    ((link.0.0 as u64) << 16) | link.1.0 as u64
}
