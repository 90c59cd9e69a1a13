//! Play, step, scrub, speed: the foot of the page.

use yew::prelude::*;

use crate::sim::time::Time;
use crate::ui::controls::icon::{Icon, picture};
use crate::ui::kit::Kit;
use crate::ui::model::{Layout, SPEEDS};
use crate::ui::msg::Msg;
use crate::ui::text;
use crate::ui::text::sentences;
use crate::view::lang::Text;
use crate::view::player::Unit;

#[derive(PartialEq)]
pub struct TransportProps {
    pub kit: Kit,
    pub playing: bool,
    pub time: Time,
    pub until: Time,
    pub unit: Unit,
    pub speed: usize,
    pub layout: Layout,
    /// The player in somebody's page: fewer buttons, and a way out.
    pub embedded: bool,
    pub open_full: Option<AttrValue>,
    pub scrubber: Html,
    /// Not everything is simulated yet.
    pub simulating: bool,
}

pub fn transport(props: &TransportProps) -> Html {
    let kit = &props.kit;
    let (icon, label) =
        if props.playing { (Icon::Pause, text::PAUSE) } else { (Icon::Play, text::PLAY) };
    let brief = props.layout == Layout::Narrow || props.embedded;
    html! {
        <footer class="transport" aria-label={kit.t(text::TRANSPORT)} role="contentinfo">
            if !brief {
                { button(kit, Icon::Start, text::TO_START, Msg::WentHome) }
            }
            { button(kit, Icon::Back, text::STEP_BACK, Msg::Stepped { events: -1 }) }
            <button
                type="button" class="tbtn play" aria-label={kit.t(label)} title={kit.t(label)}
                onclick={kit.on_click(Msg::PlayToggled)}
            >
                { picture(icon) }
            </button>
            { button(kit, Icon::On, text::STEP_ON, Msg::Stepped { events: 1 }) }
            <div class="scrub">{ props.scrubber.clone() }</div>
            <span class="reading mono">
                { sentences::ms_short(props.time) }<span class="unit">{ props.unit.suffix() }</span>
                if !brief {
                    <span class="until">{ format!(" / {}", props.until) }</span>
                }
                if props.simulating {
                    <span class="busy" title={kit.t(text::SIMULATING)}>{ " …" }</span>
                }
            </span>
            if !props.embedded {
                { speeds(props) }
            }
            if let Some(href) = &props.open_full {
                <a class="open-full" href={href} target="_blank" rel="noopener">
                    { kit.t(text::OPEN_FULL) }
                </a>
            }
        </footer>
    }
}

fn button(kit: &Kit, icon: Icon, label: Text, msg: Msg) -> Html {
    html! {
        <button
            type="button" class="tbtn" aria-label={kit.t(label)} title={kit.t(label)}
            onclick={kit.on_click(msg)}
        >
            { picture(icon) }
        </button>
    }
}

fn speeds(props: &TransportProps) -> Html {
    let kit = &props.kit;
    let pick = kit.on_value(|text| Some(Msg::SpeedPicked { index: text.parse().ok()? }));
    let options = SPEEDS.iter().enumerate().map(|(index, speed)| {
        html! {
            <option value={index.to_string()} selected={index == props.speed}>
                { sentences::speed(*speed) }
            </option>
        }
    });
    html! {
        <select class="speed" aria-label={kit.t(text::SPEED)} onchange={pick}>
            { for options }
        </select>
    }
}
