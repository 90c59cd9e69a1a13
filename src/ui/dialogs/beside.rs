//! What to put beside the run: the same protocol under another rule, or another protocol.

use yew::prelude::*;

use crate::catalog;
use crate::scenario::registry::ProtocolInfo;
use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::text;

#[derive(PartialEq)]
pub struct BesideProps {
    pub kit: Kit,
    /// The protocol of the side with the focus.
    pub protocol: &'static str,
    /// For one more.
    pub room: bool,
}

pub fn beside(props: &BesideProps) -> Html {
    let kit = &props.kit;
    let (same, others): (Vec<ProtocolInfo>, Vec<ProtocolInfo>) =
        catalog::protocols().into_iter().partition(|info| info.id == props.protocol);
    let offers = same.into_iter().chain(others).filter_map(|info| {
        let name = catalog::open(&(info.plain)()).ok()?.cast().protocol;
        let what = if info.id == props.protocol { text::BESIDE_SAME } else { text::BESIDE_OTHER };
        Some(html! {
            <li key={info.id}>
                <button
                    type="button" onclick={kit.on_click(Msg::SideAdded { protocol: info.id })}
                >
                    <b>{ kit.t(name) }</b>
                    <span>{ kit.t(what) }</span>
                </button>
            </li>
        })
    });
    if !props.room {
        return html! { <p>{ kit.t(text::BESIDE_FULL) }</p> };
    }
    html! {
        <>
            <p>{ kit.t(text::BESIDE_HOW) }</p>
            <ul class="gallery">{ for offers }</ul>
        </>
    }
}
