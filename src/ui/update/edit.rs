//! What a person does to the run: always a new scenario, run anew, with the playhead where it was.

use std::rc::Rc;

use crate::catalog;
use crate::scenario::scenario::{Scenario, TimedRequest};
use crate::scenario::sides::{self, Side};
use crate::scenario::{check, link, registry};
use crate::sim::fault::{Fault, TimedFault};
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::ui::foreign;
use crate::ui::model::{Branch, Model, Problem, Run, Selection, Version};
use crate::ui::msg::{Cmd, Msg};
use crate::ui::ring_look::{RingAct, changes_ring};
use crate::ui::text::{problems, sentences};
use crate::ui::update::{arrive, explore, look, open, travel};
use crate::view::player::{Moment, Prose2, Status};

const UNDO_MAX: usize = 200;

pub fn update(model: &mut Model, msg: Msg) -> Vec<Cmd> {
    match msg {
        Msg::SaveAsked => return arrive::save(model),
        Msg::PictureAsked { of, png } => return arrive::picture(model, of, png),
        Msg::ExportAsked { format } => return arrive::export(model, format),
        Msg::Foreign(msg) => return foreign::arrive::update(model, msg),
        // Nothing else can be done to an imported trace.
        _ if model.foreign.is_some() => return Vec::new(),
        Msg::Explorer(msg) => return explore::update(model, msg),
        Msg::Undone => return undo(model),
        Msg::Redone => return redo(model),
        Msg::Branched => return branch_here(model),
        Msg::BranchPicked { index } => return return_to(model, index),
        Msg::BranchRemoved { index } if index < model.branches.len() => {
            model.branches.remove(index);
            return Vec::new();
        }
        _ => {}
    }
    if !model.editable() {
        return Vec::new();
    }
    match msg {
        Msg::FaultInjected { fault } => inject(model, fault),
        Msg::DiskLost { node } => lose_disk(model, node),
        Msg::CutDrawn { mut side } if !side.is_empty() => {
            check::put_in_order(&mut side);
            inject(model, Fault::Partition { side })
        }
        Msg::LinkCut { a, b } => inject(model, Fault::Cut { a, b }),
        Msg::AllHealed => inject(model, Fault::HealEverything),
        Msg::FaultAdded { fault } => edit(model, |scenario| insert(scenario, fault)),
        Msg::FaultChanged { index, fault } => edit(model, |scenario| {
            take(&mut scenario.faults, index);
            insert(scenario, fault);
        }),
        Msg::FaultMoved { index, at } => edit(model, |scenario| {
            if let Some(fault) = take(&mut scenario.faults, index) {
                insert(scenario, TimedFault { at, fault: fault.fault });
            }
        }),
        Msg::FaultRemoved { index } => edit(model, |scenario| {
            take(&mut scenario.faults, index);
        }),
        Msg::RequestMade { node, word } => {
            let at = now(model);
            // The one who changes the ring is the first who sees it changed.
            if model.ring.viewer != Some(node) && model.has_ring() && changes_ring(word) {
                model.ring.viewer = Some(node);
            }
            edit(model, |scenario| request(scenario, TimedRequest { at, node, word }))
        }
        Msg::NodeAdded => add_node(model),
        Msg::RequestRemoved { index } => edit(model, |scenario| {
            take(&mut scenario.requests, index);
        }),
        Msg::ParamChanged { key, value } => set_param(model, key, &value),
        Msg::SideAdded { protocol } => add_side(model, protocol),
        Msg::SideRemoved { side } => remove_side(model, side),
        Msg::SeedChanged { seed } => edit(model, |scenario| scenario.seed = seed),
        Msg::UntilChanged { until } => edit(model, |scenario| scenario.until = until),
        Msg::LossChanged { ppm } => edit(model, |scenario| scenario.network.default.loss_ppm = ppm),
        _ => Vec::new(),
    }
}

/// A fault at the playhead.
pub fn inject(model: &mut Model, fault: Fault) -> Vec<Cmd> {
    let at = now(model);
    edit(model, |scenario| insert(scenario, TimedFault { at, fault }))
}

