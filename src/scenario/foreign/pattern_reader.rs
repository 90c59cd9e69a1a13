//! Reads a regular expression into a tree.

use super::pattern::{PatternError, Wrong};

/// Groups within groups.
const DEPTH_MAX: u32 = 60;
const COUNT_MAX: u32 = 1_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Empty,
    One(char),
    /// But for the end of a line.
    Any,
    Set(Set),
    LineStart,
    LineEnd,
    Boundary(bool),
    Row(Vec<Node>),
    Either(Vec<Node>),
    /// Remembered under its number.
    Group(Box<Node>, Option<usize>),
    Repeat {
        node: Box<Node>,
        min: u32,
        max: Option<u32>,
        greedy: bool,
    },
}

/// Characters, or all but these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set {
    ranges: Vec<(char, char)>,
    negated: bool,
}

impl Set {
    fn of(ranges: &[(char, char)], negated: bool) -> Set {
        Set { ranges: ranges.to_vec(), negated }
    }

    pub fn negated(&self) -> bool {
        self.negated
    }

    pub fn has(&self, c: char) -> bool {
        self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)) != self.negated
    }

    /// Takes in all of another.
    fn add(&mut self, other: &Set) {
        if !other.negated {
            self.ranges.extend_from_slice(&other.ranges);
            return;
        }
        let mut inside = other.ranges.clone();
        inside.sort_unstable();
        let mut from = '\0';
        for (first, last) in inside {
            if let Some(before) = before(first).filter(|before| *before >= from) {
                self.ranges.push((from, before));
            }
            match after(last) {
                Some(next) => from = from.max(next),
                None => return,
            }
        }
        self.ranges.push((from, char::MAX));
    }
}

fn before(c: char) -> Option<char> {
    (1..=2_049).find_map(|step| char::from_u32((c as u32).checked_sub(step)?))
}

fn after(c: char) -> Option<char> {
    (1..=2_049).find_map(|step| char::from_u32(c as u32 + step))
}

