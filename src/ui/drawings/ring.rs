//! The hash ring at the playhead: what stands and what moves in layers of their own, and what is
//! under the pointer.

mod hand;
mod moving;
pub mod still;

use std::rc::Rc;

use yew::functional::Hook;
use yew::prelude::*;

use self::hand::{Grasp, Hand, valid};
use self::still::{RingStillProps, middle, ring_still};
use super::cluster::Pressed;
use super::marks::px;
use super::ring_words;
use super::surface::{SurfaceHandle, use_size};
use crate::sim::protocol::NodeId;
use crate::ui::controls::part::{hooked, part};
use crate::view::geometry::Size;
use crate::view::geometry::ring::{Hit, RingMap, turns};
use crate::view::geometry::ring_keys::key_field;
use crate::view::geometry::ring_plan::Plan;
use crate::view::lang::Lang;
use crate::view::player::{Cast, Picture};
use crate::view::ring::{KeyPath, RingPicture, RingTransfer};

#[derive(Properties, Clone)]
pub struct RingProps {
    pub surface: SurfaceHandle,
    pub lang: Lang,
    pub cast: Rc<Cast>,
    /// Without the transfers, so that it stays the same while they travel.
    pub picture: Rc<RingPicture>,
    #[prop_or_default]
    pub transfers: Rc<Vec<RingTransfer>>,
    /// Where the messages are.
    pub cluster: Rc<Picture>,
    #[prop_or_default]
    pub selected: Option<NodeId>,
    /// The key that is followed.
    #[prop_or_default]
    pub path: Option<Rc<KeyPath>>,
    /// Reduced motion: whole lines with heads instead of travelling dots.
    #[prop_or_default]
    pub still: bool,
    /// Until the element is measured.
    #[prop_or((860.0, 470.0))]
    pub size: (f64, f64),
    #[prop_or_default]
    pub on_node: Callback<(NodeId, Pressed)>,
    #[prop_or_default]
    pub on_key: Callback<String>,
    #[prop_or_default]
    pub on_ground: Callback<()>,
    /// A point was put elsewhere; `None` where nothing may be changed.
    #[prop_or_default]
    pub on_move: Option<Callback<Plan>>,
}

impl PartialEq for RingProps {
    fn eq(&self, other: &RingProps) -> bool {
        self.surface == other.surface
            && (self.lang, self.still, self.size) == (other.lang, other.still, other.size)
            && Rc::ptr_eq(&self.cast, &other.cast)
            && Rc::ptr_eq(&self.picture, &other.picture)
            && Rc::ptr_eq(&self.transfers, &other.transfers)
            && (self.transfers.is_empty() || Rc::ptr_eq(&self.cluster, &other.cluster))
            && self.selected == other.selected
            && self.path == other.path
            && self.on_node == other.on_node
            && self.on_key == other.on_key
            && self.on_ground == other.on_ground
            && self.on_move == other.on_move
    }
}

pub fn ring(props: RingProps) -> Html {
    hooked("ring".into(), |props, ctx| use_ring(props).run(ctx), props)
}

/// A picture in a box: equal when it is the same picture and the same box.
#[derive(Clone)]
struct Framed(Rc<RingPicture>, RingMap);

impl PartialEq for Framed {
    fn eq(&self, other: &Framed) -> bool {
        Rc::ptr_eq(&self.0, &other.0) && self.1 == other.1
    }
}

/// With whether anything may be changed.
#[derive(PartialEq)]
struct Handles(Framed, bool);

#[hook]
fn use_ring(props: &RingProps) -> Html {
    let element = use_node_ref();
    let size = use_size(&props.surface, &element, props.size);
    let hover = use_state(|| Hit::Nothing);
    let grasp = use_mut_ref(Grasp::default);
    let redraw = use_force_update();
    let map = RingMap::new(Size::new(size.0, size.1));
    // What a dragged point would do is drawn as if it were done.
    let plan = grasp.borrow().live(&props.picture);
    let outcome = plan.map(|plan| (plan, plan.outcome(&props.picture)));
    let (picture, planned) = match &outcome {
        Some((_, outcome)) => (Rc::new(outcome.picture.clone()), true),
        None => (props.picture.clone(), false),
    };
    let field =
        use_memo(Framed(picture.clone(), map), |Framed(picture, map)| key_field(map, picture));
    // A hit of an earlier picture may not be in this one.
    let shown = if planned { Hit::Nothing } else { valid(*hover, &picture) };
    let told = match &outcome {
        Some((plan, outcome)) => ring_words::plan(&props.cast, plan, outcome, props.lang),
        None => ring_words::hit(&props.cast, &picture, shown, props.lang),
    };
    let middle_lines = match &outcome {
        Some((plan, outcome)) => ring_words::planned(&props.cast, plan, outcome, props.lang),
        None => ring_words::middle(&props.cast, &picture, props.lang),
    };
    let hand = Hand { props, element: &element, map, field: &field, hover: &hover, grasp, redraw };
    let class = classes!("ring", "drawing", map.narrow().then_some("narrow"));
    let still = RingStillProps {
        lang: props.lang,
        cast: props.cast.clone(),
        picture,
        field: field.clone(),
        map,
        selected: props.selected,
        middle: middle_lines,
    };
    html! {
        <div
            ref={element.clone()} {class}
            role="group" tabindex="0" aria-label={ring_words::RING.get(props.lang)}
            onpointerdown={hand.taken()} onpointermove={hand.moved()}
            onpointerup={hand.put_down()} onpointercancel={hand.let_go()}
            onpointerleave={hand.left()} onclick={hand.clicked()} onkeydown={hand.pressed()}
            onblur={hand.blurred()}
        >
            { part(ring_still, still.clone()) }
            <svg
                class="layer" aria-hidden="true" width={px(map.size.width)}
                height={px(map.size.height)}
            >
                if !planned {
                    { moving::layer(props, &map, &field, shown) }
                }
            </svg>
            { part(middle, still) }
            { part(handles, Handles(Framed(props.picture.clone(), map), props.on_move.is_some())) }
            <p class={classes!("told", told.is_empty().then_some("nothing"))} role="status">
                { told }
            </p>
        </div>
    }
}

/// On its own, in a box of the given size, with nothing to take hold of.
pub fn figure(props: &RingProps) -> Html {
    let map = RingMap::new(Size::new(props.size.0, props.size.1));
    let picture = props.picture.clone();
    let field = Rc::new(key_field(&map, &picture));
    let still = RingStillProps {
        lang: props.lang,
        cast: props.cast.clone(),
        middle: ring_words::middle(&props.cast, &picture, props.lang),
        picture,
        field: field.clone(),
        map,
        selected: None,
    };
    html! {
        <div class="ring drawing">
            { ring_still(&still) }
            <svg class="layer">{ moving::layer(props, &map, &field, Hit::Nothing) }</svg>
            { middle(&still) }
        </div>
    }
}

/// Where a point can be taken. A finger that begins here drags; elsewhere it moves the page, which
/// browsers tell apart by elements of HTML only.
fn handles(Handles(Framed(picture, map), movable): &Handles) -> Html {
    let points = &picture.points;
    if !movable || !map.shows_points(points.len()) {
        return Html::default();
    }
    let movable = points.iter().filter(|point| point.number.is_some());
    let handles = movable.map(|point| {
        let at = map.place(turns(point.position), map.radius);
        html! { <i class="handle" style={format!("left:{}px;top:{}px", px(at.x), px(at.y))} /> }
    });
    html! { <>{ for handles }</> }
}
