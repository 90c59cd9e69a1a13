//! The participant: a bank, and what it does when nobody leads any more.

use litemap::LiteMap;

use super::coordinator::send;
use super::{ASK_US, Message, ROUND_US, ThreePhase, Timer};
use crate::protocols::commitment::bank::{Bank, Part, Phase};
use crate::protocols::commitment::log::Log;
use crate::protocols::commitment::transaction::{Id, Job, Members};
use crate::protocols::commitment::{Note, Outcome, Vote, backed_off};
use crate::sim::protocol::{Effects, Facts, NodeId};
use crate::sim::time::Span;

/// In w: above the longest wait for votes; or for one before me to poll, move all and decide.
const SILENCE_US: u64 = 200_000;
/// Once moved: above the wait for the others to move, and the decision on its way.
const MOVED_US: u64 = 110_000;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Participant {
    pub bank: Bank,
    pub special: LiteMap<Id, Special>,
}

/// What it does about a transaction that nobody leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Special {
    /// Those before it.
    Polls,
    /// As the backup, it moves the others into its own state.
    Moves { missing: Members },
    /// It was down, and takes no part in how the others end it.
    Recovers { unsure: Members, coordinator_is_unsure: bool },
}

impl Participant {
    pub fn start(
        config: &ThreePhase,
        me: NodeId,
        disk: &Log,
        fx: &mut Effects<ThreePhase>,
    ) -> Participant {
        let bank = Bank::replay(config.sites.accounts, config.sites.index(me), disk);
        let found: Vec<Id> = bank.in_doubt().map(|part| part.job.id).collect();
        let mut participant = Participant { bank, special: LiteMap::new() };
        for id in found {
            fx.note(Note::FoundPrepared(id));
            if config.asks {
                let unsure = Members::default();
                let recovers = Special::Recovers { unsure, coordinator_is_unsure: false };
                participant.special.insert(id, recovers);
                participant.ask(config, me, id, fx);
            } else {
                let outcome = own_outcome(participant.bank.phase(id));
                fx.note(Note::DecidesAlone(id, outcome));
                participant.finish(config, me, id, outcome, fx);
            }
        }
        participant
    }

    fn recovers(&self, id: Id) -> bool {
        matches!(self.special.get(&id), Some(Special::Recovers { .. }))
    }

    /// In doubt, and up since it voted: it will end the transaction whatever happens to others.
    pub fn will_end(&self, id: Id) -> bool {
        self.bank.phase(id).is_some_and(Phase::is_in_doubt) && !self.recovers(id)
    }

    pub fn on_message(
        &mut self,
        config: &ThreePhase,
        me: NodeId,
        from: NodeId,
        message: &Message,
        fx: &mut Effects<ThreePhase>,
    ) {
        match *message {
            Message::Prepare(job) => self.on_prepare(config, me, job, fx),
            Message::Precommit(job) => {
                self.on_move(config, from, job, Phase::Precommitted, fx);
            }
            Message::Retreat(job) => self.on_move(config, from, job, Phase::Prepared, fx),
            Message::Decision(job, outcome) => self.on_decision(config, me, job, outcome, fx),
            Message::Poll(job) => self.on_poll(config, me, from, job, fx),
            Message::Here(id) => self.on_here(id, fx),
            Message::Ack(id) => self.on_ack(config, me, from, id, fx),
            Message::Inquire(job) => self.on_inquire(from, job, fx),
            Message::Unsure(id) => self.on_unsure(config, me, from, id, fx),
            Message::Vote(..) => {}
        }
    }

    fn on_prepare(
        &mut self,
        config: &ThreePhase,
        me: NodeId,
        job: Job,
        fx: &mut Effects<ThreePhase>,
    ) {
        if self.bank.phase(job.id).is_none() {
            let given = self.bank.take_up(config, config.sites.index(me), job, fx);
            voted(job, given, fx);
        } else if self.bank.vote_again(job.id) == Some(Vote::No) {
            vote(job, Vote::No, fx);
        }
    }

    /// The coordinator or a backup moves everybody into one state. Who was down stays out of it.
    fn on_move(
        &mut self,
        config: &ThreePhase,
        from: NodeId,
        job: Job,
        to: Phase,
        fx: &mut Effects<ThreePhase>,
    ) {
        let id = job.id;
        if self.will_end(id) {
            self.stop(id, fx);
            self.bank.shift(config, id, to, fx);
            fx.send(from, Message::Ack(id));
            fx.set_timer(Timer::Silence(id), Span::exactly(MOVED_US));
        } else if !self.recovers(id) {
            self.say_how_it_ended(from, job, fx);
        }
    }

