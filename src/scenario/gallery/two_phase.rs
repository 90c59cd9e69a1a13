//! The scenarios of two-phase commit: a transfer that commits, one that can't, and what happens to
//! both when somebody dies in the middle.

use super::Entry;
use super::build::{self, faults, message, requests, story};
use super::two_phase_conflicts as conflicts;
use crate::protocols::two_phase::TwoPhase;
use crate::scenario::scenario::{Scenario, Story};
use crate::sim::fault::Fault;
use crate::sim::network::{DiskConfig, Network};
use crate::sim::param::Params;
use crate::sim::protocol::{Configured, NodeId};
use crate::sim::time::Time;

pub const ENTRIES: &[Entry] = &[
    entry("commit.transfer", transfer),
    entry("commit.no", no),
    entry("commit.blocked", blocked),
    entry("commit.told", told),
    entry("commit.recover", recover),
    entry("commit.presumed", presumed),
    entry("commit.deadlock", conflicts::deadlock),
    entry("commit.some", conflicts::some),
];

const fn entry(id: &'static str, make: fn() -> Scenario) -> Entry {
    Entry { id, protocol: "commit", make }
}

/// The coordinator comes first.
pub const C1: u16 = 0;

/// The participant's place after one coordinator.
const fn r(number: u16) -> u16 {
    number
}

pub fn params(list: &[(&str, &str)]) -> Params {
    build::params(TwoPhase::PARAMS, list)
}

fn crash(node: u16) -> Fault {
    Fault::Crash { node: NodeId(node) }
}

fn restart(node: u16) -> Fault {
    Fault::Restart { node: NodeId(node) }
}

/// A coordinator, three participants, a client that moves 30 from R1 to R2.
pub fn plain() -> Scenario {
    Scenario {
        protocol: "commit",
        base: None,
        params: Params::default(),
        seed: 1,
        until: Time::from_ms(400),
        network: Network::default(),
        disk: DiskConfig::default(),
        requests: requests(&[(5, C1, "t1a2b30")]),
        faults: Vec::new(),
        story: Story::default(),
        beside: Vec::new(),
    }
}

fn transfer() -> Scenario {
    Scenario {
        base: Some("commit.transfer"),
        until: Time::from_ms(120),
        story: story(
            ("A transfer commits", "一笔转账提交了"),
            (
                "30 moves from account a at R1 to account b at R2. Two phases, and both banks agree.",
                "30 从 R1 的账户 a 转到 R2 的账户 b。两个阶段，两家银行意见一致。",
            ),
            (
                "Crash R2 at any moment, restart it later, and see that no money is lost.",
                "在任意时刻让 R2 崩溃，稍后重启，看看钱有没有少。",
            ),
            &[
                (
                    6,
                    "The client asks C1 for t1a2b30: 30 from a at R1 to b at R2. C1 asks both to prepare.",
                    "客户端请求 C1 执行 t1a2b30：从 R1 的 a 转 30 到 R2 的 b。C1 请两者准备。",
                ),
                (
                    20,
                    "A participant locks the account, forces a prepare record to its disk, and only then votes yes. From now on it may not decide alone.",
                    "参与者锁住账户，把 prepare 记录强制写盘，然后才投赞成票。从此它不能独自决定。",
                ),
                (
                    30,
                    "Both have voted yes. C1 forces its commit record: this is the moment of decision.",
                    "两者都赞成。C1 把 commit 记录强制写盘：这就是作出决定的时刻。",
                ),
                (
                    46,
                    "Told so, the participants commit, free the locks and acknowledge.",
                    "得知后，参与者提交，释放锁，并确认。",
                ),
                (
                    60,
                    "All have acknowledged: C1 writes an end record, without waiting for the disk, and forgets.",
                    "全部确认后，C1 写下 end 记录，不等落盘就忘掉此事。",
                ),
            ],
        ),
        ..plain()
    }
}

