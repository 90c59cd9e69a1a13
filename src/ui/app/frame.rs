//! Where the parts of the page stand: wide, medium, narrow, or in somebody's page.

use yew::prelude::*;

use crate::ui::app::{Hands, Scene, parts, pictures, ring};
use crate::ui::kit::Kit;
use crate::ui::later::{self, of_around, of_ring};
use crate::ui::model::{Layout, Model};
use crate::ui::options::Layer;
use crate::ui::panels::banner::{BannerProps, UnfetchedProps, banner as bar, unfetched};
use crate::ui::panels::problem::ProblemProps;
use crate::ui::text;
use crate::ui::views::Views;

pub fn page(kit: &Kit, model: &Model, views: &[Views], hands: &[Hands]) -> Html {
    let layout = match model.layout {
        Layout::Wide => "wide",
        Layout::Medium => "medium",
        Layout::Narrow => "narrow",
    };
    let layer = match model.layer() {
        Layer::Full => "full",
        Layer::Player => "player",
        Layer::Diagram => "diagram",
    };
    let class = classes!(
        "page",
        layout,
        layer,
        (model.runs.len() > 1).then_some("several"),
        model.foreign.is_some().then_some("imported"),
        model.options.embed.then_some("embed"),
        model.reduced_motion().then_some("still")
    );
    let sides = model.runs.iter().zip(views).zip(hands).enumerate();
    let scenes =
        sides.map(|(side, ((run, views), hands))| Scene { kit, model, run, side, views, hands });
    let scenes: Vec<Scene> = scenes.collect();
    let body = match (scenes.get(model.side), model.layer()) {
        (Some(scene), Layer::Full) => {
            later::AROUND.get().map_or_else(|| bare(scene, &scenes), |a| (a.full)(scene, &scenes))
        }
        (Some(scene), Layer::Player | Layer::Diagram) => embedded(scene, &scenes),
        (None, _) => html! { <main class="empty">{ problem(kit, model) }</main> },
    };
    html! {
        <div {class}>
            { body }
            if model.run().is_some() {
                { problem(kit, model) }
            }
            { not_fetched(kit, model) }
            if let Some(views) = views.get(model.side) {
                { dialog(kit, model, views) }
            }
            <div class="hidden" role="status" aria-live="polite">{ &model.announcement }</div>
        </div>
    }
}

fn problem(kit: &Kit, model: &Model) -> Html {
    let Some(problem) = &model.problem else { return Html::default() };
    let Some(acts) = later::ACTS.get() else { return Html::default() };
    let has_run = model.run().is_some();
    (acts.problem)(ProblemProps { kit: kit.clone(), problem: problem.clone(), has_run })
}

fn dialog(kit: &Kit, model: &Model, views: &Views) -> Html {
    if model.dialog.is_none() {
        return Html::default();
    }
    later::ACTS.get().map_or_else(Html::default, |acts| (acts.dialog)(kit, model, views))
}

pub fn menu(scene: &Scene) -> Html {
    if scene.model.menu.is_none() {
        return Html::default();
    }
    later::ACTS.get().map_or_else(Html::default, |acts| (acts.menu)(scene))
}

fn not_fetched(kit: &Kit, model: &Model) -> Html {
    // In front of the page the gallery says it.
    let in_front = model.dialog.is_some() && later::ACTS.file.is_here();
    if model.unfetched.is_none() || in_front {
        return Html::default();
    }
    unfetched(&UnfetchedProps { kit: kit.clone(), has_run: model.run().is_some() })
}

pub fn banner(kit: &Kit, model: &Model) -> Html {
    let Some(text) = &model.banner else { return Html::default() };
    bar(&BannerProps { kit: kit.clone(), text: text.clone() })
}

/// What of the whole page does not wait for what stands around the picture. Of a run with several
/// sides all of it waits.
fn bare(scene: &Scene, scenes: &[Scene]) -> Html {
    let Scene { kit, model, .. } = *scene;
    let stage = html! {
        <section class="stage" aria-label={kit.t(text::PICTURE)}>
            if scenes.len() == 1 && !ring::is_shown(scene) {
                { pictures::cluster(scene) }
            }
        </section>
    };
    html! {
        <>
            <header class="top" />
            <main aria-busy="true">
                if model.layout == Layout::Narrow {
                    { stage }
                } else {
                    <aside class="left" />
                    <div class="center">{ stage }</div>
                    <aside class="right" />
                }
            </main>
            { parts::transport(scene) }
        </>
    }
}

/// The picture in somebody's page: with note and transport, or alone and played by a click.
fn embedded(scene: &Scene, scenes: &[Scene]) -> Html {
    let Scene { kit, model, run, .. } = *scene;
    let alone = model.layer() == Layer::Diagram;
    // Where there is no room for all of them, one is shown and the others are a tab away.
    let several = scenes.len() > 1 && model.layout != Layout::Narrow;
    html! {
        <>
            <main>
                <h1 class="hidden">{ parts::title(model, run) }</h1>
                { banner(kit, model) }
                if !several {
                    { of_around(|around| around.switch, scenes) }
                }
                <section class="stage" aria-label={kit.t(text::PICTURE)}>
                    if parts::shows_no_picture(model) {
                        {
                            of_around(
                                |around| around.instead,
                                if several { scenes } else { std::slice::from_ref(scene) },
                            )
                        }
                    } else if several {
                        { of_around(|around| around.pictures, scenes) }
                        { menu(scene) }
                    } else if ring::is_shown(scene) {
                        { of_ring(|ring| ring.drawing, scene) }
                        { menu(scene) }
                    } else {
                        { pictures::cluster(scene) }
                        { menu(scene) }
                    }
                    if alone {
                        { pictures::play_overlay(scene) }
                    }
                </section>
                if !alone {
                    { parts::note_bar(scene) }
                    if !model.options.hides("properties") {
                        { parts::broken(scene) }
                    }
                }
            </main>
            if !alone {
                { parts::transport(scene) }
            }
        </>
    }
}
