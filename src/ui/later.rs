//! The parts of the page that are fetched when they are first needed, as tables of functions.

use std::rc::Rc;

use yew::Html;

use crate::catalog;
use crate::chunk;
use crate::chunk::File;
use crate::scenario::foreign::Linked;
use crate::scenario::json::ParseJson;
use crate::scenario::scenario::Scenario;
use crate::ui::app::{self, Scene, parts, ring, sides};
use crate::ui::drawings;
use crate::ui::drawings::ring::RingProps;
use crate::ui::drawings::spacetime;
use crate::ui::explorer::engine::{self, Engine};
use crate::ui::foreign::{self, ForeignMsg};
use crate::ui::kit::Kit;
use crate::ui::model::{Dialog, Model, Run};
use crate::ui::msg::{Cmd, Msg};
use crate::ui::options::Layer;
use crate::ui::panels::challenge;
use crate::ui::panels::problem::{self, ProblemProps};
use crate::ui::ring_views::{self, RingViews};
use crate::ui::update::{arrive, edit, look};
use crate::ui::views::{RunKey, Views, told};
use crate::ui::watch::{self, Seen, Told};
use crate::view::explorer::{Order, Report};
use crate::view::geometry::timeline::Axes;
use crate::view::lang::Lang;
use crate::view::player::{Cast, Prose2, Window};

chunk! {
    /// What a person does to a run, and what goes out and comes in: all that is not needed to show
    /// the first run. It is fetched behind it.
    pub static ACTS: Acts = "acts" of Acts {
        dialog: app::modal::dialog,
        menu: app::pictures::menu,
        challenge: challenge::challenge,
        costs: app::parts::costs,
        setup: app::parts::setup,
        branches: app::parts::branches,
        strip: app::pictures::strip,
        problem: problem::problem_card,
        edit: edit::update,
        look: look::update,
        arrive: arrive::update,
        payload: edit::payload,
        absent: arrive::absent_for,
        scenario: arrive::scenario,
        link: arrive::link_of,
        run: arrive::run,
        watch: watch::look,
        scenario_file: watch::scenario_file,
        fault: watch::fault,
    };
    /// What stands around the picture, where that is not all that is shown.
    pub static AROUND: Around = "around" of Around {
        refresh: told::refresh,
        full: app::around::full,
        pictures: sides::pictures,
        instead: app::around::instead,
        switch: sides::switch,
        figure: spacetime::figure,
    };
    /// What goes through every schedule.
    pub static EXPLORE: Engine = "explore" of Engine {
        begin: engine::begin,
        write_order: Order::text,
        read_order: Order::parse,
        write_report: Report::text,
        read_report: Report::parse,
    };
    /// Imported traces.
    pub static FOREIGN: ForeignActs = "foreign" of ForeignActs {
        open: foreign::update::open,
        update: foreign::update::update,
        told: foreign::update::told,
        panel: foreign::panel::panel,
    };
    /// The ring and what belongs to it.
    pub static RING: Ring = "ring" beside(catalog::RING_FILE, "1") of Ring {
        refresh: ring_views::refresh,
        drawing: ring::drawing,
        palette: ring::palette,
        bar: ring::bar,
        legend: ring::legend,
        load: ring::load,
        comparison: ring::comparison,
        figure: drawings::ring::figure,
    };
}

/// What else of the program is needed for acts alone comes along.
pub static ACTS_FILE: &File = ACTS.file;

type Draw = fn(&Scene) -> Html;
pub type Update = fn(&mut Model, Msg) -> Vec<Cmd>;
/// Of all sides.
type DrawSides = fn(&[Scene]) -> Html;

pub struct Around {
    /// Brings up to date what is told of the run.
    pub refresh: fn(&mut Views, &Model, &Run, RunKey),
    /// Of the side with the focus, and of all sides.
    pub full: fn(&Scene, &[Scene]) -> Html,
    pub pictures: DrawSides,
    /// What a figure shows in place of pictures.
    pub instead: DrawSides,
    pub switch: DrawSides,
    /// The diagram alone, as it is saved.
    pub figure: fn(&Rc<Cast>, Axes, &Window, Lang) -> Html,
}
/// A trace hash, and events as text; or why there are none.
type Replayed = Result<(String, String), String>;

