//! Several runs side by side under one script: the same requests, faults, seed, network and disks,
//! given to other protocols or to the same one under other rules.
//!
//! The script is one and is edited once. It may name any node that some side has; what names a node
//! that a side does not have, or asks what it does not understand, is left out on that side, and
//! the side says so. A partition is drawn among the nodes that are there.

use super::check;
use super::problem::ScenarioError;
use super::registry::{self, ProtocolInfo};
use super::scenario::{Scenario, TimedRequest};
use crate::sim::fault::{Fault, TimedFault};
use crate::sim::param::Params;

/// The scenario itself counts as one.
pub const SIDES_MAX: usize = 3;

/// What stands beside a scenario: all that is its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    pub protocol: &'static str,
    pub params: Params,
}

/// One of the runs of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// With nothing beside it.
    pub scenario: Scenario,
    pub kept: Kept,
}

/// What a side has of the shared script, by position in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// One for each fault of the side.
    pub faults: Vec<usize>,
    pub faults_left_out: Vec<usize>,
    pub requests_left_out: Vec<usize>,
}

pub fn count(scenario: &Scenario) -> usize {
    1 + scenario.beside.len()
}

/// A side's protocol and parameters; the scenario's own come first.
pub fn side(scenario: &Scenario, index: usize) -> Option<Side> {
    match index.checked_sub(1) {
        None => Some(Side { protocol: scenario.protocol, params: scenario.params.clone() }),
        Some(beside) => scenario.beside.get(beside).cloned(),
    }
}

/// Every side's run, in order.
pub fn parts(scenario: &Scenario, protocols: &[ProtocolInfo]) -> Result<Vec<Part>, ScenarioError> {
    let sides = (0..count(scenario)).filter_map(|index| side(scenario, index)).enumerate();
    sides.map(|(index, side)| part(scenario, index, side, protocols)).collect()
}

fn part(
    whole: &Scenario,
    index: usize,
    side: Side,
    protocols: &[ProtocolInfo],
) -> Result<Part, ScenarioError> {
    let (info, names) = cast(&side, protocols).map_err(|error| at_side(index, error))?;
    let mut part = Part {
        scenario: Scenario {
            protocol: side.protocol,
            base: whole.base.filter(|_| index == 0),
            params: side.params,
            beside: Vec::new(),
            ..whole.clone()
        },
        kept: Kept::default(),
    };
    let (own, kept) = (&mut part.scenario, &mut part.kept);
    own.network.links.retain(|ends, config| check::exception(*ends, config, names.len()).is_ok());
    own.requests.clear();
    own.faults.clear();
    for (position, request) in whole.requests.iter().enumerate() {
        match check::request(&own.params, info, request, names.len()) {
            Ok(()) => own.requests.push(request.clone()),
            Err(_) => kept.requests_left_out.push(position),
        }
    }
    for (position, timed) in whole.faults.iter().enumerate() {
        match among(timed, names.len()) {
            Some(timed) => {
                own.faults.push(timed);
                kept.faults.push(position);
            }
            None => kept.faults_left_out.push(position),
        }
    }
    Ok(part)
}

/// The fault as it strikes where there are so many nodes, if it means anything there.
fn among(timed: &TimedFault, nodes: usize) -> Option<TimedFault> {
    let mut timed = timed.clone();
    if let Fault::Partition { side } = &mut timed.fault {
        side.retain(|node| node.index() < nodes);
    }
    check::fault(&timed, nodes).is_ok().then_some(timed)
}

/// What plays on a side, and the names of its nodes.
fn cast<'a>(
    side: &Side,
    protocols: &'a [ProtocolInfo],
) -> Result<(&'a ProtocolInfo, Vec<String>), ScenarioError> {
    let unknown = || ScenarioError::UnknownProtocol { id: side.protocol.to_string() };
    let info = registry::find(protocols, side.protocol).ok_or_else(unknown)?;
    check::params(&side.params, info)?;
    let names = (info.names)(&side.params).map_err(ScenarioError::Param)?;
    Ok((info, names))
}

