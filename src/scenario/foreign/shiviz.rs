//! Logs with vector clocks, as ShiViz reads them: a regular expression with groups `event`, `host`
//! and `clock` finds the events; it may stand in the first line, with an expression that divides
//! executions, or nothing, in the second. Without it the usual two lines are expected, host and
//! clock in the first or in the second of them.

use super::order::{Logged, ordered};
use super::pattern::{Found, Patience, Pattern, TooSlow};
use super::problem::{Problem, TraceError};
use super::{EVENTS_MAX, Trace};
use crate::scenario::json::{Json, ParseJson};

const EVENT_FIRST: &str = r"(?<event>.*)\n(?<host>\S*) (?<clock>{.*})";
const HOST_FIRST: &str = r"(?<host>\S*) (?<clock>{.*})\n(?<event>.*)";
const ONE_LINE: &str = r"(?<host>\S*) (?<clock>\{[^}]*\}) (?<event>.*)";
const GROUPS: [&str; 3] = ["event", "host", "clock"];

/// How the log is to be read.
struct Rule {
    pattern: Pattern,
    delimiter: Option<Pattern>,
    /// Where the log itself begins.
    start: usize,
    /// It was not given: then what looks like a clock must be one.
    assumed: bool,
    parse: ParseJson,
}

/// One execution of the log, the first if none is named.
pub fn read(text: &str, part: Option<&str>, parse: ParseJson) -> Result<Trace, TraceError> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let rule = rule(&text, parse)?;
    let executions = divide(&text, &rule)?;
    let position = match part {
        None => 0,
        Some(part) => {
            executions.iter().position(|execution| execution.label == part).ok_or_else(|| {
                TraceError { line: None, problem: Problem::NoSuchPart { part: part.to_string() } }
            })?
        }
    };
    let Some(execution) = executions.get(position) else {
        return Err(TraceError { line: None, problem: Problem::NothingFound });
    };
    let (logged, lines_skipped) = events(&text, &rule, execution)?;
    let mut trace = ordered(logged)?;
    trace.lines_skipped = lines_skipped;
    if executions.len() > 1 {
        trace.parts = executions.into_iter().map(|execution| execution.label).collect();
        trace.part = position;
    }
    Ok(trace)
}

fn rule(text: &str, parse: ParseJson) -> Result<Rule, TraceError> {
    let start = text.len() - text.trim_start().len();
    let first = line_at(text, start);
    if !(first.contains("(?<event>") || first.contains("(?<clock>")) {
        let clock = first.rsplit_once('{').map(|(before, _)| before.trim_end());
        let is_host = clock.is_some_and(|host| !host.is_empty() && !host.contains(' '));
        let assumed = match first.trim_end().ends_with('}') {
            true if is_host => HOST_FIRST,
            false if is_host => ONE_LINE,
            _ => EVENT_FIRST,
        };
        let pattern = compile(assumed, 1)?;
        return Ok(Rule { pattern, delimiter: None, start, assumed: true, parse });
    }
    let line = line_number(text, start);
    let pattern = compile(first.trim(), line)?;
    if let Some(name) = GROUPS.into_iter().find(|name| pattern.names().all(|own| own != *name)) {
        return Err(TraceError::at(line, Problem::NoGroup { name }));
    }
    let second_at = (start + first.len() + 1).min(text.len());
    let second = line_at(text, second_at);
    let below = (second_at + second.len() + 1).min(text.len());
    let mut rule = Rule { pattern, delimiter: None, start: second_at, assumed: false, parse };
    if second.trim().is_empty() {
        rule.start = below;
    } else if let Ok(delimiter) = Pattern::new(second.trim()) {
        // Where nothing is divided by it, it belongs to the log.
        let rest = &text[below..];
        let divides = delimiter.find(rest, 0, &mut Patience::of(rest)).map_err(too_slow)?;
        if divides.is_some_and(|found| found.range().0 < found.range().1) {
            rule.start = below;
            rule.delimiter = Some(delimiter);
        }
    }
    Ok(rule)
}

fn compile(text: &str, line: usize) -> Result<Pattern, TraceError> {
    Pattern::new(text).map_err(|error| TraceError::at(line, Problem::Rule(error)))
}

fn too_slow(_: TooSlow) -> TraceError {
    TraceError { line: None, problem: Problem::TooSlow }
}

fn line_at(text: &str, at: usize) -> &str {
    text[at..].split('\n').next().unwrap_or_default()
}

fn line_number(text: &str, at: usize) -> usize {
    text[..at].bytes().filter(|byte| *byte == b'\n').count() + 1
}

/// A stretch of the text with a name.
struct Execution {
    label: String,
    from: usize,
    to: usize,
}

