//! What a service does about jobs of its past: end or take up what a former
//! process left RUNNING, forget what ended long ago.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};

use super::db::Change;
use super::resume::Further;
use super::{Inner, JobState, Timestamp};
use crate::worker::LOCK;
use crate::{Code, Failure};

/// How long a worker without its service may take to end by itself.
const ORPHAN: Duration = Duration::from_secs(5);

/// Jobs that were RUNNING when the service went away: their workers are gone, or
/// are made to go, and what they had staged is removed. Then they end, or wait for
/// their next worker where the service's jobs go on. What they had reserved stays
/// reserved as long as they go on.
pub(super) async fn recover(inner: &Inner) -> Result<(), Failure> {
    for id in inner.db.in_state(JobState::Running).await? {
        let lock = inner.setup.jobs_dir().join(&id).join(LOCK);
        let store = std::sync::Arc::clone(&inner.setup.store);
        let owner = id.clone();
        let buried = tokio::task::spawn_blocking(move || {
            bury(&lock);
            store.sweep(&owner)
        });
        if !matches!(buried.await, Ok(Ok(()))) {
            tracing::warn!(job = %id, "staging was not swept");
        }
        let waits = JobState::Pending;
        let restarts = Some(inner.setup.restarts());
        let change = match inner.db.again(&id, waits, restarts).await? {
            Further::Goes => {
                tracing::warn!(job = %id, "job was running when the service stopped, it goes on");
                continue;
            }
            Further::Cancelled => Change::to(JobState::Cancelled),
            Further::Exhausted => Change::failed(restarted()),
        };
        let released = crate::worker::released(&inner.setup.jobs_dir().join(&id));
        inner
            .db
            .transition(&id, JobState::Running, &change, released)
            .await?;
        crate::worker::forget(&inner.setup.jobs_dir().join(&id));
        tracing::warn!(job = %id, "job was running when the service stopped");
    }
    Ok(())
}

/// Waits for the holder of a worker's lock to end, then kills it. A worker
/// holds the lock as long as it lives, so a process id used again by somebody
/// else cannot be hit.
fn bury(lock: &Path) {
    let Ok(file) = File::open(lock) else {
        return;
    };
    if released(&file) {
        return;
    }
    let pid = std::fs::read_to_string(lock)
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .and_then(Pid::from_raw);
    if let Some(pid) = pid {
        // An error means that it ended meanwhile.
        let _ = rustix::process::kill_process(pid, Signal::KILL);
        released(&file);
    }
}

fn released(file: &File) -> bool {
    let begin = Instant::now();
    loop {
        if file.try_lock_shared().is_ok() {
            return true;
        }
        if begin.elapsed() > ORPHAN {
            return false;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

pub(super) fn restarted() -> Failure {
    Failure::new(
        Code::Aborted,
        "SERVICE_RESTARTED",
        "the service stopped while the job ran",
    )
    .action("create the job again; if the job has an output, that artifact is usable")
}

/// Removes jobs that ended more than `jobs.keep_days` ago, with their folders.
pub(super) async fn prune(inner: &Inner) -> Result<(), Failure> {
    let days = inner.setup.options.keep_days;
    if days == 0 {
        return Ok(());
    }
    let age = jiff::SignedDuration::from_hours(i64::from(days) * 24);
    let Ok(limit) = Timestamp::now().checked_sub(age) else {
        return Ok(());
    };
    for id in inner.db.ended_before(limit).await? {
        let dir = inner.setup.jobs_dir().join(&id);
        match tokio::fs::remove_dir_all(&dir).await {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!(job = %id, error = %e.kind(), "job folder was not removed");
            }
            _ => inner.db.delete(&id).await?,
        }
    }
    Ok(())
}
