//! What the kernel promises, on a protocol made for it and generated scenarios.

use splitbrain::catalog::PROTOCOLS;
use splitbrain::protocols::paxos::Paxos;
use splitbrain::scenario::registry;
use splitbrain::sim::action::{Action, Bounds};
use splitbrain::sim::event::{Event, EventKind, Happening, LossReason};
use splitbrain::sim::fault::{Fault, MessageName, TimedFault};
use splitbrain::sim::network::{DiskConfig, Latency, LinkConfig, Network};
use splitbrain::sim::protocol::{NodeId, Protocol};
use splitbrain::sim::run::Run;
use splitbrain::sim::time::Time;
use splitbrain::sim::timed::{Setup, Sim};
use splitbrain::sim::timeline;
use splitbrain::sim::trace::End;
use splitbrain::sim::word::Word;
use splitbrain::sim::world::World;

use crate::beacon::Beacon;
use crate::chance::Chance;
use crate::generate::{Plan, anything, scenario};

fn word(text: &str) -> Word {
    Word::new(text).expect("a fitting word")
}

/// A generated scenario of the test protocol.
fn generated(seed: u64) -> Setup<Beacon> {
    let mut chance = Chance::new(seed);
    let nodes = chance.between(2, 5) as u16;
    let mut requests: Vec<(Time, NodeId, Word)> = (0..chance.between(0, 4))
        .map(|_| (Time(chance.between(0, 150_000)), chance.node(nodes), word("x")))
        .collect();
    requests.sort();
    let count = chance.between(0, 14);
    Setup {
        protocol: Beacon { nodes, beats_max: 6 },
        seed,
        until: Time(250_000),
        network: chance.network(nodes),
        disk: DiskConfig { force: chance.latency(), lazy_us: chance.between(0, 40_000) },
        requests,
        faults: chance.script(nodes, count, 200_000),
    }
}

/// Two nodes, fixed latencies of 10 ms, 2 ms a forced write, no faults.
fn plain(faults: Vec<TimedFault>) -> Setup<Beacon> {
    let latency = Latency::Fixed { us: 10_000 };
    let default = LinkConfig { latency, loss_ppm: 0, duplication_ppm: 0, fifo: false };
    Setup {
        protocol: Beacon { nodes: 2, beats_max: 3 },
        seed: 7,
        until: Time(200_000),
        network: Network { default, ..Network::default() },
        disk: DiskConfig { force: Latency::Fixed { us: 2_000 }, lazy_us: 30_000 },
        requests: Vec::new(),
        faults,
    }
}

fn at(us: u64, fault: Fault) -> TimedFault {
    TimedFault { at: Time(us), fault }
}

fn events<P: Protocol>(setup: &Setup<P>) -> Vec<Event<P>> {
    let mut sim = Sim::new(setup);
    std::iter::from_fn(|| sim.step(setup)).collect()
}

/// Replays the timed run's actions on the untimed relation, each of which must be enabled.
fn assert_included<P: Protocol>(setup: &Setup<P>, seed: u64) -> Vec<Action<P>> {
    let mut sim = Sim::new(setup);
    sim.record_actions();
    let requests = setup.requests.iter().map(|(_, node, request)| (*node, request.clone()));
    let (mut world, _) = World::new(&setup.protocol, requests, Bounds::NONE);
    let mut path = Vec::new();
    while sim.step(setup).is_some() {
        for action in sim.take_actions() {
            // A clock's reading is data that the schedulers supply, not a choice among actions.
            let is_tick = matches!(action, Action::Tick { .. });
            assert!(
                is_tick || world.enabled().contains(&action),
                "seed {seed}: {action:?} is not enabled after {path:#?}"
            );
            world.apply(&setup.protocol, &action);
            path.push(action);
        }
    }
    assert_eq!(world, *sim.world(), "seed {seed}");
    path
}

