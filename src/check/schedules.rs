//! A protocol as a model: its own processes on the kernel's one transition relation, under every
//! schedule and every fault that a budget allows.

use crate::sim::action::{Action, Envelope};
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
    fn observe(&self, state: &mut State<P>) {
        let mut found = Vec::new();
        self.protocol.observe(&mut state.seen, &state.world, &mut found);
        let broken = found.iter().filter_map(|observation| observation.violates);
        state.broken = broken.fold(state.broken, |broken, property| broken | 1 << property);
    }
}

impl<P: Protocol> Model for Schedules<P> {
    type State = State<P>;
    type Action = Action<P>;

    fn initial(&self) -> Vec<State<P>> {
        let (world, _) =
            World::new(&self.protocol, self.requests.iter().cloned(), self.budget.bounds);
        let seen = P::Observer::default();
        let mut state = State { world, seen, broken: 0, timers_left: self.budget.timers };
        self.observe(&mut state);
        vec![state]
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
        self.observe(&mut next);
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Schedules<P>>> {
        let names = self.properties.iter().enumerate();
        let properties = names.map(|(index, name)| {
            Property::always(name, move |_: &Schedules<P>, state: &State<P>| {
                state.broken >> index & 1 == 0
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
