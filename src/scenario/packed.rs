//! The packed form of a link, for scenarios with prose of their own:
//!
//! ```text
//! 1.LENGTH.BODY.CHECKSUM
//! ```
//! BODY is the scenario's file, deflated, in the form of base 64 for URLs; LENGTH is its length in
//! base 36, CHECKSUM its CRC-32 in eight hexadecimal digits. The length in front and the checksum
//! behind let a damaged link say what is missing or changed. A digit begins it, a letter a readable
//! link.

use base64ct::{Base64UrlUnpadded, Encoding};
use miniz_oxide::{deflate, inflate};

use super::file::FILE_BYTES_MAX;
use super::link_error::{LinkError, LinkErrorKind};
use super::seal::{base36, changed_byte, crc32, is_number, parse_base36};

/// What is packed is a scenario's file.
const SCENARIO: &str = "1";
/// What is packed is a trace of somebody else's system.
pub const TRACE: &str = "2";
const VERSIONS: [&str; 2] = [SCENARIO, TRACE];
pub const UNPACKED_BYTES_MAX: usize = FILE_BYTES_MAX;
const CHECKSUM_LEN: usize = 8;
/// Deflate's strongest: links are made seldom and travel far.
const LEVEL: u8 = 9;

pub fn pack(json: &str) -> String {
    pack_as(SCENARIO, json)
}

pub fn pack_as(version: &str, json: &str) -> String {
    let body = Base64UrlUnpadded::encode_string(&deflate::compress_to_vec(json.as_bytes(), LEVEL));
    let checksum = crc32(body.as_bytes());
    format!("{version}.{}.{body}.{checksum:08x}", base36(body.len(), 1))
}

/// Links that begin like this are packed, in this version or a later one.
pub fn is_packed(payload: &str) -> bool {
    payload.starts_with(|first: char| first.is_ascii_digit())
}

/// Whether it begins like a link that was packed so.
pub fn is_version(payload: &str, version: &str) -> bool {
    payload.split_once('.').is_some_and(|(first, _)| first == version)
}

/// The scenario's file.
pub fn unpack(payload: &str) -> Result<String, LinkError> {
    unpack_as(SCENARIO, payload)
}

pub fn unpack_as(expected: &str, payload: &str) -> Result<String, LinkError> {
    let (version, rest) = payload.split_once('.').ok_or_else(|| cut(payload, None))?;
    if version != expected {
        return Err(newer_or_changed(payload, version));
    }
    let body = checked(payload, version.len() + 1, rest)?;
    let damaged = || error(payload, LinkErrorKind::Unpacked, None);
    let deflated = Base64UrlUnpadded::decode_vec(body).map_err(|_| damaged())?;
    let file = inflate::decompress_to_vec_with_limit(&deflated, FILE_BYTES_MAX);
    String::from_utf8(file.map_err(|_| damaged())?).map_err(|_| damaged())
}

/// The body, which has the length and the checksum that stand beside it.
fn checked<'a>(payload: &str, start: usize, rest: &'a str) -> Result<&'a str, LinkError> {
    let arrived = payload.chars().count();
    let changed = |expected, at| error(payload, LinkErrorKind::Changed { arrived, expected }, at);
    let (length, rest) = rest.split_once('.').ok_or_else(|| {
        let is_beginning = parse_base36(rest).is_some() || rest.is_empty();
        if is_beginning { cut(payload, None) } else { changed(None, Some(start)) }
    })?;
    let body_len = parse_base36(length).filter(|_| is_number(length));
    let body_len = body_len.ok_or_else(|| changed(None, Some(start)))?;
    let body_at = start + length.len() + 1;
    let expected = body_at.saturating_add(body_len).saturating_add(1 + CHECKSUM_LEN);
    let (body, checksum) = rest.rsplit_once('.').unwrap_or((rest, ""));
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let is_whole = checksum.len() == CHECKSUM_LEN && checksum.bytes().all(digit);
    let sum = u32::from_str_radix(checksum, 16).ok().filter(|_| is_whole);
    match sum {
        Some(sum) if sum == crc32(body.as_bytes()) && body.len() == body_len => Ok(body),
        // The body is what was sent, its length is not.
        Some(sum) if sum == crc32(body.as_bytes()) => Err(changed(Some(arrived), Some(start))),
        _ if arrived < expected => Err(cut(payload, Some(expected))),
        Some(sum) if arrived == expected => {
            let at = changed_byte(body.as_bytes(), sum).map(|at| body_at + at);
            Err(changed(Some(expected), at))
        }
        _ => Err(changed(Some(expected), None)),
    }
}

fn newer_or_changed(payload: &str, version: &str) -> LinkError {
    match version.bytes().position(|byte| !byte.is_ascii_digit()) {
        // Known, but not what is to be read here.
        None if VERSIONS.contains(&version) => error(payload, LinkErrorKind::Unpacked, Some(0)),
        None => error(payload, LinkErrorKind::Newer { epoch: None }, Some(0)),
        Some(at) => {
            let arrived = payload.chars().count();
            error(payload, LinkErrorKind::Changed { arrived, expected: None }, Some(at))
        }
    }
}

fn cut(payload: &str, expected: Option<usize>) -> LinkError {
    error(payload, LinkErrorKind::Cut { arrived: payload.chars().count(), expected }, None)
}

fn error(payload: &str, kind: LinkErrorKind, at: Option<usize>) -> LinkError {
    let rest = at.and_then(|at| payload.get(at..));
    let text = rest.and_then(|rest| rest.chars().next());
    let position = at.and_then(|at| Some(payload.get(..at)?.chars().count() + 1));
    LinkError { kind, position, text: text.map(String::from).unwrap_or_default() }
}
