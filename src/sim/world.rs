//! The one transition relation. [`World::enabled`] lists what could happen next, [`World::apply`]
//! makes one of it happen; neither knows a clock. The timed scheduler picks the earliest action,
//! an explorer takes all of them.

use std::sync::Arc;

use litemap::LiteMap;

use super::action::{Action, Bounds, Envelope, spend};
use super::network::Link;
use super::protocol::{Effect, Effects, NodeId, Protocol};
use super::time::Span;

/// A timer that runs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Armed<P: Protocol> {
    pub timer: P::Timer,
    pub span: Span,
}

/// One node: what a crash takes, what it leaves, and what it waits for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node<P: Protocol> {
    /// `None` while crashed: gone, not stale.
    pub state: Option<P::State>,
    pub paused: bool,
    /// What a restart would find.
    pub synced: P::Durable,
    /// A lazy write not yet synced, or the forced write in progress.
    pub unsynced: Option<P::Durable>,
    /// A forced write is in progress: the node takes no step, the effects after it are not yet out.
    pub writing: bool,
    /// The last crash tore a write.
    pub torn: bool,
    /// The clock's reading, kept only for protocols that read clocks.
    pub clock_us: u64,
    /// In the order they were set.
    pub(super) timers: Vec<Armed<P>>,
    /// What waits behind the forced write.
    held: Vec<Effect<P>>,
    /// What the node asked to be chosen among.
    pub(super) choices: Vec<P::Choice>,
}

impl<P: Protocol> Node<P> {
    pub fn is_up(&self) -> bool {
        self.state.is_some()
    }

    /// Up and waiting for nothing but the next event.
    pub fn can_step(&self) -> bool {
        self.is_up() && !self.paused && !self.writing && self.choices.is_empty()
    }

    pub fn timers(&self) -> &[Armed<P>] {
        &self.timers
    }

    pub fn choices(&self) -> &[P::Choice] {
        &self.choices
    }

    /// DSLabs' order rule: on one node, a timer set earlier whose longest span is no longer than
    /// this one's shortest fires first.
    pub(super) fn may_fire(&self, index: usize) -> bool {
        let min_us = self.timers[index].span.min_us;
        self.timers[..index].iter().all(|earlier| earlier.span.max_us > min_us)
    }
}

/// All nodes, what is in flight between them, which links are cut, and what clients have asked.
/// Nodes are shared between worlds until they change, so a copy costs little.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct World<P: Protocol> {
    pub(super) nodes: Vec<Arc<Node<P>>>,
    /// A multiset: equal messages on one link are interchangeable.
    pub(super) in_flight: LiteMap<Envelope<P>, u32>,
    pub(super) cuts: LiteMap<Link, ()>,
    /// Requests still to come.
    pub(super) upcoming: LiteMap<(NodeId, P::Request), u32>,
    asked: LiteMap<(NodeId, P::Request), ()>,
    pub(super) bounds: Bounds,
}

impl<P: Protocol> World<P> {
    /// Starts every node, in order; the second part is what each did on starting.
    pub fn new(
        protocol: &P,
        requests: impl IntoIterator<Item = (NodeId, P::Request)>,
        bounds: Bounds,
    ) -> (World<P>, Vec<Vec<Effect<P>>>) {
        let mut upcoming = LiteMap::new();
        for request in requests {
            *upcoming.entry(request).or_insert(0) += 1;
        }
        let down = Node {
            state: None,
            paused: false,
            synced: P::Durable::default(),
            unsynced: None,
            writing: false,
            torn: false,
            clock_us: 0,
            timers: Vec::new(),
            held: Vec::new(),
            choices: Vec::new(),
        };
        let mut world = World {
            nodes: (0..protocol.nodes()).map(|_| Arc::new(down.clone())).collect(),
            in_flight: LiteMap::new(),
            cuts: LiteMap::new(),
            upcoming,
            asked: LiteMap::new(),
            bounds,
        };
        let ids: Vec<NodeId> = (0..protocol.nodes()).map(NodeId).collect();
        let started = ids.into_iter().map(|id| world.start(protocol, id)).collect();
        (world, started)
    }

