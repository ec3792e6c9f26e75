//! Sends a local file to the ingest service: in pieces, resumable, with a
//! digest over the whole.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chassis::{Code, Failure};
use proto::ingest::v1::upload_source_request::Part;
use proto::ingest::v1::{GetUploadRequest, OpenUpload, Upload, UploadSourceRequest};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use uuid::Uuid;

use crate::client::{Ingest, Patience, retry};
use crate::error::Error;
use crate::job::interrupted;
use crate::output::Output;
use crate::progress::Progress;

/// Bytes of one message.
const PIECE: usize = 1024 * 1024;

/// Messages read ahead of the connection.
const AHEAD: usize = 4;

/// How often the display looks.
const GLANCE: Duration = Duration::from_millis(120);

const INTERRUPTED: &str = "stopped; the same command goes on where the upload broke off";

/// A file and what it is for.
#[derive(Debug)]
pub(super) struct Source<'a> {
    /// The file.
    pub(super) path: &'a Path,
    /// The dataset it is for.
    pub(super) dataset: &'a str,
}

/// What is announced to the service.
#[derive(Clone, Debug)]
struct Announced {
    id: Uuid,
    path: PathBuf,
    bytes: u64,
    digest: String,
}

/// Sends the file and returns the name of the complete upload.
///
/// # Errors
/// What the service refuses, `FILE_CHANGED`, [`Error::Interrupted`].
pub(super) async fn send(
    source: &Source<'_>,
    client: &mut Ingest,
    output: &Output,
) -> Result<String, Error> {
    let mut progress = Progress::new(output.is_json());
    let result = tokio::select! {
        result = exchange(source, client, &mut progress) => result,
        () = interrupted() => Err(Error::Interrupted(INTERRUPTED.to_owned())),
    };
    progress.close();
    result
}

async fn exchange(
    source: &Source<'_>,
    client: &mut Ingest,
    progress: &mut Progress,
) -> Result<String, Error> {
    let mut announced = announce(source, progress).await?;
    let mut offset = match received(client, announced.id).await? {
        // It is complete: a job that is waiting will read it and take it away,
        // so that this one needs its own.
        Some(upload) if upload.complete => {
            announced.id = Uuid::new_v4();
            0
        }
        Some(upload) => upload.received_bytes,
        None => 0,
    };
    let mut patience = Patience::default();
    loop {
        let status = match stream(&announced, offset, client, progress).await? {
            Ok(upload) => return Ok(upload.name),
            Err(status) => status,
        };
        let reason = chassis::failure_from_status(&status).reason;
        match status.code() {
            // The service's time for one call ran out: what arrived is kept.
            tonic::Code::DeadlineExceeded => {}
            _ if reason == "UPLOAD_OFFSET" => {}
            _ => patience.pause(status.clone()).await?,
        }
        let now = received(client, announced.id)
            .await?
            .map_or(0, |upload| upload.received_bytes);
        if now > offset {
            patience.reset();
        } else if status.code() == tonic::Code::DeadlineExceeded || reason == "UPLOAD_OFFSET" {
            return Err(status.into());
        }
        offset = now;
    }
}

/// Reads the whole file once: its size, its digest, and from these an id that
/// the same command on the same file finds again.
async fn announce(source: &Source<'_>, progress: &mut Progress) -> Result<Announced, Error> {
    let shown = source.path.display().to_string();
    let cannot = |error: std::io::Error| Error::io("read", &shown, &error);
    let path = source.path.canonicalize().map_err(cannot)?;
    let total = std::fs::metadata(&path).map_err(cannot)?.len();
    let done = Arc::new(AtomicU64::new(0));
    let (file, counter) = (path.clone(), Arc::clone(&done));
    let hashing = tokio::task::spawn_blocking(move || hash(&file, &counter));
    let (digest, bytes) = observed(progress, "check", &done, total, hashing)
        .await
        .map_err(|_| cannot(std::io::ErrorKind::Interrupted.into()))?
        .map_err(cannot)?;
    let seed = format!("{digest}\n{}\n{}", source.dataset, path.display());
    let mut id = [0; 16];
    id.copy_from_slice(&Sha256::digest(seed)[..16]);
    let id = uuid::Builder::from_custom_bytes(id).into_uuid();
    Ok(Announced {
        id,
        path,
        bytes,
        digest,
    })
}

