//! The parts of the page that are fetched when they are first needed, as tables of functions.

use yew::Html;

use crate::catalog;
use crate::chunk;
use crate::chunk::File;
use crate::scenario::file;
use crate::scenario::link::Decoded;
use crate::scenario::scenario::Scenario;
use crate::ui::app::{self, Scene, ring};
use crate::ui::kit::Kit;
use crate::ui::model::{Dialog, Model, Run};
use crate::ui::panels::problem::{self, ProblemProps};
use crate::ui::ring_views::{self, RingViews};
use crate::ui::text::problems;
use crate::ui::views::Views;
use crate::view::export::Format;
use crate::view::player::{Player, Prose2};

chunk! {
    /// What comes in front of the page.
    pub static OVERLAYS: Overlays = "overlays" of Overlays {
        dialog: app::modal::dialog,
        menu: app::pictures::menu,
        problem: problem::problem_card,
    };
    /// Scenarios as files.
    pub static FILES: Files = "files" of Files { read, write, absent, export };
    /// The ring and what belongs to it.
    pub static RING: Ring = "ring" beside(catalog::RING_FILE) of Ring {
        refresh: ring_views::refresh,
        drawing: ring::drawing,
        palette: ring::palette,
        bar: ring::bar,
        legend: ring::legend,
        load: ring::load,
        comparison: ring::comparison,
    };
}

/// More than another tool would draw, and still written without a visible stall.
const EXPORTED_EVENTS_MAX: u32 = 20_000;

type Draw = fn(&Scene) -> Html;

pub struct Overlays {
    pub dialog: fn(&Kit, &Model, &Views) -> Html,
    pub menu: Draw,
    pub problem: fn(ProblemProps) -> Html,
}

pub struct Files {
    pub read: fn(&str) -> Result<Decoded, Prose2>,
    pub write: fn(&Scenario, Option<u64>) -> Result<String, Prose2>,
    pub export: fn(&dyn Player, Format) -> String,
    /// What has to be fetched before this file can be read.
    pub absent: fn(&str) -> Option<&'static File>,
}

pub struct Ring {
    pub refresh: fn(&mut RingViews, &Model, &Run),
    pub drawing: Draw,
    pub palette: Draw,
    pub bar: Draw,
    pub legend: Draw,
    pub load: Draw,
    pub comparison: Draw,
}

/// What is not here of what the page is to show, unless it was just found not to come.
pub fn lacking(model: &Model) -> Vec<&'static File> {
    if model.unfetched.is_some() {
        return Vec::new();
    }
    // These tell of every protocol.
    let mut lacking = match model.dialog {
        Some(Dialog::Gallery | Dialog::Beside) => catalog::all_absent(),
        _ => Vec::new(),
    };
    let in_front = model.dialog.is_some() || model.menu.is_some() || model.problem.is_some();
    if in_front && !OVERLAYS.file.is_here() {
        lacking.push(OVERLAYS.file);
    }
    lacking
}

/// The part of a page with a ring; nothing where there is none.
pub fn of_ring(part: fn(&Ring) -> Draw, scene: &Scene) -> Html {
    RING.get().map_or_else(Html::default, |ring| part(ring)(scene))
}

fn read(text: &str) -> Result<Decoded, Prose2> {
    let decoded = file::from_json(text, &catalog::protocols());
    decoded.map_err(|error| problems::sentence(&error.say()))
}

fn write(scenario: &Scenario, trace_hash: Option<u64>) -> Result<String, Prose2> {
    let text = file::to_json(scenario, trace_hash, &catalog::protocols());
    text.map_err(|error| problems::sentence(&error.say()))
}

fn export(player: &dyn Player, format: Format) -> String {
    format.write(player, EXPORTED_EVENTS_MAX)
}

fn absent(text: &str) -> Option<&'static File> {
    catalog::absent_subject(file::subject(text)).or_else(|| {
        let error = file::from_json(text, &catalog::protocols()).err()?;
        catalog::absent(error.unknown_scenario()?)
    })
}
