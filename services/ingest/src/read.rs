//! Readers: from the bytes of a source to raw records, a batch at a time, with
//! bounded memory. Parsing what a raw record says is left to the threads that
//! tag it ([`parse`]).

mod chat;
mod columns;
mod lines;
mod mail;
mod packed;
pub(crate) mod parse;
mod text;

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use artifacts::Digest;
use artifacts::digest::Hashing;
use chassis::Failure;

use crate::error::{self, BadRecord};
use crate::spec::{Compression, Format, Spec};

/// A record before it is parsed.
pub(crate) enum Raw {
    /// One line of JSON.
    Json(Vec<u8>),
    /// Values of the known fields.
    Fields(parse::FieldValues),
    /// One e-mail message.
    Mail(Vec<u8>),
    /// Already known to be bad.
    Bad(BadRecord),
}

/// A raw record and the line it stands on.
pub(crate) struct Numbered {
    /// Line or row, from 1.
    pub(crate) line: u64,
    /// The record.
    pub(crate) raw: Raw,
}

/// Raw records read together.
pub(crate) type Batch = Vec<Numbered>;

/// Bytes of raw records in a batch.
pub(crate) const BATCH_BYTES: usize = 2 << 20;

/// What is known of a source once it was read to its end.
pub(crate) struct SourceRead {
    /// Bytes as read (compressed where they are).
    pub(crate) bytes: u64,
    /// Digest of those bytes.
    pub(crate) digest: Digest,
    /// How they were compressed.
    pub(crate) compression: Compression,
}

/// What a file's first bytes say about its format.
pub(crate) fn sniff(
    path: &Path,
    compression: Option<Compression>,
) -> Result<Option<Format>, Failure> {
    let mut file = File::open(path).map_err(|e| error::io(path, e))?;
    let compression =
        packed::compression(&mut file, compression).map_err(|e| error::io(path, e))?;
    let mut head = Vec::new();
    let plain =
        packed::Plain::open(BufReader::new(file), compression).map_err(|e| error::io(path, e))?;
    // What cannot be decompressed is told when it is read.
    let _ = plain.take(4096).read_to_end(&mut head);
    Ok(Format::of_bytes(&head))
}

/// Reads a source from start to end, giving out batches.
///
/// `emit` returns false to stop (the job was cancelled or has failed
/// elsewhere); `position` is kept at the number of bytes read so far.
pub(crate) fn read(
    path: &Path,
    spec: &Spec,
    max_record_bytes: usize,
    position: &Arc<AtomicU64>,
    emit: &mut dyn FnMut(Batch) -> bool,
) -> Result<SourceRead, Failure> {
    let file = File::open(path).map_err(|e| error::io(path, e))?;
    if file.metadata().map_err(|e| error::io(path, e))?.len() == 0 {
        return Err(error::source("EMPTY_SOURCE", "the source is empty"));
    }
    let mut file = file;
    let compression =
        packed::compression(&mut file, spec.compression).map_err(|e| error::io(path, e))?;
    if spec.format == Format::Parquet {
        if compression != Compression::None {
            return Err(error::source(
                "UNSUPPORTED_SOURCE",
                "a Parquet source cannot be compressed as a whole: Parquet compresses inside",
            ));
        }
        columns::read_parquet(file, &spec.fields, position, emit)?;
        let (digest, bytes) = Digest::of_file(path)?;
        return Ok(SourceRead {
            bytes,
            digest,
            compression,
        });
    }
    let counted = Counted {
        inner: Hashing::new(file),
        position: Arc::clone(position),
    };
    let buffered = BufReader::with_capacity(1 << 20, counted);
    let plain = packed::Plain::open(buffered, compression).map_err(|e| read_failure(&e))?;
    let mut plain = BufReader::with_capacity(1 << 20, plain);
    read_stream(&mut plain, spec, max_record_bytes, emit)?;
    let (_, digest, bytes) = plain.into_inner().into_inner().inner.finish();
    Ok(SourceRead {
        bytes,
        digest,
        compression,
    })
}

fn read_stream(
    input: &mut dyn BufRead,
    spec: &Spec,
    max_record_bytes: usize,
    emit: &mut dyn FnMut(Batch) -> bool,
) -> Result<(), Failure> {
    match spec.format {
        Format::Jsonl => lines::read_jsonl(input, max_record_bytes, emit),
        Format::Csv => columns::read_csv(input, &spec.fields, max_record_bytes, emit),
        Format::Text => text::read_text(input, max_record_bytes, emit),
        Format::Mail => mail::read_mail(input, max_record_bytes, emit),
        Format::Parquet => Ok(()),
    }
}

/// A broken read of the source, told apart: a gzip stream that ends early is a
/// truncated source, not our disk.
pub(crate) fn read_failure(error: &std::io::Error) -> Failure {
    if packed::is_damaged_zstd(error) {
        return error::source(
            "MALFORMED_ZSTD",
            "the source is not Zstandard, or is damaged",
        )
        .action("check the file with `zstd -t`, or set compression = none");
    }
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => {
            error::source("TRUNCATED_SOURCE", "the compressed source ends early")
                .action("send the whole file again")
        }
        std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData => {
            error::source("MALFORMED_GZIP", "the source is not gzip, or is damaged")
                .action("check the file with `gzip -t`, or set compression = none")
        }
        _ => error::source("SOURCE_IO", "the source cannot be read"),
    }
}

/// Collects raw records into batches.
pub(crate) struct Batcher<'a> {
    batch: Batch,
    bytes: usize,
    emit: &'a mut dyn FnMut(Batch) -> bool,
}

impl<'a> Batcher<'a> {
    pub(crate) fn new(emit: &'a mut dyn FnMut(Batch) -> bool) -> Self {
        Self {
            batch: Vec::new(),
            bytes: 0,
            emit,
        }
    }

    /// Adds a record of about `bytes`; false to stop.
    pub(crate) fn push(&mut self, line: u64, raw: Raw, bytes: usize) -> bool {
        self.batch.push(Numbered { line, raw });
        self.bytes += bytes;
        if self.bytes < BATCH_BYTES {
            return true;
        }
        self.bytes = 0;
        (self.emit)(std::mem::take(&mut self.batch))
    }

    /// Gives out what is left.
    pub(crate) fn finish(self) {
        if !self.batch.is_empty() {
            (self.emit)(self.batch);
        }
    }
}

struct Counted {
    inner: Hashing<File>,
    position: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.position.store(self.inner.passed(), Ordering::Relaxed);
        Ok(n)
    }
}

#[cfg(test)]
mod tests;
