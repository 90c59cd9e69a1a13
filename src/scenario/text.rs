//! The grammars inside a link: times, latencies, requests (faults are in `fault_text`). For each,
//! printing and parsing are exact inverses, and printing has one spelling.
//!
//! Lists are joined by `.`, the parts of an item by `-`. A time is a count of milliseconds, or of
//! microseconds with a `u` behind; all other durations are microseconds. Nodes are numbers from 0.

use std::fmt::Write;

use super::scenario::{Prose, TimedRequest};
use crate::sim::network::{DiskConfig, Latency, Link, LinkConfig};
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::sim::word::Word;

/// What an empty list is called.
pub const NONE: &str = "none";

/// A part of a longer text that remembers where it stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    pub text: &'a str,
    /// In bytes from the beginning of the whole.
    pub at: usize,
}

/// A piece that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    pub at: usize,
    pub found: String,
    pub expected: Expected,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Number {
        min: u64,
        max: u64,
    },
    Time,
    Latency,
    Word,
    Verb,
    /// The arguments of one fault verb, spelled out.
    Arguments {
        verb: char,
        form: &'static str,
    },
    Request,
    Side,
    Exception,
    Disk,
    Flag,
    Made,
}

impl<'a> Piece<'a> {
    pub fn new(text: &'a str) -> Piece<'a> {
        Piece { text, at: 0 }
    }

    /// The parts between the separators, each knowing its place.
    pub fn split(self, separator: char) -> impl Iterator<Item = Piece<'a>> {
        let mut at = self.at;
        self.text.split(separator).map(move |text| {
            let piece = Piece { text, at };
            at += text.len() + separator.len_utf8();
            piece
        })
    }

    pub fn split_once(self, separator: char) -> Option<(Piece<'a>, Piece<'a>)> {
        let index = self.text.find(separator)?;
        let after = index + separator.len_utf8();
        Some((self.slice(0, index), self.slice(after, self.text.len())))
    }

    pub fn bad(self, expected: Expected) -> Bad {
        Bad { at: self.at, found: self.text.to_string(), expected }
    }

    pub fn slice(self, from: usize, to: usize) -> Piece<'a> {
        Piece { text: &self.text[from..to], at: self.at + from }
    }

    /// The digits in front, and the rest.
    fn digits(self) -> (Piece<'a>, Piece<'a>) {
        let count = self.text.bytes().take_while(u8::is_ascii_digit).count();
        (self.slice(0, count), self.slice(count, self.text.len()))
    }

    pub fn strip(self, prefix: char) -> Option<Piece<'a>> {
        let rest = self.text.strip_prefix(prefix)?;
        Some(Piece { text: rest, at: self.at + prefix.len_utf8() })
    }

    /// A decimal number with one spelling: no sign, no leading zero.
    pub fn number(self, min: u64, max: u64) -> Result<u64, Bad> {
        let is_canonical = self.text.bytes().all(|b| b.is_ascii_digit())
            && (self.text == "0" || !self.text.starts_with('0'));
        match self.text.parse::<u64>() {
            Ok(number) if is_canonical && (min..=max).contains(&number) => Ok(number),
            _ => Err(self.bad(Expected::Number { min, max })),
        }
    }

    pub fn number32(self) -> Result<u32, Bad> {
        self.number(0, u32::MAX.into()).map(|number| number as u32)
    }

    pub fn node(self) -> Result<NodeId, Bad> {
        self.number(0, u16::MAX.into()).map(|number| NodeId(number as u16))
    }

    pub fn us(self) -> Result<u64, Bad> {
        self.number(0, u64::MAX)
    }
}

pub fn print_time(time: Time) -> String {
    let us = time.us();
    if us.is_multiple_of(1_000) { format!("{}", us / 1_000) } else { format!("{us}u") }
}

pub fn parse_time(piece: Piece) -> Result<Time, Bad> {
    match leading_time(piece)? {
        (time, rest) if rest.text.is_empty() => Ok(time),
        _ => Err(piece.bad(Expected::Time)),
    }
}

