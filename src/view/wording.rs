//! Events and their effects in Chinese. English is the text of the time line itself; message and
//! state names stay in the protocol's own English in both.

use crate::sim::event::{Event, Happening, LossReason};
use crate::sim::protocol::{Effect, NodeId, Protocol};
use crate::sim::run::Run;
use crate::sim::time::write_ms;
use crate::sim::timeline;
use crate::view::exhibits::Exhibit;
use crate::view::lang::Lang;

/// One line that says what happened.
pub fn summary<P: Protocol>(run: &Run<P>, event: &Event<P>, lang: Lang) -> String {
    match lang {
        Lang::En => timeline::summary(run, event),
        Lang::Zh => summary_zh(run, event),
    }
}

/// What the node did then, one line each.
pub fn details<P: Exhibit>(run: &Run<P>, event: &Event<P>, lang: Lang) -> Vec<String> {
    match lang {
        Lang::En => timeline::details(run, event),
        Lang::Zh => details_zh(run, event),
    }
}

fn summary_zh<P: Protocol>(run: &Run<P>, event: &Event<P>) -> String {
    let name = |node: &NodeId| run.setup().protocol.name(*node);
    let message = |id: &u32| timeline::message(run, *id);
    match &event.happening {
        Happening::Started { .. } => String::from("启动"),
        Happening::Asked { request, .. } => format!("客户端请求 {request}"),
        Happening::Refused { request, .. } => format!("已崩溃，拒绝请求 {request}"),
        Happening::Delivered { id, .. } => format!("送达 {}", message(id)),
        Happening::Lost { id, reason } => format!("丢失 {}：{}", message(id), loss_zh(*reason)),
        Happening::Fired { timer, .. } => format!("定时器 {timer}"),
        Happening::Synced { forced: true, .. } => String::from("磁盘写完"),
        Happening::Synced { forced: false, .. } => String::from("磁盘已同步"),
        Happening::Chose { choice, .. } => format!("选择 {choice}"),
        Happening::Crashed { torn: false, .. } => String::from("崩溃"),
        Happening::Crashed { torn: true, .. } => String::from("崩溃，写入被撕裂"),
        Happening::Restarted { disk_lost: true, .. } => String::from("重启，磁盘丢失"),
        Happening::Restarted { torn: true, .. } => {
            String::from("重启，校验和发现撕裂的记录，改用前一条")
        }
        Happening::Restarted { .. } => String::from("重启"),
        Happening::Paused { .. } => String::from("暂停"),
        Happening::Resumed { .. } => String::from("继续"),
        Happening::Cut { links } => format!("切断 {}", timeline::link_list(run, links)),
        Happening::Healed { links } => format!("恢复 {}", timeline::link_list(run, links)),
        Happening::HealedEverything { .. } => String::from("全部恢复"),
        Happening::Delayed { id, by_us, .. } => format!("{} 延迟 {}", message(id), ms(*by_us)),
        Happening::Duplicated { id } => format!("重复 {}", message(id)),
        Happening::Corrupted { id } => format!("损坏 {}", message(id)),
        Happening::ClockJumped { by_us, .. } => {
            let way = if *by_us < 0 { "回拨" } else { "前跳" };
            format!("时钟{way} {}", ms(by_us.unsigned_abs()))
        }
        Happening::ClockDrifted { rate_permille, .. } => format!("时钟速率变为 {rate_permille} ‰"),
        Happening::NodeSlowed { step_us, .. } => format!("每步耗时 {}", ms(*step_us)),
        Happening::LinkSlowed { from, to, extra_us } => {
            format!("链路 {}→{} 变慢 {}", name(from), name(to), ms(*extra_us))
        }
        Happening::Missed => String::from("故障没有可作用的对象"),
    }
}

fn details_zh<P: Exhibit>(run: &Run<P>, event: &Event<P>) -> Vec<String> {
    let (english, protocol) = (timeline::details(run, event), &run.setup().protocol);
    let effects = event.effects.iter().map(Some).chain(std::iter::repeat(None));
    english
        .into_iter()
        .zip(effects)
        .map(|(line, effect)| detail_zh(protocol, line, effect))
        .collect()
}

/// The lines of the time line and the effects go side by side; only the verbs differ.
fn detail_zh<P: Exhibit>(protocol: &P, line: String, effect: Option<&Effect<P>>) -> String {
    match effect {
        Some(Effect::Note(note)) => format!("* {}", protocol.note(note).zh),
        Some(Effect::Reply(response)) => format!("答复 {response}"),
        Some(Effect::SetTimer { timer, .. }) => {
            let span = line.rsplit(", ").next().unwrap_or_default().to_string();
            format!("设定时器 {timer}，{span}")
        }
        Some(Effect::CancelTimer { timer }) => format!("取消定时器 {timer}"),
        Some(Effect::Persist(_)) => line.replacen("forces", "强制写盘", 1),
        Some(Effect::Write(_)) => line.replacen("writes", "写入（未同步）", 1),
        Some(Effect::Choose(_)) => line.replacen("chooses among", "待选", 1),
        Some(Effect::Send { .. }) => line,
        None => line.replacen("(copy)", "（副本）", 1),
    }
}

fn loss_zh(reason: LossReason) -> &'static str {
    match reason {
        LossReason::Chance => "随机丢失",
        LossReason::Cut => "链路已切断",
        LossReason::ReceiverDown => "接收者已崩溃",
        LossReason::Dropped => "被丢弃",
        LossReason::Corrupt => "校验和发现损坏",
    }
}

fn ms(us: u64) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_ms(&mut text, us);
    text.push_str(" ms");
    text
}
