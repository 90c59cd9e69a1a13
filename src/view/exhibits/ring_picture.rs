//! The ring as data: points, keys, loads and the latest change, as one node sees them.

use std::hash::Hasher;

use crate::placement::compare::least_moved;
use crate::placement::ring::positions_of;
use crate::protocols::ring::change::moved_parts;
use crate::protocols::ring::membership::{Entry, Status, differing};
use crate::protocols::ring::table::Placing;
use crate::protocols::ring::{Algorithm, Hashing, State, name};
use crate::sim::fingerprint::Fingerprint;
use crate::sim::protocol::NodeId;
use crate::sim::sight::Sight;
use crate::sim::word::Word;
use crate::view::player::Prose2;
use crate::view::ring::{
    DENSITY_SLOTS, KEYS_DRAWN_MAX, KeyMark, KeyPath, MemberLook, RingChange, RingKeys, RingPicture,
    RingPoint,
};

type World<'a> = &'a dyn Sight<Hashing>;

const MILLION: u64 = 1_000_000;

/// The node whose view is drawn: the one asked for if it runs, else the first running member.
pub fn viewer<'a>(
    ring: &Hashing,
    world: World<'a>,
    wanted: Option<NodeId>,
) -> Option<(NodeId, &'a State)> {
    let running = |id: NodeId| world.node(id).state.map(|state| (id, state));
    let is_member = |(id, state): &(NodeId, &State)| state.own(ring, *id).is_member();
    let wanted = wanted.filter(|id| id.0 < ring.count()).and_then(running);
    let mut all = (0..ring.count()).map(NodeId).filter_map(running);
    wanted.or_else(|| all.find(is_member))
}

pub fn ring(ring: &Hashing, world: World<'_>, wanted: Option<NodeId>) -> Option<RingPicture> {
    let (viewer, state) = viewer(ring, world, wanted)?;
    let change = ring.change_of(state);
    Some(RingPicture {
        viewer,
        disagreeing: disagreeing(ring, world, state),
        has_points: ring.algorithm == Algorithm::Ring,
        points: points(ring, state),
        keys: keys(ring, world, state),
        members: members(ring, world, state),
        bound_keys: state.placing.bound_of_one,
        change,
    })
}

/// Everything that the picture is made from.
pub fn stamp(ring: &Hashing, world: World<'_>, wanted: Option<NodeId>) -> Option<u64> {
    let (viewer, state) = viewer(ring, world, wanted)?;
    let mut stamp = Fingerprint::default();
    stamp.add(&(viewer, &state.placing, &state.before, &state.record.view, state.changed_us));
    stamp.add(&disagreeing(ring, world, state));
    for id in (0..ring.count()).map(NodeId) {
        stamp.add(&served(world, id));
    }
    if ring.keys as usize <= KEYS_DRAWN_MAX {
        stamp.add(&written(ring, world));
    }
    Some(stamp.finish())
}

fn served(world: World<'_>, id: NodeId) -> u32 {
    world.node(id).state.map_or(0, |state| state.served)
}

fn disagreeing(ring: &Hashing, world: World<'_>, state: &State) -> Vec<NodeId> {
    let differs = |id: &NodeId| {
        let other = world.node(*id).state;
        other.is_some_and(|other| {
            other.own(ring, *id).status != Status::Out && other.placing != state.placing
        })
    };
    (0..ring.count()).map(NodeId).filter(differs).collect()
}