    fn on_decision(
        &mut self,
        config: &ThreePhase,
        me: NodeId,
        job: Job,
        outcome: Outcome,
        fx: &mut Effects<ThreePhase>,
    ) {
        match (self.bank.phase(job.id), outcome) {
            (Some(phase), _) if phase.is_in_doubt() => {
                self.finish(config, me, job.id, outcome, fx);
            }
            (Some(Phase::Waiting), Outcome::Abort) => {
                self.finish(config, me, job.id, outcome, fx);
            }
            // So that a Prepare that is still on its way is refused.
            (None, Outcome::Abort) => self.bank.abort(job, true, fx),
            (None | Some(Phase::Waiting), Outcome::Commit) => fx.note(Note::KnowsNothing(job.id)),
            (Some(_), _) => {}
        }
        self.wake(config, me, fx);
    }

    fn finish(
        &mut self,
        config: &ThreePhase,
        me: NodeId,
        id: Id,
        outcome: Outcome,
        fx: &mut Effects<ThreePhase>,
    ) {
        self.stop(id, fx);
        fx.cancel_timer(Timer::Doubt(id));
        self.bank.finish(config, config.sites.index(me), id, outcome, fx);
    }

    /// Somebody leads again.
    fn stop(&mut self, id: Id, fx: &mut Effects<ThreePhase>) {
        self.special.remove(&id);
        for timer in [Timer::Silence(id), Timer::Poll(id), Timer::Acks(id)] {
            fx.cancel_timer(timer);
        }
    }

    /// Gives freed locks to those who wait.
    fn wake(&mut self, config: &ThreePhase, me: NodeId, fx: &mut Effects<ThreePhase>) {
        for job in self.bank.waiting() {
            let at = config.sites.index(me);
            voted(job, self.bank.try_to_prepare(config, at, job, false, fx), fx);
        }
    }

    /// Rule 7: who has not voted may still abort.
    fn say_how_it_ended(&mut self, to: NodeId, job: Job, fx: &mut Effects<ThreePhase>) {
        let outcome = match self.bank.phase(job.id) {
            Some(Phase::Committed) => Outcome::Commit,
            Some(Phase::Aborted) => Outcome::Abort,
            Some(Phase::Prepared | Phase::Precommitted | Phase::ReadOnly) => return,
            None | Some(Phase::Waiting) => {
                fx.note(Note::AbortsUnvoted(job.id));
                fx.cancel_timer(Timer::Lock(job.id));
                self.bank.abort(job, true, fx);
                vote(job, Vote::No, fx);
                Outcome::Abort
            }
        };
        fx.send(to, Message::Decision(job, outcome));
    }

    fn on_inquire(&mut self, from: NodeId, job: Job, fx: &mut Effects<ThreePhase>) {
        if self.recovers(job.id) {
            fx.send(from, Message::Unsure(job.id));
        } else {
            self.say_how_it_ended(from, job, fx);
        }
    }

    fn on_poll(
        &mut self,
        config: &ThreePhase,
        me: NodeId,
        from: NodeId,
        job: Job,
        fx: &mut Effects<ThreePhase>,
    ) {
        if self.recovers(job.id) {
            return;
        }
        if !self.will_end(job.id) {
            return self.say_how_it_ended(from, job, fx);
        }
        fx.send(from, Message::Here(job.id));
        if self.special.get(&job.id).is_none() {
            self.poll(config, me, job, fx);
        }
    }

    /// Rule 5.
    fn poll(&mut self, config: &ThreePhase, me: NodeId, job: Job, fx: &mut Effects<ThreePhase>) {
        self.stop(job.id, fx);
        let mut before = job.members();
        job.members().iter().filter(|at| *at >= config.sites.index(me)).for_each(|at| {
            before.remove(at);
        });
        if before.is_empty() {
            return self.take_over(config, me, job, fx);
        }
        fx.note(Note::Polls(job.id));
        self.special.insert(job.id, Special::Polls);
        send(config, before, Message::Poll(job), fx);
        fx.set_timer(Timer::Poll(job.id), Span::exactly(ROUND_US));
    }

    /// One before it is up, and leads.
    fn on_here(&mut self, id: Id, fx: &mut Effects<ThreePhase>) {
        if self.special.get(&id) == Some(&Special::Polls) {
            self.stop(id, fx);
            fx.set_timer(Timer::Silence(id), Span::exactly(SILENCE_US));
        }
    }

    /// Rule 6.
    fn take_over(
        &mut self,
        config: &ThreePhase,
        me: NodeId,
        job: Job,
        fx: &mut Effects<ThreePhase>,
    ) {
        let id = job.id;
        fx.note(Note::TakesOver(id));
        let mut missing = job.members();
        missing.remove(config.sites.index(me));
        self.special.insert(id, Special::Moves { missing });
        if missing.is_empty() || !config.moves_first {
            return self.conclude(config, me, id, fx);
        }
        let message = match self.bank.phase(id) {
            Some(Phase::Precommitted) => Message::Precommit(job),
            _ => Message::Retreat(job),
        };
        send(config, missing, message, fx);
        fx.set_timer(Timer::Acks(id), Span::exactly(ROUND_US));
    }

    fn on_ack(
        &mut self,
        config: &ThreePhase,
        me: NodeId,
        from: NodeId,
        id: Id,
        fx: &mut Effects<ThreePhase>,
    ) {
        let Some(Special::Moves { missing }) = self.special.get_mut(&id) else { return };
        missing.remove(config.sites.index(from));
        if missing.is_empty() {
            self.conclude(config, me, id, fx);
        }
    }

