//! The one file that names every protocol: id → parameters → player.

use crate::protocols::paxos::Paxos;
use crate::scenario::check::{self, ScenarioError};
use crate::scenario::gallery;
use crate::scenario::registry::{self, ProtocolInfo};
use crate::scenario::scenario::Scenario;
use crate::sim::protocol::Configured;
use crate::view::exhibits::Exhibit;
use crate::view::playback::Playback;
use crate::view::player::Player;

/// Every protocol, in the order of the page.
pub const PROTOCOLS: &[ProtocolInfo] = &[ProtocolInfo::of::<Paxos>("paxos", gallery::paxos::plain)];

/// How the run of a well-formed scenario is started, for each protocol.
const PLAYERS: &[(&str, Play)] = &[("paxos", play::<Paxos>)];

type Play = fn(&Scenario) -> Result<Box<dyn Player>, ScenarioError>;

/// Starts the scenario's run. Nothing of it is simulated yet.
pub fn open(scenario: &Scenario) -> Result<Box<dyn Player>, ScenarioError> {
    let info = check::well_formed(scenario, PROTOCOLS)?;
    match PLAYERS.iter().find(|(id, _)| *id == info.id) {
        Some((_, play)) => play(scenario),
        None => Err(ScenarioError::UnknownProtocol { id: info.id.to_string() }),
    }
}

fn play<P: Exhibit + Configured>(scenario: &Scenario) -> Result<Box<dyn Player>, ScenarioError> {
    Ok(Box::new(Playback::<P>::new(registry::setup(scenario)?)))
}
