//! One job's worker process: started, listened to, asked to stop, buried.

use std::fs::File;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::watch;
use tokio::time::Instant;

use super::db::{Change, Claim};
use super::runner::Ask;
use super::{Inner, JobState};
use crate::worker::{Assignment, Word};
use crate::{Code, Failure, config};

/// How long a worker that has said its last word may take to exit.
const EXIT: Duration = Duration::from_secs(30);

/// How often the end of a job is written before giving up: the disk may be full
/// for a moment.
const TRIES: u32 = 30;

/// Variables a worker gets; the rest of the environment stays out of it.
const VARIABLES: [&str; 12] = [
    "PATH",
    "HOME",
    "LANG",
    "LD_LIBRARY_PATH",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "RAYON_NUM_THREADS",
    "RUST_BACKTRACE",
    "SSL_CERT_FILE",
    "TMPDIR",
    "TZ",
    "USER",
];

/// And families of variables.
const FAMILIES: [&str; 4] = ["CUDA_", "NVIDIA_", "OTEL_", "TACIT_"];

/// Runs a claimed job to its end.
pub(super) async fn supervise(inner: Arc<Inner>, claim: Claim, asks: watch::Receiver<Ask>) {
    let id = claim.id.clone();
    tracing::info!(job = %id, "job started");
    let change = match start(&inner, &claim) {
        Ok(child) => attend(&inner, &id, child, asks).await,
        Err(failure) => Change::failed(failure),
    };
    sweep(&inner, &id).await;
    let mut tries = 0;
    let released = crate::worker::released(&inner.setup.jobs_dir().join(&id));
    while let Err(failure) = inner
        .db
        .transition(&id, JobState::Running, &change, released.clone())
        .await
    {
        tries += 1;
        tracing::error!(job = %id, reason = %failure.reason, tries, "job end was not written");
        if tries >= TRIES {
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let reason = change.failure.as_ref().map(|f| f.reason.as_ref());
    let state = change.state.word();
    tracing::info!(job = %id, state, reason, "job ended");
    inner.running.remove(&id, change.state);
    inner.wake.notify_one();
}

/// Removes what the worker left in staging: nothing, unless it died.
async fn sweep(inner: &Inner, id: &str) {
    let (store, owner) = (Arc::clone(&inner.setup.store), id.to_owned());
    let swept = tokio::task::spawn_blocking(move || store.sweep(&owner)).await;
    if !matches!(swept, Ok(Ok(()))) {
        tracing::warn!(job = %id, "staging was not swept");
    }
}

fn start(inner: &Inner, claim: &Claim) -> Result<Child, Failure> {
    let setup = &inner.setup;
    let dir = setup.jobs_dir().join(&claim.id);
    let log = prepare(
        &dir,
        &Assignment {
            job_id: claim.id.clone(),
            service: setup.service.to_owned(),
            spec: claim.spec.clone(),
            config: setup.config.clone(),
        },
    )
    .map_err(|e| super::db::unusable(&dir, &e))?;
    let mut command = Command::new(&setup.program);
    command
        .arg("worker")
        .arg("--job-dir")
        .arg(&dir)
        .env_clear()
        .envs(config::env_subset(&VARIABLES, &FAMILIES))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        // Ctrl-c in a terminal is for the service, which asks its workers.
        .process_group(0)
        .kill_on_drop(true);
    if let Some(parent) = &claim.traceparent {
        command.env("TRACEPARENT", parent);
    }
    if let Some(state) = &claim.tracestate {
        command.env("TRACESTATE", state);
    }
    command.spawn().map_err(|e| {
        tracing::error!(job = %claim.id, error = %e.kind(), "worker was not started");
        Failure::new(
            Code::Unavailable,
            "WORKER_NOT_STARTED",
            format!("the worker process could not be started: {}", e.kind()),
        )
        .action(
            "check that the service's binary is still in its place and that processes may be made",
        )
    })
}

/// Makes the job's folder, readable by the service alone, with `spec.json` and
/// an empty `worker.log`.
fn prepare(dir: &std::path::Path, assignment: &Assignment) -> std::io::Result<File> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)?;
    let create = |name: &str| {
        std::fs::OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(true)
            .mode(0o600)
            .open(dir.join(name))
    };
    serde_json::to_writer(create("spec.json")?, assignment)?;
    create("worker.log")
}

/// Who has asked the worker to stop, and until when it may.
#[derive(Default)]
struct Stop {
    by_user: bool,
    by_service: bool,
    deadline: Option<Instant>,
}

