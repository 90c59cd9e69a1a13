//! `splitbrain place` and `splitbrain moved`, from outside.

use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::cli::{PROGRAM, printed, refused, splitbrain};

/// A file that is gone when the test is over.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, text: &str) -> Scratch {
        let name = format!("splitbrain-{}-{name}.txt", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, text).expect("a file");
        Scratch(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("a path")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

const SERVERS: &str = "\
# libmemcached's test
10.0.1.1:11211 600
10.0.1.2:11211 300 r1
10.0.1.3:11211 200
10.0.1.4:11211 350 r1   # a rack

10.0.1.5:11211 1000
10.0.1.6:11211 800
10.0.1.7:11211 950
10.0.1.8:11211 100
";

#[test]
fn place_prints_what_libmemcached_published() {
    let nodes = Scratch::new("libmemcached", SERVERS);
    let keys = "SVa_]_V41)\r\n\n*/Z;?V(.\\8\nVDEAAAAA";
    let common = ["place", "ring", "--nodes", nodes.path(), "--keys", "-"];
    let by_host = [&common[..], &["--label", "{host}"]].concat();
    assert_eq!(
        printed(&by_host, keys),
        "SVa_]_V41)\t443691461\t445379617\t10.0.1.7:11211\n\
         */Z;?V(.\\8\t1422915503\t1428303028\t10.0.1.1:11211\n\
         VDEAAAAA\t4294758837\t2148620\t10.0.1.3:11211\n"
    );
    let spy = [&common[..], &["--label=/{host}:{port}", "--points", "160"]].concat();
    let first = "SVa_]_V41)\t443691461\t447020046\t10.0.1.2:11211\n";
    assert!(printed(&spy, keys).starts_with(first));
    let ketama = printed(&[&["place", "ketama"], &by_host[2..]].concat(), keys);
    assert_eq!(ketama, printed(&by_host, keys), "ketama is another name of the ring");
}

#[test]
fn place_prints_what_others_published() {
    let four: String = (0..4).map(|i| format!("127.0.0.1:{}\n", 10_000 + i)).collect();
    let nodes = Scratch::new("spymemcached", &four);
    let place = |algorithm: &str, keys: &str, more: &[&str]| {
        let common = ["place", algorithm, "--nodes", nodes.path(), "--keys", "-"];
        let lines = printed(&[&common[..], more].concat(), keys);
        let last = |line: &str| line.rsplit('\t').next().unwrap_or_default().to_string();
        lines.lines().map(last).collect::<Vec<String>>()
    };
    let nodes_of = ["127.0.0.1:10000", "127.0.0.1:10002", "127.0.0.1:10000", "127.0.0.1:10003"];
    assert_eq!(place("ring", "dustin\nnoelani\nsome other key\nV5XS8C8N\n", &[]), nodes_of);

    let digits = Scratch::new("clandestined", "0\n1\n2\n3\n");
    let common = ["--nodes", digits.path(), "--keys", "-"];
    let lines = printed(&[&["place", "rendezvous"], &common[..]].concat(), "ok\nmykey\nwat\nlol\n");
    let columns = |line: &str| line.split('\t').map(str::to_string).collect::<Vec<String>>();
    for (line, (key, node)) in
        lines.lines().zip([("ok", "0"), ("mykey", "1"), ("wat", "2"), ("lol", "3")])
    {
        let [is_key, _, point, is_node] = &columns(line)[..] else { panic!("{line}") };
        assert_eq!((is_key.as_str(), point.as_str(), is_node.as_str()), (key, "", node));
    }

    let hundred: String = (0..100).map(|i| format!("b{i}\n")).collect();
    let buckets = Scratch::new("guava", &hundred);
    let jump = ["place", "jump", "--hash", "number", "--nodes", buckets.path(), "--keys", "-"];
    assert_eq!(
        printed(&jump, "1\n2\n3\n4\n5\n"),
        "1\t1\t\tb55\n2\t2\t\tb62\n3\t3\t\tb8\n4\t4\t\tb45\n5\t5\t\tb59\n"
    );
}

#[test]
fn every_algorithm_and_hash_places() {
    let nodes = Scratch::new("nodes", "a\nb\nc\n");
    let keys = Scratch::new("keys", &(0..300).map(|i| format!("k{i}\n")).collect::<String>());
    for algorithm in ["ring", "bounded", "rendezvous", "jump", "maglev", "anchor", "modulo"] {
        for hash in ["md5", "sha1", "xxh64", "murmur3"] {
            let common = ["place", algorithm, "--nodes", nodes.path(), "--keys", keys.path()];
            let lines = printed(&[&common[..], &["--hash", hash]].concat(), "");
            assert_eq!(lines.lines().count(), 300, "{algorithm} {hash}");
            for node in ["a", "b", "c"] {
                let held = lines.lines().filter(|line| line.ends_with(&format!("\t{node}")));
                let held = held.count();
                assert!((60..=140).contains(&held), "{algorithm} {hash}: {held} on {node}");
                if algorithm == "bounded" {
                    assert!(held <= 125, "{hash}: {held} on {node}");
                }
            }
        }
    }
    let strict = ["place", "bounded", "--nodes", nodes.path(), "--keys", keys.path()];
    let lines = printed(&[&strict[..], &["--epsilon", "0"]].concat(), "");
    assert_eq!(lines.lines().filter(|line| line.ends_with("\ta")).count(), 100);
}

#[test]
fn weights_that_do_nothing_are_pointed_out() {
    let nodes = Scratch::new("weights", "a 1\nb 2\n");
    let output = splitbrain(&["place", "jump", "--nodes", nodes.path(), "--keys", "-"], "k\n");
    assert!(output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said, "splitbrain: jump knows no weights: all nodes count the same\n");
    printed(&["place", "rendezvous", "--nodes", nodes.path(), "--keys", "-"], "k\n");
}

#[test]
fn moved_counts_the_keys_that_change_their_node() {
    let four = Scratch::new("four", "a\nb\nc\nd\n");
    let five = Scratch::new("five", "a\nb\nc\nd\ne\n");
    let table = printed(&["moved", four.path(), five.path()], "");
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), 8, "{table}");
    for row in &rows[..7] {
        let moved: u64 = row[1].parse().expect(row[1]);
        assert_eq!(row[2], "100000");
        assert_eq!(row[3], format!("{}.{:03}%", moved / 1000, moved % 1000));
        let expected = if row[0] == "modulo" { 80_000 } else { 20_000 };
        assert!(moved.abs_diff(expected) < 4_000, "{row:?}");
    }
    assert_eq!(rows[7], ["least", "", "", "20.000%"]);

    // Twenty numbers, twenty times h mod 4 against h mod 5: four of twenty stay.
    let numbers: String = (0..20).map(|i| format!("{i}\n")).collect();
    let modulo = ["moved", four.path(), five.path(), "modulo", "--hash", "number", "--keys", "-"];
    assert_eq!(printed(&modulo, &numbers), "modulo\t16\t20\t80.000%\nleast\t\t\t20.000%\n");

    // Nodes are the same by name, wherever they stand; an order that changes moves nothing.
    let shuffled = Scratch::new("shuffled", "d\nb\na\nc\n");
    for algorithm in ["ring", "rendezvous", "anchor"] {
        let same = printed(&["moved", four.path(), shuffled.path(), algorithm], "");
        assert_eq!(same, format!("{algorithm}\t0\t100000\t0.000%\nleast\t\t\t0.000%\n"));
    }
    // One goes from the middle: all but the buckets by number move only its keys.
    let three = Scratch::new("three", "a\nc\nd\n");
    let gone = printed(&["moved", four.path(), three.path()], "");
    assert!(gone.ends_with("least\t\t\t25.000%\n"), "{gone}");
}

