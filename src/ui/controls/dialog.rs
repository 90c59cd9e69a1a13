//! A modal dialog: the browser's own, which keeps the focus inside and gives it back.

use yew::functional::Hook;
use yew::prelude::*;

use crate::ui::controls::icon::{Icon, picture};
use crate::ui::controls::part::hooked;
use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::text;

#[derive(PartialEq)]
pub struct DialogProps {
    pub kit: Kit,
    pub title: AttrValue,
    pub wide: bool,
    pub children: Html,
}

pub fn dialog(key: &'static str, props: DialogProps) -> Html {
    hooked(key.into(), |props, ctx| use_dialog(props).run(ctx), props)
}

#[hook]
fn use_dialog(props: &DialogProps) -> Html {
    let frame = use_node_ref();
    {
        let (frame, platform) = (frame.clone(), props.kit.platform.clone());
        use_effect_with((), move |()| {
            platform.show_dialog(&frame);
            move || platform.close_dialog(&frame)
        });
    }
    let send = props.kit.send.clone();
    let on_cancel = Callback::from(move |event: Event| {
        event.prevent_default();
        send.emit(Msg::DialogClosed);
    });
    html! {
        <dialog
            ref={frame} class={classes!("dialog", props.wide.then_some("wide"))}
            aria-labelledby="dialog-title" oncancel={on_cancel}
        >
            <header>
                <h2 id="dialog-title">{ &props.title }</h2>
                <button
                    type="button" class="quiet round" aria-label={props.kit.t(text::CLOSE)}
                    onclick={props.kit.on_click(Msg::DialogClosed)}
                >
                    { picture(Icon::Close) }
                </button>
            </header>
            <div class="body">{ props.children.clone() }</div>
        </dialog>
    }
}
