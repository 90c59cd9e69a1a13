//! Consistent hashing with replicas: Karger et al., "Consistent Hashing and Random Trees", STOC
//! 1997; preference lists, transfers and gossip after DeCandia et al., "Dynamo: Amazon's Highly
//! Available Key-value Store", SOSP 2007; the failure detector after Das, Gupta and Motivala,
//! "SWIM", DSN 2002, and van Renesse, Minsky and Hayden, "A Gossip-Style Failure Detection
//! Service", Middleware 1998.
//!
//! It solves placement: every key has its nodes, and when nodes come and go few keys move, although
//! no node knows for certain who is there.
//!
//! Rules:
//!
//! 1. A node puts points on the circle, a fixed number for each unit of its weight. A key belongs
//!    to the first point at or after its own place; its replicas are on the next distinct nodes
//!    clockwise (Dynamo, §4.2 and §4.3), or on nodes in other racks, as Dynamo spreads them over
//!    data centres (§4.6). A node may put a point where it does not hash to, and tells of that as
//!    it tells of its weight.
//! 2. Each node keeps its own view of the members. Every period it probes the next node in turn and
//!    tells it what it knows; the answer tells the same back. Of two statements about a node the
//!    one with the higher incarnation counts, then down over suspect over up. That order is
//!    memberlist's (Serf); in SWIM (§4.2) a Confirm overrides any incarnation.
//! 3. A probe without an answer makes its node suspect, for some periods; then it counts as down
//!    and has no place on the ring. Only the node itself takes a higher incarnation, and so refutes
//!    what is said of it. A restart is a new incarnation.
//! 4. A node fetches the arcs that it ought to keep and does not hold, from those that kept them
//!    under the membership before, in messages of limited size, and asks others when no answer
//!    comes.
//! 5. It serves an arc only when it has it on disk, and passes reads on until then.
//! 6. It lets go of an arc only when every node of the preference list has said, since the latest
//!    change of its view, that it holds the arc and means to keep it.
//! 7. Any member coordinates a request. The owner numbers a write and spreads it over the
//!    preference list; it is acknowledged when W of these have it on disk and take themselves for
//!    one of them. A write that still waits when its owner hears of a higher number is numbered
//!    anew, above that. A get goes to one of the list (R = 1), the owner first or, where reads are
//!    spread, all in turn. So R + W > N only when W is all: then, while all members see one ring,
//!    a get finds what was acknowledged before it was asked.
//! 8. With a bound no node owns more than its share and a given percentage of the keys: a full
//!    node's further keys go to the next one clockwise (Mirrokni, Thorup and Zadimoghaddam, 2016).
//!
//! # Caveats
//!
//! - Versions count writes. A write whose owner had not heard of another one is its sibling, and
//!   Dynamo gives a client both (§4.4); here the one with the higher number wins, whether the other
//!   was acknowledged or not. While views differ, two owners may number writes, and a get may find
//!   an older version than one already acknowledged. Both is told, and not a violation.
//! - In Dynamo an outage moves no keys, as changes of the ring are explicit (§4.8.1), and any of
//!   the first N healthy nodes coordinates a write. Here a node that counts as down loses its
//!   place, its keys are copied, and a put waits for the owner.
//! - Two gets during a write may find the new version and then the one before it: what is promised
//!   is regular, not atomic (Lamport, "On Interprocess Communication", 1986).
//! - A request that is sent again may write a second version of the same value, and so bury another
//!   client's write that was acknowledged in between.
//! - SWIM's indirect probes are left out: one lost message makes a node suspect, and it refutes.
//!   Everything known of members travels with every probe, which suits some dozens of changes.
//! - Keys stored from the start are numbered, not written one by one: nodes hold arcs of them.
//! - Algorithms without points place 4,096 slots of the circle, not single keys, and replicas on
//!   the members that follow by number; rendezvous on those that score next.
//! - An anchor needs one order in which nodes came and went. It is told with the view, and of two
//!   orders the longer one counts: who takes over another one may move more keys, once.
//! - With a bound, the keys stored from the start count, under each view anew, and not those that
//!   clients write; a full node may pass on keys that were not on changed arcs. Keys on one place
//!   stay together: with a poor hash a node may own more than the bound.
//! - The bound is on keys. Of one key that everybody asks for it takes nothing: replicas that are
//!   read in turns do.
//! - Nodes are installed with their data at 0 of their own clock: a lost disk at a restart is told
//!   from the first start by that, and a crash before the first forced write loses the data.

