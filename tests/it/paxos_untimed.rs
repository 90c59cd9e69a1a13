//! Paxos on the untimed relation: what the observer says of forged steps, property by property, and
//! walks through whatever may happen next, without any clock.

use splitbrain::protocols::paxos::{Ballot, Finding, Message, Paxos, Proposal};
use splitbrain::sim::action::{Action, Bounds, Envelope};
use splitbrain::sim::protocol::{Goal, NodeId, Observation, Protocol};

use crate::walk::{Watched, configured, violated, word};

const VALIDITY: u8 = 1;
const STABILITY: u8 = 2;
const INTEGRITY: u8 = 3;

const P1: NodeId = NodeId(0);
const P2: NodeId = NodeId(1);
const A1: NodeId = NodeId(2);
const A2: NodeId = NodeId(3);
const A3: NodeId = NodeId(4);

fn proposal(round: u32, proposer: NodeId, value: &str) -> Proposal {
    Proposal { ballot: Ballot { round, proposer }, value: word(value) }
}

/// A run of forged steps.
struct Forged(Watched<Paxos>);

impl Forged {
    fn new() -> Forged {
        let asked = [(P1, "blue"), (P2, "green")];
        Forged(Watched::new(configured(&[]), &asked, Bounds::NONE))
    }

    fn act(&mut self, action: Action<Paxos>) -> Vec<Observation<Finding>> {
        self.0.act(action)
    }

    fn ask(&mut self, node: NodeId, value: &str) {
        self.act(Action::Request { node, request: word(value) });
        self.act(Action::Sync { node });
    }

    /// Delivers a message that nobody sent.
    fn forge(&mut self, from: NodeId, to: NodeId, message: Message) -> Vec<Observation<Finding>> {
        self.act(Action::Deliver(Envelope { from, to, message }))
    }

    /// Lets an acceptor accept, up to the end of its forced write.
    fn accept(&mut self, at: NodeId, accepted: Proposal) -> Vec<Observation<Finding>> {
        let mut found = self.forge(accepted.ballot.proposer, at, Message::Accept(accepted));
        found.extend(self.act(Action::Sync { node: at }));
        found
    }

    fn goal(&self) -> Goal {
        self.0.protocol.goal(&self.0.seen, &self.0.world)
    }
}

fn chooses(found: &[Observation<Finding>]) -> bool {
    found.iter().any(|observation| matches!(observation.finding, Finding::Chosen(_)))
}

#[test]
fn a_chosen_value_that_nobody_asked_for_is_not_valid() {
    let mut forged = Forged::new();
    forged.ask(P1, "blue");
    assert!(forged.accept(A1, proposal(1, P1, "red")).is_empty());
    let found = forged.accept(A2, proposal(1, P1, "red"));
    assert!(chooses(&found));
    assert_eq!(violated(&found), [VALIDITY]);

    let mut honest = Forged::new();
    honest.ask(P1, "blue");
    honest.accept(A1, proposal(1, P1, "blue"));
    let found = honest.accept(A2, proposal(1, P1, "blue"));
    assert!(chooses(&found) && violated(&found).is_empty());
}

#[test]
fn a_request_that_found_its_node_down_was_made_all_the_same() {
    let mut run = Forged::new();
    run.act(Action::Crash { node: P2, torn: false });
    run.act(Action::Refuse { node: P2, request: word("green") });
    run.accept(A1, proposal(1, P1, "green"));
    let found = run.accept(A2, proposal(1, P1, "green"));
    assert!(chooses(&found) && violated(&found).is_empty());
}

#[test]
fn votes_count_by_ballot_and_only_from_the_disk() {
    let mut run = Forged::new();
    run.ask(P1, "blue");
    run.accept(A1, proposal(1, P1, "blue"));
    // The same value in another ballot does not complete the quorum.
    assert!(!chooses(&run.accept(A2, proposal(1, P2, "blue"))));
    let on_its_way = run.forge(P1, A3, Message::Accept(proposal(1, P1, "blue")));
    assert!(!chooses(&on_its_way), "the write is not done");
    let again = run.act(Action::Sync { node: A3 });
    assert!(chooses(&again), "votes of A1 and A3");
    assert_eq!(run.0.seen.chosen, [proposal(1, P1, "blue")]);
}

#[test]
fn a_vote_lost_in_a_crash_before_its_write_is_no_vote() {
    let mut run = Forged::new();
    run.ask(P1, "blue");
    run.accept(A1, proposal(1, P1, "blue"));
    run.forge(P1, A2, Message::Accept(proposal(1, P1, "blue")));
    run.act(Action::Crash { node: A2, torn: true });
    let found = run.act(Action::Restart { node: A2, disk_lost: false });
    assert!(found.is_empty() && run.0.seen.chosen.is_empty());
}

