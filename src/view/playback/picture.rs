//! The cluster at one moment, and one node in full.

use std::sync::Arc;

use super::Playback;
use super::diagram::reach_permille;
use crate::sim::engine::{Engine, Flight};
use crate::sim::event::EventKind;
use crate::sim::network::Link;
use crate::sim::protocol::{Facts, Goal, NodeId};
use crate::sim::run::cut_off;
use crate::sim::time::Time;
use crate::sim::timed::Sim;
use crate::sim::trace::StretchKind;
use crate::sim::world::{Node, World};
use crate::view::costs::{Block, BlockView, Lock, LockView};
use crate::view::exhibits::{Exhibit, Look};
use crate::view::player::*;

/// How long a message that was lost stays in the picture, µs of virtual time.
const LOSS_SHOWN_US: u64 = 6_000;
/// How many events back such a message is looked for.
const LOSS_LOOKBACK: u32 = 64;

/// How a node looked before the latest event and after it. A node that has not changed since looks
/// the same, and the looks of a thousand nodes are too much for every frame.
pub(super) struct Looks<P: Exhibit>([Option<(Arc<Node<P>>, Look)>; 2]);

impl<P: Exhibit> Default for Looks<P> {
    fn default() -> Looks<P> {
        Looks([None, None])
    }
}

impl<P: Exhibit> Looks<P> {
    fn of(&mut self, protocol: &P, id: NodeId, node: &Arc<Node<P>>) -> Look {
        let known = self.0.iter().flatten().find(|(known, _)| Arc::ptr_eq(known, node));
        if let Some((_, look)) = known {
            return look.clone();
        }
        let look = protocol.look(id, node.state.as_ref(), &node.synced);
        self.0.rotate_right(1);
        self.0[0] = Some((node.clone(), look.clone()));
        look
    }
}

impl<P: Exhibit> Playback<P> {
    pub(super) fn cluster(&self, at: Moment) -> Picture {
        self.run.look(at.applied, |sim, before| {
            let world = sim.world();
            let mut looks = self.looks.borrow_mut();
            looks.resize_with(world.nodes().count(), Looks::default);
            let all = world.nodes().zip(looks.iter_mut());
            let mut nodes = all
                .map(|((id, node), looks)| {
                    let is = looks.of(self.protocol(), id, world.shared(id));
                    let was = looks.of(self.protocol(), id, before.shared(id));
                    let locks = self.locks(id, node, at.time);
                    node_look(node, sim.engine(id), at, (is, was), locks)
                })
                .collect::<Vec<NodeLook>>();
            for view in self.blocks(world, at) {
                if !view.block.is_down {
                    let since = &mut nodes[view.block.node.index()].blocked;
                    *since = Some(since.map_or(view.since, |known| known.min(view.since)));
                }
            }
            let cuts: Vec<Link> = world.cuts().collect();
            let side = cut_off(world);
            let partition = (!side.is_empty()).then(|| (self.cut_since(&side, at.time), side));
            Picture { nodes, flying: self.flying(sim, at), cuts, partition }
        })
    }

    pub(super) fn card(&self, id: NodeId, at: Moment) -> NodeView {
        self.run.look(at.applied, |sim, before| {
            let (node, old, engine) = (sim.world().node(id), before.node(id), sim.engine(id));
            let protocol = self.protocol();
            let memory = |node: &Node<P>| {
                node.state.as_ref().map(|state| protocol.memory(id, state)).unwrap_or_default()
            };
            let unsynced = |node: &Node<P>| {
                let record = node.unsynced.as_ref();
                record.map(|record| protocol.disk(id, record)).unwrap_or_default()
            };
            let restarts = self.restarts(id, at.time);
            let since = self.crashed_since(id, at.time);
            NodeView {
                status: status(node),
                status_text: status_text(status(node), restarts, since),
                locks: self.locks(id, node, at.time),
                memory: compare(memory(node), &memory(old)),
                disk: compare(protocol.disk(id, &node.synced), &protocol.disk(id, &old.synced)),
                unsynced: compare(unsynced(node), &unsynced(old)),
                timers: timers(engine, at.time),
                clock_us: engine.clock.reading_us(at.time),
            }
        })
    }

    fn locks(&self, id: NodeId, node: &Node<P>, now: Time) -> Vec<LockView> {
        let locks = self.protocol().locks(id, node.state.as_ref(), &node.synced).into_iter();
        let view = |Lock { key, holder, waiters }| {
            let holding = (id, key, holder);
            let since = self.meter.locks.since(&holding, now);
            let (_, key, holder) = holding;
            LockView { key, holder, since, waiters }
        };
        locks.map(view).collect()
    }

    /// Who can't go on at a moment.
    pub(super) fn blocks(&self, world: &World<P>, at: Moment) -> Vec<BlockView> {
        if self.goal(at.applied).1 != Goal::Impossible {
            return Vec::new();
        }
        let view = |block: Block| {
            let since = if block.is_down {
                self.crashed_since(block.node, at.time).unwrap_or(at.time)
            } else {
                let holding = (block.node, String::new(), block.work.clone());
                self.meter.blocks.since(&holding, at.time)
            };
            BlockView { block, since }
        };
        self.protocol().blocked(world).into_iter().map(view).collect()
    }

    fn flying(&self, sim: &Sim<P>, at: Moment) -> Vec<Flying> {
        let travelling = sim.flights().map(|(id, flight)| self.in_flight(sim, id, flight, at));
        let events = &self.run.trace().events[..at.applied as usize];
        let recent = events.iter().rev().take(LOSS_LOOKBACK as usize);
        let lost = recent
            .take_while(|event| at.time.since(event.time) <= LOSS_SHOWN_US)
            .filter(|event| event.kind == EventKind::Lost)
            .filter_map(|event| self.lost(event.message?));
        travelling.chain(lost).collect()
    }

