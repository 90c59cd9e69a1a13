//! What the drawings need of the world outside: where a pointer is, and how large an element.

use std::any::Any;
use std::ops::Deref;
use std::rc::Rc;

use yew::prelude::*;

/// A place in an element and the element's size, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Local {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

pub trait Surface {
    /// Where the event happened, from the element's upper left corner.
    fn local(&self, element: &NodeRef, event: &MouseEvent) -> Local;
    /// Sends the pointer's further events to the element, wherever they happen.
    fn capture(&self, element: &NodeRef, event: &PointerEvent);
    /// Tells the element's inner width and height, now and whenever they change, until what is
    /// returned is dropped.
    fn watch_size(&self, element: &NodeRef, on_size: Callback<(f64, f64)>) -> Box<dyn Any>;
}

/// Shared, and equal to itself only.
#[derive(Clone)]
pub struct SurfaceHandle(pub Rc<dyn Surface>);

impl PartialEq for SurfaceHandle {
    fn eq(&self, other: &SurfaceHandle) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for SurfaceHandle {
    type Target = dyn Surface;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

/// The element's size: `first` until it is known, and for good where nothing can be measured.
#[hook]
pub fn use_size(surface: &SurfaceHandle, element: &NodeRef, first: (f64, f64)) -> (f64, f64) {
    let size = use_state(|| first);
    let (watched, known) = (element.clone(), size.clone());
    use_effect_with(surface.clone(), move |surface| {
        let on_size = Callback::from(move |now: (f64, f64)| {
            if now.0 >= 1.0 && now.1 >= 1.0 {
                known.set((now.0.floor(), now.1.floor()));
            }
        });
        let watch = surface.watch_size(&watched, on_size);
        move || drop(watch)
    });
    *size
}
