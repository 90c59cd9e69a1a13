//! Everything the page knows. The run itself is derived from the scenario and may be thrown away;
//! what a person does to it is always a new scenario.

use std::cell::RefCell;
use std::rc::Rc;

use crate::scenario::link::Made;
use crate::scenario::scenario::Scenario;
use crate::scenario::sides::{self, Kept};
use crate::sim::fault::TimedFault;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::ui::explorer::Explorer;
use crate::ui::foreign::Foreign;
use crate::ui::msg::Msg;
use crate::ui::options::{Layer, Options, Theme, View};
use crate::ui::ring_look::{RingAct, RingLook};
use crate::view::lang::Lang;
use crate::view::player::{Cast, Moment, Player, Prose2};

/// Simulated µs that pass in one real millisecond at speed 1×.
pub const PACE_US_PER_MS: f64 = 10.0;
/// What the speed control offers, in multiples of the pace.
pub const SPEEDS: [f64; 8] = [0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 50.0];
pub const SPEED_NORMAL: usize = 3;

pub type SharedPlayer = Rc<RefCell<Box<dyn Player>>>;

pub struct Model {
    pub options: Options,
    pub lang: Lang,
    pub theme: Theme,
    pub system: System,
    pub layout: Layout,
    /// Of the page, in CSS pixels.
    pub width: f64,
    /// One for each side of the scenario; none while nothing is open.
    pub runs: Vec<Run>,
    /// The side that has the focus: what is selected, listed and told is of it.
    pub side: usize,
    /// Where the playhead is to go once that much is simulated.
    pub goal: Option<Time>,
    /// The latest moment a person has seen: what lies before it is their past.
    pub seen: Time,
    /// What the link said of the run it was made from, until that is checked.
    pub made: Option<Made>,
    pub problem: Option<Problem>,
    pub banner: Option<Prose2>,
    pub unfetched: Option<Unfetched>,
    pub playing: bool,
    pub speed: usize,
    pub selection: Selection,
    pub menu: Option<Menu>,
    /// The property whose violation is being explained.
    pub violation_shown: Option<usize>,
    /// The rule somebody was led to.
    pub rule_shown: Option<&'static str>,
    pub tool: Tool,
    pub sheet: Sheet,
    /// The lower middle pane shows the log instead of the diagram.
    pub pane: Pane,
    pub ring: RingLook,
    pub explorer: Explorer,
    pub foreign: Option<Foreign>,
    pub dialog: Option<Dialog>,
    pub undo: Vec<Version>,
    pub redo: Vec<Version>,
    pub branches: Vec<Branch>,
    pub branches_made: u32,
    pub announcement: String,
    pub keys_on: bool,
    pub copied: Option<Copied>,
    /// The clock of the last frame, while frames arrive.
    pub frame_ms: Option<f64>,
    /// Sub-microsecond remainder of the playhead's motion.
    pub carry_us: f64,
    pub generation: u32,
}

/// What the device says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct System {
    pub dark: bool,
    pub reduced_motion: bool,
}

/// A scenario being played, or one of its sides. All sides stand at the same time.
pub struct Run {
    /// All sides of it: what is edited, linked and saved.
    pub whole: Rc<Scenario>,
    /// This side's own, with nothing beside it.
    pub scenario: Rc<Scenario>,
    pub kept: Rc<Kept>,
    pub player: SharedPlayer,
    pub cast: Rc<Cast>,
    pub playhead: Moment,
    pub finished: bool,
    pub simulated: Time,
    pub events: u32,
}

/// A part of the program could not be fetched, and what waits for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Unfetched {
    pub then: Option<Box<Msg>>,
}

/// Why something could not be opened. The run that was there stays.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub title: Prose2,
    pub text: Prose2,
    /// Characters that arrived, of how many.
    pub arrived: Option<(usize, usize)>,
    pub payload: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    #[default]
    Nothing,
    Node(NodeId),
    Event(u32),
    Message(u32),
}

impl Selection {
    pub fn node(self) -> Option<NodeId> {
        match self {
            Selection::Node(node) => Some(node),
            _ => None,
        }
    }
}

/// The menu of acts on what was clicked, and where on the screen; without a place, beside what has
/// the focus.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Menu {
    pub of: Selection,
    pub at: Option<(f64, f64)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    #[default]
    Select,
    Crash,
    Restart,
    Pause,
    Cut,
    Drop,
    Delay,
    Duplicate,
    Corrupt,
    Clock,
    Slow,
    LoseDisk,
    Ask,
    Leave,
    Weight,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sheet {
    #[default]
    Events,
    State,
    Faults,
    Rules,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    #[default]
    Diagram,
    Log,
    /// Placement algorithms side by side, where there is a ring.
    Comparison,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    Gallery,
    Share,
    /// What to put beside the run.
    Beside,
    Explore,
    Help,
    More,
    /// A new fault, or the one at this place in the list.
    Fault {
        index: Option<usize>,
        start: TimedFault,
    },
    Ask {
        node: NodeId,
    },
    /// A request to a member of the ring.
    Place {
        act: RingAct,
        node: NodeId,
    },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    #[default]
    Wide,
    Medium,
    Narrow,
}

