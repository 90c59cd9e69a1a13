//! The Paxos scenarios.

use super::Entry;
use crate::scenario::scenario::{Scenario, Story, TimedRequest};
use crate::sim::network::{DiskConfig, Network};
use crate::sim::param::Params;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::sim::word::Word;

pub const ENTRIES: &[Entry] = &[];

const P1: u16 = 0;

/// Two proposers, three acceptors, one client at P1.
pub fn plain() -> Scenario {
    Scenario {
        protocol: "paxos",
        base: None,
        params: Params::default(),
        seed: 1,
        until: Time::from_ms(300),
        network: Network::default(),
        disk: DiskConfig::default(),
        requests: requests(&[(5, P1, "blue")]),
        faults: Vec::new(),
        story: Story::default(),
    }
}

fn requests(list: &[(u64, u16, &str)]) -> Vec<TimedRequest> {
    let requests = list.iter().filter_map(|(ms, node, word)| {
        let word = Word::new(word)?;
        Some(TimedRequest { at: Time::from_ms(*ms), node: NodeId(*node), word })
    });
    requests.collect()
}
