//! What is said across the page without taking it away.

use yew::prelude::*;

use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::text;
use crate::view::player::Prose2;

#[derive(PartialEq)]
pub struct BannerProps {
    pub kit: Kit,
    pub text: Prose2,
}

pub fn banner(props: &BannerProps) -> Html {
    let kit = &props.kit;
    html! {
        <div class="banner" role="status">
            <p>{ kit.of(&props.text) }</p>
            <button type="button" class="small" onclick={kit.on_click(Msg::BannerClosed)}>
                { kit.t(text::CLOSE) }
            </button>
        </div>
    }
}

#[derive(PartialEq)]
pub struct UnfetchedProps {
    pub kit: Kit,
    /// There is a run to go on with.
    pub has_run: bool,
}

/// A part of the program did not come; the page goes on without it.
pub fn unfetched(props: &UnfetchedProps) -> Html {
    let kit = &props.kit;
    html! {
        <div class="banner" role="alert">
            <p>{ kit.t(text::NOT_FETCHED) }</p>
            <button type="button" class="small" onclick={kit.on_click(Msg::FetchedAgain)}>
                { kit.t(text::FETCH_AGAIN) }
            </button>
            if props.has_run {
                <button type="button" class="small" onclick={kit.on_click(Msg::FetchGivenUp)}>
                    { kit.t(text::CLOSE) }
                </button>
            }
        </div>
    }
}
