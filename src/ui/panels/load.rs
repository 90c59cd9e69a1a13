//! Who holds how much: a bar for each member against the mean and the bound; the card of a member
//! and of a key that is followed.

use std::rc::Rc;

use yew::prelude::*;

use crate::sim::order::sort_by_number;
use crate::sim::protocol::NodeId;
use crate::ui::drawings::ring_words::{self, name};
use crate::ui::kit::Kit;
use crate::ui::model::Tool;
use crate::ui::msg::Msg;
use crate::ui::panels::inspector::hue_class;
use crate::ui::ring_look::{KEY_LEN_MAX, RingMsg, WEIGHT_MAX, weight_word};
use crate::ui::text::ring as text;
use crate::view::geometry::ring::dress;
use crate::view::player::Cast;
use crate::view::ring::{KeyPath, MemberLook, RingPicture};

/// Beyond this many members the fullest and the emptiest stand for all.
const ROWS_MAX: usize = 16;
const FULLEST: usize = 10;
const EMPTIEST: usize = 4;

/// What the panel is made from.
pub struct Load<'a> {
    pub kit: &'a Kit,
    pub cast: &'a Rc<Cast>,
    pub picture: &'a RingPicture,
    pub path: Option<&'a KeyPath>,
    pub selected: Option<NodeId>,
    pub tool: Tool,
}

pub fn load(load: &Load) -> Html {
    let Load { kit, picture, .. } = *load;
    let scale = Scale::of(picture);
    let mut order: Vec<&MemberLook> = picture.members.iter().collect();
    let many = order.len() > ROWS_MAX;
    if many {
        sort_by_number(&mut order, |member| u128::from(u64::MAX - member.keys));
    }
    let unit = if scale.serves { text::KEYS_AND_SERVED } else { text::KEYS_OVER_MEAN };
    let left_out = if many { order.len() - FULLEST - EMPTIEST } else { 0 };
    let rows = order.iter().enumerate().filter(|(index, member)| {
        let outer = *index < FULLEST || *index >= order.len() - EMPTIEST;
        !many || outer || load.selected == Some(member.node)
    });
    let rows = rows.map(|(_, member)| row(load, &scale, member));
    html! {
        <section class="load" data-scroll="y" aria-labelledby="load-title">
            { selected_card(load) }
            <h2 id="load-title">
                { kit.t(text::LOAD) }
                <span class="unit">{ kit.t(unit) }</span>
            </h2>
            <ul class={classes!("bars", scale.serves.then_some("serves"))}>{ for rows }</ul>
            <p class="foot">{ foot(load, left_out) }</p>
            { follow(load) }
        </section>
    }
}

/// Keys that are one mean, and the most that a bar can show.
struct Scale {
    mean_permille: u64,
    most_permille: u64,
    bound_permille: Option<u64>,
    /// Clients have asked for something.
    serves: bool,
}

impl Scale {
    fn of(picture: &RingPicture) -> Scale {
        let keys: u64 = picture.members.iter().map(|member| member.keys).sum();
        let count = picture.members.iter().filter(|member| member.up || member.keys > 0).count();
        let mean_permille = (keys * 1_000 / (count.max(1) as u64)).max(1);
        let over_mean = |keys: u64| keys * 1_000_000 / mean_permille;
        let peak = picture.members.iter().map(|member| member.keys).max().unwrap_or(0);
        let bound_permille = picture.bound_keys.map(over_mean);
        let most = over_mean(peak).max(bound_permille.unwrap_or(0)).max(1_500);
        let serves = picture.members.iter().any(|member| member.served > 0);
        Scale { mean_permille, most_permille: most + most / 20, bound_permille, serves }
    }

    fn over_mean(&self, keys: u64) -> u64 {
        keys * 1_000_000 / self.mean_permille
    }

    fn percent(&self, permille: u64) -> String {
        let tenths = permille * 1_000 / self.most_permille;
        format!("{}.{}%", tenths / 10, tenths % 10)
    }
}

fn row(load: &Load, scale: &Scale, member: &MemberLook) -> Html {
    let Load { kit, cast, .. } = *load;
    let node = member.node;
    let ratio = scale.over_mean(member.keys);
    let over = scale.bound_permille.is_some_and(|bound| ratio > bound * u64::from(member.weight));
    let selected = load.selected == Some(node);
    let dress = dress(node);
    let class = classes!(
        "bar",
        hue_class(dress.hue),
        (!member.up).then_some("down"),
        selected.then_some("sel"),
        over.then_some("over")
    );
    let weighing = load.tool == Tool::Weight && kit.editable;
    let send = kit.send.clone();
    let on_click = move |event: MouseEvent| {
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        // A key press has no place.
        let at = (event.detail() > 0).then_some(at);
        send.emit(Msg::NodeClicked { node, at });
    };
    html! {
        <li key={node.0} {class}>
            <button
                type="button" class="quiet mono" aria-pressed={selected.to_string()}
                onclick={on_click}
            >
                { name(cast, node) }
            </button>
            if weighing {
                { weight(load, member) }
            } else {
                <span class="t" aria-hidden="true">
                    <i
                        class={format!("tex-{}", dress.texture)}
                        style={format!("width:{}", scale.percent(ratio))}
                    />
                    <em style={format!("left:{}", scale.percent(1_000))} />
                    if let Some(bound) = scale.bound_permille {
                        <em class="bound" style={format!("left:{}", scale.percent(bound))} />
                    }
                </span>
                <span class="mono number">{ ring_words::times(ratio) }</span>
            }
            if scale.serves {
                <span class="mono served">{ member.served }</span>
            }
        </li>
    }
}

