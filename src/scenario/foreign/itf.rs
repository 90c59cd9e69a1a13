//! States in the Informal Trace Format (Informal Systems, "ADR-015: Informal Trace Format in
//! JSON"), as Apalache and Quint write them. States have no processes: where variables map from the
//! same names, each name has a lane, and an event wherever what it is mapped to changes.

use litemap::LiteMap;

use super::itf_value::{Value, value};
use super::problem::{Expected, Problem, TraceError};
use super::{EVENTS_MAX, Event, Fact, HOSTS_MAX, Trace};
use crate::scenario::json::{Json, ParseJson};

/// In place of a variable's name: a lane for each variable.
pub const EACH: &str = "*";
/// The lane of what belongs to no name.
const OTHER: &str = "other";
/// Variables that say what was done, best first.
const ACTIONS: [&str; 7] = [
    "mbt::actionTaken",
    "action_taken",
    "actionTaken",
    "action",
    "lastAction",
    "last_action",
    "event",
];
/// Changes told in an event's line.
const TOLD_MAX: usize = 3;

/// Every variable's value in a state, by the variable's position.
type State = Vec<Value>;

struct States {
    vars: Vec<String>,
    states: Vec<State>,
    loops_to: Option<u32>,
}

/// `part` is the variable whose names have lanes, or [`EACH`].
pub fn read(text: &str, part: Option<&str>, parse: ParseJson) -> Result<Trace, TraceError> {
    let json = parse(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let problem = Problem::Json { message: error.message };
        TraceError { line: Some(error.line), problem }
    })?;
    let whole = |problem| TraceError { line: None, problem };
    let read = states(&json).map_err(whole)?;
    let mut parts: Vec<String> = Vec::new();
    for (var, name) in read.vars.iter().enumerate() {
        if lanes_of(&read, var).is_some() {
            parts.push(name.clone());
        }
    }
    parts.push(EACH.to_string());
    let usual = usual_part(&read).unwrap_or_else(|| EACH.to_string());
    let part = part.unwrap_or(&usual);
    let position = parts.iter().position(|known| known == part);
    let position = position.ok_or_else(|| whole(Problem::NoSuchPart { part: part.to_string() }))?;
    let mut trace = drawn(&read, part)?;
    trace.parts = parts;
    trace.part = position;
    trace.loops_to = read.loops_to;
    trace.is_sequence = true;
    trace.tie(Vec::new());
    Ok(trace)
}

fn shape(path: &str, expected: Expected) -> Problem {
    Problem::Shape { path: path.to_string(), expected }
}

fn states(json: &Json) -> Result<States, Problem> {
    let Json::Object(fields) = json else { return Err(shape("trace", Expected::Object)) };
    let find = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, json)| json);
    let list = match find("states") {
        Some(Json::List(list)) if !list.is_empty() => list,
        _ => return Err(shape("states", Expected::States)),
    };
    if list.len() > EVENTS_MAX {
        return Err(Problem::TooManyEvents { max: EVENTS_MAX });
    }
    let vars = match find("vars") {
        Some(vars) => names(vars)?,
        None => match &list[0] {
            Json::Object(fields) => {
                fields.iter().map(|(key, _)| key.clone()).filter(|key| key != "#meta").collect()
            }
            _ => return Err(shape("states[0]", Expected::State)),
        },
    };
    let mut states = Vec::with_capacity(list.len());
    for (index, state) in list.iter().enumerate() {
        let Json::Object(fields) = state else {
            return Err(shape(&format!("states[{index}]"), Expected::State));
        };
        let read = |var: &String| {
            let path = format!("states[{index}].{}", super::problem::shorten(var));
            let found = fields.iter().find(|(key, _)| key == var);
            let (_, json) = found.ok_or_else(|| shape(&path, Expected::Variable))?;
            value(json, &path)
        };
        states.push(vars.iter().map(read).collect::<Result<State, _>>()?);
    }
    let loops_to = match find("loop") {
        None | Some(Json::Null) => None,
        Some(Json::Whole(state)) if *state < states.len() as u64 => Some(*state as u32),
        Some(_) => return Err(shape("loop", Expected::Loop)),
    };
    Ok(States { vars, states, loops_to })
}