pub fn leading_time(piece: Piece<'_>) -> Result<(Time, Piece<'_>), Bad> {
    let (digits, rest) = piece.digits();
    let (unit_us, rest) = match rest.strip('u') {
        Some(rest) => (1, rest),
        None => (1_000, rest),
    };
    let count = digits.number(0, u64::MAX).map_err(|_| piece.bad(Expected::Time))?;
    match count.checked_mul(unit_us) {
        Some(us) => Ok((Time(us), rest)),
        None => Err(piece.bad(Expected::Time)),
    }
}

pub fn print_latency(latency: &Latency) -> String {
    match latency {
        Latency::Fixed { us } => format!("f{us}"),
        Latency::Uniform { min_us, max_us } => format!("u{min_us}-{max_us}"),
        Latency::Exponential { min_us, mean_us } => format!("e{min_us}-{mean_us}"),
    }
}

pub fn parse_latency(piece: Piece) -> Result<Latency, Bad> {
    let parts: Vec<Piece> = piece.split('-').collect();
    match leading_latency(&parts)? {
        Some((latency, [])) => Ok(latency),
        _ => Err(piece.bad(Expected::Latency)),
    }
}

/// A latency and the parts behind it; `None` when the parts do not begin with one.
fn leading_latency<'a, 'b>(
    parts: &'b [Piece<'a>],
) -> Result<Option<(Latency, &'b [Piece<'a>])>, Bad> {
    let Some((first, rest)) = parts.split_first() else {
        return Ok(None);
    };
    if let Some(us) = first.strip('f') {
        return Ok(Some((Latency::Fixed { us: us.us()? }, rest)));
    }
    let Some((second, rest)) = rest.split_first() else {
        return Ok(None);
    };
    if let Some(min) = first.strip('u') {
        let latency = Latency::Uniform { min_us: min.us()?, max_us: second.us()? };
        return Ok(Some((latency, rest)));
    }
    if let Some(min) = first.strip('e') {
        let latency = Latency::Exponential { min_us: min.us()?, mean_us: second.us()? };
        return Ok(Some((latency, rest)));
    }
    Ok(None)
}

pub fn print_disk(disk: &DiskConfig) -> String {
    format!("{}.{}", print_latency(&disk.force), disk.lazy_us)
}

pub fn parse_disk(piece: Piece) -> Result<DiskConfig, Bad> {
    let Some((force, lazy)) = piece.split_once('.') else {
        return Err(piece.bad(Expected::Disk));
    };
    Ok(DiskConfig { force: parse_latency(force)?, lazy_us: lazy.us()? })
}

/// An exception for one link: `0-1-f500`, then `-l` and `-d` with losses and duplicates per million
/// where there are any, then `-o` where order is kept.
pub fn print_exception(ends: Link, config: &LinkConfig) -> String {
    let mut text = format!("{}-{}-{}", ends.0.0, ends.1.0, print_latency(&config.latency));
    if config.loss_ppm > 0 {
        let _ = write!(text, "-l{}", config.loss_ppm);
    }
    if config.duplication_ppm > 0 {
        let _ = write!(text, "-d{}", config.duplication_ppm);
    }
    if config.fifo {
        text.push_str("-o");
    }
    text
}

pub fn parse_exception(piece: Piece) -> Result<(Link, LinkConfig), Bad> {
    let parts: Vec<Piece> = piece.split('-').collect();
    let [from, to, rest @ ..] = parts.as_slice() else {
        return Err(piece.bad(Expected::Exception));
    };
    let ends = (from.node()?, to.node()?);
    let Some((latency, mut rest)) = leading_latency(rest)? else {
        return Err(piece.bad(Expected::Exception));
    };
    let mut rates = [0, 0];
    for (rate, letter) in rates.iter_mut().zip(['l', 'd']) {
        if let Some((first, others)) = rest.split_first()
            && let Some(ppm) = first.strip(letter)
        {
            *rate = ppm.number32()?;
            rest = others;
        }
    }
    let fifo = match rest {
        [] => false,
        [mark] if mark.text == "o" => true,
        _ => return Err(piece.bad(Expected::Exception)),
    };
    let [loss_ppm, duplication_ppm] = rates;
    Ok((ends, LinkConfig { latency, loss_ppm, duplication_ppm, fifo }))
}

/// `TIME-NODE-WORD`.
pub fn print_request(request: &TimedRequest) -> String {
    format!("{}-{}-{}", print_time(request.at), request.node.0, request.word)
}

