//! A small protocol that uses everything the kernel offers, for the kernel's own tests.

use std::fmt;

use splitbrain::sim::param::{ParamError, ParamKind, ParamSpec, Params};
use splitbrain::sim::protocol::{Configured, Effects, Facts, Goal, NodeId, Observation, Protocol};
use splitbrain::sim::sight::Sight;
use splitbrain::sim::time::Span;
use splitbrain::sim::word::Word;

/// Nodes beat and ping each other round a ring; who is pinged chooses whether to answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Beacon {
    pub nodes: u16,
    /// Beats at most, so that runs end.
    pub beats_max: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    Ping(u32),
    Pong { beat: u32, clock_us: u64 },
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    Beat,
    Watch,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Answer {
    to: NodeId,
    beat: u32,
    yes: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Record {
    pub beats: u32,
    pub heard: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    pub record: Record,
    pub watched: u32,
    pub latest_clock_us: u64,
}

const fn spec(key: &'static str, kind: ParamKind, default: &'static str) -> ParamSpec {
    ParamSpec { key, kind, default, is_rule: false }
}

fn together() -> ParamError {
    ParamError::Together { message: "a quorum of more nodes than there are".to_string() }
}

impl Configured for Beacon {
    const PARAMS: &'static [ParamSpec] = &[
        spec("n", ParamKind::Number { min: 2, max: 40 }, "3"),
        spec("beats", ParamKind::Number { min: 0, max: 1_000 }, "10"),
        spec("mood", ParamKind::Choice(&["calm", "wild"]), "calm"),
        spec("quorum", ParamKind::Quorum { max: 40 }, "majority"),
    ];

    /// The mood and the quorum are there to be set, and change nothing.
    fn from_params(params: &Params) -> Result<Beacon, ParamError> {
        let [nodes, beats, _, quorum] = Beacon::PARAMS else { return Err(together()) };
        let number = |spec| params.get(spec).parse::<u32>();
        let (Ok(nodes), Ok(beats_max)) = (number(nodes), number(beats)) else {
            return Err(together());
        };
        if number(quorum).is_ok_and(|quorum| quorum > nodes) {
            return Err(together());
        }
        Ok(Beacon { nodes: nodes as u16, beats_max })
    }
}

impl Protocol for Beacon {
    type Message = Message;
    type Timer = Timer;
    type Choice = Answer;
    type Request = Word;
    type Response = Word;
    type Note = u32;
    type Durable = Record;
    type State = State;
    type Observer = ();
    type Finding = u32;

    fn reads_clock(&self) -> bool {
        true
    }

    fn patience_us(&self) -> u64 {
        100_000
    }

    fn parse_request(&self, _: NodeId, word: Word) -> Result<Word, String> {
        Ok(word)
    }

    fn nodes(&self) -> u16 {
        self.nodes
    }

    fn name(&self, node: NodeId) -> String {
        format!("B{}", node.0 + 1)
    }

    fn on_start(&self, _: NodeId, disk: &Record, fx: &mut Effects<Beacon>) -> State {
        fx.set_timer(Timer::Beat, Span::between(5_000, 15_000));
        fx.set_timer(Timer::Watch, Span::exactly(20_000));
        fx.note(disk.beats);
        State { record: disk.clone(), watched: 0, latest_clock_us: fx.clock_us() }
    }

    fn on_message(
        &self,
        _: NodeId,
        state: &mut State,
        from: NodeId,
        message: &Message,
        fx: &mut Effects<Beacon>,
    ) {
        match message {
            Message::Ping(beat) => {
                let answer = |yes| Answer { to: from, beat: *beat, yes };
                fx.choose(vec![answer(false), answer(true)]);
            }
            Message::Pong { clock_us, .. } => {
                state.record.heard += 1;
                state.latest_clock_us = *clock_us;
                fx.write(state.record.clone());
            }
        }
    }

    fn on_timer(&self, me: NodeId, state: &mut State, timer: &Timer, fx: &mut Effects<Beacon>) {
        if *timer == Timer::Watch {
            state.watched += 1;
            if state.watched.is_multiple_of(3) {
                fx.cancel_timer(Timer::Beat);
            }
            fx.set_timer(Timer::Beat, Span::between(1_000, 30_000));
            return;
        }
        if state.record.beats < self.beats_max {
            state.record.beats += 1;
            fx.persist(state.record.clone());
            fx.send(NodeId((me.0 + 1) % self.nodes), Message::Ping(state.record.beats));
            fx.set_timer(Timer::Watch, Span::between(2_000, 20_000));
            fx.persist(state.record.clone());
            fx.set_timer(Timer::Beat, Span::between(5_000, 15_000));
        }
    }

    fn on_request(&self, _: NodeId, state: &mut State, word: &Word, fx: &mut Effects<Beacon>) {
        state.record.heard += 1;
        fx.write(state.record.clone());
        fx.reply(*word);
    }

    fn on_choice(&self, _: NodeId, _: &mut State, choice: &Answer, fx: &mut Effects<Beacon>) {
        if choice.yes {
            let pong = Message::Pong { beat: choice.beat, clock_us: fx.clock_us() };
            fx.send(choice.to, pong);
        }
    }

    fn memory(&self, _: NodeId, state: &State) -> Facts {
        vec![("watched", state.watched.to_string())]
    }

    fn disk(&self, _: NodeId, disk: &Record) -> Facts {
        vec![("beats", disk.beats.to_string()), ("heard", disk.heard.to_string())]
    }

    fn observe(&self, _: &mut (), _: &dyn Sight<Beacon>, _: &mut Vec<Observation<u32>>) {}

    fn goal(&self, _: &(), _: &dyn Sight<Beacon>) -> Goal {
        Goal::Idle
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Ping(beat) => write!(f, "Ping {beat}"),
            Message::Pong { beat, .. } => write!(f, "Pong {beat}"),
        }
    }
}

impl fmt::Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Timer::Beat { "beat" } else { "watch" })
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.yes { "yes" } else { "no" })
    }
}
