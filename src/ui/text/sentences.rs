//! Sentences with something in them.

use crate::scenario::scenario::Scenario;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::ui::text::{facts, faults};
use crate::view::costs::BlockView;
use crate::view::lang::Lang;
use crate::view::player::{Cast, EventView, Prose2, ViolationView};

pub fn both(en: impl Into<String>, zh: impl Into<String>) -> Prose2 {
    Prose2 { en: en.into(), zh: zh.into() }
}

pub fn of(prose: &Prose2, lang: Lang) -> &str {
    match lang {
        Lang::En => &prose.en,
        Lang::Zh => &prose.zh,
    }
}

/// Prose of a scenario; what was written in one language only is shown in it.
pub fn told(prose: &crate::scenario::scenario::Prose, lang: Lang) -> &str {
    let (first, second) = match lang {
        Lang::En => (&prose.en, &prose.zh),
        Lang::Zh => (&prose.zh, &prose.en),
    };
    if first.is_empty() { second } else { first }
}

/// A branch keeps what was there before an edit: it is named after what it lacks or has.
pub fn branch_of_edit(cast: &Cast, old: &Scenario, new: &Scenario) -> Prose2 {
    let added = new.faults.iter().find(|fault| !old.faults.contains(fault));
    let gone = old.faults.iter().find(|fault| !new.faults.contains(fault));
    match (added, gone) {
        (Some(fault), _) => {
            let what = faults::describe_both(cast, &fault.fault);
            both(
                format!("without “{}” at {} ms", what.en, fault.at),
                format!("没有 {} ms 的“{}”", fault.at, what.zh),
            )
        }
        (None, Some(fault)) => {
            let what = faults::describe_both(cast, &fault.fault);
            both(
                format!("with “{}” at {} ms", what.en, fault.at),
                format!("有 {} ms 的“{}”", fault.at, what.zh),
            )
        }
        (None, None) if old.beside.len() != new.beside.len() => {
            both("with other sides", "其他的并列组合")
        }
        (None, None) if old.params != new.params || old.beside != new.beside => {
            both("before the rules changed", "规则改变之前")
        }
        (None, None) if old.seed != new.seed => {
            both(format!("seed {}", old.seed), format!("种子 {}", old.seed))
        }
        (None, None) => both("before the edit", "编辑之前"),
    }
}

pub fn branch_by_hand(number: u32, at: Time) -> Prose2 {
    both(format!("branch {number} at {at} ms"), format!("分支 {number}，{at} ms"))
}

pub fn branch_left(at: Time) -> Prose2 {
    both(format!("left at {at} ms"), format!("在 {at} ms 处离开"))
}

pub fn ms(time: Time) -> String {
    format!("{time} ms")
}

/// Whole tenths while things move, so that the reading does not flicker.
pub fn ms_short(time: Time) -> String {
    let tenths = time.us() / 100;
    if tenths.is_multiple_of(10) {
        format!("{}", tenths / 10)
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

pub fn speed(times: f64) -> String {
    format!("{}×", Time((times * 1_000.0).round() as u64))
}

pub fn note_place(now: Option<usize>, count: usize) -> String {
    format!("{} / {count}", now.map_or(0, |index| index + 1))
}

pub fn characters(count: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{count} characters"),
        Lang::Zh => format!("{count} 个字符"),
    }
}

pub fn failed_at(cast: &Cast, violation: &ViolationView, lang: Lang) -> String {
    let at = violation.at;
    // The last property is the liveness goal: it is not broken, it is not reached.
    let liveness = violation.property + 1 == cast.properties.len();
    match (liveness, lang) {
        (false, Lang::En) => format!("broken at {at} ms"),
        (false, Lang::Zh) => format!("在 {at} ms 被违反"),
        (true, Lang::En) => format!("stalled at {at} ms"),
        (true, Lang::Zh) => format!("在 {at} ms 判定停滞"),
    }
}

/// `R1: T1 prepared since 27 ms, holds a, waits for C1`
pub fn blocked(cast: &Cast, view: &BlockView, lang: Lang) -> String {
    let BlockView { block, since } = view;
    let name = |id: NodeId| cast.nodes.get(id.index()).map_or("?", |node| node.name.as_str());
    let (who, work, keys) = (name(block.node), &block.work, &block.keys);
    let (state, from) = (facts::label(block.state, lang), of(&block.waits_for, lang));
    match (lang, block.is_down) {
        (Lang::En, false) => {
            format!("{who}: {work} {state} since {since} ms, holds {keys}, waits for {from}")
        }
        (Lang::En, true) => format!("{who}: {work} {state}, holds {keys}, has to come back first"),
        (Lang::Zh, false) => {
            format!("{who}：{work} 自 {since} ms 起{state}，持有 {keys} 的锁，等待 {from}")
        }
        (Lang::Zh, true) => format!("{who}：{work} {state}，持有 {keys} 的锁，须先恢复"),
    }
}

pub fn since(time: Time, lang: Lang) -> String {
    match lang {
        Lang::En => format!("since {time} ms"),
        Lang::Zh => format!("自 {time} ms 起"),
    }
}

/// Who, and what they remarked; what happened when they remarked nothing.
pub fn event_with_notes(cast: &Cast, event: &EventView) -> String {
    let who = event.node.map(|node| faults::node_name(cast, node)).unwrap_or_default();
    let what = if event.notes.is_empty() { event.text.clone() } else { event.notes.join(", ") };
    format!("{who} {what}").trim_start().to_string()
}

/// The label of a control that acts on one thing of a list.
pub fn act_on(act: &str, thing: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{act}: {thing}"),
        Lang::Zh => format!("{act}：{thing}"),
    }
}
