//! The write-ahead log: what a node finds again after a crash. Never cut short here, so that what a
//! run cost can be counted from it.

use std::fmt;

use super::transaction::{Id, Job, Members};
use super::{Ballot, Committing, Outcome, Rank, Values};
use crate::protocols::acceptance::Proposal;
use crate::sim::protocol::{Effects, Facts};

/// The kinds of log records, with the papers' names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Presumed commit: the coordinator is about to ask these participants.
    Collecting,
    /// A participant can commit and can abort, and has given up the right to choose.
    Prepare,
    Decision(Outcome),
    /// Everybody who had to has acknowledged: the coordinator may forget.
    End,
    /// Three-phase commit: all have voted yes, so it may be committed, but not yet.
    Precommit,
    /// Paxos Commit, an acceptor: nothing of a lower ballot any more.
    Promised(Ballot),
    /// And what it has accepted.
    Accepted(Proposal<Values, Rank>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Record {
    pub kind: Kind,
    pub job: Job,
    /// At a coordinator: who has to be told.
    pub tell: Members,
    pub forced: bool,
}

/// What survives a crash.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Log {
    /// How often this coordinator has started, for the names of its transactions.
    pub starts: u32,
    pub records: Vec<Record>,
}

/// Records shown; the rest is counted.
const SHOWN: usize = 4;

impl Log {
    /// Appends a record; what follows in `fx` waits when it is forced.
    pub fn append<P: Committing>(&mut self, record: Record, fx: &mut Effects<P>) {
        self.records.push(record);
        if record.forced {
            fx.persist(self.clone());
        } else {
            fx.write(self.clone());
        }
    }

    /// The jobs in order of their first record.
    pub fn jobs(&self) -> Vec<Job> {
        let mut jobs: Vec<Job> = Vec::new();
        for record in &self.records {
            if !jobs.contains(&record.job) {
                jobs.push(record.job);
            }
        }
        jobs
    }

    pub fn of(&self, id: Id) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(move |record| record.job.id == id)
    }

    pub fn facts(&self) -> Facts {
        let mut facts = Vec::new();
        if self.starts > 0 {
            facts.push(("starts", self.starts.to_string()));
        }
        let earlier = self.records.len().saturating_sub(SHOWN);
        let mut text = String::new();
        if earlier > 0 {
            text.push_str(&format!("{earlier} records …"));
        }
        for record in &self.records[earlier..] {
            if !text.is_empty() {
                text.push_str(" · ");
            }
            text.push_str(&record.to_string());
        }
        if text.is_empty() {
            text.push('–');
        }
        facts.push(("log", text));
        facts
    }
}

impl fmt::Display for Record {
    /// `▪` is forced, `▫` is lazy.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Collecting => write!(f, "collecting {}", self.job)?,
            Kind::Prepare => write!(f, "prepare {}", self.job)?,
            Kind::Decision(Outcome::Commit) => write!(f, "commit {}", self.job.id)?,
            Kind::Decision(Outcome::Abort) => write!(f, "abort {}", self.job.id)?,
            Kind::Precommit => write!(f, "precommit {}", self.job.id)?,
            Kind::End => write!(f, "end {}", self.job.id)?,
            Kind::Promised(ballot) => {
                write!(f, "promise {} of {}", ballot.number(self.job.id), self.job.id)?;
            }
            Kind::Accepted(Proposal { ballot, value }) => {
                write!(f, "accept {} of {}: {value}", ballot.number(self.job.id), self.job.id)?;
            }
        }
        f.write_str(if self.forced { " ▪" } else { " ▫" })
    }
}