fn no() -> Scenario {
    Scenario {
        base: Some("commit.no"),
        requests: requests(&[(5, C1, "t1a2b150")]),
        until: Time::from_ms(120),
        story: story(
            ("One votes no", "有一方反对"),
            (
                "150 are to leave an account that holds 100. R1 votes no, so R2, which could, must not.",
                "要从只有 100 的账户转出 150。R1 反对，所以本来可以的 R2 也不能做。",
            ),
            (
                "Set the presumption to “abort” and count: R2's abort is neither forced nor acknowledged.",
                "把假定设为“中止”再数一数：R2 的中止既不强制写盘，也不确认。",
            ),
            &[
                (
                    6,
                    "The client asks for t1a2b150. Every account begins with 100.",
                    "客户端请求 t1a2b150。每个账户最初有 100。",
                ),
                (
                    15,
                    "R1 has not enough in a: it aborts, records that, and votes no. It may, as long as it has not voted yes.",
                    "R1 的 a 余额不足：它中止，记录下来，并投反对票。只要还没投赞成票，它就可以这样做。",
                ),
                (
                    20,
                    "R2 can do its part and votes yes: prepared, with b locked.",
                    "R2 能完成自己的部分，投赞成票：已准备，b 已锁住。",
                ),
                (
                    26,
                    "One no is enough. C1 decides abort, forces that, and tells R2. R1 need not be told.",
                    "一票反对就够了。C1 决定中止，强制写盘，并告知 R2。R1 无需告知。",
                ),
                (
                    46,
                    "R2 aborts, frees b and acknowledges. Nothing has changed anywhere.",
                    "R2 中止，释放 b，并确认。哪里都没有任何改变。",
                ),
            ],
        ),
        ..plain()
    }
}

fn blocked() -> Scenario {
    Scenario {
        base: Some("commit.blocked"),
        params: params(&[("coord", "2")]),
        requests: requests(&[(5, C1, "t1a2b30"), (300, C1 + 1, "t1a3a10")]),
        faults: faults(&[(27, crash(C1)), (800, restart(C1))]),
        until: Time::from_ms(1_200),
        story: story(
            ("The coordinator dies before the decision", "协调者在决定之前崩溃"),
            (
                "Everybody has voted yes, nobody knows the outcome, and nobody may guess. The accounts stay locked until C1 is back.",
                "人人都投了赞成票，没有人知道结果，也不许猜。账户一直锁着，直到 C1 回来。",
            ),
            (
                "Let a prepared participant abort alone (a rule to break), crash C1 at 36 ms instead, when it has decided, and drop its Commit to R2.",
                "允许已准备的参与者擅自中止（可打破的规则），改在 36 ms、C1 已作出决定时让它崩溃，并丢弃它发给 R2 的 Commit。",
            ),
            &[
                (
                    20,
                    "R1 and R2 force their prepare records and vote yes, each with an account locked.",
                    "R1 和 R2 强制写下 prepare 记录并投赞成票，各锁住一个账户。",
                ),
                (
                    27,
                    "C1 crashes before it has both votes. No decision is anywhere, on no disk.",
                    "C1 在收齐两票之前崩溃。哪里都没有决定，任何磁盘上都没有。",
                ),
                (150, "In doubt, both ask C1, which is down.", "两者都存疑，询问 C1，而它已崩溃。"),
                (
                    282,
                    "Asking again, R1 and R2 ask each other, too. Both are unsure: cooperative termination does not help. Two-phase commit blocks.",
                    "再次询问时，R1 和 R2 也互相询问。双方都不确定：协作终止帮不上忙。两阶段提交会阻塞。",
                ),
                (
                    313,
                    "Another client, at another coordinator, wants to take 10 from the same account: it has to wait for the lock, and gives up.",
                    "另一个客户端通过另一个协调者，想从同一账户取 10：它得等锁，最后放弃。",
                ),
                (
                    800,
                    "C1 is back. Its log says nothing of T1, so it cannot have decided commit: asked again, it answers abort.",
                    "C1 回来了。它的日志里没有 T1，因此不可能决定过提交：再被问到时，它答复中止。",
                ),
            ],
        ),
        ..plain()
    }
}

fn told() -> Scenario {
    Scenario {
        base: Some("commit.told"),
        requests: requests(&[(5, C1, "t1a2b3a20")]),
        faults: faults(&[
            (35, Fault::Drop { message: message(C1, r(2), 2) }),
            (35, Fault::Drop { message: message(C1, r(3), 2) }),
            (36, crash(C1)),
            (600, restart(C1)),
        ]),
        until: Time::from_ms(760),
        story: story(
            ("It dies after telling one", "告知一方之后崩溃"),
            (
                "C1 decides commit, tells R1, and dies. The others learn it from R1.",
                "C1 决定提交，告知 R1，随即崩溃。其他参与者从 R1 那里得知。",
            ),
            (
                "Switch cooperative termination off: R2 and R3 stay blocked until C1 is back.",
                "关闭协作终止：R2 和 R3 一直阻塞，直到 C1 回来。",
            ),
            &[
                (
                    31,
                    "All three have voted yes. C1 forces its commit record and sends Commit.",
                    "三方都投了赞成票。C1 强制写下 commit 记录，发出 Commit。",
                ),
                (
                    36,
                    "Two of the three messages are lost, and C1 crashes. Only R1 will hear of the decision.",
                    "三条消息丢了两条，C1 崩溃。只有 R1 会得知决定。",
                ),
                (
                    150,
                    "R2 and R3 are in doubt and ask C1 in vain.",
                    "R2 和 R3 存疑，询问 C1，没有回音。",
                ),
                (
                    268,
                    "Asking again, they ask the other participants, too. R1 has committed and says so.",
                    "再次询问时，它们也问其他参与者。R1 已提交，并如实相告。",
                ),
                (
                    600,
                    "C1 restarts and finds its decision without an end record. It tells all three once more and collects what it needs to forget: their acknowledgements.",
                    "C1 重启，发现自己的决定还没有 end 记录。它再告知三方一次，收齐确认之后才能忘记。",
                ),
            ],
        ),
        ..plain()
    }
}

