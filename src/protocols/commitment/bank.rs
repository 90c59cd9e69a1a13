//! A participant's bank: accounts, strict two-phase locks, and a write-ahead log.

use litemap::LiteMap;

use super::log::{Kind, Log, Record};
use super::transaction::{Id, Job, Members, Operation};
use super::{Committing, Note, Outcome, Vote};
use crate::sim::protocol::{Effects, Facts};
use crate::sim::time::Span;

/// What every account holds at first.
pub const OPENING_BALANCE: i64 = 100;
/// A random wait, so that of two that wait for each other one gives up first.
const LOCK_US: Span = Span::between(40_000, 80_000);

/// What becomes of a transaction that needs a lock somebody holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Locking {
    /// It waits, and is refused after a while: a deadlock ends by that.
    Timeout,
    /// It waits for younger ones only, else is refused at once: no deadlock arises.
    WaitDie,
}

/// How a bank deals with transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Terms {
    pub locking: Locking,
    /// Who changes nothing votes read-only.
    pub read_only: bool,
    pub forces_prepare: bool,
    /// Locks are held until the decision.
    pub strict: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bank {
    pub log: Log,
    /// By letter.
    pub balances: Vec<i64>,
    pub parts: LiteMap<Id, Part>,
}

/// What a participant knows of a transaction.
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
    /// Prepared, and all others are, too (three-phase commit).
    Precommitted,
}

impl Phase {
    /// Has voted yes, holds its locks, and does not know how it ends.
    pub fn is_in_doubt(self) -> bool {
        matches!(self, Phase::Prepared | Phase::Precommitted)
    }
}

impl Bank {
    /// What the log says, and nothing else; `at` is the participant.
    pub fn replay(accounts: u16, at: u16, disk: &Log) -> Bank {
        let balances = vec![OPENING_BALANCE; accounts as usize];
        let mut bank = Bank { log: disk.clone(), balances, parts: LiteMap::new() };
        for record in &disk.records {
            let phase = match record.kind {
                Kind::Decision(Outcome::Commit) => {
                    bank.apply(at, &record.job);
                    Phase::Committed
                }
                Kind::Decision(Outcome::Abort) => Phase::Aborted,
                Kind::Precommit => Phase::Precommitted,
                Kind::Prepare | Kind::Collecting | Kind::End => Phase::Prepared,
                Kind::Promised(_) | Kind::Accepted(_) => continue,
            };
            let part = Part { job: record.job, phase, asked: 0 };
            bank.parts.insert(record.job.id, part);
        }
        bank
    }

    pub fn phase(&self, id: Id) -> Option<Phase> {
        self.parts.get(&id).map(|part| part.phase)
    }

    /// What a late copy of `Prepare` is answered: the vote as it was given. Who has voted yes and
    /// ended it since answers nothing: a copy changes no vote.
    pub fn vote_again(&self, id: Id) -> Option<Vote> {
        let is_prepared = || self.log.of(id).any(|record| record.kind == Kind::Prepare);
        match self.phase(id)? {
            Phase::Prepared | Phase::Precommitted => Some(Vote::Yes),
            Phase::ReadOnly => Some(Vote::ReadOnly),
            Phase::Aborted => (!is_prepared()).then_some(Vote::No),
            Phase::Waiting | Phase::Committed => None,
        }
    }

    fn set(&mut self, id: Id, phase: Phase) {
        if let Some(part) = self.parts.get_mut(&id) {
            part.phase = phase;
        }
    }

    pub fn in_doubt(&self) -> impl Iterator<Item = &Part> {
        self.parts.values().filter(|part| part.phase.is_in_doubt())
    }

    /// The oldest first.
    pub fn waiting(&self) -> Vec<Job> {
        let waiting = self.parts.values().filter(|part| part.phase == Phase::Waiting);
        waiting.map(|part| part.job).collect()
    }

    /// Takes up a transaction that it knows nothing of.
    pub fn take_up<P: Committing>(
        &mut self,
        config: &P,
        at: u16,
        job: Job,
        fx: &mut Effects<P>,
    ) -> Option<Vote> {
        self.parts.insert(job.id, Part { job, phase: Phase::Waiting, asked: 0 });
        self.try_to_prepare(config, at, job, true, fx)
    }

