//! The proposer: runs ballots until it knows that a value is chosen, and answers its clients.

use litemap::LiteMap;

use super::learner::{Learner, tally};
use super::{Ballot, Message, Note, Paxos, Proposal, Record, Timer};
use crate::sim::protocol::{Effects, Facts, NodeId};
use crate::sim::time::Span;
use crate::sim::word::Word;

/// How long a phase may take before the ballot is given up: above two message delays and a forced
/// write of the usual network.
const ANSWER_US: u64 = 50_000;
/// The first back-off after a refusal. Random ones double their width with each attempt.
const BACKOFF_US: u64 = 10_000;
const BACKOFF_DOUBLINGS_MAX: u32 = 5;
const HEARTBEAT_US: u64 = 30_000;
/// Three heartbeats missed, give or take: proposers in turn, so that two rarely step up together.
const SUSPECT_US: u64 = 100_000;
const SUSPECT_STEP_US: u64 = 40_000;

/// What a client asked of a proposer and has no answer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wish {
    pub value: Word,
    /// Asked here, and not passed on by another proposer.
    pub own: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    Idle,
    /// Phase 1, with the promises so far and what each reported.
    Preparing {
        ballot: Ballot,
        promises: LiteMap<NodeId, Option<Proposal>>,
    },
    /// Phase 2.
    Accepting {
        proposal: Proposal,
    },
    /// Waits before the next ballot.
    BackingOff,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Proposer {
    /// The highest round used.
    round: u32,
    /// The highest round heard of.
    heard: u32,
    pub wishes: Vec<Wish>,
    pub phase: Phase,
    /// Ballots given up since the last success.
    attempts: u32,
    pub learner: Learner,
    /// With the distinguished-proposer option: who it is, as far as this one knows.
    pub follows: Option<NodeId>,
}

impl Proposer {
    pub fn start(paxos: &Paxos, me: NodeId, disk: &Record, fx: &mut Effects<Paxos>) -> Proposer {
        let mut proposer = Proposer {
            round: disk.round,
            heard: disk.round,
            wishes: Vec::new(),
            phase: Phase::Idle,
            attempts: 0,
            learner: Learner::default(),
            follows: None,
        };
        if paxos.distinguished && me.0 == 0 {
            fx.set_timer(Timer::Heartbeat, Span::exactly(HEARTBEAT_US));
        } else if paxos.distinguished {
            proposer.follow(NodeId(0), me, fx);
        }
        proposer
    }

    pub fn on_request(&mut self, paxos: &Paxos, me: NodeId, value: Word, fx: &mut Effects<Paxos>) {
        match self.learner.learned {
            Some(learned) => fx.reply(learned),
            None => self.wish(paxos, me, Wish { value, own: true }, fx),
        }
    }

    fn wish(&mut self, paxos: &Paxos, me: NodeId, wish: Wish, fx: &mut Effects<Paxos>) {
        // Each client here waits for an answer of its own; what is passed on repeats itself.
        if wish.own || !self.wishes.contains(&wish) {
            self.wishes.push(wish);
        }
        if let Some(leader) = self.follows {
            fx.send(leader, Message::Forward(wish.value));
            fx.set_timer(Timer::Retry, Span::exactly(ANSWER_US));
            return;
        }
        match self.phase {
            Phase::Idle => self.prepare(paxos, me, fx),
            Phase::Accepting { proposal } if !paxos.one_value => {
                let more = Proposal { ballot: proposal.ballot, value: wish.value };
                fx.note(Note::ProposesMore(more));
                self.accept(paxos, more, fx);
            }
            _ => {}
        }
    }

    /// Phase 1a, with a ballot above all used and heard of.
    fn prepare(&mut self, paxos: &Paxos, me: NodeId, fx: &mut Effects<Paxos>) {
        self.round = self.round.max(self.heard).saturating_add(1);
        let ballot = Ballot { round: self.round, proposer: me };
        self.phase = Phase::Preparing { ballot, promises: LiteMap::new() };
        paxos.record(Record { round: self.round, ..Record::default() }, fx);
        for acceptor in paxos.acceptor_ids() {
            fx.send(acceptor, Message::Prepare(ballot));
        }
        fx.set_timer(Timer::Retry, self.patience(paxos, ANSWER_US));
    }