/// A native slider: dragged, tapped, moved by arrows.
fn weight(load: &Load, member: &MemberLook) -> Html {
    let Load { kit, cast, .. } = *load;
    let node = member.node;
    let on_change = kit.on_value(move |entered| {
        let word = weight_word(entered.parse().ok()?)?;
        Some(Msg::RequestMade { node, word })
    });
    html! {
        <>
            <input
                type="range" min="1" max={WEIGHT_MAX.to_string()} value={member.weight.to_string()}
                aria-label={text::weight_of(name(cast, node), kit.lang)} onchange={on_change}
            />
            <span class="mono number">{ format!("w {}", member.weight) }</span>
        </>
    }
}

fn foot(load: &Load, left_out: usize) -> String {
    let lang = load.kit.lang;
    let mut parts = Vec::new();
    if left_out > 0 {
        parts.push(text::left_out(left_out, lang));
    }
    if let Some(bound) = load.picture.bound_keys {
        parts.push(text::bound(bound, lang));
    }
    parts.join(" ")
}

fn fact(label: impl Into<AttrValue>, value: String) -> Html {
    let label = label.into();
    html! { <tr><th scope="row">{ label }</th><td>{ value }</td></tr> }
}

/// What the selected member holds, and from whom the latest change gave it keys.
fn selected_card(load: &Load) -> Html {
    let Load { kit, cast, picture, .. } = *load;
    let node = load.selected;
    let Some(member) = picture.members.iter().find(|member| Some(member.node) == node) else {
        return Html::default();
    };
    let flows = picture.change.iter().flat_map(|change| &change.flows);
    let gained = flows.clone().filter(|(_, to, _)| *to == member.node);
    let gained = gained.map(|(from, _, keys)| {
        fact(text::from(name(cast, *from), kit.lang), ring_words::grouped(*keys))
    });
    let lost = flows.filter(|(from, _, _)| *from == member.node);
    let lost = lost
        .map(|(_, to, keys)| fact(text::to(name(cast, *to), kit.lang), ring_words::grouped(*keys)));
    html! {
        <div class="card">
            <h3>
                <span class={classes!("dot", hue_class(dress(member.node).hue))} />
                { " " }<b>{ name(cast, member.node) }</b>
                if !member.up {
                    <span class="tag alarm">{ ring_words::DOWN.get(kit.lang) }</span>
                }
            </h3>
            <table class="kv mono">
                <tbody>
                    { fact(kit.t(text::KEYS), ring_words::grouped(member.keys)) }
                    { fact(kit.t(text::SERVED), member.served.to_string()) }
                    { fact(kit.t(text::ARC_SHARE), ring_words::percent(member.arc_ppm)) }
                    { fact(kit.t(text::POINTS), member.points.to_string()) }
                    if kit.editable && member.up {
                        <tr>
                            <th scope="row">{ kit.t(text::WEIGHT) }</th>
                            <td class="weigh">{ weight(load, member) }</td>
                        </tr>
                    } else {
                        { fact(kit.t(text::WEIGHT), member.weight.to_string()) }
                    }
                    { fact(kit.t(text::RACK), member.rack.to_string()) }
                    { for gained }
                    { for lost }
                </tbody>
            </table>
        </div>
    }
}

/// A key by its name, then step by step to its replicas.
fn follow(load: &Load) -> Html {
    let Load { kit, cast, .. } = *load;
    let form = NodeRef::default();
    let submit = {
        let (kit, form) = (kit.clone(), form.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let name = kit.platform.field(&form, "followed").trim().to_string();
            kit.send.emit(Msg::Ring(RingMsg::KeyPicked { name: Some(name) }));
        })
    };
    let followed = load.path.map(|path| {
        let steps = path.steps.iter().map(|(label, value)| {
            html! { <tr><th scope="row">{ kit.of(label) }</th><td>{ value }</td></tr> }
        });
        let replicas: Vec<&str> = path.replicas.iter().map(|node| name(cast, *node)).collect();
        html! {
            <table class="kv mono">
                <caption class="hidden">{ &path.name }</caption>
                <tbody>
                    { for steps }
                    { fact(kit.t(text::REPLICAS), replicas.join(" → ")) }
                </tbody>
            </table>
        }
    });
    let shown: AttrValue = load.path.map(|path| path.name.clone()).unwrap_or_default().into();
    html! {
        <div class="follow">
            <h2>{ kit.t(text::FOLLOW) }</h2>
            <form ref={form} onsubmit={submit}>
                <input
                    key={shown.to_string()} name="followed" type="text" autocomplete="off"
                    maxlength={KEY_LEN_MAX.to_string()} aria-label={kit.t(text::KEY_NAME)}
                    placeholder={kit.t(text::KEY_NAME)} value={shown.clone()}
                />
                <button type="submit" class="small">{ kit.t(text::SHOW) }</button>
            </form>
            { for followed }
        </div>
    }
}
