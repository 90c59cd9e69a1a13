//! What every part of the page is handed: the language, a way to say what happened, the platform.

use yew::prelude::*;

use crate::ui::drawings::surface::SurfaceHandle;
use crate::ui::msg::Msg;
use crate::ui::platform::PlatformHandle;
use crate::ui::text::sentences;
use crate::view::lang::{Lang, Text};
use crate::view::player::Prose2;

#[derive(Clone, PartialEq)]
pub struct Kit {
    pub lang: Lang,
    pub send: Callback<Msg>,
    pub platform: PlatformHandle,
    pub surface: SurfaceHandle,
    pub editable: bool,
}

impl Kit {
    pub fn t(&self, text: Text) -> &'static str {
        text.get(self.lang)
    }

    pub fn of<'a>(&self, prose: &'a Prose2) -> &'a str {
        sentences::of(prose, self.lang)
    }

    pub fn on_click(&self, msg: Msg) -> Callback<MouseEvent> {
        let send = self.send.clone();
        Callback::from(move |_| send.emit(msg.clone()))
    }

    /// For fields: makes a message of the text that was entered, if it means anything.
    pub fn on_value(&self, make: impl Fn(String) -> Option<Msg> + 'static) -> Callback<Event> {
        let (send, platform) = (self.send.clone(), self.platform.clone());
        Callback::from(move |event: Event| {
            if let Some(msg) = make(platform.value(&event)) {
                send.emit(msg);
            }
        })
    }
}
