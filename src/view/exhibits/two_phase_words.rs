//! The fixed words of the two-phase commit exhibit, and Chinese for its notes and findings.

use crate::view::exhibits::{ParamWords, commitment_words as shared};
use crate::view::lang::Text;

pub const PROTOCOL: Text = Text::new("Two-phase commit", "两阶段提交");
pub const CAVEATS: [Text; 9] = [
    Text::new(
        "Prepare carries the operations: there is no separate phase of work, so a participant that \
         waits for a lock holds no other.",
        "Prepare 携带操作：没有单独的执行阶段，因此等待锁的参与者在该事务中不持有别的锁。",
    ),
    Text::new(
        "A read-only participant frees its locks before others have taken theirs: a transaction \
         that reads at two of them may see one before and the other after a transfer. In R* all \
         locks are taken before Prepare.",
        "只读参与者在别人加锁之前就释放自己的锁：在两处读取的事务，可能一处读到转账之前、另一处读到\
         转账之后。R* 在 Prepare 之前就取得所有的锁。",
    ),
    Text::new(
        "A “presumed nothing” coordinator that crashes before it decides leaves no record and \
         answers abort afterwards, as in the basic protocol of R*.",
        "“不作假定”的协调者若在决定之前崩溃，不会留下记录，之后答复中止，与 R* 的基本协议相同。",
    ),
    Text::new(
        "Logs are never cut short, and a participant remembers all it has ended. Real systems bound \
         this.",
        "日志从不截断，参与者记得所有已结束的事务。真实系统会加以限制。",
    ),
    Text::new(
        "The coordinator forces the count of its starts at each start, to name transactions for \
         good. It is in no transaction's cost.",
        "协调者每次启动都把启动次数强制写盘，以便给事务永久命名。这不计入任何事务的代价。",
    ),
    Text::new(
        "A client whose coordinator crashes is not answered. One that only reads may have been told \
         commit and its transaction be aborted later: it changed nothing.",
        "协调者崩溃时，客户端得不到答复。只读事务可能先答复提交、之后被中止：它什么也没有改变。",
    ),
    Text::new(
        "A lost disk is not survived: a participant forgets what it promised.",
        "磁盘丢失无法幸免：参与者会忘记自己的承诺。",
    ),
    Text::new(
        "One coordinator for each transaction: no tree of processes, no transfer of coordination.",
        "每个事务只有一个协调者：没有进程树，也不移交协调权。",
    ),
    Text::new(
        "Nodes fail by stopping, never by lying: Byzantine faults are outside the model.",
        "节点只会停止，不会撒谎：拜占庭故障不在模型之内。",
    ),
];

const PRESUME: ParamWords = (
    Text::new("Presumption", "假定"),
    Text::new(
        "What a coordinator without a record answers, and which acknowledgements that saves",
        "协调者没有记录时的答复，以及由此省去哪些确认",
    ),
    &[
        ("nothing", Text::new("nothing: all is acknowledged", "不作假定：一切都要确认")),
        ("abort", Text::new("abort: aborts need no ack", "假定中止：中止无需确认")),
        ("commit", Text::new("commit: commits need no ack", "假定提交：提交无需确认")),
    ],
);

const FORCE_DECISION: ParamWords = (
    Text::new("Force the decision", "强制写决定"),
    Text::new("On disk before anybody is told or acknowledges", "告知或确认之前先落盘"),
    &[
        ("forced", Text::new("on disk first", "先落盘")),
        ("lazy", Text::new("off: tells before the disk is done", "关闭：落盘之前就告知")),
    ],
);

const ALONE: ParamWords = (
    Text::new("Never decide alone", "不得擅自决定"),
    Text::new("A prepared participant waits for the decision", "已准备的参与者等待决定"),
    &[
        ("wait", Text::new("waits and asks", "等待并询问")),
        ("abort", Text::new("off: aborts after a while", "关闭：一段时间后中止")),
        ("commit", Text::new("off: commits after a while", "关闭：一段时间后提交")),
    ],
);

const REMEMBER: ParamWords = (
    Text::new("Remember until acknowledged", "记住直到全部确认"),
    Text::new(
        "The coordinator keeps a decision until all who must have acknowledged it",
        "协调者保留决定，直到应确认的都已确认",
    ),
    &[
        ("keep", Text::new("until all have", "直到全部确认")),
        ("forget", Text::new("off: forgets at once", "关闭：立即忘记")),
    ],
);

const STRICT: ParamWords = (
    Text::new("Hold locks to the end", "持锁到结束"),
    Text::new("Locks are freed by the decision, not by the vote", "决定之后才释放锁，而非投票之后"),
    &[
        ("hold", Text::new("until the decision", "直到决定")),
        ("early", Text::new("off: only until the vote", "关闭：投票后即释放")),
    ],
);

const OFF: Text = Text::new("off", "关闭");
const ON: Text = Text::new("on", "开启");

/// Title, meaning and values of a parameter.
pub fn param(key: &str) -> Option<ParamWords> {
    let words = match key {
        "presume" => PRESUME,
        "ro" => (
            Text::new("Read-only vote", "只读投票"),
            Text::new(
                "Who changes nothing votes read-only and is done",
                "没有改动的参与者投只读票即告结束",
            ),
            &[("off", OFF), ("on", ON)] as &[_],
        ),
        "coop" => (
            Text::new("Cooperative termination", "协作终止"),
            Text::new("In doubt, ask the other participants, too", "存疑时也询问其他参与者"),
            &[("on", ON), ("off", OFF)] as &[_],
        ),
        "fdec" => FORCE_DECISION,
        "alone" => ALONE,
        "remember" => REMEMBER,
        "strict" => STRICT,
        _ => return shared::param(key),
    };
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::param;
    use crate::protocols::two_phase::TwoPhase;

    #[test]
    fn every_parameter_has_words_and_its_default_is_offered() {
        for spec in <TwoPhase as crate::sim::protocol::Configured>::PARAMS {
            let (_, _, values) = param(spec.key).expect("words");
            let offered = values.iter().any(|(value, _)| *value == spec.default);
            assert!(values.is_empty() || offered, "{}", spec.key);
            assert!(values.iter().all(|(value, _)| spec.check(value).is_ok()), "{}", spec.key);
        }
    }
}
