//! Keys from a file or standard input, one a line, a line at a time in memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::{Stop, said};

/// A line that is longer is a mistake rather than a key.
const KEY_BYTES_MAX: usize = 1 << 16;
const BUFFER_BYTES: usize = 1 << 16;

/// Calls `use_key` with every key and its line, counted from 1. A line without anything is no key.
pub fn each(
    path: &str,
    mut use_key: impl FnMut(u64, &[u8]) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let mut source: Box<dyn BufRead> = if path == "-" {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(path).map_err(|error| said(format!("{path}: {error}")))?;
        Box::new(BufReader::with_capacity(BUFFER_BYTES, file))
    };
    let (mut key, mut line) = (Vec::new(), 0);
    loop {
        key.clear();
        line += 1;
        let mut limited = source.by_ref().take(KEY_BYTES_MAX as u64 + 2);
        let read = limited.read_until(b'\n', &mut key);
        if read.map_err(|error| said(format!("{path}: {error}")))? == 0 {
            return Ok(());
        }
        if key.ends_with(b"\n") {
            key.pop();
        }
        if key.ends_with(b"\r") {
            key.pop();
        }
        if key.len() > KEY_BYTES_MAX {
            return Err(said(format!(
                "{path}: line {line} is longer than {KEY_BYTES_MAX} bytes, which no key should be"
            )));
        }
        if !key.is_empty() {
            use_key(line, &key)?;
        }
    }
}

/// How many keys there are, for an algorithm that has to know it beforehand.
pub fn count(path: &str) -> Result<u64, Stop> {
    if path == "-" || Path::new(path).exists() && !Path::new(path).is_file() {
        return Err(said("bounded has to know how many keys there are: give them in a file"));
    }
    let mut count = 0;
    each(path, |_, _| {
        count += 1;
        Ok(())
    })?;
    Ok(count)
}
