//! Generated networks and fault scripts: plain functions of a seed.

use splitbrain::sim::fault::{Fault, MessageName, TimedFault};
use splitbrain::sim::network::{Latency, LinkConfig, Network};
use splitbrain::sim::protocol::NodeId;
use splitbrain::sim::random::{Stream, draw, uniform};
use splitbrain::sim::time::Time;

/// A stream of numbers that depend on nothing but the seed.
pub struct Chance {
    seed: u64,
    drawn: u64,
}

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance { seed, drawn: 0 }
    }

    pub fn between(&mut self, min: u64, max: u64) -> u64 {
        self.drawn += 1;
        uniform(draw(self.seed, Stream::Tool, 0, self.drawn), min, max)
    }

    pub fn one_in(&mut self, count: u64) -> bool {
        self.between(1, count) == 1
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.between(0, items.len() as u64 - 1) as usize]
    }

    pub fn node(&mut self, nodes: u16) -> NodeId {
        NodeId(self.between(0, nodes as u64 - 1) as u16)
    }

    pub fn two_nodes(&mut self, nodes: u16) -> (NodeId, NodeId) {
        let a = self.node(nodes);
        let step = self.between(1, nodes as u64 - 1) as u16;
        (a, NodeId((a.0 + step) % nodes))
    }

    pub fn latency(&mut self) -> Latency {
        let min_us = self.between(0, 12_000);
        match self.between(0, 2) {
            0 => Latency::Fixed { us: min_us },
            1 => Latency::Uniform { min_us, max_us: min_us + self.between(0, 20_000) },
            _ => Latency::Exponential { min_us, mean_us: self.between(100, 10_000) },
        }
    }

    pub fn link_config(&mut self) -> LinkConfig {
        let ppm = [0, 0, 10_000, 150_000];
        LinkConfig {
            latency: self.latency(),
            loss_ppm: *self.pick(&ppm),
            duplication_ppm: *self.pick(&ppm),
            fifo: self.one_in(3),
        }
    }

    pub fn network(&mut self, nodes: u16) -> Network {
        let mut network = Network { default: self.link_config(), ..Network::default() };
        if self.one_in(2) {
            let link = self.two_nodes(nodes);
            network.links.insert(link, self.link_config());
        }
        network
    }

    /// Faults of every kind before `until_us`, in order of time.
    pub fn script(&mut self, nodes: u16, count: u64, until_us: u64) -> Vec<TimedFault> {
        let mut script: Vec<TimedFault> = (0..count)
            .map(|_| TimedFault { at: Time(self.between(0, until_us)), fault: self.fault(nodes) })
            .collect();
        script.sort_by_key(|fault| fault.at);
        script
    }

    fn message(&mut self, nodes: u16) -> MessageName {
        let (from, to) = self.two_nodes(nodes);
        MessageName { from, to, nth: self.between(1, 4) as u32 }
    }

    /// Every kind, the common ones more often. Only `RestartDiskLost` breaks what protocols assume
    /// of a disk; callers that want it kept filter it out.
    pub fn fault(&mut self, nodes: u16) -> Fault {
        let node = self.node(nodes);
        let (a, b) = self.two_nodes(nodes);
        let message = self.message(nodes);
        match self.between(0, 27) {
            0..=3 => Fault::Crash { node },
            4 => Fault::TearWrite { node },
            5..=8 => Fault::Restart { node },
            9 => Fault::RestartDiskLost { node },
            10 | 11 => Fault::Pause { node },
            12 | 13 => Fault::Resume { node },
            14 => Fault::Partition { side: vec![node] },
            15 => {
                let mut side = vec![a, b];
                side.sort();
                if nodes > 2 { Fault::Partition { side } } else { Fault::Cut { a, b } }
            }
            16 => Fault::Cut { a, b },
            17 => Fault::CutOneWay { from: a, to: b },
            18 => Fault::Heal { a, b },
            19 => Fault::HealCuts,
            20 => Fault::Drop { message },
            21 => Fault::Delay { message, by_us: self.between(1, 80_000) },
            22 => Fault::Duplicate { message },
            23 => Fault::Corrupt { message },
            24 => Fault::JumpClock { node, by_us: self.between(0, 200_000) as i64 - 100_000 },
            25 => Fault::DriftClock { node, rate_permille: self.between(200, 3_000) as u32 },
            26 => Fault::SlowNode { node, step_us: self.between(0, 15_000) },
            _ => match self.between(0, 3) {
                0 => Fault::HealEverything,
                _ => Fault::SlowLink { from: a, to: b, extra_us: self.between(0, 60_000) },
            },
        }
    }
}
