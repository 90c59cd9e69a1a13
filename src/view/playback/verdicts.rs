//! What the properties say of a moment, and what their violations rest on.

use super::{Playback, pick};
use crate::sim::order::sort_by_number;
use crate::sim::protocol::Goal;
use crate::sim::time::Time;
use crate::view::exhibits::Exhibit;
use crate::view::lang::Lang;
use crate::view::player::*;

impl<P: Exhibit> Playback<P> {
    pub(super) fn verdicts(&self, at: Moment, lang: Lang) -> Vec<PropertyView> {
        let violations = self.first_violations(lang);
        let safety = self.cast.properties.len().saturating_sub(1);
        let mut views: Vec<PropertyView> = (0..safety)
            .map(|index| {
                let violation = violations.iter().find(|found| found.property == index).cloned();
                let broken = violation.as_ref().filter(|found| found.event < at.applied);
                let (verdict, text) = match broken {
                    Some(found) => (Verdict::Violated, found.text.clone()),
                    None => (Verdict::Holds, self.latest_evidence(index as u8, at.applied, lang)),
                };
                let name = self.cast.properties[index];
                PropertyView { index, name, verdict, text, blocked: Vec::new(), violation }
            })
            .collect();
        views.push(self.progress_property(safety, at, lang));
        views
    }

    fn violation(&self, position: usize, lang: Lang) -> ViolationView {
        let trace = self.run.trace();
        let (event, observation) = &trace.observations[position];
        let property = observation.violates.unwrap_or_default();
        let evidence = trace.observations[..=position].iter();
        let mut culprits: Vec<u32> = evidence
            .filter(|(_, found)| {
                found.bears_on.contains(&property) || found.violates == Some(property)
            })
            .map(|(event, _)| *event)
            .collect();
        culprits.dedup();
        let at = trace.events[*event as usize].time;
        let text = pick(self.protocol().finding(&observation.finding), lang);
        ViolationView { property: property as usize, at, event: *event, text, culprits }
    }

    /// The first violation of each property, in order of property.
    pub(super) fn first_violations(&self, lang: Lang) -> Vec<ViolationView> {
        let observations = &self.run.trace().observations;
        let mut violations: Vec<ViolationView> = Vec::new();
        for (position, (_, observation)) in observations.iter().enumerate() {
            if let Some(property) = observation.violates
                && violations.iter().all(|known| known.property != property as usize)
            {
                violations.push(self.violation(position, lang));
            }
        }
        sort_by_number(&mut violations, |violation| violation.property as u128);
        violations
    }

    /// The latest finding that bears on the property.
    fn latest_evidence(&self, property: u8, applied: u32, lang: Lang) -> String {
        let observations = &self.run.trace().observations;
        let until = observations.partition_point(|(event, _)| *event < applied);
        let latest = observations[..until]
            .iter()
            .rev()
            .find(|(_, found)| found.bears_on.contains(&property));
        latest
            .map(|(_, found)| pick(self.protocol().finding(&found.finding), lang))
            .unwrap_or_default()
    }

    fn progress_property(&self, index: usize, at: Moment, lang: Lang) -> PropertyView {
        let (since, goal) = self.goal(at.applied);
        let verdict = match goal {
            Goal::Idle | Goal::Reached => Verdict::Holds,
            Goal::Impossible => Verdict::Impossible,
            Goal::Possible if at.time.since(since) > self.protocol().patience_us() => {
                Verdict::Stalled { since }
            }
            Goal::Possible => Verdict::Waiting { since },
        };
        let world = self.run.look(at.applied, |sim, _| sim.world().clone());
        let text = pick(self.protocol().goal_text(&world, goal), lang);
        let violation = self.stall(index, lang);
        let blocked = self.blocks(&world, at);
        PropertyView { index, name: self.cast.properties[index], verdict, text, blocked, violation }
    }

    /// How the liveness goal stands after so many events, and since when.
    pub(super) fn goal(&self, applied: u32) -> (Time, Goal) {
        let goals = &self.run.trace().goals;
        let until = goals.partition_point(|(event, ..)| *event < applied);
        until.checked_sub(1).map_or((Time::ZERO, Goal::Idle), |i| (goals[i].1, goals[i].2))
    }

    /// The first time that the liveness goal was possible for longer than the protocol's patience.
    pub(super) fn stall(&self, property: usize, lang: Lang) -> Option<ViolationView> {
        let trace = self.run.trace();
        let ends = trace.goals.iter().skip(1).map(|(_, time, _)| *time);
        let ends = ends.chain([self.run.simulated()]);
        let (began, since) =
            trace.goals.iter().zip(ends).find_map(|((event, since, goal), end)| {
                let stalled =
                    *goal == Goal::Possible && end.since(*since) > self.protocol().patience_us();
                stalled.then_some((*event, *since))
            })?;
        let at = since + self.protocol().patience_us();
        let event = trace.events_until(at).saturating_sub(1).max(began);
        let world = self.run.look(event + 1, |sim, _| sim.world().clone());
        let text = pick(self.protocol().goal_text(&world, Goal::Possible), lang);
        Some(ViolationView { property, at, event, text, culprits: vec![began] })
    }
}
