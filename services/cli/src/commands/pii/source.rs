//! Records from files: lines of JSON, or a text a file; plain, gzip or Zstandard.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use chassis::{Code, Failure};
use flate2::bufread::MultiGzDecoder;

use crate::error::Error;

/// How records lie in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// The whole file is one record, whose id is the file's name
    Text,
    /// One JSON object a line
    Jsonl,
}

impl Format {
    /// The format a name says: lines of JSON where it ends so, else text.
    pub(crate) fn of_name(name: &str) -> Self {
        let name = name.strip_suffix(".gz").unwrap_or(name);
        let name = name.strip_suffix(".zst").unwrap_or(name);
        if name.ends_with(".jsonl") || name.ends_with(".ndjson") {
            Self::Jsonl
        } else {
            Self::Text
        }
    }
}

/// A record before it is read: its bytes and the line they stand on.
#[derive(Debug)]
pub(crate) struct Raw {
    /// Line, from 1; a text starts on line 1.
    pub(crate) line: u64,
    /// The line without its end, or the whole text.
    pub(crate) bytes: Vec<u8>,
}

/// What a source is called where something is wrong with it.
pub(crate) fn title(name: &str) -> &str {
    if name == "-" { "standard input" } else { name }
}

/// Opens a source: `-` is standard input. What is compressed tells so by its
/// first bytes.
pub(crate) fn open(name: &str) -> Result<Box<dyn BufRead + Send>, Error> {
    let failed = |e: io::Error| Error::io("open", title(name), &e);
    let input: Box<dyn Read + Send> = if name == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(name).map_err(failed)?)
    };
    let mut input = BufReader::with_capacity(1 << 20, input);
    let head = input.fill_buf().map_err(failed)?;
    Ok(if head.starts_with(&[0x1f, 0x8b]) {
        Box::new(BufReader::with_capacity(
            1 << 20,
            MultiGzDecoder::new(input),
        ))
    } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let decoder = zstd::Decoder::with_buffer(input).map_err(failed)?;
        Box::new(BufReader::with_capacity(1 << 20, decoder))
    } else {
        Box::new(input)
    })
}

/// Reads records in batches of about `batch_bytes`. `emit` returns false to stop.
pub(crate) fn read(
    name: &str,
    format: Format,
    batch_bytes: usize,
    emit: &mut dyn FnMut(Vec<Raw>) -> bool,
) -> Result<(), Error> {
    let mut input = open(name)?;
    if format == Format::Text {
        let mut bytes = Vec::new();
        input
            .read_to_end(&mut bytes)
            .map_err(|e| broken(name, &e))?;
        emit(vec![Raw { line: 1, bytes }]);
        return Ok(());
    }
    let (mut batch, mut size, mut line) = (Vec::new(), 0, 0);
    loop {
        let mut bytes = Vec::new();
        let count = input
            .read_until(b'\n', &mut bytes)
            .map_err(|e| broken(name, &e))?;
        if count == 0 {
            break;
        }
        line += 1;
        while bytes.last().is_some_and(|b| b"\r\n".contains(b)) {
            bytes.pop();
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        size += bytes.len();
        batch.push(Raw { line, bytes });
        if size >= batch_bytes {
            size = 0;
            if !emit(std::mem::take(&mut batch)) {
                return Ok(());
            }
        }
    }
    if !batch.is_empty() {
        emit(batch);
    }
    Ok(())
}

/// A read that ends before its time.
fn broken(name: &str, error: &io::Error) -> Error {
    let title = title(name);
    match error.kind() {
        io::ErrorKind::UnexpectedEof => refuse(
            "TRUNCATED_SOURCE",
            format!("{title}: the compressed data ends early"),
        ),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::Other => refuse(
            "MALFORMED_GZIP",
            format!("{title}: the compressed data is damaged"),
        ),
        _ => Error::io("read", title, error),
    }
}

/// A source that is not what it should be. The message never holds its text.
pub(crate) fn refuse(reason: &'static str, message: String) -> Error {
    Failure::new(Code::InvalidArgument, reason, message).into()
}
