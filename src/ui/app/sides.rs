//! Several sides: their pictures beside each other, their diagrams under each other on one axis of
//! time, each with its title and its verdict.

use yew::prelude::*;

use crate::ui::app::{Scene, pictures, ring};
use crate::ui::controls::icon::{Icon, picture};
use crate::ui::later::of_ring;
use crate::ui::model::Run;
use crate::ui::msg::Msg;
use crate::ui::panels::costs;
use crate::ui::panels::properties::verdict_sign;
use crate::ui::panels::rules::value_words;
use crate::ui::text;
use crate::ui::text::sentences;
use crate::view::player::{PropertyView, Verdict};

/// Its protocol, where there are several, and which of its settings set it apart from others of the
/// same one.
fn title(scene: &Scene) -> String {
    let Scene { kit, model, run, .. } = *scene;
    let own = &run.scenario;
    let alike: Vec<&Run> =
        model.runs.iter().filter(|other| other.scenario.protocol == own.protocol).collect();
    let mut words: Vec<String> = Vec::new();
    if alike.len() < model.runs.len() {
        words.push(kit.t(run.cast.protocol).to_string());
    }
    for param in &run.cast.params {
        let value = own.params.get(&param.spec);
        let differs = |other: &&Run| other.scenario.params.get(&param.spec) != value;
        if value != param.spec.default && alike.iter().any(differs) {
            words.push(format!("{}: {}", kit.t(param.title), value_words(kit, param, value)));
        }
    }
    if words.is_empty() {
        words.push(kit.t(text::RULES_AS_THEY_ARE).to_string());
    }
    words.join(" · ")
}

/// What does not hold, in a word each; a check mark where everything does.
fn verdict(scene: &Scene) -> Html {
    let Scene { kit, views, .. } = *scene;
    let holds = |property: &&PropertyView| property.verdict == Verdict::Holds;
    let failing = views.properties.iter().filter(|property| !holds(property)).map(|property| {
        let (sign, class, word) = verdict_sign(property.verdict, property.violation.is_some());
        let short = property.name.name(kit.lang);
        html! {
            <span class={classes!("inv", class)} key={property.index} title={property.text.clone()}>
                <span class="sign" role="img" aria-label={kit.t(word)}>{ sign }</span>{ short }
            </span>
        }
    });
    let failing: Vec<Html> = failing.collect();
    html! {
        <span class="verdict">
            if failing.is_empty() {
                <span class="inv ok">
                    <span class="sign" aria-hidden="true">{ "✓" }</span>{ kit.t(text::ALL_HOLD) }
                </span>
            } else {
                { for failing }
            }
        </span>
    }
}

/// Which it is, how it stands, and a way to leave it out.
fn head(scene: &Scene) -> Html {
    let Scene { kit, side, .. } = *scene;
    let name = title(scene);
    html! {
        <div class="side-head">
            <h2 class="side-title">
                <button
                    type="button" class="quiet" aria-pressed={scene.has_focus().to_string()}
                    onclick={kit.on_click(Msg::SidePicked { side })}
                >
                    { &name }
                </button>
            </h2>
            if kit.editable {
                <button
                    type="button" class="quiet tiny"
                    aria-label={sentences::act_on(kit.t(text::SIDE_REMOVE), &name, kit.lang)}
                    title={kit.t(text::SIDE_REMOVE)}
                    onclick={kit.on_click(Msg::SideRemoved { side })}
                >
                    { picture(Icon::Close) }
                </button>
            }
            { verdict(scene) }
            if let Some(costs) = &scene.views.costs {
                <p class="side-costs mono">{ costs::in_short(kit, costs) }</p>
            }
        </div>
    }
}

fn class(scene: &Scene, name: &'static str) -> Classes {
    classes!(name, "side", scene.has_focus().then_some("focused"))
}

pub fn pictures(scenes: &[Scene]) -> Html {
    let pictures = scenes.iter().map(|scene| {
        html! {
            <section key={scene.side} class={class(scene, "stage")} aria-label={title(scene)}>
                { head(scene) }
                if ring::is_shown(scene) {
                    { of_ring(|ring| ring.drawing, scene) }
                } else {
                    { pictures::cluster(scene) }
                }
            </section>
        }
    });
    html! { <div class="sides">{ for pictures }</div> }
}

pub fn diagrams(scenes: &[Scene]) -> Html {
    if let [alone] = scenes {
        return pictures::diagram(alone);
    }
    let diagrams = scenes.iter().map(|scene| {
        let title = title(scene);
        let name = format!("{}: {title}", scene.kit.t(text::DIAGRAM));
        html! {
            <div key={scene.side} class={class(scene, "lanes")}>
                <p class="side-name">{ title }</p>
                { pictures::diagram_called(scene, name.into()) }
            </div>
        }
    });
    html! { <div class="times">{ for diagrams }</div> }
}

/// Where only one side is shown at a time.
pub fn switch(scenes: &[Scene]) -> Html {
    let Some(Scene { kit, .. }) = scenes.first().filter(|_| scenes.len() > 1) else {
        return Html::default();
    };
    let heads = scenes.iter().map(|scene| html! { <li key={scene.side}>{ head(scene) }</li> });
    html! { <ul class="side-switch" aria-label={kit.t(text::SIDES)}>{ for heads }</ul> }
}

/// Whose rules, state and events follow.
pub fn whose(scene: &Scene) -> Html {
    if scene.model.runs.len() < 2 {
        return Html::default();
    }
    html! { <p class="whose">{ title(scene) }</p> }
}
