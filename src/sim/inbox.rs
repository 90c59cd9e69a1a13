//! What comes to a node: taken at once when the node is free, kept in its inbox while it is paused,
//! slow or waiting for its disk, turned away when it is down.

use super::action::{Action, Envelope};
use super::engine::{AT_ONCE, Due, Key, WAITING, Waiting};
use super::event::{Event, Happening, LossReason, MessageId};
use super::protocol::{NodeId, Protocol};
use super::timed::{Setup, Sim};

impl<P: Protocol> Sim<P> {
    pub(super) fn is_free(&self, node: NodeId) -> bool {
        self.world.node(node).can_step() && self.engines[node.index()].busy_until <= self.now
    }

    /// Whether the node can take an event now, in turn.
    pub(super) fn takes(&self, node: NodeId) -> bool {
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

    pub(super) fn wake(&mut self, setup: &Setup<P>, node: NodeId) -> Option<Event<P>> {
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

    pub(super) fn arrive(&mut self, setup: &Setup<P>, id: MessageId) -> Option<Event<P>> {
        let envelope = &self.flights.get(&id)?.envelope;
        let (from, to) = (envelope.from, envelope.to);
        let stopped = self.world.is_cut(from, to) || !self.world.node(to).is_up();
        if stopped || self.takes(to) {
            return self.deliver(setup, id);
        }
        self.flights.get_mut(&id)?.arrived = true;
        self.engines[to.index()].inbox.push_back(Waiting::Message(id));
        self.rouse(to);
        None
    }

    /// Hands a message over. Its fate is judged here, when the receiver takes it.
    pub(super) fn deliver(&mut self, setup: &Setup<P>, id: MessageId) -> Option<Event<P>> {
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

    pub(super) fn ring(
        &mut self,
        setup: &Setup<P>,
        node: NodeId,
        timer: P::Timer,
        key: Key,
    ) -> Option<Event<P>> {
        if self.takes(node) {
            return self.fire(setup, node, timer, key);
        }
        self.engines[node.index()].inbox.push_back(Waiting::Timer { timer, key });
        self.rouse(node);
        None
    }

    pub(super) fn fire(
        &mut self,
        setup: &Setup<P>,
        node: NodeId,
        timer: P::Timer,
        key: Key,
    ) -> Option<Event<P>> {
        // Cancelled or set anew while it waited.
        let engine = &mut self.engines[node.index()];
        if engine.timers.get(&timer).is_none_or(|running| running.key != key) {
            return None;
        }
        engine.timers.remove(&timer);
        let effects = self.act(setup, Action::Fire { node, timer: timer.clone() });
        Some(self.finish(setup, node, Happening::Fired { node, timer }, effects))
    }

    pub(super) fn ask(&mut self, setup: &Setup<P>, index: usize) -> Option<Event<P>> {
        let (_, node, request) = setup.requests.get(index)?;
        let node = *node;
        if !self.world.node(node).is_up() {
            let request = request.clone();
            self.act(setup, Action::Refuse { node, request: request.clone() });
            return Some(self.bare(Happening::Refused { node, request }, None));
        }
        if self.takes(node) {
            return Some(self.asked(setup, index));
        }
        self.engines[node.index()].inbox.push_back(Waiting::Request { index });
        self.rouse(node);
        None
    }

    pub(super) fn asked(&mut self, setup: &Setup<P>, index: usize) -> Event<P> {
        let (_, node, request) = setup.requests[index].clone();
        let effects = self.act(setup, Action::Request { node, request: request.clone() });
        self.finish(setup, node, Happening::Asked { node, request }, effects)
    }

    /// The timed part of a crash: nothing of the node goes on, and what waited for it is turned
    /// away.
    pub(super) fn silence(&mut self, node: NodeId) {
        let engine = &mut self.engines[node.index()];
        let timers = std::mem::take(&mut engine.timers);
        let inbox = std::mem::take(&mut engine.inbox);
        engine.busy_until = self.now;
        let keys = engine.sync.take().into_iter().chain(engine.wake.take());
        for key in keys.chain(timers.values().map(|running| running.key)) {
            self.queue.remove(&key);
        }
        // A choice not yet made goes with the state that asked for it.
        self.queue.retain(|_, due| !matches!(due, Due::Choose { node: at, .. } if *at == node));
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
