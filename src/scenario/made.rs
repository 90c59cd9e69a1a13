//! The engine that made a link or a file, and what it saw: `EPOCH` or `EPOCH.HASH`.

use super::scenario::ENGINE_EPOCH;
use super::text::{Bad, Expected, Piece};

const HASH_DIGITS: usize = 8;

/// The engine that made a link, and the beginning of the trace hash it saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    pub epoch: u32,
    pub hash: Option<u32>,
}

/// How a run here compares with the run the link was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Same,
    /// The link does not say what it saw.
    Unsaid,
    /// Older or newer engines may run differently.
    OlderEngine,
    NewerEngine,
    /// The same engine and another run: a bug.
    Differs,
}

impl Made {
    /// By this engine, which saw `trace_hash` if the run is finished.
    pub fn here(trace_hash: Option<u64>) -> Made {
        Made { epoch: ENGINE_EPOCH, hash: trace_hash.map(short_hash) }
    }

    pub fn compare(self, trace_hash: u64) -> Comparison {
        match self.hash {
            Some(hash) if hash == short_hash(trace_hash) => Comparison::Same,
            _ if self.epoch < ENGINE_EPOCH => Comparison::OlderEngine,
            _ if self.epoch > ENGINE_EPOCH => Comparison::NewerEngine,
            Some(_) => Comparison::Differs,
            None => Comparison::Unsaid,
        }
    }

    pub fn print(self) -> String {
        match self.hash {
            Some(hash) => format!("{}.{hash:08x}", self.epoch),
            None => self.epoch.to_string(),
        }
    }

    pub fn parse(piece: Piece) -> Result<Made, Bad> {
        let (epoch, hash) = match piece.split_once('.') {
            Some((epoch, hash)) => (epoch, Some(hash)),
            None => (piece, None),
        };
        let bad = || piece.bad(Expected::Made);
        let epoch = epoch.number(1, u32::MAX.into()).map_err(|_| bad())? as u32;
        let hash = hash.map(|hash| read_hash(hash.text).ok_or_else(bad)).transpose()?;
        Ok(Made { epoch, hash })
    }
}

/// Its first eight digits, as a trace hash is printed.
fn short_hash(trace_hash: u64) -> u32 {
    (trace_hash >> 32) as u32
}

fn read_hash(digits: &str) -> Option<u32> {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let fits = digits.len() == HASH_DIGITS && digits.bytes().all(digit);
    u32::from_str_radix(digits, 16).ok().filter(|_| fits)
}
