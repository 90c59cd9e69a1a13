//! What the page sees of a run: plain data, the protocol forgotten. [`Player`] is implemented once,
//! for every protocol, by `view::playback`.

use std::borrow::Cow;
use std::rc::Rc;

pub use crate::sim::event::{EventKind, LossReason};
use crate::sim::fault::{Fault, MessageName};
use crate::sim::param::ParamSpec;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::view::costs::{BlockView, Costs, LockView};
use crate::view::history::ClientAct;
use crate::view::lang::{Lang, Text};
use crate::view::ring::{Comparing, KeyPath, RingPicture, RingTransfer};
pub use crate::view::window::{Band, BandKind, Cone, Mark, Window};

/// A run being simulated and looked at. Looking never changes what was simulated.
pub trait Player {
    /// Simulates at most `events` further events.
    fn advance(&mut self, events: u32) -> Progress;
    fn progress(&self) -> Progress;
    /// What does not change during the run.
    fn cast(&self) -> &Cast;

    fn event_count(&self) -> u32;
    /// How many events have happened at `time` or before.
    fn events_until(&self, time: Time) -> u32;
    /// `None` when there is no such event (yet).
    fn event(&self, index: u32, lang: Lang) -> Option<EventView>;
    fn message(&self, id: u32) -> Option<MessageView>;
    /// The copy of the named message that is in flight at the moment, else the first that was sent.
    fn find_message(&self, name: MessageName, at: Moment) -> Option<u32>;

    fn picture(&self, at: Moment) -> Picture;
    fn node(&self, node: NodeId, at: Moment) -> NodeView;
    /// The hash ring as `viewer` sees it (`None`: the protocol chooses), for placement protocols.
    /// The same pointer as long as it is the same ring.
    fn ring(&self, viewer: Option<NodeId>, at: Moment) -> Option<Rc<RingPicture>>;
    /// Arcs whose keys are on their way.
    fn transfers(&self, at: Moment) -> Vec<RingTransfer>;
    /// One key followed from its name to its replicas; `None` when there is no ring.
    fn ring_key(&self, name: &str, viewer: Option<NodeId>, at: Moment) -> Option<KeyPath>;
    /// Every placement algorithm under the latest change of membership.
    fn comparison(&self, viewer: Option<NodeId>, at: Moment) -> Option<Box<dyn Comparing>>;
    /// What the run has cost so far.
    fn costs(&self, at: Moment) -> Costs;
    fn properties(&self, at: Moment, lang: Lang) -> Vec<PropertyView>;
    /// What is to be drawn between two times; at most `marks_max` messages and events each.
    fn window(&self, from: Time, to: Time, marks_max: usize) -> Window;
    fn cone(&self, event: u32) -> Cone;
    /// For each injected fault of the scenario, by position: when it struck and whether it found
    /// something to act on. Shorter than the list while the run is not simulated that far.
    fn strikes(&self) -> Vec<Strike>;
    /// The events of the whole run that a property's violation rests on, all properties together.
    fn violations(&self, lang: Lang) -> Vec<ViolationView>;

    /// What clients did in an event, in order.
    fn client_acts(&self, _event: u32) -> Vec<ClientAct> {
        Vec::new()
    }

    /// Hash of every event so far; the run's once it is finished.
    fn trace_hash(&self) -> u64;
    /// The time line as text, one event a line, effects indented: golden files and `run` print it.
    fn timeline(&self) -> String;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Everything up to here is known.
    pub simulated: Time,
    pub finished: bool,
    /// Nothing can happen any more although the scenario's end is not reached.
    pub quiet: bool,
}

/// A position of the playhead: `applied` events have happened, and it is `time`. Several events may
/// share a time, and `time` may lie between two events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    pub applied: u32,
    pub time: Time,
}

/// The fixed part of a run: who plays, and the words for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cast {
    pub nodes: Vec<CastNode>,
    /// Pairs of nodes that ever talk, for the faint lines of the picture.
    pub links: Vec<(NodeId, NodeId)>,
    pub message_kinds: Vec<MessageKind>,
    pub params: Vec<ParamText>,
    pub properties: Vec<Text>,
    /// The protocol's name, and what the model leaves out, one sentence each.
    pub protocol: Text,
    pub caveats: Vec<Text>,
    /// Nodes a client may ask, and words it may propose.
    pub askable: Vec<NodeId>,
    pub words: Vec<&'static str>,
    pub unit: Unit,
}

/// What a run's times count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Virtual milliseconds.
    #[default]
    Ms,
    /// Steps of an imported trace, which has no clock: a millisecond stands for each.
    Steps,
}

impl Unit {
    /// What is read behind a time.
    pub const fn suffix(self) -> &'static str {
        match self {
            Unit::Ms => " ms",
            Unit::Steps => "",
        }
    }

    /// How many virtual milliseconds one of them is worth when it is drawn and played.
    pub const fn worth(self) -> f64 {
        match self {
            Unit::Ms => 1.0,
            Unit::Steps => 16.0,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct CastNode {
    pub id: NodeId,
    /// Short name in the circle: `P1`, `A2`.
    pub name: String,
    pub role: Text,
    pub hue: Hue,
    /// Place in the picture, both coordinates from 0 to 1.
    pub place: (f32, f32),
}

/// A message type: its name in the protocol's own English, colour and glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageKind {
    pub name: &'static str,
    pub hue: Hue,
    pub glyph: Glyph,
}

impl MessageKind {
    pub const fn new(name: &'static str, hue: Hue, glyph: Glyph) -> MessageKind {
        MessageKind { name, hue, glyph }
    }
}

/// Okabe–Ito, by role; the style sheet maps each to a custom property per theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hue {
    Blue,
    Sky,
    Green,
    Orange,
    Red,
    Pink,
    Ink,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    Disc,
    Square,
    Diamond,
    Triangle,
    Ring,
}

