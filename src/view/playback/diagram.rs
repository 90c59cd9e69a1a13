//! What the space-time diagram draws of a stretch of time.

use super::Playback;
use crate::sim::event::EventKind;
use crate::sim::fault::MessageName;
use crate::sim::time::Time;
use crate::sim::trace::{End, MessageRecord, Stretch, StretchKind};
use crate::view::exhibits::Exhibit;
use crate::view::player::*;

/// Slots of the density of a window.
const DENSITY_SLOTS: u64 = 240;

impl<P: Exhibit> Playback<P> {
    pub(super) fn stretch_of_time(&self, from: Time, to: Time, marks_max: usize) -> Window {
        let messages = self.messages_between(from, to, marks_max);
        let marks = self.marks_between(from, to, marks_max);
        let crowded = messages.len() > marks_max || marks.len() > marks_max;
        let slot_us = (to.since(from) / DENSITY_SLOTS).max(1);
        let until = |slot: u64| self.run.trace().events_until(from + slot * slot_us);
        let density = (0..DENSITY_SLOTS).map(|slot| until(slot + 1) - until(slot)).collect();
        let bands = self.bands_between(from, to, marks_max);
        Window { messages, marks, bands, crowded, density }
    }

    pub(super) fn message_view(&self, id: u32, record: &MessageRecord<P>) -> MessageView {
        let end = match record.end {
            End::InFlight => MessageEnd::InFlight { due: record.due },
            End::Delivered { at, event } => {
                MessageEnd::Delivered { at, arrived: record.due.min(at), event }
            }
            End::Lost { at, event, reason } => {
                MessageEnd::Lost { at, event, reason, reach_permille: reach_permille(record) }
            }
        };
        MessageView {
            id,
            name: MessageName { from: record.from, to: record.to, nth: record.nth },
            kind: self.protocol().message_kind(&record.message),
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
            sim.flights().map(|(id, _)| id).filter(|id| (*id as usize) < first).collect()
        });
        let ids = earlier.into_iter().chain(first as u32..last as u32).take(count_max + 1);
        ids.map(|id| self.message_view(id, &messages[id as usize])).collect()
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
        let message_kind =
            message.map(|id| self.protocol().message_kind(&trace.messages[id as usize].message));
        Some(Mark {
            event: index,
            time: event.time,
            node: event.node?,
            kind: event.kind,
            message_kind,
            label: note.map(|(_, note)| self.protocol().note(note)),
            records: match event.kind {
                EventKind::Synced => self.meter.records_synced(index),
                _ => Vec::new(),
            },
        })
    }

    fn bands_between(&self, from: Time, to: Time, count_max: usize) -> Vec<Band> {
        let trace = self.run.trace();
        let touches = |band: &&Stretch| band.from <= to && band.to.is_none_or(|end| end >= from);
        // Forced writes are in order of beginning and short: those that reach into the window
        // began among the last few before it.
        let last = trace.writes.partition_point(|write| write.from <= to);
        let first = trace.writes.partition_point(|write| write.from < from).saturating_sub(64);
        let writes = trace.writes[first..last].iter().take(count_max);
        let stretches = trace.stretches.iter().chain(writes).filter(touches).map(band);
        let blocks = self.meter.blocks.list.iter().map(|held| Band {
            node: held.node,
            kind: BandKind::Blocked,
            from: held.from,
            to: held.to,
        });
        let blocks = blocks.filter(|band| band.from <= to && band.to.is_none_or(|end| end >= from));
        blocks.take(count_max).chain(stretches).collect()
    }
}

/// How far a lost message came, in thousandths of its way.
pub(super) fn reach_permille<P: Exhibit>(record: &MessageRecord<P>) -> u16 {
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
    Band { node: stretch.node, kind, from: stretch.from, to: stretch.to }
}
