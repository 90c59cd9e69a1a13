//! Each part of the page with what it needs of the model.

use std::rc::Rc;

use yew::prelude::*;

use crate::ui::controls::dialog::Dialog as Frame;
use crate::ui::controls::icon::{Icon, Picture as IconPicture};
use crate::ui::dialogs::ask::Ask;
use crate::ui::dialogs::fault_form::FaultForm;
use crate::ui::dialogs::gallery::Gallery;
use crate::ui::dialogs::help::Help;
use crate::ui::dialogs::more::More;
use crate::ui::dialogs::share::Share;
use crate::ui::kit::Kit;
use crate::ui::model::{Dialog, Layout, Model, Pane, Run, Selection};
use crate::ui::msg::Msg;
use crate::ui::options::Layer;
use crate::ui::panels::branches::Branches;
use crate::ui::panels::faults::Faults;
use crate::ui::panels::header::Header;
use crate::ui::panels::inspector::Inspector;
use crate::ui::panels::log::Log;
use crate::ui::panels::menu::{ActMenu, Subject};
use crate::ui::panels::properties::PropertyList;
use crate::ui::panels::rules::Rules;
use crate::ui::panels::setup::{Caveats, Setup};
use crate::ui::panels::stage::{Legend, Palette};
use crate::ui::panels::story::{NoteBar, Story};
use crate::ui::panels::transport::Transport;
use crate::ui::text;
use crate::ui::text::faults::node_name;
use crate::ui::text::sentences;
use crate::ui::update::edit;
use crate::ui::views::Views;
use crate::view::player::MessageEnd;

pub fn title(model: &Model, run: &Run) -> String {
    let title = sentences::told(&run.scenario.story.title, model.lang);
    if title.is_empty() {
        return run.cast.protocol.get(model.lang).to_string();
    }
    title.to_string()
}

pub fn header(kit: &Kit, model: &Model, run: &Run) -> Html {
    html! {
        <Header
            kit={kit.clone()} protocol={kit.t(run.cast.protocol)} title={title(model, run)}
            theme={model.theme} layout={model.layout}
        />
    }
}

pub fn story(kit: &Kit, model: &Model, run: &Run) -> Html {
    html! {
        <Story
            kit={kit.clone()} scenario={run.scenario.clone()} now={run.note_now()}
            title={title(model, run)}
        />
    }
}

pub fn note_bar(kit: &Kit, model: &Model, run: &Run) -> Html {
    html! {
        <NoteBar
            kit={kit.clone()} scenario={run.scenario.clone()} now={run.note_now()}
            title={title(model, run)}
        />
    }
}

pub fn rules(kit: &Kit, model: &Model, run: &Run) -> Html {
    html! {
        <Rules
            kit={kit.clone()} cast={run.cast.clone()} scenario={run.scenario.clone()}
            shown={model.rule_shown}
        />
    }
}

pub fn setup(kit: &Kit, run: &Run) -> Html {
    html! {
        <>
            <Setup kit={kit.clone()} cast={run.cast.clone()} scenario={run.scenario.clone()} />
            <Caveats kit={kit.clone()} cast={run.cast.clone()} />
        </>
    }
}

pub fn faults(kit: &Kit, model: &Model, run: &Run, views: &Views) -> Html {
    html! {
        <Faults
            kit={kit.clone()} cast={run.cast.clone()} scenario={run.scenario.clone()}
            strikes={views.strikes.clone()} labels={views.fault_labels.clone()}
            can_undo={!model.undo.is_empty()} can_redo={!model.redo.is_empty()}
        />
    }
}

pub fn branches(kit: &Kit, model: &Model) -> Html {
    html! { <Branches kit={kit.clone()} branches={model.branches.clone()} /> }
}

