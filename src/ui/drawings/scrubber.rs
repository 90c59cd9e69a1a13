//! The transport's slider: where in the run the playhead is, and what is worth going to.

use std::rc::Rc;

use yew::prelude::*;

use super::surface::SurfaceHandle;
use crate::sim::time::Time;
use crate::view::lang::Lang;

#[derive(Properties, Clone, PartialEq)]
pub struct ScrubberProps {
    pub surface: SurfaceHandle,
    pub lang: Lang,
    pub until: Time,
    pub time: Time,
    /// What lies beyond is not known yet.
    pub simulated: Time,
    #[prop_or_default]
    pub faults: Rc<Vec<Time>>,
    #[prop_or_default]
    pub notes: Rc<Vec<Time>>,
    #[prop_or_default]
    pub violations: Rc<Vec<Time>>,
    #[prop_or_default]
    pub on_seek: Callback<Time>,
}

#[function_component]
pub fn Scrubber(props: &ScrubberProps) -> Html {
    let _ = props;
    Html::default()
}
