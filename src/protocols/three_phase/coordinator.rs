//! The coordinator: votes, precommits, decides; and asks the others when it was down meanwhile.

use litemap::LiteMap;

use super::{ASK_US, Message, ROUND_US, ThreePhase, Timer};
use crate::protocols::commitment::log::{Kind, Log, Record};
use crate::protocols::commitment::transaction::{Id, Job, Members};
use crate::protocols::commitment::{Answer, Note, Outcome, Vote, Votes, backed_off};
use crate::sim::protocol::{Effects, Facts, NodeId};
use crate::sim::time::Span;
use crate::sim::word::Word;

/// A round, and the longest wait for a lock.
const VOTES_US: u64 = 150_000;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coordinator {
    pub log: Log,
    issued: u32,
    /// What is not decided.
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
    Precommitting {
        acks_missing: Members,
    },
    /// It was down: the others may have decided without it.
    Recovering {
        asked: u32,
    },
}

impl Coordinator {
    /// What it had precommitted may have ended either way; what its log does not mention can only
    /// have been aborted.
    pub fn start(config: &ThreePhase, disk: &Log, fx: &mut Effects<ThreePhase>) -> Coordinator {
        let log = Log { starts: disk.starts + 1, ..disk.clone() };
        let mut coordinator = Coordinator { log, issued: 0, open: LiteMap::new() };
        fx.persist(coordinator.log.clone());
        for job in coordinator.log.jobs() {
            let latest = coordinator.log.of(job.id).last();
            if latest.is_some_and(|record| record.kind == Kind::Precommit) {
                fx.note(Note::FoundUndecided(job.id));
                let stage = Stage::Recovering { asked: 0 };
                coordinator.open.insert(job.id, Open { job, stage });
                coordinator.ask(config, job.id, fx);
            }
        }
        coordinator
    }

    pub fn on_request(
        &mut self,
        config: &ThreePhase,
        me: NodeId,
        word: Word,
        fx: &mut Effects<ThreePhase>,
    ) {
        self.issued += 1;
        let id = Id { start: self.log.starts, number: self.issued, coordinator: me.0 };
        let job = Job { id, word };
        fx.note(Note::Begins(job));
        self.open.insert(id, Open { job, stage: Stage::Collecting(Votes::default()) });
        send(config, job.members(), Message::Prepare(job), fx);
        fx.set_timer(Timer::Votes(id), Span::exactly(VOTES_US));
    }

    pub fn on_message(
        &mut self,
        config: &ThreePhase,
        from: NodeId,
        message: &Message,
        fx: &mut Effects<ThreePhase>,
    ) {
        match *message {
            Message::Vote(job, vote) => self.on_vote(config, from, job, vote, fx),
            Message::Ack(id) => self.on_ack(config, from, id, fx),
            Message::Decision(job, outcome) => self.on_decision(job, outcome, fx),
            Message::Inquire(job) => self.on_inquire(from, job, fx),
            _ => {}
        }
    }

    fn on_vote(
        &mut self,
        config: &ThreePhase,
        from: NodeId,
        job: Job,
        vote: Vote,
        fx: &mut Effects<ThreePhase>,
    ) {
        let Some(open) = self.open.get_mut(&job.id) else { return };
        if let Stage::Collecting(votes) = &mut open.stage {
            votes.insert(config.sites.index(from), vote);
            self.count(config, job.id, false, fx);
        }
    }

    /// Goes on when the votes allow it; `late` when no more are waited for.
    fn count(&mut self, config: &ThreePhase, id: Id, late: bool, fx: &mut Effects<ThreePhase>) {
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
        if outcome == Outcome::Abort || !config.precommits {
            return self.decide(config, job, outcome, job.members().without(votes.no), fx);
        }
        let stage = Stage::Precommitting { acks_missing: votes.yes };
        self.open.insert(id, Open { job, stage });
        self.log.append(Record { kind: Kind::Precommit, job, tell: votes.yes, forced: true }, fx);
        fx.note(Note::Precommits(id));
        send(config, votes.yes, Message::Precommit(job), fx);
        fx.set_timer(Timer::Acks(id), Span::exactly(ROUND_US));
    }

    fn on_ack(&mut self, config: &ThreePhase, from: NodeId, id: Id, fx: &mut Effects<ThreePhase>) {
        let Some(open) = self.open.get_mut(&id) else { return };
        let Stage::Precommitting { acks_missing } = &mut open.stage else { return };
        acks_missing.remove(config.sites.index(from));
        if acks_missing.is_empty() {
            fx.cancel_timer(Timer::Acks(id));
            self.commit(config, id, fx);
        }
    }

