//! The run as a link, as a figure for somebody's page, as a file.

use yew::functional::Hook;
use yew::prelude::*;

use crate::sim::time::Time;
use crate::ui::controls::part::hooked;
use crate::ui::figure::Of;
use crate::ui::kit::Kit;
use crate::ui::model::Copied;
use crate::ui::msg::Msg;
use crate::ui::text;
use crate::ui::text::sentences;
use crate::view::export::Format;
use crate::view::lang::{Lang, Text};
use crate::view::player::Prose2;

/// Some mail programs break lines here, and chats split messages.
const MAIL_LEN_MAX: usize = 2_000;
const CHAT_LEN_MAX: usize = 4_000;

const EXPORTS: [(Format, Text); 4] = [
    (Format::Mermaid, text::EXPORT_MERMAID),
    (Format::ShiViz, text::EXPORT_SHIVIZ),
    (Format::Itf, text::EXPORT_ITF),
    (Format::Events, text::EXPORT_EVENTS),
];

const PICTURES: [(Of, Text); 3] = [
    (Of::Spacetime, text::PICTURE_DIAGRAM),
    (Of::Cluster, text::PICTURE_CLUSTER),
    (Of::Ring, text::PICTURE_RING),
];

#[derive(PartialEq)]
pub struct ShareProps {
    pub kit: Kit,
    /// The payload, or why there is none.
    pub payload: Result<AttrValue, Prose2>,
    pub title: AttrValue,
    pub time: Time,
    pub copied: Option<Copied>,
    pub has_ring: bool,
}

pub fn share(props: ShareProps) -> Html {
    hooked("share".into(), |props, ctx| use_share(props).run(ctx), props)
}

#[hook]
fn use_share(props: &ShareProps) -> Html {
    let kit = &props.kit;
    let here = use_state(|| props.time > Time::ZERO);
    let address = kit.platform.address();
    let start = if *here { format!("t={}", props.time) } else { String::new() };
    let query = if start.is_empty() { String::new() } else { format!("?{start}") };
    let links = props.payload.as_ref().map(|payload| {
        let link = format!("{address}{query}#{payload}");
        let embed = embed_code(&address, &start, payload, &props.title);
        (link, embed)
    });
    let flip = {
        let here = here.clone();
        Callback::from(move |_: Event| here.set(!*here))
    };
    html! {
        <div class="share">
            { match links {
                Err(why) => html! { <p class="reason">{ kit.of(why) }</p> },
                Ok((link, embed)) => html! {
                    <>
                        { copyable(props, text::LINK, &link, Copied::Link, 3) }
                        { gauge(&GaugeProps { kit: kit.clone(), len: link.len() }) }
                        <label class="check">
                            <input type="checkbox" checked={*here} onchange={flip} />
                            { kit.t(text::START_HERE) }
                            { " (" }{ sentences::ms(props.time) }{ ")" }
                        </label>
                        { copyable(props, text::EMBED_CODE, &embed, Copied::Embed, 5) }
                    </>
                },
            } }
            <div class="buttons">
                <button type="button" onclick={kit.on_click(Msg::SaveAsked)}>
                    { kit.t(text::SAVE_FILE) }
                </button>
            </div>
            <fieldset class="buttons">
                <legend>{ kit.t(text::EXPORT) }</legend>
                { for EXPORTS.map(|(format, label)| html! {
                    <button
                        type="button" onclick={kit.on_click(Msg::ExportAsked { format })}
                    >
                        { kit.t(label) }
                    </button>
                }) }
            </fieldset>
            { pictures(kit, props.has_ring) }
            <p class="hint">{ kit.t(text::NOTHING_UPLOADED) }</p>
        </div>
    }
}

/// What is drawn at the playhead, to be saved.
fn pictures(kit: &Kit, has_ring: bool) -> Html {
    let shown = PICTURES.iter().filter(|(of, _)| *of != Of::Ring || has_ring);
    let rows = shown.map(|(of, label)| {
        let button = |png: bool, word: &'static str| {
            let msg = Msg::PictureAsked { of: *of, png };
            html! {
                <button
                    type="button" onclick={kit.on_click(msg)}
                    aria-label={format!("{}, {word}", kit.t(*label))}
                >
                    { word }
                </button>
            }
        };
        html! {
            <div class="picture">
                <span>{ kit.t(*label) }</span>
                { button(false, "SVG") }
                { button(true, "PNG") }
            </div>
        }
    });
    html! {
        <fieldset class="buttons pictures">
            <legend>{ kit.t(text::PICTURES) }</legend>
            { for rows }
            <p class="hint">{ kit.t(text::PICTURES_HINT) }</p>
        </fieldset>
    }
}

fn copyable(props: &ShareProps, label: Text, value: &str, what: Copied, rows: u32) -> Html {
    let kit = &props.kit;
    let word = match props.copied {
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

#[derive(PartialEq)]
pub struct GaugeProps {
    pub kit: Kit,
    pub len: usize,
}

pub fn gauge(props: &GaugeProps) -> Html {
    let kit = &props.kit;
    let verdict = match props.len {
        len if len <= MAIL_LEN_MAX => text::LEN_OK,
        len if len <= CHAT_LEN_MAX => text::LEN_MAIL,
        _ => text::LEN_CHAT,
    };
    let stop = if kit.lang == Lang::En { ": " } else { "：" };
    html! {
        <div class="length">
            <svg class="gauge" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                <rect class="track" width="100" height="4" />
                <rect
                    class="fill" height="4"
                    width={(props.len * 100 / CHAT_LEN_MAX).min(100).to_string()}
                />
            </svg>
            <small>
                { sentences::characters(props.len, kit.lang) }{ stop }{ kit.t(verdict) }
            </small>
        </div>
    }
}

/// The view options stand in the query, the run in the fragment.
fn embed_code(address: &str, start: &str, payload: &str, title: &str) -> String {
    let start = if start.is_empty() { String::new() } else { format!("&amp;{start}") };
    let payload = payload.replace('&', "&amp;");
    let title = title.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        "<iframe src=\"{address}?embed=1&amp;ui=player{start}#{payload}\"\n  \
         title=\"{title}\" width=\"100%\" height=\"420\" loading=\"lazy\"\n  \
         style=\"border:0;color-scheme:light dark\" allow=\"fullscreen; clipboard-write\">\
         </iframe>"
    )
}

#[cfg(test)]
mod tests {
    use super::embed_code;

    #[test]
    fn embed_code_escapes_what_html_would_read() {
        let code = embed_code("https://x.org/", "t=38", "paxos?n=5&seed=1", "\"a\" < b & c");
        assert!(code.contains("embed=1&amp;ui=player&amp;t=38#paxos?n=5&amp;seed=1"), "{code}");
        assert!(code.contains("title=\"&quot;a&quot; &lt; b &amp; c\""), "{code}");
    }
}
