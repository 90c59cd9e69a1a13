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
            if let Some(until) = model.run().map(Run::until) {
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
    if model.finished() { Vec::new() } else { vec![Cmd::Simulate] }
}

fn advance_playhead(model: &mut Model, passed_ms: f64) {
    let pace = PACE_US_PER_MS / model.run().map_or(1.0, |run| run.cast.unit.worth().sqrt());
    let us = passed_ms * pace * SPEEDS[model.speed] + model.carry_us;
    model.carry_us = us.fract();
    let discrete = model.reduced_motion();
    let simulated = model.simulated();
    let Some(now) = model.run().map(|run| run.playhead.time) else { return };
    let mut reached = (now + us as u64).min(simulated);
    if discrete {
        // From event to event: until the next one is due, time only gathers.
        let last = model.runs.iter().map(|run| last_event_until(run, reached)).max();
        reached = last.map_or(now, |last| last.max(now));
        model.carry_us = us - reached.since(now) as f64;
    }
    if let Some(moment) = model.run().map(|run| run.moment(reached)) {
        model.place(moment);
    }
    model.seen = model.seen.max(reached);
    let over = model.finished() && reached >= simulated;
    if over && model.options.looped {
        model.rewind();
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

/// The players have simulated further: takes note, and moves the playhead that waited for it.
pub fn simulated(model: &mut Model) {
    for run in &mut model.runs {
        let player = run.player.borrow();
        let progress = player.progress();
        run.finished = progress.finished;
        run.simulated = if progress.finished { run.scenario.until } else { progress.simulated };
        run.events = player.event_count();
    }
    let (simulated, finished) = (model.simulated(), model.finished());
    // Where no time is waited for, a side that was behind the others catches up.
    let moment = model.run().map(|run| match model.goal {
        Some(goal) => run.moment(goal.min(simulated)),
        None => run.playhead,
    });
    // More may be going to happen at the very time that is simulated.
    model.goal = model.goal.filter(|goal| *goal >= simulated && !finished);
    if let Some(moment) = moment {
        model.place(moment);
    }
    if finished {
        super::open::check_made(model);
    }
}

fn play(model: &mut Model) {
    let Some(now) = model.run().map(|run| run.playhead.time) else { return };
    if model.finished() && now >= model.simulated() {
        model.rewind();
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
    let Some(run) = model.run() else { return };
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
    let Some(run) = model.run() else { return };
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
    let (simulated, finished) = (model.simulated(), model.finished());
    let Some(run) = model.run() else { return };
    let time = time.min(run.until());
    let moment = run.moment(time.min(simulated));
    model.goal = (time >= simulated && !finished).then_some(time);
    arrive(model, moment);
}

/// Right after an event: it has happened, those after it at the same moment have not.
pub fn seek_event(model: &mut Model, event: u32) {
    let Some(run) = model.run() else { return };
    let event_view = run.player.borrow().event(event, model.lang);
    let Some(time) = event_view.map(|event| event.time) else { return };
    model.goal = None;
    model.playing = false;
    model.frame_ms = None;
    arrive(model, Moment { applied: event + 1, time });
}

fn arrive(model: &mut Model, moment: Moment) {
    model.place(moment);
    model.seen = model.seen.max(moment.time);
    model.menu = None;
    announce(model);
}

/// One sentence for those who listen.
pub fn announce(model: &mut Model) {
    let Some(run) = model.run() else { return };
    let at = run.playhead;
    let last = at.applied.checked_sub(1);
    let event = last.and_then(|last| run.player.borrow().event(last, model.lang));
    let unit = run.cast.unit.suffix();
    model.announcement = match event {
        None => format!("{}{unit}", at.time),
        Some(event) => format!("{}{unit}. {}", event.time, event.text),
    };
}
