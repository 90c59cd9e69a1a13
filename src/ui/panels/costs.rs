//! Cost meters: what the run has sent, written and locked up to the playhead, and what each
//! transaction had to wait for.

use std::rc::Rc;

use yew::prelude::*;

use crate::sim::time::Time;
use crate::ui::kit::Kit;
use crate::ui::text::costs as text;
use crate::view::costs::{Costs, Path, WorkCosts, Writes};
use crate::view::player::Cast;

#[derive(PartialEq)]
pub struct CostsProps {
    pub kit: Kit,
    pub cast: Rc<Cast>,
    pub costs: Rc<Costs>,
}

pub fn costs(props: &CostsProps) -> Html {
    let CostsProps { kit, cast, costs } = props;
    let kinds = cast.message_kinds.iter().zip(&costs.messages).filter(|(_, count)| **count > 0);
    let kinds: Vec<String> = kinds.map(|(kind, count)| format!("{} {count}", kind.name)).collect();
    let roles = costs.by_role(cast).into_iter().filter(|(_, writes)| writes.all() > 0);
    let roles = roles.map(|(role, writes)| {
        row(text::writes_of(kit.t(role), kit.lang), text::forced_and_lazy(writes, kit.lang))
    });
    let works = costs.works.iter().map(|work| one(kit, work));
    html! {
        <details class="costs" data-scroll="y">
            <summary>
                <h2>{ kit.t(text::COSTS) }</h2>
                <span class="sum">{ text::sent(costs.sent(), kit.lang) }</span>
            </summary>
            <table class="kv mono">
                <tbody>
                    { row(kit.t(text::MESSAGES), costs.sent().to_string()) }
                    { for roles }
                    if costs.locked_us > 0 {
                        { row(kit.t(text::LOCKED), ms(costs.locked_us)) }
                    }
                </tbody>
            </table>
            if !kinds.is_empty() {
                <p class="kinds">{ kinds.join(" · ") }</p>
            }
            { for works }
        </details>
    }
}

/// One transaction.
fn one(kit: &Kit, work: &WorkCosts) -> Html {
    let delays = |path: Path| text::delays(path.message_delays, path.write_delays, kit.lang);
    html! {
        <table class="kv mono" key={work.name.clone()}>
            <caption>{ &work.name }</caption>
            <tbody>
                { row(kit.t(text::MESSAGES), work.messages.to_string()) }
                { row(kit.t(text::WRITES), text::forced_and_lazy(work.writes, kit.lang)) }
                if let Some(path) = work.to_answer {
                    { row(kit.t(text::TO_ANSWER), delays(path)) }
                }
                if let Some(path) = work.to_end {
                    { row(kit.t(text::TO_END), delays(path)) }
                }
                if work.locked_us > 0 {
                    { row(kit.t(text::LOCKED), ms(work.locked_us)) }
                }
            </tbody>
        </table>
    }
}

/// What is said of one of several runs side by side.
pub fn in_short(kit: &Kit, costs: &Costs) -> String {
    let Writes { forced, lazy } = costs.writes_of(|_| true);
    text::in_short(costs.sent(), forced, lazy, kit.lang)
}

fn row(label: impl Into<AttrValue>, value: String) -> Html {
    html! { <tr><th scope="row">{ label.into() }</th><td>{ value }</td></tr> }
}

fn ms(us: u64) -> String {
    format!("{} ms", Time(us))
}
