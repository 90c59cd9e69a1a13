//! Scenarios as files: JSON that a person can read and write. Every field may be left out; what it
//! then stands for comes from `scenario`, a gallery entry or a protocol, as in a link. A list that
//! is there replaces the whole list of the entry.

use super::check;
use super::file_error::FileError;
use super::file_fault::{Names, fault_json, read_fault};
use super::file_reader::{At, Fields};
use super::file_upgrade::{self, UPGRADES, upgraded};
use super::json::{self, Json, JsonError};
use super::link::Decoded;
use super::made::Made;
use super::problem::Place;
use super::registry::{self, ProtocolInfo};
use super::scenario::{Prose, Scenario, Story, StoryNote, TimedRequest};
use super::sides::{self, Side};
use super::text::Piece;
use crate::sim::network::{DiskConfig, Latency, LinkConfig, Network};
use crate::sim::param::Params;
use crate::sim::time::Time;
use crate::sim::word::Word;

pub const FILE_BYTES_MAX: usize = 256 * 1024;
/// Changes when a file of today would be read differently; see `file_upgrade`.
pub const FILE_VERSION: u32 = file_upgrade::version(UPGRADES);

/// What a file may say.
const FIELDS: &[&str] = &[
    "v", "scenario", "title", "summary", "try", "notes", "params", "seed", "until_us", "network",
    "disk", "requests", "faults", "beside", "made",
];

/// The scenario must be well-formed. The trace hash is its finished run's, if that is known.
pub fn to_json(
    scenario: &Scenario,
    trace_hash: Option<u64>,
    protocols: &[ProtocolInfo],
) -> Result<String, FileError> {
    print(fields(scenario, Made::here(trace_hash), protocols)?)
}

/// Only what differs from what its gallery entry or protocol says anyway.
pub fn difference_json(
    scenario: &Scenario,
    made: Made,
    protocols: &[ProtocolInfo],
) -> Result<String, FileError> {
    let mut differing = fields(scenario, made, protocols)?;
    let (_, start) = start(Some(scenario.base.unwrap_or(scenario.protocol)), protocols)?;
    let told = fields(&start, made, protocols)?;
    let is_needed = |key: &str| ["v", "scenario", "made"].contains(&key);
    differing.retain(|field| is_needed(field.0) || !told.contains(field));
    print(differing)
}

fn print(fields: Vec<(&str, Json)>) -> Result<String, FileError> {
    json::pretty(&Json::object(fields)).map_err(syntax)
}

/// All that a file may say, in order.
fn fields(
    scenario: &Scenario,
    made: Made,
    protocols: &[ProtocolInfo],
) -> Result<Vec<(&'static str, Json)>, FileError> {
    let info = check::well_formed(scenario, protocols).map_err(FileError::Scenario)?;
    let names = sides::names(scenario, protocols).map_err(FileError::Scenario)?;
    let names = Names(&names);
    let id = scenario.base.unwrap_or(info.id);
    let (_, beginning) = start(Some(id), protocols)?;
    let mut fields = vec![("v", Json::Whole(FILE_VERSION.into())), ("scenario", Json::text(id))];
    let (story, told) = (&scenario.story, &beginning.story);
    let prose = [
        ("title", &story.title, &told.title),
        ("summary", &story.summary, &told.summary),
        ("try", &story.try_this, &told.try_this),
    ];
    for (key, prose, told) in prose {
        // Nothing, where nothing is told and would be told without it.
        if !prose.is_empty() || !told.is_empty() {
            fields.push((key, Json::object(prose_json(prose))));
        }
    }
    fields.push(("notes", Json::List(story.notes.iter().map(note_json).collect())));
    fields.push(("params", params_json(&scenario.params, info)));
    fields.push(("seed", Json::Whole(scenario.seed)));
    fields.push(("until_us", Json::Whole(scenario.until.us())));
    fields.push(("network", network_json(&scenario.network, names)));
    let disk = &scenario.disk;
    let disk = vec![("force", latency_json(&disk.force)), ("lazy_us", Json::Whole(disk.lazy_us))];
    fields.push(("disk", Json::object(disk)));
    let requests = scenario.requests.iter().map(|asked| request_json(asked, names));
    fields.push(("requests", Json::List(requests.collect())));
    let faults = scenario.faults.iter().map(|timed| fault_json(timed, names));
    fields.push(("faults", Json::List(faults.collect())));
    // Nothing, where nothing stands beside and nothing would without it.
    if !scenario.beside.is_empty() || !beginning.beside.is_empty() {
        let beside = scenario.beside.iter().map(|side| side_json(side, protocols));
        fields.push(("beside", Json::List(beside.collect())));
    }
    fields.push(("made", Json::Text(made.print())));
    Ok(fields)
}