    /// How much the environment may do from now on.
    pub fn allow(&mut self, bounds: Bounds) {
        self.bounds = bounds;
    }

    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node<P>)> {
        self.nodes.iter().enumerate().map(|(index, node)| (NodeId(index as u16), &**node))
    }

    pub fn node(&self, id: NodeId) -> &Node<P> {
        &self.nodes[id.index()]
    }

    /// The node as worlds share it: the same pointer is the same node.
    pub fn shared(&self, id: NodeId) -> &Arc<Node<P>> {
        &self.nodes[id.index()]
    }

    /// What this world takes that it doesn't share with the one it was copied from: its lists, and
    /// the node that took the last step. What the parts point to is not counted.
    pub fn own_bytes(&self) -> usize {
        self.nodes.len() * size_of::<Arc<Node<P>>>()
            + size_of::<Node<P>>()
            + self.in_flight.len() * size_of::<(Envelope<P>, u32)>()
            + (self.upcoming.len() + self.asked.len()) * size_of::<(NodeId, P::Request)>()
            + self.cuts.len() * size_of::<Link>()
    }

    pub fn is_cut(&self, from: NodeId, to: NodeId) -> bool {
        self.cuts.contains_key(&(from, to))
    }

    pub fn cuts(&self) -> impl Iterator<Item = Link> + '_ {
        self.cuts.keys().copied()
    }

    /// Every request made so far, whether or not it found its node up.
    pub fn asked(&self) -> impl Iterator<Item = (NodeId, &P::Request)> {
        self.asked.keys().map(|(node, request)| (*node, request))
    }

    /// Makes an enabled action happen and returns the effects that came out of it, in order. Of the
    /// effects of one reaction, those behind a forced write come out of the later `Sync`.
    pub fn apply(&mut self, protocol: &P, action: &Action<P>) -> Vec<Effect<P>> {
        match action {
            Action::Deliver(envelope) => {
                self.take(envelope);
                let Envelope { from, to, message } = envelope;
                self.react(*to, |node, fx| {
                    protocol.on_message(*to, node, *from, message, fx);
                })
            }
            Action::Drop(envelope) => {
                self.take(envelope);
                let needless = !self.is_cut(envelope.from, envelope.to);
                if needless && self.node(envelope.to).is_up() {
                    spend(&mut self.bounds.drops);
                }
                Vec::new()
            }
            Action::Duplicate(envelope) => {
                *self.in_flight.entry(envelope.clone()).or_insert(0) += 1;
                spend(&mut self.bounds.duplicates);
                Vec::new()
            }
            Action::Fire { node, timer } => {
                self.edit(*node).timers.retain(|armed| armed.timer != *timer);
                self.react(*node, |state, fx| protocol.on_timer(*node, state, timer, fx))
            }
            Action::Sync { node } => self.sync(*node),
            Action::Choose { node, choice } => {
                self.edit(*node).choices.clear();
                self.react(*node, |state, fx| {
                    protocol.on_choice(*node, state, choice, fx);
                })
            }
            Action::Request { node, request } => {
                self.ask(*node, request);
                self.react(*node, |state, fx| {
                    protocol.on_request(*node, state, request, fx);
                })
            }
            Action::Refuse { node, request } => {
                self.ask(*node, request);
                Vec::new()
            }
            _ => self.apply_fault(protocol, action),
        }
    }

    fn apply_fault(&mut self, protocol: &P, action: &Action<P>) -> Vec<Effect<P>> {
        match action {
            Action::Crash { node, torn } => self.crash(*node, *torn),
            Action::Restart { node, disk_lost } => {
                if *disk_lost {
                    self.edit(*node).synced = P::Durable::default();
                    spend(&mut self.bounds.lost_disks);
                } else {
                    spend(&mut self.bounds.restarts);
                }
                return self.start(protocol, *node);
            }
            Action::Pause { node } => {
                self.edit(*node).paused = true;
                spend(&mut self.bounds.pauses);
            }
            Action::Resume { node } => self.edit(*node).paused = false,
            Action::Cut(link) => {
                self.cuts.insert(*link, ());
                spend(&mut self.bounds.cuts);
            }
            Action::Heal(link) => {
                self.cuts.remove(link);
            }
            Action::Tick { node, clock_us } => self.edit(*node).clock_us = *clock_us,
            _ => {}
        }
        Vec::new()
    }

    fn edit(&mut self, id: NodeId) -> &mut Node<P> {
        Arc::make_mut(&mut self.nodes[id.index()])
    }

    fn take(&mut self, envelope: &Envelope<P>) {
        if let Some(count) = self.in_flight.get_mut(envelope) {
            *count -= 1;
            if *count == 0 {
                self.in_flight.remove(envelope);
            }
        }
    }

    fn ask(&mut self, node: NodeId, request: &P::Request) {
        let key = (node, request.clone());
        if let Some(count) = self.upcoming.get_mut(&key) {
            *count -= 1;
            if *count == 0 {
                self.upcoming.remove(&key);
            }
        }
        self.asked.insert(key, ());
    }

    fn crash(&mut self, id: NodeId, torn: bool) {
        spend(if torn { &mut self.bounds.torn_writes } else { &mut self.bounds.crashes });
        let node = self.edit(id);
        node.torn = torn && node.unsynced.is_some();
        node.state = None;
        node.paused = false;
        node.unsynced = None;
        node.writing = false;
        node.timers.clear();
        node.held.clear();
        node.choices.clear();
    }

    fn start(&mut self, protocol: &P, id: NodeId) -> Vec<Effect<P>> {
        let node = self.edit(id);
        node.torn = false;
        let mut fx = Effects::new(node.clock_us);
        node.state = Some(protocol.on_start(id, &node.synced, &mut fx));
        self.carry_out(id, fx.take())
    }

    fn sync(&mut self, id: NodeId) -> Vec<Effect<P>> {
        let node = self.edit(id);
        if let Some(record) = node.unsynced.take() {
            node.synced = record;
        }
        node.writing = false;
        let held = std::mem::take(&mut node.held);
        self.carry_out(id, held)
    }

    fn react(
        &mut self,
        id: NodeId,
        reaction: impl FnOnce(&mut P::State, &mut Effects<P>),
    ) -> Vec<Effect<P>> {
        let node = self.edit(id);
        let mut fx = Effects::new(node.clock_us);
        if let Some(state) = node.state.as_mut() {
            reaction(state, &mut fx);
        }
        self.carry_out(id, fx.take())
    }

    /// Carries effects out up to and including the first forced write; the rest waits for it.
    fn carry_out(&mut self, id: NodeId, mut effects: Vec<Effect<P>>) -> Vec<Effect<P>> {
        let barrier = effects.iter().position(|effect| matches!(effect, Effect::Persist(_)));
        if let Some(position) = barrier {
            self.edit(id).held = effects.split_off(position + 1);
        }
        // Calling off a timer that does not run is no effect.
        effects.retain(|effect| {
            let runs =
                |timer: &P::Timer| self.node(id).timers.iter().any(|armed| armed.timer == *timer);
            let idle = matches!(effect, Effect::CancelTimer { timer } if !runs(timer));
            if !idle {
                self.carry_out_one(id, effect);
            }
            !idle
        });
        effects
    }

    fn carry_out_one(&mut self, id: NodeId, effect: &Effect<P>) {
        if let Effect::Send { to, message } = effect {
            let envelope = Envelope { from: id, to: *to, message: message.clone() };
            *self.in_flight.entry(envelope).or_insert(0) += 1;
            return;
        }
        let node = self.edit(id);
        match effect {
            Effect::SetTimer { timer, span } => {
                node.timers.retain(|armed| armed.timer != *timer);
                node.timers.push(Armed { timer: timer.clone(), span: *span });
            }
            Effect::CancelTimer { timer } => node.timers.retain(|armed| armed.timer != *timer),
            Effect::Persist(record) => {
                node.unsynced = Some(record.clone());
                node.writing = true;
            }
            Effect::Write(record) => node.unsynced = Some(record.clone()),
            Effect::Choose(choices) => node.choices = choices.clone(),
            Effect::Send { .. } | Effect::Reply(_) | Effect::Note(_) => {}
        }
    }
}
