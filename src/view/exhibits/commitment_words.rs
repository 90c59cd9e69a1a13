//! The words that the commit protocols share, and Chinese for their notes and findings.

use crate::protocols::commitment::{Finding, Note, Outcome, Values};
use crate::view::exhibits::ParamWords;
use crate::view::lang::Text;

pub const COORDINATOR: Text = Text::new("coordinator", "协调者");
pub const PARTICIPANT: Text = Text::new("participant", "参与者");

/// In the order of the observer's indices.
pub const PROPERTIES: [Text; 7] = [
    Text::new("Atomicity — all commit or all abort", "原子性 — 全部提交或全部中止"),
    Text::new("Validity — commit only if all voted yes", "有效性 — 全部赞成才提交"),
    Text::new("No undo — a decision is never reversed", "不反悔 — 决定不会被推翻"),
    Text::new("Durability — a decision outlives crashes", "持久性 — 决定不因崩溃而丢失"),
    Text::new("Conservation — the accounts add up", "守恒 — 账户总额不变"),
    Text::new("Isolation — no dirty reads", "隔离性 — 没有脏读"),
    Text::new("Progress — every transaction ends", "进展 — 每个事务终会结束"),
];

fn outcome_zh(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Commit => "提交",
        Outcome::Abort => "中止",
    }
}

fn values_zh(values: &Values) -> String {
    let sets = [(values.prepared, "已准备"), (values.aborted, "已中止")];
    let sets = sets.into_iter().filter(|(members, _)| !members.is_empty());
    sets.map(|(members, what)| format!("{members} {what}")).collect::<Vec<String>>().join("，")
}

pub fn note_zh(note: &Note) -> String {
    match note {
        Note::Begins(job) => format!("开始 {job}"),
        Note::Decides(id, outcome) => format!("决定{} {id}", outcome_zh(outcome)),
        Note::VotesMissing(id, members) => format!("{id}：{members} 没有投票"),
        Note::AcksMissing(id, members) => format!("{id}：{members} 没有确认"),
        Note::Forgets(id) => format!("忘记 {id}"),
        Note::Presumes(id, outcome) => format!("没有 {id} 的记录：假定{}", outcome_zh(outcome)),
        Note::FoundDecided(id, outcome) => {
            format!("在日志中发现对 {id} 的决定：{}", outcome_zh(outcome))
        }
        Note::FoundUndecided(id) => format!("在日志中发现 {id} 尚未决定"),
        Note::WaitsFor { id, holder } => format!("{id} 等待 {holder} 持有的锁"),
        Note::Prepares(id) => format!("对 {id} 已准备，加锁"),
        Note::OnlyReads(id) => format!("{id} 在此只读"),
        Note::LacksFunds { id, account } => {
            format!("拒绝 {id}：账户 {} 余额不足", account.letter())
        }
        Note::WaitedTooLong(id) => format!("拒绝 {id}：等锁太久"),
        Note::Dies { id, holder } => format!("拒绝 {id}：锁在更早的 {holder} 手里"),
        Note::Ends(id, outcome) => format!("{} {id}", outcome_zh(outcome)),
        Note::InDoubt(id) => format!("对 {id} 存疑，发出询问"),
        Note::FoundPrepared(id) => format!("在日志中发现 {id} 已准备"),
        Note::AbortsUnvoted(id) => format!("尚未对 {id} 投票：中止它"),
        Note::DecidesAlone(id, outcome) => format!("擅自决定{} {id}", outcome_zh(outcome)),
        Note::Precommits(id) => format!("对 {id} 已预提交"),
        Note::Retreats(id) => format!("对 {id} 退回已准备"),
        Note::Polls(id) => format!("没有 {id} 的消息：询问排在前面的还有谁在"),
        Note::TakesOver(id) => format!("成为 {id} 的后备协调者"),
        Note::Learns(id, outcome) => format!("得知 {id} 的结局：{}", outcome_zh(outcome)),
        Note::NobodyDecided(id, outcome) => {
            format!("全部崩溃之前没有人决定过 {id}：{}", outcome_zh(outcome))
        }
        Note::Leads(id, ballot) => format!("领导 {id} 的轮次 {}", ballot.number(*id)),
        Note::Accepts(id, ballot) => format!("接受 {id} 的轮次 {}", ballot.number(*id)),
        Note::Proposes(id, values) => format!("为 {id} 提议：{}", values_zh(values)),
        Note::GivesUp(id, ballot) => format!("放弃 {id} 的轮次 {}", ballot.number(*id)),
        Note::KnowsNothing(id) => format!("对 {id} 一无所知"),
        Note::PresumesForgotten(id, outcome) => {
            format!("已忘记 {id}：假定{}", outcome_zh(outcome))
        }
        Note::QuorumMissing(id) => format!("{id}：尚无法定人数接受"),
    }
}

