//! The acceptor, which leads a ballot when it has to. Coordinators are acceptors, too: they begin
//! transactions and lead ballot 0.

use litemap::LiteMap;

use super::{BALLOT_US, Message, PaxosCommit, Proposal, TURN_US, Timer, VOTES_US};
use crate::protocols::acceptance::{Register, Reply};
use crate::protocols::commitment::log::{Kind, Log, Record};
use crate::protocols::commitment::transaction::{Id, Job, Members};
use crate::protocols::commitment::{Answer, Ballot, Note, Outcome, Rank, Values, Vote, backed_off};
use crate::sim::protocol::{Effects, Facts, NodeId};
use crate::sim::time::Span;
use crate::sim::word::Word;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Acceptor {
    pub log: Log,
    issued: u32,
    pub cases: LiteMap<Id, Case>,
}

/// Its proposers are the participants; its answers go to the coordinator, which leads it.
pub const FIRST: Ballot = Ballot { round: 0, proposer: Rank(0) };

/// All instances of one transaction at one acceptor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Case {
    pub job: Job,
    pub register: Register<Values, Rank>,
    /// Of ballot 0, not accepted yet.
    votes: Values,
    pub lead: Lead,
    /// The highest round heard of.
    round: u32,
    attempts: u32,
    pub outcome: Option<Outcome>,
    /// A client here has not been answered.
    owes: bool,
}

/// What it does to find out how the transaction ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lead {
    Nothing,
    /// Ballot 0, which its coordinator leads: what each acceptor has accepted.
    Collects(LiteMap<Rank, Values>),
    /// For its turn, or for another attempt.
    Waits,
    /// Phase 1.
    Asks {
        ballot: Ballot,
        promises: LiteMap<Rank, Option<Proposal>>,
    },
    /// Phase 2, and which acceptors have accepted.
    Proposes {
        proposal: Proposal,
        accepted: Members,
    },
}

impl Case {
    fn new(job: Job) -> Case {
        Case {
            job,
            register: Register::default(),
            votes: Values::default(),
            lead: Lead::Nothing,
            round: 0,
            attempts: 0,
            outcome: None,
            owes: false,
        }
    }

    /// Those whose instance has no value that this acceptor knows of.
    pub fn missing(&self) -> Members {
        self.votes.missing(self.job.members())
    }
}

impl Acceptor {
    /// What it has promised, accepted and decided is in its log.
    pub fn start(
        config: &PaxosCommit,
        me: NodeId,
        disk: &Log,
        fx: &mut Effects<PaxosCommit>,
    ) -> Acceptor {
        let mut acceptor = Acceptor { log: disk.clone(), issued: 0, cases: LiteMap::new() };
        if config.sites.is_coordinator(me) {
            acceptor.log.starts += 1;
            fx.persist(acceptor.log.clone());
        }
        for record in &disk.records {
            let case = acceptor.case(record.job);
            match record.kind {
                Kind::Promised(ballot) => {
                    case.register.promise(ballot);
                }
                Kind::Accepted(proposal) => {
                    case.register.accept(proposal, config.keeps_promise);
                }
                Kind::Decision(outcome) => case.outcome = Some(outcome),
                _ => {}
            }
        }
        acceptor
    }

    fn case(&mut self, job: Job) -> &mut Case {
        self.cases.entry(job.id).or_insert_with(|| Case::new(job))
    }

    pub fn outcome(&self, id: Id) -> Option<Outcome> {
        self.cases.get(&id).and_then(|case| case.outcome)
    }

    /// Transactions whose client waits here.
    pub fn owed(&self) -> impl Iterator<Item = Id> {
        self.cases.iter().filter(|(_, case)| case.owes).map(|(id, _)| *id)
    }

    pub fn on_request(
        &mut self,
        config: &PaxosCommit,
        me: NodeId,
        word: Word,
        fx: &mut Effects<PaxosCommit>,
    ) {
        self.issued += 1;
        let id = Id { start: self.log.starts, number: self.issued, coordinator: me.0 };
        let job = Job { id, word };
        fx.note(Note::Begins(job));
        let case = self.case(job);
        (case.lead, case.owes) = (Lead::Collects(LiteMap::new()), true);
        for at in job.members().iter() {
            fx.send(config.sites.participant(at), Message::Prepare(job));
        }
        fx.set_timer(Timer::Votes(id), Span::exactly(VOTES_US));
    }

