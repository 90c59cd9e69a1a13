//! Opening an imported trace, and looking for things in it. Links are read and written elsewhere
//! (`arrive`), and how to read JSON is handed in: what this part named with another one would come
//! with the first of the page.

use std::cell::RefCell;
use std::rc::Rc;

use crate::scenario::foreign::search::search;
use crate::scenario::foreign::{Linked, Source, Trace};
use crate::scenario::json::ParseJson;
use crate::scenario::scenario::{Prose, Scenario, Story};
use crate::scenario::sides::Kept;
use crate::sim::network::{DiskConfig, Network};
use crate::sim::param::Params;
use crate::sim::time::Time;
use crate::ui::foreign::{Foreign, ForeignMsg, Search};
use crate::ui::model::{Model, Pane, Run, Selection};
use crate::ui::msg::{Cmd, Msg};
use crate::ui::text::problems::sentence;
use crate::ui::update::look;
use crate::ui::update::open::{began, fail, take_over};
use crate::view::foreign::ForeignPlayer;
use crate::view::player::{Moment, Player, Prose2};

/// Opens the trace of a link or a file. What can't be read leaves what is open.
pub fn open(model: &mut Model, linked: Linked, parse: ParseJson) -> Vec<Cmd> {
    match linked.source.read(parse) {
        Ok(trace) => begin(model, linked, trace, parse),
        Err(error) => fail(model, sentence(&error.say()), None, ""),
    }
}

fn begin(model: &mut Model, linked: Linked, trace: Trace, parse: ParseJson) -> Vec<Cmd> {
    let whole = Rc::new(trace);
    let mut opened = Foreign {
        source: Rc::new(linked.source),
        shown: whole.clone(),
        whole,
        search: Search { query: linked.find, only: linked.only, ..Search::default() },
        parse,
    };
    look_for(&mut opened);
    let run = run(&opened);
    take_over(model, vec![run], Time::ZERO);
    model.foreign = Some(opened);
    model.pane = Pane::Diagram;
    began(model, None)
}

pub fn update(model: &mut Model, msg: ForeignMsg) -> Vec<Cmd> {
    let Some(mut opened) = model.foreign.take() else { return Vec::new() };
    let before = opened.shown.clone();
    match msg {
        ForeignMsg::Stepped { forward } => {
            let target = next(&opened.search.found, model, forward);
            model.foreign = Some(opened);
            return match target {
                Some(event) => look::update(model, Msg::EventClicked { event }),
                None => Vec::new(),
            };
        }
        ForeignMsg::Searched { query } => {
            opened.search.query = query;
            look_for(&mut opened);
        }
        ForeignMsg::OnlySwitched => {
            opened.search.only = !opened.search.only;
            look_for(&mut opened);
        }
        ForeignMsg::PartPicked { part } => {
            let source = Source { part: Some(part), ..(*opened.source).clone() };
            return match source.read(opened.parse) {
                Ok(trace) => {
                    let linked = Linked { source, ..opened.linked() };
                    begin(model, linked, trace, opened.parse)
                }
                Err(error) => {
                    model.foreign = Some(opened);
                    fail(model, sentence(&error.say()), None, "")
                }
            };
        }
    }
    if !Rc::ptr_eq(&before, &opened.shown) {
        show(model, &opened, &before);
    }
    model.foreign = Some(opened);
    Vec::new()
}

/// Works out what was found, and what is shown of the trace.
fn look_for(opened: &mut Foreign) {
    let search = &mut opened.search;
    let found = match search_whole(&opened.whole, &search.query) {
        Ok(found) => {
            search.problem = None;
            found
        }
        Err(why) => {
            search.problem = Some(why);
            Vec::new()
        }
    };
    // A search that finds nothing leaves something to look at.
    if search.only && !found.is_empty() {
        search.found = Rc::new((0..found.len() as u32).collect());
        opened.shown = Rc::new(opened.whole.of(&found));
    } else {
        search.found = Rc::new(found);
        opened.shown = opened.whole.clone();
    }
}

fn search_whole(whole: &Trace, query: &str) -> Result<Vec<u32>, Prose2> {
    search(whole, query).map_err(|error| sentence(&error.say()))
}

/// What was found first behind the place that is looked at, or last before it; round the ends.
fn next(found: &[u32], model: &Model, forward: bool) -> Option<u32> {
    let here = match model.selection {
        Selection::Event(event) => Some(event),
        _ => model.run().and_then(|run| run.playhead.applied.checked_sub(1)),
    };
    let after = found.partition_point(|event| here.is_some_and(|here| *event <= here));
    let before = found.partition_point(|event| here.is_some_and(|here| *event < here));
    if forward {
        found.get(after).or(found.first()).copied()
    } else {
        before.checked_sub(1).and_then(|at| found.get(at)).or(found.last()).copied()
    }
}

/// Another part of the same trace: what is selected and where the playhead is stay what they are.
fn show(model: &mut Model, opened: &Foreign, before: &Trace) {
    let number = |event: u32| before.events.get(event as usize).map(|event| event.number);
    let selected = match model.selection {
        Selection::Event(event) => number(event),
        _ => None,
    };
    let last = model.run().and_then(|run| number(run.playhead.applied.checked_sub(1)?));
    let events = &opened.shown.events;
    let selected = selected.and_then(|number| events.iter().position(|e| e.number == number));
    let applied = events.partition_point(|event| last.is_some_and(|last| event.number <= last));
    let latest = applied.checked_sub(1).and_then(|last| events.get(last));
    let time = latest.map_or(Time::ZERO, |event| Time::from_ms(event.step.into()));
    take_over(model, vec![run(opened)], Time::ZERO);
    model.place(Moment { applied: applied as u32, time });
    model.selection = match (selected, model.selection) {
        (Some(event), _) => Selection::Event(event as u32),
        (None, Selection::Node(node)) => Selection::Node(node),
        (None, _) => Selection::Nothing,
    };
}

/// The page asks a run for a scenario's title and end; nothing else of this one says anything.
fn run(opened: &Foreign) -> Run {
    let (trace, source) = (&opened.shown, &opened.source);
    let player = ForeignPlayer::new(trace.clone(), source.origin);
    let last = trace.events.last().map_or(0, |event| event.step);
    let title = Prose { en: source.name.clone(), zh: source.name.clone() };
    let scenario = Rc::new(Scenario {
        protocol: source.origin.name(),
        base: None,
        params: Params::default(),
        seed: 0,
        until: Time::from_ms(last.max(1).into()),
        network: Network::default(),
        disk: DiskConfig::default(),
        requests: Vec::new(),
        faults: Vec::new(),
        story: Story { title, ..Story::default() },
        beside: Vec::new(),
    });
    let cast = Rc::new(player.cast().clone());
    let player: Box<dyn Player> = Box::new(player);
    Run {
        whole: scenario.clone(),
        scenario,
        kept: Rc::new(Kept::default()),
        player: Rc::new(RefCell::new(player)),
        cast,
        playhead: Moment::default(),
        finished: true,
        simulated: Time::ZERO,
        events: trace.events.len() as u32,
    }
}

/// A whole trace, shown nowhere: its hash, and its events as text.
pub fn told(linked: &Linked, parse: ParseJson) -> Result<(String, String), String> {
    let trace = linked.source.read(parse).map_err(|error| error.to_string())?;
    let player = ForeignPlayer::new(Rc::new(trace), linked.source.origin);
    Ok((format!("{:016x}", player.trace_hash()), player.timeline()))
}
