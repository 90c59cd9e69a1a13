//! The grammar of faults in a link: a time, a letter for what happens, and what it happens to.

use std::fmt::Write;

use super::text::{Bad, Expected, Piece, leading_time, print_time};
use crate::sim::fault::{Fault, MessageName, TimedFault};
use crate::sim::protocol::NodeId;

/// Every fault verb and what follows it. A verb without arguments has an empty form of its own.
const VERBS: &[(char, &str)] = &[
    ('c', "NODE"),
    ('t', "NODE"),
    ('r', "NODE"),
    ('w', "NODE"),
    ('p', "NODE"),
    ('g', "NODE"),
    ('x', "NODE-NODE-…"),
    ('b', "NODE-NODE"),
    ('o', "FROM-TO"),
    ('h', "NODE-NODE"),
    ('d', "FROM-TO-NTH"),
    ('l', "FROM-TO-NTH-MICROSECONDS"),
    ('m', "FROM-TO-NTH"),
    ('z', "FROM-TO-NTH"),
    ('k', "NODE-MICROSECONDS"),
    ('j', "NODE-PERMILLE"),
    ('s', "NODE-MICROSECONDS"),
    ('i', "FROM-TO-MICROSECONDS"),
    ('a', ""),
];

/// `900c2`, `38500ud0-2-1`.
pub fn print_fault(timed: &TimedFault) -> String {
    let (verb, numbers) = spell(&timed.fault);
    let mut text = format!("{}{verb}", print_time(timed.at));
    for (index, number) in numbers.iter().enumerate() {
        if index > 0 {
            text.push('-');
        }
        if *number < 0 {
            text.push('n');
        }
        let _ = write!(text, "{}", number.unsigned_abs());
    }
    text
}

fn spell(fault: &Fault) -> (char, Vec<i128>) {
    let named = |message: &MessageName| vec![id(message.from), id(message.to), message.nth.into()];
    match fault {
        Fault::Crash { node } => ('c', vec![id(*node)]),
        Fault::TearWrite { node } => ('t', vec![id(*node)]),
        Fault::Restart { node } => ('r', vec![id(*node)]),
        Fault::RestartDiskLost { node } => ('w', vec![id(*node)]),
        Fault::Pause { node } => ('p', vec![id(*node)]),
        Fault::Resume { node } => ('g', vec![id(*node)]),
        Fault::Partition { side } => ('x', side.iter().map(|node| id(*node)).collect()),
        Fault::Cut { a, b } => ('b', vec![id(*a), id(*b)]),
        Fault::CutOneWay { from, to } => ('o', vec![id(*from), id(*to)]),
        Fault::Heal { a, b } => ('h', vec![id(*a), id(*b)]),
        Fault::HealCuts => ('h', Vec::new()),
        Fault::Drop { message } => ('d', named(message)),
        Fault::Delay { message, by_us } => {
            let mut numbers = named(message);
            numbers.push((*by_us).into());
            ('l', numbers)
        }
        Fault::Duplicate { message } => ('m', named(message)),
        Fault::Corrupt { message } => ('z', named(message)),
        Fault::JumpClock { node, by_us } => ('k', vec![id(*node), (*by_us).into()]),
        Fault::DriftClock { node, rate_permille } => {
            ('j', vec![id(*node), (*rate_permille).into()])
        }
        Fault::SlowNode { node, step_us } => ('s', vec![id(*node), (*step_us).into()]),
        Fault::SlowLink { from, to, extra_us } => {
            ('i', vec![id(*from), id(*to), (*extra_us).into()])
        }
        Fault::HealEverything => ('a', Vec::new()),
    }
}

fn id(node: NodeId) -> i128 {
    node.0.into()
}

pub fn parse_fault(piece: Piece) -> Result<TimedFault, Bad> {
    let (at, rest) = leading_time(piece)?;
    let Some(verb) = rest.text.chars().next() else {
        return Err(rest.bad(Expected::Verb));
    };
    let Some((_, form)) = VERBS.iter().find(|(known, _)| *known == verb) else {
        return Err(rest.bad(Expected::Verb));
    };
    let tail = rest.slice(verb.len_utf8(), rest.text.len());
    let arguments: Vec<Piece> =
        if tail.text.is_empty() { Vec::new() } else { tail.split('-').collect() };
    match parse_act(verb, &arguments)? {
        Some(fault) => Ok(TimedFault { at, fault }),
        None => Err(rest.bad(Expected::Arguments { verb, form })),
    }
}

