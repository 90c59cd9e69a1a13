//! Keys on their way: fetching what a node ought to hold, and letting go of what others hold.

use super::arcs::ArcSet;
use super::membership::Status;
use super::messages::{Message, Note, Serial, Timer, Version};
use super::table::Table;
use super::{Hashing, State, Written};
use crate::sim::protocol::{Effects, NodeId};
use crate::sim::time::Span;
use crate::sim::word::Word;

/// Keys in one message at least, where there are so many; large stores send larger messages, so
/// that no change takes more than some dozens.
const CHUNK_KEYS_MIN: u32 = 50;
const CHUNKS_MAX: u32 = 40;

type Piece = (u32, u32);

/// Arcs cut where the table's lists change.
fn pieces(table: &Table, arcs: &ArcSet) -> Vec<(Piece, Vec<NodeId>)> {
    let mut cut = Vec::new();
    for (low, high) in arcs.arcs().iter().copied() {
        let mut from = low;
        loop {
            let (_, end, list) = table.segment_of(from);
            cut.push(((from, end.min(high)), list));
            if end >= high {
                break;
            }
            from = end + 1;
        }
    }
    cut
}

fn add(groups: &mut Vec<(NodeId, Vec<Piece>)>, node: NodeId, piece: Piece) {
    match groups.iter_mut().find(|(id, _)| *id == node) {
        Some((_, list)) => list.push(piece),
        None => groups.push((node, vec![piece])),
    }
}

impl State {
    pub fn serial(&self, ring: &Hashing, me: NodeId) -> Serial {
        (self.own(ring, me).incarnation, self.changes)
    }

    /// What it ought to hold and does not.
    pub fn missing(&self, me: NodeId) -> ArcSet {
        self.placing.kept(me).minus(&self.record.held)
    }

    /// What it holds and ought not to.
    pub fn excess(&self, me: NodeId) -> ArcSet {
        self.record.held.minus(self.placing.kept(me))
    }

    pub fn forget_answers_of(&mut self, node: NodeId) {
        self.confirmed.retain(|(id, _)| *id != node);
        for written in &mut self.written {
            written.acked.retain(|id| *id != node);
        }
    }

    pub fn forget_all_answers(&mut self) {
        self.confirmed.clear();
        self.asked.clear();
        self.tries = 0;
        for written in &mut self.written {
            written.acked.clear();
        }
    }

    /// Once a period: what was asked and not answered is asked again, of somebody else.
    pub fn retry(&mut self, ring: &Hashing, me: NodeId, fx: &mut Effects<Hashing>) {
        self.asked.clear();
        self.tries = if self.missing(me).is_empty() { 0 } else { self.tries.saturating_add(1) };
        self.work(ring, me, fx);
        self.ask_to_let_go(ring, me, fx);
    }

    /// Fetches what is missing and tells others of writes that they lack.
    pub fn work(&mut self, ring: &Hashing, me: NodeId, fx: &mut Effects<Hashing>) {
        self.fetch(ring, me, fx);
        for index in 0..self.written.len() {
            self.spread(ring, me, index, fx);
        }
    }

    pub fn fetch(&mut self, ring: &Hashing, me: NodeId, fx: &mut Effects<Hashing>) {
        let asked = self.asked.iter().fold(ArcSet::default(), |sum, (_, arcs)| sum.union(arcs));
        let missing = self.missing(me).minus(&asked);
        let mut groups = Vec::new();
        let old = self.before.as_ref().unwrap_or(&self.placing);
        for (piece, list) in pieces(old, &missing) {
            let source = self.source(ring, me, &list, &self.placing.list(piece.1));
            add(&mut groups, source, piece);
        }
        for (source, list) in groups {
            let arcs = ArcSet::of(list);
            fx.send(source, Message::Fetch { arcs: arcs.clone() });
            self.asked.push((source, arcs));
        }
    }