fn names(vars: &Json) -> Result<Vec<String>, Problem> {
    let wrong = || shape("vars", Expected::Variables);
    let Json::List(vars) = vars else { return Err(wrong()) };
    let name = |var: &Json| match var {
        Json::Text(name) => Some(name.clone()),
        _ => None,
    };
    vars.iter().map(name).collect::<Option<Vec<_>>>().ok_or_else(wrong)
}

/// The names that a variable maps from in any state, where it does so in every state.
fn lanes_of(read: &States, var: usize) -> Option<Vec<String>> {
    let mut lanes: Vec<String> = Vec::new();
    for state in &read.states {
        for key in state[var].keys()? {
            if !lanes.contains(&key) {
                lanes.push(key);
            }
        }
        if lanes.len() > HOSTS_MAX {
            return None;
        }
    }
    (!lanes.is_empty()).then_some(lanes)
}

/// Of the names that most variables map from the first variable. Maps count double, for records may
/// be of anything.
fn usual_part(read: &States) -> Option<String> {
    let mut counted: LiteMap<Vec<String>, (usize, usize)> = LiteMap::new();
    for var in 0..read.vars.len() {
        let Some(mut lanes) = lanes_of(read, var) else { continue };
        lanes.sort();
        let is_map = matches!(read.states[0][var], Value::Map(_));
        let (count, _) = counted.entry(lanes).or_insert_with(|| (0, var));
        *count += 1 + usize::from(is_map);
    }
    let best = counted
        .iter()
        .max_by_key(|(lanes, (count, var))| (*count, lanes.len(), std::cmp::Reverse(*var)))?;
    Some(read.vars[best.1.1].clone())
}

/// The value of a lane in one state.
type Lane = Vec<(String, String)>;

/// Which variables are whose.
struct Plan {
    lanes: Vec<String>,
    /// Variables that map from the lanes' names.
    mapped: Vec<usize>,
    /// What was done, by its variable.
    action: Option<usize>,
    /// Other variables that change with every step, and say little by it.
    ticking: Vec<usize>,
    other: Vec<usize>,
}

fn plan(read: &States, part: &str) -> Plan {
    let vars = 0..read.vars.len();
    let is_plain =
        |var: usize| read.states.iter().all(|state| matches!(state[var], Value::Plain(_)));
    let named = |name: &str| read.vars.iter().position(|var| var == name);
    let action = ACTIONS.iter().find_map(|name| named(name).filter(|var| is_plain(*var)));
    let lanes = named(part).and_then(|var| lanes_of(read, var)).unwrap_or_default();
    let mut sorted = lanes.clone();
    sorted.sort();
    let is_mapped = |var: &usize| {
        lanes_of(read, *var).is_some_and(|mut own| {
            own.sort();
            own == sorted
        })
    };
    let mapped: Vec<usize> = match part {
        EACH => Vec::new(),
        _ => vars.clone().filter(is_mapped).collect(),
    };
    let always = |var: &usize| {
        let mut pairs = read.states.windows(2);
        read.states.len() > 1 && is_plain(*var) && pairs.all(|pair| pair[0][*var] != pair[1][*var])
    };
    let left: Vec<usize> =
        vars.filter(|var| !mapped.contains(var) && action != Some(*var)).collect();
    let (ticking, other) = left.into_iter().partition(always);
    Plan { lanes, mapped, action, ticking, other }
}

