//! The command line: parses arguments, calls the library, prints.

mod costs;
mod explore;
mod foreign;
mod keys;
mod links;
mod place;
mod render;

use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::process::ExitCode;

use splitbrain::catalog::{self, PROTOCOLS};
use splitbrain::scenario::file;
use splitbrain::scenario::gallery;
use splitbrain::scenario::json::Json;
use splitbrain::scenario::link::{self, Comparison, Made};
use splitbrain::scenario::scenario::{ENGINE_EPOCH, Scenario};
use splitbrain::sim::time::Time;
use splitbrain::view::export::{Format, event_log, events};
use splitbrain::view::sides::{self, Played};

use self::foreign::Input;

const HELP: &str = "\
splitbrain: break a distributed system and watch it happen message by message

  splitbrain run SCENARIO [--until T] [--costs] [--json]
                                  runs it and prints its time line, one line an event, and at the
                                  end `trace HASH`; with --json one object an event; of runs side
                                  by side all time lines, and `all traces HASH`; with --costs what
                                  it took: messages, delays, writes, time with locks
  splitbrain export FORMAT SCENARIO [--until T]
                                  prints its run as a sequence diagram (mermaid), as a log with
                                  vector clocks (shiviz), as the states after each event (itf), as
                                  one JSON object an event (events) or as the clients' history in
                                  EDN, for Jepsen's checkers (history); of runs side by side the
                                  first
  splitbrain render SCENARIO [--view cluster|spacetime|ring] [--at T] [-o FILE.svg]
                                  draws its run as the page does: the diagram, the cluster or the
                                  ring at a time, or at the end; --theme light|dark|contrast,
                                  --lang en|zh; the picture can be opened on the page again
  splitbrain check-links FILE...  looks into files and folders of documentation for links, and says
                                  which can't be opened any more or show another run than the one
                                  they were made of; --base ADDRESS takes every link that begins so
  splitbrain gallery              lists the scenarios that are built in
  splitbrain link encode SCENARIO prints its link's payload, the part behind the #
  splitbrain link decode SCENARIO prints it as a scenario file
  splitbrain explore [MODEL [KEY=VALUE]...]
                                  goes through every state that a reference model can reach, and
                                  prints a shortest run to each violation, `distinct N generated G
                                  depth D` and `violated PROPERTY in S steps`; without a model, the
                                  models and what can be set
  splitbrain explore SCENARIO --budget LIST
                                  looks for a violation in every schedule of its protocol and
                                  requests, with so many faults (crash=1,lose=2; lose, duplicate,
                                  crash, torn, restart, disk, pause, cut, timer), and prints the
                                  link of a run that shows it; --property NAME to break that
                                  one, --from T after the first T milliseconds of its own run
  splitbrain place ALGORITHM --nodes FILE --keys FILE
                                  prints key, hash, point and node of each key, with tabs between
  splitbrain moved NODES NODES [ALGORITHM] [--keys FILE]
                                  prints for each algorithm the keys that change their node, of how
                                  many, and their share; then the least share that is possible

SCENARIO is a payload such as paxos.duel?n=5, a whole link in quotes, a scenario file, or - for
either on standard input. In its place run, export (mermaid and events), render (cluster and
spacetime) and link take a trace of somebody else's system: a log with vector clocks as ShiViz reads
it, or states in the Informal Trace Format (itf). T is a time in milliseconds; 1500us, 20ms and 3s
are understood too.

explore goes breadth first, so that runs are shortest, unless told otherwise, and may be limited:
  --depth-first    soon far away; --walks N walks at random, so often, --steps N of each, --seed N
  --symmetry       of states that differ by the names of members alone, one stands for all
  --threads N      as many as the machine has; what is found doesn't depend on it
  --first          ends at the first violation
  --limit N        states
  --memory N       megabytes for states; 2048
  --time N         seconds

