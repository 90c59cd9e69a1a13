//! Puts and gets: any member coordinates, the owner by its view serves.

use super::membership::Status;
use super::messages::{Answer, Ask, Message, Note, PassedOn, Request, Version};
use super::{Algorithm, Asked, Hashing, State};
use crate::sim::protocol::{Effects, NodeId};
use crate::sim::word::Word;

/// Periods after which a coordinator gives a request up.
const TRIES_MAX: u32 = 8;
/// Answers that an observer finds in the state.
const ANSWERS_KEPT: usize = 16;

impl State {
    /// What was asked last and is not answered, for who watches.
    pub fn latest_ask(&self) -> Option<Ask> {
        self.asks.last().map(|asked| asked.ask)
    }

    pub fn on_request(
        &mut self,
        ring: &Hashing,
        me: NodeId,
        request: Request,
        fx: &mut Effects<Hashing>,
    ) {
        let own = self.own(ring, me);
        let is_member = own.is_member();
        match request {
            Request::Join if !is_member => {
                fx.note(Note::Joins);
                self.change_own(ring, me, Status::Up, (own.weight, own.moved), fx);
            }
            // The last member stays: keys need a node.
            Request::Leave if is_member && self.placing.members.len() > 1 => {
                fx.note(Note::Leaves);
                self.change_own(ring, me, Status::Left, (own.weight, own.moved), fx);
            }
            Request::Weight(weight) if is_member && weight != own.weight => {
                fx.note(Note::Weighs(weight));
                self.change_own(ring, me, Status::Up, (weight, own.moved), fx);
            }
            Request::Move(number, place) if is_member && ring.algorithm == Algorithm::Ring => {
                let moved = own.moved.with(number, place);
                if number < ring.points * own.weight && moved != own.moved {
                    fx.note(Note::Moves { number, place });
                    self.change_own(ring, me, Status::Up, (own.weight, moved), fx);
                }
            }
            Request::Put(key) => self.coordinate(ring, me, key, true, fx),
            Request::Get(key) => self.coordinate(ring, me, key, false, fx),
            Request::Join | Request::Leave | Request::Weight(_) | Request::Move(..) => {}
        }
    }

    fn coordinate(
        &mut self,
        ring: &Hashing,
        me: NodeId,
        key: Word,
        is_put: bool,
        fx: &mut Effects<Hashing>,
    ) {
        if !self.own(ring, me).is_member() {
            return self.answer(Answer::Unavailable { key }, fx);
        }
        let first_life = self.own(ring, me).incarnation;
        self.asks_made = self.asks_made.max(first_life.wrapping_mul(1_000)).wrapping_add(1);
        let ask = Ask { coordinator: me, serial: self.asks_made, key };
        self.asks.push(Asked { ask, is_put, tries: 0 });
        self.dispatch(ring, me, self.asks.len() - 1, fx);
    }

    fn dispatch(&mut self, ring: &Hashing, me: NodeId, index: usize, fx: &mut Effects<Hashing>) {
        let Asked { ask, is_put, tries } = self.asks[index];
        let list = self.placing.list(ring.key_place(ask.key));
        let first = if ring.spreads_reads { ask.serial } else { 0 };
        let turn =
            if is_put { 0 } else { (first.wrapping_add(tries)) as usize % list.len().max(1) };
        let Some(target) = list.get(turn).copied() else { return };
        match (target == me, is_put) {
            (true, true) => self.on_put(ring, me, ask, false, fx),
            (true, false) => self.on_get(ring, me, ask, None, fx),
            (false, true) => fx.send(target, Message::Put { ask, forwarded: false }),
            (false, false) => fx.send(target, Message::Get { ask, passed: None }),
        }
    }

    /// Once a period: unanswered requests are sent again, until nobody can be hoped for.
    pub fn retry_asks(&mut self, ring: &Hashing, me: NodeId, fx: &mut Effects<Hashing>) {
        for asked in &mut self.asks {
            asked.tries += 1;
        }
        let late = self.asks.iter().filter(|asked| asked.tries > TRIES_MAX);
        let late: Vec<Word> = late.map(|asked| asked.ask.key).collect();
        self.asks.retain(|asked| asked.tries <= TRIES_MAX);
        for key in late {
            fx.note(Note::GivesUp { key });
            self.answer(Answer::Unavailable { key }, fx);
        }
        let serials: Vec<u32> = self.asks.iter().map(|asked| asked.ask.serial).collect();
        for serial in serials {
            let found = self.asks.iter().position(|asked| asked.ask.serial == serial);
            if let Some(index) = found {
                self.dispatch(ring, me, index, fx);
            }
        }
    }

