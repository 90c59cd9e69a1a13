//! Regular expressions as ShiViz writes its rules: those of JavaScript (ECMA-262, 22.2) without
//! look-around and back references, `^` and `$` at every line. A match goes back where it must, on
//! a stack of its own, and counts its steps: no expression holds anybody up.

use super::pattern_reader::{self, Node, Set};

/// More of a program than any rule takes.
const OPS_MAX: usize = 4_000;
/// Ways that are still to be tried.
const STACK_MAX: usize = 1 << 20;
/// What every search may take, and what each byte of the text adds.
const STEPS: u64 = 2_000_000;
const STEPS_PER_BYTE: u64 = 24;

/// Why an expression was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// The character where it was noticed, from 1.
    pub at: usize,
    pub wrong: Wrong,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A bracket without the other.
    Unclosed,
    Unopened,
    NothingToRepeat,
    /// Look-around, back references and the like.
    Unsupported,
    Group,
    RepeatedName,
    Range,
    TooLarge,
}

/// The text is not done with after as many steps as it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooSlow;

/// What is left of the steps that a text may take.
pub struct Patience(u64);

impl Patience {
    pub fn of(text: &str) -> Patience {
        Patience::for_bytes(text.len())
    }

    /// For several texts of this length together.
    pub fn for_bytes(bytes: usize) -> Patience {
        Patience(STEPS + STEPS_PER_BYTE * bytes as u64)
    }
}

#[derive(Clone, Debug)]
enum Op {
    One(char),
    Any,
    Set(Set),
    LineStart,
    LineEnd,
    Boundary(bool),
    /// Goes on at the first, and at the second if that leads nowhere.
    Either(usize, usize),
    Jump(usize),
    Save(usize),
    /// A round of a loop begins here, and must have read something when it ends there.
    Round(usize),
    Progress(usize),
    Done,
}

#[derive(Clone, Debug)]
pub struct Pattern {
    ops: Vec<Op>,
    names: Vec<(String, usize)>,
    slots: usize,
    /// Letters stand for both cases.
    folded: bool,
}

/// Where a match and its groups begin and end, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found(Vec<Option<usize>>);

impl Found {
    pub fn range(&self) -> (usize, usize) {
        (self.0[0].unwrap_or_default(), self.0[1].unwrap_or_default())
    }
}

enum Back {
    To { op: usize, at: usize },
    Slot { slot: usize, was: Option<usize> },
}

impl Pattern {
    pub fn new(text: &str) -> Result<Pattern, PatternError> {
        Pattern::read(text, false)
    }

    /// English letters of either case are the same.
    pub fn folded(text: &str) -> Result<Pattern, PatternError> {
        Pattern::read(text, true)
    }

