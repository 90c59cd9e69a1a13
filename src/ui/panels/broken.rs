//! Which properties break in a figure that has no room for their list: a line each under the note.

use std::rc::Rc;

use yew::prelude::*;

use crate::ui::kit::Kit;
use crate::ui::msg::Msg;
use crate::ui::panels::properties::verdict_sign;
use crate::ui::text;
use crate::ui::text::sentences;
use crate::view::player::{Cast, Verdict, ViolationView};

/// More would push the picture out of a figure of usual height.
const LINES_MAX: usize = 3;

#[derive(PartialEq)]
pub struct BrokenProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
    /// Of the whole run, those still to come included: the figure keeps its height while it plays.
    pub violations: Rc<Vec<ViolationView>>,
    /// Events applied at the playhead.
    pub applied: u32,
}

pub fn broken(props: &BrokenProps) -> Html {
    let kit = &props.kit;
    if props.violations.is_empty() {
        return Html::default();
    }
    let mut violations: Vec<&ViolationView> = props.violations.iter().collect();
    violations.sort_by_key(|violation| violation.event);
    let lines = violations.into_iter().take(LINES_MAX).map(|violation| line(props, violation));
    html! {
        <ul class="broken-bar" aria-label={kit.t(text::PROPERTIES)}>{ for lines }</ul>
    }
}

fn line(props: &BrokenProps, violation: &ViolationView) -> Html {
    let kit = &props.kit;
    let Some(property) = props.cast.properties.get(violation.property) else {
        return Html::default();
    };
    let happened = violation.event < props.applied;
    let verdict = if happened { Verdict::Violated } else { Verdict::Holds };
    let (sign, class, word) = verdict_sign(verdict, true);
    let event = violation.event;
    html! {
        <li class={classes!("inv", class)} key={violation.property}>
            <span class="sign" role="img" aria-label={kit.t(word)}>{ sign }</span>
            <span>
                <b>{ property.name(kit.lang) }</b>{ " " }
                <span class="broken">
                    { sentences::failed_at(&props.cast, violation, kit.lang) }
                </span>
            </span>
            <button
                type="button" class="link"
                aria-label={sentences::act_on(kit.t(text::SHOW), kit.t(*property), kit.lang)}
                onclick={kit.on_click(Msg::SoughtToEvent { event })}
            >
                { kit.t(text::SHOW) }
            </button>
        </li>
    }
}