#[test]
fn a_million_keys_stream_through() {
    let nodes = Scratch::new("stream", "a\nb\nc\nd\ne\n");
    let mut child = Command::new(PROGRAM)
        .args(["place", "ring", "--nodes", nodes.path(), "--keys", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = BufWriter::new(child.stdin.take().expect("a pipe"));
    let writer = std::thread::spawn(move || {
        for key in 0..1_000_000 {
            writeln!(input, "key-{key}").expect("the program reads");
        }
    });
    let output = BufReader::new(child.stdout.take().expect("a pipe"));
    let pid = child.id();
    let mut lines = 0_u32;
    let mut resident_kb_max = 0;
    for line in output.lines() {
        lines += 1;
        assert!(line.expect("text").starts_with("key-"));
        if lines.is_multiple_of(100_000) {
            resident_kb_max = resident_kb_max.max(resident_kb(pid));
        }
    }
    writer.join().expect("all keys were read");
    assert!(child.wait().expect("the program ends").success());
    assert_eq!(lines, 1_000_000);
    assert!(resident_kb_max < 16_000, "{resident_kb_max} KB");
}

/// 0 where the system does not say.
fn resident_kb(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or_default()
}

#[test]
fn bad_node_lists_are_one_clear_line() {
    let cases = [
        ("", "there is no node in the list"),
        ("# nothing\n\n", "there is no node in the list"),
        ("a\nb\na 3\n", "line 3: \"a\" is in line 1 already"),
        ("a:80\nb:eighty\n", "line 2: \"eighty\" is not a port from 1 to 65535"),
        ("a:0\n", "line 1: \"0\" is not a port from 1 to 65535"),
        (":80\n", "line 1: \":80\" has no host"),
        ("a\nb heavy\n", "line 2: \"heavy\" is not a weight, a whole number from 1 on"),
        ("a -1\n", "line 1: \"-1\" is not a weight, a whole number from 1 on"),
        ("a 0\n", "line 1: \"a\" has weight 0, the least is 1"),
        ("a 1 r1 x\n", "line 1: nothing may follow host, weight and rack, here is \"x\""),
        (
            "a 1\nb 1000000\n",
            "node \"a\" weighs so little beside the others that it gets no point: give it more weight, or all nodes more points",
        ),
    ];
    for (list, sentence) in cases {
        let nodes = Scratch::new("bad", list);
        let place = ["place", "ring", "--nodes", nodes.path(), "--keys", "-"];
        assert_eq!(refused(&place, "k\n"), format!("{}: {sentence}", nodes.path()), "{list:?}");
        let moved = ["moved", nodes.path(), nodes.path()];
        assert_eq!(refused(&moved, ""), format!("{}: {sentence}", nodes.path()), "{list:?}");
    }
    let nodes = Scratch::new("labels", "a:1\na:2\n");
    let label = |form: &str| {
        let place = ["place", "ring", "--nodes", nodes.path(), "--keys", "-", "--label", form];
        refused(&place, "").strip_prefix(&format!("{}: ", nodes.path())).map(str::to_string)
    };
    let same = "line 2: \"a:2\" has the label a, as a node before it";
    assert_eq!(label("{host}").as_deref(), Some(same));
    let unknown = "line 1: the label {name} may name {host} and {port}, not {name}";
    assert_eq!(label("{name}").as_deref(), Some(unknown));
    let no_port = Scratch::new("no-port", "::1\n");
    let place =
        ["place", "ring", "--nodes", no_port.path(), "--keys", "-", "--label", "{host}:{port}"];
    assert_eq!(
        refused(&place, ""),
        format!(
            "{}: line 1: \"::1\" has no port, and the label {{host}}:{{port}} wants one",
            no_port.path()
        )
    );
}

#[test]
fn bad_arguments_are_one_clear_line() {
    let nodes = Scratch::new("good", "a\nb\nc\n");
    let list = nodes.path();
    let place = |algorithm: &str, more: &[&str]| {
        let common = ["place", algorithm, "--nodes", list, "--keys", "-"];
        refused(&[&common[..], more].concat(), "k\n")
    };
    let none = "\"magic\" is no algorithm: there are ring, bounded, rendezvous, jump, maglev, anchor, modulo";
    assert_eq!(place("magic", &[]), none);
    let none = "\"md4\" is no hash: there are md5, sha1, xxh64, murmur3, poor, number";
    assert_eq!(place("ring", &["--hash", "md4"]), none);
    let points = "--points wants a whole number from 1 on, not \"0\"";
    assert_eq!(place("ring", &["--points", "0"]), points);
    let many = "12000000000 points are too many, 16777216 are the most";
    assert_eq!(place("ring", &["--points", "4000000000"]), many);
    assert_eq!(place("jump", &["--points", "9"]), "--points is not for jump");
    assert_eq!(place("ring", &["--size", "7"]), "--size is not for ring");
    let prime = "a Maglev table's size must be a prime number, 8 is not one";
    assert_eq!(place("maglev", &["--size", "8"]), prime);
    let small = "a Maglev table of 2 entries is too small for 3 nodes";
    assert_eq!(place("maglev", &["--size", "2"]), small);
    let small = "an anchor with room for 2 nodes cannot hold 3";
    assert_eq!(place("anchor", &["--capacity", "2"]), small);
    let epsilon = "--epsilon wants a number such as 0.25, not \"-1\"";
    assert_eq!(place("bounded", &["--epsilon", "-1"]), epsilon);
    let twice = "bounded has to know how many keys there are: give them in a file";
    assert_eq!(place("bounded", &[]), twice);
    let number = "line 1 of the keys, \"k\", is not a number below 2^64";
    assert_eq!(place("jump", &["--hash", "number"]), number);
    let together = "--hash number is not for rendezvous, which hashes node and key together";
    assert_eq!(place("rendezvous", &["--hash", "number"]), together);
    assert_eq!(place("ring", &["--fast", "yes"]), "there is no option \"--fast\"");
    assert_eq!(place("ring", &["--points"]), "--points wants a value");
    assert_eq!(place("ring", &["more"]), "place takes no \"more\"");
    assert_eq!(refused(&["place"], ""), "place wants an algorithm (see splitbrain --help)");
    assert_eq!(refused(&["place", "ring"], ""), "place wants --keys and a file");
    let no_nodes = "place wants --nodes and a file";
    assert_eq!(refused(&["place", "ring", "--keys", "-"], ""), no_nodes);
    let two = "moved wants two lists of nodes (see splitbrain --help)";
    assert_eq!(refused(&["moved", list], ""), two);
    let missing = refused(&["moved", list, "/nowhere/nodes"], "");
    assert!(missing.starts_with("/nowhere/nodes: "), "{missing}");
    let missing = refused(&["place", "ring", "--nodes", list, "--keys", "/nowhere/keys"], "");
    assert!(missing.starts_with("/nowhere/keys: "), "{missing}");
    let long = "k".repeat(70_000);
    let too_long = refused(&["place", "ring", "--nodes", list, "--keys", "-"], &long);
    assert_eq!(too_long, "-: line 1 is longer than 65536 bytes, which no key should be");
}
