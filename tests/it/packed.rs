//! Packed links: stories of one's own travel with the run, and what is damaged is refused.

use base64ct::{Base64UrlUnpadded, Encoding};
use miniz_oxide::deflate;
use splitbrain::scenario::check;
use splitbrain::scenario::link::{self, Decoded, Made};
use splitbrain::scenario::link_error::{LinkError, LinkErrorKind};
use splitbrain::scenario::scenario::{ENGINE_EPOCH, Prose, Scenario, StoryNote};
use splitbrain::sim::time::Time;

use crate::chance::Chance;
use crate::link::{from_gallery, generated, plain_beacon, protocols};

const HASH: u64 = 0xfeed_beef_0000_0001;

fn decode(link: &str) -> Result<Decoded, LinkError> {
    link::decode(link, &protocols())
}

fn pack(scenario: &Scenario) -> String {
    link::encode(scenario, Some(HASH), &protocols()).expect("a well-formed scenario")
}

fn told(mut scenario: Scenario) -> Scenario {
    scenario.story.title = Prose::new("Two \"values\"\nchosen", "选定了两个值");
    let text = Prose::new("<b>not HTML</b>", "🙂");
    scenario.story.notes = vec![StoryNote { at: Time(3), text }];
    scenario
}

#[test]
fn what_is_packed_is_unpacked() {
    for scenario in generated(1_000).chain(from_gallery(8)).map(told) {
        let payload = pack(&scenario);
        assert!(payload.starts_with("1."), "{payload}");
        let is_unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        assert!(payload.chars().all(is_unreserved), "{payload}");
        assert!(payload.ends_with(|c: char| c.is_ascii_alphanumeric()), "{payload}");
        let made = Some(Made { epoch: ENGINE_EPOCH, hash: Some(0xfeed_beef) });
        let decoded = Decoded { scenario, made };
        assert_eq!(decode(&payload), Ok(decoded.clone()), "{payload}");
        let address = format!("https://example.org/splitbrain/?lang=en#{payload}");
        assert_eq!(decode(&address), Ok(decoded), "{address}");
    }
}

#[test]
fn only_prose_is_worth_packing() {
    for scenario in generated(200).chain(from_gallery(4)) {
        let payload = pack(&scenario);
        assert!(payload.starts_with(|c: char| c.is_ascii_lowercase()), "{payload}");
    }
}

#[test]
fn every_prefix_of_a_packed_link_is_refused() {
    let payload = pack(&told(plain_beacon()));
    for len in 0..payload.len() {
        let error = decode(&payload[..len]).expect_err("a part of a link");
        let says_so = matches!(error.kind, LinkErrorKind::Cut { .. } | LinkErrorKind::Empty);
        assert!(says_so, "{len} characters: {error}");
        let body_at = payload.match_indices('.').nth(1).expect("two dots").0;
        if len > body_at {
            let whole = payload.len();
            assert_eq!(
                error.to_string(),
                format!("the link was cut: {len} of {whole} characters arrived")
            );
        }
    }
}

#[test]
fn every_changed_character_of_a_packed_link_is_refused() {
    let others: Vec<char> = (' '..='~').chain(['é', '中', '\u{0}']).collect();
    for scenario in generated(3).map(told) {
        let payload = pack(&scenario);
        let body_at = payload.match_indices('.').nth(1).expect("two dots").0 + 1;
        let body = body_at..payload.rfind('.').expect("a checksum");
        for (mutant, position) in crate::link::changed(&payload, &others) {
            match decode(&mutant) {
                // An escape that says the same, or a blank at the end.
                Ok(decoded) => assert_eq!(decoded.scenario, scenario, "{mutant}"),
                Err(error) => {
                    assert!(!error.to_string().is_empty());
                    let is_byte =
                        mutant.len() == payload.len() && !mutant.contains(['%', '&', '.']);
                    if is_byte && body.contains(&position) && error.position.is_some() {
                        assert_eq!(error.position, Some(position + 1), "{mutant}: {error}");
                    }
                }
            }
        }
    }
}

/// A packed link around anything.
fn packed(deflated: &[u8]) -> String {
    // Length and checksum as the format has them, computed here anew.
    let body = Base64UrlUnpadded::encode_string(deflated);
    let mut crc = u32::MAX;
    for byte in body.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    let mut digits = Vec::new();
    let mut left = body.len();
    while left > 0 || digits.is_empty() {
        digits.insert(0, b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[left % 36]);
        left /= 36;
    }
    let length = String::from_utf8(digits).expect("digits");
    format!("1.{length}.{body}.{:08x}", !crc)
}

