//! The space-time diagram: a lane for each node, an arrow for each message, time along the lanes.

use std::rc::Rc;

use yew::prelude::*;

use super::surface::SurfaceHandle;
use crate::sim::time::Time;
use crate::view::lang::Lang;
use crate::view::player::{Cast, Cone, Window};

/// A stretch of time to be drawn, and how many marks at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    pub from: Time,
    pub to: Time,
    pub marks_max: usize,
}

#[derive(Properties, Clone)]
pub struct SpacetimeProps {
    pub surface: SurfaceHandle,
    pub lang: Lang,
    pub cast: Rc<Cast>,
    pub until: Time,
    /// The playhead.
    pub time: Time,
    /// What the run does between two times. Asked again when the stretch or `revision` changes.
    pub window: Callback<Wanted, Rc<Window>>,
    /// Changes whenever the run has changed or been simulated further.
    pub revision: u64,
    #[prop_or_default]
    pub selected: Option<u32>,
    #[prop_or_default]
    pub selected_message: Option<u32>,
    /// Causes and effects of the selected event.
    #[prop_or_default]
    pub cone: Option<Rc<Cone>>,
    /// Events to be outlined.
    #[prop_or_default]
    pub culprits: Rc<Vec<u32>>,
    /// Injected faults, for their labels: time, the lane if it has one, and a short word.
    #[prop_or_default]
    pub faults: Rc<Vec<FaultMark>>,
    /// Time runs downward.
    #[prop_or_default]
    pub down: bool,
    /// Until the element is measured.
    #[prop_or((860.0, 300.0))]
    pub size: (f64, f64),
    #[prop_or_default]
    pub on_event: Callback<u32>,
    /// The message, and where on the screen it was pressed.
    #[prop_or_default]
    pub on_message: Callback<(u32, Option<(f64, f64)>)>,
    #[prop_or_default]
    pub on_seek: Callback<Time>,
}

/// An injected fault as the diagram labels it.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultMark {
    pub at: Time,
    pub node: Option<crate::sim::protocol::NodeId>,
    pub word: String,
}

impl PartialEq for SpacetimeProps {
    fn eq(&self, other: &SpacetimeProps) -> bool {
        let same_cone = match (&self.cone, &other.cone) {
            (Some(mine), Some(theirs)) => Rc::ptr_eq(mine, theirs),
            (None, None) => true,
            _ => false,
        };
        // `window` is only a way to the run, which `revision` stands for.
        same_cone
            && self.surface == other.surface
            && self.lang == other.lang
            && Rc::ptr_eq(&self.cast, &other.cast)
            && (self.until, self.time) == (other.until, other.time)
            && self.revision == other.revision
            && self.selected == other.selected
            && self.selected_message == other.selected_message
            && self.culprits == other.culprits
            && self.faults == other.faults
            && (self.down, self.size) == (other.down, other.size)
            && self.on_event == other.on_event
            && self.on_message == other.on_message
            && self.on_seek == other.on_seek
    }
}

#[function_component]
pub fn Spacetime(props: &SpacetimeProps) -> Html {
    let _ = props;
    Html::default()
}
