//! The worker process: one job, one thread that owns the model, a line protocol
//! with the service.
//!
//! In: `spec.json` in the job's folder; the line `cancel` or `suspend`, or end of
//! file, on standard input. Out: JSON lines on standard output, the last of which
//! says how the job ended; logs on standard error.

mod spend;
mod stop;

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use artifacts::{ArtifactError, FsStore};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::config::{self, Config};
pub(crate) use spend::released;
pub use stop::Stop;
pub(crate) use stop::{CANCEL, SUSPEND};

use crate::{Code, Deployable, Failure, Progress, run, telemetry};

/// File that a worker keeps locked as long as it lives; holds its process id.
pub(crate) const LOCK: &str = "worker.lock";

/// At most five progress lines a second.
const THROTTLE: Duration = Duration::from_millis(200);

/// `spec.json`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Assignment {
    pub(crate) job_id: String,
    pub(crate) service: String,
    pub(crate) spec: serde_json::Value,
    /// The service's effective configuration.
    pub(crate) config: serde_json::Value,
}

/// One line of a worker's standard output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Word {
    Progress(Progress),
    Succeeded { output: String },
    Cancelled { output: Option<String> },
    Suspended {},
    Failed(Failure),
}

/// How a job's work ended when it did not fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done; the name of the artifact.
    Succeeded {
        /// Artifact name.
        output: String,
    },
    /// Stopped because [`Worker::cancelled`] said so.
    Cancelled {
        /// The usable artifact left, where there is one.
        output: Option<String>,
    },
    /// Stopped because [`Worker::stop`] said [`Stop::Suspend`]: another worker
    /// goes on from what is saved in the job's folder.
    Suspended,
}

/// What a job's work gets: its spec, its places, and the line to its service.
#[derive(Debug)]
pub struct Worker {
    job_id: String,
    job_dir: PathBuf,
    spec: serde_json::Value,
    store: FsStore,
    data_dir: PathBuf,
    asked: stop::Asked,
    sent: Mutex<Sent>,
}

/// The last progress line.
#[derive(Debug, Default)]
struct Sent {
    at: Option<Instant>,
    phase: String,
}

impl Worker {
    /// The job's spec, as the service gave it to [`crate::Jobs::create`].
    ///
    /// # Errors
    /// `SPEC_INVALID` when it is not a `T`: service and worker are of different
    /// versions.
    pub fn spec<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_value(self.spec.clone()).map_err(|_| spec_invalid())
    }

    /// The job's id; owner of what the work stages in the store.
    pub fn job_id(&self) -> &str {
        &self.job_id
    }

    /// The job's own folder, for what is worth keeping beside its log.
    pub fn job_dir(&self) -> &Path {
        &self.job_dir
    }

    /// A folder below it for what another worker goes on from. Readable by the
    /// service alone, which removes it when the job ends, however that ends.
    ///
    /// # Errors
    /// `NO_DISK_SPACE` and the like.
    pub fn state_dir(&self) -> Result<PathBuf, Failure> {
        let dir = state_dir(&self.job_dir);
        let made = std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&dir);
        made.map_err(|e| ArtifactError::io(&dir, e))?;
        Ok(dir)
    }

    /// The artifact store.
    pub fn store(&self) -> &FsStore {
        &self.store
    }

    /// The service's data folder.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Tells the service how far the work is. At most five lines a second go
    /// out; the first of a phase and the last of its steps always do.
    /// `resident_bytes` is filled in when it is 0.
    pub fn progress(&self, progress: &Progress) {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = sent.at.is_some_and(|at| at.elapsed() < THROTTLE);
        let last_step = progress.total_steps > 0 && progress.step == progress.total_steps;
        if recent && sent.phase == progress.phase && !last_step {
            return;
        }
        let mut progress = progress.clone();
        if progress.resident_bytes == 0 {
            progress.resident_bytes = resident_bytes().unwrap_or(0);
        }
        sent.at = Some(Instant::now());
        sent.phase.clone_from(&progress.phase);
        say(&Word::Progress(progress));
    }

    /// Writes down, durably, what the work will have released once it goes on:
    /// to be called before a batch is drawn. However the worker ends, no less
    /// than this is charged to the dataset's budget. What is written down never
    /// shrinks: steps that an earlier worker of the job has noted may be repeated,
    /// if what they release is the same bit for bit.
    ///
    /// # Errors
    /// `SPEND_NOT_WRITTEN`; the work must not go on.
    pub fn spend(&self, event: &dp::DpEvent) -> Result<(), Failure> {
        spend::write(&self.job_dir, event)
    }

    /// How the work should stop soon, once somebody has asked: the user cancelled,
    /// the service stops, or the service is gone. A [`Stop::Suspend`] may turn into
    /// a [`Stop::Cancel`], never the reverse.
    pub fn stop(&self) -> Option<Stop> {
        self.asked.stop()
    }

    /// Whether the work should stop soon, in whichever way [`Worker::stop`] says.
    pub fn cancelled(&self) -> bool {
        self.stop().is_some()
    }
}