    /// Who is likely to hold what these lists say: former keepers first, then the present ones, at
    /// last anybody in turn.
    pub fn source(&self, ring: &Hashing, me: NodeId, old: &[NodeId], new: &[NodeId]) -> NodeId {
        let answers = |id: &&NodeId| {
            let status = ring.entry(&self.record.view, **id).status;
            **id != me && !matches!(status, Status::Down | Status::Out)
        };
        let mut likely: Vec<NodeId> = Vec::new();
        for id in old.iter().chain(new).filter(answers) {
            if !likely.contains(id) {
                likely.push(*id);
            }
        }
        let tries = self.tries as usize;
        if let Some(id) = likely.get(tries) {
            return *id;
        }
        let others = u32::from(ring.count()).saturating_sub(1).max(1);
        let step = 1 + (tries - likely.len()) as u32 % others;
        NodeId(((u32::from(me.0) + step) % u32::from(ring.count())) as u16)
    }

    pub fn on_fetch(&self, ring: &Hashing, to: NodeId, arcs: &ArcSet, fx: &mut Effects<Hashing>) {
        let most = CHUNK_KEYS_MIN.max(ring.keys / CHUNKS_MAX);
        let mut room = most;
        let mut part = Vec::new();
        for (low, high) in self.record.held.intersection(arcs).arcs().iter().copied() {
            let count = ring.keys_between(low, high);
            if count <= room {
                part.push((low, high));
                room -= count;
                continue;
            }
            if room > 0 {
                // Keys on one place stay together.
                part.push((low, ring.stored().between(low, high)[room as usize - 1].place));
            }
            break;
        }
        let arcs = ArcSet::of(part);
        let keys = ring.keys_in(&arcs);
        let bytes = u64::from(keys) * u64::from(ring.value_bytes);
        let inside = self.written.iter().filter(|one| arcs.contains(ring.key_place(one.key)));
        let written = inside.map(|one| (one.key, one.version)).collect();
        fx.send(to, Message::Transfer { arcs, keys, bytes, written });
    }

    pub fn on_transfer(
        &mut self,
        ring: &Hashing,
        me: NodeId,
        from: NodeId,
        arcs: &ArcSet,
        written: &[(Word, Version)],
        fx: &mut Effects<Hashing>,
    ) {
        let new = arcs.intersection(&self.missing(me));
        if new.is_empty() {
            return;
        }
        self.record.held = self.record.held.union(&new);
        let inside = written.iter().filter(|(key, _)| new.contains(ring.key_place(*key)));
        let learned = inside.filter(|(key, version)| self.learn(ring, me, *key, *version));
        let learned: Vec<Word> = learned.map(|(key, _)| *key).collect();
        self.asked.retain(|(id, _)| *id != from);
        fx.note(Note::Receives { from, keys: ring.keys_in(&new) });
        self.persist(fx);
        for key in learned.into_iter().filter(|key| self.waits(*key)) {
            self.spread_key(ring, me, key, fx);
        }
        self.fetch(ring, me, fx);
    }

    /// Another node has this version, and what is older here gives way to it; whether it did. A
    /// write that still waits to be acknowledged does not: what others say of the higher version
    /// says nothing of this one, which would be gone with the next merge. Its owner numbers it
    /// anew, above what it knows by now. Who no longer owns the key lets go of the put: the
    /// coordinator asks again, and asks the owner.
    fn learn(&mut self, ring: &Hashing, me: NodeId, key: Word, version: Version) -> bool {
        let Some(own) = self.version(key).filter(|_| self.waits(key)) else {
            return self.write(key, version, Vec::new());
        };
        if own >= version {
            return false;
        }
        if self.placing.owner(ring.key_place(key)) == Some(me) {
            let above = Version { count: version.count.saturating_add(1), writer: me };
            self.write(key, above, vec![own, version]);
            let renumbered =
                self.puts.iter_mut().filter(|(ask, put)| ask.key == key && *put == own);
            renumbered.for_each(|(_, put)| *put = above);
        } else {
            self.puts.retain(|(ask, _)| ask.key != key);
            self.write(key, version, Vec::new());
        }
        true
    }