ALGORITHM is ring, bounded, rendezvous, jump, maglev, anchor or modulo. A list of nodes has one a
line, host[:port] [weight] [rack], with comments behind #; a list of keys has one a line, and - is
standard input; moved does without and takes key-0 to key-99999.
  --label FORM     what a node's points are hashed from: '{host}', '{host}:{port}', '/{host}:{port}'
                   and the like; if not given, the node as written
  --hash HASH      md5, sha1, xxh64, murmur3 or poor; number for keys that are their own hash
  --points N       of a node of average weight, for ring and bounded; 160 as ketama has it
  --epsilon E      how far above the mean a load may be, for bounded; 0.25
  --size N         of maglev's table, a prime number; 65537
  --capacity N     the nodes that an anchor has room for; twice as many as there are
  --seed N         of murmur3, for rendezvous; 0
";
/// Events simulated between two looks at whether the run is finished.
const EVENTS_AT_ONCE: u32 = 1 << 16;

/// Why the program stops short.
enum Stop {
    /// One line for a person.
    Said(String),
    /// Nobody reads the output any more.
    Unread,
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        match error.kind() {
            ErrorKind::BrokenPipe => Stop::Unread,
            _ => said(error),
        }
    }
}

fn said(error: impl ToString) -> Stop {
    Stop::Said(error.to_string())
}

fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1).map(|text| text.to_string_lossy().into_owned());
    let arguments: Vec<String> = arguments.collect();
    let mut out = BufWriter::new(io::stdout().lock());
    let done = obey(&arguments, &mut out).and_then(|()| Ok(out.flush()?));
    match done {
        Ok(()) | Err(Stop::Unread) => ExitCode::SUCCESS,
        Err(Stop::Said(sentence)) => {
            // What was printed so far stands before the complaint. With both streams closed there
            // is nobody left to tell.
            let _ = out.flush();
            let _ = writeln!(io::stderr(), "splitbrain: {}", sentence.replace('\n', " "));
            ExitCode::FAILURE
        }
    }
}

fn obey(arguments: &[String], out: &mut impl Write) -> Result<(), Stop> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--help" | "-h" | "help", ..] | [_, "--help" | "-h", ..] => {
            Ok(out.write_all(HELP.as_bytes())?)
        }
        ["--version" | "-V"] => Ok(writeln!(out, "splitbrain {}", env!("CARGO_PKG_VERSION"))?),
        ["run", options @ ..] => run(options, out),
        ["export", format, options @ ..] => export(format, options, out),
        ["export"] => Err(said("export wants a format and a scenario (see splitbrain --help)")),
        ["render", options @ ..] => render::render(options, out),
        ["check-links", options @ ..] => links::check_links(options, out),
        ["gallery"] => list_gallery(out),
        ["link", "encode", input] => encode(input, out),
        ["link", "decode", input] => decode(input, out),
        ["link", "encode" | "decode", ..] | ["link"] => {
            Err(said("link wants encode or decode, and one scenario (see splitbrain --help)"))
        }
        ["explore", options @ ..] => explore::explore(options, out),
        ["place", options @ ..] => place::place(options, out),
        ["moved", options @ ..] => place::moved(options, out),
        ["gallery", more, ..] => Err(said(format!("gallery takes no \"{more}\""))),
        ["link", other, ..] | [other, ..] => {
            Err(said(format!("there is no command \"{other}\" (see splitbrain --help)")))
        }
        [] => Err(said(
            "a command is missing: run, export, render, check-links, gallery, link, explore, place or moved (see splitbrain --help)",
        )),
    }
}

/// What `run` and `export` are told.
struct Order<'a> {
    input: &'a str,
    until: Option<Time>,
    json: bool,
    costs: bool,
}

fn order<'a>(command: &str, options: &[&'a str]) -> Result<Order<'a>, Stop> {
    let (mut input, mut until, mut json, mut costs) = (None, None, false, false);
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match *option {
            "--json" if command == "run" => json = true,
            "--costs" if command == "run" => costs = true,
            "--until" => {
                let text = options.next().ok_or_else(|| said("--until wants a time"))?;
                until = Some(parse_until(text)?);
            }
            option if option.starts_with("--") => {
                return Err(said(format!("{command} has no option \"{option}\"")));
            }
            text if input.is_none() => input = Some(text),
            text => {
                return Err(said(format!("{command} takes one scenario, \"{text}\" is a second")));
            }
        }
    }
    let missing = || said(format!("{command} wants a scenario (see splitbrain --help)"));
    Ok(Order { input: input.ok_or_else(missing)?, until, json, costs })
}

