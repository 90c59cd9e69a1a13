//! Several runs side by side: one script, one transport, one focus.

use super::{fresh, opened, press, run, seek};
use crate::scenario::link;
use crate::sim::fault::Fault;
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::ui::model::{Model, Selection};
use crate::ui::msg::Msg;
use crate::ui::options::Options;
use crate::ui::update::{edit, update};
use crate::view::player::Status;

const R1: NodeId = NodeId(1);
const DOUBT: &str = "commit.doubt";

fn times(model: &Model) -> Vec<Time> {
    model.runs.iter().map(|run| run.playhead.time).collect()
}

fn statuses(model: &Model, node: NodeId) -> Vec<Status> {
    let status = |run: &crate::ui::model::Run| run.player.borrow().node(node, run.playhead).status;
    model.runs.iter().map(status).collect()
}

#[test]
fn one_transport_moves_all_sides() {
    let mut model = opened(DOUBT);
    assert_eq!(model.runs.len(), 3);
    seek(&mut model, 300);
    assert_eq!(times(&model), [Time::from_ms(300); 3]);
    let applied: Vec<u32> = model.runs.iter().map(|run| run.playhead.applied).collect();
    let counted: Vec<u32> =
        model.runs.iter().map(|run| run.player.borrow().events_until(Time::from_ms(300))).collect();
    assert_eq!(applied, counted);
    assert!(applied[0] != applied[2], "{applied:?}");
    update(&mut model, Msg::Stepped { events: 3 });
    assert!(times(&model).iter().all(|time| *time == times(&model)[0]));
    update(&mut model, Msg::Played);
    for frame in 0..10 {
        update(&mut model, Msg::FrameArrived { now_ms: f64::from(frame) * 20.0 });
    }
    assert!(times(&model).iter().all(|time| *time == times(&model)[0] && time.us() > 300_000));
    update(&mut model, Msg::WentToEnd);
    update(&mut model, Msg::FrameArrived { now_ms: 300.0 });
    assert!(!model.playing);
}

#[test]
fn a_fault_strikes_all_sides_and_is_undone_on_all() {
    let mut model = opened(DOUBT);
    seek(&mut model, 40);
    let before = edit::payload(&model);
    update(&mut model, Msg::SidePicked { side: 2 });
    update(&mut model, Msg::FaultInjected { fault: Fault::Crash { node: R1 } });
    assert_eq!(statuses(&model, R1), [Status::Crashed; 3]);
    assert_eq!(model.side, 2);
    update(&mut model, Msg::Undone);
    assert_eq!(statuses(&model, R1), [Status::Up; 3]);
    assert_eq!(edit::payload(&model), before);
    update(&mut model, Msg::Redone);
    assert_eq!(statuses(&model, R1), [Status::Crashed; 3]);
}

#[test]
fn rules_are_of_the_side_with_the_focus() {
    let mut model = opened(DOUBT);
    let hashes = |model: &Model| -> Vec<u64> {
        model.runs.iter().map(|run| run.player.borrow().trace_hash()).collect()
    };
    let before = hashes(&model);
    press(&mut model, "o");
    assert_eq!(model.side, 1);
    let set = Msg::ParamChanged { key: "alone", value: "abort".to_string() };
    update(&mut model, set);
    let after = hashes(&model);
    assert_eq!((after[0], after[2]), (before[0], before[2]));
    assert_eq!(after[1], before[2]);
    press(&mut model, "o");
    press(&mut model, "o");
    assert_eq!(model.side, 0);
}

#[test]
fn the_link_of_all_sides_opens_them_again() {
    let mut model = opened(DOUBT);
    update(&mut model, Msg::FaultInjected { fault: Fault::Crash { node: R1 } });
    let payload = edit::payload(&model).expect("a link");
    let again = opened(&payload);
    assert_eq!(run(&again).whole, run(&model).whole);
    assert_eq!(again.trace_hash(), model.trace_hash());
    assert_eq!(again.banner, None);
    // A link that saw another run of any side is found out.
    let wrong = link::encode(&run(&model).whole, Some(1), crate::catalog::PROTOCOLS);
    assert!(opened(&wrong.expect("a link")).banner.is_some());
}

#[test]
fn a_side_is_put_beside_and_taken_away() {
    let mut model = opened("commit.told");
    update(&mut model, Msg::SideAdded { protocol: "commit" });
    assert_eq!((model.runs.len(), model.side), (2, 1));
    let hash = |model: &Model, side: usize| model.runs[side].player.borrow().trace_hash();
    assert_eq!(hash(&model, 0), hash(&model, 1));
    update(&mut model, Msg::SideAdded { protocol: "paxos" });
    assert_eq!((model.runs.len(), model.side), (3, 2));
    // There is room for three.
    update(&mut model, Msg::SideAdded { protocol: "paxos" });
    assert!(model.problem.is_some() && model.runs.len() == 3);
    update(&mut model, Msg::ProblemClosed);
    let three = run(&model).whole.clone();
    update(&mut model, Msg::SideRemoved { side: 0 });
    assert_eq!((model.runs.len(), model.side), (2, 1));
    assert_eq!(run(&model).scenario.protocol, "paxos");
    update(&mut model, Msg::SideRemoved { side: 1 });
    assert_eq!((model.runs.len(), model.side), (1, 0));
    assert_eq!(run(&model).whole, run(&model).scenario);
    update(&mut model, Msg::SideRemoved { side: 0 });
    assert_eq!(model.runs.len(), 1);
    update(&mut model, Msg::Undone);
    update(&mut model, Msg::Undone);
    assert_eq!(run(&model).whole, three);
}

#[test]
fn the_selection_stays_where_it_means_the_same() {
    let mut model = opened(DOUBT);
    update(&mut model, Msg::NodeSelected { node: R1 });
    update(&mut model, Msg::SidePicked { side: 1 });
    assert_eq!(model.selection, Selection::Node(R1));
    update(&mut model, Msg::EventClicked { event: 4 });
    update(&mut model, Msg::SidePicked { side: 0 });
    assert_eq!(model.selection, Selection::Nothing);
    update(&mut model, Msg::SidePicked { side: 7 });
    assert_eq!(model.side, 0);
}

#[test]
fn read_only_sides_stay() {
    let mut model = fresh(Options { readonly: true, ..Options::default() });
    update(&mut model, Msg::LinkArrived { payload: DOUBT.to_string() });
    update(&mut model, Msg::SideAdded { protocol: "paxos" });
    update(&mut model, Msg::SideRemoved { side: 0 });
    assert_eq!((model.runs.len(), &model.problem), (3, &None));
}
