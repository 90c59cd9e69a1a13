//! Generated scenarios of any protocol: a plain function of a seed.

use splitbrain::scenario::check;
use splitbrain::scenario::registry::ProtocolInfo;
use splitbrain::scenario::scenario::{Scenario, TimedRequest};
use splitbrain::sim::fault::Fault;
use splitbrain::sim::network::DiskConfig;
use splitbrain::sim::param::{ParamKind, ParamSpec, Params};
use splitbrain::sim::protocol::NodeId;
use splitbrain::sim::time::Time;
use splitbrain::sim::word::Word;

use crate::chance::Chance;

const WORDS: &[&str] = &["blue", "green", "red", "a", "0", "abcdefghij12"];
/// A number without a range of its own in the plan stays at or below this.
const NUMBER_MAX: u32 = 7;

/// What generated scenarios vary.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    pub info: &'a ProtocolInfo,
    /// Parameters drawn from these ranges.
    pub ranges: &'a [(&'a str, u32, u32)],
    /// Every other parameter is drawn too; otherwise they keep their defaults, the paper's rules.
    pub any_rule: bool,
    /// Restarts may find an empty disk, which no protocol here survives.
    pub lost_disks: bool,
    pub until: Time,
    pub faults_max: u64,
}

/// Every parameter, every fault.
pub fn anything(info: &ProtocolInfo) -> Plan<'_> {
    let until = Time::from_ms(600);
    Plan { info, ranges: &[], any_rule: true, lost_disks: true, until, faults_max: 12 }
}

/// Defaults but for the ranges given, and only faults the paper's rules survive.
pub fn by_the_paper<'a>(info: &'a ProtocolInfo, ranges: &'a [(&'a str, u32, u32)]) -> Plan<'a> {
    let until = Time::from_ms(1_500);
    Plan { info, ranges, any_rule: false, lost_disks: false, until, faults_max: 12 }
}

/// The scenario is well-formed.
pub fn scenario(seed: u64, plan: &Plan) -> Scenario {
    let mut chance = Chance::new(seed);
    let mut scenario = (plan.info.plain)();
    let names = loop {
        scenario.params = params(&mut chance, plan);
        // Faults on links need two nodes.
        if let Ok(names) = (plan.info.names)(&scenario.params)
            && names.len() > 1
        {
            break names;
        }
    };
    let nodes = names.len() as u16;
    scenario.seed = match chance.between(0, 3) {
        0 => chance.between(0, 9),
        1 => chance.between(0, u64::MAX),
        _ => chance.between(0, 999_999),
    };
    scenario.until = plan.until;
    scenario.network = chance.network(nodes);
    let configs = scenario.network.links.iter_mut().map(|(_, config)| config);
    for config in configs.chain([&mut scenario.network.default]) {
        if check::link(config).is_err() {
            config.latency = splitbrain::sim::network::Latency::Fixed { us: 1 };
        }
    }
    if chance.one_in(2) {
        scenario.disk = DiskConfig { force: chance.latency(), lazy_us: chance.between(0, 60_000) };
    }
    scenario.requests = requests(&mut chance, plan, &scenario.params, nodes);
    let count = chance.between(0, plan.faults_max);
    scenario.faults = chance.script(nodes, count, plan.until.us());
    if !plan.lost_disks {
        let loses = |fault: &Fault| matches!(fault, Fault::RestartDiskLost { .. });
        scenario.faults.retain(|timed| !loses(&timed.fault));
    }
    // A whole number of milliseconds is what people write.
    if chance.one_in(3) {
        for timed in &mut scenario.faults {
            timed.at = Time::from_ms(timed.at.us() / 1_000);
        }
    }
    check::normalize(&mut scenario);
    scenario
}

fn params(chance: &mut Chance, plan: &Plan) -> Params {
    let mut params = Params::default();
    for spec in plan.info.specs {
        let range = plan.ranges.iter().find(|(key, ..)| *key == spec.key);
        let value = match range {
            Some((_, min, max)) => chance.between((*min).into(), (*max).into()).to_string(),
            None if plan.any_rule && chance.one_in(2) => value(chance, spec),
            None => continue,
        };
        params.set(plan.info.specs, spec.key, &value).expect("a value that the spec allows");
    }
    params
}

fn value(chance: &mut Chance, spec: &ParamSpec) -> String {
    match spec.kind {
        ParamKind::Choice(choices) => chance.pick(choices).to_string(),
        ParamKind::Number { min, max } => {
            chance.between(min.into(), max.min(min + NUMBER_MAX).into()).to_string()
        }
        ParamKind::Quorum { max } => match chance.between(0, 3) {
            0 => "majority".to_string(),
            1 => "all".to_string(),
            _ => chance.between(1, max.min(NUMBER_MAX).into()).to_string(),
        },
    }
}

/// At nodes that take them; most early in the run, so that faults find something going on.
fn requests(chance: &mut Chance, plan: &Plan, params: &Params, nodes: u16) -> Vec<TimedRequest> {
    let word = |text| Word::new(text).expect("a word");
    let askable: Vec<NodeId> = (0..nodes)
        .map(NodeId)
        .filter(|node| (plan.info.accepts)(params, *node, word(WORDS[0])).is_ok())
        .collect();
    if askable.is_empty() {
        return Vec::new();
    }
    let latest = plan.until.us() / if chance.one_in(3) { 1 } else { 8 };
    let request = |chance: &mut Chance| TimedRequest {
        at: Time(chance.between(0, latest)),
        node: *chance.pick(&askable),
        word: word(chance.pick::<&str>(WORDS)),
    };
    (0..chance.between(0, 5)).map(|_| request(chance)).collect()
}
