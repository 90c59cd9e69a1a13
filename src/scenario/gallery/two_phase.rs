//! The scenarios of two-phase commit: a transfer that commits, one that can't, and what happens to
//! both when somebody dies in the middle.

use super::Entry;
use super::build::{requests, story};
use crate::scenario::scenario::{Scenario, Story};
use crate::sim::network::{DiskConfig, Network};
use crate::sim::param::Params;
use crate::sim::time::Time;

pub const ENTRIES: &[Entry] = &[entry("commit.transfer", transfer)];

const fn entry(id: &'static str, make: fn() -> Scenario) -> Entry {
    Entry { id, protocol: "commit", make }
}

/// The coordinator comes first.
pub const C1: u16 = 0;

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
                    33,
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