/// A parameter with the words for it. `values` are those to offer, each with its meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct ParamText {
    pub spec: ParamSpec,
    pub title: Text,
    pub meaning: Text,
    pub values: Vec<(&'static str, Text)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct EventView {
    pub index: u32,
    pub time: Time,
    pub node: Option<NodeId>,
    pub kind: EventKind,
    /// Position in the scenario's faults, when one of them caused it.
    pub fault: Option<u32>,
    /// The message that arrived, was lost or was acted on.
    pub message: Option<u32>,
    /// Messages sent in this event.
    pub sent: Vec<u32>,
    /// One line that says what happened.
    pub text: String,
    /// What the node did then: sends, timers, disk, notes, replies, one line each.
    pub details: Vec<String>,
    /// The protocol's own remarks ("chosen: blue"), also in `details`.
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MessageView {
    pub id: u32,
    pub name: MessageName,
    /// Index into `Cast::message_kinds`.
    pub kind: u8,
    /// `Prepare 2·P2`.
    pub label: String,
    pub sent_at: Time,
    /// The event that sent it.
    pub sent_by: u32,
    pub end: MessageEnd,
    /// This is the second copy.
    pub duplicate: bool,
    /// How much later it arrives than it would have, by hand or because the link is slow.
    pub delayed_us: u64,
    pub corrupt: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageEnd {
    /// Still travelling or waiting at a busy receiver when the simulated part ends; due then.
    InFlight {
        due: Time,
    },
    Delivered {
        at: Time,
        arrived: Time,
        event: u32,
    },
    /// `reach` of the way was done, from 0 to 1000.
    Lost {
        at: Time,
        event: u32,
        reason: LossReason,
        reach_permille: u16,
    },
}

/// The cluster at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub nodes: Vec<NodeLook>,
    pub flying: Vec<Flying>,
    /// Links that are cut, each direction for itself.
    pub cuts: Vec<(NodeId, NodeId)>,
    /// Since when, and which nodes are on the smaller side, when the cuts amount to a partition.
    pub partition: Option<(Time, Vec<NodeId>)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct NodeLook {
    pub status: Status,
    pub ring: Ring,
    /// The one number that matters: a ballot, a term.
    pub badge: Option<String>,
    /// The badge changed in the last event.
    pub badge_fresh: bool,
    /// Words beside the node: `wants “green”`, `“blue”`.
    pub caption: Option<Caption>,
    /// What is left of the node's next timer, from 1 to 0.
    pub timer: Option<f32>,
    pub slow: bool,
    /// The clock's rate is off or its reading has jumped.
    pub clock_off: bool,
    pub locks: Vec<LockView>,
    /// It can't go on as things stand, since then.
    pub blocked: Option<Time>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Caption {
    pub text: Prose2,
    /// Shown as a chip: a value the node holds.
    pub chip: bool,
}

/// A text made at run time, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prose2 {
    pub en: String,
    pub zh: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Up,
    /// Waits for its disk.
    Writing,
    Paused,
    Crashed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ring {
    Plain,
    /// Leads: drawn double.
    Double,
    /// Would like to lead: drawn dashed.
    Dashed,
}

/// A message on its way, or one that just ended in a loss (shown for a moment).
#[derive(Clone, Debug, PartialEq)]
pub struct Flying {
    pub message: u32,
    pub from: NodeId,
    pub to: NodeId,
    pub kind: u8,
    pub label: String,
    /// From 0 at the sender to 1 at the receiver.
    pub fraction: f32,
    pub lost: bool,
    pub duplicate: bool,
    pub delayed: bool,
    pub corrupt: bool,
    /// Arrived and waits because the receiver is paused, slow or writing.
    pub waiting: bool,
}

/// The inspector's card of one node.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeView {
    pub status: Status,
    pub status_text: Prose2,
    /// Volatile state; empty after a crash.
    pub memory: Vec<Fact>,
    pub locks: Vec<LockView>,
    /// What survives a crash.
    pub disk: Vec<Fact>,
    /// Written and not yet synced.
    pub unsynced: Vec<Fact>,
    pub timers: Vec<Fact>,
    /// The node's own clock reading, µs.
    pub clock_us: u64,
}

/// One line of state, in the protocol's own English.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    pub label: Cow<'static, str>,
    pub value: String,
    /// Differs from before the last event.
    pub changed: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PropertyView {
    /// Index into `Cast::properties`.
    pub index: usize,
    pub name: Text,
    pub verdict: Verdict,
    /// What is so at the moment, in one sentence.
    pub text: String,
    /// Who can't go on, for the liveness goal.
    pub blocked: Vec<BlockView>,
    /// A violation later in the run, whether or not it has happened at the moment.
    pub violation: Option<ViolationView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Holds,
    Violated,
    /// Liveness: not yet, and it could have been since then.
    Waiting {
        since: Time,
    },
    /// Liveness: not yet, and it cannot at present.
    Impossible,
    /// Liveness: waiting for longer than the protocol's patience.
    Stalled {
        since: Time,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct ViolationView {
    /// Index into `Cast::properties`.
    pub property: usize,
    pub at: Time,
    pub event: u32,
    pub text: String,
    /// The events it rests on, the last one included.
    pub culprits: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strike {
    pub fault: Fault,
    pub at: Time,
    /// The first event it caused; `None` when it found nothing to act on.
    pub event: Option<u32>,
}
