//! A node's clocks. The monotonic one, which timers run on, only changes its rate; the reading that
//! a process can look at has an offset besides, which jumps. Integer arithmetic throughout.

use super::time::Time;

/// True speed, in thousandths.
pub const RATE_EXACT: u32 = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock {
    rate_permille: u32,
    /// The monotonic reading was `base_us` at `base`.
    base: Time,
    base_us: u64,
    offset_us: i64,
}

impl Default for Clock {
    fn default() -> Clock {
        Clock { rate_permille: RATE_EXACT, base: Time::ZERO, base_us: 0, offset_us: 0 }
    }
}

impl Clock {
    /// The monotonic reading, in µs.
    pub fn monotonic_us(&self, now: Time) -> u64 {
        let passed = now.since(self.base) as u128 * self.rate_permille as u128 / 1_000;
        self.base_us.saturating_add(passed as u64)
    }

    /// What the process sees, in µs.
    pub fn reading_us(&self, now: Time) -> u64 {
        self.monotonic_us(now).saturating_add_signed(self.offset_us)
    }

    /// The first moment at which the monotonic reading is at least `reading_us`.
    pub fn when(&self, reading_us: u64) -> Time {
        let to_go = reading_us.saturating_sub(self.base_us) as u128 * 1_000;
        self.base + to_go.div_ceil(self.rate_permille.max(1) as u128) as u64
    }

    pub fn drift(&mut self, now: Time, rate_permille: u32) {
        self.base_us = self.monotonic_us(now);
        self.base = now;
        self.rate_permille = rate_permille.max(1);
    }

    pub fn jump(&mut self, by_us: i64) {
        self.offset_us = self.offset_us.saturating_add(by_us);
    }

    pub fn rate_permille(&self) -> u32 {
        self.rate_permille
    }

    /// Neither drifts nor has jumped.
    pub fn is_true(&self) -> bool {
        self.rate_permille == RATE_EXACT && self.offset_us == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fast_clock_reaches_its_reading_early_and_never_too_early() {
        let mut clock = Clock::default();
        clock.drift(Time(1_000), 1_500);
        assert_eq!(clock.monotonic_us(Time(3_000)), 4_000);
        for reading in 1_000..1_100 {
            let when = clock.when(reading);
            assert!(clock.monotonic_us(when) >= reading);
            assert!(when == Time(1_000) || clock.monotonic_us(Time(when.us() - 1)) < reading);
        }
    }

    #[test]
    fn a_jump_moves_the_reading_and_not_the_timers() {
        let mut clock = Clock::default();
        clock.jump(-500);
        assert_eq!(clock.reading_us(Time(2_000)), 1_500);
        assert_eq!(clock.when(2_000), Time(2_000));
        assert!(!clock.is_true());
    }
}
