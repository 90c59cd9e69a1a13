//! Links: what is printed is read back, and what is damaged is refused.

use splitbrain::catalog;
use splitbrain::scenario::link::{self, Comparison, Decoded, Made};
use splitbrain::scenario::link_error::{LinkError, LinkErrorKind};
use splitbrain::scenario::registry::ProtocolInfo;
use splitbrain::scenario::scenario::{ENGINE_EPOCH, Scenario, Story};
use splitbrain::scenario::{check, gallery};
use splitbrain::sim::network::{DiskConfig, Network};
use splitbrain::sim::param::Params;
use splitbrain::sim::time::Time;

use crate::beacon::Beacon;
use crate::chance::Chance;
use crate::generate::{anything, by_the_paper, scenario};

/// The catalog and one protocol more: links know of none by name.
pub fn protocols() -> Vec<ProtocolInfo> {
    let beacon = ProtocolInfo::of::<Beacon>("beacon", plain_beacon, &[]);
    catalog::PROTOCOLS.iter().copied().chain([beacon]).collect()
}

pub fn plain_beacon() -> Scenario {
    Scenario {
        protocol: "beacon",
        base: None,
        params: Params::default(),
        seed: 1,
        until: Time::from_ms(200),
        network: Network::default(),
        disk: DiskConfig::default(),
        requests: Vec::new(),
        faults: Vec::new(),
        story: Story::default(),
        beside: Vec::new(),
    }
}

pub fn generated(count: u64) -> impl Iterator<Item = Scenario> {
    let protocols = protocols();
    (0..count).map(move |seed| {
        let info = &protocols[seed as usize % protocols.len()];
        let ranges = [("n", 3, 7)];
        let plan = match seed % 8 {
            0 => by_the_paper(info, &ranges),
            _ => anything(info),
        };
        scenario(seed, &plan)
    })
}

/// Gallery entries, and edits of them.
pub fn from_gallery(edits: u64) -> Vec<Scenario> {
    let protocols = protocols();
    let mut scenarios = Vec::new();
    for entry in gallery::entries() {
        scenarios.push((entry.make)());
        let info = protocols.iter().find(|info| info.id == entry.protocol).expect(entry.id);
        for seed in 0..edits {
            let mut edited = (entry.make)();
            let other = scenario(seed, &anything(info));
            let nodes = (info.names)(&edited.params).expect(entry.id).len() as u16;
            match seed % 4 {
                0 => edited.seed = other.seed,
                1 => edited.faults = Chance::new(seed).script(nodes, 4, edited.until.us()),
                2 => edited.network.default = other.network.default,
                _ => {
                    let (base, story) = (edited.base, edited.story);
                    edited = Scenario { base, story, ..other };
                }
            }
            scenarios.push(edited);
        }
    }
    scenarios
}

fn encode(scenario: &Scenario, hash: Option<u64>) -> String {
    link::encode(scenario, hash, &protocols()).expect("a well-formed scenario")
}

fn decode(text: &str) -> Result<Decoded, LinkError> {
    link::decode(text, &protocols())
}

fn refusal(text: &str) -> LinkError {
    match decode(text) {
        Ok(decoded) => panic!("{text} was read as {decoded:?}"),
        Err(error) => error,
    }
}

#[test]
fn what_is_printed_is_read_back() {
    for scenario in generated(3_000).chain(from_gallery(40)) {
        let payload = encode(&scenario, Some(0x0123_4567_89ab_cdef));
        let decoded = decode(&payload).unwrap_or_else(|error| panic!("{payload}: {error}"));
        assert_eq!(decoded.scenario, scenario, "{payload}");
        assert_eq!(decoded.made, Some(Made { epoch: ENGINE_EPOCH, hash: Some(0x0123_4567) }));
        assert_eq!(encode(&decoded.scenario, Some(0x0123_4567_89ab_cdef)), payload);

        let spelled = link::spell_out(&scenario, &protocols()).expect(&payload);
        let alone = Scenario { base: None, story: plain_story(&scenario), ..scenario };
        assert_eq!(decode(&spelled).map(|decoded| decoded.scenario), Ok(alone), "{spelled}");
    }
}

fn plain_story(scenario: &Scenario) -> Story {
    let protocols = protocols();
    let info = protocols.iter().find(|info| info.id == scenario.protocol);
    info.map(|info| (info.plain)().story).unwrap_or_default()
}

#[test]
fn links_hold_only_what_every_program_leaves_alone() {
    for scenario in generated(300).chain(from_gallery(4)) {
        let payload = encode(&scenario, None);
        assert!(payload.ends_with(|c: char| c.is_ascii_alphanumeric()), "{payload}");
        let belongs = |c: char| c.is_ascii_alphanumeric() || "-._~?&=".contains(c);
        assert!(payload.chars().all(belongs), "{payload}");
    }
}

/// The scenarios whose links are damaged in every way.
fn victims() -> Vec<Scenario> {
    let few = generated(8).filter(|scenario| scenario.faults.len() < 6);
    few.chain(from_gallery(2).into_iter().step_by(4)).collect()
}

