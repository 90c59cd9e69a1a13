//! What links, files and checks need to know of a protocol, as plain data: they are handed a list
//! of these and name no protocol themselves.

use super::gallery::{self, Entry};
use super::problem::{Place, Problem, ScenarioError};
use super::scenario::Scenario;
use crate::sim::param::{ParamError, ParamSpec, Params};
use crate::sim::protocol::{Configured, NodeId, Protocol};
use crate::sim::timed::Setup;
use crate::sim::word::Word;

/// One protocol of the catalog.
#[derive(Clone, Copy, Debug)]
pub struct ProtocolInfo {
    /// Its id in links and files: `paxos`.
    pub id: &'static str,
    pub specs: &'static [ParamSpec],
    /// The nodes' names in order, or why these parameters do not go together.
    pub names: fn(&Params) -> Result<Vec<String>, ParamError>,
    /// Whether a client may say this word to this node.
    pub accepts: fn(&Params, NodeId, Word) -> Result<(), String>,
    /// The scenario that its bare id stands for.
    pub plain: fn() -> Scenario,
    /// Its scenarios with a story.
    pub gallery: &'static [&'static [Entry]],
}

impl ProtocolInfo {
    pub const fn of<P: Configured>(
        id: &'static str,
        plain: fn() -> Scenario,
        gallery: &'static [&'static [Entry]],
    ) -> ProtocolInfo {
        let (names, accepts) = (names::<P>, accepts::<P>);
        ProtocolInfo { id, specs: P::PARAMS, names, accepts, plain, gallery }
    }

    pub fn entries(&self) -> impl Iterator<Item = &'static Entry> + use<> {
        self.gallery.iter().copied().flatten()
    }
}

pub fn find<'a>(protocols: &'a [ProtocolInfo], id: &str) -> Option<&'a ProtocolInfo> {
    protocols.iter().find(|info| info.id == id)
}

/// The gallery entry of that id, if its protocol is among these.
pub fn entry(protocols: &[ProtocolInfo], id: &str) -> Option<&'static Entry> {
    let id = gallery::today(id);
    protocols.iter().flat_map(ProtocolInfo::entries).find(|entry| entry.id == id)
}

/// What the kernel needs for the scenario's run. The scenario's protocol must be `P`.
pub fn setup<P: Configured>(scenario: &Scenario) -> Result<Setup<P>, ScenarioError> {
    let protocol = P::from_params(&scenario.params).map_err(ScenarioError::Param)?;
    setup_of(protocol, scenario)
}

/// The same for a protocol that is already made of the scenario's parameters.
pub fn setup_of<P: Protocol>(protocol: P, scenario: &Scenario) -> Result<Setup<P>, ScenarioError> {
    let mut requests = Vec::with_capacity(scenario.requests.len());
    for (index, request) in scenario.requests.iter().enumerate() {
        let parsed = protocol.parse_request(request.node, request.word);
        let parsed = parsed.map_err(|message| ScenarioError::At {
            place: Place::Request(index),
            problem: Problem::Refused { message },
        })?;
        requests.push((request.at, request.node, parsed));
    }
    Ok(Setup {
        protocol,
        seed: scenario.seed,
        until: scenario.until,
        network: scenario.network.clone(),
        disk: scenario.disk,
        requests,
        faults: scenario.faults.clone(),
    })
}

fn names<P: Configured>(params: &Params) -> Result<Vec<String>, ParamError> {
    let protocol = P::from_params(params)?;
    Ok((0..protocol.nodes()).map(|index| protocol.name(NodeId(index))).collect())
}

fn accepts<P: Configured>(params: &Params, node: NodeId, word: Word) -> Result<(), String> {
    let protocol = P::from_params(params).map_err(|error| error.to_string())?;
    protocol.parse_request(node, word).map(|_| ())
}
