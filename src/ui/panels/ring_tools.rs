//! The hands on a ring: the palette, whose view is drawn, ring or cluster.

use yew::prelude::*;

use crate::sim::protocol::NodeId;
use crate::sim::word::Word;
use crate::ui::drawings::ring_words::name;
use crate::ui::kit::Kit;
use crate::ui::model::{Dialog, Tool};
use crate::ui::msg::Msg;
use crate::ui::ring_look::{RingAct, RingMsg};
use crate::ui::text as page;
use crate::ui::text::ring as text;
use crate::view::lang::Text;
use crate::view::player::{Cast, Picture, Status};
use crate::view::ring::RingPicture;

const TOOLS: [(Tool, Text); 4] = [
    (Tool::Select, page::SELECT),
    (Tool::Leave, text::LEAVE),
    (Tool::Crash, page::CRASH),
    (Tool::Weight, text::WEIGHT_TOOL),
];
/// More members than this are not offered as viewers, but for the selected one.
const VIEWERS_MAX: usize = 32;

pub fn palette(kit: &Kit, outside: &[NodeId], picture: &RingPicture, tool: Tool) -> Html {
    let mut buttons: Vec<Html> = TOOLS
        .iter()
        .map(|(each, label)| {
            let on = *each == tool;
            html! {
                <button
                    key={label.en} type="button" class={classes!(on.then_some("on"))}
                    aria-pressed={on.to_string()}
                    onclick={kit.on_click(Msg::ToolPicked { tool: *each })}
                >
                    { kit.t(*label) }
                </button>
            }
        })
        .collect();
    buttons.insert(1, act(kit, text::JOIN, join(outside)));
    let node = picture.viewer;
    let put = Msg::DialogOpened { dialog: Dialog::Place { act: RingAct::Put, node } };
    buttons.push(act(kit, text::ADD_KEY, Some(put)));
    html! {
        <div class="palette">
            <div class="tools" role="toolbar" aria-label={kit.t(page::TOOLS)}>{ for buttons }</div>
            if let Some(hint) = hint(tool) {
                <p class="hint" role="status">{ kit.t(hint) }</p>
            }
        </div>
    }
}

fn act(kit: &Kit, label: Text, msg: Option<Msg>) -> Html {
    let disabled = msg.is_none();
    let on_click = msg.map(|msg| kit.on_click(msg));
    html! {
        <button key={label.en} type="button" {disabled} onclick={on_click}>{ kit.t(label) }</button>
    }
}

fn hint(tool: Tool) -> Option<Text> {
    match tool {
        Tool::Leave | Tool::Crash => Some(text::HINT_MEMBER),
        Tool::Weight => Some(text::HINT_WEIGHT),
        _ => None,
    }
}

/// Who could join: nobody, the only one at once, or a form to choose from.
fn join(outside: &[NodeId]) -> Option<Msg> {
    match outside {
        [] => None,
        [node] => Some(Msg::RequestMade { node: *node, word: Word::new("join")? }),
        [node, ..] => {
            let dialog = Dialog::Place { act: RingAct::Join, node: *node };
            Some(Msg::DialogOpened { dialog })
        }
    }
}

/// Nodes that run, may be asked by clients, and are not members in the drawn view.
pub fn outside(cast: &Cast, picture: &RingPicture, cluster: &Picture) -> Vec<NodeId> {
    let runs = |node: &NodeId| {
        cluster.nodes.get(node.index()).is_some_and(|look| look.status != Status::Crashed)
    };
    let outside = |node: &NodeId| runs(node) && !is_member(picture, *node);
    cast.askable.iter().copied().filter(outside).collect()
}

/// A node that has left stays listed for a while, but down.
pub fn is_member(picture: &RingPicture, node: NodeId) -> bool {
    let found = picture.members.binary_search_by_key(&node, |member| member.node);
    found.is_ok_and(|index| picture.members[index].up)
}

/// Ring or cluster, and of the ring, whose view.
pub fn bar(
    kit: &Kit,
    cast: &Cast,
    picture: &RingPicture,
    (viewer, selected): (Option<NodeId>, Option<NodeId>),
    cluster: bool,
) -> Html {
    let switch = [(true, text::RING), (false, page::PICTURE)].map(|(ring, label)| {
        html! {
            <button
                type="button" class="small" aria-pressed={(ring != cluster).to_string()}
                onclick={kit.on_click(Msg::Ring(RingMsg::Shown { ring }))}
            >
                { kit.t(label) }
            </button>
        }
    });
    let few = picture.members.len() <= VIEWERS_MAX;
    let offered = picture.members.iter().map(|member| member.node);
    let offered = offered.filter(|node| few || Some(*node) == selected || Some(*node) == viewer);
    let options = offered.map(|node| {
        let chosen = viewer == Some(node);
        html! { <option value={node.0.to_string()} selected={chosen}>{ name(cast, node) }</option> }
    });
    let on_change = kit.on_value(|entered| {
        let viewer = entered.parse().ok().map(NodeId);
        Some(Msg::Ring(RingMsg::ViewerPicked { viewer }))
    });
    html! {
        <div class="ring-bar">
            if !cluster {
                <label class="viewer">
                    <span>{ kit.t(text::VIEW_OF) }</span>
                    <select onchange={on_change}>
                        <option value="" selected={viewer.is_none()}>
                            { kit.t(text::ANY_MEMBER) }
                        </option>
                        { for options }
                    </select>
                </label>
            }
            <div class="segmented" role="group" aria-label={kit.t(page::VIEWS)}>{ for switch }</div>
        </div>
    }
}

pub fn legend(kit: &Kit, picture: &RingPicture) -> Html {
    let apart = picture.bound_keys.is_some();
    let sign = |class: &'static str, label: Text| {
        html! { <li><i class={classes!("sign", class)} aria-hidden="true" />{ kit.t(label) }</li> }
    };
    html! {
        <ul class="legend ring-legend" aria-label={kit.t(page::LEGEND)}>
            if picture.has_points {
                { sign("point", text::LEGEND_POINT) }
            }
            { sign("plain", text::LEGEND_KEY) }
            { sign("moved", text::LEGEND_MOVED) }
            if apart {
                { sign("apart", text::LEGEND_APART) }
            }
            { sign("transfer", text::LEGEND_TRANSFER) }
        </ul>
    }
}
