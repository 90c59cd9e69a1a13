//! A fault being written in a form: text in, a fault or a reason out.

use crate::scenario::check;
use crate::sim::fault::{Fault, MessageName, TimedFault};
use crate::sim::protocol::NodeId;
use crate::ui::options::parse_ms;
use crate::ui::text;
use crate::view::lang::Text;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Crash,
    TearWrite,
    Restart,
    RestartDiskLost,
    Pause,
    Resume,
    Partition,
    Cut,
    CutOneWay,
    Heal,
    HealCuts,
    Drop,
    Delay,
    Duplicate,
    Corrupt,
    JumpClock,
    DriftClock,
    SlowNode,
    SlowLink,
    HealEverything,
}

/// Which fields a kind of fault has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Nothing,
    Node,
    Side,
    Link,
    Message,
}

pub const KINDS: [(Kind, Text); 20] = [
    (Kind::Crash, Text::new("crash", "崩溃")),
    (Kind::TearWrite, Text::new("crash mid-write", "写入中途崩溃")),
    (Kind::Restart, Text::new("restart", "重启")),
    (Kind::RestartDiskLost, Text::new("restart, disk lost", "丢失磁盘并重启")),
    (Kind::Pause, Text::new("pause", "暂停")),
    (Kind::Resume, Text::new("resume", "继续")),
    (Kind::Partition, Text::new("cut some nodes off", "隔离一些节点")),
    (Kind::Cut, Text::new("cut a link", "切断一条链路")),
    (Kind::CutOneWay, Text::new("cut a link, one way", "单向切断一条链路")),
    (Kind::Heal, Text::new("heal a link", "恢复一条链路")),
    (Kind::HealCuts, Text::new("heal all cuts", "恢复所有链路")),
    (Kind::Drop, Text::new("drop a message", "丢弃一条消息")),
    (Kind::Delay, Text::new("delay a message", "延迟一条消息")),
    (Kind::Duplicate, Text::new("duplicate a message", "重复一条消息")),
    (Kind::Corrupt, Text::new("corrupt a message", "损坏一条消息")),
    (Kind::JumpClock, Text::new("clock jumps", "时钟跳变")),
    (Kind::DriftClock, Text::new("clock drifts", "时钟漂移")),
    (Kind::SlowNode, Text::new("slow node", "放慢节点")),
    (Kind::SlowLink, Text::new("slow link", "放慢链路")),
    (Kind::HealEverything, Text::new("heal everything", "全部恢复")),
];

/// Every field as it was typed; those that the kind does not have are kept for the next kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub kind: Kind,
    pub at: String,
    pub node: NodeId,
    pub side: Vec<NodeId>,
    pub from: NodeId,
    pub to: NodeId,
    pub nth: String,
    /// Milliseconds of delay, jump, step or slow-down.
    pub by: String,
    pub rate: String,
}

impl Kind {
    pub fn shape(self) -> Shape {
        match self {
            Kind::HealCuts | Kind::HealEverything => Shape::Nothing,
            Kind::Partition => Shape::Side,
            Kind::Cut | Kind::CutOneWay | Kind::Heal | Kind::SlowLink => Shape::Link,
            Kind::Drop | Kind::Delay | Kind::Duplicate | Kind::Corrupt => Shape::Message,
            _ => Shape::Node,
        }
    }

    pub fn has_duration(self) -> bool {
        matches!(self, Kind::Delay | Kind::JumpClock | Kind::SlowNode | Kind::SlowLink)
    }

