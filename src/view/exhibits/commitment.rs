//! What the exhibits of commit protocols share: where the nodes stand, how a bank looks, its locks
//! and what it writes.

use crate::protocols::commitment::bank::{Bank, Phase};
use crate::protocols::commitment::log::{Kind, Log};
use crate::protocols::commitment::transaction::Operation;
use crate::protocols::commitment::{Blocked, Committing, Outcome, Sites};
use crate::sim::protocol::{Goal, NodeId};
use crate::sim::word::Word;
use crate::view::costs::{Block, Lock, Written};
use crate::view::exhibits::{Look, along, commitment_words as words};
use crate::view::player::{Caption, CastNode, Hue, Prose2, Ring};

/// Transactions to ask for, as far as the bank has their accounts.
pub fn words(sites: Sites) -> Vec<&'static str> {
    let words = ["t1a2b30", "t2b1a30", "t1a2b3a20", "r1a2b", "t1a2a150"];
    let fits = |word: &&str| {
        Word::new(word).is_some_and(|word| sites.parse_request(NodeId(0), word).is_ok())
    };
    words.into_iter().filter(fits).collect()
}

pub fn cast_node(sites: Sites, id: NodeId) -> CastNode {
    let (role, hue) = if sites.is_coordinator(id) {
        (words::COORDINATOR, Hue::Green)
    } else {
        (words::PARTICIPANT, Hue::Blue)
    };
    CastNode { id, name: sites.who(id).to_string(), role, hue, place: place(sites, id) }
}

/// Coordinators on the left, participants on an arc to the right, in two when there are many.
fn place(sites: Sites, id: NodeId) -> (f32, f32) {
    if sites.is_coordinator(id) {
        return (0.1, along(id.0, sites.coordinators));
    }
    let columns = sites.participants.div_ceil(5);
    let rows = sites.participants.div_ceil(columns);
    let index = sites.index(id);
    let (column, row) = (index / rows, index % rows);
    let y = along(row, rows.min(sites.participants - column * rows));
    let bulge = 1.0 - (2.0 * y - 1.0) * (2.0 * y - 1.0);
    let left = if columns > 1 { 0.42 + 0.32 * column as f32 } else { 0.68 };
    (left + 0.16 * bulge, y)
}

/// Each coordinator with each participant, and the participants among each other.
pub fn all_pairs(sites: Sites) -> Vec<(NodeId, NodeId)> {
    let mut pairs = Vec::new();
    for (one, other) in sites.participant_ids().flat_map(|p| (0..p.0).map(move |o| (NodeId(o), p)))
    {
        pairs.push((one, other));
    }
    pairs.sort();
    pairs
}

/// A participant that is down: what its log will make of it.
pub fn look_down(sites: Sites, me: NodeId, disk: &Log) -> Look {
    look(sites, me, &Bank::replay(sites.accounts, sites.index(me), disk))
}

/// What is open, else what it holds.
pub fn look(sites: Sites, me: NodeId, bank: &Bank) -> Look {
    if let Some(part) = bank.in_doubt().next() {
        let id = part.job.id;
        // Its locks are drawn beside it.
        let caption = (part.asked > 0).then(|| {
            let text = Prose2 { en: format!("in doubt {id}"), zh: format!("{id} 存疑") };
            Caption { text, chip: false }
        });
        let state = in_doubt_word(part.phase);
        let badge = Some(format!("{id} {state}"));
        return Look { ring: Ring::Double, badge, caption };
    }
    let waiting = bank.parts.values().filter(|part| part.phase == Phase::Waiting);
    let (waiting, letters): (Vec<_>, Vec<String>) =
        waiting.map(|part| (part.job.id, part.keys(sites.index(me)))).unzip();
    if let Some(id) = waiting.first() {
        let keys = letters.concat();
        let (en, zh) = (format!("waits for {keys}"), format!("等待 {keys} 的锁"));
        let caption = Some(Caption { text: Prose2 { en, zh }, chip: false });
        return Look { ring: Ring::Dashed, badge: Some(format!("{id} waits")), caption };
    }
    let letters = (b'a'..=b'z').map(char::from);
    let pairs = letters.zip(&bank.balances).map(|(letter, b)| format!("{letter} {b}"));
    let text = pairs.collect::<Vec<String>>().join(" · ");
    let caption = Some(Caption { text: Prose2 { en: text.clone(), zh: text }, chip: true });
    let ended = bank.parts.iter().rev().find_map(|(id, part)| match part.phase {
        Phase::Committed => Some(format!("{id} committed")),
        Phase::Aborted => Some(format!("{id} aborted")),
        _ => None,
    });
    Look { ring: Ring::Plain, badge: ended, caption }
}

