//! All algorithms behind one face: build a placer from a node list, ask it for a key's node. The
//! command line, the comparison and the page speak to this.

use super::anchor::Anchor;
use super::bounded::Bounded;
use super::error::PlacementError;
use super::hash::HashKind;
use super::maglev::{Permutation, Table};
use super::rendezvous::Rendezvous;
use super::ring::{Member, Point, Ring, check};
use super::ring_index::RingIndex;
use super::{anchor, jump, maglev};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    Ring {
        hash: HashKind,
    },
    /// `keys` is how many there will be, which the bound depends on.
    Bounded {
        hash: HashKind,
        epsilon_permille: u32,
        keys: u64,
    },
    Rendezvous {
        hash: HashKind,
        seed: u32,
    },
    Jump {
        hash: HashKind,
    },
    Maglev {
        hash: HashKind,
        size: u32,
    },
    Anchor {
        hash: HashKind,
        capacity: u32,
    },
    /// `h(key) mod n`, as a first attempt has it.
    Modulo {
        hash: HashKind,
    },
}

/// Where a key went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// What the choice was made by: the key's hash, with rendezvous the winning score.
    pub hash: u64,
    /// The point on the ring, where there is one.
    pub point: Option<u32>,
    pub node: u16,
}

#[derive(Clone, Debug)]
pub struct Placer {
    hash: HashKind,
    /// In the order of the list.
    ids: Vec<u16>,
    engine: Engine,
}

#[derive(Clone, Debug)]
enum Engine {
    Ring(RingIndex),
    Bounded(Bounded),
    Rendezvous(Rendezvous),
    Jump,
    Maglev(Table),
    /// `ids` names the node of each bucket that works or did.
    Anchor(Anchor),
    Modulo,
}

impl Algorithm {
    /// The names that command line and links use, in the order of the comparison.
    pub const NAMES: [&'static str; 7] =
        ["ring", "bounded", "rendezvous", "jump", "maglev", "anchor", "modulo"];

    /// An algorithm as its paper or best-known library has it, for about `nodes` nodes and, where
    /// that matters, `keys` keys.
    pub fn usual(name: &str, nodes: usize, keys: u64) -> Option<Algorithm> {
        let hash = HashKind::Md5;
        Some(match name {
            "ring" | "ketama" => Algorithm::Ring { hash },
            "bounded" => Algorithm::Bounded { hash, epsilon_permille: 250, keys },
            "rendezvous" => Algorithm::Rendezvous { hash: HashKind::Murmur3, seed: 0 },
            "jump" => Algorithm::Jump { hash },
            "maglev" => Algorithm::Maglev { hash, size: maglev::SIZE },
            "anchor" => Algorithm::Anchor { hash, capacity: anchor_capacity(nodes) },
            "modulo" => Algorithm::Modulo { hash },
            _ => return None,
        })
    }

    pub fn name(&self) -> &'static str {
        match self {
            Algorithm::Ring { .. } => "ring",
            Algorithm::Bounded { .. } => "bounded",
            Algorithm::Rendezvous { .. } => "rendezvous",
            Algorithm::Jump { .. } => "jump",
            Algorithm::Maglev { .. } => "maglev",
            Algorithm::Anchor { .. } => "anchor",
            Algorithm::Modulo { .. } => "modulo",
        }
    }

    pub fn hash(&self) -> HashKind {
        match *self {
            Algorithm::Ring { hash }
            | Algorithm::Bounded { hash, .. }
            | Algorithm::Rendezvous { hash, .. }
            | Algorithm::Jump { hash }
            | Algorithm::Maglev { hash, .. }
            | Algorithm::Anchor { hash, .. }
            | Algorithm::Modulo { hash } => hash,
        }
    }

