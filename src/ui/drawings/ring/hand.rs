//! What pointer and keys do on the ring: look, pick, and take a point elsewhere.

use std::cell::RefCell;
use std::rc::Rc;

use yew::functional::UseForceUpdateHandle;
use yew::prelude::*;

use super::RingProps;
use crate::ui::drawings::cluster::Pressed;
use crate::ui::drawings::marks::screen;
use crate::view::geometry::Point;
use crate::view::geometry::ring::{Hit, RingMap};
use crate::view::geometry::ring_keys::KeyField;
use crate::view::geometry::ring_plan::{GRIP_PX, GRIP_TOUCH_PX, Plan, grip};
use crate::view::ring::{RingKeys, RingPicture};

/// A pointer that has moved less than this has only clicked, px.
const DRAG_PX: f64 = 4.0;
/// What a key press moves a point: a degree.
const KEY_STEP: u32 = ((1_u64 << 32) / 360) as u32;

/// A point that is held, by a pointer or the keyboard.
#[derive(Default)]
pub struct Grasp {
    plan: Option<Plan>,
    /// Where the pointer took it.
    from: Option<Point>,
    is_live: bool,
    /// The click that ends a drag is none.
    ends_drag: bool,
}

impl Grasp {
    /// The plan to be shown, if its point is still there.
    pub fn live(&self, picture: &RingPicture) -> Option<Plan> {
        self.plan.filter(|plan| self.is_live && plan.index(picture).is_some())
    }

    fn release(&mut self) -> Option<Plan> {
        self.from = None;
        let plan = self.plan.take();
        plan.filter(|_| std::mem::take(&mut self.is_live))
    }
}

pub fn valid(hit: Hit, picture: &RingPicture) -> Hit {
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

pub struct Hand<'a> {
    pub props: &'a RingProps,
    pub element: &'a NodeRef,
    pub map: RingMap,
    pub field: &'a Rc<KeyField>,
    pub hover: &'a UseStateHandle<Hit>,
    pub grasp: Rc<RefCell<Grasp>>,
    pub redraw: UseForceUpdateHandle,
}

