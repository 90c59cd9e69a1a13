//! What a commit costs, against the published tables: R* (Mohan, Lindsay and Obermarck 1986) per
//! participant, and the two-phase commit column of Gray and Lamport's "Consensus on Transaction
//! Commit". Counted from the messages sent and from the logs on disk at the end of a clean run.

use splitbrain::catalog::PROTOCOLS;
use splitbrain::protocols::two_phase::cost::{Messages, messages, writes};
use splitbrain::protocols::two_phase::transaction::Id;
use splitbrain::protocols::two_phase::{Message, TwoPhase};
use splitbrain::scenario::{link, registry};
use splitbrain::sim::protocol::NodeId;
use splitbrain::sim::run::Run;
use splitbrain::sim::time::Time;
use splitbrain::sim::trace::End;

const T1: Id = Id { start: 1, number: 1, coordinator: 0 };
const C1: NodeId = NodeId(0);

fn run(payload: &str) -> Run<TwoPhase> {
    let decoded = link::decode(payload, PROTOCOLS).unwrap_or_else(|e| panic!("{payload}: {e}"));
    Run::new(registry::setup(&decoded.scenario).expect("well-formed")).finish()
}

/// Records written, and how many of them were forced.
fn logged(run: &Run<TwoPhase>, node: NodeId) -> (u32, u32) {
    let writes = writes(&run.front().world().node(node).synced, T1, node == C1);
    (writes.all, writes.forced)
}

fn sent(run: &Run<TwoPhase>, from: NodeId, to: NodeId) -> u32 {
    let list = run.trace().messages.iter();
    messages(list.filter(|m| (m.from, m.to) == (from, to)).map(|m| &m.message)).all()
}

fn all_sent(run: &Run<TwoPhase>) -> Messages {
    messages(run.trace().messages.iter().map(|record| &record.message))
}

/// A transfer between `n` participants.
fn transfer(n: u16) -> String {
    let accounts: String = (1..=n).map(|at| format!("{at}a")).collect();
    format!("t{accounts}1")
}

/// One row of the R* table: coordinator log (forced), messages to each participant, its log
/// (forced), messages from each.
type Row = ((u32, u32), u32, (u32, u32), u32);

fn assert_row(payload: &str, participants: &[u16], row: Row) {
    let run = run(payload);
    assert_eq!(logged(&run, C1), row.0, "{payload}: coordinator's log");
    for at in participants {
        let node = NodeId(*at);
        let found =
            (logged(&run, C1), sent(&run, C1, node), logged(&run, node), sent(&run, node, C1));
        assert_eq!(found, row, "{payload}: R{at}");
    }
    assert_eq!(all_sent(&run).doubt, 0, "{payload} was no clean run");
}

#[test]
fn commits_cost_what_the_r_star_table_says() {
    for n in 2..=5 {
        let all: Vec<u16> = (1..=n).collect();
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
    let refuses = |presume: &str| logged(&run(&payload(presume)), NodeId(1));
    assert_eq!(["nothing", "abort", "commit"].map(refuses), [(1, 1), (1, 0), (1, 1)]);
}

/// Their table: 3N − 1 messages, of which N − 1 `Prepare`, N votes and N decisions, because the
/// resource manager that begins is not asked to prepare. Here a client begins at the coordinator,
/// so there are N `Prepare`, and the first of their four message delays is not there.
#[test]
fn a_clean_commit_costs_what_gray_and_lamport_say() {
    for n in 2..=5 {
        let run = run(&format!("commit?n={n}&q=5-0-{}&net=f10000", transfer(n)));
        let sent = all_sent(&run);
        let n = n as u32;
        assert_eq!((sent.prepare, sent.vote, sent.decision), ((n - 1) + 1, n, n));
        assert_eq!(sent.prepare + sent.vote + sent.decision, (3 * n - 1) + 1);
        let world = run.front().world();
        let forced = |id: NodeId| writes(&world.node(id).synced, T1, id == C1).forced_to_commit;
        let total: u32 = (0..=n).map(|id| forced(NodeId(id as u16))).sum();
        assert_eq!(total, n + 1, "stable-storage writes");
        let told = run.trace().messages.iter().filter_map(|record| match record.end {
            End::Delivered { at, .. } if is_decision(&record.message) => Some(at),
            _ => None,
        });
        let delays = Time::from_ms(5 + (4 - 1) * 10 + 2);
        assert_eq!(told.max(), Some(delays), "three message delays and two of stable storage");
    }
}

fn is_decision(message: &Message) -> bool {
    matches!(message, Message::Decision(..))
}
