//! The participant: accounts, strict two-phase locks, a write-ahead log, and the state in which it
//! can only wait.

use litemap::LiteMap;

use super::log::{Kind, Log, Record};
use super::transaction::{Id, Job, Members, Operation};
use super::{Alone, Locking, Message, Note, Outcome, Timer, TwoPhase, Vote, backed_off};
use crate::sim::protocol::{Effects, Facts, NodeId};
use crate::sim::time::Span;

/// What every account holds at first.
pub const OPENING_BALANCE: i64 = 100;
/// A random wait, so that of two that wait for each other one gives up first.
const LOCK_US: Span = Span::between(40_000, 80_000);
/// Above what a round of votes takes when some of them wait for locks.
const DOUBT_US: u64 = 110_000;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Participant {
    pub log: Log,
    /// By letter.
    pub balances: Vec<i64>,
    pub parts: LiteMap<Id, Part>,
}

/// What the participant knows of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part {
    pub job: Job,
    pub phase: Phase,
    /// Times it asked how it ended.
    pub asked: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// For a lock.
    Waiting,
    Prepared,
    ReadOnly,
    Committed,
    Aborted,
}

impl Participant {
    /// What the log says, and nothing else.
    pub fn replay(config: &TwoPhase, me: NodeId, disk: &Log) -> Participant {
        let balances = vec![OPENING_BALANCE; config.accounts as usize];
        let mut participant = Participant { log: disk.clone(), balances, parts: LiteMap::new() };
        for record in &disk.records {
            let phase = match record.kind {
                Kind::Decision(Outcome::Commit) => {
                    participant.apply(config.index(me), &record.job);
                    Phase::Committed
                }
                Kind::Decision(Outcome::Abort) => Phase::Aborted,
                Kind::Prepare | Kind::Collecting | Kind::End => Phase::Prepared,
            };
            let part = Part { job: record.job, phase, asked: 0 };
            participant.parts.insert(record.job.id, part);
        }
        participant
    }

    /// Who is prepared asks at once.
    pub fn start(
        config: &TwoPhase,
        me: NodeId,
        disk: &Log,
        fx: &mut Effects<TwoPhase>,
    ) -> Participant {
        let mut participant = Participant::replay(config, me, disk);
        for id in participant.prepared() {
            fx.note(Note::FoundPrepared(id));
            participant.inquire(config, me, id, fx);
        }
        participant
    }

    fn prepared(&self) -> Vec<Id> {
        let parts = self.parts.iter().filter(|(_, part)| part.phase == Phase::Prepared);
        parts.map(|(id, _)| *id).collect()
    }

    fn phase(&self, id: Id) -> Option<Phase> {
        self.parts.get(&id).map(|part| part.phase)
    }

    pub fn on_message(
        &mut self,
        config: &TwoPhase,
        me: NodeId,
        from: NodeId,
        message: &Message,
        fx: &mut Effects<TwoPhase>,
    ) {
        match *message {
            Message::Prepare(job) => self.on_prepare(config, me, job, fx),
            Message::Decision(job, outcome) => {
                self.on_decision(config, me, from, job, outcome, fx);
            }
            Message::Inquire(job) => self.on_inquire(config, me, from, job, fx),
            Message::Vote(..) | Message::Ack(_) | Message::Unsure(_) => {}
        }
    }

    fn on_prepare(&mut self, config: &TwoPhase, me: NodeId, job: Job, fx: &mut Effects<TwoPhase>) {
        match self.phase(job.id) {
            None => {
                let part = Part { job, phase: Phase::Waiting, asked: 0 };
                self.parts.insert(job.id, part);
                self.try_to_prepare(config, me, job, true, fx);
            }
            Some(Phase::Prepared) => vote(job, Vote::Yes, fx),
            Some(Phase::Aborted) => vote(job, Vote::No, fx),
            Some(Phase::ReadOnly) => vote(job, Vote::ReadOnly, fx),
            Some(Phase::Waiting | Phase::Committed) => {}
        }
    }

