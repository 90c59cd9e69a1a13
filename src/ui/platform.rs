//! What the page needs of the world outside, as a trait: the browser implements it, tests stand in
//! for it.

use std::ops::Deref;
use std::rc::Rc;

use yew::{Event, NodeRef};

use crate::ui::model::Model;
use crate::ui::msg::{Cmd, Point};

/// Gives the focus back to what had it.
pub type GiveBack = Box<dyn FnOnce()>;

pub trait Platform {
    fn now_ms(&self) -> f64;
    /// Starts or stops the frames that arrive as [`crate::ui::msg::Msg::FrameArrived`].
    fn set_frames(&self, wanted: bool);
    fn run(&self, cmd: Cmd, model: &Model);
    /// A seed nobody has chosen.
    fn fresh_seed(&self) -> Option<u64>;
    /// What the field that sent the event holds.
    fn value(&self, event: &Event) -> String;
    /// What the named field of a form holds.
    fn field(&self, form: &NodeRef, name: &str) -> String;
    fn show_dialog(&self, dialog: &NodeRef);
    fn close_dialog(&self, dialog: &NodeRef);
    /// Puts a floating element beside a place on the screen or what has the focus, moved so that
    /// all of it is seen. It takes the focus, and gives it back by what is returned.
    fn float(&self, element: &NodeRef, at: Option<Point>) -> GiveBack;
    /// Scrolls the list around the element no further than it takes to see it.
    fn reveal(&self, element: &NodeRef);
    /// The page's address without query and fragment.
    fn address(&self) -> String;
    /// Where the documentation is, if it came along with the page.
    fn docs(&self) -> Option<String>;
}

/// Shared, and equal to itself only.
#[derive(Clone)]
pub struct PlatformHandle(pub Rc<dyn Platform>);

impl PartialEq for PlatformHandle {
    fn eq(&self, other: &PlatformHandle) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for PlatformHandle {
    type Target = dyn Platform;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}