/// Listens to a worker until it is gone.
async fn attend(
    inner: &Inner,
    id: &str,
    mut child: Child,
    mut asks: watch::Receiver<Ask>,
) -> Change {
    let mut stdin = child.stdin.take();
    let mut lines = child.stdout.take().map(|out| BufReader::new(out).lines());
    let mut last = None;
    let mut stop = Stop::default();
    let mut ask_gone = false;
    while lines.is_some() {
        tokio::select! {
            word = next_word(&mut lines, id) => match word {
                Some(Word::Progress(progress)) => {
                    if let Err(failure) = inner.db.progress(id, &progress).await {
                        tracing::warn!(job = %id, reason = %failure.reason, "progress was not written");
                    }
                }
                Some(word) => last = Some(word),
                None => lines = None,
            },
            changed = asks.changed(), if !ask_gone => {
                ask_gone = changed.is_err();
                let ask = *asks.borrow_and_update();
                heed(ask, inner, &mut stop, &mut stdin, &mut child).await;
            }
            () = until(stop.deadline) => {
                tracing::warn!(job = %id, "worker did not stop in time, killing it");
                stop.deadline = None;
                kill(&mut child);
            }
        }
    }
    let status = match tokio::time::timeout(EXIT, child.wait()).await {
        Ok(status) => status.ok(),
        Err(_) => {
            tracing::warn!(job = %id, "worker did not exit, killing it");
            kill(&mut child);
            child.wait().await.ok()
        }
    };
    conclude(last, &stop, status)
}

/// The next line that is a word of the protocol; `None` when the worker has
/// closed its side. A library may print: such lines are skipped.
async fn next_word(lines: &mut Option<Lines<BufReader<ChildStdout>>>, id: &str) -> Option<Word> {
    loop {
        let line = lines.as_mut()?.next_line().await.ok()??;
        match serde_json::from_str(&line) {
            Ok(word) => return Some(word),
            Err(_) => tracing::debug!(job = %id, bytes = line.len(), "not a word of the protocol"),
        }
    }
}

async fn heed(
    ask: Ask,
    inner: &Inner,
    stop: &mut Stop,
    stdin: &mut Option<ChildStdin>,
    child: &mut Child,
) {
    match ask {
        Ask::Run => return,
        Ask::Cancel => {
            stop.by_user = true;
            let allowed = Duration::from_secs(inner.setup.options.cancel_seconds);
            stop.deadline = Some(Instant::now() + allowed);
        }
        Ask::Drain => stop.by_service = true,
        Ask::Kill => {
            stop.by_service = true;
            kill(child);
        }
    }
    if let Some(pipe) = stdin {
        // A worker that no longer reads is about to end.
        let _ = pipe.write_all(b"cancel\n").await;
        let _ = pipe.flush().await;
    }
}

fn kill(child: &mut Child) {
    // An error means that it is gone already.
    let _ = child.start_kill();
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// How the job ends, from the worker's last word, from who stopped it and from
/// how the process ended.
fn conclude(last: Option<Word>, stop: &Stop, status: Option<ExitStatus>) -> Change {
    match last {
        Some(Word::Succeeded { output }) => Change::to(JobState::Succeeded).output(Some(output)),
        Some(Word::Failed(failure)) => Change::failed(failure),
        Some(Word::Cancelled { output }) if stop.by_service && !stop.by_user => {
            Change::failed(super::recover::restarted()).output(output)
        }
        Some(Word::Cancelled { output }) => Change::to(JobState::Cancelled).output(output),
        Some(Word::Progress(_)) | None if stop.by_user => Change::to(JobState::Cancelled),
        Some(Word::Progress(_)) | None if stop.by_service => {
            Change::failed(super::recover::restarted())
        }
        Some(Word::Progress(_)) | None => Change::failed(lost(status)),
    }
}

fn lost(status: Option<ExitStatus>) -> Failure {
    let mut failure = Failure::new(
        Code::Aborted,
        "WORKER_LOST",
        "the worker process ended without a result",
    );
    if let Some(signal) = status.and_then(|s| s.signal()) {
        failure = failure.with("exit_signal", signal);
        failure.message = format!("the worker process was ended by signal {signal}");
    } else if let Some(code) = status.and_then(|s| s.code()) {
        failure = failure.with("exit_code", code);
    }
    failure.action("look at the job's worker.log; signal 9 is often a lack of memory: try a smaller batch or shorter sequences")
}

#[cfg(test)]
mod tests;
