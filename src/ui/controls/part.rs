//! A part of the page that is drawn anew only when what it is made of has changed. One component
//! serves them all: each further component of its own would cost the download some kilobytes.

use std::any::Any;
use std::rc::Rc;

use yew::prelude::*;

/// What a part is made of, and how it is drawn.
trait Drawn {
    fn as_any(&self) -> &dyn Any;
    fn same(&self, other: &dyn Any) -> bool;
    fn draw(&self) -> Html;
}

struct Made<P> {
    draw: fn(&P) -> Html,
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

    fn draw(&self) -> Html {
        (self.draw)(&self.of)
    }
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

struct Frame;

impl Component for Frame {
    type Message = ();
    type Properties = FrameProps;

    fn create(_: &Context<Frame>) -> Frame {
        Frame
    }

    fn view(&self, ctx: &Context<Frame>) -> Html {
        ctx.props().drawn.draw()
    }
}

/// `draw` of `of`, left alone as long as `of` is equal to what it was.
pub fn part<P: PartialEq + 'static>(draw: fn(&P) -> Html, of: P) -> Html {
    framed(Rc::new(Made { draw, of }))
}

fn framed(drawn: Rc<dyn Drawn>) -> Html {
    html! { <Frame {drawn} /> }
}
