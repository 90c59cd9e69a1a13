//! [`Player`] for every protocol: looks at a recorded run and tells the page plain data.

use crate::sim::event::EventKind;
use crate::sim::fault::MessageName;
use crate::sim::network::Link;
use crate::sim::protocol::{Facts, Goal, NodeId};
use crate::sim::run::{Run, cut_off};
use crate::sim::time::Time;
use crate::sim::timed::{Engine, Flight, Setup, Sim};
use crate::sim::timeline;
use crate::sim::trace::{End, MessageRecord, Stretch, StretchKind};
use crate::sim::world::{Node, World};
use crate::view::exhibits::Exhibit;
use crate::view::lang::Lang;
use crate::view::player::*;
use crate::view::wording;

/// How long a message that was lost stays in the picture, µs of virtual time.
const LOSS_SHOWN_US: u64 = 6_000;
/// How many events back such a message is looked for.
const LOSS_LOOKBACK: u32 = 64;
/// Slots of the density of a window.
const DENSITY_SLOTS: u64 = 240;

pub struct Playback<P: Exhibit> {
    run: Run<P>,
    cast: Cast,
}

impl<P: Exhibit> Playback<P> {
    pub fn new(setup: Setup<P>) -> Playback<P> {
        let cast = setup.protocol.cast();
        Playback {
            run: Run::new(setup),
            cast,
        }
    }

    fn protocol(&self) -> &P {
        &self.run.setup().protocol
    }

    fn violation(&self, position: usize, lang: Lang) -> ViolationView {
        let trace = self.run.trace();
        let (event, observation) = &trace.observations[position];
        let property = observation.violates.unwrap_or_default();
        let evidence = trace.observations[..=position].iter();
        let mut culprits: Vec<u32> = evidence
            .filter(|(_, found)| {
                found.bears_on.contains(&property) || found.violates == Some(property)
            })
            .map(|(event, _)| *event)
            .collect();
        culprits.dedup();
        let at = trace.events[*event as usize].time;
        let text = pick(P::finding(&observation.finding), lang);
        ViolationView {
            property: property as usize,
            at,
            event: *event,
            text,
            culprits,
        }
    }

    /// The first violation of each property, in order of property.
    fn first_violations(&self, lang: Lang) -> Vec<ViolationView> {
        let observations = &self.run.trace().observations;
        let mut violations: Vec<ViolationView> = Vec::new();
        for (position, (_, observation)) in observations.iter().enumerate() {
            if let Some(property) = observation.violates
                && violations
                    .iter()
                    .all(|known| known.property != property as usize)
            {
                violations.push(self.violation(position, lang));
            }
        }
        violations.sort_by_key(|violation| violation.property);
        violations
    }

    /// The latest finding that bears on the property.
    fn latest_evidence(&self, property: u8, applied: u32, lang: Lang) -> String {
        let observations = &self.run.trace().observations;
        let until = observations.partition_point(|(event, _)| *event < applied);
        let latest = observations[..until]
            .iter()
            .rev()
            .find(|(_, found)| found.bears_on.contains(&property));
        latest
            .map(|(_, found)| pick(P::finding(&found.finding), lang))
            .unwrap_or_default()
    }

    fn progress_property(&self, index: usize, at: Moment, lang: Lang) -> PropertyView {
        let goals = &self.run.trace().goals;
        let until = goals.partition_point(|(event, ..)| *event < at.applied);
        let (since, goal) = until
            .checked_sub(1)
            .map_or((Time::ZERO, Goal::Idle), |i| (goals[i].1, goals[i].2));
        let verdict = match goal {
            Goal::Idle | Goal::Reached => Verdict::Holds,
            Goal::Impossible => Verdict::Impossible,
            Goal::Possible if at.time.since(since) > P::PATIENCE_US => Verdict::Stalled { since },
            Goal::Possible => Verdict::Waiting { since },
        };
        let world = self.run.look(at.applied, |sim, _| sim.world().clone());
        let text = pick(self.protocol().goal_text(&world, goal), lang);
        let violation = self.stall(index, lang);
        PropertyView {
            index,
            name: self.cast.properties[index],
            verdict,
            text,
            violation,
        }
    }

