//! Consistent hashing on the page: its nodes on a circle, how they look, and every word in both
//! languages.

use super::{ring_picture as picture, ring_words as words};
use crate::protocols::ring::{
    Answer, Ask, Finding, Hashing, Message, Note, Record, Request, State, Version, name,
    views_agree,
};
use crate::sim::protocol::{Configured, Goal, NodeId, Protocol};
use crate::sim::sight::Sight;
use crate::sim::word::Word;
use crate::view::exhibits::{Exhibit, Look, param_texts};
use crate::view::geometry::ring::dress;
use crate::view::history::{Claim, Completion, Edn, Operation, Outcome, Taken};
use crate::view::player::{Caption, Cast, CastNode, Glyph, Hue, MessageKind, Prose2, Ring, Unit};
use crate::view::ring::{Comparing, KeyPath, RingPicture};

/// In the order of [`Exhibit::message_kind`].
const KINDS: [MessageKind; 12] = [
    MessageKind::new("Gossip", Hue::Ink, Glyph::Ring),
    MessageKind::new("Ack", Hue::Ink, Glyph::Disc),
    MessageKind::new("Get", Hue::Sky, Glyph::Ring),
    MessageKind::new("Found", Hue::Sky, Glyph::Disc),
    MessageKind::new("Put", Hue::Green, Glyph::Square),
    MessageKind::new("Stored", Hue::Green, Glyph::Diamond),
    MessageKind::new("Replicate", Hue::Blue, Glyph::Square),
    MessageKind::new("Replicated", Hue::Blue, Glyph::Diamond),
    MessageKind::new("Fetch", Hue::Orange, Glyph::Triangle),
    MessageKind::new("Transfer", Hue::Pink, Glyph::Square),
    MessageKind::new("Check", Hue::Ink, Glyph::Triangle),
    MessageKind::new("Holds", Hue::Ink, Glyph::Diamond),
];

/// The lines between all pairs are drawn up to so many nodes.
const ALL_PAIRS_MAX: u16 = 12;

impl Exhibit for Hashing {
    fn cast(&self) -> Cast {
        let ids = (0..self.nodes()).map(NodeId);
        let node = |id: NodeId| CastNode {
            id,
            name: name(id),
            role: if id.0 < self.members { words::MEMBER } else { words::SPARE },
            hue: dress(id).hue,
            place: place(id.0, self.nodes()),
        };
        Cast {
            nodes: ids.clone().map(node).collect(),
            links: pairs(self.nodes()),
            message_kinds: KINDS.to_vec(),
            params: param_texts(Hashing::PARAMS, words::param),
            properties: words::PROPERTIES.to_vec(),
            protocol: words::PROTOCOL,
            caveats: words::CAVEATS.to_vec(),
            askable: ids.collect(),
            words: vec!["gkey1", "pkey1", "join", "leave", "w2", "m1x8000"],
            unit: Unit::Ms,
        }
    }

    fn message_kind(&self, message: &Message) -> u8 {
        match message {
            Message::Gossip(..) => 0,
            Message::Ack(..) => 1,
            Message::Get { .. } => 2,
            Message::Found { .. } => 3,
            Message::Put { .. } => 4,
            Message::Stored { .. } => 5,
            Message::Replicate { .. } => 6,
            Message::Replicated { .. } => 7,
            Message::Fetch { .. } => 8,
            Message::Transfer { .. } => 9,
            Message::Check { .. } => 10,
            Message::Holds { .. } => 11,
        }
    }

    fn look(&self, me: NodeId, state: Option<&State>, disk: &Record) -> Look {
        let Some(state) = state else {
            let badge = Some(self.keys_in(&disk.held).to_string());
            return Look { ring: Ring::Plain, badge, caption: None };
        };
        let is_member = state.placing.weight(me).is_some();
        // Most nodes are, most of the time, and then nothing is to be counted.
        let (awaits, excess) = if state.is_settled {
            (0, 0)
        } else {
            (self.keys_in(&state.missing(me)), self.keys_in(&state.excess(me)))
        };
        let (en, zh) = if awaits > 0 {
            (format!("awaits {awaits} keys"), format!("等待 {awaits} 个键"))
        } else if excess > 0 {
            (format!("may let go of {excess}"), format!("可放手 {excess} 个键"))
        } else if !is_member {
            (String::from("not in the ring"), String::from("不在环中"))
        } else {
            let holds = if state.is_settled {
                self.keys_kept(&state.placing, me)
            } else {
                self.keys_in(&state.record.held)
            };
            (format!("holds {holds} keys"), format!("持有 {holds} 个键"))
        };
        let owns = self.keys_owned(&state.placing, me);
        Look {
            ring: if is_member { Ring::Plain } else { Ring::Dashed },
            badge: is_member.then(|| owns.to_string()),
            caption: Some(Caption { text: Prose2 { en, zh }, chip: false }),
        }
    }

