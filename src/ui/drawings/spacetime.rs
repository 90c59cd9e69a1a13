//! The space-time diagram: a lane for each node, an arrow for each message, time along the lanes.

mod hits;
mod playhead;
mod pointer;
mod still;

use std::rc::Rc;

use yew::functional::Hook;
use yew::prelude::*;

use self::hits::{HitsProps, hits};
use self::playhead::{clip, halves, playhead, travellers, veil};
use self::pointer::{Hands, Hold, Looking};
use self::still::{FrontProps, StillProps, arrows, front, ground};
use super::marks::{line, px};
use super::surface::{SurfaceHandle, use_size};
use super::words;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::ui::controls::part::{hooked, part};
use crate::view::geometry::Size;
use crate::view::geometry::diagram::{Detail, Diagram, Emphasis, draw};
use crate::view::geometry::shelf::Label;
use crate::view::geometry::timeline::Axes;
use crate::view::lang::Lang;
use crate::view::player::{Cast, Cone, Window};

/// More marks than this are drawn as density.
const MARKS_MAX: usize = 2_000;

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
    /// Events that were looked for.
    #[prop_or_default]
    pub found: Rc<Vec<u32>>,
    /// Injected faults, for their labels: time, the lane if it has one, and a short word.
    #[prop_or_default]
    pub faults: Rc<Vec<FaultMark>>,
    /// Time runs downward.
    #[prop_or_default]
    pub down: bool,
    /// Until the element is measured.
    #[prop_or((860.0, 300.0))]
    pub size: (f64, f64),
    /// Sets the names of its parts apart from those of another diagram in the same document.
    #[prop_or(AttrValue::Static("spacetime"))]
    pub id: AttrValue,
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
    pub node: Option<NodeId>,
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
            && (&self.culprits, &self.found) == (&other.culprits, &other.found)
            && self.faults == other.faults
            && (self.down, self.size) == (other.down, other.size)
            && self.id == other.id
            && self.on_event == other.on_event
            && self.on_message == other.on_message
            && self.on_seek == other.on_seek
    }
}

/// Still layers that change with the run, the selection and the view; between and above them what
/// moves with the playhead.
pub fn spacetime(props: SpacetimeProps) -> Html {
    hooked("spacetime".into(), |props, ctx| use_spacetime(props).run(ctx), props)
}

#[hook]
fn use_spacetime(props: &SpacetimeProps) -> Html {
    let (element, layers) = (use_node_ref(), use_node_ref());
    let size = use_size(&props.surface, &element, props.size);
    let hold = use_mut_ref(Hold::default);
    let looking = use_mut_ref(|| Looking::new(props, size));
    let update = use_force_update();
    let view = looking.borrow_mut().look(props, size, &hold.borrow());
    let names: Vec<&str> = props.cast.nodes.iter().map(|node| node.name.as_str()).collect();
    let axes = Axes::new(&names, Size::new(size.0, size.1), props.down, view);
    let axes = axes.counting(props.cast.unit);
    let labels = axes.names(&names);
    let axes = use_memo(axes, Axes::clone);
    let wanted = Wanted { from: view.from_time(), to: view.to_time(), marks_max: MARKS_MAX };
    let window = use_memo((wanted, props.revision), |(wanted, _)| props.window.emit(*wanted));
    let emphasis = Emphasis {
        selected: props.selected,
        cone: props.cone.as_deref().cloned().unwrap_or_default(),
        culprits: props.culprits.to_vec(),
        found: props.found.to_vec(),
    };
    let drawn = (axes.clone(), wanted, props.revision, emphasis, props.lang);
    let diagram = use_memo(drawn, |(axes, _, _, emphasis, lang)| {
        draw(axes, &window, &props.cast, emphasis, *lang)
    });
    let shown = Shown { axes: axes.clone(), window: (*window).clone(), diagram, labels };
    let hands =
        Hands { props, layers: &layers, axes: &axes, hold: &hold, looking: &looking, update };
    let class = classes!("spacetime", "drawing", props.down.then_some("down"));
    html! {
        <div {class}>
            <div
                ref={element} class="scroller" role="group" tabindex="0"
                aria-label={words::DIAGRAM.get(props.lang)} onkeydown={hands.keys(&shown.window)}
                onwheel={hands.wheel()} onpointerdown={hands.down()}
                onpointermove={hands.moved()} onpointerup={hands.up()}
                onpointercancel={hands.up()}
            >
                <div ref={layers.clone()} class="layers">{ shown.layers(props) }</div>
            </div>
            if shown.diagram.detail == Detail::Density {
                <p class="crowded">{ words::CROWDED.get(props.lang) }</p>
            }
            { hands.zoom_buttons() }
        </div>
    }
}

