//! How much an environment may do to a protocol while its schedules are explored.

use crate::sim::action::Bounds;

/// What is not named is not allowed, but for restarts: as many as there are crashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    pub bounds: Bounds,
    /// Timers that fire. Without a bound, retries make new states for ever.
    pub timers: u32,
}

/// The keys of a budget, in the order they are shown.
pub const KEYS: [&str; 9] =
    ["lose", "duplicate", "crash", "torn", "restart", "disk", "pause", "cut", "timer"];

impl Budget {
    /// Reads `crash=1,lose=2`.
    pub fn parse(text: &str) -> Result<Budget, String> {
        let mut budget = Budget { bounds: Bounds::PEACE, timers: 0 };
        let mut restarts = None;
        for item in text.split(',').filter(|item| !item.is_empty()) {
            let (key, count) = item
                .split_once('=')
                .ok_or_else(|| format!("\"{item}\" is not a budget such as crash=1"))?;
            let count = count.parse::<u32>().map_err(|_| {
                format!("{key} is \"{count}\", expected a number from 0 to {}", u32::MAX)
            })?;
            match key {
                "restart" => restarts = Some(count),
                key => *budget.count(key)? = count,
            }
        }
        let bounds = &mut budget.bounds;
        let crashes = bounds.crashes.saturating_add(bounds.torn_writes);
        // A disk is lost by the restart that finds it gone.
        bounds.restarts = restarts.unwrap_or(crashes.saturating_sub(bounds.lost_disks));
        Ok(budget)
    }

    fn count(&mut self, key: &str) -> Result<&mut u32, String> {
        Ok(match key {
            "lose" => &mut self.bounds.drops,
            "duplicate" => &mut self.bounds.duplicates,
            "crash" => &mut self.bounds.crashes,
            "torn" => &mut self.bounds.torn_writes,
            "disk" => &mut self.bounds.lost_disks,
            "pause" => &mut self.bounds.pauses,
            "cut" => &mut self.bounds.cuts,
            "timer" => &mut self.timers,
            _ => return Err(format!("\"{key}\" has no budget (there are {})", KEYS.join(", "))),
        })
    }

    /// So much of each kind, in the order of the keys.
    pub fn of(counts: [u32; KEYS.len()]) -> Budget {
        let [drops, duplicates, crashes, torn_writes, restarts, lost_disks, pauses, cuts, timers] =
            counts;
        let bounds =
            Bounds { drops, duplicates, crashes, torn_writes, restarts, lost_disks, pauses, cuts };
        Budget { bounds, timers }
    }

    /// How much of each kind, in the order of the keys.
    pub fn counts(&self) -> [u32; KEYS.len()] {
        let Bounds { drops, duplicates, crashes, torn_writes, .. } = self.bounds;
        let Bounds { restarts, lost_disks, pauses, cuts, .. } = self.bounds;
        let timers = self.timers;
        [drops, duplicates, crashes, torn_writes, restarts, lost_disks, pauses, cuts, timers]
    }

    /// What is allowed, in the form that [`Budget::parse`] reads.
    pub fn text(&self) -> String {
        let items =
            KEYS.into_iter().zip(self.counts()).map(|(key, count)| format!("{key}={count}"));
        items.collect::<Vec<_>>().join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_back() {
        let budget = Budget::parse("crash=2,lose=1,timer=3,disk=1").expect("a budget");
        assert_eq!(
            budget.bounds,
            Bounds { drops: 1, crashes: 2, lost_disks: 1, restarts: 1, ..Bounds::PEACE }
        );
        assert_eq!(budget.timers, 3);
        assert_eq!(Budget::parse(&budget.text()), Ok(budget));
        assert_eq!(Budget::of(budget.counts()), budget);
        assert_eq!(Budget::parse(""), Ok(Budget { bounds: Bounds::PEACE, timers: 0 }));
        assert!(Budget::parse("rain=1").is_err_and(|said| said.starts_with("\"rain\" has no")));
        assert!(Budget::parse("crash").is_err() && Budget::parse("crash=-1").is_err());
    }
}
