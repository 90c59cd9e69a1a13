//! Opening a scenario: from a link, the gallery or a file. What cannot be opened becomes a card
//! that says why, and the run that was there stays.

use std::cell::RefCell;
use std::rc::Rc;

use crate::catalog;
use crate::chunk::File;
use crate::scenario::link::{Comparison, Made};
use crate::scenario::registry;
use crate::scenario::scenario::{ENGINE_EPOCH, Scenario};
use crate::sim::time::Time;
use crate::ui::model::{Model, Pane, Problem, Run, Selection, Tool, Unfetched};
use crate::ui::msg::{Cmd, Msg};
use crate::ui::options::Start;
use crate::ui::text::problems;
use crate::ui::update::{by_acts, fetch, travel};
use crate::view::player::{Moment, Prose2};
use crate::view::sides::Played;

/// What the page opens on.
pub const FIRST: &str = "paxos.crash";
/// Simulated at once when a scenario opens: enough for nearly all of them to be whole. Of a large
/// cluster fewer, for each event costs more.
const EVENTS_AT_ONCE: u32 = 4_000;
const EVENTS_TIMES_NODES: u32 = 100_000;

pub fn update(model: &mut Model, msg: Msg) -> Vec<Cmd> {
    match msg {
        Msg::LinkArrived { payload } if payload.is_empty() => {
            update(model, Msg::LinkArrived { payload: FIRST.to_string() })
        }
        Msg::LinkArrived { ref payload } => {
            let name = payload.strip_prefix('#').unwrap_or(payload);
            match (absent(name), named(name)) {
                (Some(file), _) => fetch(file, msg),
                (None, Some(scenario)) => open_fresh(model, scenario, None),
                (None, None) => arrive(model, msg),
            }
        }
        Msg::LinkPasted { .. } | Msg::FileRead { .. } => arrive(model, msg),
        Msg::GalleryPicked { id } => {
            if let Some(file) = absent(id) {
                return fetch(file, msg);
            }
            model.dialog = None;
            let mut cmds = match named(id) {
                Some(scenario) => open_fresh(model, scenario, None),
                None => fail(model, problems::no_such_scenario(id), None, id),
            };
            cmds.push(Cmd::ShowPayload { payload: id.to_string(), push: true });
            cmds
        }
        Msg::ProblemClosed => {
            model.problem = None;
            Vec::new()
        }
        Msg::BannerClosed => {
            model.banner = None;
            Vec::new()
        }
        Msg::FetchFailed { then } => {
            // What a person asked for is not forgotten over what was merely fetched ahead.
            let earlier = model.unfetched.take().and_then(|unfetched| unfetched.then);
            model.unfetched = Some(Unfetched { then: then.or(earlier) });
            Vec::new()
        }
        Msg::FetchGivenUp => {
            model.unfetched = None;
            model.dialog = None;
            model.menu = None;
            model.problem = None;
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// What says more than a name, as soon as it is known how to read it.
fn arrive(model: &mut Model, msg: Msg) -> Vec<Cmd> {
    by_acts(model, msg, |acts| acts.arrive)
}

/// A protocol or a gallery entry.
fn named(name: &str) -> Option<Scenario> {
    let protocols = catalog::protocols();
    match registry::entry(&protocols, name) {
        Some(entry) => Some((entry.make)()),
        None => registry::find(&protocols, name).map(|info| (info.plain)()),
    }
}

/// What has to be fetched before what has this name, if it is one, can be opened.
fn absent(name: &str) -> Option<&'static File> {
    let is_letter = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.');
    // A packed link begins with a digit.
    if !name.starts_with(|first: char| first.is_ascii_lowercase()) || !name.bytes().all(is_letter) {
        return None;
    }
    catalog::absent(name).or_else(|| catalog::absent_beside(&named(name)?))
}

pub fn fail(
    model: &mut Model,
    text: Prose2,
    arrived: Option<(usize, usize)>,
    payload: &str,
) -> Vec<Cmd> {
    model.playing = false;
    let title = problems::not_opened();
    model.problem = Some(Problem { title, text, arrived, payload: payload.to_string() });
    Vec::new()
}

/// Opens what came from outside: nothing of the last run's history belongs to it.
pub fn open_fresh(model: &mut Model, scenario: Scenario, made: Option<Made>) -> Vec<Cmd> {
    if let Err(text) = load(model, Rc::new(scenario), Time::ZERO) {
        return fail(model, text, None, "");
    }
    began(model, made)
}

/// What came from outside is there.
pub fn began(model: &mut Model, made: Option<Made>) -> Vec<Cmd> {
    model.problem = None;
    model.banner = None;
    model.undo.clear();
    model.redo.clear();
    model.branches.clear();
    model.branches_made = 0;
    model.selection = Selection::Nothing;
    model.tool = Tool::Select;
    model.playing = false;
    model.ring.viewer = None;
    model.ring.key = None;
    if model.has_ring() {
        model.pane = Pane::Comparison;
    } else if model.pane == Pane::Comparison {
        model.pane = Pane::Diagram;
    }
    model.side = 0;
    model.made = made;
    model.seen = Time::ZERO;
    check_made(model);
    match model.options.start.take() {
        Some(Start::At(time)) => travel::seek(model, time),
        Some(Start::Step(step)) => travel::seek_event(model, step.saturating_sub(1)),
        None => {}
    }
    if std::mem::take(&mut model.options.autoplay) {
        travel::update(model, Msg::Played);
    }
    vec![Cmd::Dress]
}

/// Runs `scenario` in place of the present one, playhead at `time`. On failure nothing changes.
pub fn load(model: &mut Model, scenario: Rc<Scenario>, time: Time) -> Result<(), Prose2> {
    let sides = catalog::open_sides(&scenario);
    let sides = sides.map_err(|error| problems::sentence(&error.say()))?;
    let time = time.min(scenario.until);
    let runs = sides.into_iter().map(|side| started(&scenario, side)).collect();
    model.foreign = None;
    take_over(model, runs, time);
    Ok(())
}

/// These are played from now on.
pub fn take_over(model: &mut Model, runs: Vec<Run>, time: Time) {
    model.generation += 1;
    model.menu = None;
    model.violation_shown = None;
    model.rule_shown = None;
    model.dialog = None;
    model.frame_ms = None;
    model.made = None;
    model.explorer.leave();
    model.goal = Some(time);
    model.runs = runs;
    model.side = model.side.min(model.runs.len().saturating_sub(1));
    travel::simulated(model);
}

fn started(whole: &Rc<Scenario>, Played { part, mut player }: Played) -> Run {
    let alone = whole.beside.is_empty();
    let cast = Rc::new(player.cast().clone());
    let nodes = cast.nodes.len().max(1) as u32;
    player.advance(EVENTS_AT_ONCE.min(EVENTS_TIMES_NODES / nodes + 1));
    Run {
        whole: whole.clone(),
        scenario: if alone { whole.clone() } else { Rc::new(part.scenario) },
        kept: Rc::new(part.kept),
        player: Rc::new(RefCell::new(player)),
        cast,
        playhead: Moment::default(),
        finished: false,
        simulated: Time::ZERO,
        events: 0,
    }
}

/// Same engine and another hash is a bug of ours; another engine may well differ. Both are said.
pub fn check_made(model: &mut Model) {
    if !model.finished() {
        return;
    }
    let Some(made) = model.made.take() else { return };
    let hash = model.trace_hash();
    model.banner = match made.compare(hash) {
        Comparison::Same | Comparison::Unsaid => None,
        Comparison::OlderEngine | Comparison::NewerEngine => {
            Some(problems::other_engine(made.epoch, ENGINE_EPOCH))
        }
        Comparison::Differs => Some(problems::other_run()),
    };
}
