//! Scenarios as files: JSON that a person can read and write. Every field may be left out; what it
//! then stands for comes from `scenario`, a gallery entry or a protocol, as in a link. A list that
//! is there replaces the whole list of the entry.

use std::collections::BTreeMap;

use super::check;
use super::file_error::FileError;
use super::file_fault::{FaultRefusal, Names, fault, fault_form};
use super::file_form::*;
use super::gallery;
use super::problem::Place;
use super::registry::{self, ProtocolInfo};
use super::scenario::{Prose, Scenario, Story, StoryNote, TimedRequest};
use crate::sim::network::{DiskConfig, Latency, LinkConfig, Network};
use crate::sim::param::Params;
use crate::sim::time::Time;
use crate::sim::word::Word;

pub const FILE_BYTES_MAX: usize = 256 * 1024;
/// Changes when a file of today would be read differently.
pub const FILE_VERSION: u32 = 1;

/// The scenario must be well-formed.
pub fn to_json(scenario: &Scenario, protocols: &[ProtocolInfo]) -> Result<String, FileError> {
    let info = check::well_formed(scenario, protocols).map_err(FileError::Scenario)?;
    let names = (info.names)(&scenario.params).map_err(FileError::Param)?;
    let names = Names(&names);
    let id = scenario.base.unwrap_or(info.id);
    let (_, start) = start(Some(id), protocols)?;
    let (story, told) = (&scenario.story, &start.story);
    let params = info.specs.iter().map(|spec| {
        let value = scenario.params.get(spec);
        let number = value.parse::<u32>().ok().filter(|number| number.to_string() == value);
        (spec.key.to_string(), number.map_or_else(|| value.into(), serde_json::Value::from))
    });
    let form = FileForm {
        v: Some(FILE_VERSION),
        scenario: Some(id.to_string()),
        title: prose_form(&story.title, &told.title),
        summary: prose_form(&story.summary, &told.summary),
        try_this: prose_form(&story.try_this, &told.try_this),
        notes: Some(story.notes.iter().map(note_form).collect()),
        params: Some(params.collect()),
        seed: Some(scenario.seed),
        until_us: Some(scenario.until.us()),
        network: Some(network_form(&scenario.network, names)),
        disk: Some(DiskForm {
            force: Some(latency_form(&scenario.disk.force)),
            lazy_us: Some(scenario.disk.lazy_us),
        }),
        requests: Some(scenario.requests.iter().map(|asked| request_form(asked, names)).collect()),
        faults: Some(scenario.faults.iter().map(|timed| fault_form(timed, names)).collect()),
    };
    serde_json::to_string_pretty(&form).map_err(syntax)
}

pub fn from_json(text: &str, protocols: &[ProtocolInfo]) -> Result<Scenario, FileError> {
    if text.len() > FILE_BYTES_MAX {
        return Err(FileError::TooLong { bytes: text.len() });
    }
    // serde would take an array for an object whose fields may all be left out.
    if !text.trim_start().starts_with('{') {
        return Err(FileError::NotAnObject);
    }
    let version: VersionForm = serde_json::from_str(text).map_err(syntax)?;
    if let Some(v) = version.v
        && v > FILE_VERSION
    {
        return Err(FileError::Newer { v });
    }
    let form: FileForm = serde_json::from_str(text).map_err(syntax)?;
    let (info, mut scenario) = start(form.scenario.as_deref(), protocols)?;
    if let Some(params) = &form.params {
        scenario.params = read_params(params, info)?;
    }
    let names = (info.names)(&scenario.params).map_err(FileError::Param)?;
    let names = Names(&names);
    scenario.seed = form.seed.unwrap_or(scenario.seed);
    scenario.until = form.until_us.map_or(scenario.until, Time);
    if let Some(network) = &form.network {
        read_network(network, names, &mut scenario.network)?;
    }
    if let Some(disk) = &form.disk {
        read_disk(disk, &mut scenario.disk)?;
    }
    if let Some(requests) = &form.requests {
        let requests = requests.iter().enumerate();
        let read = requests.map(|(index, asked)| read_request(index, asked, names));
        scenario.requests = read.collect::<Result<_, _>>()?;
    }
    if let Some(faults) = &form.faults {
        let read = faults.iter().enumerate().map(|(index, form)| {
            fault(form, names).map_err(|refusal| match refusal {
                FaultRefusal::Acts(found) => FileError::Acts { index, found },
                FaultRefusal::UnknownNode(name) => {
                    FileError::UnknownNode { place: Place::Fault(index), name }
                }
            })
        });
        scenario.faults = read.collect::<Result<_, _>>()?;
    }
    read_story(form, &mut scenario.story);
    check::items(&scenario, protocols).map_err(FileError::Scenario)?;
    check::normalize(&mut scenario);
    Ok(scenario)
}

fn syntax(error: serde_json::Error) -> FileError {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let place = format!(" at line {line} column {column}");
    let message = message.strip_suffix(&place).unwrap_or(&message).to_string();
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
    let entry = gallery::find(id).ok_or_else(unknown)?;
    let info = registry::find(protocols, entry.protocol).ok_or_else(unknown)?;
    Ok((info, (entry.make)()))
}

fn read_params(
    values: &BTreeMap<String, serde_json::Value>,
    info: &ProtocolInfo,
) -> Result<Params, FileError> {
    let mut params = Params::default();
    for (key, value) in values {
        let value = match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Number(number) => number.to_string(),
            _ => return Err(FileError::ParamKind { key: key.clone() }),
        };
        params.set(info.specs, key, &value).map_err(FileError::Param)?;
    }
    Ok(params)
}

