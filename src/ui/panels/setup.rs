//! What a run starts from that is no rule: how many nodes, the seed, its length, random loss; and
//! what the model leaves out.

use std::rc::Rc;

use yew::prelude::*;

use crate::scenario::scenario::Scenario;
use crate::sim::time::Time;
use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::options::parse_ms;
use crate::ui::panels::rules::{ParamSelectProps, param_select};
use crate::ui::text;
use crate::view::player::Cast;

#[derive(PartialEq)]
pub struct SetupProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
    pub scenario: Rc<Scenario>,
}

pub fn setup(props: &SetupProps) -> Html {
    let kit = &props.kit;
    let scenario = &props.scenario;
    let params = props.cast.params.iter().filter(|param| !param.spec.is_rule).map(|param| {
        let value = scenario.params.get(&param.spec).to_string();
        html! {
            <div class="field" key={param.spec.key}>
                <span title={kit.t(param.meaning)}>{ kit.t(param.title) }</span>
                {
                    param_select(&ParamSelectProps {
                        kit: kit.clone(),
                        param: param.clone(),
                        value,
                    })
                }
            </div>
        }
    });
    let on_seed = kit.on_value(|text| {
        let seed = text.trim().parse().ok()?;
        Some(Msg::SeedChanged { seed })
    });
    let on_until = kit.on_value(|text| Some(Msg::UntilChanged { until: parse_ms(&text)? }));
    let on_loss = kit.on_value(|text| {
        // A percentage has the decimals of a time in ms; its thousandths are ten in a million.
        let thousandths = parse_ms(text.trim_end_matches('%'))?.us();
        let ppm = u32::try_from(thousandths * 10).ok().filter(|ppm| *ppm <= 1_000_000)?;
        Some(Msg::LossChanged { ppm })
    });
    let loss = Time(u64::from(scenario.network.default.loss_ppm / 10));
    html! {
        <details class="setup">
            <summary><h2>{ kit.t(text::SETUP) }</h2></summary>
            { for params }
            { field(kit, text::SEED, scenario.seed.to_string(), on_seed) }
            <button
                type="button" class="small" disabled={!kit.editable}
                onclick={kit.on_click(Msg::SeedAsked)}
            >
                { kit.t(text::SEED_NEW) }
            </button>
            { field(kit, text::UNTIL, scenario.until.to_string(), on_until) }
            { field(kit, text::LOSS, loss.to_string(), on_loss) }
        </details>
    }
}

fn field(
    kit: &Kit,
    label: crate::view::lang::Text,
    value: String,
    onchange: Callback<Event>,
) -> Html {
    html! {
        <label class="field">
            <span>{ kit.t(label) }</span>
            <input
                type="text" inputmode="decimal" autocomplete="off" {value} {onchange}
                disabled={!kit.editable}
            />
        </label>
    }
}

#[derive(PartialEq)]
pub struct CaveatsProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
}

pub fn caveats(props: &CaveatsProps) -> Html {
    let kit = &props.kit;
    html! {
        <details class="caveats">
            <summary><h2>{ kit.t(text::CAVEATS) }</h2></summary>
            <ul>
                { for props.cast.caveats.iter().map(|text| html! { <li>{ kit.t(*text) }</li> }) }
            </ul>
        </details>
    }
}
