//! What is told of a run around its picture: state and properties in words, the log, costs, causes.

use std::rc::Rc;

use super::{Fate, LOG_ROWS, LogPage, RunKey, StateKey, Views};
use crate::sim::fault::TimedFault;
use crate::sim::protocol::NodeId;
use crate::ui::drawings::spacetime::FaultMark;
use crate::ui::model::{Model, Run, Selection};
use crate::ui::text::faults;
use crate::view::lang::Lang;
use crate::view::player::{Moment, Strike};

/// In longer runs costs are not counted anew with every event that is drawn.
const COUNTED_EVENTS_MAX: u32 = 20_000;
/// Of a larger crowd only the selected node's state is put into words.
const CROWD: usize = 64;

pub fn refresh(views: &mut Views, model: &Model, run: &Run, key: RunKey) {
    if views.told_key != Some(key) {
        views.refresh_script(run, model.lang);
        views.told_key = Some(key);
    }
    let at = run.playhead;
    let selected = model.selection.node();
    let alone = (run.cast.nodes.len() > CROWD).then_some(selected);
    let alone = if key.focused { alone } else { Some(None) };
    let time = (!model.playing).then_some(at.time);
    let state = StateKey { run: key, applied: at.applied, time, alone };
    if views.state_key != Some(state) {
        views.refresh_state(run, model.lang, alone);
        views.state_key = Some(state);
    }
    let third = LOG_ROWS / 3;
    let first = (at.applied / third).saturating_sub(1) * third;
    if key.focused && views.log_key != Some((key, first)) {
        views.refresh_log(run, model.lang, first);
        views.log_key = Some((key, first));
    }
    views.refresh_costs(run, (key, at));
    if key.focused {
        views.refresh_culprits(model, run, key);
        views.refresh_cone(model, run, key);
    } else {
        views.forget_selection();
    }
}

impl Views {
    fn refresh_script(&mut self, run: &Run, lang: Lang) {
        let player = run.player.borrow();
        self.fates = Rc::new(fates(run, &player.strikes()));
        let label = |timed: &TimedFault| {
            let name = timed.fault.message()?;
            let at = Moment { applied: player.events_until(timed.at), time: timed.at };
            let id = player.find_message(name, at)?;
            player.message(id).map(|message| message.label)
        };
        let labels = run.whole.faults.iter().map(label).collect();
        self.fault_labels = Rc::new(labels);
        let words = |(index, timed): (usize, &TimedFault)| {
            let label = run.kept.faults.get(index).and_then(|at| self.fault_labels.get(*at));
            let label = label.and_then(Option::as_deref);
            FaultMark {
                at: timed.at,
                node: timed.fault.nodes().first().copied(),
                word: faults::describe(&run.cast, &timed.fault, label, lang),
            }
        };
        let faults = run.scenario.faults.iter().enumerate();
        self.marks.faults = Rc::new(faults.map(words).collect());
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
