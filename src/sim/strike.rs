//! How each fault of the script acts on a timed run.

use super::action::Action;
use super::event::{Event, Happening, LossReason, MessageId};
use super::fault::{Fault, MessageName};
use super::network::Link;
use super::protocol::{NodeId, Protocol};
use super::timed::{Setup, Sim};

impl<P: Protocol> Sim<P> {
    /// Lets the scenario's fault at `index` strike.
    pub(super) fn strike(&mut self, setup: &Setup<P>, index: usize) -> Event<P> {
        let by = index as u32;
        let event = match &setup.faults[index].fault {
            Fault::Drop { message }
            | Fault::Delay { message, .. }
            | Fault::Duplicate { message }
            | Fault::Corrupt { message } => {
                self.strike_message(setup, &setup.faults[index].fault, *message, by)
            }
            Fault::HealEverything => Some(self.heal_everything(setup, by)),
            fault => self.strike_cluster(setup, fault),
        };
        let mut event = event.unwrap_or_else(|| self.bare(Happening::Missed, None));
        event.fault = Some(by);
        event
    }

    fn strike_cluster(&mut self, setup: &Setup<P>, fault: &Fault) -> Option<Event<P>> {
        match fault {
            Fault::Crash { node } => self.crash(setup, *node, false),
            Fault::TearWrite { node } => self.crash(setup, *node, true),
            Fault::Restart { node } => self.restart(setup, *node, false),
            Fault::RestartDiskLost { node } => self.restart(setup, *node, true),
            Fault::Pause { node } => self.pause(setup, *node),
            Fault::Resume { node } => self.resume(setup, *node),
            Fault::Partition { side } => {
                let links = self.crossing(side);
                self.cut(setup, links)
            }
            Fault::Cut { a, b } => self.cut(setup, vec![(*a, *b), (*b, *a)]),
            Fault::CutOneWay { from, to } => self.cut(setup, vec![(*from, *to)]),
            Fault::Heal { a, b } => self.heal(setup, vec![(*a, *b), (*b, *a)]),
            Fault::HealCuts => {
                let links = self.world.cuts().collect();
                self.heal(setup, links)
            }
            Fault::JumpClock { node, by_us } => {
                self.engines[node.index()].clock.jump(*by_us);
                Some(self.bare(Happening::ClockJumped { node: *node, by_us: *by_us }, None))
            }
            Fault::DriftClock { node, rate_permille } => {
                let (node, rate_permille) = (*node, *rate_permille);
                self.engines[node.index()].clock.drift(self.now, rate_permille);
                self.retime(node);
                Some(self.bare(Happening::ClockDrifted { node, rate_permille }, None))
            }
            Fault::SlowNode { node, step_us } => {
                self.engines[node.index()].step_us = *step_us;
                Some(self.bare(Happening::NodeSlowed { node: *node, step_us: *step_us }, None))
            }
            Fault::SlowLink { from, to, extra_us } => {
                let (from, to, extra_us) = (*from, *to, *extra_us);
                if extra_us == 0 {
                    self.slow_links.remove(&(from, to));
                } else {
                    self.slow_links.insert((from, to), extra_us);
                }
                Some(self.bare(Happening::LinkSlowed { from, to, extra_us }, None))
            }
            Fault::Drop { .. }
            | Fault::Delay { .. }
            | Fault::Duplicate { .. }
            | Fault::Corrupt { .. }
            | Fault::HealEverything => None,
        }
    }

    fn strike_message(
        &mut self,
        setup: &Setup<P>,
        fault: &Fault,
        name: MessageName,
        by: u32,
    ) -> Option<Event<P>> {
        let id = self.named(name)?;
        match fault {
            Fault::Drop { .. } => self.lose(setup, id, LossReason::Dropped, Some(by)),
            Fault::Delay { by_us, .. } => {
                if self.flights.get(&id)?.arrived {
                    return None;
                }
                let due = self.delay(id, *by_us)?;
                Some(self.bare(Happening::Delayed { id, by_us: *by_us, due }, None))
            }
            Fault::Duplicate { .. } => {
                let sent = self.copy(setup, id)?;
                let mut event = self.bare(Happening::Duplicated { id }, None);
                event.sent.push(sent);
                Some(event)
            }
            Fault::Corrupt { .. } => {
                self.flights.get_mut(&id)?.corrupt = true;
                Some(self.bare(Happening::Corrupted { id }, None))
            }
            _ => None,
        }
    }

