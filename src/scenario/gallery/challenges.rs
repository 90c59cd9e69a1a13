//! Runs that nobody has broken yet: a property, and how much one may do to break it.

use super::Entry;
use super::build::{requests, story};
use super::{paxos, three_phase, two_phase};
use crate::scenario::scenario::Scenario;
use crate::sim::action::Bounds;
use crate::sim::time::Time;

pub const PAXOS: &[Entry] = &[
    Entry { id: "paxos.dare", protocol: "paxos", make: one_crash },
    Entry { id: "paxos.calm", protocol: "paxos", make: delays_alone },
];
pub const COMMIT: &[Entry] =
    &[Entry { id: "commit.dare", protocol: "commit", make: impatient_participants }];
pub const PHASES: &[Entry] =
    &[Entry { id: "threephase.dare", protocol: "threephase", make: slow_network }];

/// What is to be broken, and with what at most. Delays and slow nodes cost nothing.
#[derive(Clone, Copy, Debug)]
pub struct Challenge {
    /// Of the gallery entry.
    pub id: &'static str,
    /// By its index among the protocol's properties.
    pub property: usize,
    pub bounds: Bounds,
    /// Timers that fire in the explorer's answer.
    pub timers: u32,
}

const ONE_CRASH: Bounds = Bounds { crashes: 1, restarts: 1, ..Bounds::PEACE };

pub const CHALLENGES: &[Challenge] = &[
    Challenge { id: "paxos.dare", property: 2, bounds: ONE_CRASH, timers: 0 },
    Challenge { id: "paxos.calm", property: 0, bounds: Bounds::PEACE, timers: 0 },
    Challenge { id: "commit.dare", property: 0, bounds: Bounds::PEACE, timers: 1 },
    Challenge { id: "threephase.dare", property: 0, bounds: Bounds::PEACE, timers: 2 },
];

/// The challenge that a scenario was made from.
pub fn of(scenario: &Scenario) -> Option<&'static Challenge> {
    CHALLENGES.iter().find(|challenge| Some(challenge.id) == scenario.base)
}

fn one_crash() -> Scenario {
    Scenario {
        base: Some("paxos.dare"),
        params: paxos::params(&[("store", "lazy")]),
        requests: requests(&[(5, paxos::P1, "blue")]),
        until: Time::from_ms(300),
        story: story(
            ("Challenge: unchoose a value", "挑战：让选定的值不再选定"),
            (
                "The acceptors answer before their record is on disk. A value is chosen once a majority has accepted it, and must stay so. Undo that with one crash and one restart. You may delay messages as you like.",
                "接受者不等记录落盘就回答。值一旦被多数接受者接受就被选定，并且必须保持选定。用一次崩溃和一次重启推翻它。消息可以任意延迟。",
            ),
            (
                "When is what an acceptor has said not yet on its disk? Two of three acceptors choose: keep the third from hearing of it.",
                "接受者说过的话什么时候还没有写到磁盘上？三个接受者中两个就能选定：别让第三个听到。",
            ),
            &[(
                5,
                "P1 begins its ballot for “blue”. In this run the value is chosen and stays so.",
                "P1 为 “blue” 开始一轮投票。在这次运行里，值被选定并保持选定。",
            )],
        ),
        ..paxos::plain()
    }
}

fn delays_alone() -> Scenario {
    Scenario {
        base: Some("paxos.calm"),
        params: paxos::params(&[("adopt", "ignore")]),
        requests: requests(&[(5, paxos::P1, "blue"), (6, paxos::P2, "green")]),
        until: Time::from_ms(300),
        story: story(
            ("Challenge: two values, no fault", "挑战：没有故障，两个值"),
            (
                "Proposers ignore what acceptors have accepted already. Make two different values chosen with delays alone: nothing is lost, nobody crashes.",
                "提议者不理会接受者已经接受的值。只靠延迟，让两个不同的值都被选定：没有丢失，也没有崩溃。",
            ),
            (
                "Two quorums overlap in one acceptor. It has to accept “blue” before it promises anything to P2.",
                "两个法定人数在一个接受者处相交。它要先接受 “blue”，再向 P2 作承诺。",
            ),
            &[(
                5,
                "Two clients ask at nearly the same time. In this run one of the values wins.",
                "两个客户端几乎同时请求。在这次运行里，其中一个值胜出。",
            )],
        ),
        ..paxos::plain()
    }
}

fn impatient_participants() -> Scenario {
    Scenario {
        base: Some("commit.dare"),
        params: two_phase::params(&[("alone", "abort")]),
        requests: requests(&[(5, two_phase::C1, "t1a2b30")]),
        until: Time::from_ms(400),
        story: story(
            ("Challenge: half a transfer", "挑战：只转了一半"),
            (
                "A prepared participant that hears nothing aborts on its own. Make one participant commit and another abort, without any fault: delays are enough.",
                "已准备的参与者收不到消息就自行中止。不用任何故障，只靠延迟，让一个参与者提交而另一个中止。",
            ),
            (
                "Which message does a prepared participant wait for, and for how long?",
                "已准备的参与者在等哪条消息，会等多久？",
            ),
            &[(
                5,
                "A client asks to move 30 from a to b. In this run both participants commit.",
                "客户端请求把 30 从 a 转到 b。在这次运行里两个参与者都提交。",
            )],
        ),
        ..two_phase::plain()
    }
}

fn slow_network() -> Scenario {
    Scenario {
        base: Some("threephase.dare"),
        requests: requests(&[(5, two_phase::C1, "t1a2b30")]),
        until: Time::from_ms(500),
        story: story(
            ("Challenge: no rule is broken", "挑战：没有一条规则被打破"),
            (
                "Three-phase commit as it was published, and nobody crashes. Make one participant commit and another abort all the same.",
                "按论文原样的三阶段提交，没有节点崩溃。仍然让一个参与者提交而另一个中止。",
            ),
            (
                "It trusts that a message late enough was never sent. Keep one from arriving for long.",
                "它相信：迟到太久的消息就是没有发出。让一条消息迟到很久。",
            ),
            &[(
                5,
                "A client asks to move 30 from a to b. All vote yes, and all commit.",
                "客户端请求把 30 从 a 转到 b。全员赞成，全部提交。",
            )],
        ),
        ..three_phase::plain()
    }
}
