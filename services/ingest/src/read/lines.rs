//! JSONL: one object a line.

use std::io::{BufRead, Read};

use chassis::Failure;

use super::{Batcher, Raw, read_failure};
use crate::error::BadRecord;

/// Reads lines up to the end. Blank lines are not records. A line longer than a
/// record may be is a bad record and is passed over without being held.
pub(super) fn read_jsonl(
    input: &mut dyn BufRead,
    max_record_bytes: usize,
    emit: &mut dyn FnMut(super::Batch) -> bool,
) -> Result<(), Failure> {
    let mut batcher = Batcher::new(emit);
    let mut number = 0;
    let mut line = Vec::new();
    while let Some(fits) = next_line(input, max_record_bytes, &mut line)? {
        number += 1;
        let raw = if !fits {
            Raw::Bad(BadRecord::new("RECORD_TOO_LARGE", number, ""))
        } else if line.trim_ascii().is_empty() {
            continue;
        } else {
            Raw::Json(std::mem::take(&mut line))
        };
        let bytes = match &raw {
            Raw::Json(bytes) => bytes.len(),
            _ => 64,
        };
        if !batcher.push(number, raw, bytes) {
            return Ok(());
        }
    }
    batcher.finish();
    Ok(())
}

/// Reads one line without its end into `line`. `None` at the end of the input;
/// `Some(false)` when the line is too long, in which case it was skipped.
pub(super) fn next_line(
    input: &mut dyn BufRead,
    max_bytes: usize,
    line: &mut Vec<u8>,
) -> Result<Option<bool>, Failure> {
    line.clear();
    let limit = max_bytes as u64 + 1;
    let n = input
        .take(limit)
        .read_until(b'\n', line)
        .map_err(|e| read_failure(&e))?;
    if n == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        return Ok(Some(true));
    }
    if line.len() <= max_bytes {
        return Ok(Some(true));
    }
    line.clear();
    skip_line(input)?;
    Ok(Some(false))
}

fn skip_line(input: &mut dyn BufRead) -> Result<(), Failure> {
    loop {
        let buffer = input.fill_buf().map_err(|e| read_failure(&e))?;
        if buffer.is_empty() {
            return Ok(());
        }
        if let Some(end) = buffer.iter().position(|&b| b == b'\n') {
            input.consume(end + 1);
            return Ok(());
        }
        let all = buffer.len();
        input.consume(all);
    }
}