pub mod arcs;
pub mod change;
mod client;
mod data;
pub mod history;
pub mod keys;
pub mod membership;
mod messages;
mod observer;
mod params;
pub mod table;

pub use messages::*;
pub use observer::{Finding, Observer, views_agree};
pub use params::{Algorithm, Apart, WhenFull};

use crate::placement::hash::HashKind;
use crate::protocols::quorum::Quorum;
use crate::sim::protocol::{Effects, Facts, Goal, NoChoice, NodeId, Observation, Protocol};
use crate::sim::sight::Sight;
use crate::sim::time::Span;
use crate::sim::word::Word;
use arcs::ArcSet;
use history::Past;
use membership::{Delta, Entry, Status};
use table::{Memo, Placing};

const WEIGHT_MAX: u32 = 16;

/// The configuration: sizes, the algorithm, and the rules that may be broken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hashing {
    /// In the ring from the start; the nodes after them may join.
    pub members: u16,
    pub spare: u16,
    pub algorithm: Algorithm,
    pub hash: HashKind,
    /// Of a node of weight 1.
    pub points: u32,
    pub replicas: u32,
    /// Of the replicas, on how many disks a write is when it is acknowledged (rule 7).
    pub write_quorum: Quorum,
    pub apart: Apart,
    pub racks: u16,
    /// Rule 5.
    pub transfers_first: bool,
    /// What a node may own above its share; 0: no bound.
    pub bound_percent: u32,
    /// Rule 8.
    pub when_full: WhenFull,
    pub keys: u32,
    pub value_bytes: u32,
    pub gossip_us: u64,
    /// Periods for which a suspect may refute.
    pub suspicion: u32,
    /// A coordinator asks the nodes of the preference list in turn, not the owner first.
    pub spreads_reads: bool,
    pub memo: Memo,
}

/// What survives a crash.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Record {
    pub view: Delta,
    /// With an anchor, in which order its members came and went. It is told to others without the
    /// coming of this node, which need not know what was before.
    pub past: Past,
    /// Arcs whose stored keys are here.
    pub held: ArcSet,
    /// Written during the run, by key.
    pub written: Vec<(Word, Version)>,
}

/// A write, and who said that it is on disk there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Written {
    pub key: Word,
    pub version: Version,
    /// The versions that its owner knew of when it numbered it. Others do not know them.
    pub over: Vec<Version>,
    pub acked: Vec<NodeId>,
}

/// A request that this node coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asked {
    pub ask: Ask,
    pub is_put: bool,
    pub tries: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    /// As it is or will be on disk.
    pub record: Record,
    /// The ring as this node sees it, and as it saw it before the latest change.
    pub placing: Placing,
    pub before: Option<Placing>,
    /// When that was, by its own clock, and how many there were.
    pub changed_us: u64,
    pub changes: u32,
    /// Periods so far; whose turn it is to be probed; who has not answered.
    round: u32,
    turn: u32,
    probed: Option<NodeId>,
    suspects: Vec<(NodeId, u32)>,
    /// Fetches without an answer, and how often there was none.
    pub asked: Vec<(NodeId, ArcSet)>,
    tries: u32,
    /// Who said to hold what, since the latest change.
    confirmed: Vec<(NodeId, ArcSet)>,
    pub written: Vec<Written>,
    /// Writes not yet acknowledged, with their requests.
    puts: Vec<(Ask, Version)>,
    asks: Vec<Asked>,
    asks_made: u32,
    /// The latest answers to clients, and how many there were.
    pub answered: Vec<Answer>,
    pub answers: u32,
    /// Gets answered from what is here, and puts numbered here, since the node started.
    pub served: u32,
    /// It holds what it ought to, no more, and its writes are where they belong.
    pub is_settled: bool,
}

/// A to Z, then N27.
pub fn name(node: NodeId) -> String {
    match node.0 {
        0..26 => char::from(b'A' + node.0 as u8).to_string(),
        number => format!("N{}", number + 1),
    }
}

impl Hashing {
    pub fn count(&self) -> u16 {
        self.members + self.spare
    }

    pub fn rack(&self, node: NodeId) -> u16 {
        node.0 % self.racks
    }

    pub fn key_place(&self, key: Word) -> u32 {
        self.hash.key(key.as_str().as_bytes())
    }

    /// Whether it is one of those stored from the start.
    pub fn is_stored(&self, key: Word) -> bool {
        let digits = key.as_str().strip_prefix("key").unwrap_or_default();
        let number = digits.parse::<u32>();
        number.is_ok_and(|number| number < self.keys && number.to_string() == digits)
    }

