//! Each part of the page with what it needs of the model.

use yew::prelude::*;

use crate::ui::app::{Scene, pictures};
use crate::ui::controls::part::part;
use crate::ui::kit::Kit;
use crate::ui::later;
use crate::ui::model::{Model, Pane, Run, Selection};
use crate::ui::msg::Msg;
use crate::ui::options::{Layer, View};
use crate::ui::panels::{
    branches, broken, costs, faults, header, inspector, log, properties, rules, setup, stage,
    story, transport,
};
use crate::ui::text;
use crate::ui::text::sentences;

pub fn title(model: &Model, run: &Run) -> String {
    let title = sentences::told(&run.scenario.story.title, model.lang);
    if title.is_empty() {
        return run.cast.protocol.get(model.lang).to_string();
    }
    title.to_string()
}

pub fn header(scene: &Scene) -> Html {
    let Scene { kit, model, run, .. } = *scene;
    part(
        header::header,
        header::HeaderProps {
            kit: kit.clone(),
            protocol: kit.t(run.cast.protocol).into(),
            title: title(model, run).into(),
            theme: model.theme,
            layout: model.layout,
        },
    )
}

pub fn story(scene: &Scene) -> Html {
    let Scene { kit, model, run, .. } = *scene;
    part(
        story::story,
        story::StoryProps {
            kit: kit.clone(),
            scenario: run.scenario.clone(),
            now: run.note_now(),
            title: title(model, run).into(),
            more: later::of_acts(|acts| acts.challenge, scene),
        },
    )
}

pub fn note_bar(scene: &Scene) -> Html {
    let Scene { kit, model, run, .. } = *scene;
    part(
        story::note_bar,
        story::StoryProps {
            kit: kit.clone(),
            scenario: run.scenario.clone(),
            now: run.note_now(),
            title: title(model, run).into(),
            more: Html::default(),
        },
    )
}

pub fn broken(scene: &Scene) -> Html {
    let Scene { kit, run, views, .. } = *scene;
    part(
        broken::broken,
        broken::BrokenProps {
            kit: kit.clone(),
            cast: run.cast.clone(),
            violations: views.violations.clone(),
            applied: run.playhead.applied,
        },
    )
}

pub fn rules(scene: &Scene) -> Html {
    let Scene { kit, model, run, .. } = *scene;
    part(
        rules::rules,
        rules::RulesProps {
            kit: kit.clone(),
            cast: run.cast.clone(),
            scenario: run.scenario.clone(),
            shown: model.rule_shown,
        },
    )
}

pub fn setup(scene: &Scene) -> Html {
    let Scene { kit, run, .. } = *scene;
    html! {
        <>
            {
                part(setup::setup, setup::SetupProps {
                    kit: kit.clone(),
                    cast: run.cast.clone(),
                    scenario: run.scenario.clone(),
                })
            }
            { setup::caveats(&setup::CaveatsProps { kit: kit.clone(), cast: run.cast.clone() }) }
        </>
    }
}

pub fn faults(scene: &Scene) -> Html {
    let Scene { kit, model, run, views, .. } = *scene;
    part(
        faults::faults,
        faults::FaultsProps {
            kit: kit.clone(),
            cast: run.cast.clone(),
            scenario: run.whole.clone(),
            fates: views.fates.clone(),
            requests_left_out: run.kept.requests_left_out.clone(),
            labels: views.fault_labels.clone(),
            can_undo: !model.undo.is_empty(),
            can_redo: !model.redo.is_empty(),
        },
    )
}

pub fn branches(scene: &Scene) -> Html {
    let Scene { kit, model, .. } = *scene;
    part(
        branches::branches,
        branches::BranchesProps { kit: kit.clone(), branches: model.branches.clone() },
    )
}

pub fn inspector(scene: &Scene) -> Html {
    let Scene { kit, model, run, views, .. } = *scene;
    let selected = match model.selection {
        Selection::Node(node) => Some(node),
        Selection::Event(_) => views.event_node,
        _ => None,
    };
    part(
        inspector::inspector,
        inspector::InspectorProps {
            kit: kit.clone(),
            cast: run.cast.clone(),
            nodes: views.nodes.clone(),
            selected,
        },
    )
}

pub fn properties(scene: &Scene) -> Html {
    let Scene { kit, model, run, views, .. } = *scene;
    part(
        properties::property_list,
        properties::PropertiesProps {
            kit: kit.clone(),
            cast: run.cast.clone(),
            scenario: run.scenario.clone(),
            properties: views.properties.clone(),
            shown: model.violation_shown,
            culprits: views.culprits.clone(),
        },
    )
}

pub fn costs(scene: &Scene) -> Html {
    let Scene { kit, run, views, .. } = *scene;
    let Some(costs) = views.costs.clone() else { return Html::default() };
    part(costs::costs, costs::CostsProps { kit: kit.clone(), cast: run.cast.clone(), costs })
}

pub fn log(scene: &Scene) -> Html {
    let Scene { kit, model, run, views, .. } = *scene;
    let selected = match model.selection {
        Selection::Event(event) => Some(event),
        _ => None,
    };
    part(
        log::log,
        log::LogProps {
            kit: kit.clone(),
            cast: run.cast.clone(),
            page: views.log.clone(),
            applied: run.playhead.applied,
            selected,
            culprits: views.culprits.clone(),
            found: model.found(),
        },
    )
}

pub fn palette(kit: &Kit, model: &Model) -> Html {
    part(stage::palette, stage::PaletteProps { kit: kit.clone(), tool: model.tool })
}

pub fn legend(scene: &Scene) -> Html {
    let Scene { kit, run, .. } = *scene;
    part(stage::legend, stage::LegendProps { kit: kit.clone(), cast: run.cast.clone() })
}

pub fn pane_switch(scene: &Scene) -> Html {
    let Scene { kit, model, views, .. } = *scene;
    let panes = [
        (Pane::Comparison, text::ring::COMPARISON),
        (Pane::Diagram, text::DIAGRAM),
        (Pane::Log, text::LOG),
    ];
    let has_ring = views.ring.picture.is_some();
    let offered = panes.into_iter().filter(|(pane, _)| has_ring || *pane != Pane::Comparison);
    let panes = offered.map(|(pane, label)| {
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

pub fn transport(scene: &Scene) -> Html {
    let Scene { kit, model, run, views, .. } = *scene;
    let embedded = model.options.embed && model.layer() != Layer::Full;
    let open_full = model.options.embed.then(|| {
        let address = kit.platform.address();
        format!(
            "{address}?t={}#{}",
            run.playhead.time,
            views.payload.as_deref().unwrap_or_default()
        )
        .into()
    });
    let open_full: Option<AttrValue> = open_full;
    part(
        transport::transport,
        transport::TransportProps {
            kit: kit.clone(),
            playing: model.playing,
            time: run.playhead.time,
            until: run.until(),
            unit: run.cast.unit,
            speed: model.speed,
            layout: model.layout,
            embedded,
            open_full,
            scrubber: pictures::scrubber(scene),
            simulating: !run.finished,
        },
    )
}

/// What a figure shows is no picture.
pub fn shows_no_picture(model: &Model) -> bool {
    matches!(model.options.view, View::Spacetime | View::Table)
}
