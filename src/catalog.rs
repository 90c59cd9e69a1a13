//! The one file that names every protocol: id → parameters → player.

use crate::protocols::paxos::Paxos;
use crate::protocols::ring::Hashing;
use crate::protocols::two_phase::TwoPhase;
use crate::scenario::check::{self, ScenarioError};
use crate::scenario::gallery;
use crate::scenario::registry::{self, ProtocolInfo};
use crate::scenario::scenario::Scenario;
use crate::scenario::sides;
use crate::sim::param::{ParamError, Params};
use crate::sim::protocol::Configured;
use crate::view::erased::Erased;
use crate::view::exhibits::Exhibit;
use crate::view::playback::Playback;
use crate::view::player::Player;
use crate::view::sides::Played;

/// Every protocol, in the order of the page.
pub const PROTOCOLS: &[ProtocolInfo] = &[
    ProtocolInfo::of::<Paxos>("paxos", gallery::paxos::plain),
    ProtocolInfo::of::<TwoPhase>("commit", gallery::two_phase::plain),
    ProtocolInfo::of::<Hashing>("ring", gallery::ring::plain),
];

/// What plays a well-formed scenario, for each protocol.
const PLAYERS: &[(&str, Make)] =
    &[("paxos", make::<Paxos>), ("commit", make::<TwoPhase>), ("ring", make::<Hashing>)];

type Make = fn(&Params) -> Result<Erased, ParamError>;

/// Starts the runs of all sides. Nothing of them is simulated yet.
pub fn open_sides(scenario: &Scenario) -> Result<Vec<Played>, ScenarioError> {
    check::well_formed(scenario, PROTOCOLS)?;
    let mut sides = Vec::new();
    for part in sides::parts(scenario, PROTOCOLS)? {
        let player = play(&part.scenario)?;
        sides.push(Played { part, player });
    }
    Ok(sides)
}

/// Starts the scenario's run, whatever stands beside it. Nothing of it is simulated yet.
pub fn open(scenario: &Scenario) -> Result<Box<dyn Player>, ScenarioError> {
    if scenario.beside.is_empty() {
        return play(scenario);
    }
    let unknown = || ScenarioError::UnknownProtocol { id: scenario.protocol.to_string() };
    let first = open_sides(scenario)?.into_iter().next().ok_or_else(unknown)?;
    Ok(first.player)
}

fn play(scenario: &Scenario) -> Result<Box<dyn Player>, ScenarioError> {
    let info = check::well_formed(scenario, PROTOCOLS)?;
    match PLAYERS.iter().find(|(id, _)| *id == info.id) {
        Some((_, make)) => {
            let protocol = make(&scenario.params).map_err(ScenarioError::Param)?;
            Ok(Box::new(Playback::new(registry::setup_of(protocol, scenario)?)))
        }
        None => Err(ScenarioError::UnknownProtocol { id: info.id.to_string() }),
    }
}

/// The protocol behind a pointer: one playback, compiled once, plays them all.
fn make<P: Exhibit + Configured>(params: &Params) -> Result<Erased, ParamError> {
    Ok(Erased::new(P::from_params(params)?))
}
