//! What an exhibit does for values whose types are forgotten: gives them their types back, reacts,
//! and forgets the types of what came out.

use super::Erased;
use super::value::{Plain, Said, Slot, Value};
use crate::sim::network::Link;
use crate::sim::protocol::{Datum, Effect, Effects, Facts, Goal, NodeId, Observation};
use crate::sim::sight::{Seen, Sight};
use crate::sim::word::Word;
use crate::view::costs::{Block, Lock, Thing, Written};
use crate::view::exhibits::{Exhibit, Look};
use crate::view::history::{Claim, Completion, Operation, Taken};
use crate::view::player::{Cast, Prose2};
use crate::view::ring::{Comparing, KeyPath, RingPicture};

type Any = Value<dyn Plain>;
type Spoken = Value<dyn Said>;
type World<'a> = &'a dyn Sight<Erased>;

/// [`Exhibit`] as a trait object. Implemented once, for every exhibit.
pub trait Troupe: Plain {
    fn reads_clock(&self) -> bool;
    fn patience_us(&self) -> u64;
    fn parse_request(&self, node: NodeId, word: Word) -> Result<Spoken, String>;
    fn nodes(&self) -> u16;
    fn name(&self, node: NodeId) -> String;
    fn on_start(&self, me: NodeId, disk: &Slot, fx: &mut Effects<Erased>) -> Any;
    fn on_message(
        &self,
        me: NodeId,
        state: &mut Any,
        from: NodeId,
        message: &Spoken,
        fx: &mut Effects<Erased>,
    );
    fn on_timer(&self, me: NodeId, state: &mut Any, timer: &Spoken, fx: &mut Effects<Erased>);
    fn on_request(&self, me: NodeId, state: &mut Any, request: &Spoken, fx: &mut Effects<Erased>);
    fn on_choice(&self, me: NodeId, state: &mut Any, choice: &Spoken, fx: &mut Effects<Erased>);
    fn memory(&self, me: NodeId, state: &Any) -> Facts;
    fn disk(&self, me: NodeId, disk: &Slot) -> Facts;
    fn observe(&self, seen: &mut Slot, world: World, found: &mut Vec<Observation<Spoken>>);
    fn goal(&self, seen: &Slot, world: World) -> Goal;
    fn cast(&self) -> Cast;
    fn message_kind(&self, message: &Spoken) -> u8;
    fn look(&self, me: NodeId, state: Option<&Any>, disk: &Slot) -> Look;
    fn note(&self, note: &Spoken) -> Prose2;
    fn finding(&self, finding: &Spoken) -> Prose2;
    fn goal_text(&self, world: World, goal: Goal) -> Prose2;
    fn work(&self, of: Thing<Erased>) -> Option<String>;
    fn written(&self, before: &Slot, after: &Slot) -> Option<Written>;
    fn co_located(&self, a: NodeId, b: NodeId) -> bool;
    fn locks(&self, me: NodeId, state: Option<&Any>, disk: &Slot) -> Vec<Lock>;
    fn blocked(&self, world: World) -> Vec<Block>;
    fn operation(&self, request: &Spoken) -> Option<Operation>;
    fn claims(&self, taken: &Taken<Erased>) -> Vec<Claim>;
    fn completion(&self, response: &Spoken) -> Completion;
    fn carried(&self, message: &Spoken) -> Vec<((u32, u32), u32)>;
    fn ring(&self, world: World, viewer: Option<NodeId>) -> Option<RingPicture>;
    fn ring_stamp(&self, world: World, viewer: Option<NodeId>) -> Option<u64>;
    fn ring_key(&self, world: World, viewer: Option<NodeId>, name: &str) -> Option<KeyPath>;
    fn comparison(&self, world: World, viewer: Option<NodeId>) -> Option<Box<dyn Comparing>>;
}

impl<P: Exhibit> Troupe for P {
    fn reads_clock(&self) -> bool {
        P::reads_clock(self)
    }

    fn patience_us(&self) -> u64 {
        P::patience_us(self)
    }

