//! The page: a view of the store, drawn anew after every message. Parts whose data is the same are
//! left alone.

mod frame;
mod parts;

use yew::prelude::*;

use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::store::StoreHandle;
use crate::ui::views::Views;

#[derive(Properties, PartialEq)]
pub struct AppProps {
    pub store: StoreHandle,
}

pub struct App {
    views: Views,
    send: Callback<Msg>,
}

impl Component for App {
    /// Something changed; the store knows what.
    type Message = ();
    type Properties = AppProps;

    fn create(ctx: &Context<App>) -> App {
        let store = ctx.props().store.clone();
        store.0.set_refresh(ctx.link().callback(|()| ()));
        let mut views = Views::default();
        views.refresh(&store.0.model());
        let send = Callback::from(move |msg| store.0.dispatch(msg));
        App { views, send }
    }

    fn update(&mut self, ctx: &Context<App>, (): ()) -> bool {
        self.views.refresh(&ctx.props().store.0.model());
        true
    }

    fn view(&self, ctx: &Context<App>) -> Html {
        let store = &ctx.props().store.0;
        let Some(platform) = store.platform() else { return Html::default() };
        let model = store.model();
        let kit = Kit {
            lang: model.lang,
            send: self.send.clone(),
            platform,
            editable: model.editable(),
        };
        frame::page(&kit, &model, &self.views)
    }
}
