//! The participant: a bank, and the state in which it can only wait.

use super::{Alone, Message, Timer, TwoPhase};
use crate::protocols::commitment::bank::{Bank, Phase};
use crate::protocols::commitment::log::{Kind, Log, Record};
use crate::protocols::commitment::transaction::{Id, Job, Members};
use crate::protocols::commitment::{Committing, Note, Outcome, Vote, backed_off};
use crate::sim::protocol::{Effects, NodeId};

/// Above what a round of votes takes when some of them wait for locks.
const DOUBT_US: u64 = 110_000;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Participant {
    pub bank: Bank,
}

impl Participant {
    /// Who is prepared asks at once.
    pub fn start(
        config: &TwoPhase,
        me: NodeId,
        disk: &Log,
        fx: &mut Effects<TwoPhase>,
    ) -> Participant {
        let bank = Bank::replay(config.sites.accounts, config.sites.index(me), disk);
        let prepared: Vec<Id> = bank.in_doubt().map(|part| part.job.id).collect();
        let mut participant = Participant { bank };
        for id in prepared {
            fx.note(Note::FoundPrepared(id));
            participant.inquire(config, me, id, fx);
        }
        participant
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
        if self.bank.phase(job.id).is_none() {
            let given = self.bank.take_up(config, config.sites.index(me), job, fx);
            voted(job, given, fx);
        } else if let Some(given) = self.bank.vote_again(job.id) {
            vote(job, given, fx);
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
        let answers = config.sites.is_coordinator(from) && config.acknowledged(outcome);
        match (self.bank.phase(id), outcome) {
            (Some(Phase::Prepared | Phase::Precommitted), _) => {
                self.finish(config, me, id, outcome, fx)
            }
            (Some(Phase::Waiting), Outcome::Abort) => {
                self.finish(config, me, id, outcome, fx);
            }
            // So that a Prepare that is still on its way is refused.
            (None, Outcome::Abort) if answers => {
                self.bank.abort(job, config.forces(outcome), fx);
            }
            (None | Some(Phase::Waiting), _) => fx.note(Note::KnowsNothing(id)),
            (Some(Phase::ReadOnly | Phase::Committed | Phase::Aborted), _) => {}
        }
        if answers {
            fx.send(from, Message::Ack(id));
        }
        self.wake(config, me, fx);
    }

    fn finish(
        &mut self,
        config: &TwoPhase,
        me: NodeId,
        id: Id,
        outcome: Outcome,
        fx: &mut Effects<TwoPhase>,
    ) {
        fx.cancel_timer(Timer::Doubt(id));
        self.bank.finish(config, config.sites.index(me), id, outcome, fx);
    }

    /// Gives freed locks to those who wait.
    fn wake(&mut self, config: &TwoPhase, me: NodeId, fx: &mut Effects<TwoPhase>) {
        for job in self.bank.waiting() {
            let at = config.sites.index(me);
            voted(job, self.bank.try_to_prepare(config, at, job, false, fx), fx);
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
        let may_have_voted = config.terms.read_only && job.only_reads_at(config.sites.index(me));
        match self.bank.phase(id) {
            Some(Phase::Committed) => fx.send(from, Message::Decision(job, Outcome::Commit)),
            Some(Phase::Aborted) => {
                self.make_abort_lasting(config, job, fx);
                fx.send(from, Message::Decision(job, Outcome::Abort));
            }
            Some(Phase::Prepared | Phase::Precommitted | Phase::ReadOnly) => {
                fx.send(from, Message::Unsure(id))
            }
            None if may_have_voted => fx.send(from, Message::Unsure(id)),
            None | Some(Phase::Waiting) => {
                fx.note(Note::AbortsUnvoted(id));
                fx.cancel_timer(Timer::Lock(id));
                self.bank.abort(job, config.forces_decision, fx);
                vote(job, Vote::No, fx);
                fx.send(from, Message::Decision(job, Outcome::Abort));
            }
        }
    }

    /// Another is about to abort on the strength of this abort: it may not be lost any more.
    fn make_abort_lasting(&mut self, config: &TwoPhase, job: Job, fx: &mut Effects<TwoPhase>) {
        let kind = Kind::Decision(Outcome::Abort);
        let log = &mut self.bank.log;
        let lasting = log.of(job.id).any(|record| record.kind == kind && record.forced);
        if !lasting && config.forces_decision {
            log.append(Record { kind, job, tell: Members::default(), forced: true }, fx);
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
                if let Some((job, given)) = self.bank.give_up(config, id, fx) {
                    vote(job, given, fx);
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
        let Some(part) = self.bank.parts.get_mut(&id) else { return };
        let job = part.job;
        let asked = part.asked;
        part.asked = asked.saturating_add(1);
        fx.note(Note::InDoubt(id));
        fx.send(NodeId(id.coordinator), Message::Inquire(job));
        if config.cooperative && asked > 0 {
            let others = job.members().iter().map(|at| config.sites.participant(at));
            let others = others.filter(|other| *other != me);
            others.for_each(|other| fx.send(other, Message::Inquire(job)));
        }
        fx.set_timer(Timer::Doubt(id), backed_off(DOUBT_US, asked));
    }
}

/// Who has voted yes may come to doubt how it ends.
fn voted(job: Job, given: Option<Vote>, fx: &mut Effects<TwoPhase>) {
    let Some(given) = given else { return };
    vote(job, given, fx);
    if given == Vote::Yes {
        fx.set_timer(Timer::Doubt(job.id), backed_off(DOUBT_US, 0));
    }
}

fn vote(job: Job, vote: Vote, fx: &mut Effects<TwoPhase>) {
    fx.send(NodeId(job.id.coordinator), Message::Vote(job, vote));
}
