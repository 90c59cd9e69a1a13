//! A run being recorded, with snapshots spaced so that any moment is a short way from one.

use std::cell::RefCell;

use super::event::{Event, EventKind};
use super::protocol::{Goal, NodeId, Protocol};
use super::time::Time;
use super::timed::{Setup, Sim};
use super::trace::Trace;
use super::world::World;

/// Snapshots kept at most; when there are more, every other one goes and the spacing doubles.
const SNAPSHOTS_MAX: usize = 2_048;
const SPACING_FIRST: u32 = 32;

/// A snapshot: `sim` after `applied` events.
#[derive(Clone, Debug)]
struct Snapshot<P: Protocol> {
    applied: u32,
    sim: Sim<P>,
}

/// Where the last look was: the next one is usually a little later.
#[derive(Debug)]
struct Cursor<P: Protocol> {
    at: Snapshot<P>,
    /// The world before the last event.
    before: World<P>,
}

#[derive(Debug)]
pub struct Run<P: Protocol> {
    setup: Setup<P>,
    front: Sim<P>,
    seen: P::Observer,
    trace: Trace<P>,
    snapshots: Vec<Snapshot<P>>,
    spacing: u32,
    finished: bool,
    cursor: RefCell<Cursor<P>>,
}

impl<P: Protocol> Run<P> {
    pub fn new(setup: Setup<P>) -> Run<P> {
        let front = Sim::new(&setup);
        let start = Snapshot { applied: 0, sim: front.clone() };
        let cursor = Cursor { at: start.clone(), before: front.world.clone() };
        Run {
            setup,
            front,
            seen: P::Observer::default(),
            trace: Trace::default(),
            snapshots: vec![start],
            spacing: SPACING_FIRST,
            finished: false,
            cursor: RefCell::new(cursor),
        }
    }

    pub fn setup(&self) -> &Setup<P> {
        &self.setup
    }

    pub fn trace(&self) -> &Trace<P> {
        &self.trace
    }

    /// The end of what is simulated.
    pub fn front(&self) -> &Sim<P> {
        &self.front
    }

    pub fn seen(&self) -> &P::Observer {
        &self.seen
    }

    pub fn event_count(&self) -> u32 {
        self.trace.events.len() as u32
    }

    pub fn is_finished(&self) -> bool {
        self.finished
    }

    /// Everything up to here is known.
    pub fn simulated(&self) -> Time {
        if self.finished { self.setup.until } else { self.front.now() }
    }

    /// Simulates at most `events` further events.
    pub fn advance(&mut self, events: u32) {
        for _ in 0..events {
            if !self.step(|_, _, _, _| {}) {
                return;
            }
        }
    }

    /// Simulates the next event, if there is one. `watch` is told of it, of the simulation after it
    /// and of its place in the run before the details are gone.
    pub fn step(&mut self, watch: impl FnOnce(&P, &Event<P>, &Sim<P>, u32)) -> bool {
        // Event numbers are 32 bits wide; no run that a person looks at comes near.
        let full = self.trace.events.len() >= u32::MAX as usize - 1;
        let event = if self.finished || full { None } else { self.front.step(&self.setup) };
        self.finished = event.is_none();
        if let Some(event) = event {
            watch(&self.setup.protocol, &event, &self.front, self.event_count());
            self.record(event);
        }
        !self.finished
    }

    /// How the liveness goal stands at the end of what is simulated.
    pub fn goal(&self) -> Goal {
        self.trace.goals.last().map_or(Goal::Idle, |(_, _, goal)| *goal)
    }

    pub fn finish(mut self) -> Run<P> {
        while !self.finished {
            self.advance(1 << 16);
        }
        self
    }

