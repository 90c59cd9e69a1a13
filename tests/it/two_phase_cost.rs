//! What a commit costs, against the published tables: R* (Mohan, Lindsay and Obermarck 1986) per
//! participant, and the two-phase commit column of Gray and Lamport's "Consensus on Transaction
//! Commit". The cost meters are read at the end of a clean run.

use splitbrain::sim::time::Time;
use splitbrain::view::costs::{Costs, Path, Writes};
use splitbrain::view::player::{Moment, Player};

use crate::runs::{finished, open};

fn costs_at(player: &dyn Player, time: Time) -> Costs {
    player.costs(Moment { applied: player.events_until(time), time })
}

fn costs(payload: &str) -> Costs {
    let scenario = open(payload);
    costs_at(&*finished(&scenario), scenario.until)
}

/// How many messages of a kind were sent.
fn sent(player: &dyn Player, costs: &Costs, kind: &str) -> u32 {
    let kinds = player.cast().message_kinds.iter().zip(&costs.messages);
    kinds.filter(|(one, _)| one.name == kind).map(|(_, count)| *count).sum()
}

/// A transfer between `n` participants.
fn transfer(n: u16) -> String {
    let accounts: String = (1..=n).map(|at| format!("{at}a")).collect();
    format!("t{accounts}1")
}

/// Records written, and how many of them were forced.
fn logged(writes: Writes) -> (u32, u32) {
    (writes.all(), writes.forced)
}

/// One row of the R* table: coordinator log (forced), messages to each participant, its log
/// (forced), messages from each.
type Row = ((u32, u32), u32, (u32, u32), u32);

fn assert_row(payload: &str, participants: &[usize], row: Row) {
    let costs = costs(payload);
    for at in participants {
        let node = costs.nodes[*at];
        let found = (logged(costs.nodes[0].writes), node.addressed, logged(node.writes), node.sent);
        assert_eq!(found, row, "{payload}: R{at}");
    }
    // There is one transaction: it has all the costs.
    let [work] = &costs.works[..] else { panic!("{payload}: {:?}", costs.works) };
    assert_eq!((work.name.as_str(), work.messages), ("T1", costs.sent()));
    assert_eq!(work.writes, costs.writes_of(|_| true));
    assert_eq!(work.locked_us, costs.locked_us);
}

#[test]
fn commits_cost_what_the_r_star_table_says() {
    for n in 2..=5 {
        let all: Vec<usize> = (1..=usize::from(n)).collect();
        let word = transfer(n);
        let payload = |presume: &str| format!("commit?n={n}&presume={presume}&q=5-0-{word}");
        assert_row(&payload("nothing"), &all, ((2, 1), 2, (2, 2), 2));
        assert_row(&payload("abort"), &all, ((2, 1), 2, (2, 2), 2));
        assert_row(&payload("commit"), &all, ((2, 2), 2, (2, 1), 1));
    }
}

#[test]
fn reading_costs_what_the_r_star_table_says() {
    let partly = "commit?presume=abort&ro=on&q=5-0-t1a2b30r3a";
    assert_row(partly, &[3], ((2, 1), 1, (0, 0), 1));
    assert_row(partly, &[1, 2], ((2, 1), 2, (2, 2), 2));
    let wholly = |presume: &str| format!("commit?presume={presume}&ro=on&q=5-0-r1a2a3a");
    assert_row(&wholly("abort"), &[1, 2, 3], ((0, 0), 1, (0, 0), 1));
    assert_row(&wholly("commit"), &[1, 2, 3], ((2, 1), 1, (0, 0), 1));
}

/// R1 lacks the funds, R2 is prepared.
#[test]
fn aborts_cost_what_r_star_says() {
    let payload = |presume: &str| format!("commit?presume={presume}&q=5-0-t1a2b150");
    // Forced and acknowledged, and an end record.
    assert_row(&payload("nothing"), &[2], ((2, 1), 2, (2, 2), 2));
    // Nothing of the abort is forced, acknowledged or ended: what is forced is R2's prepare.
    assert_row(&payload("abort"), &[2], ((1, 0), 2, (2, 1), 1));
    // Collecting and abort, both forced, and an end record.
    assert_row(&payload("commit"), &[2], ((3, 2), 2, (2, 2), 2));
    let refuses = |presume: &str| logged(costs(&payload(presume)).nodes[1].writes);
    assert_eq!(["nothing", "abort", "commit"].map(refuses), [(1, 1), (1, 0), (1, 1)]);
}

