//! The run as a figure in somebody's documentation: the code for their generator, with a preview;
//! and the link as a picture for a telephone.

use fast_qr::{ECL, QRBuilder};
use yew::functional::Hook;
use yew::prelude::*;

use crate::ui::controls::part::hooked;
use crate::ui::kit::Kit;
use crate::ui::model::Copied;
use crate::ui::msg::Msg;
use crate::ui::text;
use crate::ui::text::embeds::{Figure, GENERATORS, LAYERS, address, code};
use crate::ui::text::sentences;
use crate::view::lang::{Lang, Text};

/// Longer ones make a pattern that cameras no longer read off a screen.
const QR_LEN_MAX: usize = 600;
/// Around a pattern, in its own squares, as the standard asks.
const QUIET: usize = 4;

#[derive(PartialEq)]
pub struct EmbedsProps {
    pub kit: Kit,
    pub site: AttrValue,
    pub payload: AttrValue,
    pub title: AttrValue,
    /// Where it starts, as in `?t=`.
    pub start: Option<AttrValue>,
    pub copied: Option<Copied>,
    /// How the page looks, for the preview.
    pub theme: &'static str,
}

pub fn embeds(props: EmbedsProps) -> Html {
    hooked("embeds".into(), |props, ctx| use_embeds(props).run(ctx), props)
}

#[hook]
fn use_embeds(props: &EmbedsProps) -> Html {
    let kit = &props.kit;
    let generator = use_state(|| 0_usize);
    let layer = use_state(|| 0_usize);
    let previewed = use_state(|| false);
    let figure = Figure {
        site: &props.site,
        payload: &props.payload,
        title: &props.title,
        ui: LAYERS[*layer].0,
        start: props.start.as_deref(),
    };
    let made = code(GENERATORS[*generator].0, figure);
    let toggle = {
        let previewed = previewed.clone();
        Callback::from(move |_: MouseEvent| previewed.set(!*previewed))
    };
    let labels = GENERATORS.map(|(_, label)| label);
    let how_much = LAYERS.map(|(_, label)| label);
    html! {
        <fieldset class="embeds">
            <legend>{ kit.t(text::EMBED_CODE) }</legend>
            <div class="choices">
                { choice(kit, text::EMBED_FOR, &labels, &generator) }
                { choice(kit, text::EMBED_SHOWS, &how_much, &layer) }
            </div>
            {
                copyable(&Copyable {
                    kit,
                    label: text::EMBED_PAGE,
                    what: Copied::Embed,
                    rows: 4,
                    copied: props.copied,
                }, &made.page)
            }
            if let Some(once) = &made.once {
                {
                    copyable(&Copyable {
                        kit,
                        label: text::EMBED_ONCE,
                        what: Copied::Setup,
                        rows: 4,
                        copied: props.copied,
                    }, once)
                }
            }
            // A file from the disk has no address that a frame could show.
            if props.site.starts_with("http") {
                <button type="button" aria-expanded={previewed.to_string()} onclick={toggle}>
                    { kit.t(text::PREVIEW) }
                </button>
            }
            if *previewed {
                <iframe class="preview" title={kit.t(text::PREVIEW)} src={preview(props, figure)} />
            }
        </fieldset>
    }
}

/// As the page looks right now; in somebody else's page it is told.
fn preview(props: &EmbedsProps, figure: Figure) -> String {
    let lang = if props.kit.lang == Lang::En { "en" } else { "zh" };
    let look = format!("?theme={}&lang={lang}&", props.theme);
    address(figure).replacen('?', &look, 1)
}

fn choice(kit: &Kit, label: Text, words: &[Text], chosen: &UseStateHandle<usize>) -> Html {
    let options = words.iter().enumerate().map(|(index, word)| {
        html! {
            <option value={index.to_string()} selected={index == **chosen}>{ kit.t(*word) }</option>
        }
    });
    let (platform, chosen) = (kit.platform.clone(), chosen.clone());
    let pick = Callback::from(move |event: Event| {
        if let Ok(index) = platform.value(&event).parse() {
            chosen.set(index);
        }
    });
    html! {
        <label>{ kit.t(label) }<select onchange={pick}>{ for options }</select></label>
    }
}

pub struct Copyable<'a> {
    pub kit: &'a Kit,
    pub label: Text,
    pub what: Copied,
    pub rows: u32,
    /// What the clipboard last took.
    pub copied: Option<Copied>,
}

pub fn copyable(of: &Copyable, value: &str) -> Html {
    let Copyable { kit, label, what, rows, copied } = *of;
    let word = match copied {
        Some(copied) if copied == what => text::COPIED,
        Some(Copied::Failed) => text::COPY_FAILED,
        _ => text::COPY,
    };
    let copy = Msg::CopyAsked { text: value.to_string(), what };
    html! {
        <div class="copyable">
            <label>
                { kit.t(label) }
                <textarea
                    class="mono" readonly={true} spellcheck="false" rows={rows.to_string()}
                    value={value.to_string()}
                />
            </label>
            <button
                type="button" class="primary" onclick={kit.on_click(copy)}
                aria-label={sentences::act_on(kit.t(word), kit.t(label), kit.lang)}
            >
                { kit.t(word) }
            </button>
        </div>
    }
}

/// ISO/IEC 18004, at the level that mends the least: a screen is clean.
pub fn qr(kit: &Kit, link: &str) -> Html {
    if link.len() > QR_LEN_MAX {
        return Html::default();
    }
    let Ok(pattern) = QRBuilder::new(link).ecl(ECL::L).build() else { return Html::default() };
    let mut path = String::new();
    for row in 0..pattern.size {
        for column in 0..pattern.size {
            if pattern[row][column].value() {
                path.push_str(&format!("M{} {}h1v1h-1z", column + QUIET, row + QUIET));
            }
        }
    }
    let side = pattern.size + 2 * QUIET;
    html! {
        <details class="qr">
            <summary>{ kit.t(text::QR) }</summary>
            <svg viewBox={format!("0 0 {side} {side}")} role="img" aria-label={kit.t(text::QR)}>
                <rect width={side.to_string()} height={side.to_string()} fill="#fff" />
                <path d={path} fill="#000" shape-rendering="crispEdges" />
            </svg>
        </details>
    }
}
