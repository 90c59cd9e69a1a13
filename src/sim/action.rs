//! What can happen to a world, and how much of it an environment is allowed.

use super::network::Link;
use super::protocol::{NodeId, Protocol};

/// A message with its sender and receiver.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Envelope<P: Protocol> {
    pub from: NodeId,
    pub to: NodeId,
    pub message: P::Message,
}

/// One thing that can happen to a world.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action<P: Protocol> {
    Deliver(Envelope<P>),
    Drop(Envelope<P>),
    Duplicate(Envelope<P>),
    Fire {
        node: NodeId,
        timer: P::Timer,
    },
    /// The node's written record reaches the disk.
    Sync {
        node: NodeId,
    },
    Choose {
        node: NodeId,
        choice: P::Choice,
    },
    Request {
        node: NodeId,
        request: P::Request,
    },
    /// A request finds the node down.
    Refuse {
        node: NodeId,
        request: P::Request,
    },
    /// `torn`: what was being written is left damaged; the restart finds out by its checksum.
    Crash {
        node: NodeId,
        torn: bool,
    },
    Restart {
        node: NodeId,
        disk_lost: bool,
    },
    Pause {
        node: NodeId,
    },
    Resume {
        node: NodeId,
    },
    Cut(Link),
    Heal(Link),
    /// The node's clock shows this reading from now on.
    Tick {
        node: NodeId,
        clock_us: u64,
    },
}

/// How many more actions of the kinds that an environment may choose are allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bounds {
    pub drops: u32,
    pub duplicates: u32,
    pub crashes: u32,
    pub torn_writes: u32,
    pub restarts: u32,
    pub lost_disks: u32,
    pub pauses: u32,
    pub cuts: u32,
}

/// No bound; such a count is never used up.
pub const UNBOUNDED: u32 = u32::MAX;

impl Bounds {
    /// Everything may happen any number of times.
    pub const NONE: Bounds = Bounds::all(UNBOUNDED);
    /// No fault at all.
    pub const PEACE: Bounds = Bounds::all(0);

    const fn all(count: u32) -> Bounds {
        Bounds {
            drops: count,
            duplicates: count,
            crashes: count,
            torn_writes: count,
            restarts: count,
            lost_disks: count,
            pauses: count,
            cuts: count,
        }
    }
}

pub(super) fn spend(count: &mut u32) {
    if *count != UNBOUNDED {
        *count = count.saturating_sub(1);
    }
}
