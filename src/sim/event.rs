//! What happens in a timed run, one event at a time.

use super::network::Link;
use super::protocol::{Effect, NodeId, Protocol};
use super::time::Time;

/// The number of a message in a run: messages are numbered as they are sent.
pub type MessageId = u32;

/// One event of a timed run with all that followed from it at once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Event<P: Protocol> {
    pub time: Time,
    pub happening: Happening<P>,
    /// Position of the fault that caused it, in the scenario's list.
    pub fault: Option<u32>,
    pub effects: Vec<Effect<P>>,
    /// The messages sent, in the order of the `Send` effects, copies made by the network after.
    pub sent: Vec<Sent<P>>,
}

/// A message as it leaves.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sent<P: Protocol> {
    pub id: MessageId,
    pub from: NodeId,
    pub to: NodeId,
    /// Counts the messages of its link, from 1; a copy has its original's number.
    pub nth: u32,
    pub message: P::Message,
    pub is_copy: bool,
    /// When it should arrive.
    pub due: Time,
    /// How much of the way a slow link added, in µs.
    pub slowed_us: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Happening<P: Protocol> {
    Started {
        node: NodeId,
    },
    Asked {
        node: NodeId,
        request: P::Request,
    },
    /// A client asked and the node was down.
    Refused {
        node: NodeId,
        request: P::Request,
    },
    Delivered {
        id: MessageId,
        to: NodeId,
    },
    Lost {
        id: MessageId,
        reason: LossReason,
    },
    Fired {
        node: NodeId,
        timer: P::Timer,
    },
    /// A write reached the disk; `forced` when the node waited for it.
    Synced {
        node: NodeId,
        forced: bool,
    },
    Chose {
        node: NodeId,
        choice: P::Choice,
    },
    Crashed {
        node: NodeId,
        torn: bool,
    },
    /// `torn`: the restart found a record with a wrong checksum and used the one before it.
    Restarted {
        node: NodeId,
        disk_lost: bool,
        torn: bool,
    },
    Paused {
        node: NodeId,
    },
    Resumed {
        node: NodeId,
    },
    Cut {
        links: Vec<Link>,
    },
    Healed {
        links: Vec<Link>,
    },
    /// All cuts healed, speeds and rates set back, random loss and duplication over.
    HealedEverything {
        links: Vec<Link>,
    },
    Delayed {
        id: MessageId,
        by_us: u64,
        due: Time,
    },
    Duplicated {
        id: MessageId,
    },
    Corrupted {
        id: MessageId,
    },
    ClockJumped {
        node: NodeId,
        by_us: i64,
    },
    ClockDrifted {
        node: NodeId,
        rate_permille: u32,
    },
    NodeSlowed {
        node: NodeId,
        step_us: u64,
    },
    LinkSlowed {
        from: NodeId,
        to: NodeId,
        extra_us: u64,
    },
    /// An injected fault found nothing to act on.
    Missed,
}

/// What sort of thing happened, without its details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    Start,
    Request,
    Deliver,
    Lost,
    Timer,
    Synced,
    Choice,
    Crash,
    Restart,
    Pause,
    Resume,
    Cut,
    Heal,
    /// An injected act on a message, a clock or a speed.
    Tamper,
    /// An injected fault that found nothing to act on.
    Missed,
    /// Of an imported trace, which says what happened in its own words only.
    Logged,
}

/// Why a message never reached the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LossReason {
    /// The link's random loss.
    Chance,
    /// The link was cut when it arrived.
    Cut,
    ReceiverDown,
    /// Dropped by hand on its way.
    Dropped,
    /// The receiver's checksum found it damaged.
    Corrupt,
}

impl<P: Protocol> Happening<P> {
    /// The node whose step this is: events of one node are ordered, and only they carry causes on.
    pub fn node(&self) -> Option<NodeId> {
        match self {
            Happening::Delivered { to, .. } => Some(*to),
            Happening::Started { node }
            | Happening::Asked { node, .. }
            | Happening::Refused { node, .. }
            | Happening::Fired { node, .. }
            | Happening::Synced { node, .. }
            | Happening::Chose { node, .. }
            | Happening::Crashed { node, .. }
            | Happening::Restarted { node, .. }
            | Happening::Paused { node }
            | Happening::Resumed { node }
            | Happening::ClockJumped { node, .. }
            | Happening::ClockDrifted { node, .. }
            | Happening::NodeSlowed { node, .. } => Some(*node),
            Happening::Lost { .. }
            | Happening::Cut { .. }
            | Happening::Healed { .. }
            | Happening::HealedEverything { .. }
            | Happening::Delayed { .. }
            | Happening::Duplicated { .. }
            | Happening::Corrupted { .. }
            | Happening::LinkSlowed { .. }
            | Happening::Missed => None,
        }
    }

    pub fn kind(&self) -> EventKind {
        match self {
            Happening::Started { .. } => EventKind::Start,
            Happening::Asked { .. } | Happening::Refused { .. } => EventKind::Request,
            Happening::Delivered { .. } => EventKind::Deliver,
            Happening::Lost { .. } => EventKind::Lost,
            Happening::Fired { .. } => EventKind::Timer,
            Happening::Synced { .. } => EventKind::Synced,
            Happening::Chose { .. } => EventKind::Choice,
            Happening::Crashed { .. } => EventKind::Crash,
            Happening::Restarted { .. } => EventKind::Restart,
            Happening::Paused { .. } => EventKind::Pause,
            Happening::Resumed { .. } => EventKind::Resume,
            Happening::Cut { .. } => EventKind::Cut,
            Happening::Healed { .. } | Happening::HealedEverything { .. } => EventKind::Heal,
            Happening::Delayed { .. }
            | Happening::Duplicated { .. }
            | Happening::Corrupted { .. }
            | Happening::ClockJumped { .. }
            | Happening::ClockDrifted { .. }
            | Happening::NodeSlowed { .. }
            | Happening::LinkSlowed { .. } => EventKind::Tamper,
            Happening::Missed => EventKind::Missed,
        }
    }

    /// The message this is about.
    pub fn message(&self) -> Option<MessageId> {
        match self {
            Happening::Delivered { id, .. }
            | Happening::Lost { id, .. }
            | Happening::Delayed { id, .. }
            | Happening::Duplicated { id }
            | Happening::Corrupted { id } => Some(*id),
            _ => None,
        }
    }
}
