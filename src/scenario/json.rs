//! JSON as a tree, with no field twice and no number that is not whole. One type, read and written
//! by hand: derived code, anew for every type of a file, was a tenth of the page's download.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// More fields than any object of ours has.
const FIELDS_MAX: usize = 256;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    Null,
    Bool(bool),
    Whole(u64),
    Negative(i64),
    Text(String),
    List(Vec<Json>),
    /// In the order in which they were written.
    Object(Vec<(String, Json)>),
}

impl Json {
    pub fn text(text: &str) -> Json {
        Json::Text(text.to_string())
    }

    pub fn signed(number: i64) -> Json {
        u64::try_from(number).map_or(Json::Negative(number), Json::Whole)
    }

    pub fn object(fields: Vec<(&str, Json)>) -> Json {
        let mut object = Vec::with_capacity(fields.len());
        for (key, value) in fields {
            object.push((key.to_string(), value));
        }
        Json::Object(object)
    }
}

/// Why a text is no JSON as we read it; in the words of the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    pub line: usize,
    pub column: usize,
    pub message: String,
}

/// How to read JSON. It is handed to what comes in a part of the page's program of its own: what
/// two parts name both would come with the first of the page.
pub type ParseJson = fn(&str) -> Result<Json, JsonError>;

pub fn parse(text: &str) -> Result<Json, JsonError> {
    serde_json::from_str(text).map_err(told)
}

/// On many lines, as a person reads it.
pub fn pretty(json: &Json) -> Result<String, JsonError> {
    serde_json::to_string_pretty(json).map_err(told)
}

fn told(error: serde_json::Error) -> JsonError {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let place = format!(" at line {line} column {column}");
    let message = message.strip_suffix(&place).unwrap_or(&message).to_string();
    JsonError { line, column, message }
}

impl fmt::Display for Json {
    /// On one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(is_on) => serializer.serialize_bool(*is_on),
            Json::Whole(number) => serializer.serialize_u64(*number),
            Json::Negative(number) => serializer.serialize_i64(*number),
            Json::Text(text) => serializer.serialize_str(text),
            Json::List(values) => values.serialize(serializer),
            Json::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (key, value) in fields {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, is_on: bool) -> Result<Json, E> {
        Ok(Json::Bool(is_on))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Whole(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::signed(number))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Json, E> {
        Err(E::custom("a number should be whole and less than 2^64"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Json::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
        let mut fields: Vec<(String, Json)> = Vec::new();
        while let Some(key) = object.next_key::<String>()? {
            if fields.iter().any(|(known, _)| *known == key) {
                return Err(de::Error::custom(format_args!("duplicate field `{key}`")));
            }
            if fields.len() == FIELDS_MAX {
                let problem = format_args!("an object with more than {FIELDS_MAX} fields");
                return Err(de::Error::custom(problem));
            }
            fields.push((key, object.next_value()?));
        }
        Ok(Json::Object(fields))
    }
}
