//! What the page shows of a run at the playhead, kept until it changes: immutable, shared by
//! pointer, so that a part of the page whose data is the same is not drawn again.

pub mod told;

use std::rc::Rc;

use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::ui::drawings::spacetime::FaultMark;
use crate::ui::later;
use crate::ui::model::{Model, Run};
use crate::ui::ring_views::RingViews;
use crate::view::costs::Costs;
use crate::view::lang::Lang;
use crate::view::player::{
    Cone, EventView, Moment, NodeView, Picture, PropertyView, ViolationView,
};

/// Events the log holds at once; it turns pages of a third of that.
pub const LOG_ROWS: u32 = 90;
const STRIDE: u32 = 25_000;

#[derive(Default)]
pub struct Views {
    run_key: Option<RunKey>,
    told_key: Option<RunKey>,
    state_key: Option<StateKey>,
    log_key: Option<(RunKey, u32)>,
    costs_key: Option<(RunKey, Moment)>,
    pub costs: Option<Rc<Costs>>,
    picture_key: Option<(RunKey, Moment)>,
    pub picture: Option<Rc<Picture>>,
    pub ring: RingViews,
    pub nodes: Rc<Vec<(NodeId, Rc<NodeView>)>>,
    pub properties: Rc<Vec<PropertyView>>,
    /// What became of each fault of the whole script here.
    pub fates: Rc<Vec<Fate>>,
    pub violations: Rc<Vec<ViolationView>>,
    pub fault_labels: Rc<Vec<Option<String>>>,
    pub marks: Marks,
    pub log: Rc<LogPage>,
    /// The run as a link's payload, once it is known how to make one; empty if none can hold it.
    pub payload: Option<Rc<str>>,
    culprits_key: Option<(RunKey, usize)>,
    /// What the violation being explained rests on.
    pub culprits: Rc<Vec<Rc<EventView>>>,
    pub culprit_events: Rc<Vec<u32>>,
    cone_key: Option<(RunKey, u32)>,
    /// Causes and effects of the selected event.
    pub cone: Option<Rc<Cone>>,
    /// Where the selected event happened.
    pub event_node: Option<NodeId>,
}

/// What became of a fault of the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Struck,
    FoundNothing,
    /// It names what this side does not have.
    NotHere,
}

/// Which run it is, as far as it is simulated, in which language.
#[derive(Clone, Copy, PartialEq)]
pub struct RunKey {
    generation: u32,
    events: u32,
    finished: bool,
    lang: Lang,
    focused: bool,
}

#[derive(Clone, Copy, PartialEq)]
struct StateKey {
    run: RunKey,
    applied: u32,
    /// Not while playing: the state in words changes with events, not with every frame.
    time: Option<Time>,
    /// The only node whose state is told, in a crowd.
    alone: Option<Option<NodeId>>,
}

/// What the scrubber and the diagram mark of the whole run.
#[derive(Clone, Default)]
pub struct Marks {
    /// Stands for the run: changes when it does.
    pub revision: u64,
    pub fault_times: Rc<Vec<Time>>,
    pub note_times: Rc<Vec<Time>>,
    pub violation_times: Rc<Vec<Time>>,
    pub faults: Rc<Vec<FaultMark>>,
}

/// A stretch of the event list.
#[derive(Debug, Default, PartialEq)]
pub struct LogPage {
    pub first: u32,
    pub total: u32,
    pub rows: Vec<Rc<EventView>>,
}

impl Views {
    /// Of a side that does not have the focus only what is drawn.
    pub fn refresh(&mut self, model: &Model, side: usize) {
        let Some(run) = model.runs.get(side) else {
            *self = Views::default();
            return;
        };
        let focused = side == model.side;
        let key = RunKey {
            generation: model.generation,
            // While a long run is simulated, what is said of the whole follows in strides.
            events: if run.finished { run.events } else { run.events / STRIDE },
            finished: run.finished,
            lang: model.lang,
            focused,
        };
        if self.run_key != Some(key) {
            self.refresh_run(run, model.lang);
            self.payload = None;
            self.run_key = Some(key);
        }
        if focused && self.payload.is_none() {
            self.payload =
                later::ACTS.get().map(|acts| (acts.payload)(model).unwrap_or_default().into());
        }
        let at = run.playhead;
        if self.picture_key != Some((key, at)) {
            self.picture = Some(Rc::new(run.player.borrow().picture(at)));
            self.picture_key = Some((key, at));
        }
        if let Some(ring) = later::RING.get() {
            (ring.refresh)(&mut self.ring, model, run);
        }
        if let Some(around) = later::AROUND.get() {
            (around.refresh)(self, model, run, key);
        }
    }

    fn refresh_run(&mut self, run: &Run, lang: Lang) {
        self.violations = Rc::new(run.player.borrow().violations(lang));
        let faults = &run.scenario.faults;
        let notes = run.scenario.story.notes.iter();
        self.marks.fault_times = Rc::new(faults.iter().map(|timed| timed.at).collect());
        self.marks.note_times = Rc::new(notes.map(|note| note.at).collect());
        self.marks.violation_times = Rc::new(self.violations.iter().map(|v| v.at).collect());
        self.marks.revision += 1;
    }
}
