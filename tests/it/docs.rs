//! The project's documentation in `docs/`: both languages say the same, every link in it holds the
//! hash of its run, and what can be written from the catalog is written from the catalog.
//!
//! With `UPDATE=1` links that are new or were edited get their seals, and the reference of the
//! protocols is written anew. A link that shows another run than before is never sealed again.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use splitbrain::catalog::PROTOCOLS;
use splitbrain::scenario::link::{self, Comparison};
use splitbrain::scenario::scenario::Scenario;
use splitbrain::sim::time::Time;
use splitbrain::view::lang::Lang;
use splitbrain::view::sides;

use crate::docs_models;
use crate::docs_verdicts;
use crate::runs;

/// A page about payloads themselves: what it prints between backticks is not followed.
const LINK_BEGINNINGS: [&str; 3] = ["run=\"", "](../#", "](../../#"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs")
}

fn updating() -> bool {
    std::env::var("UPDATE").is_ok_and(|value| value == "1")
}

/// The names of the pages in English, without their endings.
fn pages() -> Vec<String> {
    let files = fs::read_dir(root()).expect("the documentation");
    let names = files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned());
    let mut pages: Vec<String> =
        names.filter_map(|name| name.strip_suffix(".md").map(str::to_string)).collect();
    pages.sort();
    pages
}

fn path(page: &str, lang: Lang) -> PathBuf {
    match lang {
        Lang::En => root().join(format!("{page}.md")),
        Lang::Zh => root().join("zh").join(format!("{page}.md")),
    }
}

