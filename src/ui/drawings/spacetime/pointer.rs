//! The hands on the diagram: seeking by the time axis, panning, zooming, going from event to event;
//! and which stretch of time is looked at.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::{SpacetimeProps, Wanted};
use crate::sim::time::Time;
use crate::ui::drawings::words;
use crate::view::geometry::diagram::neighbours;
use crate::view::geometry::timeline::{Axes, View};
use crate::view::geometry::{Point, Rect};
use crate::view::player::Window;

const DRAG_PX: f64 = 4.0;
const ZOOM_STEP: f64 = 1.5;
/// What the first view gives each message along the time axis, and how it gets there.
const PX_PER_MESSAGE: f64 = 8.0;
const NARROWING: f64 = 1.3;
const NARROWINGS_MAX: usize = 12;

/// What a pressed pointer is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Hold {
    #[default]
    Nothing,
    Seeking,
    /// Panning from here; `moved` once it is more than a click.
    Panning {
        last: Point,
        moved: bool,
    },
}

/// Which stretch of the run is looked at, and what it was chosen for.
#[derive(Clone, Debug)]
pub struct Looking {
    view: View,
    /// A person has zoomed or panned.
    touched: bool,
    until: Time,
    size: (f64, f64),
    down: bool,
    time: Time,
    revision: u64,
}

impl Looking {
    /// The longest view, from the readable one down, that is not too full to tell arrows apart.
    pub fn new(props: &SpacetimeProps, size: (f64, f64)) -> Looking {
        let length = if props.down { size.1 - 42.0 } else { size.0 - 76.0 };
        let lanes = props.cast.nodes.len() as f64;
        let room = (length / PX_PER_MESSAGE * (lanes / 5.0).max(1.0)) as usize;
        let until = props.until;
        let mut view =
            View::first(until, length, props.down, props.cast.unit).following(props.time, until);
        for _ in 0..NARROWINGS_MAX {
            let (from, to) = (view.from_time(), view.to_time());
            let seen = props.window.emit(Wanted { from, to, marks_max: 2 * room });
            if seen.messages.len() <= room {
                break;
            }
            view = view.zoomed(props.time, NARROWING, until);
        }
        Looking {
            view,
            touched: false,
            until,
            size,
            down: props.down,
            time: props.time,
            revision: props.revision,
        }
    }

    /// Follows the playhead when it has moved, unless it is held in the hand.
    pub fn look(&mut self, props: &SpacetimeProps, size: (f64, f64), hold: &Hold) -> View {
        let turned = self.until != props.until || self.down != props.down;
        if turned || (!self.touched && self.size != size) {
            *self = Looking::new(props, size);
        } else if self.revision != props.revision && !self.touched {
            // More of the run is known: perhaps it is fuller than it was.
            let fresh = Looking::new(props, size);
            if fresh.view.span != self.view.span {
                *self = fresh;
            }
        }
        self.revision = props.revision;
        if self.time != props.time && *hold != Hold::Seeking {
            self.view = self.view.following(props.time, props.until);
        }
        self.time = props.time;
        self.size = size;
        self.view
    }

    fn change(&mut self, view: View) {
        self.view = view;
        self.touched = true;
    }
}

/// Makes the diagram's callbacks.
pub struct Hands<'a> {
    pub props: &'a SpacetimeProps,
    pub layers: &'a NodeRef,
    pub axes: &'a Rc<Axes>,
    pub hold: &'a Rc<RefCell<Hold>>,
    pub looking: &'a Rc<RefCell<Looking>>,
    pub update: UseForceUpdateHandle,
}

