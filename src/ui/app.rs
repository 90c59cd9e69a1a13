//! The page: a view of the store, drawn anew after every message. Parts whose data is the same are
//! left alone.

pub mod around;
mod frame;
pub mod modal;
pub mod parts;
pub mod pictures;
pub mod ring;
pub mod sides;

use std::rc::Rc;

use yew::prelude::*;

use crate::scenario::sides::SIDES_MAX;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::ui::drawings::cluster::Pressed;
use crate::ui::drawings::spacetime::Wanted;
use crate::ui::kit::Kit;
use crate::ui::model::{Model, Run};
use crate::ui::msg::Msg;
use crate::ui::store::StoreHandle;
use crate::ui::views::Views;
use crate::view::geometry::ring_plan::Plan;
use crate::view::player::Window;

#[derive(Properties, PartialEq)]
pub struct AppProps {
    pub store: StoreHandle,
}

pub struct App {
    send: Callback<Msg>,
    /// One of each for every side there may be.
    views: [Views; SIDES_MAX],
    hands: [Hands; SIDES_MAX],
}

/// What people do to the drawings; made once, so that equal props are equal.
pub struct Hands {
    on_node: Callback<(NodeId, Pressed)>,
    on_message: Callback<(u32, Pressed)>,
    on_cut: Callback<Vec<NodeId>>,
    on_cut_link: Callback<(NodeId, NodeId)>,
    on_ground: Callback<()>,
    on_event: Callback<u32>,
    on_arrow: Callback<(u32, Pressed)>,
    on_seek: Callback<Time>,
    on_key: Callback<String>,
    on_move: Callback<Plan>,
    window: Callback<Wanted, Rc<Window>>,
}

/// All that a part of the page may be made from.
pub struct Scene<'a> {
    pub kit: &'a Kit,
    pub model: &'a Model,
    pub run: &'a Run,
    /// Which of the runs it is.
    pub side: usize,
    pub views: &'a Views,
    pub hands: &'a Hands,
}

impl Scene<'_> {
    /// What is selected is of this side.
    fn has_focus(&self) -> bool {
        self.side == self.model.side
    }
}

impl Hands {
    /// What is done to a side gives it the focus.
    fn new(store: &StoreHandle, side: usize) -> Hands {
        let told = store.clone();
        let send = Callback::from(move |msg| {
            if told.0.model().side != side {
                told.0.dispatch(Msg::SidePicked { side });
            }
            told.0.dispatch(msg);
        });
        let viewed = store.clone();
        let window = Callback::from(move |wanted: Wanted| {
            let model = viewed.0.model();
            let run = model.runs.get(side);
            let window =
                run.map(|run| run.player.borrow().window(wanted.from, wanted.to, wanted.marks_max));
            Rc::new(window.unwrap_or(NO_WINDOW))
        });
        Hands {
            on_node: send.reform(|(node, at)| Msg::NodeClicked { node, at }),
            on_message: send.reform(|(message, at)| Msg::MessageClicked { message, at }),
            on_cut: send.reform(|side| Msg::CutDrawn { side }),
            on_cut_link: send.reform(|(a, b)| Msg::LinkCut { a, b }),
            on_key: ring::on_key(&send),
            on_move: ring::on_move(&send),
            on_ground: send.reform(|()| Msg::Deselected),
            on_event: send.reform(|event| Msg::EventClicked { event }),
            on_arrow: send.reform(|(message, at)| Msg::ArrowClicked { message, at }),
            on_seek: sender(store).reform(|time| Msg::SoughtTo { time }),
            window,
        }
    }
}

fn sender(store: &StoreHandle) -> Callback<Msg> {
    let told = store.clone();
    Callback::from(move |msg| told.0.dispatch(msg))
}

fn refresh(views: &mut [Views], store: &StoreHandle) {
    for (side, views) in views.iter_mut().enumerate() {
        views.refresh(&store.0.model(), side);
    }
    store.0.work(|has_time| views.iter_mut().all(|views| views.ring.compare(has_time)));
}

const NO_WINDOW: Window = Window {
    messages: Vec::new(),
    marks: Vec::new(),
    bands: Vec::new(),
    crowded: false,
    density: Vec::new(),
};

impl Component for App {
    /// Something changed; the store knows what.
    type Message = ();
    type Properties = AppProps;

    fn create(ctx: &Context<App>) -> App {
        let store = ctx.props().store.clone();
        store.0.set_refresh(ctx.link().callback(|()| ()));
        let mut views = std::array::from_fn(|_| Views::default());
        refresh(&mut views, &store);
        let hands = std::array::from_fn(|side| Hands::new(&store, side));
        App { send: sender(&store), views, hands }
    }

    fn update(&mut self, ctx: &Context<App>, (): ()) -> bool {
        refresh(&mut self.views, &ctx.props().store);
        true
    }

    fn view(&self, ctx: &Context<App>) -> Html {
        let store = &ctx.props().store.0;
        let (Some(platform), Some(surface)) = (store.platform(), store.surface()) else {
            return Html::default();
        };
        let model = store.model();
        let kit = Kit {
            lang: model.lang,
            send: self.send.clone(),
            platform,
            surface,
            editable: model.editable(),
        };
        frame::page(&kit, &model, &self.views, &self.hands)
    }
}
