//! The page without a browser: what happens to the model.

mod foreign;
mod sides;

use super::update;
use crate::sim::fault::{Fault, TimedFault};
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::ui::keys::{Focus, Press};
use crate::ui::model::{Dialog, Layout, Model, Run, Selection, System, Tool};
use crate::ui::msg::{Cmd, Msg};
use crate::ui::options::{Options, Start, Theme};
use crate::view::lang::Lang;
use crate::view::player::Status;

const P1: NodeId = NodeId(0);

fn fresh(options: Options) -> Model {
    Model::new(options, Lang::En, Theme::Auto, System::default())
}

fn opened(payload: &str) -> Model {
    let mut model = fresh(Options::default());
    update(&mut model, Msg::LinkArrived { payload: payload.to_string() });
    assert_eq!(model.problem, None);
    model
}

fn run(model: &Model) -> &Run {
    model.run().expect("a run is open")
}

fn press(model: &mut Model, key: &str) -> Vec<Cmd> {
    let press = Press { key: key.to_string(), shift: false, chord: false, on: Focus::Page };
    update(model, Msg::KeyPressed { press })
}

fn seek(model: &mut Model, ms: u64) {
    update(model, Msg::SoughtTo { time: Time::from_ms(ms) });
}

fn status(model: &Model, node: NodeId) -> Status {
    let run = run(model);
    run.player.borrow().node(node, run.playhead).status
}

#[test]
fn nothing_named_opens_the_first_scenario_paused() {
    let model = opened("");
    assert_eq!(run(&model).scenario.base, Some("paxos.crash"));
    assert!(!model.playing);
    assert!(!model.wants_frames());
    assert_eq!(run(&model).playhead.time, Time::ZERO);
}

#[test]
fn a_bad_link_opens_nothing_and_says_why() {
    let mut model = fresh(Options::default());
    update(&mut model, Msg::LinkArrived { payload: "paxos.duel?c=zz.1234567&n=5".to_string() });
    assert!(model.run().is_none());
    let problem = model.problem.as_ref().expect("a problem");
    assert!(!problem.text.en.is_empty() && !problem.text.zh.is_empty());
    assert_eq!(problem.payload, "paxos.duel?c=zz.1234567&n=5");
    update(&mut model, Msg::LinkPasted { text: "https://x.org/p/#paxos.duel".to_string() });
    assert_eq!(model.problem, None);
    assert_eq!(run(&model).scenario.base, Some("paxos.duel"));
}

#[test]
fn a_failed_open_keeps_the_run() {
    let mut model = opened("paxos.peace");
    seek(&mut model, 20);
    update(&mut model, Msg::FileRead { name: String::new(), bytes: b"{".to_vec() });
    assert!(model.problem.is_some());
    assert_eq!(run(&model).scenario.base, Some("paxos.peace"));
    assert_eq!(run(&model).playhead.time, Time::from_ms(20));
    press(&mut model, "Escape");
    assert_eq!(model.problem, None);
}

#[test]
fn view_options_set_the_start() {
    let options =
        Options { start: Some(Start::At(Time(30_500))), autoplay: true, ..Options::default() };
    let mut model = fresh(options);
    update(&mut model, Msg::LinkArrived { payload: "paxos.peace".to_string() });
    assert_eq!(run(&model).playhead.time, Time(30_500));
    assert!(model.playing);
    // Only the first time.
    update(&mut model, Msg::GalleryPicked { id: "paxos.duel" });
    assert_eq!(run(&model).playhead.time, Time::ZERO);
    assert!(!model.playing);
}

#[test]
fn a_fault_strikes_at_the_playhead_and_is_undone() {
    let mut model = opened("paxos.peace");
    let before = run(&model).scenario.clone();
    seek(&mut model, 12);
    let cmds = update(&mut model, Msg::FaultInjected { fault: Fault::Crash { node: P1 } });
    assert!(matches!(&cmds[..], [Cmd::ShowPayload { push: false, .. }]), "{cmds:?}");
    assert_eq!(run(&model).playhead.time, Time::from_ms(12));
    assert_eq!(status(&model, P1), Status::Crashed);
    let crash = TimedFault { at: Time::from_ms(12), fault: Fault::Crash { node: P1 } };
    assert_eq!(run(&model).scenario.faults, [crash]);
    update(&mut model, Msg::Undone);
    assert_eq!(run(&model).scenario, before);
    assert_eq!(status(&model, P1), Status::Up);
    update(&mut model, Msg::Redone);
    assert_eq!(status(&model, P1), Status::Crashed);
}

#[test]
fn an_edit_of_a_watched_past_keeps_the_future_as_a_branch() {
    let mut model = opened("paxos.peace");
    let old = run(&model).scenario.clone();
    seek(&mut model, 40);
    seek(&mut model, 10);
    update(&mut model, Msg::FaultInjected { fault: Fault::Crash { node: P1 } });
    assert_eq!(model.branches.len(), 1);
    assert_eq!(model.branches[0].scenario, old);
    assert_eq!(model.branches[0].name.en, "without “crash P1” at 10 ms");
    // The new future has not been watched: another edit at the same moment loses nothing.
    update(&mut model, Msg::FaultInjected { fault: Fault::Pause { node: NodeId(2) } });
    assert_eq!(model.branches.len(), 1);
    let edited = run(&model).scenario.clone();
    update(&mut model, Msg::BranchPicked { index: 0 });
    assert_eq!(run(&model).scenario, old);
    assert_eq!(model.branches.len(), 1);
    assert_eq!(model.branches[0].scenario, edited);
    update(&mut model, Msg::Undone);
    assert_eq!(run(&model).scenario, edited);
}