/// The nodes that the script may name: those of the scenario, then those that only a side has.
pub fn names(
    scenario: &Scenario,
    protocols: &[ProtocolInfo],
) -> Result<Vec<String>, ScenarioError> {
    let mut names: Vec<String> = Vec::new();
    for index in 0..count(scenario) {
        let Some(side) = side(scenario, index) else { continue };
        let (_, others) = cast(&side, protocols).map_err(|error| at_side(index, error))?;
        for (number, name) in others.into_iter().enumerate().skip(names.len()) {
            let taken = names.contains(&name);
            names.push(if taken { format!("n{number}") } else { name });
        }
    }
    Ok(names)
}

/// Whether a protocol beside the scenario's own understands the request.
pub fn is_understood(
    scenario: &Scenario,
    request: &TimedRequest,
    protocols: &[ProtocolInfo],
) -> bool {
    scenario.beside.iter().filter_map(|side| Some((side, cast(side, protocols).ok()?))).any(
        |(side, (info, names))| check::request(&side.params, info, request, names.len()).is_ok(),
    )
}

/// Errors of the scenario's own need no name.
fn at_side(index: usize, error: ScenarioError) -> ScenarioError {
    match index {
        0 => error,
        side => ScenarioError::Side { side, error: Box::new(error) },
    }
}

/// A side to begin with, beside one that is there: of the same protocol the same, of another one
/// with what both can be set to, rules apart.
pub fn like(side: &Side, info: &ProtocolInfo, protocols: &[ProtocolInfo]) -> Side {
    if side.protocol == info.id {
        return side.clone();
    }
    let plain = Side { protocol: info.id, params: Params::default() };
    let mut like = plain.clone();
    for (key, value) in side.params.changed() {
        if info.specs.iter().any(|spec| spec.key == key && !spec.is_rule) {
            // What it does not take stays as it is.
            let _ = like.params.set(info.specs, key, value);
        }
    }
    if cast(&like, protocols).is_ok() { like } else { plain }
}

/// The scenario without one of its sides. What only that side understood goes with it.
pub fn without(scenario: &Scenario, index: usize, protocols: &[ProtocolInfo]) -> Scenario {
    let mut rest = scenario.clone();
    match index.checked_sub(1) {
        Some(beside) if beside < rest.beside.len() => {
            rest.beside.remove(beside);
        }
        None if !rest.beside.is_empty() => {
            let first = rest.beside.remove(0);
            (rest.protocol, rest.params) = (first.protocol, first.params);
            // The story was told of the one that left.
            rest.base = None;
            let info = registry::find(protocols, rest.protocol);
            rest.story = info.map(|info| (info.plain)().story).unwrap_or_default();
        }
        _ => return rest,
    }
    let Ok(nodes) = names(&rest, protocols).map(|names| names.len()) else { return rest };
    rest.faults = rest.faults.iter().filter_map(|timed| among(timed, nodes)).collect();
    rest.network.links.retain(|ends, config| check::exception(*ends, config, nodes).is_ok());
    let Ok(parts) = parts(&rest, protocols) else { return rest };
    let means_nothing =
        |position| parts.iter().all(|part| part.kept.requests_left_out.contains(&position));
    let requests = std::mem::take(&mut rest.requests).into_iter().enumerate();
    let understood = requests.filter(|(position, _)| !means_nothing(*position));
    rest.requests = understood.map(|(_, request)| request).collect();
    rest
}

/// One number for the traces of all sides; that of a single run is its own.
pub fn trace_hash(hashes: impl IntoIterator<Item = u64>) -> u64 {
    let both =
        |all: u64, next: u64| (all.rotate_left(23) ^ next).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    hashes.into_iter().reduce(both).unwrap_or_default()
}
