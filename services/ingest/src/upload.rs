//! Uploads: sources that arrive over the wire, durable and resumable.
//!
//! An upload is `<data_dir>/uploads/<id>.part` beside `<id>.json` (what was
//! announced); when all bytes are there and agree with the digest it becomes
//! `<id>.bin`. The text lies in clear, so the folder is readable by its owner
//! only, and a finished job removes what it read.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use artifacts::Digest;
use chassis::{Code, Failure};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{invalid, io};

/// What a client announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Announced {
    /// The file's name, without folders.
    pub(crate) file_name: String,
    /// Size in bytes.
    pub(crate) total_bytes: u64,
    /// Digest of all bytes, where it was sent.
    pub(crate) digest: Option<Digest>,
}

/// How far an upload is.
pub(crate) struct Received {
    /// What was announced.
    pub(crate) announced: Announced,
    /// Durable bytes.
    pub(crate) bytes: u64,
    /// Whether all are there and agree with the digest.
    pub(crate) complete: bool,
}

/// The folder of uploads.
#[derive(Clone, Debug)]
pub(crate) struct Uploads {
    dir: PathBuf,
    max_bytes: u64,
    turns: Arc<Mutex<HashMap<String, Turn>>>,
}

/// Number of the stream whose turn it is to write an upload. A client that was
/// killed leaves a stream whose bytes may still be on their way when the next
/// one opens: the last to open is the only one that writes.
type Turn = Arc<Mutex<u64>>;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A number or a map is whole whatever a thread that panicked was doing.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Uploads {
    /// Opens the folder, making it where it is missing.
    pub(crate) fn open(data_dir: &Path, max_bytes: u64) -> Result<Self, Failure> {
        let dir = data_dir.join("uploads");
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&dir)
            .map_err(|e| io(&dir, e))?;
        Ok(Self {
            dir,
            max_bytes,
            turns: Arc::default(),
        })
    }

    /// How far an upload is.
    pub(crate) fn get(&self, id: &str) -> Result<Received, Failure> {
        let id = checked(id)?;
        let path = self.path(&id, "json");
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(
                    Failure::new(Code::NotFound, "UPLOAD_NOT_FOUND", "no such upload")
                        .field("name"),
                );
            }
            Err(e) => return Err(io(&path, e)),
        };
        let announced: Announced = serde_json::from_slice(&bytes)
            .map_err(|_| Failure::new(Code::Internal, "STORE_IO", "an upload's note is damaged"))?;
        let complete = self.path(&id, "bin").exists();
        let part = self.path(&id, if complete { "bin" } else { "part" });
        let bytes = fs::metadata(&part).map_or(0, |m| m.len());
        Ok(Received {
            announced,
            bytes,
            complete,
        })
    }

    /// Opens an upload at an offset: 0 for a new one.
    pub(crate) fn begin(
        &self,
        id: &str,
        announced: Announced,
        offset: u64,
    ) -> Result<Incoming, Failure> {
        let id = checked(id)?;
        if announced.total_bytes > self.max_bytes {
            return Err(Failure::new(
                Code::ResourceExhausted,
                "UPLOAD_TOO_LARGE",
                "the source is larger than this service takes",
            )
            .field("open.total_bytes")
            .with("max_upload_bytes", self.max_bytes.to_string()));
        }
        let turn = Arc::clone(lock(&self.turns).entry(id.clone()).or_default());
        let mut current = lock(&turn);
        match self.get(&id) {
            Ok(known) if known.announced != announced => {
                return Err(Failure::new(
                    Code::FailedPrecondition,
                    "UPLOAD_MISMATCH",
                    "this upload was announced with another name, size or digest",
                )
                .field("open.upload_id"));
            }
            Ok(known) if known.complete => return Ok(Incoming::Complete(known)),
            Ok(known) if offset > known.bytes => return Err(bad_offset(known.bytes)),
            Err(failure) if failure.reason != "UPLOAD_NOT_FOUND" => return Err(failure),
            Err(_) if offset > 0 => return Err(bad_offset(0)),
            _ => {}
        }
        let note = self.path(&id, "json");
        let json = serde_json::to_vec(&announced)
            .map_err(|_| Failure::new(Code::Internal, "STORE_IO", "an upload cannot be noted"))?;
        fs::write(&note, json).map_err(|e| io(&note, e))?;
        let path = self.path(&id, "part");
        let mut file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|e| io(&path, e))?;
        file.set_len(offset).map_err(|e| io(&path, e))?;
        file.seek(SeekFrom::Start(offset))
            .map_err(|e| io(&path, e))?;
        *current += 1;
        let own = *current;
        drop(current);
        Ok(Incoming::Open(Box::new(Writing {
            turn,
            own,
            done: self.path(&id, "bin"),
            path,
            file: BufWriter::with_capacity(1 << 20, file),
            bytes: offset,
            announced,
        })))
    }

    /// The file of a complete upload.
    pub(crate) fn complete_path(&self, id: &str) -> Result<PathBuf, Failure> {
        let received = self.get(id)?;
        if !received.complete {
            return Err(truncated(received.bytes, received.announced.total_bytes));
        }
        Ok(self.path(&checked(id)?, "bin"))
    }

    /// Removes an upload; one that is gone already is no error.
    pub(crate) fn remove(&self, id: &str) {
        lock(&self.turns).remove(id);
        for ending in ["bin", "part", "json"] {
            let _ = fs::remove_file(self.path(id, ending));
        }
    }

    fn path(&self, id: &str, ending: &str) -> PathBuf {
        self.dir.join(format!("{id}.{ending}"))
    }
}

