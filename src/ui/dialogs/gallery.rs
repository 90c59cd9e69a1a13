//! Scenarios to start from, each with something to try.

use yew::prelude::*;

use crate::catalog;
use crate::scenario::registry::ProtocolInfo;
use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::text;
use crate::ui::text::sentences::told;

#[derive(PartialEq)]
pub struct GalleryProps {
    pub kit: Kit,
    pub current: Option<&'static str>,
    /// Protocols that are still to be fetched.
    pub missing: usize,
}

pub fn gallery(props: &GalleryProps) -> Html {
    let kit = &props.kit;
    let protocols = catalog::protocols();
    let entries = protocols.iter().flat_map(ProtocolInfo::entries).map(|entry| {
        let story = (entry.make)().story;
        let here = props.current == Some(entry.id);
        html! {
            <li key={entry.id} class={classes!(here.then_some("here"))}>
                <button
                    type="button" aria-current={here.then_some("true")}
                    onclick={kit.on_click(Msg::GalleryPicked { id: entry.id })}
                >
                    <b>{ told(&story.title, kit.lang) }</b>
                    <span>{ told(&story.summary, kit.lang) }</span>
                    <small>
                        <i>{ kit.t(text::TRY_THIS) }{ ": " }</i>
                        { told(&story.try_this, kit.lang) }
                    </small>
                </button>
            </li>
        }
    });
    let busy = (props.missing > 0).then_some("true");
    html! { <ul class="gallery" aria-busy={busy}>{ for entries }</ul> }
}