#[test]
fn every_prefix_of_a_sealed_link_is_refused() {
    for scenario in victims() {
        let payload = encode(&scenario, Some(0xfeed_beef_0000_0001));
        let id = payload.split('?').next().unwrap_or_default();
        for len in 0..payload.len() {
            let prefix = &payload[..len];
            match decode(prefix) {
                Ok(decoded) => {
                    // A bare id is a whole link.
                    assert!(len <= id.len(), "{prefix} was read");
                    check::well_formed(&decoded.scenario, &protocols()).expect(prefix);
                }
                Err(error) => {
                    let kind = &error.kind;
                    let says_so = matches!(kind, LinkErrorKind::Cut { .. } | LinkErrorKind::Empty);
                    assert!(says_so, "{prefix}: {error}");
                    says_something(&error, prefix);
                }
            }
        }
    }
}

#[test]
fn every_changed_character_of_a_sealed_link_is_refused() {
    let printable = (' '..='~').chain(['é', '中', '\u{0}', '\u{a0}', '🙂', '.']);
    let others: Vec<char> = printable.collect();
    for scenario in victims() {
        let payload = encode(&scenario, Some(0xfeed_beef_0000_0001));
        for (mutant, position) in changed(&payload, &others) {
            match decode(&mutant) {
                Ok(decoded) => assert_eq!(decoded.scenario, scenario, "{mutant}"),
                Err(error) => {
                    says_something(&error, &mutant);
                    let in_seal = payload[..position].contains("?c=");
                    let after_seal = payload[..position].contains('&');
                    let is_byte = mutant.len() == payload.len() && !mutant.contains(' ');
                    if is_byte && in_seal && after_seal && error.position.is_some() {
                        assert_eq!(error.position, Some(position + 1), "{mutant}: {error}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_damaged_link_by_hand_is_refused_or_well_formed() {
    let others: Vec<char> = (' '..='~').chain(['é', '中', '\u{0}']).collect();
    for scenario in victims() {
        let text = link::spell_out(&scenario, &protocols()).expect("well-formed");
        let prefixes = (0..text.len()).map(|len| text[..len].to_string());
        let changed = changed(&text, &others).map(|(mutant, _)| mutant);
        for mutant in prefixes.chain(changed) {
            match decode(&mutant) {
                Ok(decoded) => {
                    check::well_formed(&decoded.scenario, &protocols()).expect(&mutant);
                }
                Err(error) => says_something(&error, &mutant),
            }
        }
    }
}

/// Every way to change one character of an ASCII text, with the changed byte.
pub fn changed<'a>(
    text: &'a str,
    others: &'a [char],
) -> impl Iterator<Item = (String, usize)> + use<'a> {
    (0..text.len()).flat_map(move |at| {
        let new = others.iter().filter(move |c| !text[at..].starts_with(**c));
        new.map(move |c| (format!("{}{c}{}", &text[..at], &text[at + 1..]), at))
    })
}

fn says_something(error: &LinkError, link: &str) {
    let said = error.say();
    for said in [said.en, said.zh] {
        assert!(!said.is_empty() && said.len() < 400 && !said.contains('\n'), "{link}: {said}");
    }
}

#[test]
fn garbage_is_refused() {
    let mut chance = Chance::new(7);
    let mut letters: Vec<char> = "beacon?&=.-cnrfq0123456789u#%/ ".chars().collect();
    letters.push('中');
    for _ in 0..20_000 {
        let length = chance.between(0, 40);
        let tail: String = (0..length).map(|_| *chance.pick(&letters)).collect();
        for link in [tail.clone(), format!("beacon?{tail}"), format!("beacon?f={tail}")] {
            match decode(&link) {
                Ok(decoded) => {
                    check::well_formed(&decoded.scenario, &protocols()).expect(&link);
                }
                Err(error) => says_something(&error, &link),
            }
        }
    }
}

#[test]
fn refusals_say_what_and_where() {
    let cases = [
        ("", "the link holds no scenario"),
        ("beac", "the link was cut: only its first 4 characters arrived (at character 1)"),
        ("nothing", "there is no scenario called \"nothing\" (at character 1)"),
        ("beacon?", "the link was cut: only its first 7 characters arrived"),
        ("beacon?seed", "\"seed\" has no value (at character 8)"),
        ("beacon?seed=", "\"seed\" has no value (at character 8)"),
        ("beacon?seed=1&seed=1", "\"seed\" is set twice (at character 15)"),
        ("beacon?seed=-1", "in \"seed\", \"-1\" should be a number, at least 0 (at character 13)"),
        (
            "beacon?loss=9999999",
            "in \"loss\", \"9999999\" should be a number from 0 to 1000000 \
          (at character 13)",
        ),
        ("beacon?n=1", "n is \"1\", expected a number from 2 to 40 (at character 10)"),
        ("beacon?quorum=4", "a quorum of more nodes than there are (at character 8)"),
        (
            "beacon?f=900c3",
            "fault 1: node 3 does not exist (there are 3, the first is 0) \
          (at character 10)",
        ),
        (
            "beacon?f=900c2.1500x0-1-2",
            "fault 2: a partition needs at least one node on each side \
          (at character 16)",
        ),
        (
            "beacon?f=900y2",
            "in \"f\", \"y2\" should be one of the fault letters c t r w p g x b o \
          h d l m z k j s i a (at character 13)",
        ),
        (
            "beacon?q=0-0-Blue",
            "in \"q\", \"Blue\" should be a word of 1 to 12 characters a-z and \
          0-9 (at character 14)",
        ),
        ("beacon?f=900c2&x=%2", "the character \"%\" does not belong in a link (at character 18)"),
        (
            "beacon?seed=1&f=9c9&e=9",
            "the link was made with a newer engine (9); reload the page \
          to get it (at character 17)",
        ),
        (
            "3.2s.abcdef",
            "the link has a form that only a newer version reads; reload the page to \
          get it (at character 1)",
        ),
        ("beacon?fifo=2", "in \"fifo\", \"2\" should be 0 or 1 (at character 13)"),
        (
            "beacon?until=0",
            "end of the run: the time in µs 0 is out of range (1 to 1000000000000) \
          (at character 14)",
        ),
        ("beacon?ln=0-1-f5.0-1-f6", "\"0-1-f6\" is set twice (at character 18)"),
        ("beacon?ln=0-0-f5", "link from node 0 to 0: both ends are node 0 (at character 11)"),
    ];
    for (link, sentence) in cases {
        assert_eq!(refusal(link).to_string(), sentence, "{link}");
    }
    let unknown = refusal("beacon?sead=1").to_string();
    assert!(unknown.starts_with("unknown setting \"sead\" (known: n, beats, "), "{unknown}");
    let long = format!("beacon?f={}", "1c1.".repeat(20_000));
    assert!(refusal(&long).to_string().starts_with("the link is too long: 80009 bytes"));
}

#[test]
fn a_cut_link_says_how_much_of_it_arrived() {
    let payload = encode(&plain_beacon(), Some(1));
    let error = refusal(&payload[..payload.len() - 3]);
    let (arrived, whole) = (payload.len() - 3, payload.len());
    assert_eq!(
        error.to_string(),
        format!("the link was cut: {arrived} of {whole} characters arrived")
    );
    assert_eq!(error.say().zh, format!("链接被截断：{whole} 个字符只到了 {arrived} 个"));
    let longer = format!("{payload}0");
    let sentence = refusal(&longer).to_string();
    assert!(sentence.starts_with("the link was changed: "), "{sentence}");
}

#[test]
fn what_chat_programs_do_to_a_link_is_undone() {
    let scenario = generated(1).next().expect("one");
    let payload = encode(&scenario, Some(1));
    let escaped = payload.replace('?', "%3F").replace('&', "%26").replace('=', "%3D");
    let forms = [
        format!("#{payload}"),
        format!(" {payload}\n"),
        format!("{payload}&appinstall=0"),
        format!("{payload}&utm_source=chat&utm_medium=a.b"),
        format!("?s={escaped}"),
        format!("?embed=1&s={escaped}&theme=dark"),
        format!("?embed=1&s={payload}"),
        format!("https://example.org/a/?embed=1#{payload}"),
        format!("https://example.org/a/?s={escaped}"),
        format!("https://example.org/a/?embed=1&s={escaped}&appinstall=0"),
    ];
    for form in forms {
        let decoded = decode(&form).map(|decoded| decoded.scenario);
        assert_eq!(decoded, Ok(scenario.clone()), "{form}");
    }
    assert_eq!(refusal("https://example.org/").kind, LinkErrorKind::Empty);
    assert_eq!(decode("beacon?utm_source=x").map(|d| d.scenario), Ok(plain_beacon()));
}

#[test]
fn a_link_by_hand_may_leave_things_out_and_be_out_of_order() {
    let link = "beacon?f=900r1.800c1.900c0.950x2-0&seed=3&e=1";
    let decoded = decode(link).expect(link);
    assert_eq!(decoded.made, Some(Made { epoch: 1, hash: None }));
    let spelled = link::spell_out(&decoded.scenario, &protocols()).expect(link);
    assert!(spelled.ends_with("&q=none&f=800c1.900r1.900c0.950x0-2"), "{spelled}");
    assert!(spelled.starts_with("beacon?n=3&beats=10&mood=calm&quorum=majority&seed=3&"));
}

#[test]
fn the_maker_of_a_link_is_compared_with_this_engine() {
    let made = |epoch, hash| Made { epoch, hash };
    let hash = 0x1234_5678_9abc_def0;
    let cases = [
        (made(ENGINE_EPOCH, Some(0x1234_5678)), Comparison::Same),
        (made(ENGINE_EPOCH, Some(0x1234_5679)), Comparison::Differs),
        (made(ENGINE_EPOCH, None), Comparison::Unsaid),
        (made(ENGINE_EPOCH - 1, Some(1)), Comparison::OlderEngine),
        (made(ENGINE_EPOCH + 1, None), Comparison::NewerEngine),
    ];
    for (made, comparison) in cases {
        assert_eq!(made.compare(hash), comparison, "{made:?}");
    }
}
