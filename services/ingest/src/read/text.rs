//! Plain text: one record a paragraph, blank lines between.

use std::io::BufRead;

use chassis::Failure;

use super::lines::next_line;
use super::parse::FieldValues;
use super::{Batcher, Raw};
use crate::error::BadRecord;

/// Reads paragraphs up to the end; a record's line is its first.
pub(super) fn read_text(
    input: &mut dyn BufRead,
    max_record_bytes: usize,
    emit: &mut dyn FnMut(super::Batch) -> bool,
) -> Result<(), Failure> {
    let mut batcher = Batcher::new(emit);
    let (mut number, mut first) = (0, 0);
    let (mut line, mut paragraph) = (Vec::new(), Vec::new());
    let mut too_large = false;
    loop {
        let read = next_line(input, max_record_bytes, &mut line)?;
        number += 1;
        let fits = read.unwrap_or(true);
        let ends = read.is_none() || (fits && line.trim_ascii().is_empty());
        if !ends {
            if paragraph.is_empty() && !too_large {
                first = number;
            } else {
                paragraph.push(b'\n');
            }
            paragraph.extend_from_slice(&line);
            if !fits || paragraph.len() > max_record_bytes {
                too_large = true;
                paragraph.clear();
            }
            continue;
        }
        let bytes = paragraph.len();
        let raw = if too_large {
            Some(Raw::Bad(BadRecord::new("RECORD_TOO_LARGE", first, "")))
        } else if paragraph.is_empty() {
            None
        } else {
            Some(Raw::Fields(FieldValues {
                text: Some(std::mem::take(&mut paragraph)),
                ..FieldValues::default()
            }))
        };
        too_large = false;
        paragraph.clear();
        if raw.is_some_and(|raw| !batcher.push(first, raw, bytes)) {
            return Ok(());
        }
        if read.is_none() {
            batcher.finish();
            return Ok(());
        }
    }
}
