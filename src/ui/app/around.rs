//! What stands around the picture: the header, the story and the rules, the diagram, the state. A
//! figure in somebody's page does without, so it comes in a file of its own.

use yew::prelude::*;

use crate::ui::app::frame::{banner, menu};
use crate::ui::app::{Scene, parts, pictures, ring, sides};
use crate::ui::later::{self, of_ring};
use crate::ui::model::{Layout, Pane, Sheet};
use crate::ui::msg::Msg;
use crate::ui::options::View;
use crate::ui::text;

/// `scene` is that of the side with the focus.
pub fn full(scene: &Scene, scenes: &[Scene]) -> Html {
    let Scene { kit, model, .. } = *scene;
    let body = match model.layout {
        Layout::Narrow => narrow(scene, scenes),
        Layout::Wide | Layout::Medium => wide(scene, scenes),
    };
    html! {
        <>
            { parts::header(scene) }
            { banner(kit, model) }
            { body }
            { parts::transport(scene) }
        </>
    }
}

fn wide(scene: &Scene, scenes: &[Scene]) -> Html {
    let Scene { kit, model, views, .. } = *scene;
    let shown = |part: &str| !model.options.hides(part);
    html! {
        <main>
            <aside class="left" data-scroll="y" aria-label={kit.t(text::STORY)}>
                if model.foreign.is_some() {
                    { later::of_foreign(|foreign| foreign.panel, scene) }
                } else {
                    { about(scene) }
                }
            </aside>
            <div class="center">
                { stages(scene, scenes) }
                { lower(scene, scenes) }
            </div>
            <aside class="right" data-scroll="y" aria-label={kit.t(text::STATE)}>
                { sides::whose(scene) }
                if shown("state") && views.ring.picture.is_some() {
                    { of_ring(|ring| ring.load, scene) }
                } else if shown("state") {
                    { parts::inspector(scene) }
                }
                if shown("properties") && model.foreign.is_none() {
                    { parts::properties(scene) }
                    { later::of_acts(|acts| acts.costs, scene) }
                }
                // Who holds how much says more of a ring than what each node remembers.
                if shown("state") && views.ring.picture.is_some() {
                    { parts::inspector(scene) }
                }
                if shown("log") && model.pane == Pane::Diagram && views.ring.picture.is_none() {
                    { parts::log(scene) }
                }
            </aside>
        </main>
    }
}

/// What the run is made of.
fn about(scene: &Scene) -> Html {
    let shown = |part: &str| !scene.model.options.hides(part);
    html! {
        <>
            if shown("story") {
                { parts::story(scene) }
            }
            if shown("rules") {
                { sides::whose(scene) }
                { parts::rules(scene) }
            }
            if shown("faults") {
                { parts::faults(scene) }
                { later::of_acts(|acts| acts.branches, scene) }
            }
            { later::of_acts(|acts| acts.setup, scene) }
        </>
    }
}

/// Below the picture. With a ring there is more than two things to choose from, so it says what.
fn lower(scene: &Scene, scenes: &[Scene]) -> Html {
    let Scene { model, views, .. } = *scene;
    let body = match model.pane {
        Pane::Comparison if views.ring.picture.is_some() => of_ring(|ring| ring.comparison, scene),
        Pane::Log => events(scene),
        Pane::Diagram | Pane::Comparison => sides::diagrams(scenes),
    };
    if views.ring.picture.is_none() {
        return body;
    }
    html! {
        <div class="lower">
            { parts::pane_switch(scene) }
            { body }
        </div>
    }
}

fn events(scene: &Scene) -> Html {
    html! { <div class="pane">{ parts::log(scene) }</div> }
}

/// Placement algorithms of a ring, events elsewhere.
fn table(scene: &Scene) -> Html {
    if scene.views.ring.picture.is_some() {
        return of_ring(|ring| ring.comparison, scene);
    }
    events(scene)
}

/// What a figure shows in place of pictures; a table of the side with the focus.
pub fn instead(scenes: &[Scene]) -> Html {
    let focused = scenes.iter().find(|scene| scene.has_focus());
    match focused {
        Some(scene) if scene.model.options.view == View::Table => table(scene),
        _ => sides::diagrams(scenes),
    }
}