    pub fn on_get(
        &mut self,
        ring: &Hashing,
        me: NodeId,
        ask: Ask,
        passed: Option<PassedOn>,
        fx: &mut Effects<Hashing>,
    ) {
        let place = ring.key_place(ask.key);
        let holds = self.record.held.contains(place);
        let owns = self.placing.kept(me).contains(place);
        if holds || (owns && !ring.transfers_first) {
            let stored = Version { count: 0, writer: NodeId(0) };
            let version = self.version(ask.key);
            let version = version.or((holds && ring.is_stored(ask.key)).then_some(stored));
            self.served = self.served.saturating_add(1);
            let known = passed.and_then(|PassedOn(known)| known);
            return self.tell_found(me, ask, version.max(known), fx);
        }
        if passed.is_some() {
            return fx.note(Note::Waits { key: ask.key });
        }
        let old = self.before.as_ref().unwrap_or(&self.placing).list(place);
        let to = self.source(ring, me, &old, &self.placing.list(place));
        fx.note(Note::Refers { key: ask.key, to });
        fx.send(to, Message::Get { ask, passed: Some(PassedOn(self.version(ask.key))) });
    }

    fn tell_found(
        &mut self,
        me: NodeId,
        ask: Ask,
        version: Option<Version>,
        fx: &mut Effects<Hashing>,
    ) {
        if ask.coordinator == me {
            self.on_found(ask, version, fx);
        } else {
            fx.send(ask.coordinator, Message::Found { ask, version });
        }
    }

    pub fn on_put(
        &mut self,
        ring: &Hashing,
        me: NodeId,
        ask: Ask,
        forwarded: bool,
        fx: &mut Effects<Hashing>,
    ) {
        let place = ring.key_place(ask.key);
        match self.placing.owner(place) {
            Some(owner) if owner != me && !forwarded => {
                fx.note(Note::Refers { key: ask.key, to: owner });
                return fx.send(owner, Message::Put { ask, forwarded: true });
            }
            Some(owner) if owner == me => {}
            _ => return fx.note(Note::Waits { key: ask.key }),
        }
        if ring.transfers_first && !self.record.held.contains(place) {
            return fx.note(Note::Waits { key: ask.key });
        }
        if self.puts.iter().any(|(known, _)| *known == ask) {
            return;
        }
        self.served = self.served.saturating_add(1);
        let known = self.version(ask.key);
        let count = known.map_or(0, |version| version.count).saturating_add(1);
        let version = Version { count, writer: me };
        self.write(ask.key, version, known.into_iter().collect());
        self.puts.push((ask, version));
        self.persist(fx);
        self.spread_key(ring, me, ask.key, fx);
    }

    /// A put is acknowledged when as many nodes of the preference list as a write needs have it on
    /// disk. Or a later put of that key that was numbered here, while both waited: nothing else
    /// takes the place of a waiting write. That is as if the one had been stored and the other had
    /// replaced it at once, and no client is told of an order that was not.
    pub fn finish_puts(&mut self, ring: &Hashing, me: NodeId, fx: &mut Effects<Hashing>) {
        let is_done = |state: &State, ask: &Ask, version: Version| {
            let found = state.written.binary_search_by_key(&ask.key, |one| one.key);
            found.is_ok_and(|index| {
                let one = &state.written[index];
                one.version >= version && state.has_quorum(ring, one)
            })
        };
        let (done, waiting) = std::mem::take(&mut self.puts)
            .into_iter()
            .partition(|(ask, version)| is_done(self, ask, *version));
        self.puts = waiting;
        for (ask, version) in done {
            if ask.coordinator == me {
                self.on_stored(ask, version, fx);
            } else {
                fx.send(ask.coordinator, Message::Stored { ask, version });
            }
        }
    }

    pub fn on_stored(&mut self, ask: Ask, version: Version, fx: &mut Effects<Hashing>) {
        if self.settle(ask) {
            self.answer(Answer::Stored { ask, version }, fx);
        }
    }

    pub fn on_found(&mut self, ask: Ask, version: Option<Version>, fx: &mut Effects<Hashing>) {
        if self.settle(ask) {
            self.answer(Answer::Found { ask, version }, fx);
        }
    }

    /// Whether somebody still waits for this; not any more.
    fn settle(&mut self, ask: Ask) -> bool {
        let count = self.asks.len();
        self.asks.retain(|asked| asked.ask != ask);
        self.asks.len() < count
    }

    fn answer(&mut self, answer: Answer, fx: &mut Effects<Hashing>) {
        if self.answered.len() == ANSWERS_KEPT {
            self.answered.remove(0);
        }
        self.answered.push(answer);
        self.answers = self.answers.saturating_add(1);
        fx.reply(answer);
    }
}