/// `None` when the verb does not go with so many arguments.
fn parse_act(verb: char, arguments: &[Piece]) -> Result<Option<Fault>, Bad> {
    Ok(Some(match (verb, arguments) {
        ('c', [node]) => Fault::Crash { node: node.node()? },
        ('t', [node]) => Fault::TearWrite { node: node.node()? },
        ('r', [node]) => Fault::Restart { node: node.node()? },
        ('w', [node]) => Fault::RestartDiskLost { node: node.node()? },
        ('p', [node]) => Fault::Pause { node: node.node()? },
        ('g', [node]) => Fault::Resume { node: node.node()? },
        ('x', [_, ..]) => {
            let side = arguments.iter().map(|node| node.node()).collect::<Result<_, _>>()?;
            Fault::Partition { side }
        }
        ('b', [a, b]) => Fault::Cut { a: a.node()?, b: b.node()? },
        ('o', [from, to]) => Fault::CutOneWay { from: from.node()?, to: to.node()? },
        ('h', []) => Fault::HealCuts,
        ('h', [a, b]) => Fault::Heal { a: a.node()?, b: b.node()? },
        ('d', [from, to, nth]) => Fault::Drop { message: message(from, to, nth)? },
        ('l', [from, to, nth, by]) => {
            Fault::Delay { message: message(from, to, nth)?, by_us: by.us()? }
        }
        ('m', [from, to, nth]) => Fault::Duplicate { message: message(from, to, nth)? },
        ('z', [from, to, nth]) => Fault::Corrupt { message: message(from, to, nth)? },
        ('k', [node, by]) => Fault::JumpClock { node: node.node()?, by_us: signed(by)? },
        ('j', [node, rate]) => {
            Fault::DriftClock { node: node.node()?, rate_permille: rate.number32()? }
        }
        ('s', [node, step]) => Fault::SlowNode { node: node.node()?, step_us: step.us()? },
        ('i', [from, to, extra]) => {
            Fault::SlowLink { from: from.node()?, to: to.node()?, extra_us: extra.us()? }
        }
        ('a', []) => Fault::HealEverything,
        _ => return Ok(None),
    }))
}

fn message(from: &Piece, to: &Piece, nth: &Piece) -> Result<MessageName, Bad> {
    Ok(MessageName { from: from.node()?, to: to.node()?, nth: nth.number32()? })
}

/// A number with an `n` in front when it is negative.
fn signed(piece: &Piece) -> Result<i64, Bad> {
    let max = i64::MAX as u64;
    match piece.strip('n') {
        Some(digits) => digits.number(1, max).map(|number| -(number as i64)),
        None => piece.number(0, max).map(|number| number as i64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_print_as_they_parse() {
        let texts = [
            "900c2",
            "38500uc0",
            "0t1",
            "1r3",
            "1w3",
            "5p0",
            "6g0",
            "1500x0-1",
            "2b0-1",
            "2o1-0",
            "3h",
            "3h0-1",
            "4d0-2-1",
            "4l0-2-1-5000",
            "4m0-2-17",
            "4z0-2-1",
            "7k1-n5000",
            "7k1-0",
            "7j1-1100",
            "8s2-3000",
            "8i0-1-9",
            "2400a",
        ];
        for text in texts {
            let timed = parse_fault(Piece::new(text)).expect(text);
            assert_eq!(print_fault(&timed), text);
        }
        let verbs: String = VERBS.iter().map(|(verb, _)| format!(" {verb}")).collect();
        assert!(Expected::Verb.say().en.ends_with(&verbs));
    }

    #[test]
    fn what_does_not_parse_says_where() {
        let cases = [
            ("", 0, "", "a time"),
            ("c2", 0, "c2", "a time"),
            ("900", 3, "", "one of the fault"),
            ("900y2", 3, "y2", "one of the fault"),
            ("900c", 3, "c", "cNODE"),
            ("900c2-3", 3, "c2-3", "cNODE"),
            ("900c02", 4, "02", "a number"),
            ("900x0--1", 6, "", "a number"),
            ("900k0-n0", 7, "0", "a number"),
            ("900a1", 3, "a1", "a alone"),
            ("900c99999", 4, "99999", "a number from 0 to 65535"),
            ("99999999999999999999c1", 0, "99999999999999999999c1", "a time"),
        ];
        for (text, at, found, expected) in cases {
            let bad = parse_fault(Piece::new(text)).expect_err(text);
            assert_eq!((bad.at, bad.found.as_str()), (at, found), "{text}");
            assert!(bad.expected.say().en.starts_with(expected), "{text}: {:?}", bad.expected);
        }
    }
}
