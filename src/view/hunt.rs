//! A hunt for a violation: a scenario's protocol and requests under every schedule that a budget
//! allows, and what is found as a scenario of its own.

use crate::check::budget::Budget;
use crate::check::exploration::{Exploration, Explored, Finding};
use crate::check::schedules::Schedules;
use crate::check::search::{Counts, Standing};
use crate::check::{shrink, walks};
use crate::scenario::check::ScenarioError;
use crate::scenario::gallery::challenges;
use crate::scenario::registry;
use crate::scenario::scenario::{Scenario, Story, TimedRequest};
use crate::sim::param::{ParamError, Params};
use crate::sim::timed::{self, Setup};

use super::exhibits::Exhibit;
use super::hunt_story::{self, BrokenRule};
use super::lang::Lang;
use super::playback::Playback;
use super::player::Player;

/// Events simulated between two looks at whether the run is finished.
const EVENTS_AT_ONCE: u32 = 1 << 12;

/// Explores like any exploration; what it finds can be played.
pub trait Hunt: Exploration {
    /// A scenario whose run breaks the first property that is known to break, made as small as it
    /// can be, with a story. `None` if nothing is known to break, or no script was found that takes
    /// the steps at the pace of timers.
    fn counterexample(&self) -> Option<Scenario>;
    /// Whether one random future, the one with this seed, breaks a property within so many steps.
    fn breaks(&self, seed: u64, steps: u32) -> bool;
}

struct Hunted<P: Exhibit> {
    scenario: Scenario,
    make: Make<P>,
    explored: Explored<Schedules<P>>,
}

/// A protocol of its parameters.
pub type Make<P> = fn(&Params) -> Result<P, ParamError>;

/// Where a hunt begins, and what may happen from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ground {
    /// After so many events of the scenario's own run; from there on its faults and times are left
    /// aside.
    pub events: u32,
    pub budget: Budget,
    /// The property to break, by its index, if it is to be that one.
    pub wanted: Option<usize>,
}

pub fn begin<P: Exhibit>(
    scenario: &Scenario,
    make: Make<P>,
    Ground { events, budget, wanted }: Ground,
    explore: impl FnOnce(Schedules<P>) -> Explored<Schedules<P>>,
) -> Result<Box<dyn Hunt>, ScenarioError> {
    let setup = setup(scenario, make)?;
    let past = timed::actions_of(&setup, events);
    let Setup { protocol, requests, .. } = setup;
    let mut properties = protocol.cast().properties;
    // The last one is the liveness goal, which no schedule breaks that may still go on.
    properties.pop();
    let requests = requests.into_iter().map(|(_, node, request)| (node, request)).collect();
    let properties = properties.into_iter().map(|name| name.name(Lang::En)).collect();
    let mut model = Schedules::new(protocol, requests, budget, properties, past);
    model.wanted = wanted;
    Ok(Box::new(Hunted { scenario: scenario.clone(), make, explored: explore(model) }))
}

fn setup<P: Exhibit>(scenario: &Scenario, make: Make<P>) -> Result<Setup<P>, ScenarioError> {
    registry::setup_of(make(&scenario.params).map_err(ScenarioError::Param)?, scenario)
}

impl<P: Exhibit> Hunt for Hunted<P> {
    fn counterexample(&self) -> Option<Scenario> {
        let model = self.explored.model();
        let runs = (0..model.properties.len()).filter_map(|property| {
            let steps = self.explored.run(property)?;
            Some((property, steps))
        });
        let (property, steps) = runs.min_by_key(|(_, steps)| steps.len())?;
        let steps = [&model.past[..], &steps].concat();
        let setup = shrink::scripted(model, &steps, property as u8)?;
        let mut scenario = self.with(&setup);
        scenario.story = self.story(&scenario, setup, property);
        Some(scenario)
    }

    fn breaks(&self, seed: u64, steps: u32) -> bool {
        walks::breaks(self.explored.model(), seed, steps)
    }
}

impl<P: Exhibit> Hunted<P> {
    /// What the run says of itself, and whether the rules are to blame.
    fn story(&self, scenario: &Scenario, script: Setup<P>, property: usize) -> Story {
        let player = finished(script);
        let params = &player.cast().params;
        let rules: Vec<BrokenRule<'_>> = scenario
            .params
            .changed()
            .filter_map(|(key, value)| {
                let param = params.iter().find(|param| param.spec.key == key)?;
                param.spec.is_rule.then_some(BrokenRule { param, value })
            })
            .collect();
        let mut mended = scenario.clone();
        for rule in &rules {
            // The default is a value that the table allows.
            let spec = rule.param.spec;
            let _ = mended.params.set(&[spec], spec.key, spec.default);
        }
        let is_mended = setup(&mended, self.make)
            .is_ok_and(|setup| finished(setup).violations(Lang::En).is_empty());
        hunt_story::tell(&player, property, &rules, is_mended)
    }

    /// The scenario with the script of a run of its protocol.
    fn with(&self, setup: &Setup<P>) -> Scenario {
        let words = |(at, node, request): &(_, _, P::Request)| {
            let mut asked = self.scenario.requests.iter().filter(|asked| asked.node == *node);
            let asked = asked.find(|asked| {
                let parsed = setup.protocol.parse_request(asked.node, asked.word);
                parsed.is_ok_and(|parsed| parsed == *request)
            })?;
            Some(TimedRequest { at: *at, ..asked.clone() })
        };
        Scenario {
            // An answer to a challenge is judged by it.
            base: challenges::of(&self.scenario).map(|challenge| challenge.id),
            seed: setup.seed,
            until: setup.until,
            network: setup.network.clone(),
            disk: setup.disk,
            requests: setup.requests.iter().filter_map(words).collect(),
            faults: setup.faults.clone(),
            story: Story::default(),
            beside: Vec::new(),
            ..self.scenario.clone()
        }
    }
}

fn finished<P: Exhibit>(setup: Setup<P>) -> Playback<P> {
    let mut player = Playback::new(setup);
    while !player.advance(EVENTS_AT_ONCE).finished {}
    player
}

impl<P: Exhibit> Exploration for Hunted<P> {
    fn advance(&mut self, states: usize, threads: usize) {
        self.explored.advance(states, threads);
    }

    fn standing(&self) -> Standing {
        self.explored.standing()
    }

    fn counts(&self) -> Counts {
        self.explored.counts()
    }

    fn findings(&self) -> Vec<Finding> {
        self.explored.findings()
    }
}
