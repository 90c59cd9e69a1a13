//! The readable form of a scenario, as it stands behind the `#` of a link:
//!
//! ```text
//! SCENARIO[?[c=LENGTH.CHECKSUM&]KEY=VALUE&…&e=EPOCH.HASH]
//! paxos.duel?n=5&seed=42&f=900c2.1500x0-1.2400r2&e=1
//! ```
//! SCENARIO is a gallery entry or a protocol; the pairs are what differs from it. Links made here
//! begin with their length and checksum and end with the engine's number and the beginning of the
//! trace hash. Links written by hand may leave both out.

use std::fmt;

use super::check::{self, ScenarioError};
use super::gallery;
use super::link_error::{LinkError, LinkErrorKind};
use super::problem::{Place, Problem};
use super::registry::{self, ProtocolInfo};
use super::scenario::{ENGINE_EPOCH, Prose, Scenario};
use super::seal::{self, Damage};
use super::text::{self, Bad, Expected, Piece};
use crate::sim::param::ParamError;

pub const PAYLOAD_BYTES_MAX: usize = 64 * 1024;
/// Keys that are not a protocol's, in the order of a link.
pub const KERNEL_KEYS: &[&str] = &[
    "c", "seed", "until", "net", "loss", "dup", "fifo", "ln", "disk", "q", "f", "e",
];
const HASH_DIGITS: usize = 8;
/// What chat programs and trackers append.
const APPENDED: &[&str] = &["appinstall", "isappinstalled", "fbclid", "nsukey"];

/// What a link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Well-formed.
    pub scenario: Scenario,
    /// The engine that made the link, if it says so.
    pub made: Option<Made>,
}

/// The engine that made a link, and the beginning of the trace hash it saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    pub epoch: u32,
    pub hash: Option<u32>,
}

/// How a run here compares with the run the link was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Same,
    /// The link does not say what it saw.
    Unsaid,
    /// Older or newer engines may run differently.
    OlderEngine,
    NewerEngine,
    /// The same engine and another run: a bug.
    Differs,
}

impl Made {
    pub fn compare(self, trace_hash: u64) -> Comparison {
        match self.hash {
            Some(hash) if hash == short_hash(trace_hash) => Comparison::Same,
            _ if self.epoch < ENGINE_EPOCH => Comparison::OlderEngine,
            _ if self.epoch > ENGINE_EPOCH => Comparison::NewerEngine,
            Some(_) => Comparison::Differs,
            None => Comparison::Unsaid,
        }
    }
}

/// Its first eight digits, as a trace hash is printed.
fn short_hash(trace_hash: u64) -> u32 {
    (trace_hash >> 32) as u32
}

/// Why a scenario has no readable link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncodeError {
    Scenario(ScenarioError),
    /// Titles and notes of one's own travel in a file.
    Story,
    TooLong {
        bytes: usize,
    },
}

impl EncodeError {
    pub fn say(&self) -> Prose {
        match self {
            EncodeError::Scenario(error) => error.say(),
            EncodeError::Story => Prose::new(
                "a title or notes of one's own do not fit in a link; save the scenario as a file",
                "自己写的标题或注释放不进链接;请把场景存为文件",
            ),
            EncodeError::TooLong { bytes } => Prose::new(
                format!("too long for a link: {bytes} bytes, at most {PAYLOAD_BYTES_MAX}"),
                format!("太长,放不进链接:{bytes} 字节,最多 {PAYLOAD_BYTES_MAX} 字节"),
            ),
        }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say().en)
    }
}

impl std::error::Error for EncodeError {}

/// The link's payload, with the trace hash of the scenario's finished run if that is known.
pub fn encode(
    scenario: &Scenario,
    trace_hash: Option<u64>,
    protocols: &[ProtocolInfo],
) -> Result<String, EncodeError> {
    let (info, start) = open(scenario, protocols)?;
    if start.story != scenario.story {
        return Err(EncodeError::Story);
    }
    let from = fields(&start, info);
    let differs = |field: &(&str, String)| !from.contains(field);
    let pairs = fields(scenario, info).into_iter().filter(differs);
    let mut pairs: Vec<String> = pairs.map(|(key, value)| format!("{key}={value}")).collect();
    pairs.push(match trace_hash {
        Some(hash) => format!("e={ENGINE_EPOCH}.{:08x}", short_hash(hash)),
        None => format!("e={ENGINE_EPOCH}"),
    });
    let id = scenario.base.unwrap_or(info.id);
    let payload = seal::seal(id, &pairs.join("&"));
    match payload.len() {
        bytes if bytes > PAYLOAD_BYTES_MAX => Err(EncodeError::TooLong { bytes }),
        _ => Ok(payload),
    }
}