pub struct Acts {
    pub dialog: fn(&Kit, &Model, &Views) -> Html,
    pub menu: Draw,
    pub challenge: Draw,
    pub costs: Draw,
    pub setup: Draw,
    pub branches: Draw,
    /// Under the scrubber, what the explorer says of each moment.
    pub strip: Draw,
    pub problem: fn(ProblemProps) -> Html,
    pub edit: Update,
    /// Selects, opens menus and dialogs.
    pub look: Update,
    /// Opens a link or a file.
    pub arrive: Update,
    /// The present scenario as a link's payload.
    pub payload: fn(&Model) -> Result<String, Prose2>,
    /// What has to be fetched before a link can be opened.
    pub absent: fn(&str) -> Option<&'static File>,
    /// The scenario of a link, or why there is none.
    pub scenario: fn(&str) -> Result<Scenario, String>,
    pub link: fn(&Scenario) -> Option<String>,
    /// A link's whole run, shown nowhere: its trace hash, and its events as text.
    pub run: fn(&str) -> Replayed,
    /// What is to be told outside.
    pub watch: fn(&mut Seen, &Model) -> Vec<Told>,
    pub scenario_file: fn(&Model) -> Result<String, String>,
    pub fault: fn(&Model, &str) -> Result<Msg, String>,
}

pub struct ForeignActs {
    pub open: fn(&mut Model, Linked, ParseJson) -> Vec<Cmd>,
    pub update: fn(&mut Model, ForeignMsg) -> Vec<Cmd>,
    /// A whole trace, shown nowhere: its hash, and its events as text.
    pub told: fn(&Linked, ParseJson) -> Replayed,
    pub panel: Draw,
}

pub struct Ring {
    pub refresh: fn(&mut RingViews, &Model, &Run),
    pub drawing: Draw,
    pub palette: Draw,
    pub bar: Draw,
    pub legend: Draw,
    pub load: Draw,
    pub comparison: Draw,
    pub figure: fn(&RingProps) -> Html,
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
    if model.run().is_some() && shows_around(model) && !AROUND.file.is_here() {
        lacking.push(AROUND.file);
    }
    // The first run is shown before what is done to it is fetched.
    if (model.run().is_some() || model.problem.is_some()) && !ACTS.file.is_here() {
        lacking.push(ACTS.file);
    }
    lacking
}

/// There is more to be seen than one picture, or a picture of the diagram may be saved.
fn shows_around(model: &Model) -> bool {
    model.layer() == Layer::Full
        || model.runs.len() > 1
        || parts::shows_no_picture(model)
        || model.dialog == Some(Dialog::Share)
}

/// The present scenario as a link's payload, if it is known how to make one and one can hold it.
pub fn payload(model: &Model) -> Option<String> {
    ACTS.get().and_then(|acts| (acts.payload)(model).ok())
}

/// What has to be fetched before a link can be opened.
pub fn absent_for(link: &str) -> Option<&'static File> {
    ACTS.get().map_or(Some(ACTS.file), |acts| (acts.absent)(link))
}

/// What is not needed to show the first run; nothing until it is here.
pub fn of_acts(part: fn(&Acts) -> Draw, scene: &Scene) -> Html {
    ACTS.get().map_or_else(Html::default, |acts| part(acts)(scene))
}

/// What is not needed for one picture; nothing until it is here.
pub fn of_around(part: fn(&Around) -> DrawSides, scenes: &[Scene]) -> Html {
    AROUND.get().map_or_else(Html::default, |around| part(around)(scenes))
}

/// What stands beside an imported trace.
pub fn of_foreign(part: fn(&ForeignActs) -> Draw, scene: &Scene) -> Html {
    FOREIGN.get().map_or_else(Html::default, |acts| part(acts)(scene))
}

/// The part of a page with a ring; nothing where there is none.
pub fn of_ring(part: fn(&Ring) -> Draw, scene: &Scene) -> Html {
    RING.get().map_or_else(Html::default, |ring| part(ring)(scene))
}
