//! The Paxos scenarios: agreement, its enemies, and one for each rule that is most often told
//! wrong.

use super::Entry;
use super::build::{self, faults, message, partition, requests, story};
use super::paxos_broken as broken;
use crate::protocols::paxos::Paxos;
use crate::scenario::scenario::{Scenario, Story};
use crate::sim::fault::Fault;
use crate::sim::network::{DiskConfig, Latency, LinkConfig, Network};
use crate::sim::param::Params;
use crate::sim::protocol::{Configured, NodeId};
use crate::sim::time::Time;

pub const ENTRIES: &[Entry] = &[
    entry("paxos.crash", crash),
    entry("paxos.peace", peace),
    entry("paxos.duel", duel),
    entry("paxos.backoff", backoff),
    entry("paxos.minority", minority),
    entry("paxos.forget", broken::forget),
    entry("paxos.all", broken::all),
    entry("paxos.gap", broken::gap),
];

const fn entry(id: &'static str, make: fn() -> Scenario) -> Entry {
    Entry { id, protocol: "paxos", make }
}

/// Proposers come first.
pub const P1: u16 = 0;
pub const P2: u16 = 1;

/// The acceptor's place after two proposers.
pub const fn a(number: u16) -> u16 {
    number + 1
}

pub fn params(list: &[(&str, &str)]) -> Params {
    build::params(Paxos::PARAMS, list)
}

/// Two proposers, three acceptors, one client at P1.
pub fn plain() -> Scenario {
    Scenario {
        protocol: "paxos",
        base: None,
        params: Params::default(),
        seed: 1,
        until: Time::from_ms(300),
        network: Network::default(),
        disk: DiskConfig::default(),
        requests: requests(&[(5, P1, "blue")]),
        faults: Vec::new(),
        story: Story::default(),
        beside: Vec::new(),
    }
}

fn peace() -> Scenario {
    Scenario {
        base: Some("paxos.peace"),
        params: params(&[("l", "1")]),
        until: Time::from_ms(100),
        story: story(
            ("Agreement in peace", "风平浪静的一致"),
            (
                "One client, no faults: two phases, one value, everybody learns it.",
                "一个客户端，没有故障：两个阶段，一个值，人人得知。",
            ),
            (
                "Crash an acceptor at any moment. One of three may fail and nothing changes.",
                "在任意时刻让一个接受者崩溃。三个里坏一个，结果不变。",
            ),
            &[
                (
                    6,
                    "A client asks P1 for “blue”. P1 writes round 1 to its disk and sends Prepare 1·P1 to every acceptor.",
                    "客户端向 P1 请求 “blue”。P1 把轮次 1 写盘，再向所有接受者发送 Prepare 1·P1。",
                ),
                (
                    21,
                    "Each acceptor writes its promise to disk, then answers: nothing below 1·P1 from now on.",
                    "每个接受者先把承诺写盘，再答复：从此不接受低于 1·P1 的提案。",
                ),
                (
                    32,
                    "Two of three have promised, a majority. Nobody reports an accepted value, so P1 is free to propose “blue”.",
                    "三个中已有两个承诺，构成多数派。没有人报告已接受的值，P1 可以提出 “blue”。",
                ),
                (
                    45,
                    "A majority has accepted 1·P1 “blue”: it is chosen, though no process knows it yet.",
                    "多数派接受了 1·P1 “blue”：它已被选定，尽管还没有进程知道。",
                ),
                (
                    58,
                    "Accepted reaches P1 and the learner. P1 answers its client and tells P2.",
                    "Accepted 到达 P1 和学习者。P1 答复客户端，并告知 P2。",
                ),
            ],
        ),
        ..plain()
    }
}

