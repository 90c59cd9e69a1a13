//! What a protocol is to the kernel: a set of pure reactions. Time, randomness, network, disk and
//! choice are effects it asks for, never things it reaches for.

use std::fmt::{self, Debug, Display};
use std::hash::Hash;

use super::param::{ParamError, ParamSpec, Params};
use super::sight::Sight;
use super::time::Span;
use super::word::Word;

/// A process with its own state, disk and clock; the first is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u16);

impl NodeId {
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "n{}", self.0)
    }
}

/// Plain data that worlds are made of: comparable, so that the explorer can tell states apart.
pub trait Datum: Clone + Debug + Eq + Ord + Hash + 'static {}

impl<T: Clone + Debug + Eq + Ord + Hash + 'static> Datum for T {}

/// State in words: label (the protocol's own English) and value, in the order to be read.
pub type Facts = Vec<(&'static str, String)>;

/// A protocol. The value of `Self` is its configuration, broken rules included: it never changes
/// during a run.
pub trait Protocol: Datum {
    type Message: Datum + Display;
    type Timer: Datum + Display;
    /// What a protocol leaves open and the scheduler settles, such as "yes or no".
    type Choice: Datum + Display;
    type Request: Datum + Display;
    type Response: Datum + Display;
    /// A remark on the time line.
    type Note: Datum + Display;
    /// What survives a crash. The default is an empty disk.
    type Durable: Datum + Default;
    /// What does not survive.
    type State: Datum;
    /// What the observer remembers of the run, to judge properties that look back.
    type Observer: Datum + Default;
    /// What the observer can find.
    type Finding: Datum + Display;

    /// Whether reactions look at [`Effects::clock_us`]; only then is it part of the world.
    fn reads_clock(&self) -> bool {
        false
    }
    /// How long the goal may be possible and not reached before the run counts as stalled, in µs.
    fn patience_us(&self) -> u64;

    fn parse_request(&self, node: NodeId, word: Word) -> Result<Self::Request, String>;

    fn nodes(&self) -> u16;
    /// The name people read: `P1`. Letters and digits only.
    fn name(&self, node: NodeId) -> String;

    /// The first start and every restart.
    fn on_start(&self, me: NodeId, disk: &Self::Durable, fx: &mut Effects<Self>) -> Self::State;
    fn on_message(
        &self,
        me: NodeId,
        state: &mut Self::State,
        from: NodeId,
        message: &Self::Message,
        fx: &mut Effects<Self>,
    );
    fn on_timer(
        &self,
        me: NodeId,
        state: &mut Self::State,
        timer: &Self::Timer,
        fx: &mut Effects<Self>,
    );
    fn on_request(
        &self,
        me: NodeId,
        state: &mut Self::State,
        request: &Self::Request,
        fx: &mut Effects<Self>,
    );
    fn on_choice(
        &self,
        me: NodeId,
        state: &mut Self::State,
        choice: &Self::Choice,
        fx: &mut Effects<Self>,
    );

    fn memory(&self, me: NodeId, state: &Self::State) -> Facts;
    fn disk(&self, me: NodeId, disk: &Self::Durable) -> Facts;

    /// Looks at the world after a step; called after every step of every run.
    fn observe(
        &self,
        seen: &mut Self::Observer,
        world: &dyn Sight<Self>,
        found: &mut Vec<Observation<Self::Finding>>,
    );
    fn goal(&self, seen: &Self::Observer, world: &dyn Sight<Self>) -> Goal;
}

/// A protocol that is made of parameters, as links and files name them.
pub trait Configured: Protocol {
    const PARAMS: &'static [ParamSpec];

    fn from_params(params: &Params) -> Result<Self, ParamError>;
}

/// The choice of a protocol that leaves nothing open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoChoice {}

impl Display for NoChoice {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

/// Something the observer found, and which properties it bears on (as indices into the list that
/// the protocol's exhibit names).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Observation<F> {
    pub finding: F,
    /// It is part of the evidence for these.
    pub bears_on: &'static [u8],
    /// It breaks this one.
    pub violates: Option<u8>,
}

impl<F> Observation<F> {
    pub fn violation(finding: F, property: u8) -> Observation<F> {
        Observation { finding, bears_on: &[], violates: Some(property) }
    }
}

/// How the liveness goal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Goal {
    /// Nobody has asked for it yet.
    Idle,
    Reached,
    /// Enough nodes are up and can reach each other.
    Possible,
    Impossible,
}

/// What a reaction asks of the kernel, in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect<P: Protocol> {
    Send {
        to: NodeId,
        message: P::Message,
    },
    /// Starts the timer, or starts it anew.
    SetTimer {
        timer: P::Timer,
        span: Span,
    },
    CancelTimer {
        timer: P::Timer,
    },
    /// A forced write of the whole record: the effects after it, and the node, wait until it is on
    /// disk.
    Persist(P::Durable),
    /// A lazy write: nothing waits, and a crash before it is synced loses it.
    Write(P::Durable),
    Choose(Vec<P::Choice>),
    Reply(P::Response),
    Note(P::Note),
}

/// Collects the effects of one reaction. `fx` for short.
#[derive(Debug)]
pub struct Effects<P: Protocol> {
    clock_us: u64,
    list: Vec<Effect<P>>,
}

impl<P: Protocol> Effects<P> {
    pub fn new(clock_us: u64) -> Effects<P> {
        Effects { clock_us, list: Vec::new() }
    }

    /// The node's own clock. Only for protocols that say [`Protocol::reads_clock`].
    pub fn clock_us(&self) -> u64 {
        self.clock_us
    }

    pub fn send(&mut self, to: NodeId, message: P::Message) {
        self.list.push(Effect::Send { to, message });
    }

    pub fn set_timer(&mut self, timer: P::Timer, span: Span) {
        self.list.push(Effect::SetTimer { timer, span });
    }

    pub fn cancel_timer(&mut self, timer: P::Timer) {
        self.list.push(Effect::CancelTimer { timer });
    }

    pub fn persist(&mut self, record: P::Durable) {
        self.list.push(Effect::Persist(record));
    }

    pub fn write(&mut self, record: P::Durable) {
        self.list.push(Effect::Write(record));
    }

    pub fn choose(&mut self, choices: Vec<P::Choice>) {
        self.list.push(Effect::Choose(choices));
    }

    pub fn reply(&mut self, response: P::Response) {
        self.list.push(Effect::Reply(response));
    }

    pub fn note(&mut self, note: P::Note) {
        self.list.push(Effect::Note(note));
    }

    pub fn push(&mut self, effect: Effect<P>) {
        self.list.push(effect);
    }

    pub fn take(self) -> Vec<Effect<P>> {
        self.list
    }
}
