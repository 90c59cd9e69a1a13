//! A search on several threads that finds what one thread finds, to the last fingerprint.
//!
//! A block of waiting states is gone through in three phases. First each thread takes a share of
//! the block, and steps that lead to states never seen before become candidates; nothing is
//! written to the table. Then each thread enters the candidates of its own parts of the table, in
//! the order in which one thread would have come by them. At last each thread looks at those of its
//! share that were new. Shares are put together in order, so that it does not matter how many there
//! were.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::model::{Model, Property};
use super::search::{Found, Search, Waiting, judge, key_of};
use super::visited::{PARTS, Part, Visited, part_of};

/// A state that may be new.
struct Candidate<S> {
    waiting: Waiting<S>,
    parent: u64,
    is_new: AtomicBool,
}

/// What one thread made of its share of a block.
struct Share<S> {
    generated: u64,
    candidates: Vec<Candidate<S>>,
    /// For each thread the candidates that belong to its parts of the table.
    by_owner: Vec<Vec<u32>>,
}

impl<M> Search<M>
where
    M: Model + Sync,
    M::State: Send + Sync,
{
    /// Goes through as many states, on several threads.
    pub fn advance_on(&mut self, threads: usize, states: usize) {
        let block = self.block(states);
        let owners = threads.clamp(1, PARTS);
        let share = block.len().div_ceil(owners).max(1);
        let shares: Vec<Share<M::State>> = {
            let (model, symmetry, visited) = (&self.model, self.settings.symmetry, &self.visited);
            let waiting = self.level[block.clone()].chunks(share);
            in_parallel(waiting, |waiting| expand(model, symmetry, visited, waiting, owners))
        };
        let parts_each = PARTS.div_ceil(owners);
        let parts = self.visited.parts.chunks_mut(parts_each).enumerate();
        in_parallel(parts, |(owner, parts)| enter(&shares, owner, owner * parts_each, parts));
        self.generated += shares.iter().map(|share| share.generated).sum::<u64>();
        let (model, properties, steps) = (&self.model, &self.properties, self.steps + 1);
        let kept = in_parallel(shares, |share| keep(model, properties, steps, share));
        for (waiting, found) in kept {
            let heap = waiting.iter().map(|waiting| self.model.heap_bytes(&waiting.state));
            self.next_heap += heap.sum::<usize>() as u64;
            self.next.extend(waiting);
            for (found, earlier) in found.into_iter().zip(&mut self.found) {
                *earlier = earlier.or(found);
            }
        }
        self.end_block(block.end);
    }
}

/// One thread for each piece of work; the results are in the order of the work.
fn in_parallel<W: Send, R: Send>(
    work: impl IntoIterator<Item = W>,
    does: impl Fn(W) -> R + Sync,
) -> Vec<R> {
    thread::scope(|scope| {
        let does = &does;
        let threads: Vec<_> =
            work.into_iter().map(|work| scope.spawn(move || does(work))).collect();
        let results = threads.into_iter().map(|thread| match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        results.collect()
    })
}

fn expand<M: Model>(
    model: &M,
    symmetry: bool,
    visited: &Visited,
    waiting: &[Waiting<M::State>],
    owners: usize,
) -> Share<M::State> {
    let by_owner = (0..owners).map(|_| Vec::new()).collect();
    let mut share = Share { generated: 0, candidates: Vec::new(), by_owner };
    let parts_each = PARTS.div_ceil(owners);
    let mut actions = Vec::new();
    for Waiting { state, fingerprint: parent } in waiting {
        model.actions(state, &mut actions);
        for action in actions.drain(..) {
            let Some(state) = model.next(state, &action) else { continue };
            share.generated += 1;
            let waiting = key_of(model, symmetry, state);
            if visited.contains(waiting.fingerprint) {
                continue;
            }
            let owner = part_of(waiting.fingerprint) / parts_each;
            share.by_owner[owner].push(share.candidates.len() as u32);
            let is_new = AtomicBool::new(false);
            share.candidates.push(Candidate { waiting, parent: *parent, is_new });
        }
    }
    share
}

/// Enters the candidates of one owner, whose parts begin with `first`.
fn enter<S>(shares: &[Share<S>], owner: usize, first: usize, parts: &mut [Part]) {
    for share in shares {
        for index in &share.by_owner[owner] {
            let candidate = &share.candidates[*index as usize];
            let fingerprint = candidate.waiting.fingerprint;
            if parts[part_of(fingerprint) - first].insert(fingerprint, candidate.parent) {
                candidate.is_new.store(true, Ordering::Relaxed);
            }
        }
    }
}

/// The new states of a share, and what they settle.
fn keep<M: Model>(
    model: &M,
    properties: &[Property<M>],
    steps: u32,
    share: Share<M::State>,
) -> (Vec<Waiting<M::State>>, Vec<Option<Found>>) {
    let mut found = vec![None; properties.len()];
    let candidates = share.candidates.into_iter();
    let new = candidates.filter(|candidate| candidate.is_new.load(Ordering::Relaxed));
    let new: Vec<_> = new.map(|candidate| candidate.waiting).collect();
    for waiting in &new {
        judge(model, properties, waiting, steps, &mut found);
    }
    (new, found)
}
