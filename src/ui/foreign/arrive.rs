//! Imported traces on their way in and out: as files, as pictures, as links.

use crate::scenario::foreign::{self, Linked, Source};
use crate::scenario::json;
use crate::scenario::link_error::LinkError;
use crate::scenario::picture::{self, Kind};
use crate::ui::foreign::{Foreign, ForeignMsg};
use crate::ui::later::FOREIGN;
use crate::ui::model::Model;
use crate::ui::msg::{Cmd, Msg};
use crate::ui::text::problems::sentence;
use crate::ui::update::open::fail;
use crate::ui::update::{edit, fetch};
use crate::view::player::Prose2;

/// The trace that has arrived, or why its link holds none, and that link; nothing where it is a
/// scenario or what belongs to one.
fn arrived(msg: &Msg) -> Option<(Result<Linked, LinkError>, String)> {
    let linked =
        |link: &str| foreign::is_linked(link).then(|| (foreign::decode(link), link.to_string()));
    match msg {
        Msg::LinkArrived { payload } => linked(payload),
        Msg::LinkPasted { text } => linked(text),
        Msg::FileRead { bytes, .. } if picture::kind(bytes) != Kind::Other => {
            linked(&picture::payload(bytes)?)
        }
        Msg::FileRead { name, bytes } => {
            let source = Source::of(name, bytes)?;
            Some((Ok(Linked { source, find: String::new(), only: false }), String::new()))
        }
        _ => None,
    }
}

/// Opens it, if it is a trace.
pub fn open(model: &mut Model, msg: &Msg) -> Option<Vec<Cmd>> {
    let (linked, payload) = arrived(msg)?;
    let linked = match linked {
        Ok(linked) => linked,
        Err(error) => {
            return Some(fail(model, sentence(&error.say()), error.arrived(), &payload));
        }
    };
    let Some(acts) = FOREIGN.get() else { return Some(fetch(FOREIGN.file, msg.clone())) };
    let mut cmds = (acts.open)(model, linked, json::parse);
    // The address bar follows what was opened, if a link can hold it.
    if model.problem.is_none() && !matches!(msg, Msg::LinkArrived { .. }) {
        cmds.extend(edit::show_payload(model));
    }
    Some(cmds)
}

pub fn update(model: &mut Model, msg: ForeignMsg) -> Vec<Cmd> {
    let Some(acts) = FOREIGN.get() else { return Vec::new() };
    let is_a_step = matches!(msg, ForeignMsg::Stepped { .. });
    let mut cmds = (acts.update)(model, msg);
    if !is_a_step {
        cmds.extend(edit::show_payload(model));
    }
    cmds
}

/// A link with all of it, or why there is none.
pub fn payload(opened: &Foreign) -> Result<String, Prose2> {
    foreign::encode(&opened.linked()).map_err(|error| sentence(&error.say()))
}

/// The text as it came.
pub fn save(opened: &Foreign) -> Vec<Cmd> {
    let source = &opened.source;
    let usual = || format!("trace.{}", source.origin.extension());
    let name = if source.name.is_empty() { usual() } else { source.name.clone() };
    vec![Cmd::Download { name, text: source.text.clone() }]
}

/// A link's whole trace, shown nowhere: its hash, and its events as text.
pub fn told(link: &str) -> Result<(String, String), String> {
    let linked = foreign::decode(link).map_err(|error| error.to_string())?;
    let acts = FOREIGN.get().ok_or("a part of the page could not be fetched")?;
    (acts.told)(&linked, json::parse)
}
