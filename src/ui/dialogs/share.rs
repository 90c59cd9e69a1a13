//! The run as a link, as a figure for somebody's page, as a file.

use yew::functional::Hook;
use yew::prelude::*;

use crate::sim::time::Time;
use crate::ui::controls::part::hooked;
use crate::ui::dialogs::embeds::{Copyable, EmbedsProps, copyable, embeds, qr};
use crate::ui::figure::Of;
use crate::ui::kit::Kit;
use crate::ui::model::Copied;
use crate::ui::msg::Msg;
use crate::ui::text;
use crate::ui::text::{foreign, sentences};
use crate::view::export::Format;
use crate::view::lang::{Lang, Text};
use crate::view::player::{Prose2, Unit};

/// Some mail programs break lines here, and chats split messages.
const MAIL_LEN_MAX: usize = 2_000;
const CHAT_LEN_MAX: usize = 4_000;

const EXPORTS: [(Format, Text); 5] = [
    (Format::Mermaid, text::EXPORT_MERMAID),
    (Format::ShiViz, text::EXPORT_SHIVIZ),
    (Format::Itf, text::EXPORT_ITF),
    (Format::Events, text::EXPORT_EVENTS),
    (Format::History, text::EXPORT_HISTORY),
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
    pub unit: Unit,
    pub copied: Option<Copied>,
    pub has_ring: bool,
    /// It is no run but an imported trace.
    pub imported: bool,
    pub theme: &'static str,
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
    let start_here = (*here).then(|| props.time.to_string());
    let link = props.payload.as_ref().map(|payload| format!("{address}{query}#{payload}"));
    let flip = {
        let here = here.clone();
        Callback::from(move |_: Event| here.set(!*here))
    };
    html! {
        <div class="share">
            { match (&props.payload, link) {
                (Err(why), _) | (_, Err(why)) => html! { <p class="reason">{ kit.of(why) }</p> },
                (Ok(payload), Ok(link)) => html! {
                    <>
                        { copyable(&Copyable {
                            kit,
                            label: text::LINK,
                            what: Copied::Link,
                            rows: 3,
                            copied: props.copied,
                        }, &link) }
                        { gauge(&GaugeProps { kit: kit.clone(), len: link.len() }) }
                        <label class="check">
                            <input type="checkbox" checked={*here} onchange={flip} />
                            { kit.t(text::START_HERE) }
                            { format!(" ({}{})", props.time, props.unit.suffix()) }
                        </label>
                        { qr(kit, &link) }
                        { embeds(EmbedsProps {
                            kit: kit.clone(),
                            site: address.as_str().into(),
                            payload: payload.clone(),
                            title: props.title.clone(),
                            start: start_here.map(AttrValue::from),
                            copied: props.copied,
                            theme: props.theme,
                        }) }
                    </>
                },
            } }
            <div class="buttons">
                <button type="button" onclick={kit.on_click(Msg::SaveAsked)}>
                    { kit.t(if props.imported { foreign::SAVE } else { text::SAVE_FILE }) }
                </button>
            </div>
            <fieldset class="buttons">
                <legend>{ kit.t(text::EXPORT) }</legend>
                { for exports(props.imported).map(|(format, label)| html! {
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

/// What says something of what is played.
fn exports(imported: bool) -> impl Iterator<Item = (Format, Text)> {
    EXPORTS.into_iter().filter(move |(format, _)| !imported || format.is_of_traces())
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
