//! The ring and what belongs to it, with what each part needs of the model.

use yew::prelude::*;

use crate::ui::app::Scene;
use crate::ui::controls::part::part;
use crate::ui::drawings::ring::{RingProps, ring};
use crate::ui::kit::Kit;
use crate::ui::model::Model;
use crate::ui::msg::Msg;
use crate::ui::panels::ring_tools::BarProps;
use crate::ui::panels::{comparison, load, ring_tools};
use crate::ui::ring_look::{RingMsg, move_word};
use crate::view::geometry::ring_plan::Plan;

/// The ring is what the stage shows.
pub fn is_shown(scene: &Scene) -> bool {
    scene.views.ring.picture.is_some() && !scene.model.ring.cluster
}

pub fn drawing(scene: &Scene) -> Html {
    let Scene { kit, model, run, views, hands, .. } = *scene;
    let (Some(picture), Some(cluster)) = (&views.ring.picture, &views.picture) else {
        return Html::default();
    };
    let props = yew::props!(RingProps {
        surface: kit.surface.clone(),
        lang: kit.lang,
        cast: run.cast.clone(),
        picture: picture.clone(),
        transfers: views.ring.transfers.clone(),
        cluster: cluster.clone(),
        selected: model.selection.node(),
        path: views.ring.path.clone(),
        still: model.reduced_motion(),
        on_node: hands.on_node.clone(),
        on_key: hands.on_key.clone(),
        on_ground: hands.on_ground.clone(),
        on_move: kit.editable.then(|| hands.on_move.clone()),
    });
    html! {
        <div class="canvas">
            { ring(props) }
        </div>
    }
}

pub fn palette(scene: &Scene) -> Html {
    let Scene { kit, model, run, views, .. } = *scene;
    let Some(picture) = &views.ring.picture else { return Html::default() };
    let outside = views.picture.as_ref().map(|all| ring_tools::outside(&run.cast, picture, all));
    ring_tools::palette(kit, &outside.unwrap_or_default(), picture, model.tool)
}

pub fn bar(scene: &Scene) -> Html {
    let Scene { kit, model, run, views, .. } = *scene;
    let Some(picture) = &views.ring.picture else { return Html::default() };
    part(
        ring_tools::bar,
        BarProps {
            kit: kit.clone(),
            cast: run.cast.clone(),
            picture: picture.clone(),
            viewer: model.ring.viewer,
            cluster: model.ring.cluster,
        },
    )
}

pub fn legend(scene: &Scene) -> Html {
    let Some(picture) = &scene.views.ring.picture else { return Html::default() };
    ring_tools::legend(scene.kit, picture)
}

pub fn load(scene: &Scene) -> Html {
    let Scene { kit, model, run, views, .. } = *scene;
    let Some(picture) = &views.ring.picture else { return Html::default() };
    load::load(&load::Load {
        kit,
        cast: &run.cast,
        picture,
        path: views.ring.path.as_deref(),
        selected: model.selection.node(),
        tool: model.tool,
    })
}

pub fn comparison(scene: &Scene) -> Html {
    let Some(picture) = &scene.views.ring.picture else { return Html::default() };
    comparison::comparison(scene.kit, picture, &scene.views.ring.comparison)
}

/// A key of the picture was picked.
pub fn on_key(send: &Callback<Msg>) -> Callback<String> {
    send.reform(|name| Msg::Ring(RingMsg::KeyPicked { name: Some(name) }))
}

/// A point was put elsewhere.
pub fn on_move(send: &Callback<Msg>) -> Callback<Plan> {
    let send = send.clone();
    Callback::from(move |plan: Plan| {
        if let Some(word) = move_word(plan.number, plan.to) {
            send.emit(Msg::RequestMade { node: plan.owner, word });
        }
    })
}

pub fn place_dialog(kit: &Kit, model: &Model, scene: &super::Views) -> Html {
    use crate::ui::dialogs::place;
    use crate::ui::model::Dialog;
    use crate::ui::ring_look::RingAct;
    let (Some(run), Some(picture), Some(cluster)) =
        (model.run(), &scene.ring.picture, &scene.picture)
    else {
        return Html::default();
    };
    let Some(Dialog::Place { act, node }) = model.dialog else { return Html::default() };
    let offered = match act {
        RingAct::Join => ring_tools::outside(&run.cast, picture, cluster),
        RingAct::Weight | RingAct::Put => {
            let up = picture.members.iter().filter(|member| member.up);
            up.map(|member| member.node).collect()
        }
    };
    place::place(kit, &run.cast, picture, act, (node, offered))
}