    /// Takes all its locks here at once, or waits, or refuses.
    fn try_to_prepare(
        &mut self,
        config: &TwoPhase,
        me: NodeId,
        job: Job,
        is_new: bool,
        fx: &mut Effects<TwoPhase>,
    ) {
        let (id, here) = (job.id, job.operations_at(config.index(me)));
        if let Some((holder, is_older)) = self.holder(config, me, &job) {
            if config.locking == Locking::WaitDie && is_older {
                fx.note(Note::Dies { id, holder });
                self.refuse(config, job, fx);
            } else if is_new {
                fx.note(Note::WaitsFor { id, holder });
                if config.locking == Locking::Timeout {
                    fx.set_timer(Timer::Lock(id), LOCK_US);
                }
            }
            return;
        }
        let lacking = here.iter().find(|operation| {
            operation.writes() && self.visible(config, me, operation) + operation.change < 0
        });
        if let Some(operation) = lacking {
            fx.note(Note::LacksFunds { id, account: operation.account });
            return self.refuse(config, job, fx);
        }
        fx.cancel_timer(Timer::Lock(id));
        if config.read_only && here.iter().all(|operation| !operation.writes()) {
            fx.note(Note::OnlyReads(id));
            self.set(id, Phase::ReadOnly);
            return vote(job, Vote::ReadOnly, fx);
        }
        fx.note(Note::Prepares(id));
        self.set(id, Phase::Prepared);
        let tell = Members::default();
        let forced = config.forces_prepare;
        self.log.append(Record { kind: Kind::Prepare, job, tell, forced }, fx);
        vote(job, Vote::Yes, fx);
        fx.set_timer(Timer::Doubt(id), backed_off(DOUBT_US, 0));
    }

    /// A prepared transaction whose locks are in the way, the oldest, and whether it is older.
    fn holder(&self, config: &TwoPhase, me: NodeId, job: &Job) -> Option<(Id, bool)> {
        if !config.strict {
            return None;
        }
        let at = config.index(me);
        let in_the_way = |part: &Part| part.phase == Phase::Prepared && part.job.conflicts(job, at);
        let holder = self.parts.values().find(|part| in_the_way(part))?;
        Some((holder.job.id, holder.job.id < job.id))
    }

    /// The balance a transaction finds: with locks let go early, what others may yet take back.
    fn visible(&self, config: &TwoPhase, me: NodeId, operation: &Operation) -> i64 {
        let account = operation.account;
        let balance = self.balances.get(account.letter as usize).copied().unwrap_or(0);
        if config.strict {
            return balance;
        }
        let prepared = self.parts.values().filter(|part| part.phase == Phase::Prepared);
        let theirs = prepared.flat_map(|part| part.job.operations_at(config.index(me)));
        balance + theirs.filter(|o| o.account == account).map(|o| o.change).sum::<i64>()
    }

    /// A vote of no is an abort.
    fn refuse(&mut self, config: &TwoPhase, job: Job, fx: &mut Effects<TwoPhase>) {
        fx.cancel_timer(Timer::Lock(job.id));
        self.abort(job, config.outcome_is_forced(Outcome::Abort), fx);
        vote(job, Vote::No, fx);
    }

    fn abort(&mut self, job: Job, forced: bool, fx: &mut Effects<TwoPhase>) {
        let part = Part { job, phase: Phase::Aborted, asked: 0 };
        self.parts.insert(job.id, part);
        let (kind, tell) = (Kind::Decision(Outcome::Abort), Members::default());
        self.log.append(Record { kind, job, tell, forced }, fx);
        fx.note(Note::Ends(job.id, Outcome::Abort));
    }

    fn set(&mut self, id: Id, phase: Phase) {
        if let Some(part) = self.parts.get_mut(&id) {
            part.phase = phase;
        }
    }

