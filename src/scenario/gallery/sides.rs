//! Scenarios with another beside them: the same requests and faults, another protocol or rule.

use super::Entry;
use super::build::{faults, message, requests, story};
use super::two_phase::{C1, params, plain};
use crate::scenario::scenario::Scenario;
use crate::scenario::sides::Side;
use crate::sim::fault::Fault;
use crate::sim::param::Params;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;

pub const ENTRIES: &[Entry] = &[
    Entry { id: "commit.doubt", protocol: "commit", make: doubt },
    Entry { id: "commit.phases", protocol: "commit", make: phases },
    Entry { id: "commit.three", protocol: "commit", make: three },
];

/// One coordinator dies after telling one participant: the others wait, ask each other, or guess.
fn doubt() -> Scenario {
    let beside = |list| Side { protocol: "commit", params: params(list) };
    Scenario {
        base: Some("commit.doubt"),
        params: params(&[("coop", "off")]),
        requests: requests(&[(5, C1, "t1a2b3a20")]),
        faults: faults(&[
            (35, Fault::Drop { message: message(C1, 2, 2) }),
            (35, Fault::Drop { message: message(C1, 3, 2) }),
            (36, Fault::Crash { node: NodeId(C1) }),
            (600, Fault::Restart { node: NodeId(C1) }),
        ]),
        until: Time::from_ms(760),
        story: story(
            ("In doubt: wait, ask or guess", "存疑时：等待、询问还是猜测"),
            (
                "C1 decides, tells R1 alone, and dies. Three rules for those it did not tell, under the same faults.",
                "C1 作出决定，只告知 R1，随即崩溃。对未被告知者有三种规则，故障完全相同。",
            ),
            (
                "Crash R1 as well, at 37 ms: it strikes all three. Who can help now?",
                "在 37 ms 让 R1 也崩溃：三边都会发生。这时谁能帮忙？",
            ),
            &[
                (
                    31,
                    "Up to here all three are the same: same seed, same messages, same votes.",
                    "到此为止三边完全一样：同样的种子、同样的消息、同样的投票。",
                ),
                (
                    36,
                    "Two of three messages are lost and C1 crashes, on every side. R1 alone hears of the decision.",
                    "每一边都一样：三条消息丢了两条，C1 崩溃。只有 R1 得知决定。",
                ),
                (
                    155,
                    "Those who guess take silence for an abort. R1 has committed: atomicity is broken, and money is lost.",
                    "猜测的一边把沉默当作中止。而 R1 已经提交：原子性被破坏，钱也少了。",
                ),
                (
                    292,
                    "Those who ask each other have learned from R1 that it committed. They are done; their locks are free.",
                    "互相询问的一边已从 R1 得知它已提交。它们完成了，锁也释放了。",
                ),
                (
                    600,
                    "C1 restarts and finds its decision. Those who waited for it are done only now, and nothing is wrong.",
                    "C1 重启，找到自己的决定。等待它的一边到这时才完成，但没有出错。",
                ),
            ],
        ),
        beside: vec![beside(&[]), beside(&[("alone", "abort")])],
        ..plain()
    }
}

/// One crash of the coordinator, before it can decide, under two and under three phases.
fn phases() -> Scenario {
    Scenario {
        base: Some("commit.phases"),
        requests: requests(&[(5, C1, "t1a2b3a20")]),
        faults: faults(&[
            (27, Fault::Crash { node: NodeId(C1) }),
            (400, Fault::Restart { node: NodeId(C1) }),
        ]),
        until: Time::from_ms(560),
        story: story(
            ("Two phases or three", "两个阶段还是三个"),
            (
                "The coordinator crashes before it can decide. Two-phase commit waits for it, three-phase commit does not.",
                "协调者在能够决定之前崩溃。两阶段提交等它回来，三阶段提交不等。",
            ),
            (
                "Cut R1 off instead of crashing C1, from 40 ms on: now it is three-phase commit that goes wrong.",
                "不让 C1 崩溃，而是从 40 ms 起把 R1 断开：这次出错的是三阶段提交。",
            ),
            &[
                (
                    27,
                    "Up to here both are the same. C1 crashes with one vote in its hands, on both sides.",
                    "到此为止两边一样。C1 手里只有一票时崩溃，两边都是如此。",
                ),
                (
                    160,
                    "Under two phases all three have voted yes and can only ask: C1 might have decided. Their accounts stay locked.",
                    "两个阶段时，三者都投了赞成票，只能询问：C1 可能已经决定。它们的账户一直锁着。",
                ),
                (
                    245,
                    "Under three phases R1 takes over. Nobody is precommitted, so C1 can't have committed: they abort, and the locks are free.",
                    "三个阶段时，R1 接手。没有人预提交，所以 C1 不可能提交过：它们中止，锁释放了。",
                ),
                (
                    500,
                    "C1 is back. Asked again, it finds no record and answers abort: only now does two-phase commit end.",
                    "C1 回来了。再次被问时，它没有找到记录，答复中止：两阶段提交到这时才结束。",
                ),
            ],
        ),
        beside: vec![Side { protocol: "threephase", params: Params::default() }],
        ..plain()
    }
}

/// The same crash under two-phase commit, three-phase commit and Paxos Commit.
fn three() -> Scenario {
    let beside = |protocol| Side { protocol, params: Params::default() };
    Scenario {
        base: Some("commit.three"),
        requests: requests(&[(5, C1, "t1a2b3a20")]),
        faults: faults(&[
            (27, Fault::Crash { node: NodeId(C1) }),
            (400, Fault::Restart { node: NodeId(C1) }),
        ]),
        until: Time::from_ms(560),
        story: story(
            ("One crash, three protocols", "一次崩溃，三种协议"),
            (
                "The coordinator crashes with the votes on their way. Two-phase commit waits, three-phase commit aborts, Paxos Commit commits.",
                "投票途中协调者崩溃。两阶段提交等待，三阶段提交中止，Paxos Commit 提交。",
            ),
            (
                "Cut R1 off from 40 ms on instead of crashing C1. Which of the three stay right, and which of them end?",
                "不让 C1 崩溃，而是从 40 ms 起断开 R1。三者中哪些仍然正确，哪些能够结束？",
            ),
            &[
                (
                    27,
                    "All participants are prepared on every side. C1 crashes with one vote in its hands.",
                    "每一边的参与者都已准备。C1 手里只有一票时崩溃。",
                ),
                (
                    33,
                    "Under Paxos Commit the votes went to A2 as well. It has heard from all and accepts, on disk.",
                    "在 Paxos Commit 中，投票也发给了 A2。它收到全部，接受并落盘。",
                ),
                (
                    160,
                    "Under two-phase commit everybody can only ask. Nobody knows what C1 might have decided.",
                    "在两阶段提交中，大家只能询问。没有人知道 C1 可能作过什么决定。",
                ),
                (
                    245,
                    "Under three-phase commit R1 has taken over. Nobody is precommitted: they abort.",
                    "在三阶段提交中，R1 已经接手。没有人预提交：它们中止。",
                ),
                (
                    262,
                    "Under Paxos Commit A2 has led a ballot. It had to adopt what it had accepted: they commit.",
                    "在 Paxos Commit 中，A2 领导了一轮投票。它必须沿用自己接受过的：它们提交。",
                ),
                (
                    510,
                    "C1 is back. Only now does two-phase commit end. All three were right, at three prices.",
                    "C1 回来了。两阶段提交到这时才结束。三者都正确，代价各不相同。",
                ),
            ],
        ),
        beside: vec![beside("threephase"), beside("paxoscommit")],
        ..plain()
    }
}