/// Their table: 4 message delays, 3N − 1 messages, 2 delays and N + 1 writes of stable storage. Of
/// the messages N − 1 are `Prepare`, N votes and N decisions, because the resource manager that
/// begins is not asked to prepare. Here a client begins at the coordinator, so there are N
/// `Prepare`, and the first of the four delays is not there.
#[test]
fn a_clean_commit_costs_what_gray_and_lamport_say() {
    for n in 2..=5u16 {
        let scenario = open(&format!("commit?n={n}&q=5-0-{}&net=f10000", transfer(n)));
        let player = finished(&scenario);
        let costs = costs_at(&*player, scenario.until);
        let n = u32::from(n);
        let kinds = ["Prepare", "Yes", "Commit", "Ack"];
        let [prepare, yes, commit, ack] = kinds.map(|kind| sent(&*player, &costs, kind));
        assert_eq!((prepare, yes, commit), ((n - 1) + 1, n, n));
        assert_eq!(costs.sent() - ack, (3 * n - 1) + 1);
        let work = &costs.works[0];
        let answer = Path { message_delays: 2, write_delays: 2, forced: n + 1 };
        assert_eq!(work.to_answer, Some(answer));
        assert_eq!(work.to_end.map(|path| path.message_delays), Some(4 - 1));
    }
}

/// Locks are held from the prepare record on, until the decision comes two message delays and a
/// write later. What the run has cost grows with the playhead.
#[test]
fn costs_are_those_up_to_the_playhead() {
    let scenario = open("commit?n=2&q=5-0-t1a2b30&net=f10000");
    let player = finished(&scenario);
    let at = |us: u64| costs_at(&*player, Time(us));
    assert_eq!(at(4_000), Costs { works: Vec::new(), locked_us: 0, ..at(4_000) });
    assert_eq!((at(4_000).sent(), at(4_000).writes_of(|_| true)), (0, Writes::default()));
    assert_eq!((at(5_000).sent(), at(15_000).sent()), (2, 2));
    assert_eq!(at(15_000).writes_of(|_| true), Writes { forced: 2, lazy: 0 });
    // Both have held one lock for 5 ms, then until the decision: prepare 1, vote 10, write 1, tell
    // 10 ms after they got them.
    assert_eq!(at(20_000).locked_us, 2 * 5_000);
    let held = 2 * 22_000;
    assert_eq!((at(37_000).locked_us, at(60_000).locked_us), (held, held));
    let answered = |us: u64| at(us).works[0].to_answer.is_some();
    assert!(!answered(26_999) && answered(27_000));
}

/// A copy is no message that anybody sent, and a count of starts is in no transaction's cost.
#[test]
fn copies_and_starts_cost_nothing() {
    let once = costs("commit?n=2&q=5-0-t1a2b30&net=f10000");
    let twice = costs("commit?n=2&q=5-0-t1a2b30&net=f10000&f=40m1-0-2");
    assert_eq!(once.sent(), twice.sent());
    let restarted = costs("commit?n=2&q=5-0-t1a2b30&net=f10000&f=200c0.210r0");
    assert_eq!(once.nodes[0].writes, restarted.nodes[0].writes);
}

/// Paxos says nothing of work: messages and writes are counted all the same.
#[test]
fn every_protocol_has_costs() {
    for id in ["paxos.crash", "ring.join"] {
        let scenario = open(id);
        let player = finished(&scenario);
        let costs = costs_at(&*player, scenario.until);
        let copies = (0..).map_while(|id| player.message(id)).filter(|m| !m.duplicate).count();
        assert_eq!(costs.sent() as usize, copies, "{id}");
        let told = player.timeline();
        let lines = |word: &str| told.lines().filter(|l| l.trim_start().starts_with(word)).count();
        let writes = costs.writes_of(|_| true);
        let (forced, lazy) = (writes.forced as usize, writes.lazy as usize);
        assert_eq!((forced, lazy), (lines("forces "), lines("writes ")), "{id}");
        assert_eq!(costs.works, Vec::new(), "{id}");
    }
}