    /// Takes all its locks here at once, or waits, or refuses. The vote, if there is one now, is
    /// for the protocol to tell.
    pub fn try_to_prepare<P: Committing>(
        &mut self,
        config: &P,
        at: u16,
        job: Job,
        is_new: bool,
        fx: &mut Effects<P>,
    ) -> Option<Vote> {
        let (id, here, terms) = (job.id, job.operations_at(at), config.terms());
        if let Some((holder, is_older)) = self.holder(terms, at, &job) {
            if terms.locking == Locking::WaitDie && is_older {
                fx.note(Note::Dies { id, holder });
                return Some(self.refuse(config, job, fx));
            } else if is_new {
                fx.note(Note::WaitsFor { id, holder });
                if terms.locking == Locking::Timeout {
                    fx.set_timer(P::lock_timer(id), LOCK_US);
                }
            }
            return None;
        }
        let lacking = here.iter().find(|operation| {
            operation.writes() && self.visible(terms, at, operation) + operation.change < 0
        });
        if let Some(operation) = lacking {
            fx.note(Note::LacksFunds { id, account: operation.account });
            return Some(self.refuse(config, job, fx));
        }
        fx.cancel_timer(P::lock_timer(id));
        if terms.read_only && here.iter().all(|operation| !operation.writes()) {
            fx.note(Note::OnlyReads(id));
            self.set(id, Phase::ReadOnly);
            return Some(Vote::ReadOnly);
        }
        fx.note(Note::Prepares(id));
        self.set(id, Phase::Prepared);
        let (kind, tell, forced) = (Kind::Prepare, Members::default(), terms.forces_prepare);
        self.log.append(Record { kind, job, tell, forced }, fx);
        Some(Vote::Yes)
    }

    /// A transaction in doubt whose locks are in the way, the oldest, and whether it is older.
    fn holder(&self, terms: Terms, at: u16, job: &Job) -> Option<(Id, bool)> {
        if !terms.strict {
            return None;
        }
        let holder = self.in_doubt().find(|part| part.job.conflicts(job, at))?;
        Some((holder.job.id, holder.job.id < job.id))
    }

    /// The balance a transaction finds: with locks let go early, what others may yet take back.
    fn visible(&self, terms: Terms, at: u16, operation: &Operation) -> i64 {
        let account = operation.account;
        let balance = self.balances.get(account.letter as usize).copied().unwrap_or(0);
        if terms.strict {
            return balance;
        }
        let theirs = self.in_doubt().flat_map(|part| part.job.operations_at(at));
        balance + theirs.filter(|o| o.account == account).map(|o| o.change).sum::<i64>()
    }

    /// From prepared to precommitted or back, on disk.
    pub fn shift<P: Committing>(&mut self, config: &P, id: Id, to: Phase, fx: &mut Effects<P>) {
        let Some(part) = self.parts.get_mut(&id) else { return };
        if part.phase == to || !part.phase.is_in_doubt() {
            return;
        }
        part.phase = to;
        let kind = if to == Phase::Precommitted { Kind::Precommit } else { Kind::Prepare };
        let (job, tell, forced) = (part.job, Members::default(), config.terms().forces_prepare);
        self.log.append(Record { kind, job, tell, forced }, fx);
        fx.note(if to == Phase::Precommitted { Note::Precommits(id) } else { Note::Retreats(id) });
    }

    /// It has waited for a lock for too long.
    pub fn give_up<P: Committing>(
        &mut self,
        config: &P,
        id: Id,
        fx: &mut Effects<P>,
    ) -> Option<(Job, Vote)> {
        let job = self.parts.get(&id)?.job;
        fx.note(Note::WaitedTooLong(id));
        Some((job, self.refuse(config, job, fx)))
    }

    /// A vote of no is an abort.
    fn refuse<P: Committing>(&mut self, config: &P, job: Job, fx: &mut Effects<P>) -> Vote {
        fx.cancel_timer(P::lock_timer(job.id));
        self.abort(job, config.forces(Outcome::Abort), fx);
        Vote::No
    }

    pub fn abort<P: Committing>(&mut self, job: Job, forced: bool, fx: &mut Effects<P>) {
        self.parts.insert(job.id, Part { job, phase: Phase::Aborted, asked: 0 });
        let (kind, tell) = (Kind::Decision(Outcome::Abort), Members::default());
        self.log.append(Record { kind, job, tell, forced }, fx);
        fx.note(Note::Ends(job.id, Outcome::Abort));
    }

    /// Records the outcome, carries it out and frees the locks.
    pub fn finish<P: Committing>(
        &mut self,
        config: &P,
        at: u16,
        id: Id,
        outcome: Outcome,
        fx: &mut Effects<P>,
    ) {
        let Some(job) = self.parts.get(&id).map(|part| part.job) else { return };
        fx.cancel_timer(P::lock_timer(id));
        let forced = config.forces(outcome);
        match outcome {
            Outcome::Abort => self.abort(job, forced, fx),
            Outcome::Commit => {
                self.set(id, Phase::Committed);
                self.apply(at, &job);
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

    pub fn facts(&self, terms: Terms, at: u16) -> Facts {
        let mut facts: Facts = Vec::new();
        let balances = self.balances.iter().enumerate();
        let balances = balances.map(|(index, b)| format!("{} {b}", (b'a' + index as u8) as char));
        facts.push(("accounts", balances.collect::<Vec<String>>().join(" · ")));
        for part in self.parts.values() {
            match part.phase {
                Phase::Waiting => facts.push(("waits for a lock", part.job.to_string())),
                Phase::Prepared | Phase::Precommitted => {
                    let is_prepared = part.phase == Phase::Prepared;
                    let label = if is_prepared { "prepared" } else { "precommitted" };
                    facts.push((label, part.job.to_string()));
                    if terms.strict {
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
