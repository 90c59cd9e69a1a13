//! Scenario files: what is written is read back, what is left out has a default, and what is wrong
//! is refused with its place.

use splitbrain::scenario::file::{self, FILE_BYTES_MAX};
use splitbrain::scenario::scenario::{Prose, StoryNote};
use splitbrain::scenario::{check, gallery};
use splitbrain::sim::time::Time;

use crate::link::{from_gallery, generated, protocols};

#[test]
fn what_is_written_is_read_back() {
    for mut scenario in generated(1_000).chain(from_gallery(8)) {
        if scenario.seed.is_multiple_of(2) {
            scenario.story.title = Prose::new("Two \"values\"\nchosen", "选定了两个值");
            let text = Prose::new("<b>not HTML</b>", "🙂");
            scenario.story.notes = vec![StoryNote { at: Time(3), text }];
        }
        let json = file::to_json(&scenario, None, &protocols()).expect("well-formed");
        let read = file::from_json(&json, &protocols()).unwrap_or_else(|e| panic!("{e}: {json}"));
        let read = read.scenario;
        assert_eq!(read, scenario, "{json}");
        assert_eq!(file::to_json(&read, None, &protocols()).as_deref(), Ok(json.as_str()));
    }
}

#[test]
fn a_file_reads_like_this() {
    let json = r#"{
        "scenario": "beacon",
        "params": { "n": 4, "mood": "wild" },
        "disk": { "lazy_us": 5 },
        "network": { "loss_ppm": 7, "links": [{ "from": "B1", "to": "B2", "fifo": true }] },
        "requests": [{ "node": "B2", "word": "blue" }],
        "faults": [
            { "at_us": 9000, "heal_everything": {} },
            { "at_us": 2000, "crash": { "node": "B3" } },
            { "at_us": 2000, "partition": { "side": ["B2", "B1", "B2"] } },
            { "delay": { "from": "B1", "to": "B2", "nth": 1, "by_us": 50 } }
        ]
    }"#;
    let scenario = file::from_json(json, &protocols()).expect(json).scenario;
    check::well_formed(&scenario, &protocols()).expect(json);
    let spelled = splitbrain::scenario::link::spell_out(&scenario, &protocols()).expect(json);
    assert_eq!(
        spelled,
        "beacon?n=4&beats=10&mood=wild&quorum=majority&seed=1&until=200&net=u8000-14000&loss=7&\
         dup=0&fifo=0&ln=0-1-u8000-14000-l7-o&disk=f1000.5&q=0-1-blue&f=0l0-1-1-50.2c2.2x0-1.9a"
    );
}

#[test]
fn every_field_may_be_left_out() {
    let first = protocols()[0];
    let from_nothing = file::from_json("{}", &protocols());
    assert_eq!(from_nothing.map(|read| read.scenario), Ok((first.plain)()));
    for entry in gallery::entries() {
        let json = format!("{{\"v\": 1, \"scenario\": \"{}\"}}", entry.id);
        let read = file::from_json(&json, &protocols());
        assert_eq!(read.map(|read| read.scenario), Ok((entry.make)()));
    }
}

