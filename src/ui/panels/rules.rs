//! The rules of the protocol as switches: on is as in the paper, off breaks it.

use std::rc::Rc;

use yew::functional::Hook;
use yew::prelude::*;

use crate::scenario::scenario::Scenario;
use crate::sim::param::ParamKind;
use crate::ui::controls::part::hooked;
use crate::ui::controls::switch::{SwitchProps, switch};
use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::text;
use crate::view::player::{Cast, ParamText};

#[derive(PartialEq)]
pub struct RulesProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
    pub scenario: Rc<Scenario>,
    /// The rule somebody was led to.
    pub shown: Option<&'static str>,
}

pub fn rules(props: &RulesProps) -> Html {
    let kit = &props.kit;
    let rules = props.cast.params.iter().filter(|param| param.spec.is_rule);
    html! {
        <section class="rules" aria-labelledby="rules-title" id="rules">
            <h2 id="rules-title">
                { kit.t(text::RULES) }<span>{ kit.t(text::BREAK_ONE) }</span>
            </h2>
            { for rules.map(|param| rule(param.spec.key, RuleProps {
                kit: kit.clone(),
                param: param.clone(),
                value: props.scenario.params.get(&param.spec).to_string(),
                shown: props.shown == Some(param.spec.key),
            })) }
        </section>
    }
}

#[derive(PartialEq)]
pub struct RuleProps {
    pub kit: Kit,
    pub param: ParamText,
    pub value: String,
    pub shown: bool,
}

pub fn rule(key: &'static str, props: RuleProps) -> Html {
    hooked(key.into(), |props, ctx| use_rule(props).run(ctx), props)
}

#[hook]
fn use_rule(props: &RuleProps) -> Html {
    let (kit, param, value) = (&props.kit, &props.param, &props.value);
    let spec = param.spec;
    let frame = use_node_ref();
    {
        let (frame, platform) = (frame.clone(), kit.platform.clone());
        use_effect_with(props.shown, move |shown| {
            if *shown {
                platform.reveal(&frame);
            }
        });
    }
    let kept = *value == spec.default;
    let others = other_values(param);
    // Off goes to the first way to break it.
    let flipped = if kept { others.first().cloned() } else { Some(spec.default.to_string()) };
    let flip = flipped.map(|value| Msg::ParamChanged { key: spec.key, value });
    let several = others.len() > 1;
    let words = value_words(kit, param, value);
    let class = classes!("rule", (!kept).then_some("is-broken"), props.shown.then_some("shown"));
    html! {
        <div ref={frame} {class}>
            {
                switch(&SwitchProps {
                    on: kept,
                    alarming: true,
                    labelled_by: format!("rule-{}", spec.key).into(),
                    disabled: !kit.editable,
                    on_flip: flip.map(|msg| kit.on_click(msg)).unwrap_or_default(),
                })
            }
            <div>
                <span id={format!("rule-{}", spec.key)} title={kit.t(param.meaning)}>
                    { kit.t(param.title) }
                </span>
                <small>{ if kept { kit.t(param.meaning).to_string() } else { words } }</small>
                if several && (!kept || matches!(spec.kind, ParamKind::Quorum { .. })) {
                    {
                        param_select(&ParamSelectProps {
                            kit: kit.clone(),
                            param: param.clone(),
                            value: value.clone(),
                        })
                    }
                }
            </div>
        </div>
    }
}

/// Widest range whose every number is offered.
const NUMBERS_LISTED_MAX: u32 = 99;

/// The values that are not the default, those with words for them first.
fn other_values(param: &ParamText) -> Vec<String> {
    all_values(param).into_iter().filter(|value| value != param.spec.default).collect()
}

fn all_values(param: &ParamText) -> Vec<String> {
    let mut values: Vec<String> =
        param.values.iter().map(|(value, _)| (*value).to_string()).collect();
    match param.spec.kind {
        ParamKind::Choice(choices) => values.extend(choices.iter().map(ToString::to_string)),
        // A wide range offers what has words; links and files may say any number of it.
        ParamKind::Number { min, max } if max - min > NUMBERS_LISTED_MAX => {}
        ParamKind::Number { min, max } => values.extend((min..=max).map(|n| n.to_string())),
        ParamKind::Quorum { max } => {
            values.extend(["majority".to_string(), "all".to_string()]);
            values.extend((1..=max).map(|n| n.to_string()));
        }
    }
    let mut seen = Vec::new();
    values.retain(|value| {
        let fresh = !seen.contains(value);
        seen.push(value.clone());
        fresh
    });
    values
}

pub fn value_words(kit: &Kit, param: &ParamText, value: &str) -> String {
    let known = param.values.iter().find(|(other, _)| *other == value);
    match (known, value) {
        (Some((_, words)), _) => kit.t(*words).to_string(),
        (None, "majority") => kit.t(text::VALUE_MAJORITY).to_string(),
        (None, "all") => kit.t(text::VALUE_ALL).to_string(),
        (None, other) => other.to_string(),
    }
}

#[derive(PartialEq)]
pub struct ParamSelectProps {
    pub kit: Kit,
    pub param: ParamText,
    pub value: String,
}

pub fn param_select(props: &ParamSelectProps) -> Html {
    let (kit, param) = (&props.kit, &props.param);
    let key = param.spec.key;
    let pick = kit.on_value(move |value| Some(Msg::ParamChanged { key, value }));
    let options = all_values(param).into_iter().map(|value| {
        let words = value_words(kit, param, &value);
        let selected = value == props.value;
        html! { <option value={value} {selected}>{ words }</option> }
    });
    html! {
        <select aria-label={kit.t(param.title)} disabled={!kit.editable} onchange={pick}>
            { for options }
        </select>
    }
}