    fn read(text: &str, folded: bool) -> Result<Pattern, PatternError> {
        let read = pattern_reader::read(text)?;
        let mut pattern =
            Pattern { ops: Vec::new(), names: read.names, slots: 2 * read.groups, folded };
        let whole = Node::Group(Box::new(read.node), Some(0));
        let end = text.chars().count();
        let fits = pattern.write(&whole) && pattern.push(Op::Done);
        if !fits {
            return Err(PatternError { at: end.max(1), wrong: Wrong::TooLarge });
        }
        Ok(pattern)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| name.as_str())
    }

    /// What a named group has of a match, if it took part.
    pub fn group<'a>(&self, found: &Found, name: &str, text: &'a str) -> Option<&'a str> {
        let (_, group) = self.names.iter().find(|(known, _)| known == name)?;
        text.get((*found.0.get(2 * group)?)?..(*found.0.get(2 * group + 1)?)?)
    }

    fn push(&mut self, op: Op) -> bool {
        self.ops.push(op);
        self.ops.len() <= OPS_MAX
    }

    /// Appends what matches the node; whether there is room for it.
    fn write(&mut self, node: &Node) -> bool {
        match node {
            Node::Empty => true,
            Node::One(c) => {
                self.push(Op::One(if self.folded { c.to_ascii_lowercase() } else { *c }))
            }
            Node::Any => self.push(Op::Any),
            Node::Set(set) => self.push(Op::Set(set.clone())),
            Node::LineStart => self.push(Op::LineStart),
            Node::LineEnd => self.push(Op::LineEnd),
            Node::Boundary(is) => self.push(Op::Boundary(*is)),
            Node::Row(nodes) => nodes.iter().all(|node| self.write(node)),
            Node::Group(node, None) => self.write(node),
            Node::Group(node, Some(group)) => {
                self.push(Op::Save(2 * group))
                    && self.write(node)
                    && self.push(Op::Save(2 * group + 1))
            }
            Node::Either(nodes) => self.write_either(nodes),
            Node::Repeat { node, min, max, greedy } => self.write_loop(node, *min, *max, *greedy),
        }
    }

    fn write_either(&mut self, nodes: &[Node]) -> bool {
        let mut ends = Vec::new();
        let Some((last, first)) = nodes.split_last() else { return true };
        for node in first {
            let fork = self.ops.len();
            if !(self.push(Op::Either(fork + 1, 0)) && self.write(node) && self.push(Op::Jump(0))) {
                return false;
            }
            ends.push(self.ops.len() - 1);
            self.ops[fork] = Op::Either(fork + 1, self.ops.len());
        }
        let fits = self.write(last);
        let end = self.ops.len();
        ends.into_iter().for_each(|jump| self.ops[jump] = Op::Jump(end));
        fits
    }

    fn write_loop(&mut self, node: &Node, min: u32, max: Option<u32>, greedy: bool) -> bool {
        for _ in 0..min {
            if !self.write(node) {
                return false;
            }
        }
        let fork = |on: usize, out: usize| {
            if greedy { Op::Either(on, out) } else { Op::Either(out, on) }
        };
        let Some(max) = max else {
            let (start, slot) = (self.ops.len(), self.slots);
            self.slots += 1;
            let fits = self.push(fork(start + 1, 0))
                && self.push(Op::Round(slot))
                && self.write(node)
                && self.push(Op::Progress(slot))
                && self.push(Op::Jump(start));
            self.ops[start] = fork(start + 1, self.ops.len());
            return fits;
        };
        let mut forks = Vec::new();
        for _ in min..max {
            forks.push(self.ops.len());
            if !(self.push(Op::Done) && self.write(node)) {
                return false;
            }
        }
        let end = self.ops.len();
        forks.into_iter().for_each(|start| self.ops[start] = fork(start + 1, end));
        true
    }

    /// The first match that begins at `from` or behind it.
    pub fn find(
        &self,
        text: &str,
        from: usize,
        patience: &mut Patience,
    ) -> Result<Option<Found>, TooSlow> {
        let mut start = from;
        while start <= text.len() {
            if let Some(found) = self.match_at(text, start, patience)? {
                return Ok(Some(found));
            }
            start += next(text, start).map_or(1, char::len_utf8);
        }
        Ok(None)
    }

    fn match_at(
        &self,
        text: &str,
        start: usize,
        patience: &mut Patience,
    ) -> Result<Option<Found>, TooSlow> {
        let mut slots = vec![None; self.slots];
        let mut stack: Vec<Back> = Vec::new();
        let (mut op, mut at) = (0, start);
        loop {
            patience.0 = patience.0.checked_sub(1).ok_or(TooSlow)?;
            let matched = match &self.ops[op] {
                Op::Done => return Ok(Some(Found(slots))),
                Op::Either(first, second) => {
                    if stack.len() >= STACK_MAX {
                        return Err(TooSlow);
                    }
                    stack.push(Back::To { op: *second, at });
                    op = *first;
                    continue;
                }
                Op::Jump(to) => {
                    op = *to;
                    continue;
                }
                Op::Save(slot) | Op::Round(slot) => {
                    stack.push(Back::Slot { slot: *slot, was: slots[*slot] });
                    slots[*slot] = Some(at);
                    true
                }
                Op::Progress(slot) => slots[*slot] != Some(at),
                Op::LineStart => at == 0 || text.as_bytes()[at - 1] == b'\n',
                Op::LineEnd => text.as_bytes().get(at).is_none_or(|byte| *byte == b'\n'),
                Op::Boundary(is) => is_boundary(text, at) == *is,
                one => match next(text, at).filter(|c| self.takes(one, *c)) {
                    Some(c) => {
                        at += c.len_utf8();
                        true
                    }
                    None => false,
                },
            };
            if matched {
                op += 1;
                continue;
            }
            match back(&mut stack, &mut slots) {
                Some(to) => (op, at) = to,
                None => return Ok(None),
            }
        }
    }

    fn takes(&self, op: &Op, c: char) -> bool {
        match op {
            Op::One(one) => *one == if self.folded { c.to_ascii_lowercase() } else { c },
            Op::Any => c != '\n' && c != '\r',
            Op::Set(set) => {
                let either = [c.to_ascii_lowercase(), c.to_ascii_uppercase()];
                let is_folded = self.folded && !set.negated();
                set.has(c) || (is_folded && either.into_iter().any(|c| set.has(c)))
            }
            _ => false,
        }
    }
}

