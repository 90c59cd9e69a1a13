//! The words of the ring, in both languages.

use crate::sim::protocol::NodeId;
use crate::view::geometry::ring::{Hit, keys_in, range};
use crate::view::geometry::ring_plan::{Outcome, Plan};
use crate::view::lang::{Lang, Text};
use crate::view::player::Cast;
use crate::view::ring::{RingKeys, RingPicture};

pub const RING: Text = Text::new(
    "Hash ring. Up and down arrows go from point to point, with Shift they take the point along, \
     Enter puts it there or picks its owner.",
    "哈希环。按上下箭头逐个查看点，加 Shift 则移动该点，按 Enter 放下该点或选择其所有者。",
);
pub const MEMBER_COLUMNS: [Text; 5] = [
    Text::new("node", "节点"),
    Text::new("points", "点数"),
    Text::new("keys", "键数"),
    Text::new("share of the circle", "占环比例"),
    Text::new("state", "状态"),
];
pub const UP: Text = Text::new("up", "运行中");
pub const DOWN: Text = Text::new("down", "已停止");

pub fn name(cast: &Cast, node: NodeId) -> &str {
    cast.nodes.get(node.index()).map_or("?", |node| node.name.as_str())
}

/// `16.3 %`
pub fn percent(ppm: u32) -> String {
    let tenths = (u64::from(ppm) + 500) / 1_000;
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// Parts per million of a whole.
pub fn ppm(part: u64, whole: u64) -> u32 {
    let share = u128::from(part) * 1_000_000 / u128::from(whole.max(1));
    u32::try_from(share).unwrap_or(u32::MAX)
}

/// `1.27×`
pub fn times(permille: u64) -> String {
    let hundredths = (permille + 5) / 10;
    format!("{}.{:02}×", hundredths / 100, hundredths % 100)
}

/// `65 537`
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            // Narrow, and never broken.
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

pub fn keys(count: u64, lang: Lang) -> String {
    match (lang, count) {
        (Lang::En, 1) => String::from("1 key"),
        (Lang::En, _) => format!("{} keys", grouped(count)),
        (Lang::Zh, _) => format!("{} 个键", grouped(count)),
    }
}

/// What stands in the middle: class and words, the most important first.
pub fn middle(cast: &Cast, picture: &RingPicture, lang: Lang) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    let member_keys: u64 = picture.members.iter().map(|member| member.keys).sum();
    let members = picture.members.iter().filter(|member| member.up).count();
    match &picture.change {
        Some(change) => {
            lines.push(("large", percent(ppm(change.moved, change.keys))));
            let (moved, ideal, modulo) = match lang {
                Lang::En => ("of the keys moved", "ideal", "h(x) mod n:"),
                Lang::Zh => ("的键发生移动", "理想", "h(x) mod n:"),
            };
            lines.push(("plain", String::from(moved)));
            lines.push(("plain", format!("{ideal} {}", percent(change.ideal_ppm))));
            lines.push(("modulo", format!("{modulo} {}", percent(change.modulo_ppm))));
        }
        None => {
            lines.push(("large", grouped(member_keys)));
            lines.push(match lang {
                Lang::En if members == 1 => ("plain", String::from("keys on 1 node")),
                Lang::En => ("plain", format!("keys on {members} nodes")),
                Lang::Zh => ("plain", format!("个键，{members} 个节点")),
            });
        }
    }
    let viewer = name(cast, picture.viewer);
    lines.push(match lang {
        Lang::En => ("viewer", format!("as {viewer} sees it")),
        Lang::Zh => ("viewer", format!("{viewer} 的视图")),
    });
    if let Some(text) = disagreement(cast, picture, lang) {
        lines.push(("disagree", text));
    }
    lines
}

