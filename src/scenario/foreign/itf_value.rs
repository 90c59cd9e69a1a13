//! Values of the Informal Trace Format: JSON in which `#bigint`, `#tup`, `#set` and `#map` stand
//! for what JSON has no form of.

use super::problem::{Expected, Problem};
use crate::scenario::json::Json;

/// Characters of a value that are shown.
const SHOWN_MAX: usize = 400;
const DEPTH_MAX: usize = 60;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Anything without parts, as it is read.
    Plain(String),
    Tuple(Vec<Value>),
    List(Vec<Value>),
    /// Sorted.
    Set(Vec<Value>),
    /// By key, sorted.
    Map(Vec<(Value, Value)>),
    /// In the order of the file.
    Record(Vec<(String, Value)>),
}

/// `path` says where it stands.
pub fn value(json: &Json, path: &str) -> Result<Value, Problem> {
    read(json, path, 0)
}

fn read(json: &Json, path: &str, depth: usize) -> Result<Value, Problem> {
    if depth > DEPTH_MAX {
        return Err(Problem::TooDeep);
    }
    let all = |values: &[Json]| {
        values.iter().map(|value| read(value, path, depth + 1)).collect::<Result<Vec<_>, _>>()
    };
    let shape = |expected| Problem::Shape { path: path.to_string(), expected };
    Ok(match json {
        Json::Null => Value::Plain("null".to_string()),
        Json::Bool(is) => Value::Plain(is.to_string()),
        Json::Whole(number) => Value::Plain(number.to_string()),
        Json::Negative(number) => Value::Plain(number.to_string()),
        Json::Text(text) => Value::Plain(text.clone()),
        Json::List(values) => Value::List(all(values)?),
        Json::Object(fields) => match fields.as_slice() {
            [(key, Json::Text(text))] if key == "#bigint" => {
                let digits = text.strip_prefix('-').unwrap_or(text);
                if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(Problem::Number { path: path.to_string(), text: text.clone() });
                }
                Value::Plain(text.clone())
            }
            [(key, Json::Text(text))] if key == "#unserializable" => Value::Plain(text.clone()),
            [(key, inside)] if matches!(key.as_str(), "#tup" | "#set" | "#map") => {
                let Json::List(values) = inside else { return Err(shape(Expected::List)) };
                let values = all(values)?;
                match key.as_str() {
                    "#tup" => Value::Tuple(values),
                    "#set" => set(values),
                    _ => map(values).ok_or_else(|| shape(Expected::Pairs))?,
                }
            }
            fields => {
                let told = fields.iter().filter(|(key, _)| key != "#meta");
                let read = told.map(|(key, json)| Ok((key.clone(), read(json, path, depth + 1)?)));
                Value::Record(read.collect::<Result<_, Problem>>()?)
            }
        },
    })
}

fn set(mut values: Vec<Value>) -> Value {
    values.sort();
    values.dedup();
    Value::Set(values)
}

fn map(pairs: Vec<Value>) -> Option<Value> {
    let pair = |pair| match pair {
        Value::List(pair) | Value::Tuple(pair) => {
            <[Value; 2]>::try_from(pair).ok().map(|[key, value]| (key, value))
        }
        _ => None,
    };
    let mut map: Vec<(Value, Value)> = pairs.into_iter().map(pair).collect::<Option<_>>()?;
    map.sort();
    Some(Value::Map(map))
}

impl Value {
    /// As a person writes it, cut where it is long.
    pub fn told(&self) -> String {
        let mut text = String::new();
        self.tell(&mut text);
        match text.char_indices().nth(SHOWN_MAX) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    }

    fn tell(&self, out: &mut String) {
        // What is cut need not be written.
        if out.len() > 4 * SHOWN_MAX {
            return;
        }
        let mut list = |open: &str, values: &[Value], close: &str| {
            out.push_str(open);
            for (index, value) in values.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                value.tell(out);
            }
            out.push_str(close);
        };
        match self {
            Value::Plain(text) => out.push_str(text),
            Value::Tuple(values) => list("(", values, ")"),
            Value::List(values) => list("[", values, "]"),
            Value::Set(values) => list("{", values, "}"),
            Value::Map(pairs) => {
                out.push('{');
                for (index, (key, value)) in pairs.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    key.tell(out);
                    out.push_str(" → ");
                    value.tell(out);
                }
                out.push('}');
            }
            Value::Record(fields) => {
                out.push('{');
                for (index, (key, value)) in fields.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    out.push_str(key);
                    out.push_str(": ");
                    value.tell(out);
                }
                out.push('}');
            }
        }
    }

    /// The names it maps from, where it is a map from names or a record.
    pub fn keys(&self) -> Option<Vec<String>> {
        match self {
            Value::Map(pairs) => {
                let name = |(key, _): &(Value, Value)| match key {
                    Value::Plain(name) => Some(name.clone()),
                    _ => None,
                };
                pairs.iter().map(name).collect()
            }
            Value::Record(fields) => Some(fields.iter().map(|(key, _)| key.clone()).collect()),
            _ => None,
        }
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Value::Map(pairs) => {
                let is = |key: &Value| matches!(key, Value::Plain(own) if own == name);
                pairs.iter().find(|(key, _)| is(key)).map(|(_, value)| value)
            }
            Value::Record(fields) => {
                fields.iter().find(|(key, _)| key == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// Its parts with names: of a record, or of a list of pairs whose first is a text.
    pub fn parts(&self) -> Option<Vec<(String, &Value)>> {
        match self {
            Value::Record(fields) if !fields.is_empty() => {
                Some(fields.iter().map(|(key, value)| (key.clone(), value)).collect())
            }
            Value::List(values) if !values.is_empty() => values.iter().map(Value::named).collect(),
            _ => None,
        }
    }

    /// A pair whose first is a text.
    fn named(&self) -> Option<(String, &Value)> {
        let Value::Tuple(pair) = self else { return None };
        match pair.as_slice() {
            [Value::Plain(name), value] => Some((name.clone(), value)),
            _ => None,
        }
    }
}
