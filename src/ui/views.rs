//! What the page shows of a run at the playhead, kept until it changes: immutable, shared by
//! pointer, so that a part of the page whose data is the same is not drawn again.

use std::rc::Rc;

use crate::sim::fault::TimedFault;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::ui::drawings::spacetime::FaultMark;
use crate::ui::later;
use crate::ui::model::{Model, Run, Selection};
use crate::ui::ring_views::RingViews;
use crate::ui::text::faults;
use crate::view::costs::Costs;
use crate::view::lang::Lang;
use crate::view::player::{
    Cone, EventView, Moment, NodeView, Picture, PropertyView, Strike, ViolationView,
};

/// Events the log holds at once; it turns pages of a third of that.
pub const LOG_ROWS: u32 = 90;
const STRIDE: u32 = 25_000;
/// In longer runs costs are not counted anew with every event that is drawn.
const COUNTED_EVENTS_MAX: u32 = 20_000;
/// Of a larger crowd only the selected node's state is put into words.
const CROWD: usize = 64;

#[derive(Default)]
pub struct Views {
    run_key: Option<RunKey>,
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

#[derive(Clone, Copy, PartialEq)]
struct RunKey {
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
        let selected = model.selection.node();
        let alone = (run.cast.nodes.len() > CROWD).then_some(selected);
        let alone = if focused { alone } else { Some(None) };
        let time = (!model.playing).then_some(at.time);
        let state = StateKey { run: key, applied: at.applied, time, alone };
        if self.state_key != Some(state) {
            self.refresh_state(run, model.lang, alone);
            self.state_key = Some(state);
        }
        let third = LOG_ROWS / 3;
        let first = (at.applied / third).saturating_sub(1) * third;
        if focused && self.log_key != Some((key, first)) {
            self.refresh_log(run, model.lang, first);
            self.log_key = Some((key, first));
        }
        if self.picture_key != Some((key, at)) {
            self.picture = Some(Rc::new(run.player.borrow().picture(at)));
            self.picture_key = Some((key, at));
        }
        self.refresh_costs(run, (key, at));
        if let Some(ring) = later::RING.get() {
            (ring.refresh)(&mut self.ring, model, run);
        }
        if focused {
            self.refresh_culprits(model, run, key);
            self.refresh_cone(model, run, key);
        } else {
            self.forget_selection();
        }
    }

    /// Of runs with work to count, which are short; a long one has other things to tell.
    fn refresh_costs(&mut self, run: &Run, key: (RunKey, Moment)) {
        if self.costs_key == Some(key) {
            return;
        }
        self.costs_key = Some(key);
        let costs = (run.events <= COUNTED_EVENTS_MAX).then(|| run.player.borrow().costs(key.1));
        let costs = costs.filter(|costs| !costs.works.is_empty());
        if self.costs.as_deref() != costs.as_ref() {
            self.costs = costs.map(Rc::new);
        }
    }

    /// What is selected is of another side.
    fn forget_selection(&mut self) {
        (self.culprits_key, self.cone_key) = (None, None);
        if self.cone.is_some() || !self.culprit_events.is_empty() {
            (self.cone, self.event_node) = (None, None);
            self.culprits = Rc::default();
            self.culprit_events = Rc::default();
        }
    }

    fn refresh_culprits(&mut self, model: &Model, run: &Run, key: RunKey) {
        let wanted = model.violation_shown.map(|property| (key, property));
        if self.culprits_key == wanted {
            return;
        }
        self.culprits_key = wanted;
        let shown = wanted
            .and_then(|(_, property)| self.violations.iter().find(|v| v.property == property));
        self.culprit_events =
            Rc::new(shown.map(|violation| violation.culprits.clone()).unwrap_or_default());
        let player = run.player.borrow();
        let events = shown.map_or(&[][..], |violation| &violation.culprits);
        let culprits =
            events.iter().filter_map(|event| player.event(*event, model.lang)).map(Rc::new);
        self.culprits = Rc::new(culprits.collect());
    }

