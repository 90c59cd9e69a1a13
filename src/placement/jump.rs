//! Jump consistent hash (Lamping and Veach, 2014): a key jumps from bucket to bucket, each time to
//! the next one it would move to as buckets are added, until it would leave the range.
//!
//! Buckets are numbers: only the last can go without renaming others. The paper divides in 64-bit
//! floats; the rounding is part of the definition, and IEEE 754 makes it the same everywhere.

/// The multiplier of the paper's generator.
const MULTIPLIER: u64 = 2_862_933_555_777_941_757;

/// The bucket of `key` among `buckets`; 0 where there is none.
pub fn bucket(key: u64, buckets: u32) -> u32 {
    let mut key = key;
    let (mut bucket, mut next) = (0, 0_i64);
    while next < i64::from(buckets) {
        bucket = next;
        key = key.wrapping_mul(MULTIPLIER).wrapping_add(1);
        let divisor = ((key >> 33) + 1) as f64;
        next = ((bucket + 1) as f64 * ((1_u64 << 31) as f64 / divisor)) as i64;
    }
    bucket as u32
}
