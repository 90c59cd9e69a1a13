//! `render`: a moment of a run as a picture.

use std::fs;
use std::io::Write;

use splitbrain::catalog::PROTOCOLS;
use splitbrain::scenario::foreign::Linked;
use splitbrain::scenario::link;
use splitbrain::sim::time::Time;
use splitbrain::ui::figure::{Figure, Of, THEMES};
use splitbrain::view::lang::Lang;
use splitbrain::view::player::{Moment, Player};
use splitbrain::view::sides;

use super::foreign::{self, Input};
use super::{Stop, decoded, finish, made_warning, parse_until, said, warn};

#[derive(Default)]
struct Options<'a> {
    input: Option<&'a str>,
    of: Option<Of>,
    at: Option<Time>,
    theme: Option<&'static str>,
    lang: Lang,
    file: Option<&'a str>,
}

/// Of several sides the first.
pub fn render(arguments: &[&str], out: &mut impl Write) -> Result<(), Stop> {
    let options = Options::read(arguments)?;
    let input =
        options.input.ok_or_else(|| said("render wants a scenario (see splitbrain --help)"))?;
    let input = foreign::input(input)?;
    if let Input::Trace(linked) = &input {
        return render_trace(&options, linked, out);
    }
    let (scenario, made) = decoded(input)?;
    let played = finish(&scenario)?;
    let hash = sides::trace_hash(&played);
    let payload = link::encode(&scenario, Some(hash), PROTOCOLS).map_err(said)?;
    let Some(side) = played.first() else { return Ok(()) };
    let player = &*side.player;
    let time = options.at.unwrap_or(scenario.until).min(scenario.until);
    let at = Moment { applied: player.events_until(time), time };
    let title = &scenario.story.title;
    let title = match options.lang {
        Lang::En => &title.en,
        Lang::Zh => &title.zh,
    };
    let protocol = player.cast().protocol.get(options.lang);
    let has_ring = player.ring(None, at).is_some();
    let figure = Figure {
        of: options.of.unwrap_or(if has_ring { Of::Ring } else { Of::Spacetime }),
        player,
        at,
        lang: options.lang,
        theme: options.theme.unwrap_or(THEMES[0]),
        title: if title.is_empty() { protocol } else { title },
        payload: &payload,
    };
    let svg = figure.svg().ok_or_else(|| said("this run has no ring to render"))?;
    write(&svg, &options, out)?;
    warn(made.and_then(|made| made_warning(made, hash)), out)
}

/// `--at` is a number of events.
fn render_trace(options: &Options, linked: &Linked, out: &mut impl Write) -> Result<(), Stop> {
    let player = foreign::open(linked)?;
    let end = foreign::end(&player);
    let time = options.at.unwrap_or(end).min(end);
    // One that no link holds is drawn all the same.
    let payload = splitbrain::scenario::foreign::encode(linked).unwrap_or_default();
    let name = linked.source.name.as_str();
    let figure = Figure {
        of: options.of.unwrap_or(Of::Spacetime),
        player: &player,
        at: Moment { applied: player.events_until(time), time },
        lang: options.lang,
        theme: options.theme.unwrap_or(THEMES[0]),
        title: if name.is_empty() { player.cast().protocol.get(options.lang) } else { name },
        payload: &payload,
    };
    let svg = figure.svg().ok_or_else(|| said("this trace has no ring to render"))?;
    write(&svg, options, out)
}

fn write(svg: &str, options: &Options, out: &mut impl Write) -> Result<(), Stop> {
    match options.file {
        Some(file) => fs::write(file, svg).map_err(|error| said(format!("{file}: {error}"))),
        None => Ok(out.write_all(svg.as_bytes())?),
    }
}

impl<'a> Options<'a> {
    fn read(arguments: &[&'a str]) -> Result<Options<'a>, Stop> {
        let mut options = Options::default();
        let mut arguments = arguments.iter().copied();
        while let Some(argument) = arguments.next() {
            let mut value =
                || arguments.next().ok_or_else(|| said(format!("{argument} wants a value")));
            match argument {
                "--view" => options.of = Some(one_of(value()?, Of::ALL, Of::name)?),
                "--at" => options.at = Some(parse_until(value()?)?),
                "--theme" => options.theme = Some(one_of(value()?, THEMES, |theme| theme)?),
                "--lang" => options.lang = one_of(value()?, [Lang::En, Lang::Zh], tag)?,
                "-o" => options.file = Some(value()?),
                other if other.starts_with('-') && other.len() > 1 => {
                    return Err(said(format!("render has no option \"{other}\"")));
                }
                input if options.input.is_none() => options.input = Some(input),
                more => {
                    return Err(said(format!("render takes one scenario, \"{more}\" is a second")));
                }
            }
        }
        Ok(options)
    }
}

fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Zh => "zh",
    }
}

/// What goes by this name.
fn one_of<T: Copy, const N: usize>(
    text: &str,
    known: [T; N],
    name: fn(T) -> &'static str,
) -> Result<T, Stop> {
    known.into_iter().find(|one| name(*one) == text).ok_or_else(|| {
        let names: Vec<&str> = known.into_iter().map(name).collect();
        said(format!("\"{text}\" is none of {}", names.join(", ")))
    })
}