/// The scenario that a file begins with, if it says so.
pub fn subject(text: &str) -> Option<String> {
    let json = upgraded(json::parse(text).ok()?, UPGRADES).ok()?;
    let subject = At::whole_file(&json).object(FIELDS).ok()?.find("scenario")?.text();
    subject.ok().map(str::to_string)
}

pub(super) fn parsed(text: &str) -> Result<Json, FileError> {
    if text.len() > FILE_BYTES_MAX {
        return Err(FileError::TooLong { bytes: text.len() });
    }
    if !text.trim_start().starts_with('{') {
        return Err(FileError::NotAnObject);
    }
    json::parse(text).map_err(syntax)
}

pub fn from_json(text: &str, protocols: &[ProtocolInfo]) -> Result<Decoded, FileError> {
    // A newer file says so, and not that some field is unknown.
    let json = upgraded(parsed(text)?, UPGRADES)?;
    let file = At::whole_file(&json).object(FIELDS)?;
    let id = file.find("scenario").map(|at| at.text()).transpose()?;
    let (info, mut scenario) = start(id, protocols)?;
    if let Some(params) = file.find("params") {
        scenario.params = read_params(&params, info)?;
    }
    (info.names)(&scenario.params).map_err(FileError::Param)?;
    if let Some(beside) = file.find("beside") {
        let sides = beside.list()?.into_iter().map(|at| read_side(at, protocols));
        scenario.beside = sides.collect::<Result<_, _>>()?;
    }
    let names = sides::names(&scenario, protocols).map_err(FileError::Scenario)?;
    read_run(&file, Names(&names), &mut scenario)?;
    read_story(&file, &mut scenario.story)?;
    check::items(&scenario, protocols).map_err(FileError::Scenario)?;
    check::normalize(&mut scenario);
    let made = file.find("made").map(|at| read_made(&at)).transpose()?;
    Ok(Decoded { scenario, made })
}

fn read_made(at: &At) -> Result<Made, FileError> {
    let text = at.text()?;
    Made::parse(Piece::new(text)).map_err(|_| FileError::Made { text: text.to_string() })
}

fn read_run(file: &Fields, names: Names, scenario: &mut Scenario) -> Result<(), FileError> {
    scenario.seed = file.u64("seed")?.unwrap_or(scenario.seed);
    scenario.until = file.u64("until_us")?.map_or(scenario.until, Time);
    if let Some(network) = file.find("network") {
        read_network(network, names, &mut scenario.network)?;
    }
    if let Some(disk) = file.find("disk") {
        read_disk(disk, &mut scenario.disk)?;
    }
    if let Some(requests) = file.find("requests") {
        scenario.requests.clear();
        for (index, at) in requests.list()?.into_iter().enumerate() {
            scenario.requests.push(read_request(index, at, names)?);
        }
    }
    if let Some(faults) = file.find("faults") {
        scenario.faults.clear();
        for (index, at) in faults.list()?.into_iter().enumerate() {
            scenario.faults.push(read_fault(index, at, names)?);
        }
    }
    Ok(())
}

fn syntax(JsonError { line, column, message }: JsonError) -> FileError {
    FileError::Syntax { line, column, message }
}