    pub fn with_hash(self, hash: HashKind) -> Algorithm {
        match self {
            Algorithm::Ring { .. } => Algorithm::Ring { hash },
            Algorithm::Bounded { epsilon_permille, keys, .. } => {
                Algorithm::Bounded { hash, epsilon_permille, keys }
            }
            Algorithm::Rendezvous { seed, .. } => Algorithm::Rendezvous { hash, seed },
            Algorithm::Jump { .. } => Algorithm::Jump { hash },
            Algorithm::Maglev { size, .. } => Algorithm::Maglev { hash, size },
            Algorithm::Anchor { capacity, .. } => Algorithm::Anchor { hash, capacity },
            Algorithm::Modulo { .. } => Algorithm::Modulo { hash },
        }
    }

    /// Whether a node of twice the weight gets twice the keys.
    pub fn has_weights(&self) -> bool {
        use Algorithm::{Bounded, Rendezvous, Ring};
        matches!(self, Ring { .. } | Bounded { .. } | Rendezvous { .. })
    }

    /// Whether nodes have points on a circle.
    pub fn has_points(&self) -> bool {
        matches!(self, Algorithm::Ring { .. } | Algorithm::Bounded { .. })
    }

    /// Of n nodes with v points each.
    pub fn lookup_cost(&self) -> &'static str {
        match self {
            Algorithm::Ring { .. } => "O(log vn)",
            Algorithm::Bounded { .. } => "O(log vn + 1/ε²)",
            Algorithm::Rendezvous { .. } => "O(n)",
            Algorithm::Jump { .. } => "O(log n)",
            Algorithm::Maglev { .. } | Algorithm::Modulo { .. } => "O(1)",
            Algorithm::Anchor { .. } => "O(1 + log² (a/n))",
        }
    }

    pub fn build(&self, members: &[Member]) -> Result<Placer, PlacementError> {
        check(members)?;
        let engine = match *self {
            Algorithm::Ring { hash } => Engine::Ring(RingIndex::new(&Ring::new(members, hash)?)),
            Algorithm::Bounded { hash, epsilon_permille, keys } => {
                Engine::Bounded(Bounded::new(members, hash, epsilon_permille, keys)?)
            }
            Algorithm::Rendezvous { hash, seed } => {
                Engine::Rendezvous(Rendezvous::new(members, hash, seed)?)
            }
            Algorithm::Jump { .. } => Engine::Jump,
            Algorithm::Maglev { size, .. } => {
                let order = |member: &Member| Permutation::of(&member.label, size);
                let orders: Vec<Permutation> = members.iter().map(order).collect();
                Engine::Maglev(Table::new(&orders, size)?)
            }
            Algorithm::Anchor { capacity, .. } => {
                Engine::Anchor(Anchor::new(capacity, members.len() as u32)?)
            }
            Algorithm::Modulo { .. } => Engine::Modulo,
        };
        let ids = members.iter().map(|member| member.id).collect();
        Ok(Placer { hash: self.hash(), ids, engine })
    }

    /// The placer after the list has changed to `members`. Only an anchor remembers: there the
    /// nodes that are gone leave first, then the new ones take the buckets that went last.
    pub fn change(&self, before: &Placer, members: &[Member]) -> Result<Placer, PlacementError> {
        let Engine::Anchor(anchor) = &before.engine else { return self.build(members) };
        check(members)?;
        let capacity = anchor.capacity();
        if members.len() > capacity as usize {
            return Err(PlacementError::CapacityTooSmall { capacity, nodes: members.len() });
        }
        let (mut anchor, mut ids) = (anchor.clone(), before.ids.clone());
        let mut stay: Vec<u16> = members.iter().map(|member| member.id).collect();
        stay.sort_unstable();
        let working = anchor.arrays()[0].iter().zip(&ids).enumerate();
        let working = working.filter(|(_, (worked, _))| **worked == 0);
        let was: Vec<(u32, u16)> = working.map(|(bucket, (_, id))| (bucket as u32, *id)).collect();
        let gone = was.iter().filter(|(_, id)| stay.binary_search(id).is_err());
        let mut gone: Vec<u32> = gone.map(|(bucket, _)| *bucket).collect();
        let mut old: Vec<u16> = was.into_iter().map(|(_, id)| id).collect();
        old.sort_unstable();
        let new = members.iter().map(|member| member.id);
        let new: Vec<u16> = new.filter(|id| old.binary_search(id).is_err()).collect();
        // A list without a single old node: one of them stays until the first new one is there.
        let kept = if gone.len() as u32 == anchor.count() { gone.pop() } else { None };
        for bucket in gone {
            anchor.remove(bucket);
        }
        let mut new = new.into_iter();
        if let Some(bucket) = kept
            && let Some(id) = new.next()
        {
            ids[bucket as usize] = id;
        }
        for id in new {
            let Some(bucket) = anchor.add() else { break };
            let bucket = bucket as usize;
            ids.resize(ids.len().max(bucket + 1), id);
            ids[bucket] = id;
        }
        Ok(Placer { hash: before.hash, ids, engine: Engine::Anchor(anchor) })
    }
}

