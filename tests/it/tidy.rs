//! One crate has no walls between its layers; this test is the wall. It reads the sources as text:
//! the import table, the words that would let a clock or chance in, the sizes, and what every
//! protocol must bring along. `lib.rs` explains why the layers are as they are.

use std::fs;
use std::path::{Path, PathBuf};

/// A layer, the layers it may import, and the paths it may not even so.
struct Layer {
    name: &'static str,
    may: &'static [&'static str],
    may_not: &'static [&'static str],
}

const LAYERS: &[Layer] = &[
    Layer { name: "chunk", may: &["chunk"], may_not: &[] },
    Layer { name: "sim", may: &["sim"], may_not: &[] },
    Layer { name: "placement", may: &["placement"], may_not: &[] },
    Layer {
        name: "protocols",
        may: &["protocols", "placement", "sim"],
        may_not: &["sim::timed", "sim::random", "sim::network", "sim::trace"],
    },
    Layer { name: "check", may: &["check", "sim"], may_not: &[] },
    Layer { name: "scenario", may: &["scenario", "protocols", "placement", "sim"], may_not: &[] },
    Layer {
        name: "view",
        may: &["view", "scenario", "check", "protocols", "placement", "sim"],
        may_not: &[],
    },
    Layer {
        name: "catalog",
        may: &["catalog", "chunk", "view", "scenario", "check", "protocols", "placement", "sim"],
        may_not: &[],
    },
    Layer {
        name: "ui",
        may: &["ui", "catalog", "chunk", "view", "scenario", "sim"],
        may_not: &["sim::world", "sim::timed", "sim::random", "sim::trace"],
    },
    Layer {
        name: "browser",
        may: &["browser", "ui", "catalog", "chunk", "view", "scenario", "sim"],
        may_not: &["sim::world", "sim::timed", "sim::random", "sim::trace"],
    },
    Layer {
        name: "bin",
        may: &["ui", "catalog", "view", "scenario", "check", "protocols", "placement", "sim"],
        may_not: &[],
    },
];

/// Packages that only these layers may name.
const PACKAGES: &[(&str, &[&str])] = &[
    ("yew", &["ui", "browser", "main"]),
    ("web_sys", &["ui", "browser"]),
    ("js_sys", &["browser"]),
    ("wasm_bindgen", &["browser"]),
    ("getrandom", &["browser"]),
    ("fast_qr", &["ui"]),
    ("serde", &["scenario", "bin", "browser"]),
    ("serde_json", &["scenario", "bin", "browser"]),
];

/// Below `view` nothing may know what time it is, iterate in a random order, round or print.
const DETERMINISTIC: &[&str] = &["sim", "placement", "protocols", "check", "scenario"];
const BANNED_BELOW_VIEW: &[&str] =
    &["HashMap", "HashSet", "Instant", "SystemTime", "f32", "f64", "thread_local", "println"];
/// Published definitions that are floats themselves, in steps that IEEE 754 makes exact: jump hash
/// divides, and ketama shares out weights. The reader of JSON names the type to refuse it.
const EXACT_FLOATS: &[(&str, &str)] = &[
    ("src/placement/jump.rs", "f64"),
    ("src/placement/ketama.rs", "f32"),
    ("src/scenario/json.rs", "f64"),
];

const LINES_PER_FILE: usize = 400;
const LINES_PER_PROTOCOL_FILE: usize = 600;
const LINES_PER_FUNCTION: usize = 70;
const COLUMNS: usize = 100;

struct Source {
    path: PathBuf,
    layer: String,
    text: String,
    /// The text without comments and without what stands in string literals.
    code: String,
}

#[test]
fn layers_import_only_what_lies_below_them() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(layer) = LAYERS.iter().find(|layer| layer.name == source.layer) else {
            continue;
        };
        for import in imports(&source.code) {
            let first = import.split("::").next().unwrap_or_default();
            let forbidden = layer
                .may_not
                .iter()
                .any(|path| import == *path || import.starts_with(&format!("{path}::")));
            if !layer.may.contains(&first) || forbidden {
                wrong.push(format!("{}: {import}", source.path.display()));
            }
        }
        if source.code.contains("super::super::super") {
            wrong.push(format!("{}: too many super::", source.path.display()));
        }
    }
    report("imports against the layers' order", &wrong);
}

