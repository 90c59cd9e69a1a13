//! The menu of acts on a node or a message, beside what was clicked.

use yew::functional::Hook;
use yew::prelude::*;

use crate::sim::fault::{Fault, MessageName};
use crate::sim::protocol::NodeId;
use crate::ui::controls::part::hooked;
use crate::ui::kit::Kit;
use crate::ui::model::Dialog;
use crate::ui::msg::{Msg, Point};
use crate::ui::ring_look::{self, RingAct};
use crate::ui::text;
use crate::ui::text::ring;
use crate::ui::update::look::{DELAY_US, JUMP_US, SLOW_US};
use crate::view::lang::Text;
use crate::view::player::Status;

const FAST_PERMILLE: u32 = 1_500;

/// What the menu is about, in as much detail as the acts need.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    Node {
        node: NodeId,
        status: Status,
        slow: bool,
        cut_off: bool,
        askable: bool,
        /// Where there is a ring, whether the node is a member of it.
        member: Option<bool>,
    },
    Message {
        name: MessageName,
        in_flight: bool,
    },
}

#[derive(PartialEq)]
pub struct MenuProps {
    pub kit: Kit,
    pub title: AttrValue,
    pub subject: Subject,
    pub at: Option<Point>,
}

pub fn act_menu(props: MenuProps) -> Html {
    hooked("act_menu".into(), |props, ctx| use_act_menu(props).run(ctx), props)
}

#[hook]
fn use_act_menu(props: &MenuProps) -> Html {
    let kit = &props.kit;
    let frame = use_node_ref();
    {
        let (frame, platform, at) = (frame.clone(), kit.platform.clone(), props.at);
        use_effect_with(
            (props.subject.clone(), at.map(|(x, y)| (x as i64, y as i64))),
            move |_| platform.float(&frame, at),
        );
    }
    let acts = match &props.subject {
        Subject::Node { node, status, slow, cut_off, askable, member } => {
            let mut acts = match member {
                Some(member) if *askable && *status != Status::Crashed => ring_acts(*node, *member),
                _ => Vec::new(),
            };
            acts.extend(node_acts(*node, *status, *slow, *cut_off));
            if *askable {
                acts.push((
                    text::ACT_ASK,
                    Msg::DialogOpened { dialog: Dialog::Ask { node: *node } },
                ));
            }
            acts
        }
        Subject::Message { name, in_flight } => message_acts(*name, *in_flight),
    };
    let items = acts.into_iter().map(|(label, msg)| {
        html! {
            <li key={label.en}>
                <button type="button" onclick={kit.on_click(msg)}>{ kit.t(label) }</button>
            </li>
        }
    });
    html! {
        <div ref={frame} class="menu" role="group" tabindex="-1" aria-label={&props.title}>
            <b class="title">{ &props.title }</b>
            <ul>{ for items }</ul>
            <button type="button" class="quiet small" onclick={kit.on_click(Msg::MenuClosed)}>
                { kit.t(text::CLOSE) }
            </button>
        </div>
    }
}

fn ring_acts(node: NodeId, member: bool) -> Vec<(Text, Msg)> {
    let form = |act: RingAct| Msg::DialogOpened { dialog: Dialog::Place { act, node } };
    let word = if member { ring_look::leave_word() } else { RingAct::Join.word("") };
    let label = if member { ring::LEAVE } else { ring::JOIN };
    let mut acts: Vec<(Text, Msg)> =
        word.into_iter().map(|word| (label, Msg::RequestMade { node, word })).collect();
    if member {
        acts.push((ring::WEIGHT_ACT, form(RingAct::Weight)));
        acts.push((ring::ADD_KEY_ACT, form(RingAct::Put)));
    }
    acts
}

fn node_acts(node: NodeId, status: Status, slow: bool, cut_off: bool) -> Vec<(Text, Msg)> {
    let fault = |fault: Fault| Msg::FaultInjected { fault };
    let mut acts = match status {
        Status::Crashed => vec![
            (text::ACT_RESTART, fault(Fault::Restart { node })),
            (text::ACT_WIPE, fault(Fault::RestartDiskLost { node })),
        ],
        Status::Paused => vec![
            (text::ACT_RESUME, fault(Fault::Resume { node })),
            (text::ACT_CRASH, fault(Fault::Crash { node })),
        ],
        Status::Writing => vec![
            (text::ACT_TEAR, fault(Fault::TearWrite { node })),
            (text::ACT_CRASH, fault(Fault::Crash { node })),
            (text::ACT_PAUSE, fault(Fault::Pause { node })),
        ],
        Status::Up => vec![
            (text::ACT_CRASH, fault(Fault::Crash { node })),
            (text::ACT_PAUSE, fault(Fault::Pause { node })),
        ],
    };
    if cut_off {
        acts.push((text::HEAL_CUTS, fault(Fault::HealCuts)));
    } else {
        acts.push((text::ACT_ISOLATE, fault(Fault::Partition { side: vec![node] })));
    }
    if status == Status::Crashed {
        return acts;
    }
    acts.push((text::LOSE_DISK, Msg::DiskLost { node }));
    acts.push((text::ACT_AHEAD, fault(Fault::JumpClock { node, by_us: JUMP_US })));
    acts.push((text::ACT_BEHIND, fault(Fault::JumpClock { node, by_us: -JUMP_US })));
    let drift = Fault::DriftClock { node, rate_permille: FAST_PERMILLE };
    acts.push((text::ACT_FAST, fault(drift)));
    let (label, step_us) = if slow { (text::ACT_FULL_SPEED, 0) } else { (text::ACT_SLOW, SLOW_US) };
    acts.push((label, fault(Fault::SlowNode { node, step_us })));
    acts
}

/// What has ended can no longer be dropped; its link can still be.
fn message_acts(message: MessageName, in_flight: bool) -> Vec<(Text, Msg)> {
    let fault = |fault: Fault| Msg::FaultInjected { fault };
    let (from, to) = (message.from, message.to);
    let mut acts = Vec::new();
    if in_flight {
        acts.push((text::ACT_DROP, fault(Fault::Drop { message })));
        acts.push((text::ACT_DELAY, fault(Fault::Delay { message, by_us: DELAY_US })));
        acts.push((text::ACT_DUPLICATE, fault(Fault::Duplicate { message })));
        acts.push((text::ACT_CORRUPT, fault(Fault::Corrupt { message })));
    }
    let slow = Fault::SlowLink { from, to, extra_us: DELAY_US };
    acts.push((text::ACT_SLOW_LINK, fault(slow)));
    acts.push((text::ACT_CUT_LINK, fault(Fault::Cut { a: from, b: to })));
    acts.push((text::ACT_CUT_ONE_WAY, fault(Fault::CutOneWay { from, to })));
    acts
}
