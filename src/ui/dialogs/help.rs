//! What the page is about in a sentence, and the keys.

use yew::prelude::*;

use crate::ui::controls::switch::{SwitchProps, switch};
use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::text;

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
    html! {
        <>
            <p>{ kit.t(text::PRINCIPLE) }</p>
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
