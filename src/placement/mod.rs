//! Which node holds a key: functions from node lists and keys to nodes, without messages, time or
//! chance. Each algorithm is a file of its own, written from its paper and held to published
//! vectors; what knows messages (who has heard of a node, which data is on its way) is a protocol.

pub mod algorithm;
pub mod anchor;
pub mod bounded;
pub mod compare;
pub mod error;
pub mod hash;
pub mod jump;
pub mod ketama;
pub mod maglev;
pub mod node_list;
pub mod rendezvous;
pub mod ring;
pub mod ring_index;
