//! Passes that are not made twice: what one found lies in the job's folder until the
//! job ends, so that a worker goes on where another died.

use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::{Instant, UNIX_EPOCH};

use artifacts::ArtifactError;
use chassis::{Failure, Progress, Worker};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error;

/// What a pass found, and what it took.
#[derive(Serialize, Deserialize)]
pub(crate) struct Read<T> {
    pub(crate) found: T,
    pub(crate) cost: Cost,
}

/// What passes took, whichever worker made them.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Cost {
    /// Tokens that went through a model.
    pub(crate) tokens: u64,
    /// Seconds that took.
    pub(crate) seconds: f64,
}

impl std::ops::AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        self.tokens += other.tokens;
        self.seconds += other.seconds;
    }
}

/// A pass on disk, with the program that made it: another one may ask or draw otherwise.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    program: Option<(u64, u64)>,
    read: Read<T>,
}

/// Size and age of the running program's file; `None` where that is not known, which fits nothing.
fn program() -> Option<(u64, u64)> {
    let file = std::fs::metadata(std::env::current_exe().ok()?).ok()?;
    let age = file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((file.len(), u64::try_from(age.as_nanos()).ok()?))
}

/// What the pass of a phase found, with the tokens it took: read where an earlier worker of this job finished it
/// with this program, else made and kept.
///
/// # Errors
/// Those of the pass; `NO_DISK_SPACE` and the like where it cannot be kept.
pub(crate) fn kept<T: Serialize + DeserializeOwned>(
    worker: &Worker,
    phase: &str,
    make: impl FnOnce() -> Result<(T, u64), Failure>,
) -> Result<Read<T>, Failure> {
    let folder = worker.state_dir()?;
    let path = folder.join(format!("{phase}.json"));
    // A file is whole or not there.
    let earlier = std::fs::read(&path).ok();
    let earlier: Option<Kept<T>> = earlier.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    if let Some(kept) = earlier.filter(|kept| kept.program.is_some() && kept.program == program()) {
        tracing::info!(phase, "taken over from an earlier worker");
        return Ok(kept.read);
    }
    let started = Instant::now();
    let (found, tokens) = make()?;
    let seconds = started.elapsed().as_secs_f64();
    let kept = Kept {
        program: program(),
        read: Read {
            found,
            cost: Cost { tokens, seconds },
        },
    };
    let bytes = serde_json::to_vec(&kept);
    let bytes = bytes.map_err(|_| error::internal("a pass has no JSON form"))?;
    write(&path, &bytes).map_err(|e| ArtifactError::io(&path, e))?;
    // The job has come further, should this worker die.
    let passes = std::fs::read_dir(&folder).map_or(0, Iterator::count);
    worker.progress(&Progress {
        phase: "pass".to_owned(),
        step: passes as u64,
        ..Progress::default()
    });
    Ok(kept.read)
}

/// Readable by the service alone: it is as secret as the data.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let partial = path.with_extension("partial");
    let mut options = std::fs::OpenOptions::new();
    let options = options.write(true).create(true).truncate(true);
    let mut file = options.mode(0o600).open(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&partial, path)
}

/// Removes what was kept, once nobody will go on from it; the service would, when it hears of the end.
pub(crate) fn forget(worker: &Worker) {
    if let Ok(folder) = worker.state_dir() {
        let _ = std::fs::remove_dir_all(folder);
    }
}