    /// `2x8f3a`: the second point, and the first digits of its place.
    fn parse_move(&self, text: &str) -> Option<(u32, u32)> {
        let (number, place) = text.split_once('x')?;
        let number = number.parse::<u32>().ok()?.checked_sub(1)?;
        let digits = place.len() as u32;
        let is_known = number < self.points * WEIGHT_MAX && (1..=8).contains(&digits);
        let place = u32::from_str_radix(place, 16).ok()?;
        is_known.then(|| (number, place << (32 - 4 * digits)))
    }

    /// The first period is cut so that nodes take turns.
    fn first_gossip(&self, me: NodeId) -> Span {
        Span::exactly(self.gossip_us * (u64::from(me.0) + 1) / u64::from(self.count()))
    }

    fn first_record(&self, me: NodeId) -> Record {
        let first = self.place(self.first_members(), Past::default());
        let held = first.kept(me).clone();
        Record { held, ..Record::default() }
    }

    fn after(&self, me: NodeId, state: &mut State) {
        let kept = state.placing.kept(me);
        let at_home =
            |one: &Written| kept.contains(self.key_place(one.key)) && state.is_kept(self, one);
        state.is_settled = state.record.held == *kept && state.written.iter().all(at_home);
    }
}

impl Protocol for Hashing {
    type Message = Message;
    type Timer = Timer;
    type Choice = NoChoice;
    type Request = Request;
    type Response = Answer;
    type Note = Note;
    type Durable = Record;
    type State = State;
    type Observer = Observer;
    type Finding = Finding;

    fn reads_clock(&self) -> bool {
        true
    }

    /// Suspicion, some rounds of gossip, and as many tries as there are likely sources.
    fn patience_us(&self) -> u64 {
        let periods = u64::from(self.suspicion + 3 * self.replicas + 20);
        self.gossip_us * (periods + u64::from(self.count()))
    }

    fn parse_request(&self, _: NodeId, word: Word) -> Result<Request, String> {
        let text = word.as_str();
        match text {
            "join" => return Ok(Request::Join),
            "leave" => return Ok(Request::Leave),
            _ => {}
        }
        let rest = Word::new(&text[1..]);
        match (text.as_bytes()[0], rest) {
            (b'p', Some(key)) => return Ok(Request::Put(key)),
            (b'g', Some(key)) => return Ok(Request::Get(key)),
            (b'm', Some(rest)) => {
                if let Some((number, place)) = self.parse_move(rest.as_str()) {
                    return Ok(Request::Move(number, place));
                }
            }
            (b'w', Some(weight)) => {
                let parsed = weight.as_str().parse::<u32>();
                if let Ok(weight @ 1..=WEIGHT_MAX) = parsed {
                    return Ok(Request::Weight(weight));
                }
            }
            _ => {}
        }
        Err(format!(
            "\"{text}\" is none of join, leave, w1 to w{WEIGHT_MAX} (weight), m2x8f3a (the second \
             point to 8f3a0000), p and a key (put), g and a key (get)"
        ))
    }

    fn nodes(&self) -> u16 {
        self.count()
    }

    fn name(&self, node: NodeId) -> String {
        name(node)
    }

    fn on_start(&self, me: NodeId, disk: &Record, fx: &mut Effects<Hashing>) -> State {
        let is_first = fx.clock_us() == 0 && *disk == Record::default();
        let mut record = if is_first { self.first_record(me) } else { disk.clone() };
        let own = self.entry(&record.view, me);
        let is_in = own.status != Status::Out;
        if !is_first && is_in {
            let status = if own.status == Status::Left { Status::Left } else { Status::Up };
            let incarnation = own.incarnation.saturating_add(1);
            self.set_entry(&mut record.view, me, Entry { incarnation, status, ..own });
        }
        let mut members = self.members_in(&record.view);
        if members.is_empty() {
            members = self.first_members();
        }
        record.past = self.past_up_to(&record.past, &members, Some(me));
        let past = self.past_of_table(&record.past, &members);
        let placing = self.place(members, past);
        let written = record.written.iter();
        let written = written.map(|(key, version)| Written {
            key: *key,
            version: *version,
            over: Vec::new(),
            acked: Vec::new(),
        });
        let mut state = State {
            written: written.collect(),
            placing,
            record,
            before: None,
            changed_us: 0,
            changes: 0,
            round: 0,
            turn: 0,
            probed: None,
            suspects: Vec::new(),
            asked: Vec::new(),
            tries: 0,
            confirmed: Vec::new(),
            puts: Vec::new(),
            asks: Vec::new(),
            asks_made: 0,
            answered: Vec::new(),
            answers: 0,
            served: 0,
            is_settled: false,
        };
        if is_in {
            state.persist(fx);
            fx.set_timer(Timer::Gossip, self.first_gossip(me));
            state.work(self, me, fx);
        }
        self.after(me, &mut state);
        state
    }

