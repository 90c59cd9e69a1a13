//! A protocol's parameters as data: what may be set, to what, and what it is when nobody sets it.
//! Links, the rules panel and the command line all read the same table.

use std::fmt;

use litemap::LiteMap;

/// One parameter of a protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParamSpec {
    /// The key in links: lower-case letters and digits, the first a letter.
    pub key: &'static str,
    pub kind: ParamKind,
    /// The value when the scenario sets none; for a rule, the paper's.
    pub default: &'static str,
    /// A rule of the protocol: any value but the default breaks it (or, for a quorum, may).
    pub is_rule: bool,
}

/// The values a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    Choice(&'static [&'static str]),
    Number {
        min: u32,
        max: u32,
    },
    /// `majority`, `all`, or a number of nodes from 1 to `max`.
    Quorum {
        max: u32,
    },
}

/// Why a parameter was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamError {
    Unknown {
        key: String,
        known: Vec<&'static str>,
    },
    Value {
        key: &'static str,
        found: String,
        expected: String,
    },
    /// Values that are fine one by one and not together.
    Together {
        message: String,
    },
}

impl fmt::Display for ParamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParamError::Unknown { key, known } => {
                write!(f, "unknown parameter \"{key}\" (known: {})", known.join(", "))
            }
            ParamError::Value { key, found, expected } => {
                write!(f, "{key} is \"{found}\", expected {expected}")
            }
            ParamError::Together { message } => f.write_str(message),
        }
    }
}

impl std::error::Error for ParamError {}

/// Values that differ from their defaults, each checked against its spec.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Params {
    values: LiteMap<&'static str, String>,
}

impl Params {
    /// Sets one parameter; setting a default forgets it, so equal settings are equal values.
    pub fn set(&mut self, specs: &[ParamSpec], key: &str, value: &str) -> Result<(), ParamError> {
        let Some(spec) = specs.iter().find(|spec| spec.key == key) else {
            let known = specs.iter().map(|spec| spec.key).collect();
            return Err(ParamError::Unknown { key: key.to_string(), known });
        };
        spec.check(value)?;
        if value == spec.default {
            self.values.remove(spec.key);
        } else {
            self.values.insert(spec.key, value.to_string());
        }
        Ok(())
    }

    /// The value in force.
    pub fn get<'a>(&'a self, spec: &ParamSpec) -> &'a str {
        self.values.get(spec.key).map_or(spec.default, String::as_str)
    }

    /// The value in force of a parameter that is a number.
    pub fn number(&self, spec: &ParamSpec) -> u32 {
        self.get(spec).parse().expect("a number was checked when it was set")
    }

    /// What was set and differs from the default, by key.
    pub fn changed(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.values.iter().map(|(key, value)| (*key, value.as_str()))
    }
}

impl ParamSpec {
    /// A rule of the protocol with these values.
    pub const fn rule(
        key: &'static str,
        values: &'static [&'static str],
        default: &'static str,
    ) -> ParamSpec {
        ParamSpec { key, kind: ParamKind::Choice(values), default, is_rule: true }
    }

    /// A rule of the protocol that is the size of a quorum.
    pub const fn quorum(key: &'static str, max: u32) -> ParamSpec {
        ParamSpec { key, kind: ParamKind::Quorum { max }, default: "majority", is_rule: true }
    }

    /// A choice between forms of the protocol that are all right.
    pub const fn variant(
        key: &'static str,
        values: &'static [&'static str],
        default: &'static str,
    ) -> ParamSpec {
        ParamSpec { key, kind: ParamKind::Choice(values), default, is_rule: false }
    }

    pub const fn number(key: &'static str, min: u32, max: u32, default: &'static str) -> ParamSpec {
        ParamSpec { key, kind: ParamKind::Number { min, max }, default, is_rule: false }
    }

    pub fn check(&self, value: &str) -> Result<(), ParamError> {
        let fits = match self.kind {
            ParamKind::Choice(choices) => choices.contains(&value),
            ParamKind::Number { min, max } => number_in(value, min, max),
            ParamKind::Quorum { max } => {
                value == "majority" || value == "all" || number_in(value, 1, max)
            }
        };
        if fits {
            return Ok(());
        }
        let expected = match self.kind {
            ParamKind::Choice(choices) => format!("one of {}", choices.join(", ")),
            ParamKind::Number { min, max } => format!("a number from {min} to {max}"),
            ParamKind::Quorum { max } => format!("majority, all, or a number from 1 to {max}"),
        };
        Err(ParamError::Value { key: self.key, found: value.to_string(), expected })
    }
}

/// Canonical decimals only (no sign, no leading zero), so that a value has one spelling.
fn number_in(text: &str, min: u32, max: u32) -> bool {
    match text.parse::<u32>() {
        Ok(number) => number.to_string() == text && (min..=max).contains(&number),
        Err(_) => false,
    }
}
