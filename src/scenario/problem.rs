//! Why a scenario is not well-formed, in one plain sentence, in both languages.

use std::fmt;

use super::check::TEXT_LEN_MAX;
use super::scenario::Prose;
use crate::sim::network::Link;
use crate::sim::param::ParamError;
use crate::sim::protocol::NodeId;

/// Why a scenario is not well-formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScenarioError {
    UnknownProtocol {
        id: String,
    },
    Param(ParamError),
    At {
        place: Place,
        problem: Problem,
    },
    /// Of what stands beside the scenario; the first is 1.
    Side {
        side: usize,
        error: Box<ScenarioError>,
    },
}

impl ScenarioError {
    /// The protocol that is missing, if that is what is wrong.
    pub fn unknown_protocol(&self) -> Option<&str> {
        match self {
            ScenarioError::UnknownProtocol { id } => Some(id),
            ScenarioError::Side { error, .. } => error.unknown_protocol(),
            ScenarioError::Param(_) | ScenarioError::At { .. } => None,
        }
    }
}

/// The part of a scenario that is wrong. Positions count from 0 here and from 1 when printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Base,
    Nodes,
    Until,
    Network,
    Link(Link),
    Disk,
    Request(usize),
    Fault(usize),
    Note(usize),
    /// What stands beside the scenario; the first is 1.
    Side(usize),
    Story,
    /// The list as a whole.
    Requests,
    Faults,
    Links,
    Notes,
    Sides,
}

/// What is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    NoSuchNode {
        node: NodeId,
        nodes: usize,
    },
    SameNode {
        node: NodeId,
    },
    TooMany {
        found: usize,
        max: usize,
    },
    OutOfRange {
        what: Quantity,
        found: i64,
        min: i64,
        max: i64,
    },
    /// A range of latencies that ends before it begins.
    Backwards {
        min_us: u64,
        max_us: u64,
    },
    OneSided,
    Unsorted,
    OtherProtocol {
        id: String,
    },
    UnknownEntry {
        id: String,
    },
    TextTooLong {
        chars: usize,
    },
    ControlCharacter,
    /// In the words of the protocol.
    Refused {
        message: String,
    },
}

/// What a number out of range counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    TimeUs,
    DurationUs,
    Ppm,
    RatePermille,
    Nth,
}

impl ScenarioError {
    /// One plain sentence, without its full stop, in both languages.
    pub fn say(&self) -> Prose {
        match self {
            ScenarioError::UnknownProtocol { id } => Prose::new(
                format!("there is no protocol called \"{id}\""),
                format!("没有名为“{id}”的协议"),
            ),
            ScenarioError::Param(error) => say_param(error),
            ScenarioError::At { place, problem } => place.say_of(&problem.say()),
            ScenarioError::Side { side, error } => Place::Side(*side).say_of(&error.say()),
        }
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say().en)
    }
}

impl std::error::Error for ScenarioError {}

pub fn say_param(error: &ParamError) -> Prose {
    let en = error.to_string();
    match error {
        ParamError::Unknown { key, known } => {
            Prose::new(en, format!("没有参数“{key}”(已知参数：{})", known.join("、")))
        }
        ParamError::Value { key, found, expected } => {
            Prose::new(en, format!("参数 {key} 的值“{found}”无效(应为：{expected})"))
        }
        ParamError::Together { message } => {
            Prose::new(en, format!("这些参数不能同时使用：{message}"))
        }
    }
}

impl Place {
    /// "Place: what is wrong with it".
    pub fn say_of(self, problem: &Prose) -> Prose {
        let place = self.say();
        Prose::new(format!("{}: {}", place.en, problem.en), format!("{}:{}", place.zh, problem.zh))
    }