    fn on_message(
        &self,
        me: NodeId,
        state: &mut State,
        from: NodeId,
        message: &Message,
        fx: &mut Effects<Hashing>,
    ) {
        match message {
            Message::Gossip(heard, past) => {
                state.hear(self, me, (heard, past), fx);
                let Record { view, past, .. } = &state.record;
                fx.send(from, Message::Ack(view.clone(), past.clone()));
            }
            Message::Ack(heard, past) => {
                if state.probed == Some(from) {
                    state.probed = None;
                }
                state.hear(self, me, (heard, past), fx);
            }
            Message::Get { ask, passed } => state.on_get(self, me, *ask, *passed, fx),
            Message::Put { ask, forwarded } => state.on_put(self, me, *ask, *forwarded, fx),
            Message::Found { ask, version } => state.on_found(*ask, *version, fx),
            Message::Stored { ask, version } => state.on_stored(*ask, *version, fx),
            Message::Replicate { serial, key, version } => {
                state.on_replicate(self, me, from, (*serial, *key, *version), fx);
            }
            Message::Replicated { serial, key, version } => {
                state.on_replicated(self, me, from, (*serial, *key, *version), fx);
            }
            Message::Fetch { arcs } => state.on_fetch(self, from, arcs, fx),
            Message::Transfer { arcs, written, .. } => {
                state.on_transfer(self, me, from, arcs, written, fx);
            }
            Message::Check { serial, arcs } => state.on_check(me, from, *serial, arcs, fx),
            Message::Holds { serial, arcs } => state.on_holds(self, me, from, (*serial, arcs), fx),
        }
        self.after(me, state);
    }

    fn on_timer(&self, me: NodeId, state: &mut State, timer: &Timer, fx: &mut Effects<Hashing>) {
        match timer {
            Timer::Gossip => {
                state.retry(self, me, fx);
                state.tick(self, me, fx);
                state.retry_asks(self, me, fx);
            }
            Timer::OnDisk => state.on_disk(self, me, fx),
        }
        self.after(me, state);
    }

    fn on_request(
        &self,
        me: NodeId,
        state: &mut State,
        request: &Request,
        fx: &mut Effects<Hashing>,
    ) {
        state.on_request(self, me, *request, fx);
        self.after(me, state);
    }

    fn on_choice(&self, _: NodeId, _: &mut State, choice: &NoChoice, _: &mut Effects<Hashing>) {
        match *choice {}
    }

    fn memory(&self, me: NodeId, state: &State) -> Facts {
        let members: Vec<String> =
            state.placing.members.iter().take(12).map(|seat| name(seat.node)).collect();
        let more = state.placing.members.len().saturating_sub(members.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let owned = state.placing.owned(me).intersection(&state.record.held);
        let mut facts = vec![
            ("sees", members.join(" ") + &more),
            ("owns", format!("{} keys", self.keys_in(&owned))),
            ("awaits", format!("{} keys", self.keys_in(&state.missing(me)))),
            ("may let go", format!("{} keys", self.keys_in(&state.excess(me)))),
        ];
        if !state.asks.is_empty() {
            let keys: Vec<&str> = state.asks.iter().map(|one| one.ask.key.as_str()).collect();
            facts.push(("waits for", keys.join(", ")));
        }
        facts
    }

    fn disk(&self, me: NodeId, disk: &Record) -> Facts {
        let own = self.entry(&disk.view, me);
        let mut facts = vec![
            ("status", own.to_string()),
            ("holds", format!("{} keys", self.keys_in(&disk.held))),
        ];
        if !disk.written.is_empty() {
            let list = disk.written.iter().map(|(key, version)| format!("{key} {version}"));
            facts.push(("written", list.collect::<Vec<String>>().join(", ")));
        }
        facts
    }

    fn observe(
        &self,
        seen: &mut Observer,
        world: &dyn Sight<Hashing>,
        found: &mut Vec<Observation<Finding>>,
    ) {
        seen.look(self, world, found);
    }

    fn goal(&self, seen: &Observer, world: &dyn Sight<Hashing>) -> Goal {
        observer::goal(self, seen, world)
    }
}