    /// Whether a put of this key is not acknowledged yet.
    fn waits(&self, key: Word) -> bool {
        self.puts.iter().any(|(ask, _)| ask.key == key)
    }

    /// Keeps the newer version; whether that was this one. `over` is what its owner knew of when it
    /// numbered it, nothing where it was numbered elsewhere.
    pub fn write(&mut self, key: Word, version: Version, over: Vec<Version>) -> bool {
        let one = Written { key, version, over, acked: Vec::new() };
        match self.written.binary_search_by_key(&key, |one| one.key) {
            Ok(index) if self.written[index].version >= version => return false,
            Ok(index) => self.written[index] = one,
            Err(index) => self.written.insert(index, one),
        }
        self.note_written();
        true
    }

    fn note_written(&mut self) {
        self.record.written = self.written.iter().map(|one| (one.key, one.version)).collect();
    }

    /// A forced write of everything durable; a timer tells when it is done.
    pub fn persist(&mut self, fx: &mut Effects<Hashing>) {
        fx.persist(self.record.clone());
        if !self.written.is_empty() {
            fx.set_timer(Timer::OnDisk, Span::exactly(0));
        }
    }

    pub fn version(&self, key: Word) -> Option<Version> {
        let index = self.written.binary_search_by_key(&key, |one| one.key).ok()?;
        Some(self.written[index].version)
    }

    pub fn spread_key(&self, ring: &Hashing, me: NodeId, key: Word, fx: &mut Effects<Hashing>) {
        if let Ok(index) = self.written.binary_search_by_key(&key, |one| one.key) {
            self.spread(ring, me, index, fx);
        }
    }

    /// Sends one write to those that ought to keep it and have not said that they do.
    pub fn spread(&self, ring: &Hashing, me: NodeId, index: usize, fx: &mut Effects<Hashing>) {
        let one = &self.written[index];
        let serial = self.serial(ring, me);
        for node in self.placing.list(ring.key_place(one.key)) {
            if node != me && !one.acked.contains(&node) {
                let (key, version) = (one.key, one.version);
                fx.send(node, Message::Replicate { serial, key, version });
            }
        }
    }

    pub fn on_replicate(
        &mut self,
        ring: &Hashing,
        me: NodeId,
        from: NodeId,
        (serial, key, version): (Serial, Word, Version),
        fx: &mut Effects<Hashing>,
    ) {
        if self.learn(ring, me, key, version) {
            self.persist(fx);
            if self.waits(key) {
                self.spread_key(ring, me, key, fx);
            }
        }
        // Only who takes itself for a keeper says that it keeps: two nodes whose views differ must
        // not each rely on the other.
        let version = self.version(key).unwrap_or(version);
        if self.placing.kept(me).contains(ring.key_place(key)) {
            fx.send(from, Message::Replicated { serial, key, version });
        }
    }

    pub fn on_replicated(
        &mut self,
        ring: &Hashing,
        me: NodeId,
        from: NodeId,
        (serial, key, version): (Serial, Word, Version),
        fx: &mut Effects<Hashing>,
    ) {
        if serial != self.serial(ring, me) {
            return;
        }
        if self.waits(key) && self.learn(ring, me, key, version) {
            self.persist(fx);
            return self.spread_key(ring, me, key, fx);
        }
        let found = self.written.binary_search_by_key(&key, |one| one.key);
        let Ok(index) = found else { return };
        let one = &mut self.written[index];
        // Where no put waits for this write, a later one does as well.
        if version >= one.version && !one.acked.contains(&from) {
            one.acked.push(from);
            self.finish_puts(ring, me, fx);
        }
    }

