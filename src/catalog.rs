//! The one file that names every protocol: id → parameters → player. Each is a chunk, which the
//! page fetches when a scenario of it is opened.

use crate::check::exploration::Explored;
use crate::check::search::Settings;
use crate::chunk;
use crate::chunk::{Chunk, File};
use crate::protocols::paxos::Paxos;
use crate::protocols::paxos_commit::PaxosCommit;
use crate::protocols::ring::Hashing;
use crate::protocols::three_phase::ThreePhase;
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
use crate::view::hunt::{self, Ground, Hunt};
use crate::view::playback::Playback;
use crate::view::player::Player;
use crate::view::sides::Played;

const PAXOS: ProtocolInfo = ProtocolInfo::of::<Paxos>(
    "paxos",
    gallery::paxos::plain,
    &[gallery::paxos::ENTRIES, gallery::challenges::PAXOS],
);
const COMMIT: ProtocolInfo = ProtocolInfo::of::<TwoPhase>(
    "commit",
    gallery::two_phase::plain,
    &[gallery::two_phase::ENTRIES, gallery::sides::ENTRIES, gallery::challenges::COMMIT],
);
const PHASES: ProtocolInfo = ProtocolInfo::of::<ThreePhase>(
    "threephase",
    gallery::three_phase::plain,
    &[gallery::three_phase::ENTRIES, gallery::challenges::PHASES],
);
const INSTANCES: ProtocolInfo = ProtocolInfo::of::<PaxosCommit>(
    "paxoscommit",
    gallery::paxos_commit::plain,
    &[gallery::paxos_commit::ENTRIES],
);
const RING: ProtocolInfo =
    ProtocolInfo::of::<Hashing>("ring", gallery::ring::plain, &[gallery::ring::ENTRIES]);

/// Every protocol, in the order of the page.
pub const PROTOCOLS: &[ProtocolInfo] = &[PAXOS, COMMIT, PHASES, INSTANCES, RING];

/// Where scenarios begin that do not say where.
pub const FIRST: &str = PAXOS.id;

chunk! {
    static PAXOS_PART: Part = "paxos" of Part { info: PAXOS, make: make::<Paxos> };
    static COMMIT_PART: Part = "commit" of Part { info: COMMIT, make: make::<TwoPhase> };
    static PHASES_PART: Part =
        "commit" beside(COMMIT_FILE, "1") of Part { info: PHASES, make: make::<ThreePhase> };
    static INSTANCES_PART: Part =
        "commit" beside(COMMIT_FILE, "2") of Part { info: INSTANCES, make: make::<PaxosCommit> };
    static RING_PART: Part = "ring" of Part { info: RING, make: make::<Hashing> };
}

/// Where all protocols of atomic commitment are.
static COMMIT_FILE: &File = COMMIT_PART.file;

/// Where the drawings of a ring are, too.
pub static RING_FILE: &File = RING_PART.file;

/// The same as chunks, with the ids that links call for them by.
const PARTS: &[(&str, &Chunk<Part>)] = &[
    ("paxos", &PAXOS_PART),
    ("commit", &COMMIT_PART),
    ("threephase", &PHASES_PART),
    ("paxoscommit", &INSTANCES_PART),
    ("ring", &RING_PART),
];

/// One protocol with what plays a well-formed scenario of it.
struct Part {
    info: ProtocolInfo,
    make: fn(&Params) -> Result<Erased, ParamError>,
}

/// The protocols that are here.
pub fn protocols() -> Vec<ProtocolInfo> {
    parts().map(|part| part.info).collect()
}

fn parts() -> impl Iterator<Item = &'static Part> {
    PARTS.iter().filter_map(|(_, chunk)| chunk.get())
}

/// What has to be fetched, if anything, before this can be known for a protocol or a gallery entry
/// or for none: of a link that was cut only the beginning of an id may be left.
pub fn absent(scenario: &str) -> Option<&'static File> {
    let id = scenario.split('.').next().unwrap_or_default();
    let exact = PARTS.iter().find(|(known, _)| *known == id);
    let begun = || PARTS.iter().find(|(known, _)| !id.is_empty() && known.starts_with(id));
    let (_, chunk) = exact.or_else(begun)?;
    (!chunk.file.is_here()).then_some(chunk.file)
}

/// The same for what stands beside a scenario.
pub fn absent_beside(scenario: &Scenario) -> Option<&'static File> {
    scenario.beside.iter().find_map(|side| absent(side.protocol))
}

/// The files of all protocols that are not here.
pub fn all_absent() -> Vec<&'static File> {
    let files = PARTS.iter().map(|(_, chunk)| chunk.file);
    files.filter(|file| !file.is_here()).collect()
}

/// Starts the runs of all sides. Nothing of them is simulated yet.
pub fn open_sides(scenario: &Scenario) -> Result<Vec<Played>, ScenarioError> {
    let protocols = protocols();
    check::well_formed(scenario, &protocols)?;
    let mut sides = Vec::new();
    for part in sides::parts(scenario, &protocols)? {
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
    let info = *check::well_formed(scenario, &protocols())?;
    match parts().find(|part| part.info.id == info.id) {
        Some(part) => {
            let protocol = (part.make)(&scenario.params).map_err(ScenarioError::Param)?;
            Ok(Box::new(Playback::new(registry::setup_of(protocol, scenario)?)))
        }
        None => Err(ScenarioError::UnknownProtocol { id: info.id.to_string() }),
    }
}

/// Begins to look for a violation in every schedule that the ground allows; on many threads where
/// that pays.
pub fn hunt(
    scenario: &Scenario,
    ground: Ground,
    settings: Settings,
) -> Result<Box<dyn Hunt>, ScenarioError> {
    match check::well_formed(scenario, &protocols())?.id {
        "paxos" => hunt::begin(scenario, Paxos::from_params, ground, |model| {
            Explored::new(model, settings)
        }),
        "commit" => hunt::begin(scenario, TwoPhase::from_params, ground, |model| {
            Explored::new(model, settings)
        }),
        _ => hunt_untyped(scenario, ground, settings),
    }
}

/// The same on one thread, compiled once for all protocols.
pub fn hunt_untyped(
    scenario: &Scenario,
    ground: Ground,
    settings: Settings,
) -> Result<Box<dyn Hunt>, ScenarioError> {
    let id = check::well_formed(scenario, &protocols())?.id;
    match parts().find(|part| part.info.id == id) {
        Some(part) => hunt::begin(scenario, part.make, ground, |model| {
            Explored::on_one_thread(model, settings)
        }),
        None => Err(ScenarioError::UnknownProtocol { id: id.to_string() }),
    }
}

/// The protocol behind a pointer: one playback, compiled once, plays them all.
fn make<P: Exhibit + Configured>(params: &Params) -> Result<Erased, ParamError> {
    Ok(Erased::new(P::from_params(params)?))
}