fn network_form(network: &Network, names: Names) -> NetworkForm {
    let links = network.links.iter().map(|((from, to), config)| LinkForm {
        from: names.name(*from),
        to: names.name(*to),
        latency: Some(latency_form(&config.latency)),
        loss_ppm: Some(config.loss_ppm),
        duplication_ppm: Some(config.duplication_ppm),
        fifo: Some(config.fifo),
    });
    NetworkForm {
        latency: Some(latency_form(&network.default.latency)),
        loss_ppm: Some(network.default.loss_ppm),
        duplication_ppm: Some(network.default.duplication_ppm),
        fifo: Some(network.default.fifo),
        links: Some(links.collect()),
    }
}

fn read_network(form: &NetworkForm, names: Names, network: &mut Network) -> Result<(), FileError> {
    let default = &mut network.default;
    if let Some(latency) = &form.latency {
        default.latency = read_latency(latency, Place::Network)?;
    }
    default.loss_ppm = form.loss_ppm.unwrap_or(default.loss_ppm);
    default.duplication_ppm = form.duplication_ppm.unwrap_or(default.duplication_ppm);
    default.fifo = form.fifo.unwrap_or(default.fifo);
    let Some(links) = &form.links else {
        return Ok(());
    };
    network.links.clear();
    for link in links {
        let node = |name: &String| {
            let unknown = || FileError::UnknownNode { place: Place::Links, name: name.clone() };
            names.find(name).ok_or_else(unknown)
        };
        let ends = (node(&link.from)?, node(&link.to)?);
        let latency = match &link.latency {
            Some(latency) => read_latency(latency, Place::Link(ends))?,
            None => network.default.latency,
        };
        let config = LinkConfig {
            latency,
            loss_ppm: link.loss_ppm.unwrap_or(network.default.loss_ppm),
            duplication_ppm: link.duplication_ppm.unwrap_or(network.default.duplication_ppm),
            fifo: link.fifo.unwrap_or(network.default.fifo),
        };
        if network.links.insert(ends, config).is_some() {
            let (from, to) = (link.from.clone(), link.to.clone());
            return Err(FileError::RepeatedLink { from, to });
        }
    }
    Ok(())
}

fn read_disk(form: &DiskForm, disk: &mut DiskConfig) -> Result<(), FileError> {
    if let Some(force) = &form.force {
        disk.force = read_latency(force, Place::Disk)?;
    }
    disk.lazy_us = form.lazy_us.unwrap_or(disk.lazy_us);
    Ok(())
}

fn latency_form(latency: &Latency) -> LatencyForm {
    let empty = LatencyForm::default();
    match *latency {
        Latency::Fixed { us } => LatencyForm { fixed_us: Some(us), ..empty },
        Latency::Uniform { min_us, max_us } => {
            LatencyForm { min_us: Some(min_us), max_us: Some(max_us), ..empty }
        }
        Latency::Exponential { min_us, mean_us } => {
            LatencyForm { min_us: Some(min_us), mean_us: Some(mean_us), ..empty }
        }
    }
}

fn read_latency(form: &LatencyForm, place: Place) -> Result<Latency, FileError> {
    match (form.fixed_us, form.min_us, form.max_us, form.mean_us) {
        (Some(us), None, None, None) => Ok(Latency::Fixed { us }),
        (None, Some(min_us), Some(max_us), None) => Ok(Latency::Uniform { min_us, max_us }),
        (None, Some(min_us), None, Some(mean_us)) => Ok(Latency::Exponential { min_us, mean_us }),
        _ => Err(FileError::Latency { place }),
    }
}

fn request_form(request: &TimedRequest, names: Names) -> RequestForm {
    RequestForm {
        at_us: request.at.us(),
        node: names.name(request.node),
        word: request.word.to_string(),
    }
}

fn read_request(index: usize, form: &RequestForm, names: Names) -> Result<TimedRequest, FileError> {
    let Some(node) = names.find(&form.node) else {
        let (place, name) = (Place::Request(index), form.node.clone());
        return Err(FileError::UnknownNode { place, name });
    };
    let Some(word) = Word::new(&form.word) else {
        return Err(FileError::Word { index, word: form.word.clone() });
    };
    Ok(TimedRequest { at: Time(form.at_us), node, word })
}

/// Nothing, where nothing is told and would be told without it.
fn prose_form(prose: &Prose, told: &Prose) -> Option<ProseForm> {
    let is_needed = !prose.is_empty() || !told.is_empty();
    is_needed.then(|| ProseForm { en: prose.en.clone(), zh: prose.zh.clone() })
}

fn note_form(note: &StoryNote) -> NoteForm {
    NoteForm { at_us: note.at.us(), en: note.text.en.clone(), zh: note.text.zh.clone() }
}

fn read_story(form: FileForm, story: &mut Story) {
    let told = [
        (form.title, &mut story.title),
        (form.summary, &mut story.summary),
        (form.try_this, &mut story.try_this),
    ];
    for (form, prose) in told {
        if let Some(form) = form {
            *prose = Prose::new(form.en, form.zh);
        }
    }
    if let Some(notes) = form.notes {
        let note =
            |note: NoteForm| StoryNote { at: Time(note.at_us), text: Prose::new(note.en, note.zh) };
        story.notes = notes.into_iter().map(note).collect();
    }
}
