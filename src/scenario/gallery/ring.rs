//! The ring's scenarios: members that come and go.

use super::Entry;
use super::build::{self, faults, partition, requests, story};
use super::ring_load as load;
use crate::protocols::ring::Hashing;
use crate::scenario::scenario::{Scenario, Story};
use crate::sim::fault::Fault;
use crate::sim::network::{DiskConfig, Network};
use crate::sim::param::Params;
use crate::sim::protocol::{Configured, NodeId};
use crate::sim::time::Time;

pub const ENTRIES: &[Entry] = &[
    entry("ring.join", join),
    entry("ring.crash", crash),
    entry("ring.classic", classic),
    entry("ring.modulo", modulo),
    entry("ring.views", views),
    entry("ring.vnodes1", load::vnodes1),
    entry("ring.vnodes8", load::vnodes8),
    entry("ring.vnodes128", load::vnodes128),
    entry("ring.hot", load::hot),
    entry("ring.hotkey", load::hot_key),
    entry("ring.racks", load::racks),
];

const fn entry(id: &'static str, make: fn() -> Scenario) -> Entry {
    Entry { id, protocol: "ring", make }
}

pub const A: u16 = 0;
pub const B: u16 = 1;
pub const C: u16 = 2;
pub const D: u16 = 3;
pub const E: u16 = 4;

pub fn params(list: &[(&str, &str)]) -> Params {
    build::params(Hashing::PARAMS, list)
}

/// Four members, one spare that joins.
pub fn plain() -> Scenario {
    Scenario {
        protocol: "ring",
        base: None,
        params: Params::default(),
        seed: 1,
        until: Time::from_ms(3_000),
        network: Network::default(),
        disk: DiskConfig::default(),
        requests: requests(&[(1_000, E, "join")]),
        faults: Vec::new(),
        story: Story::default(),
        beside: Vec::new(),
    }
}

fn join() -> Scenario {
    Scenario {
        base: Some("ring.join"),
        requests: requests(&[(1_000, E, "join"), (1_005, E, "gkey1"), (2_500, B, "pkey1")]),
        story: story(
            ("A node joins", "一个节点加入"),
            (
                "E takes a slice from each neighbour. Every other key stays where it was.",
                "E 从每个邻居那里取一段。其他键都留在原处。",
            ),
            (
                "Switch “Transfer before serving” off and play again: E denies a key that is stored.",
                "关闭“先传输后服务”再播放一次：E 会否认一个存了的键。",
            ),
            &[
                (
                    1,
                    "Four nodes own 240 keys, eight points each, and every key is on two nodes.",
                    "四个节点拥有 240 个键，每个节点八个点，每个键存在两个节点上。",
                ),
                (
                    1_001,
                    "E joins, tells two nodes of it, and fetches the arcs that are now its own.",
                    "E 加入，告知两个节点，并取来现在归它的弧。",
                ),
                (
                    1_005,
                    "A client asks E for key1. It is E's by now, but has not arrived: E passes the question on.",
                    "客户端向 E 询问 key1。它已归 E，但还没有送到：E 把请求转给别的节点。",
                ),
                (
                    1_100,
                    "Former owners ask whether the keys have arrived, and let go of them only then.",
                    "原来的节点询问键是否已经送到，确认之后才放手。",
                ),
                (
                    2_501,
                    "A client writes key1 through B. E numbers the write and answers once both replicas have it on disk.",
                    "客户端经 B 写 key1。E 给写入编号，两个副本都落盘后才答复。",
                ),
            ],
        ),
        ..plain()
    }
}

fn crash() -> Scenario {
    Scenario {
        base: Some("ring.crash"),
        params: params(&[("spare", "0")]),
        requests: requests(&[(1_100, A, "gkey1")]),
        faults: faults(&[
            (1_000, Fault::Crash { node: NodeId(B) }),
            (4_000, Fault::Restart { node: NodeId(B) }),
        ]),
        until: Time::from_ms(5_200),
        story: story(
            ("A node crashes", "一个节点崩溃"),
            (
                "B crashes and its keys walk on to the next nodes clockwise. When B returns, they come back.",
                "B 崩溃，它的键归顺时针方向的下一个节点。B 回来后，键也回来。",
            ),
            (
                "Set “Replicas” to 1 and play again: B's keys cannot be had until it is back.",
                "把“副本数”设为 1 再播放一次：B 回来之前取不到它的键。",
            ),
            &[
                (
                    1_000,
                    "B crashes. Nobody knows yet: the others find out by probes that are not answered.",
                    "B 崩溃。还没有节点知道：别的节点要靠得不到答复的探测才会发现。",
                ),
                (
                    1_101,
                    "A client asks A for key1. Its owner does not answer; A asks the other replica next.",
                    "客户端向 A 询问 key1。它的归属节点没有答复，A 接着问另一个副本。",
                ),
                (
                    2_377,
                    "B counts as down. The survivors copy its keys so that each is on two nodes again.",
                    "B 被认定停机。其余节点复制它的键，使每个键重新存在两个节点上。",
                ),
                (
                    4_001,
                    "B is back with its disk, under a higher incarnation. It still has its keys.",
                    "B 带着磁盘回来，化身编号更高。它的键还在。",
                ),
                (
                    4_300,
                    "The others let go of what B holds again.",
                    "别的节点放手 B 重新持有的键。",
                ),
            ],
        ),
        ..plain()
    }
}

