//! The fixed words of the Paxos exhibit.

use crate::view::exhibits::ParamWords;
use crate::view::lang::Text;

pub const PROTOCOL: Text = Text::new("Paxos", "Paxos");
pub const PROPOSER: Text = Text::new("proposer", "提议者");
pub const ACCEPTOR: Text = Text::new("acceptor", "接受者");
pub const LEARNER: Text = Text::new("learner", "学习者");

/// In the order of the observer's indices.
pub const PROPERTIES: [Text; 5] = [
    Text::new("Agreement — one value chosen", "一致性 — 只选定一个值"),
    Text::new("Validity — a client asked for it", "有效性 — 由客户端提出"),
    Text::new("Stability — chosen stays chosen", "稳定性 — 选定后不变"),
    Text::new("Integrity — only what is chosen is learned", "完整性 — 只得知被选定的值"),
    Text::new("Progress — something gets chosen", "进展 — 总会选定一个值"),
];

pub const CAVEATS: [Text; 7] = [
    Text::new(
        "One decision, not a log: Multi-Paxos is another protocol.",
        "只做一次决定，不是日志：Multi-Paxos 是另一个协议。",
    ),
    Text::new(
        "The distinguished proposer is found by heartbeats and time-outs, not elected. Two may think \
         they are it for a while, and one whose heartbeats arrive is followed although it reaches \
         no majority: that costs progress, never safety.",
        "主提议者由心跳和超时确定，而非选举产生。可能有两个同时自认为主；心跳能到达而联系不到多数派的，也会被跟随。这只影响进展，不影响安全性。",
    ),
    Text::new(
        "Progress is judged by the paper's majority, whatever quorums are set: a run that waits for \
         more acceptors than that counts as stalled.",
        "进展按论文的多数派判断，不论设定了怎样的法定人数：要等更多接受者的运行算作停滞。",
    ),
    Text::new(
        "A learner that missed everything learns from the next ballot; it does not ask on its own.",
        "错过所有消息的学习者要等到下一个编号才能得知，它不会主动询问。",
    ),
    Text::new(
        "A proposer that gave a ballot up counts no more of its answers; it finds out by a further \
         ballot what was chosen.",
        "提议者放弃一个编号后不再统计它的答复，要用新的编号才能得知选定了什么。",
    ),
    Text::new(
        "A proposer keeps its clients' wishes in memory: after a crash the client has to ask again.",
        "提议者把客户端的请求放在内存里：崩溃后客户端需要重新请求。",
    ),
    Text::new(
        "Nodes fail by stopping, never by lying: Byzantine faults are outside the model.",
        "节点只会停止，不会撒谎：拜占庭故障不在模型之内。",
    ),
];

const QUORUM_VALUES: &[(&str, Text)] = &[
    ("majority", Text::new("a majority", "多数派")),
    ("all", Text::new("all of them", "全部")),
    ("1", Text::new("1", "1")),
    ("2", Text::new("2", "2")),
    ("3", Text::new("3", "3")),
    ("4", Text::new("4", "4")),
];

const PHASE1: ParamWords = (
    Text::new("Phase 1 quorum", "第一阶段法定人数"),
    Text::new("Promises a proposer needs before it proposes", "提议者提出值之前需要的承诺数"),
    QUORUM_VALUES,
);

const PHASE2: ParamWords = (
    Text::new("Phase 2 quorum", "第二阶段法定人数"),
    Text::new("Acceptances that choose a value", "选定一个值需要的接受数"),
    QUORUM_VALUES,
);

const ADOPT: ParamWords = (
    Text::new("Adopt the accepted value", "采用已接受的值"),
    Text::new(
        "Propose the value of the highest ballot that the promises report",
        "提出各承诺中编号最高的已接受值",
    ),
    &[
        ("highest", Text::new("of the highest ballot", "编号最高者")),
        ("ignore", Text::new("off: proposes its own", "关闭：提出自己的值")),
        ("lowest", Text::new("of the lowest ballot", "编号最低者")),
    ],
);

const PROMISE: ParamWords = (
    Text::new("Keep promises", "信守承诺"),
    Text::new("Accept nothing below the promised ballot", "不接受低于已承诺编号的提案"),
    &[
        ("keep", Text::new("refuses lower ballots", "拒绝更低的编号")),
        ("break", Text::new("off: accepts anything", "关闭：什么都接受")),
    ],
);

const STORE: ParamWords = (
    Text::new("State survives a restart", "状态在重启后保留"),
    Text::new("Record on disk before answering", "答复之前先写盘"),
    &[
        ("forced", Text::new("on disk before the answer", "先写盘再答复")),
        ("lazy", Text::new("answers before the disk is done", "写盘完成之前就答复")),
        ("none", Text::new("off: only in memory", "关闭：只在内存中")),
    ],
);

const ONE: ParamWords = (
    Text::new("One value per ballot", "每个编号只有一个值"),
    Text::new("A ballot never carries a second value", "同一编号不会提出第二个值"),
    &[
        ("keep", Text::new("one", "一个")),
        ("break", Text::new("off: each client's value", "关闭：每个客户端的值")),
    ],
);

const BACKOFF: ParamWords = (
    Text::new("Random back-off", "随机退避"),
    Text::new("Wait a random time before the next ballot", "尝试下一个编号之前随机等待"),
    &[
        ("random", Text::new("random, growing", "随机，逐渐变长")),
        ("fixed", Text::new("off: always the same", "关闭：固定不变")),
    ],
);

const LEAD: ParamWords = (
    Text::new("Distinguished proposer", "主提议者"),
    Text::new("Only one proposer runs ballots", "只有一个提议者发起提案"),
    &[
        ("off", Text::new("off: anyone proposes", "关闭：都可以提出")),
        ("on", Text::new("on", "开启")),
    ],
);

/// Title, meaning and values of a parameter.
pub fn param(key: &str) -> Option<ParamWords> {
    let words = match key {
        "p" => (
            Text::new("Proposers", "提议者数"),
            Text::new("Nodes that clients ask", "客户端请求的节点"),
            &[] as &[_],
        ),
        "n" => (
            Text::new("Acceptors", "接受者数"),
            Text::new("Nodes that promise and accept", "作出承诺并接受提案的节点"),
            &[] as &[_],
        ),
        "l" => (
            Text::new("Learners", "学习者数"),
            Text::new("Further nodes that are told what is chosen", "另外得知结果的节点"),
            &[] as &[_],
        ),
        "q1" => PHASE1,
        "q2" => PHASE2,
        "adopt" => ADOPT,
        "promise" => PROMISE,
        "store" => STORE,
        "one" => ONE,
        "backoff" => BACKOFF,
        "lead" => LEAD,
        _ => return None,
    };
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::param;
    use crate::protocols::paxos::Paxos;

    #[test]
    fn every_parameter_has_words_and_its_default_is_offered() {
        for spec in <Paxos as crate::sim::protocol::Configured>::PARAMS {
            let (_, _, values) = param(spec.key).expect("words");
            let offered = values.iter().any(|(value, _)| *value == spec.default);
            assert!(values.is_empty() || offered, "{}", spec.key);
            assert!(values.iter().all(|(value, _)| spec.check(value).is_ok()), "{}", spec.key);
        }
    }
}