const DIGITS: &[(char, char)] = &[('0', '9')];
const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
const SPACE: &[(char, char)] = &[
    ('\t', '\r'),
    (' ', ' '),
    ('\u{a0}', '\u{a0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200a}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202f}', '\u{202f}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
    ('\u{feff}', '\u{feff}'),
];

pub struct Read {
    pub node: Node,
    /// With the whole, which is the first.
    pub groups: usize,
    pub names: Vec<(String, usize)>,
}

pub fn read(text: &str) -> Result<Read, PatternError> {
    let mut reader = Reader { chars: text.chars().collect(), at: 0, groups: 1, names: Vec::new() };
    let node = reader.either(0)?;
    if reader.at < reader.chars.len() {
        return Err(wrong(reader.at, Wrong::Unopened));
    }
    Ok(Read { node, groups: reader.groups, names: reader.names })
}

fn wrong(at: usize, wrong: Wrong) -> PatternError {
    PatternError { at: at + 1, wrong }
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    groups: usize,
    names: Vec<(String, usize)>,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, c: char) -> bool {
        let is = self.peek() == Some(c);
        self.at += usize::from(is);
        is
    }

    fn next_is(&self, text: &str) -> bool {
        text.chars().zip(self.at..).all(|(c, at)| self.chars.get(at) == Some(&c))
    }

    fn either(&mut self, depth: u32) -> Result<Node, PatternError> {
        let mut rows = vec![self.row(depth)?];
        while self.eat('|') {
            rows.push(self.row(depth)?);
        }
        Ok(if rows.len() == 1 { rows.swap_remove(0) } else { Node::Either(rows) })
    }

    fn row(&mut self, depth: u32) -> Result<Node, PatternError> {
        let mut row = Vec::new();
        while let Some(c) = self.peek().filter(|c| !matches!(c, '|' | ')')) {
            let start = self.at;
            self.at += 1;
            let node = match c {
                '(' => self.group(start, depth)?,
                '[' => self.set(start)?,
                '\\' => self.escape(start)?,
                '.' => Node::Any,
                '^' => Node::LineStart,
                '$' => Node::LineEnd,
                '*' | '+' | '?' => return Err(wrong(start, Wrong::NothingToRepeat)),
                c => Node::One(c),
            };
            row.push(self.repeated(node)?);
        }
        Ok(match row.len() {
            0 => Node::Empty,
            1 => row.swap_remove(0),
            _ => Node::Row(row),
        })
    }

    fn repeated(&mut self, node: Node) -> Result<Node, PatternError> {
        let start = self.at;
        let (min, max) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.counts() {
                Some((min, max, end)) => {
                    if max.is_some_and(|max| max < min) {
                        return Err(wrong(start, Wrong::Range));
                    }
                    if min.max(max.unwrap_or(0)) > COUNT_MAX {
                        return Err(wrong(start, Wrong::TooLarge));
                    }
                    self.at = end - 1;
                    (min, max)
                }
                // Braces that are no count stand for themselves.
                None => return Ok(node),
            },
            _ => return Ok(node),
        };
        self.at += 1;
        let greedy = !self.eat('?');
        Ok(Node::Repeat { node: Box::new(node), min, max, greedy })
    }

    /// `{2}`, `{2,}` or `{2,3}`, and where it ends.
    fn counts(&self) -> Option<(u32, Option<u32>, usize)> {
        let inside: String = self.chars[self.at + 1..].iter().take_while(|c| **c != '}').collect();
        let end = self.at + inside.chars().count() + 2;
        self.chars.get(end - 1)?;
        let number = |digits: &str| {
            let is = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            is.then(|| digits.parse().unwrap_or(u32::MAX))
        };
        match inside.split_once(',') {
            None => number(&inside).map(|count| (count, Some(count), end)),
            Some((min, "")) => number(min).map(|min| (min, None, end)),
            Some((min, max)) => Some((number(min)?, Some(number(max)?), end)),
        }
    }

    fn group(&mut self, start: usize, depth: u32) -> Result<Node, PatternError> {
        if depth >= DEPTH_MAX {
            return Err(wrong(start, Wrong::TooLarge));
        }
        let number = if self.next_is("?:") {
            self.at += 2;
            None
        } else if ["?=", "?!", "?<=", "?<!"].iter().any(|around| self.next_is(around)) {
            return Err(wrong(start, Wrong::Unsupported));
        } else if self.eat('?') {
            // As Python has it, too.
            self.eat('P');
            Some(self.name(start)?)
        } else {
            self.groups += 1;
            Some(self.groups - 1)
        };
        let node = self.either(depth + 1)?;
        if !self.eat(')') {
            return Err(wrong(start, Wrong::Unclosed));
        }
        Ok(Node::Group(Box::new(node), number))
    }

    fn name(&mut self, start: usize) -> Result<usize, PatternError> {
        let is_open = self.eat('<');
        let name: String =
            self.chars[self.at..].iter().take_while(|c| is_name(**c)).copied().collect();
        self.at += name.chars().count();
        if !is_open
            || name.is_empty()
            || !self.eat('>')
            || name.starts_with(|c: char| c.is_ascii_digit())
        {
            return Err(wrong(start, Wrong::Group));
        }
        if self.names.iter().any(|(known, _)| *known == name) {
            return Err(wrong(start, Wrong::RepeatedName));
        }
        self.groups += 1;
        self.names.push((name, self.groups - 1));
        Ok(self.groups - 1)
    }

    fn set(&mut self, start: usize) -> Result<Node, PatternError> {
        let mut set = Set { ranges: Vec::new(), negated: self.eat('^') };
        loop {
            let at = self.at;
            match self.peek() {
                None => return Err(wrong(start, Wrong::Unclosed)),
                Some(']') => {
                    self.at += 1;
                    return Ok(Node::Set(set));
                }
                Some(_) => {}
            }
            let first = self.member(at)?;
            let is_range =
                self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|c| *c != ']');
            match first {
                Node::One(from) if is_range => {
                    self.at += 1;
                    let Node::One(to) = self.member(at)? else {
                        return Err(wrong(start, Wrong::Range));
                    };
                    if to < from {
                        return Err(wrong(start, Wrong::Range));
                    }
                    set.ranges.push((from, to));
                }
                Node::One(one) => set.ranges.push((one, one)),
                Node::Set(other) => set.add(&other),
                _ => {}
            }
        }
    }

    /// One character of a set, or one of the sets with a name.
    fn member(&mut self, start: usize) -> Result<Node, PatternError> {
        let c = self.peek().ok_or_else(|| wrong(start, Wrong::Unclosed))?;
        self.at += 1;
        match c {
            '\\' => match self.peek() {
                Some('b') => {
                    self.at += 1;
                    Ok(Node::One('\u{8}'))
                }
                Some('B') => Err(wrong(start, Wrong::Range)),
                _ => self.escape(self.at - 1),
            },
            c => Ok(Node::One(c)),
        }
    }

    fn escape(&mut self, start: usize) -> Result<Node, PatternError> {
        let c = self.peek().ok_or_else(|| wrong(start, Wrong::Unclosed))?;
        self.at += 1;
        Ok(match c {
            'd' => Node::Set(Set::of(DIGITS, false)),
            'D' => Node::Set(Set::of(DIGITS, true)),
            'w' => Node::Set(Set::of(WORD, false)),
            'W' => Node::Set(Set::of(WORD, true)),
            's' => Node::Set(Set::of(SPACE, false)),
            'S' => Node::Set(Set::of(SPACE, true)),
            'b' => Node::Boundary(true),
            'B' => Node::Boundary(false),
            'n' => Node::One('\n'),
            'r' => Node::One('\r'),
            't' => Node::One('\t'),
            'v' => Node::One('\u{b}'),
            'f' => Node::One('\u{c}'),
            '0' => Node::One('\0'),
            '1'..='9' | 'k' | 'p' | 'P' => return Err(wrong(start, Wrong::Unsupported)),
            'x' => Node::One(self.hex(2).unwrap_or('x')),
            'u' => Node::One(self.hex(4).unwrap_or('u')),
            c => Node::One(c),
        })
    }

    fn hex(&mut self, digits: usize) -> Option<char> {
        let text: String = self.chars.get(self.at..self.at + digits)?.iter().collect();
        let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let c = char::from_u32(u32::from_str_radix(&text, 16).ok().filter(|_| is_hex)?)?;
        self.at += digits;
        Some(c)
    }
}

fn is_name(c: char) -> bool {
    // What letters there are beyond English is not looked up.
    c.is_ascii_alphanumeric() || c == '_' || c == '$' || !c.is_ascii()
}
