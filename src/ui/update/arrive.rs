//! What says more than a name: links and files that come in, and what goes out as files.

use crate::catalog;
use crate::chunk::File;
use crate::scenario::file;
use crate::scenario::foreign::is_linked;
use crate::scenario::link;
use crate::scenario::picture::{self, Kind};
use crate::scenario::scenario::Scenario;
use crate::ui::figure::{Figure, Of};
use crate::ui::foreign;
use crate::ui::later::FOREIGN;
use crate::ui::model::Model;
use crate::ui::msg::{Cmd, Msg};
use crate::ui::text::{problems, sentences};
use crate::ui::update::open::{fail, open_fresh};
use crate::ui::update::{edit, fetch};
use crate::view::export::Format;
use crate::view::sides;

/// More than another tool would draw, and still written without a visible stall.
const EXPORTED_EVENTS_MAX: u32 = 20_000;
const EVENTS_AT_ONCE: u32 = 10_000;

pub fn update(model: &mut Model, msg: Msg) -> Vec<Cmd> {
    if let Some(cmds) = foreign::arrive::open(model, &msg) {
        return cmds;
    }
    let absent = match &msg {
        Msg::LinkArrived { payload } => absent_for(payload),
        Msg::LinkPasted { text } => absent_for(text),
        Msg::FileRead { bytes, .. } => absent_for_file(bytes),
        _ => None,
    };
    if let Some(file) = absent {
        return fetch(file, msg);
    }
    match msg {
        Msg::LinkArrived { payload } => open_payload(model, &payload),
        Msg::LinkPasted { text } => {
            let cmds = open_payload(model, &text);
            then_show(model, cmds)
        }
        Msg::FileRead { bytes, .. } => open_file(model, &bytes),
        _ => Vec::new(),
    }
}

/// What has to be fetched before a link can be opened: other protocols may stand beside its first.
pub fn absent_for(link: &str) -> Option<&'static File> {
    if is_linked(link) {
        return (!FOREIGN.file.is_here()).then_some(FOREIGN.file);
    }
    absent_subject(link::subject(link)).or_else(|| {
        match link::decode(link, &catalog::protocols()) {
            Ok(decoded) => catalog::absent_beside(&decoded.scenario),
            Err(error) => catalog::absent(error.unknown_protocol()?),
        }
    })
}

fn absent_for_file(bytes: &[u8]) -> Option<&'static File> {
    if picture::kind(bytes) != Kind::Other {
        return absent_for(&picture::payload(bytes)?);
    }
    let text = &*String::from_utf8_lossy(bytes);
    absent_subject(file::subject(text)).or_else(|| {
        match file::from_json(text, &catalog::protocols()) {
            Ok(decoded) => catalog::absent_beside(&decoded.scenario),
            Err(error) => catalog::absent(error.unknown_scenario()?),
        }
    })
}

/// What does not say what it begins with begins with the first protocol.
fn absent_subject(subject: Option<String>) -> Option<&'static File> {
    catalog::absent(subject.as_deref().unwrap_or(catalog::FIRST))
}

fn open_payload(model: &mut Model, payload: &str) -> Vec<Cmd> {
    match link::decode(payload, &catalog::protocols()) {
        Ok(decoded) => open_fresh(model, decoded.scenario, decoded.made),
        Err(error) => fail(model, problems::sentence(&error.say()), error.arrived(), payload),
    }
}

fn open_file(model: &mut Model, bytes: &[u8]) -> Vec<Cmd> {
    if picture::kind(bytes) != Kind::Other {
        return open_picture(model, bytes);
    }
    match file::from_json(&String::from_utf8_lossy(bytes), &catalog::protocols()) {
        Ok(decoded) => {
            let cmds = open_fresh(model, decoded.scenario, decoded.made);
            then_show(model, cmds)
        }
        Err(error) => fail(model, problems::sentence(&error.say()), None, ""),
    }
}

