//! The strings of the ring's panels.

use crate::ui::drawings::ring_words::grouped;
use crate::view::lang::{Lang, Text};

macro_rules! words {
    ($($name:ident: $en:literal, $zh:literal;)*) => {
        $(pub const $name: Text = Text::new($en, $zh);)*
    };
}

words! {
    RING: "Ring", "哈希环";
    JOIN: "Join", "加入";
    LEAVE: "Leave", "离开";
    WEIGHT_TOOL: "Weight", "权重";
    ADD_KEY: "Add key", "添加键";
    WEIGHT_ACT: "Change its weight…", "更改权重…";
    ADD_KEY_ACT: "Add a key…", "添加键…";
    HINT_MEMBER: "Click an arc, or a member's name.", "点击一段弧，或成员的名字。";
    HINT_WEIGHT: "Drag a member's slider under Load, or click an arc.",
        "拖动“负载”中成员的滑块，或点击一段弧。";
    VIEW_OF: "view of", "视图";
    LOAD: "Load", "负载";
    KEYS_OVER_MEAN: "keys / mean", "键数 / 平均";
    KEYS_AND_SERVED: "keys / mean · requests", "键数 / 平均 · 请求数";
    SERVED: "requests served", "处理的请求";
    KEYS: "keys", "键数";
    ARC_SHARE: "arc share", "占环比例";
    POINTS: "points", "点数";
    WEIGHT: "weight", "权重";
    RACK: "rack", "机架";
    REPLICAS: "replicas", "副本";
    FOLLOW: "Follow a key", "跟踪一个键";
    KEY_NAME: "name of a key", "键名";
    KEY_RULE: "1 to 11 small letters or digits", "1 到 11 个小写字母或数字";
    SHOW: "Show", "显示";
    COMPARISON: "Comparison", "比较";
    ALGORITHM: "algorithm", "算法";
    KEYS_MOVED: "keys moved", "移动的键";
    PEAK: "peak / mean", "峰值 / 平均";
    TABLE_ENTRIES: "table entries", "表项数";
    LOOK_UP: "look-up", "查找";
    THIS_RUN: ", this run", ",本次运行";
    NO_CHANGE_YET: "no change yet", "尚无变化";
    LEGEND_POINT: "point", "点";
    LEGEND_KEY: "key", "键";
    LEGEND_MOVED: "moved key", "移动的键";
    LEGEND_APART: "key pushed on by the bound", "因负载上限而后移的键";
    LEGEND_TRANSFER: "transfer", "传输";
}

pub fn any_member(drawn: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("any: {drawn}"),
        Lang::Zh => format!("任一：{drawn}"),
    }
}

pub fn weight_of(name: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Weight of {name}"),
        Lang::Zh => format!("{name} 的权重"),
    }
}

pub fn from(name: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("from {name}"),
        Lang::Zh => format!("来自 {name}"),
    }
}

pub fn to(name: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("to {name}"),
        Lang::Zh => format!("去往 {name}"),
    }
}

pub fn left_out(count: usize, lang: Lang) -> String {
    let count = grouped(count as u64);
    match lang {
        Lang::En => format!("{count} between them are not listed."),
        Lang::Zh => format!("中间的 {count} 个未列出。"),
    }
}

pub fn bound(keys: u64, lang: Lang) -> String {
    let keys = grouped(keys);
    match lang {
        Lang::En => format!("No member may hold more than {keys} keys."),
        Lang::Zh => format!("每个成员最多持有 {keys} 个键。"),
    }
}
