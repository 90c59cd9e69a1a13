//! From what a person pasted or a chat program mangled to the payload of a link.

/// What chat programs and trackers append.
const APPENDED: &[&str] = &["appinstall", "isappinstalled", "fbclid", "nsukey"];

/// The payload of what was pasted: behind the `#` of an address, or in its query as `s=`.
pub fn payload_of(link: &str) -> String {
    let link = link.trim();
    if let Some(payload) = link.strip_prefix('#') {
        return unescape(payload);
    }
    let query = if link.contains("://") {
        let (before, fragment) = link.split_once('#').unwrap_or((link, ""));
        if !fragment.is_empty() {
            return unescape(fragment);
        }
        before.split_once('?').map_or("", |(_, query)| query)
    } else {
        match link.strip_prefix('?') {
            Some(query) => query,
            None => return unescape(link),
        }
    };
    let at = if query.starts_with("s=") { Some(0) } else { query.find("&s=").map(|at| at + 1) };
    let value = at.map_or("", |at| &query[at + "s=".len()..]);
    // Where the payload's own `?` was not escaped, neither was its `&`.
    unescape(if value.contains('?') { value } else { value.split('&').next().unwrap_or_default() })
}

/// Undoes `%3F` and the like; what is no escape stays.
fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                plain.push(byte);
                at += 3;
            }
            None => {
                plain.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

pub fn without_appended(payload: &str) -> &str {
    let mut payload = payload;
    while let Some(at) = payload.rfind(['&', '?']) {
        let key = payload[at + 1..].split('=').next().unwrap_or_default();
        if !key.starts_with("utm_") && !APPENDED.contains(&key) {
            break;
        }
        payload = &payload[..at];
    }
    payload
}