/// What stands between two delimiters is an execution, unless it is blank. A group `trace` of the
/// delimiter before it names it; otherwise it has a number.
fn divide(text: &str, rule: &Rule) -> Result<Vec<Execution>, TraceError> {
    let mut executions: Vec<Execution> = Vec::new();
    let mut add = |label: Option<String>, from: usize, to: usize| {
        if text[from..to].trim().is_empty() {
            return;
        }
        let number = executions.len() + 1;
        let label = label.filter(|label| !label.is_empty()).unwrap_or_else(|| number.to_string());
        let is_taken = executions.iter().any(|known| known.label == label);
        let label = if is_taken { format!("{label} ({number})") } else { label };
        executions.push(Execution { label, from, to });
    };
    let (mut from, mut label, mut patience) = (rule.start, None, Patience::of(text));
    if let Some(delimiter) = &rule.delimiter {
        let mut at = from;
        while let Some(found) = delimiter.find(text, at, &mut patience).map_err(too_slow)? {
            let (start, end) = found.range();
            if start < end {
                add(label, from, start);
                label = delimiter.group(&found, "trace", text).map(str::to_string);
                from = end;
            }
            at = after(text, (start, end));
        }
    }
    add(label, from, text.len());
    Ok(executions)
}

/// Where to look on: an empty match is passed by.
fn after(text: &str, (start, end): (usize, usize)) -> usize {
    if start < end {
        return end;
    }
    end + text.get(end..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}

/// And how many lines belong to none of them.
fn events(
    text: &str,
    rule: &Rule,
    execution: &Execution,
) -> Result<(Vec<Logged>, u32), TraceError> {
    let within = &text[..execution.to];
    let mut patience = Patience::of(&text[execution.from..execution.to]);
    let (mut at, mut line_from) = (execution.from, execution.from);
    let (mut line, mut skipped) = (line_number(text, execution.from), 0);
    let mut logged = Vec::new();
    let mut end = execution.from;
    while let Some(found) = rule.pattern.find(within, at, &mut patience).map_err(too_slow)? {
        let range = found.range();
        skipped += pass_by(text, rule, (end, range.0))?;
        line += text[line_from..range.0].bytes().filter(|byte| *byte == b'\n').count();
        line_from = range.0;
        at = after(within, range);
        end = range.1;
        if range.0 == range.1 {
            continue;
        }
        if logged.len() == EVENTS_MAX {
            return Err(TraceError::at(line, Problem::TooManyEvents { max: EVENTS_MAX }));
        }
        logged.push(event(within, rule, &found, line)?);
    }
    skipped += pass_by(text, rule, (end.min(execution.to), execution.to))?;
    if logged.is_empty() {
        return Err(TraceError { line: None, problem: Problem::NothingFound });
    }
    Ok((logged, skipped))
}

/// Counts the lines between two events. One that has braces was meant to be an event.
fn pass_by(text: &str, rule: &Rule, (from, to): (usize, usize)) -> Result<u32, TraceError> {
    let between = text.get(from..to).unwrap_or_default();
    let mut count = 0;
    let mut at = from;
    for line in between.split('\n') {
        if !line.trim().is_empty() {
            count += 1;
            if rule.assumed && line.contains('{') && line.contains('"') {
                let problem = Problem::Loose { text: line.trim().to_string() };
                return Err(TraceError::at(line_number(text, at), problem));
            }
        }
        at += line.len() + 1;
    }
    Ok(count)
}

fn event(text: &str, rule: &Rule, found: &Found, line: usize) -> Result<Logged, TraceError> {
    let group = |name: &str| rule.pattern.group(found, name, text).unwrap_or_default();
    let line_of = |name: &str| {
        let at = group(name).as_ptr() as usize;
        let start = text.as_ptr() as usize + found.range().0;
        // An empty group that took no part has no place of its own.
        let before = at.checked_sub(start).and_then(|len| text.get(found.range().0..)?.get(..len));
        line + before.map_or(0, |before| before.bytes().filter(|byte| *byte == b'\n').count())
    };
    let host = group("host").to_string();
    let clock_line = line_of("clock");
    if host.is_empty() {
        return Err(TraceError::at(clock_line, Problem::NoHost));
    }
    let clock =
        clock(group("clock"), rule.parse).map_err(|problem| TraceError::at(clock_line, problem))?;
    let others = rule.pattern.names().filter(|name| !GROUPS.contains(name));
    let fields = others.map(|name| (name.to_string(), group(name).to_string()));
    Ok(Logged {
        host,
        clock,
        line: clock_line,
        text: group("event").trim().to_string(),
        fields: fields.filter(|(_, value)| !value.is_empty()).collect(),
    })
}

fn clock(text: &str, parse: ParseJson) -> Result<Vec<(String, u64)>, Problem> {
    let json = parse(text)
        .map_err(|error| Problem::Clock { text: text.to_string(), message: error.message })?;
    let wrong = || Problem::ClockShape { text: text.to_string() };
    let Json::Object(counts) = json else { return Err(wrong()) };
    let count = |(host, count)| match count {
        Json::Whole(count) => Ok((host, count)),
        _ => Err(wrong()),
    };
    counts.into_iter().map(count).collect()
}