    fn conclude(&mut self, config: &ThreePhase, me: NodeId, id: Id, fx: &mut Effects<ThreePhase>) {
        let Some(Part { job, phase, .. }) = self.bank.parts.get(&id).cloned() else { return };
        let outcome = own_outcome(Some(phase));
        fx.note(Note::Decides(id, outcome));
        self.end_for_all(config, me, job, outcome, fx);
    }

    fn end_for_all(
        &mut self,
        config: &ThreePhase,
        me: NodeId,
        job: Job,
        outcome: Outcome,
        fx: &mut Effects<ThreePhase>,
    ) {
        let mut others = job.members();
        others.remove(config.sites.index(me));
        self.finish(config, me, job.id, outcome, fx);
        send(config, others, Message::Decision(job, outcome), fx);
        self.wake(config, me, fx);
    }

    /// Rule 9.
    fn on_unsure(
        &mut self,
        config: &ThreePhase,
        me: NodeId,
        from: NodeId,
        id: Id,
        fx: &mut Effects<ThreePhase>,
    ) {
        let Some(Special::Recovers { unsure, coordinator_is_unsure }) = self.special.get_mut(&id)
        else {
            return;
        };
        match config.sites.is_coordinator(from) {
            true => *coordinator_is_unsure = true,
            false => unsure.insert(config.sites.index(from)),
        }
        let (unsure, coordinator_is_unsure) = (*unsure, *coordinator_is_unsure);
        let Some(Part { job, phase, .. }) = self.bank.parts.get(&id).cloned() else { return };
        let at = config.sites.index(me);
        let mut missing = job.members().without(unsure);
        missing.remove(at);
        let is_first = job.members().iter().next() == Some(at);
        if is_first && coordinator_is_unsure && missing.is_empty() {
            let outcome = own_outcome(Some(phase));
            fx.note(Note::NobodyDecided(id, outcome));
            self.end_for_all(config, me, job, outcome, fx);
        }
    }

    pub fn on_timer(
        &mut self,
        config: &ThreePhase,
        me: NodeId,
        timer: Timer,
        fx: &mut Effects<ThreePhase>,
    ) {
        match timer {
            Timer::Lock(id) => {
                if let Some((job, given)) = self.bank.give_up(config, id, fx) {
                    vote(job, given, fx);
                }
            }
            Timer::Silence(id) => {
                if let Some(job) = self.bank.parts.get(&id).map(|part| part.job) {
                    self.poll(config, me, job, fx);
                }
            }
            Timer::Poll(id) => {
                if let Some(job) = self.bank.parts.get(&id).map(|part| part.job) {
                    self.take_over(config, me, job, fx);
                }
            }
            Timer::Acks(id) => {
                if let Some(Special::Moves { missing }) = self.special.get(&id) {
                    fx.note(Note::AcksMissing(id, *missing));
                    self.conclude(config, me, id, fx);
                }
            }
            Timer::Doubt(id) => self.ask(config, me, id, fx),
            Timer::Votes(_) => {}
        }
    }

    /// Rule 8.
    fn ask(&mut self, config: &ThreePhase, me: NodeId, id: Id, fx: &mut Effects<ThreePhase>) {
        let Some(part) = self.bank.parts.get_mut(&id) else { return };
        let (job, asked) = (part.job, part.asked);
        part.asked = asked.saturating_add(1);
        fx.note(Note::InDoubt(id));
        fx.send(NodeId(id.coordinator), Message::Inquire(job));
        let mut others = job.members();
        others.remove(config.sites.index(me));
        send(config, others, Message::Inquire(job), fx);
        fx.set_timer(Timer::Doubt(id), backed_off(ASK_US, asked));
    }

    pub fn facts(&self, config: &ThreePhase, me: NodeId) -> Facts {
        let mut facts = self.bank.facts(config.terms, config.sites.index(me));
        for (id, special) in self.special.iter() {
            facts.push(match special {
                Special::Polls => ("polls", id.to_string()),
                Special::Moves { missing } => ("backup", format!("{id}, no ack from {missing}")),
                Special::Recovers { .. } => ("was down", id.to_string()),
            });
        }
        facts
    }
}

/// In p somebody may have committed, in w nobody has.
fn own_outcome(phase: Option<Phase>) -> Outcome {
    if phase == Some(Phase::Precommitted) { Outcome::Commit } else { Outcome::Abort }
}

/// Who has voted yes listens for what follows.
fn voted(job: Job, given: Option<Vote>, fx: &mut Effects<ThreePhase>) {
    let Some(given) = given else { return };
    vote(job, given, fx);
    if given == Vote::Yes {
        fx.set_timer(Timer::Silence(job.id), Span::exactly(SILENCE_US));
    }
}

fn vote(job: Job, vote: Vote, fx: &mut Effects<ThreePhase>) {
    fx.send(NodeId(job.id.coordinator), Message::Vote(job, vote));
}
