//! The futures that were kept: one click returns to any of them.

use yew::prelude::*;

use crate::ui::controls::icon::{Icon, picture};
use crate::ui::kit::Kit;
use crate::ui::model::Branch;
use crate::ui::msg::Msg;
use crate::ui::text;
use crate::ui::text::sentences;

#[derive(PartialEq)]
pub struct BranchesProps {
    pub kit: Kit,
    pub branches: Vec<Branch>,
}

pub fn branches(props: &BranchesProps) -> Html {
    let kit = &props.kit;
    let rows = props.branches.iter().enumerate().map(|(index, branch)| {
        let name = kit.of(&branch.name).to_string();
        let remove = sentences::act_on(kit.t(text::DELETE), &name, kit.lang);
        html! {
            <li key={format!("{index} {name}")}>
                <button
                    type="button" class="quiet what"
                    aria-label={sentences::act_on(kit.t(text::BRANCH_BACK), &name, kit.lang)}
                    onclick={kit.on_click(Msg::BranchPicked { index })}
                >
                    { &name }
                </button>
                <button
                    type="button" class="quiet tiny" aria-label={remove}
                    onclick={kit.on_click(Msg::BranchRemoved { index })}
                >
                    { picture(Icon::Close) }
                </button>
            </li>
        }
    });
    html! {
        <section class="branches" aria-labelledby="branches-title">
            <h2 id="branches-title">
                { kit.t(text::BRANCHES) }
                <button
                    type="button" class="quiet small" onclick={kit.on_click(Msg::Branched)}
                >
                    { kit.t(text::BRANCH_HERE) }
                </button>
            </h2>
            if !props.branches.is_empty() {
                <ul>
                    <li class="current" aria-current="true">{ kit.t(text::BRANCH_NOW) }</li>
                    { for rows }
                </ul>
            }
        </section>
    }
}
