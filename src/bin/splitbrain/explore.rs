//! `explore`: every state of a model, and the shortest run that breaks a property.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use splitbrain::catalog::{self, PROTOCOLS};
use splitbrain::check::budget::Budget;
use splitbrain::check::exploration::{Exploration, Finding};
use splitbrain::check::model::Expectation;
use splitbrain::check::models::{self, Entry, MODELS};
use splitbrain::check::search::{BLOCK, Order, Settings, Standing};
use splitbrain::check::walks::Walking;
use splitbrain::scenario::link;
use splitbrain::scenario::scenario::{Scenario, Story};
use splitbrain::sim::param::{ParamKind, Params};
use splitbrain::sim::time::Time;
use splitbrain::view::hunt::Ground;
use splitbrain::view::sides;

use super::{Stop, finish, read_scenario, said};

/// Memory for states when nothing is said.
const MEGABYTES: u64 = 2048;
/// Events simulated between two looks at whether a run is finished.
const EVENTS_AT_ONCE: u32 = 1 << 12;
/// Steps of a random walk when nothing is said.
const STEPS: u32 = 200;

/// What is not given is as usual.
struct Options<'a> {
    /// What is not an option: a model and its sizes.
    words: Vec<&'a str>,
    settings: Settings,
    threads: usize,
    time: Option<Duration>,
    /// What may happen to a scenario.
    budget: Option<&'a str>,
    /// Milliseconds of its own run that go before.
    from: u64,
    /// The one to break.
    property: Option<&'a str>,
}

pub fn explore(arguments: &[&str], out: &mut impl Write) -> Result<(), Stop> {
    let options = Options::read(arguments)?;
    match &options.words[..] {
        [] => list(out),
        // A reference model, unless it says what may happen to it: then it is the protocol.
        [name, settings @ ..] if options.budget.is_none() && models::find(name).is_some() => {
            explore_model(name, settings, &options, out)
        }
        [input] if may_be_scenario(input) => explore_scenario(input, &options, out),
        [name, ..] => {
            let names: Vec<&str> = MODELS.iter().map(|entry| entry.name).collect();
            Err(said(format!("there is no model \"{name}\" (there are {})", names.join(", "))))
        }
    }
}

/// Whether it is worth trying to read it as a link or a file.
fn may_be_scenario(input: &str) -> bool {
    let is_name = input.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    !is_name || input == "-" || PROTOCOLS.iter().any(|protocol| protocol.id == input)
}

fn explore_model(
    name: &str,
    settings: &[&str],
    options: &Options<'_>,
    out: &mut impl Write,
) -> Result<(), Stop> {
    let Some(entry) = models::find(name) else { return Ok(()) };
    if options.settings.symmetry && !entry.symmetric {
        return Err(said(format!("{name} has no interchangeable members")));
    }
    let mut params = Params::default();
    for setting in settings {
        let (key, value) = setting
            .split_once('=')
            .ok_or_else(|| said(format!("\"{setting}\" is not a setting such as n=3")))?;
        params.set(entry.params, key, value).map_err(said)?;
    }
    let mut exploration = (entry.explore)(&params, options.settings).map_err(said)?;
    let took = options.carry_on(&mut *exploration);
    report(&*exploration, took, out)
}

fn explore_scenario(input: &str, options: &Options<'_>, out: &mut impl Write) -> Result<(), Stop> {
    if options.settings.symmetry {
        return Err(said("protocols have no interchangeable members, only models"));
    }
    let (scenario, _) = read_scenario(input)?;
    let budget = Budget::parse(options.budget.unwrap_or_default()).map_err(said)?;
    let settings = Settings { first: true, ..options.settings };
    let ground = options.ground(&scenario, budget)?;
    let mut hunt = catalog::hunt(&scenario, ground, settings).map_err(said)?;
    let took = options.carry_on(&mut *hunt);
    writeln!(out, "budget {}", budget.text())?;
    if hunt.findings().iter().any(Finding::is_violation) {
        match hunt.counterexample() {
            Some(found) => {
                let hash = sides::trace_hash(&finish(&found)?);
                let bare = Scenario { base: None, story: Story::default(), ..found.clone() };
                let link = |scenario| link::encode(scenario, Some(hash), PROTOCOLS).map_err(said);
                writeln!(out, "link {}", link(&bare)?)?;
                writeln!(out, "with its story {}", link(&found)?)?;
                for note in &found.story.notes {
                    writeln!(out, "{:>8}  {}", note.at.to_string(), note.text.en)?;
                }
            }
            None => writeln!(out, "no script was found that takes these steps")?,
        }
    }
    report(&*hunt, took, out)
}

impl<'a> Options<'a> {
    /// Explores until all is known or a limit is reached; how long it took.
    fn carry_on(&self, exploration: &mut dyn Exploration) -> Duration {
        let began = Instant::now();
        let in_time = || self.time.is_none_or(|time| began.elapsed() < time);
        // A small limit is looked at more often, so as not to be passed by far.
        let block = (self.settings.states_max / 16).clamp(1, BLOCK as u64) as usize;
        while exploration.standing() == Standing::Running && in_time() {
            exploration.advance(block, self.threads);
        }
        began.elapsed()
    }

