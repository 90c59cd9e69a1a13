//! The acceptor: promises, accepts, and records both before it answers.

use super::{Ballot, Message, Note, Paxos, Proposal, Record};
use crate::protocols::acceptance::{Register, Reply};
use crate::sim::protocol::{Effects, Facts, NodeId};
use crate::sim::word::Word;

/// What it has promised and accepted is all there is to it.
pub type Acceptor = Register<Word>;

impl Acceptor {
    pub fn start(disk: &Record) -> Acceptor {
        Acceptor { promised: disk.promised, accepted: disk.accepted }
    }

    pub fn on_message(
        &mut self,
        paxos: &Paxos,
        from: NodeId,
        message: &Message,
        fx: &mut Effects<Paxos>,
    ) {
        match message {
            Message::Prepare(ballot) => self.on_prepare(paxos, from, *ballot, fx),
            Message::Accept(proposal) => self.on_accept(paxos, from, *proposal, fx),
            _ => {}
        }
    }

    fn on_prepare(&mut self, paxos: &Paxos, from: NodeId, ballot: Ballot, fx: &mut Effects<Paxos>) {
        match self.promise(ballot) {
            // A duplicate: its answer is given already.
            Reply::Known => {}
            Reply::Refused(promised) => refuse(from, ballot, promised, fx),
            Reply::Fresh => {
                self.record(paxos, fx);
                fx.note(Note::Promises(ballot));
                fx.send(from, Message::Promise(ballot, self.accepted));
            }
        }
    }

    fn on_accept(
        &mut self,
        paxos: &Paxos,
        from: NodeId,
        proposal: Proposal,
        fx: &mut Effects<Paxos>,
    ) {
        match self.accept(proposal, paxos.keeps_promise) {
            Reply::Refused(promised) => return refuse(from, proposal.ballot, promised, fx),
            Reply::Known => {}
            Reply::Fresh => {
                self.record(paxos, fx);
                fx.note(Note::Accepts(proposal));
            }
        }
        fx.send(from, Message::Accepted(proposal));
        for learner in paxos.learner_ids() {
            fx.send(learner, Message::Accepted(proposal));
        }
    }

    fn record(&self, paxos: &Paxos, fx: &mut Effects<Paxos>) {
        let record = Record { round: 0, promised: self.promised, accepted: self.accepted };
        paxos.record(record, fx);
    }

    pub fn facts(&self) -> Facts {
        promised_and_accepted(self.promised, self.accepted)
    }
}

fn refuse(to: NodeId, ballot: Ballot, promised: Ballot, fx: &mut Effects<Paxos>) {
    fx.note(Note::Refuses { ballot, promised });
    fx.send(to, Message::Reject { ballot, promised });
}

pub fn promised_and_accepted(promised: Option<Ballot>, accepted: Option<Proposal>) -> Facts {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| String::from("–"));
    vec![
        ("promised", or_none(promised.map(|ballot| ballot.to_string()))),
        ("accepted", or_none(accepted.map(|proposal| proposal.to_string()))),
    ]
}
