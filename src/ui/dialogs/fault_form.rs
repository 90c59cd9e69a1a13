//! A fault in a form: every field of it can be set.

use std::rc::Rc;

use yew::functional::Hook;
use yew::prelude::*;

use crate::sim::fault::TimedFault;
use crate::sim::protocol::NodeId;
use crate::ui::controls::part::hooked;
use crate::ui::fault_draft::{Draft, KINDS, Kind, Shape};
use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::text;
use crate::view::lang::Text;
use crate::view::player::Cast;

#[derive(PartialEq)]
pub struct FaultFormProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
    pub index: Option<usize>,
    pub start: TimedFault,
}

pub fn fault_form(props: FaultFormProps) -> Html {
    hooked("fault_form".into(), |props, ctx| use_fault_form(props).run(ctx), props)
}

#[hook]
fn use_fault_form(props: &FaultFormProps) -> Html {
    let kit = &props.kit;
    let draft = use_state(|| Draft::of(&props.start));
    let trouble = use_state(|| None::<Text>);
    let form = Form { kit: kit.clone(), cast: props.cast.clone(), draft: draft.clone() };
    let submit = {
        let (kit, index, nodes) = (kit.clone(), props.index, props.cast.nodes.len());
        let (draft, trouble) = (draft.clone(), trouble.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            match (draft.finish(nodes), index) {
                (Ok(fault), Some(index)) => kit.send.emit(Msg::FaultChanged { index, fault }),
                (Ok(fault), None) => kit.send.emit(Msg::FaultAdded { fault }),
                (Err(why), _) => trouble.set(Some(why)),
            }
        })
    };
    html! {
        <form class="form" onsubmit={submit}>
            { form.text(text::TIME_MS, &draft.at, |draft, text| draft.at = text) }
            { form.kinds() }
            { form.body() }
            if let Some(why) = *trouble {
                <p class="reason" role="alert">{ kit.t(why) }</p>
            }
            <div class="buttons">
                <button type="submit" class="primary">{ kit.t(text::APPLY) }</button>
                <button type="button" onclick={kit.on_click(Msg::DialogClosed)}>
                    { kit.t(text::CANCEL) }
                </button>
                if let Some(index) = props.index {
                    <button
                        type="button" onclick={kit.on_click(Msg::FaultRemoved { index })}
                    >
                        { kit.t(text::DELETE) }
                    </button>
                }
            </div>
        </form>
    }
}

struct Form {
    kit: Kit,
    cast: Rc<Cast>,
    draft: UseStateHandle<Draft>,
}

impl Form {
    /// A change of one field: a copy of the draft with it set.
    fn on(&self, set: impl Fn(&mut Draft, String) + 'static) -> Callback<Event> {
        let (draft, platform) = (self.draft.clone(), self.kit.platform.clone());
        Callback::from(move |event: Event| {
            let mut changed = (*draft).clone();
            set(&mut changed, platform.value(&event));
            draft.set(changed);
        })
    }

    fn text(&self, label: Text, value: &str, set: fn(&mut Draft, String)) -> Html {
        html! {
            <label class="field">
                <span>{ self.kit.t(label) }</span>
                <input
                    type="text" inputmode="decimal" autocomplete="off"
                    value={value.to_string()} onchange={self.on(set)}
                />
            </label>
        }
    }

    fn kinds(&self) -> Html {
        let options = KINDS.iter().enumerate().map(|(index, (kind, words))| {
            html! {
                <option value={index.to_string()} selected={*kind == self.draft.kind}>
                    { self.kit.t(*words) }
                </option>
            }
        });
        let pick = self.on(|draft, text| {
            let kind = text.parse::<usize>().ok().and_then(|index| KINDS.get(index));
            draft.kind = kind.map_or(draft.kind, |(kind, _)| *kind);
        });
        html! {
            <label class="field">
                <span>{ self.kit.t(text::KIND) }</span>
                <select autofocus={true} onchange={pick}>{ for options }</select>
            </label>
        }
    }

    fn node(&self, label: Text, value: NodeId, set: fn(&mut Draft, NodeId)) -> Html {
        let options = self.cast.nodes.iter().map(|node| {
            html! {
                <option value={node.id.0.to_string()} selected={node.id == value}>
                    { &node.name }
                </option>
            }
        });
        let pick = self.on(move |draft, text| {
            if let Ok(id) = text.parse() {
                set(draft, NodeId(id));
            }
        });
        html! {
            <label class="field">
                <span>{ self.kit.t(label) }</span>
                <select onchange={pick}>{ for options }</select>
            </label>
        }
    }

    fn side(&self) -> Html {
        let boxes = self.cast.nodes.iter().map(|node| {
            let id = node.id;
            let flip = self.on(move |draft, _| {
                if draft.side.contains(&id) {
                    draft.side.retain(|other| *other != id);
                } else {
                    draft.side.push(id);
                }
            });
            html! {
                <label class="check" key={id.0}>
                    <input
                        type="checkbox" checked={self.draft.side.contains(&id)} onchange={flip}
                    />
                    { &node.name }
                </label>
            }
        });
        html! {
            <fieldset>
                <legend>{ self.kit.t(text::NODES) }</legend>
                { for boxes }
            </fieldset>
        }
    }

    fn body(&self) -> Html {
        let draft = &*self.draft;
        let shape = draft.kind.shape();
        let linked = matches!(shape, Shape::Link | Shape::Message);
        html! {
            <>
                if shape == Shape::Node {
                    { self.node(text::NODE, draft.node, |draft, node| draft.node = node) }
                }
                if shape == Shape::Side {
                    { self.side() }
                }
                if linked {
                    { self.node(text::FROM, draft.from, |draft, node| draft.from = node) }
                    { self.node(text::TO, draft.to, |draft, node| draft.to = node) }
                }
                if shape == Shape::Message {
                    { self.text(text::NTH, &draft.nth, |draft, text| draft.nth = text) }
                }
                if draft.kind.has_duration() {
                    { self.text(text::BY_MS, &draft.by, |draft, text| draft.by = text) }
                }
                if draft.kind == Kind::DriftClock {
                    { self.text(text::RATE, &draft.rate, |draft, text| draft.rate = text) }
                }
            </>
        }
    }
}
