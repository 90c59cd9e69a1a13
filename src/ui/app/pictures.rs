//! The drawings, and what lies over them.

use yew::prelude::*;

use crate::ui::app::Scene;
use crate::ui::controls::icon::{Icon, picture};
use crate::ui::controls::part::part;
use crate::ui::drawings::chances::chances;
use crate::ui::drawings::cluster::{self, ClusterProps};
use crate::ui::drawings::scrubber::{self, ScrubberProps};
use crate::ui::drawings::spacetime::{SpacetimeProps, spacetime};
use crate::ui::kit::Kit;
use crate::ui::later;
use crate::ui::model::{Layout, Model, Run, Selection, Tool};
use crate::ui::msg::Msg;
use crate::ui::panels::menu::{MenuProps, Subject, act_menu};
use crate::ui::panels::ring_tools;
use crate::ui::text;
use crate::ui::text::faults::node_name;
use crate::view::player::MessageEnd;

/// Palette and legend have room of their own; a tool's hint lies over the upper edge.
const INSETS: (f64, f64) = (20.0, 10.0);

pub fn cluster(scene: &Scene) -> Html {
    let Scene { kit, model, run, views, hands, .. } = *scene;
    let Some(picture) = &views.picture else { return Html::default() };
    let (selected_node, selected_message) = match model.selection {
        Selection::Node(node) => (Some(node), None),
        Selection::Message(message) if scene.has_focus() => (None, Some(message)),
        Selection::Nothing | Selection::Event(_) | Selection::Message(_) => (None, None),
    };
    let props = yew::props!(ClusterProps {
        surface: kit.surface.clone(),
        lang: kit.lang,
        cast: run.cast.clone(),
        picture: picture.clone(),
        selected_node,
        selected_message,
        cutting: model.tool == Tool::Cut && kit.editable,
        still: model.reduced_motion(),
        insets: INSETS,
        on_node: hands.on_node.clone(),
        on_message: hands.on_message.clone(),
        on_cut: hands.on_cut.clone(),
        on_cut_link: hands.on_cut_link.clone(),
        on_ground: hands.on_ground.clone(),
    });
    html! {
        <div class="canvas">
            { cluster::cluster(props) }
        </div>
    }
}

pub fn diagram(scene: &Scene) -> Html {
    diagram_called(scene, scene.kit.t(text::DIAGRAM).into())
}

/// Where there are several, each needs a name of its own.
pub fn diagram_called(scene: &Scene, name: AttrValue) -> Html {
    let Scene { kit, model, run, views, hands, side } = *scene;
    let (selected, selected_message) = match model.selection {
        Selection::Event(event) if scene.has_focus() => (Some(event), None),
        Selection::Message(message) if scene.has_focus() => (None, Some(message)),
        _ => (None, None),
    };
    let props = yew::props!(SpacetimeProps {
        surface: kit.surface.clone(),
        lang: kit.lang,
        cast: run.cast.clone(),
        until: run.until(),
        time: run.playhead.time,
        window: hands.window.clone(),
        revision: views.marks.revision,
        selected,
        selected_message,
        cone: views.cone.clone(),
        culprits: views.culprit_events.clone(),
        found: model.found(),
        faults: views.marks.faults.clone(),
        down: model.layout == Layout::Narrow,
        id: format!("spacetime-{side}"),
        on_event: hands.on_event.clone(),
        on_message: hands.on_arrow.clone(),
        on_seek: hands.on_seek.clone(),
    });
    html! {
        <section class="time" aria-label={name}>
            { spacetime(props) }
        </section>
    }
}

pub fn strip(scene: &Scene) -> Html {
    let strip = scene.model.explorer.strip.clone().filter(|_| scene.has_focus());
    let Some(strip) = strip else { return Html::default() };
    part(chances, (scene.run.until(), scene.kit.lang, strip))
}

pub fn scrubber(scene: &Scene) -> Html {
    let Scene { kit, run, views, hands, .. } = *scene;
    scrubber::scrubber(yew::props!(ScrubberProps {
        surface: kit.surface.clone(),
        lang: kit.lang,
        until: run.until(),
        time: run.playhead.time,
        unit: run.cast.unit,
        simulated: run.simulated,
        faults: views.marks.fault_times.clone(),
        notes: views.marks.note_times.clone(),
        violations: views.marks.violation_times.clone(),
        strip: later::of_acts(|acts| acts.strip, scene),
        on_seek: hands.on_seek.clone()
    }))
}

/// The menu beside what was clicked, while it is open.
pub fn menu(scene: &Scene) -> Html {
    let Scene { kit, model, run, views, .. } = *scene;
    let Some(menu) = model.menu else { return Html::default() };
    let (title, subject) = match menu.of {
        Selection::Node(node) => {
            let Some(picture) = &views.picture else { return Html::default() };
            let Some(look) = picture.nodes.get(node.index()) else { return Html::default() };
            let cut_off = picture.cuts.iter().any(|(a, b)| *a == node || *b == node);
            let askable = run.cast.askable.contains(&node);
            let ring = views.ring.picture.as_ref();
            let member = ring.map(|ring| ring_tools::is_member(ring, node));
            let (status, slow) = (look.status, look.slow);
            let subject = Subject::Node { node, status, slow, cut_off, askable, member };
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
    act_menu(MenuProps { kit: kit.clone(), title: title.into(), subject, at: menu.at })
}

pub fn play_overlay(scene: &Scene) -> Html {
    let Scene { kit, model, run, .. } = *scene;
    let idle = !model.playing;
    html! {
        <>
            <button
                type="button" class={classes!("overlay", idle.then_some("idle"))}
                aria-label={kit.t(text::CLICK_TO_PLAY)} onclick={kit.on_click(Msg::PlayToggled)}
            >
                if idle {
                    <span class="tbtn play">{ picture(Icon::Play) }</span>
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
    let payload = later::payload(model).unwrap_or_default();
    format!("{}?t={}#{payload}", kit.platform.address(), run.playhead.time)
}
