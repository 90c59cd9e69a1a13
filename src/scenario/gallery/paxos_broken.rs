//! Paxos scenarios in which a rule is broken from the start.

use super::build::{faults, message, partition, requests, story};
use super::paxos::{P1, P2, a, params, plain};
use crate::scenario::scenario::Scenario;
use crate::sim::fault::Fault;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;

pub fn forget() -> Scenario {
    Scenario {
        base: Some("paxos.forget"),
        params: params(&[("store", "none")]),
        requests: requests(&[(5, P1, "blue"), (100, P2, "green")]),
        faults: faults(&[
            (38, Fault::Crash { node: NodeId(P1) }),
            (40, Fault::Drop { message: message(P1, a(3), 2) }),
            (60, Fault::Crash { node: NodeId(a(2)) }),
            (70, Fault::Restart { node: NodeId(a(2)) }),
            (90, partition(&[a(1)])),
        ]),
        until: Time::from_ms(250),
        story: story(
            ("An acceptor that forgets", "健忘的接受者"),
            (
                "“blue” is chosen by A1 and A2. A2 restarts without its memory, and “green” is chosen as well.",
                "“blue” 被 A1 和 A2 选定。A2 重启后失去记忆，于是 “green” 也被选定。",
            ),
            (
                "Switch “State survives a restart” on: A2 comes back with “blue”, and P2 must propose it.",
                "打开“状态在重启后保留”：A2 带着 “blue” 回来，P2 只能提出它。",
            ),
            &[
                (
                    6,
                    "P1 runs ballot 1·P1 for “blue”. The acceptors keep what they promise and accept in memory only.",
                    "P1 用编号 1·P1 提出 “blue”。接受者只把承诺和接受记在内存里。",
                ),
                (
                    46,
                    "A1 and A2 accept: “blue” is chosen. P1 has crashed and tells nobody.",
                    "A1 和 A2 接受：“blue” 被选定。P1 已崩溃，没有告诉任何人。",
                ),
                (
                    70,
                    "A2 restarts with an empty memory. Only one acceptor still knows of “blue”: a chosen value is no longer held by a quorum.",
                    "A2 重启，内存为空。只剩一个接受者还知道 “blue”：被选定的值不再由法定人数持有。",
                ),
                (
                    101,
                    "A1 is cut off. P2 prepares 1·P2 at A2 and A3, and neither reports anything.",
                    "A1 被切断。P2 向 A2 和 A3 发出 Prepare 1·P2，两者都没有可报告的值。",
                ),
                (
                    150,
                    "“green” is chosen by A2 and A3. Two values are chosen.",
                    "“green” 被 A2 和 A3 选定。两个值都被选定了。",
                ),
            ],
        ),
        ..plain()
    }
}

pub fn all() -> Scenario {
    Scenario {
        base: Some("paxos.all"),
        params: params(&[("q1", "all"), ("q2", "all")]),
        faults: faults(&[(10, Fault::Crash { node: NodeId(a(3)) })]),
        until: Time::from_ms(800),
        story: story(
            ("“All must decide”", "“所有参与者都要决策”"),
            (
                "A tutorial says that Paxos commits when all participants decide. With that rule one crash stops it for ever.",
                "有教程说所有参与者都决策后 Paxos 才提交。按这条规则，一次崩溃就让它永远停住。",
            ),
            (
                "Set both quorums to “a majority”, or restart A3.",
                "把两个法定人数都改为“多数派”，或者重启 A3。",
            ),
            &[
                (
                    6,
                    "P1 wants “blue” and asks all three acceptors, needing every one of them.",
                    "P1 想要 “blue”，询问三个接受者，而且一个都不能少。",
                ),
                (
                    36,
                    "A3 has crashed. Two promises have arrived: enough for a majority, one short of all.",
                    "A3 已崩溃。两个承诺已到达：多数派已够，“全部”还差一个。",
                ),
                (
                    62,
                    "P1 gives up and tries higher ballots, again and again.",
                    "P1 放弃，用更高的编号一次又一次地尝试。",
                ),
                (
                    420,
                    "A majority is up and connected all this time. Paxos asks for no more, so that it survives such a crash.",
                    "多数派一直在线且互通。Paxos 只要求这些，所以才能经受这样的崩溃。",
                ),
            ],
        ),
        ..plain()
    }
}

pub fn gap() -> Scenario {
    Scenario {
        base: Some("paxos.gap"),
        params: params(&[("n", "4"), ("q1", "2"), ("q2", "2")]),
        requests: requests(&[(5, P1, "blue"), (10, P2, "green")]),
        faults: faults(&[(2, partition(&[P1, a(1), a(2)]))]),
        until: Time::from_ms(150),
        story: story(
            ("Quorums that don't meet", "不相交的法定人数"),
            (
                "Two of four is half, not a majority: each side of a partition has a quorum of its own.",
                "四个中的两个是一半，不是多数派：分区的每一侧都有自己的法定人数。",
            ),
            (
                "Set the phase 1 quorum to 3: it meets every phase 2 quorum of 2, and that is enough.",
                "把第一阶段法定人数设为 3：它与任何 2 个的第二阶段法定人数都相交，这就够了。",
            ),
            &[
                (2, "The network splits in two halves.", "网络分成两半。"),
                (
                    11,
                    "Each proposer prepares and hears two promises, which the rule takes for a quorum.",
                    "两个提议者各自发出 Prepare，各得到两个承诺，按这条规则就算法定人数。",
                ),
                (
                    60,
                    "“blue” is chosen on one side, “green” on the other. Nobody could have noticed: no acceptor saw both.",
                    "一侧选定 “blue”，另一侧选定 “green”。谁也无法察觉：没有接受者同时见过两者。",
                ),
            ],
        ),
        ..plain()
    }
}
