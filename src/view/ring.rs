//! The hash ring at one moment, as plain data: what a placement protocol's exhibit tells, and what
//! the ring view draws.

use crate::sim::protocol::NodeId;
use crate::view::player::Prose2;

/// Keys drawn one by one at most; beyond that the ring shows densities.
pub const KEYS_DRAWN_MAX: usize = 2_000;
/// Slots of equal length that densities count keys in, clockwise from the top.
pub const DENSITY_SLOTS: usize = 360;

/// The ring as one node sees it, with the keys where they really are.
#[derive(Clone, Debug, PartialEq)]
pub struct RingPicture {
    /// Whose view of the membership is drawn.
    pub viewer: NodeId,
    /// Running nodes whose views differ from the viewer's.
    pub disagreeing: Vec<NodeId>,
    /// The algorithm has points and arcs; else (modulo, rendezvous, …) the picture shows one slice
    /// of the circle for each node, as large as its share of the keys.
    pub has_points: bool,
    /// By position, clockwise. A point's node owns the arc that ends at it.
    pub points: Vec<RingPoint>,
    pub keys: RingKeys,
    /// Members in order of their ids, also those that are down.
    pub members: Vec<MemberLook>,
    /// No member of weight 1 may own more keys than this, where a bound is in force.
    pub bound_keys: Option<u64>,
    /// The latest change of the viewer's membership and what it moved.
    pub change: Option<RingChange>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RingPoint {
    pub position: u32,
    pub owner: NodeId,
    /// It came with the latest change.
    pub fresh: bool,
    /// Which of its owner's points it is, from 0; `None` where it is none that can be moved.
    pub number: Option<u32>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum RingKeys {
    Each(Vec<KeyMark>),
    /// Keys in each of [`DENSITY_SLOTS`] slots, and how many of them the latest change moved.
    Density(Vec<(u32, u32)>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct KeyMark {
    pub name: String,
    pub position: u32,
    pub owner: NodeId,
    /// The latest change gave it another owner.
    pub moved: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MemberLook {
    pub node: NodeId,
    pub up: bool,
    pub points: u32,
    pub weight: u32,
    pub rack: u32,
    /// Keys it owns by the drawn view.
    pub keys: u64,
    /// Share of the circle, per million.
    pub arc_ppm: u32,
    /// Requests of clients that it has served since it started; none while it is down.
    pub served: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RingChange {
    /// `E joined at 2.0 s`.
    pub text: Prose2,
    pub moved: u64,
    pub keys: u64,
    /// The least share that any algorithm could move, per million.
    pub ideal_ppm: u32,
    /// What `h(x) mod n` would move, per million of the keys.
    pub modulo_ppm: u32,
    /// Keys by former and new owner.
    pub flows: Vec<(NodeId, NodeId, u64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RingTransfer {
    pub from: NodeId,
    pub to: NodeId,
    /// The arc: from (not included) to (included), clockwise.
    pub arc: (u32, u32),
    pub keys: u32,
    pub message: u32,
}

/// One key followed from its name to its replicas.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyPath {
    pub name: String,
    /// What is computed, step by step: label and value.
    pub steps: Vec<(Prose2, String)>,
    pub position: u32,
    /// The owner first.
    pub replicas: Vec<NodeId>,
}

/// Places keys by every algorithm before and after the latest change of membership, a share of the
/// work at a time.
pub trait Comparing {
    /// Does a little more; whether there is more to do.
    fn work(&mut self) -> bool;
    fn rows(&self) -> Vec<ComparisonRow>;
}

/// One algorithm under the latest change of membership.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonRow {
    /// `ring, 8 points`.
    pub algorithm: Prose2,
    /// It is the one of this run.
    pub current: bool,
    /// `None` until all of its keys are placed.
    pub measured: Option<Measured>,
    /// `O(log vn)`.
    pub lookup: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    pub moved_ppm: u32,
    /// The fullest node's keys over the mean, in thousandths.
    pub peak_permille: u32,
    pub table_entries: u64,
}
