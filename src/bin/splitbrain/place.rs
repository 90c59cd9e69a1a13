//! `place` and `moved`: placement without a page.

use std::fs::File;
use std::io::{self, Write};

use splitbrain::placement::algorithm::{Algorithm, anchor_capacity};
use splitbrain::placement::compare::{Comparison, Row, least_moved};
use splitbrain::placement::hash::HashKind;
use splitbrain::placement::ketama;
use splitbrain::placement::node_list::{self, ListedNode};
use splitbrain::placement::ring::Member;

use super::{Stop, keys, read, said};

/// Keys of `moved` when no file is given.
const KEYS_MADE_UP: u64 = 100_000;

/// Options of both commands; what is not given is as usual.
#[derive(Default)]
struct Options<'a> {
    /// What is not an option, in order.
    words: Vec<&'a str>,
    nodes: Option<&'a str>,
    keys: Option<&'a str>,
    label: Option<&'a str>,
    hash: Option<HashKind>,
    /// Keys are decimal numbers and their own hashes.
    numbers: bool,
    points: Option<u32>,
    epsilon_permille: Option<u32>,
    size: Option<u32>,
    capacity: Option<u32>,
    seed: Option<u32>,
}

/// Whether one more key is placed by its bytes or by a hash of its own.
enum Key<'a> {
    Bytes(&'a [u8]),
    Hash(u64),
}

pub fn place(arguments: &[&str], out: &mut impl Write) -> Result<(), Stop> {
    let options = Options::read(arguments)?;
    let name = match options.words[..] {
        [name] => name,
        [] => return Err(said("place wants an algorithm (see splitbrain --help)")),
        [_, more, ..] => return Err(said(format!("place takes no \"{more}\""))),
    };
    let keys = options.keys.ok_or_else(|| said("place wants --keys and a file"))?;
    let nodes = options.nodes.ok_or_else(|| said("place wants --nodes and a file"))?;
    let (listed, members) = options.members(nodes)?;
    let key_count = if name == "bounded" { keys::count(keys)? } else { 0 };
    let algorithm = options.algorithm(name, members.len(), key_count, true)?;
    warn_of_weights(&algorithm, &members)?;
    let mut placer = algorithm.build(&members).map_err(said)?;
    keys::each(keys, |line, key| {
        let placed = match options.key(line, key)? {
            Key::Bytes(key) => placer.place(key),
            Key::Hash(hash) => placer.place_hash(hash),
        };
        out.write_all(key)?;
        let node = &listed[usize::from(placed.node)].name;
        match placed.point {
            Some(point) => writeln!(out, "\t{}\t{point}\t{node}", placed.hash)?,
            None => writeln!(out, "\t{}\t\t{node}", placed.hash)?,
        }
        Ok(())
    })
}

pub fn moved(arguments: &[&str], out: &mut impl Write) -> Result<(), Stop> {
    let options = Options::read(arguments)?;
    let (before, after, names) = match options.words[..] {
        [before, after] => (before, after, Algorithm::NAMES.to_vec()),
        [before, after, name] => (before, after, vec![name]),
        [_, _, _, more, ..] => return Err(said(format!("moved takes no \"{more}\""))),
        _ => return Err(said("moved wants two lists of nodes (see splitbrain --help)")),
    };
    if options.nodes.is_some() {
        return Err(said("moved takes its two lists without --nodes"));
    }
    let (listed, before) = options.members(before)?;
    let (listed_after, mut after) = options.members(after)?;
    node_list::renumber(&mut after, &listed_after, &listed).map_err(said)?;
    let nodes = before.len().max(after.len());
    let key_count = match options.keys {
        Some(keys) if names.contains(&"bounded") => keys::count(keys)?,
        _ => KEYS_MADE_UP,
    };
    let is_alone = names.len() == 1;
    let algorithms = names.iter().map(|name| options.algorithm(name, nodes, key_count, is_alone));
    let algorithms = algorithms.collect::<Result<Vec<Algorithm>, Stop>>()?;
    if let [algorithm] = &algorithms[..] {
        warn_of_weights(algorithm, &before)?;
    }
    let mut comparison = Comparison::new(&algorithms, &before, &after).map_err(said)?;
    match options.keys {
        Some(keys) => keys::each(keys, |line, key| {
            match options.key(line, key)? {
                Key::Bytes(key) => comparison.add(key),
                Key::Hash(hash) => comparison.add_hash(hash),
            }
            Ok(())
        })?,
        None => (0..KEYS_MADE_UP).for_each(|n| comparison.add(format!("key-{n}").as_bytes())),
    }
    for Row { algorithm, moved, keys, .. } in comparison.rows() {
        let share = percent(u128::from(moved), u128::from(keys));
        writeln!(out, "{}\t{moved}\t{keys}\t{share}", algorithm.name())?;
    }
    let (least, of) = least_moved(&before, &after);
    Ok(writeln!(out, "least\t\t\t{}", percent(least, of))?)
}

