//! The pair in front of a machine-made link, `c=LENGTH.CHECKSUM`: how long the rest of the link is
//! and its CRC-32, so that a damaged link is refused and can say what is missing or changed.
//!
//! Both numbers are in base 36 with upper-case letters, which stand nowhere else in a link: no
//! other pair can be mistaken for this one when its key is damaged.

const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const CHECKSUM_LEN: usize = 7;

/// What became of a sealed link on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// Characters of the whole link.
    Cut { arrived: usize, expected: Option<usize> },
    /// `at` is a byte of the payload, where it could be told.
    Changed { arrived: usize, expected: Option<usize>, at: Option<usize> },
}

/// Puts the seal in front of the pairs: `id?pairs` becomes `id?c=…&pairs`.
pub fn seal(id: &str, pairs: &str) -> String {
    let body = format!("{id}?{pairs}");
    let (length, checksum) = (body.chars().count(), crc32(body.as_bytes()));
    format!("{id}?c={}.{}&{pairs}", base36(length, 1), base36(checksum as usize, CHECKSUM_LEN))
}

/// Checks the seal, if `payload` has one, and gives the place where the other pairs begin.
pub fn unseal(payload: &str) -> Result<Option<usize>, Damage> {
    let arrived = payload.chars().count();
    let cut = |expected| Err(Damage::Cut { arrived, expected });
    let Some(query) = payload.find('?').map(|index| index + 1) else {
        return Ok(None);
    };
    let first = payload[query..].split('&').next().unwrap_or_default();
    let is_last = query + first.len() == payload.len();
    let Some(value) = first.strip_prefix("c=") else {
        return if is_last && "c=".starts_with(first) { cut(None) } else { Ok(None) };
    };
    let seal_at = query + "c=".len();
    let changed = |expected, at| Err(Damage::Changed { arrived, expected, at });
    let (length, checksum) = value.split_once('.').unwrap_or((value, ""));
    let Some(body_len) = parse_base36(length).filter(|_| is_number(length)) else {
        return if is_last && value.is_empty() { cut(None) } else { changed(None, Some(seal_at)) };
    };
    if is_last && !value.contains('.') {
        return cut(None);
    }
    let seal_len = "c=&".len() + length.len() + 1 + CHECKSUM_LEN;
    let expected = body_len.saturating_add(seal_len);
    let digits_are_right = checksum.bytes().all(|byte| DIGITS.contains(&byte));
    if is_last && checksum.len() <= CHECKSUM_LEN && digits_are_right && arrived < expected {
        return cut(Some(expected));
    }
    let checksum_at = seal_at + length.len() + 1;
    let Some(sum) = parse_base36(checksum).filter(|_| checksum.len() == CHECKSUM_LEN) else {
        return changed(Some(expected), Some(checksum_at));
    };
    if is_last {
        return changed(Some(expected), Some(checksum_at + CHECKSUM_LEN));
    }
    let pairs = query + first.len() + 1;
    let body = format!("{}{}", &payload[..query], &payload[pairs..]);
    let fits = u32::try_from(sum).is_ok_and(|sum| sum == crc32(body.as_bytes()));
    match (fits, body.chars().count()) {
        (true, found) if found == body_len => Ok(Some(pairs)),
        (true, _) => changed(Some(expected), Some(seal_at)),
        (false, found) if found < body_len => cut(Some(expected)),
        (false, found) if found > body_len => changed(Some(expected), None),
        (false, _) => {
            let at = changed_byte(body.as_bytes(), sum as u32);
            let in_payload = |at| if at < query { at } else { at - query + pairs };
            changed(Some(expected), at.map(in_payload))
        }
    }
}

/// No leading zero, so that one length has one spelling.
pub(super) fn is_number(digits: &str) -> bool {
    digits == "0" || !digits.starts_with('0')
}

pub(super) fn base36(mut number: usize, len_min: usize) -> String {
    let mut digits = Vec::new();
    while number > 0 || digits.len() < len_min {
        digits.push(DIGITS[number % 36]);
        number /= 36;
    }
    digits.iter().rev().map(|digit| char::from(*digit)).collect()
}

pub(super) fn parse_base36(text: &str) -> Option<usize> {
    if text.is_empty() || text.len() > CHECKSUM_LEN {
        return None;
    }
    let digit = |byte| DIGITS.iter().position(|digit| *digit == byte);
    let number = text.bytes().try_fold(0_u64, |sum, byte| Some(sum * 36 + digit(byte)? as u64))?;
    usize::try_from(number).ok()
}

/// CRC-32 as in zip and PNG.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| (crc >> 8) ^ feed(crc as u8 ^ byte))
}

/// Eight steps of the division, for the byte about to leave the register.
fn feed(byte: u8) -> u32 {
    (0..8).fold(
        u32::from(byte),
        |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
        },
    )
}

/// The one byte that, changed in its lower seven bits, would give `bytes` the checksum `sum`.
///
/// A CRC is linear: the difference of two checksums is the checksum of the difference, which for
/// one changed byte is that byte followed by zeros. So the zeros are taken back one by one, until
/// what is left could have come from one byte.
pub(super) fn changed_byte(bytes: &[u8], sum: u32) -> Option<usize> {
    let fed: Vec<u32> = (0..=u8::MAX).map(feed).collect();
    // The upper byte of what a byte feeds is another for each.
    let mut by_upper = [0; 256];
    for (byte, fed) in (0..=u8::MAX).zip(&fed) {
        by_upper[(fed >> 24) as usize] = byte;
    }
    let mut left = crc32(bytes) ^ sum;
    let mut found = Vec::new();
    for at in (0..bytes.len()).rev() {
        let byte = by_upper[(left >> 24) as usize];
        let before = left ^ fed[usize::from(byte)];
        if before == 0 && (1..=127).contains(&byte) {
            found.push(at);
        }
        left = (before << 8) | u32::from(byte);
    }
    match found.as_slice() {
        [at] => Some(*at),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_common_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(base36(crc32(b"123456789") as usize, 7), "1KL8MJQ".to_string());
        assert_eq!(parse_base36("1KL8MJQ"), Some(0xCBF4_3926));
    }

    #[test]
    fn a_changed_character_is_found() {
        let sealed = seal("paxos.duel", "n=5&seed=42&e=1.0123abcd");
        assert_eq!(unseal(&sealed), Ok(Some(sealed.find("n=5").unwrap_or_default())));
        for at in (0..10).chain(sealed.find("n=5").unwrap_or_default()..sealed.len()) {
            let mut bytes = sealed.clone().into_bytes();
            bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
            let text = String::from_utf8(bytes).unwrap_or_default();
            let arrived = sealed.len();
            let damage = Damage::Changed { arrived, expected: Some(arrived), at: Some(at) };
            assert_eq!(unseal(&text), Err(damage), "{text}");
        }
    }

    #[test]
    fn a_cut_link_says_how_much_arrived() {
        let sealed = seal("paxos", "seed=42&e=1.0123abcd");
        let known_from = sealed.find('.').unwrap_or_default() + 1;
        for arrived in "paxos?".len()..sealed.len() {
            let expected = (arrived >= known_from).then_some(sealed.len());
            assert_eq!(unseal(&sealed[..arrived]), Err(Damage::Cut { arrived, expected }));
        }
    }
}