    fn record(&mut self, event: Event<P>) {
        let index = self.event_count();
        let (time, kind) = (event.time, event.happening.kind());
        self.trace.push(event);
        if matches!(kind, EventKind::Cut | EventKind::Heal) {
            self.trace.cut_off(&cut_off(&self.front.world), time);
        }
        let mut found = Vec::new();
        self.setup.protocol.observe(&mut self.seen, &self.front.world, &mut found);
        self.trace.observations.extend(found.into_iter().map(|finding| (index, finding)));
        let goal = self.setup.protocol.goal(&self.seen, &self.front.world);
        if self.trace.goals.last().is_none_or(|(_, _, last)| *last != goal) {
            self.trace.goals.push((index, time, goal));
        }
        if (index + 1).is_multiple_of(self.spacing) {
            self.snapshots.push(Snapshot { applied: index + 1, sim: self.front.clone() });
            if self.snapshots.len() > SNAPSHOTS_MAX {
                self.spacing *= 2;
                let spacing = self.spacing;
                self.snapshots.retain(|snapshot| snapshot.applied.is_multiple_of(spacing));
            }
        }
    }

    /// Looks at the simulation after `applied` events (at most as many as are simulated), and at
    /// the world before the last of them.
    pub fn look<T>(&self, applied: u32, look: impl FnOnce(&Sim<P>, &World<P>) -> T) -> T {
        let mut cursor = self.cursor.borrow_mut();
        self.move_cursor(&mut cursor, applied.min(self.event_count()));
        look(&cursor.at.sim, &cursor.before)
    }

    /// The event at `index` with its details.
    pub fn replay(&self, index: u32) -> Option<Event<P>> {
        if index >= self.event_count() {
            return None;
        }
        let mut cursor = self.cursor.borrow_mut();
        self.move_cursor(&mut cursor, index);
        self.step_cursor(&mut cursor)
    }

    fn move_cursor(&self, cursor: &mut Cursor<P>, applied: u32) {
        if cursor.at.applied == applied {
            return;
        }
        // From before the moment, so that its last event is stepped over.
        let position = self.snapshots.partition_point(|snapshot| snapshot.applied < applied);
        let nearest = &self.snapshots[position.saturating_sub(1)];
        if cursor.at.applied > applied || cursor.at.applied < nearest.applied {
            cursor.at = nearest.clone();
            cursor.before = nearest.sim.world.clone();
        }
        while cursor.at.applied + 1 < applied && cursor.at.sim.step(&self.setup).is_some() {
            cursor.at.applied += 1;
        }
        if cursor.at.applied < applied {
            self.step_cursor(cursor);
        }
    }

    fn step_cursor(&self, cursor: &mut Cursor<P>) -> Option<Event<P>> {
        cursor.before = cursor.at.sim.world.clone();
        let event = cursor.at.sim.step(&self.setup)?;
        cursor.at.applied += 1;
        Some(event)
    }
}

/// The nodes outside the largest group that can talk both ways; of equal groups the one with the
/// smaller node counts as larger.
pub fn cut_off<P: Protocol>(world: &World<P>) -> Vec<NodeId> {
    let nodes: Vec<NodeId> = world.nodes().map(|(id, _)| id).collect();
    let mut group: Vec<Option<usize>> = vec![None; nodes.len()];
    let mut sizes = Vec::new();
    for start in 0..nodes.len() {
        if group[start].is_some() {
            continue;
        }
        let name = sizes.len();
        let mut size = 0;
        let mut stack = vec![start];
        group[start] = Some(name);
        while let Some(at) = stack.pop() {
            size += 1;
            for next in 0..nodes.len() {
                let (a, b) = (nodes[at], nodes[next]);
                if group[next].is_none() && !world.is_cut(a, b) && !world.is_cut(b, a) {
                    group[next] = Some(name);
                    stack.push(next);
                }
            }
        }
        sizes.push(size);
    }
    let largest = (0..sizes.len()).max_by_key(|name| (sizes[*name], std::cmp::Reverse(*name)));
    nodes.into_iter().zip(group).filter(|(_, name)| *name != largest).map(|(id, _)| id).collect()
}