#[test]
fn votes_of_the_past_count() {
    let mut run = Forged::new();
    run.ask(P1, "blue");
    run.accept(A1, proposal(1, P1, "blue"));
    run.accept(A1, proposal(2, P2, "green"));
    let found = run.accept(A2, proposal(1, P1, "blue"));
    assert!(chooses(&found), "a quorum has voted, though one has voted for another since");
    assert_eq!(violated(&found), [STABILITY], "and it no longer holds the value");
}

#[test]
fn a_value_that_a_quorum_no_longer_holds_is_not_stable() {
    let mut run = Forged::new();
    run.ask(P1, "blue");
    run.accept(A1, proposal(1, P1, "blue"));
    run.accept(A2, proposal(1, P1, "blue"));
    assert!(run.act(Action::Crash { node: A2, torn: false }).is_empty(), "its disk holds it");
    let found = run.act(Action::Restart { node: A2, disk_lost: true });
    assert_eq!(violated(&found), [STABILITY]);
    assert!(run.act(Action::Pause { node: A2 }).is_empty(), "said once");
}

#[test]
fn a_node_learns_what_is_chosen_and_once() {
    let mut run = Forged::new();
    run.ask(P1, "blue");
    let early = run.forge(P1, P2, Message::Learned(word("blue")));
    assert_eq!(violated(&early), [INTEGRITY], "nothing is chosen yet");
    run.accept(A1, proposal(1, P1, "blue"));
    run.accept(A2, proposal(1, P1, "blue"));
    run.act(Action::Crash { node: P2, torn: false });
    run.act(Action::Restart { node: P2, disk_lost: false });
    let right = run.forge(P1, P2, Message::Learned(word("blue")));
    assert!(violated(&right).is_empty());
    let other = run.forge(P1, P2, Message::Learned(word("green")));
    assert_eq!(violated(&other), [INTEGRITY, INTEGRITY], "another one, and not chosen");
}

#[test]
fn progress_is_possible_while_a_majority_and_a_proposer_with_a_wish_can_talk() {
    let mut run = Forged::new();
    assert_eq!(run.goal(), Goal::Idle);
    run.ask(P1, "blue");
    assert_eq!(run.goal(), Goal::Possible);
    run.act(Action::Crash { node: A1, torn: false });
    assert_eq!(run.goal(), Goal::Possible);
    run.act(Action::Pause { node: A2 });
    assert_eq!(run.goal(), Goal::Impossible);
    run.act(Action::Resume { node: A2 });
    run.act(Action::Cut((A3, P1)));
    assert_eq!(run.goal(), Goal::Impossible, "answers don't get through");
    run.act(Action::Heal((A3, P1)));
    assert_eq!(run.goal(), Goal::Possible);
    run.act(Action::Crash { node: P1, torn: false });
    assert_eq!(run.goal(), Goal::Impossible, "the wish is lost");
    run.accept(A2, proposal(1, P1, "blue"));
    run.accept(A3, proposal(1, P1, "blue"));
    assert_eq!(run.goal(), Goal::Reached);
}

/// A few of each thing that an environment may do; no lost disks, which the paper rules out.
const BOUNDS: Bounds = Bounds {
    drops: 2,
    duplicates: 2,
    crashes: 2,
    torn_writes: 1,
    restarts: 3,
    lost_disks: 0,
    pauses: 1,
    cuts: 2,
};

fn walk(paxos: &Paxos, seed: u64) -> Vec<u8> {
    let requests = [(P1, "blue"), (P1, "red"), (P2, "green")];
    Watched::new(paxos.clone(), &requests, BOUNDS).walk(seed, 150)
}

#[test]
fn walks_without_a_clock_break_nothing() {
    let rules: [&[(&str, &str)]; 4] =
        [&[], &[("lead", "on")], &[("q1", "3"), ("q2", "1")], &[("q1", "1"), ("q2", "all")]];
    for rules in rules {
        let paxos = configured(rules);
        for seed in 0..1_500 {
            let broken = walk(&paxos, seed);
            assert!(broken.is_empty(), "properties {broken:?}, {rules:?}, seed {seed}");
        }
    }
}

#[test]
fn walks_without_a_clock_catch_broken_rules() {
    let rules: [&[(&str, &str)]; 6] = [
        &[("q1", "1"), ("q2", "1")],
        &[("q1", "2"), ("q2", "1")],
        &[("adopt", "ignore")],
        &[("promise", "break")],
        &[("store", "none")],
        &[("one", "break")],
    ];
    for rules in rules {
        let paxos = configured(rules);
        let caught = (0..1_500).any(|seed| !walk(&paxos, seed).is_empty());
        assert!(caught, "{rules:?} was never seen to break anything");
    }
}