    pub fn on_message(
        &mut self,
        config: &PaxosCommit,
        me: NodeId,
        from: NodeId,
        message: &Message,
        fx: &mut Effects<PaxosCommit>,
    ) {
        match *message {
            Message::Vote(job, vote) => self.on_vote(config, me, from, job, vote, fx),
            Message::NewBallot(job, ballot) => self.on_new_ballot(config, me, job, ballot, fx),
            Message::Promise(job, ballot, accepted) => {
                self.on_promise(config, me, from, job.id, ballot, accepted, fx);
            }
            Message::Accept(job, proposal) => self.on_accept(config, me, job, proposal, fx),
            Message::Accepted(job, proposal) => {
                self.on_accepted(config, me, from, job.id, proposal, fx);
            }
            Message::Reject(id, promised) => self.on_reject(id, promised, fx),
            Message::Inquire(job) => self.on_inquire(config, me, from, job, fx),
            Message::Decision(job, outcome) => self.end(job, outcome, fx),
            Message::Prepare(_) => {}
        }
    }

    /// To an acceptor or leader, which may be this one.
    fn send(
        &mut self,
        config: &PaxosCommit,
        me: NodeId,
        to: NodeId,
        message: Message,
        fx: &mut Effects<PaxosCommit>,
    ) {
        if to == me {
            self.on_message(config, me, me, &message, fx);
        } else {
            fx.send(to, message);
        }
    }

    /// Before it is answered, unless that rule is off.
    fn record(
        &mut self,
        config: &PaxosCommit,
        job: Job,
        kind: Kind,
        fx: &mut Effects<PaxosCommit>,
    ) {
        let forced = config.forces_acceptance;
        self.log.append(Record { kind, job, tell: Members::default(), forced }, fx);
    }

    /// Rule 3: accepts ballot 0 in one bundle, when all have voted or one is against.
    fn on_vote(
        &mut self,
        config: &PaxosCommit,
        me: NodeId,
        from: NodeId,
        job: Job,
        vote: Vote,
        fx: &mut Effects<PaxosCommit>,
    ) {
        let case = self.case(job);
        let is_late = case.register.promised.is_some();
        if case.outcome.is_some() || is_late && config.keeps_promise {
            return;
        }
        case.votes.insert(config.sites.index(from), vote);
        if case.votes.aborted.is_empty() && !case.missing().is_empty() {
            return;
        }
        let proposal = Proposal { ballot: FIRST, value: case.votes };
        self.on_accept(config, me, job, proposal, fx);
    }

    /// Phase 1a. Votes that are here already count as accepted in ballot 0.
    fn on_new_ballot(
        &mut self,
        config: &PaxosCommit,
        me: NodeId,
        job: Job,
        ballot: Ballot,
        fx: &mut Effects<PaxosCommit>,
    ) {
        let case = self.case(job);
        case.round = case.round.max(ballot.round);
        let held = Proposal { ballot: FIRST, value: case.votes };
        let holds = case.register.promised.is_none() && case.votes != Values::default();
        if holds {
            case.register.accept(held, true);
        }
        let reply = case.register.promise(ballot);
        let accepted = case.register.accepted;
        if holds {
            let (kind, tell) = (Kind::Accepted(held), Members::default());
            self.log.append(Record { kind, job, tell, forced: false }, fx);
        }
        let leader = config.ranked(job.id, ballot.proposer);
        match reply {
            Reply::Known => {}
            Reply::Refused(promised) => {
                self.send(config, me, leader, Message::Reject(job.id, promised), fx);
            }
            Reply::Fresh => {
                self.give_way(config, me, job.id, ballot, fx);
                self.record(config, job, Kind::Promised(ballot), fx);
                let promise = Message::Promise(job, ballot, accepted);
                self.send(config, me, leader, promise, fx);
            }
        }
    }

    /// Another leads: it may end the transaction before this one's turn comes.
    fn give_way(
        &mut self,
        config: &PaxosCommit,
        me: NodeId,
        id: Id,
        ballot: Ballot,
        fx: &mut Effects<PaxosCommit>,
    ) {
        let waits = self.cases.get(&id).is_some_and(|case| case.lead == Lead::Waits);
        let rank = config.rank(id, me);
        if waits && ballot.proposer != rank {
            let turn = u64::from(rank.0 + 1) * TURN_US;
            fx.set_timer(Timer::Ballot(id), Span::exactly(turn));
        }
    }