fn open_picture(model: &mut Model, bytes: &[u8]) -> Vec<Cmd> {
    match picture::payload(bytes).filter(|payload| !payload.is_empty()) {
        Some(payload) => {
            let cmds = open_payload(model, &payload);
            then_show(model, cmds)
        }
        None => fail(model, problems::no_run_in_picture(), None, ""),
    }
}

/// The address bar follows what was opened, if it was.
fn then_show(model: &Model, mut cmds: Vec<Cmd>) -> Vec<Cmd> {
    if model.problem.is_none() {
        cmds.extend(edit::show_payload(model));
    }
    cmds
}

fn file_name(scenario: &Scenario, extension: &str) -> String {
    format!("{}.{extension}", scenario.base.unwrap_or(scenario.protocol))
}

pub fn save(model: &mut Model) -> Vec<Cmd> {
    if let Some(opened) = &model.foreign {
        return foreign::arrive::save(opened);
    }
    let Some(whole) = model.run().map(|run| run.whole.clone()) else { return Vec::new() };
    match file::to_json(&whole, model.known_hash(), &catalog::protocols()) {
        Ok(text) => vec![Cmd::Download { name: file_name(&whole, "json"), text }],
        Err(error) => fail(model, problems::sentence(&error.say()), None, ""),
    }
}

/// As much of the run as is simulated.
pub fn export(model: &Model, format: Format) -> Vec<Cmd> {
    let Some(run) = model.run() else { return Vec::new() };
    let name = file_name(&run.scenario, format.extension());
    let text = format.write(&**run.player.borrow(), EXPORTED_EVENTS_MAX);
    vec![Cmd::Download { name, text }]
}

/// The picture at the playhead, in the page's theme and language.
pub fn picture(model: &mut Model, of: Of, png: bool) -> Vec<Cmd> {
    let payload = match edit::payload(model) {
        Ok(payload) => payload,
        // A trace that no link holds can be drawn all the same.
        Err(_) if model.foreign.is_some() => String::new(),
        Err(why) => return fail(model, why, None, ""),
    };
    let Some(run) = model.run() else { return Vec::new() };
    let title = sentences::told(&run.scenario.story.title, model.lang);
    let player = run.player.borrow();
    let figure = Figure {
        of,
        player: &**player,
        at: run.playhead,
        lang: model.lang,
        theme: model.shown_theme(),
        title: if title.is_empty() { player.cast().protocol.get(model.lang) } else { title },
        payload: &payload,
    };
    let Some(svg) = figure.svg() else { return Vec::new() };
    let name = |extension| {
        let whole = file_name(&run.scenario, extension);
        whole.replace(&format!(".{extension}"), &format!("-{}.{extension}", of.name()))
    };
    if png {
        return vec![Cmd::DownloadPixels { name: name("png"), svg, payload }];
    }
    vec![Cmd::Download { name: name("svg"), text: svg }]
}

/// The scenario of a link alone, or why there is none.
pub fn scenario(link: &str) -> Result<Scenario, String> {
    let decoded = link::decode(link, &catalog::protocols());
    decoded.map(|decoded| decoded.scenario).map_err(|error| error.to_string())
}

pub fn link_of(scenario: &Scenario) -> Option<String> {
    link::encode(scenario, None, &catalog::protocols()).ok()
}

/// A link's whole run, shown nowhere: its trace hash, and its events as text.
pub fn run(link: &str) -> Result<(String, String), String> {
    if is_linked(link) {
        return foreign::arrive::told(link);
    }
    let decoded = link::decode(link, &catalog::protocols()).map_err(|error| error.to_string())?;
    let mut sides = catalog::open_sides(&decoded.scenario).map_err(|error| error.to_string())?;
    for side in &mut sides {
        while !side.player.advance(EVENTS_AT_ONCE).finished {}
    }
    Ok((format!("{:016x}", sides::trace_hash(&sides)), sides::timeline(&sides)))
}
