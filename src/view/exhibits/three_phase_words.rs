//! The fixed words of the three-phase commit exhibit.

use crate::view::exhibits::{ParamWords, commitment_words as shared};
use crate::view::lang::Text;

pub const PROTOCOL: Text = Text::new("Three-phase commit", "三阶段提交");

pub const CAVEATS: [Text; 6] = [
    Text::new(
        "It assumes that messages between running nodes arrive within 20 ms, that a forced write \
         takes at most 2 ms, and that silence therefore proves a crash. A partition, a loss, a \
         pause or a slow link breaks that, and may break atomicity.",
        "它假定：运行中的节点之间消息在 20 ms 内到达，强制写盘最多 2 ms，因此沉默就证明崩溃。\
         分区、丢失、暂停或变慢的链路会打破这一假定，也可能破坏原子性。",
    ),
    Text::new(
        "The backup coordinator is elected by number: a participant polls those before it, and \
         leads when none answers.",
        "后备协调者按编号选出：参与者询问排在前面的，没有人回答就由自己领导。",
    ),
    Text::new(
        "After a total failure the transaction ends when everybody is back. Skeen lets those who \
         failed last decide earlier.",
        "全部崩溃之后，要等所有节点回来事务才结束。Skeen 允许最后崩溃的节点更早作出决定。",
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

const PRE: ParamWords = (
    Text::new("Precommit before commit", "提交之前先预提交"),
    Text::new(
        "Nobody commits while anybody who has stayed up does not know that all have voted yes",
        "只要还有一直在场的节点不知道全员赞成，就没有人提交",
    ),
    &[
        ("keep", Text::new("the third phase", "有第三个阶段")),
        ("skip", Text::new("off: commits at once", "关闭：立即提交")),
    ],
);

const MOVE: ParamWords = (
    Text::new("Move all, then decide", "先让大家一致，再决定"),
    Text::new(
        "A backup coordinator first brings all who are up into its own state",
        "后备协调者先让所有在场者进入自己的状态",
    ),
    &[
        ("first", Text::new("moves first", "先移动")),
        ("skip", Text::new("off: decides at once", "关闭：立即决定")),
    ],
);

const RECOVER: ParamWords = (
    Text::new("Who was down asks", "曾崩溃者要询问"),
    Text::new("Who comes back in doubt asks how it ended", "存疑地回来的节点询问结局"),
    &[
        ("ask", Text::new("asks the others", "询问其他节点")),
        ("alone", Text::new("off: decides by its own state", "关闭：按自己的状态决定")),
    ],
);

/// Title, meaning and values of a parameter.
pub fn param(key: &str) -> Option<ParamWords> {
    match key {
        "pre" => Some(PRE),
        "move" => Some(MOVE),
        "recover" => Some(RECOVER),
        _ => shared::param(key),
    }
}

#[cfg(test)]
mod tests {
    use super::param;
    use crate::protocols::three_phase::ThreePhase;

    #[test]
    fn every_parameter_has_words_and_its_default_is_offered() {
        for spec in <ThreePhase as crate::sim::protocol::Configured>::PARAMS {
            let (_, _, values) = param(spec.key).expect("words");
            let offered = values.iter().any(|(value, _)| *value == spec.default);
            assert!(values.is_empty() || offered, "{}", spec.key);
            assert!(values.iter().all(|(value, _)| spec.check(value).is_ok()), "{}", spec.key);
        }
    }
}
