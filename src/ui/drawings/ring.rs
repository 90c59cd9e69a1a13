//! The hash ring at the playhead: what stands and what moves in layers of their own, and what is
//! under the pointer.

mod moving;
pub mod still;

use std::rc::Rc;

use yew::functional::Hook;
use yew::prelude::*;

use self::still::{RingStillProps, middle, ring_still};
use super::cluster::Pressed;
use super::marks::{px, screen};
use super::ring_words;
use super::surface::{SurfaceHandle, use_size};
use crate::sim::protocol::NodeId;
use crate::ui::controls::part::{hooked, part};
use crate::view::geometry::ring::{Hit, RingMap};
use crate::view::geometry::ring_keys::key_spots;
use crate::view::geometry::{Point, Size};
use crate::view::lang::Lang;
use crate::view::player::{Cast, Picture};
use crate::view::ring::{KeyPath, RingKeys, RingPicture, RingTransfer};

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
    }
}

pub fn ring(props: RingProps) -> Html {
    hooked("ring".into(), |props, ctx| use_ring(props).run(ctx), props)
}

#[hook]
fn use_ring(props: &RingProps) -> Html {
    let element = use_node_ref();
    let size = use_size(&props.surface, &element, props.size);
    let hover = use_state(|| Hit::Nothing);
    let map = RingMap::new(Size::new(size.0, size.1));
    // A hit of an earlier picture may not be in this one.
    let shown = valid(*hover, &props.picture);
    let hand = Hand { props, element: &element, map, hover: &hover };
    let told = ring_words::hit(&props.cast, &props.picture, shown, props.lang);
    let class = classes!("ring", "drawing", map.narrow().then_some("narrow"));
    let still = RingStillProps {
        lang: props.lang,
        cast: props.cast.clone(),
        picture: props.picture.clone(),
        map,
        selected: props.selected,
    };
    html! {
        <div
            ref={element.clone()} {class}
            role="group" tabindex="0" aria-label={ring_words::RING.get(props.lang)}
            onpointermove={hand.moved()} onpointerleave={hand.left()} onclick={hand.clicked()}
            onkeydown={hand.pressed()}
        >
            { part(ring_still, still.clone()) }
            <svg
                class="layer" aria-hidden="true" width={px(map.size.width)}
                height={px(map.size.height)}
            >
                { moving::layer(props, &map, shown) }
            </svg>
            { part(middle, still) }
            <p class={classes!("told", told.is_empty().then_some("nothing"))} role="status">
                { told }
            </p>
        </div>
    }
}

fn valid(hit: Hit, picture: &RingPicture) -> Hit {
    let keys = match &picture.keys {
        RingKeys::Each(keys) => keys.len(),
        RingKeys::Density(_) => 0,
    };
    match hit {
        Hit::Arc(index) if index < picture.points.len() => hit,
        Hit::Key(index) if index < keys => hit,
        _ => Hit::Nothing,
    }
}

/// What pointer and keys do.
struct Hand<'a> {
    props: &'a RingProps,
    element: &'a NodeRef,
    map: RingMap,
    hover: &'a UseStateHandle<Hit>,
}

impl Hand<'_> {
    fn finder(&self) -> impl Fn(&MouseEvent) -> Hit + use<> {
        let (surface, element) = (self.props.surface.clone(), self.element.clone());
        let (map, picture) = (self.map, self.props.picture.clone());
        move |event: &MouseEvent| {
            let local = surface.local(&element, event);
            let spots: Vec<Point> = key_spots(&map, &picture).iter().map(|spot| spot.at).collect();
            map.hit(&picture, &spots, Point::new(local.x, local.y))
        }
    }

    fn moved(&self) -> Callback<PointerEvent> {
        let (find, hover) = (self.finder(), self.hover.clone());
        Callback::from(move |event: PointerEvent| {
            let hit = find(&event);
            if hit != *hover {
                hover.set(hit);
            }
        })
    }

    fn left(&self) -> Callback<PointerEvent> {
        let hover = self.hover.clone();
        Callback::from(move |_| hover.set(Hit::Nothing))
    }

    fn clicked(&self) -> Callback<MouseEvent> {
        let find = self.finder();
        let (hover, act) = (self.hover.clone(), self.act());
        let on_ground = self.props.on_ground.clone();
        Callback::from(move |event: MouseEvent| {
            let hit = find(&event);
            // A finger does not hover.
            hover.set(hit);
            if hit == Hit::Nothing {
                on_ground.emit(());
            }
            act(hit, Some(screen(&event)));
        })
    }

    /// Up and down go from point to point, Enter acts on its owner.
    fn pressed(&self) -> Callback<KeyboardEvent> {
        let (hover, act, picture) = (self.hover.clone(), self.act(), self.props.picture.clone());
        Callback::from(move |event: KeyboardEvent| {
            let points = picture.points.len();
            let at = match valid(*hover, &picture) {
                Hit::Arc(index) => Some(index),
                Hit::Key(_) | Hit::Nothing => None,
            };
            match event.key().as_str() {
                "ArrowDown" if points > 0 => {
                    hover.set(Hit::Arc(at.map_or(0, |index| (index + 1) % points)));
                }
                "ArrowUp" if points > 0 => {
                    hover.set(Hit::Arc(
                        at.map_or(points - 1, |index| (index + points - 1) % points),
                    ));
                }
                "Enter" if at.is_some() => act(valid(*hover, &picture), None),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    }

    fn act(&self) -> impl Fn(Hit, Pressed) + use<> {
        let picture = self.props.picture.clone();
        let (on_node, on_key) = (self.props.on_node.clone(), self.props.on_key.clone());
        move |hit: Hit, at: Pressed| match (hit, &picture.keys) {
            (Hit::Arc(index), _) => {
                if let Some(point) = picture.points.get(index) {
                    on_node.emit((point.owner, at));
                }
            }
            (Hit::Key(index), RingKeys::Each(keys)) => {
                if let Some(key) = keys.get(index) {
                    on_key.emit(key.name.clone());
                }
            }
            (Hit::Key(_), RingKeys::Density(_)) | (Hit::Nothing, _) => {}
        }
    }
}
