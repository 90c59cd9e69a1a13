//! A run as text that a person can read: one event a line, its effects indented under it. Golden
//! files hold it, the command line prints it.

use std::fmt::Write;

use super::event::{Event, Happening, LossReason, MessageId, Sent};
use super::network::Link;
use super::protocol::{Effect, NodeId, Protocol};
use super::run::Run;
use super::time::{Span, write_ms};

const INDENT: &str = "               ";

/// The whole time line. Effects stand under their event, findings of the observer under `=`.
pub fn write<P: Protocol>(run: &Run<P>) -> String {
    let mut text = String::new();
    let mut found = run.trace().observations.iter().peekable();
    for index in 0..run.event_count() {
        let Some(event) = run.replay(index) else {
            break;
        };
        text.push_str(&line(run, &event));
        text.push('\n');
        for detail in details(run, &event) {
            let _ = writeln!(text, "{INDENT}{detail}");
        }
        while let Some((_, observation)) = found.next_if(|(at, _)| *at == index) {
            let sign = if observation.violates.is_some() { "✗" } else { "=" };
            let _ = writeln!(text, "{INDENT}{sign} {}", observation.finding);
        }
    }
    text
}

fn line<P: Protocol>(run: &Run<P>, event: &Event<P>) -> String {
    let protocol = &run.setup().protocol;
    let who = event.happening.node().map_or(String::from("–"), |node| protocol.name(node));
    let sign = if event.fault.is_some() { "! " } else { "" };
    format!("{:>8}  {who:<4} {sign}{}", event.time.to_string(), summary(run, event))
}

/// What happened, in one line, without time and node.
pub fn summary<P: Protocol>(run: &Run<P>, event: &Event<P>) -> String {
    let name = |node: &NodeId| run.setup().protocol.name(*node);
    match &event.happening {
        Happening::Started { .. } => String::from("start"),
        Happening::Asked { request, .. } => format!("asked {request}"),
        Happening::Refused { request, .. } => format!("is down, refuses {request}"),
        Happening::Delivered { id, .. } => format!("deliver {}", message(run, *id)),
        Happening::Lost { id, reason } => {
            format!("lost {}: {}", message(run, *id), loss(*reason))
        }
        Happening::Fired { timer, .. } => format!("timer {timer}"),
        Happening::Synced { forced: true, .. } => String::from("disk done"),
        Happening::Synced { forced: false, .. } => String::from("disk synced"),
        Happening::Chose { choice, .. } => format!("chose {choice}"),
        Happening::Crashed { torn: false, .. } => String::from("crash"),
        Happening::Crashed { torn: true, .. } => String::from("crash, the write is torn"),
        Happening::Restarted { disk_lost: true, .. } => String::from("restart, the disk is lost"),
        Happening::Restarted { torn: true, .. } => {
            String::from("restart, torn record found by checksum, the one before it used")
        }
        Happening::Restarted { .. } => String::from("restart"),
        Happening::Paused { .. } => String::from("pause"),
        Happening::Resumed { .. } => String::from("resume"),
        Happening::Cut { links } => format!("cut {}", link_list(run, links)),
        Happening::Healed { links } => format!("heal {}", link_list(run, links)),
        Happening::HealedEverything { .. } => String::from("heal everything"),
        Happening::Delayed { id, by_us, .. } => {
            format!("delay {} by {}", message(run, *id), ms(*by_us))
        }
        Happening::Duplicated { id } => format!("duplicate {}", message(run, *id)),
        Happening::Corrupted { id } => format!("corrupt {}", message(run, *id)),
        Happening::ClockJumped { by_us, .. } => {
            let sign = if *by_us < 0 { "back" } else { "ahead" };
            format!("clock jumps {sign} by {}", ms(by_us.unsigned_abs()))
        }
        Happening::ClockDrifted { rate_permille, .. } => {
            format!("clock runs at {rate_permille} ‰")
        }
        Happening::NodeSlowed { step_us, .. } => format!("each step takes {}", ms(*step_us)),
        Happening::LinkSlowed { from, to, extra_us } => {
            format!("link {}→{} slower by {}", name(from), name(to), ms(*extra_us))
        }
        Happening::Missed => String::from("the fault found nothing to act on"),
    }
}

/// What the node did then, one line each.
pub fn details<P: Protocol>(run: &Run<P>, event: &Event<P>) -> Vec<String> {
    let protocol = &run.setup().protocol;
    let me = event.happening.node().unwrap_or(NodeId(0));
    let mut sent = event.sent.iter().filter(|sent| !sent.is_copy);
    let mut lines: Vec<String> = Vec::new();
    for effect in &event.effects {
        let text = match effect {
            Effect::Send { .. } => {
                let Some(sent) = sent.next() else { continue };
                send(protocol, sent)
            }
            Effect::SetTimer { timer, span } => format!("timer {timer} set, {}", span_text(span)),
            Effect::CancelTimer { timer } => format!("timer {timer} off"),
            Effect::Persist(record) => format!("forces {}", facts(protocol, me, record)),
            Effect::Write(record) => format!("writes {}", facts(protocol, me, record)),
            Effect::Choose(choices) => {
                let choices: Vec<String> = choices.iter().map(P::Choice::to_string).collect();
                format!("chooses among {}", choices.join(", "))
            }
            Effect::Reply(response) => format!("answers {response}"),
            Effect::Note(note) => format!("* {note}"),
        };
        lines.push(text);
    }
    let copies = event.sent.iter().filter(|sent| sent.is_copy);
    lines.extend(copies.map(|sent| format!("{} (copy)", send(protocol, sent))));
    lines
}

fn send<P: Protocol>(protocol: &P, sent: &Sent<P>) -> String {
    format!("→ {} #{} {}", protocol.name(sent.to), sent.nth, sent.message)
}

fn facts<P: Protocol>(protocol: &P, me: NodeId, record: &P::Durable) -> String {
    let facts = protocol.disk(me, record);
    let facts: Vec<String> =
        facts.into_iter().map(|(label, value)| format!("{label} {value}")).collect();
    facts.join(", ")
}

/// `P1→A2 #1 Prepare 1·P1`
pub fn message<P: Protocol>(run: &Run<P>, id: MessageId) -> String {
    let protocol = &run.setup().protocol;
    let Some(record) = run.trace().messages.get(id as usize) else {
        return String::new();
    };
    let (from, to) = (protocol.name(record.from), protocol.name(record.to));
    format!("{from}→{to} #{} {}", record.nth, record.message)
}

fn loss(reason: LossReason) -> &'static str {
    match reason {
        LossReason::Chance => "by chance",
        LossReason::Cut => "the link is cut",
        LossReason::ReceiverDown => "the receiver is down",
        LossReason::Dropped => "dropped",
        LossReason::Corrupt => "found corrupt by checksum",
    }
}

pub fn link_list<P: Protocol>(run: &Run<P>, links: &[Link]) -> String {
    let name = |node: NodeId| run.setup().protocol.name(node);
    let links: Vec<String> =
        links.iter().map(|(from, to)| format!("{}→{}", name(*from), name(*to))).collect();
    links.join(" ")
}

fn ms(us: u64) -> String {
    let mut text = String::new();
    let _ = write_ms(&mut text, us);
    text.push_str(" ms");
    text
}

fn span_text(span: &Span) -> String {
    if span.min_us == span.max_us {
        return ms(span.min_us);
    }
    let mut text = String::new();
    let _ = write_ms(&mut text, span.min_us);
    format!("{text}–{}", ms(span.max_us))
}