/// The latest way that is still to be tried.
fn back(stack: &mut Vec<Back>, slots: &mut [Option<usize>]) -> Option<(usize, usize)> {
    loop {
        match stack.pop()? {
            Back::To { op, at } => return Some((op, at)),
            Back::Slot { slot, was } => slots[slot] = was,
        }
    }
}

fn next(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

fn is_boundary(text: &str, at: usize) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let bytes = text.as_bytes();
    is_word(at.checked_sub(1).and_then(|before| bytes.get(before))) != is_word(bytes.get(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, text: &str) -> Option<String> {
        let pattern = Pattern::new(pattern).expect("a pattern");
        let found = pattern.find(text, 0, &mut Patience::of(text)).expect("in time")?;
        let (start, end) = found.range();
        Some(text[start..end].to_string())
    }

    #[test]
    fn it_matches_as_javascript_does() {
        for (pattern, text, expected) in [
            ("a+?b", "xaab", Some("aab")),
            ("a|ab", "ab", Some("a")),
            ("(a*)*b", "aaab", Some("aaab")),
            ("(?:x|y){2,3}", "zxyxy", Some("xyx")),
            ("{.*}", "a {\"b\":1} c}", Some("{\"b\":1} c}")),
            (r"\{[^}]*\}", "a {b} c}", Some("{b}")),
            (r"\[(\d{2}:){2}\d{2}\]", "at [10:20:30]", Some("[10:20:30]")),
            (r"^b$", "a\nb\nc", Some("b")),
            (r"\bnode\b", "anode node", Some("node")),
            (r"[^\s,]+", " ,né,", Some("né")),
            (r"a{,2}", "a{,2}", Some("a{,2}")),
            (r"[a-c\-]+", "xa-bz", Some("a-b")),
            (r"\/\.\x41\u0042", "/.AB", Some("/.AB")),
            (r"[^]", "\n", Some("\n")),
            ("", "x", Some("")),
            ("b", "aaa", None),
        ] {
            assert_eq!(found(pattern, text).as_deref(), expected, "{pattern} in {text}");
        }
    }

    #[test]
    fn groups_have_names() {
        let text = "one\ntwo {}";
        let pattern =
            Pattern::new(r"(?<event>.*)\n(?<host>\S*) (?<clock>{.*})(?<more>x)?").unwrap();
        let found = pattern.find(text, 0, &mut Patience::of(text)).unwrap().expect("a match");
        let group = |name| pattern.group(&found, name, text);
        assert_eq!(group("event"), Some("one"));
        assert_eq!((group("host"), group("clock")), (Some("two"), Some("{}")));
        assert_eq!((group("more"), group("less")), (None, None));
        assert_eq!(pattern.names().count(), 4);
    }

    #[test]
    fn what_is_no_expression_says_where() {
        for (pattern, at, wrong) in [
            ("a(b", 2, Wrong::Unclosed),
            ("a)", 2, Wrong::Unopened),
            ("*a", 1, Wrong::NothingToRepeat),
            ("a[b", 2, Wrong::Unclosed),
            ("(?=a)", 1, Wrong::Unsupported),
            (r"(a)\1", 4, Wrong::Unsupported),
            ("(?<1>a)", 1, Wrong::Group),
            ("(?<a>a)(?<a>b)", 8, Wrong::RepeatedName),
            ("[b-a]", 1, Wrong::Range),
            ("a{3,2}", 2, Wrong::Range),
            ("(a{900}){900}", 13, Wrong::TooLarge),
        ] {
            let error = Pattern::new(pattern).expect_err(pattern);
            assert_eq!(error, PatternError { at, wrong }, "{pattern}");
        }
    }

    #[test]
    fn no_expression_goes_on_for_ever() {
        let text = "a".repeat(40);
        let pattern = Pattern::new("(a*)*(a*)*(a*)*b").unwrap();
        assert_eq!(pattern.find(&text, 0, &mut Patience::of(&text)), Err(TooSlow));
    }

    #[test]
    fn folded_letters_are_of_either_case() {
        let pattern = Pattern::folded("pRe[A-C]pare").unwrap();
        let text = "x PREbPARE";
        assert!(pattern.find(text, 0, &mut Patience::of(text)).unwrap().is_some());
    }
}