    pub fn on_message(
        &mut self,
        paxos: &Paxos,
        me: NodeId,
        from: NodeId,
        message: &Message,
        fx: &mut Effects<Paxos>,
    ) {
        match message {
            Message::Promise(ballot, accepted) => {
                self.on_promise(paxos, from, *ballot, *accepted, fx);
            }
            Message::Accepted(proposal) => self.on_accepted(paxos, me, from, *proposal, fx),
            Message::Reject { ballot, promised } => {
                self.on_reject(paxos, *ballot, *promised, fx);
            }
            Message::Learned(value) => self.learn(*value, fx),
            Message::Alive => self.on_alive(me, from, fx),
            Message::Forward(value) => match self.learner.learned {
                Some(learned) => fx.send(from, Message::Learned(learned)),
                None => self.wish(paxos, me, Wish { value: *value, own: false }, fx),
            },
            Message::Prepare(_) | Message::Accept(_) => {}
        }
    }

    /// P2c: with promises of a quorum, the value to propose follows.
    fn on_promise(
        &mut self,
        paxos: &Paxos,
        from: NodeId,
        answered: Ballot,
        accepted: Option<Proposal>,
        fx: &mut Effects<Paxos>,
    ) {
        let Phase::Preparing { ballot, promises } = &mut self.phase else {
            return;
        };
        if *ballot != answered {
            return;
        }
        promises.insert(from, accepted);
        if promises.len() < paxos.phase1_size() {
            return;
        }
        let adopted = paxos.adopt.of(promises.values().flatten().copied());
        let (ballot, adopted) = (*ballot, adopted.map(|proposal| proposal.value));
        let Some(value) = adopted.or(self.wishes.first().map(|wish| wish.value)) else {
            return;
        };
        let proposal = Proposal { ballot, value };
        fx.note(match adopted {
            Some(_) => Note::Adopts(proposal),
            None => Note::Proposes(proposal),
        });
        self.phase = Phase::Accepting { proposal };
        self.learner.keep_only(ballot);
        fx.set_timer(Timer::Retry, self.patience(paxos, ANSWER_US));
        self.accept(paxos, proposal, fx);
    }

    /// Phase 2a.
    fn accept(&self, paxos: &Paxos, proposal: Proposal, fx: &mut Effects<Paxos>) {
        for acceptor in paxos.acceptor_ids() {
            fx.send(acceptor, Message::Accept(proposal));
        }
    }

    fn on_accepted(
        &mut self,
        paxos: &Paxos,
        me: NodeId,
        from: NodeId,
        accepted: Proposal,
        fx: &mut Effects<Paxos>,
    ) {
        let in_time = matches!(self.phase, Phase::Accepting { proposal }
            if proposal.ballot == accepted.ballot);
        if !in_time {
            return;
        }
        let Some(value) = self.learner.count(paxos, from, accepted) else {
            return;
        };
        self.learn(value, fx);
        for other in paxos.proposer_ids().filter(|other| *other != me).chain(paxos.learner_ids()) {
            fx.send(other, Message::Learned(value));
        }
    }

    fn on_reject(
        &mut self,
        paxos: &Paxos,
        ballot: Ballot,
        promised: Ballot,
        fx: &mut Effects<Paxos>,
    ) {
        self.heard = self.heard.max(promised.round);
        if self.ballot() != Some(ballot) {
            return;
        }
        fx.note(Note::GivesUp { ballot, promised });
        self.phase = Phase::BackingOff;
        fx.set_timer(Timer::Retry, self.patience(paxos, BACKOFF_US));
        self.attempts += 1;
    }

    fn learn(&mut self, value: Word, fx: &mut Effects<Paxos>) {
        if !self.learner.learn(value, fx) {
            return;
        }
        let waiting = self.wishes.drain(..).filter(|wish| wish.own).count();
        (0..waiting).for_each(|_| fx.reply(value));
        self.phase = Phase::Idle;
        for timer in [Timer::Retry, Timer::Heartbeat, Timer::Suspect] {
            fx.cancel_timer(timer);
        }
    }

    /// A wait of at least `us`: exactly that when the rule "random back-off" is broken.
    fn patience(&self, paxos: &Paxos, us: u64) -> Span {
        if paxos.random_backoff {
            Span::between(us, us + (us << self.attempts.min(BACKOFF_DOUBLINGS_MAX)))
        } else {
            Span::exactly(us)
        }
    }

