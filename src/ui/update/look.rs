//! Selecting, opening menus and dialogs, and what a click does with a tool in hand.

use crate::sim::fault::{Fault, TimedFault};
use crate::sim::protocol::NodeId;
use crate::ui::model::{Dialog, Menu, Model, Pane, Selection, Sheet, Tool};
use crate::ui::msg::{Cmd, Msg, Point};
use crate::ui::ring_look::{self, RingAct, RingMsg};
use crate::ui::update::{self, travel};
use crate::view::player::{MessageEnd, Status};

pub const DELAY_US: u64 = 20_000;
pub const JUMP_US: i64 = 50_000;
pub const SLOW_US: u64 = 5_000;

pub fn update(model: &mut Model, msg: Msg) -> Vec<Cmd> {
    match msg {
        Msg::NodeSelected { node } => {
            model.selection = Selection::Node(node);
            model.menu = None;
        }
        Msg::NodeClicked { node, at } => return click_node(model, node, at),
        Msg::MessageClicked { message, at } => return click_message(model, message, at),
        Msg::ArrowClicked { message, at } => return click_arrow(model, message, at),
        Msg::EventClicked { event } => {
            model.selection = Selection::Event(event);
            travel::seek_event(model, event);
        }
        Msg::Deselected => {
            model.selection = Selection::Nothing;
            model.ring.key = None;
            model.violation_shown = None;
            model.menu = None;
        }
        Msg::SidePicked { side } => pick_side(model, side),
        Msg::SideSwitched => pick_side(model, (model.side + 1) % model.runs.len().max(1)),
        Msg::MenuClosed => model.menu = None,
        Msg::ViolationShown { property } => show_violation(model, property),
        Msg::RuleShown { key } => {
            model.rule_shown = Some(key);
            model.sheet = Sheet::Rules;
        }
        Msg::ToolPicked { tool } => {
            model.tool = if model.tool == tool { Tool::Select } else { tool };
            model.menu = None;
        }
        Msg::SheetPicked { sheet } => model.sheet = sheet,
        Msg::PanePicked { pane } => model.pane = pane,
        Msg::Ring(msg) => look_at_ring(model, msg),
        Msg::DialogOpened { dialog } => {
            model.playing = false;
            model.menu = None;
            model.copied = None;
            model.dialog = Some(dialog);
        }
        Msg::FaultFormOpened { index } => open_fault_form(model, index),
        Msg::DialogClosed => {
            model.dialog = None;
            model.copied = None;
        }
        _ => {}
    }
    Vec::new()
}

/// Nodes are the same on every side; events and messages are not.
pub fn pick_side(model: &mut Model, side: usize) {
    let Some(run) = model.runs.get(side).filter(|_| side != model.side) else { return };
    match model.selection {
        Selection::Node(node) if node.index() < run.cast.nodes.len() => {}
        _ => model.selection = Selection::Nothing,
    }
    // Where several events share a moment, all of them have happened.
    let moment = run.moment(run.playhead.time);
    model.side = side;
    model.place(moment);
    model.menu = None;
    model.violation_shown = None;
    model.rule_shown = None;
    travel::announce(model);
}

fn click_node(model: &mut Model, node: NodeId, at: Option<Point>) -> Vec<Cmd> {
    let Some(run) = model.run() else { return Vec::new() };
    let tool = if model.editable() { model.tool } else { Tool::Select };
    let status = run.player.borrow().node(node, run.playhead).status;
    let askable = run.cast.askable.contains(&node);
    let fault = match tool {
        Tool::Crash if status == Status::Crashed => Fault::Restart { node },
        Tool::Crash => Fault::Crash { node },
        Tool::Restart => Fault::Restart { node },
        Tool::Pause if status == Status::Paused => Fault::Resume { node },
        Tool::Pause => Fault::Pause { node },
        Tool::Cut => Fault::Partition { side: vec![node] },
        Tool::Clock => Fault::JumpClock { node, by_us: JUMP_US },
        Tool::Slow => Fault::SlowNode { node, step_us: SLOW_US },
        Tool::LoseDisk => return update::act(model, Msg::DiskLost { node }),
        Tool::Ask if askable => {
            model.dialog = Some(Dialog::Ask { node });
            return Vec::new();
        }
        Tool::Leave => {
            let Some(word) = ring_look::leave_word() else { return Vec::new() };
            model.selection = Selection::Node(node);
            return update::act(model, Msg::RequestMade { node, word });
        }
        Tool::Weight => {
            model.selection = Selection::Node(node);
            model.dialog = Some(Dialog::Place { act: RingAct::Weight, node });
            return Vec::new();
        }
        Tool::Select | Tool::Drop | Tool::Delay | Tool::Duplicate | Tool::Corrupt | Tool::Ask => {
            return select_with_menu(model, Selection::Node(node), at);
        }
    };
    model.selection = Selection::Node(node);
    update::act(model, Msg::FaultInjected { fault })
}