/// An upload that was opened.
pub(crate) enum Incoming {
    /// Nothing more is needed: it was complete before.
    Complete(Received),
    /// Bytes may follow.
    Open(Box<Writing>),
}

/// An upload being written.
pub(crate) struct Writing {
    turn: Turn,
    own: u64,
    path: PathBuf,
    done: PathBuf,
    file: BufWriter<File>,
    bytes: u64,
    announced: Announced,
}

impl Writing {
    /// Appends bytes.
    pub(crate) fn write(&mut self, chunk: &[u8]) -> Result<(), Failure> {
        let current = lock(&self.turn);
        if *current != self.own {
            return Err(superseded());
        }
        self.bytes += chunk.len() as u64;
        if self.bytes > self.announced.total_bytes {
            return Err(invalid(
                "UPLOAD_OVERRUN",
                "chunk",
                "more bytes arrived than were announced",
            ));
        }
        self.file.write_all(chunk).map_err(|e| io(&self.path, e))
    }

    /// Makes what arrived durable; complete when it is all and agrees with the
    /// digest. What arrived of a broken stream is kept, to be gone on with.
    pub(crate) fn finish(self) -> Result<Received, Failure> {
        let Self {
            turn,
            own,
            path,
            done,
            file,
            bytes,
            announced,
        } = self;
        let current = lock(&turn);
        if *current != own {
            return Err(superseded());
        }
        let file = file.into_inner().map_err(|e| io(&path, e.into_error()))?;
        file.sync_all().map_err(|e| io(&path, e))?;
        if bytes < announced.total_bytes {
            return Err(truncated(bytes, announced.total_bytes));
        }
        if let Some(expected) = &announced.digest
            && Digest::of_file(&path)?.0 != *expected
        {
            fs::remove_file(&path).map_err(|e| io(&path, e))?;
            return Err(invalid(
                "UPLOAD_DIGEST_MISMATCH",
                "open.digest",
                "the bytes that arrived do not have the announced digest",
            )
            .action("send the source again"));
        }
        fs::rename(&path, &done).map_err(|e| io(&done, e))?;
        Ok(Received {
            announced,
            bytes,
            complete: true,
        })
    }
}

fn superseded() -> Failure {
    Failure::new(
        Code::Aborted,
        "UPLOAD_SUPERSEDED",
        "another stream has opened this upload since",
    )
    .field("open.upload_id")
}

fn truncated(received: u64, total: u64) -> Failure {
    Failure::new(
        Code::FailedPrecondition,
        "UPLOAD_TRUNCATED",
        "the upload is not complete",
    )
    .with("received_bytes", received.to_string())
    .with("total_bytes", total.to_string())
    .action("open the upload again at received_bytes and send the rest")
}

fn bad_offset(received: u64) -> Failure {
    Failure::new(
        Code::FailedPrecondition,
        "UPLOAD_OFFSET",
        "the offset lies behind what has arrived",
    )
    .field("open.offset")
    .with("received_bytes", received.to_string())
}

/// Ids become file names: a UUID and nothing else.
fn checked(id: &str) -> Result<String, Failure> {
    Uuid::parse_str(id)
        .map(|uuid| uuid.hyphenated().to_string())
        .map_err(|_| {
            invalid(
                "INVALID_UPLOAD_ID",
                "open.upload_id",
                "an upload id is a UUID",
            )
        })
}

#[cfg(test)]
mod tests;
