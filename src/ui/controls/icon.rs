//! The page's few pictures, drawn in the colour of the text around them.

use yew::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Mark,
    Start,
    Back,
    Play,
    Pause,
    On,
    Theme,
    More,
    Down,
    Close,
    Undo,
    Redo,
}

pub fn picture(icon: Icon) -> Html {
    if icon == Icon::Mark {
        return mark();
    }
    let d = match icon {
        Icon::Start => "M5 4v12M16 4 8 10l8 6z",
        Icon::Back => "M14 4 6 10l8 6z",
        Icon::Play => "M6 3.5 17 10 6 16.5z",
        Icon::Pause => "M5.5 4h3v12h-3zM11.5 4h3v12h-3z",
        Icon::On => "M6 4l8 6-8 6z",
        Icon::Theme => "M10 3a7 7 0 0 1 0 14z",
        Icon::More => "M4 10h.01M10 10h.01M16 10h.01",
        Icon::Down => "M5 8l5 5 5-5",
        Icon::Close => "M5 5l10 10M15 5 5 15",
        Icon::Undo => "M8 5 4 9l4 4M4 9h8a4 4 0 0 1 0 8H9",
        Icon::Redo | Icon::Mark => "M12 5l4 4-4 4M16 9H8a4 4 0 0 0 0 8h3",
    };
    let class = match icon {
        Icon::Play | Icon::Pause | Icon::Back | Icon::On | Icon::Start => "icon filled",
        Icon::More => "icon dots",
        _ => "icon",
    };
    html! {
        <svg class={class} viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
            if icon == Icon::Theme {
                <circle cx="10" cy="10" r="7" fill="none" />
                <path d={d} class="filled" />
            } else {
                <path d={d} />
            }
        </svg>
    }
}

fn mark() -> Html {
    let bolt = "M14 1 L10.5 9 L14 14 L9.5 23";
    html! {
        <svg class="mark-icon" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
            <circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2" />
            <path d={bolt} fill="none" stroke="var(--panel)" stroke-width="5" />
            <path
                d={bolt} fill="none" stroke="var(--red)" stroke-width="2" stroke-linejoin="round"
            />
        </svg>
    }
}
