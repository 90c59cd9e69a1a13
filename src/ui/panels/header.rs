//! The top of the page: whose it is, what is playing, and what is to be done with all of it.

use yew::prelude::*;

use crate::ui::controls::icon::{Icon, picture};
use crate::ui::kit::Kit;
use crate::ui::model::{Dialog, Layout};
use crate::ui::msg::Msg;
use crate::ui::options::Theme;
use crate::ui::text;

#[derive(PartialEq)]
pub struct HeaderProps {
    pub kit: Kit,
    pub protocol: AttrValue,
    pub title: AttrValue,
    pub theme: Theme,
    pub layout: Layout,
}

pub fn header(props: &HeaderProps) -> Html {
    let kit = &props.kit;
    let narrow = props.layout == Layout::Narrow;
    let opens = |dialog: Dialog| kit.on_click(Msg::DialogOpened { dialog });
    html! {
        <header class="top">
            <a class="mark" href="./" aria-label={kit.t(text::BRAND)}>
                { picture(Icon::Mark) }
                if !narrow {
                    <span>{ kit.t(text::BRAND) }</span>
                }
            </a>
            <div class="crumb">
                <span class="protocol">{ &props.protocol }</span>
                <span class="chevron" aria-hidden="true">{ "›" }</span>
                <button
                    type="button" class="quiet pick" aria-haspopup="dialog"
                    title={kit.t(text::GALLERY_OPEN)} onclick={opens(Dialog::Gallery)}
                >
                    <b>{ &props.title }</b>
                    { picture(Icon::Down) }
                </button>
            </div>
            <span class="grow" />
            if !narrow {
                { tools(props) }
            }
            <button
                type="button" class="quiet round" aria-label={kit.t(text::MORE)}
                aria-haspopup="dialog" onclick={opens(Dialog::More)}
            >
                { picture(Icon::More) }
            </button>
            <button type="button" class="primary" onclick={opens(Dialog::Share)}>
                { kit.t(text::SHARE) }
            </button>
        </header>
    }
}

fn tools(props: &HeaderProps) -> Html {
    let kit = &props.kit;
    html! {
        <>
            // Elsewhere it is among what is needed now and then.
            if kit.editable && props.layout == Layout::Wide {
                <button
                    type="button" class="quiet" aria-haspopup="dialog"
                    onclick={kit.on_click(Msg::DialogOpened { dialog: Dialog::Beside })}
                >
                    { kit.t(text::PUT_BESIDE) }
                </button>
            }
            <button
                type="button" class="quiet" onclick={kit.on_click(Msg::DialogOpened {
                    dialog: Dialog::Help,
                })}
            >
                { kit.t(text::HELP) }
            </button>
            { lang_button(&LangButtonProps { kit: kit.clone() }) }
            <button
                type="button" class="quiet round"
                aria-label={format!("{}: {}", kit.t(text::THEME), kit.t(theme_word(props.theme)))}
                title={format!("{}: {}", kit.t(text::THEME), kit.t(theme_word(props.theme)))}
                onclick={kit.on_click(Msg::ThemePicked { theme: next_theme(props.theme) })}
            >
                { picture(Icon::Theme) }
            </button>
        </>
    }
}

#[derive(PartialEq)]
pub struct LangButtonProps {
    pub kit: Kit,
}

/// Named in the language it leads to.
pub fn lang_button(props: &LangButtonProps) -> Html {
    let kit = &props.kit;
    let other = if kit.lang == crate::view::lang::Lang::En { "zh-Hans" } else { "en" };
    html! {
        <button
            type="button" class="quiet" lang={other}
            onclick={kit.on_click(Msg::LangPicked)}
        >
            { kit.t(text::OTHER_LANG) }
        </button>
    }
}

pub fn theme_word(theme: Theme) -> crate::view::lang::Text {
    match theme {
        Theme::Auto => text::THEME_AUTO,
        Theme::Light => text::THEME_LIGHT,
        Theme::Dark => text::THEME_DARK,
        Theme::Contrast => text::THEME_CONTRAST,
    }
}

pub fn next_theme(theme: Theme) -> Theme {
    match theme {
        Theme::Auto => Theme::Light,
        Theme::Light => Theme::Dark,
        Theme::Dark => Theme::Contrast,
        Theme::Contrast => Theme::Auto,
    }
}
