//! The explorer beside Stateright: the same models, on one thread and on all. Beyond the small ones,
//! `EXPLORE_LARGE=1` runs two-phase commit with nine managers and Paxos with three clients.

mod stateright_paxos;
mod stateright_two_phase;

use std::thread;
use std::time::Instant;

use splitbrain::check::models;
use splitbrain::check::search::{BLOCK, Settings, Standing};
use splitbrain::sim::param::Params;
use stateright::actor::Network;
use stateright::{Checker, Model};
use stateright_paxos::PaxosModelCfg;
use stateright_two_phase::TwoPhaseSys;

fn main() {
    let all = thread::available_parallelism().map_or(1, usize::from);
    let large = std::env::var("EXPLORE_LARGE").is_ok_and(|value| value == "1");
    let (managers, clients) = if large { (vec![7, 9], vec![2, 3]) } else { (vec![7], vec![2]) };
    let mut thread_counts = vec![1, all];
    thread_counts.dedup();
    for threads in thread_counts {
        for n in &managers {
            ours("2pc", &format!("n={n}"), threads);
            let model = TwoPhaseSys { rms: 0..*n };
            theirs("2pc", &format!("n={n}"), threads, model);
        }
        for client_count in &clients {
            let sizes = format!("clients={client_count}");
            ours("paxos-clients", &sizes, threads);
            let network = Network::new_unordered_nonduplicating([]);
            let model = PaxosModelCfg { client_count: *client_count, server_count: 3, network };
            theirs("paxos-clients", &sizes, threads, model.into_model());
        }
    }
}

fn ours(name: &str, sizes: &str, threads: usize) {
    let entry = models::find(name).expect("a model");
    let mut params = Params::default();
    let (key, value) = sizes.split_once('=').expect("a setting");
    params.set(entry.params, key, value).expect("a size");
    let began = Instant::now();
    let mut exploration = (entry.explore)(&params, Settings::default()).expect("a model");
    while exploration.standing() == Standing::Running {
        exploration.advance(BLOCK, threads);
    }
    let counts = exploration.counts();
    print("splitbrain", (name, sizes), threads, counts.distinct, began);
    println!(
        "explore: splitbrain {name} {sizes}: {} bytes a state",
        counts.bytes / counts.distinct
    );
}

fn theirs<M>(name: &str, sizes: &str, threads: usize, model: M)
where
    M: Model + Send + Sync + 'static,
    M::State: Clone + PartialEq + std::hash::Hash + Send + Sync + 'static,
    M::Action: Clone + PartialEq,
{
    let began = Instant::now();
    let checker = model.checker().threads(threads).spawn_bfs().join();
    print("stateright", (name, sizes), threads, checker.unique_state_count() as u64, began);
}

fn print(who: &str, (name, sizes): (&str, &str), threads: usize, states: u64, began: Instant) {
    let seconds = began.elapsed().as_secs_f64();
    let per_second = states as f64 / seconds;
    println!(
        "explore: {who} {name} {sizes}, threads {threads}: {states} states, {seconds:.2} s, \
         {per_second:.0} a second"
    );
}