/// A disk is lost while its node is down: a node that is up crashes first.
pub fn lose_disk(model: &mut Model, node: NodeId) -> Vec<Cmd> {
    let Some(run) = model.run() else { return Vec::new() };
    let up = run.player.borrow().node(node, run.playhead).status != Status::Crashed;
    let at = run.playhead.time;
    model.selection = Selection::Node(node);
    edit(model, |scenario| {
        if up {
            insert(scenario, TimedFault { at, fault: Fault::Crash { node } });
        }
        insert(scenario, TimedFault { at, fault: Fault::RestartDiskLost { node } });
    })
}

fn set_param(model: &mut Model, key: &str, value: &str) -> Vec<Cmd> {
    let Some(run) = model.run() else { return Vec::new() };
    let specs: Vec<_> = run.cast.params.iter().map(|param| param.spec).collect();
    let beside = model.side.checked_sub(1);
    edit(model, |scenario| {
        let params = match beside.and_then(|beside| scenario.beside.get_mut(beside)) {
            Some(side) => &mut side.params,
            None => &mut scenario.params,
        };
        // The panel offers only what the table allows; anything else leaves the value as it is.
        let _ = params.set(&specs, key, value);
    })
}

/// It begins with the rules of the side with the focus, as far as it has them, and takes the focus.
fn add_side(model: &mut Model, protocol: &str) -> Vec<Cmd> {
    let protocols = catalog::protocols();
    let info = registry::find(&protocols, protocol);
    let (Some(info), Some(run)) = (info, model.run()) else { return Vec::new() };
    let like = Side { protocol: run.scenario.protocol, params: run.scenario.params.clone() };
    let side = sides::like(&like, info, &protocols);
    let cmds = edit(model, |scenario| scenario.beside.push(side));
    if model.problem.is_none() {
        look::pick_side(model, model.runs.len() - 1);
    }
    cmds
}

fn remove_side(model: &mut Model, side: usize) -> Vec<Cmd> {
    if model.runs.len() < 2 || side >= model.runs.len() {
        return Vec::new();
    }
    if model.side > side || model.side + 1 == model.runs.len() {
        look::pick_side(model, model.side - 1);
    }
    edit(model, |scenario| *scenario = sides::without(scenario, side, &catalog::protocols()))
}

/// A further spare node, and its request to join.
fn add_node(model: &mut Model) -> Vec<Cmd> {
    let Some(run) = model.run() else { return Vec::new() };
    let specs: Vec<_> = run.cast.params.iter().map(|param| param.spec).collect();
    let spare = specs.iter().find(|spec| spec.key == "spare");
    let (Some(spare), Some(word)) = (spare, RingAct::Join.word("")) else { return Vec::new() };
    let more = (run.scenario.params.number(spare) + 1).to_string();
    let (at, node) = (now(model), NodeId(run.cast.nodes.len() as u16));
    model.ring.viewer = Some(node);
    edit(model, |scenario| {
        if scenario.params.set(&specs, spare.key, &more).is_ok() {
            request(scenario, TimedRequest { at, node, word });
        }
    })
}

/// Keeps the list in order of time; among equals the new one comes last.
fn request(scenario: &mut Scenario, request: TimedRequest) {
    let place = scenario.requests.partition_point(|other| other.at <= request.at);
    scenario.requests.insert(place, request);
}

fn now(model: &Model) -> Time {
    model.run().map_or(Time::ZERO, |run| run.playhead.time)
}

/// Keeps the list in order of time; among equals the new one comes last.
fn insert(scenario: &mut Scenario, fault: TimedFault) {
    let place = scenario.faults.partition_point(|other| other.at <= fault.at);
    scenario.faults.insert(place, fault);
}

fn take<T>(list: &mut Vec<T>, index: usize) -> Option<T> {
    (index < list.len()).then(|| list.remove(index))
}

fn edit(model: &mut Model, change: impl FnOnce(&mut Scenario)) -> Vec<Cmd> {
    let Some(run) = model.run() else { return Vec::new() };
    let mut scenario = (*run.whole).clone();
    change(&mut scenario);
    commit(model, scenario)
}

/// Another run of the same protocol in place of the present one, which can be gone back to.
pub fn adopt(model: &mut Model, scenario: Scenario) -> Vec<Cmd> {
    commit(model, scenario)
}

