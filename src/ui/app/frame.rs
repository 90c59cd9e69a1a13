//! Where the parts of the page stand: wide, medium, narrow, or in somebody's page.

use yew::prelude::*;

use crate::ui::app::parts;
use crate::ui::kit::Kit;
use crate::ui::model::{Layout, Model, Pane, Run, Sheet};
use crate::ui::msg::Msg;
use crate::ui::options::Layer;
use crate::ui::panels::problem::{Banner, ProblemCard};
use crate::ui::text;
use crate::ui::views::Views;

pub fn page(kit: &Kit, model: &Model, views: &Views) -> Html {
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
        model.options.embed.then_some("embed"),
        model.reduced_motion().then_some("still")
    );
    let body = match &model.run {
        Some(run) => match model.layer() {
            Layer::Full => full(kit, model, run, views),
            Layer::Player | Layer::Diagram => embedded(kit, model, run, views),
        },
        None => html! { <main class="empty">{ problem(kit, model) }</main> },
    };
    html! {
        <div {class}>
            { body }
            if model.run.is_some() {
                { problem(kit, model) }
            }
            { parts::dialog(kit, model) }
            <div class="hidden" role="status" aria-live="polite">{ &model.announcement }</div>
        </div>
    }
}

fn problem(kit: &Kit, model: &Model) -> Html {
    let Some(problem) = &model.problem else { return Html::default() };
    let has_run = model.run.is_some();
    html! { <ProblemCard kit={kit.clone()} problem={problem.clone()} {has_run} /> }
}

fn banner(kit: &Kit, model: &Model) -> Html {
    let Some(text) = &model.banner else { return Html::default() };
    html! { <Banner kit={kit.clone()} text={text.clone()} /> }
}

fn full(kit: &Kit, model: &Model, run: &Run, views: &Views) -> Html {
    let body = match model.layout {
        Layout::Narrow => narrow(kit, model, run, views),
        Layout::Wide | Layout::Medium => wide(kit, model, run, views),
    };
    html! {
        <>
            { parts::header(kit, model, run) }
            { banner(kit, model) }
            { body }
            { parts::transport(kit, model, run, views) }
        </>
    }
}

fn wide(kit: &Kit, model: &Model, run: &Run, views: &Views) -> Html {
    let shown = |part: &str| !model.options.hides(part);
    html! {
        <main>
            <aside class="left" data-scroll="y" aria-label={kit.t(text::STORY)}>
                if shown("story") {
                    { parts::story(kit, model, run) }
                }
                if shown("rules") {
                    { parts::rules(kit, model, run) }
                }
                if shown("faults") {
                    { parts::faults(kit, model, run, views) }
                    { parts::branches(kit, model) }
                }
                { parts::setup(kit, run) }
            </aside>
            <div class="center">
                { stage(kit, model, run, views) }
                { parts::diagram(kit, model, run, views) }
            </div>
            <aside class="right" data-scroll="y" aria-label={kit.t(text::STATE)}>
                if shown("state") {
                    { parts::inspector(kit, model, run, views) }
                }
                if shown("properties") {
                    { parts::properties(kit, model, run, views) }
                }
                if shown("log") {
                    { parts::log(kit, model, run, views) }
                }
            </aside>
        </main>
    }
}

fn stage(kit: &Kit, model: &Model, run: &Run, views: &Views) -> Html {
    html! {
        <section class="stage" aria-label={kit.t(text::PICTURE)}>
            if kit.editable && !model.options.hides("tools") {
                { parts::palette(kit, model, views) }
            }
            { parts::cluster(kit, model, run, views) }
            { parts::legend(kit, run) }
            { parts::menu(kit, model, run, views) }
        </section>
    }
}

fn narrow(kit: &Kit, model: &Model, run: &Run, views: &Views) -> Html {
    let tabs = [
        (Sheet::Events, text::LOG),
        (Sheet::State, text::STATE),
        (Sheet::Faults, text::FAULTS),
        (Sheet::Rules, text::RULES),
    ]
    .map(|(sheet, label)| {
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
            { stage(kit, model, run, views) }
            { parts::note_bar(kit, model, run) }
            <div class="tabs" role="tablist" aria-label={kit.t(text::SHEETS)}>{ for tabs }</div>
            <div class="sheet" id="sheet" role="tabpanel" aria-label={kit.t(text::SHEETS)}>
                { sheet(kit, model, run, views) }
            </div>
        </main>
    }
}

fn sheet(kit: &Kit, model: &Model, run: &Run, views: &Views) -> Html {
    match model.sheet {
        Sheet::Events => html! {
            <>
                { parts::pane_switch(kit, model) }
                if model.pane == Pane::Diagram {
                    { parts::diagram(kit, model, run, views) }
                } else {
                    { parts::log(kit, model, run, views) }
                }
            </>
        },
        Sheet::State => html! {
            <>
                { parts::properties(kit, model, run, views) }
                { parts::inspector(kit, model, run, views) }
            </>
        },
        Sheet::Faults => html! {
            <>
                { parts::faults(kit, model, run, views) }
                { parts::branches(kit, model) }
            </>
        },
        Sheet::Rules => html! {
            <>
                { parts::rules(kit, model, run) }
                { parts::setup(kit, run) }
                { parts::story(kit, model, run) }
            </>
        },
    }
}

/// The picture in somebody's page: with note and transport, or alone and played by a click.
fn embedded(kit: &Kit, model: &Model, run: &Run, views: &Views) -> Html {
    let alone = model.layer() == Layer::Diagram;
    html! {
        <>
            <main>
                <h1 class="hidden">{ parts::title(model, run) }</h1>
                { banner(kit, model) }
                <section class="stage" aria-label={kit.t(text::PICTURE)}>
                    if parts::shows_diagram_only(model) {
                        { parts::diagram(kit, model, run, views) }
                    } else {
                        { parts::cluster(kit, model, run, views) }
                        { parts::menu(kit, model, run, views) }
                    }
                    if alone {
                        { parts::play_overlay(kit, model, run) }
                    }
                </section>
                if !alone {
                    { parts::note_bar(kit, model, run) }
                }
            </main>
            if !alone {
                { parts::transport(kit, model, run, views) }
            }
        </>
    }
}