    fn on_decision(
        &mut self,
        config: &TwoPhase,
        me: NodeId,
        from: NodeId,
        job: Job,
        outcome: Outcome,
        fx: &mut Effects<TwoPhase>,
    ) {
        let id = job.id;
        let answers = config.is_coordinator(from) && config.acknowledged(outcome);
        match (self.phase(id), outcome) {
            (Some(Phase::Prepared), _) => self.finish(config, me, id, outcome, fx),
            (Some(Phase::Waiting), Outcome::Abort) => {
                self.finish(config, me, id, outcome, fx);
            }
            // So that a Prepare that is still on its way is refused.
            (None, Outcome::Abort) if answers => {
                self.abort(job, config.outcome_is_forced(outcome), fx);
            }
            (None | Some(Phase::Waiting), _) => fx.note(Note::KnowsNothing(id)),
            (Some(Phase::ReadOnly | Phase::Committed | Phase::Aborted), _) => {}
        }
        if answers {
            fx.send(from, Message::Ack(id));
        }
        self.wake(config, me, fx);
    }

    /// Records the outcome, carries it out and frees the locks.
    fn finish(
        &mut self,
        config: &TwoPhase,
        me: NodeId,
        id: Id,
        outcome: Outcome,
        fx: &mut Effects<TwoPhase>,
    ) {
        let Some(job) = self.parts.get(&id).map(|part| part.job) else { return };
        fx.cancel_timer(Timer::Lock(id));
        fx.cancel_timer(Timer::Doubt(id));
        let forced = config.outcome_is_forced(outcome);
        match outcome {
            Outcome::Abort => self.abort(job, forced, fx),
            Outcome::Commit => {
                self.set(id, Phase::Committed);
                self.apply(config.index(me), &job);
                let (kind, tell) = (Kind::Decision(outcome), Members::default());
                self.log.append(Record { kind, job, tell, forced }, fx);
                fx.note(Note::Ends(id, outcome));
            }
        }
    }

    fn apply(&mut self, at: u16, job: &Job) {
        for operation in job.operations_at(at) {
            if let Some(balance) = self.balances.get_mut(operation.account.letter as usize) {
                *balance += operation.change;
            }
        }
    }

    /// Gives freed locks to those who wait, the oldest first.
    fn wake(&mut self, config: &TwoPhase, me: NodeId, fx: &mut Effects<TwoPhase>) {
        let waiting = self.parts.values().filter(|part| part.phase == Phase::Waiting);
        let waiting: Vec<Job> = waiting.map(|part| part.job).collect();
        for job in waiting {
            self.try_to_prepare(config, me, job, false, fx);
        }
    }

    /// Another participant is in doubt. Who has not voted may still abort, and then nobody can
    /// have committed.
    fn on_inquire(
        &mut self,
        config: &TwoPhase,
        me: NodeId,
        from: NodeId,
        job: Job,
        fx: &mut Effects<TwoPhase>,
    ) {
        let id = job.id;
        let may_have_voted = config.read_only && job.only_reads_at(config.index(me));
        match self.phase(id) {
            Some(Phase::Committed) => fx.send(from, Message::Decision(job, Outcome::Commit)),
            Some(Phase::Aborted) => {
                self.make_abort_lasting(config, job, fx);
                fx.send(from, Message::Decision(job, Outcome::Abort));
            }
            Some(Phase::Prepared | Phase::ReadOnly) => fx.send(from, Message::Unsure(id)),
            None if may_have_voted => fx.send(from, Message::Unsure(id)),
            None | Some(Phase::Waiting) => {
                fx.note(Note::AbortsUnvoted(id));
                fx.cancel_timer(Timer::Lock(id));
                self.abort(job, config.forces_decision, fx);
                vote(job, Vote::No, fx);
                fx.send(from, Message::Decision(job, Outcome::Abort));
            }
        }
    }