impl Layout {
    pub const fn of_width(width: f64) -> Layout {
        if width >= 900.0 {
            Layout::Wide
        } else if width >= 640.0 {
            Layout::Medium
        } else {
            Layout::Narrow
        }
    }
}

/// A scenario one can go back to, and where the playhead was.
#[derive(Clone, Debug)]
pub struct Version {
    pub scenario: Rc<Scenario>,
    pub playhead: Moment,
}

/// A future that was kept when its past was edited.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    pub name: Prose2,
    pub scenario: Rc<Scenario>,
    pub playhead: Moment,
}

/// What the clipboard last took, so that the right button can say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    Link,
    Embed,
    /// What a documentation site needs once.
    Setup,
    Failed,
}

impl Model {
    pub fn new(options: Options, lang: Lang, theme: Theme, system: System) -> Model {
        let (speed, keys_on) = (options.speed.map_or(SPEED_NORMAL, nearest_speed), options.keys);
        let cluster = options.view == View::Topology;
        let pane = if options.view == View::Table { Pane::Log } else { Pane::Diagram };
        Model {
            options,
            lang,
            theme,
            system,
            layout: Layout::Wide,
            width: 0.0,
            runs: Vec::new(),
            side: 0,
            goal: None,
            seen: Time::ZERO,
            made: None,
            problem: None,
            banner: None,
            unfetched: None,
            playing: false,
            speed,
            selection: Selection::Nothing,
            menu: None,
            violation_shown: None,
            rule_shown: None,
            tool: Tool::Select,
            sheet: Sheet::Events,
            pane,
            ring: RingLook { cluster, ..RingLook::default() },
            explorer: Explorer::default(),
            foreign: None,
            dialog: None,
            undo: Vec::new(),
            redo: Vec::new(),
            branches: Vec::new(),
            branches_made: 0,
            announcement: String::new(),
            keys_on,
            copied: None,
            frame_ms: None,
            carry_us: 0.0,
            generation: 0,
        }
    }

    /// Whether the page has anything to do in the next frame.
    pub fn wants_frames(&self) -> bool {
        self.run().is_some() && (self.playing || !self.finished())
    }

    /// The run that has the focus.
    pub fn run(&self) -> Option<&Run> {
        self.runs.get(self.side)
    }

    /// Every side is simulated to its end.
    pub fn finished(&self) -> bool {
        self.runs.iter().all(|run| run.finished)
    }

    /// Of all sides together.
    pub fn trace_hash(&self) -> u64 {
        sides::trace_hash(self.runs.iter().map(|run| run.player.borrow().trace_hash()))
    }

    /// The same, once it is known.
    pub fn known_hash(&self) -> Option<u64> {
        self.finished().then(|| self.trace_hash())
    }

    /// Everything up to here is known of every side.
    pub fn simulated(&self) -> Time {
        self.runs.iter().map(|run| run.simulated).min().unwrap_or_default()
    }

    /// Puts the playhead of the side with the focus there, and the others at the same time.
    pub fn place(&mut self, at: Moment) {
        for (index, run) in self.runs.iter_mut().enumerate() {
            run.playhead = if index == self.side { at } else { run.moment(at.time) };
        }
    }

    /// Before everything, at the very beginning.
    pub fn rewind(&mut self) {
        self.runs.iter_mut().for_each(|run| run.playhead = Moment::default());
    }

    pub fn reduced_motion(&self) -> bool {
        self.options.reduced_motion.unwrap_or(self.system.reduced_motion)
    }

    pub fn is_dark(&self) -> bool {
        match self.theme {
            Theme::Auto => self.system.dark,
            Theme::Dark => true,
            Theme::Light | Theme::Contrast => false,
        }
    }

    /// There is a ring, whether or not it is shown.
    pub fn has_ring(&self) -> bool {
        let run = self.run();
        run.is_some_and(|run| run.player.borrow().ring(None, run.playhead).is_some())
    }

    /// What is drawn with, whatever the device has to do with it.
    pub fn shown_theme(&self) -> &'static str {
        match self.theme {
            Theme::Contrast => "contrast",
            _ if self.is_dark() => "dark",
            _ => "light",
        }
    }

    pub fn layer(&self) -> Layer {
        self.options.layer
    }

    pub fn editable(&self) -> bool {
        !self.options.readonly && self.foreign.is_none()
    }
}

impl Run {
    /// All that has happened by then has happened.
    pub fn moment(&self, time: Time) -> Moment {
        Moment { applied: self.player.borrow().events_until(time), time }
    }

    pub fn until(&self) -> Time {
        self.scenario.until
    }

    /// The note whose time has come, by position.
    pub fn note_now(&self) -> Option<usize> {
        let notes = &self.scenario.story.notes;
        notes.iter().rposition(|note| note.at <= self.playhead.time)
    }
}

pub fn nearest_speed(wanted: f64) -> usize {
    let mut best = SPEED_NORMAL;
    for (index, speed) in SPEEDS.iter().enumerate() {
        if (speed - wanted).abs() < (SPEEDS[best] - wanted).abs() {
            best = index;
        }
    }
    best
}
