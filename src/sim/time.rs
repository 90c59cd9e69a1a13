//! Virtual time: whole microseconds since the start of a run.

use std::fmt;
use std::ops::Add;

/// A moment of virtual time, in µs since the start of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub u64);

impl Time {
    pub const ZERO: Time = Time(0);

    pub const fn from_ms(ms: u64) -> Time {
        Time(ms * 1_000)
    }

    pub const fn us(self) -> u64 {
        self.0
    }

    /// µs from `earlier` to here; zero when `earlier` is later.
    pub const fn since(self, earlier: Time) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<u64> for Time {
    type Output = Time;

    fn add(self, us: u64) -> Time {
        Time(self.0.saturating_add(us))
    }
}

/// Milliseconds with as many of the three decimals as are not zero: `38`, `38.5`, `0.001`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_ms(f, self.0)
    }
}

/// Writes a count of µs as milliseconds, without trailing zeros.
pub fn write_ms(f: &mut impl fmt::Write, us: u64) -> fmt::Result {
    let (ms, rest) = (us / 1_000, us % 1_000);
    if rest == 0 {
        return write!(f, "{ms}");
    }
    let decimals = format!("{rest:03}");
    write!(f, "{ms}.{}", decimals.trim_end_matches('0'))
}

/// How long a timer runs on its node's clock: somewhere from `min_us` to `max_us`, both included.
/// The protocol gives the span, the scheduler draws the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub min_us: u64,
    pub max_us: u64,
}

impl Span {
    pub const fn exactly(us: u64) -> Span {
        Span { min_us: us, max_us: us }
    }

    pub const fn between(min_us: u64, max_us: u64) -> Span {
        Span { min_us, max_us }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_print_as_milliseconds() {
        let text: Vec<String> =
            [0, 1, 38_000, 38_500, 1_000_010].map(|us| Time(us).to_string()).to_vec();
        assert_eq!(text, ["0", "0.001", "38", "38.5", "1000.01"]);
    }
}
