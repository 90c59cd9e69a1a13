//! The one place where the model changes: pure, so that it is tested without a browser.

pub mod arrive;
pub mod edit;
mod explore;
pub mod look;
pub mod open;
mod travel;

#[cfg(test)]
mod tests;

use crate::chunk::File;
use crate::ui::keys;
use crate::ui::later::{ACTS, Acts, Update};
use crate::ui::model::{Layout, Model};
use crate::ui::msg::{Cmd, Msg};
use crate::ui::options::Theme;
use crate::view::lang::Lang;

/// Takes in what happened; what follows outside the page is returned.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Cmd> {
    match msg {
        Msg::LinkArrived { .. }
        | Msg::LinkPasted { .. }
        | Msg::FileRead { .. }
        | Msg::GalleryPicked { .. }
        | Msg::ProblemClosed
        | Msg::BannerClosed
        | Msg::FetchFailed { .. }
        | Msg::FetchGivenUp => open::update(model, msg),
        Msg::FrameArrived { .. }
        | Msg::Simulated
        | Msg::PlayToggled
        | Msg::Played
        | Msg::Paused
        | Msg::Stepped { .. }
        | Msg::NoteStepped { .. }
        | Msg::SoughtTo { .. }
        | Msg::SoughtToEvent { .. }
        | Msg::WentHome
        | Msg::WentToEnd
        | Msg::SpeedChanged { .. }
        | Msg::SpeedPicked { .. } => travel::update(model, msg),
        Msg::NodeSelected { .. }
        | Msg::NodeClicked { .. }
        | Msg::MessageClicked { .. }
        | Msg::ArrowClicked { .. }
        | Msg::EventClicked { .. }
        | Msg::Deselected
        | Msg::SidePicked { .. }
        | Msg::SideSwitched
        | Msg::MenuClosed
        | Msg::ViolationShown { .. }
        | Msg::RuleShown { .. }
        | Msg::ToolPicked { .. }
        | Msg::SheetPicked { .. }
        | Msg::PanePicked { .. }
        | Msg::Ring(_)
        | Msg::DialogOpened { .. }
        | Msg::FaultFormOpened { .. }
        | Msg::DialogClosed => by_acts(model, msg, |acts| acts.look),
        Msg::LangPicked
        | Msg::LangSet { .. }
        | Msg::ThemePicked { .. }
        | Msg::ThemeSet { .. }
        | Msg::KeysSwitched
        | Msg::Resized { .. }
        | Msg::SchemeChanged { .. }
        | Msg::MotionChanged { .. } => dress(model, msg),
        Msg::KeyPressed { press } => match keys::meaning(model, &press) {
            Some(meant) => update(model, meant),
            None => Vec::new(),
        },
        Msg::TextCopied { what } => {
            model.copied = Some(what);
            Vec::new()
        }
        Msg::CopyAsked { text, what } => vec![Cmd::Copy { text, what }],
        Msg::FileAsked => vec![Cmd::PickFile],
        Msg::FullscreenAsked => vec![Cmd::ToggleFullscreen],
        Msg::FetchedAgain => match model.unfetched.take().and_then(|unfetched| unfetched.then) {
            Some(then) => update(model, *then),
            None => Vec::new(),
        },
        Msg::SeedAsked => vec![Cmd::DrawSeed],
        acts => act(model, acts),
    }
}

/// Does something to the scenario, as soon as it is known how.
fn act(model: &mut Model, msg: Msg) -> Vec<Cmd> {
    by_acts(model, msg, |acts| acts.edit)
}

/// Updates by a part of the acts; without them the message waits for their file.
fn by_acts(model: &mut Model, msg: Msg, part: fn(&Acts) -> Update) -> Vec<Cmd> {
    match ACTS.get() {
        Some(acts) => part(acts)(model, msg),
        None => fetch(ACTS.file, msg),
    }
}

/// The same again, once the file is here.
pub fn fetch(file: &'static File, msg: Msg) -> Vec<Cmd> {
    vec![Cmd::Fetch { file, then: Box::new(msg) }]
}

/// How the page looks and listens, which no link carries.
fn dress(model: &mut Model, msg: Msg) -> Vec<Cmd> {
    match msg {
        Msg::LangPicked => {
            model.lang = if model.lang == Lang::En { Lang::Zh } else { Lang::En };
            let value = if model.lang == Lang::En { "en" } else { "zh" };
            vec![Cmd::Dress, Cmd::Remember { key: "lang", value: value.to_string() }]
        }
        Msg::LangSet { lang } => {
            model.lang = lang;
            vec![Cmd::Dress]
        }
        Msg::ThemeSet { theme } => {
            model.theme = theme;
            vec![Cmd::Dress]
        }
        Msg::ThemePicked { theme } => {
            model.theme = theme;
            let value = match theme {
                Theme::Auto => "auto",
                Theme::Light => "light",
                Theme::Dark => "dark",
                Theme::Contrast => "contrast",
            };
            vec![Cmd::Dress, Cmd::Remember { key: "theme", value: value.to_string() }]
        }
        Msg::KeysSwitched => {
            model.keys_on = !model.keys_on;
            let value = if model.keys_on { "on" } else { "off" };
            vec![Cmd::Remember { key: "keys", value: value.to_string() }]
        }
        Msg::Resized { width } => {
            model.layout = Layout::of_width(width);
            model.width = width;
            Vec::new()
        }
        Msg::SchemeChanged { dark } => {
            model.system.dark = dark;
            vec![Cmd::Dress]
        }
        Msg::MotionChanged { reduced } => {
            model.system.reduced_motion = reduced;
            Vec::new()
        }
        _ => Vec::new(),
    }
}
