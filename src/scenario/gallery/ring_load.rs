//! The ring's scenarios about load, and about where replicas are.

use super::build::{faults, requests, story};
use super::ring::{A, B, C, D, E, params, plain};
use crate::scenario::scenario::{Scenario, Story};
use crate::sim::fault::Fault;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;

/// Ten nodes, ten thousand keys, one copy of each.
fn ten(id: &'static str, points: &str, story: Story) -> Scenario {
    let sizes = [("n", "10"), ("spare", "0"), ("r", "1"), ("keys", "10000"), ("v", points)];
    Scenario {
        base: Some(id),
        params: params(&sizes),
        requests: requests(&[(100, A, "gkey1")]),
        until: Time::from_ms(400),
        story,
        ..plain()
    }
}

type Prose = (&'static str, &'static str);

fn load_story(title: Prose, summary: Prose, try_this: Prose) -> Story {
    let note = (
        1,
        "Ten nodes share 10000 keys. The bars beside the ring show each one's load over the mean.",
        "十个节点分担 10000 个键。环旁的横条表示各节点的负载与平均值之比。",
    );
    story(title, summary, try_this, &[note])
}

pub fn vnodes1() -> Scenario {
    let story = load_story(
        ("One point per node", "每节点一个点"),
        (
            "With one point the loads deviate by 102 % of the mean; theory expects 90 %, and the fullest node has 2.88 times its share.",
            "每节点一个点时，负载的标准差是平均值的 102 %；理论值是 90 %，最满的节点有应得份额的 2.88 倍。",
        ),
        ("Set “Points per node” to 8, then to 128.", "把“每节点的点数”设为 8，再设为 128。"),
    );
    ten("ring.vnodes1", "1", story)
}

pub fn vnodes8() -> Scenario {
    let story = load_story(
        ("Eight points per node", "每节点八个点"),
        (
            "With eight points the loads deviate by 26 % of the mean; theory expects 33 %, and the fullest node has 1.36 times its share.",
            "每节点八个点时，负载的标准差是平均值的 26 %；理论值是 33 %，最满的节点有应得份额的 1.36 倍。",
        ),
        (
            "Try other hashes: the loads differ, the order of the deviation does not.",
            "换别的哈希函数：负载会变，标准差的量级不变。",
        ),
    );
    ten("ring.vnodes8", "8", story)
}

pub fn vnodes128() -> Scenario {
    let story = load_story(
        ("128 points per node", "每节点 128 个点"),
        (
            "With 128 points the loads deviate by 5 % of the mean; theory expects 8 %, and the fullest node has 1.08 times its share.",
            "每节点 128 个点时，负载的标准差是平均值的 5 %；理论值是 8 %，最满的节点有应得份额的 1.08 倍。",
        ),
        (
            "Set the hash to poor: points and keys pile up.",
            "把哈希函数设为劣质：点和键都挤在一起。",
        ),
    );
    ten("ring.vnodes128", "128", story)
}

pub fn hot() -> Scenario {
    let settings =
        [("spare", "0"), ("r", "1"), ("hash", "poor"), ("bound", "25"), ("full", "stay")];
    Scenario {
        base: Some("ring.hot"),
        params: params(&settings),
        requests: requests(&[(100, B, "gkey1")]),
        until: Time::from_ms(400),
        story: story(
            ("A hot arc and bounded loads", "热点弧与负载上限"),
            (
                "A poor hash puts all keys on one arc: A owns all 240, and the bound is 75.",
                "劣质的哈希把所有键放在一段弧上：A 拥有全部 240 个，而上限是 75 个。",
            ),
            (
                "Set “A full node passes on” and play again: the keys walk on to nodes that have room.",
                "打开“满的节点转给下一个”再播放一次：键归有余地的节点。",
            ),
            &[
                (
                    1,
                    "A bound of 25 % allows each of four nodes 75 of 240 keys.",
                    "上限 25 % 时，四个节点中每个最多拥有 240 个键中的 75 个。",
                ),
                (101, "Whoever is asked, A has to serve.", "无论问谁，都要由 A 处理。"),
            ],
        ),
        ..plain()
    }
}

pub fn hot_key() -> Scenario {
    let settings = [("spare", "0"), ("bound", "25")];
    let asked = (0..24).map(|index| (130 + 10 * u64::from(index), index % 4, "gkey1"));
    Scenario {
        base: Some("ring.hotkey"),
        params: params(&settings),
        requests: requests(&asked.collect::<Vec<_>>()),
        until: Time::from_ms(500),
        story: story(
            ("A hot key", "热点键"),
            (
                "All clients want key1. No node owns more than its 75 keys, and yet one serves all.",
                "所有客户端都要 key1。没有节点拥有超过上限的 75 个键，请求却全由一个节点处理。",
            ),
            (
                "Set “Reads” to spread: the replicas share the work. A put still needs the owner.",
                "把“读请求”设为分散：各副本分担工作。put 仍然需要归属节点。",
            ),
            &[
                (
                    1,
                    "A bound limits keys, 75 of 240 for each of four nodes. It knows nothing of requests.",
                    "上限限制的是键数：四个节点中每个最多 240 个中的 75 个。它不管请求。",
                ),
                (
                    130,
                    "Clients begin to ask, each through another node, and all for key1.",
                    "客户端开始发请求，各经过不同的节点，要的都是 key1。",
                ),
                (
                    390,
                    "24 gets, all served by the key's owner: moving arcs does not help one hot key, copies do.",
                    "24 个 get 全由该键的归属节点处理：移动弧帮不了一个热点键，副本可以。",
                ),
            ],
        ),
        ..plain()
    }
}

pub fn racks() -> Scenario {
    let settings = [("n", "6"), ("spare", "0"), ("racks", "3"), ("apart", "racks")];
    Scenario {
        base: Some("ring.racks"),
        params: params(&settings),
        requests: requests(&[(1_050, B, "gkey1"), (1_060, C, "gkey2"), (1_070, E, "gkey3")]),
        faults: faults(&[
            (1_000, Fault::Crash { node: NodeId(A) }),
            (1_000, Fault::Crash { node: NodeId(D) }),
        ]),
        until: Time::from_ms(4_000),
        story: story(
            ("Replicas and a rack that fails", "副本与机架故障"),
            (
                "A and D stand in one rack and go down together. Every key has its other replica elsewhere.",
                "A 和 D 在同一个机架，一起停机。每个键的另一个副本都在别处。",
            ),
            (
                "Ask B for key8 (gkey8) at 1050 ms: D is asked and lost, and F answers. With “Replicas apart” set to nodes its replicas are on D and A, and nobody answers.",
                "在 1050 ms 向 B 询问 key8（gkey8）：发给 D 的请求丢失，由 F 答复。把“副本分开”设为不同节点，它的副本就在 D 和 A 上，没有谁答复。",
            ),
            &[
                (
                    1,
                    "Six nodes in three racks. The two replicas of a key are in different racks.",
                    "六个节点分布在三个机架。一个键的两个副本在不同的机架。",
                ),
                (1_000, "The rack of A and D fails.", "A 和 D 所在的机架故障。"),
                (
                    1_051,
                    "Clients go on reading: the owners of key1, key2 and key3 are in the other racks.",
                    "客户端继续读取：key1、key2 和 key3 的归属节点都在别的机架。",
                ),
                (
                    3_420,
                    "A and D count as down. The other racks bring every key back to two replicas.",
                    "A 和 D 被认定停机。其他机架让每个键恢复到两个副本。",
                ),
            ],
        ),
        ..plain()
    }
}
