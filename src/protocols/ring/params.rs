//! The parameters of a ring, as links name them.

use super::table::Memo;
use super::{Hashing, WEIGHT_MAX};
use crate::placement::error::POINTS_MAX;
use crate::placement::hash::HashKind;
use crate::protocols::quorum::Quorum;
use crate::sim::param::{ParamError, ParamKind, ParamSpec, Params};
use crate::sim::protocol::Configured;

const NODES_MAX: u32 = 1_000;
const REPLICAS_MAX: u32 = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    Ring,
    Rendezvous,
    Jump,
    Maglev,
    Anchor,
    Modulo,
}

/// What must differ between the nodes of a preference list (rule 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Apart {
    Nodes,
    Racks,
    /// Nothing: the next points, though they may be one node's.
    Off,
}

/// Where the keys go that a full node does not take (rule 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WhenFull {
    /// To the next node clockwise that has room.
    Pass,
    /// To the node with the most room, wherever it is.
    Emptiest,
    /// They stay.
    Stay,
}

impl Algorithm {
    pub const ALL: [Algorithm; 6] = [
        Algorithm::Ring,
        Algorithm::Rendezvous,
        Algorithm::Jump,
        Algorithm::Maglev,
        Algorithm::Anchor,
        Algorithm::Modulo,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Ring => "ring",
            Algorithm::Rendezvous => "rendezvous",
            Algorithm::Jump => "jump",
            Algorithm::Maglev => "maglev",
            Algorithm::Anchor => "anchor",
            Algorithm::Modulo => "modulo",
        }
    }
}

const PARAMS: [ParamSpec; 17] = [
    ParamSpec::number("n", 1, NODES_MAX, "4"),
    ParamSpec::number("spare", 0, NODES_MAX - 1, "1"),
    ParamSpec::rule("algo", &["ring", "rendezvous", "jump", "maglev", "anchor", "modulo"], "ring"),
    ParamSpec::rule("hash", &["md5", "sha1", "xxh64", "murmur3", "poor"], "md5"),
    ParamSpec::number("v", 1, 256, "8"),
    ParamSpec::number("r", 1, REPLICAS_MAX, "2"),
    ParamSpec::rule("apart", &["nodes", "racks", "off"], "nodes"),
    ParamSpec::number("racks", 1, 100, "1"),
    ParamSpec::rule("handover", &["before", "after"], "before"),
    ParamSpec::number("bound", 0, 400, "0"),
    ParamSpec::rule("full", &["pass", "emptiest", "stay"], "pass"),
    ParamSpec::number("keys", 0, 1_000_000, "240"),
    ParamSpec::number("vsize", 1, 1_000_000, "1024"),
    ParamSpec::number("gossip", 20, 60_000, "500"),
    ParamSpec::number("suspicion", 1, 20, "2"),
    ParamSpec::variant("reads", &["owner", "spread"], "owner"),
    ParamSpec {
        key: "w",
        kind: ParamKind::Quorum { max: REPLICAS_MAX },
        default: "all",
        is_rule: true,
    },
];

impl Configured for Hashing {
    const PARAMS: &'static [ParamSpec] = &PARAMS;

    fn from_params(params: &Params) -> Result<Hashing, ParamError> {
        let get = |index: usize| params.get(&PARAMS[index]);
        let number = |index: usize| params.number(&PARAMS[index]);
        let (members, spare, points) = (number(0), number(1), number(4));
        let together = |message: String| Err(ParamError::Together { message });
        if members + spare > NODES_MAX {
            return together(format!(
                "n is {members} and spare {spare}: more than {NODES_MAX} nodes"
            ));
        }
        if u64::from((members + spare) * points * WEIGHT_MAX) > POINTS_MAX {
            return together(format!("v is {points}: too many points for so many nodes"));
        }
        let algorithm = Algorithm::ALL.into_iter().find(|one| one.name() == get(2));
        let algorithm = algorithm.unwrap_or(Algorithm::Ring);
        let bound_percent = number(9);
        if algorithm != Algorithm::Ring && bound_percent > 0 {
            return together(format!("bound is for algo ring, not {}", algorithm.name()));
        }
        let (replicas, found) = (number(5), get(16));
        let fits = |quorum: &Quorum| u32::from(quorum.size(replicas as u16)) <= replicas;
        let Some(write_quorum) = Quorum::parse(found).filter(fits) else {
            return together(format!("w is {found}, but r gives only {replicas} replicas"));
        };
        Ok(Hashing {
            members: members as u16,
            spare: spare as u16,
            algorithm,
            hash: HashKind::from_name(get(3)).unwrap_or(HashKind::Md5),
            points,
            replicas,
            write_quorum,
            apart: match get(6) {
                "racks" => Apart::Racks,
                "off" => Apart::Off,
                _ => Apart::Nodes,
            },
            racks: number(7) as u16,
            transfers_first: get(8) == "before",
            bound_percent,
            when_full: match get(10) {
                "emptiest" => WhenFull::Emptiest,
                "stay" => WhenFull::Stay,
                _ => WhenFull::Pass,
            },
            keys: number(11),
            value_bytes: number(12),
            gossip_us: u64::from(number(13)) * 1_000,
            suspicion: number(14),
            spreads_reads: get(15) == "spread",
            memo: Memo::default(),
        })
    }
}