    fn in_flight(&self, sim: &Sim<P>, id: u32, flight: &Flight<P>, at: Moment) -> Flying {
        let envelope = &flight.envelope;
        let slow = sim.is_slow_link((envelope.from, envelope.to));
        Flying {
            message: id,
            from: envelope.from,
            to: envelope.to,
            kind: self.protocol().message_kind(&envelope.message),
            label: envelope.message.to_string(),
            fraction: fraction(flight, at.time),
            lost: false,
            duplicate: flight.is_copy,
            delayed: flight.delayed || slow,
            corrupt: flight.corrupt,
            waiting: flight.arrived,
        }
    }

    fn lost(&self, id: u32) -> Option<Flying> {
        let record = self.run.trace().messages.get(id as usize)?;
        Some(Flying {
            message: id,
            from: record.from,
            to: record.to,
            kind: self.protocol().message_kind(&record.message),
            label: record.message.to_string(),
            fraction: reach_permille(record) as f32 / 1_000.0,
            lost: true,
            duplicate: record.is_copy,
            delayed: record.delayed_us > 0,
            corrupt: record.corrupt,
            waiting: false,
        })
    }

    fn cut_since(&self, side: &[NodeId], now: Time) -> Time {
        let cuts =
            self.run.trace().stretches.iter().filter(|stretch| {
                stretch.kind == StretchKind::CutOff && side.contains(&stretch.node)
            });
        let open = cuts.filter(|cut| cut.from <= now && cut.to.is_none_or(|end| end > now));
        open.map(|cut| cut.from).min().unwrap_or(now)
    }

    fn crashed_since(&self, node: NodeId, now: Time) -> Option<Time> {
        let mut stretches = self.run.trace().stretches.iter().rev();
        let mine = stretches.find(|stretch| {
            stretch.kind == StretchKind::Crashed && stretch.node == node && stretch.from <= now
        });
        mine.map(|stretch| stretch.from)
    }

    /// Restarts close a crash, and crashes are few: no need to count events.
    fn restarts(&self, node: NodeId, now: Time) -> usize {
        let closed = self
            .run
            .trace()
            .stretches
            .iter()
            .filter(|stretch| stretch.node == node && stretch.kind == StretchKind::Crashed);
        closed.filter(|stretch| stretch.to.is_some_and(|end| end <= now)).count()
    }
}

fn node_look<P: Exhibit>(
    node: &Node<P>,
    engine: &Engine<P>,
    at: Moment,
    (look, before): (Look, Look),
    locks: Vec<LockView>,
) -> NodeLook {
    NodeLook {
        status: status(node),
        ring: look.ring,
        badge_fresh: look.badge.is_some() && look.badge != before.badge,
        badge: look.badge,
        caption: look.caption,
        timer: timer_left(engine, at.time),
        slow: engine.step_us > 0,
        clock_off: !engine.clock.is_true(),
        locks,
        blocked: None,
    }
}

fn status<P: Exhibit>(node: &Node<P>) -> Status {
    if !node.is_up() {
        Status::Crashed
    } else if node.paused {
        Status::Paused
    } else if node.writing {
        Status::Writing
    } else {
        Status::Up
    }
}

fn status_text(status: Status, restarts: usize, crashed_since: Option<Time>) -> Prose2 {
    let since = crashed_since.unwrap_or(Time::ZERO);
    let (mut en, mut zh) = match status {
        Status::Up => (String::from("up"), String::from("运行中")),
        Status::Writing => (String::from("writing to disk"), String::from("正在写盘")),
        Status::Paused => (String::from("paused"), String::from("已暂停")),
        Status::Crashed => {
            return Prose2 {
                en: format!("crashed at {since} ms"),
                zh: format!("{since} ms 时崩溃"),
            };
        }
    };
    if restarts > 0 {
        let plural = if restarts == 1 { "" } else { "s" };
        en = format!("{en} · {restarts} restart{plural}");
        zh = format!("{zh} · 重启 {restarts} 次");
    }
    Prose2 { en, zh }
}

/// Marks what differs from before.
fn compare(facts: Facts, before: &Facts) -> Vec<Fact> {
    let is_new = |label, value: &String| {
        !before.iter().any(|(old_label, old)| *old_label == label && old == value)
    };
    facts
        .into_iter()
        .map(|(label, value)| Fact { label: label.into(), changed: is_new(label, &value), value })
        .collect()
}

fn timers<P: Exhibit>(engine: &Engine<P>, now: Time) -> Vec<Fact> {
    let left = |due: Time| format!("{} ms", Time(due.since(now) / 100 * 100));
    let timers = engine.timers.iter();
    timers
        .map(|(timer, running)| Fact {
            label: "timer".into(),
            value: format!("{timer} {}", left(running.due)),
            changed: running.set_at == now,
        })
        .collect()
}

/// What is left of the timer that fires next, from 1 to 0.
fn timer_left<P: Exhibit>(engine: &Engine<P>, now: Time) -> Option<f32> {
    let next = engine.timers.values().min_by_key(|running| running.due)?;
    let whole = next.due.since(next.set_at).max(1);
    Some(next.due.since(now) as f32 / whole as f32)
}

fn fraction<P: Exhibit>(flight: &Flight<P>, now: Time) -> f32 {
    let leg = flight.due.since(flight.leg_from);
    if flight.arrived || leg == 0 {
        return 1.0;
    }
    let start = flight.leg_permille as f32 / 1_000.0;
    let done = now.since(flight.leg_from) as f32 / leg as f32;
    (start + (1.0 - start) * done).min(1.0)
}