impl Hand<'_> {
    fn local(&self) -> impl Fn(&MouseEvent) -> Point + use<> {
        let (surface, element) = (self.props.surface.clone(), self.element.clone());
        move |event: &MouseEvent| {
            let local = surface.local(&element, event);
            Point::new(local.x, local.y)
        }
    }

    fn finder(&self) -> impl Fn(&MouseEvent) -> Hit + use<> {
        let (local, map) = (self.local(), self.map);
        let (picture, field) = (self.props.picture.clone(), self.field.clone());
        move |event: &MouseEvent| map.hit(&picture, &field.spots, local(event))
    }

    pub fn taken(&self) -> Option<Callback<PointerEvent>> {
        self.props.on_move.as_ref()?;
        let (surface, element) = (self.props.surface.clone(), self.element.clone());
        let (local, map, picture) = (self.local(), self.map, self.props.picture.clone());
        let grasp = self.grasp.clone();
        Some(Callback::from(move |event: PointerEvent| {
            let mut grasp = grasp.borrow_mut();
            grasp.ends_drag = false;
            if event.button() != 0 || !event.is_primary() {
                return;
            }
            let at = local(&event);
            let reach = if event.pointer_type() == "mouse" { GRIP_PX } else { GRIP_TOUCH_PX };
            let plan = grip(&map, &picture, at, reach).and_then(|at| Plan::of(&picture, at));
            if plan.is_some() {
                *grasp = Grasp { plan, from: Some(at), ..Grasp::default() };
                surface.capture(&element, &event);
            }
        }))
    }

    pub fn moved(&self) -> Callback<PointerEvent> {
        let (local, find, hover) = (self.local(), self.finder(), self.hover.clone());
        let (grasp, redraw, map) = (self.grasp.clone(), self.redraw.clone(), self.map);
        Callback::from(move |event: PointerEvent| {
            let held = grasp.borrow().from;
            let Some(from) = held else {
                let hit = find(&event);
                if hit != *hover {
                    hover.set(hit);
                }
                return;
            };
            let at = local(&event);
            let mut grasp = grasp.borrow_mut();
            if grasp.is_live || from.distance(at) >= DRAG_PX {
                grasp.is_live = true;
                grasp.plan = grasp.plan.map(|plan| plan.at(map.position(at)));
                redraw.force_update();
            }
        })
    }

    pub fn put_down(&self) -> Callback<PointerEvent> {
        let (grasp, redraw) = (self.grasp.clone(), self.redraw.clone());
        let on_move = self.props.on_move.clone();
        Callback::from(move |_| {
            if grasp.borrow().from.is_none() {
                return;
            }
            let plan = grasp.borrow_mut().release();
            if let (Some(plan), Some(on_move)) = (plan, &on_move) {
                grasp.borrow_mut().ends_drag = true;
                on_move.emit(plan);
                redraw.force_update();
            }
        })
    }

    pub fn let_go(&self) -> Callback<PointerEvent> {
        self.forget().reform(|_| ())
    }

    pub fn blurred(&self) -> Callback<FocusEvent> {
        self.forget().reform(|_| ())
    }

    fn forget(&self) -> Callback<()> {
        let (grasp, redraw) = (self.grasp.clone(), self.redraw.clone());
        Callback::from(move |()| {
            let plan = grasp.borrow_mut().release();
            if plan.is_some() {
                redraw.force_update();
            }
        })
    }

    pub fn left(&self) -> Callback<PointerEvent> {
        let hover = self.hover.clone();
        Callback::from(move |_| hover.set(Hit::Nothing))
    }

    pub fn clicked(&self) -> Callback<MouseEvent> {
        let find = self.finder();
        let (hover, act, grasp) = (self.hover.clone(), self.act(), self.grasp.clone());
        let on_ground = self.props.on_ground.clone();
        Callback::from(move |event: MouseEvent| {
            if std::mem::take(&mut grasp.borrow_mut().ends_drag) {
                return;
            }
            let hit = find(&event);
            // A finger does not hover.
            hover.set(hit);
            if hit == Hit::Nothing {
                on_ground.emit(());
            }
            act(hit, Some(screen(&event)));
        })
    }

    /// Up and down go from point to point, with Shift they take the point along; Enter puts it
    /// there, or acts on its owner.
    pub fn pressed(&self) -> Callback<KeyboardEvent> {
        let (hover, act, picture) = (self.hover.clone(), self.act(), self.props.picture.clone());
        let (grasp, redraw) = (self.grasp.clone(), self.redraw.clone());
        let (on_move, forget) = (self.props.on_move.clone(), self.forget());
        Callback::from(move |event: KeyboardEvent| {
            let points = picture.points.len();
            let at = match valid(*hover, &picture) {
                Hit::Arc(index) => Some(index),
                Hit::Key(_) | Hit::Nothing => None,
            };
            let live = grasp.borrow().live(&picture);
            match (event.key().as_str(), at) {
                (key @ ("ArrowDown" | "ArrowUp"), Some(index))
                    if event.shift_key() && on_move.is_some() =>
                {
                    let Some(plan) = live.or_else(|| Plan::of(&picture, index)) else { return };
                    let step = if key == "ArrowDown" { KEY_STEP } else { KEY_STEP.wrapping_neg() };
                    let plan = Some(plan.at(plan.to.wrapping_add(step)));
                    *grasp.borrow_mut() = Grasp { plan, is_live: true, ..Grasp::default() };
                    redraw.force_update();
                }
                ("ArrowDown", at) if points > 0 => {
                    forget.emit(());
                    hover.set(Hit::Arc(at.map_or(0, |index| (index + 1) % points)));
                }
                ("ArrowUp", at) if points > 0 => {
                    forget.emit(());
                    let before = at.map_or(points - 1, |index| (index + points - 1) % points);
                    hover.set(Hit::Arc(before));
                }
                ("Escape", _) if live.is_some() => forget.emit(()),
                ("Enter", Some(_)) => match (live, &on_move) {
                    (Some(plan), Some(on_move)) => {
                        forget.emit(());
                        on_move.emit(plan);
                    }
                    _ => act(valid(*hover, &picture), None),
                },
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
