//! Why a link was refused: what, where, and how the page says it in both languages.

use std::fmt;

use super::file_error::FileError;
use super::problem::{ScenarioError, say_param};
use super::scenario::Prose;
use super::text::Expected;
use crate::sim::param::ParamError;

/// Characters of the offending text that a message repeats.
const SHOWN_MAX: usize = 40;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkError {
    pub kind: LinkErrorKind,
    /// The first wrong character of the payload (behind the `#`), from 1, where it could be told.
    pub position: Option<usize>,
    /// What stands there.
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkErrorKind {
    Empty,
    TooLong {
        bytes: usize,
        max: usize,
    },
    /// The end is missing. Characters of the payload.
    Cut {
        arrived: usize,
        expected: Option<usize>,
    },
    /// It is not what was sent.
    Changed {
        arrived: usize,
        expected: Option<usize>,
    },
    /// Made by a newer engine, and with something this one does not understand.
    Newer {
        epoch: Option<u32>,
    },
    UnknownScenario,
    UnknownKey {
        known: Vec<&'static str>,
    },
    RepeatedKey,
    NoValue,
    /// A character that no link holds.
    Character,
    Value {
        key: String,
        expected: Expected,
    },
    /// The body of a packed link, whole as it is, holds no file.
    Unpacked,
    /// Of the file in a packed link.
    File(FileError),
    Param(ParamError),
    Scenario(ScenarioError),
}

impl LinkError {
    /// The protocol that is missing, if that is what is wrong.
    pub fn unknown_protocol(&self) -> Option<&str> {
        match &self.kind {
            LinkErrorKind::Scenario(error) => error.unknown_protocol(),
            LinkErrorKind::File(error) => error.unknown_scenario(),
            _ => None,
        }
    }

    /// Characters that arrived, of how many, where it is known.
    pub fn arrived(&self) -> Option<(usize, usize)> {
        match &self.kind {
            LinkErrorKind::Cut { arrived, expected: Some(expected) }
            | LinkErrorKind::Changed { arrived, expected: Some(expected) } => {
                Some((*arrived, *expected))
            }
            _ => None,
        }
    }

    /// One plain sentence, without its full stop, in both languages.
    pub fn say(&self) -> Prose {
        let mut said = self.kind.say(&shorten(&self.text));
        if let Some(position) = self.position {
            said.en.push_str(&format!(" (at character {position})"));
            said.zh.push_str(&format!("(第 {position} 个字符处)"));
        }
        said
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say().en)
    }
}

impl std::error::Error for LinkError {}

impl LinkErrorKind {
    fn say(&self, text: &str) -> Prose {
        match self {
            LinkErrorKind::Empty => Prose::new("the link holds no scenario", "链接中没有场景"),
            LinkErrorKind::TooLong { bytes, max } => Prose::new(
                format!("the link is too long: {bytes} bytes, at most {max}"),
                format!("链接太长：{bytes} 字节，最多 {max} 字节"),
            ),
            LinkErrorKind::Cut { arrived, expected: Some(expected) } => Prose::new(
                format!("the link was cut: {arrived} of {expected} characters arrived"),
                format!("链接被截断：{expected} 个字符只到了 {arrived} 个"),
            ),
            LinkErrorKind::Cut { arrived, expected: None } => Prose::new(
                format!("the link was cut: only its first {arrived} characters arrived"),
                format!("链接被截断：只到了前 {arrived} 个字符"),
            ),
            LinkErrorKind::Changed { arrived, expected } => say_changed(*arrived, *expected, text),
            LinkErrorKind::Newer { epoch: Some(epoch) } => Prose::new(
                format!(
                    "the link was made with a newer engine ({epoch}); reload the page to get it"
                ),
                format!("链接由更新的引擎({epoch})生成；请刷新页面以更新"),
            ),
            LinkErrorKind::Newer { epoch: None } => Prose::new(
                "the link has a form that only a newer version reads; reload the page to get it",
                "链接的格式只有更新的版本才能读取；请刷新页面以更新",
            ),
            LinkErrorKind::UnknownScenario => Prose::new(
                format!("there is no scenario called \"{text}\""),
                format!("没有名为“{text}”的场景"),
            ),
            LinkErrorKind::UnknownKey { known } => Prose::new(
                format!("unknown setting \"{text}\" (known: {})", known.join(", ")),
                format!("没有设置项“{text}”(已知：{})", known.join("、")),
            ),
            LinkErrorKind::RepeatedKey => {
                Prose::new(format!("\"{text}\" is set twice"), format!("“{text}”设置了两次"))
            }
            LinkErrorKind::NoValue => {
                Prose::new(format!("\"{text}\" has no value"), format!("“{text}”没有值"))
            }
            LinkErrorKind::Character => Prose::new(
                format!("the character \"{text}\" does not belong in a link"),
                format!("链接中不应有字符“{text}”"),
            ),
            LinkErrorKind::Value { key, expected } => {
                let expected = expected.say();
                Prose::new(
                    format!("in \"{key}\", \"{text}\" should be {}", expected.en),
                    format!("“{key}”中的“{text}”应为{}", expected.zh),
                )
            }
            LinkErrorKind::Unpacked => Prose::new(
                "the packed link holds no scenario: it can't be unpacked",
                "压缩链接中没有场景：无法解压",
            ),
            LinkErrorKind::File(error) => {
                let said = error.say();
                Prose::new(
                    format!("in the packed link: {}", said.en),
                    format!("压缩链接中：{}", said.zh),
                )
            }
            LinkErrorKind::Param(error) => say_param(error),
            LinkErrorKind::Scenario(error) => error.say(),
        }
    }
}

fn say_changed(arrived: usize, expected: Option<usize>, text: &str) -> Prose {
    if let Some(expected) = expected
        && expected != arrived
    {
        return Prose::new(
            format!("the link was changed: {arrived} characters arrived, {expected} were sent"),
            format!("链接被改动：发出 {expected} 个字符，收到 {arrived} 个"),
        );
    }
    if text.is_empty() {
        return Prose::new(
            format!("the link was changed: its {arrived} characters are not those that were sent"),
            format!("链接被改动：收到的 {arrived} 个字符与发出的不同"),
        );
    }
    Prose::new(
        format!("the link was changed: \"{text}\" is not what was sent"),
        format!("链接被改动：“{text}”与发出的不同"),
    )
}

/// What may be repeated in a message: not too long, and nothing that breaks the line.
fn shorten(text: &str) -> String {
    let shown = |c: char| {
        if c.is_control() || c.is_whitespace() { '␣' } else { c }
    };
    let mut short: String = text.chars().take(SHOWN_MAX).map(shown).collect();
    if text.chars().nth(SHOWN_MAX).is_some() {
        short.push('…');
    }
    short
}
