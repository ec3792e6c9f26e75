//! Passes that are not made twice: what one found lies in the job's folder until the
//! job ends, so that a worker goes on where another died.

use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use artifacts::ArtifactError;
use chassis::{Failure, Worker};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error;

fn folder(worker: &Worker) -> PathBuf {
    worker.job_dir().join("passes")
}

/// What the pass of a phase found: read where an earlier worker of this job finished
/// it, else made and kept.
///
/// # Errors
/// Those of the pass; `NO_DISK_SPACE` and the like where it cannot be kept.
pub(crate) fn kept<T: Serialize + DeserializeOwned>(
    worker: &Worker,
    phase: &str,
    make: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    let folder = folder(worker);
    let path = folder.join(format!("{phase}.json"));
    // A file is whole or not there: what is not readable was made by another program.
    let earlier = std::fs::read(&path).ok();
    if let Some(found) = earlier.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
        tracing::info!(phase, "taken over from an earlier worker");
        return Ok(found);
    }
    let found = make()?;
    let bytes = serde_json::to_vec(&found);
    let bytes = bytes.map_err(|_| error::internal("a pass has no JSON form"))?;
    write(&folder, &path, &bytes).map_err(|e| ArtifactError::io(&path, e))?;
    Ok(found)
}

/// Readable by the service alone: it is as secret as the data.
fn write(folder: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let partial = path.with_extension("partial");
    let mut options = std::fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&partial, path)
}

/// Removes what was kept, once nobody will go on from it.
pub(crate) fn forget(worker: &Worker) {
    let _ = std::fs::remove_dir_all(folder(worker));
}