/// The count of starts is in no transaction's cost.
pub fn written(before: &Log, after: &Log) -> Option<Written> {
    let record = after.records.get(before.records.len())?;
    let kind = match record.kind {
        Kind::Collecting => "collecting",
        Kind::Prepare => "prepare",
        Kind::Decision(Outcome::Commit) => "commit",
        Kind::Decision(Outcome::Abort) => "abort",
        Kind::End => "end",
        Kind::Precommit => "precommit",
        Kind::Promised(_) => "promise",
        Kind::Accepted(_) => "accept",
    };
    let work = record.job.id.to_string();
    Some(Written { name: format!("{kind} {work}"), work: Some(work) })
}

/// Of a participant that is down, what it will find locked in its log.
pub fn locks<P: Committing>(
    config: &P,
    me: NodeId,
    state: Option<&P::State>,
    disk: &Log,
) -> Vec<Lock> {
    let sites = config.sites();
    if sites.is_coordinator(me) || !config.terms().strict {
        return Vec::new();
    }
    let at = sites.index(me);
    let on_disk = state.is_none().then(|| Bank::replay(sites.accounts, at, disk));
    let Some(bank) = state.and_then(P::bank).or(on_disk.as_ref()) else { return Vec::new() };
    let mut locks = Vec::new();
    for part in bank.in_doubt() {
        for operation in part.job.operations_at(at) {
            let clashes = |wanted: &Operation| {
                wanted.account == operation.account && (wanted.writes() || operation.writes())
            };
            let waits = bank.waiting().into_iter();
            let waits = waits.filter(|job| job.operations_at(at).iter().any(clashes));
            locks.push(Lock {
                key: operation.account.letter().to_string(),
                holder: part.job.id.to_string(),
                waiters: waits.map(|job| job.id.to_string()).collect(),
            });
        }
    }
    locks
}

/// One sentence on whether every transaction ends.
pub fn goal_text(sites: Sites, goal: Goal, blocked: impl Fn() -> Vec<Blocked>) -> Prose2 {
    let plain = |en: &str, zh: &str| Prose2 { en: en.to_string(), zh: zh.to_string() };
    match goal {
        Goal::Idle => plain("nobody has asked yet", "尚无请求"),
        Goal::Reached => plain("every transaction has ended", "所有事务都已结束"),
        Goal::Possible => plain(
            "a transaction is open, and nothing stands in its way",
            "有事务尚未结束，但没有障碍",
        ),
        Goal::Impossible => blocked_text(sites, &blocked()),
    }
}

/// Who is blocked; how, the list of the blocked says.
pub fn blocked_text(sites: Sites, list: &[Blocked]) -> Prose2 {
    let names = |is_down: bool| {
        let mut names: Vec<String> = Vec::new();
        for one in list.iter().filter(|one| one.is_down == is_down) {
            let name = sites.who(one.node).to_string();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    };
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    for (names, text_en, text_zh) in
        [(names(false), "blocked", "阻塞"), (names(true), "down and prepared", "已崩溃且已准备")]
    {
        if !names.is_empty() {
            en.push(format!("{text_en}: {}", names.join(", ")));
            zh.push(format!("{text_zh}：{}", names.join("、")));
        }
    }
    if en.is_empty() {
        return Prose2 {
            en: String::from("who has to hear of a decision, or to tell it, can't be reached"),
            zh: String::from("需要得知或告知决定的节点联系不上"),
        };
    }
    Prose2 { en: en.join("; "), zh: zh.join("；") }
}

/// `waits_for` says of one of them who or what could help it.
pub fn blocks(list: Vec<Blocked>, waits_for: impl Fn(&Blocked) -> Prose2) -> Vec<Block> {
    let block = |one: Blocked| Block {
        node: one.node,
        work: one.id.to_string(),
        state: in_doubt_word(one.phase),
        waits_for: waits_for(&one),
        keys: one.keys,
        is_down: one.is_down,
    };
    list.into_iter().map(block).collect()
}

fn in_doubt_word(phase: Phase) -> &'static str {
    if phase == Phase::Precommitted { "precommitted" } else { "prepared" }
}
