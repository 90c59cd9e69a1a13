//! A short word kept inline: the values that clients propose, cheap to copy, compare and hash.

use std::fmt;

pub const WORD_LEN_MAX: usize = 12;

/// 1 to 12 characters of `a–z` and `0–9`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word([u8; WORD_LEN_MAX]);

impl Word {
    /// `None` when the text is empty, too long or has any other character.
    pub fn new(text: &str) -> Option<Word> {
        let fits = (1..=WORD_LEN_MAX).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if !fits {
            return None;
        }
        let mut bytes = [0; WORD_LEN_MAX];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Some(Word(bytes))
    }

    pub fn as_str(&self) -> &str {
        let len = self.0.iter().position(|b| *b == 0).unwrap_or(WORD_LEN_MAX);
        std::str::from_utf8(&self.0[..len]).unwrap_or_default()
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}