    /// Where the scenario's schedules begin, and what may happen in them.
    fn ground(&self, scenario: &Scenario, budget: Budget) -> Result<Ground, Stop> {
        let mut player = catalog::open(scenario).map_err(said)?;
        while !player.advance(EVENTS_AT_ONCE).finished {}
        let names = player.cast().properties.iter().map(|name| name.en.to_ascii_lowercase());
        let wanted = self.property.map(|property| {
            let wanted = property.to_ascii_lowercase();
            let index = names.clone().position(|name| name.starts_with(&wanted));
            index.ok_or_else(|| said(format!("there is no property \"{property}\"")))
        });
        let events = if self.from == 0 { 0 } else { player.events_until(Time::from_ms(self.from)) };
        Ok(Ground { events, budget, wanted: wanted.transpose()? })
    }

    fn read(arguments: &[&'a str]) -> Result<Options<'a>, Stop> {
        let settings = Settings { bytes_max: MEGABYTES << 20, ..Settings::default() };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let mut options = Options {
            words: Vec::new(),
            settings,
            threads,
            time: None,
            budget: None,
            from: 0,
            property: None,
        };
        let mut walking = Walking { walks: 0, steps: STEPS, seed: 1 };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut number = || {
                let text =
                    arguments.next().ok_or_else(|| said(format!("{argument} wants a number")))?;
                let number = text.parse::<u32>().ok().filter(|number| *number > 0);
                number.map(u64::from).ok_or_else(|| {
                    said(format!("{argument} is \"{text}\", expected a number from 1"))
                })
            };
            match *argument {
                "--budget" => {
                    let text = arguments.next().ok_or_else(|| said("--budget wants a list"))?;
                    options.budget = Some(text);
                }
                "--property" => {
                    let text = arguments.next().ok_or_else(|| said("--property wants a name"))?;
                    options.property = Some(text);
                }
                "--from" => options.from = number()?,
                "--first" => options.settings.first = true,
                "--depth-first" => options.settings.order = Order::Depth,
                "--walks" => walking.walks = number()?,
                "--steps" => walking.steps = number()? as u32,
                "--seed" => walking.seed = number()?,
                "--symmetry" => options.settings.symmetry = true,
                "--threads" => options.threads = number()? as usize,
                "--limit" => options.settings.states_max = number()?,
                "--memory" => options.settings.bytes_max = number()? << 20,
                "--time" => options.time = Some(Duration::from_secs(number()?)),
                option if option.starts_with("--") => {
                    return Err(said(format!("explore has no option \"{option}\"")));
                }
                word => options.words.push(word),
            }
        }
        if walking.walks > 0 {
            options.settings.order = Order::Walks(walking);
        }
        Ok(options)
    }
}

/// The models and what can be set.
fn list(out: &mut impl Write) -> Result<(), Stop> {
    for Entry { name, params, .. } in MODELS {
        write!(out, "{name}")?;
        for spec in *params {
            let default = spec.default;
            match spec.kind {
                ParamKind::Choice(values) => write!(out, " {}={}", spec.key, values.join("|"))?,
                _ => write!(out, " {}={default}", spec.key)?,
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn report(exploration: &dyn Exploration, took: Duration, out: &mut impl Write) -> Result<(), Stop> {
    let (standing, counts) = (exploration.standing(), exploration.counts());
    let findings = exploration.findings();
    for finding in &findings {
        tell(finding, standing, out)?;
    }
    let per_second = u128::from(counts.distinct) * 1000 / took.as_millis().max(1);
    let (milliseconds, bytes) = (took.as_millis(), counts.bytes / counts.distinct.max(1));
    writeln!(out, "{milliseconds} ms, {per_second} states a second, {bytes} bytes a state")?;
    let stopped = match standing {
        Standing::Exhausted | Standing::StoppedAtViolation => None,
        Standing::Running => Some("time"),
        Standing::Walked => Some("walks"),
        Standing::StoppedAtStates => Some("states"),
        Standing::StoppedAtMemory => Some("memory"),
    };
    if let Some(limit) = stopped {
        let clean = match findings.iter().any(Finding::is_violation) {
            true => "",
            false => ", within these bounds nothing found",
        };
        let waiting = counts.waiting;
        writeln!(out, "stopped at the limit of {limit} with {waiting} states to go{clean}")?;
    }
    let (distinct, generated, depth) = (counts.distinct, counts.generated, counts.depth);
    writeln!(out, "distinct {distinct} generated {generated} depth {depth}")?;
    for finding in findings.iter().filter(|finding| finding.is_violation()) {
        let steps = finding.run.as_ref().map_or(0, Vec::len);
        writeln!(out, "violated {} in {steps} steps", finding.property)?;
    }
    Ok(())
}

/// How one property stands; of a violation, the whole run.
fn tell(finding: &Finding, standing: Standing, out: &mut impl Write) -> Result<(), Stop> {
    let name = finding.property;
    let Some(run) = &finding.run else {
        if standing == Standing::Exhausted {
            let never = finding.expectation == Expectation::Sometimes;
            writeln!(out, "{} {name}", if never { "never" } else { "holds" })?;
        }
        return Ok(());
    };
    if !finding.is_violation() {
        return Ok(writeln!(out, "reached {name} in {} steps", run.len())?);
    }
    writeln!(out, "a run that violates {name}:")?;
    for (number, step) in run.iter().enumerate() {
        writeln!(out, "{:4}  {step}", number + 1)?;
    }
    if let Some(steps) = finding.goes_back_to {
        writeln!(out, "      and so on for ever, again from step {}", steps + 1)?;
    }
    Ok(())
}