    /// Who was told to precommit is told to commit.
    fn commit(&mut self, config: &ThreePhase, id: Id, fx: &mut Effects<ThreePhase>) {
        let Some(record) = self.log.of(id).last().copied() else { return };
        self.decide(config, record.job, Outcome::Commit, record.tell, fx);
    }

    fn decide(
        &mut self,
        config: &ThreePhase,
        job: Job,
        outcome: Outcome,
        tell: Members,
        fx: &mut Effects<ThreePhase>,
    ) {
        fx.note(Note::Decides(job.id, outcome));
        self.open.remove(&job.id);
        self.log.append(Record { kind: Kind::Decision(outcome), job, tell, forced: true }, fx);
        fx.reply(Answer { id: job.id, outcome });
        send(config, tell, Message::Decision(job, outcome), fx);
    }

    /// Others have decided while it was down.
    fn on_decision(&mut self, job: Job, outcome: Outcome, fx: &mut Effects<ThreePhase>) {
        let open = self.open.get(&job.id).map(|open| &open.stage);
        if !matches!(open, Some(Stage::Recovering { .. })) {
            return;
        }
        self.open.remove(&job.id);
        fx.cancel_timer(Timer::Doubt(job.id));
        fx.note(Note::Learns(job.id, outcome));
        let tell = Members::default();
        self.log.append(Record { kind: Kind::Decision(outcome), job, tell, forced: true }, fx);
    }

    /// How a transaction ended, as far as this coordinator can tell.
    pub fn outcome(&self, id: Id) -> Option<Outcome> {
        if self.open.get(&id).is_some() {
            return None;
        }
        let decided = self.log.of(id).find_map(|record| match record.kind {
            Kind::Decision(outcome) => Some(outcome),
            _ => None,
        });
        Some(decided.unwrap_or(Outcome::Abort))
    }

    fn on_inquire(&mut self, from: NodeId, job: Job, fx: &mut Effects<ThreePhase>) {
        let id = job.id;
        match self.open.get(&id).map(|open| &open.stage) {
            Some(Stage::Collecting(_) | Stage::Precommitting { .. }) => return,
            Some(Stage::Recovering { .. }) => return fx.send(from, Message::Unsure(id)),
            None => {}
        }
        if self.log.of(id).next().is_none() {
            fx.note(Note::Presumes(id, Outcome::Abort));
        }
        if let Some(outcome) = self.outcome(id) {
            fx.send(from, Message::Decision(job, outcome));
        }
    }

    pub fn on_timer(&mut self, config: &ThreePhase, timer: Timer, fx: &mut Effects<ThreePhase>) {
        match timer {
            Timer::Votes(id) => self.count(config, id, true, fx),
            Timer::Acks(id) => {
                if let Some(Stage::Precommitting { acks_missing }) =
                    self.open.get(&id).map(|open| &open.stage)
                {
                    fx.note(Note::AcksMissing(id, *acks_missing));
                    self.commit(config, id, fx);
                }
            }
            Timer::Doubt(id) => self.ask(config, id, fx),
            Timer::Lock(_) | Timer::Silence(_) | Timer::Poll(_) => {}
        }
    }

    fn ask(&mut self, config: &ThreePhase, id: Id, fx: &mut Effects<ThreePhase>) {
        let Some(Open { job, stage: Stage::Recovering { asked } }) = self.open.get_mut(&id) else {
            return;
        };
        fx.note(Note::InDoubt(id));
        send(config, job.members(), Message::Inquire(*job), fx);
        fx.set_timer(Timer::Doubt(id), backed_off(ASK_US, *asked));
        *asked = asked.saturating_add(1);
    }

    pub fn facts(&self) -> Facts {
        let mut facts = Vec::new();
        for open in self.open.values() {
            match &open.stage {
                Stage::Collecting(votes) => {
                    facts.push(("collects votes", open.job.to_string()));
                    for (vote, members) in [("yes", votes.yes), ("no", votes.no)] {
                        if !members.is_empty() {
                            facts.push((vote, members.to_string()));
                        }
                    }
                }
                Stage::Precommitting { acks_missing } => {
                    facts.push(("precommitted", open.job.to_string()));
                    facts.push(("acks missing", acks_missing.to_string()));
                }
                Stage::Recovering { .. } => facts.push(("was down", open.job.to_string())),
            }
        }
        if facts.is_empty() {
            facts.push(("open", String::from("–")));
        }
        facts
    }
}

/// The same to all of them.
pub fn send(config: &ThreePhase, members: Members, message: Message, fx: &mut Effects<ThreePhase>) {
    members.iter().for_each(|at| fx.send(config.sites.participant(at), message));
}
