//! What the page is about in a sentence, and the keys.

use yew::prelude::*;

use crate::ui::controls::switch::{SwitchProps, switch};
use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::text;
use crate::view::lang::Lang;

#[derive(PartialEq)]
pub struct HelpProps {
    pub kit: Kit,
    pub keys_on: bool,
}

pub fn help(props: &HelpProps) -> Html {
    let kit = &props.kit;
    let rows = text::KEY_LIST.iter().map(|(keys, what)| {
        let keys = keys.split(' ').map(|key| html! { <><kbd>{ key }</kbd>{ " " }</> });
        html! { <tr><th scope="row">{ for keys }</th><td>{ kit.t(*what) }</td></tr> }
    });
    // Each language has a folder, English the one around them.
    let folder = if kit.lang == Lang::Zh { "zh/" } else { "" };
    let docs = kit.platform.docs().map(|docs| format!("{docs}{folder}"));
    html! {
        <>
            <p>{ kit.t(text::PRINCIPLE) }</p>
            if let Some(docs) = docs {
                <p><a href={docs}>{ kit.t(text::DOCUMENTATION) }</a></p>
            }
            <div class="rule">
                {
                    switch(&SwitchProps {
                        on: props.keys_on,
                        labelled_by: "keys-switch".into(),
                        alarming: false,
                        disabled: false,
                        on_flip: kit.on_click(Msg::KeysSwitched),
                    })
                }
                <span id="keys-switch">{ kit.t(text::KEYS_ON) }</span>
            </div>
            <table class="keys">
                <caption class="hidden">{ kit.t(text::KEYS) }</caption>
                <tbody>{ for rows }</tbody>
            </table>
        </>
    }
}