    fn parse_request(&self, node: NodeId, word: Word) -> Result<Spoken, String> {
        P::parse_request(self, node, word).map(Value::said)
    }

    fn nodes(&self) -> u16 {
        P::nodes(self)
    }

    fn name(&self, node: NodeId) -> String {
        P::name(self, node)
    }

    fn on_start(&self, me: NodeId, disk: &Slot, fx: &mut Effects<Erased>) -> Any {
        with(disk, |disk| Value::new(react(fx, |fx| P::on_start(self, me, disk, fx))))
    }

    fn on_message(
        &self,
        me: NodeId,
        state: &mut Any,
        from: NodeId,
        message: &Spoken,
        fx: &mut Effects<Erased>,
    ) {
        react(fx, |fx| P::on_message(self, me, state.edit(), from, message.get(), fx));
    }

    fn on_timer(&self, me: NodeId, state: &mut Any, timer: &Spoken, fx: &mut Effects<Erased>) {
        react(fx, |fx| P::on_timer(self, me, state.edit(), timer.get(), fx));
    }

    fn on_request(&self, me: NodeId, state: &mut Any, request: &Spoken, fx: &mut Effects<Erased>) {
        react(fx, |fx| P::on_request(self, me, state.edit(), request.get(), fx));
    }

    fn on_choice(&self, me: NodeId, state: &mut Any, choice: &Spoken, fx: &mut Effects<Erased>) {
        react(fx, |fx| P::on_choice(self, me, state.edit(), choice.get(), fx));
    }

    fn memory(&self, me: NodeId, state: &Any) -> Facts {
        P::memory(self, me, state.get())
    }

    fn disk(&self, me: NodeId, disk: &Slot) -> Facts {
        with(disk, |disk| P::disk(self, me, disk))
    }

    fn observe(&self, seen: &mut Slot, world: World, found: &mut Vec<Observation<Spoken>>) {
        let mut typed = Vec::new();
        P::observe(self, seen.edit(), &Through::new(world), &mut typed);
        for Observation { finding, bears_on, violates } in typed {
            found.push(Observation { finding: Value::said(finding), bears_on, violates });
        }
    }

    fn goal(&self, seen: &Slot, world: World) -> Goal {
        with(seen, |seen| P::goal(self, seen, &Through::new(world)))
    }

    fn cast(&self) -> Cast {
        P::cast(self)
    }

    fn message_kind(&self, message: &Spoken) -> u8 {
        P::message_kind(self, message.get())
    }

    fn look(&self, me: NodeId, state: Option<&Any>, disk: &Slot) -> Look {
        with(disk, |disk| P::look(self, me, state.map(Value::get), disk))
    }

    fn note(&self, note: &Spoken) -> Prose2 {
        P::note(self, note.get())
    }

    fn finding(&self, finding: &Spoken) -> Prose2 {
        P::finding(self, finding.get())
    }

    fn goal_text(&self, world: World, goal: Goal) -> Prose2 {
        P::goal_text(self, &Through::new(world), goal)
    }

    fn work(&self, of: Thing<Erased>) -> Option<String> {
        let of = match of {
            Thing::Message(message) => Thing::Message(message.get()),
            Thing::Response(response) => Thing::Response(response.get()),
            Thing::Note(note) => Thing::Note(note.get()),
        };
        P::work(self, of)
    }

    fn written(&self, before: &Slot, after: &Slot) -> Option<Written> {
        with(before, |before| with(after, |after| P::written(self, before, after)))
    }

    fn co_located(&self, a: NodeId, b: NodeId) -> bool {
        P::co_located(self, a, b)
    }

    fn locks(&self, me: NodeId, state: Option<&Any>, disk: &Slot) -> Vec<Lock> {
        with(disk, |disk| P::locks(self, me, state.map(Value::get), disk))
    }

    fn blocked(&self, world: World) -> Vec<Block> {
        P::blocked(self, &Through::new(world))
    }