fn crash() -> Scenario {
    Scenario {
        base: Some("paxos.crash"),
        requests: requests(&[(5, P1, "blue"), (100, P2, "green")]),
        faults: faults(&[
            (38, Fault::Crash { node: NodeId(P1) }),
            (41, Fault::Drop { message: message(P1, a(3), 2) }),
            (106, partition(&[a(3)])),
        ]),
        until: Time::from_ms(250),
        story: story(
            ("A crash between the phases", "两阶段之间的崩溃"),
            (
                "P1 gets “blue” chosen and dies before anyone learns it. P2 must finish what P1 started.",
                "P1 让 “blue” 被选定，却在任何人得知之前崩溃。P2 必须完成 P1 未竟之事。",
            ),
            (
                "Switch off “Adopt the accepted value” and play again: “green” is chosen too.",
                "关闭“采用已接受的值”再播放一次：“green” 也会被选定。",
            ),
            &[
                (
                    6,
                    "P1 wants “blue” and sends Prepare 1·P1. A majority promises.",
                    "P1 想要 “blue”，发送 Prepare 1·P1。多数派作出承诺。",
                ),
                (
                    38,
                    "P1 sends Accept 1·P1 “blue” and crashes. The message to A3 is lost.",
                    "P1 发送 Accept 1·P1 “blue” 后崩溃。发往 A3 的消息丢失。",
                ),
                (
                    47,
                    "A1 and A2 have accepted: “blue” is chosen. The only process that would tell is down.",
                    "A1 和 A2 已接受：“blue” 被选定。唯一会告知此事的进程已经崩溃。",
                ),
                (
                    107,
                    "P2 knows nothing of this and wants “green”. It prepares a higher ballot, 1·P2. A3 is cut off.",
                    "P2 对此一无所知，想要 “green”。它用更高的编号 1·P2 发出 Prepare。A3 被切断。",
                ),
                (
                    126,
                    "A1 and A2 promise and report that they accepted “blue”. P2 gives up “green” and proposes “blue”.",
                    "A1 和 A2 作出承诺，并报告已接受 “blue”。P2 放弃 “green”，提出 “blue”。",
                ),
                (
                    149,
                    "“blue” is chosen once more, in ballot 1·P2. It can never be anything else.",
                    "“blue” 在编号 1·P2 中再次被选定。它再也不会是别的值。",
                ),
            ],
        ),
        ..plain()
    }
}

/// A2 is near to both proposers, the others are far: a refusal comes back long before a quorum of
/// the rival's promises does, so that each is always in time to overtake the other.
fn duel_network() -> Network {
    let link = |us: u64| LinkConfig {
        latency: Latency::Fixed { us },
        loss_ppm: 0,
        duplication_ppm: 0,
        fifo: false,
    };
    let near = [P1, P2].map(|p| [(NodeId(p), NodeId(a(2))), (NodeId(a(2)), NodeId(p))]);
    let links = near.into_iter().flatten().map(|pair| (pair, link(1_000))).collect();
    Network { default: link(10_000), links }
}

fn duel() -> Scenario {
    Scenario {
        base: Some("paxos.duel"),
        params: params(&[("backoff", "fixed")]),
        network: duel_network(),
        requests: requests(&[(5, P1, "blue"), (22, P2, "green")]),
        until: Time::from_ms(1_000),
        story: story(
            ("Duelling proposers", "决斗的提议者"),
            (
                "Two proposers overtake each other for ever. Nothing unsafe happens, and nothing gets chosen.",
                "两个提议者没完没了地互相超越。没有任何不安全的事发生，也没有任何值被选定。",
            ),
            (
                "Switch “Random back-off” on, or crash one of the two for a moment.",
                "打开“随机退避”，或者让其中一个暂时崩溃。",
            ),
            &[
                (
                    6,
                    "P1 prepares 1·P1. A2 is near, A1 and A3 are far: a quorum takes as long as the far ones.",
                    "P1 发出 Prepare 1·P1。A2 很近，A1 和 A3 很远：凑齐法定人数要等远处的。",
                ),
                (
                    23,
                    "Before P1 can finish, P2 prepares 1·P2. The acceptors promise the higher ballot.",
                    "P1 尚未完成，P2 发出 Prepare 1·P2。接受者承诺了更高的编号。",
                ),
                (
                    30,
                    "P1's Accept is refused. It waits a fixed 10 ms and comes back with a higher ballot.",
                    "P1 的 Accept 被拒绝。它固定等待 10 ms，再用更高的编号回来。",
                ),
                (
                    46,
                    "Now P2's Accept is refused, by the promise to P1. And so on.",
                    "这次轮到 P2 的 Accept 被拒绝，因为已向 P1 承诺。如此反复。",
                ),
                (
                    405,
                    "A majority is up and connected all the time, yet nothing is chosen: a livelock.",
                    "多数派一直在线且互通，却什么也没有选定：这就是活锁。",
                ),
            ],
        ),
        ..plain()
    }
}

