//! One protocol type for the page: any exhibit, its types forgotten. The kernel, the record of a
//! run and all that the page asks of it are compiled once, however many protocols there are, which
//! is what keeps the download small. Tests and tools that know their protocol go without it.

mod troupe;
mod value;

use std::rc::Rc;

use crate::sim::protocol::{Effects, Facts, Goal, NodeId, Observation, Protocol};
use crate::sim::sight::Sight;
use crate::sim::word::Word;
use crate::view::costs::{Block, Lock, Thing, Written};
use crate::view::exhibits::{Exhibit, Look};
use crate::view::history::{Claim, Completion, Operation, Taken};
use crate::view::player::{Cast, Prose2};
use crate::view::ring::{Comparing, KeyPath, RingPicture};
use troupe::Troupe;
use value::{Plain, Said, Slot, Value};

/// An exhibit behind a pointer. Every value in its world is one of the exhibit's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Erased(Value<dyn Troupe>);

impl Erased {
    pub fn new(exhibit: impl Exhibit) -> Erased {
        Erased(Value(Rc::new(exhibit)))
    }

    fn troupe(&self) -> &dyn Troupe {
        &*self.0.0
    }
}

impl Protocol for Erased {
    type Message = Value<dyn Said>;
    type Timer = Value<dyn Said>;
    type Choice = Value<dyn Said>;
    type Request = Value<dyn Said>;
    type Response = Value<dyn Said>;
    type Note = Value<dyn Said>;
    type Durable = Slot;
    type State = Value<dyn Plain>;
    type Observer = Slot;
    type Finding = Value<dyn Said>;

    fn reads_clock(&self) -> bool {
        self.troupe().reads_clock()
    }

    fn patience_us(&self) -> u64 {
        self.troupe().patience_us()
    }

    fn parse_request(&self, node: NodeId, word: Word) -> Result<Value<dyn Said>, String> {
        self.troupe().parse_request(node, word)
    }

    fn nodes(&self) -> u16 {
        self.troupe().nodes()
    }

    fn name(&self, node: NodeId) -> String {
        self.troupe().name(node)
    }

    fn on_start(&self, me: NodeId, disk: &Slot, fx: &mut Effects<Erased>) -> Value<dyn Plain> {
        self.troupe().on_start(me, disk, fx)
    }

    fn on_message(
        &self,
        me: NodeId,
        state: &mut Value<dyn Plain>,
        from: NodeId,
        message: &Value<dyn Said>,
        fx: &mut Effects<Erased>,
    ) {
        self.troupe().on_message(me, state, from, message, fx);
    }

    fn on_timer(
        &self,
        me: NodeId,
        state: &mut Value<dyn Plain>,
        timer: &Value<dyn Said>,
        fx: &mut Effects<Erased>,
    ) {
        self.troupe().on_timer(me, state, timer, fx);
    }

    fn on_request(
        &self,
        me: NodeId,
        state: &mut Value<dyn Plain>,
        request: &Value<dyn Said>,
        fx: &mut Effects<Erased>,
    ) {
        self.troupe().on_request(me, state, request, fx);
    }

    fn on_choice(
        &self,
        me: NodeId,
        state: &mut Value<dyn Plain>,
        choice: &Value<dyn Said>,
        fx: &mut Effects<Erased>,
    ) {
        self.troupe().on_choice(me, state, choice, fx);
    }

    fn memory(&self, me: NodeId, state: &Value<dyn Plain>) -> Facts {
        self.troupe().memory(me, state)
    }

    fn disk(&self, me: NodeId, disk: &Slot) -> Facts {
        self.troupe().disk(me, disk)
    }

    fn observe(
        &self,
        seen: &mut Slot,
        world: &dyn Sight<Erased>,
        found: &mut Vec<Observation<Value<dyn Said>>>,
    ) {
        self.troupe().observe(seen, world, found);
    }

    fn goal(&self, seen: &Slot, world: &dyn Sight<Erased>) -> Goal {
        self.troupe().goal(seen, world)
    }
}

impl Exhibit for Erased {
    fn cast(&self) -> Cast {
        self.troupe().cast()
    }

    fn message_kind(&self, message: &Value<dyn Said>) -> u8 {
        self.troupe().message_kind(message)
    }

    fn look(&self, me: NodeId, state: Option<&Value<dyn Plain>>, disk: &Slot) -> Look {
        self.troupe().look(me, state, disk)
    }

    fn note(&self, note: &Value<dyn Said>) -> Prose2 {
        self.troupe().note(note)
    }

    fn finding(&self, finding: &Value<dyn Said>) -> Prose2 {
        self.troupe().finding(finding)
    }

    fn goal_text(&self, world: &dyn Sight<Erased>, goal: Goal) -> Prose2 {
        self.troupe().goal_text(world, goal)
    }

    fn work(&self, of: Thing<Erased>) -> Option<String> {
        self.troupe().work(of)
    }

    fn written(&self, before: &Slot, after: &Slot) -> Option<Written> {
        self.troupe().written(before, after)
    }

    fn co_located(&self, a: NodeId, b: NodeId) -> bool {
        self.troupe().co_located(a, b)
    }

    fn locks(&self, me: NodeId, state: Option<&Value<dyn Plain>>, disk: &Slot) -> Vec<Lock> {
        self.troupe().locks(me, state, disk)
    }

    fn blocked(&self, world: &dyn Sight<Erased>) -> Vec<Block> {
        self.troupe().blocked(world)
    }

    fn operation(&self, request: &Value<dyn Said>) -> Option<Operation> {
        self.troupe().operation(request)
    }

    fn claims(&self, taken: &Taken<Erased>) -> Vec<Claim> {
        self.troupe().claims(taken)
    }

    fn completion(&self, response: &Value<dyn Said>) -> Completion {
        self.troupe().completion(response)
    }

    fn carried(&self, message: &Value<dyn Said>) -> Vec<((u32, u32), u32)> {
        self.troupe().carried(message)
    }

    fn ring(&self, world: &dyn Sight<Erased>, viewer: Option<NodeId>) -> Option<RingPicture> {
        self.troupe().ring(world, viewer)
    }

    fn ring_stamp(&self, world: &dyn Sight<Erased>, viewer: Option<NodeId>) -> Option<u64> {
        self.troupe().ring_stamp(world, viewer)
    }

    fn ring_key(
        &self,
        world: &dyn Sight<Erased>,
        viewer: Option<NodeId>,
        name: &str,
    ) -> Option<KeyPath> {
        self.troupe().ring_key(world, viewer, name)
    }

    fn comparison(
        &self,
        world: &dyn Sight<Erased>,
        viewer: Option<NodeId>,
    ) -> Option<Box<dyn Comparing>> {
        self.troupe().comparison(world, viewer)
    }
}