#[test]
fn every_layer_is_known() {
    let known = |layer: &str| layer == "lib" || layer == "main";
    let wrong: Vec<String> = sources()
        .iter()
        .filter(|source| !known(&source.layer) && LAYERS.iter().all(|l| l.name != source.layer))
        .map(|source| source.path.display().to_string())
        .collect();
    report("files outside the layers", &wrong);
}

#[test]
fn packages_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (package, layers) in PACKAGES {
            if !layers.contains(&source.layer.as_str()) && names(&source.code, package) {
                wrong.push(format!("{}: {package}", source.path.display()));
            }
        }
    }
    report("packages named outside their layer", &wrong);
}

#[test]
fn nothing_below_view_is_indeterminate() {
    let mut wrong = Vec::new();
    for source in sources() {
        if !DETERMINISTIC.contains(&source.layer.as_str()) {
            continue;
        }
        for word in BANNED_BELOW_VIEW {
            if EXACT_FLOATS
                .iter()
                .any(|(path, exact)| source.path == Path::new(path) && exact == word)
            {
                continue;
            }
            if names(&source.code, word) {
                wrong.push(format!("{}: {word}", source.path.display()));
            }
        }
    }
    report("banned words", &wrong);
}

#[test]
fn files_functions_and_lines_keep_their_size() {
    let mut wrong = Vec::new();
    for source in sources() {
        let limit = match source.layer.as_str() {
            "protocols" => LINES_PER_PROTOCOL_FILE,
            _ => LINES_PER_FILE,
        };
        let lines = source.text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        if lines > limit {
            wrong.push(format!("{}: {lines} lines", source.path.display()));
        }
        for (name, length) in functions(&source.text) {
            if length > LINES_PER_FUNCTION {
                wrong.push(format!("{}: fn {name}, {length}", source.path.display()));
            }
        }
        for (number, line) in source.text.lines().enumerate() {
            let columns = line.chars().count();
            // A sentence of prose is one literal on a line of its own: rustfmt leaves it whole.
            let is_prose = line.trim_start().starts_with('"');
            if columns > COLUMNS && !is_prose {
                let place = format!("{}:{}", source.path.display(), number + 1);
                wrong.push(format!("{place}: {columns} columns"));
            }
        }
    }
    report("too long", &wrong);
}

#[test]
fn files_begin_with_what_they_are() {
    let wrong: Vec<String> = sources()
        .iter()
        .filter(|source| !source.text.starts_with("//!"))
        .map(|source| source.path.display().to_string())
        .collect();
    report("files without a module comment", &wrong);
}

#[test]
fn nothing_is_left_undone() {
    let mut wrong = Vec::new();
    for source in sources() {
        for word in ["todo", "unimplemented", "dbg"] {
            if source.code.contains(&format!("{word}!(")) {
                wrong.push(format!("{}: {word}", source.path.display()));
            }
        }
        if source.code.contains("#[ignore") || source.code.contains("allow(dead_code)") {
            wrong.push(format!("{}: ignored or dead", source.path.display()));
        }
    }
    report("unfinished", &wrong);
}

#[test]
fn every_protocol_has_golden_files_and_caveats() {
    let mut wrong = Vec::new();
    let protocols = sources()
        .into_iter()
        .filter(|source| source.layer == "protocols" && source.code.contains(" Protocol for "));
    for source in protocols {
        let id = protocol_id(&source.path);
        let golden = root().join("tests/golden").join(&id);
        let situations = fs::read_dir(&golden).map_or(0, |entries| {
            entries
                .filter_map(Result::ok)
                .filter(|entry| entry.path().extension().is_some_and(|ext| ext == "txt"))
                .count()
        });
        if situations == 0 {
            wrong.push(format!("{id}: no {}/*.txt", golden.display()));
        }
        let told = source
            .text
            .lines()
            .any(|line| line.starts_with("//! #") && line.to_lowercase().contains("caveats"));
        if !told {
            wrong.push(format!("{}: no `# Caveats`", source.path.display()));
        }
    }
    report("protocols without their proof", &wrong);
}

/// `protocols/x.rs` and `protocols/x/anything.rs` are both the protocol `x`.
fn protocol_id(path: &Path) -> String {
    let below = path.strip_prefix("src/protocols").unwrap_or(path);
    let first = below.components().next();
    let name = first.map(|part| part.as_os_str().to_string_lossy().into_owned());
    name.unwrap_or_default().trim_end_matches(".rs").to_string()
}