fn state_dir(job_dir: &Path) -> PathBuf {
    job_dir.join("run")
}

/// Removes what workers of a job that has ended left to go on from: it is as secret as the data.
pub(crate) fn forget(job_dir: &Path) {
    let removed = std::fs::remove_dir_all(state_dir(job_dir));
    if let Err(error) = removed
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(error = %error.kind(), "the state of an ended job was not removed");
    }
}

fn spec_invalid() -> Failure {
    Failure::new(
        Code::Internal,
        "SPEC_INVALID",
        "the worker does not understand the job it was given",
    )
    .action("restart the service: its binary was probably replaced while it ran")
}

/// Resident memory of this process, from `/proc`.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: u64 = line.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}

/// Writes one line of the protocol. A service that is gone cannot hear it; the
/// work then ends by [`Worker::stop`].
fn say(word: &Word) {
    let Ok(mut line) = serde_json::to_vec(word) else {
        return;
    };
    line.push(b'\n');
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(&line).and_then(|()| out.flush());
}

/// The worker process from start to exit code.
pub(crate) fn main<D: Deployable>(job_dir: &Path) -> ExitCode {
    let word = match prepare::<D>(job_dir) {
        Ok((config, worker, runtime, lock)) => {
            let word = work::<D>(config, worker, &runtime);
            drop(lock);
            word
        }
        Err(failure) => Word::Failed(failure),
    };
    say(&word);
    match word {
        Word::Failed(_) => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}

type Prepared<O> = (Config<O>, Worker, tokio::runtime::Runtime, File);

fn prepare<D: Deployable>(job_dir: &Path) -> Result<Prepared<D::Options>, Failure> {
    let bytes = std::fs::read(job_dir.join("spec.json")).map_err(|_| spec_invalid())?;
    let assignment: Assignment = serde_json::from_slice(&bytes).map_err(|_| spec_invalid())?;
    if assignment.service != D::NAME {
        return Err(spec_invalid());
    }
    let config = config::from_tree::<D::Options>(D::NAME, assignment.config)?;
    let broken = |_| {
        Failure::new(
            Code::Unavailable,
            "WORKER_NOT_STARTED",
            "the worker could not set itself up",
        )
    };
    let mut lock = File::create(job_dir.join(LOCK)).map_err(broken)?;
    lock.lock().map_err(broken)?;
    write!(lock, "{}", std::process::id()).map_err(broken)?;
    // For telemetry and signals; the work itself is on this thread, outside.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(broken)?;
    let asked = stop::Asked::default();
    stop::listen(&runtime, &asked, D::RESUMES);
    let worker = Worker {
        job_id: assignment.job_id,
        job_dir: job_dir.to_owned(),
        spec: assignment.spec,
        store: config.common.open_store()?,
        data_dir: config.common.data_dir.clone(),
        asked,
        sent: Mutex::default(),
    };
    Ok((config, worker, runtime, lock))
}

fn work<D: Deployable>(
    config: Config<D::Options>,
    mut worker: Worker,
    runtime: &tokio::runtime::Runtime,
) -> Word {
    let guard = {
        let _inside = runtime.enter();
        telemetry::init(D::NAME, &config.common.telemetry)
    };
    run::hook_panics();
    let span = tracing::info_span!(
        target: "chassis",
        "worker",
        otel.name = format!("{}.worker", D::NAME),
        otel.kind = "internal",
        otel.status_code = tracing::field::Empty,
        tacit.job = %worker.job_id,
    );
    telemetry::adopt_parent_from_env(&span);
    let word = span.in_scope(|| {
        tracing::info!("worker started");
        let own = config.own;
        let done = std::panic::catch_unwind(AssertUnwindSafe(|| D::work(own, &mut worker)));
        let word = match done {
            Ok(Ok(Outcome::Succeeded { output })) => Word::Succeeded { output },
            Ok(Ok(Outcome::Cancelled { output })) => Word::Cancelled { output },
            Ok(Ok(Outcome::Suspended)) => Word::Suspended {},
            Ok(Err(failure)) => Word::Failed(failure),
            Err(_) => Word::Failed(panicked()),
        };
        match &word {
            Word::Failed(failure) => {
                span.record("otel.status_code", "ERROR");
                tracing::error!(reason = %failure.reason, "worker failed");
            }
            _ => tracing::info!("worker done"),
        }
        word
    });
    drop(span);
    drop(guard);
    word
}

fn panicked() -> Failure {
    Failure::new(
        Code::Internal,
        "WORKER_PANICKED",
        "the worker stopped because of a bug or of an input it cannot handle",
    )
    .action("the job's worker.log names the place; report it with the log")
}

#[cfg(test)]
mod tests;
