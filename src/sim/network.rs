//! What a link and a disk do to the things that pass through them: configuration as data.

use litemap::LiteMap;

use super::protocol::NodeId;

/// An ordered pair of nodes.
pub type Link = (NodeId, NodeId);

/// A distribution of durations, in µs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Latency {
    Fixed {
        us: u64,
    },
    /// Each µs from `min_us` to `max_us`, both included, is as likely as any other.
    Uniform {
        min_us: u64,
        max_us: u64,
    },
    /// `min_us` plus an exponentially distributed time with the given mean.
    Exponential {
        min_us: u64,
        mean_us: u64,
    },
}

/// How one link behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkConfig {
    pub latency: Latency,
    /// Messages lost, per million.
    pub loss_ppm: u32,
    /// Messages that arrive twice, per million.
    pub duplication_ppm: u32,
    /// A message never arrives before one that was sent earlier over the same link.
    pub fifo: bool,
}

/// Every link: one rule for all, and exceptions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network {
    pub default: LinkConfig,
    pub links: LiteMap<Link, LinkConfig>,
}

impl Network {
    pub fn link(&self, from: NodeId, to: NodeId) -> LinkConfig {
        self.links.get(&(from, to)).copied().unwrap_or(self.default)
    }
}

impl Default for Network {
    fn default() -> Network {
        let default = LinkConfig {
            latency: Latency::Uniform { min_us: 8_000, max_us: 14_000 },
            loss_ppm: 0,
            duplication_ppm: 0,
            fifo: false,
        };
        Network { default, links: LiteMap::new() }
    }
}

/// How long every node's disk takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DiskConfig {
    /// A forced write: the node waits this long.
    pub force: Latency,
    /// A lazy write reaches the platter this long after it was made; a crash before loses it.
    pub lazy_us: u64,
}

impl Default for DiskConfig {
    fn default() -> DiskConfig {
        DiskConfig { force: Latency::Fixed { us: 1_000 }, lazy_us: 30_000 }
    }
}
