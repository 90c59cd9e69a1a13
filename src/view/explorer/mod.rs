//! The explorer as the page uses it: an order says what to look for and within which limits, a job
//! works it off in slices, a report says how far it has come. Orders and reports travel as text to
//! where the job is worked off and back.

mod job;
mod order;
mod report;
mod wire;

pub use crate::check::budget::{Budget, KEYS};
pub use job::Job;
pub use order::{Limits, Order, Quest};
pub use report::{Outcome, Report, Share};
