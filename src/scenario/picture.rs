//! Pictures that carry their run: a link's payload in the metadata of an SVG file, or in a text
//! chunk of a PNG file (W3C, "Portable Network Graphics", 11.3.4.3, `tEXt`).

use super::seal::crc32;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const KEYWORD: &[u8] = b"splitbrain\0";
/// In an SVG file.
pub const METADATA: (&str, &str) = ("<metadata id=\"splitbrain\">", "</metadata>");

/// What a file holds, as far as that can be told from its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Svg,
    Png,
    Other,
}

pub fn kind(bytes: &[u8]) -> Kind {
    let head = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    let is_xml = head.trim_ascii_start().starts_with(b"<");
    match bytes {
        bytes if bytes.starts_with(SIGNATURE) => Kind::Png,
        _ if is_xml => Kind::Svg,
        _ => Kind::Other,
    }
}

/// The payload that a picture carries.
pub fn payload(bytes: &[u8]) -> Option<String> {
    match kind(bytes) {
        Kind::Png => {
            let found = chunks(bytes).find_map(|(name, data)| match name {
                b"tEXt" => data.strip_prefix(KEYWORD),
                _ => None,
            })?;
            String::from_utf8(found.to_vec()).ok()
        }
        Kind::Svg => {
            // What follows may be cut within a character.
            let text = String::from_utf8_lossy(bytes);
            let (_, rest) = text.split_once(METADATA.0)?;
            let (payload, _) = rest.split_once(METADATA.1)?;
            Some(payload.trim().replace("&amp;", "&"))
        }
        Kind::Other => None,
    }
}

/// The same picture with a payload of ASCII characters, behind its header. Nothing where it is no
/// PNG file.
pub fn png_with(bytes: &[u8], payload: &str) -> Option<Vec<u8>> {
    let (name, header) = chunks(bytes).next()?;
    let end = SIGNATURE.len() + 12 + header.len();
    let rest = bytes.get(end..).filter(|_| name == b"IHDR" && payload.is_ascii())?;
    let mut body = b"tEXt".to_vec();
    body.extend_from_slice(KEYWORD);
    body.extend_from_slice(payload.as_bytes());
    let length = u32::try_from(body.len() - 4).ok()?;
    let mut picture = bytes[..end].to_vec();
    picture.extend_from_slice(&length.to_be_bytes());
    picture.extend_from_slice(&body);
    picture.extend_from_slice(&crc32(&body).to_be_bytes());
    picture.extend_from_slice(rest);
    Some(picture)
}

/// Name and data of each chunk, up to the first that is cut.
fn chunks(png: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = png.strip_prefix(SIGNATURE).unwrap_or_default();
    std::iter::from_fn(move || {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?);
        let end = usize::try_from(length).ok()?.checked_add(8)?;
        let (name, data) = (rest.get(4..8)?, rest.get(8..end)?);
        rest = rest.get(end.checked_add(4)?..)?;
        Some((name, data))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One grey pixel, made by another program.
    const PNG: &[u8] =
        b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\
        \x00\x00\x00:~\x9bU\x00\x00\x00\x0aIDATx\xdach\x00\x00\x00\x82\x00\x81\xdaE\x08;\x00\
        \x00\x00\x00IEND\xaeB`\x82";

    #[test]
    fn a_png_gives_back_what_it_was_given() {
        assert_eq!(payload(PNG), None);
        let carrying = png_with(PNG, "paxos.duel?n=5&e=1").expect("a picture");
        assert_eq!(payload(&carrying).as_deref(), Some("paxos.duel?n=5&e=1"));
        assert_eq!(carrying.len(), PNG.len() + 12 + KEYWORD.len() + 18);
        for cut in 0..carrying.len() {
            let _ = payload(&carrying[..cut]);
            let _ = png_with(&carrying[..cut], "x");
        }
        assert_eq!(png_with(b"not a picture", "x"), None);
        assert_eq!(png_with(PNG, "“"), None);
    }

    #[test]
    fn an_svg_gives_back_what_stands_in_its_metadata() {
        let svg = b"<svg><metadata id=\"splitbrain\">paxos?n=5&amp;seed=1</metadata></svg>";
        assert_eq!(payload(svg).as_deref(), Some("paxos?n=5&seed=1"));
        assert_eq!(payload(b"<svg></svg>"), None);
        assert_eq!(payload(b"<svg><metadata id=\"splitbrain\">paxos"), None);
        assert_eq!(payload(b"{}"), None);
    }
}
