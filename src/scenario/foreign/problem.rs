//! Why a trace was refused: which line, what is wrong, in both languages.

use std::fmt;

use super::pattern::{PatternError, Wrong};
use crate::scenario::scenario::Prose;

/// Characters of the offending text that a message repeats.
const SHOWN_MAX: usize = 60;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceError {
    /// Of the text, from 1, where it could be told.
    pub line: Option<usize>,
    pub problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    TooLong {
        bytes: usize,
        max: usize,
    },
    TooManyEvents {
        max: usize,
    },
    TooManyHosts {
        max: usize,
    },
    NothingFound,
    /// The expression in the first line, or the delimiter in the second.
    Rule(PatternError),
    /// It has no group of this name.
    NoGroup {
        name: &'static str,
    },
    TooSlow,
    NoSuchPart {
        part: String,
    },
    /// A line with braces that is no part of an event.
    Loose {
        text: String,
    },
    /// In the words of the JSON reader.
    Clock {
        text: String,
        message: String,
    },
    ClockShape {
        text: String,
    },
    NoHost,
    NotInOwnClock {
        host: String,
    },
    /// The other event is in that line.
    Twice {
        host: String,
        count: u64,
        line: usize,
    },
    GoesBack {
        host: String,
        of: String,
        was: u64,
        is: u64,
    },
    NotThere {
        host: String,
        count: u64,
        has: u64,
    },
    /// It comes behind itself.
    Circle {
        host: String,
    },
    Json {
        message: String,
    },
    /// Of states: what stands at a path.
    Shape {
        path: String,
        expected: Expected,
    },
    Number {
        path: String,
        text: String,
    },
    TooDeep,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Object,
    States,
    State,
    Variables,
    Variable,
    Pairs,
    List,
    Loop,
}

impl TraceError {
    pub fn at(line: usize, problem: Problem) -> TraceError {
        TraceError { line: Some(line), problem }
    }

    /// One plain sentence, without its full stop, in both languages.
    pub fn say(&self) -> Prose {
        let said = self.problem.say();
        match self.line {
            Some(line) => Prose::new(
                format!("line {line}: {}", said.en),
                format!("第 {line} 行：{}", said.zh),
            ),
            None => said,
        }
    }
}

impl fmt::Display for TraceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say().en)
    }
}

impl std::error::Error for TraceError {}

impl Problem {
    /// Without a line.
    pub fn say_alone(&self) -> Prose {
        self.say()
    }

    fn say(&self) -> Prose {
        match self {
            Problem::TooLong { bytes, max } => Prose::new(
                format!("the trace is too long: {bytes} bytes, at most {max}"),
                format!("轨迹太长：{bytes} 字节，最多 {max} 字节"),
            ),
            Problem::TooManyEvents { max } => Prose::new(
                format!("the trace has more than {max} events"),
                format!("轨迹中的事件多于 {max} 个"),
            ),
            Problem::TooManyHosts { max } => Prose::new(
                format!("the trace has more than {max} hosts"),
                format!("轨迹中的主机多于 {max} 个"),
            ),
            Problem::NothingFound => Prose::new(
                "neither a scenario file nor a log in which the rule finds an event; an event is \
                 one line of text and one line with host and vector clock, such as n1 {\"n1\": 1}",
                "既不是场景文件，也不是按规则能找到事件的日志；一个事件由一行文字和一行主机名与向量时钟组成，例如 n1 {\"n1\": 1}",
            ),
            Problem::Rule(error) => say_rule(error),
            Problem::NoGroup { name } => Prose::new(
                format!("the rule has no group (?<{name}>…)"),
                format!("规则中没有分组 (?<{name}>…)"),
            ),
            Problem::TooSlow => Prose::new(
                "the expression takes too long on this text",
                "该表达式在这段文字上耗时过长",
            ),
            Problem::NoSuchPart { part } => {
                let part = shorten(part);
                Prose::new(
                    format!("there is no \"{part}\" in the trace"),
                    format!("轨迹中没有“{part}”"),
                )
            }
            Problem::Json { message } => Prose::new(message.clone(), message.clone()),
            Problem::Shape { path, expected } => {
                let (en, zh) = expected.say();
                Prose::new(format!("{path} should be {en}"), format!("{path} 应为{zh}"))
            }
            Problem::Number { path, text } => {
                let text = shorten(text);
                Prose::new(
                    format!("{path}: \"{text}\" is no whole number"),
                    format!("{path}：“{text}”不是整数"),
                )
            }
            Problem::TooDeep => Prose::new("a value is nested too deeply", "值的嵌套过深"),
            of_clock => of_clock.say_of_clock(),
        }
    }