/// The same while a point is dragged.
pub fn planned(
    cast: &Cast,
    plan: &Plan,
    outcome: &Outcome,
    lang: Lang,
) -> Vec<(&'static str, String)> {
    let share = percent(ppm(outcome.moved, outcome.keys));
    let would = match lang {
        Lang::En => "of the keys would move",
        Lang::Zh => "的键将会移动",
    };
    vec![
        ("large", share),
        ("plain", String::from(would)),
        ("plain", point(cast, plan, lang)),
        ("viewer", format!("→ {:08x}", plan.to)),
    ]
}

fn point(cast: &Cast, plan: &Plan, lang: Lang) -> String {
    let (owner, number) = (name(cast, plan.owner), plan.number + 1);
    match lang {
        Lang::En => format!("point {number} of {owner}"),
        Lang::Zh => format!("{owner} 的第 {number} 个点"),
    }
}

/// What a dragged point would do, in one line.
pub fn plan(cast: &Cast, plan: &Plan, outcome: &Outcome, lang: Lang) -> String {
    let (point, to, moved) = (point(cast, plan, lang), plan.to, keys(outcome.moved, lang));
    match lang {
        Lang::En => format!("{point} → {to:08x}: {moved} would move"),
        Lang::Zh => format!("{point} → {to:08x}：将移动 {moved}"),
    }
}

/// Who sees another ring.
pub fn disagreement(cast: &Cast, picture: &RingPicture, lang: Lang) -> Option<String> {
    let others = &picture.disagreeing;
    let names: Vec<&str> = others.iter().take(3).map(|node| name(cast, *node)).collect();
    let more = others.len().saturating_sub(names.len());
    let joined = names.join(if lang == Lang::En { ", " } else { "、" });
    match (lang, others.len(), more) {
        (_, 0, _) => None,
        (Lang::En, 1, _) => Some(format!("≠ {joined} sees another ring")),
        (Lang::En, _, 0) => Some(format!("≠ {joined} see another ring")),
        (Lang::En, ..) => Some(format!("≠ {joined} and {more} more see another ring")),
        (Lang::Zh, _, 0) => Some(format!("≠ {joined} 的视图不同")),
        (Lang::Zh, ..) => Some(format!("≠ {joined} 等 {} 个节点的视图不同", others.len())),
    }
}

/// What is under the pointer: an arc with its range, owner and keys, or a key.
pub fn hit(cast: &Cast, picture: &RingPicture, hit: Hit, lang: Lang) -> String {
    match (hit, &picture.keys) {
        (Hit::Arc(index), _) => {
            let Some(point) = picture.points.get(index) else { return String::new() };
            let (from, to) = range(&picture.points, index);
            let mut text = String::from(name(cast, point.owner));
            // A slice is as large as its share of the keys: it has no place of its own.
            if picture.has_points {
                text.push_str(&format!(" · {from:08x} – {to:08x}"));
            }
            if let Some(count) = keys_in(picture, (from, to)) {
                text.push_str(" · ");
                text.push_str(&keys(count as u64, lang));
            }
            text
        }
        (Hit::Key(index), RingKeys::Each(keys)) => {
            let Some(key) = keys.get(index) else { return String::new() };
            let owner = name(cast, key.owner);
            let moved = match (key.moved, lang) {
                (false, _) => "",
                (true, Lang::En) => ", moved",
                (true, Lang::Zh) => ",已移动",
            };
            if picture.has_points {
                format!("{} · {:08x} → {owner}{moved}", key.name, key.position)
            } else {
                format!("{} → {owner}{moved}", key.name)
            }
        }
        (Hit::Key(_), RingKeys::Density(_)) | (Hit::Nothing, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_without_floats() {
        assert_eq!(percent(163_000), "16.3 %");
        assert_eq!(percent(999_960), "100.0 %");
        assert_eq!(ppm(39, 240), 162_500);
        assert_eq!(ppm(5, 0), 5_000_000);
        assert_eq!(times(1_266), "1.27×");
        assert_eq!(grouped(65_537), "65\u{202f}537");
        assert_eq!([grouped(7), grouped(999)], ["7", "999"]);
    }
}