#[test]
fn faults_are_edited_moved_and_deleted() {
    let mut model = opened("paxos.peace");
    update(&mut model, Msg::FaultInjected { fault: Fault::Crash { node: P1 } });
    update(&mut model, Msg::FaultInjected { fault: Fault::Restart { node: P1 } });
    update(&mut model, Msg::FaultMoved { index: 0, at: Time::from_ms(50) });
    let script = |model: &Model| -> Vec<(Time, Fault)> {
        run(model).scenario.faults.iter().map(|timed| (timed.at, timed.fault.clone())).collect()
    };
    let (crash, restart) = (Fault::Crash { node: P1 }, Fault::Restart { node: P1 });
    assert_eq!(script(&model), [(Time::ZERO, restart), (Time::from_ms(50), crash.clone())]);
    let pause = TimedFault { at: Time::from_ms(60), fault: Fault::Pause { node: P1 } };
    update(&mut model, Msg::FaultChanged { index: 0, fault: pause.clone() });
    assert_eq!(script(&model), [(Time::from_ms(50), crash), (pause.at, pause.fault)]);
    update(&mut model, Msg::FaultRemoved { index: 0 });
    assert_eq!(run(&model).scenario.faults.len(), 1);
    update(&mut model, Msg::FaultRemoved { index: 7 });
    assert_eq!(run(&model).scenario.faults.len(), 1);
}

#[test]
fn steps_go_event_by_event_and_back() {
    let mut model = opened("paxos.peace");
    seek(&mut model, 0);
    let start = run(&model).playhead.applied;
    update(&mut model, Msg::Stepped { events: 1 });
    let after = run(&model).playhead;
    assert_eq!(after.applied, start + 1);
    assert!(model.announcement.contains("ms."), "{}", model.announcement);
    // Between two events, back leads to the one that has happened.
    update(&mut model, Msg::SoughtTo { time: after.time + 1 });
    update(&mut model, Msg::Stepped { events: -1 });
    assert_eq!(run(&model).playhead, after);
    update(&mut model, Msg::Stepped { events: -1 });
    assert_eq!(run(&model).playhead.applied, start);
    update(&mut model, Msg::Stepped { events: -1_000 });
    assert_eq!(run(&model).playhead.applied, 0);
    update(&mut model, Msg::Stepped { events: 1_000_000 });
    assert_eq!(run(&model).playhead.applied, run(&model).events);
}

#[test]
fn playing_moves_the_playhead_and_stops_at_the_end() {
    let mut model = opened("paxos.peace");
    press(&mut model, " ");
    assert!(model.playing && model.wants_frames());
    update(&mut model, Msg::FrameArrived { now_ms: 1_000.0 });
    update(&mut model, Msg::FrameArrived { now_ms: 1_050.0 });
    assert_eq!(run(&model).playhead.time, Time(500));
    // A frame that was long in coming does not jump.
    update(&mut model, Msg::FrameArrived { now_ms: 61_050.0 });
    assert_eq!(run(&model).playhead.time, Time(1_500));
    seek(&mut model, 1_000_000);
    update(&mut model, Msg::FrameArrived { now_ms: 61_100.0 });
    assert!(!model.playing && !model.wants_frames());
    press(&mut model, "k");
    assert_eq!(run(&model).playhead.time, Time::ZERO);
}

#[test]
fn reduced_motion_plays_from_event_to_event() {
    let options = Options { reduced_motion: Some(true), ..Options::default() };
    let mut model = fresh(options);
    update(&mut model, Msg::LinkArrived { payload: "paxos.peace".to_string() });
    update(&mut model, Msg::Played);
    let mut seen = Vec::new();
    for frame in 0..200 {
        update(&mut model, Msg::FrameArrived { now_ms: f64::from(frame) * 20.0 });
        seen.push(run(&model).playhead);
    }
    seen.dedup();
    let (first, last) = (seen.first().copied(), seen.last().copied());
    assert!(last > first && seen.len() > 3, "{seen:?}");
    for moment in &seen[1..] {
        let event = run(&model).player.borrow().event(moment.applied - 1, Lang::En);
        assert_eq!(event.map(|event| event.time), Some(moment.time));
    }
    // No slower than with motion: 199 frames of 20 ms.
    let next = run(&model).player.borrow().event(last.map_or(0, |at| at.applied), Lang::En);
    assert!(next.is_some_and(|next| next.time > Time(199 * 200)), "{last:?}");
}