    fn note(&self, note: &Note) -> Prose2 {
        let zh = match note {
            Note::Joins => String::from("加入哈希环"),
            Note::Leaves => String::from("离开哈希环"),
            Note::Weighs(weight) => format!("权重改为 {weight}"),
            Note::Moves { number, place } => format!("把第 {} 个点放到 {place:08x}", number + 1),
            Note::Sees(list) if list.is_empty() => String::from("看到另一种变化次序"),
            Note::Sees(list) => format!("看到成员变化：{}", names(list)),
            Note::Suspects(node) => format!("怀疑 {}", name(*node)),
            Note::Declares(node) => format!("认定 {} 已停机", name(*node)),
            Note::Refutes => String::from("反驳关于自己的说法"),
            Note::Receives { from, keys } => format!("从 {} 收到 {keys} 个键", name(*from)),
            Note::Releases { keys } => format!("放手 {keys} 个键"),
            Note::Refers { key, to } => format!("把 {key} 转给 {}", name(*to)),
            Note::Waits { key } => format!("暂时不能处理 {key}"),
            Note::GivesUp { key } => format!("放弃 {key}，无人答复"),
        };
        Prose2 { en: note.to_string(), zh }
    }

    fn finding(&self, finding: &Finding) -> Prose2 {
        let zh = match finding {
            Finding::Ownerless { place } => format!("位置 {place:08x} 没有归属"),
            Finding::Moves { changed, moved, keys } => {
                format!("{} 变化，{keys} 个键中移动 {moved} 个", names(changed))
            }
            Finding::Strays { from, to, keys } => {
                let (from, to) = (name(*from), name(*to));
                format!("{keys} 个键从 {from} 移到 {to}，而这两个节点都没有变化")
            }
            Finding::Doubled { place, node } => {
                format!("位置 {place:08x} 的副本有两个在 {} 上", name(*node))
            }
            Finding::Overloaded { node, keys, bound } => {
                format!("{} 拥有 {keys} 个键，上限是 {bound}", name(*node))
            }
            Finding::KeysLost { node, keys } => {
                format!("{keys} 个键已不在任何磁盘上，最后由 {} 持有", name(*node))
            }
            Finding::Acknowledged { key, version } => format!("{key} {version} 已确认"),
            Finding::WriteLost { key, version } => {
                format!("{key} {version} 已确认，却不在任何磁盘上")
            }
            Finding::Denied { node, key } => {
                format!("{} 说 {key} 不存在，而它是存了的", name(*node))
            }
            Finding::Older { key, version, latest, promised } => {
                let found = match version {
                    Some(version) => format!("读取 {key} 得到 {version}"),
                    None => format!("读取 {key} 一无所得"),
                };
                let why = if *promised { "" } else { "；看法不一，或环已改变" };
                format!("{found}，而发问之前 {latest} 已确认{why}")
            }
            Finding::Overwritten { key, version, by } => {
                format!("{key} {version} 已确认，却已不在任何磁盘上：取代它的 {by} 并非由它而来")
            }
            Finding::Sibling { key, version, other } => {
                format!("读取 {key} 得到 {version}，它并非由发问之前已确认的 {other} 而来")
            }
        };
        Prose2 { en: finding.to_string(), zh }
    }

    fn goal_text(&self, world: &dyn Sight<Hashing>, goal: Goal) -> Prose2 {
        let (en, zh) = match goal {
            Goal::Idle | Goal::Reached => (
                "all views agree, and every key is where it belongs",
                "各节点的看法一致，每个键都在该在的地方",
            ),
            Goal::Possible if views_agree(self, world) => {
                ("all views agree, and keys are still on their way", "看法一致，键还在路上")
            }
            Goal::Possible => ("views of the ring differ", "各节点对环的看法不同"),
            Goal::Impossible => (
                "links are cut, a node is paused, or some keys are on no running node",
                "有链路被切断、有节点暂停，或有键不在任何运行中的节点上",
            ),
        };
        Prose2 { en: en.to_string(), zh: zh.to_string() }
    }

