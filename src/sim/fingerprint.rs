//! Fingerprints that are equal on 32 and 64 bits, native and wasm.

use std::hash::{Hash, Hasher};

/// A 64-bit hash of a stream of values. Lengths and discriminants come through `write_usize` and
/// `write_isize`, whose width depends on the platform: both are widened here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(u64);

impl Default for Fingerprint {
    fn default() -> Fingerprint {
        Fingerprint(0xcbf2_9ce4_8422_2325)
    }
}

impl Fingerprint {
    pub fn add(&mut self, value: &impl Hash) {
        value.hash(self);
    }

    fn word(&mut self, word: u64) {
        let mixed = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9fb2_1c65_1e98_df25);
        self.0 = mixed ^ (mixed >> 29);
    }
}

impl Hasher for Fingerprint {
    fn finish(&self) -> u64 {
        let z = (self.0 ^ (self.0 >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        z ^ (z >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.word(u64::from_le_bytes(word));
        }
        self.word(bytes.len() as u64);
    }

    fn write_u8(&mut self, value: u8) {
        self.word(value as u64);
    }

    fn write_u16(&mut self, value: u16) {
        self.word(value as u64);
    }

    fn write_u32(&mut self, value: u32) {
        self.word(value as u64);
    }

    fn write_u64(&mut self, value: u64) {
        self.word(value);
    }

    fn write_usize(&mut self, value: usize) {
        self.word(value as u64);
    }

    fn write_i64(&mut self, value: i64) {
        self.word(value as u64);
    }

    fn write_isize(&mut self, value: isize) {
        self.word(value as i64 as u64);
    }
}

/// The fingerprint of one value.
pub fn of(value: &impl Hash) -> u64 {
    let mut fingerprint = Fingerprint::default();
    fingerprint.add(value);
    fingerprint.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_values_differ_and_the_vectors_stand() {
        assert_ne!(of(&[1u8, 2]), of(&[2u8, 1]));
        assert_ne!(of(&Some(0u32)), of(&None::<u32>));
        assert_eq!(of(&(1u64, Some(2u32), "three")), GOLDEN);
    }
    const GOLDEN: u64 = 1_775_223_499_895_909_942;
}
