//! What is asked of the explorer, what it answers, and its answer as the run.

use std::rc::Rc;

use crate::sim::time::Time;
use crate::ui::explorer::{Chance, Draft, ExplorerMsg, FUTURES, MOMENTS, Task};
use crate::ui::model::{Dialog, Model};
use crate::ui::msg::{Cmd, Msg};
use crate::ui::text::explorer;
use crate::ui::update::{arrive, edit, look};
use crate::view::explorer::{Order, Outcome, Quest, Report};
use crate::view::lang::Lang;

pub fn update(model: &mut Model, msg: ExplorerMsg) -> Vec<Cmd> {
    match msg {
        ExplorerMsg::Started { draft } => start(model, draft),
        ExplorerMsg::FuturesAsked => try_futures(model),
        ExplorerMsg::Paused { paused } => {
            let Some(task) = &mut model.explorer.task else { return Vec::new() };
            task.paused = paused;
            vec![Cmd::ExplorerPause { paused }]
        }
        ExplorerMsg::Stopped => {
            model.explorer.task = None;
            vec![Cmd::ExplorerStop]
        }
        ExplorerMsg::Reported { report } => reported(model, report),
        ExplorerMsg::Opened => open(model),
    }
}

fn start(model: &mut Model, draft: Draft) -> Vec<Cmd> {
    let Some(run) = model.run() else { return Vec::new() };
    let events = if draft.here { run.playhead.applied } else { 0 };
    let quest = Quest::Violation { events, limits: draft.limits };
    model.explorer.draft = draft;
    model.playing = false;
    model.dialog = Some(Dialog::Explore);
    begin(model, quest)
}

/// From moments all along the run to where it first breaks something.
fn try_futures(model: &mut Model) -> Vec<Cmd> {
    let Some(run) = model.run() else { return Vec::new() };
    let violations = run.player.borrow().violations(Lang::En);
    let Some(end) = violations.iter().map(|violation| violation.event + 1).min() else {
        return Vec::new();
    };
    let moments = end.min(MOMENTS);
    let mut events: Vec<u32> = (0..=moments).map(|moment| moment * end / moments.max(1)).collect();
    events.dedup();
    model.explorer.strip = None;
    begin(model, Quest::Futures { events, futures: FUTURES })
}

/// The focused side's own scenario is gone through; what stands beside it is not.
fn begin(model: &mut Model, quest: Quest) -> Vec<Cmd> {
    let Some(run) = model.run() else { return Vec::new() };
    let mut report = Report::default();
    let payload = arrive::link_of(&run.scenario).unwrap_or_else(|| {
        report.outcome = Outcome::Failed(explorer::TOO_LONG.get(model.lang).to_string());
        String::new()
    });
    let Draft { budget, wanted, .. } = model.explorer.draft;
    let order = Order { quest, payload, budget, wanted };
    let order = Rc::new(order);
    let is_over = report.outcome.is_over();
    let task = Task { order: order.clone(), report: Rc::new(report), paused: false };
    model.explorer.task = Some(task);
    if is_over { Vec::new() } else { vec![Cmd::Explore { order }] }
}

fn reported(model: &mut Model, report: Rc<Report>) -> Vec<Cmd> {
    let Some(task) = &mut model.explorer.task else {
        // It works for a scenario that is no longer shown.
        return vec![Cmd::ExplorerStop];
    };
    task.report = report;
    let task = task.clone();
    if let Quest::Futures { .. } = task.order.quest {
        show_strip(model, &task.report);
    }
    if task.report.outcome.is_over() {
        model.announcement = explorer::verdict(&task, model.lang);
        if model.dialog != Some(Dialog::Explore) && task.has_found() {
            model.banner = Some(explorer::found_behind());
        }
    }
    Vec::new()
}

fn show_strip(model: &mut Model, report: &Report) {
    let Some(run) = model.run() else { return };
    let player = run.player.borrow();
    let from = |events: u32| {
        let last = events.checked_sub(1).and_then(|event| player.event(event, Lang::En));
        last.map_or(Time::ZERO, |event| event.time)
    };
    let chances = report.shares.iter().filter(|share| share.of > 0);
    let chances =
        chances.map(|share| Chance { from: from(share.event), broken: share.broken, of: share.of });
    let strip = Some(Rc::new(chances.collect()));
    drop(player);
    model.explorer.strip = strip;
}

/// The run that was found, in place of the present one, at what it breaks.
fn open(model: &mut Model) -> Vec<Cmd> {
    let Some(task) = model.explorer.task.clone() else { return Vec::new() };
    let found = task.report.payload.as_ref().and_then(|link| arrive::scenario(link).ok());
    let Some(found) = found else { return Vec::new() };
    let mut cmds = edit::adopt(model, found);
    model.dialog = None;
    if let Some(property) = task.report.property {
        cmds.extend(look::update(model, Msg::ViolationShown { property }));
    }
    cmds
}