/// The pictures of all sides under one set of tools.
fn stages(scene: &Scene, scenes: &[Scene]) -> Html {
    let Scene { kit, model, .. } = *scene;
    if scenes.len() < 2 {
        return stage(scene);
    }
    let tools = kit.editable && !model.options.hides("tools");
    html! {
        <div class="stages">
            if tools && ring::is_shown(scene) {
                { of_ring(|ring| ring.palette, scene) }
            } else if tools {
                { parts::palette(kit, model) }
            }
            { sides::pictures(scenes) }
            if ring::is_shown(scene) {
                { of_ring(|ring| ring.legend, scene) }
            } else {
                { parts::legend(scene) }
            }
            { menu(scene) }
        </div>
    }
}

fn stage(scene: &Scene) -> Html {
    let Scene { kit, model, .. } = *scene;
    let tools = kit.editable && !model.options.hides("tools");
    if ring::is_shown(scene) {
        return html! {
            <section class="stage" aria-label={kit.t(text::ring::RING)}>
                <div class="ring-head">
                    if tools {
                        { of_ring(|ring| ring.palette, scene) }
                    }
                    { of_ring(|ring| ring.bar, scene) }
                </div>
                { of_ring(|ring| ring.drawing, scene) }
                { of_ring(|ring| ring.legend, scene) }
                { menu(scene) }
            </section>
        };
    }
    html! {
        <section class="stage" aria-label={kit.t(text::PICTURE)}>
            if tools {
                { parts::palette(kit, model) }
            }
            { of_ring(|ring| ring.bar, scene) }
            { pictures::cluster(scene) }
            { parts::legend(scene) }
            { menu(scene) }
        </section>
    }
}

fn narrow(scene: &Scene, scenes: &[Scene]) -> Html {
    let Scene { kit, model, run, .. } = *scene;
    let own = [
        (Sheet::Events, text::LOG),
        (Sheet::State, text::STATE),
        (Sheet::Faults, text::FAULTS),
        (Sheet::Rules, text::RULES),
    ];
    let imported = [own[0], own[1], (Sheet::Faults, text::foreign::SEARCH)];
    let tabs = if model.foreign.is_some() { &imported[..] } else { &own[..] };
    let tabs = tabs.iter().copied().map(|(sheet, label)| {
        let on = sheet == model.sheet;
        html! {
            <button
                type="button" role="tab" id={format!("tab-{}", label.en)}
                aria-selected={on.to_string()} aria-controls="sheet"
                class={classes!(on.then_some("on"))}
                onclick={kit.on_click(Msg::SheetPicked { sheet })}
            >
                { kit.t(label) }
            </button>
        }
    });
    html! {
        <main>
            <h1 class="hidden">{ parts::title(model, run) }</h1>
            { sides::switch(scenes) }
            { stage(scene) }
            if model.foreign.is_none() {
                { parts::note_bar(scene) }
            }
            <div class="tabs" role="tablist" aria-label={kit.t(text::SHEETS)}>{ for tabs }</div>
            <div class="sheet" id="sheet" role="tabpanel" aria-label={kit.t(text::SHEETS)}>
                { sheet(scene) }
            </div>
        </main>
    }
}

fn sheet(scene: &Scene) -> Html {
    let Scene { model, .. } = *scene;
    match model.sheet {
        Sheet::Faults | Sheet::Rules if model.foreign.is_some() => {
            later::of_foreign(|foreign| foreign.panel, scene)
        }
        Sheet::State if model.foreign.is_some() => parts::inspector(scene),
        Sheet::Events => html! {
            <>
                { parts::pane_switch(scene) }
                if model.pane == Pane::Log {
                    { parts::log(scene) }
                } else if model.pane == Pane::Comparison {
                    { of_ring(|ring| ring.comparison, scene) }
                } else {
                    { pictures::diagram(scene) }
                }
            </>
        },
        Sheet::State => html! {
            <>
                { of_ring(|ring| ring.load, scene) }
                { later::of_acts(|acts| acts.challenge, scene) }
                { parts::properties(scene) }
                { parts::inspector(scene) }
                { later::of_acts(|acts| acts.costs, scene) }
            </>
        },
        Sheet::Faults => html! {
            <>
                { parts::faults(scene) }
                { later::of_acts(|acts| acts.branches, scene) }
            </>
        },
        Sheet::Rules => html! {
            <>
                { parts::rules(scene) }
                { later::of_acts(|acts| acts.setup, scene) }
                { parts::story(scene) }
            </>
        },
    }
}
