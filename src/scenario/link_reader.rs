//! Reads a readable payload, pair by pair, and says of what it refuses where it stands.

use super::check::{self, ScenarioError};
use super::fault_text;
use super::link::{Decoded, KERNEL_KEYS, Made};
use super::link_error::{LinkError, LinkErrorKind};
use super::problem::{Place, Problem};
use super::registry::{self, ProtocolInfo};
use super::scenario::{ENGINE_EPOCH, Scenario};
use super::seal::{self, Damage};
use super::sides::{self, Side};
use super::text::{self, Bad, Expected, Piece};
use crate::sim::param::{ParamError, Params};

pub struct Reader<'a> {
    pub payload: &'a str,
    pub protocols: &'a [ProtocolInfo],
}

type Pair<'a> = (Piece<'a>, Piece<'a>);

impl<'a> Reader<'a> {
    fn error(&self, kind: LinkErrorKind, at: usize, text: &str) -> LinkError {
        let position = self.payload.get(..at).map(|before| before.chars().count() + 1);
        LinkError { kind, position, text: text.to_string() }
    }

    fn bad(&self, key: Piece, bad: Bad) -> LinkError {
        let kind = LinkErrorKind::Value { key: key.text.to_string(), expected: bad.expected };
        self.error(kind, bad.at, &bad.found)
    }

    fn problem(&self, piece: Piece, place: Place, problem: Problem) -> LinkError {
        let kind = LinkErrorKind::Scenario(ScenarioError::At { place, problem });
        self.error(kind, piece.at, piece.text)
    }

    /// A newer engine may have used what is unknown here.
    pub fn or_newer(&self, error: LinkError) -> LinkError {
        if matches!(error.kind, LinkErrorKind::Cut { .. } | LinkErrorKind::Changed { .. }) {
            return error;
        }
        let mut pairs = self.payload.rsplit('&');
        let made = pairs.find_map(|pair| pair.strip_prefix("e="));
        let made = made.map(|value| Made::parse(Piece::new(value)));
        match made {
            Some(Ok(made)) if made.epoch > ENGINE_EPOCH => {
                LinkError { kind: LinkErrorKind::Newer { epoch: Some(made.epoch) }, ..error }
            }
            _ => error,
        }
    }

    pub fn read(&self) -> Result<Decoded, LinkError> {
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
            (Some(at), _) => self.pairs(Piece { text: &self.payload[at..], at }, info)?,
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
            Damage::Changed { arrived, expected, at } => {
                let kind = LinkErrorKind::Changed { arrived, expected };
                let Some(at) = at else {
                    return LinkError { kind, position: None, text: String::new() };
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
        let entry = registry::entry(self.protocols, id.text);
        let info = entry.and_then(|entry| registry::find(self.protocols, entry.protocol));
        if let (Some(entry), Some(info)) = (entry, info) {
            return Ok((info, (entry.make)()));
        }
        let mut known = self.protocols.iter().map(|info| info.id);
        let entries = self.protocols.iter().flat_map(ProtocolInfo::entries);
        let mut known_entries = entries.map(|entry| entry.id);
        let is_beginning = |known: &str| known.starts_with(id.text);
        let kind = if ends_here && (known.any(is_beginning) || known_entries.any(is_beginning)) {
            LinkErrorKind::Cut { arrived: id.text.len(), expected: None }
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
            let known: Vec<&str> =
                info.specs.iter().map(|spec| spec.key).chain(kernel.iter().copied()).collect();
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
        let own = (info.names)(&scenario.params).map_err(|error: ParamError| {
            let at = params.first().map_or(0, |(key, _)| key.at);
            self.error(LinkErrorKind::Param(error), at, "")
        })?;
        // The nodes that the lists may name depend on it.
        let beside = others.iter().find(|(key, _)| key.text == "beside");
        if let Some((key, value)) = beside {
            scenario.beside = self.sides(*key, *value)?;
        }
        let names = sides::names(scenario, self.protocols).map_err(|error| {
            let at = beside.map_or(0, |(_, value)| value.at);
            self.error(LinkErrorKind::Scenario(error), at, "")
        })?;
        for (key, value) in others {
            match key.text {
                "e" => made = Some(Made::parse(*value).map_err(|bad| self.bad(*key, bad))?),
                "beside" => {}
                "q" | "f" | "ln" => {
                    self.fill_list(scenario, info, (own.len(), names.len()), key, value)?
                }
                _ => self.fill_number(scenario, key, value)?,
            }
        }
        Ok(made)
    }

    /// `PROTOCOL-KEY-VALUE-…`, one for each.
    fn sides(&self, key: Piece, list: Piece) -> Result<Vec<Side>, LinkError> {
        let mut sides = Vec::new();
        if list.text == text::NONE {
            return Ok(sides);
        }
        for item in list.split('.') {
            let mut parts = item.split('-');
            let id = parts.next().unwrap_or(item);
            let Some(info) = registry::find(self.protocols, id.text) else {
                let id_text = id.text.to_string();
                let error = ScenarioError::UnknownProtocol { id: id_text };
                return Err(self.error(LinkErrorKind::Scenario(error), id.at, id.text));
            };
            let mut side = Side { protocol: info.id, params: Params::default() };
            let mut known: Vec<&str> = Vec::new();
            while let Some(param) = parts.next() {
                let value = parts.next().ok_or_else(|| self.bad(key, item.bad(Expected::Side)))?;
                if known.contains(&param.text) {
                    return Err(self.error(LinkErrorKind::RepeatedKey, param.at, param.text));
                }
                known.push(param.text);
                let set = side.params.set(info.specs, param.text, value.text);
                set.map_err(|error| self.error(LinkErrorKind::Param(error), param.at, param.text))?;
            }
            sides.push(side);
        }
        Ok(sides)
    }

    fn fill_list(
        &self,
        scenario: &mut Scenario,
        info: &ProtocolInfo,
        (own, nodes): (usize, usize),
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
                    let checked =
                        check::shared_request(scenario, (info, own), &request, self.protocols);
                    scenario.requests.push(request);
                    (Place::Request(index), checked)
                }
                "f" => {
                    let timed = fault_text::parse_fault(item).map_err(bad)?;
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
            place.1.map_err(|problem| self.problem(item, place.0, problem))?;
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