    fn say(self) -> Prose {
        let (en, zh) = match self {
            Place::Base => ("gallery entry", "所依据的场景"),
            Place::Nodes => ("nodes", "节点"),
            Place::Until => ("end of the run", "运行的结束时间"),
            Place::Network => ("network", "网络"),
            Place::Disk => ("disk", "磁盘"),
            Place::Story => ("story", "说明文字"),
            Place::Requests => ("requests", "请求"),
            Place::Faults => ("faults", "故障"),
            Place::Links => ("links", "链路"),
            Place::Notes => ("notes", "注释"),
            Place::Sides => ("sides", "并列的运行"),
            Place::Link((from, to)) => {
                let (from, to) = (from.0, to.0);
                let (en, zh) = (
                    format!("link from node {from} to {to}"),
                    format!("节点 {from} 到 {to} 的链路"),
                );
                return Prose::new(en, zh);
            }
            Place::Request(index) => return counted("request", "请求", index),
            Place::Fault(index) => return counted("fault", "故障", index),
            Place::Note(index) => return counted("note", "注释", index),
            Place::Side(index) => return counted("side", "并列的运行", index),
        };
        Prose::new(en, zh)
    }
}

fn counted(en: &str, zh: &str, index: usize) -> Prose {
    Prose::new(format!("{en} {}", index + 1), format!("第 {} 个{zh}", index + 1))
}

impl Problem {
    /// What is wrong, without the place.
    pub fn say(&self) -> Prose {
        match self {
            Problem::NoSuchNode { node, nodes } => Prose::new(
                format!("node {} does not exist (there are {nodes}, the first is 0)", node.0),
                format!("节点 {} 不存在(共 {nodes} 个节点，从 0 开始编号)", node.0),
            ),
            Problem::SameNode { node } => Prose::new(
                format!("both ends are node {}", node.0),
                format!("两端是同一个节点 {}", node.0),
            ),
            Problem::TooMany { found, max } => Prose::new(
                format!("{found} is too many (at most {max})"),
                format!("{found} 个太多(最多 {max} 个)"),
            ),
            Problem::OutOfRange { what, found, min, max } => {
                let (en, zh) = what.say();
                Prose::new(
                    format!("{en} {found} is out of range ({min} to {max})"),
                    format!("{zh} {found} 超出范围({min} 到 {max})"),
                )
            }
            Problem::Backwards { min_us, max_us } => Prose::new(
                format!("the least latency, {min_us} µs, is above the greatest, {max_us} µs"),
                format!("最小延迟 {min_us} µs 大于最大延迟 {max_us} µs"),
            ),
            Problem::OneSided => Prose::new(
                "a partition needs at least one node on each side",
                "网络分区的每一侧至少要有一个节点",
            ),
            Problem::Unsorted => Prose::new("not in order", "没有按顺序排列"),
            Problem::OtherProtocol { id } => Prose::new(
                format!("\"{id}\" belongs to another protocol"),
                format!("“{id}”属于另一个协议"),
            ),
            Problem::UnknownEntry { id } => Prose::new(
                format!("there is no scenario called \"{id}\""),
                format!("没有名为“{id}”的场景"),
            ),
            Problem::TextTooLong { chars } => Prose::new(
                format!("a text of {chars} characters is too long (at most {TEXT_LEN_MAX})"),
                format!("文字有 {chars} 个字符，太长(最多 {TEXT_LEN_MAX} 个)"),
            ),
            Problem::ControlCharacter => {
                Prose::new("a text holds a control character", "文字中含有控制字符")
            }
            Problem::Refused { message } => Prose::new(message.clone(), message.clone()),
        }
    }
}

impl Quantity {
    fn say(self) -> (&'static str, &'static str) {
        match self {
            Quantity::TimeUs => ("the time in µs", "时间(µs)"),
            Quantity::DurationUs => ("the duration in µs", "时长(µs)"),
            Quantity::Ppm => ("the rate per million", "百万分率"),
            Quantity::RatePermille => ("the clock rate per thousand", "时钟速率(千分率)"),
            Quantity::Nth => ("the message's number on its link", "消息在链路上的序号"),
        }
    }
}
