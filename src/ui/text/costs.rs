//! The strings of the cost meters.

use crate::view::costs::Writes;
use crate::view::lang::{Lang, Text};

pub const COSTS: Text = Text::new("Costs so far", "至此的开销");
pub const MESSAGES: Text = Text::new("messages", "消息");
pub const WRITES: Text = Text::new("log writes", "日志写入");
pub const LOCKED: Text = Text::new("locks held", "持锁时间");
pub const TO_ANSWER: Text = Text::new("to the answer", "到答复");
pub const TO_END: Text = Text::new("to its end", "到结束");

pub fn writes_of(role: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("log, {role}"),
        Lang::Zh => format!("日志，{role}"),
    }
}

pub fn forced_and_lazy(writes: Writes, lang: Lang) -> String {
    let Writes { forced, lazy } = writes;
    match lang {
        Lang::En => format!("{forced} forced · {lazy} lazy"),
        Lang::Zh => format!("强制 {forced} · 延迟 {lazy}"),
    }
}

/// What an outcome had to wait for, one after the other.
pub fn delays(messages: u32, writes: u32, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{messages} messages + {writes} writes"),
        Lang::Zh => format!("{messages} 条消息 + {writes} 次写入"),
    }
}

pub fn sent(messages: u32, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{messages} messages"),
        Lang::Zh => format!("{messages} 条消息"),
    }
}

pub fn in_short(messages: u32, forced: u32, lazy: u32, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{messages} messages · {forced} forced, {lazy} lazy writes"),
        Lang::Zh => format!("{messages} 条消息 · 写入：强制 {forced}，延迟 {lazy}"),
    }
}
