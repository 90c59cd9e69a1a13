//! What went wrong, said so that the next step is plain.

use crate::scenario::scenario::Prose;
use crate::ui::text::sentences::both;
use crate::view::player::Prose2;

/// A reason as a sentence: a capital in front, a full stop behind.
pub fn sentence(reason: &Prose) -> Prose2 {
    let mut chars = reason.en.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    both(format!("{first}{}.", chars.as_str()), format!("{}。", reason.zh))
}

pub fn not_opened() -> Prose2 {
    both("This could not be opened", "无法打开")
}

pub fn no_run_in_picture() -> Prose2 {
    both(
        "This picture carries no run: it was not made here, or another program has left it out.",
        "这张图片不带有运行：它不是在这里生成的，或被其他程序去掉了。",
    )
}

pub fn not_possible() -> Prose2 {
    both("This is not possible here", "此处无法这样做")
}

pub fn no_such_scenario(id: &str) -> Prose2 {
    both(
        format!("There is no scenario called “{id}” in the gallery."),
        format!("示例中没有名为“{id}”的场景。"),
    )
}

pub fn other_engine(theirs: u32, ours: u32) -> Prose2 {
    both(
        format!(
            "This link was made with engine {theirs}; this is engine {ours}. The run may differ."
        ),
        format!("此链接由引擎 {theirs} 生成；当前引擎为 {ours}。运行可能不同。"),
    )
}

pub fn other_run() -> Prose2 {
    both(
        "This run is not the one the link was made from, although the engine is the same. \
         That is a bug of Splitbrain: please report the link.",
        "引擎相同，但这次运行与生成链接时的不同。这是 Splitbrain 的缺陷：请报告此链接。",
    )
}
