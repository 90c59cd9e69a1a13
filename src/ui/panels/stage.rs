//! The picture and the hands on it: the palette above, the legend below, the menu beside a click.

use std::rc::Rc;

use yew::prelude::*;

use crate::ui::kit::Kit;
use crate::ui::model::Tool;
use crate::ui::msg::Msg;
use crate::ui::panels::inspector::hue_class;
use crate::ui::text;
use crate::view::lang::Text;
use crate::view::player::Cast;

const TOOLS: [(Tool, Text); 13] = [
    (Tool::Select, text::SELECT),
    (Tool::Crash, text::CRASH),
    (Tool::Restart, text::RESTART),
    (Tool::Pause, text::PAUSE_NODE),
    (Tool::Cut, text::CUT),
    (Tool::Drop, text::DROP),
    (Tool::Delay, text::DELAY),
    (Tool::Duplicate, text::DUPLICATE),
    (Tool::Corrupt, text::CORRUPT),
    (Tool::Clock, text::SKEW),
    (Tool::Slow, text::SLOW),
    (Tool::LoseDisk, text::LOSE_DISK),
    (Tool::Ask, text::ASK),
];

#[derive(PartialEq)]
pub struct PaletteProps {
    pub kit: Kit,
    pub tool: Tool,
}

pub fn palette(props: &PaletteProps) -> Html {
    let kit = &props.kit;
    let tools = TOOLS.iter().map(|(tool, label)| {
        let on = *tool == props.tool;
        html! {
            <button
                key={label.en} type="button" class={classes!(on.then_some("on"))}
                aria-pressed={on.to_string()}
                onclick={kit.on_click(Msg::ToolPicked { tool: *tool })}
            >
                { kit.t(*label) }
            </button>
        }
    });
    html! {
        <div class="palette">
            <div class="tools" role="toolbar" aria-label={kit.t(text::TOOLS)}>
                { for tools }
                <span class="gap" />
                <button type="button" onclick={kit.on_click(Msg::AllHealed)}>
                    { kit.t(text::HEAL_ALL) }
                </button>
            </div>
            if let Some(hint) = hint(props.tool) {
                <p class="hint" role="status">{ kit.t(hint) }</p>
            }
        </div>
    }
}

fn hint(tool: Tool) -> Option<Text> {
    match tool {
        Tool::Select | Tool::Leave | Tool::Weight => None,
        Tool::Cut => Some(text::TOOL_HINT_CUT),
        Tool::Slow => Some(text::TOOL_HINT_SLOW),
        Tool::Drop | Tool::Delay | Tool::Duplicate | Tool::Corrupt => Some(text::TOOL_HINT_MESSAGE),
        Tool::Crash | Tool::Restart | Tool::Pause | Tool::Clock | Tool::LoseDisk | Tool::Ask => {
            Some(text::TOOL_HINT_NODE)
        }
    }
}

#[derive(PartialEq)]
pub struct LegendProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
}

pub fn legend(props: &LegendProps) -> Html {
    let kinds = props.cast.message_kinds.iter().map(|kind| {
        html! {
            <li key={kind.name} class={hue_class(kind.hue)}>
                <svg width="18" height="8" aria-hidden="true"><path d="M0 4h18" /></svg>
                { kind.name }
            </li>
        }
    });
    html! { <ul class="legend" aria-label={props.kit.t(text::LEGEND)}>{ for kinds }</ul> }
}
