//! The dialog that is open, in its frame.

use yew::prelude::*;

use crate::catalog;
use crate::scenario::sides::SIDES_MAX;
use crate::ui::app::parts::title;
use crate::ui::app::ring;
use crate::ui::controls::dialog as frame;
use crate::ui::controls::part::part;
use crate::ui::dialogs::ask::{AskProps, ask};
use crate::ui::dialogs::beside::{BesideProps, beside};
use crate::ui::dialogs::explore::{ExploreProps, explore};
use crate::ui::dialogs::fault_form::{FaultFormProps, fault_form};
use crate::ui::dialogs::gallery::{GalleryProps, gallery};
use crate::ui::dialogs::help::{HelpProps, help};
use crate::ui::dialogs::more::{MoreProps, more};
use crate::ui::dialogs::place;
use crate::ui::dialogs::share::{ShareProps, share};
use crate::ui::kit::Kit;
use crate::ui::model::{Dialog, Model, Run};
use crate::ui::panels::banner::{UnfetchedProps, unfetched};
use crate::ui::text;
use crate::ui::update::edit;
use crate::ui::views::Views;

pub fn dialog(kit: &Kit, model: &Model, views: &Views) -> Html {
    let Some(dialog) = &model.dialog else { return Html::default() };
    if let Dialog::Gallery = dialog {
        let current = model.run().and_then(|run| run.whole.base);
        let (missing, has_run) = (catalog::all_absent().len(), model.run().is_some());
        let entries = part(gallery, GalleryProps { kit: kit.clone(), current, missing });
        let body = html! {
            <>
                if model.unfetched.is_some() {
                    { unfetched(&UnfetchedProps { kit: kit.clone(), has_run }) }
                }
                { entries }
            </>
        };
        return framed(kit, text::GALLERY.get(kit.lang), true, body);
    }
    let Some(run) = model.run() else { return Html::default() };
    match dialog {
        Dialog::Gallery => Html::default(),
        Dialog::Share => framed(kit, kit.t(text::SHARE_TITLE), true, shared(kit, model, run)),
        Dialog::Beside => {
            let room = model.runs.len() < SIDES_MAX;
            let protocol = run.scenario.protocol;
            let body = part(beside, BesideProps { kit: kit.clone(), protocol, room });
            framed(kit, kit.t(text::PUT_BESIDE_TITLE), false, body)
        }
        Dialog::Explore => {
            framed(kit, kit.t(text::explorer::TITLE), true, explorer(kit, model, run, views))
        }
        Dialog::Help => {
            let body = part(help, HelpProps { kit: kit.clone(), keys_on: model.keys_on });
            framed(kit, kit.t(text::HELP), false, body)
        }
        Dialog::More => {
            let body = part(more, MoreProps { kit: kit.clone(), theme: model.theme });
            framed(kit, kit.t(text::MORE), false, body)
        }
        Dialog::Fault { index, start } => {
            let title = if index.is_some() { text::EDIT } else { text::FAULT_ADD };
            let body = fault_form(FaultFormProps {
                kit: kit.clone(),
                cast: run.cast.clone(),
                index: *index,
                start: start.clone(),
            });
            framed(kit, kit.t(title), false, body)
        }
        Dialog::Place { act, .. } => {
            let body = ring::place_dialog(kit, model, views);
            framed(kit, kit.t(place::title(*act)), false, body)
        }
        Dialog::Ask { node } => {
            let body = ask(AskProps { kit: kit.clone(), cast: run.cast.clone(), node: *node });
            framed(kit, kit.t(text::ASK_TITLE), false, body)
        }
    }
}

fn shared(kit: &Kit, model: &Model, run: &Run) -> Html {
    share(ShareProps {
        has_ring: model.has_ring(),
        imported: model.foreign.is_some(),
        kit: kit.clone(),
        payload: edit::payload(model).map(AttrValue::from),
        title: title(model, run).into(),
        time: run.playhead.time,
        unit: run.cast.unit,
        copied: model.copied,
        theme: model.shown_theme(),
    })
}

fn explorer(kit: &Kit, model: &Model, run: &Run, views: &Views) -> Html {
    explore(ExploreProps {
        kit: kit.clone(),
        cast: run.cast.clone(),
        scenario: run.scenario.clone(),
        draft: model.explorer.draft.clone(),
        task: model.explorer.task.clone(),
        strip: model.explorer.strip.clone(),
        time: run.playhead.time,
        is_broken: !views.violations.is_empty(),
    })
}

fn framed(kit: &Kit, title: &'static str, wide: bool, body: Html) -> Html {
    let props = frame::DialogProps { kit: kit.clone(), title: title.into(), wide, children: body };
    frame::dialog(title, props)
}
