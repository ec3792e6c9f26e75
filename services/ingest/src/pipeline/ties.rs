//! What ties records together, on disk: a hash of a value and the records it
//! stands in.
//!
//! Ties go to 64 files by the first bits of their key, so that all ties of a
//! key lie in one file, and one file at a time is sorted in memory.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use chassis::Failure;

use crate::error::io;

const FILES: usize = 64;
const ROW: usize = 16;

/// A record that a value stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tie {
    /// Hash of the value.
    pub(crate) key: u64,
    /// The record's number.
    pub(crate) record: u32,
    /// What kind of value it is: an index the caller knows.
    pub(crate) kind: u32,
}

/// Ties being collected.
pub(crate) struct Ties {
    files: Vec<(PathBuf, BufWriter<File>)>,
}

impl Ties {
    /// No ties, in files below `dir`.
    pub(crate) fn new(dir: &Path) -> Result<Self, Failure> {
        let files = (0..FILES).map(|number| {
            let path = dir.join(format!("ties-{number:02}"));
            let file = File::create_new(&path).map_err(|e| io(&path, e))?;
            Ok((path, BufWriter::with_capacity(16 << 10, file)))
        });
        Ok(Self {
            files: files.collect::<Result<_, Failure>>()?,
        })
    }

    /// Adds a tie.
    pub(crate) fn add(&mut self, tie: Tie) -> Result<(), Failure> {
        let mut row = [0; ROW];
        row[..8].copy_from_slice(&tie.key.to_le_bytes());
        row[8..12].copy_from_slice(&tie.record.to_le_bytes());
        row[12..].copy_from_slice(&tie.kind.to_le_bytes());
        let (path, file) = &mut self.files[(tie.key >> 58) as usize];
        file.write_all(&row).map_err(|e| io(path, e))
    }

    /// Calls `each` with the ties of every key that stands in several records,
    /// in order of record, a record once.
    pub(crate) fn runs(&mut self, each: &mut dyn FnMut(&[Tie])) -> Result<(), Failure> {
        for (path, file) in &mut self.files {
            file.flush().map_err(|e| io(path, e))?;
            let bytes = fs::read(&*path).map_err(|e| io(path, e))?;
            let mut ties: Vec<Tie> = bytes.as_chunks::<ROW>().0.iter().map(tie).collect();
            drop(bytes);
            ties.sort_unstable();
            ties.dedup_by_key(|tie| (tie.key, tie.record));
            ties.chunk_by(|a, b| a.key == b.key)
                .filter(|run| run.len() > 1)
                .for_each(&mut *each);
        }
        Ok(())
    }
}

fn tie(row: &[u8; ROW]) -> Tie {
    let number = |at: usize| u32::from_le_bytes([row[at], row[at + 1], row[at + 2], row[at + 3]]);
    Tie {
        key: u64::from(number(0)) | u64::from(number(4)) << 32,
        record: number(8),
        kind: number(12),
    }
}