fn page(page: &str, lang: Lang) -> String {
    let path = path(page, lang);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Outside of blocks of code, where nothing is a heading or a figure.
fn prose(text: &str) -> String {
    let mut is_code = false;
    let mut kept = |line: &&str| {
        let fence = line.trim_start().starts_with("```");
        is_code ^= fence;
        !is_code && !fence
    };
    text.lines().filter(|line| kept(line)).collect::<Vec<_>>().join("\n")
}

/// Where each payload stands in the text, from and to.
fn payloads(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for beginning in LINK_BEGINNINGS {
        for (at, _) in text.match_indices(beginning) {
            let from = at + beginning.len();
            let len = text[from..].find(['"', ')']).expect("a link ends");
            found.push((from, from + len));
        }
    }
    found.sort_unstable();
    found
}

fn scenario(payload: &str) -> Scenario {
    runs::open(&payload.replace("&amp;", "&"))
}

/// The payload with the length, checksum and hash that it has today.
fn sealed(payload: &str) -> String {
    let decoded = link::decode(&payload.replace("&amp;", "&"), PROTOCOLS)
        .unwrap_or_else(|error| panic!("{payload}: {error}"));
    let hash = sides::trace_hash(&runs::finished_sides(&decoded.scenario));
    let same = decoded.made.is_none_or(|made| made.compare(hash) != Comparison::Differs);
    assert!(same, "{payload} shows another run");
    link::encode(&decoded.scenario, Some(hash), PROTOCOLS).expect("a link")
}

/// What a heading is called in links: what it says itself, or its words.
fn anchor(heading: &str) -> String {
    if let Some((_, rest)) = heading.split_once("{#") {
        return rest.trim_end_matches('}').to_string();
    }
    let words = heading.trim_start_matches('#').to_lowercase();
    let words = words.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

fn headings(text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().filter(|line| line.starts_with('#'));
    lines.map(|line| (line.chars().take_while(|c| *c == '#').count(), anchor(line))).collect()
}

fn values<'a>(text: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> + 'a {
    text.split(before).skip(1).filter_map(|rest| rest.split('"').next())
}

#[test]
fn both_languages_have_the_same_headings_runs_and_moments() {
    for name in pages() {
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| prose(&page(&name, lang)));
        let levels = |text| headings(text).into_iter().map(|(level, _)| level).collect::<Vec<_>>();
        assert_eq!(levels(&en), levels(&zh), "headings of {name}");
        let shown = |text: &str| -> Vec<Scenario> {
            payloads(text).into_iter().map(|(from, to)| scenario(&text[from..to])).collect()
        };
        assert_eq!(shown(&en), shown(&zh), "runs of {name}");
        let moments =
            |text: &str| -> Vec<String> { values(text, "<at ms=\"").map(str::to_string).collect() };
        assert_eq!(moments(&en), moments(&zh), "moments of {name}");
    }
    let translated = fs::read_dir(root().join("zh")).expect("the Chinese pages").count();
    assert_eq!(translated, pages().len());
}

#[test]
fn every_link_is_sealed_with_the_hash_of_its_run() {
    for name in pages() {
        for lang in [Lang::En, Lang::Zh] {
            let mut text = page(&name, lang);
            for (from, to) in payloads(&text).into_iter().rev() {
                let is_attribute = text[..from].ends_with("run=\"");
                let old = text[from..to].to_string();
                let made = sealed(&old);
                let made = if is_attribute { made.replace('&', "&amp;") } else { made };
                if updating() {
                    text.replace_range(from..to, &made);
                } else {
                    assert_eq!(old, made, "{name}: UPDATE=1 seals a link that was edited");
                }
            }
            if updating() {
                fs::write(path(&name, lang), text).expect("written");
            }
        }
    }
}

#[test]
fn what_a_figure_breaks_is_said_under_it() {
    for name in pages() {
        for lang in [Lang::En, Lang::Zh] {
            let text = page(&name, lang);
            let written = docs_verdicts::written(&text, lang);
            if updating() {
                fs::write(path(&name, lang), &written).expect("written");
            } else {
                assert_eq!(text, written, "{name}: UPDATE=1 writes it anew");
            }
        }
    }
}

/// As `at.mjs` has it: of the figure right below its paragraph, else of the last one above.
#[test]
fn moments_are_within_the_run_that_they_belong_to() {
    for name in pages() {
        let text = prose(&page(&name, Lang::En));
        let blocks: Vec<&str> = text.split("\n\n").collect();
        let figures: Vec<Option<Time>> = blocks
            .iter()
            .map(|block| values(block, "<split-brain run=\"").next().map(|run| scenario(run).until))
            .collect();
        for (index, block) in blocks.iter().enumerate() {
            for ms in values(block, "<at ms=\"") {
                let below = figures.get(index + 1).copied().flatten();
                let below = below.filter(|_| !block.starts_with("<p class="));
                let above = || figures[..index].iter().rev().copied().flatten().next();
                let until = below.or_else(above).unwrap_or_else(|| panic!("{name}: {ms} ms"));
                let us = ms.parse::<f64>().expect("milliseconds") * 1_000.0;
                assert!(Time(us as u64) <= until, "{name}: {ms} ms");
            }
        }
    }
}

#[test]
fn links_from_page_to_page_lead_to_a_heading() {
    for lang in [Lang::En, Lang::Zh] {
        let anchors = |name: &str| -> BTreeSet<String> {
            headings(&prose(&page(name, lang))).into_iter().map(|(_, anchor)| anchor).collect()
        };
        for name in pages() {
            let text = prose(&page(&name, lang));
            for rest in text.split("](").skip(1) {
                let target = rest.split(')').next().unwrap_or_default();
                let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
                let file = match (file.strip_prefix("./"), file) {
                    (Some(file), _) => file.trim_end_matches(".md"),
                    (None, "") => &name,
                    _ => continue,
                };
                let leads = anchor.is_empty() || anchors(file).contains(anchor);
                assert!(pages().contains(&file.to_string()) && leads, "{name}: {target}");
            }
        }
    }
}

#[test]
fn the_reference_of_the_protocols_is_that_of_the_catalog() {
    for lang in [Lang::En, Lang::Zh] {
        let written = docs_models::page(lang, sealed);
        if updating() {
            fs::write(path("models", lang), &written).expect("written");
        }
        assert_eq!(page("models", lang), written, "UPDATE=1 writes it anew");
    }
}

#[test]
fn the_menu_has_every_page_under_its_title() {
    let menu = fs::read_to_string(root().join(".vitepress/words.mjs")).expect("the menu");
    for name in pages().into_iter().filter(|name| name != "index") {
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| {
            let text = page(&name, lang);
            let title = text.lines().find_map(|line| line.strip_prefix("# "));
            title.unwrap_or_else(|| panic!("{name} has no title")).to_string()
        });
        let line = format!("[\"{name}\", \"{en}\", \"{zh}\"]");
        assert!(menu.contains(&line), "words.mjs has no {line}");
    }
}