/// Every setting in so many words, without the gallery's help and without a story. A link that some
/// later change of the gallery gave another meaning shows here.
pub fn spell_out(scenario: &Scenario, protocols: &[ProtocolInfo]) -> Result<String, ScenarioError> {
    let info = check::well_formed(scenario, protocols)?;
    let pairs = fields(scenario, info);
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    Ok(format!("{}?{}", info.id, pairs.join("&")))
}

fn open<'a>(
    scenario: &Scenario,
    protocols: &'a [ProtocolInfo],
) -> Result<(&'a ProtocolInfo, Scenario), EncodeError> {
    let info = check::well_formed(scenario, protocols).map_err(EncodeError::Scenario)?;
    let entry = scenario.base.and_then(gallery::find);
    Ok((info, entry.map_or_else(info.plain, |entry| (entry.make)())))
}

/// All that a link may set, in order, in its one spelling.
fn fields(scenario: &Scenario, info: &ProtocolInfo) -> Vec<(&'static str, String)> {
    let params = info
        .specs
        .iter()
        .map(|spec| (spec.key, scenario.params.get(spec).to_string()));
    let mut fields: Vec<(&'static str, String)> = params.collect();
    let network = &scenario.network;
    let links = network
        .links
        .iter()
        .map(|(ends, config)| text::print_exception(*ends, config));
    fields.extend([
        ("seed", scenario.seed.to_string()),
        ("until", text::print_time(scenario.until)),
        ("net", text::print_latency(&network.default.latency)),
        ("loss", network.default.loss_ppm.to_string()),
        ("dup", network.default.duplication_ppm.to_string()),
        ("fifo", u8::from(network.default.fifo).to_string()),
        ("ln", join(links)),
        ("disk", text::print_disk(&scenario.disk)),
        ("q", join(scenario.requests.iter().map(text::print_request))),
        ("f", join(scenario.faults.iter().map(text::print_fault))),
    ]);
    fields
}

fn join(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        text::NONE.to_string()
    } else {
        items.join(".")
    }
}

/// Reads a payload, with or without its `#`; a query that carries it as `s=`; or a whole address.
pub fn decode(link: &str, protocols: &[ProtocolInfo]) -> Result<Decoded, LinkError> {
    let payload = payload_of(link);
    let payload = without_appended(&payload);
    if payload.len() > PAYLOAD_BYTES_MAX {
        let kind = LinkErrorKind::TooLong {
            bytes: payload.len(),
            max: PAYLOAD_BYTES_MAX,
        };
        return Err(LinkError {
            kind,
            position: None,
            text: String::new(),
        });
    }
    let reader = Reader { payload, protocols };
    reader.read().map_err(|error| reader.or_newer(error))
}