#[test]
fn a_broken_rule_shows_its_violation() {
    let mut model = opened("paxos.crash");
    update(&mut model, Msg::ParamChanged { key: "adopt", value: "ignore".to_string() });
    let violations = run(&model).player.borrow().violations(Lang::En);
    let first = violations.first().expect("a violation");
    update(&mut model, Msg::ViolationShown { property: first.property });
    assert_eq!(model.selection, Selection::Event(first.event));
    assert_eq!(model.violation_shown, Some(first.property));
    assert_eq!(run(&model).playhead.applied, first.event + 1);
    update(&mut model, Msg::ParamChanged { key: "adopt", value: "highest".to_string() });
    assert!(run(&model).player.borrow().violations(Lang::En).is_empty());
    assert_eq!(model.violation_shown, None);
}

#[test]
fn tools_act_on_what_is_clicked() {
    let mut model = opened("paxos.peace");
    seek(&mut model, 4);
    update(&mut model, Msg::NodeClicked { node: P1, at: Some((1.0, 2.0)) });
    assert_eq!(model.selection, Selection::Node(P1));
    assert!(model.menu.is_some());
    update(&mut model, Msg::ToolPicked { tool: Tool::Crash });
    assert!(model.menu.is_none());
    update(&mut model, Msg::NodeClicked { node: P1, at: Some((1.0, 2.0)) });
    assert_eq!(status(&model, P1), Status::Crashed);
    // The same tool brings it back.
    update(&mut model, Msg::NodeClicked { node: P1, at: None });
    assert_eq!(status(&model, P1), Status::Up);
    press(&mut model, "Escape");
    assert_eq!(model.tool, Tool::Select);
}

#[test]
fn a_lost_disk_needs_the_node_down() {
    let mut model = opened("paxos.peace");
    seek(&mut model, 30);
    let acceptor = NodeId(2);
    update(&mut model, Msg::DiskLost { node: acceptor });
    let kinds: Vec<Fault> =
        run(&model).scenario.faults.iter().map(|timed| timed.fault.clone()).collect();
    assert_eq!(kinds, [Fault::Crash { node: acceptor }, Fault::RestartDiskLost { node: acceptor }]);
    assert_eq!(status(&model, acceptor), Status::Up);
}

#[test]
fn read_only_pages_change_nothing() {
    let mut model = fresh(Options { readonly: true, ..Options::default() });
    update(&mut model, Msg::LinkArrived { payload: "paxos.peace".to_string() });
    let before = run(&model).scenario.clone();
    update(&mut model, Msg::FaultInjected { fault: Fault::Crash { node: P1 } });
    update(&mut model, Msg::ParamChanged { key: "n", value: "5".to_string() });
    model.selection = Selection::Node(P1);
    press(&mut model, "c");
    assert_eq!(run(&model).scenario, before);
}

#[test]
fn keys_do_what_the_help_says() {
    let mut model = opened("paxos.peace");
    press(&mut model, "2");
    assert_eq!(model.selection, Selection::Node(NodeId(1)));
    press(&mut model, "c");
    assert_eq!(status(&model, NodeId(1)), Status::Crashed);
    press(&mut model, "r");
    assert_eq!(status(&model, NodeId(1)), Status::Up);
    press(&mut model, "p");
    assert!(matches!(run(&model).scenario.faults[2].fault, Fault::Partition { .. }));
    press(&mut model, "h");
    assert_eq!(run(&model).scenario.faults[3].fault, Fault::HealCuts);
    press(&mut model, "z");
    assert_eq!(run(&model).scenario.faults.len(), 3);
    press(&mut model, "?");
    assert_eq!(model.dialog, Some(Dialog::Help));
    // In a dialog only Escape means anything.
    press(&mut model, "c");
    assert_eq!(run(&model).scenario.faults.len(), 3);
    press(&mut model, "Escape");
    assert_eq!(model.dialog, None);
    update(&mut model, Msg::KeysSwitched);
    press(&mut model, "c");
    assert_eq!(run(&model).scenario.faults.len(), 3);
}

#[test]
fn fields_and_buttons_keep_their_keys() {
    let model = opened("paxos.peace");
    let press = |key: &str, on: Focus| {
        let press = Press { key: key.to_string(), shift: false, chord: false, on };
        crate::ui::keys::meaning(&model, &press)
    };
    assert_eq!(press("c", Focus::Field), None);
    assert_eq!(press(" ", Focus::Button), None);
    assert_eq!(press("ArrowRight", Focus::Slider), None);
    assert_eq!(press("ArrowRight", Focus::Button), Some(Msg::Stepped { events: 1 }));
}

#[test]
fn every_gallery_scenario_opens_whole() {
    for entry in crate::scenario::gallery::entries() {
        let model = opened(entry.id);
        let run = run(&model);
        assert!(run.finished, "{} is not simulated at once", entry.id);
        assert!(run.events > 0, "{}", entry.id);
    }
}

#[test]
fn widths_choose_the_layout() {
    let mut model = opened("");
    for (width, layout) in [(360.0, Layout::Narrow), (640.0, Layout::Medium), (900.0, Layout::Wide)]
    {
        update(&mut model, Msg::Resized { width });
        assert_eq!(model.layout, layout);
    }
}