#[test]
fn every_timed_run_is_a_path_of_the_untimed_relation() {
    let mut kinds = std::collections::BTreeSet::new();
    for seed in 0..3_000 {
        for action in assert_included(&generated(seed), seed) {
            let text = format!("{action:?}");
            kinds.insert(text.split([' ', '(', '{']).next().unwrap_or_default().to_string());
        }
    }
    // The generator reaches every action there is.
    let expected = [
        "Choose",
        "Crash",
        "Cut",
        "Deliver",
        "Drop",
        "Duplicate",
        "Fire",
        "Heal",
        "Pause",
        "Refuse",
        "Request",
        "Restart",
        "Resume",
        "Sync",
        "Tick",
    ];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

/// The same for the protocols that people see, broken rules included.
#[test]
fn every_run_of_paxos_is_a_path_of_the_untimed_relation() {
    let info = registry::find(PROTOCOLS, "paxos").expect("Paxos is in the catalog");
    let plan = Plan { until: Time::from_ms(300), ..anything(info) };
    for seed in 0..1_500 {
        let scenario = scenario(seed, &plan);
        let setup = registry::setup::<Paxos>(&scenario).expect("well-formed");
        assert_included(&setup, seed);
    }
}

#[test]
fn the_same_scenario_gives_the_same_bytes() {
    for seed in 0..200 {
        let (a, b) = (Run::new(generated(seed)).finish(), Run::new(generated(seed)).finish());
        assert_eq!(a.front().hash(), b.front().hash());
        assert_eq!(timeline::write(&a), timeline::write(&b));
    }
}

#[test]
fn removing_a_fault_leaves_every_earlier_event_as_it_was() {
    for seed in 0..300 {
        let full = generated(seed);
        for index in 0..full.faults.len() {
            let mut less = full.clone();
            let removed = less.faults.remove(index);
            let before = |setup: &Setup<Beacon>| -> Vec<Event<Beacon>> {
                let earlier = events(setup).into_iter();
                earlier.take_while(|event| event.time < removed.at).collect()
            };
            assert_eq!(before(&full), before(&less), "seed {seed}, fault {index}");
        }
    }
}

#[test]
fn looking_at_any_moment_equals_running_up_to_it() {
    for seed in 0..20 {
        let setup = generated(seed);
        let run = Run::new(setup.clone()).finish();
        let mut chance = Chance::new(seed);
        let all = events(&setup);
        for _ in 0..60 {
            let applied = chance.between(0, run.event_count() as u64) as u32;
            let mut sim = Sim::new(&setup);
            for _ in 0..applied {
                sim.step(&setup);
            }
            run.look(applied, |looked, _| assert_eq!(looked.world(), sim.world()));
            let index = chance.between(0, run.event_count() as u64 - 1) as u32;
            assert_eq!(run.replay(index).as_ref(), all.get(index as usize), "seed {seed}");
        }
    }
}

#[test]
fn messages_end_once_and_causes_come_first() {
    for seed in 0..200 {
        let run = Run::new(generated(seed)).finish();
        let trace = run.trace();
        for message in &trace.messages {
            if let Some(end) = message.end.event() {
                assert!(message.sent_by < end, "seed {seed}");
                assert!(trace.past(end).contains(&message.sent_by));
                if matches!(message.end, End::Delivered { .. }) {
                    assert!(trace.future(message.sent_by).contains(&end));
                }
            }
        }
        for index in 0..run.event_count() {
            let past = trace.past(index);
            assert!(past.iter().all(|cause| trace.future(*cause).contains(&index)));
        }
    }
}

fn first<P: Protocol>(events: &[Event<P>], is_it: impl Fn(&Happening<P>) -> bool) -> &Event<P> {
    events.iter().find(|event| is_it(&event.happening)).expect("such an event")
}

#[test]
fn effects_behind_a_forced_write_wait_for_the_disk() {
    let events = events(&plain(Vec::new()));
    let fired = first(&events, |what| matches!(what, Happening::Fired { .. }));
    assert!(fired.sent.is_empty());
    let synced = first(&events, |what| matches!(what, Happening::Synced { .. }));
    assert_eq!(synced.time, fired.time + 2_000);
    assert_eq!(synced.sent.len(), 1);
}

#[test]
fn a_crash_before_the_sync_loses_the_write_and_what_waits_for_it() {
    let clean = events(&plain(Vec::new()));
    let fired = first(&clean, |what| matches!(what, Happening::Fired { .. }));
    let (node, time) = (fired.happening.node().expect("a node"), fired.time.us());
    for (fault, torn) in [(Fault::Crash { node }, false), (Fault::TearWrite { node }, true)] {
        let faults = vec![at(time + 1_000, fault), at(time + 5_000, Fault::Restart { node })];
        let setup = plain(faults);
        let run = Run::new(setup.clone()).finish();
        let events = events(&setup);
        let restart = events.iter().position(|event| {
            event.happening == Happening::Restarted { node, disk_lost: false, torn }
        });
        let restart = restart.expect("a restart that finds what the crash left") as u32;
        let sent_before = run.trace().events[restart as usize].first_sent as usize;
        let mut sent = run.trace().messages[..sent_before].iter();
        assert!(sent.all(|sent| sent.from != node), "nothing that waited for the write got out");
        run.look(restart + 1, |sim, _| assert_eq!(sim.world().node(node).synced.beats, 0));
    }
}

#[test]
fn a_lazy_write_is_lost_before_its_sync_and_kept_after() {
    let ask = |crash_us: u64| {
        let node = NodeId(0);
        let mut setup = plain(vec![at(crash_us, Fault::Crash { node })]);
        setup.protocol.beats_max = 0;
        setup.requests = vec![(Time(1_000), node, word("x"))];
        let run = Run::new(setup).finish();
        run.look(run.event_count(), |sim, _| sim.world().node(node).synced.heard)
    };
    assert_eq!(ask(30_999), 0);
    assert_eq!(ask(31_001), 1);
}

#[test]
fn a_lost_disk_starts_empty() {
    let node = NodeId(0);
    let faults =
        vec![at(100_000, Fault::Crash { node }), at(110_000, Fault::RestartDiskLost { node })];
    let run = Run::new(plain(faults)).finish();
    let before = run.trace().events_until(Time(105_000));
    let after = run.trace().events_until(Time(110_000));
    run.look(before, |sim, _| assert!(sim.world().node(node).synced.beats > 0));
    run.look(after, |sim, _| assert_eq!(sim.world().node(node).synced.beats, 0));
}

/// The first message that the plain run sends, and when.
fn first_message() -> (MessageName, Time, Time) {
    let run = Run::new(plain(Vec::new())).finish();
    let first = &run.trace().messages[0];
    (MessageName { from: first.from, to: first.to, nth: first.nth }, first.sent_at, first.due)
}

#[test]
fn a_named_message_can_be_dropped_delayed_duplicated_and_corrupted() {
    let (message, sent_at, due) = first_message();
    let strike_at = sent_at.us() + 4_000;
    let end_of = |fault| {
        let run = Run::new(plain(vec![at(strike_at, fault)])).finish();
        run.trace().messages[0].end
    };
    let end = end_of(Fault::Drop { message });
    assert!(
        matches!(end, End::Lost { at, reason: LossReason::Dropped, .. } if at.us() == strike_at)
    );
    let end = end_of(Fault::Corrupt { message });
    assert!(matches!(end, End::Lost { at, reason: LossReason::Corrupt, .. } if at >= due));
    let end = end_of(Fault::Delay { message, by_us: 5_500 });
    assert!(matches!(end, End::Delivered { at, .. } if at == due + 5_500));
    let copied = plain(vec![at(strike_at, Fault::Duplicate { message })]);
    let run = Run::new(copied).finish();
    let copies = run.trace().messages.iter().filter(|sent| sent.is_copy).count();
    assert_eq!(copies, 1);
}

#[test]
fn a_fault_on_nothing_says_so_and_changes_nothing() {
    let (message, _, due) = first_message();
    let late = Fault::Drop { message };
    let run = Run::new(plain(vec![at(due.us() + 30_000, late)])).finish();
    assert_eq!(run.trace().strikes.get(&0), Some(&None));
    let missed = run.trace().events.iter().filter(|event| event.kind == EventKind::Missed);
    assert_eq!(missed.count(), 1);
    let others = |setup: &Setup<Beacon>| -> Vec<Event<Beacon>> {
        let all = events(setup).into_iter();
        all.filter(|event| event.happening != Happening::Missed).collect()
    };
    assert_eq!(others(run.setup()), others(&plain(Vec::new())));
}

#[test]
fn a_one_way_cut_stops_one_way_only() {
    let (message, ..) = first_message();
    let (from, to) = (message.from, message.to);
    let run = Run::new(plain(vec![at(0, Fault::CutOneWay { from, to })])).finish();
    let lost_over = |from: NodeId| {
        let messages = run.trace().messages.iter().filter(|sent| sent.from == from);
        messages
            .filter(|sent| matches!(sent.end, End::Lost { reason: LossReason::Cut, .. }))
            .count()
    };
    assert!(lost_over(from) > 0);
    assert_eq!(lost_over(to), 0);
}

#[test]
fn a_paused_node_takes_nothing_and_loses_nothing() {
    let node = NodeId(1);
    let faults = vec![at(1, Fault::Pause { node }), at(90_000, Fault::Resume { node })];
    let run = Run::new(plain(faults)).finish();
    let trace = run.trace();
    let quiet = trace.events.iter().filter(|event| {
        event.node == Some(node) && event.time > Time(1) && event.time < Time(90_000)
    });
    assert_eq!(quiet.count(), 0);
    let for_it = trace.messages.iter().filter(|sent| sent.to == node && sent.due < Time(90_000));
    let delivered =
        for_it.filter(|sent| matches!(sent.end, End::Delivered { at, .. } if at >= Time(90_000)));
    assert!(delivered.count() > 0);
}

#[test]
fn a_fast_clock_fires_early_and_a_jump_does_not() {
    let node = NodeId(0);
    let beat_at = |faults| {
        let events = events(&plain(faults));
        let is_beat = |what: &Happening<Beacon>| matches!(what, Happening::Fired { node: at, .. } if *at == node);
        first(&events, is_beat).time.us()
    };
    let plain_beat = beat_at(Vec::new());
    let fast = beat_at(vec![at(0, Fault::DriftClock { node, rate_permille: 2_000 })]);
    assert_eq!(fast, plain_beat.div_ceil(2));
    let jumped = beat_at(vec![at(0, Fault::JumpClock { node, by_us: 1_000_000 })]);
    assert_eq!(jumped, plain_beat);
}

#[test]
fn a_slow_node_takes_its_time_and_a_slow_link_too() {
    let (message, sent_at, due) = first_message();
    let (from, to) = (message.from, message.to);
    let slow = Fault::SlowLink { from, to, extra_us: 3_000 };
    let run = Run::new(plain(vec![at(sent_at.us() - 1, slow)])).finish();
    assert_eq!(run.trace().messages[0].due, due + 3_000);
    let faults = vec![at(0, Fault::SlowNode { node: to, step_us: 40_000 })];
    let run = Run::new(plain(faults)).finish();
    let steps = run.trace().events.iter().filter(|event| {
        event.node == Some(to)
            && matches!(event.kind, EventKind::Deliver | EventKind::Timer | EventKind::Request)
    });
    let times: Vec<Time> = steps.map(|event| event.time).collect();
    assert!(times.len() > 2);
    assert!(times.windows(2).all(|pair| pair[1].since(pair[0]) >= 40_000));
}

#[test]
fn healing_everything_leaves_no_fault_behind() {
    for seed in 0..300 {
        let mut setup = generated(seed);
        setup.faults.push(at(210_000, Fault::HealEverything));
        let run = Run::new(setup).finish();
        run.look(run.event_count(), |sim, _| {
            assert_eq!(sim.world().cuts().count(), 0);
            assert!(sim.world().nodes().all(|(_, node)| node.is_up() && !node.paused));
        });
        let lost =
            run.trace().messages.iter().filter(|sent| {
                sent.sent_at > Time(210_000) && matches!(sent.end, End::Lost { .. })
            });
        assert_eq!(lost.count(), 0, "seed {seed}");
    }
}
