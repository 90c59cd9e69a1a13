//! What is looked for in a trace: words that must all be found, in quotes where they hold spaces,
//! `/…/` around a regular expression, `NAME:` before one for a field (`host`, `event`, or one that
//! the log's rule reads), `-` before one that must not be found. English letters of either
//! case are alike.

use super::pattern::{Patience, Pattern, PatternError};
use super::{Event, Trace};
use crate::scenario::scenario::Prose;

pub const QUERY_CHARS_MAX: usize = 300;
const TERMS_MAX: usize = 20;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryError {
    TooLong,
    Unclosed,
    NoSuchField { name: String, known: Vec<String> },
    Pattern(PatternError),
    TooSlow,
}

impl QueryError {
    /// One plain sentence, without its full stop, in both languages.
    pub fn say(&self) -> Prose {
        match self {
            QueryError::TooLong => Prose::new(
                format!(
                    "at most {QUERY_CHARS_MAX} characters and {TERMS_MAX} words can be looked for"
                ),
                format!("最多可查找 {QUERY_CHARS_MAX} 个字符、{TERMS_MAX} 个词"),
            ),
            QueryError::Unclosed => {
                Prose::new("a quotation mark or a slash is missing its other", "引号或斜杠没有成对")
            }
            QueryError::NoSuchField { name, known } => Prose::new(
                format!("there is no field \"{name}\" (known: {})", known.join(", ")),
                format!("没有字段“{name}”(已知：{})", known.join("、")),
            ),
            QueryError::Pattern(error) => super::Problem::Rule(error.clone()).say_alone(),
            QueryError::TooSlow => super::Problem::TooSlow.say_alone(),
        }
    }
}

enum What {
    /// In small letters.
    Text(String),
    Pattern(Pattern),
}

struct Term {
    not: bool,
    field: Option<String>,
    what: What,
}

/// The positions of the events found; none where nothing is looked for.
pub fn search(trace: &Trace, query: &str) -> Result<Vec<u32>, QueryError> {
    if query.chars().count() > QUERY_CHARS_MAX {
        return Err(QueryError::TooLong);
    }
    let terms = terms(query, &fields(trace))?;
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let mut patience = Patience::for_bytes(bytes(trace) * terms.len());
    let mut found = Vec::new();
    for (index, event) in trace.events.iter().enumerate() {
        let mut all = true;
        for term in &terms {
            all = all && holds(trace, event, term, &mut patience)? != term.not;
        }
        if all {
            found.push(index as u32);
        }
    }
    Ok(found)
}

/// Of all that may be looked through for one term.
fn bytes(trace: &Trace) -> usize {
    let of_event = |event: &Event| {
        let fields = event.fields.iter().map(|(_, value)| value.len());
        let facts = event.facts.iter().map(|fact| fact.label.len() + fact.value.len());
        let host = trace.hosts.get(usize::from(event.host)).map_or(0, String::len);
        host + event.text.len() + fields.chain(facts).sum::<usize>()
    };
    trace.events.iter().map(of_event).sum()
}

/// What can stand before a colon.
pub fn fields(trace: &Trace) -> Vec<String> {
    let mut names = vec!["host".to_string(), "event".to_string()];
    for event in &trace.events {
        for (name, _) in &event.fields {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    names
}

fn terms(query: &str, known: &[String]) -> Result<Vec<Term>, QueryError> {
    let mut terms = Vec::new();
    let mut rest = query.trim_start();
    while !rest.is_empty() {
        if terms.len() == TERMS_MAX {
            return Err(QueryError::TooLong);
        }
        let not = rest.len() > 1 && rest.starts_with('-');
        rest = if not { &rest[1..] } else { rest };
        let mut field = None;
        let head = rest.split(|c: char| c.is_whitespace() || c == '"' || c == '/').next();
        if let Some((name, _)) = head.unwrap_or_default().split_once(':')
            && !name.is_empty()
        {
            let found = known.iter().find(|known| known.eq_ignore_ascii_case(name));
            match found {
                Some(found) => {
                    field = Some(found.clone());
                    rest = &rest[name.len() + 1..];
                }
                // `10:20` and `http://` are texts.
                None if name.chars().all(|c| c.is_ascii_alphabetic()) && !rest.contains("://") => {
                    let (name, known) = (name.to_string(), known.to_vec());
                    return Err(QueryError::NoSuchField { name, known });
                }
                None => {}
            }
        }
        let (what, after) = what(rest)?;
        terms.push(Term { not, field, what });
        rest = after.trim_start();
    }
    Ok(terms)
}

/// One thing that is looked for, and what follows it.
fn what(rest: &str) -> Result<(What, &str), QueryError> {
    if let Some(inside) = rest.strip_prefix('"') {
        let end = inside.find('"').ok_or(QueryError::Unclosed)?;
        return Ok((What::Text(inside[..end].to_ascii_lowercase()), &inside[end + 1..]));
    }
    if let Some(inside) = rest.strip_prefix('/') {
        let mut escaped = false;
        let end = inside.char_indices().find(|(_, c)| {
            let is_end = *c == '/' && !escaped;
            escaped = *c == '\\' && !escaped;
            is_end
        });
        let (end, _) = end.ok_or(QueryError::Unclosed)?;
        let pattern = Pattern::folded(&inside[..end]).map_err(QueryError::Pattern)?;
        return Ok((What::Pattern(pattern), &inside[end + 1..]));
    }
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    Ok((What::Text(rest[..end].to_ascii_lowercase()), &rest[end..]))
}

fn holds(
    trace: &Trace,
    event: &Event,
    term: &Term,
    patience: &mut Patience,
) -> Result<bool, QueryError> {
    let host = trace.hosts.get(usize::from(event.host)).map_or("", String::as_str);
    let named = match term.field.as_deref() {
        Some("host") => return is_in(host, &term.what, patience),
        Some("event") => return is_in(&event.text, &term.what, patience),
        Some(name) => event.fields.iter().filter(|(known, _)| known == name).collect(),
        None => {
            if is_in(host, &term.what, patience)? || is_in(&event.text, &term.what, patience)? {
                return Ok(true);
            }
            event.fields.iter().collect::<Vec<_>>()
        }
    };
    for (_, value) in named {
        if is_in(value, &term.what, patience)? {
            return Ok(true);
        }
    }
    if term.field.is_none() {
        for fact in event.facts.iter().filter(|fact| fact.changed) {
            if is_in(&fact.label, &term.what, patience)?
                || is_in(&fact.value, &term.what, patience)?
            {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn is_in(text: &str, what: &What, patience: &mut Patience) -> Result<bool, QueryError> {
    match what {
        What::Text(wanted) => Ok(text.to_ascii_lowercase().contains(wanted)),
        What::Pattern(pattern) => match pattern.find(text, 0, patience) {
            Ok(found) => Ok(found.is_some()),
            Err(_) => Err(QueryError::TooSlow),
        },
    }
}