fn classic() -> Scenario {
    Scenario {
        base: Some("ring.classic"),
        params: params(&[("r", "1"), ("keys", "1000"), ("v", "32")]),
        requests: requests(&[(1_000, E, "join")]),
        until: Time::from_ms(2_000),
        story: story(
            ("From four caches to five", "从四个缓存到五个"),
            (
                "The classic: a fifth cache takes 209 of 1000 keys, about a fifth, and all of them go to it.",
                "经典例子：第五个缓存拿走 1000 个键中的 209 个，约五分之一，且都归它。",
            ),
            (
                "Set the algorithm to h(x) mod n: about four fifths of the keys move.",
                "把算法设为 h(x) mod n：约五分之四的键会移动。",
            ),
            &[
                (
                    1,
                    "Four caches with 32 points each share 1000 keys, one copy of each.",
                    "四个缓存各有 32 个点，分担 1000 个键，每个键一份。",
                ),
                (
                    1_001,
                    "E joins. If it is to get its full share, a fifth of the keys has to move.",
                    "E 加入。要让它得到应得的全部份额，就得移动五分之一的键。",
                ),
            ],
        ),
        ..plain()
    }
}

fn modulo() -> Scenario {
    Scenario {
        base: Some("ring.modulo"),
        params: params(&[("r", "1"), ("keys", "1000"), ("algo", "modulo")]),
        requests: requests(&[(1_000, E, "join")]),
        until: Time::from_ms(2_000),
        story: story(
            ("The tutorial's h(x) mod n", "教程里的 h(x) mod n"),
            (
                "The same change with h(x) mod n: 770 of 1000 keys move, most between nodes that did not change.",
                "同样的变化，用 h(x) mod n：1000 个键中移动 770 个，多数在没有变化的节点之间。",
            ),
            (
                "Set the algorithm to ring, rendezvous or jump and compare.",
                "把算法设为哈希环、集合点哈希或跳跃哈希，作一比较。",
            ),
            &[
                (
                    1,
                    "Each key belongs to the node whose number is its hash modulo four.",
                    "每个键归编号等于其哈希值模四的节点。",
                ),
                (
                    1_001,
                    "E joins, and the divisor is five. A key stays only where both remainders agree, one in five.",
                    "E 加入，除数变成五。只有两个余数相同的键不动，五个里一个。",
                ),
            ],
        ),
        ..plain()
    }
}

fn views() -> Scenario {
    Scenario {
        base: Some("ring.views"),
        params: params(&[("spare", "0"), ("gossip", "1000")]),
        requests: requests(&[(5_000, A, "pblue"), (5_100, C, "pblue")]),
        faults: faults(&[(1_000, partition(&[A, B])), (6_500, Fault::HealCuts)]),
        until: Time::from_ms(12_000),
        story: story(
            ("Views that disagree", "看法不一"),
            (
                "A partition: each side takes the other for down, and both own every key. Healed, they agree again.",
                "网络分区：每一侧都以为另一侧停机，都拥有所有的键。恢复之后又达成一致。",
            ),
            (
                "Choose whose view the ring is drawn from before 4 s and after 5 s.",
                "在 4 s 之前和 5 s 之后分别选择以哪个节点的看法来画环。",
            ),
            &[
                (
                    1_000,
                    "The network splits: A and B on one side, C and D on the other.",
                    "网络分区：一侧是 A 和 B，另一侧是 C 和 D。",
                ),
                (
                    4_000,
                    "Suspicion runs out. Each node makes a ring of those that it can reach, one after the other.",
                    "怀疑期满。各节点陆续用它能联系到的节点组成环。",
                ),
                (
                    5_000,
                    "A client writes blue on one side, then another on the other side. Both are acknowledged.",
                    "一个客户端在一侧写 blue，另一个在另一侧写。两者都得到确认。",
                ),
                (
                    6_500,
                    "The cut heals. Probes go to nodes that count as down, too, and they refute it.",
                    "切断恢复。探测也会发给被认定停机的节点，它们会反驳。",
                ),
                (
                    7_553,
                    "One ring again, and C's write has won: A's is on no disk any more, though its client was told “stored”. Dynamo would keep both, as siblings.",
                    "又是一个环，C 的写入胜出：A 的已不在任何磁盘上，尽管它的客户端被告知已存好。Dynamo 会把两者都留作兄弟版本（sibling）。",
                ),
            ],
        ),
        ..plain()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_one_that_its_spec_allows() {
        let counts = ENTRIES.iter().map(|entry| (entry.make)().params.changed().count());
        let counts: Vec<usize> = counts.collect();
        assert_eq!(counts, [0, 1, 3, 3, 2, 5, 4, 5, 5, 2, 4]);
        for entry in ENTRIES {
            assert_eq!((entry.make)().base, Some(entry.id));
        }
    }
}