    /// The first time that the liveness goal was possible for longer than the protocol's patience.
    fn stall(&self, property: usize, lang: Lang) -> Option<ViolationView> {
        let trace = self.run.trace();
        let ends = trace.goals.iter().skip(1).map(|(_, time, _)| *time);
        let ends = ends.chain([self.run.simulated()]);
        let (began, since) =
            trace
                .goals
                .iter()
                .zip(ends)
                .find_map(|((event, since, goal), end)| {
                    let stalled = *goal == Goal::Possible && end.since(*since) > P::PATIENCE_US;
                    stalled.then_some((*event, *since))
                })?;
        let at = since + P::PATIENCE_US;
        let event = trace.events_until(at).saturating_sub(1).max(began);
        let world = self.run.look(event + 1, |sim, _| sim.world().clone());
        let text = pick(self.protocol().goal_text(&world, Goal::Possible), lang);
        Some(ViolationView {
            property,
            at,
            event,
            text,
            culprits: vec![began],
        })
    }

    fn node_look(&self, sim: &Sim<P>, id: NodeId, at: Moment, before: &World<P>) -> NodeLook {
        let node = sim.world().node(id);
        let engine = sim.engine(id);
        let look = self.protocol().look(id, node.state.as_ref(), &node.synced);
        let old = before.node(id);
        let badge_before = self
            .protocol()
            .look(id, old.state.as_ref(), &old.synced)
            .badge;
        NodeLook {
            status: status(node),
            ring: look.ring,
            badge_fresh: look.badge.is_some() && look.badge != badge_before,
            badge: look.badge,
            caption: look.caption,
            timer: timer_left(engine, at.time),
            slow: engine.step_us > 0,
            clock_off: !engine.clock.is_true(),
        }
    }

    fn flying(&self, sim: &Sim<P>, at: Moment) -> Vec<Flying> {
        let travelling = sim
            .flights()
            .map(|(id, flight)| self.in_flight(sim, id, flight, at));
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
            kind: P::message_kind(&envelope.message),
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
            kind: P::message_kind(&record.message),
            label: record.message.to_string(),
            fraction: reach_permille(record) as f32 / 1_000.0,
            lost: true,
            duplicate: record.is_copy,
            delayed: record.delayed_us > 0,
            corrupt: record.corrupt,
            waiting: false,
        })
    }

    fn message_view(&self, id: u32, record: &MessageRecord<P>) -> MessageView {
        let end = match record.end {
            End::InFlight => MessageEnd::InFlight { due: record.due },
            End::Delivered { at, event } => MessageEnd::Delivered {
                at,
                arrived: record.due.min(at),
                event,
            },
            End::Lost { at, event, reason } => MessageEnd::Lost {
                at,
                event,
                reason,
                reach_permille: reach_permille(record),
            },
        };
        MessageView {
            id,
            name: MessageName {
                from: record.from,
                to: record.to,
                nth: record.nth,
            },
            kind: P::message_kind(&record.message),
            label: record.message.to_string(),
            sent_at: record.sent_at,
            sent_by: record.sent_by,
            end,
            duplicate: record.is_copy,
            delayed_us: record.delayed_us,
            corrupt: record.corrupt,
        }
    }

    /// Messages on their way at some time between the two, oldest first, at most `count_max` + 1.
    fn messages_between(&self, from: Time, to: Time, count_max: usize) -> Vec<MessageView> {
        let messages = &self.run.trace().messages;
        let first = messages.partition_point(|message| message.sent_at < from);
        let last = messages.partition_point(|message| message.sent_at <= to);
        let applied = self.run.trace().events_until(from);
        let earlier: Vec<u32> = self.run.look(applied, |sim, _| {
            sim.flights()
                .map(|(id, _)| id)
                .filter(|id| (*id as usize) < first)
                .collect()
        });
        let ids = earlier
            .into_iter()
            .chain(first as u32..last as u32)
            .take(count_max + 1);
        ids.map(|id| self.message_view(id, &messages[id as usize]))
            .collect()
    }

    fn marks_between(&self, from: Time, to: Time, count_max: usize) -> Vec<Mark> {
        let trace = self.run.trace();
        let first = trace.events.partition_point(|event| event.time < from) as u32;
        let last = trace.events_until(to);
        let indices = (first..last).take(count_max + 1);
        indices.filter_map(|index| self.mark(index)).collect()
    }

    fn mark(&self, index: u32) -> Option<Mark> {
        let trace = self.run.trace();
        let event = &trace.events[index as usize];
        let note_at = trace.notes.partition_point(|(at, _)| *at < index);
        let note = trace.notes.get(note_at).filter(|(at, _)| *at == index);
        let message = event.message.filter(|_| event.kind == EventKind::Deliver);
        let message_kind = message.map(|id| P::message_kind(&trace.messages[id as usize].message));
        Some(Mark {
            event: index,
            time: event.time,
            node: event.node?,
            kind: event.kind,
            message_kind,
            label: note.map(|(_, note)| P::note(note)),
        })
    }

    fn bands_between(&self, from: Time, to: Time, count_max: usize) -> Vec<Band> {
        let trace = self.run.trace();
        let touches = |band: &&Stretch| band.from <= to && band.to.is_none_or(|end| end >= from);
        // Forced writes are in order of beginning and short: those that reach into the window
        // began among the last few before it.
        let last = trace.writes.partition_point(|write| write.from <= to);
        let first = trace
            .writes
            .partition_point(|write| write.from < from)
            .saturating_sub(64);
        let writes = trace.writes[first..last].iter().take(count_max);
        trace
            .stretches
            .iter()
            .chain(writes)
            .filter(touches)
            .map(band)
            .collect()
    }
}

