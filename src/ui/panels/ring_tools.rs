//! The hands on a ring: the palette, whose view is drawn, ring or cluster.

use std::rc::Rc;

use yew::prelude::*;

use crate::sim::protocol::NodeId;
use crate::sim::word::Word;
use crate::ui::drawings::ring_words::{self, name};
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

/// Who could join: one more node, the only one there is, or a form to choose from.
fn join(outside: &[NodeId]) -> Option<Msg> {
    match outside {
        [] => Some(Msg::NodeAdded),
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

pub struct BarProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
    pub picture: Rc<RingPicture>,
    pub viewer: Option<NodeId>,
    pub cluster: bool,
}

impl PartialEq for BarProps {
    fn eq(&self, other: &BarProps) -> bool {
        self.kit == other.kit
            && Rc::ptr_eq(&self.cast, &other.cast)
            && Rc::ptr_eq(&self.picture, &other.picture)
            && (self.viewer, self.cluster) == (other.viewer, other.cluster)
    }
}

/// Ring or cluster, and of the ring, whose view.
pub fn bar(props: &BarProps) -> Html {
    let BarProps { kit, cluster, .. } = props;
    let switch = [(true, text::RING), (false, page::PICTURE)].map(|(ring, label)| {
        html! {
            <button
                type="button" class="small" aria-pressed={(ring != *cluster).to_string()}
                onclick={kit.on_click(Msg::Ring(RingMsg::Shown { ring }))}
            >
                { kit.t(label) }
            </button>
        }
    });
    html! {
        <div class="ring-bar">
            if !cluster {
                { viewers(props) }
            }
            <div class="segmented" role="group" aria-label={kit.t(page::VIEWS)}>{ for switch }</div>
        </div>
    }
}

/// Every member's view can be chosen, and who sees another ring than the one drawn is marked.
fn viewers(props: &BarProps) -> Html {
    let BarProps { kit, cast, picture, viewer, .. } = props;
    let on_change = kit.on_value(|entered| {
        let viewer = entered.parse().ok().map(NodeId);
        Some(Msg::Ring(RingMsg::ViewerPicked { viewer }))
    });
    let mut offered: Vec<NodeId> = picture.members.iter().map(|member| member.node).collect();
    if let (Some(viewer), Err(place)) = (viewer, offered.binary_search(&picture.viewer)) {
        // One that has left, or has not joined yet in its own view.
        offered.insert(place, *viewer);
    }
    let options = offered.into_iter().map(|node| {
        let differs = picture.disagreeing.binary_search(&node).is_ok();
        let label = if differs { "≠ " } else { "" }.to_string() + name(cast, node);
        let chosen = *viewer == Some(node);
        html! { <option value={node.0.to_string()} selected={chosen}>{ label }</option> }
    });
    let any = text::any_member(name(cast, picture.viewer), kit.lang);
    let differ = ring_words::disagreement(cast, picture, kit.lang);
    html! {
        <>
            if let Some(differ) = differ {
                <span class="differ" title={differ}>{ "≠ " }{ picture.disagreeing.len() }</span>
            }
            <label class="viewer">
                <span>{ kit.t(text::VIEW_OF) }</span>
                <select onchange={on_change}>
                    <option value="" selected={viewer.is_none()}>{ any }</option>
                    { for options }
                </select>
            </label>
        </>
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
