//! The fault vocabulary: what a person or a generator may inject into a run.

use super::protocol::NodeId;
use super::time::Time;

/// The name of a message that survives edits elsewhere in the script: the `nth` (from 1) message
/// sent over the link `from → to`. Copies made by duplication carry the name of their original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageName {
    pub from: NodeId,
    pub to: NodeId,
    pub nth: u32,
}

/// One injected fault. All of them apply at the moment their [`TimedFault`] names; one that finds
/// nothing to act on (a message already delivered, a node already down) changes nothing, and the
/// trace says so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// Volatile state is lost; so is every write that was not yet synced.
    Crash {
        node: NodeId,
    },
    /// A crash that tears the write in progress: the record's checksum fails at the restart and the
    /// record before it is used.
    TearWrite {
        node: NodeId,
    },
    Restart {
        node: NodeId,
    },
    /// A restart with an empty disk.
    RestartDiskLost {
        node: NodeId,
    },
    /// The node takes no step and loses nothing; messages and timers wait.
    Pause {
        node: NodeId,
    },
    Resume {
        node: NodeId,
    },
    /// Cuts, both ways, every link between `side` and the other nodes. Sorted, without repeats.
    Partition {
        side: Vec<NodeId>,
    },
    /// Cuts one link both ways.
    Cut {
        a: NodeId,
        b: NodeId,
    },
    CutOneWay {
        from: NodeId,
        to: NodeId,
    },
    /// Heals both directions of one link.
    Heal {
        a: NodeId,
        b: NodeId,
    },
    /// Heals every cut.
    HealCuts,
    /// The message in flight is lost on the spot.
    Drop {
        message: MessageName,
    },
    /// The message in flight arrives `by_us` later than it would have.
    Delay {
        message: MessageName,
        by_us: u64,
    },
    /// A second copy of the message in flight is sent now, with a latency of its own.
    Duplicate {
        message: MessageName,
    },
    /// The message in flight is damaged; the receiver's checksum finds it and discards the message.
    Corrupt {
        message: MessageName,
    },
    /// The node's clock reading jumps. Timers run on the monotonic clock and do not.
    JumpClock {
        node: NodeId,
        by_us: i64,
    },
    /// The node's clock runs at `rate_permille` / 1000 of true speed from now on (1000 is exact).
    DriftClock {
        node: NodeId,
        rate_permille: u32,
    },
    /// Each step of the node takes `step_us` from now on (0 is full speed).
    SlowNode {
        node: NodeId,
        step_us: u64,
    },
    /// Each message sent from now on over `from → to` takes `extra_us` longer (0 is full speed).
    SlowLink {
        from: NodeId,
        to: NodeId,
        extra_us: u64,
    },
    /// Heals all cuts, restarts what crashed (disk kept), resumes what is paused, sets rates of
    /// clocks and speeds back, and ends random loss and duplication.
    HealEverything,
}

/// A fault and the moment it strikes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimedFault {
    pub at: Time,
    pub fault: Fault,
}

impl Fault {
    /// The message this fault acts on, if it acts on one.
    pub fn message(&self) -> Option<MessageName> {
        match self {
            Fault::Drop { message }
            | Fault::Delay { message, .. }
            | Fault::Duplicate { message }
            | Fault::Corrupt { message } => Some(*message),
            _ => None,
        }
    }

    /// The nodes this fault names.
    pub fn nodes(&self) -> Vec<NodeId> {
        match self {
            Fault::Crash { node }
            | Fault::TearWrite { node }
            | Fault::Restart { node }
            | Fault::RestartDiskLost { node }
            | Fault::Pause { node }
            | Fault::Resume { node }
            | Fault::JumpClock { node, .. }
            | Fault::DriftClock { node, .. }
            | Fault::SlowNode { node, .. } => vec![*node],
            Fault::Partition { side } => side.clone(),
            Fault::Cut { a, b } | Fault::Heal { a, b } => vec![*a, *b],
            Fault::CutOneWay { from, to } | Fault::SlowLink { from, to, .. } => vec![*from, *to],
            Fault::Drop { message }
            | Fault::Delay { message, .. }
            | Fault::Duplicate { message }
            | Fault::Corrupt { message } => vec![message.from, message.to],
            Fault::HealCuts | Fault::HealEverything => Vec::new(),
        }
    }
}
