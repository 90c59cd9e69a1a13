//! Walks through the untimed relation: whatever may happen next happens, without any clock, and the
//! observer looks on as it does in a run.

use splitbrain::sim::action::{Action, Bounds};
use splitbrain::sim::param::Params;
use splitbrain::sim::protocol::{Configured, NodeId, Observation, Protocol};
use splitbrain::sim::word::Word;
use splitbrain::sim::world::World;

use crate::chance::Chance;

pub fn configured<P: Configured>(settings: &[(&str, &str)]) -> P {
    let mut params = Params::default();
    for (key, value) in settings {
        params.set(P::PARAMS, key, value).expect("a value that the spec allows");
    }
    P::from_params(&params).expect("values that go together")
}

pub fn word(text: &str) -> Word {
    Word::new(text).expect("a word")
}

/// A world with an observer that looks at it after each step.
pub struct Watched<P: Protocol> {
    pub protocol: P,
    pub world: World<P>,
    pub seen: P::Observer,
}

impl<P: Protocol> Watched<P> {
    pub fn new(protocol: P, requests: &[(NodeId, &str)], bounds: Bounds) -> Watched<P> {
        let requests = requests.iter().map(|(node, text)| {
            let request = protocol.parse_request(*node, word(text));
            (*node, request.expect("a request that the node understands"))
        });
        let (world, _) = World::new(&protocol, requests.collect::<Vec<_>>(), bounds);
        Watched { protocol, world, seen: P::Observer::default() }
    }

    pub fn act(&mut self, action: Action<P>) -> Vec<Observation<P::Finding>> {
        self.world.apply(&self.protocol, &action);
        let mut found = Vec::new();
        self.protocol.observe(&mut self.seen, &self.world, &mut found);
        found
    }

    /// The properties violated while `steps` enabled steps are taken, timers in any order that the
    /// relation allows.
    pub fn walk(mut self, seed: u64, steps: u32) -> Vec<u8> {
        let mut chance = Chance::new(seed);
        let mut broken = Vec::new();
        for _ in 0..steps {
            let enabled = self.world.enabled();
            if enabled.is_empty() {
                break;
            }
            // Faults would otherwise crowd out the protocol's own steps.
            let own = |action: &&Action<P>| {
                matches!(action, Action::Deliver(_) | Action::Sync { .. } | Action::Request { .. })
            };
            let steps: Vec<&Action<P>> = enabled.iter().filter(own).collect();
            let action = if steps.is_empty() || chance.one_in(8) {
                chance.pick(&enabled).clone()
            } else {
                (*chance.pick(&steps)).clone()
            };
            broken.extend(violated(&self.act(action)));
        }
        broken
    }
}

pub fn violated<F>(found: &[Observation<F>]) -> Vec<u8> {
    found.iter().filter_map(|observation| observation.violates).collect()
}