#[test]
fn what_is_packed_wrongly_is_refused() {
    let deflated = |text: &[u8]| deflate::compress_to_vec(text, 6);
    let whole = packed(&deflated(br#"{"scenario": "beacon", "seed": 9}"#));
    assert_eq!(decode(&whole).map(|decoded| decoded.scenario.seed), Ok(9));
    let bomb = deflated(&vec![b' '; 20 << 20]);
    assert!(bomb.len() < 48 * 1024, "fits in a link");
    let cases = [
        (packed(&bomb), "can't be unpacked"),
        (packed(b""), "can't be unpacked"),
        (packed(&[7; 40]), "can't be unpacked"),
        (packed(&deflated(b"\xff\xfe")), "can't be unpacked"),
        (packed(&deflated(b"[]")), "in the packed link: a scenario file is a JSON object"),
        (packed(&deflated(br#"{"v": 2, "x": 1}"#)), "in the packed link: the file has version 2"),
        (packed(&deflated(br#"{"sead": 2}"#)), "in the packed link: unknown field sead"),
        (packed(&deflated(br#"{"made": "1.xyz"}"#)), "in the packed link: made is \"1.xyz\""),
        (whole.replacen("1.", "2.", 1), "can't be unpacked"),
        (whole.replacen("1.", "3.", 1), "only a newer version reads"),
        (whole.replacen("1.", "1x.", 1), "the link was changed: \"x\""),
        (format!("{whole}0"), "the link was changed"),
    ];
    for (link, said) in cases {
        let error = decode(&link).expect_err(said);
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[test]
fn garbage_is_refused() {
    let mut chance = Chance::new(11);
    for _ in 0..20_000 {
        let length = chance.between(0, 60) as usize;
        let bytes: Vec<u8> = (0..length).map(|_| chance.between(0, 255) as u8).collect();
        let text: String = bytes.iter().map(|byte| char::from(b' ' + byte % 95)).collect();
        for link in [packed(&bytes), format!("1.{text}"), format!("7{text}")] {
            let Err(error) = decode(&link) else { continue };
            assert!(error.to_string().len() < 300, "{error}");
        }
        if let Ok(decoded) = decode(&packed(&bytes)) {
            check::well_formed(&decoded.scenario, &protocols()).expect("well-formed");
        }
    }
}

/// It was once given out.
const LECTURE: &str = "1.BG.jZDBSsNAFEX3_YrHLFyFkhalNDs_wC8QkTF9pYE0U2Ym1loCVYvUlbgt2XSnICjqQoLox5iMfoYviUarLppFZua-O_dcZlwDYPvMgYaV75SLAZeeIIEN-IFQ9QFyF1kx1J72kSZjOtARg9y1NQIfXR1KdEAECK7kqlf4yXLYyy1mdvE2n77fPDvp48RcL7KHK5OcMLJEJTTs97kc_U7ebIKnoCOGAXSFBA7DnucjrEEg9kRnRIv2XFT1ZRjdyo7iNDklVvo0z6YvlrlbmPgsTRJzf2mm59ns9nVy_I2nHFR0dbuIKSuQzPVumMtNmz7rS_1TLRBDVk1_VjBxwgo9ov9OQery0Ncro8qXdCpbUbWDJYF9ilGJsP4PbC8FSlSaS71iZNW6z0tHo96211v2ht1itegD.2465e0a8";

#[test]
fn an_old_packed_link_tells_its_story() {
    let decoded = decode(LECTURE).expect(LECTURE);
    let story = &decoded.scenario.story;
    assert_eq!(story.title, Prose::new("My lecture: one crash", "我的课:一次崩溃"));
    let en = "A2 is down for a while & nobody notices.";
    assert_eq!(story.summary, Prose::new(en, "A2 停了一会儿,没有人注意到。"));
    let text = Prose::new("A2 is down now", "A2 停机");
    assert_eq!(story.notes, [StoryNote { at: Time::from_ms(20), text }]);
    assert_eq!(decoded.scenario.base, Some("paxos.peace"));
    assert_eq!(decoded.scenario.faults.len(), 2);
}
