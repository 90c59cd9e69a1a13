//! Faults in words: `crash P1`, `drop Accept → A3`, `cut {A3} | rest`.

use crate::sim::fault::{Fault, MessageName};
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::view::lang::{Lang, Text};
use crate::view::player::{Cast, Prose2};

/// The name people read.
pub fn node_name(cast: &Cast, node: NodeId) -> String {
    let found = cast.nodes.iter().find(|other| other.id == node);
    found.map_or_else(|| node.to_string(), |node| node.name.clone())
}

/// `label` is the message's own, where it is known.
pub fn describe(cast: &Cast, fault: &Fault, label: Option<&str>, lang: Lang) -> String {
    let name = |node: &NodeId| node_name(cast, *node);
    let message = |verb: Text, message: &MessageName| {
        format!("{} {}", verb.get(lang), message_words(cast, *message, label, lang))
    };
    let node = |verb: Text, node: &NodeId| format!("{} {}", verb.get(lang), name(node));
    match fault {
        Fault::Crash { node: n } => node(Text::new("crash", "崩溃"), n),
        Fault::TearWrite { node: n } => node(Text::new("crash mid-write", "写入中途崩溃"), n),
        Fault::Restart { node: n } => node(Text::new("restart", "重启"), n),
        Fault::RestartDiskLost { node: n } => {
            node(Text::new("restart, disk lost:", "丢失磁盘并重启"), n)
        }
        Fault::Pause { node: n } => node(Text::new("pause", "暂停"), n),
        Fault::Resume { node: n } => node(Text::new("resume", "继续"), n),
        Fault::Partition { side } => {
            let side: Vec<String> = side.iter().map(name).collect();
            let (verb, rest) = match lang {
                Lang::En => ("cut", "rest"),
                Lang::Zh => ("切断", "其余"),
            };
            format!("{verb} {{{}}} | {rest}", side.join(" "))
        }
        Fault::Cut { a, b } => format!("{} {} | {}", cut(lang), name(a), name(b)),
        Fault::CutOneWay { from, to } => {
            format!("{} {} → {}", cut(lang), name(from), name(to))
        }
        Fault::Heal { a, b } => {
            let verb = Text::new("heal", "恢复").get(lang);
            format!("{verb} {} – {}", name(a), name(b))
        }
        Fault::HealCuts => Text::new("heal all cuts", "恢复所有链路").get(lang).to_string(),
        Fault::Drop { message: m } => message(Text::new("drop", "丢弃"), m),
        Fault::Delay { message: m, by_us } => {
            format!("{} +{} ms", message(Text::new("delay", "延迟"), m), Time(*by_us))
        }
        Fault::Duplicate { message: m } => message(Text::new("duplicate", "重复"), m),
        Fault::Corrupt { message: m } => message(Text::new("corrupt", "损坏"), m),
        other => describe_speed(cast, other, lang),
    }
}

fn describe_speed(cast: &Cast, fault: &Fault, lang: Lang) -> String {
    let name = |node: &NodeId| node_name(cast, *node);
    match (fault, lang) {
        (Fault::JumpClock { node, by_us }, _) => {
            let sign = if *by_us < 0 { '−' } else { '+' };
            let clock = Text::new("clock of", "时钟").get(lang);
            format!("{clock} {} {sign}{} ms", name(node), Time(by_us.unsigned_abs()))
        }
        (Fault::DriftClock { node, rate_permille }, Lang::En) => {
            format!("clock of {} at {}‰", name(node), rate_permille)
        }
        (Fault::DriftClock { node, rate_permille }, Lang::Zh) => {
            format!("{} 时钟速率 {}‰", name(node), rate_permille)
        }
        (Fault::SlowNode { node, step_us: 0 }, Lang::En) => format!("{} at full speed", name(node)),
        (Fault::SlowNode { node, step_us: 0 }, Lang::Zh) => format!("{} 恢复全速", name(node)),
        (Fault::SlowNode { node, step_us }, Lang::En) => {
            format!("slow {}: {} ms a step", name(node), Time(*step_us))
        }
        (Fault::SlowNode { node, step_us }, Lang::Zh) => {
            format!("放慢 {}：每步 {} ms", name(node), Time(*step_us))
        }
        (Fault::SlowLink { from, to, extra_us }, _) => {
            let slow = Text::new("slow", "放慢").get(lang);
            format!("{slow} {} → {} +{} ms", name(from), name(to), Time(*extra_us))
        }
        (_, Lang::En) => "heal everything".to_string(),
        (_, Lang::Zh) => "全部恢复".to_string(),
    }
}

fn cut(lang: Lang) -> &'static str {
    Text::new("cut", "切断").get(lang)
}

fn message_words(cast: &Cast, message: MessageName, label: Option<&str>, lang: Lang) -> String {
    let (from, to) = (node_name(cast, message.from), node_name(cast, message.to));
    match (label, lang) {
        (Some(label), _) => format!("{label}: {from} → {to}"),
        (None, Lang::En) => format!("message {} of {from} → {to}", message.nth),
        (None, Lang::Zh) => format!("{from} → {to} 的第 {} 条消息", message.nth),
    }
}

pub fn describe_both(cast: &Cast, fault: &Fault) -> Prose2 {
    Prose2 { en: describe(cast, fault, None, Lang::En), zh: describe(cast, fault, None, Lang::Zh) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::player::{CastNode, Hue, Unit};

    fn cast() -> Cast {
        let node = |id: u16, name: &str| CastNode {
            id: NodeId(id),
            name: name.to_string(),
            role: Text::new("acceptor", "接受者"),
            hue: Hue::Blue,
            place: (0.0, 0.0),
        };
        Cast {
            nodes: vec![node(0, "P1"), node(1, "A3")],
            links: Vec::new(),
            message_kinds: Vec::new(),
            params: Vec::new(),
            properties: Vec::new(),
            protocol: Text::new("Paxos", "Paxos"),
            caveats: Vec::new(),
            askable: Vec::new(),
            words: Vec::new(),
            unit: Unit::Ms,
        }
    }

    #[test]
    fn faults_read_as_in_the_design() {
        let (p1, a3) = (NodeId(0), NodeId(1));
        let cast = cast();
        let say = |fault: Fault, label: Option<&str>| describe(&cast, &fault, label, Lang::En);
        assert_eq!(say(Fault::Crash { node: p1 }, None), "crash P1");
        assert_eq!(say(Fault::Partition { side: vec![a3] }, None), "cut {A3} | rest");
        let message = MessageName { from: p1, to: a3, nth: 2 };
        assert_eq!(say(Fault::Drop { message }, Some("Accept 1")), "drop Accept 1: P1 → A3");
        assert_eq!(
            say(Fault::Delay { message, by_us: 20_000 }, None),
            "delay message 2 of P1 → A3 +20 ms"
        );
        assert_eq!(say(Fault::JumpClock { node: a3, by_us: -500 }, None), "clock of A3 −0.5 ms");
        assert_eq!(describe(&cast, &Fault::HealCuts, None, Lang::Zh), "恢复所有链路");
    }
}
