//! What somebody outside is told of the page: the difference between two looks at the model, as
//! events with names.

use std::rc::Rc;

use crate::catalog;
use crate::scenario::json::Json;
use crate::scenario::scenario::Scenario;
use crate::scenario::{file, file_fault};
use crate::sim::time::Time;
use crate::ui::model::{Model, Run};
use crate::ui::msg::Msg;
use crate::ui::options::{Layer, View};
use crate::ui::text::sentences;
use crate::view::lang::Lang;

/// What the page was like when it was last looked at.
#[derive(Default)]
pub struct Seen {
    ready: bool,
    generation: u32,
    scenario: Option<Rc<Scenario>>,
    playing: bool,
    time: Time,
    applied: u32,
    note: Option<usize>,
    problem: Option<String>,
    height: u32,
    violations: Vec<(u32, Json)>,
    /// How much of the run the violations are of.
    judged: (u32, u32),
}

/// A name, and what there is to say of it.
pub type Told = (&'static str, Json);

/// Looks at the model, and tells what is new since the last look.
pub fn look(seen: &mut Seen, model: &Model) -> Vec<Told> {
    let mut told = Vec::new();
    let problem = model.problem.as_ref().map(|problem| problem.text.en.clone());
    if let Some(text) = problem.as_ref().filter(|_| problem != seen.problem) {
        told.push(("error", Json::object(vec![("message", Json::text(text))])));
    }
    seen.problem = problem;
    let Some(run) = model.run() else { return told };
    look_at_run(seen, model, run, &mut told);
    let height = height(model, run);
    if seen.height != height {
        told.push(("resize", Json::object(vec![("height", Json::Whole(height.into()))])));
    }
    seen.height = height;
    told
}

fn look_at_run(seen: &mut Seen, model: &Model, run: &Run, told: &mut Vec<Told>) {
    let fresh = seen.generation != model.generation;
    if fresh {
        let title = sentences::told(&run.scenario.story.title, model.lang);
        let what = || Json::object(vec![("title", Json::text(title))]);
        let faults = |scenario: &Scenario| scenario.faults.len();
        let more = seen.scenario.as_ref().is_some_and(|old| faults(old) < faults(&run.whole));
        if model.undo.is_empty() && model.redo.is_empty() {
            told.push(("load", what()));
        } else {
            told.extend(more.then(|| ("inject", what())));
            told.push(("change", what()));
        }
    }
    if !seen.ready && run.finished {
        seen.ready = true;
        told.push(("ready", place(run)));
    }
    if seen.playing != model.playing {
        told.push((if model.playing { "play" } else { "pause" }, place(run)));
    }
    let moment = run.playhead;
    if !fresh && !model.playing && !seen.playing && seen.applied != moment.applied {
        told.push(("step", place(run)));
    }
    let note = run.note_now();
    if let Some(index) = note.filter(|_| note != seen.note || fresh) {
        let text = sentences::told(&run.scenario.story.notes[index].text, model.lang);
        let (index, text) = (Json::Whole(index as u64), Json::text(text));
        told.push(("note", Json::object(vec![("index", index), ("text", text)])));
    }
    look_at_violations(seen, model, run, fresh, told);
    if moment.time == run.until() && (fresh || seen.time < moment.time) {
        told.push(("end", place(run)));
    }
    seen.generation = model.generation;
    seen.scenario = Some(run.whole.clone());
    seen.playing = model.playing;
    seen.note = note;
    (seen.time, seen.applied) = (moment.time, moment.applied);
}

/// Those that the playhead has come to.
fn look_at_violations(
    seen: &mut Seen,
    model: &Model,
    run: &Run,
    fresh: bool,
    told: &mut Vec<Told>,
) {
    let judged = (model.generation, run.events);
    if seen.judged != judged {
        seen.judged = judged;
        let player = run.player.borrow();
        let violations = player.violations(Lang::En).into_iter().map(|violation| {
            let property = &run.cast.properties[violation.property].en;
            let detail = Json::object(vec![
                ("property", Json::text(property)),
                ("at", Json::Whole(violation.at.us())),
                ("event", Json::Whole(violation.event.into())),
                ("text", Json::text(&violation.text)),
            ]);
            (violation.event, detail)
        });
        seen.violations = violations.collect();
    }
    let before = if fresh { 0 } else { seen.applied };
    let come_to = before..run.playhead.applied;
    let come_to = seen.violations.iter().filter(|(event, _)| come_to.contains(event));
    told.extend(come_to.map(|(_, detail)| ("violation", detail.clone())));
}

fn place(run: &Run) -> Json {
    let applied = Json::Whole(run.playhead.applied.into());
    Json::object(vec![("time", Json::Whole(run.playhead.time.us())), ("applied", applied)])
}

/// CSS pixels that the page would like to have in a figure.
fn height(model: &Model, run: &Run) -> u32 {
    const LANE: u32 = 46;
    const AXIS: u32 = 70;
    const TRANSPORT: u32 = 66;
    const NOTE: u32 = 84;
    const WHOLE: u32 = 760;
    let picture = match model.options.view {
        View::Spacetime => AXIS + LANE * run.cast.nodes.len() as u32,
        _ => ((model.width * 0.5) as u32).clamp(250, 460),
    };
    let note = if run.scenario.story.tells() { NOTE } else { 0 };
    match model.layer() {
        Layer::Diagram => picture,
        Layer::Player => picture + TRANSPORT + note,
        Layer::Full => WHOLE,
    }
}

/// The present scenario as a file.
pub fn scenario_file(model: &Model) -> Result<String, String> {
    let run = model.run().ok_or("nothing is open")?;
    if model.foreign.is_some() {
        return Err("an imported trace is no scenario".to_string());
    }
    let text = file::to_json(&run.whole, model.known_hash(), &catalog::protocols());
    text.map_err(|error| error.to_string())
}

/// A fault as in a scenario file, at the playhead unless it says when.
pub fn fault(model: &Model, text: &str) -> Result<Msg, String> {
    let run = model.run().ok_or("nothing is open")?;
    if !model.editable() {
        return Err("this figure can only be watched".to_string());
    }
    let fault = file_fault::fault(text, &run.whole, run.playhead.time, &catalog::protocols());
    let fault = fault.map_err(|error| error.to_string())?;
    Ok(Msg::FaultAdded { fault })
}
