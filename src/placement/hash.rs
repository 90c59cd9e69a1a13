//! The hashes that put keys and nodes on the ring of 2^32 places.
//!
//! One rule serves all of them, and is ketama's: a digest is read as little-endian 32-bit words. A
//! key's place is the first word of its digest; a node called `label` gets as its points the words
//! of the digests of `label-0`, `label-1` and so on, one after the other.

use md5::{Digest as _, Md5};
use sha1::Sha1;
use siphasher::sip::SipHasher24;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HashKind {
    /// Four points a digest: ketama.
    Md5,
    /// Five points a digest.
    Sha1,
    /// Two points a digest.
    XxHash64,
    /// One point a digest, seed 0.
    Murmur3,
    /// Deliberately poor: the sum of the bytes in the upper ten bits. It knows 1,024 places, puts
    /// keys of like letters in one of them, and numbered names side by side. A rule to break.
    Poor,
}

/// The longest digest, SHA-1's.
const DIGEST_BYTES_MAX: usize = 20;
/// Moves the sum of bytes to the top, so that neighbouring sums lie 1/1024 of the ring apart.
const POOR_SHIFT: u32 = 22;

/// What a hash gives, to be read as words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest {
    bytes: [u8; DIGEST_BYTES_MAX],
    length: u8,
}

impl HashKind {
    pub const ALL: [HashKind; 5] =
        [HashKind::Md5, HashKind::Sha1, HashKind::XxHash64, HashKind::Murmur3, HashKind::Poor];

    /// The short name, as the command line and links say it.
    pub fn name(self) -> &'static str {
        match self {
            HashKind::Md5 => "md5",
            HashKind::Sha1 => "sha1",
            HashKind::XxHash64 => "xxh64",
            HashKind::Murmur3 => "murmur3",
            HashKind::Poor => "poor",
        }
    }

    pub fn from_name(name: &str) -> Option<HashKind> {
        HashKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub fn digest(self, data: &[u8]) -> Digest {
        match self {
            HashKind::Md5 => Digest::of(&Md5::digest(data)),
            HashKind::Sha1 => Digest::of(&Sha1::digest(data)),
            HashKind::XxHash64 => Digest::of(&xxhash_rust::xxh64::xxh64(data, 0).to_le_bytes()),
            HashKind::Murmur3 => Digest::of(&murmur3_32(data, 0).to_le_bytes()),
            HashKind::Poor => {
                let sum = data.iter().fold(0_u32, |sum, byte| sum.wrapping_add(u32::from(*byte)));
                Digest::of(&(sum << POOR_SHIFT).to_le_bytes())
            }
        }
    }

    /// A key's place on the ring.
    pub fn key(self, key: &[u8]) -> u32 {
        self.digest(key).word(0)
    }

    /// The same with 64 bits where the hash has them, for the algorithms without a ring.
    pub fn key64(self, key: &[u8]) -> u64 {
        let digest = self.digest(key);
        let high = if digest.words() > 1 { digest.word(1) } else { 0 };
        u64::from(high) << 32 | u64::from(digest.word(0))
    }

    /// The places of a node's points. More points keep the earlier ones where they are.
    pub fn points(self, label: &str, count: u32) -> Vec<u32> {
        let mut points = Vec::new();
        let mut name = String::new();
        let mut digests = 0_u32;
        while (points.len() as u64) < u64::from(count) {
            name.clear();
            name.push_str(label);
            name.push('-');
            name.push_str(&digests.to_string());
            let digest = self.digest(name.as_bytes());
            let wanted = count as usize - points.len();
            points.extend((0..digest.words()).take(wanted).map(|index| digest.word(index)));
            digests += 1;
        }
        points
    }
}

impl Digest {
    fn of(digest: &[u8]) -> Digest {
        let mut bytes = [0; DIGEST_BYTES_MAX];
        let length = digest.len().min(DIGEST_BYTES_MAX);
        bytes[..length].copy_from_slice(&digest[..length]);
        Digest { bytes, length: length as u8 }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    /// How many points the digest yields.
    pub fn words(&self) -> usize {
        usize::from(self.length) / 4
    }

    /// The little-endian 32 bits from byte `4 * index` on; 0 past the end.
    pub fn word(&self, index: usize) -> u32 {
        match self.bytes().get(4 * index..4 * index + 4) {
            Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
            _ => 0,
        }
    }
}

/// MurmurHash3, the 32-bit variant.
pub fn murmur3_32(data: &[u8], seed: u32) -> u32 {
    mur3::murmurhash3_x86_32(data, seed)
}

/// SipHash-2-4 with the two halves of its key.
pub fn siphash(data: &[u8], key0: u64, key1: u64) -> u64 {
    SipHasher24::new_with_keys(key0, key1).hash(data)
}
