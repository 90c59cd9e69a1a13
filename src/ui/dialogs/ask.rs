//! A client asks a node for a value at the playhead.

use std::rc::Rc;

use yew::functional::Hook;
use yew::prelude::*;

use crate::sim::protocol::NodeId;
use crate::sim::word::Word;
use crate::ui::controls::part::hooked;
use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::text;
use crate::ui::text::faults::node_name;
use crate::view::player::Cast;

#[derive(PartialEq)]
pub struct AskProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
    pub node: NodeId,
}

pub fn ask(props: AskProps) -> Html {
    hooked("ask".into(), |props, ctx| use_ask(props).run(ctx), props)
}

#[hook]
fn use_ask(props: &AskProps) -> Html {
    let (kit, cast) = (&props.kit, &props.cast);
    let form = use_node_ref();
    let bad = use_state(|| false);
    let submit = {
        let (form, kit, bad, cast) = (form.clone(), kit.clone(), bad.clone(), cast.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let word = Word::new(kit.platform.field(&form, "word").trim());
            let node = kit.platform.field(&form, "node");
            let node = cast.nodes.iter().find(|known| known.name == node).map(|node| node.id);
            match (node, word) {
                (Some(node), Some(word)) => kit.send.emit(Msg::RequestMade { node, word }),
                _ => bad.set(true),
            }
        })
    };
    let nodes = cast.askable.iter().map(|node| {
        let name = node_name(cast, *node);
        html! { <option value={name.clone()} selected={*node == props.node}>{ name }</option> }
    });
    let words = cast.words.iter().map(|word| html! { <option value={*word} /> });
    html! {
        <form ref={form} onsubmit={submit} class="form">
            <label class="field">
                <span>{ kit.t(text::NODE) }</span>
                <select name="node">{ for nodes }</select>
            </label>
            <label class="field">
                <span>{ kit.t(text::WORD) }</span>
                <input
                    name="word" type="text" autofocus={true} list="words" autocomplete="off"
                    maxlength="12"
                    value={cast.words.first().copied().unwrap_or_default()}
                    aria-invalid={bad.to_string()}
                />
            </label>
            <datalist id="words">{ for words }</datalist>
            if *bad {
                <p class="reason" role="alert">{ kit.t(text::BAD_WORD) }</p>
            }
            <div class="buttons">
                <button type="submit" class="primary">{ kit.t(text::APPLY) }</button>
                <button type="button" onclick={kit.on_click(Msg::DialogClosed)}>
                    { kit.t(text::CANCEL) }
                </button>
            </div>
        </form>
    }
}