    fn of(fault: &Fault) -> Kind {
        match fault {
            Fault::Crash { .. } => Kind::Crash,
            Fault::TearWrite { .. } => Kind::TearWrite,
            Fault::Restart { .. } => Kind::Restart,
            Fault::RestartDiskLost { .. } => Kind::RestartDiskLost,
            Fault::Pause { .. } => Kind::Pause,
            Fault::Resume { .. } => Kind::Resume,
            Fault::Partition { .. } => Kind::Partition,
            Fault::Cut { .. } => Kind::Cut,
            Fault::CutOneWay { .. } => Kind::CutOneWay,
            Fault::Heal { .. } => Kind::Heal,
            Fault::HealCuts => Kind::HealCuts,
            Fault::Drop { .. } => Kind::Drop,
            Fault::Delay { .. } => Kind::Delay,
            Fault::Duplicate { .. } => Kind::Duplicate,
            Fault::Corrupt { .. } => Kind::Corrupt,
            Fault::JumpClock { .. } => Kind::JumpClock,
            Fault::DriftClock { .. } => Kind::DriftClock,
            Fault::SlowNode { .. } => Kind::SlowNode,
            Fault::SlowLink { .. } => Kind::SlowLink,
            Fault::HealEverything => Kind::HealEverything,
        }
    }
}

impl Draft {
    pub fn of(timed: &TimedFault) -> Draft {
        let fault = &timed.fault;
        let nodes = fault.nodes();
        let first = nodes.first().copied().unwrap_or(NodeId(0));
        let second = nodes.get(1).copied().unwrap_or(NodeId(if first.0 == 0 { 1 } else { 0 }));
        let by = match fault {
            Fault::Delay { by_us, .. } => ms(i128::from(*by_us)),
            Fault::JumpClock { by_us, .. } => ms(i128::from(*by_us)),
            Fault::SlowNode { step_us, .. } => ms(i128::from(*step_us)),
            Fault::SlowLink { extra_us, .. } => ms(i128::from(*extra_us)),
            _ => "20".to_string(),
        };
        let rate = match fault {
            Fault::DriftClock { rate_permille, .. } => rate_permille.to_string(),
            _ => "1500".to_string(),
        };
        let nth = fault.message().map_or(1, |message| message.nth);
        Draft {
            kind: Kind::of(fault),
            at: timed.at.to_string(),
            node: first,
            side: if nodes.is_empty() { vec![first] } else { nodes },
            from: first,
            to: second,
            nth: nth.to_string(),
            by,
            rate,
        }
    }

    /// The fault, or what to mend.
    pub fn finish(&self, nodes: usize) -> Result<TimedFault, Text> {
        let at = parse_ms(&self.at).ok_or(text::BAD_TIME)?;
        let shape = self.kind.shape();
        if matches!(shape, Shape::Link | Shape::Message) && self.from == self.to {
            return Err(text::BAD_LINK);
        }
        let mut side = self.side.clone();
        check::put_in_order(&mut side);
        if shape == Shape::Side && (side.is_empty() || side.len() >= nodes) {
            return Err(text::BAD_SIDE);
        }
        let fault = match shape {
            Shape::Message => self.finish_message()?,
            Shape::Link => self.finish_link()?,
            Shape::Side => Fault::Partition { side },
            Shape::Nothing if self.kind == Kind::HealCuts => Fault::HealCuts,
            Shape::Nothing => Fault::HealEverything,
            Shape::Node => self.finish_node()?,
        };
        Ok(TimedFault { at, fault })
    }

    fn finish_node(&self) -> Result<Fault, Text> {
        let node = self.node;
        Ok(match self.kind {
            Kind::TearWrite => Fault::TearWrite { node },
            Kind::Restart => Fault::Restart { node },
            Kind::RestartDiskLost => Fault::RestartDiskLost { node },
            Kind::Pause => Fault::Pause { node },
            Kind::Resume => Fault::Resume { node },
            Kind::JumpClock => Fault::JumpClock { node, by_us: self.jump_us()? },
            Kind::DriftClock => {
                let rate_permille = number(&self.rate)?;
                Fault::DriftClock { node, rate_permille }
            }
            Kind::SlowNode => Fault::SlowNode { node, step_us: self.by_us()? },
            _ => Fault::Crash { node },
        })
    }

