//! What makes a scenario well-formed. Decoders check item by item, so that they can say where; the
//! catalog checks the whole again before it opens one.

use std::fmt;

use super::gallery;
use super::registry::{self, ProtocolInfo};
use super::scenario::{Prose, Scenario, TimedRequest};
use crate::sim::fault::{Fault, TimedFault};
use crate::sim::network::{DiskConfig, Latency, Link, LinkConfig};
use crate::sim::param::ParamError;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;

pub const NODES_MAX: usize = 1_000;
pub const FAULTS_MAX: usize = 10_000;
pub const REQUESTS_MAX: usize = 10_000;
pub const LINKS_MAX: usize = 10_000;
pub const NOTES_MAX: usize = 500;
/// Characters of one text of a story.
pub const TEXT_LEN_MAX: usize = 4_000;
/// Every moment of a scenario lies at or before this one: about eleven days and a half.
pub const TIME_MAX: Time = Time(1_000_000_000_000);
/// The longest latency, delay, step or slow-down: a thousand seconds.
pub const DURATION_US_MAX: u64 = 1_000_000_000;
pub const RATE_PERMILLE_MIN: u32 = 10;
pub const RATE_PERMILLE_MAX: u32 = 10_000;
pub const PPM_MAX: u32 = 1_000_000;

/// Why a scenario is not well-formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScenarioError {
    UnknownProtocol { id: String },
    Param(ParamError),
    At { place: Place, problem: Problem },
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
    Story,
    /// The list as a whole.
    Requests,
    Faults,
    Links,
    Notes,
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

/// Checks everything, the order of the lists included.
pub fn well_formed(scenario: &Scenario, protocols: &[ProtocolInfo]) -> Result<(), ScenarioError> {
    items(scenario, protocols)?;
    let sorted = [
        (
            Place::Requests,
            scenario.requests.is_sorted_by_key(|request| request.at),
        ),
        (
            Place::Faults,
            scenario.faults.is_sorted_by_key(|timed| timed.at),
        ),
        (
            Place::Notes,
            scenario.story.notes.is_sorted_by_key(|note| note.at),
        ),
    ];
    for (place, is_sorted) in sorted {
        if !is_sorted {
            return Err(at(place, Problem::Unsorted));
        }
    }
    for (index, timed) in scenario.faults.iter().enumerate() {
        if let Fault::Partition { side } = &timed.fault
            && !side.is_sorted_by(|a, b| a < b)
        {
            return Err(at(Place::Fault(index), Problem::Unsorted));
        }
    }
    Ok(())
}

/// Puts the lists in the order of time and a partition's side in the order of nodes. What happens
/// at the same time stays in the order it was written.
pub fn normalize(scenario: &mut Scenario) {
    scenario.requests.sort_by_key(|request| request.at);
    scenario.faults.sort_by_key(|timed| timed.at);
    scenario.story.notes.sort_by_key(|note| note.at);
    for timed in &mut scenario.faults {
        if let Fault::Partition { side } = &mut timed.fault {
            side.sort();
            side.dedup();
        }
    }
}

/// Checks everything but the order of the lists.
pub fn items(scenario: &Scenario, protocols: &[ProtocolInfo]) -> Result<(), ScenarioError> {
    let Some(info) = registry::find(protocols, scenario.protocol) else {
        return Err(ScenarioError::UnknownProtocol {
            id: scenario.protocol.to_string(),
        });
    };
    base(scenario).map_err(|problem| at(Place::Base, problem))?;
    for (key, value) in scenario.params.changed() {
        let Some(spec) = info.specs.iter().find(|spec| spec.key == key) else {
            let known = info.specs.iter().map(|spec| spec.key).collect();
            return Err(ScenarioError::Param(ParamError::Unknown {
                key: key.to_string(),
                known,
            }));
        };
        spec.check(value).map_err(ScenarioError::Param)?;
    }
    let nodes = (info.names)(&scenario.params)
        .map_err(ScenarioError::Param)?
        .len();
    counts(scenario, nodes)?;
    until(scenario.until).map_err(|problem| at(Place::Until, problem))?;
    link(&scenario.network.default).map_err(|problem| at(Place::Network, problem))?;
    for (ends, config) in &scenario.network.links {
        exception(*ends, config, nodes).map_err(|problem| at(Place::Link(*ends), problem))?;
    }
    disk(&scenario.disk).map_err(|problem| at(Place::Disk, problem))?;
    for (index, asked) in scenario.requests.iter().enumerate() {
        request(scenario, info, asked, nodes)
            .map_err(|problem| at(Place::Request(index), problem))?;
    }
    for (index, timed) in scenario.faults.iter().enumerate() {
        fault(timed, nodes).map_err(|problem| at(Place::Fault(index), problem))?;
    }
    story(scenario)
}

