//! The page of the documentation about the protocols, in the page's own words: properties, rules,
//! set-up, scenarios, and what each model leaves out.

use std::fmt::Write;

use splitbrain::catalog::{self, PROTOCOLS};
use splitbrain::scenario::registry::ProtocolInfo;
use splitbrain::scenario::scenario::Prose;
use splitbrain::sim::param::ParamKind;
use splitbrain::view::lang::{Lang, Text};
use splitbrain::view::player::{Cast, ParamText};

const TITLE: Text =
    Text::new("Protocols, rules and what is left out", "协议、规则与模型没有包含的");
const INTRO: Text = Text::new(
    "Every protocol that is here, as the page knows it: this text is written from the same words \
     that the page shows. The key of a setting is what stands in a [link](./links.md).",
    "这里的每个协议，与页面所知的一致：本页由页面显示的同一批文字写成。设置的键就是[链接](./links.md)里的写法。",
);
const PROPERTIES: Text = Text::new("Properties", "性质");
const RULES: Text = Text::new("Rules that can be broken", "可以打破的规则");
const SETUP: Text = Text::new("Set-up", "设置");
const RUNS: Text = Text::new("Scenarios", "场景");
const LEFT_OUT: Text = Text::new("What the model leaves out", "模型没有包含的");
const HEAD: [Text; 3] = [
    Text::new("key", "键"),
    Text::new("setting", "设置"),
    Text::new("values, the usual one in bold", "取值，默认值为粗体"),
];

/// `seal` gives a payload its hash.
pub fn page(lang: Lang, seal: fn(&str) -> String) -> String {
    let mut out = format!("# {}\n\n{}\n", TITLE.get(lang), INTRO.get(lang));
    for info in PROTOCOLS {
        protocol(&mut out, info, lang, seal);
    }
    out
}

fn protocol(out: &mut String, info: &ProtocolInfo, lang: Lang, seal: fn(&str) -> String) {
    let player = catalog::open(&(info.plain)()).expect("well-formed");
    let cast = player.cast();
    let id = info.id;
    let _ = writeln!(out, "\n## {} {{#{id}}}", cast.protocol.get(lang));
    let section = |out: &mut String, title: Text, name: &str| {
        let _ = writeln!(out, "\n### {} {{#{id}-{name}}}\n", title.get(lang));
    };
    section(out, PROPERTIES, "properties");
    for property in &cast.properties {
        let _ = writeln!(out, "- {}", property.get(lang));
    }
    section(out, RULES, "rules");
    settings(out, cast, true, lang);
    section(out, SETUP, "setup");
    settings(out, cast, false, lang);
    section(out, RUNS, "scenarios");
    for entry in info.entries() {
        let story = (entry.make)().story;
        let up = if lang == Lang::En { "../" } else { "../../" };
        let (title, summary) = (prose(&story.title, lang), prose(&story.summary, lang));
        let link = seal(entry.id);
        let _ = writeln!(out, "- [{title}]({up}#{link}){{target=\"_self\"}}: {summary}");
    }
    section(out, LEFT_OUT, "leaves-out");
    for caveat in &cast.caveats {
        let _ = writeln!(out, "- {}", caveat.get(lang));
    }
}

fn prose(prose: &Prose, lang: Lang) -> &str {
    if lang == Lang::En { &prose.en } else { &prose.zh }
}

fn settings(out: &mut String, cast: &Cast, are_rules: bool, lang: Lang) {
    let [key, setting, values] = HEAD.map(|text| text.get(lang));
    let _ = writeln!(out, "| {key} | {setting} | {values} |\n| --- | --- | --- |");
    for param in cast.params.iter().filter(|param| param.spec.is_rule == are_rules) {
        let (title, meaning) = (param.title.get(lang), param.meaning.get(lang));
        let colon = if lang == Lang::En { ": " } else { "：" };
        let values = values_of(param, lang);
        let _ = writeln!(out, "| `{}` | {title}{colon}{meaning} | {values} |", param.spec.key);
    }
}

/// Numbers by their bounds, all others by name.
fn values_of(param: &ParamText, lang: Lang) -> String {
    let default = param.spec.default;
    let between = |from: String, to: u32| match lang {
        Lang::En => format!("**{default}**; {from} to {to}"),
        Lang::Zh => format!("**{default}**；{from} 到 {to}"),
    };
    let named = |name: &str| {
        let words = param.values.iter().find(|(value, _)| *value == name);
        let words = words.map(|(_, words)| words.get(lang)).filter(|words| *words != name);
        let code = if name == default { format!("**`{name}`**") } else { format!("`{name}`") };
        words.map_or(code.clone(), |words| format!("{code} {words}"))
    };
    match param.spec.kind {
        ParamKind::Number { min, max } => between(min.to_string(), max),
        ParamKind::Quorum { max } => {
            let names = [named("majority"), named("all")].join("<br>");
            let counts = if lang == Lang::En { "or 1 to" } else { "或 1 到" };
            format!("{names}<br>{counts} {max}")
        }
        ParamKind::Choice(names) => {
            names.iter().map(|name| named(name)).collect::<Vec<_>>().join("<br>")
        }
    }
}
