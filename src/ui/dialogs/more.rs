//! What is needed now and then: language, theme, files, help.

use yew::prelude::*;

use crate::ui::kit::Kit;
use crate::ui::model::Dialog;
use crate::ui::msg::Msg;
use crate::ui::options::Theme;
use crate::ui::panels::header::{LangButtonProps, lang_button, theme_word};
use crate::ui::text;

#[derive(PartialEq)]
pub struct MoreProps {
    pub kit: Kit,
    pub theme: Theme,
}

pub fn more(props: &MoreProps) -> Html {
    let kit = &props.kit;
    let themes = [Theme::Auto, Theme::Light, Theme::Dark, Theme::Contrast].map(|theme| {
        html! {
            <button
                type="button" aria-pressed={(theme == props.theme).to_string()}
                onclick={kit.on_click(Msg::ThemePicked { theme })}
            >
                { kit.t(theme_word(theme)) }
            </button>
        }
    });
    html! {
        <div class="more">
            <h3>{ kit.t(text::FILES) }</h3>
            <div class="buttons">
                <button type="button" onclick={kit.on_click(Msg::FileAsked)}>
                    { kit.t(text::OPEN_FILE) }
                </button>
                <button type="button" onclick={kit.on_click(Msg::SaveAsked)}>
                    { kit.t(text::SAVE_FILE) }
                </button>
            </div>
            if kit.editable {
                <h3>{ kit.t(text::SIDES) }</h3>
                <div class="buttons">
                    <button
                        type="button" onclick={kit.on_click(Msg::DialogOpened {
                            dialog: Dialog::Beside,
                        })}
                    >
                        { kit.t(text::PUT_BESIDE) }
                    </button>
                </div>
            }
            <h3>{ kit.t(text::THEME) }</h3>
            <div class="buttons segmented">{ for themes }</div>
            <div class="buttons">
                { lang_button(&LangButtonProps { kit: kit.clone() }) }
                <button type="button" onclick={kit.on_click(Msg::FullscreenAsked)}>
                    { kit.t(text::FULLSCREEN) }
                </button>
                <button
                    type="button" onclick={kit.on_click(Msg::DialogOpened {
                        dialog: Dialog::Help,
                    })}
                >
                    { kit.t(text::HELP) }
                </button>
            </div>
        </div>
    }
}
