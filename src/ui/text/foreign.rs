//! The words around an imported trace.

use crate::scenario::foreign::{Origin, Trace};
use crate::view::lang::{Lang, Text};

pub const TRACE: Text = Text::new("Imported trace", "导入的轨迹");
pub const SEARCH: Text = Text::new("Search", "搜索");
pub const SEARCH_FOR: Text = Text::new("Search in this trace", "在轨迹中搜索");
pub const NEXT: Text = Text::new("Next hit", "下一个匹配");
pub const PREVIOUS: Text = Text::new("Previous hit", "上一个匹配");
pub const ONLY: Text = Text::new("Hide everything else", "隐藏其他事件");
pub const EXECUTION: Text = Text::new("Execution", "执行");
pub const LANES: Text = Text::new("A lane for each name in", "泳道所用变量");
pub const EACH: Text = Text::new("each variable", "每个变量");
pub const HOW: Text = Text::new("How to search", "搜索方法");
pub const SAVE: Text = Text::new("Save the trace", "保存轨迹");
pub const HOW_WORDS: Text =
    Text::new("all these words, in either case", "含全部这些词，不分大小写");
pub const HOW_QUOTES: Text = Text::new("words in this order", "按此顺序的词");
pub const HOW_FIELD: Text = Text::new("in one field only", "只在一个字段中");
pub const HOW_NOT: Text = Text::new("without this word", "不含这个词");
pub const HOW_PATTERN: Text = Text::new("a regular expression", "正则表达式");
pub const FIELDS: Text = Text::new("Fields", "字段");

pub fn untitled(origin: Origin) -> Text {
    match origin {
        Origin::ShiViz => Text::new("A log with vector clocks", "带向量时钟的日志"),
        Origin::Itf => Text::new("A trace of states", "状态轨迹"),
    }
}

/// What the trace holds.
pub fn summary(trace: &Trace, origin: Origin, lang: Lang) -> String {
    let (hosts, events, messages) = (trace.hosts.len(), trace.events.len(), trace.messages.len());
    let steps = trace.events.last().map_or(0, |event| event.step + 1);
    let mut told = match (lang, origin) {
        (Lang::En, Origin::ShiViz) => {
            format!("{hosts} hosts, {events} events, {messages} messages")
        }
        (Lang::Zh, Origin::ShiViz) => {
            format!("{hosts} 个主机，{events} 个事件，{messages} 条消息")
        }
        (Lang::En, Origin::Itf) => format!("{steps} states, {hosts} lanes, {events} changes"),
        (Lang::Zh, Origin::Itf) => format!("{steps} 个状态，{hosts} 条泳道，{events} 次变化"),
    };
    let skipped = trace.lines_skipped;
    if skipped > 0 {
        told.push_str(&match lang {
            Lang::En => format!("; {skipped} lines belong to no event"),
            Lang::Zh => format!("；{skipped} 行不属于任何事件"),
        });
    }
    if let Some(state) = trace.loops_to {
        told.push_str(&match lang {
            Lang::En => format!("; then on from state {state} again"),
            Lang::Zh => format!("；随后从状态 {state} 重复"),
        });
    }
    told
}

pub fn found(count: usize, of: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{count} of {of} events"),
        Lang::Zh => format!("{of} 个事件中的 {count} 个"),
    }
}
