//! Transactions: how clients write them, what they do where, and how they are named.
//!
//! A word says what to do: `t` FROM TO… AMOUNT transfers, `r` ACCOUNT… reads, and both may stand in
//! one word, in this order. An account is a participant's number and a letter. `t1a2b30` takes 30
//! from account a at R1 and gives it to account b at R2; `t1a2b3a5` gives 5 to each of two accounts
//! and takes 10; `r1a2b` reads two accounts; `t1a2b30r3a` transfers and reads.

use std::fmt;

use crate::sim::word::Word;

/// The most participants, so that a number is one digit.
pub const PARTICIPANTS_MAX: u16 = 9;
pub const ACCOUNTS_MAX: u16 = 5;

/// The name of a transaction, older ones first. The coordinator counts its own starts on disk, so
/// that no name is given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    pub start: u32,
    pub number: u32,
    pub coordinator: u16,
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("T")?;
        if self.start > 1 {
            write!(f, "{}.", self.start)?;
        }
        write!(f, "{}", self.number)?;
        if self.coordinator > 0 {
            write!(f, "·C{}", self.coordinator + 1)?;
        }
        Ok(())
    }
}

/// One account of one participant, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account {
    pub at: u16,
    pub letter: u16,
}

impl Account {
    pub fn letter(self) -> char {
        (b'a' + self.letter as u8) as char
    }
}

/// What a transaction does to an account; nothing, when it only reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Operation {
    pub account: Account,
    pub change: i64,
}

impl Operation {
    pub fn writes(self) -> bool {
        self.change != 0
    }
}

/// A set of participants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Members(u16);

impl Members {
    pub fn insert(&mut self, at: u16) {
        self.0 |= 1 << at;
    }

    pub fn remove(&mut self, at: u16) {
        self.0 &= !(1 << at);
    }

    pub fn contains(self, at: u16) -> bool {
        self.0 & 1 << at != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn without(self, others: Members) -> Members {
        Members(self.0 & !others.0)
    }

    pub fn and(self, others: Members) -> Members {
        Members(self.0 | others.0)
    }

    pub fn iter(self) -> impl Iterator<Item = u16> {
        (0..PARTICIPANTS_MAX).filter(move |at| self.contains(*at))
    }
}

impl fmt::Display for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, at) in self.iter().enumerate() {
            let space = if index > 0 { " " } else { "" };
            write!(f, "{space}R{}", at + 1)?;
        }
        Ok(())
    }
}

/// A transaction and what it was asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Job {
    pub id: Id,
    pub word: Word,
}

impl Job {
    /// Only words that parse become jobs.
    pub fn operations(&self) -> Vec<Operation> {
        parse(self.word).unwrap_or_default()
    }

    pub fn operations_at(&self, at: u16) -> Vec<Operation> {
        let mut operations = self.operations();
        operations.retain(|operation| operation.account.at == at);
        operations
    }

    pub fn members(&self) -> Members {
        let mut members = Members::default();
        for operation in self.operations() {
            members.insert(operation.account.at);
        }
        members
    }

    pub fn only_reads_at(&self, at: u16) -> bool {
        self.operations_at(at).iter().all(|operation| !operation.writes())
    }

    /// Whether both use an account of the participant and one of them changes it.
    pub fn conflicts(&self, other: &Job, at: u16) -> bool {
        self.changes_what(other, at) || other.changes_what(self, at)
    }

    /// Whether it changes an account of the participant that the other one uses.
    pub fn changes_what(&self, other: &Job, at: u16) -> bool {
        let theirs = other.operations_at(at);
        let mut mine = self.operations_at(at).into_iter().filter(|mine| mine.writes());
        mine.any(|mine| theirs.iter().any(|their| their.account == mine.account))
    }

    pub fn only_reads(&self) -> bool {
        self.operations().iter().all(|operation| !operation.writes())
    }
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.word)
    }
}