fn start<'a>(
    id: Option<&str>,
    protocols: &'a [ProtocolInfo],
) -> Result<(&'a ProtocolInfo, Scenario), FileError> {
    let unknown = || FileError::UnknownScenario { id: id.unwrap_or_default().to_string() };
    let Some(id) = id else {
        let info = protocols.first().ok_or_else(unknown)?;
        return Ok((info, (info.plain)()));
    };
    if let Some(info) = registry::find(protocols, id) {
        return Ok((info, (info.plain)()));
    }
    let entry = registry::entry(protocols, id).ok_or_else(unknown)?;
    let info = registry::find(protocols, entry.protocol).ok_or_else(unknown)?;
    Ok((info, (entry.make)()))
}

fn params_json(params: &Params, info: &ProtocolInfo) -> Json {
    let mut values = Vec::new();
    for spec in info.specs {
        let text = params.get(spec);
        let number = text.parse::<u32>().ok().filter(|number| number.to_string() == text);
        let value = number.map_or_else(|| Json::text(text), |number| Json::Whole(number.into()));
        values.push((spec.key, value));
    }
    Json::object(values)
}

fn read_params(at: &At, info: &ProtocolInfo) -> Result<Params, FileError> {
    let mut params = Params::default();
    for (key, value) in at.entries()? {
        let value = match value {
            Json::Text(text) => text.clone(),
            Json::Whole(number) => number.to_string(),
            Json::Negative(number) => number.to_string(),
            _ => return Err(FileError::ParamKind { key: key.clone() }),
        };
        params.set(info.specs, key, &value).map_err(FileError::Param)?;
    }
    Ok(params)
}

fn side_json(side: &Side, protocols: &[ProtocolInfo]) -> Json {
    let mut fields = vec![("protocol", Json::text(side.protocol))];
    if let Some(info) = registry::find(protocols, side.protocol) {
        fields.push(("params", params_json(&side.params, info)));
    }
    Json::object(fields)
}

fn read_side(at: At, protocols: &[ProtocolInfo]) -> Result<Side, FileError> {
    let fields = at.object(&["protocol", "params"])?;
    let id = fields.needed("protocol")?.text()?;
    let unknown = || FileError::UnknownScenario { id: id.to_string() };
    let info = registry::find(protocols, id).ok_or_else(unknown)?;
    let params = fields.find("params").map(|at| read_params(&at, info)).transpose()?;
    Ok(Side { protocol: info.id, params: params.unwrap_or_default() })
}

fn link_json(config: &LinkConfig) -> Vec<(&'static str, Json)> {
    vec![
        ("latency", latency_json(&config.latency)),
        ("loss_ppm", Json::Whole(config.loss_ppm.into())),
        ("duplication_ppm", Json::Whole(config.duplication_ppm.into())),
        ("fifo", Json::Bool(config.fifo)),
    ]
}

/// What is left out is as in `config`.
fn read_link(fields: &Fields, place: Place, config: &mut LinkConfig) -> Result<(), FileError> {
    if let Some(latency) = fields.find("latency") {
        config.latency = read_latency(latency, place)?;
    }
    config.loss_ppm = fields.u32("loss_ppm")?.unwrap_or(config.loss_ppm);
    config.duplication_ppm = fields.u32("duplication_ppm")?.unwrap_or(config.duplication_ppm);
    config.fifo = fields.bool("fifo")?.unwrap_or(config.fifo);
    Ok(())
}

fn network_json(network: &Network, names: Names) -> Json {
    let mut links = Vec::new();
    for ((from, to), config) in network.links.iter() {
        let mut link = vec![("from", names.json(*from)), ("to", names.json(*to))];
        link.append(&mut link_json(config));
        links.push(Json::object(link));
    }
    let mut fields = link_json(&network.default);
    fields.push(("links", Json::List(links)));
    Json::object(fields)
}

fn read_network(at: At, names: Names, network: &mut Network) -> Result<(), FileError> {
    let fields = at.object(&["latency", "loss_ppm", "duplication_ppm", "fifo", "links"])?;
    read_link(&fields, Place::Network, &mut network.default)?;
    let Some(links) = fields.find("links") else {
        return Ok(());
    };
    network.links.clear();
    for at in links.list()? {
        let known = &["from", "to", "latency", "loss_ppm", "duplication_ppm", "fifo"];
        let link = at.object(known)?;
        let (from, to) = (link.needed("from")?, link.needed("to")?);
        let ends = (names.read(&from, Place::Links)?, names.read(&to, Place::Links)?);
        let mut config = network.default;
        read_link(&link, Place::Link(ends), &mut config)?;
        if network.links.insert(ends, config).is_some() {
            let (from, to) = (from.text()?.to_string(), to.text()?.to_string());
            return Err(FileError::RepeatedLink { from, to });
        }
    }
    Ok(())
}

