//! Every placement algorithm under the latest change of membership.

use yew::prelude::*;

use crate::ui::drawings::ring_words;
use crate::ui::kit::Kit;
use crate::ui::text::ring as text;
use crate::view::ring::{ComparisonRow, Measured, RingPicture};

/// More than this share of the keys is much, per million.
const MUCH_PPM: u32 = 500_000;

pub fn comparison(kit: &Kit, picture: &RingPicture, rows: &[ComparisonRow]) -> Html {
    let change = picture.change.as_ref();
    let shown = rows.iter().map(|row| {
        html! {
            <tr class={classes!(row.current.then_some("on"))}>
                <th scope="row">
                    { kit.of(&row.algorithm) }
                    if row.current {
                        <span class="hidden">{ kit.t(text::THIS_RUN) }</span>
                    }
                </th>
                { measured(row.measured, change.is_some()) }
                <td class="mono">{ row.lookup }</td>
            </tr>
        }
    });
    html! {
        <div class="comparison" tabindex="0" role="region" aria-label={kit.t(text::COMPARISON)}>
            <table class="cmp">
                <thead>
                    <tr>
                        <th scope="col">{ kit.t(text::ALGORITHM) }</th>
                        <th scope="col">
                            { kit.t(text::KEYS_MOVED) }
                            { " · " }
                            {
                                match change {
                                    Some(change) => kit.of(&change.text),
                                    None => kit.t(text::NO_CHANGE_YET),
                                }
                            }
                        </th>
                        <th scope="col">{ kit.t(text::PEAK) }</th>
                        <th scope="col">{ kit.t(text::TABLE_ENTRIES) }</th>
                        <th scope="col">{ kit.t(text::LOOK_UP) }</th>
                    </tr>
                </thead>
                <tbody>{ for shown }</tbody>
            </table>
        </div>
    }
}

fn measured(measured: Option<Measured>, changed: bool) -> Html {
    let Some(Measured { moved_ppm, peak_permille, table_entries }) = measured else {
        return html! {
            <>
                <td class="mono">{ "…" }</td>
                <td class="mono">{ "…" }</td>
                <td class="mono">{ "…" }</td>
            </>
        };
    };
    let much = moved_ppm > MUCH_PPM;
    let width = moved_ppm.min(1_000_000) / 10_000;
    html! {
        <>
            <td class="mono">
                if changed {
                    <span class={classes!("m", much.then_some("much"))} aria-hidden="true">
                        <i style={format!("width:{width}%")} />
                    </span>
                    { ring_words::percent(moved_ppm) }
                } else {
                    { "–" }
                }
            </td>
            <td class="mono">{ ring_words::times(u64::from(peak_permille)) }</td>
            <td class="mono">{ ring_words::grouped(table_entries) }</td>
        </>
    }
}