/// The payload of what was pasted: behind the `#` of an address, or in its query as `s=`.
fn payload_of(link: &str) -> String {
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
    let at = if query.starts_with("s=") {
        Some(0)
    } else {
        query.find("&s=").map(|at| at + 1)
    };
    let value = at.map_or("", |at| &query[at + "s=".len()..]);
    // Where the payload's own `?` was not escaped, neither was its `&`.
    unescape(if value.contains('?') {
        value
    } else {
        value.split('&').next().unwrap_or_default()
    })
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

fn without_appended(payload: &str) -> &str {
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

struct Reader<'a> {
    payload: &'a str,
    protocols: &'a [ProtocolInfo],
}

type Pair<'a> = (Piece<'a>, Piece<'a>);

impl<'a> Reader<'a> {
    fn error(&self, kind: LinkErrorKind, at: usize, text: &str) -> LinkError {
        let position = self
            .payload
            .get(..at)
            .map(|before| before.chars().count() + 1);
        LinkError {
            kind,
            position,
            text: text.to_string(),
        }
    }

    fn bad(&self, key: Piece, bad: Bad) -> LinkError {
        let kind = LinkErrorKind::Value {
            key: key.text.to_string(),
            expected: bad.expected,
        };
        self.error(kind, bad.at, &bad.found)
    }

    fn problem(&self, piece: Piece, place: Place, problem: Problem) -> LinkError {
        let kind = LinkErrorKind::Scenario(ScenarioError::At { place, problem });
        self.error(kind, piece.at, piece.text)
    }

    /// A newer engine may have used what is unknown here.
    fn or_newer(&self, error: LinkError) -> LinkError {
        if matches!(
            error.kind,
            LinkErrorKind::Cut { .. } | LinkErrorKind::Changed { .. }
        ) {
            return error;
        }
        let mut pairs = self.payload.rsplit('&');
        let made = pairs.find_map(|pair| pair.strip_prefix("e="));
        let made = made.map(|value| parse_made(Piece::new(value)));
        match made {
            Some(Ok(made)) if made.epoch > ENGINE_EPOCH => LinkError {
                kind: LinkErrorKind::Newer {
                    epoch: Some(made.epoch),
                },
                ..error
            },
            _ => error,
        }
    }

    fn read(&self) -> Result<Decoded, LinkError> {
        if self.payload.is_empty() {
            return Err(LinkError {
                kind: LinkErrorKind::Empty,
                position: None,
                text: String::new(),
            });
        }
        self.characters()?;
        let sealed = seal::unseal(self.payload).map_err(|damage| self.damaged(damage))?;
        let whole = Piece::new(self.payload);
        let (id, query) = match whole.split_once('?') {
            Some((id, query)) => (id, Some(query)),
            None => (whole, None),
        };
        let (info, mut scenario) = self.start(id, query.is_none())?;
        let pairs = match (sealed, query) {
            (Some(at), _) => self.pairs(
                Piece {
                    text: &self.payload[at..],
                    at,
                },
                info,
            )?,
            (None, Some(query)) => self.pairs(query, info)?,
            (None, None) => Vec::new(),
        };
        let made = self.fill(&mut scenario, info, &pairs)?;
        if let Err(error) = check::items(&scenario, self.protocols) {
            let at = query.map_or(0, |query| query.at);
            return Err(self.error(LinkErrorKind::Scenario(error), at, ""));
        }
        check::normalize(&mut scenario);
        Ok(Decoded { scenario, made })
    }

    fn characters(&self) -> Result<(), LinkError> {
        let belongs = |c: char| c.is_ascii_alphanumeric() || "-._~?&=".contains(c);
        match self.payload.char_indices().find(|(_, c)| !belongs(*c)) {
            Some((at, c)) => Err(self.error(LinkErrorKind::Character, at, &c.to_string())),
            None => Ok(()),
        }
    }

    fn damaged(&self, damage: Damage) -> LinkError {
        match damage {
            Damage::Cut { arrived, expected } => LinkError {
                kind: LinkErrorKind::Cut { arrived, expected },
                position: None,
                text: String::new(),
            },
            Damage::Changed {
                arrived,
                expected,
                at,
            } => {
                let kind = LinkErrorKind::Changed { arrived, expected };
                let Some(at) = at else {
                    return LinkError {
                        kind,
                        position: None,
                        text: String::new(),
                    };
                };
                let text = self.payload.get(at..).and_then(|rest| rest.chars().next());
                self.error(kind, at, &text.map(String::from).unwrap_or_default())
            }
        }
    }

    fn start(&self, id: Piece, ends_here: bool) -> Result<(&'a ProtocolInfo, Scenario), LinkError> {
        if let Some(info) = registry::find(self.protocols, id.text) {
            return Ok((info, (info.plain)()));
        }
        let entry = gallery::find(id.text);
        let info = entry.and_then(|entry| registry::find(self.protocols, entry.protocol));
        if let (Some(entry), Some(info)) = (entry, info) {
            return Ok((info, (entry.make)()));
        }
        let packed = id.text.split_once('.').is_some_and(|(version, _)| {
            !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit())
        });
        let mut known = self.protocols.iter().map(|info| info.id);
        let mut known_entries = gallery::entries().iter().map(|entry| entry.id);
        let is_beginning = |known: &str| known.starts_with(id.text);
        let kind = if packed {
            LinkErrorKind::Newer { epoch: None }
        } else if ends_here && (known.any(is_beginning) || known_entries.any(is_beginning)) {
            LinkErrorKind::Cut {
                arrived: id.text.len(),
                expected: None,
            }
        } else {
            LinkErrorKind::UnknownScenario
        };
        Err(self.error(kind, id.at, id.text))
    }

    /// The pairs, each with a key that is known and comes once.
    fn pairs(&self, query: Piece<'a>, info: &ProtocolInfo) -> Result<Vec<Pair<'a>>, LinkError> {
        let mut pairs: Vec<Pair> = Vec::new();
        for piece in query.split('&') {
            let Some((key, value)) = piece.split_once('=') else {
                return Err(self.error(LinkErrorKind::NoValue, piece.at, piece.text));
            };
            if value.text.is_empty() {
                return Err(self.error(LinkErrorKind::NoValue, key.at, key.text));
            }
            // A seal that is not the first pair seals nothing.
            let kernel = &KERNEL_KEYS[1..];
            let known: Vec<&str> = info
                .specs
                .iter()
                .map(|spec| spec.key)
                .chain(kernel.iter().copied())
                .collect();
            if !known.contains(&key.text) {
                return Err(self.error(LinkErrorKind::UnknownKey { known }, key.at, key.text));
            }
            if pairs.iter().any(|(other, _)| other.text == key.text) {
                return Err(self.error(LinkErrorKind::RepeatedKey, key.at, key.text));
            }
            pairs.push((key, value));
        }
        Ok(pairs)
    }

    fn fill(
        &self,
        scenario: &mut Scenario,
        info: &ProtocolInfo,
        pairs: &[Pair],
    ) -> Result<Option<Made>, LinkError> {
        let mut made = None;
        let is_param = |key: &Piece| info.specs.iter().any(|spec| spec.key == key.text);
        let (params, others): (Vec<&Pair>, Vec<&Pair>) =
            pairs.iter().partition(|(key, _)| is_param(key));
        for (key, value) in &params {
            let set = scenario.params.set(info.specs, key.text, value.text);
            set.map_err(|error| self.error(LinkErrorKind::Param(error), value.at, value.text))?;
        }
        let names = (info.names)(&scenario.params).map_err(|error: ParamError| {
            let at = params.first().map_or(0, |(key, _)| key.at);
            self.error(LinkErrorKind::Param(error), at, "")
        })?;
        for (key, value) in others {
            match key.text {
                "e" => made = Some(parse_made(*value).map_err(|bad| self.bad(*key, bad))?),
                "q" | "f" | "ln" => self.fill_list(scenario, info, names.len(), key, value)?,
                _ => self.fill_number(scenario, key, value)?,
            }
        }
        Ok(made)
    }

    fn fill_list(
        &self,
        scenario: &mut Scenario,
        info: &ProtocolInfo,
        nodes: usize,
        key: &Piece,
        value: &Piece,
    ) -> Result<(), LinkError> {
        match key.text {
            "q" => scenario.requests.clear(),
            "f" => scenario.faults.clear(),
            _ => scenario.network.links.clear(),
        }
        if value.text == text::NONE {
            return Ok(());
        }
        for (index, item) in value.split('.').enumerate() {
            let bad = |bad| self.bad(*key, bad);
            let place = match key.text {
                "q" => {
                    let request = text::parse_request(item).map_err(bad)?;
                    let checked = check::request(scenario, info, &request, nodes);
                    scenario.requests.push(request);
                    (Place::Request(index), checked)
                }
                "f" => {
                    let timed = text::parse_fault(item).map_err(bad)?;
                    let checked = check::fault(&timed, nodes);
                    scenario.faults.push(timed);
                    (Place::Fault(index), checked)
                }
                _ => {
                    let (ends, config) = text::parse_exception(item).map_err(bad)?;
                    if scenario.network.links.insert(ends, config).is_some() {
                        return Err(self.error(LinkErrorKind::RepeatedKey, item.at, item.text));
                    }
                    (Place::Link(ends), check::exception(ends, &config, nodes))
                }
            };
            place
                .1
                .map_err(|problem| self.problem(item, place.0, problem))?;
        }
        Ok(())
    }

    fn fill_number(
        &self,
        scenario: &mut Scenario,
        key: &Piece,
        value: &Piece,
    ) -> Result<(), LinkError> {
        let ppm = |value: &Piece| value.number(0, check::PPM_MAX.into()).map(|ppm| ppm as u32);
        let default = &mut scenario.network.default;
        let mut place = Place::Network;
        let filled = match key.text {
            "seed" => value.number(0, u64::MAX).map(|seed| scenario.seed = seed),
            "until" => {
                place = Place::Until;
                text::parse_time(*value).map(|until| scenario.until = until)
            }
            "disk" => {
                place = Place::Disk;
                text::parse_disk(*value).map(|disk| scenario.disk = disk)
            }
            "net" => text::parse_latency(*value).map(|latency| default.latency = latency),
            "loss" => ppm(value).map(|ppm| default.loss_ppm = ppm),
            "dup" => ppm(value).map(|ppm| default.duplication_ppm = ppm),
            _ => match value.text {
                "0" | "1" => {
                    default.fifo = value.text == "1";
                    Ok(())
                }
                _ => Err(value.bad(Expected::Flag)),
            },
        };
        filled.map_err(|bad| self.bad(*key, bad))?;
        let checked = match place {
            Place::Until => check::until(scenario.until),
            Place::Disk => check::disk(&scenario.disk),
            _ => check::link(&scenario.network.default),
        };
        checked.map_err(|problem| self.problem(*value, place, problem))
    }
}

/// `EPOCH` or `EPOCH.HASH`.
fn parse_made(piece: Piece) -> Result<Made, Bad> {
    let (epoch, hash) = match piece.split_once('.') {
        Some((epoch, hash)) => (epoch, Some(hash)),
        None => (piece, None),
    };
    let bad = || piece.bad(Expected::Made);
    let epoch = epoch.number(1, u32::MAX.into()).map_err(|_| bad())? as u32;
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let hash = match hash {
        None => None,
        Some(hash) if hash.text.len() == HASH_DIGITS && hash.text.bytes().all(digit) => {
            Some(u32::from_str_radix(hash.text, 16).map_err(|_| bad())?)
        }
        Some(_) => return Err(bad()),
    };
    Ok(Made { epoch, hash })
}
