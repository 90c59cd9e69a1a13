//! The cluster at the playhead: nodes at fixed places, messages on their way between them.

mod flying;
mod links;
mod nodes;

use std::rc::Rc;

use yew::functional::Hook;
use yew::prelude::*;

use self::flying::flying;
use self::links::{LinksProps, links};
use self::nodes::{NodesProps, nodes};
use super::marks::{polyline, px};
use super::surface::{SurfaceHandle, use_size};
use super::words;
use crate::sim::protocol::NodeId;
use crate::ui::controls::part::{hooked, part};
use crate::view::geometry::cluster::{ClusterMap, node_scene};
use crate::view::geometry::cut::{Cut, cut_by};
use crate::view::geometry::shelf::Shelf;
use crate::view::geometry::wall::{wall, wall_label};
use crate::view::geometry::{Point, Size, flight};
use crate::view::lang::Lang;
use crate::view::player::{Cast, Picture};

/// A pointer moves this far before its press is a drag, px.
const DRAG_PX: f64 = 5.0;

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

/// Two layers that stay as they are while only messages move, and one between them for these.
pub fn cluster(props: ClusterProps) -> Html {
    hooked("cluster".into(), |props, ctx| use_cluster(props).run(ctx), props)
}

/// What stands at the playhead, and the room that it leaves to what moves.
struct Stage {
    links: LinksProps,
    nodes: NodesProps,
    shelf: Shelf,
}

impl Stage {
    fn new(props: &ClusterProps, map: &Rc<ClusterMap>, chains: Rc<Vec<Vec<Point>>>) -> Stage {
        let scene = Rc::new(node_scene(map, &props.cast, &props.picture, props.lang));
        let label = props.picture.partition.as_ref().and_then(|(since, _)| {
            let text = words::cut_at(*since, props.lang);
            wall_label(map, &scene, &chains, &text)
        });
        let mut shelf = scene.shelf.clone();
        label.iter().for_each(|label| shelf.take(label.rect));
        let links = LinksProps {
            map: map.clone(),
            chains,
            label,
            cast: props.cast.clone(),
            marks: flight::cut_marks(map, &props.picture),
            lang: props.lang,
            cutting: props.cutting,
            on_cut_link: props.on_cut_link.clone(),
            on_ground: props.on_ground.clone(),
        };
        let nodes = NodesProps {
            map: map.clone(),
            scene,
            cast: props.cast.clone(),
            selected: props.selected_node,
            on_node: props.on_node.clone(),
        };
        Stage { links, nodes, shelf }
    }
}

/// The smaller side of a partition.
fn cut_off(picture: &Picture) -> Vec<NodeId> {
    picture.partition.as_ref().map(|(_, side)| side.clone()).unwrap_or_default()
}

fn class(props: &ClusterProps, map: &ClusterMap) -> Classes {
    classes!(
        "cluster",
        "drawing",
        props.cutting.then_some("cutting"),
        props.still.then_some("still"),
        map.narrow.then_some("narrow")
    )
}

/// On its own, in a box of the given size, with nothing to take hold of.
pub fn figure(props: &ClusterProps) -> Html {
    let size = Size::new(props.size.0, props.size.1);
    let map = Rc::new(ClusterMap::new(&props.cast, size, props.insets));
    let chains = Rc::new(wall(&map, &cut_off(&props.picture)));
    let stage = Stage::new(props, &map, chains);
    html! {
        <div class={class(props, &map)}>
            { links(&stage.links) }
            <svg class="layer">{ flying(props, &map, stage.shelf) }</svg>
            { nodes(&stage.nodes) }
        </div>
    }
}

#[hook]
fn use_cluster(props: &ClusterProps) -> Html {
    let element = use_node_ref();
    let size = use_size(&props.surface, &element, props.size);
    let map = use_memo((props.cast.clone(), size, props.insets), |(cast, size, insets)| {
        ClusterMap::new(cast, Size::new(size.0, size.1), *insets)
    });
    let side = cut_off(&props.picture);
    let chains = use_memo((map.clone(), side), |(map, side)| wall(map, side));
    let stage = Stage::new(props, &map, chains);
    let stroke = use_state(Vec::new);
    let pointer = Drawing { props, element: &element, map: &map, stroke: &stroke };
    let (width, height) = (px(size.0), px(size.1));
    html! {
        <div
            ref={element.clone()} class={class(props, &map)} onpointerdown={pointer.down()}
            onpointermove={pointer.moved()} onpointerup={pointer.up()}
            onpointercancel={pointer.cancelled()}
        >
            { part(links, stage.links) }
            <svg class="layer" width={width.clone()} height={height.clone()}>
                { flying(props, &map, stage.shelf) }
            </svg>
            { part(nodes, stage.nodes) }
            if stroke.len() > 1 {
                <svg class="layer" {width} {height}>
                    <path class="stroke" d={polyline(&stroke)} />
                </svg>
            }
        </div>
    }
}

/// A cut being drawn with the pointer.
struct Drawing<'a> {
    props: &'a ClusterProps,
    element: &'a NodeRef,
    map: &'a Rc<ClusterMap>,
    stroke: &'a UseStateHandle<Vec<Point>>,
}

impl Drawing<'_> {
    fn down(&self) -> Option<Callback<PointerEvent>> {
        let (surface, element) = (self.props.surface.clone(), self.element.clone());
        let stroke = self.stroke.clone();
        self.props.cutting.then(|| {
            Callback::from(move |event: PointerEvent| {
                if event.button() == 0 {
                    let local = surface.local(&element, &event);
                    stroke.set(vec![Point::new(local.x, local.y)]);
                }
            })
        })
    }

    fn moved(&self) -> Option<Callback<PointerEvent>> {
        let (surface, element) = (self.props.surface.clone(), self.element.clone());
        let stroke = self.stroke.clone();
        (!stroke.is_empty()).then(|| {
            Callback::from(move |event: PointerEvent| {
                let local = surface.local(&element, &event);
                let here = Point::new(local.x, local.y);
                let far = stroke.last().is_some_and(|last| last.distance(here) >= DRAG_PX);
                if far {
                    if stroke.len() == 1 {
                        surface.capture(&element, &event);
                    }
                    let mut longer = (*stroke).clone();
                    longer.push(here);
                    stroke.set(longer);
                }
            })
        })
    }

    fn up(&self) -> Option<Callback<PointerEvent>> {
        let (map, stroke) = (self.map.clone(), self.stroke.clone());
        let (on_cut, on_cut_link) = (self.props.on_cut.clone(), self.props.on_cut_link.clone());
        (!stroke.is_empty()).then(|| {
            Callback::from(move |_| {
                match cut_by(&map, &stroke) {
                    Cut::Nothing => {}
                    Cut::Link(from, to) => on_cut_link.emit((from, to)),
                    Cut::Side(side) => on_cut.emit(side),
                }
                stroke.set(Vec::new());
            })
        })
    }

    fn cancelled(&self) -> Option<Callback<PointerEvent>> {
        let stroke = self.stroke.clone();
        (!stroke.is_empty()).then(|| Callback::from(move |_| stroke.set(Vec::new())))
    }
}