/// What is drawn at present.
struct Shown {
    axes: Rc<Axes>,
    window: Rc<Window>,
    diagram: Rc<Diagram>,
    labels: Vec<Label>,
}

impl Shown {
    fn layers(&self, props: &SpacetimeProps) -> Html {
        let (id, axes, diagram) = (&props.id, &self.axes, &self.diagram);
        let (width, height) = (px(axes.size.width), px(axes.size.height));
        let (past, future) = halves(axes, props.time);
        html! {
            <>
                {
                    part(ground, StillProps {
                        id: id.clone(),
                        cast: props.cast.clone(),
                        axes: axes.clone(),
                        diagram: diagram.clone(),
                    })
                }
                <svg class="layer" width={width.clone()} height={height.clone()}>
                    <defs>
                        { clip(format!("{id}-past"), &past) }
                        { clip(format!("{id}-future"), &future) }
                    </defs>
                    <g clip-path={format!("url(#{id}-past)")}>
                        {
                            part(arrows, StillProps {
                                id: id.clone(),
                                cast: props.cast.clone(),
                                axes: axes.clone(),
                                diagram: diagram.clone(),
                            })
                        }
                    </g>
                    <g class="future" clip-path={format!("url(#{id}-future)")}>
                        <use href={format!("#{id}-arrows")} />
                    </g>
                </svg>
                {
                    part(front, FrontProps {
                        cast: props.cast.clone(),
                        axes: axes.clone(),
                        diagram: diagram.clone(),
                        names: self.labels.clone(),
                    })
                }
                {
                    part(hits, HitsProps {
                        lang: props.lang,
                        cast: props.cast.clone(),
                        axes: axes.clone(),
                        window: self.window.clone(),
                        diagram: diagram.clone(),
                        selected_message: props.selected_message,
                        on_event: props.on_event.clone(),
                        on_message: props.on_message.clone(),
                    })
                }
                <svg class="layer" {width} {height}>
                    { veil(&future) }
                    { travellers(axes, diagram, &props.cast, props.time) }
                    { faults(props, axes) }
                    { playhead(axes, props.time) }
                </svg>
                // An element of its own: fingers seek on the time axis and pan the page elsewhere.
                <div class="axis" />
            </>
        }
    }
}

/// All of a stretch of time on its own: no playhead, nothing to take hold of.
pub fn figure(cast: &Rc<Cast>, axes: Axes, window: &Window, lang: Lang) -> Html {
    let names: Vec<&str> = cast.nodes.iter().map(|node| node.name.as_str()).collect();
    let names = axes.names(&names);
    let diagram = Rc::new(draw(&axes, window, cast, &Emphasis::default(), lang));
    let (id, axes) = (AttrValue::Static("figure"), Rc::new(axes));
    let still = StillProps { id, cast: cast.clone(), axes: axes.clone(), diagram: diagram.clone() };
    html! {
        <div class="spacetime drawing">
            { ground(&still) }
            <svg class="layer">{ arrows(&still) }</svg>
            { front(&FrontProps { cast: cast.clone(), axes, diagram, names }) }
        </div>
    }
}

/// Injected faults where time is read.
fn faults(props: &SpacetimeProps, axes: &Axes) -> Html {
    let shown = props.faults.iter().filter_map(|fault| {
        let along = axes.along(fault.at);
        let (near, far) = if axes.down { (34.0, 42.0) } else { (20.0, 28.0) };
        (axes.start..=axes.end).contains(&along).then(|| {
            let d = line(axes.place(along, near), axes.place(along, far));
            html! {
                <path class="fault-tick" {d}>
                    <title>{ format!("{} · {} ms", fault.word, fault.at) }</title>
                </path>
            }
        })
    });
    html! { <g>{ for shown }</g> }
}