    fn finish_link(&self) -> Result<Fault, Text> {
        let (from, to) = (self.from, self.to);
        Ok(match self.kind {
            Kind::CutOneWay => Fault::CutOneWay { from, to },
            Kind::Heal => Fault::Heal { a: from, b: to },
            Kind::SlowLink => Fault::SlowLink { from, to, extra_us: self.by_us()? },
            _ => Fault::Cut { a: from, b: to },
        })
    }

    fn finish_message(&self) -> Result<Fault, Text> {
        let nth = number(&self.nth).ok().filter(|nth| *nth > 0).ok_or(text::BAD_NUMBER)?;
        let message = MessageName { from: self.from, to: self.to, nth };
        Ok(match self.kind {
            Kind::Delay => Fault::Delay { message, by_us: self.by_us()? },
            Kind::Duplicate => Fault::Duplicate { message },
            Kind::Corrupt => Fault::Corrupt { message },
            _ => Fault::Drop { message },
        })
    }

    fn by_us(&self) -> Result<u64, Text> {
        parse_ms(&self.by).map(|time| time.us()).ok_or(text::BAD_NUMBER)
    }

    fn jump_us(&self) -> Result<i64, Text> {
        let text = self.by.trim();
        let (text, backwards) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (rest, true),
            None => (text.trim_start_matches('+'), false),
        };
        let us = parse_ms(text).and_then(|time| i64::try_from(time.us()).ok());
        us.map(|us| if backwards { -us } else { us }).ok_or(text::BAD_NUMBER)
    }
}

fn number(text: &str) -> Result<u32, Text> {
    text.trim().parse().map_err(|_| text::BAD_NUMBER)
}

fn ms(us: i128) -> String {
    let sign = if us < 0 { "-" } else { "" };
    let us = u64::try_from(us.unsigned_abs()).unwrap_or(u64::MAX);
    format!("{sign}{}", crate::sim::time::Time(us))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::time::Time;

    #[test]
    fn every_fault_survives_the_form() {
        let (a, b) = (NodeId(0), NodeId(2));
        let message = MessageName { from: a, to: b, nth: 3 };
        let faults = [
            Fault::Crash { node: b },
            Fault::TearWrite { node: b },
            Fault::Restart { node: a },
            Fault::RestartDiskLost { node: a },
            Fault::Pause { node: a },
            Fault::Resume { node: a },
            Fault::Partition { side: vec![a, b] },
            Fault::Cut { a, b },
            Fault::CutOneWay { from: b, to: a },
            Fault::Heal { a, b },
            Fault::HealCuts,
            Fault::Drop { message },
            Fault::Delay { message, by_us: 1_500 },
            Fault::Duplicate { message },
            Fault::Corrupt { message },
            Fault::JumpClock { node: a, by_us: -50_001 },
            Fault::DriftClock { node: a, rate_permille: 900 },
            Fault::SlowNode { node: a, step_us: 0 },
            Fault::SlowLink { from: a, to: b, extra_us: 7 },
            Fault::HealEverything,
        ];
        for fault in faults {
            let timed = TimedFault { at: Time(38_500), fault };
            assert_eq!(Draft::of(&timed).finish(5), Ok(timed.clone()), "{timed:?}");
        }
    }

    #[test]
    fn what_makes_no_fault_says_why() {
        let crash = TimedFault { at: Time::ZERO, fault: Fault::Crash { node: NodeId(0) } };
        let draft = Draft::of(&crash);
        let late = Draft { at: "soon".to_string(), ..draft.clone() };
        assert_eq!(late.finish(3), Err(text::BAD_TIME));
        let all: Vec<NodeId> = (0..3).map(NodeId).collect();
        let split = Draft { kind: Kind::Partition, side: all, ..draft.clone() };
        assert_eq!(split.finish(3), Err(text::BAD_SIDE));
        let same = Draft { kind: Kind::Cut, to: NodeId(0), ..draft.clone() };
        assert_eq!(same.finish(3), Err(text::BAD_LINK));
        let none = Draft { kind: Kind::Drop, nth: "0".to_string(), ..draft };
        assert_eq!(none.finish(3), Err(text::BAD_NUMBER));
    }
}
