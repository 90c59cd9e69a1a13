//! A trace as a packed link: `2.LENGTH.BODY.CHECKSUM`, where a scenario's begins with 1. What is
//! packed is a JSON object with the text of the trace and what of it is looked at.

use super::{Origin, Source};
use crate::scenario::address;
use crate::scenario::file_error::{FileError, Shape};
use crate::scenario::file_reader::At;
use crate::scenario::file_upgrade::{Upgrade, upgraded, version};
use crate::scenario::json::{self, Json, JsonError};
use crate::scenario::link::PAYLOAD_BYTES_MAX;
use crate::scenario::link_error::{LinkError, LinkErrorKind};
use crate::scenario::packed;
use crate::scenario::scenario::Prose;

/// There has been one version of these, too.
const UPGRADES: &[Upgrade] = &[];
const FIELDS: &[&str] = &["v", "trace", "name", "text", "part", "find", "only"];

/// What a link holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    pub source: Source,
    /// What is looked for.
    pub find: String,
    /// Only what is found is shown.
    pub only: bool,
}

/// The text is too long for a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodeError {
    /// Of the object, before it is packed.
    File {
        bytes: usize,
    },
    Link {
        bytes: usize,
    },
}

impl EncodeError {
    /// One plain sentence, without its full stop, in both languages.
    pub fn say(self) -> Prose {
        let (bytes, max) = match self {
            EncodeError::File { bytes } => (bytes, packed::UNPACKED_BYTES_MAX),
            EncodeError::Link { bytes } => (bytes, PAYLOAD_BYTES_MAX),
        };
        let (en, zh) = match self {
            EncodeError::File { .. } => ("the trace's text", "轨迹的文字"),
            EncodeError::Link { .. } => ("a link with the trace", "包含轨迹的链接"),
        };
        Prose::new(
            format!(
                "{en} has {bytes} bytes, and a link holds at most {max}; send the file instead"
            ),
            format!("{zh}有 {bytes} 字节，链接最多容纳 {max} 字节；请改为发送文件"),
        )
    }
}

impl std::fmt::Display for EncodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.say().en)
    }
}

/// Whether a link, or an address with one, holds a trace.
pub fn is_linked(link: &str) -> bool {
    packed::is_version(&address::payload_of(link), packed::TRACE)
}

pub fn encode(linked: &Linked) -> Result<String, EncodeError> {
    let Linked { source, find, only } = linked;
    let mut fields = vec![
        ("v", Json::Whole(version(UPGRADES).into())),
        ("trace", Json::text(source.origin.name())),
        ("name", Json::text(&source.name)),
    ];
    if let Some(part) = &source.part {
        fields.push(("part", Json::text(part)));
    }
    if !find.is_empty() {
        fields.push(("find", Json::text(find)));
    }
    if *only {
        fields.push(("only", Json::Bool(true)));
    }
    fields.push(("text", Json::text(&source.text)));
    let json = Json::object(fields).to_string();
    if json.len() > packed::UNPACKED_BYTES_MAX {
        return Err(EncodeError::File { bytes: json.len() });
    }
    match packed::pack_as(packed::TRACE, &json) {
        payload if payload.len() > PAYLOAD_BYTES_MAX => {
            Err(EncodeError::Link { bytes: payload.len() })
        }
        payload => Ok(payload),
    }
}

/// Reads a payload, with or without its `#`, or a whole address.
pub fn decode(link: &str) -> Result<Linked, LinkError> {
    let payload = address::payload_of(link);
    let payload = address::without_appended(&payload);
    let refused = |kind| LinkError { kind, position: None, text: String::new() };
    if payload.len() > PAYLOAD_BYTES_MAX {
        let (bytes, max) = (payload.len(), PAYLOAD_BYTES_MAX);
        return Err(refused(LinkErrorKind::TooLong { bytes, max }));
    }
    let text = packed::unpack_as(packed::TRACE, payload)?;
    read(&text).map_err(|error| refused(LinkErrorKind::File(error)))
}

fn read(text: &str) -> Result<Linked, FileError> {
    let json = json::parse(text).map_err(|error| {
        let JsonError { line, column, message } = error;
        FileError::Syntax { line, column, message }
    })?;
    let json = upgraded(json, UPGRADES)?;
    let fields = At::whole_file(&json).object(FIELDS)?;
    let text = |key: &str| fields.find(key).map(|at| at.text().map(str::to_string)).transpose();
    let origin = text("trace")?.unwrap_or_else(|| Origin::ShiViz.name().to_string());
    let origin = Origin::ALL.into_iter().find(|known| known.name() == origin);
    let unknown = || FileError::Shape { path: "trace".to_string(), expected: Shape::Text };
    let source = Source {
        origin: origin.ok_or_else(unknown)?,
        name: text("name")?.unwrap_or_default(),
        text: text("text")?.unwrap_or_default(),
        part: text("part")?,
    };
    let only = fields.bool("only")?.unwrap_or(false);
    Ok(Linked { source, find: text("find")?.unwrap_or_default(), only })
}
