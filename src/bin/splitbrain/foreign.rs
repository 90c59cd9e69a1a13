//! Traces of somebody else's system where a scenario may stand: files, or links with one.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::rc::Rc;

use splitbrain::scenario::foreign::{self, Linked, Source, TRACE_BYTES_MAX};
use splitbrain::scenario::json::parse;
use splitbrain::sim::time::Time;
use splitbrain::view::export::{Format, event_log, events};
use splitbrain::view::foreign::ForeignPlayer;
use splitbrain::view::player::Player;

use super::{Order, Stop, print_line, said};

/// What an argument stands for.
pub enum Input {
    /// A payload, or the text of a scenario file.
    Text(String),
    Trace(Linked),
}

/// A file, standard input, or what is there itself.
pub fn input(argument: &str) -> Result<Input, Stop> {
    let path = Path::new(argument);
    let (name, bytes) = if argument == "-" {
        (String::new(), read(io::stdin().lock(), "standard input", TRACE_BYTES_MAX)?)
    } else if path.is_file() || argument.ends_with(".json") {
        let file = File::open(path).map_err(|error| said(format!("{argument}: {error}")))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name, read(file, argument, TRACE_BYTES_MAX)?)
    } else {
        (String::new(), argument.as_bytes().to_vec())
    };
    if let Some(source) = Source::of(&name, &bytes) {
        return Ok(Input::Trace(Linked { source, find: String::new(), only: false }));
    }
    let named = if name.is_empty() { "standard input" } else { argument };
    let text = String::from_utf8(bytes).map_err(|_| said(format!("{named} is not text")))?;
    if foreign::is_linked(&text) {
        return foreign::decode(&text).map(Input::Trace).map_err(said);
    }
    Ok(Input::Text(text))
}

/// A little more than may be accepted and no more.
pub fn read(source: impl Read, name: &str, bytes_max: usize) -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    let limit = bytes_max as u64 + 1;
    let read = source.take(limit).read_to_end(&mut bytes);
    read.map_err(|error| said(format!("{name}: {error}")))?;
    Ok(bytes)
}

/// Of which only what was found is shown, where the link says so.
pub fn open(linked: &Linked) -> Result<ForeignPlayer, Stop> {
    let whole = linked.source.read(parse).map_err(said)?;
    let found = foreign::search::search(&whole, &linked.find);
    let found = found.map_err(|error| said(error.say().en))?;
    let shown = if linked.only && !found.is_empty() { whole.of(&found) } else { whole };
    Ok(ForeignPlayer::new(Rc::new(shown), linked.source.origin))
}

pub fn run(linked: &Linked, order: &Order, out: &mut impl Write) -> Result<(), Stop> {
    let player = plain(linked, order)?;
    if !order.json {
        return Ok(out.write_all(player.timeline().as_bytes())?);
    }
    for event in events(&player, u32::MAX) {
        print_line(event_log::fields(&player, &event, None), None, out)?;
    }
    print_line(event_log::end(&player), None, out)
}

/// What of it means something: it has no clocks of ours, and no state that we know the parts of.
pub fn export(
    format: Format,
    linked: &Linked,
    order: &Order,
    out: &mut impl Write,
) -> Result<(), Stop> {
    if !format.is_of_traces() {
        let name = format.name();
        return Err(said(format!("an imported trace can't be exported as {name}")));
    }
    let player = plain(linked, order)?;
    Ok(out.write_all(format.write(&player, u32::MAX).as_bytes())?)
}

fn plain(linked: &Linked, order: &Order) -> Result<ForeignPlayer, Stop> {
    if order.until.is_some() {
        return Err(said("an imported trace has no clock, and --until wants one"));
    }
    if order.costs {
        return Err(said("costs are known of runs, not of imported traces"));
    }
    open(linked)
}

/// Where the last event is.
pub fn end(player: &ForeignPlayer) -> Time {
    player.progress().simulated.max(Time::from_ms(1))
}