pub fn inspector(kit: &Kit, model: &Model, run: &Run, views: &Views) -> Html {
    let selected = match model.selection {
        Selection::Node(node) => Some(node),
        Selection::Event(event) if event < run.events => {
            run.player.borrow().event(event, model.lang).and_then(|event| event.node)
        }
        _ => None,
    };
    html! {
        <Inspector
            kit={kit.clone()} cast={run.cast.clone()} nodes={views.nodes.clone()} {selected}
        />
    }
}

pub fn properties(kit: &Kit, model: &Model, run: &Run, views: &Views) -> Html {
    html! {
        <PropertyList
            kit={kit.clone()} cast={run.cast.clone()} scenario={run.scenario.clone()}
            properties={views.properties.clone()} shown={model.violation_shown}
            culprits={views.culprits.clone()}
        />
    }
}

pub fn log(kit: &Kit, model: &Model, run: &Run, views: &Views) -> Html {
    let selected = match model.selection {
        Selection::Event(event) => Some(event),
        _ => None,
    };
    html! {
        <Log
            kit={kit.clone()} cast={run.cast.clone()} page={views.log.clone()}
            applied={run.playhead.applied} {selected} culprits={views.culprits.clone()}
        />
    }
}

pub fn palette(kit: &Kit, model: &Model, views: &Views) -> Html {
    let cuts = views.picture.as_ref().is_some_and(|picture| !picture.cuts.is_empty());
    html! { <Palette kit={kit.clone()} tool={model.tool} {cuts} /> }
}

pub fn legend(kit: &Kit, run: &Run) -> Html {
    html! { <Legend kit={kit.clone()} cast={run.cast.clone()} /> }
}

/// The menu beside what was clicked, while it is open.
pub fn menu(kit: &Kit, model: &Model, run: &Run, views: &Views) -> Html {
    let Some(menu) = model.menu else { return Html::default() };
    let (title, subject) = match menu.of {
        Selection::Node(node) => {
            let Some(picture) = &views.picture else { return Html::default() };
            let Some(look) = picture.nodes.get(node.index()) else { return Html::default() };
            let cut_off = picture.cuts.iter().any(|(a, b)| *a == node || *b == node);
            let askable = run.cast.askable.contains(&node);
            let subject =
                Subject::Node { node, status: look.status, slow: look.slow, cut_off, askable };
            (node_name(&run.cast, node), subject)
        }
        Selection::Message(id) => {
            let Some(message) = run.player.borrow().message(id) else { return Html::default() };
            let over = match message.end {
                MessageEnd::InFlight { .. } => None,
                MessageEnd::Delivered { at, .. } | MessageEnd::Lost { at, .. } => Some(at),
            };
            let now = run.playhead.time;
            let in_flight = message.sent_at <= now && over.is_none_or(|over| over > now);
            let subject = Subject::Message { name: message.name, in_flight };
            (message.label, subject)
        }
        Selection::Nothing | Selection::Event(_) => return Html::default(),
    };
    html! { <ActMenu kit={kit.clone()} {title} {subject} at={menu.at} /> }
}

pub fn pane_switch(kit: &Kit, model: &Model) -> Html {
    let panes = [(Pane::Diagram, text::DIAGRAM), (Pane::Log, text::LOG)].map(|(pane, label)| {
        html! {
            <button
                type="button" aria-pressed={(pane == model.pane).to_string()}
                onclick={kit.on_click(Msg::PanePicked { pane })}
            >
                { kit.t(label) }
            </button>
        }
    });
    html! {
        <div class="segmented" role="group" aria-label={kit.t(text::VIEWS)}>{ for panes }</div>
    }
}

pub fn play_overlay(kit: &Kit, model: &Model, run: &Run) -> Html {
    let idle = !model.playing;
    html! {
        <>
            <button
                type="button" class={classes!("overlay", idle.then_some("idle"))}
                aria-label={kit.t(text::CLICK_TO_PLAY)} onclick={kit.on_click(Msg::PlayToggled)}
            >
                if idle {
                    <span class="tbtn play"><IconPicture icon={Icon::Play} /></span>
                }
            </button>
            <a class="open-full corner" href={full_address(kit, model, run)} target="_blank"
                rel="noopener"
            >
                { kit.t(text::OPEN_FULL) }
            </a>
        </>
    }
}

