//! An imported trace on the page: it is looked at, searched and linked, and nothing else.

use super::{fresh, opened, press, run, seek};
use crate::sim::time::Time;
use crate::ui::foreign::ForeignMsg;
use crate::ui::model::{Model, Selection};
use crate::ui::msg::{Cmd, Msg};
use crate::ui::options::Options;
use crate::ui::update::{edit, update};

const LOG: &str = "ask\nc {\"c\":1}\nhear\ns {\"c\":1,\"s\":1}\nwork\ns {\"c\":1,\"s\":2}\nhear \
                   too\nc {\"c\":2,\"s\":2}\n";

fn dropped(model: &mut Model, text: &str) -> Vec<Cmd> {
    let (name, bytes) = ("talk.log".to_string(), text.as_bytes().to_vec());
    update(model, Msg::FileRead { name, bytes })
}

fn told(model: &mut Model, msg: ForeignMsg) -> Vec<Cmd> {
    update(model, Msg::Foreign(msg))
}

fn searched(query: &str) -> ForeignMsg {
    ForeignMsg::Searched { query: query.to_string() }
}

#[test]
fn a_log_takes_the_place_of_the_run_and_its_link_brings_it_back() {
    let mut model = opened("paxos.peace");
    seek(&mut model, 20);
    let cmds = dropped(&mut model, LOG);
    assert_eq!(model.problem, None);
    let shown = cmds.iter().find_map(|cmd| match cmd {
        Cmd::ShowPayload { payload, .. } => Some(payload.clone()),
        _ => None,
    });
    let payload = shown.expect("the address follows");
    assert_eq!((run(&model).events, run(&model).playhead.applied), (4, 0));
    assert_eq!(run(&model).until(), Time::from_ms(4));
    assert!(!model.editable() && model.finished() && !model.wants_frames());
    let mut other = fresh(Options::default());
    update(&mut other, Msg::LinkArrived { payload: payload.clone() });
    assert_eq!(edit::payload(&other), Ok(payload));
    assert_eq!(other.trace_hash(), model.trace_hash());
    update(&mut model, Msg::GalleryPicked { id: "paxos.peace" });
    assert!(model.foreign.is_none() && model.editable());
}

#[test]
fn nothing_can_be_done_to_it() {
    let mut model = opened("paxos.peace");
    dropped(&mut model, LOG);
    let hash = model.trace_hash();
    for key in ["c", "r", "h", "w", "z", "b", "d"] {
        press(&mut model, key);
    }
    for msg in [Msg::Undone, Msg::Redone, Msg::Branched, Msg::AllHealed, Msg::NodeAdded] {
        assert!(update(&mut model, msg).is_empty());
    }
    assert_eq!((model.trace_hash(), model.branches.len()), (hash, 0));
    assert_eq!(model.problem, None);
}

#[test]
fn a_damaged_one_leaves_what_is_open() {
    let mut model = opened("paxos.peace");
    dropped(&mut model, &LOG.replace("\"s\":2}\nhear", "\"s\":}\nhear"));
    let problem = model.problem.clone().expect("a problem");
    assert_eq!(
        problem.text.en,
        "Line 6: the clock {\"c\":1,\"s\":} is no JSON object: expected value."
    );
    assert_eq!(run(&model).scenario.base, Some("paxos.peace"));
    update(&mut model, Msg::ProblemClosed);
    dropped(&mut model, LOG);
    let payload = edit::payload(&model).expect("short");
    update(&mut model, Msg::LinkArrived { payload: payload[..payload.len() - 9].to_string() });
    let problem = model.problem.clone().expect("a problem");
    assert_eq!(problem.arrived, Some((payload.len() - 9, payload.len())));
    assert_eq!(run(&model).events, 4);
}

#[test]
fn what_is_found_is_stepped_through_and_the_rest_hidden() {
    let mut model = fresh(Options::default());
    dropped(&mut model, LOG);
    told(&mut model, searched("HEAR"));
    assert_eq!(*model.found(), [1, 3]);
    for (forward, event) in [(true, 1), (true, 3), (true, 1), (false, 3), (false, 1)] {
        told(&mut model, ForeignMsg::Stepped { forward });
        assert_eq!(model.selection, Selection::Event(event));
        assert_eq!(run(&model).playhead.applied, event + 1);
    }
    told(&mut model, ForeignMsg::Stepped { forward: true });
    told(&mut model, ForeignMsg::OnlySwitched);
    // The second of two, and the playhead behind it.
    assert_eq!((run(&model).events, model.selection), (2, Selection::Event(1)));
    assert_eq!(run(&model).playhead.applied, 2);
    let link = edit::payload(&model).expect("short");
    told(&mut model, searched("nowhere"));
    assert_eq!((run(&model).events, model.found().len()), (4, 0));
    assert_eq!(model.selection, Selection::Event(3));
    update(&mut model, Msg::LinkPasted { text: link });
    assert_eq!(run(&model).events, 2);
    told(&mut model, searched("/(/"));
    assert!(model.foreign.as_ref().is_some_and(|foreign| foreign.search.problem.is_some()));
    assert_eq!(run(&model).events, 4);
}