    /// Phase 2a, of whatever ballot.
    fn on_accept(
        &mut self,
        config: &PaxosCommit,
        me: NodeId,
        job: Job,
        proposal: Proposal,
        fx: &mut Effects<PaxosCommit>,
    ) {
        let case = self.case(job);
        case.round = case.round.max(proposal.ballot.round);
        let leader = config.ranked(job.id, proposal.ballot.proposer);
        match case.register.accept(proposal, config.keeps_promise) {
            Reply::Refused(promised) => {
                return self.send(config, me, leader, Message::Reject(job.id, promised), fx);
            }
            Reply::Known => {}
            Reply::Fresh => {
                self.record(config, job, Kind::Accepted(proposal), fx);
                fx.note(Note::Accepts(job.id, proposal.ballot));
            }
        }
        self.send(config, me, leader, Message::Accepted(job, proposal), fx);
    }

    /// Rule 5: with promises of a quorum, what was accepted is taken over, instance by instance.
    #[allow(clippy::too_many_arguments)]
    fn on_promise(
        &mut self,
        config: &PaxosCommit,
        me: NodeId,
        from: NodeId,
        id: Id,
        ballot: Ballot,
        accepted: Option<Proposal>,
        fx: &mut Effects<PaxosCommit>,
    ) {
        let Some(case) = self.cases.get_mut(&id) else { return };
        let job = case.job;
        let Lead::Asks { ballot: asked, promises } = &mut case.lead else { return };
        if *asked != ballot {
            return;
        }
        promises.insert(config.rank(id, from), accepted);
        if promises.len() < usize::from(config.quorum()) {
            return;
        }
        let mut value = Values::default();
        for at in job.members().iter() {
            let carried = promises.values().flatten().filter(|p| p.value.of(at).is_some());
            let adopted = config.adopt.of(carried.copied());
            let vote = adopted.and_then(|proposal| proposal.value.of(at)).unwrap_or(Vote::No);
            value.insert(at, vote);
        }
        let proposal = Proposal { ballot, value };
        fx.note(Note::Proposes(id, value));
        case.lead = Lead::Proposes { proposal, accepted: Members::default() };
        // Others first: its own acceptance is a forced write, which they need not wait for.
        for acceptor in config.acceptor_ids(id).filter(|acceptor| *acceptor != me) {
            fx.send(acceptor, Message::Accept(job, proposal));
        }
        self.on_accept(config, me, job, proposal, fx);
    }

    /// Rule 4: an instance is chosen when a quorum has accepted it in one ballot.
    fn on_accepted(
        &mut self,
        config: &PaxosCommit,
        me: NodeId,
        from: NodeId,
        id: Id,
        proposal: Proposal,
        fx: &mut Effects<PaxosCommit>,
    ) {
        let rank = config.rank(id, from);
        let Some(case) = self.cases.get_mut(&id) else { return };
        let members = case.job.members();
        let quorum = usize::from(config.quorum());
        let chosen = match &mut case.lead {
            Lead::Collects(reports) if proposal.ballot.round == 0 => {
                reports.insert(rank, proposal.value);
                let mut chosen = Values::default();
                for at in members.iter() {
                    for vote in [Vote::Yes, Vote::No] {
                        let same = |values: &&Values| values.of(at) == Some(vote);
                        if reports.values().filter(same).count() >= quorum {
                            chosen.insert(at, vote);
                        }
                    }
                }
                chosen
            }
            Lead::Proposes { proposal: own, accepted } if *own == proposal => {
                accepted.insert(rank.0);
                let enough = accepted.iter().count() >= quorum;
                if enough { proposal.value } else { Values::default() }
            }
            _ => return,
        };
        let job = case.job;
        let Some(outcome) = config.outcome(chosen, members) else { return };
        fx.note(Note::Decides(id, outcome));
        self.end(job, outcome, fx);
        for at in members.iter() {
            fx.send(config.sites.participant(at), Message::Decision(job, outcome));
        }
        // Those who took part in a later ballot may be about to lead another.
        let later = proposal.ballot.round > 0;
        for acceptor in config.acceptor_ids(id).filter(|acceptor| later && *acceptor != me) {
            fx.send(acceptor, Message::Decision(job, outcome));
        }
    }

    /// No record is needed, for any leader would find the same; it saves a ballot.
    fn end(&mut self, job: Job, outcome: Outcome, fx: &mut Effects<PaxosCommit>) {
        let (id, case) = (job.id, self.case(job));
        if case.outcome.is_some() {
            return;
        }
        let owes = case.owes;
        (case.outcome, case.owes, case.lead) = (Some(outcome), false, Lead::Nothing);
        fx.cancel_timer(Timer::Votes(id));
        fx.cancel_timer(Timer::Ballot(id));
        let (kind, tell) = (Kind::Decision(outcome), Members::default());
        self.log.append(Record { kind, job, tell, forced: false }, fx);
        if owes {
            fx.reply(Answer { id, outcome });
        }
    }

