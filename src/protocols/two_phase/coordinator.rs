//! The coordinator: collects votes, decides, and remembers until it may forget.

use litemap::LiteMap;

use super::{Message, Presume, Timer, TwoPhase};
use crate::protocols::commitment::log::{Kind, Log, Record};
use crate::protocols::commitment::transaction::{Id, Job, Members};
use crate::protocols::commitment::{Answer, Note, Outcome, Vote, Votes, backed_off};
use crate::sim::protocol::{Effects, Facts, NodeId};
use crate::sim::time::Span;
use crate::sim::word::Word;

/// Above two message delays, a forced write and the longest wait for a lock.
const VOTES_US: u64 = 150_000;
/// Above two message delays and a forced write.
const ACKS_US: u64 = 60_000;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coordinator {
    pub log: Log,
    issued: u32,
    /// What it has not forgotten.
    pub open: LiteMap<Id, Open>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Open {
    pub job: Job,
    pub stage: Stage,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    Collecting(Votes),
    /// Told, and waits for acknowledgements.
    Decided {
        outcome: Outcome,
        waits_for: Members,
        told: u32,
    },
}

impl Coordinator {
    /// The log says what was decided; what it does not mention is presumed.
    pub fn start(config: &TwoPhase, disk: &Log, fx: &mut Effects<TwoPhase>) -> Coordinator {
        let log = Log { starts: disk.starts + 1, ..disk.clone() };
        let mut coordinator = Coordinator { log, issued: 0, open: LiteMap::new() };
        fx.persist(coordinator.log.clone());
        for job in coordinator.log.jobs() {
            let latest = coordinator.log.of(job.id).last().copied();
            match latest {
                Some(Record { kind: Kind::Decision(outcome), tell, .. })
                    if config.acknowledged(outcome) =>
                {
                    fx.note(Note::FoundDecided(job.id, outcome));
                    coordinator.tell(config, job, outcome, tell, fx);
                }
                Some(Record { kind: Kind::Collecting, .. }) => {
                    fx.note(Note::FoundUndecided(job.id));
                    coordinator.decide(config, job, Outcome::Abort, job.members(), false, fx);
                }
                _ => {}
            }
        }
        coordinator
    }

    pub fn on_request(
        &mut self,
        config: &TwoPhase,
        me: NodeId,
        word: Word,
        fx: &mut Effects<TwoPhase>,
    ) {
        self.issued += 1;
        let id = Id { start: self.log.starts, number: self.issued, coordinator: me.0 };
        let job = Job { id, word };
        fx.note(Note::Begins(job));
        if config.presume == Presume::Commit {
            let tell = job.members();
            self.log.append(Record { kind: Kind::Collecting, job, tell, forced: true }, fx);
        }
        let stage = Stage::Collecting(Votes::default());
        self.open.insert(id, Open { job, stage });
        for at in job.members().iter() {
            fx.send(config.sites.participant(at), Message::Prepare(job));
        }
        fx.set_timer(Timer::Votes(id), Span::exactly(VOTES_US));
    }

    pub fn on_message(
        &mut self,
        config: &TwoPhase,
        from: NodeId,
        message: &Message,
        fx: &mut Effects<TwoPhase>,
    ) {
        match *message {
            Message::Vote(job, vote) => self.on_vote(config, from, job, vote, fx),
            Message::Inquire(job) => self.on_inquire(config, from, job, fx),
            Message::Ack(id) => self.on_ack(config, from, id, fx),
            Message::Prepare(_) | Message::Decision(..) | Message::Unsure(_) => {}
        }
    }

    fn on_vote(
        &mut self,
        config: &TwoPhase,
        from: NodeId,
        job: Job,
        vote: Vote,
        fx: &mut Effects<TwoPhase>,
    ) {
        let votes = match self.open.get_mut(&job.id).map(|open| &mut open.stage) {
            Some(Stage::Collecting(votes)) => votes,
            // It is told already, and will be again until it acknowledges.
            Some(Stage::Decided { .. }) => return,
            // Who votes yes is prepared and has to hear of the outcome.
            None if vote == Vote::Yes => return self.on_inquire(config, from, job, fx),
            None => return,
        };
        votes.insert(config.sites.index(from), vote);
        self.count(config, job.id, false, fx);
    }

    /// Decides when the votes allow it; `late` when no more are waited for.
    fn count(&mut self, config: &TwoPhase, id: Id, late: bool, fx: &mut Effects<TwoPhase>) {
        let Some(Open { job, stage: Stage::Collecting(votes) }) = self.open.get(&id) else {
            return;
        };
        let (job, votes) = (*job, *votes);
        let missing = votes.missing(job.members());
        if late && !missing.is_empty() {
            fx.note(Note::VotesMissing(id, missing));
        }
        let outcome = votes.outcome(job.members(), late, config.all_must_vote_yes);
        let Some(outcome) = outcome else { return };
        fx.cancel_timer(Timer::Votes(id));
        // Who votes yes to an abort that is not acknowledged is told when it does.
        let tell = if outcome == Outcome::Abort && !config.acknowledged(outcome) {
            votes.yes
        } else {
            job.members().without(votes.no).without(votes.read)
        };
        self.decide(config, job, outcome, tell, true, fx);
    }

    fn decide(
        &mut self,
        config: &TwoPhase,
        job: Job,
        outcome: Outcome,
        tell: Members,
        client_waits: bool,
        fx: &mut Effects<TwoPhase>,
    ) {
        fx.note(Note::Decides(job.id, outcome));
        // Nobody waits for a decision: only presumed commit has a record that needs an end.
        let matters = !tell.is_empty() || config.presume == Presume::Commit;
        if matters || outcome == Outcome::Abort {
            let binding = match outcome {
                Outcome::Commit => !tell.is_empty(),
                Outcome::Abort => config.presume != Presume::Abort,
            };
            let forced = binding && config.forces_decision;
            self.log.append(Record { kind: Kind::Decision(outcome), job, tell, forced }, fx);
        }
        if client_waits {
            fx.reply(Answer { id: job.id, outcome });
        }
        self.tell(config, job, outcome, tell, fx);
    }

    fn tell(
        &mut self,
        config: &TwoPhase,
        job: Job,
        outcome: Outcome,
        tell: Members,
        fx: &mut Effects<TwoPhase>,
    ) {
        let id = job.id;
        for at in tell.iter() {
            fx.send(config.sites.participant(at), Message::Decision(job, outcome));
        }
        if tell.is_empty() || !config.acknowledged(outcome) || !config.remembers {
            self.forget(config, job, outcome, fx);
            return;
        }
        let stage = Stage::Decided { outcome, waits_for: tell, told: 1 };
        self.open.insert(id, Open { job, stage });
        fx.set_timer(Timer::Acks(id), backed_off(ACKS_US, 0));
    }

    /// Ends what had to be acknowledged, so that a restart does not take it up again.
    fn forget(
        &mut self,
        config: &TwoPhase,
        job: Job,
        outcome: Outcome,
        fx: &mut Effects<TwoPhase>,
    ) {
        let latest = self.log.of(job.id).last();
        if latest.is_some() && config.acknowledged(outcome) {
            let tell = Members::default();
            self.log.append(Record { kind: Kind::End, job, tell, forced: false }, fx);
        }
        self.open.remove(&job.id);
        fx.note(Note::Forgets(job.id));
    }

    fn on_inquire(
        &mut self,
        config: &TwoPhase,
        from: NodeId,
        job: Job,
        fx: &mut Effects<TwoPhase>,
    ) {
        let outcome = match self.open.get(&job.id).map(|open| &open.stage) {
            Some(Stage::Collecting(_)) => return,
            Some(Stage::Decided { outcome, .. }) => *outcome,
            None => {
                let presumed = config.presumed();
                // Its log is not looked at: recovery has read it, and what is there is forgotten.
                let is_logged = self.log.of(job.id).next().is_some();
                let note = if is_logged { Note::PresumesForgotten } else { Note::Presumes };
                fx.note(note(job.id, presumed));
                presumed
            }
        };
        fx.send(from, Message::Decision(job, outcome));
    }

    fn on_ack(&mut self, config: &TwoPhase, from: NodeId, id: Id, fx: &mut Effects<TwoPhase>) {
        let Some(open) = self.open.get_mut(&id) else { return };
        let Stage::Decided { outcome, waits_for, .. } = &mut open.stage else { return };
        waits_for.remove(config.sites.index(from));
        if waits_for.is_empty() {
            let (job, outcome) = (open.job, *outcome);
            fx.cancel_timer(Timer::Acks(id));
            self.forget(config, job, outcome, fx);
        }
    }

    pub fn on_timer(&mut self, config: &TwoPhase, timer: Timer, fx: &mut Effects<TwoPhase>) {
        match timer {
            Timer::Votes(id) => self.count(config, id, true, fx),
            Timer::Acks(id) => self.tell_again(config, id, fx),
            Timer::Lock(_) | Timer::Doubt(_) => {}
        }
    }

    fn tell_again(&mut self, config: &TwoPhase, id: Id, fx: &mut Effects<TwoPhase>) {
        let Some(open) = self.open.get_mut(&id) else { return };
        let Stage::Decided { outcome, waits_for, told } = &mut open.stage else { return };
        fx.note(Note::AcksMissing(id, *waits_for));
        for at in waits_for.iter() {
            fx.send(config.sites.participant(at), Message::Decision(open.job, *outcome));
        }
        fx.set_timer(Timer::Acks(id), backed_off(ACKS_US, *told));
        *told = told.saturating_add(1);
    }

    pub fn facts(&self) -> Facts {
        let mut facts = Vec::new();
        for open in self.open.values() {
            match &open.stage {
                Stage::Collecting(Votes { yes, no, read }) => {
                    facts.push(("collects votes", open.job.to_string()));
                    let votes = [("yes", yes), ("no", no), ("read-only", read)];
                    let given = votes.into_iter().filter(|(_, members)| !members.is_empty());
                    facts.extend(given.map(|(vote, members)| (vote, members.to_string())));
                }
                Stage::Decided { outcome, waits_for, .. } => {
                    facts.push(("decided", format!("{outcome} of {}", open.job.id)));
                    facts.push(("acks missing", waits_for.to_string()));
                }
            }
        }
        if facts.is_empty() {
            facts.push(("open", String::from("–")));
        }
        facts
    }
}