    fn operation(&self, request: &Spoken) -> Option<Operation> {
        P::operation(self, request.get())
    }

    fn claims(&self, taken: &Taken<Erased>) -> Vec<Claim> {
        let notes = taken.notes.iter().map(|note| note.get()).collect();
        let (request, state) = (taken.request.get(), taken.state.map(Value::get));
        P::claims(self, &Taken { request, notes, state })
    }

    fn completion(&self, response: &Spoken) -> Completion {
        P::completion(self, response.get())
    }

    fn carried(&self, message: &Spoken) -> Vec<((u32, u32), u32)> {
        P::carried(self, message.get())
    }

    fn ring(&self, world: World, viewer: Option<NodeId>) -> Option<RingPicture> {
        P::ring(self, &Through::new(world), viewer)
    }

    fn ring_stamp(&self, world: World, viewer: Option<NodeId>) -> Option<u64> {
        P::ring_stamp(self, &Through::new(world), viewer)
    }

    fn ring_key(&self, world: World, viewer: Option<NodeId>, name: &str) -> Option<KeyPath> {
        P::ring_key(self, &Through::new(world), viewer, name)
    }

    fn comparison(&self, world: World, viewer: Option<NodeId>) -> Option<Box<dyn Comparing>> {
        P::comparison(self, &Through::new(world), viewer)
    }
}

/// An empty slot stands for the default.
fn with<T: Datum + Default, R>(slot: &Slot, look: impl FnOnce(&T) -> R) -> R {
    match slot.get() {
        Some(value) => look(value),
        None => look(&T::default()),
    }
}

fn react<P: Exhibit, R>(
    fx: &mut Effects<Erased>,
    reaction: impl FnOnce(&mut Effects<P>) -> R,
) -> R {
    let mut typed = Effects::new(fx.clock_us());
    let result = reaction(&mut typed);
    for effect in typed.take() {
        fx.push(forget(effect));
    }
    result
}

fn forget<P: Exhibit>(effect: Effect<P>) -> Effect<Erased> {
    match effect {
        Effect::Send { to, message } => Effect::Send { to, message: Value::said(message) },
        Effect::SetTimer { timer, span } => Effect::SetTimer { timer: Value::said(timer), span },
        Effect::CancelTimer { timer } => Effect::CancelTimer { timer: Value::said(timer) },
        Effect::Persist(record) => Effect::Persist(Slot::full(record)),
        Effect::Write(record) => Effect::Write(Slot::full(record)),
        Effect::Choose(choices) => Effect::Choose(choices.into_iter().map(Value::said).collect()),
        Effect::Reply(response) => Effect::Reply(Value::said(response)),
        Effect::Note(note) => Effect::Note(Value::said(note)),
    }
}

/// A world of forgotten types, seen with the types of `P`.
struct Through<'a, P: Exhibit> {
    world: World<'a>,
    empty: P::Durable,
}

impl<'a, P: Exhibit> Through<'a, P> {
    fn new(world: World<'a>) -> Through<'a, P> {
        Through { world, empty: P::Durable::default() }
    }
}

impl<P: Exhibit> Sight<P> for Through<'_, P> {
    fn node_count(&self) -> u16 {
        self.world.node_count()
    }

    fn node(&self, id: NodeId) -> Seen<'_, P> {
        let node = self.world.node(id);
        Seen {
            state: node.state.map(Value::get),
            synced: node.synced.get().unwrap_or(&self.empty),
            writing: node.writing,
            paused: node.paused,
        }
    }

    fn is_cut(&self, link: Link) -> bool {
        self.world.is_cut(link)
    }

    fn any_cut(&self, which: &dyn Fn(Link) -> bool) -> bool {
        self.world.any_cut(which)
    }

    fn has_asked(&self) -> bool {
        self.world.has_asked()
    }

    fn for_each_asked(&self, look: &mut dyn FnMut(NodeId, &P::Request)) {
        self.world.for_each_asked(&mut |node, request| look(node, request.get()));
    }
}
