//! A challenge: what is to be broken with how much, how the attempt stands, and the answer.

use yew::prelude::*;

use crate::catalog;
use crate::scenario::challenge::{Attempt, judge};
use crate::scenario::gallery::challenges::{self, Challenge};
use crate::scenario::registry;
use crate::ui::app::Scene;
use crate::ui::explorer::{Draft, ExplorerMsg};
use crate::ui::msg::Msg;
use crate::ui::text::explorer as words;
use crate::view::explorer::Budget;

pub fn challenge(scene: &Scene) -> Html {
    let Scene { kit, run, .. } = *scene;
    let Some(challenge) = challenges::of(&run.whole) else { return Html::default() };
    let Some(attempt) = attempt(scene, challenge) else { return Html::default() };
    let (class, word) = match attempt {
        Attempt::OtherRules => ("other", words::OTHER_RULES),
        Attempt::TooMuch => ("other", words::TOO_MUCH),
        Attempt::NotYet => ("open", words::NOT_YET),
        Attempt::Met => ("met", words::MET),
    };
    let property = run.cast.properties.get(challenge.property);
    html! {
        <section class={classes!("challenge", class)} aria-labelledby="challenge-title">
            <h2 id="challenge-title">{ kit.t(words::CHALLENGE) }</h2>
            <p>
                { kit.t(words::TO_BREAK) }{ " " }<b>{ property.map(|name| kit.t(*name)) }</b>
                { " " }{ words::allowed(challenge.bounds, kit.lang) }
            </p>
            <p class="verdict" role="status">{ kit.t(word) }</p>
            if kit.editable {
                <button
                    type="button" class="small"
                    onclick={kit.on_click(Msg::Explorer(ExplorerMsg::Started {
                        draft: answer(challenge),
                    }))}
                >
                    { kit.t(words::ANSWER) }
                </button>
            }
        </section>
    }
}

fn attempt(scene: &Scene, challenge: &Challenge) -> Option<Attempt> {
    let protocols = catalog::protocols();
    let first = (registry::entry(&protocols, challenge.id)?.make)();
    let mut violations = scene.views.violations.iter();
    let broken = violations.any(|violation| violation.property == challenge.property);
    Some(judge(challenge, &first, &scene.run.whole, broken))
}

/// What the explorer may do to find an answer.
fn answer(challenge: &Challenge) -> Draft {
    let budget = Budget { bounds: challenge.bounds, timers: challenge.timers };
    Draft { budget, wanted: Some(challenge.property), ..Draft::default() }
}
