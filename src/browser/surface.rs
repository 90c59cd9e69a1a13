//! What the drawings ask of the browser: where a pointer is, how large an element.

use std::any::Any;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, MouseEvent, PointerEvent, ResizeObserver};
use yew::{Callback, NodeRef};

use crate::ui::drawings::surface::{Local, Surface};

pub struct BrowserSurface;

impl Surface for BrowserSurface {
    fn local(&self, element: &NodeRef, event: &MouseEvent) -> Local {
        let Some(element) = element.cast::<Element>() else { return Local::default() };
        let bounds = element.get_bounding_client_rect();
        Local {
            x: f64::from(event.client_x()) - bounds.left(),
            y: f64::from(event.client_y()) - bounds.top(),
            width: bounds.width(),
            height: bounds.height(),
        }
    }

    fn capture(&self, element: &NodeRef, event: &PointerEvent) {
        if let Some(element) = element.cast::<Element>() {
            // Fails only when the pointer is gone already.
            let _ = element.set_pointer_capture(event.pointer_id());
        }
    }

    fn watch_size(&self, element: &NodeRef, on_size: Callback<(f64, f64)>) -> Box<dyn Any> {
        let Some(element) = element.cast::<Element>() else { return Box::new(()) };
        let watched = element.clone();
        let told = on_size.clone();
        let changed = Closure::<dyn Fn()>::new(move || {
            told.emit(inner_size(&watched));
        });
        on_size.emit(inner_size(&element));
        let Ok(observer) = ResizeObserver::new(changed.as_ref().unchecked_ref()) else {
            return Box::new(());
        };
        observer.observe(&element);
        Box::new(Watch { observer, _changed: changed })
    }
}

fn inner_size(element: &Element) -> (f64, f64) {
    let bounds = element.get_bounding_client_rect();
    (bounds.width(), bounds.height())
}

/// Watching ends when this is dropped.
struct Watch {
    observer: ResizeObserver,
    _changed: Closure<dyn Fn()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
