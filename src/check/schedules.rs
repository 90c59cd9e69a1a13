//! A protocol as a model: its own processes on the kernel's one transition relation, under every
//! schedule and every fault that a budget allows.

use crate::sim::action::{Action, Bounds, Envelope};
use crate::sim::protocol::{NodeId, Protocol};
use crate::sim::world::World;

use super::budget::Budget;
use super::model::{Model, Property};

/// A protocol, what its clients ask, and what the environment may do.
#[derive(Clone)]
pub struct Schedules<P: Protocol> {
    pub protocol: P,
    pub requests: Vec<(NodeId, P::Request)>,
    pub budget: Budget,
    /// The names of the safety properties, by the indices of the observer.
    pub properties: Vec<&'static str>,
    /// Of these, the one that is looked at; all of them where none is named.
    pub wanted: Option<usize>,
    /// The steps that every run begins with; they cost no budget.
    pub past: Vec<Action<P>>,
    start: State<P>,
}

/// A world and what its observer knows.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct State<P: Protocol> {
    pub world: World<P>,
    pub seen: P::Observer,
    /// The properties broken so far, as bits.
    pub broken: u64,
    pub timers_left: u32,
}

impl<P: Protocol> Schedules<P> {
    pub fn new(
        protocol: P,
        requests: Vec<(NodeId, P::Request)>,
        budget: Budget,
        properties: Vec<&'static str>,
        past: Vec<Action<P>>,
    ) -> Schedules<P> {
        let (world, _) = World::new(&protocol, requests.iter().cloned(), Bounds::NONE);
        let seen = P::Observer::default();
        let mut start = State { world, seen, broken: 0, timers_left: budget.timers };
        observe(&protocol, &mut start);
        for action in &past {
            start.world.apply(&protocol, action);
            observe(&protocol, &mut start);
        }
        start.world.allow(budget.bounds);
        Schedules { protocol, requests, budget, properties, wanted: None, past, start }
    }
}

fn observe<P: Protocol>(protocol: &P, state: &mut State<P>) {
    let mut found = Vec::new();
    protocol.observe(&mut state.seen, &state.world, &mut found);
    let broken = found.iter().filter_map(|observation| observation.violates);
    state.broken = broken.fold(state.broken, |broken, property| broken | 1 << property);
}

impl<P: Protocol> Model for Schedules<P> {
    type State = State<P>;
    type Action = Action<P>;

    fn initial(&self) -> Vec<State<P>> {
        vec![self.start.clone()]
    }

    fn actions(&self, state: &State<P>, out: &mut Vec<Action<P>>) {
        let enabled = state.world.enabled().into_iter();
        out.extend(
            enabled
                .filter(|action| state.timers_left > 0 || !matches!(action, Action::Fire { .. })),
        );
    }

    fn next(&self, state: &State<P>, action: &Action<P>) -> Option<State<P>> {
        let mut next = state.clone();
        next.world.apply(&self.protocol, action);
        if matches!(action, Action::Fire { .. }) {
            next.timers_left -= 1;
        }
        observe(&self.protocol, &mut next);
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Schedules<P>>> {
        let names = self.properties.iter().enumerate();
        let properties = names.map(|(index, name)| {
            Property::always(name, move |model: &Schedules<P>, state: &State<P>| {
                let is_wanted = model.wanted.is_none_or(|wanted| wanted == index);
                !is_wanted || state.broken >> index & 1 == 0
            })
        });
        properties.collect()
    }

    fn heap_bytes(&self, state: &State<P>) -> usize {
        state.world.own_bytes()
    }

    fn words(&self, action: &Action<P>) -> String {
        let name = |node: &NodeId| self.protocol.name(*node);
        let message = |envelope: &Envelope<P>| {
            format!("{} {}→{}", envelope.message, name(&envelope.from), name(&envelope.to))
        };
        match action {
            Action::Deliver(envelope) => format!("deliver {}", message(envelope)),
            Action::Drop(envelope) => format!("lose {}", message(envelope)),
            Action::Duplicate(envelope) => format!("duplicate {}", message(envelope)),
            Action::Fire { node, timer } => format!("{} timer {timer}", name(node)),
            Action::Sync { node } => format!("{} disk done", name(node)),
            Action::Choose { node, choice } => format!("{} chooses {choice}", name(node)),
            Action::Request { node, request } => format!("{} is asked {request}", name(node)),
            Action::Refuse { node, request } => {
                format!("{} is down, refuses {request}", name(node))
            }
            Action::Crash { node, torn: false } => format!("{} crashes", name(node)),
            Action::Crash { node, torn: true } => {
                format!("{} crashes, the write is torn", name(node))
            }
            Action::Restart { node, disk_lost: false } => format!("{} restarts", name(node)),
            Action::Restart { node, disk_lost: true } => {
                format!("{} restarts, the disk is lost", name(node))
            }
            Action::Pause { node } => format!("{} pauses", name(node)),
            Action::Resume { node } => format!("{} resumes", name(node)),
            Action::Cut((from, to)) => format!("cut {}→{}", name(from), name(to)),
            Action::Heal((from, to)) => format!("heal {}→{}", name(from), name(to)),
            Action::Tick { node, clock_us } => format!("{} clock shows {clock_us} µs", name(node)),
        }
    }
}