/// Room to grow to twice the size, the same for lists of like length.
pub fn anchor_capacity(nodes: usize) -> u32 {
    let room = u32::try_from(nodes).unwrap_or(u32::MAX).saturating_mul(2).max(16);
    room.min(anchor::CAPACITY_MAX).next_power_of_two()
}

impl Placer {
    /// The key's node. Only bounded loads depend on what was placed before.
    pub fn place(&mut self, key: &[u8]) -> Placed {
        match &mut self.engine {
            Engine::Ring(index) => on_point(self.hash.key(key), |at| index.point(at)),
            Engine::Bounded(bounded) => on_point(self.hash.key(key), |at| bounded.insert(at)),
            Engine::Rendezvous(rendezvous) => {
                let (node, score) = rendezvous.winner(key);
                Placed { hash: u64::from(score), point: None, node }
            }
            _ => self.place_hash(self.hash.key64(key)),
        }
    }

    /// The same for a key whose hash is known. With rendezvous there is no such thing: there the
    /// eight bytes of the hash are the key.
    pub fn place_hash(&mut self, hash: u64) -> Placed {
        let bucket = match &mut self.engine {
            Engine::Ring(index) => return on_point(hash as u32, |at| index.point(at)),
            Engine::Bounded(bounded) => return on_point(hash as u32, |at| bounded.insert(at)),
            Engine::Rendezvous(_) => return self.place(&hash.to_le_bytes()),
            Engine::Jump => jump::bucket(hash, self.ids.len() as u32) as usize,
            Engine::Maglev(table) => usize::from(table.lookup(hash)),
            Engine::Anchor(anchor) => anchor.lookup(hash) as usize,
            Engine::Modulo => (hash % self.ids.len() as u64) as usize,
        };
        Placed { hash, point: None, node: self.ids[bucket] }
    }

    /// The key's node and those that would be next, where the algorithm ranks nodes for each key.
    pub fn ranking(&mut self, key: &[u8], count: usize) -> Option<Vec<u16>> {
        match &mut self.engine {
            Engine::Rendezvous(rendezvous) => Some(rendezvous.ranking(key, count)),
            _ => None,
        }
    }

    /// What has to be kept in memory, counted in points, nodes, entries or array elements.
    pub fn table_entries(&self) -> usize {
        match &self.engine {
            Engine::Ring(index) => index.points().len(),
            Engine::Bounded(bounded) => bounded.ring().points().len(),
            Engine::Rendezvous(_) => self.ids.len(),
            Engine::Jump | Engine::Modulo => 1,
            Engine::Maglev(table) => table.entries().len(),
            Engine::Anchor(anchor) => anchor.arrays().iter().map(|array| array.len()).sum(),
        }
    }
}

fn on_point(place: u32, find: impl FnOnce(u32) -> Point) -> Placed {
    let point = find(place);
    Placed { hash: u64::from(place), point: Some(point.position), node: point.owner }
}
