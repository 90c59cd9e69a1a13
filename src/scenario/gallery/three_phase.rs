//! The scenarios of three-phase commit: what it is for, and what it relies on.

use super::Entry;
use super::build::{faults, message, partition, requests, story};
use super::two_phase;
use crate::scenario::scenario::{Scenario, Story};
use crate::sim::fault::Fault;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;

pub const ENTRIES: &[Entry] = &[
    Entry { id: "threephase.survives", protocol: "threephase", make: survives },
    Entry { id: "threephase.partition", protocol: "threephase", make: split },
];

/// The coordinator comes first, then R1, R2, R3.
const C1: u16 = two_phase::C1;

/// A coordinator, three participants, a client that moves 30 from R1 to R2.
pub fn plain() -> Scenario {
    Scenario { protocol: "threephase", story: Story::default(), ..two_phase::plain() }
}

fn survives() -> Scenario {
    Scenario {
        base: Some("threephase.survives"),
        requests: requests(&[(5, C1, "t1a2b3a20")]),
        faults: faults(&[
            (40, Fault::Drop { message: message(C1, 2, 2) }),
            (40, Fault::Drop { message: message(C1, 3, 2) }),
            (40, Fault::Crash { node: NodeId(C1) }),
            (300, Fault::Restart { node: NodeId(C1) }),
        ]),
        until: Time::from_ms(340),
        story: story(
            ("3PC survives the coordinator's crash", "3PC 经受住协调者崩溃"),
            (
                "C1 dies while it tells that all have voted yes. Those who are left end the transaction without it.",
                "C1 在告知“全员赞成”时崩溃。剩下的节点没有它也能结束事务。",
            ),
            (
                "Put two-phase commit beside it: there R2 and R3 have to ask. Then crash R1 as well, at 45 ms: now R2 has to lead.",
                "把两阶段提交放在旁边对比：那里 R2 和 R3 只能询问。再让 R1 也在 45 ms 崩溃：这时由 R2 来领导。",
            ),
            &[
                (
                    35,
                    "All have voted yes. Two-phase commit would commit now; C1 forces a precommit record and tells all that they may be committed, but not yet.",
                    "全员赞成。两阶段提交此时就会提交；C1 强制写下 precommit 记录，告知大家可以提交，但还不是现在。",
                ),
                (
                    40,
                    "C1 crashes, and with it what it was sending to R2 and R3. Only R1 hears that all have voted yes.",
                    "C1 崩溃，它发给 R2 和 R3 的消息也没了。只有 R1 得知全员赞成。",
                ),
                (
                    158,
                    "R1 has heard nothing for so long that C1 must be down. It is the first, so it is the backup coordinator, and moves the others to where it is.",
                    "R1 这么久没有消息，C1 必定崩溃了。它排在最前，于是成为后备协调者，并让其他节点进入自己的状态。",
                ),
                (
                    185,
                    "All who are up are precommitted. Now R1 decides commit: should it die, the next backup would decide the same. The locks are free.",
                    "在场的都已预提交。R1 这时决定提交：即使它崩溃，下一个后备协调者也会作出同样的决定。锁释放了。",
                ),
                (
                    330,
                    "C1 is back. It was down, so it decides nothing: it asks, and learns that T1 was committed.",
                    "C1 回来了。它曾崩溃，所以不作决定：它询问，得知 T1 已提交。",
                ),
            ],
        ),
        ..plain()
    }
}

fn split() -> Scenario {
    Scenario {
        base: Some("threephase.partition"),
        requests: requests(&[(5, C1, "t1a2b3a20")]),
        faults: faults(&[(40, partition(&[C1, 1]))]),
        until: Time::from_ms(380),
        story: story(
            ("3PC and the partition", "3PC 与网络分区"),
            (
                "Nobody crashes. The network splits, each side takes the other for dead, and they decide differently.",
                "没有节点崩溃。网络分裂，两边都以为对方死了，于是作出了不同的决定。",
            ),
            (
                "Put two-phase commit beside it: it waits until the network heals, and nothing is wrong. Not blocking has a price.",
                "把两阶段提交放在旁边对比：它等到网络恢复，没有出错。不阻塞是有代价的。",
            ),
            &[
                (
                    40,
                    "C1 and R1 are cut off from R2 and R3, while Precommit is on its way. It reaches R1 only.",
                    "Precommit 正在途中，C1 和 R1 与 R2、R3 断开。它只到达 R1。",
                ),
                (
                    96,
                    "R2 and R3 do not acknowledge. In 3PC silence means that they are down, so C1 need not wait for them: it decides commit.",
                    "R2 和 R3 没有确认。在 3PC 中沉默意味着崩溃，所以 C1 不必等它们：它决定提交。",
                ),
                (
                    220,
                    "On the other side R2 and R3 have heard nothing since they voted. They poll R1, and it does not answer.",
                    "在另一边，R2 和 R3 投票之后再没有消息。它们询问 R1，没有回答。",
                ),
                (
                    338,
                    "R2 is their backup coordinator. Nobody here is precommitted, so nobody can have committed: it decides abort. R1 has committed: atomicity is broken, and money is lost.",
                    "R2 成为它们的后备协调者。这里没有人预提交，所以不可能有人提交：它决定中止。而 R1 已提交：原子性被破坏，钱也少了。",
                ),
            ],
        ),
        ..plain()
    }
}