impl<P: Exhibit> Player for Playback<P> {
    fn advance(&mut self, events: u32) -> Progress {
        self.run.advance(events);
        self.progress()
    }

    fn progress(&self) -> Progress {
        let quiet = self.run.front().next_time(self.run.setup()).is_none();
        Progress {
            simulated: self.run.simulated(),
            finished: self.run.is_finished(),
            quiet,
        }
    }

    fn cast(&self) -> &Cast {
        &self.cast
    }

    fn event_count(&self) -> u32 {
        self.run.event_count()
    }

    fn events_until(&self, time: Time) -> u32 {
        self.run.trace().events_until(time)
    }

    fn event(&self, index: u32, lang: Lang) -> Option<EventView> {
        let record = *self.run.trace().events.get(index as usize)?;
        let event = self.run.replay(index)?;
        let notes = &self.run.trace().notes;
        let first = notes.partition_point(|(at, _)| *at < index);
        let notes = notes[first..].iter().take_while(|(at, _)| *at == index);
        Some(EventView {
            index,
            time: record.time,
            node: record.node,
            kind: record.kind,
            fault: record.fault,
            message: record.message,
            sent: (record.first_sent..record.first_sent + record.sent_count).collect(),
            text: wording::summary(&self.run, &event, lang),
            details: wording::details(&self.run, &event, lang),
            notes: notes.map(|(_, note)| pick(P::note(note), lang)).collect(),
        })
    }

    fn message(&self, id: u32) -> Option<MessageView> {
        let record = self.run.trace().messages.get(id as usize)?;
        Some(self.message_view(id, record))
    }

    fn find_message(&self, name: MessageName, at: Moment) -> Option<u32> {
        let flying = self.run.look(at.applied, |sim, _| sim.named(name));
        flying.or_else(|| {
            let mut messages = self.run.trace().messages.iter();
            let position = messages.position(|message| {
                (message.from, message.to, message.nth) == (name.from, name.to, name.nth)
            });
            position.map(|position| position as u32)
        })
    }

    fn picture(&self, at: Moment) -> Picture {
        self.run.look(at.applied, |sim, before| {
            let world = sim.world();
            let ids = world.nodes().map(|(id, _)| id);
            let nodes = ids.map(|id| self.node_look(sim, id, at, before)).collect();
            let cuts: Vec<Link> = world.cuts().collect();
            let side = cut_off(world);
            let partition = (!side.is_empty()).then(|| (self.cut_since(&side, at.time), side));
            Picture {
                nodes,
                flying: self.flying(sim, at),
                cuts,
                partition,
            }
        })
    }

    fn node(&self, id: NodeId, at: Moment) -> NodeView {
        self.run.look(at.applied, |sim, before| {
            let (node, old, engine) = (sim.world().node(id), before.node(id), sim.engine(id));
            let protocol = self.protocol();
            let memory = |node: &Node<P>| {
                node.state
                    .as_ref()
                    .map(|state| protocol.memory(id, state))
                    .unwrap_or_default()
            };
            let unsynced = |node: &Node<P>| {
                let record = node.unsynced.as_ref();
                record
                    .map(|record| protocol.disk(id, record))
                    .unwrap_or_default()
            };
            let restarts = self.restarts(id, at.time);
            let since = self.crashed_since(id, at.time);
            NodeView {
                status: status(node),
                status_text: status_text(status(node), restarts, since),
                memory: compare(memory(node), &memory(old)),
                disk: compare(
                    protocol.disk(id, &node.synced),
                    &protocol.disk(id, &old.synced),
                ),
                unsynced: compare(unsynced(node), &unsynced(old)),
                timers: timers(engine, at.time),
                clock_us: engine.clock.reading_us(at.time),
            }
        })
    }

