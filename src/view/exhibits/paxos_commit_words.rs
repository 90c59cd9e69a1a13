//! The fixed words of the Paxos Commit exhibit.

use crate::view::exhibits::{ParamWords, commitment_words as shared};
use crate::view::lang::Text;

pub const PROTOCOL: Text = Text::new("Paxos Commit", "Paxos Commit");
pub const ACCEPTOR: Text = Text::new("acceptor", "接受者");

pub const CAVEATS: [Text; 7] = [
    Text::new(
        "A transaction's acceptors are its coordinator and 2F nodes of their own. With one \
         acceptor it is two-phase commit without acknowledgements.",
        "事务的接受者是它的协调者和另外 2F 个节点。只有一个接受者时，它就是没有确认的两阶段提交。",
    ),
    Text::new(
        "Leaders are elected by time-outs and ranks. Two at once cost time, never safety.",
        "领导者由超时和次序选出。同时有两个只会费时间，不会出错。",
    ),
    Text::new(
        "The client begins at the coordinator, which asks all participants; in the paper the \
         participant that begins is not asked.",
        "客户端从协调者开始，由它询问所有参与者；在论文中，发起的参与者不再被询问。",
    ),
    Text::new(
        "Acceptors tell the leader, and the leader the participants: Faster Paxos Commit, where \
         acceptors tell the participants themselves, is left out.",
        "接受者告知领导者，领导者再告知参与者：由接受者直接告知参与者的 Faster Paxos Commit 不在此列。",
    ),
    Text::new(
        "Decisions are not acknowledged, so logs are never cut short and nothing is forgotten.",
        "决定不需确认，所以日志从不截断，什么都不忘记。",
    ),
    Text::new(
        "A client whose coordinator crashes is not answered. A lost disk is not survived.",
        "协调者崩溃时，客户端得不到答复。磁盘丢失无法幸免。",
    ),
    Text::new(
        "Nodes fail by stopping, never by lying: Byzantine faults are outside the model.",
        "节点只会停止，不会撒谎：拜占庭故障不在模型之内。",
    ),
];

const TOLERATE: ParamWords = (
    Text::new("F, acceptors that may fail", "F，可失败的接受者"),
    Text::new("Of 2F + 1; with 0 it is two-phase commit", "共 2F + 1 个；为 0 时就是两阶段提交"),
    &[],
);

const FORCE_ACCEPTANCE: ParamWords = (
    Text::new("Force what is accepted", "强制写所接受的"),
    Text::new("Acceptors answer when it is on disk", "接受者先落盘再答复"),
    &[
        ("forced", Text::new("on disk before the answer", "先落盘再答复")),
        ("lazy", Text::new("off: answers before the disk is done", "关闭：落盘之前就答复")),
    ],
);

const ADOPT: ParamWords = (
    Text::new("Adopt what was accepted", "沿用已接受的值"),
    Text::new(
        "A new leader takes over what acceptors have accepted",
        "新领导者沿用接受者已接受的值",
    ),
    &[
        ("highest", Text::new("of the highest ballot", "编号最高的")),
        ("ignore", Text::new("off: proposes aborted", "关闭：一律提议中止")),
    ],
);

const PROMISE: ParamWords = (
    Text::new("Keep promises", "遵守承诺"),
    Text::new("Nothing below the promised ballot is accepted", "不接受低于所承诺编号的"),
    &[
        ("keep", Text::new("refuses lower ballots", "拒绝更低的编号")),
        ("break", Text::new("off: accepts anything", "关闭：什么都接受")),
    ],
);

const CHOOSE: ParamWords = (
    Text::new("A quorum chooses", "由法定多数选定"),
    Text::new("F + 1 acceptors promise, and accept", "F + 1 个接受者承诺并接受"),
    &[
        ("quorum", Text::new("F + 1 acceptors", "F + 1 个接受者")),
        ("one", Text::new("off: one is enough", "关闭：一个就够")),
    ],
);

/// Title, meaning and values of a parameter.
pub fn param(key: &str) -> Option<ParamWords> {
    match key {
        "tolerate" => Some(TOLERATE),
        "facc" => Some(FORCE_ACCEPTANCE),
        "adopt" => Some(ADOPT),
        "promise" => Some(PROMISE),
        "choose" => Some(CHOOSE),
        _ => shared::param(key),
    }
}

#[cfg(test)]
mod tests {
    use super::param;
    use crate::protocols::paxos_commit::PaxosCommit;

    #[test]
    fn every_parameter_has_words_and_its_default_is_offered() {
        for spec in <PaxosCommit as crate::sim::protocol::Configured>::PARAMS {
            let (_, _, values) = param(spec.key).expect("words");
            let offered = values.iter().any(|(value, _)| *value == spec.default);
            assert!(values.is_empty() || offered, "{}", spec.key);
            assert!(values.iter().all(|(value, _)| spec.check(value).is_ok()), "{}", spec.key);
        }
    }
}
