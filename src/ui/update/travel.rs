//! Moving the playhead: playing, stepping, seeking, and the simulation that runs ahead of it.

use crate::sim::time::Time;
use crate::ui::model::{Model, PACE_US_PER_MS, Run, SPEEDS};
use crate::ui::msg::{Cmd, Msg};
use crate::view::lang::Lang;
use crate::view::player::Moment;

/// A frame that comes later than this after the last one does not make up for lost time.
const FRAME_MS_MAX: f64 = 100.0;

pub fn update(model: &mut Model, msg: Msg) -> Vec<Cmd> {
    match msg {
        Msg::FrameArrived { now_ms } => return frame(model, now_ms),
        Msg::Simulated => simulated(model),
        Msg::PlayToggled if model.playing => pause(model),
        Msg::PlayToggled | Msg::Played => play(model),
        Msg::Paused => pause(model),
        Msg::Stepped { events } => step(model, events),
        Msg::NoteStepped { notes } => step_note(model, notes),
        Msg::SoughtTo { time } => seek(model, time),
        Msg::SoughtToEvent { event } => seek_event(model, event),
        Msg::WentHome => seek(model, Time::ZERO),
        Msg::WentToEnd => {
            if let Some(until) = model.run.as_ref().map(Run::until) {
                seek(model, until);
            }
        }
        Msg::SpeedChanged { by } => {
            let speed = model.speed.saturating_add_signed(by as isize);
            model.speed = speed.min(SPEEDS.len() - 1);
        }
        Msg::SpeedPicked { index } => model.speed = index.min(SPEEDS.len() - 1),
        _ => {}
    }
    Vec::new()
}

fn frame(model: &mut Model, now_ms: f64) -> Vec<Cmd> {
    let last_ms = model.frame_ms.replace(now_ms).unwrap_or(now_ms);
    let passed_ms = (now_ms - last_ms).clamp(0.0, FRAME_MS_MAX);
    if model.playing {
        advance_playhead(model, passed_ms);
    }
    let simulating = model.run.as_ref().is_some_and(|run| !run.finished);
    if simulating { vec![Cmd::Simulate] } else { Vec::new() }
}

fn advance_playhead(model: &mut Model, passed_ms: f64) {
    let us = passed_ms * PACE_US_PER_MS * SPEEDS[model.speed] + model.carry_us;
    model.carry_us = us.fract();
    let discrete = model.reduced_motion();
    let Some(run) = &mut model.run else { return };
    let wanted = run.playhead.time + us as u64;
    let mut reached = wanted.min(run.simulated);
    if discrete {
        // From event to event: until the next one is due, time only gathers.
        reached = last_event_until(run, reached).max(run.playhead.time);
        model.carry_us = us - reached.since(run.playhead.time) as f64;
    }
    let applied = run.player.borrow().events_until(reached);
    run.playhead = Moment { applied, time: reached };
    run.seen = run.seen.max(reached);
    let over = run.finished && reached >= run.simulated;
    if over && model.options.looped {
        run.playhead = Moment::default();
    } else if over {
        pause(model);
    }
}

/// The time of the last event that has happened by then; the end of the run counts as one.
fn last_event_until(run: &Run, time: Time) -> Time {
    if run.finished && time >= run.simulated {
        return time;
    }
    let player = run.player.borrow();
    let last = player.events_until(time).checked_sub(1);
    let event = last.and_then(|last| player.event(last, Lang::En));
    event.map_or(Time::ZERO, |event| event.time)
}

/// The player has simulated further: takes note, and moves the playhead that waited for it.
pub fn simulated(model: &mut Model) {
    let Some(run) = &mut model.run else { return };
    let (progress, events) = {
        let player = run.player.borrow();
        (player.progress(), player.event_count())
    };
    run.finished = progress.finished;
    run.simulated = if progress.finished { run.scenario.until } else { progress.simulated };
    run.events = events;
    if let Some(goal) = run.goal {
        // More may be going to happen at the very time that is simulated.
        if goal < run.simulated || run.finished {
            run.goal = None;
        }
        let time = goal.min(run.simulated);
        run.playhead = Moment { applied: run.player.borrow().events_until(time), time };
    }
    if run.finished {
        super::open::check_made(model);
    }
}

fn play(model: &mut Model) {
    let Some(run) = &mut model.run else { return };
    if run.finished && run.playhead.time >= run.simulated {
        run.playhead = Moment::default();
    }
    model.playing = true;
    model.frame_ms = None;
    model.carry_us = 0.0;
    model.menu = None;
}

fn pause(model: &mut Model) {
    model.playing = false;
    model.frame_ms = None;
    announce(model);
}

/// Goes to the next or the last event, however many share a moment.
fn step(model: &mut Model, events: i32) {
    model.playing = false;
    model.frame_ms = None;
    let Some(run) = &mut model.run else { return };
    let at = run.playhead;
    let player = run.player.borrow();
    let time_of = |applied: u32| match applied {
        0 => Time::ZERO,
        _ => player.event(applied - 1, model.lang).map_or(Time::ZERO, |event| event.time),
    };
    let mut steps = events;
    // Between two events a step back first returns to the one that has happened.
    if steps < 0 && at.time > time_of(at.applied) {
        steps += 1;
    }
    let applied = at.applied.saturating_add_signed(steps).min(player.event_count());
    let time = if steps > 0 && applied == at.applied { run.simulated } else { time_of(applied) };
    drop(player);
    arrive(model, Moment { applied, time });
}

fn step_note(model: &mut Model, notes: i32) {
    let Some(run) = &model.run else { return };
    let times: Vec<Time> = run.scenario.story.notes.iter().map(|note| note.at).collect();
    let now = run.playhead.time;
    let target = if notes > 0 {
        times.into_iter().find(|at| *at > now)
    } else {
        times.into_iter().rev().find(|at| *at < now).or(Some(Time::ZERO))
    };
    if let Some(time) = target {
        seek(model, time);
    }
}

pub fn seek(model: &mut Model, time: Time) {
    let Some(run) = &mut model.run else { return };
    let time = time.min(run.until());
    run.goal = (time >= run.simulated && !run.finished).then_some(time);
    let time = time.min(run.simulated);
    let applied = run.player.borrow().events_until(time);
    arrive(model, Moment { applied, time });
}

/// Right after an event: it has happened, those after it at the same moment have not.
pub fn seek_event(model: &mut Model, event: u32) {
    let Some(run) = &mut model.run else { return };
    if event >= run.events {
        return;
    }
    run.goal = None;
    let Some(time) = run.player.borrow().event(event, model.lang).map(|event| event.time) else {
        return;
    };
    model.playing = false;
    model.frame_ms = None;
    arrive(model, Moment { applied: event + 1, time });
}

fn arrive(model: &mut Model, moment: Moment) {
    let Some(run) = &mut model.run else { return };
    run.playhead = moment;
    run.seen = run.seen.max(moment.time);
    model.menu = None;
    announce(model);
}

/// One sentence for those who listen.
pub fn announce(model: &mut Model) {
    let Some(run) = &model.run else { return };
    let at = run.playhead;
    let last = at.applied.checked_sub(1);
    let event = last.and_then(|last| run.player.borrow().event(last, model.lang));
    model.announcement = match event {
        None => format!("{} ms", at.time),
        Some(event) => format!("{} ms. {}", event.time, event.text),
    };
}