    /// The first copy in flight of the named message.
    pub fn named(&self, name: MessageName) -> Option<MessageId> {
        let is_it = |from, to, nth| MessageName { from, to, nth } == name;
        self.flights()
            .find(|(_, flight)| is_it(flight.envelope.from, flight.envelope.to, flight.nth))
            .map(|(id, _)| id)
    }

    fn crash(&mut self, setup: &Setup<P>, node: NodeId, tear: bool) -> Option<Event<P>> {
        let now = self.world.node(node);
        if !now.is_up() {
            return None;
        }
        let torn = tear && now.unsynced.is_some();
        self.act(setup, Action::Crash { node, torn });
        self.silence(node);
        Some(self.bare(Happening::Crashed { node, torn }, None))
    }

    fn restart(&mut self, setup: &Setup<P>, node: NodeId, disk_lost: bool) -> Option<Event<P>> {
        if self.world.node(node).is_up() {
            return None;
        }
        let torn = self.world.node(node).torn && !disk_lost;
        let effects = self.act(setup, Action::Restart { node, disk_lost });
        Some(self.finish(setup, node, Happening::Restarted { node, disk_lost, torn }, effects))
    }

    fn pause(&mut self, setup: &Setup<P>, node: NodeId) -> Option<Event<P>> {
        let now = self.world.node(node);
        if !now.is_up() || now.paused {
            return None;
        }
        self.act(setup, Action::Pause { node });
        Some(self.bare(Happening::Paused { node }, None))
    }

    fn resume(&mut self, setup: &Setup<P>, node: NodeId) -> Option<Event<P>> {
        if !self.world.node(node).paused {
            return None;
        }
        self.act(setup, Action::Resume { node });
        self.rouse(node);
        Some(self.bare(Happening::Resumed { node }, None))
    }

    fn crossing(&self, side: &[NodeId]) -> Vec<Link> {
        let nodes: Vec<NodeId> = self.world.nodes().map(|(id, _)| id).collect();
        let pairs = nodes.iter().flat_map(|a| nodes.iter().map(move |b| (*a, *b)));
        pairs.filter(|(a, b)| side.contains(a) != side.contains(b)).collect()
    }

    fn cut(&mut self, setup: &Setup<P>, mut links: Vec<Link>) -> Option<Event<P>> {
        links.retain(|(from, to)| !self.world.is_cut(*from, *to));
        for link in &links {
            self.act(setup, Action::Cut(*link));
        }
        (!links.is_empty()).then(|| self.bare(Happening::Cut { links }, None))
    }

    fn heal(&mut self, setup: &Setup<P>, mut links: Vec<Link>) -> Option<Event<P>> {
        links.retain(|(from, to)| self.world.is_cut(*from, *to));
        for link in &links {
            self.act(setup, Action::Heal(*link));
        }
        (!links.is_empty()).then(|| self.bare(Happening::Healed { links }, None))
    }

    fn heal_everything(&mut self, setup: &Setup<P>, by: u32) -> Event<P> {
        let links: Vec<Link> = self.world.cuts().collect();
        for link in &links {
            self.act(setup, Action::Heal(*link));
        }
        self.slow_links.clear();
        self.calm = true;
        for index in 0..self.engines.len() {
            let node = NodeId(index as u16);
            let engine = &mut self.engines[index];
            engine.clock.drift(self.now, super::clock::RATE_EXACT);
            engine.step_us = 0;
            self.retime(node);
            if !self.world.node(node).is_up() || self.world.node(node).paused {
                self.recover_soon(node, by);
            }
        }
        self.bare(Happening::HealedEverything { links }, None)
    }

    /// The part of "heal everything" that is a step of its own: a restart or a resumption.
    pub(super) fn recover(
        &mut self,
        setup: &Setup<P>,
        node: NodeId,
        fault: u32,
    ) -> Option<Event<P>> {
        let mut event = self.restart(setup, node, false).or_else(|| self.resume(setup, node))?;
        event.fault = Some(fault);
        Some(event)
    }
}
