//! What a run costs, and who holds and waits: plain data, for any protocol that says to which work
//! its messages, answers and records belong.

use crate::sim::protocol::{NodeId, Protocol};
use crate::sim::time::Time;
use crate::view::lang::Text;
use crate::view::player::{Cast, Prose2};

/// Something that may belong to a piece of work: a transaction, a proposal.
pub enum Thing<'a, P: Protocol> {
    Message(&'a P::Message),
    Response(&'a P::Response),
    /// Belongs to a work when it says that the work has ended at the node.
    Note(&'a P::Note),
}

/// What a write adds to a disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// In the protocol's own English: `prepare T1`.
    pub name: String,
    pub work: Option<String>,
}

/// A lock as its node has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    pub key: String,
    pub holder: String,
    pub waiters: Vec<String>,
}

/// Somebody who can't go on, as things stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub node: NodeId,
    pub work: String,
    /// The state it is blocked in, in the protocol's own English.
    pub state: &'static str,
    /// The keys it holds locked.
    pub keys: String,
    /// Whom, or what has to happen.
    pub waits_for: Prose2,
    /// The node itself is down, and has to come back first.
    pub is_down: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockView {
    pub key: String,
    pub holder: String,
    pub since: Time,
    pub waiters: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockView {
    pub block: Block,
    pub since: Time,
}

/// A record that reached the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordView {
    pub name: String,
    /// Its node waited for it.
    pub forced: bool,
}

/// What has been spent up to a moment.
///
/// Messages are counted when they are sent, copies made by the network or by hand left out, and so
/// is what a process says to itself or to one on the same machine. Writes are counted when they
/// are begun; those that belong to no work where works have records are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Costs {
    /// By kind, in the order of `Cast::message_kinds`.
    pub messages: Vec<u32>,
    /// By node.
    pub nodes: Vec<NodeCosts>,
    /// How long locks were held, all locks added up.
    pub locked_us: u64,
    pub works: Vec<WorkCosts>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeCosts {
    pub sent: u32,
    /// Sent to it, whether or not they arrived.
    pub addressed: u32,
    pub writes: Writes,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Writes {
    /// Their node waited for them.
    pub forced: u32,
    pub lazy: u32,
}

/// One piece of work, from its first message or record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkCosts {
    pub name: String,
    pub messages: u32,
    pub writes: Writes,
    pub locked_us: u64,
    /// Up to the answer to the client.
    pub to_answer: Option<Path>,
    /// Up to the last node at which it has ended so far.
    pub to_end: Option<Path>,
}

/// The critical path: what an outcome had to wait for, one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Path {
    pub message_delays: u32,
    pub write_delays: u32,
    /// Forced writes begun by then, on the path or beside it.
    pub forced: u32,
}

impl Path {
    pub fn longer(self, other: Path) -> Path {
        Path {
            message_delays: self.message_delays.max(other.message_delays),
            write_delays: self.write_delays.max(other.write_delays),
            forced: self.forced.max(other.forced),
        }
    }
}

impl Writes {
    pub fn add(&mut self, forced: bool) {
        if forced {
            self.forced += 1;
        } else {
            self.lazy += 1;
        }
    }

    pub fn all(self) -> u32 {
        self.forced + self.lazy
    }
}

impl Costs {
    pub fn sent(&self) -> u32 {
        self.messages.iter().sum()
    }

    /// In the order in which the roles come in the cast.
    pub fn by_role(&self, cast: &Cast) -> Vec<(Text, Writes)> {
        let mut roles: Vec<Text> = Vec::new();
        for node in &cast.nodes {
            if !roles.contains(&node.role) {
                roles.push(node.role);
            }
        }
        let writes = |role: Text| self.writes_of(|index| cast.nodes[index].role == role);
        roles.into_iter().map(|role| (role, writes(role))).collect()
    }

    /// The writes of some of the nodes.
    pub fn writes_of(&self, is_one: impl Fn(usize) -> bool) -> Writes {
        let mut sum = Writes::default();
        for (_, node) in self.nodes.iter().enumerate().filter(|(index, _)| is_one(*index)) {
            sum.forced += node.writes.forced;
            sum.lazy += node.writes.lazy;
        }
        sum
    }
}