/// The finished runs, and what is to be said when they may not be those the link was made from.
fn played(order: &Order, input: Input) -> Result<(Vec<Played>, Option<String>), Stop> {
    let (mut scenario, made) = decoded(input)?;
    let made = made.filter(|_| order.until.is_none());
    scenario.until = order.until.unwrap_or(scenario.until);
    let sides = finish(&scenario)?;
    let warning = made.and_then(|made| made_warning(made, sides::trace_hash(&sides)));
    Ok((sides, warning))
}

fn run(options: &[&str], out: &mut impl Write) -> Result<(), Stop> {
    let order = order("run", options)?;
    let input = foreign::input(order.input)?;
    if let Input::Trace(linked) = &input {
        return foreign::run(linked, &order, out);
    }
    let (sides, warning) = played(&order, input)?;
    if order.json {
        print_json(&sides, out)?;
    } else {
        out.write_all(sides::timeline(&sides).as_bytes())?;
    }
    for (index, side) in sides.iter().enumerate().filter(|_| order.costs && !order.json) {
        let of_side = if sides.len() > 1 { format!(" of side {}", index + 1) } else { "".into() };
        writeln!(out, "costs{of_side}")?;
        costs::print(side.player.cast(), &costs::of(&*side.player), out)?;
    }
    warn(warning, out)
}

/// Of several sides the first.
fn export(format: &str, options: &[&str], out: &mut impl Write) -> Result<(), Stop> {
    let found = Format::ALL.into_iter().find(|known| known.name() == format);
    let format = found.ok_or_else(|| {
        let known: Vec<&str> = Format::ALL.iter().map(|known| known.name()).collect();
        said(format!("there is no format \"{format}\" (known: {})", known.join(", ")))
    })?;
    let order = order("export", options)?;
    let input = foreign::input(order.input)?;
    if let Input::Trace(linked) = &input {
        return foreign::export(format, linked, &order, out);
    }
    let (sides, warning) = played(&order, input)?;
    if let Some(side) = sides.first() {
        out.write_all(format.write(&*side.player, u32::MAX).as_bytes())?;
    }
    warn(warning, out)
}

/// On standard error, behind all that was printed.
fn warn(warning: Option<String>, out: &mut impl Write) -> Result<(), Stop> {
    out.flush()?;
    match warning {
        Some(warning) => Ok(writeln!(io::stderr(), "splitbrain: {warning}")?),
        None => Ok(()),
    }
}

/// What is to be said when this run may not be the one the link was made from.
fn made_warning(made: Made, trace_hash: u64) -> Option<String> {
    let epoch = made.epoch;
    match made.compare(trace_hash) {
        Comparison::Same | Comparison::Unsaid => None,
        Comparison::Differs => Some("this is not the run the link was made from: a bug".into()),
        Comparison::OlderEngine => Some(format!(
            "the link was made with engine {epoch}, this is {ENGINE_EPOCH}: the run may differ"
        )),
        Comparison::NewerEngine => Some(format!(
            "the link was made with engine {epoch}, newer than {ENGINE_EPOCH}: the run may differ"
        )),
    }
}

fn finish(scenario: &Scenario) -> Result<Vec<Played>, Stop> {
    let mut sides = catalog::open_sides(scenario).map_err(said)?;
    for side in &mut sides {
        while !side.player.progress().finished {
            side.player.advance(EVENTS_AT_ONCE);
        }
    }
    Ok(sides)
}

/// One event a line. `fault` is the position in the scenario's faults, from 0, of the one that
/// caused the event. With several sides each line says whose it is, from 1.
fn print_json(sides: &[Played], out: &mut impl Write) -> Result<(), Stop> {
    for (index, side) in sides.iter().enumerate() {
        let whose = (sides.len() > 1).then_some(index as u64 + 1);
        print_side(side, whose, out)?;
    }
    Ok(())
}