/// The whole page on this run, at this moment.
fn full_address(kit: &Kit, model: &Model, run: &Run) -> String {
    let payload = edit::payload(model).unwrap_or_default();
    format!("{}?t={}#{payload}", kit.platform.address(), run.playhead.time)
}

pub fn transport(kit: &Kit, model: &Model, run: &Run, views: &Views) -> Html {
    let embedded = model.options.embed && model.layer() != Layer::Full;
    let open_full = model.options.embed.then(|| {
        let address = kit.platform.address();
        format!("{address}?t={}#{}", run.playhead.time, views.payload).into()
    });
    let open_full: Option<AttrValue> = open_full;
    html! {
        <Transport
            kit={kit.clone()} playing={model.playing} time={run.playhead.time}
            until={run.until()} speed={model.speed} layout={model.layout} {embedded} {open_full}
            scrubber={scrubber(kit, model, run, views)} simulating={!run.finished}
        />
    }
}

pub fn dialog(kit: &Kit, model: &Model) -> Html {
    let Some(dialog) = &model.dialog else { return Html::default() };
    if let Dialog::Gallery = dialog {
        let current = model.run.as_ref().and_then(|run| run.scenario.base);
        let body = html! { <Gallery kit={kit.clone()} {current} /> };
        return framed(kit, text::GALLERY.get(kit.lang), true, body);
    }
    let Some(run) = &model.run else { return Html::default() };
    match dialog {
        Dialog::Gallery => Html::default(),
        Dialog::Share => {
            let payload = edit::payload(model).map(AttrValue::from);
            let body = html! {
                <Share
                    kit={kit.clone()} {payload} title={title(model, run)}
                    time={run.playhead.time} copied={model.copied}
                />
            };
            framed(kit, kit.t(text::SHARE_TITLE), true, body)
        }
        Dialog::Help => {
            let body = html! { <Help kit={kit.clone()} keys_on={model.keys_on} /> };
            framed(kit, kit.t(text::HELP), false, body)
        }
        Dialog::More => {
            let body = html! { <More kit={kit.clone()} theme={model.theme} /> };
            framed(kit, kit.t(text::MORE), false, body)
        }
        Dialog::Fault { index, start } => {
            let title = if index.is_some() { text::EDIT } else { text::FAULT_ADD };
            let body = html! {
                <FaultForm
                    kit={kit.clone()} cast={run.cast.clone()} index={*index}
                    start={start.clone()}
                />
            };
            framed(kit, kit.t(title), false, body)
        }
        Dialog::Ask { node } => {
            let body = html! { <Ask kit={kit.clone()} cast={run.cast.clone()} node={*node} /> };
            framed(kit, kit.t(text::ASK_TITLE), false, body)
        }
    }
}

fn framed(kit: &Kit, title: &'static str, wide: bool, body: Html) -> Html {
    html! { <Frame key={title} kit={kit.clone()} {title} {wide}>{ body }</Frame> }
}

/// `view=spacetime` of an embed.
pub fn shows_diagram_only(model: &Model) -> bool {
    model.options.view.as_deref() == Some("spacetime")
}

pub fn cluster(_kit: &Kit, _model: &Model, _run: &Run, _views: &Views) -> Html {
    Html::default()
}

pub fn diagram(_kit: &Kit, _model: &Model, _run: &Run, _views: &Views) -> Html {
    let _unused: Option<Rc<()>> = None;
    let _narrow = Layout::Narrow;
    Html::default()
}

fn scrubber(_kit: &Kit, _model: &Model, _run: &Run, _views: &Views) -> Html {
    Html::default()
}
