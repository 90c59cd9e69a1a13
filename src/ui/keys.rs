//! The keyboard, as `design/README.md` has it: which key asks for what.

use crate::sim::fault::{Fault, MessageName};
use crate::ui::model::{Dialog, Model, Pane, Selection, Tool};
use crate::ui::msg::Msg;
use crate::ui::ring_look::RingMsg;

/// A key that went down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    pub key: String,
    pub shift: bool,
    /// Control, Alt or Meta is held: then the key is the browser's, except for undo.
    pub chord: bool,
    pub on: Focus,
}

/// What has the focus: some things need keys for themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    Page,
    /// Space and Enter press it.
    Button,
    /// Arrows, Home, End and Page keys move it.
    Slider,
    /// Everything is text.
    Field,
}

const DELAY_US: u64 = 20_000;

/// What the key asks for; `None` leaves it to the browser.
pub fn meaning(model: &Model, press: &Press) -> Option<Msg> {
    if press.key == "Escape" {
        return escape(model);
    }
    if press.on == Focus::Field || model.dialog.is_some() || model.problem.is_some() {
        return None;
    }
    if press.chord {
        return chord(model, press);
    }
    if !model.keys_on {
        return None;
    }
    travel(press).or_else(|| look(model, press)).or_else(|| act(model, press))
}

fn escape(model: &Model) -> Option<Msg> {
    if model.dialog.is_some() {
        Some(Msg::DialogClosed)
    } else if model.problem.is_some() && model.run().is_some() {
        Some(Msg::ProblemClosed)
    } else if model.menu.is_some() {
        Some(Msg::MenuClosed)
    } else if model.tool != Tool::Select {
        Some(Msg::ToolPicked { tool: Tool::Select })
    } else if model.selection != Selection::Nothing || model.ring.key.is_some() {
        Some(Msg::Deselected)
    } else {
        None
    }
}

fn chord(model: &Model, press: &Press) -> Option<Msg> {
    if !model.keys_on || !press.key.eq_ignore_ascii_case("z") {
        return None;
    }
    Some(if press.shift { Msg::Redone } else { Msg::Undone })
}

fn travel(press: &Press) -> Option<Msg> {
    let slides = press.on == Focus::Slider;
    let pushes = press.on == Focus::Button;
    let step = if press.shift { 10 } else { 1 };
    match press.key.as_str() {
        " " if !pushes => Some(Msg::PlayToggled),
        "k" | "K" | "." => Some(Msg::PlayToggled),
        "ArrowRight" if !slides => Some(Msg::Stepped { events: step }),
        "ArrowLeft" if !slides => Some(Msg::Stepped { events: -step }),
        "PageDown" if !slides => Some(Msg::NoteStepped { notes: 1 }),
        "PageUp" if !slides => Some(Msg::NoteStepped { notes: -1 }),
        "Home" if !slides => Some(Msg::WentHome),
        "End" if !slides => Some(Msg::WentToEnd),
        "+" | "=" => Some(Msg::SpeedChanged { by: 1 }),
        "-" | "_" => Some(Msg::SpeedChanged { by: -1 }),
        _ => None,
    }
}

fn look(model: &Model, press: &Press) -> Option<Msg> {
    let key = press.key.to_ascii_lowercase();
    match key.as_str() {
        "v" => {
            let has_ring = model.has_ring();
            if has_ring && !press.shift {
                return Some(Msg::Ring(RingMsg::Shown { ring: model.ring.cluster }));
            }
            let pane = match model.pane {
                Pane::Diagram => Pane::Log,
                Pane::Log if has_ring => Pane::Comparison,
                Pane::Log | Pane::Comparison => Pane::Diagram,
            };
            Some(Msg::PanePicked { pane })
        }
        "o" if model.runs.len() > 1 => Some(Msg::SideSwitched),
        "f" => Some(Msg::FullscreenAsked),
        "s" => Some(Msg::DialogOpened { dialog: Dialog::Share }),
        "?" => Some(Msg::DialogOpened { dialog: Dialog::Help }),
        _ => {
            let digit = key.parse::<u16>().ok().filter(|digit| (1..=9).contains(digit))?;
            let run = model.run()?;
            let node = run.cast.nodes.get(usize::from(digit) - 1)?;
            Some(Msg::NodeSelected { node: node.id })
        }
    }
}

/// Acts go to what is selected; without a fitting selection the key picks the tool.
fn act(model: &Model, press: &Press) -> Option<Msg> {
    if !model.editable() {
        return None;
    }
    let node = model.selection.node();
    let message = selected_message(model);
    let tool = |tool: Tool| Some(Msg::ToolPicked { tool });
    let fault = |fault: Fault| Some(Msg::FaultInjected { fault });
    match press.key.to_ascii_lowercase().as_str() {
        "c" => node.map_or(tool(Tool::Crash), |node| fault(Fault::Crash { node })),
        "r" => node.map_or(tool(Tool::Restart), |node| fault(Fault::Restart { node })),
        "p" => node.map_or(tool(Tool::Cut), |node| fault(Fault::Partition { side: vec![node] })),
        "h" => fault(Fault::HealCuts),
        "d" => message.map_or(tool(Tool::Drop), |message| fault(Fault::Drop { message })),
        "l" => message
            .map_or(tool(Tool::Delay), |message| fault(Fault::Delay { message, by_us: DELAY_US })),
        "u" => message.map_or(tool(Tool::Duplicate), |message| fault(Fault::Duplicate { message })),
        "w" => {
            let run = model.run()?;
            let node = node.or_else(|| run.cast.askable.first().copied())?;
            Some(Msg::DialogOpened { dialog: Dialog::Ask { node } })
        }
        "z" => Some(Msg::Undone),
        "b" => Some(Msg::Branched),
        _ => None,
    }
}

fn selected_message(model: &Model) -> Option<MessageName> {
    let Selection::Message(id) = model.selection else { return None };
    let run = model.run()?;
    let player = run.player.borrow();
    player.message(id).map(|message| message.name)
}