const GRAMMAR: &str = "write t1a2b30 to transfer 30 from account a at R1 to b at R2, r1a2b to read";

/// Reads a word; the error says what is wrong with it.
pub fn parse(word: Word) -> Result<Vec<Operation>, String> {
    let wrong = |what: &str| format!("“{word}” {what}: {GRAMMAR}");
    let mut rest = word.as_str();
    let mut operations = Vec::new();
    if let Some(transfer) = rest.strip_prefix('t') {
        let accounts;
        (accounts, rest) = read_accounts(transfer);
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let amount: i64 = rest[..digits].parse().unwrap_or(0);
        rest = &rest[digits..];
        if accounts.len() < 2 {
            return Err(wrong("names fewer than two accounts"));
        }
        if amount == 0 {
            return Err(wrong("transfers nothing"));
        }
        let taken = -amount * (accounts.len() as i64 - 1);
        let changes = accounts.into_iter().enumerate();
        operations.extend(changes.map(|(index, account)| {
            let change = if index == 0 { taken } else { amount };
            Operation { account, change }
        }));
    }
    if let Some(reads) = rest.strip_prefix('r') {
        let accounts;
        (accounts, rest) = read_accounts(reads);
        if accounts.is_empty() {
            return Err(wrong("reads no account"));
        }
        operations.extend(accounts.into_iter().map(|account| Operation { account, change: 0 }));
    }
    if !rest.is_empty() || operations.is_empty() {
        return Err(wrong("is no transaction"));
    }
    let mut accounts: Vec<Account> = operations.iter().map(|one| one.account).collect();
    accounts.sort();
    if accounts.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(wrong("names an account twice"));
    }
    Ok(operations)
}

/// Pairs of a digit and a letter at the beginning, and what follows them.
fn read_accounts(text: &str) -> (Vec<Account>, &str) {
    let (mut accounts, mut rest) = (Vec::new(), text);
    while let [at @ b'1'..=b'9', letter @ b'a'..=b'e', ..] = rest.as_bytes() {
        accounts.push(Account { at: (at - b'1') as u16, letter: (letter - b'a') as u16 });
        rest = &rest[2..];
    }
    (accounts, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(text: &str) -> Result<Vec<(u16, char, i64)>, String> {
        let operations = parse(Word::new(text).expect("a word"))?;
        let one = |op: &Operation| (op.account.at + 1, op.account.letter(), op.change);
        Ok(operations.iter().map(one).collect())
    }

    #[test]
    fn words_are_read_as_they_are_meant() {
        assert_eq!(changes("t1a2b30"), Ok(vec![(1, 'a', -30), (2, 'b', 30)]));
        assert_eq!(changes("t1a2b3a5"), Ok(vec![(1, 'a', -10), (2, 'b', 5), (3, 'a', 5)]));
        assert_eq!(changes("t1a2b30r3c"), Ok(vec![(1, 'a', -30), (2, 'b', 30), (3, 'c', 0)]));
        assert_eq!(changes("r1a9e"), Ok(vec![(1, 'a', 0), (9, 'e', 0)]));
        assert_eq!(changes("t1a1b999999"), Ok(vec![(1, 'a', -999_999), (1, 'b', 999_999)]));
    }

    #[test]
    fn other_words_are_refused_with_a_reason() {
        for (word, reason) in [
            ("blue", "no transaction"),
            ("t1a30", "fewer than two accounts"),
            ("t1a2b", "transfers nothing"),
            ("t1a2b0", "transfers nothing"),
            ("r", "reads no account"),
            ("t1a1a5", "twice"),
            ("t1a2b5r1a", "twice"),
            ("t1a2b5x", "no transaction"),
            ("t0a2b5", "fewer than two accounts"),
            ("r1f", "reads no account"),
        ] {
            let error = changes(word).expect_err(word);
            assert!(error.contains(reason) && error.contains(word), "{error}");
        }
    }
}