fn recover() -> Scenario {
    Scenario {
        base: Some("commit.recover"),
        faults: faults(&[(25, crash(r(2))), (200, restart(r(2)))]),
        until: Time::from_ms(300),
        story: story(
            ("A participant dies prepared", "已准备的参与者崩溃"),
            (
                "R2 votes yes and crashes. Its log remembers the promise, and it asks how it ended.",
                "R2 投赞成票后崩溃。日志记得它的承诺，它询问结局如何。",
            ),
            (
                "Let R2 vote before its prepare record is on disk: it comes back and knows nothing of its promise.",
                "让 R2 在 prepare 记录落盘之前就投票：它回来时对自己的承诺一无所知。",
            ),
            &[
                (
                    20,
                    "R2 forces its prepare record and votes yes.",
                    "R2 强制写下 prepare 记录，投赞成票。",
                ),
                (
                    25,
                    "R2 crashes. C1 has its vote and decides commit all the same.",
                    "R2 崩溃。C1 已有它的一票，照样决定提交。",
                ),
                (
                    100,
                    "R1 has committed. C1 misses R2's acknowledgement: it may not forget, and tells R2 again.",
                    "R1 已提交。C1 缺少 R2 的确认：它不能忘记，于是再次告知 R2。",
                ),
                (
                    200,
                    "R2 restarts, finds itself prepared, locks b again and asks C1.",
                    "R2 重启，发现自己已准备，重新锁住 b，询问 C1。",
                ),
                (
                    230,
                    "C1 remembers. R2 commits and acknowledges, and only now C1 forgets.",
                    "C1 还记得。R2 提交并确认，C1 到这时才忘记。",
                ),
            ],
        ),
        ..plain()
    }
}

fn presumed() -> Scenario {
    Scenario {
        base: Some("commit.presumed"),
        params: params(&[("presume", "abort")]),
        requests: requests(&[(5, C1, "t1a2b150")]),
        faults: faults(&[(30, Fault::Drop { message: message(C1, r(2), 2) })]),
        until: Time::from_ms(250),
        story: story(
            ("A lost decision, presumed abort", "丢失的决定与假定中止"),
            (
                "C1 aborts, forgets at once, and the message is lost. No record means abort, so nothing is.",
                "C1 中止后立即忘记，而消息丢失了。没有记录就是中止，所以什么也没有丢。",
            ),
            (
                "Set the presumption to “nothing” and compare the messages and forced writes.",
                "把假定设为“不作假定”，比较消息数和强制写盘次数。",
            ),
            &[
                (
                    26,
                    "R1 votes no. C1 aborts: it forces nothing, waits for no acknowledgement and forgets.",
                    "R1 反对。C1 中止：不强制写盘，不等确认，直接忘记。",
                ),
                (
                    30,
                    "R2's Yes comes later. C1 has no record of T1 and answers abort, but the answer is lost. R2 stays prepared, with b locked.",
                    "R2 的赞成票后到。C1 没有 T1 的记录，答复中止，但答复丢失。R2 仍处于已准备状态，锁着 b。",
                ),
                (
                    140,
                    "R2 is in doubt and asks. C1 has no record of T1: a commit would have left one until R2 had acknowledged it. So it was an abort.",
                    "R2 存疑并询问。C1 没有 T1 的记录：若是提交，在 R2 确认之前必有记录。所以是中止。",
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
        let changed = |scenario: Scenario| scenario.params.changed().count();
        let counts = [blocked(), presumed(), conflicts::deadlock(), conflicts::some()].map(changed);
        assert_eq!(counts, [1, 1, 1, 1]);
    }
}
