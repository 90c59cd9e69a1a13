//! Runs of scenarios, for the tests of every protocol: opened, changed, finished and judged.

use std::fs;
use std::path::Path;

use splitbrain::catalog::{self, PROTOCOLS};
use splitbrain::scenario::link;
use splitbrain::scenario::registry::{self, ProtocolInfo};
use splitbrain::scenario::scenario::Scenario;
use splitbrain::sim::param::ParamSpec;
use splitbrain::view::lang::Lang;
use splitbrain::view::player::Player;
use splitbrain::view::sides::Played;

pub fn info(id: &str) -> &'static ProtocolInfo {
    registry::find(PROTOCOLS, id).unwrap_or_else(|| panic!("{id} is not in the catalog"))
}

pub fn open(payload: &str) -> Scenario {
    link::decode(payload, PROTOCOLS).unwrap_or_else(|e| panic!("{payload}: {e}")).scenario
}

pub fn link_of(scenario: &Scenario) -> String {
    link::encode(scenario, None, PROTOCOLS).expect("no story of its own")
}

fn spec(scenario: &Scenario, key: &str) -> &'static ParamSpec {
    let specs = info(scenario.protocol).specs;
    specs.iter().find(|spec| spec.key == key).unwrap_or_else(|| panic!("no parameter {key}"))
}

pub fn set(scenario: &mut Scenario, key: &str, value: &str) {
    let specs = info(scenario.protocol).specs;
    scenario.params.set(specs, key, value).expect("a value that the spec allows");
}

pub fn number(scenario: &Scenario, key: &str) -> u64 {
    scenario.params.number(spec(scenario, key)).into()
}

pub fn finished(scenario: &Scenario) -> Box<dyn Player> {
    let mut player = catalog::open(scenario).expect("well-formed");
    while !player.advance(1 << 12).finished {}
    player
}

pub fn finished_sides(scenario: &Scenario) -> Vec<Played> {
    let mut sides = catalog::open_sides(scenario).expect("well-formed");
    for side in &mut sides {
        while !side.player.advance(1 << 16).finished {}
    }
    sides
}

/// Properties violated in a finished run, safety first.
pub fn violated_in(player: &dyn Player) -> Vec<usize> {
    player.violations(Lang::En).into_iter().map(|violation| violation.property).collect()
}

pub fn violated(scenario: &Scenario) -> Vec<usize> {
    violated_in(&*finished(scenario))
}

/// The run violates no property but those `but`.
pub fn assert_violates_nothing(scenario: &Scenario, but: &[usize]) {
    let broken: Vec<usize> =
        violated(scenario).into_iter().filter(|property| !but.contains(property)).collect();
    assert!(broken.is_empty(), "properties {broken:?} broken by {}", link_of(scenario));
}

/// Each golden run of a broken rule in the folder has its line in `told` (name, properties, rules),
/// shows its properties failing, and none once the rules are mended.
pub fn assert_committed_runs(folder: &str, told: &[(&str, &[usize], &[&str])]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(folder);
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the golden files")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().replace(".txt", ""))
        .filter(|name| name.starts_with("broken-"))
        .collect();
    names.sort();
    let lines: Vec<&str> = told.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names, lines, "each has its line in the table");
    for (name, properties, rules) in told {
        let text = fs::read_to_string(folder.join(format!("{name}.txt"))).expect("a file");
        let mut scenario = open(text.lines().next().unwrap_or_default());
        let broken = violated(&scenario);
        assert!(properties.iter().all(|one| broken.contains(one)), "{name} breaks {broken:?}");
        for rule in *rules {
            let mended = spec(&scenario, rule).default;
            set(&mut scenario, rule, mended);
        }
        assert_eq!(violated(&scenario), Vec::<usize>::new(), "{name} with the rule mended");
    }
}
