//! What a figure of the documentation breaks is said under it, in the words of its own run: an
//! embedded player shows the picture and not the list of properties.

use splitbrain::scenario::sides;
use splitbrain::view::lang::Lang;

use crate::runs;

const BEGINS: &str = "<p class=\"broken\">";
const FIGURE_ENDS: &str = "</split-brain>";
const FIGURE_BEGINS: &str = "<split-brain run=\"";

/// The page with what each of its figures breaks, and nothing that it does not.
pub fn written(page: &str, lang: Lang) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut run = None;
    let mut was_verdict = false;
    for line in page.lines() {
        // The empty line behind it goes with it.
        if line.starts_with(BEGINS) || (was_verdict && line.is_empty()) {
            was_verdict = line.starts_with(BEGINS);
            continue;
        }
        was_verdict = false;
        out.push(line.to_string());
        if let Some(rest) = line.strip_prefix(FIGURE_BEGINS) {
            run = rest.split('"').next().map(|payload| payload.replace("&amp;", "&"));
        }
        if line == FIGURE_ENDS
            && let Some(payload) = run.take()
        {
            out.extend(of(&payload, lang).into_iter().flat_map(|said| [String::new(), said]));
        }
    }
    out.join("\n") + "\n"
}

/// One paragraph for each property that fails, in the order of time.
fn of(payload: &str, lang: Lang) -> Vec<String> {
    let scenario = runs::open(payload);
    let played = runs::finished_sides(&scenario);
    let mut said = Vec::new();
    for (index, side) in played.iter().enumerate() {
        let cast = side.player.cast();
        let whose = match sides::count(&scenario) {
            1 => String::new(),
            _ if lang == Lang::En => format!("side {}: ", index + 1),
            _ => format!("第 {} 边：", index + 1),
        };
        for violation in side.player.violations(lang) {
            // The first whole millisecond at which it is seen.
            let ms = violation.at.us().div_ceil(1_000);
            let property = cast.properties[violation.property].get(lang);
            let colon = if lang == Lang::En { ": " } else { "：" };
            let text = format!("{whose}{property}{colon}{}", violation.text);
            said.push((violation.at, format!("{BEGINS}✗ <at ms=\"{ms}\"/> {text}</p>")));
        }
    }
    said.sort();
    said.into_iter().map(|(_, text)| text).collect()
}
