//! The scenarios of Paxos Commit: what it costs, and what that buys.

use super::Entry;
use super::build::{faults, requests, story};
use super::two_phase;
use crate::scenario::scenario::{Scenario, Story};
use crate::sim::fault::Fault;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;

pub const ENTRIES: &[Entry] = &[
    Entry { id: "paxoscommit.clean", protocol: "paxoscommit", make: clean },
    Entry { id: "paxoscommit.dead", protocol: "paxoscommit", make: dead },
];

/// The coordinator comes first, then R1, R2, R3, then the acceptors A2 and A3.
const C1: u16 = two_phase::C1;

/// A coordinator, three participants, two acceptors more, a client that moves 30 from R1 to R2.
pub fn plain() -> Scenario {
    Scenario { protocol: "paxoscommit", story: Story::default(), ..two_phase::plain() }
}

fn clean() -> Scenario {
    Scenario {
        base: Some("paxoscommit.clean"),
        requests: requests(&[(5, C1, "t1a2b3a20")]),
        until: Time::from_ms(80),
        story: story(
            ("Paxos Commit in peace", "平静时的 Paxos Commit"),
            (
                "Every vote is decided by a Paxos of its own. C1 and A2 are enough to choose; A3 is there for bad days.",
                "每一票都由各自的一次 Paxos 决定。C1 和 A2 就足以选定；A3 备不时之需。",
            ),
            (
                "Set F to 0: what is left is two-phase commit, message by message, but for the acknowledgements.",
                "把 F 设为 0：剩下的就是两阶段提交，除了确认，消息逐条相同。",
            ),
            &[
                (
                    16,
                    "R1 is prepared. It says so to two acceptors, as the proposer of ballot 0 of its own instance.",
                    "R1 已准备。作为自己那次 Paxos 中轮次 0 的提议者，它告知两个接受者。",
                ),
                (
                    33,
                    "A2 has heard from all three. It accepts all instances with one record, and tells the leader.",
                    "A2 已收到全部三个。它用一条记录接受所有实例，并告知领导者。",
                ),
                (
                    47,
                    "Two of three acceptors have accepted: “prepared” is chosen for everybody. C1 commits, one message delay later than in two-phase commit.",
                    "三个接受者中已有两个接受：人人都选定为“已准备”。C1 提交，比两阶段提交晚一次消息延迟。",
                ),
                (
                    61,
                    "All have committed. C1 forced no decision: what the acceptors have on disk is the decision.",
                    "全部已提交。C1 没有强制写决定：接受者磁盘上的内容就是决定。",
                ),
            ],
        ),
        ..plain()
    }
}

fn dead() -> Scenario {
    Scenario {
        base: Some("paxoscommit.dead"),
        requests: requests(&[(5, C1, "t1a2b3a20")]),
        faults: faults(&[
            (36, Fault::Crash { node: NodeId(C1) }),
            (400, Fault::Restart { node: NodeId(C1) }),
        ]),
        until: Time::from_ms(460),
        story: story(
            ("Paxos Commit with a dead coordinator", "协调者已死的 Paxos Commit"),
            (
                "The coordinator dies before it can tell anybody. The acceptors that are left find out what was chosen.",
                "协调者在告知任何人之前崩溃。剩下的接受者查明选定了什么。",
            ),
            (
                "Crash A2 as well, at 150 ms: two of three acceptors are down, and all have to wait. That is what F = 1 means.",
                "让 A2 也在 150 ms 崩溃：三个接受者坏了两个，大家只能等。这就是 F = 1 的含义。",
            ),
            &[
                (
                    36,
                    "C1 and A2 have accepted all three votes: commit is chosen, but nobody knows. C1 crashes.",
                    "C1 和 A2 已接受全部三票：提交已经选定，但无人知晓。C1 崩溃。",
                ),
                (
                    126,
                    "R1 has heard nothing since it voted. In two-phase commit it would have to wait for C1; here it asks all acceptors.",
                    "R1 投票后再没有消息。在两阶段提交中它只能等 C1；这里它询问所有接受者。",
                ),
                (
                    196,
                    "A2 is the next in turn. It leads ballot 1·A2, and asks the others what they have accepted.",
                    "轮到 A2。它领导轮次 1·A2，询问其他接受者接受过什么。",
                ),
                (
                    221,
                    "A2 and A3 are a majority, and A2 itself has accepted “prepared” for everybody. So A2 may propose nothing else.",
                    "A2 和 A3 构成多数，而 A2 自己已为所有人接受了“已准备”。所以 A2 只能提议这个。",
                ),
                (
                    258,
                    "Chosen again, and told: all commit, and the locks are free, while C1 is still down.",
                    "再次选定并告知：全部提交，锁也释放了，而 C1 仍未恢复。",
                ),
            ],
        ),
        ..plain()
    }
}