/// Keys that clients have written besides those stored from the start.
fn written(ring: &Hashing, world: World<'_>) -> Vec<Word> {
    let all = (0..ring.count()).flat_map(|id| world.node(NodeId(id)).synced.written.iter());
    let mut keys: Vec<Word> =
        all.map(|(key, _)| *key).filter(|key| !ring.is_stored(*key)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn points(ring: &Hashing, state: &State) -> Vec<RingPoint> {
    if ring.algorithm != Algorithm::Ring {
        return Vec::new();
    }
    let old = state.before.as_ref().map(|before| ends(ring, before));
    let fresh = |position: u32, owner: NodeId| {
        let Some(old) = &old else { return false };
        let at = old.partition_point(|(place, node, _)| (*place, *node) < (position, owner));
        old.get(at).is_none_or(|(place, node, _)| (*place, *node) != (position, owner))
    };
    let point = |(position, owner, number)| RingPoint {
        position,
        owner,
        number,
        fresh: fresh(position, owner),
    };
    ends(ring, &state.placing).into_iter().map(point).collect()
}

/// Where arcs end: at numbered points, or wherever a bound cuts them.
fn ends(ring: &Hashing, placing: &Placing) -> Vec<(u32, NodeId, Option<u32>)> {
    if ring.bound_percent > 0 {
        let segments = (0..placing.segment_count()).map(|index| placing.segment(index));
        let end = |(_, end, list): (u32, u32, Vec<NodeId>)| Some((end, *list.first()?, None));
        return segments.filter_map(end).collect();
    }
    let mut points = Vec::new();
    for member in ring.members_of(&placing.members) {
        let positions = positions_of(&member, ring.hash).into_iter().zip(0..);
        points.extend(
            positions.map(|(position, number)| (position, NodeId(member.id), Some(number))),
        );
    }
    points.sort_unstable();
    points
}

fn keys(ring: &Hashing, world: World<'_>, state: &State) -> RingKeys {
    let before = state.before.as_ref();
    if ring.keys as usize > KEYS_DRAWN_MAX {
        return RingKeys::Density(densities(ring, state));
    }
    let mark = |name: String, position: u32| {
        let owner = state.placing.owner(position)?;
        let moved = before.is_some_and(|before| before.owner(position) != Some(owner));
        Some(KeyMark { name, position, owner, moved })
    };
    let stored = ring.stored().all().iter();
    let stored = stored.map(|stored| (format!("key{}", stored.number), stored.place));
    let written =
        written(ring, world).into_iter().map(|key| (key.to_string(), ring.key_place(key)));
    let mut marks: Vec<KeyMark> =
        stored.chain(written).filter_map(|(name, place)| mark(name, place)).collect();
    marks.sort_by_key(|mark| mark.position);
    RingKeys::Each(marks)
}

fn densities(ring: &Hashing, state: &State) -> Vec<(u32, u32)> {
    let slots = DENSITY_SLOTS as u64;
    let start = |slot: u64| slot * (1 << 32) / slots;
    let count = |slot: u64| ring.keys_between(start(slot) as u32, (start(slot + 1) - 1) as u32);
    let mut density: Vec<(u32, u32)> = (0..slots).map(|slot| (count(slot), 0)).collect();
    let Some(before) = &state.before else { return density };
    for (low, high, _, _) in moved_parts(before, &state.placing) {
        for stored in ring.stored().between(low, high) {
            let slot = (u64::from(stored.place) * slots) >> 32;
            density[slot as usize].1 += 1;
        }
    }
    density
}

fn members(ring: &Hashing, world: World<'_>, state: &State) -> Vec<MemberLook> {
    let look = |id: NodeId| {
        let entry = ring.entry(&state.record.view, id);
        if !entry.was_member() {
            return None;
        }
        let up = entry.is_member();
        let owned = state.placing.owned(id);
        let places = |(low, high): &(u32, u32)| u64::from(high - low) + 1;
        let places: u64 = owned.arcs().iter().map(places).sum();
        let has_points = up && ring.algorithm == Algorithm::Ring;
        Some(MemberLook {
            node: id,
            up,
            points: if has_points { ring.points * entry.weight } else { 0 },
            weight: entry.weight,
            rack: ring.rack(id).into(),
            keys: ring.keys_owned(&state.placing, id).into(),
            arc_ppm: ((places * MILLION) >> 32) as u32,
            served: served(world, id),
        })
    };
    (0..ring.count()).map(NodeId).filter_map(look).collect()
}

impl Hashing {
    fn change_of(&self, state: &State) -> Option<RingChange> {
        let before = state.before.as_ref()?;
        let change = self.change(before, &state.placing);
        let (old, new) =
            (self.members_of(&before.members), self.members_of(&state.placing.members));
        let (least, of) = least_moved(&old, &new);
        let keys = u64::from(self.keys);
        Some(RingChange {
            text: self.change_text(state, before),
            moved: change.moved(),
            keys,
            ideal_ppm: (least * u128::from(MILLION) / of.max(1)) as u32,
            modulo_ppm: (change.moved_by_modulo(self) * MILLION / keys.max(1)) as u32,
            flows: change.flows.clone(),
        })
    }

    fn change_text(&self, state: &State, before: &Placing) -> Prose2 {
        let (mut en, mut zh) = (Vec::new(), Vec::new());
        for id in differing(&before.members, &state.placing.members) {
            let (was, is) = (before.weight(id), state.placing.weight(id));
            let entry: Entry = self.entry(&state.record.view, id);
            let name = name(id);
            let (text_en, text_zh) = match (was, is) {
                (None, _) if id.0 >= self.members && entry.incarnation == 1 => {
                    (format!("{name} joined"), format!("{name} 加入"))
                }
                (None, _) => (format!("{name} came back"), format!("{name} 回来")),
                (_, None) if entry.status == Status::Left => {
                    (format!("{name} left"), format!("{name} 离开"))
                }
                (_, None) => (format!("{name} went down"), format!("{name} 停机")),
                (was, is) if was == is => {
                    (format!("{name} moved a point"), format!("{name} 移动了一个点"))
                }
                (_, Some(weight)) => {
                    (format!("{name} weighs {weight}"), format!("{name} 的权重为 {weight}"))
                }
            };
            en.push(text_en);
            zh.push(text_zh);
        }
        let tenths = state.changed_us / 100_000;
        let seconds = format!("{}.{} s", tenths / 10, tenths % 10);
        let en = format!("{} at {seconds}", en.join(", "));
        Prose2 { en, zh: format!("{seconds} {}", zh.join("，")) }
    }
}

pub fn key_path(
    ring: &Hashing,
    world: World<'_>,
    wanted: Option<NodeId>,
    key: &str,
) -> Option<KeyPath> {
    let (_, state) = viewer(ring, world, wanted)?;
    let digest = ring.hash.digest(key.as_bytes());
    let position = digest.word(0);
    let replicas = state.placing.list(position);
    let hex: String = digest.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let say = |en: &str, zh: &str| Prose2 { en: en.to_string(), zh: zh.to_string() };
    let hash = ring.hash.name();
    let mut steps = vec![
        (say("key", "键"), key.to_string()),
        (say(&format!("{hash} of it"), &format!("{hash} 摘要")), hex),
        (
            say("its first four bytes, the last one first", "前四个字节，末字节在前"),
            format!("{position:08x} = {position}"),
        ),
    ];
    steps.push(point_step(ring, state, position));
    let mut names = replicas.iter().map(|id| name(*id));
    steps.push((say("owner", "归属"), names.next().unwrap_or_default()));
    steps.push((say("replicas on", "副本"), names.collect::<Vec<String>>().join(" ")));
    Some(KeyPath { name: key.to_string(), steps, position, replicas })
}

fn point_step(ring: &Hashing, state: &State, position: u32) -> (Prose2, String) {
    let say = |en: &str, zh: &str| Prose2 { en: en.to_string(), zh: zh.to_string() };
    match state.placing.ring.as_ref().map(|ring| ring.point(position)) {
        Some(point) if ring.bound_percent == 0 => {
            let owner = name(NodeId(point.owner));
            let value = format!("{:08x}, {owner}", point.position);
            (say("first point clockwise", "顺时针第一个点"), value)
        }
        _ => {
            let (low, high, _) = state.placing.segment_of(position);
            (say("arc", "弧"), format!("{low:08x}–{high:08x}"))
        }
    }
}
