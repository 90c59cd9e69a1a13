//! `check-links`: whether the links in somebody's documentation still show what they were made of.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use splitbrain::catalog::PROTOCOLS;
use splitbrain::scenario::{foreign, json, link};
use splitbrain::view::sides;

use super::{Stop, finish, made_warning, said};

/// Files of a folder that are read; a file that is named is read whatever it is called.
const EXTENSIONS: [&str; 12] =
    ["md", "mdx", "markdown", "html", "htm", "rst", "adoc", "txt", "xml", "vue", "ipynb", "org"];
/// Larger ones are not written by people.
const FILE_BYTES_MAX: u64 = 16 << 20;
/// What ends a link in a text, besides white space.
const ENDS: &[char] = &['"', '\'', '<', '>', '`', '(', ')', '[', ']', '{', '}', '|', '\\'];

/// A link, and where it stands.
struct Found {
    place: String,
    payload: String,
}

pub fn check_links(arguments: &[&str], out: &mut impl Write) -> Result<(), Stop> {
    let (mut base, mut paths) = (None, Vec::new());
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match *argument {
            "--base" => {
                base = Some(*arguments.next().ok_or_else(|| said("--base wants an address"))?);
            }
            option if option.starts_with("--") => {
                return Err(said(format!("check-links has no option \"{option}\"")));
            }
            path => paths.push(PathBuf::from(path)),
        }
    }
    if paths.is_empty() {
        return Err(said("check-links wants files or folders (see splitbrain --help)"));
    }
    let mut found = Vec::new();
    for path in &paths {
        look_into(path, true, base, &mut found)?;
    }
    let mut broken = 0;
    for link in &found {
        if let Err(why) = check(&link.payload) {
            broken += 1;
            writeln!(out, "{}: {}\n    {why}", link.place, link.payload)?;
        }
    }
    writeln!(out, "{} links, {broken} broken", found.len())?;
    match broken {
        0 => Ok(()),
        _ => Err(said(format!("{broken} of {} links are broken", found.len()))),
    }
}

/// In the order of their names, so that the report is the same everywhere.
fn look_into(
    path: &Path,
    named: bool,
    base: Option<&str>,
    found: &mut Vec<Found>,
) -> Result<(), Stop> {
    let complaint = |error| said(format!("{}: {error}", path.display()));
    let about = fs::metadata(path).map_err(complaint)?;
    if about.is_dir() {
        let entries = fs::read_dir(path).map_err(complaint)?;
        let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        inside.sort();
        let hidden = |path: &PathBuf| {
            path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
        };
        // A symbolic link may lead back here.
        for path in inside.iter().filter(|path| !hidden(path) && !path.is_symlink()) {
            look_into(path, false, base, found)?;
        }
        return Ok(());
    }
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if !named && (!EXTENSIONS.contains(&extension) || about.len() > FILE_BYTES_MAX) {
        return Ok(());
    }
    let bytes = fs::read(path).map_err(complaint)?;
    for (index, line) in String::from_utf8_lossy(&bytes).lines().enumerate() {
        let place = format!("{}:{}", path.display(), index + 1);
        let links = links(line, base).chain(runs(line));
        found.extend(links.map(|payload| Found { place: place.clone(), payload }));
    }
    Ok(())
}

/// The payloads of all links in a line. With a base these are the links that begin with it;
/// otherwise those of any address whose fragment begins with the name of a protocol, or is packed.
fn links<'a>(line: &'a str, base: Option<&'a str>) -> impl Iterator<Item = String> + 'a {
    let words = line.split(|c: char| c.is_whitespace() || ENDS.contains(&c));
    words.filter_map(move |word| {
        let (address, payload) = word.split_once('#')?;
        let ours = match base {
            Some(base) => address.find("http").is_some_and(|at| address[at..].starts_with(base)),
            None => is_named(payload),
        };
        let payload = payload.replace("&amp;", "&");
        // A sentence may end behind a link.
        let payload = payload.trim_end_matches(['.', ',', ';', ':', '!']);
        (ours && !payload.is_empty()).then(|| payload.to_string())
    })
}

/// The payloads that elements of `embed.js` name: `run="paxos.duel"`. Whole links among them are
/// found as links.
fn runs(line: &str) -> impl Iterator<Item = String> + '_ {
    const ATTRIBUTE: &str = "run=\"";
    line.match_indices(ATTRIBUTE).filter_map(|(at, _)| {
        let value = line[at + ATTRIBUTE.len()..].split('"').next()?;
        let ours = line[..at].contains("split-brain") || is_named(value);
        (ours && !value.contains('#')).then(|| value.replace("&amp;", "&"))
    })
}

/// More than the name of a protocol, which may be that of a heading.
fn is_named(payload: &str) -> bool {
    let id_end = payload.find(['.', '?']).unwrap_or(payload.len());
    let (id, rest) = payload.split_at(id_end);
    let packed = matches!(id, "1" | "2") && rest.len() > 20;
    packed || (!rest.is_empty() && PROTOCOLS.iter().any(|protocol| protocol.id == id))
}

fn check(payload: &str) -> Result<(), String> {
    if foreign::is_linked(payload) {
        let linked = foreign::decode(payload).map_err(|error| error.to_string())?;
        return linked.source.read(json::parse).map(|_| ()).map_err(|error| error.to_string());
    }
    let decoded = link::decode(payload, PROTOCOLS).map_err(|error| error.to_string())?;
    let sides = match finish(&decoded.scenario) {
        Ok(sides) => sides,
        Err(Stop::Said(why)) => return Err(why),
        Err(Stop::Unread) => return Ok(()),
    };
    let hash = sides::trace_hash(&sides);
    decoded.made.and_then(|made| made_warning(made, hash)).map_or(Ok(()), Err)
}
