//! The one file that names every protocol: id → parameters → player.

use crate::scenario::check::{self, ScenarioError};
use crate::scenario::registry::ProtocolInfo;
use crate::scenario::scenario::Scenario;
use crate::view::player::Player;

/// Every protocol, in the order of the page.
pub const PROTOCOLS: &[ProtocolInfo] = &[];

/// Starts the scenario's run. Nothing of it is simulated yet.
pub fn open(scenario: &Scenario) -> Result<Box<dyn Player>, ScenarioError> {
    check::well_formed(scenario, PROTOCOLS)?;
    let id = scenario.protocol.to_string();
    Err(ScenarioError::UnknownProtocol { id })
}