/// Everything about an edit that does not depend on which one it is.
fn commit(model: &mut Model, scenario: Scenario) -> Vec<Cmd> {
    let Some(run) = model.run() else { return Vec::new() };
    if scenario == *run.whole {
        return Vec::new();
    }
    let before = version_of(run);
    let seen = model.seen;
    let name = sentences::branch_of_edit(&run.cast, &run.whole, &scenario);
    let cmds = replace(model, Rc::new(scenario), before.playhead.time);
    if model.problem.is_some() {
        return cmds;
    }
    keep_future(model, &before, seen, name);
    model.undo.push(before);
    if model.undo.len() > UNDO_MAX {
        model.undo.remove(0);
    }
    model.redo.clear();
    cmds
}

/// A future that was already watched becomes a branch when its past is edited.
fn keep_future(model: &mut Model, before: &Version, seen: Time, name: Prose2) {
    let at = before.playhead.time;
    if seen <= at {
        return;
    }
    push_branch(model, name, before.scenario.clone(), before.playhead);
    model.seen = at;
}

fn push_branch(model: &mut Model, name: Prose2, scenario: Rc<Scenario>, playhead: Moment) {
    if model.branches.iter().any(|branch| branch.scenario == scenario) {
        return;
    }
    model.branches_made += 1;
    model.branches.push(Branch { name, scenario, playhead });
}

/// Runs another scenario in place of the present one; the selection stays where it still means
/// something: events and messages are renumbered by an edit of their past, nodes are not.
fn replace(model: &mut Model, scenario: Rc<Scenario>, time: Time) -> Vec<Cmd> {
    if let Err(text) = open::load(model, scenario, time) {
        let title = problems::not_possible();
        model.problem = Some(Problem { title, text, arrived: None, payload: String::new() });
        return Vec::new();
    }
    let nodes = model.run().map_or(0, |run| run.cast.nodes.len());
    match model.selection {
        Selection::Node(node) if node.index() < nodes => {}
        _ => model.selection = Selection::Nothing,
    }
    let current = model.run().map(|run| run.whole.clone());
    model.branches.retain(|branch| Some(&branch.scenario) != current.as_ref());
    travel::announce(model);
    show_payload(model)
}

/// The address bar follows the scenario; it names none when no link can hold the scenario, rather
/// than another one.
pub fn show_payload(model: &Model) -> Vec<Cmd> {
    let payload = payload(model).unwrap_or_default();
    vec![Cmd::ShowPayload { payload, push: false }]
}

/// The present scenario as a link's payload; it vouches for its hash once that is known.
pub fn payload(model: &Model) -> Result<String, Prose2> {
    let Some(run) = model.run() else { return Ok(String::new()) };
    if let Some(opened) = &model.foreign {
        return foreign::arrive::payload(opened);
    }
    link::encode(&run.whole, model.known_hash(), &catalog::protocols())
        .map_err(|error| problems::sentence(&error.say()))
}

fn undo(model: &mut Model) -> Vec<Cmd> {
    let Some(version) = model.undo.pop() else { return Vec::new() };
    let now = model.run().map(version_of);
    let cmds = replace(model, version.scenario, version.playhead.time);
    model.redo.extend(now);
    cmds
}

fn redo(model: &mut Model) -> Vec<Cmd> {
    let Some(version) = model.redo.pop() else { return Vec::new() };
    let now = model.run().map(version_of);
    let cmds = replace(model, version.scenario, version.playhead.time);
    model.undo.extend(now);
    cmds
}

fn version_of(run: &Run) -> Version {
    Version { scenario: run.whole.clone(), playhead: run.playhead }
}

/// Marks this run as one to come back to.
fn branch_here(model: &mut Model) -> Vec<Cmd> {
    let Some(run) = model.run() else { return Vec::new() };
    let name = sentences::branch_by_hand(model.branches_made + 1, run.playhead.time);
    let version = version_of(run);
    push_branch(model, name, version.scenario, version.playhead);
    Vec::new()
}

/// Changes places with a branch: what is shown now is kept in its stead.
fn return_to(model: &mut Model, index: usize) -> Vec<Cmd> {
    if index >= model.branches.len() {
        return Vec::new();
    }
    let Some(version) = model.run().map(version_of) else { return Vec::new() };
    let branch = model.branches.remove(index);
    let cmds = replace(model, branch.scenario, branch.playhead.time);
    if model.problem.is_none() {
        let name = sentences::branch_left(version.playhead.time);
        push_branch(model, name, version.scenario.clone(), version.playhead);
        model.undo.push(version);
        model.redo.clear();
    }
    cmds
}
