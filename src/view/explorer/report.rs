//! How far a job has come, and what it has found.

use super::wire::{Writing, facts};
use crate::check::search::Counts;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    pub outcome: Outcome,
    pub counts: Counts,
    /// Real time that was worked, in milliseconds.
    pub worked_ms: u64,
    /// The property that breaks, by its index, and the steps of a run that breaks it.
    pub property: Option<usize>,
    pub steps: Vec<String>,
    /// The run as a scenario, as a link; `None` if no script takes these steps.
    pub payload: Option<String>,
    /// Of futures, what is known so far.
    pub shares: Vec<Share>,
}

/// How many random futures after an event break a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub event: u32,
    pub broken: u32,
    pub of: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    #[default]
    Working,
    /// Something breaks; its script is being made as small as it can be.
    Shrinking,
    Found,
    /// All there is within the budget has been gone through.
    Exhausted,
    StoppedAtStates,
    StoppedAtMemory,
    StoppedAtTime,
    /// All futures have been tried.
    Told,
    /// The order could not be carried out.
    Failed(String),
}

const WORDS: [(&str, Outcome); 8] = [
    ("working", Outcome::Working),
    ("shrinking", Outcome::Shrinking),
    ("found", Outcome::Found),
    ("exhausted", Outcome::Exhausted),
    ("states", Outcome::StoppedAtStates),
    ("memory", Outcome::StoppedAtMemory),
    ("time", Outcome::StoppedAtTime),
    ("told", Outcome::Told),
];

impl Outcome {
    pub fn is_over(&self) -> bool {
        !matches!(self, Outcome::Working | Outcome::Shrinking)
    }
}

impl Report {
    pub fn failed(why: String) -> Report {
        Report { outcome: Outcome::Failed(why), ..Report::default() }
    }

    pub fn text(&self) -> String {
        let mut writing = Writing::default();
        match &self.outcome {
            Outcome::Failed(why) => writing.fact("failed", why),
            outcome => {
                let word = WORDS.iter().find(|(_, known)| known == outcome);
                writing.fact("outcome", word.map_or("", |(word, _)| word));
            }
        }
        let Counts { distinct, generated, depth, waiting, bytes } = self.counts;
        let counts = [distinct, generated, depth.into(), waiting, bytes, self.worked_ms];
        for (word, count) in COUNTS.iter().zip(counts) {
            writing.fact(word, count);
        }
        if let Some(property) = self.property {
            writing.fact("property", property);
        }
        self.steps.iter().for_each(|step| writing.fact("step", step));
        if let Some(payload) = &self.payload {
            writing.fact("payload", payload);
        }
        for Share { event, broken, of } in &self.shares {
            writing.fact("share", format_args!("{event} {broken} {of}"));
        }
        writing.text()
    }

    /// Reads what [`Report::text`] wrote.
    pub fn parse(text: &str) -> Option<Report> {
        let mut report = Report::default();
        let mut counts = [0; COUNTS.len()];
        for (word, says) in facts(text) {
            match word {
                "outcome" => {
                    let outcome = WORDS.iter().find(|(known, _)| *known == says);
                    report.outcome = outcome?.1.clone();
                }
                "failed" => report.outcome = Outcome::Failed(says),
                "property" => report.property = says.parse().ok(),
                "step" => report.steps.push(says),
                "payload" => report.payload = Some(says),
                "share" => {
                    let mut numbers = says.split(' ').filter_map(|number| number.parse().ok());
                    let mut next = || numbers.next();
                    let (event, broken, of) = (next()?, next()?, next()?);
                    report.shares.push(Share { event, broken, of });
                }
                word => {
                    let index = COUNTS.iter().position(|known| *known == word)?;
                    counts[index] = says.parse().ok()?;
                }
            }
        }
        let [distinct, generated, depth, waiting, bytes, worked_ms] = counts;
        report.counts = Counts { distinct, generated, depth: depth as u32, waiting, bytes };
        report.worked_ms = worked_ms;
        Some(report)
    }
}

const COUNTS: [&str; 6] = ["distinct", "generated", "depth", "waiting", "bytes", "worked_ms"];
