//! Every node's state in words: a card each, memory and disk apart, what changed marked.

use std::rc::Rc;

use yew::functional::Hook;
use yew::prelude::*;

use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::ui::controls::part::hooked;
use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::text;
use crate::ui::text::facts as fact_names;
use crate::ui::text::sentences;
use crate::view::lang::Text;
use crate::view::player::{Cast, CastNode, Fact, Hue, NodeView, Status, Unit};

/// With more nodes than this only the selected card is open.
const OPEN_CARDS_MAX: usize = 9;

#[derive(PartialEq)]
pub struct InspectorProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
    pub nodes: Rc<Vec<(NodeId, Rc<NodeView>)>>,
    pub selected: Option<NodeId>,
}

pub fn inspector(props: &InspectorProps) -> Html {
    let kit = &props.kit;
    let few = props.nodes.len() <= OPEN_CARDS_MAX;
    let told = props
        .nodes
        .iter()
        .filter_map(|(id, view)| Some((props.cast.nodes.get(id.index())?, id, view)));
    let cards = told.map(|(cast, id, view)| {
        let selected = props.selected == Some(*id);
        card(
            u32::from(id.0),
            CardProps {
                kit: kit.clone(),
                name: cast.name.clone().into(),
                cast: cast.clone(),
                view: view.clone(),
                selected,
                open: selected || few,
                imported: props.cast.unit == Unit::Steps,
            },
        )
    });
    html! {
        <section class="inspector" data-scroll="y" aria-labelledby="state-title">
            <h2 id="state-title" class="first">{ kit.t(text::STATE) }</h2>
            { for cards }
            if props.nodes.is_empty() {
                <p class="hint">{ kit.t(text::TOOL_HINT_NODE) }</p>
            }
        </section>
    }
}

#[derive(PartialEq)]
pub struct CardProps {
    pub kit: Kit,
    pub name: AttrValue,
    pub cast: CastNode,
    pub view: Rc<NodeView>,
    pub selected: bool,
    pub open: bool,
    /// Of an imported trace: there is one kind of state, and no clock of ours.
    pub imported: bool,
}

pub fn card(key: u32, props: CardProps) -> Html {
    hooked(key.into(), |props, ctx| use_card(props).run(ctx), props)
}

#[hook]
fn use_card(props: &CardProps) -> Html {
    let (kit, view) = (&props.kit, &props.view);
    let down = view.status == Status::Crashed;
    let frame = use_node_ref();
    {
        let (frame, platform) = (frame.clone(), kit.platform.clone());
        use_effect_with(props.selected, move |selected| {
            if *selected {
                platform.reveal(&frame);
            }
        });
    }
    let class = classes!("card", props.selected.then_some("sel"), down.then_some("down"));
    let msg =
        if props.selected { Msg::Deselected } else { Msg::NodeSelected { node: props.cast.id } };
    html! {
        <div ref={frame} {class}>
            <h3>
                <button
                    type="button" aria-pressed={props.selected.to_string()}
                    onclick={kit.on_click(msg)}
                >
                    <span class={classes!("dot", hue_class(props.cast.hue))} />
                    <b>{ &props.name }</b>
                    <span class="role">{ kit.t(props.cast.role) }</span>
                    if !props.imported {
                        <span class={classes!("tag", down.then_some("alarm"))}>
                            { kit.of(&view.status_text) }
                        </span>
                    }
                </button>
            </h3>
            if props.open {
                { body(props) }
            }
        </div>
    }
}

/// Memory while the node is up, the disk when it is not; both when it is looked at.
fn body(props: &CardProps) -> Html {
    let (kit, view) = (&props.kit, &props.view);
    let down = view.status == Status::Crashed;
    let all = props.selected;
    if props.imported {
        return facts(kit, text::STATE, &view.memory, false);
    }
    html! {
        <>
            if !down {
                { facts(kit, text::MEMORY, &view.memory, all) }
            } else if all {
                <p class="hint">{ kit.t(text::MEMORY) }{ ": " }{ kit.t(text::GONE) }</p>
            }
            if all || down {
                { facts(kit, text::ON_DISK, &view.disk, true) }
            }
            if !view.unsynced.is_empty() {
                { facts(kit, text::UNSYNCED, &view.unsynced, true) }
            }
            if all {
                <p class="clock mono">
                    <span>{ kit.t(text::CLOCK) }</span>
                    <span>{ sentences::ms(Time(view.clock_us)) }</span>
                </p>
            }
            if all && !view.timers.is_empty() {
                { facts(kit, text::TIMERS, &view.timers, true) }
            }
        </>
    }
}

fn facts(kit: &Kit, caption: Text, facts: &[Fact], titled: bool) -> Html {
    if facts.is_empty() && !titled {
        return Html::default();
    }
    let rows = facts.iter().map(|fact| {
        html! {
            <tr key={fact.label.to_string()}>
                <th scope="row">{ fact_names::label(&fact.label, kit.lang).to_string() }</th>
                <td>
                    if fact.changed {
                        <mark title={kit.t(text::CHANGED)}>{ &fact.value }</mark>
                    } else {
                        { &fact.value }
                    }
                </td>
            </tr>
        }
    });
    let hidden = (!titled).then_some("hidden");
    html! {
        <table class="kv mono">
            <caption class={classes!(hidden)}>{ kit.t(caption) }</caption>
            <tbody>
                { for rows }
                if facts.is_empty() {
                    <tr><td class="none">{ kit.t(text::NOTHING) }</td></tr>
                }
            </tbody>
        </table>
    }
}

pub fn hue_class(hue: Hue) -> &'static str {
    match hue {
        Hue::Blue => "hue-blue",
        Hue::Sky => "hue-sky",
        Hue::Green => "hue-green",
        Hue::Orange => "hue-orange",
        Hue::Red => "hue-red",
        Hue::Pink => "hue-pink",
        Hue::Ink => "hue-ink",
    }
}