fn backoff() -> Scenario {
    Scenario {
        base: Some("paxos.backoff"),
        params: Params::default(),
        until: Time::from_ms(400),
        story: story(
            ("Back-off ends the duel", "退避结束决斗"),
            (
                "The same duel with random back-off: sooner or later one of them is left alone long enough.",
                "同一场决斗，改用随机退避：迟早有一个会得到足够长的独处时间。",
            ),
            (
                "Try other seeds: the winner and the moment differ, the end does not.",
                "换几个种子：胜者和时刻会变，结局不变。",
            ),
            &[
                (
                    6,
                    "It begins like the duel: P1 prepares, P2 overtakes it.",
                    "开头和决斗一样：P1 发出 Prepare，P2 超越它。",
                ),
                (
                    30,
                    "P1 is refused and waits, this time for a random while.",
                    "P1 被拒绝后等待，这次等待的时间是随机的。",
                ),
            ],
        ),
        ..duel()
    }
}

fn minority() -> Scenario {
    Scenario {
        base: Some("paxos.minority"),
        params: params(&[("n", "5")]),
        requests: requests(&[(30, P1, "blue"), (40, P2, "green")]),
        faults: faults(&[(20, partition(&[P1, a(1), a(2)])), (220, Fault::HealCuts)]),
        until: Time::from_ms(450),
        story: story(
            ("A minority cut off", "被切断的少数派"),
            (
                "A partition leaves P1 with two of five acceptors. The other side decides, and P1 learns it when the cut heals.",
                "网络分区让 P1 只剩五个接受者中的两个。另一侧作出决定，切断恢复后 P1 得知结果。",
            ),
            (
                "Move one acceptor to P1's side of the cut, or set both quorums to 2 and see what that costs.",
                "把一个接受者移到 P1 这一侧，或者把两个阶段的法定人数都设为 2，看看代价是什么。",
            ),
            &[
                (
                    20,
                    "The network splits: P1, A1 and A2 on one side, P2 and three acceptors on the other.",
                    "网络分区：一侧是 P1、A1、A2，另一侧是 P2 和三个接受者。",
                ),
                (
                    31,
                    "P1 wants “blue” but can never hear more than two promises of five.",
                    "P1 想要 “blue”，但五个承诺中它至多听到两个。",
                ),
                (
                    41,
                    "P2 wants “green” and has a majority on its side.",
                    "P2 想要 “green”，它这一侧有多数派。",
                ),
                (
                    80,
                    "“green” is chosen by A3, A4 and A5. P1 goes on trying in vain.",
                    "“green” 被 A3、A4、A5 选定。P1 还在徒劳地尝试。",
                ),
                (
                    220,
                    "The cut heals. P1 still waits for a third promise to 3·P1: what was lost stays lost.",
                    "切断恢复。P1 仍在等 3·P1 的第三个承诺：丢失的消息不会回来。",
                ),
                (
                    308,
                    "P1's next ballot reaches acceptors that accepted “green”. P1 gives up “blue” and proposes “green”.",
                    "P1 的下一个编号到达接受过 “green” 的接受者。P1 放弃 “blue”，提出 “green”。",
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
        let set = |list: &[(&str, &str)]| params(list).changed().count();
        assert_eq!(set(&[("q1", "all"), ("q2", "all")]), 2);
        for entry in ENTRIES {
            let scenario = (entry.make)();
            assert_eq!(scenario.base, Some(entry.id));
            for (key, value) in scenario.params.changed() {
                let spec = Paxos::PARAMS.iter().find(|spec| spec.key == key).expect("a known key");
                assert!(spec.check(value).is_ok(), "{}: {key}={value}", entry.id);
            }
        }
        let changed = |scenario: Scenario| scenario.params.changed().count();
        assert_eq!(
            [
                changed(broken::all()),
                changed(broken::gap()),
                changed(broken::forget()),
                changed(duel())
            ],
            [2, 3, 1, 1]
        );
    }
}
