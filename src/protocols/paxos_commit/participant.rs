//! The participant: a bank, and the first proposer of its own instance.

use super::{Message, PaxosCommit, Timer};
use crate::protocols::commitment::bank::{Bank, Phase};
use crate::protocols::commitment::log::Log;
use crate::protocols::commitment::transaction::{Id, Job};
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
        config: &PaxosCommit,
        me: NodeId,
        disk: &Log,
        fx: &mut Effects<PaxosCommit>,
    ) -> Participant {
        let bank = Bank::replay(config.sites.accounts, config.sites.index(me), disk);
        let prepared: Vec<Id> = bank.in_doubt().map(|part| part.job.id).collect();
        let mut participant = Participant { bank };
        for id in prepared {
            fx.note(Note::FoundPrepared(id));
            participant.inquire(config, id, fx);
        }
        participant
    }

    pub fn on_message(
        &mut self,
        config: &PaxosCommit,
        me: NodeId,
        message: &Message,
        fx: &mut Effects<PaxosCommit>,
    ) {
        match *message {
            Message::Prepare(job) => self.on_prepare(config, me, job, fx),
            Message::Decision(job, outcome) => self.on_decision(config, me, job, outcome, fx),
            _ => {}
        }
    }

    fn on_prepare(
        &mut self,
        config: &PaxosCommit,
        me: NodeId,
        job: Job,
        fx: &mut Effects<PaxosCommit>,
    ) {
        if self.bank.phase(job.id).is_none() {
            let given = self.bank.take_up(config, config.sites.index(me), job, fx);
            voted(config, job, given, fx);
        } else if let Some(given) = self.bank.vote_again(job.id) {
            vote(config, job, given, fx);
        }
    }

    fn on_decision(
        &mut self,
        config: &PaxosCommit,
        me: NodeId,
        job: Job,
        outcome: Outcome,
        fx: &mut Effects<PaxosCommit>,
    ) {
        let id = job.id;
        match (self.bank.phase(id), outcome) {
            (Some(Phase::Prepared), _) | (Some(Phase::Waiting), Outcome::Abort) => {
                fx.cancel_timer(Timer::Doubt(id));
                self.bank.finish(config, config.sites.index(me), id, outcome, fx);
            }
            // So that a Prepare that is still on its way is refused.
            (None, Outcome::Abort) => self.bank.abort(job, config.forces(outcome), fx),
            (None | Some(Phase::Waiting), Outcome::Commit) => fx.note(Note::KnowsNothing(id)),
            _ => {}
        }
        self.wake(config, me, fx);
    }

    /// Gives freed locks to those who wait.
    fn wake(&mut self, config: &PaxosCommit, me: NodeId, fx: &mut Effects<PaxosCommit>) {
        for job in self.bank.waiting() {
            let at = config.sites.index(me);
            voted(config, job, self.bank.try_to_prepare(config, at, job, false, fx), fx);
        }
    }

    pub fn on_timer(&mut self, config: &PaxosCommit, timer: Timer, fx: &mut Effects<PaxosCommit>) {
        match timer {
            Timer::Lock(id) => {
                if let Some((job, given)) = self.bank.give_up(config, id, fx) {
                    vote(config, job, given, fx);
                }
            }
            Timer::Doubt(id) => self.inquire(config, id, fx),
            Timer::Votes(_) | Timer::Ballot(_) => {}
        }
    }

    /// Any acceptor may find out how it ended.
    fn inquire(&mut self, config: &PaxosCommit, id: Id, fx: &mut Effects<PaxosCommit>) {
        let Some(part) = self.bank.parts.get_mut(&id) else { return };
        let (job, asked) = (part.job, part.asked);
        part.asked = asked.saturating_add(1);
        fx.note(Note::InDoubt(id));
        for acceptor in config.acceptor_ids(id) {
            fx.send(acceptor, Message::Inquire(job));
        }
        fx.set_timer(Timer::Doubt(id), backed_off(DOUBT_US, asked));
    }
}

/// Who is prepared may come to doubt how it ends.
fn voted(config: &PaxosCommit, job: Job, given: Option<Vote>, fx: &mut Effects<PaxosCommit>) {
    let Some(given) = given else { return };
    vote(config, job, given, fx);
    if given == Vote::Yes {
        fx.set_timer(Timer::Doubt(job.id), backed_off(DOUBT_US, 0));
    }
}

/// Rule 2: to as many acceptors as can choose, and no more.
fn vote(config: &PaxosCommit, job: Job, vote: Vote, fx: &mut Effects<PaxosCommit>) {
    for acceptor in config.acceptor_ids(job.id).take(usize::from(config.tolerates) + 1) {
        fx.send(acceptor, Message::Vote(job, vote));
    }
}
