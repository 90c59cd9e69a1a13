//! A part of the page that is drawn anew only when what it is made of has changed. One component
//! serves them all: each further component of its own would cost the download some kilobytes.

use std::any::Any;
use std::rc::Rc;

use yew::functional::{Hook, HookContext};
use yew::prelude::*;
use yew::virtual_dom::{Key, VComp};

/// What a part is made of, and how it is drawn.
trait Drawn {
    fn as_any(&self) -> &dyn Any;
    fn same(&self, other: &dyn Any) -> bool;
    fn draw(&self, ctx: &mut HookContext) -> Html;
}

struct Made<P> {
    draw: fn(&P) -> Html,
    of: P,
}

struct Hooked<P> {
    draw: fn(&P, &mut HookContext) -> Html,
    of: P,
}

impl<P: PartialEq + 'static> Drawn for Made<P> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn same(&self, other: &dyn Any) -> bool {
        let other = other.downcast_ref::<Made<P>>();
        other
            .is_some_and(|other| std::ptr::fn_addr_eq(self.draw, other.draw) && self.of == other.of)
    }

    fn draw(&self, _: &mut HookContext) -> Html {
        (self.draw)(&self.of)
    }
}

impl<P: PartialEq + 'static> Drawn for Hooked<P> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<Hooked<P>>().is_some_and(|other| self.of == other.of)
    }

    fn draw(&self, ctx: &mut HookContext) -> Html {
        (self.draw)(&self.of, ctx)
    }
}

/// Lets what is drawn use the hooks of its frame.
struct Draw<'a>(&'a dyn Drawn);

impl Hook for Draw<'_> {
    type Output = Html;

    fn run(self, ctx: &mut HookContext) -> Html {
        self.0.draw(ctx)
    }
}

fn use_drawn(drawn: &dyn Drawn) -> Draw<'_> {
    Draw(drawn)
}

#[derive(Properties)]
struct FrameProps {
    drawn: Rc<dyn Drawn>,
}

impl PartialEq for FrameProps {
    fn eq(&self, other: &FrameProps) -> bool {
        self.drawn.same(other.drawn.as_any())
    }
}

#[component]
fn Frame(props: &FrameProps) -> Html {
    use_drawn(&*props.drawn)
}

/// `draw` of `of`, left alone as long as `of` is equal to what it was.
pub fn part<P: PartialEq + 'static>(draw: fn(&P) -> Html, of: P) -> Html {
    framed(Rc::new(Made { draw, of }), None)
}

/// The same for what has hooks. The key sets it apart from everything else that may come to stand
/// in its place, and whose hooks are others.
pub fn hooked<P: PartialEq + 'static>(
    key: Key,
    draw: fn(&P, &mut HookContext) -> Html,
    of: P,
) -> Html {
    framed(Rc::new(Hooked { draw, of }), Some(key))
}

fn framed(drawn: Rc<dyn Drawn>, key: Option<Key>) -> Html {
    VComp::new::<Frame>(Rc::new(FrameProps { drawn }), key).into()
}
