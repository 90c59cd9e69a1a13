//! Why a node list or a parameter is refused, each reason as one plain sentence.

use std::fmt;

use super::anchor::CAPACITY_MAX;
use super::maglev::SIZE_MAX;

/// Nodes are told apart by 16 bits.
pub const NODES_MAX: usize = 1 << 16;
/// More points than a page or a command line can hold comfortably.
pub const POINTS_MAX: u64 = 1 << 24;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlacementError {
    NoNodes,
    TooManyNodes {
        count: usize,
    },
    DuplicateId {
        id: u16,
    },
    DuplicateLabel {
        label: String,
    },
    EmptyLabel {
        id: u16,
    },
    NoPoints {
        label: String,
    },
    UnknownOwner {
        id: u16,
    },
    TooManyPoints {
        count: u64,
    },
    NoWeight {
        label: String,
    },
    /// Weighted points are rounded down, and nothing was left.
    TooLight {
        label: String,
    },
    NotPrime {
        size: u32,
    },
    TableTooSmall {
        size: u32,
        nodes: usize,
    },
    TableTooLarge {
        size: u32,
    },
    CapacityTooSmall {
        capacity: u32,
        nodes: usize,
    },
    CapacityTooLarge {
        capacity: u32,
    },
}

impl fmt::Display for PlacementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlacementError::NoNodes => write!(f, "there is no node: every key needs one"),
            PlacementError::TooManyNodes { count } => {
                write!(f, "{count} nodes are too many, {NODES_MAX} are the most")
            }
            PlacementError::DuplicateId { id } => write!(f, "two nodes have the number {id}"),
            PlacementError::DuplicateLabel { label } => {
                write!(f, "two nodes are called \"{label}\"")
            }
            PlacementError::EmptyLabel { id } => write!(f, "node {id} has no name"),
            PlacementError::NoPoints { label } => {
                write!(f, "node \"{label}\" has no point on the ring, it needs one at least")
            }
            PlacementError::UnknownOwner { id } => {
                write!(f, "a point belongs to node {id}, which is not in the list")
            }
            PlacementError::TooManyPoints { count } => {
                write!(f, "{count} points are too many, {POINTS_MAX} are the most")
            }
            PlacementError::NoWeight { label } => {
                write!(f, "node \"{label}\" has weight 0, the least is 1")
            }
            PlacementError::NotPrime { size } => {
                write!(f, "a Maglev table's size must be a prime number, {size} is not one")
            }
            PlacementError::TableTooSmall { size, nodes } => {
                write!(f, "a Maglev table of {size} entries is too small for {nodes} nodes")
            }
            PlacementError::TableTooLarge { size } => {
                write!(f, "a Maglev table of {size} entries is too large, {SIZE_MAX} are the most")
            }
            PlacementError::CapacityTooSmall { capacity, nodes } => {
                write!(f, "an anchor with room for {capacity} nodes cannot hold {nodes}")
            }
            PlacementError::CapacityTooLarge { capacity } => {
                write!(
                    f,
                    "an anchor for {capacity} nodes is too large, {CAPACITY_MAX} are the most"
                )
            }
            PlacementError::TooLight { label } => write!(
                f,
                "node \"{label}\" weighs so little beside the others that it gets no point: give \
                 it more weight, or all nodes more points"
            ),
        }
    }
}
