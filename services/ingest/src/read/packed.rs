//! Compressed sources: one reader for all of them, from which the bytes as they
//! came can be had back.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};

use flate2::bufread::MultiGzDecoder;

use crate::spec::Compression;

/// How a file is compressed: as stated, else as its first bytes say. The file is
/// left at its start.
pub(super) fn compression(file: &mut File, stated: Option<Compression>) -> io::Result<Compression> {
    if let Some(stated) = stated {
        return Ok(stated);
    }
    let mut head = Vec::new();
    file.by_ref().take(4).read_to_end(&mut head)?;
    file.rewind()?;
    Ok(Compression::of_bytes(&head))
}

/// Decompressed bytes.
pub(super) enum Plain<R: Read> {
    /// As they are.
    None(BufReader<R>),
    /// From gzip, of any number of members.
    Gzip(MultiGzDecoder<BufReader<R>>),
    /// From Zstandard, of any number of frames.
    Zstd(zstd::stream::read::Decoder<'static, BufReader<R>>),
}

impl<R: Read> Plain<R> {
    /// Begins to decompress.
    pub(super) fn open(input: BufReader<R>, compression: Compression) -> io::Result<Self> {
        Ok(match compression {
            Compression::None => Self::None(input),
            Compression::Gzip => Self::Gzip(MultiGzDecoder::new(input)),
            Compression::Zstd => Self::Zstd(zstd::stream::read::Decoder::with_buffer(input)?),
        })
    }

    /// The reader underneath.
    pub(super) fn into_inner(self) -> R {
        match self {
            Self::None(input) => input,
            Self::Gzip(decoder) => decoder.into_inner(),
            Self::Zstd(decoder) => decoder.finish(),
        }
        .into_inner()
    }
}

impl<R: Read> Read for Plain<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::None(input) => input.read(buffer),
            Self::Gzip(decoder) => decoder.read(buffer),
            Self::Zstd(decoder) => match decoder.read(buffer) {
                // The library has no kind of its own for bytes that are not its format.
                Err(e) if e.kind() == io::ErrorKind::Other => {
                    Err(io::Error::new(io::ErrorKind::InvalidData, DamagedZstd))
                }
                other => other,
            },
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("not Zstandard")]
struct DamagedZstd;

/// Whether a read failed because the bytes are not Zstandard.
pub(super) fn is_damaged_zstd(error: &io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(|inner| inner.is::<DamagedZstd>())
}
