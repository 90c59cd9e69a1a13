//! What is told beside the run: title, notes that follow the playhead, something to try.

use std::rc::Rc;

use yew::prelude::*;

use crate::scenario::scenario::Scenario;
use crate::ui::controls::icon::{Icon, picture};
use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::text;
use crate::ui::text::sentences;

#[derive(PartialEq)]
pub struct StoryProps {
    pub kit: Kit,
    pub scenario: Rc<Scenario>,
    pub now: Option<usize>,
    pub title: AttrValue,
    /// What belongs to it beside the prose.
    pub more: Html,
}

pub fn story(props: &StoryProps) -> Html {
    let kit = &props.kit;
    let story = &props.scenario.story;
    let notes = story.notes.iter().enumerate().map(|(index, note)| {
        let class = match props.now {
            Some(now) if index == now => "now",
            Some(now) if index < now => "done",
            _ => "ahead",
        };
        let current = (props.now == Some(index)).then_some("step");
        html! {
            <li class={class} key={index}>
                <button
                    type="button" aria-current={current}
                    onclick={kit.on_click(Msg::SoughtTo { time: note.at })}
                >
                    { sentences::told(&note.text, kit.lang) }
                </button>
            </li>
        }
    });
    let try_this = sentences::told(&story.try_this, kit.lang);
    html! {
        <section class="story-panel" aria-labelledby="story-title">
            <h1 id="story-title">{ &props.title }</h1>
            <p>{ sentences::told(&story.summary, kit.lang) }</p>
            { props.more.clone() }
            if !story.notes.is_empty() {
                <h2>
                    { kit.t(text::STORY) }
                    {
                        note_nav(&NoteNavProps {
                            kit: kit.clone(),
                            now: props.now,
                            count: story.notes.len(),
                        })
                    }
                </h2>
                <ol class="story">{ for notes }</ol>
            }
            if !try_this.is_empty() {
                <div class="try">
                    <h2>{ kit.t(text::TRY_THIS) }</h2>
                    <p>{ try_this }</p>
                </div>
            }
        </section>
    }
}

#[derive(PartialEq)]
pub struct NoteNavProps {
    pub kit: Kit,
    pub now: Option<usize>,
    pub count: usize,
}

pub fn note_nav(props: &NoteNavProps) -> Html {
    let kit = &props.kit;
    let at_end = props.now.is_some_and(|now| now + 1 == props.count);
    html! {
        <span class="nav">
            <button
                type="button" class="quiet tiny" aria-label={kit.t(text::NOTE_BACK)}
                onclick={kit.on_click(Msg::NoteStepped { notes: -1 })}
            >
                { picture(Icon::Back) }
            </button>
            <span class="place">{ sentences::note_place(props.now, props.count) }</span>
            <button
                type="button" class="quiet tiny" aria-label={kit.t(text::NOTE_NEXT)}
                disabled={at_end} onclick={kit.on_click(Msg::NoteStepped { notes: 1 })}
            >
                { picture(Icon::On) }
            </button>
        </span>
    }
}

/// The present note alone, under a picture that has no room for the story; nothing where nothing is
/// told.
pub fn note_bar(props: &StoryProps) -> Html {
    let kit = &props.kit;
    let story = &props.scenario.story;
    let told = match props.now.and_then(|now| story.notes.get(now)) {
        Some(note) => sentences::told(&note.text, kit.lang),
        None => sentences::told(&story.summary, kit.lang),
    };
    if told.is_empty() {
        return Html::default();
    }
    html! {
        <section class="note-bar" aria-label={kit.t(text::STORY)}>
            <p>{ told }</p>
            if !story.notes.is_empty() {
                {
                    note_nav(&NoteNavProps {
                        kit: kit.clone(),
                        now: props.now,
                        count: story.notes.len(),
                    })
                }
            }
        </section>
    }
}
