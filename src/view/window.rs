//! A stretch of time as the space-time diagram draws it, and what an event hangs together with.

use crate::sim::event::EventKind;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::view::costs::RecordView;
use crate::view::player::{MessageView, Prose2};

/// What the space-time diagram draws of a stretch of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    pub messages: Vec<MessageView>,
    pub marks: Vec<Mark>,
    pub bands: Vec<Band>,
    /// There was more than `marks_max`: draw density instead.
    pub crowded: bool,
    /// Events per slot of equal length, for the density and the overview.
    pub density: Vec<u32>,
}

/// An event as a dot on a lane, with a label where the protocol noted something.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub event: u32,
    pub time: Time,
    pub node: NodeId,
    pub kind: EventKind,
    /// Message type of a delivery, for its colour.
    pub message_kind: Option<u8>,
    pub label: Option<Prose2>,
    /// What reached the disk in a write that was done here.
    pub records: Vec<RecordView>,
}

/// A stretch of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    pub node: NodeId,
    pub kind: BandKind,
    pub from: Time,
    /// `None`: to the end.
    pub to: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BandKind {
    Crashed,
    Paused,
    /// On the smaller side of a partition.
    CutOff,
    Writing,
    /// Can't go on as things stand.
    Blocked,
}

/// Happens-before from one event, the event itself in neither; sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cone {
    pub past: Vec<u32>,
    pub future: Vec<u32>,
}