    fn properties(&self, at: Moment, lang: Lang) -> Vec<PropertyView> {
        let violations = self.first_violations(lang);
        let safety = self.cast.properties.len().saturating_sub(1);
        let mut views: Vec<PropertyView> = (0..safety)
            .map(|index| {
                let violation = violations
                    .iter()
                    .find(|found| found.property == index)
                    .cloned();
                let broken = violation.as_ref().filter(|found| found.event < at.applied);
                let (verdict, text) = match broken {
                    Some(found) => (Verdict::Violated, found.text.clone()),
                    None => (
                        Verdict::Holds,
                        self.latest_evidence(index as u8, at.applied, lang),
                    ),
                };
                let name = self.cast.properties[index];
                PropertyView {
                    index,
                    name,
                    verdict,
                    text,
                    violation,
                }
            })
            .collect();
        views.push(self.progress_property(safety, at, lang));
        views
    }

    fn window(&self, from: Time, to: Time, marks_max: usize) -> Window {
        let messages = self.messages_between(from, to, marks_max);
        let marks = self.marks_between(from, to, marks_max);
        let crowded = messages.len() > marks_max || marks.len() > marks_max;
        let slot_us = (to.since(from) / DENSITY_SLOTS).max(1);
        let until = |slot: u64| self.events_until(from + slot * slot_us);
        let density = (0..DENSITY_SLOTS)
            .map(|slot| until(slot + 1) - until(slot))
            .collect();
        let bands = self.bands_between(from, to, marks_max);
        Window {
            messages,
            marks,
            bands,
            crowded,
            density,
        }
    }

    fn cone(&self, event: u32) -> Cone {
        if event >= self.event_count() {
            return Cone::default();
        }
        let trace = self.run.trace();
        Cone {
            past: trace.past(event),
            future: trace.future(event),
        }
    }

    fn strikes(&self) -> Vec<Strike> {
        let (faults, strikes) = (&self.run.setup().faults, &self.run.trace().strikes);
        let struck = faults.iter().zip(0u32..).filter_map(|(timed, index)| {
            let event = *strikes.get(&index)?;
            Some(Strike {
                fault: timed.fault.clone(),
                at: timed.at,
                event,
            })
        });
        struck.collect()
    }

    fn violations(&self, lang: Lang) -> Vec<ViolationView> {
        let mut violations = self.first_violations(lang);
        let progress = self.cast.properties.len().saturating_sub(1);
        violations.extend(self.stall(progress, lang));
        violations
    }

    fn trace_hash(&self) -> u64 {
        self.run.front().hash()
    }

    fn timeline(&self) -> String {
        timeline::write(&self.run)
    }
}

impl<P: Exhibit> Playback<P> {
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
        closed
            .filter(|stretch| stretch.to.is_some_and(|end| end <= now))
            .count()
    }
}

fn pick(text: Prose2, lang: Lang) -> String {
    match lang {
        Lang::En => text.en,
        Lang::Zh => text.zh,
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
        !before
            .iter()
            .any(|(old_label, old)| *old_label == label && old == value)
    };
    facts
        .into_iter()
        .map(|(label, value)| Fact {
            label,
            changed: is_new(label, &value),
            value,
        })
        .collect()
}

fn timers<P: Exhibit>(engine: &Engine<P>, now: Time) -> Vec<Fact> {
    let left = |due: Time| format!("{} ms", Time(due.since(now) / 100 * 100));
    let timers = engine.timers.iter();
    timers
        .map(|(timer, running)| Fact {
            label: "timer",
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

/// How far a lost message came, in thousandths of its way.
fn reach_permille<P: Exhibit>(record: &MessageRecord<P>) -> u16 {
    let End::Lost { at, reason, .. } = record.end else {
        return 1_000;
    };
    match reason {
        // Stopped at the cut, before the receiver's door.
        LossReason::Cut => 850,
        LossReason::ReceiverDown | LossReason::Corrupt => 1_000,
        LossReason::Chance | LossReason::Dropped => {
            let whole = record.due.since(record.sent_at).max(1);
            (at.since(record.sent_at).min(whole) * 1_000 / whole) as u16
        }
    }
}

fn band(stretch: &Stretch) -> Band {
    let kind = match stretch.kind {
        StretchKind::Crashed => BandKind::Crashed,
        StretchKind::Paused => BandKind::Paused,
        StretchKind::CutOff => BandKind::CutOff,
        StretchKind::Writing => BandKind::Writing,
    };
    Band {
        node: stretch.node,
        kind,
        from: stretch.from,
        to: stretch.to,
    }
}