    /// The ballot being run.
    pub fn ballot(&self) -> Option<Ballot> {
        match &self.phase {
            Phase::Preparing { ballot, .. } => Some(*ballot),
            Phase::Accepting { proposal } => Some(proposal.ballot),
            Phase::Idle | Phase::BackingOff => None,
        }
    }

    pub fn on_timer(&mut self, paxos: &Paxos, me: NodeId, timer: Timer, fx: &mut Effects<Paxos>) {
        match timer {
            Timer::Retry => self.on_retry(paxos, me, fx),
            Timer::Heartbeat => self.beat(paxos, me, fx),
            Timer::Suspect => {
                self.follows = None;
                fx.note(Note::Leads);
                self.beat(paxos, me, fx);
                if !self.wishes.is_empty() && self.ballot().is_none() {
                    self.prepare(paxos, me, fx);
                }
            }
        }
    }

    fn on_retry(&mut self, paxos: &Paxos, me: NodeId, fx: &mut Effects<Paxos>) {
        if let Some(ballot) = self.ballot() {
            fx.note(Note::TimesOut(ballot));
            self.attempts += 1;
        }
        self.phase = Phase::Idle;
        if let Some(leader) = self.follows {
            for wish in &self.wishes {
                fx.send(leader, Message::Forward(wish.value));
            }
            if !self.wishes.is_empty() {
                fx.set_timer(Timer::Retry, Span::exactly(ANSWER_US));
            }
        } else if !self.wishes.is_empty() {
            self.prepare(paxos, me, fx);
        }
    }

    fn beat(&mut self, paxos: &Paxos, me: NodeId, fx: &mut Effects<Paxos>) {
        for other in paxos.proposer_ids().filter(|other| *other != me) {
            fx.send(other, Message::Alive);
        }
        fx.set_timer(Timer::Heartbeat, Span::exactly(HEARTBEAT_US));
    }

    fn on_alive(&mut self, me: NodeId, from: NodeId, fx: &mut Effects<Paxos>) {
        // A value is known: nobody needs to lead, and who says so late should hear of it.
        if let Some(learned) = self.learner.learned {
            fx.send(from, Message::Learned(learned));
            return;
        }
        let is_better = self.follows.is_none_or(|leader| from <= leader);
        if from < me && is_better {
            self.follow(from, me, fx);
        }
    }

    fn follow(&mut self, leader: NodeId, me: NodeId, fx: &mut Effects<Paxos>) {
        if self.follows != Some(leader) {
            fx.note(Note::Follows(leader));
        }
        if self.follows.is_none() {
            fx.cancel_timer(Timer::Heartbeat);
        }
        self.follows = Some(leader);
        let least_us = SUSPECT_US + SUSPECT_STEP_US * (me.0 as u64 - 1);
        fx.set_timer(Timer::Suspect, Span::between(least_us, least_us + SUSPECT_STEP_US / 2));
    }

    pub fn facts(&self, paxos: &Paxos) -> Facts {
        let mut facts = Vec::new();
        let phase = match &self.phase {
            Phase::Idle => "idle",
            Phase::Preparing { .. } => "1 of 2",
            Phase::Accepting { .. } => "2 of 2",
            Phase::BackingOff => "backing off",
        };
        facts.push(("phase", phase.to_string()));
        match &self.phase {
            Phase::Preparing { ballot, promises } => {
                facts.push(("ballot", ballot.to_string()));
                facts.push(("promises", tally(paxos, |node| promises.contains_key(&node))));
            }
            Phase::Accepting { proposal } => {
                facts.push(("ballot", proposal.ballot.to_string()));
                facts.push(("proposes", proposal.value.to_string()));
                let counted: Vec<NodeId> = self.learner.acceptors_of(proposal.ballot).collect();
                facts.push(("accepted", tally(paxos, |node| counted.contains(&node))));
            }
            Phase::Idle | Phase::BackingOff => {}
        }
        let wishes: Vec<&str> = self.wishes.iter().map(|wish| wish.value.as_str()).collect();
        if !wishes.is_empty() {
            facts.push(("wants", wishes.join(", ")));
        }
        if let Some(leader) = self.follows {
            facts.push(("follows", format!("P{}", leader.0 + 1)));
        }
        let learned = self.learner.learned.map_or(String::from("–"), |value| value.to_string());
        facts.push(("learned", learned));
        facts
    }
}
