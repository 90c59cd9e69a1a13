//! What makes a scenario well-formed. Decoders check item by item, so that they can say where; the
//! catalog checks the whole again before it opens one.

pub use super::problem::{Place, Problem, Quantity, ScenarioError};
use super::registry::{self, ProtocolInfo};
use super::scenario::{Prose, Scenario, TimedRequest};
use super::sides::{self, SIDES_MAX};
use crate::sim::fault::{Fault, TimedFault};
use crate::sim::network::{DiskConfig, Latency, Link, LinkConfig};
use crate::sim::order::sort_by_number;
use crate::sim::param::{ParamError, Params};
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

/// Checks everything, the order of the lists included.
pub fn well_formed<'a>(
    scenario: &Scenario,
    protocols: &'a [ProtocolInfo],
) -> Result<&'a ProtocolInfo, ScenarioError> {
    let info = items(scenario, protocols)?;
    let sorted = [
        (Place::Requests, scenario.requests.is_sorted_by_key(|request| request.at)),
        (Place::Faults, scenario.faults.is_sorted_by_key(|timed| timed.at)),
        (Place::Notes, scenario.story.notes.is_sorted_by_key(|note| note.at)),
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
    Ok(info)
}

/// Puts the lists in the order of time and a partition's side in the order of nodes. What happens
/// at the same time stays in the order it was written.
pub fn normalize(scenario: &mut Scenario) {
    sort_by_number(&mut scenario.requests, |request| request.at.us().into());
    sort_by_number(&mut scenario.faults, |timed| timed.at.us().into());
    sort_by_number(&mut scenario.story.notes, |note| note.at.us().into());
    for timed in &mut scenario.faults {
        if let Fault::Partition { side } = &mut timed.fault {
            put_in_order(side);
        }
    }
}

/// The nodes of a side, each once.
pub fn put_in_order(side: &mut Vec<NodeId>) {
    sort_by_number(side, |node| node.0.into());
    side.dedup();
}

/// Checks everything but the order of the lists.
pub fn items<'a>(
    scenario: &Scenario,
    protocols: &'a [ProtocolInfo],
) -> Result<&'a ProtocolInfo, ScenarioError> {
    let Some(info) = registry::find(protocols, scenario.protocol) else {
        return Err(ScenarioError::UnknownProtocol { id: scenario.protocol.to_string() });
    };
    base(scenario, protocols).map_err(|problem| at(Place::Base, problem))?;
    params(&scenario.params, info)?;
    let own = (info.names)(&scenario.params).map_err(ScenarioError::Param)?.len();
    let nodes = sides::names(scenario, protocols)?.len();
    counts(scenario, nodes)?;
    until(scenario.until).map_err(|problem| at(Place::Until, problem))?;
    link(&scenario.network.default).map_err(|problem| at(Place::Network, problem))?;
    for (ends, config) in &scenario.network.links {
        exception(*ends, config, nodes).map_err(|problem| at(Place::Link(*ends), problem))?;
    }
    disk(&scenario.disk).map_err(|problem| at(Place::Disk, problem))?;
    for (index, asked) in scenario.requests.iter().enumerate() {
        shared_request(scenario, (info, own), asked, protocols)
            .map_err(|problem| at(Place::Request(index), problem))?;
    }
    for (index, timed) in scenario.faults.iter().enumerate() {
        fault(timed, nodes).map_err(|problem| at(Place::Fault(index), problem))?;
    }
    story(scenario)?;
    Ok(info)
}

/// Each parameter by itself.
pub fn params(params: &Params, info: &ProtocolInfo) -> Result<(), ScenarioError> {
    for (key, value) in params.changed() {
        let Some(spec) = info.specs.iter().find(|spec| spec.key == key) else {
            let known = info.specs.iter().map(|spec| spec.key).collect();
            return Err(ScenarioError::Param(ParamError::Unknown { key: key.to_string(), known }));
        };
        spec.check(value).map_err(ScenarioError::Param)?;
    }
    Ok(())
}

fn at(place: Place, problem: Problem) -> ScenarioError {
    ScenarioError::At { place, problem }
}

fn base(scenario: &Scenario, protocols: &[ProtocolInfo]) -> Result<(), Problem> {
    let Some(id) = scenario.base else {
        return Ok(());
    };
    match registry::entry(protocols, id) {
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
        (Place::Sides, sides::count(scenario), SIDES_MAX),
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
    latency(&config.latency)?;
    // A link that never takes any time could let two nodes talk for ever at one moment.
    let longest_us = match config.latency {
        Latency::Fixed { us } => us,
        Latency::Uniform { max_us, .. } => max_us,
        Latency::Exponential { min_us, mean_us } => min_us + mean_us,
    };
    range(Quantity::DurationUs, longest_us, 1, DURATION_US_MAX * 2)?;
    range(Quantity::Ppm, config.loss_ppm.into(), 0, PPM_MAX.into())?;
    range(Quantity::Ppm, config.duplication_ppm.into(), 0, PPM_MAX.into())
}

pub fn exception(ends: Link, config: &LinkConfig, nodes: usize) -> Result<(), Problem> {
    pair(ends.0, ends.1, nodes)?;
    link(config)
}

pub fn disk(config: &DiskConfig) -> Result<(), Problem> {
    latency(&config.force)?;
    range(Quantity::DurationUs, config.lazy_us, 0, DURATION_US_MAX)
}

fn latency(latency: &Latency) -> Result<(), Problem> {
    let duration = |us| range(Quantity::DurationUs, us, 0, DURATION_US_MAX);
    match *latency {
        Latency::Fixed { us } => duration(us),
        Latency::Uniform { min_us, max_us } => {
            duration(min_us)?;
            duration(max_us)?;
            if min_us > max_us { Err(Problem::Backwards { min_us, max_us }) } else { Ok(()) }
        }
        Latency::Exponential { min_us, mean_us } => {
            duration(min_us)?;
            duration(mean_us)
        }
    }
}

pub fn request(
    params: &Params,
    info: &ProtocolInfo,
    request: &TimedRequest,
    nodes: usize,
) -> Result<(), Problem> {
    moment(request.at)?;
    exists(request.node, nodes)?;
    (info.accepts)(params, request.node, request.word)
        .map_err(|message| Problem::Refused { message })
}

/// The same for one that may be meant for what stands beside the scenario. `own` is how many nodes
/// the scenario's protocol has.
pub fn shared_request(
    scenario: &Scenario,
    (info, own): (&ProtocolInfo, usize),
    asked: &TimedRequest,
    protocols: &[ProtocolInfo],
) -> Result<(), Problem> {
    match request(&scenario.params, info, asked, own) {
        Err(_) if sides::is_understood(scenario, asked, protocols) => Ok(()),
        checked => checked,
    }
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
            put_in_order(&mut sorted);
            if sorted.is_empty() || sorted.len() >= nodes { Err(Problem::OneSided) } else { Ok(()) }
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
            Err(Problem::OutOfRange { what, found: *by_us, min: -max, max })
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
    if node.index() < nodes { Ok(()) } else { Err(Problem::NoSuchNode { node, nodes }) }
}

fn pair(a: NodeId, b: NodeId, nodes: usize) -> Result<(), Problem> {
    exists(a, nodes)?;
    exists(b, nodes)?;
    if a == b { Err(Problem::SameNode { node: a }) } else { Ok(()) }
}

fn range(what: Quantity, found: u64, min: u64, max: u64) -> Result<(), Problem> {
    if (min..=max).contains(&found) {
        return Ok(());
    }
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    Err(Problem::OutOfRange { what, found: whole(found), min: whole(min), max: whole(max) })
}