pub fn parse_request(piece: Piece) -> Result<TimedRequest, Bad> {
    let parts: Vec<Piece> = piece.split('-').collect();
    let [at, node, word] = parts.as_slice() else {
        return Err(piece.bad(Expected::Request));
    };
    let (at, node) = (parse_time(*at)?, node.node()?);
    match Word::new(word.text) {
        Some(word) => Ok(TimedRequest { at, node, word }),
        None => Err(word.bad(Expected::Word)),
    }
}

impl Expected {
    /// What should stand there, as a noun.
    pub fn say(&self) -> Prose {
        let (en, zh) = match self {
            Expected::Number { min, max: u64::MAX } => {
                return Prose::new(
                    format!("a number, at least {min}"),
                    format!("不小于 {min} 的数"),
                );
            }
            Expected::Number { min, max } => {
                let en = format!("a number from {min} to {max}");
                return Prose::new(en, format!("{min} 到 {max} 的数"));
            }
            Expected::Arguments { verb, form: "" } => {
                return Prose::new(format!("{verb} alone"), format!("单独一个 {verb}"));
            }
            Expected::Arguments { verb, form } => {
                return Prose::new(format!("{verb}{form}"), format!("{verb}{form} 的形式"));
            }
            Expected::Time => {
                ("a time such as 900 (ms) or 900500u (µs)", "时间，如 900(毫秒)或 900500u(微秒)")
            }
            Expected::Latency => (
                "a latency such as f10000, u8000-14000 or e5000-10000 (µs)",
                "延迟，如 f10000、u8000-14000 或 e5000-10000(微秒)",
            ),
            Expected::Word => {
                ("a word of 1 to 12 characters a-z and 0-9", "由 1 到 12 个 a-z、0-9 字符组成的词")
            }
            Expected::Verb => (
                "one of the fault letters c t r w p g x b o h d l m z k j s i a",
                "故障字母 c t r w p g x b o h d l m z k j s i a 之一",
            ),
            Expected::Request => ("TIME-NODE-WORD", "TIME-NODE-WORD 的形式"),
            Expected::Side => ("PROTOCOL-KEY-VALUE", "PROTOCOL-KEY-VALUE 的形式"),
            Expected::Exception => (
                "FROM-TO-LATENCY, then -lLOSS, -dDUPLICATION, -o",
                "FROM-TO-LATENCY，后接 -lLOSS、-dDUPLICATION、-o",
            ),
            Expected::Disk => ("LATENCY.MICROSECONDS", "LATENCY.MICROSECONDS 的形式"),
            Expected::Flag => ("0 or 1", "0 或 1"),
            Expected::Made => (
                "the engine's number, then perhaps a dot and 8 hexadecimal digits",
                "引擎编号，其后可有一个点和 8 位十六进制数",
            ),
        };
        Prose::new(en, zh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_parsed_back() {
        for text in ["f0", "f10000", "u8000-14000", "e5000-10000"] {
            assert_eq!(print_latency(&parse_latency(Piece::new(text)).expect(text)), text);
        }
        for text in ["f1000.30000", "u1-2.0", "e1-2.3"] {
            assert_eq!(print_disk(&parse_disk(Piece::new(text)).expect(text)), text);
        }
        for text in ["0-1-f500", "0-1-u1-2-l5", "0-1-e1-2-d7-o", "3-2-f1-l1-d1-o", "3-2-f1-o"] {
            let (ends, config) = parse_exception(Piece::new(text)).expect(text);
            assert_eq!(print_exception(ends, &config), text);
        }
        for text in ["0-0-blue", "1500u-12-a1"] {
            assert_eq!(print_request(&parse_request(Piece::new(text)).expect(text)), text);
        }
        for text in ["f", "u5", "u5-", "f5-6", "g5", "", "e5-6-7"] {
            assert!(parse_latency(Piece::new(text)).is_err(), "{text}");
        }
        for text in ["0-1", "0-1-f5-d1-l1", "0-1-f5-o-o", "0-1-f5-o-l5", "0-f5"] {
            assert!(parse_exception(Piece::new(text)).is_err(), "{text}");
        }
    }
}