fn look_at_ring(model: &mut Model, msg: RingMsg) {
    match msg {
        RingMsg::Shown { ring } => model.ring.cluster = !ring,
        RingMsg::ViewerPicked { viewer } => model.ring.viewer = viewer,
        RingMsg::KeyPicked { name } => {
            model.ring.key = name.filter(|name| !name.is_empty());
            model.selection = Selection::Nothing;
            model.menu = None;
        }
    }
}

fn click_message(model: &mut Model, message: u32, at: Option<Point>) -> Vec<Cmd> {
    let Some(run) = model.run() else { return Vec::new() };
    let Some(name) = run.player.borrow().message(message).map(|message| message.name) else {
        return Vec::new();
    };
    let fault = match if model.editable() { model.tool } else { Tool::Select } {
        Tool::Drop => Fault::Drop { message: name },
        Tool::Delay => Fault::Delay { message: name, by_us: DELAY_US },
        Tool::Duplicate => Fault::Duplicate { message: name },
        Tool::Corrupt => Fault::Corrupt { message: name },
        Tool::Cut => Fault::Cut { a: name.from, b: name.to },
        Tool::Slow => Fault::SlowLink { from: name.from, to: name.to, extra_us: DELAY_US },
        _ => return select_with_menu(model, Selection::Message(message), at),
    };
    update::act(model, Msg::FaultInjected { fault })
}

/// Acts on a message need it in flight: the playhead goes to the middle of its way if it is not.
fn click_arrow(model: &mut Model, message: u32, at: Option<Point>) -> Vec<Cmd> {
    let Some(run) = model.run() else { return Vec::new() };
    let Some(view) = run.player.borrow().message(message) else { return Vec::new() };
    let now = run.playhead.time;
    let end = match view.end {
        MessageEnd::InFlight { due } => due,
        MessageEnd::Delivered { at, .. } | MessageEnd::Lost { at, .. } => at,
    };
    if now < view.sent_at || now >= end {
        travel::seek(model, view.sent_at + end.since(view.sent_at) / 2);
    }
    click_message(model, message, at)
}

/// Menus are for hands on a standing picture: the first click on a moving one stops it.
fn select_with_menu(model: &mut Model, selection: Selection, at: Option<Point>) -> Vec<Cmd> {
    model.selection = selection;
    model.menu = model.editable().then_some(Menu { of: selection, at });
    if model.menu.is_some() {
        model.playing = false;
    }
    Vec::new()
}

fn show_violation(model: &mut Model, property: usize) {
    let Some(run) = model.run() else { return };
    let violations = run.player.borrow().violations(model.lang);
    let Some(violation) = violations.iter().find(|v| v.property == property) else { return };
    model.selection = Selection::Event(violation.event);
    model.violation_shown = Some(property);
    model.rule_shown = None;
    model.pane = Pane::Diagram;
    travel::seek_event(model, violation.event);
    model.announcement = violation.text.clone();
}

fn open_fault_form(model: &mut Model, index: Option<usize>) {
    let Some(run) = model.run() else { return };
    let first = run.cast.nodes.first().map_or(NodeId(0), |node| node.id);
    let start = index.and_then(|index| run.scenario.faults.get(index).cloned());
    let node = model.selection.node().unwrap_or(first);
    let fresh = TimedFault { at: run.playhead.time, fault: Fault::Crash { node } };
    model.playing = false;
    model.menu = None;
    model.dialog = Some(Dialog::Fault { index, start: start.unwrap_or(fresh) });
}
