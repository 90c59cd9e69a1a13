//! Our own random numbers: keyed draws, so that no draw depends on how many were made before.
//!
//! A draw is a pure function of (seed, stream, key, nth). Taking one fault out of a script leaves
//! every other draw as it was. Generator: the finaliser of SplitMix64 (Steele, Lea and Flood,
//! "Fast splittable pseudorandom number generators", 2014) over the parts in turn. Generator and
//! sampling are fixed by golden vectors; changing either changes the engine epoch.

use super::network::Latency;
use super::time::Span;

/// What a draw is for; draws of different streams are independent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    Latency = 1,
    Loss = 2,
    Duplication = 3,
    CopyLatency = 4,
    Timer = 5,
    Disk = 6,
    Choice = 7,
    /// Generated scenarios and other tools around a run.
    Tool = 8,
}

/// A uniformly distributed 64-bit number.
pub fn draw(seed: u64, stream: Stream, key: u64, nth: u64) -> u64 {
    [stream as u64, key, nth].into_iter().fold(mix(seed), |state, part| mix(state ^ mix(part)))
}

fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number from `min` to `max`, both included. The multiply-shift bias is below
/// (max − min + 1) / 2⁶⁴, far under anything a run could show.
pub fn uniform(bits: u64, min: u64, max: u64) -> u64 {
    let width = max.saturating_sub(min) as u128 + 1;
    min + ((bits as u128 * width) >> 64) as u64
}

/// An exponentially distributed number with the given mean, at most about 44 means: −mean · ln(u)
/// in fixed point, no floats, so that every platform agrees.
pub fn exponential(bits: u64, mean: u64) -> u64 {
    // u = (bits + 1) / 2⁶⁴ lies in (0, 1]; −log₂ u = 64 − log₂(bits + 1).
    let minus_log2 = (64u128 << 32) - log2_q32(bits) as u128;
    // ln 2 in Q32.
    let ln2_q32 = 2_977_044_472u128;
    ((mean as u128 * minus_log2 * ln2_q32) >> 64) as u64
}

/// log₂(bits + 1) with 32 fractional bits, by repeated squaring (Clay Turner, 2010).
fn log2_q32(bits: u64) -> u64 {
    let value = bits as u128 + 1;
    let whole = 127 - value.leading_zeros();
    // The mantissa in [1, 2) with 63 fractional bits.
    let mut mantissa = if whole >= 63 { value >> (whole - 63) } else { value << (63 - whole) };
    let mut fraction = 0u64;
    for _ in 0..32 {
        mantissa = (mantissa * mantissa) >> 63;
        fraction <<= 1;
        if mantissa >= 1 << 64 {
            mantissa >>= 1;
            fraction |= 1;
        }
    }
    ((whole as u64) << 32) + fraction
}

/// True for `ppm` of a million draws.
pub fn chance(bits: u64, ppm: u32) -> bool {
    uniform(bits, 0, 999_999) < ppm as u64
}

/// A duration in µs.
pub fn latency(bits: u64, latency: Latency) -> u64 {
    match latency {
        Latency::Fixed { us } => us,
        Latency::Uniform { min_us, max_us } => uniform(bits, min_us, max_us),
        Latency::Exponential { min_us, mean_us } => min_us + exponential(bits, mean_us),
    }
}

/// A moment within a timer's span, in µs.
pub fn span(bits: u64, span: Span) -> u64 {
    uniform(bits, span.min_us, span.max_us)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix64_reproduces_its_published_sequence() {
        // The first outputs of SplitMix64 seeded with 1234567 (as in the Rosetta Code task).
        let gamma = 0x9e37_79b9_7f4a_7c15u64;
        let outputs: Vec<u64> =
            (0..5u64).map(|i| mix(1_234_567u64.wrapping_add(gamma.wrapping_mul(i)))).collect();
        assert_eq!(
            outputs,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821
            ]
        );
    }

    #[test]
    fn uniform_covers_its_range_and_nothing_else() {
        assert_eq!(uniform(0, 5, 9), 5);
        assert_eq!(uniform(u64::MAX, 5, 9), 9);
        assert_eq!(uniform(u64::MAX, 7, 7), 7);
        assert_eq!(uniform(u64::MAX, 0, u64::MAX), u64::MAX);
    }

    #[test]
    fn exponential_has_the_quantiles_of_the_distribution() {
        // Exact quantiles: −ln(u) for u = 1/2, 1/4, 1, and the smallest u.
        assert_eq!(exponential((1 << 63) - 1, 1_000_000), 693_147);
        assert_eq!(exponential((1 << 62) - 1, 1_000_000), 1_386_294);
        assert_eq!(exponential(u64::MAX, 1_000_000), 0);
        assert_eq!(exponential(0, 1_000_000), 44_361_419);
    }

    #[test]
    fn exponential_has_the_mean_it_was_given() {
        let draws = 100_000u64;
        let sum: u64 =
            (0..draws).map(|nth| exponential(draw(42, Stream::Tool, 0, nth), 10_000)).sum();
        let mean = sum / draws;
        assert!((9_850..=10_150).contains(&mean), "mean {mean}");
    }

    #[test]
    fn draws_are_golden() {
        let drawn: Vec<u64> = (0..3).map(|nth| draw(42, Stream::Latency, 3, nth)).collect();
        assert_eq!(drawn, GOLDEN);
    }
    const GOLDEN: [u64; 3] =
        [17_911_750_735_960_550_154, 15_473_850_855_021_336_948, 14_423_944_028_459_221_221];
}
