//! The cluster at the playhead: nodes at fixed places, messages on their way between them.

use std::rc::Rc;

use yew::prelude::*;

use super::surface::SurfaceHandle;
use crate::sim::protocol::NodeId;
use crate::view::lang::Lang;
use crate::view::player::{Cast, Picture};

/// Where on the screen something was pressed; `None` when it was a key.
pub type Pressed = Option<(f64, f64)>;

#[derive(Properties, Clone)]
pub struct ClusterProps {
    pub surface: SurfaceHandle,
    pub lang: Lang,
    pub cast: Rc<Cast>,
    pub picture: Rc<Picture>,
    #[prop_or_default]
    pub selected_node: Option<NodeId>,
    #[prop_or_default]
    pub selected_message: Option<u32>,
    /// The tool for cutting is in hand: a drag across the picture cuts.
    #[prop_or_default]
    pub cutting: bool,
    /// Reduced motion: whole arrows instead of flying dots.
    #[prop_or_default]
    pub still: bool,
    /// Room at the upper and lower edge for the palette and the legend, px.
    #[prop_or((56.0, 40.0))]
    pub insets: (f64, f64),
    /// Until the element is measured.
    #[prop_or((860.0, 470.0))]
    pub size: (f64, f64),
    #[prop_or_default]
    pub on_node: Callback<(NodeId, Pressed)>,
    #[prop_or_default]
    pub on_message: Callback<(u32, Pressed)>,
    /// The nodes on the smaller side of the line that was drawn.
    #[prop_or_default]
    pub on_cut: Callback<Vec<NodeId>>,
    /// The line crossed this link only, or the link was clicked while cutting.
    #[prop_or_default]
    pub on_cut_link: Callback<(NodeId, NodeId)>,
    /// The empty ground was clicked.
    #[prop_or_default]
    pub on_ground: Callback<()>,
}

impl PartialEq for ClusterProps {
    fn eq(&self, other: &ClusterProps) -> bool {
        self.surface == other.surface
            && self.lang == other.lang
            && Rc::ptr_eq(&self.cast, &other.cast)
            && Rc::ptr_eq(&self.picture, &other.picture)
            && self.selected_node == other.selected_node
            && self.selected_message == other.selected_message
            && (self.cutting, self.still) == (other.cutting, other.still)
            && (self.insets, self.size) == (other.insets, other.size)
            && self.on_node == other.on_node
            && self.on_message == other.on_message
            && self.on_cut == other.on_cut
            && self.on_cut_link == other.on_cut_link
            && self.on_ground == other.on_ground
    }
}

#[function_component]
pub fn Cluster(props: &ClusterProps) -> Html {
    let _ = props;
    Html::default()
}