    fn refresh_cone(&mut self, model: &Model, run: &Run, key: RunKey) {
        let wanted = match model.selection {
            Selection::Event(event) if event < run.events => Some((key, event)),
            _ => None,
        };
        if self.cone_key != wanted {
            self.cone_key = wanted;
            let player = run.player.borrow();
            self.cone = wanted.map(|(_, event)| Rc::new(player.cone(event)));
            let event = wanted.and_then(|(_, event)| player.event(event, model.lang));
            self.event_node = event.and_then(|event| event.node);
        }
    }

    fn refresh_run(&mut self, run: &Run, lang: Lang) {
        let player = run.player.borrow();
        self.fates = Rc::new(fates(run, &player.strikes()));
        self.violations = Rc::new(player.violations(lang));
        let label = |timed: &TimedFault| {
            let name = timed.fault.message()?;
            let at = Moment { applied: player.events_until(timed.at), time: timed.at };
            let id = player.find_message(name, at)?;
            player.message(id).map(|message| message.label)
        };
        let labels = run.whole.faults.iter().map(label).collect();
        self.fault_labels = Rc::new(labels);
        self.refresh_marks(run, lang);
    }

    fn refresh_marks(&mut self, run: &Run, lang: Lang) {
        let faults = &run.scenario.faults;
        let words = |(index, timed): (usize, &TimedFault)| {
            let label = run.kept.faults.get(index).and_then(|at| self.fault_labels.get(*at));
            let label = label.and_then(Option::as_deref);
            FaultMark {
                at: timed.at,
                node: timed.fault.nodes().first().copied(),
                word: faults::describe(&run.cast, &timed.fault, label, lang),
            }
        };
        let notes = run.scenario.story.notes.iter();
        self.marks.fault_times = Rc::new(faults.iter().map(|timed| timed.at).collect());
        self.marks.note_times = Rc::new(notes.map(|note| note.at).collect());
        self.marks.violation_times = Rc::new(self.violations.iter().map(|v| v.at).collect());
        self.marks.faults = Rc::new(faults.iter().enumerate().map(words).collect());
        self.marks.revision += 1;
    }

    fn refresh_state(&mut self, run: &Run, lang: Lang, alone: Option<Option<NodeId>>) {
        let player = run.player.borrow();
        let told = run.cast.nodes.iter().filter(|node| alone.is_none_or(|a| a == Some(node.id)));
        let views = told.map(|node| {
            let fresh = player.node(node.id, run.playhead);
            // The same words keep the same pointer.
            match self.nodes.iter().find(|(id, _)| *id == node.id) {
                Some((_, old)) if **old == fresh => (node.id, old.clone()),
                _ => (node.id, Rc::new(fresh)),
            }
        });
        self.nodes = Rc::new(views.collect());
        let properties = player.properties(run.playhead, lang);
        if *self.properties != properties {
            self.properties = Rc::new(properties);
        }
    }

    fn refresh_log(&mut self, run: &Run, lang: Lang, first: u32) {
        let player = run.player.borrow();
        let last = run.events.min(first + LOG_ROWS);
        let rows = (first..last).filter_map(|index| player.event(index, lang)).map(Rc::new);
        self.log = Rc::new(LogPage { first, total: run.events, rows: rows.collect() });
    }
}

/// The script's faults that struck here, found nothing, or mean nothing here; shorter than the
/// script while the run is not simulated that far.
fn fates(run: &Run, strikes: &[Strike]) -> Vec<Fate> {
    let mut struck = strikes.iter();
    let fate = |index: usize| {
        if run.kept.faults_left_out.contains(&index) {
            return Some(Fate::NotHere);
        }
        let strike = struck.next()?;
        Some(if strike.event.is_some() { Fate::Struck } else { Fate::FoundNothing })
    };
    (0..run.whole.faults.len()).map_while(fate).collect()
}
