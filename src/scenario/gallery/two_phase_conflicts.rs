//! Two-phase commit when participants disagree: a deadlock, and a rule that overrules a no.

use super::build::{requests, story};
use super::two_phase::{C1, params, plain};
use crate::scenario::scenario::Scenario;
use crate::sim::network::{Latency, LinkConfig, Network};
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;

/// Each coordinator is near to one participant and far from the other.
fn crossed_network() -> Network {
    let link = |us: u64| LinkConfig {
        latency: Latency::Fixed { us },
        loss_ppm: 0,
        duplication_ppm: 0,
        fifo: false,
    };
    let near = [(0, 2), (1, 3)].map(|(a, b)| (NodeId(a), NodeId(b)));
    let links = near.into_iter().map(|pair| (pair, link(5_000))).collect();
    Network { default: link(12_000), links }
}

pub fn deadlock() -> Scenario {
    Scenario {
        base: Some("commit.deadlock"),
        params: params(&[("coord", "2")]),
        seed: 5,
        network: crossed_network(),
        requests: requests(&[(5, C1, "t1a2a10"), (6, C1 + 1, "t2a1a20")]),
        until: Time::from_ms(200),
        story: story(
            ("Two transfers wait for each other", "两笔转账互相等待"),
            (
                "Each holds the account that the other needs. Neither participant sees the cycle; a time-out ends it.",
                "双方各持有对方需要的账户。没有哪个参与者看得到这个环；超时将其打破。",
            ),
            (
                "Choose wait-die: the younger transaction is refused at once instead of waiting for an older one.",
                "选择 wait-die：较晚的事务不等较早的，而是立即被拒绝。",
            ),
            &[
                (
                    12,
                    "T1 prepares at R1 and T1·C2 at R2: each locks an account a.",
                    "T1 在 R1 准备，T1·C2 在 R2 准备：各锁住一个账户 a。",
                ),
                (
                    19,
                    "Now each needs the account that the other has locked, and waits.",
                    "现在双方都需要对方锁住的账户，只能等待。",
                ),
                (
                    75,
                    "R2 has waited too long for T1's lock: it refuses T1, and C1 aborts it.",
                    "R2 为 T1 等锁太久：它拒绝 T1，C1 随即中止它。",
                ),
                (
                    94,
                    "R1 aborts T1 and frees its lock: T1·C2 is prepared at once, and commits.",
                    "R1 中止 T1 并释放锁：T1·C2 立刻准备好，随后提交。",
                ),
            ],
        ),
        ..plain()
    }
}

pub fn some() -> Scenario {
    Scenario {
        base: Some("commit.some"),
        params: params(&[("all", "some")]),
        requests: requests(&[(5, C1, "t1a2b150")]),
        until: Time::from_ms(150),
        story: story(
            ("“Some is enough”", "“部分成功即可”"),
            (
                "A tutorial says to commit if some participant succeeded. With that rule 150 appear out of nothing.",
                "有教程说，只要有参与者成功就提交。按这条规则，凭空多出了 150。",
            ),
            (
                "Set the rule back to “every participant”: the same transfer aborts, and the accounts add up.",
                "把规则改回“每个参与者”：同一笔转账会中止，账户总额不变。",
            ),
            &[
                (
                    15,
                    "R1 has only 100 in a. It refuses to take 150 out of it and votes no.",
                    "R1 的 a 只有 100。它拒绝转出 150，投反对票。",
                ),
                (20, "R2 could put 150 into b and votes yes.", "R2 可以给 b 加上 150，投赞成票。"),
                (
                    31,
                    "One yes is enough by this rule: C1 decides commit.",
                    "按这条规则，一票赞成就够了：C1 决定提交。",
                ),
                (
                    46,
                    "R2 commits what R1 has aborted. The accounts began with 600 in all and now hold 750.",
                    "R2 提交了 R1 已中止的事务。账户最初总共 600，现在是 750。",
                ),
            ],
        ),
        ..plain()
    }
}
