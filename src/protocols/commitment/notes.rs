//! What commit protocols remark on the time line.

use std::fmt;

use super::transaction::{Account, Id, Job, Members};
use super::{Ballot, Outcome, Values};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// The coordinator's.
    Begins(Job),
    Decides(Id, Outcome),
    VotesMissing(Id, Members),
    AcksMissing(Id, Members),
    Forgets(Id),
    Presumes(Id, Outcome),
    FoundDecided(Id, Outcome),
    FoundUndecided(Id),
    /// The participant's.
    WaitsFor {
        id: Id,
        holder: Id,
    },
    Prepares(Id),
    OnlyReads(Id),
    LacksFunds {
        id: Id,
        account: Account,
    },
    WaitedTooLong(Id),
    Dies {
        id: Id,
        holder: Id,
    },
    Ends(Id, Outcome),
    InDoubt(Id),
    FoundPrepared(Id),
    /// Never voted, so it may still abort, and does so before it says so.
    AbortsUnvoted(Id),
    /// Against the rule.
    DecidesAlone(Id, Outcome),
    /// The decision on something its log does not know.
    KnowsNothing(Id),
    /// Three-phase commit's.
    Precommits(Id),
    Retreats(Id),
    Polls(Id),
    TakesOver(Id),
    Learns(Id, Outcome),
    /// Paxos Commit's.
    Leads(Id, Ballot),
    Accepts(Id, Ballot),
    Proposes(Id, Values),
    GivesUp(Id, Ballot),
    /// All were down: nobody can have decided, or it would be on some disk.
    NobodyDecided(Id, Outcome),
    /// The coordinator's, of what its log knows and its memory does not.
    PresumesForgotten(Id, Outcome),
    /// Paxos Commit's: all the votes are in, and too few acceptors have said so.
    QuorumMissing(Id),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Begins(job) => write!(f, "begins {job}"),
            Note::Decides(id, outcome) => write!(f, "decides {outcome} of {id}"),
            Note::VotesMissing(id, members) => write!(f, "{id}: no vote from {members}"),
            Note::AcksMissing(id, members) => write!(f, "{id}: no ack from {members}"),
            Note::Forgets(id) => write!(f, "forgets {id}"),
            Note::Presumes(id, outcome) => write!(f, "no record of {id}: presumes {outcome}"),
            Note::FoundDecided(id, outcome) => write!(f, "finds {outcome} of {id} in its log"),
            Note::FoundUndecided(id) => write!(f, "finds {id} undecided in its log"),
            Note::WaitsFor { id, holder } => write!(f, "{id} waits for a lock of {holder}"),
            Note::Prepares(id) => write!(f, "is prepared for {id}, takes its locks"),
            Note::OnlyReads(id) => write!(f, "only reads for {id}"),
            Note::LacksFunds { id, account } => {
                write!(f, "refuses {id}: not enough in {}", account.letter())
            }
            Note::WaitedTooLong(id) => write!(f, "refuses {id}: waited too long for a lock"),
            Note::Dies { id, holder } => {
                write!(f, "refuses {id}: the lock is with {holder}, which is older")
            }
            Note::Ends(id, Outcome::Commit) => write!(f, "commits {id}"),
            Note::Ends(id, Outcome::Abort) => write!(f, "aborts {id}"),
            Note::InDoubt(id) => write!(f, "is in doubt about {id}, asks"),
            Note::FoundPrepared(id) => write!(f, "finds {id} prepared in its log"),
            Note::AbortsUnvoted(id) => write!(f, "has not voted on {id}: aborts it"),
            Note::DecidesAlone(id, outcome) => write!(f, "decides {outcome} of {id} alone"),
            Note::Precommits(id) => write!(f, "is precommitted for {id}"),
            Note::Retreats(id) => write!(f, "is only prepared again for {id}"),
            Note::Polls(id) => write!(f, "has heard nothing of {id}: asks who is before it"),
            Note::TakesOver(id) => write!(f, "is the backup coordinator of {id}"),
            Note::Learns(id, outcome) => write!(f, "learns that {id} ended: {outcome}"),
            Note::NobodyDecided(id, outcome) => {
                write!(f, "nobody had decided {id} before all were down: {outcome}")
            }
            Note::Leads(id, ballot) => write!(f, "leads ballot {} of {id}", ballot.number(*id)),
            Note::Accepts(id, ballot) => write!(f, "accepts ballot {} of {id}", ballot.number(*id)),
            Note::Proposes(id, values) => write!(f, "proposes for {id}: {values}"),
            Note::GivesUp(id, ballot) => {
                write!(f, "gives ballot {} of {id} up", ballot.number(*id))
            }
            Note::PresumesForgotten(id, outcome) => {
                write!(f, "has forgotten {id}: presumes {outcome}")
            }
            Note::QuorumMissing(id) => write!(f, "{id}: no quorum has accepted"),
            Note::KnowsNothing(id) => write!(f, "knows nothing of {id}"),
        }
    }
}
