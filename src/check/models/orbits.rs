//! Orbits counted by brute force, beside what the explorer counts with symmetry. Nothing is known
//! here of how states are made: a state with other names is where a run with other names leads.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{acp, consensus, increment, two_phase_backup, two_phase_block, voting};
use super::{idle, lease, paxos, paxos_commit, raft_election, tcommit, three_phase, two_phase};
use crate::check::model::Model;
use crate::check::search::{BLOCK, Search, Settings, Standing};
use crate::sim::param::{ParamSpec, Params};

/// What a group of members is called in the words of steps, and how many there are.
type Group = (&'static str, usize);
/// For each group, the new number of each member.
type Renaming = Vec<(&'static str, Vec<usize>)>;

fn permutations(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(count - 1).into_iter();
    let longer = shorter.flat_map(|order| {
        (0..count).map(move |place| {
            let mut order = order.clone();
            order.insert(place, count - 1);
            order
        })
    });
    longer.collect()
}

fn renamings(groups: &[Group]) -> Vec<Renaming> {
    groups.iter().fold(vec![Vec::new()], |renamings, (name, count)| {
        let all = permutations(*count);
        let with = renamings.iter().flat_map(|renaming: &Renaming| {
            all.iter().map(|order| [&renaming[..], &[(*name, order.clone())]].concat())
        });
        with.collect()
    })
}

/// A step with other names. Who takes it comes first, the order of the others says nothing.
fn renamed(words: &str, renaming: &Renaming) -> Vec<String> {
    let mut tokens: Vec<String> = words
        .split([' ', ','])
        .filter(|token| !token.is_empty())
        .map(|token| {
            let known = renaming.iter().find_map(|(name, order)| {
                let number: usize = token.strip_prefix(name)?.parse().ok()?;
                Some(format!("{name}{}", order[number - 1] + 1))
            });
            known.unwrap_or(token.to_string())
        })
        .collect();
    tokens[1..].sort();
    tokens
}

fn after<M: Model>(model: &M, state: &M::State, words: &[String]) -> M::State {
    let mut actions = Vec::new();
    model.actions(state, &mut actions);
    let action = actions.iter().find(|action| renamed(&model.words(action), &vec![]) == words);
    let action = action.unwrap_or_else(|| panic!("{words:?} is no step under other names"));
    model.next(state, action).expect("a step")
}

/// Which first state the one with this index is under a renaming.
type First = fn(usize, &Renaming) -> usize;

/// Every reachable state with what it is under each renaming.
fn images<M: Model>(
    model: &M,
    renamings: &[Renaming],
    first: First,
) -> BTreeMap<M::State, Vec<M::State>>
where
    M::State: Ord,
{
    let mut images: BTreeMap<M::State, Vec<M::State>> = BTreeMap::new();
    let mut waiting = VecDeque::new();
    let initial = model.initial();
    for (index, state) in initial.iter().enumerate() {
        let others = renamings.iter().map(|names| initial[first(index, names)].clone());
        images.insert(state.clone(), others.collect());
        waiting.push_back(state.clone());
    }
    while let Some(state) = waiting.pop_front() {
        let own = images[&state].clone();
        let mut actions = Vec::new();
        model.actions(&state, &mut actions);
        for action in actions {
            let Some(next) = model.next(&state, &action) else { continue };
            if images.contains_key(&next) {
                continue;
            }
            let words = model.words(&action);
            let pairs = own.iter().zip(renamings);
            let others = pairs.map(|(image, names)| after(model, image, &renamed(&words, names)));
            images.insert(next.clone(), others.collect());
            waiting.push_back(next);
        }
    }
    images
}

/// States and orbits, once it is seen that the explorer finds the same.
fn orbits<M: Model>(model: &M, groups: &[Group]) -> (usize, usize)
where
    M::State: Ord,
{
    orbits_from(model, groups, |index, _| index)
}

fn orbits_from<M: Model>(model: &M, groups: &[Group], first: First) -> (usize, usize)
where
    M::State: Ord,
{
    let images = images(model, &renamings(groups), first);
    let mut representatives = BTreeSet::new();
    for (state, images) in &images {
        let representative = model.representative(state);
        assert!(images.iter().all(|image| model.representative(image) == representative));
        assert!(images.contains(&representative));
        representatives.insert(representative);
    }
    let least = images.iter().filter(|(state, images)| images.iter().min() == Some(state));
    let orbits = least.count();
    assert_eq!(representatives.len(), orbits);
    let mut search = Search::new(model.clone(), Settings { symmetry: true, ..Settings::default() });
    while search.standing() == Standing::Running {
        search.advance(BLOCK);
    }
    assert_eq!(search.counts().distinct, orbits as u64);
    (images.len(), orbits)
}

fn set(specs: &[ParamSpec], settings: &str) -> Params {
    let mut params = Params::default();
    for setting in settings.split_whitespace() {
        let (key, value) = setting.split_once('=').expect(settings);
        params.set(specs, key, value).expect(settings);
    }
    params
}

#[test]
fn of_commitment() {
    for n in 1..=4 {
        let params = |specs| set(specs, &format!("n={n}"));
        let groups = [("RM", n)];
        let published = [(4, 4), (12, 8), (34, 13), (96, 19)][n - 1];
        assert_eq!(orbits(&tcommit::from_params(&params(tcommit::PARAMS)), &groups), published);
        let published = [(12, 12), (56, 34), (288, 80), (1568, 166)][n - 1];
        assert_eq!(orbits(&two_phase::from_params(&params(two_phase::PARAMS)), &groups), published);
    }
    let backup = two_phase_backup::from_params(&set(two_phase_backup::PARAMS, "n=3"));
    assert_eq!(orbits(&backup, &[("RM", 3)]).0, 1245);
    for (broadcast, states) in [("simple", 1832), ("forward", 4284)] {
        let params = set(acp::PARAMS, &format!("n=2 broadcast={broadcast}"));
        // The votes are the bits of a first state's index.
        let first: First = |index, names| {
            let (_, order) = &names[0];
            (0..order.len()).map(|p| (index >> p & 1) << order[p]).sum()
        };
        assert_eq!(orbits_from(&acp::from_params(&params), &[("P", 2)], first).0, states);
    }
    for n in 1..=3 {
        let groups = [("RM", n)];
        let block = two_phase_block::from_params(&set(two_phase_block::PARAMS, &format!("n={n}")));
        assert_eq!(orbits(&block, &groups).0, [34, 272, 2686][n - 1]);
        for partition in ["off", "on"] {
            let params = set(three_phase::PARAMS, &format!("n={n} partition={partition}"));
            orbits(&three_phase::from_params(&params), &groups);
        }
    }
}

#[test]
fn of_paxos() {
    for (acceptors, values, ballots, states) in
        [(1, 2, 3, 275), (2, 2, 2, 145), (3, 3, 1, 105), (3, 2, 2, 3921), (5, 2, 1, 1057)]
    {
        let sizes = format!("acceptors={acceptors} values={values} ballots={ballots}");
        let model = paxos::from_params(&set(paxos::PARAMS, &sizes)).expect("a model");
        assert_eq!(orbits(&model, &[("A", acceptors), ("v", values)]).0, states, "{sizes}");
    }
    let broken = set(paxos::PARAMS, "acceptors=2 values=2 ballots=2 mutant=forget");
    orbits(&paxos::from_params(&broken).expect("a model"), &[("A", 2), ("v", 2)]);
    for (ballots, states) in [(1, 40), (2, 599)] {
        let params = set(voting::PARAMS, &format!("ballots={ballots}"));
        let found = orbits(&voting::from_params(&params).expect("a model"), &[("A", 3), ("v", 2)]);
        assert_eq!(found.0, states);
        assert!(ballots == 1 || found.1 == 77);
    }
}

#[test]
fn of_paxos_commit() {
    for (n, acceptors, ballots, states) in
        [(3, 1, 1, 302), (2, 1, 2, 1425), (2, 3, 1, 545), (1, 3, 2, 1461)]
    {
        let sizes = format!("n={n} acceptors={acceptors} ballots={ballots}");
        let model = paxos_commit::from_params(&set(paxos_commit::PARAMS, &sizes)).expect("a model");
        assert_eq!(orbits(&model, &[("RM", n), ("A", acceptors)]).0, states, "{sizes}");
    }
}

#[test]
fn of_elections_and_the_small_ones() {
    for (servers, settings, states) in [
        (2, "terms=2", 55),
        (3, "terms=1", 65),
        (3, "terms=1 restarts=on", 144),
        (3, "terms=2", 1674),
        (4, "terms=1", 328),
    ] {
        let params = set(raft_election::PARAMS, &format!("servers={servers} {settings}"));
        let model = raft_election::from_params(&params).expect("a model");
        assert_eq!(orbits(&model, &[("S", servers)]).0, states, "{servers} {settings}");
    }
    let leases = set(lease::PARAMS, "clients=3 tokens=3 fencing=off");
    orbits(&lease::from_params(&leases), &[("C", 3)]);
    for (threads, lock, published) in
        [(2, "off", (13, 8)), (3, "off", (84, 22)), (2, "on", (17, 9)), (3, "on", (61, 13))]
    {
        let params = set(increment::PARAMS, &format!("threads={threads} lock={lock}"));
        assert_eq!(orbits(&increment::from_params(&params), &[("", threads)]), published);
    }
    let consensus = consensus::from_params(&set(consensus::PARAMS, "values=4"));
    assert_eq!(orbits(&consensus, &[("v", 4)]), (5, 2));
    let idle = idle::from_params(&set(idle::PARAMS, "actors=4 crashes=2"));
    assert_eq!(orbits(&idle, &[("", 4)]), (11, 3));
}
