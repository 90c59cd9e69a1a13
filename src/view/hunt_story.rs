//! The story of a counterexample, told by the run itself: what clients asked, which faults struck,
//! what the nodes remarked, and what was broken in the end.

use crate::scenario::scenario::{Prose, Story, StoryNote};

use super::lang::{Lang, Text};
use super::player::{Cast, EventKind, EventView, ParamText, Player};

/// A rule that is not as it should be.
pub struct BrokenRule<'a> {
    pub param: &'a ParamText,
    pub value: &'a str,
}

/// Tells a finished run that breaks a property. `mended` says that the same script breaks nothing
/// once the rules are as they should be.
pub fn tell(player: &dyn Player, property: usize, rules: &[BrokenRule<'_>], mended: bool) -> Story {
    let cast = player.cast();
    let name = cast.properties[property];
    let found = |lang| {
        let mut violations = player.violations(lang).into_iter();
        violations.find(|violation| violation.property == property)
    };
    let (Some(found_en), Some(found_zh)) = (found(Lang::En), found(Lang::Zh)) else {
        return Story::default();
    };
    let mut notes: Vec<StoryNote> = (0..=found_en.event)
        .filter_map(|index| {
            let (en, zh) = (player.event(index, Lang::En)?, player.event(index, Lang::Zh)?);
            let text = Prose::new(remark(cast, &en, Lang::En)?, remark(cast, &zh, Lang::Zh)?);
            Some(StoryNote { at: en.time, text })
        })
        .collect();
    let verdict = Prose::new(
        format!("Broken: {}. {}", name.en, found_en.text),
        format!("违反：{}。{}", name.zh, found_zh.text),
    );
    notes.push(StoryNote { at: found_en.at, text: verdict });
    Story {
        title: title(name),
        summary: summary(name, rules),
        try_this: advice(rules, mended),
        notes,
    }
}

/// What is worth telling of an event: requests, faults, and what the node says itself.
fn remark(cast: &Cast, event: &EventView, lang: Lang) -> Option<String> {
    let mut said = event.notes.clone();
    if event.fault.is_some() || event.kind == EventKind::Request {
        said.insert(0, event.text.clone());
    }
    if said.is_empty() {
        return None;
    }
    let who = event.node.and_then(|node| cast.nodes.get(node.index()));
    Some(match (lang, who) {
        (Lang::En, Some(who)) => format!("{}: {}.", who.name, said.join("; ")),
        (Lang::En, None) => format!("{}.", said.join("; ")),
        (Lang::Zh, Some(who)) => format!("{}：{}。", who.name, said.join("；")),
        (Lang::Zh, None) => format!("{}。", said.join("；")),
    })
}

fn title(name: Text) -> Prose {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| name.name(lang));
    Prose::new(format!("A counterexample: {en}"), format!("反例：{zh}"))
}

fn summary(name: Text, rules: &[BrokenRule<'_>]) -> Prose {
    let because = |lang| {
        let rules = rules.iter().map(|rule| {
            let title = rule.param.title.get(lang);
            let value = shown(rule.param, rule.value, lang);
            match lang {
                Lang::En => format!(" The rule “{title}” is “{value}” here."),
                Lang::Zh => format!("这里的规则“{title}”是“{value}”。"),
            }
        });
        rules.collect::<String>()
    };
    Prose::new(
        format!(
            "Found by going through every schedule, and made as small as it can be. It breaks: {}.{}",
            name.en,
            because(Lang::En)
        ),
        format!("遍历所有调度后找到，并已缩到最小。它违反：{}。{}", name.zh, because(Lang::Zh)),
    )
}

fn advice(rules: &[BrokenRule<'_>], mended: bool) -> Prose {
    if !mended || rules.is_empty() {
        return Prose::new(
            "Take out any one of the faults: each of them is needed.",
            "去掉任何一个故障：每一个都不可少。",
        );
    }
    let back = |lang| {
        let rules = rules.iter().map(|rule| {
            let title = rule.param.title.get(lang);
            let value = shown(rule.param, rule.param.spec.default, lang);
            match lang {
                Lang::En => format!("“{title}” back to “{value}”"),
                Lang::Zh => format!("“{title}”改回“{value}”"),
            }
        });
        rules.collect::<Vec<_>>()
    };
    Prose::new(
        format!("Set {}: under the same script nothing is broken.", back(Lang::En).join(" and ")),
        format!("把{}：同样的脚本就不再违反任何性质。", back(Lang::Zh).join("，")),
    )
}

fn shown(param: &ParamText, value: &str, lang: Lang) -> String {
    let text = param.values.iter().find(|(known, _)| *known == value);
    text.map_or(value.to_string(), |(_, text)| text.get(lang).to_string())
}
