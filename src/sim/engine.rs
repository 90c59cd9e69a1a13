//! What the timed scheduler keeps besides the world: the queue's entries, messages on their way,
//! and each node's clock, timers and inbox.

use std::collections::VecDeque;

use litemap::LiteMap;

use super::action::Envelope;
use super::clock::Clock;
use super::event::MessageId;
use super::protocol::{NodeId, Protocol};
use super::time::Time;

/// A place in the queue: time, urgency within the moment, order of arrival.
pub(super) type Key = (Time, u8, u64);

/// What a fault sets off at once goes before what waits for a node, and that before the rest.
pub(super) const AT_ONCE: u8 = 0;
pub(super) const WAITING: u8 = 1;
pub(super) const IN_TURN: u8 = 2;

#[derive(Clone, Debug)]
pub(super) enum Due<P: Protocol> {
    Arrive(MessageId),
    /// The link loses it on the way.
    Vanish(MessageId),
    Ring {
        node: NodeId,
        timer: P::Timer,
    },
    Sync {
        node: NodeId,
    },
    Choose {
        node: NodeId,
        choice: P::Choice,
    },
    /// The node is free to take what waits for it.
    Wake {
        node: NodeId,
    },
    Ask {
        index: usize,
    },
    Recover {
        node: NodeId,
        fault: u32,
    },
}

/// A message on its way, or waiting for its receiver to be free.
#[derive(Clone, Debug)]
pub struct Flight<P: Protocol> {
    pub envelope: Envelope<P>,
    pub nth: u32,
    pub sent_at: Time,
    /// When it should arrive.
    pub due: Time,
    /// Where its present leg began: a delay on the way starts a new one.
    pub leg_from: Time,
    /// How much of the way was done then, in thousandths.
    pub leg_permille: u16,
    pub is_copy: bool,
    pub corrupt: bool,
    pub delayed: bool,
    pub arrived: bool,
    pub(super) key: Key,
}

impl<P: Protocol> Default for Engine<P> {
    fn default() -> Engine<P> {
        Engine {
            clock: Clock::default(),
            step_us: 0,
            timers: LiteMap::new(),
            busy_until: Time::ZERO,
            inbox: VecDeque::new(),
            sync: None,
            wake: None,
            timers_set: 0,
            writes: 0,
            choices: 0,
        }
    }
}

impl<P: Protocol> Flight<P> {
    /// How much of the way is done, in thousandths.
    pub fn permille(&self, now: Time) -> u16 {
        let leg = self.due.since(self.leg_from);
        if self.arrived || leg == 0 {
            return 1_000;
        }
        let left = 1_000 - self.leg_permille as u128;
        let done = left * now.since(self.leg_from).min(leg) as u128 / leg as u128;
        self.leg_permille + done as u16
    }
}

/// What a node's inbox holds while the node can't take a step.
#[derive(Clone, Debug)]
pub(super) enum Waiting<P: Protocol> {
    Message(MessageId),
    Timer { timer: P::Timer, key: Key },
    Request { index: usize },
}

/// A timer with its moment.
#[derive(Clone, Copy, Debug)]
pub struct Running {
    pub set_at: Time,
    pub due: Time,
    pub(super) due_us: u64,
    pub(super) key: Key,
}

/// The timed side of a node.
#[derive(Clone, Debug)]
pub struct Engine<P: Protocol> {
    pub clock: Clock,
    /// Each step takes this long.
    pub step_us: u64,
    pub timers: LiteMap<P::Timer, Running>,
    pub(super) busy_until: Time,
    pub(super) inbox: VecDeque<Waiting<P>>,
    pub(super) sync: Option<Key>,
    pub(super) wake: Option<Key>,
    pub(super) timers_set: u64,
    pub(super) writes: u64,
    pub(super) choices: u64,
}