impl Hands<'_> {
    /// The time axis and the playhead's handle seek, all else pans.
    pub fn down(&self) -> Callback<PointerEvent> {
        let (surface, layers) = (self.props.surface.clone(), self.layers.clone());
        let (axes, hold) = (self.axes.clone(), self.hold.clone());
        let on_seek = self.props.on_seek.clone();
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            let local = surface.local(&layers, &event);
            let here = Point::new(local.x, local.y);
            if Rect::around(here, 0.0, 0.0).is_inside(&axes.header()) {
                surface.capture(&layers, &event);
                *hold.borrow_mut() = Hold::Seeking;
                on_seek.emit(axes.time_at(here));
            } else {
                *hold.borrow_mut() = Hold::Panning { last: here, moved: false };
            }
        })
    }

    pub fn moved(&self) -> Callback<PointerEvent> {
        let (surface, layers) = (self.props.surface.clone(), self.layers.clone());
        let (axes, hold, looking) = (self.axes.clone(), self.hold.clone(), self.looking.clone());
        let (on_seek, until) = (self.props.on_seek.clone(), self.props.until);
        let update = self.update.clone();
        Callback::from(move |event: PointerEvent| {
            let held = *hold.borrow();
            if held == Hold::Nothing {
                return;
            }
            let local = surface.local(&layers, &event);
            let here = Point::new(local.x, local.y);
            match held {
                Hold::Nothing => {}
                Hold::Seeking => on_seek.emit(axes.time_at(here).min(until)),
                Hold::Panning { last, moved } => {
                    let by = if axes.down { last.y - here.y } else { last.x - here.x };
                    if !moved && by.abs() < DRAG_PX {
                        return;
                    }
                    if !moved {
                        surface.capture(&layers, &event);
                    }
                    *hold.borrow_mut() = Hold::Panning { last: here, moved: true };
                    let mut looking = looking.borrow_mut();
                    let view = looking.view.panned(by * axes.us_per_px(), until);
                    looking.change(view);
                    update.force_update();
                }
            }
        })
    }

    pub fn up(&self) -> Callback<PointerEvent> {
        let hold = self.hold.clone();
        Callback::from(move |_| *hold.borrow_mut() = Hold::Nothing)
    }

    /// Only with Ctrl or ⌘: the plain wheel is the page's.
    pub fn wheel(&self) -> Callback<WheelEvent> {
        let (surface, layers, axes) =
            (self.props.surface.clone(), self.layers.clone(), self.axes.clone());
        let zoom = self.zoom();
        Callback::from(move |event: WheelEvent| {
            if event.ctrl_key() || event.meta_key() {
                event.prevent_default();
                let local = surface.local(&layers, &event);
                let at = axes.time_at(Point::new(local.x, local.y));
                zoom.emit((at, (-event.delta_y() * 0.002).clamp(-0.5, 0.5).exp()));
            }
        })
    }

    /// Up and down go to the event before or after the selected one.
    pub fn keys(&self, window: &Rc<Window>) -> Callback<KeyboardEvent> {
        let (window, selected) = (window.clone(), self.props.selected);
        let on_event = self.props.on_event.clone();
        Callback::from(move |event: KeyboardEvent| {
            let forward = match event.key().as_str() {
                "ArrowDown" => true,
                "ArrowUp" => false,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            if let Some(next) = neighbours(&window, selected, forward) {
                on_event.emit(next);
            }
        })
    }

    fn zoom(&self) -> Callback<(Time, f64)> {
        let (looking, update, until) =
            (self.looking.clone(), self.update.clone(), self.props.until);
        Callback::from(move |(at, factor)| {
            let mut looking = looking.borrow_mut();
            let view = looking.view.zoomed(at, factor, until);
            looking.change(view);
            update.force_update();
        })
    }

    pub fn zoom_buttons(&self) -> Html {
        let (zoom_in, zoom_out) = (self.zoom(), self.zoom());
        let (looking, update, until) =
            (self.looking.clone(), self.update.clone(), self.props.until);
        let (lang, time) = (self.props.lang, self.props.time);
        let button = |label: &'static str, sign: &'static str, onclick: Callback<MouseEvent>| {
            html! {
                <button type="button" aria-label={label} title={label} {onclick}>{ sign }</button>
            }
        };
        let all = Callback::from(move |_| {
            looking.borrow_mut().change(View::all(until));
            update.force_update();
        });
        html! {
            <div class="zoom">
                { button(words::ZOOM_OUT.get(lang), "−",
                    Callback::from(move |_| zoom_out.emit((time, 1.0 / ZOOM_STEP)))) }
                { button(words::ZOOM_IN.get(lang), "+",
                    Callback::from(move |_| zoom_in.emit((time, ZOOM_STEP)))) }
                { button(words::ZOOM_ALL.get(lang), "⤢", all) }
            </div>
        }
    }
}
