//! A rule's switch: on is the rule kept, off is the rule broken.

use yew::prelude::*;

#[derive(PartialEq)]
pub struct SwitchProps {
    pub on: bool,
    /// Off is a break, not just an absence.
    pub alarming: bool,
    pub labelled_by: AttrValue,
    pub disabled: bool,
    pub on_flip: Callback<MouseEvent>,
}

pub fn switch(props: &SwitchProps) -> Html {
    let class =
        classes!("sw", props.on.then_some("on"), (!props.on && props.alarming).then_some("broken"));
    html! {
        <button
            type="button" role="switch" class={class}
            aria-checked={props.on.to_string()}
            aria-labelledby={props.labelled_by.clone()}
            disabled={props.disabled}
            onclick={props.on_flip.clone()}
        />
    }
}
