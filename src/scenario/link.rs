//! A scenario as it stands behind the `#` of a link. What has a title or notes of its own is packed
//! (see `packed`), all else is readable:
//!
//! ```text
//! SCENARIO[?[c=LENGTH.CHECKSUM&]KEY=VALUE&…&e=EPOCH.HASH]
//! paxos.duel?n=5&seed=42&f=900c2.1500x0-1.2400r2&e=1
//! ```
//! SCENARIO is a gallery entry or a protocol; the pairs are what differs from it. Links made here
//! begin with their length and checksum and end with the engine's number and the beginning of the
//! trace hash. Links written by hand may leave both out.
//!
//! `beside=PROTOCOL-KEY-VALUE-….PROTOCOL-…` puts other protocols or other rules beside the
//! scenario, under the same script; the hash is then that of all runs together.

use std::fmt;

use super::address;
use super::check::{self, ScenarioError};
use super::fault_text;
use super::file;
use super::file_error::FileError;
use super::link_error::{LinkError, LinkErrorKind};
use super::link_reader::Reader;
pub use super::made::{Comparison, Made};
use super::packed;
use super::registry::{self, ProtocolInfo};
use super::scenario::{Prose, Scenario};
use super::seal;
use super::sides::Side;
use super::text;

pub const PAYLOAD_BYTES_MAX: usize = 64 * 1024;
/// Keys that are not a protocol's, in the order of a link.
pub const KERNEL_KEYS: &[&str] =
    &["c", "beside", "seed", "until", "net", "loss", "dup", "fifo", "ln", "disk", "q", "f", "e"];

/// What a link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Well-formed.
    pub scenario: Scenario,
    /// The engine that made the link, if it says so.
    pub made: Option<Made>,
}

/// Why a scenario has no link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncodeError {
    Scenario(ScenarioError),
    File(FileError),
    TooLong { bytes: usize },
}

impl EncodeError {
    pub fn say(&self) -> Prose {
        match self {
            EncodeError::Scenario(error) => error.say(),
            EncodeError::File(error) => error.say(),
            EncodeError::TooLong { bytes } => Prose::new(
                format!("too long for a link: {bytes} bytes, at most {PAYLOAD_BYTES_MAX}"),
                format!("太长，放不进链接：{bytes} 字节，最多 {PAYLOAD_BYTES_MAX} 字节"),
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
    let made = Made::here(trace_hash);
    let payload = if start.story == scenario.story {
        readable(scenario, made, (info, &start), protocols)
    } else {
        let json = file::difference_json(scenario, made, protocols).map_err(EncodeError::File)?;
        packed::pack(&json)
    };
    match payload.len() {
        bytes if bytes > PAYLOAD_BYTES_MAX => Err(EncodeError::TooLong { bytes }),
        _ => Ok(payload),
    }
}

/// What differs from where it starts.
fn readable(
    scenario: &Scenario,
    made: Made,
    (info, start): (&ProtocolInfo, &Scenario),
    protocols: &[ProtocolInfo],
) -> String {
    let from = fields(start, info, protocols);
    let differs = |field: &(&str, String)| !from.contains(field);
    let pairs = fields(scenario, info, protocols).into_iter().filter(differs);
    let mut pairs: Vec<String> = pairs.map(|(key, value)| format!("{key}={value}")).collect();
    pairs.push(format!("e={}", made.print()));
    seal::seal(scenario.base.unwrap_or(info.id), &pairs.join("&"))
}

/// Every setting in so many words, without the gallery's help and without a story. A link that some
/// later change of the gallery gave another meaning shows here.
pub fn spell_out(scenario: &Scenario, protocols: &[ProtocolInfo]) -> Result<String, ScenarioError> {
    let info = check::well_formed(scenario, protocols)?;
    let mut pairs = fields(scenario, info, protocols);
    // What stands alone need not say so.
    pairs.retain(|(key, value)| *key != "beside" || value != text::NONE);
    let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}={value}")).collect();
    Ok(format!("{}?{}", info.id, pairs.join("&")))
}

fn open<'a>(
    scenario: &Scenario,
    protocols: &'a [ProtocolInfo],
) -> Result<(&'a ProtocolInfo, Scenario), EncodeError> {
    let info = check::well_formed(scenario, protocols).map_err(EncodeError::Scenario)?;
    let entry = scenario.base.and_then(|id| registry::entry(protocols, id));
    Ok((info, entry.map_or_else(info.plain, |entry| (entry.make)())))
}

/// All that a link may set, in order, in its one spelling.
fn fields(
    scenario: &Scenario,
    info: &ProtocolInfo,
    protocols: &[ProtocolInfo],
) -> Vec<(&'static str, String)> {
    let params = info.specs.iter().map(|spec| (spec.key, scenario.params.get(spec).to_string()));
    let mut fields: Vec<(&'static str, String)> = params.collect();
    let network = &scenario.network;
    let links = network.links.iter().map(|(ends, config)| text::print_exception(*ends, config));
    fields.extend([
        ("beside", join(scenario.beside.iter().map(|side| print_side(side, protocols)))),
        ("seed", scenario.seed.to_string()),
        ("until", text::print_time(scenario.until)),
        ("net", text::print_latency(&network.default.latency)),
        ("loss", network.default.loss_ppm.to_string()),
        ("dup", network.default.duplication_ppm.to_string()),
        ("fifo", u8::from(network.default.fifo).to_string()),
        ("ln", join(links)),
        ("disk", text::print_disk(&scenario.disk)),
        ("q", join(scenario.requests.iter().map(text::print_request))),
        ("f", join(scenario.faults.iter().map(fault_text::print_fault))),
    ]);
    fields
}

/// Its protocol, and what differs from that protocol's defaults in the order of its table.
fn print_side(side: &Side, protocols: &[ProtocolInfo]) -> String {
    let mut text = side.protocol.to_string();
    let specs = registry::find(protocols, side.protocol).map_or(&[][..], |info| info.specs);
    for spec in specs.iter().filter(|spec| side.params.get(spec) != spec.default) {
        text.push_str(&format!("-{}-{}", spec.key, side.params.get(spec)));
    }
    text
}

fn join(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    if items.is_empty() { text::NONE.to_string() } else { items.join(".") }
}

/// The scenario that a link begins with, if it says so: a gallery entry, a protocol, or something
/// unknown.
pub fn subject(link: &str) -> Option<String> {
    let payload = address::payload_of(link);
    if packed::is_packed(&payload) {
        let file = packed::unpack(address::without_appended(&payload));
        return file.ok().and_then(|file| file::subject(&file));
    }
    payload.split('?').next().map(str::to_string)
}

/// Reads a payload, with or without its `#`; a query that carries it as `s=`; or a whole address.
pub fn decode(link: &str, protocols: &[ProtocolInfo]) -> Result<Decoded, LinkError> {
    let payload = address::payload_of(link);
    let payload = address::without_appended(&payload);
    if payload.len() > PAYLOAD_BYTES_MAX {
        let kind = LinkErrorKind::TooLong { bytes: payload.len(), max: PAYLOAD_BYTES_MAX };
        return Err(LinkError { kind, position: None, text: String::new() });
    }
    if packed::is_packed(payload) {
        return file::from_json(&packed::unpack(payload)?, protocols).map_err(|error| LinkError {
            kind: LinkErrorKind::File(error),
            position: None,
            text: String::new(),
        });
    }
    let reader = Reader { payload, protocols };
    reader.read().map_err(|error| reader.or_newer(error))
}