fn read_disk(at: At, disk: &mut DiskConfig) -> Result<(), FileError> {
    let fields = at.object(&["force", "lazy_us"])?;
    if let Some(force) = fields.find("force") {
        disk.force = read_latency(force, Place::Disk)?;
    }
    disk.lazy_us = fields.u64("lazy_us")?.unwrap_or(disk.lazy_us);
    Ok(())
}

fn latency_json(latency: &Latency) -> Json {
    Json::object(match *latency {
        Latency::Fixed { us } => vec![("fixed_us", Json::Whole(us))],
        Latency::Uniform { min_us, max_us } => {
            vec![("min_us", Json::Whole(min_us)), ("max_us", Json::Whole(max_us))]
        }
        Latency::Exponential { min_us, mean_us } => {
            vec![("min_us", Json::Whole(min_us)), ("mean_us", Json::Whole(mean_us))]
        }
    })
}

/// `fixed_us`, or `min_us` with `max_us`, or `min_us` with `mean_us`.
fn read_latency(at: At, place: Place) -> Result<Latency, FileError> {
    let form = at.object(&["fixed_us", "min_us", "max_us", "mean_us"])?;
    match (form.u64("fixed_us")?, form.u64("min_us")?, form.u64("max_us")?, form.u64("mean_us")?) {
        (Some(us), None, None, None) => Ok(Latency::Fixed { us }),
        (None, Some(min_us), Some(max_us), None) => Ok(Latency::Uniform { min_us, max_us }),
        (None, Some(min_us), None, Some(mean_us)) => Ok(Latency::Exponential { min_us, mean_us }),
        _ => Err(FileError::Latency { place }),
    }
}

fn request_json(request: &TimedRequest, names: Names) -> Json {
    Json::object(vec![
        ("at_us", Json::Whole(request.at.us())),
        ("node", names.json(request.node)),
        ("word", Json::Text(request.word.to_string())),
    ])
}

fn read_request(index: usize, at: At, names: Names) -> Result<TimedRequest, FileError> {
    let fields = at.object(&["at_us", "node", "word"])?;
    let at = Time(fields.u64("at_us")?.unwrap_or_default());
    let node = names.read(&fields.needed("node")?, Place::Request(index))?;
    let word = fields.needed("word")?.text()?;
    let refused = || FileError::Word { index, word: word.to_string() };
    Ok(TimedRequest { at, node, word: Word::new(word).ok_or_else(refused)? })
}

fn prose_json(prose: &Prose) -> Vec<(&'static str, Json)> {
    vec![("en", Json::text(&prose.en)), ("zh", Json::text(&prose.zh))]
}

fn note_json(note: &StoryNote) -> Json {
    let mut fields = vec![("at_us", Json::Whole(note.at.us()))];
    fields.append(&mut prose_json(&note.text));
    Json::object(fields)
}

fn read_story(file: &Fields, story: &mut Story) -> Result<(), FileError> {
    let told = [
        ("title", &mut story.title),
        ("summary", &mut story.summary),
        ("try", &mut story.try_this),
    ];
    for (key, prose) in told {
        if let Some(at) = file.find(key) {
            *prose = read_prose(&at.object(&["en", "zh"])?)?;
        }
    }
    if let Some(notes) = file.find("notes") {
        story.notes.clear();
        for at in notes.list()? {
            let fields = at.object(&["at_us", "en", "zh"])?;
            let at = Time(fields.u64("at_us")?.unwrap_or_default());
            story.notes.push(StoryNote { at, text: read_prose(&fields)? });
        }
    }
    Ok(())
}

fn read_prose(fields: &Fields) -> Result<Prose, FileError> {
    Ok(Prose { en: fields.text("en")?, zh: fields.text("zh")? })
}