fn at(place: Place, problem: Problem) -> ScenarioError {
    ScenarioError::At { place, problem }
}

fn base(scenario: &Scenario) -> Result<(), Problem> {
    let Some(id) = scenario.base else {
        return Ok(());
    };
    match gallery::find(id) {
        None => Err(Problem::UnknownEntry { id: id.to_string() }),
        Some(entry) if entry.protocol != scenario.protocol => {
            Err(Problem::OtherProtocol { id: id.to_string() })
        }
        Some(_) => Ok(()),
    }
}

fn counts(scenario: &Scenario, nodes: usize) -> Result<(), ScenarioError> {
    let counts = [
        (Place::Nodes, nodes, NODES_MAX),
        (Place::Links, scenario.network.links.len(), LINKS_MAX),
        (Place::Requests, scenario.requests.len(), REQUESTS_MAX),
        (Place::Faults, scenario.faults.len(), FAULTS_MAX),
        (Place::Notes, scenario.story.notes.len(), NOTES_MAX),
    ];
    match counts.into_iter().find(|(_, found, max)| found > max) {
        Some((place, found, max)) => Err(at(place, Problem::TooMany { found, max })),
        None => Ok(()),
    }
}

pub fn until(time: Time) -> Result<(), Problem> {
    range(Quantity::TimeUs, time.us(), 1, TIME_MAX.us())
}

pub fn moment(time: Time) -> Result<(), Problem> {
    range(Quantity::TimeUs, time.us(), 0, TIME_MAX.us())
}

pub fn link(config: &LinkConfig) -> Result<(), Problem> {
    // A link that takes no time could let two nodes talk for ever at one moment.
    latency(&config.latency, 1)?;
    range(Quantity::Ppm, config.loss_ppm.into(), 0, PPM_MAX.into())?;
    range(
        Quantity::Ppm,
        config.duplication_ppm.into(),
        0,
        PPM_MAX.into(),
    )
}

pub fn exception(ends: Link, config: &LinkConfig, nodes: usize) -> Result<(), Problem> {
    pair(ends.0, ends.1, nodes)?;
    link(config)
}

pub fn disk(config: &DiskConfig) -> Result<(), Problem> {
    latency(&config.force, 0)?;
    range(Quantity::DurationUs, config.lazy_us, 0, DURATION_US_MAX)
}

fn latency(latency: &Latency, least_us: u64) -> Result<(), Problem> {
    let duration = |us| range(Quantity::DurationUs, us, least_us, DURATION_US_MAX);
    match *latency {
        Latency::Fixed { us } => duration(us),
        Latency::Uniform { min_us, max_us } => {
            duration(min_us)?;
            duration(max_us)?;
            if min_us > max_us {
                Err(Problem::Backwards { min_us, max_us })
            } else {
                Ok(())
            }
        }
        Latency::Exponential { min_us, mean_us } => {
            duration(min_us)?;
            range(Quantity::DurationUs, mean_us, 0, DURATION_US_MAX)
        }
    }
}

pub fn request(
    scenario: &Scenario,
    info: &ProtocolInfo,
    request: &TimedRequest,
    nodes: usize,
) -> Result<(), Problem> {
    moment(request.at)?;
    exists(request.node, nodes)?;
    (info.accepts)(&scenario.params, request.node, request.word)
        .map_err(|message| Problem::Refused { message })
}