    /// What was written is on disk.
    pub fn on_disk(&mut self, ring: &Hashing, me: NodeId, fx: &mut Effects<Hashing>) {
        for one in &mut self.written {
            if !one.acked.contains(&me) {
                one.acked.push(me);
            }
        }
        self.finish_puts(ring, me, fx);
    }

    /// As many of those that ought to keep this write as have to say that they do.
    pub fn has_quorum(&self, ring: &Hashing, one: &Written) -> bool {
        let list = self.placing.list(ring.key_place(one.key));
        let kept = list.iter().filter(|node| one.acked.contains(node)).count();
        kept >= list.len().min(ring.write_quorum.size(list.len() as u16).into())
    }

    /// All that ought to keep this write have said that they do.
    pub fn is_kept(&self, ring: &Hashing, one: &Written) -> bool {
        let list = self.placing.list(ring.key_place(one.key));
        list.iter().all(|node| one.acked.contains(node))
    }

    /// Asks the keepers of what it need not hold whether they do.
    fn ask_to_let_go(&mut self, ring: &Hashing, me: NodeId, fx: &mut Effects<Hashing>) {
        let mut groups = Vec::new();
        for (piece, list) in pieces(&self.placing, &self.excess(me)) {
            list.into_iter().for_each(|node| add(&mut groups, node, piece));
        }
        let serial = self.serial(ring, me);
        for (node, list) in groups {
            fx.send(node, Message::Check { serial, arcs: ArcSet::of(list) });
        }
        if self.let_go_of_writes(ring, me) {
            self.persist(fx);
        }
    }

    /// Of writes that belong elsewhere and are kept there, once their arc is let go of; whether
    /// there was any. Who still has the arc may become its owner again, and would answer without.
    fn let_go_of_writes(&mut self, ring: &Hashing, me: NodeId) -> bool {
        let count = self.written.len();
        let mut written = std::mem::take(&mut self.written);
        written.retain(|one| {
            let place = ring.key_place(one.key);
            let stays = self.record.held.contains(place) || self.placing.list(place).contains(&me);
            stays || self.waits(one.key) || !self.is_kept(ring, one)
        });
        self.written = written;
        let has_gone = self.written.len() < count;
        if has_gone {
            self.note_written();
        }
        has_gone
    }

    pub fn on_check(
        &self,
        me: NodeId,
        from: NodeId,
        serial: Serial,
        arcs: &ArcSet,
        fx: &mut Effects<Hashing>,
    ) {
        let arcs = self.record.held.intersection(self.placing.kept(me)).intersection(arcs);
        if !arcs.is_empty() {
            fx.send(from, Message::Holds { serial, arcs });
        }
    }

    pub fn on_holds(
        &mut self,
        ring: &Hashing,
        me: NodeId,
        from: NodeId,
        (serial, arcs): (Serial, &ArcSet),
        fx: &mut Effects<Hashing>,
    ) {
        if serial != self.serial(ring, me) {
            return;
        }
        match self.confirmed.iter_mut().find(|(id, _)| *id == from) {
            Some((_, known)) => *known = known.union(arcs),
            None => self.confirmed.push((from, arcs.clone())),
        }
        let mut free = Vec::new();
        for (piece, list) in pieces(&self.placing, &self.excess(me)) {
            let mut part = ArcSet::of(vec![piece]);
            for node in &list {
                let known = self.confirmed.iter().find(|(id, _)| id == node);
                let none = ArcSet::default();
                part = part.intersection(known.map_or(&none, |(_, arcs)| arcs));
            }
            if !list.is_empty() {
                free.extend(part.arcs());
            }
        }
        let free = ArcSet::of(free);
        if !free.is_empty() {
            self.record.held = self.record.held.minus(&free);
            fx.note(Note::Releases { keys: ring.keys_in(&free) });
            self.let_go_of_writes(ring, me);
            self.persist(fx);
        }
    }
}