fn print_side(side: &Played, whose: Option<u64>, out: &mut impl Write) -> Result<(), Stop> {
    for event in events(&*side.player, u32::MAX) {
        // The whole script's count, where this side leaves some of it out.
        let fault =
            event.fault.and_then(|fault| side.part.kept.faults.get(fault as usize).copied());
        let fault = fault.map(|fault| fault as u32);
        print_line(event_log::fields(&*side.player, &event, fault), whose, out)?;
    }
    let mut end = event_log::end(&*side.player);
    end.push(("costs", costs::json(side.player.cast(), &costs::of(&*side.player))));
    print_line(end, whose, out)
}

fn print_line(
    mut fields: Vec<(&'static str, Json)>,
    whose: Option<u64>,
    out: &mut impl Write,
) -> Result<(), Stop> {
    if let Some(side) = whose {
        fields.insert(0, ("side", Json::Whole(side)));
    }
    Ok(writeln!(out, "{}", Json::object(fields))?)
}

fn list_gallery(out: &mut impl Write) -> Result<(), Stop> {
    let width = gallery::entries().map(|entry| entry.id.len()).max().unwrap_or_default();
    for entry in gallery::entries() {
        writeln!(out, "{:width$}  {}", entry.id, (entry.make)().story.title.en)?;
    }
    Ok(())
}

fn encode(input: &str, out: &mut impl Write) -> Result<(), Stop> {
    let input = foreign::input(input)?;
    if let Input::Trace(linked) = &input {
        foreign::open(linked)?;
        let payload = splitbrain::scenario::foreign::encode(linked).map_err(said)?;
        return Ok(writeln!(out, "{payload}")?);
    }
    let (scenario, _) = decoded(input)?;
    let hash = sides::trace_hash(&finish(&scenario)?);
    let payload = link::encode(&scenario, Some(hash), PROTOCOLS).map_err(said)?;
    Ok(writeln!(out, "{payload}")?)
}

fn decode(input: &str, out: &mut impl Write) -> Result<(), Stop> {
    let input = foreign::input(input)?;
    if let Input::Trace(linked) = &input {
        return Ok(out.write_all(linked.source.text.as_bytes())?);
    }
    let (scenario, _) = decoded(input)?;
    let hash = sides::trace_hash(&finish(&scenario)?);
    Ok(writeln!(out, "{}", file::to_json(&scenario, Some(hash), PROTOCOLS).map_err(said)?)?)
}

fn read_scenario(input: &str) -> Result<(Scenario, Option<Made>), Stop> {
    decoded(foreign::input(input)?)
}

fn decoded(input: Input) -> Result<(Scenario, Option<Made>), Stop> {
    let text = match input {
        Input::Text(text) => text,
        Input::Trace(_) => return Err(said("this is a trace, and a scenario is wanted")),
    };
    if text.trim_start().starts_with('{') {
        let decoded = file::from_json(&text, PROTOCOLS).map_err(said)?;
        return Ok((decoded.scenario, decoded.made));
    }
    let decoded = link::decode(&text, PROTOCOLS).map_err(said)?;
    Ok((decoded.scenario, decoded.made))
}

/// Reads a little more than may be accepted and no more.
fn read(source: impl Read, name: &str, bytes_max: usize) -> Result<String, Stop> {
    let bytes = foreign::read(source, name, bytes_max)?;
    String::from_utf8(bytes).map_err(|_| said(format!("{name} is not text")))
}

/// Milliseconds, or a number with its unit.
fn parse_until(text: &str) -> Result<Time, Stop> {
    let units = [("us", 1), ("ms", 1_000), ("s", 1_000_000), ("", 1_000)];
    let time = units.into_iter().find_map(|(unit, us)| {
        let number = text.strip_suffix(unit)?.parse::<u64>().ok()?;
        Some(Time(number.checked_mul(us)?))
    });
    time.ok_or_else(|| said(format!("\"{text}\" is not a time such as 400, 1500us, 20ms or 3s")))
}