impl<'a> Options<'a> {
    fn read(arguments: &[&'a str]) -> Result<Options<'a>, Stop> {
        let mut options = Options::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            if !argument.starts_with("--") {
                options.words.push(argument);
                continue;
            }
            let (option, value) = match argument.split_once('=') {
                Some((option, value)) => (option, Some(value)),
                None => (*argument, rest.next().copied()),
            };
            let value = value.ok_or_else(|| said(format!("{option} wants a value")))?;
            options.set(option, value)?;
        }
        Ok(options)
    }

    fn set(&mut self, option: &str, value: &'a str) -> Result<(), Stop> {
        match option {
            "--nodes" => self.nodes = Some(value),
            "--keys" => self.keys = Some(value),
            "--label" => self.label = Some(value),
            "--hash" if value == "number" => self.numbers = true,
            "--hash" => {
                let hash = HashKind::from_name(value).ok_or_else(|| {
                    said(format!(
                        "\"{value}\" is no hash: there are md5, sha1, xxh64, murmur3, poor, number"
                    ))
                })?;
                self.hash = Some(hash);
            }
            "--points" => self.points = Some(positive(option, value)?),
            "--size" => self.size = Some(positive(option, value)?),
            "--capacity" => self.capacity = Some(positive(option, value)?),
            "--seed" => self.seed = Some(number(option, value)?),
            "--epsilon" => self.epsilon_permille = Some(permille(option, value)?),
            _ => return Err(said(format!("there is no option \"{option}\""))),
        }
        Ok(())
    }

    fn members(&self, path: &str) -> Result<(Vec<ListedNode>, Vec<Member>), Stop> {
        let text = if path == "-" {
            read(io::stdin().lock(), "standard input", node_list::BYTES_MAX)?
        } else {
            let file = File::open(path).map_err(|error| said(format!("{path}: {error}")))?;
            read(file, path, node_list::BYTES_MAX)?
        };
        let wrong = |error| said(format!("{path}: {error}"));
        let listed = node_list::parse(&text).map_err(wrong)?;
        let points = self.points.unwrap_or(ketama::POINTS);
        let members = node_list::members(&listed, self.label, points).map_err(wrong)?;
        Ok((listed, members))
    }

    /// The algorithm of this name with what the options say of it. When it is the only one, an
    /// option that is not for it is refused.
    fn algorithm(
        &self,
        name: &str,
        nodes: usize,
        keys: u64,
        is_alone: bool,
    ) -> Result<Algorithm, Stop> {
        let usual = Algorithm::usual(name, nodes, keys).ok_or_else(|| {
            said(format!("\"{name}\" is no algorithm: there are {}", Algorithm::NAMES.join(", ")))
        })?;
        let mut algorithm = self.hash.map_or(usual, |hash| usual.with_hash(hash));
        let mut used = algorithm.has_points().then_some("--points").into_iter().collect::<Vec<_>>();
        match &mut algorithm {
            Algorithm::Bounded { epsilon_permille, .. } => {
                *epsilon_permille = self.epsilon_permille.unwrap_or(*epsilon_permille);
                used.push("--epsilon");
            }
            Algorithm::Rendezvous { seed, .. } => {
                *seed = self.seed.unwrap_or(*seed);
                used.push("--seed");
            }
            Algorithm::Maglev { size, .. } => {
                *size = self.size.unwrap_or(*size);
                used.push("--size");
            }
            Algorithm::Anchor { capacity, .. } => {
                *capacity = self.capacity.unwrap_or_else(|| anchor_capacity(nodes));
                used.push("--capacity");
            }
            _ => {}
        }
        let given = [
            ("--points", self.points.is_some()),
            ("--epsilon", self.epsilon_permille.is_some()),
            ("--seed", self.seed.is_some()),
            ("--size", self.size.is_some()),
            ("--capacity", self.capacity.is_some()),
        ];
        match given.iter().find(|(option, given)| *given && !used.contains(option)) {
            Some((option, _)) if is_alone => {
                Err(said(format!("{option} is not for {}", algorithm.name())))
            }
            _ if self.numbers && algorithm.name() == "rendezvous" => {
                Err(said("--hash number is not for rendezvous, which hashes node and key together"))
            }
            _ => Ok(algorithm),
        }
    }

    fn key<'k>(&self, line: u64, key: &'k [u8]) -> Result<Key<'k>, Stop> {
        if !self.numbers {
            return Ok(Key::Bytes(key));
        }
        let text = std::str::from_utf8(key).unwrap_or("?");
        let hash = text.parse().map_err(|_| {
            said(format!("line {line} of the keys, \"{text}\", is not a number below 2^64"))
        })?;
        Ok(Key::Hash(hash))
    }
}

/// Weights in a list do no harm to an algorithm without them, but somebody should know.
fn warn_of_weights(algorithm: &Algorithm, members: &[Member]) -> Result<(), Stop> {
    let differ = members.windows(2).any(|pair| pair[0].weight != pair[1].weight);
    if differ && !algorithm.has_weights() {
        let name = algorithm.name();
        writeln!(io::stderr(), "splitbrain: {name} knows no weights: all nodes count the same")?;
    }
    Ok(())
}

fn number(option: &str, text: &str) -> Result<u32, Stop> {
    text.parse().map_err(|_| said(format!("{option} wants a whole number, not \"{text}\"")))
}

fn positive(option: &str, text: &str) -> Result<u32, Stop> {
    match text.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(said(format!("{option} wants a whole number from 1 on, not \"{text}\""))),
    }
}

/// A decimal number of at most three places, in thousandths.
fn permille(option: &str, text: &str) -> Result<u32, Stop> {
    let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let digits = if places.len() <= 3 && is_number(whole) && is_number(places) {
        format!("{whole}{places:0<3}").parse().ok()
    } else {
        None
    };
    digits.ok_or_else(|| said(format!("{option} wants a number such as 0.25, not \"{text}\"")))
}

/// Rounded to a thousandth of a percent.
fn percent(part: u128, whole: u128) -> String {
    let whole = whole.max(1);
    let thousandths = (part * 100_000 + whole / 2) / whole;
    format!("{}.{:03}%", thousandths / 1_000, thousandths % 1_000)
}
