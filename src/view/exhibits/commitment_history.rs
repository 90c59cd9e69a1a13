//! Transactions as the operations of clients: the same in every protocol of atomic commitment.

use crate::protocols::commitment::transaction::parse;
use crate::protocols::commitment::{Answer, Note, Outcome};
use crate::sim::word::Word;
use crate::view::history::{self, Claim, Completion, Edn, Operation};

/// What it does to accounts, in order: `[:add "1a" -30]`, or `[:r "2b" nil]`. Clients are told how
/// a transaction ended, not what it read.
pub fn operation(word: Word) -> Option<Operation> {
    let steps = parse(word).ok()?;
    let only_reads = steps.iter().all(|step| !step.writes());
    let steps = steps.into_iter().map(|step| {
        let account = format!("{}{}", step.account.at + 1, step.account.letter());
        let (act, change) = match step.writes() {
            true => (Edn::Keyword("add"), Edn::Whole(step.change)),
            false => (Edn::Keyword("r"), Edn::Nil),
        };
        Edn::Vector(vec![act, Edn::Text(account), change])
    });
    Some(Operation { f: "txn", value: Edn::Vector(steps.collect()), only_reads })
}

/// The coordinator names a transaction when it begins.
pub fn claims(notes: &[&Note]) -> Vec<Claim> {
    let begun = notes.iter().filter_map(|note| match note {
        Note::Begins(job) => Some(Claim::Anywhere(job.id.to_string())),
        _ => None,
    });
    begun.collect()
}

/// An abort is a promise that nothing has happened.
pub fn completion(answer: &Answer) -> Completion {
    let outcome = match answer.outcome {
        Outcome::Commit => history::Outcome::Ok,
        Outcome::Abort => history::Outcome::Fail,
    };
    Completion { claim: Claim::Anywhere(answer.id.to_string()), outcome, value: None }
}