pub fn fault(timed: &TimedFault, nodes: usize) -> Result<(), Problem> {
    moment(timed.at)?;
    for node in timed.fault.nodes() {
        exists(node, nodes)?;
    }
    let duration = |us| range(Quantity::DurationUs, us, 0, DURATION_US_MAX);
    if let Some(message) = timed.fault.message() {
        pair(message.from, message.to, nodes)?;
        range(Quantity::Nth, message.nth.into(), 1, u32::MAX.into())?;
    }
    match &timed.fault {
        Fault::Partition { side } => {
            let mut sorted = side.clone();
            sorted.sort();
            sorted.dedup();
            if sorted.is_empty() || sorted.len() >= nodes {
                Err(Problem::OneSided)
            } else {
                Ok(())
            }
        }
        Fault::Cut { a, b } | Fault::Heal { a, b } => pair(*a, *b, nodes),
        Fault::CutOneWay { from, to } => pair(*from, *to, nodes),
        Fault::SlowLink { from, to, extra_us } => {
            pair(*from, *to, nodes)?;
            duration(*extra_us)
        }
        Fault::Delay { by_us, .. } => duration(*by_us),
        Fault::SlowNode { step_us, .. } => duration(*step_us),
        Fault::DriftClock { rate_permille, .. } => {
            let (min, max) = (RATE_PERMILLE_MIN.into(), RATE_PERMILLE_MAX.into());
            range(Quantity::RatePermille, u64::from(*rate_permille), min, max)
        }
        Fault::JumpClock { by_us, .. } => {
            let max = TIME_MAX.us() as i64;
            if (-max..=max).contains(by_us) {
                return Ok(());
            }
            let what = Quantity::DurationUs;
            Err(Problem::OutOfRange {
                what,
                found: *by_us,
                min: -max,
                max,
            })
        }
        _ => Ok(()),
    }
}

fn story(scenario: &Scenario) -> Result<(), ScenarioError> {
    let story = &scenario.story;
    for prose in [&story.title, &story.summary, &story.try_this] {
        text(prose).map_err(|problem| at(Place::Story, problem))?;
    }
    for (index, note) in story.notes.iter().enumerate() {
        let checked = moment(note.at).and_then(|()| text(&note.text));
        checked.map_err(|problem| at(Place::Note(index), problem))?;
    }
    Ok(())
}

fn text(prose: &Prose) -> Result<(), Problem> {
    for text in [&prose.en, &prose.zh] {
        let chars = text.chars().count();
        if chars > TEXT_LEN_MAX {
            return Err(Problem::TextTooLong { chars });
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(Problem::ControlCharacter);
        }
    }
    Ok(())
}

fn exists(node: NodeId, nodes: usize) -> Result<(), Problem> {
    if node.index() < nodes {
        Ok(())
    } else {
        Err(Problem::NoSuchNode { node, nodes })
    }
}

fn pair(a: NodeId, b: NodeId, nodes: usize) -> Result<(), Problem> {
    exists(a, nodes)?;
    exists(b, nodes)?;
    if a == b {
        Err(Problem::SameNode { node: a })
    } else {
        Ok(())
    }
}

fn range(what: Quantity, found: u64, min: u64, max: u64) -> Result<(), Problem> {
    if (min..=max).contains(&found) {
        return Ok(());
    }
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    Err(Problem::OutOfRange {
        what,
        found: whole(found),
        min: whole(min),
        max: whole(max),
    })
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
            ScenarioError::At { place, problem } => {
                let (place, problem) = (place.say(), problem.say());
                Prose::new(
                    format!("{}: {}", place.en, problem.en),
                    format!("{}:{}", place.zh, problem.zh),
                )
            }
        }
    }

    pub fn message(&self, zh: bool) -> String {
        self.say().get(zh).to_string()
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
        ParamError::Unknown { key, known } => Prose::new(
            en,
            format!("没有参数“{key}”(已知参数:{})", known.join("、")),
        ),
        ParamError::Value {
            key,
            found,
            expected,
        } => Prose::new(en, format!("参数 {key} 的值“{found}”无效(应为:{expected})")),
        ParamError::Together { message } => {
            Prose::new(en, format!("这些参数不能同时使用:{message}"))
        }
    }
}

impl Place {
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
        };
        Prose::new(en, zh)
    }
}

fn counted(en: &str, zh: &str, index: usize) -> Prose {
    Prose::new(
        format!("{en} {}", index + 1),
        format!("第 {} 个{zh}", index + 1),
    )
}

impl Problem {
    /// What is wrong, without the place.
    pub fn say(&self) -> Prose {
        match self {
            Problem::NoSuchNode { node, nodes } => Prose::new(
                format!(
                    "node {} does not exist (there are {nodes}, the first is 0)",
                    node.0
                ),
                format!("节点 {} 不存在(共 {nodes} 个节点,从 0 开始编号)", node.0),
            ),
            Problem::SameNode { node } => Prose::new(
                format!("both ends are node {}", node.0),
                format!("两端是同一个节点 {}", node.0),
            ),
            Problem::TooMany { found, max } => Prose::new(
                format!("{found} is too many (at most {max})"),
                format!("{found} 个太多(最多 {max} 个)"),
            ),
            Problem::OutOfRange {
                what,
                found,
                min,
                max,
            } => {
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
                format!("文字有 {chars} 个字符,太长(最多 {TEXT_LEN_MAX} 个)"),
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