    /// Clients put and get; what is said to members about the ring is never answered.
    fn operation(&self, request: &Request) -> Option<Operation> {
        let of = |f, key: &Word, only_reads| {
            let value = Edn::Vector(vec![Edn::text(key), Edn::Nil]);
            Some(Operation { f, value, only_reads })
        };
        match request {
            Request::Put(key) => of("write", key, false),
            Request::Get(key) => of("read", key, true),
            Request::Join | Request::Leave | Request::Weight(_) | Request::Move(..) => None,
        }
    }

    /// The coordinator counts what it is asked; when it gives up, the oldest for a key comes first.
    fn claims(&self, taken: &Taken<Hashing>) -> Vec<Claim> {
        let (Request::Put(key) | Request::Get(key)) = taken.request else { return Vec::new() };
        let asked = taken.state.and_then(State::latest_ask).filter(|ask| ask.key == *key);
        let counted = asked.map(|ask| Claim::Here(format!("#{}", ask.serial)));
        [Claim::Here(key.to_string())].into_iter().chain(counted).collect()
    }

    /// Which write was stored or found is told by its version.
    fn completion(&self, answer: &Answer) -> Completion {
        let told = |ask: &Ask, version: &Option<Version>| {
            let version = version.map_or(Edn::Nil, Edn::text);
            let value = Some(Edn::Vector(vec![Edn::text(ask.key), version]));
            (Claim::Here(format!("#{}", ask.serial)), Outcome::Ok, value)
        };
        let (claim, outcome, value) = match answer {
            Answer::Stored { ask, version } => told(ask, &Some(*version)),
            Answer::Found { ask, version } => told(ask, version),
            Answer::Unavailable { key } => (Claim::Here(key.to_string()), Outcome::Unknown, None),
        };
        Completion { claim, outcome, value }
    }

    fn carried(&self, message: &Message) -> Vec<((u32, u32), u32)> {
        let Message::Transfer { arcs, .. } = message else { return Vec::new() };
        let arcs = arcs.arcs().iter().copied();
        // Pictures have arcs without their first place.
        arcs.map(|(low, high)| ((low.wrapping_sub(1), high), self.keys_between(low, high)))
            .collect()
    }

    fn ring(&self, world: &dyn Sight<Hashing>, viewer: Option<NodeId>) -> Option<RingPicture> {
        picture::ring(self, world, viewer)
    }

    fn ring_stamp(&self, world: &dyn Sight<Hashing>, viewer: Option<NodeId>) -> Option<u64> {
        picture::stamp(self, world, viewer)
    }

    fn ring_key(
        &self,
        world: &dyn Sight<Hashing>,
        viewer: Option<NodeId>,
        key: &str,
    ) -> Option<KeyPath> {
        picture::key_path(self, world, viewer, key)
    }

    fn comparison(
        &self,
        world: &dyn Sight<Hashing>,
        viewer: Option<NodeId>,
    ) -> Option<Box<dyn Comparing>> {
        super::ring_compare::comparing(self, world, viewer)
    }
}

fn names(list: &[NodeId]) -> String {
    let names: Vec<String> = list.iter().map(|id| name(*id)).collect();
    names.join(" ")
}

/// Clockwise from the top, in rings one inside the other when there are many.
fn place(index: u16, count: u16) -> (f32, f32) {
    const TO_A_CIRCLE: u16 = 24;
    let circles = count.div_ceil(TO_A_CIRCLE).max(1);
    let (circle, at) = (index % circles, index / circles);
    let on_circle = (count + circles - 1 - circle) / circles;
    let turn = std::f32::consts::TAU * (at as f32 + circle as f32 / circles as f32)
        / on_circle.max(1) as f32;
    let radius = 0.46 * (1.0 - 0.8 * circle as f32 / circles as f32);
    // The picture is wider than high.
    (0.5 + radius * 0.62 * turn.sin(), 0.5 - radius * turn.cos())
}

fn pairs(count: u16) -> Vec<(NodeId, NodeId)> {
    if count > ALL_PAIRS_MAX {
        return Vec::new();
    }
    let pair = |a: u16| (a + 1..count).map(move |b| (NodeId(a), NodeId(b)));
    (0..count).flat_map(pair).collect()
}
