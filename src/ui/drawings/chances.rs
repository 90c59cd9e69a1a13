//! When something became inevitable, as a strip under the scrubber.

use std::rc::Rc;

use yew::prelude::*;

use super::scrubber::percent;
use super::words;
use crate::sim::time::Time;
use crate::ui::explorer::Chance;
use crate::view::lang::Lang;

/// The darker, the more of the futures break something.
pub fn chances((until, lang, chances): &(Time, Lang, Rc<Vec<Chance>>)) -> Html {
    let ends = chances.iter().skip(1).map(|chance| chance.from).chain([*until]);
    let cells = chances.iter().zip(ends).map(|(chance, end)| {
        let share = chance.broken * 100 / chance.of.max(1);
        let width = percent(Time(end.us().saturating_sub(chance.from.us())), *until);
        html! {
            <rect
                x={percent(chance.from, *until)} {width} y="21" height="5"
                fill-opacity={format!("{}.{:02}", share / 100, share % 100)}
            >
                <title>{ words::chance(*chance, *lang) }</title>
            </rect>
        }
    });
    html! {
        <g class="chances">
            <rect class="ground" x="0" y="21" width="100%" height="5" />
            { for cells }
        </g>
    }
}