fn report(what: &str, wrong: &[String]) {
    assert!(wrong.is_empty(), "{what}:\n  {}", wrong.join("\n  "));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    collect(&root().join("src"), &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|absolute| {
            let text = fs::read_to_string(&absolute).expect("a source file is readable");
            let path = absolute.strip_prefix(root()).expect("inside").to_path_buf();
            let below = path.strip_prefix("src").expect("inside src");
            let first = below.components().next().expect("a name");
            let layer = first.as_os_str().to_string_lossy();
            Source {
                layer: layer.trim_end_matches(".rs").to_string(),
                code: strip(&text),
                path,
                text,
            }
        })
        .collect()
}

fn collect(directory: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("a source directory") {
        let path = entry.expect("a directory entry").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            paths.push(path);
        }
    }
}

/// Blanks out line comments and the insides of string literals on one line; enough for sources
/// that rustfmt has laid out.
fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let mut chars = line.chars().peekable();
        let mut in_string = false;
        while let Some(c) = chars.next() {
            match c {
                '\\' if in_string => {
                    chars.next();
                }
                '\'' if !in_string && chars.peek() == Some(&'"') => {
                    chars.next();
                }
                '"' => in_string = !in_string,
                '/' if !in_string && chars.peek() == Some(&'/') => break,
                c if !in_string => out.push(c),
                _ => {}
            }
        }
        out.push('\n');
    }
    out
}

/// Everything named after `crate::` or `splitbrain::`, groups spread out.
fn imports(code: &str) -> Vec<String> {
    let flat: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    for root in ["crate::", "splitbrain::"] {
        for (at, _) in flat.match_indices(root) {
            let before = flat[..at].chars().next_back();
            if before.is_none_or(|c| !c.is_alphanumeric() && c != '_') {
                spread("", &flat[at + root.len()..], &mut found);
            }
        }
    }
    found
}

/// Reads one path or one `{group}` at the start of `rest`; returns what follows it.
fn spread<'a>(prefix: &str, rest: &'a str, found: &mut Vec<String>) -> &'a str {
    if let Some(mut inner) = rest.strip_prefix('{') {
        loop {
            inner = inner.trim_start_matches([' ', ',']);
            if inner.is_empty() || inner.starts_with('}') {
                return inner.get(1..).unwrap_or_default();
            }
            let after = spread(prefix, inner, found);
            if after.len() == inner.len() {
                return after;
            }
            inner = after.trim_start_matches(|c: char| c != ',' && c != '}');
        }
    }
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let path = format!("{prefix}{}", &rest[..end]);
    match rest[end..].strip_prefix("::") {
        Some(deeper) => spread(&format!("{path}::"), deeper, found),
        None => {
            found.push(path);
            &rest[end..]
        }
    }
}

/// Whether `word` occurs as a whole word.
fn names(code: &str, word: &str) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(part_of_word) && !after.is_some_and(part_of_word)
    })
}

/// Names and lengths of functions, by the indentation rustfmt gives.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        let head = trimmed.split('(').next().unwrap_or_default();
        let mut words = head.split_whitespace();
        if !words.any(|word| word == "fn") || trimmed.starts_with("//") {
            continue;
        }
        let Some(name) = words.next() else { continue };
        let body = &lines[start..];
        let has_block = body
            .iter()
            .find(|line| line.ends_with(['{', ';', '}']))
            .is_some_and(|line| line.ends_with('{'));
        let close = format!("{}}}", " ".repeat(indent));
        if let Some(length) = body.iter().position(|line| *line == close && has_block) {
            found.push((name.to_string(), length + 1));
        }
    }
    found
}

#[test]
fn the_reader_of_imports_reads_groups() {
    let code = "use crate::sim::{time::Time, fault::{Fault, Kind}};\nfn f(x: crate::view::A) {}";
    assert_eq!(
        imports(code),
        ["sim::time::Time", "sim::fault::Fault", "sim::fault::Kind", "view::A"]
    );
    assert_eq!(strip("let a = \"HashMap\"; // f32"), "let a = ; \n");
    assert!(names("a: f32,", "f32") && !names("a: xf32", "f32"));
    let text = "fn a() {\n    1\n}\n\ntrait X {\n    fn b() {}\n    fn c();\n}\n";
    assert_eq!(functions(text), [("a".to_string(), 3)]);
}