#[test]
fn refusals_say_what_and_where() {
    let cases = [
        ("", "a scenario file is a JSON object and begins with {"),
        ("{", "line 1, column 1: EOF while parsing an object"),
        ("[]", "a scenario file is a JSON object and begins with {"),
        ("{\"seed\": 1,\n \"sead\": 2}", "unknown field sead (known: v, scenario, title,"),
        ("{\"seed\": -1}", "seed should be a whole number from 0 to 18446744073709551615"),
        ("{\"seed\": 1, \"seed\": 2}", "line 1, column 18: duplicate field `seed`"),
        ("{\"seed\": 1.0}", "line 1, column 12: a number should be whole and less than 2^64"),
        ("{\"title\": []}", "title should be an object"),
        ("{\"title\": {\"de\": \"\"}}", "unknown field title.de (known: en, zh)"),
        ("{\"faults\": {}}", "faults should be a list"),
        (
            "{\"scenario\": \"beacon\", \"faults\": [{\"heal_cuts\": {}}, {\"crash\": {}}]}",
            "faults[1].crash.node is missing",
        ),
        (
            "{\"scenario\": \"beacon\", \"faults\": [{\"crash\": {\"node\": \"B1\", \"nth\": 1}}]}",
            "unknown field faults[0].crash.nth (known: node)",
        ),
        ("{\"network\": {\"fifo\": 1}}", "network.fifo should be true or false"),
        ("{\"v\": 2, \"new\": 1}", "the file has version 2; this program reads up to 1"),
        ("{\"scenario\": \"x\"}", "there is no scenario called \"x\""),
        (
            "{\"scenario\": \"beacon\", \"params\": {\"n\": 99}}",
            "n is \"99\", expected a number from",
        ),
        ("{\"scenario\": \"beacon\", \"params\": {\"m\": 9}}", "unknown parameter \"m\" (known: n"),
        (
            "{\"scenario\": \"beacon\", \"params\": {\"n\": []}}",
            "parameter \"n\" should be a text or",
        ),
        (
            "{\"scenario\": \"beacon\", \"faults\": [{\"at_us\": 5}]}",
            "fault 1: one act expected beside \"at_us\", found 0",
        ),
        (
            "{\"scenario\": \"beacon\", \"faults\": [{\"heal_cuts\": {}, \"heal_everything\": {}}]}",
            "fault 1: one act expected beside \"at_us\", found 2",
        ),
        (
            "{\"scenario\": \"beacon\", \"faults\": [{\"crash\": {\"node\": \"B9\"}}]}",
            "fault 1: no node is called \"B9\"",
        ),
        (
            "{\"scenario\": \"beacon\", \"requests\": [{\"node\": \"B1\", \"word\": \"A b\"}]}",
            "request 1: \"A b\" should be a word of 1 to 12 characters a-z and 0-9",
        ),
        (
            "{\"scenario\": \"beacon\", \"network\": {\"latency\": {\"fixed_us\": 5, \"min_us\": 3}}}",
            "network: a latency is fixed_us, or min_us with max_us, or min_us with mean_us",
        ),
        (
            "{\"scenario\": \"beacon\", \"until_us\": 0}",
            "end of the run: the time in µs 0 is out of range (1 to 1000000000000)",
        ),
        (
            "{\"scenario\": \"beacon\", \"title\": {\"en\": \"\\u0007\"}}",
            "story: a text holds a control character",
        ),
    ];
    for (json, sentence) in cases {
        let error = file::from_json(json, &protocols()).expect_err(json);
        assert!(error.to_string().starts_with(sentence), "{json}: {error}");
        assert!(!error.say().zh.is_empty());
    }
    let long = " ".repeat(FILE_BYTES_MAX + 1);
    let error = file::from_json(&long, &protocols()).expect_err("too long");
    assert_eq!(error.to_string(), "the file is too long: 262145 bytes, at most 262144");
    let deep = "[".repeat(100_000);
    assert!(file::from_json(&deep, &protocols()).is_err());
}

#[test]
fn a_damaged_file_is_refused_or_well_formed() {
    for scenario in generated(4) {
        let json = file::to_json(&scenario, None, &protocols()).expect("well-formed");
        for at in 0..json.len() {
            for new in ['"', '{', '}', '9', 'x', '-', '.'] {
                let mutant = format!("{}{new}{}", &json[..at], &json[at + 1..]);
                if let Ok(read) = file::from_json(&mutant, &protocols()) {
                    check::well_formed(&read.scenario, &protocols()).expect(&mutant);
                }
            }
            assert!(file::from_json(&json[..at], &protocols()).is_err(), "{at}");
        }
    }
}