/// `sha256:` and 64 hex digits, and how many bytes there were.
fn hash(path: &Path, done: &AtomicU64) -> std::io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; PIECE];
    let mut bytes = 0;
    loop {
        let count = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(&buffer[..count]);
        bytes += count as u64;
        done.store(bytes, Ordering::Relaxed);
    }
    let mut digest = "sha256:".to_owned();
    for byte in hasher.finalize() {
        digest.push_str(&format!("{byte:02x}"));
    }
    Ok((digest, bytes))
}

/// How much of an upload the service has; `None` where it knows of none.
async fn received(client: &mut Ingest, id: Uuid) -> Result<Option<Upload>, Error> {
    let request = GetUploadRequest {
        name: format!("uploads/{id}"),
    };
    match retry(async || client.get_upload(request.clone()).await).await {
        Ok(upload) => Ok(Some(upload.into_inner())),
        Err(Error::Failure(failure)) if failure.code == Code::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// One call: from `offset` to the end. The outer error is this side's and
/// final, the inner one the call's.
async fn stream(
    announced: &Announced,
    offset: u64,
    client: &mut Ingest,
    progress: &mut Progress,
) -> Result<Result<Upload, tonic::Status>, Error> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    let done = Arc::new(AtomicU64::new(offset));
    let (source, counter) = (announced.clone(), Arc::clone(&done));
    let reading = tokio::task::spawn_blocking(move || read(&source, offset, &sender, &counter));
    let call = client.upload_source(ReceiverStream::new(receiver));
    let answer = observed(progress, "upload", &done, announced.bytes, call).await;
    let read = reading
        .await
        .unwrap_or_else(|_| Err(std::io::ErrorKind::Interrupted.into()));
    match (read, answer) {
        (_, Ok(upload)) => Ok(Ok(upload.into_inner())),
        (Err(error), _) => Err(Error::io(
            "read",
            &announced.path.display().to_string(),
            &error,
        )),
        (Ok(Ending::Short), _) => Err(changed(&announced.path)),
        (Ok(_), Err(status)) => {
            let reason = chassis::failure_from_status(&status).reason;
            let other = reason == "UPLOAD_DIGEST_MISMATCH" || reason == "UPLOAD_OVERRUN";
            if other {
                Err(changed(&announced.path))
            } else {
                Ok(Err(status))
            }
        }
    }
}

/// Why reading stopped.
#[derive(Debug)]
enum Ending {
    /// All was sent.
    Whole,
    /// The file ended early.
    Short,
    /// Nobody takes any more.
    Closed,
}

/// Feeds the call, on a thread of its own: file reads block.
fn read(
    source: &Announced,
    offset: u64,
    sender: &mpsc::Sender<UploadSourceRequest>,
    done: &AtomicU64,
) -> std::io::Result<Ending> {
    let open = OpenUpload {
        upload_id: source.id.to_string(),
        file_name: source
            .path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        total_bytes: source.bytes,
        offset,
        digest: source.digest.clone(),
    };
    let mut file = File::open(&source.path)?;
    file.seek(SeekFrom::Start(offset))?;
    let send = |part| {
        sender
            .blocking_send(UploadSourceRequest { part: Some(part) })
            .is_ok()
    };
    if !send(Part::Open(open)) {
        return Ok(Ending::Closed);
    }
    let mut left = source.bytes - offset.min(source.bytes);
    while left > 0 {
        let mut piece = Vec::with_capacity(PIECE);
        let count = file
            .by_ref()
            .take(left.min(PIECE as u64))
            .read_to_end(&mut piece)? as u64;
        if count == 0 {
            return Ok(Ending::Short);
        }
        if !send(Part::Chunk(piece)) {
            return Ok(Ending::Closed);
        }
        left -= count;
        done.fetch_add(count, Ordering::Relaxed);
    }
    Ok(Ending::Whole)
}

fn changed(path: &Path) -> Error {
    let message = format!("{} changed while it was being uploaded", path.display());
    Failure::new(Code::Aborted, "FILE_CHANGED", message)
        .action("let its writer finish, then run the same command again")
        .into()
}

/// Awaits work, showing how far it is.
async fn observed<T>(
    progress: &mut Progress,
    label: &'static str,
    done: &AtomicU64,
    total: u64,
    work: impl Future<Output = T>,
) -> T {
    let mut work = std::pin::pin!(work);
    let mut clock = tokio::time::interval(GLANCE);
    loop {
        tokio::select! {
            result = &mut work => return result,
            _ = clock.tick() => progress.bytes(label, done.load(Ordering::Relaxed), total),
        }
    }
}

#[cfg(test)]
mod tests;
