//! A request to a member of the ring: which node, and what it is to be told.

use yew::prelude::*;

use crate::sim::protocol::NodeId;
use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::ring_look::{KEY_LEN_MAX, RingAct, WEIGHT_MAX};
use crate::ui::text as page;
use crate::ui::text::faults::node_name;
use crate::ui::text::ring as text;
use crate::view::lang::Text;
use crate::view::player::Cast;
use crate::view::ring::RingPicture;

pub fn title(act: RingAct) -> Text {
    match act {
        RingAct::Join => text::JOIN,
        RingAct::Weight => text::WEIGHT_TOOL,
        RingAct::Put => text::ADD_KEY,
    }
}

/// `offered` are the nodes it can be about; the browser holds the entries within their limits.
pub fn place(
    kit: &Kit,
    cast: &Cast,
    picture: &RingPicture,
    act: RingAct,
    (node, offered): (NodeId, Vec<NodeId>),
) -> Html {
    let form = NodeRef::default();
    let submit = {
        let (kit, form) = (kit.clone(), form.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let node = kit.platform.field(&form, "node").parse().ok().map(NodeId);
            let word = act.word(&kit.platform.field(&form, "entered"));
            if let (Some(node), Some(word)) = (node, word) {
                kit.send.emit(Msg::RequestMade { node, word });
            }
        })
    };
    let nodes = offered.iter().map(|each| {
        html! {
            <option value={each.0.to_string()} selected={*each == node}>
                { node_name(cast, *each) }
            </option>
        }
    });
    let member = picture.members.iter().find(|member| member.node == node);
    let weight = member.map_or(1, |member| member.weight);
    let entry = match act {
        RingAct::Join => Html::default(),
        RingAct::Weight => html! {
            <label class="field">
                <span>{ kit.t(text::WEIGHT) }</span>
                <input
                    name="entered" type="number" min="1" max={WEIGHT_MAX.to_string()}
                    required={true} autofocus={true} value={weight.to_string()}
                />
            </label>
        },
        RingAct::Put => html! {
            <label class="field">
                <span>{ kit.t(text::KEY_NAME) }</span>
                <input
                    name="entered" type="text" pattern="[a-z0-9]+" required={true}
                    maxlength={KEY_LEN_MAX.to_string()} autofocus={true} autocomplete="off"
                    title={kit.t(text::KEY_RULE)}
                />
            </label>
        },
    };
    html! {
        <form ref={form} onsubmit={submit} class="form">
            <label class="field">
                <span>{ kit.t(page::NODE) }</span>
                <select name="node">{ for nodes }</select>
            </label>
            { entry }
            <div class="buttons">
                <button type="submit" class="primary">{ kit.t(page::APPLY) }</button>
                <button type="button" onclick={kit.on_click(Msg::DialogClosed)}>
                    { kit.t(page::CANCEL) }
                </button>
            </div>
        </form>
    }
}
