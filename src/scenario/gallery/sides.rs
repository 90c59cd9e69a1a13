//! Scenarios with another beside them: the same requests and faults, another protocol or rule.

use super::Entry;
use super::build::{faults, message, requests, story};
use super::two_phase::{C1, params, plain};
use crate::scenario::scenario::Scenario;
use crate::scenario::sides::Side;
use crate::sim::fault::Fault;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;

pub const ENTRIES: &[Entry] = &[Entry { id: "commit.doubt", protocol: "commit", make: doubt }];

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
