//! What is watched live, and why it failed: when, which events it rests on, which rule is broken.

use std::rc::Rc;

use yew::functional::Hook;
use yew::prelude::*;

use crate::scenario::scenario::Scenario;
use crate::ui::controls::part::hooked;
use crate::ui::kit::Kit;
use crate::ui::model::Dialog;
use crate::ui::msg::Msg;
use crate::ui::text;
use crate::ui::text::sentences;
use crate::view::lang::Text;
use crate::view::player::{Cast, EventView, PropertyView, Verdict, ViolationView};

#[derive(PartialEq)]
pub struct PropertiesProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
    pub scenario: Rc<Scenario>,
    pub properties: Rc<Vec<PropertyView>>,
    /// The property whose violation is being looked at, and the events it rests on.
    pub shown: Option<usize>,
    pub culprits: Rc<Vec<Rc<EventView>>>,
}

pub fn property_list(props: &PropertiesProps) -> Html {
    let kit = &props.kit;
    let mut last = None;
    let rows = props.properties.iter().map(|property| {
        // Several may rest on the same fact: it is said once.
        let fresh = last.replace(&property.text) != Some(&property.text);
        row(props, property, fresh)
    });
    html! {
        <section
            class="properties" data-scroll="y" tabindex="0" aria-labelledby="properties-title"
        >
            <h2 id="properties-title">
                { kit.t(text::PROPERTIES) }
                if kit.editable {
                    <button
                        type="button" class="small"
                        onclick={kit.on_click(Msg::DialogOpened { dialog: Dialog::Explore })}
                    >
                        { kit.t(text::EXPLORE) }
                    </button>
                }
            </h2>
            <ul>{ for rows }</ul>
        </section>
    }
}

fn row(props: &PropertiesProps, property: &PropertyView, says_more: bool) -> Html {
    let kit = &props.kit;
    let violation = property.violation.as_ref();
    let name = kit.t(property.name);
    let short = property.name.name(kit.lang);
    let rest = &name[short.len()..];
    let (sign, class, word) = verdict_sign(property.verdict, violation.is_some());
    let failed = violation.map(|violation| sentences::failed_at(&props.cast, violation, kit.lang));
    let since = match property.verdict {
        Verdict::Waiting { since } | Verdict::Stalled { since } => {
            Some(sentences::since(since, kit.lang))
        }
        _ => None,
    };
    html! {
        <li class={classes!("inv", class)} key={property.index}>
            <span class="sign" role="img" aria-label={kit.t(word)}>{ sign }</span>
            <div>
                <b>{ short }</b>{ rest }
                if says_more && !property.text.is_empty() {
                    <span class="fact">{ &property.text }</span>
                }
                if let Some(since) = since {
                    <span class="since">{ " " }{ since }</span>
                }
                if !property.blocked.is_empty() {
                    <ul class="blocked">
                        { for property.blocked.iter().map(|view| html! {
                            <li>{ sentences::blocked(&props.cast, view, kit.lang) }</li>
                        }) }
                    </ul>
                }
                if let Some(violation) = violation {
                    <span class="broken">
                        { " " }{ failed }{ " " }
                    </span>
                    <button
                        type="button" class="link" aria-label={
                            sentences::act_on(kit.t(text::SHOW), kit.t(property.name), kit.lang)
                        }
                        onclick={kit.on_click(Msg::ViolationShown { property: property.index })}
                    >
                        { kit.t(text::SHOW) }
                    </button>
                    if props.shown == Some(property.index) {
                        {
                            why(WhyProps {
                                kit: kit.clone(),
                                cast: props.cast.clone(),
                                scenario: props.scenario.clone(),
                                violation: violation.clone(),
                                culprits: props.culprits.clone(),
                                repeats: property.text.clone(),
                            })
                        }
                    }
                }
            </div>
        </li>
    }
}

/// Sign, class and word; `breaks` when the run as a whole violates it.
pub fn verdict_sign(verdict: Verdict, breaks: bool) -> (&'static str, &'static str, Text) {
    match verdict {
        Verdict::Violated => ("✗", "bad", text::VERDICT_VIOLATED),
        Verdict::Holds if breaks => ("✓", "later", text::VERDICT_LATER),
        Verdict::Holds => ("✓", "ok", text::VERDICT_HOLDS),
        Verdict::Waiting { .. } => ("…", "wait", text::VERDICT_WAITING),
        Verdict::Stalled { .. } => ("!", "stalled", text::VERDICT_STALLED),
        Verdict::Impossible => ("–", "wait", text::VERDICT_IMPOSSIBLE),
    }
}

#[derive(PartialEq)]
pub struct WhyProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
    pub scenario: Rc<Scenario>,
    pub violation: ViolationView,
    pub culprits: Rc<Vec<Rc<EventView>>>,
    /// What is said already just above.
    pub repeats: String,
}

/// The sentence, the events behind it, and the rules of this run that are broken.
pub fn why(props: WhyProps) -> Html {
    hooked("why".into(), |props, ctx| use_why(props).run(ctx), props)
}

#[hook]
fn use_why(props: &WhyProps) -> Html {
    let kit = &props.kit;
    let frame = use_node_ref();
    {
        let (frame, platform) = (frame.clone(), kit.platform.clone());
        use_effect_with(props.violation.event, move |_| platform.reveal(&frame));
    }
    let culprits = props.culprits.iter().map(|event| {
        let index = event.index;
        html! {
            <li key={index}>
                <button
                    type="button" class="link"
                    onclick={kit.on_click(Msg::SoughtToEvent { event: index })}
                >
                    { sentences::ms(event.time) }{ ": " }
                    { sentences::event_with_notes(&props.cast, event) }
                </button>
            </li>
        }
    });
    let broken = props.cast.params.iter().filter(|param| {
        param.spec.is_rule && props.scenario.params.get(&param.spec) != param.spec.default
    });
    let broken: Vec<Html> = broken
        .map(|param| {
            let value = param.spec.default.to_string();
            html! {
                <li key={param.spec.key}>
                    { kit.t(param.title) }{ " " }
                    <button
                        type="button" class="link"
                        onclick={kit.on_click(Msg::RuleShown { key: param.spec.key })}
                    >
                        { kit.t(text::TO_THE_RULE) }
                    </button>
                    { " " }
                    <button
                        type="button" class="link" disabled={!kit.editable}
                        onclick={kit.on_click(Msg::ParamChanged { key: param.spec.key, value })}
                    >
                        { kit.t(text::KEEP_IT) }
                    </button>
                </li>
            }
        })
        .collect();
    html! {
        <div ref={frame} class="why">
            if props.violation.text != props.repeats {
                <p>{ &props.violation.text }</p>
            }
            <p>{ kit.t(text::RESTS_ON) }</p>
            <ul class="culprits">{ for culprits }</ul>
            if !broken.is_empty() {
                <p>{ kit.t(text::RULES_BROKEN) }</p>
                <ul>{ for broken }</ul>
            }
        </div>
    }
}