fn drawn(read: &States, part: &str) -> Result<Trace, TraceError> {
    let plan = plan(read, part);
    let (mut hosts, each) = match part {
        EACH => {
            let of = plan.other.iter().chain(&plan.ticking).copied();
            (Vec::new(), of.collect::<Vec<usize>>())
        }
        _ => (plan.lanes.clone(), Vec::new()),
    };
    hosts.extend(each.iter().map(|var| read.vars[*var].clone()));
    if hosts.len() > HOSTS_MAX {
        let problem = Problem::TooManyHosts { max: HOSTS_MAX };
        return Err(TraceError { line: None, problem });
    }
    let shares = hosts.len();
    let mut trace = Trace::default();
    let mut last: Vec<Lane> = vec![Vec::new(); shares + 1];
    for (step, state) in read.states.iter().enumerate() {
        let lane = |host: usize| match part {
            EACH => share(&read.vars[each[host]], &state[each[host]]),
            _ => lane_state(read, &plan, state, &hosts[host]),
        };
        let mut now: Vec<Lane> = (0..shares).map(lane).collect();
        let of_other = match part {
            EACH => Lane::new(),
            _ => plan.other.iter().flat_map(|var| share(&read.vars[*var], &state[*var])).collect(),
        };
        now.push(of_other);
        let mut changed: Vec<usize> =
            (0..=shares).filter(|host| now[*host] != last[*host]).collect();
        if step == 0 {
            changed = (0..shares).collect();
            changed.extend((!now[shares].is_empty()).then_some(shares));
        }
        if changed.is_empty() {
            changed.push(shares);
        }
        for host in changed {
            if trace.events.len() == EVENTS_MAX {
                let problem = Problem::TooManyEvents { max: EVENTS_MAX };
                return Err(TraceError { line: None, problem });
            }
            let number = trace.events.len() as u32;
            let of = (host, step, number);
            trace.events.push(event(read, &plan, state, of, &last[host], &now[host]));
        }
        last = now;
    }
    if trace.events.iter().any(|event| usize::from(event.host) == shares) {
        hosts.push(OTHER.to_string());
    }
    trace.hosts = hosts;
    Ok(trace)
}

/// What all variables say of a lane.
fn lane_state(read: &States, plan: &Plan, state: &State, name: &str) -> Lane {
    let mut lane = Lane::new();
    for var in &plan.mapped {
        let Some(value) = state[*var].get(name) else { continue };
        match (value.parts(), plan.mapped.len()) {
            // The variable's own name says nothing where it is the only one.
            (Some(parts), 1) => {
                lane.extend(parts.into_iter().flat_map(|(name, value)| share(&name, value)));
            }
            _ => lane.extend(share(&read.vars[*var], value)),
        }
    }
    lane
}

/// A value as lines of a table: its parts, if it has names for them.
fn share(name: &str, value: &Value) -> Lane {
    match value.parts() {
        Some(parts) => {
            let line = |(part, value): (String, &Value)| (format!("{name}.{part}"), value.told());
            parts.into_iter().map(line).collect()
        }
        None => vec![(name.to_string(), value.told())],
    }
}

fn event(
    read: &States,
    plan: &Plan,
    state: &State,
    (host, step, number): (usize, usize, u32),
    before: &Lane,
    now: &Lane,
) -> Event {
    let old = |label: &str| before.iter().find(|(known, _)| known == label).map(|(_, old)| old);
    let fact = |(label, value): &(String, String)| Fact {
        label: label.clone(),
        value: value.clone(),
        changed: step > 0 && old(label) != Some(value),
    };
    let facts: Vec<Fact> = now.iter().map(fact).collect();
    let action = plan.action.map(|var| state[var].told()).filter(|action| !action.is_empty());
    let told = |fact: &Fact| match old(&fact.label).filter(|_| step > 0) {
        Some(old) => format!("{}: {old} → {}", fact.label, fact.value),
        None => format!("{} = {}", fact.label, fact.value),
    };
    let news: Vec<&Fact> = facts.iter().filter(|fact| fact.changed || step == 0).collect();
    let mut lines: Vec<String> = news.iter().take(TOLD_MAX).map(|fact| told(fact)).collect();
    let gone = before.iter().filter(|(label, _)| now.iter().all(|(known, _)| known != label));
    lines.extend(gone.take(TOLD_MAX).map(|(label, _)| format!("{label} = ∅")));
    if news.len() > TOLD_MAX {
        lines.push("…".to_string());
    }
    let fields = plan.ticking.iter().chain(&plan.action);
    Event {
        host: host as u16,
        step: step as u32,
        number,
        text: action.unwrap_or_else(|| lines.join(", ")),
        fields: fields.map(|var| (read.vars[*var].clone(), state[*var].told())).collect(),
        facts,
        ..Event::default()
    }
}
