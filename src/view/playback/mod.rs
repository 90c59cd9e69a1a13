//! [`Player`] for every protocol: looks at a recorded run and tells the page plain data.

mod diagram;
mod history;
mod meter;
mod picture;
mod verdicts;

use std::cell::RefCell;
use std::rc::Rc;

use self::meter::Meter;
use self::picture::Looks;
use crate::sim::fault::MessageName;
use crate::sim::protocol::NodeId;
use crate::sim::run::Run;
use crate::sim::time::Time;
use crate::sim::timed::Setup;
use crate::sim::timeline;
use crate::view::costs::Costs;
use crate::view::exhibits::Exhibit;
use crate::view::history::ClientAct;
use crate::view::lang::Lang;
use crate::view::player::*;
use crate::view::ring::{Comparing, KeyPath, RingPicture, RingTransfer};
use crate::view::wording;

pub struct Playback<P: Exhibit> {
    run: Run<P>,
    cast: Cast,
    meter: Meter<P>,
    looks: RefCell<Vec<Looks<P>>>,
    /// The latest ring that was asked for, and its stamp.
    ring: RefCell<Option<(u64, Rc<RingPicture>)>>,
}

impl<P: Exhibit> Playback<P> {
    pub fn new(setup: Setup<P>) -> Playback<P> {
        let cast = setup.protocol.cast();
        Playback {
            meter: Meter::new(setup.protocol.nodes()),
            run: Run::new(setup),
            cast,
            looks: RefCell::default(),
            ring: RefCell::default(),
        }
    }

    fn protocol(&self) -> &P {
        &self.run.setup().protocol
    }
}

impl<P: Exhibit> Player for Playback<P> {
    fn advance(&mut self, events: u32) -> Progress {
        for _ in 0..events {
            if !self.meter.step(&mut self.run) {
                break;
            }
        }
        self.progress()
    }

    fn progress(&self) -> Progress {
        let quiet = self.run.front().next_time(self.run.setup()).is_none();
        Progress { simulated: self.run.simulated(), finished: self.run.is_finished(), quiet }
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
            notes: notes.map(|(_, note)| pick(self.protocol().note(note), lang)).collect(),
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
        self.cluster(at)
    }

    fn node(&self, id: NodeId, at: Moment) -> NodeView {
        self.card(id, at)
    }

    fn ring(&self, viewer: Option<NodeId>, at: Moment) -> Option<Rc<RingPicture>> {
        self.run.look(at.applied, |sim, _| {
            let stamp = self.protocol().ring_stamp(sim.world(), viewer)?;
            let mut known = self.ring.borrow_mut();
            if let Some((_, picture)) = known.as_ref().filter(|(of, _)| *of == stamp) {
                return Some(picture.clone());
            }
            let picture = Rc::new(self.protocol().ring(sim.world(), viewer)?);
            *known = Some((stamp, picture.clone()));
            Some(picture)
        })
    }

    fn transfers(&self, at: Moment) -> Vec<RingTransfer> {
        self.run.look(at.applied, |sim, _| {
            let mut transfers = Vec::new();
            for (message, flight) in sim.flights() {
                let (from, to) = (flight.envelope.from, flight.envelope.to);
                let carried = self.protocol().carried(&flight.envelope.message).into_iter();
                let transfer =
                    carried.map(|(arc, keys)| RingTransfer { from, to, arc, keys, message });
                transfers.extend(transfer);
            }
            transfers
        })
    }

    fn ring_key(&self, name: &str, viewer: Option<NodeId>, at: Moment) -> Option<KeyPath> {
        self.run.look(at.applied, |sim, _| self.protocol().ring_key(sim.world(), viewer, name))
    }

    fn comparison(&self, viewer: Option<NodeId>, at: Moment) -> Option<Box<dyn Comparing>> {
        self.run.look(at.applied, |sim, _| self.protocol().comparison(sim.world(), viewer))
    }

    fn costs(&self, at: Moment) -> Costs {
        self.meter.costs(&self.run, at.applied, at.time, self.cast.message_kinds.len())
    }

    fn properties(&self, at: Moment, lang: Lang) -> Vec<PropertyView> {
        self.verdicts(at, lang)
    }

    fn window(&self, from: Time, to: Time, marks_max: usize) -> Window {
        self.stretch_of_time(from, to, marks_max)
    }

    fn cone(&self, event: u32) -> Cone {
        if event >= self.event_count() {
            return Cone::default();
        }
        let trace = self.run.trace();
        Cone { past: trace.past(event), future: trace.future(event) }
    }

    fn strikes(&self) -> Vec<Strike> {
        let (faults, strikes) = (&self.run.setup().faults, &self.run.trace().strikes);
        let struck = faults.iter().zip(0u32..).filter_map(|(timed, index)| {
            let event = *strikes.get(&index)?;
            Some(Strike { fault: timed.fault.clone(), at: timed.at, event })
        });
        struck.collect()
    }

    fn violations(&self, lang: Lang) -> Vec<ViolationView> {
        let mut violations = self.first_violations(lang);
        let progress = self.cast.properties.len().saturating_sub(1);
        violations.extend(self.stall(progress, lang));
        violations
    }

    fn client_acts(&self, event: u32) -> Vec<ClientAct> {
        self.acts_of_clients(event)
    }

    fn trace_hash(&self) -> u64 {
        self.run.front().hash()
    }

    fn timeline(&self) -> String {
        timeline::write(&self.run)
    }
}

fn pick(text: Prose2, lang: Lang) -> String {
    match lang {
        Lang::En => text.en,
        Lang::Zh => text.zh,
    }
}