pub fn finding_zh(finding: &Finding) -> String {
    match finding {
        Finding::Ends { who, id, outcome } => format!("{who} {} {id}", outcome_zh(outcome)),
        Finding::Split { id, committed, aborted } => {
            format!("{id} 在 {committed} 提交，却在 {aborted} 中止")
        }
        Finding::NotAllVotedYes { id, missing } => {
            format!("{id} 已提交，但 {missing} 从未投赞成票")
        }
        Finding::Undone { who, id } => format!("{who} 推翻了自己对 {id} 的决定"),
        Finding::DecisionLost { who, id, decided, doubts } => {
            let decided = outcome_zh(decided);
            format!("{who} 曾决定{decided} {id}，现在却会对存疑的 {doubts} 否认")
        }
        Finding::WorkLost { who, id } => {
            format!("{who} 曾对 {id} 投赞成票，{id} 已提交，而 {who} 丢失了自己的部分")
        }
        Finding::AddsUpTo { total, expected } => format!("账户总额为 {total}，应为 {expected}"),
        Finding::Dirty { who, id, writer } => {
            format!("在 {who}，{id} 触及了尚未决定的 {writer} 所作的改动")
        }
    }
}

const LOCK: ParamWords = (
    Text::new("Deadlocks", "死锁"),
    Text::new("What ends a wait for a lock", "等锁如何结束"),
    &[
        ("timeout", Text::new("a time-out", "超时")),
        ("waitdie", Text::new("wait-die: the younger is refused", "wait-die：较晚的被拒绝")),
    ],
);

const ALL: ParamWords = (
    Text::new("All must vote yes", "必须全部赞成"),
    Text::new("Commit only when every participant has voted yes", "所有参与者都赞成才提交"),
    &[
        ("every", Text::new("every participant", "每个参与者")),
        ("some", Text::new("off: some is enough", "关闭：部分即可")),
    ],
);

const FORCE_PREPARE: ParamWords = (
    Text::new("Force the prepare record", "强制写 prepare 记录"),
    Text::new("On disk before the vote", "投票之前先落盘"),
    &[
        ("forced", Text::new("on disk before the vote", "先落盘再投票")),
        ("lazy", Text::new("off: votes before the disk is done", "关闭：落盘之前就投票")),
    ],
);

/// Title, meaning and values of a parameter that more than one of them has.
pub fn param(key: &str) -> Option<ParamWords> {
    let words = match key {
        "n" => (
            Text::new("Participants", "参与者数"),
            Text::new("Nodes that keep accounts", "保存账户的节点"),
            &[] as &[_],
        ),
        "coord" => (
            Text::new("Coordinators", "协调者数"),
            Text::new("Nodes that clients ask", "客户端请求的节点"),
            &[] as &[_],
        ),
        "accounts" => (
            Text::new("Accounts", "账户数"),
            Text::new("At each participant, 100 in each", "每个参与者的账户数，各有 100"),
            &[] as &[_],
        ),
        "lock" => LOCK,
        "all" => ALL,
        "fprep" => FORCE_PREPARE,
        _ => return None,
    };
    Some(words)
}