    /// A higher ballot goes on elsewhere; should it not end, this one tries again.
    fn on_reject(&mut self, id: Id, promised: Ballot, fx: &mut Effects<PaxosCommit>) {
        let Some(case) = self.cases.get_mut(&id) else { return };
        let ballot = match &case.lead {
            Lead::Asks { ballot, .. } => *ballot,
            Lead::Proposes { proposal, .. } => proposal.ballot,
            Lead::Nothing | Lead::Collects(_) | Lead::Waits => return,
        };
        if promised <= ballot {
            return;
        }
        case.round = case.round.max(promised.round);
        case.lead = Lead::Waits;
        fx.note(Note::GivesUp(id, ballot));
        fx.set_timer(Timer::Ballot(id), backed_off(BALLOT_US, case.attempts));
    }

    /// Rule 6: who asks is told, or makes this acceptor find out, each in its turn.
    fn on_inquire(
        &mut self,
        config: &PaxosCommit,
        me: NodeId,
        from: NodeId,
        job: Job,
        fx: &mut Effects<PaxosCommit>,
    ) {
        let case = self.case(job);
        if let Some(outcome) = case.outcome {
            return fx.send(from, Message::Decision(job, outcome));
        }
        if case.lead == Lead::Nothing {
            case.lead = Lead::Waits;
            let turn = u64::from(config.rank(job.id, me).0) * TURN_US;
            fx.set_timer(Timer::Ballot(job.id), Span::exactly(turn + 1_000));
        }
    }

    pub fn on_timer(
        &mut self,
        config: &PaxosCommit,
        me: NodeId,
        timer: Timer,
        fx: &mut Effects<PaxosCommit>,
    ) {
        let (Timer::Votes(id) | Timer::Ballot(id)) = timer else { return };
        let Some(case) = self.cases.get(&id).filter(|case| case.outcome.is_none()) else { return };
        if matches!(timer, Timer::Votes(_)) {
            if case.register.accepted.is_some() {
                fx.note(Note::QuorumMissing(id));
            } else if !case.missing().is_empty() {
                fx.note(Note::VotesMissing(id, case.missing()));
            }
        }
        self.lead(config, me, id, fx);
    }

    /// A ballot above all that were heard of, phase 1.
    fn lead(&mut self, config: &PaxosCommit, me: NodeId, id: Id, fx: &mut Effects<PaxosCommit>) {
        let Some(case) = self.cases.get_mut(&id) else { return };
        let promised = case.register.promised.map_or(0, |ballot| ballot.round);
        let proposer = config.rank(id, me);
        let ballot = Ballot { round: case.round.max(promised) + 1, proposer };
        let (job, attempts) = (case.job, case.attempts);
        case.attempts = attempts.saturating_add(1);
        case.lead = Lead::Asks { ballot, promises: LiteMap::new() };
        fx.note(Note::Leads(id, ballot));
        fx.set_timer(Timer::Ballot(id), backed_off(BALLOT_US, attempts));
        // Its own promise first: the ballot is on disk before anybody hears of it.
        self.on_new_ballot(config, me, job, ballot, fx);
        if self.outcome(id).is_some() {
            return;
        }
        for acceptor in config.acceptor_ids(id).filter(|acceptor| *acceptor != me) {
            fx.send(acceptor, Message::NewBallot(job, ballot));
        }
    }

    pub fn facts(&self) -> Facts {
        let mut facts = Vec::new();
        for case in self.cases.values() {
            let id = case.job.id;
            if let Some(outcome) = case.outcome {
                facts.push(("decided", format!("{outcome} of {id}")));
                continue;
            }
            match &case.lead {
                Lead::Collects(_) => facts.push(("collects votes", case.job.to_string())),
                Lead::Asks { ballot, .. }
                | Lead::Proposes { proposal: Proposal { ballot, .. }, .. } => {
                    facts.push(("leads", format!("ballot {} of {id}", ballot.number(id))));
                }
                Lead::Nothing | Lead::Waits => {}
            }
            if case.votes != Values::default() && case.register.accepted.is_none() {
                facts.push(("heard", format!("{id}: {}", case.votes)));
            }
            if let Some(promised) = case.register.promised.filter(|ballot| ballot.round > 0) {
                facts.push(("promised", format!("ballot {} of {id}", promised.number(id))));
            }
            if let Some(Proposal { ballot, value }) = case.register.accepted {
                facts.push(("accepted", format!("ballot {} of {id}: {value}", ballot.number(id))));
            }
        }
        if facts.is_empty() {
            facts.push(("open", String::from("–")));
        }
        facts
    }
}