    /// Another is about to abort on the strength of this abort: it may not be lost any more.
    fn make_abort_lasting(&mut self, config: &TwoPhase, job: Job, fx: &mut Effects<TwoPhase>) {
        let kind = Kind::Decision(Outcome::Abort);
        let lasting = self.log.of(job.id).any(|record| record.kind == kind && record.forced);
        if !lasting && config.forces_decision {
            let tell = Members::default();
            self.log.append(Record { kind, job, tell, forced: true }, fx);
        }
    }

    pub fn on_timer(
        &mut self,
        config: &TwoPhase,
        me: NodeId,
        timer: Timer,
        fx: &mut Effects<TwoPhase>,
    ) {
        match timer {
            Timer::Lock(id) => {
                if let Some(job) = self.parts.get(&id).map(|part| part.job) {
                    fx.note(Note::WaitedTooLong(id));
                    self.refuse(config, job, fx);
                }
            }
            Timer::Doubt(id) => {
                let alone = match config.alone {
                    Alone::Waits => return self.inquire(config, me, id, fx),
                    Alone::Aborts => Outcome::Abort,
                    Alone::Commits => Outcome::Commit,
                };
                fx.note(Note::DecidesAlone(id, alone));
                self.finish(config, me, id, alone, fx);
                self.wake(config, me, fx);
            }
            Timer::Votes(_) | Timer::Acks(_) => {}
        }
    }

    /// Asks the coordinator; from the second time on the other participants, too.
    fn inquire(&mut self, config: &TwoPhase, me: NodeId, id: Id, fx: &mut Effects<TwoPhase>) {
        let Some(part) = self.parts.get_mut(&id) else { return };
        let job = part.job;
        let asked = part.asked;
        part.asked = asked.saturating_add(1);
        fx.note(Note::InDoubt(id));
        fx.send(NodeId(id.coordinator), Message::Inquire(job));
        if config.cooperative && asked > 0 {
            let others = job.members().iter().filter(|at| config.participant(*at) != me);
            others.for_each(|at| fx.send(config.participant(at), Message::Inquire(job)));
        }
        fx.set_timer(Timer::Doubt(id), backed_off(DOUBT_US, asked));
    }

    pub fn facts(&self, config: &TwoPhase, me: NodeId) -> Facts {
        let at = config.index(me);
        let mut facts: Facts = Vec::new();
        let balances = self.balances.iter().enumerate();
        let balances = balances.map(|(index, b)| format!("{} {b}", (b'a' + index as u8) as char));
        facts.push(("accounts", balances.collect::<Vec<String>>().join(" · ")));
        for part in self.parts.values() {
            match part.phase {
                Phase::Waiting => facts.push(("waits for a lock", part.job.to_string())),
                Phase::Prepared => {
                    facts.push(("prepared", part.job.to_string()));
                    if config.strict {
                        facts.push(("locks", format!("{} by {}", part.keys(at), part.job.id)));
                    }
                    if part.asked > 0 {
                        facts.push(("asked", format!("{} times", part.asked)));
                    }
                }
                Phase::ReadOnly | Phase::Committed | Phase::Aborted => {}
            }
        }
        let ended = |phase: Phase| {
            let parts = self.parts.values().filter(|part| part.phase == phase);
            let ids: Vec<String> = parts.map(|part| part.job.id.to_string()).collect();
            if ids.is_empty() { String::from("–") } else { ids.join(" ") }
        };
        facts.push(("committed", ended(Phase::Committed)));
        facts.push(("aborted", ended(Phase::Aborted)));
        facts
    }
}

impl Part {
    /// The letters of the accounts it locks here.
    pub fn keys(&self, at: u16) -> String {
        self.job.operations_at(at).iter().map(|operation| operation.account.letter()).collect()
    }
}

fn vote(job: Job, vote: Vote, fx: &mut Effects<TwoPhase>) {
    fx.send(NodeId(job.id.coordinator), Message::Vote(job, vote));
}