    fn say_of_clock(&self) -> Prose {
        match self {
            Problem::Loose { text } => {
                let text = shorten(text);
                Prose::new(
                    format!("\"{text}\" is no part of an event"),
                    format!("“{text}”不属于任何事件"),
                )
            }
            Problem::Clock { text, message } => {
                let text = shorten(text);
                Prose::new(
                    format!("the clock {text} is no JSON object: {message}"),
                    format!("时钟 {text} 不是 JSON 对象：{message}"),
                )
            }
            Problem::ClockShape { text } => {
                let text = shorten(text);
                Prose::new(
                    format!("the clock {text} should hold whole numbers by host"),
                    format!("时钟 {text} 应为各主机的整数"),
                )
            }
            Problem::NoHost => Prose::new("the event has no host", "事件没有主机名"),
            Problem::NotInOwnClock { host } => {
                let host = shorten(host);
                Prose::new(
                    format!("{host} is missing from its own clock"),
                    format!("{host} 不在自己的时钟里"),
                )
            }
            Problem::Twice { host, count, line } => {
                let host = shorten(host);
                Prose::new(
                    format!("event {count} of {host} is in line {line} already"),
                    format!("{host} 的第 {count} 个事件已在第 {line} 行出现"),
                )
            }
            Problem::GoesBack { host, of, was, is } => {
                let (host, of) = (shorten(host), shorten(of));
                Prose::new(
                    format!("the clock of {host} goes back: {of} was {was} and is {is}"),
                    format!("{host} 的时钟倒退：{of} 原为 {was}，现为 {is}"),
                )
            }
            Problem::NotThere { host, count, has } => {
                let host = shorten(host);
                Prose::new(
                    format!("the clock names event {count} of {host}, which has {has}"),
                    format!("时钟提到 {host} 的第 {count} 个事件，而它只有 {has} 个"),
                )
            }
            Problem::Circle { host } => {
                let host = shorten(host);
                Prose::new(
                    format!("by the clocks, this event of {host} comes behind itself"),
                    format!("按时钟，{host} 的这个事件发生在它自己之后"),
                )
            }
            _ => Prose::default(),
        }
    }
}

impl Expected {
    fn say(self) -> (&'static str, &'static str) {
        match self {
            Expected::Object => ("an object", "对象"),
            Expected::States => ("a list of states, at least one", "状态的列表，至少一个"),
            Expected::State => {
                ("a state: an object with a value for each variable", "状态：含每个变量之值的对象")
            }
            Expected::Variables => ("a list of names", "名称的列表"),
            Expected::Variable => ("there in every state", "在每个状态中存在"),
            Expected::Pairs => ("a list of pairs", "成对的列表"),
            Expected::List => ("a list", "列表"),
            Expected::Loop => ("the number of a state", "某个状态的序号"),
        }
    }
}

fn say_rule(error: &PatternError) -> Prose {
    let at = error.at;
    let (en, zh) = match error.wrong {
        Wrong::Unclosed => ("a bracket is not closed", "括号没有闭合"),
        Wrong::Unopened => ("a bracket is closed that was not opened", "多余的右括号"),
        Wrong::NothingToRepeat => ("there is nothing to repeat", "没有可重复的内容"),
        Wrong::Unsupported => (
            "look-around, back references and properties are not understood",
            "不支持环视、反向引用和字符属性",
        ),
        Wrong::Group => {
            ("a group should be (…), (?:…) or (?<name>…)", "分组应为 (…)、(?:…) 或 (?<name>…)")
        }
        Wrong::RepeatedName => ("two groups have the same name", "两个分组同名"),
        Wrong::Range => ("a range ends before it begins", "范围的终点小于起点"),
        Wrong::TooLarge => ("the expression is too large", "表达式过大"),
    };
    Prose::new(
        format!("the expression is wrong at character {at}: {en}"),
        format!("表达式在第 {at} 个字符处有误：{zh}"),
    )
}

/// What may be repeated in a message: not too long, and nothing that breaks the line.
pub fn shorten(text: &str) -> String {
    let shown = |c: char| if c.is_control() { '␣' } else { c };
    let mut short: String = text.chars().take(SHOWN_MAX).map(shown).collect();
    if text.chars().nth(SHOWN_MAX).is_some() {
        short.push('…');
    }
    short
}
