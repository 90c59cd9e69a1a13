//! An order being carried out, a slice at a time.

use super::order::{Limits, Order, Quest};
use super::report::{Outcome, Report, Share};
use crate::check::exploration::Finding;
use crate::check::search::{Settings, Standing};
use crate::scenario::scenario::Scenario;
use crate::view::hunt::{Ground, Hunt};

/// States to go through between two looks at the clock.
const STATES_AT_ONCE: usize = 64;
/// Steps of a random future, at most.
const FUTURE_STEPS: u32 = 200;

/// Begins to hunt on some ground.
pub type Begin = Box<dyn Fn(Ground, Settings) -> Result<Box<dyn Hunt>, String>>;
/// The link of a scenario, if one can hold it.
pub type Link = fn(&Scenario) -> Option<String>;

pub struct Job {
    order: Order,
    begin: Begin,
    link: Link,
    /// For a violation, from the start; for futures, those of the event that is being looked at.
    hunt: Option<Box<dyn Hunt>>,
    report: Report,
    worked_ms: f64,
}

impl Job {
    /// Nothing is done yet.
    pub fn new(order: Order, begin: Begin, link: Link) -> Job {
        Job { order, begin, link, hunt: None, report: Report::default(), worked_ms: 0.0 }
    }

    /// Works for so many milliseconds or a little longer; what is known then.
    pub fn work(&mut self, now_ms: &dyn Fn() -> f64, for_ms: f64) -> Report {
        let began = now_ms();
        let has_time = || now_ms() - began < for_ms;
        if let Err(why) = self.slice(&has_time) {
            self.report = Report::failed(why);
        }
        self.worked_ms += now_ms() - began;
        self.report.worked_ms = self.worked_ms as u64;
        self.report.clone()
    }

    fn ground(&self, events: u32) -> Ground {
        Ground { events, budget: self.order.budget, wanted: self.order.wanted }
    }

    fn slice(&mut self, has_time: &dyn Fn() -> bool) -> Result<(), String> {
        match self.order.quest.clone() {
            Quest::Violation { events, limits } => self.search(events, limits, has_time),
            Quest::Futures { events, futures } => self.try_futures(&events, futures, has_time),
        }
    }

    fn search(
        &mut self,
        events: u32,
        limits: Limits,
        has_time: &dyn Fn() -> bool,
    ) -> Result<(), String> {
        if self.report.outcome == Outcome::Shrinking {
            self.shrink();
            return Ok(());
        }
        let ground = self.ground(events);
        let hunt = match &mut self.hunt {
            Some(hunt) => hunt,
            None => {
                let settings = Settings {
                    first: true,
                    states_max: limits.states,
                    bytes_max: limits.megabytes << 20,
                    ..Settings::default()
                };
                self.hunt.insert((self.begin)(ground, settings)?)
            }
        };
        while hunt.standing() == Standing::Running && has_time() {
            hunt.advance(STATES_AT_ONCE, 1);
        }
        let out_of_time = self.worked_ms >= (limits.seconds * 1_000) as f64;
        self.report.counts = hunt.counts();
        self.report.outcome = match hunt.standing() {
            Standing::Running if out_of_time => Outcome::StoppedAtTime,
            Standing::Running => Outcome::Working,
            Standing::Exhausted | Standing::Walked => Outcome::Exhausted,
            Standing::StoppedAtStates => Outcome::StoppedAtStates,
            Standing::StoppedAtMemory => Outcome::StoppedAtMemory,
            Standing::StoppedAtViolation => Outcome::Shrinking,
        };
        Ok(())
    }

    /// What was found, as a scenario.
    fn shrink(&mut self) {
        let Some(hunt) = &self.hunt else { return };
        let findings = hunt.findings();
        let broken = findings.iter().enumerate().filter(|(_, finding)| finding.is_violation());
        let steps = |finding: &Finding| finding.run.clone().unwrap_or_default();
        let shortest = broken.min_by_key(|(_, finding)| steps(finding).len());
        if let Some((property, finding)) = shortest {
            self.report.property = Some(property);
            self.report.steps = steps(finding);
        }
        self.report.payload = hunt.counterexample().and_then(|found| (self.link)(&found));
        self.report.outcome = Outcome::Found;
    }

    /// One future after the other, event by event.
    fn try_futures(
        &mut self,
        events: &[u32],
        futures: u32,
        has_time: &dyn Fn() -> bool,
    ) -> Result<(), String> {
        loop {
            let at = self.report.shares.len();
            let is_whole = |share: &Share| share.of == futures;
            if self.report.shares.last().is_none_or(is_whole) {
                let Some(event) = events.get(at) else {
                    self.report.outcome = Outcome::Told;
                    return Ok(());
                };
                let ground = self.ground(*event);
                self.hunt = Some((self.begin)(ground, Settings::default())?);
                self.report.shares.push(Share { event: *event, broken: 0, of: 0 });
            }
            if let (Some(hunt), Some(share)) = (&self.hunt, self.report.shares.last_mut()) {
                share.of += 1;
                share.broken += u32::from(hunt.breaks(share.of.into(), FUTURE_STEPS));
            }
            if !has_time() {
                return Ok(());
            }
        }
    }
}
