//! What is told of a node's state: protocols name it in English, with the field's terms.

use crate::view::lang::Lang;

/// The name of a fact in the language of the page; of one that is not known here, as it is.
pub fn label(name: &str, lang: Lang) -> &str {
    if lang == Lang::En {
        return name;
    }
    match name {
        "aborted" => "已中止",
        "accepted" => "已接受",
        "accounts" => "账户",
        "acks missing" => "待确认",
        "asked" => "已询问",
        "awaits" => "等待",
        "backup" => "后备",
        "ballot" => "提案编号",
        "collects votes" => "收集投票",
        "committed" => "已提交",
        "decided" => "已决定",
        "follows" => "跟随",
        "heard" => "已听到",
        "holds" => "持有",
        "leads" => "领导",
        "learned" => "已学到",
        "locks" => "锁",
        "log" => "日志",
        "may let go" => "可放手",
        "no" => "反对",
        "open" => "进行中",
        "owns" => "拥有",
        "phase" => "阶段",
        "polls" => "询问在场者",
        "precommitted" => "已预提交",
        "prepared" => "已准备",
        "promised" => "已承诺",
        "promises" => "承诺",
        "proposes" => "提议",
        "read-only" => "只读",
        "round" => "轮次",
        "sees" => "所见成员",
        "starts" => "启动次数",
        "status" => "状态",
        "waits for" => "等待答复",
        "waits for a lock" => "等待锁",
        "was down" => "曾崩溃",
        "wants" => "想要",
        "written" => "已写入",
        "yes" => "赞成",
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;
    use crate::scenario::gallery;
    use crate::sim::protocol::NodeId;
    use crate::view::player::Moment;

    #[test]
    fn whatever_the_gallery_tells_of_a_state_has_a_name_in_chinese() {
        for entry in gallery::entries() {
            let scenario = (entry.make)();
            for mut side in catalog::open_sides(&scenario).expect("sides") {
                while !side.player.advance(10_000).finished {}
                let count = side.player.event_count();
                for applied in (0..=count).step_by(7) {
                    let at = Moment { applied, time: scenario.until };
                    for node in 0..side.player.cast().nodes.len().min(6) {
                        let view = side.player.node(NodeId(node as u16), at);
                        for fact in view.memory.iter().chain(&view.disk).chain(&view.unsynced) {
                            let name = label(&fact.label, Lang::Zh);
                            assert!(!name.is_ascii(), "{}: {}", entry.id, fact.label);
                        }
                    }
                }
            }
        }
    }
}
