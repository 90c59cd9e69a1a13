//! Why a file was refused: what, where, and in both languages.

use std::fmt;

use super::file::{FILE_BYTES_MAX, FILE_VERSION};
use super::problem::{Place, ScenarioError, say_param};
use super::scenario::Prose;
use super::text::Expected;
use crate::sim::param::ParamError;

/// Why a file was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    TooLong {
        bytes: usize,
    },
    NotAnObject,
    Newer {
        v: u64,
    },
    /// Not JSON as we read it; in the words of the JSON reader.
    Syntax {
        line: usize,
        column: usize,
        message: String,
    },
    UnknownField {
        path: String,
        known: &'static [&'static str],
    },
    Missing {
        path: String,
    },
    /// Something else stands there.
    Shape {
        path: String,
        expected: Shape,
    },
    UnknownScenario {
        id: String,
    },
    UnknownNode {
        place: Place,
        name: String,
    },
    /// A fault with no act, or with more than one.
    Acts {
        index: usize,
        found: usize,
    },
    Latency {
        place: Place,
    },
    Word {
        index: usize,
        word: String,
    },
    Made {
        text: String,
    },
    Param(ParamError),
    ParamKind {
        key: String,
    },
    RepeatedLink {
        from: String,
        to: String,
    },
    Scenario(ScenarioError),
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Object,
    List,
    Text,
    Bool,
    Whole { min: i64, max: u64 },
}

impl Shape {
    fn say_of(self, path: &str) -> Prose {
        let expected = match self {
            Shape::Object => Prose::new("an object", "对象"),
            Shape::List => Prose::new("a list", "列表"),
            Shape::Text => Prose::new("a text", "文字"),
            Shape::Bool => Prose::new("true or false", "true 或 false"),
            Shape::Whole { min, max } => Prose::new(
                format!("a whole number from {min} to {max}"),
                format!("{min} 到 {max} 的整数"),
            ),
        };
        Prose::new(
            format!("{path} should be {}", expected.en),
            format!("{path} 应为{}", expected.zh),
        )
    }
}

impl FileError {
    /// The protocol that is missing, or the scenario, if that is what is wrong.
    pub fn unknown_scenario(&self) -> Option<&str> {
        match self {
            FileError::UnknownScenario { id } => Some(id),
            FileError::Scenario(error) => error.unknown_protocol(),
            _ => None,
        }
    }

    /// One plain sentence, without its full stop, in both languages.
    pub fn say(&self) -> Prose {
        match self {
            FileError::TooLong { bytes } => Prose::new(
                format!("the file is too long: {bytes} bytes, at most {FILE_BYTES_MAX}"),
                format!("文件太长：{bytes} 字节，最多 {FILE_BYTES_MAX} 字节"),
            ),
            FileError::NotAnObject => Prose::new(
                "a scenario file is a JSON object and begins with {",
                "场景文件是一个 JSON 对象，以 { 开头",
            ),
            FileError::Newer { v } => Prose::new(
                format!("the file has version {v}; this program reads up to {FILE_VERSION}"),
                format!("文件版本为 {v}；本程序最高支持版本 {FILE_VERSION}"),
            ),
            FileError::Syntax { line, column, message } => Prose::new(
                format!("line {line}, column {column}: {message}"),
                format!("第 {line} 行第 {column} 列：{message}"),
            ),
            FileError::UnknownField { path, known } => say_unknown(path, known),
            FileError::Missing { path } => {
                Prose::new(format!("{path} is missing"), format!("缺少 {path}"))
            }
            FileError::Shape { path, expected } => expected.say_of(path),
            FileError::UnknownScenario { id } => Prose::new(
                format!("there is no scenario called \"{id}\""),
                format!("没有名为“{id}”的场景"),
            ),
            FileError::UnknownNode { place, name } => placed(
                *place,
                format!("no node is called \"{name}\""),
                format!("没有名为“{name}”的节点"),
            ),
            FileError::Acts { index, found } => placed(
                Place::Fault(*index),
                format!("one act expected beside \"at_us\", found {found}"),
                format!("除“at_us”外应有一个动作，实有 {found} 个"),
            ),
            FileError::Latency { place } => placed(
                *place,
                "a latency is fixed_us, or min_us with max_us, or min_us with mean_us",
                "延迟应为 fixed_us，或 min_us 与 max_us，或 min_us 与 mean_us",
            ),
            FileError::Word { index, word } => {
                let expected = Expected::Word.say();
                placed(
                    Place::Request(*index),
                    format!("\"{word}\" should be {}", expected.en),
                    format!("“{word}”应为{}", expected.zh),
                )
            }
            FileError::Made { text } => {
                let expected = Expected::Made.say();
                Prose::new(
                    format!("made is \"{text}\", expected {}", expected.en),
                    format!("made 为“{text}”，应为{}", expected.zh),
                )
            }
            FileError::Param(error) => say_param(error),
            FileError::ParamKind { key } => Prose::new(
                format!("parameter \"{key}\" should be a text or a number"),
                format!("参数“{key}”应为文字或数"),
            ),
            FileError::RepeatedLink { from, to } => Prose::new(
                format!("the link from {from} to {to} is set twice"),
                format!("{from} 到 {to} 的链路设置了两次"),
            ),
            FileError::Scenario(error) => error.say(),
        }
    }
}

fn say_unknown(path: &str, known: &[&str]) -> Prose {
    let known = known.join(", ");
    Prose::new(
        format!("unknown field {path} (known: {known})"),
        format!("未知字段 {path}(已知：{known})"),
    )
}

fn placed(place: Place, en: impl Into<String>, zh: impl Into<String>) -> Prose {
    place.say_of(&Prose::new(en, zh))
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say().en)
    }
}

impl std::error::Error for FileError {}
