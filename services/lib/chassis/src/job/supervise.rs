//! One job's worker processes: started, listened to, asked to stop, buried, and
//! started again where the job can go on.

mod start;
mod verdict;

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout};
use tokio::sync::watch;
use tokio::time::Instant;

use super::db::{Change, Claim};
use super::recover::restarted;
use super::resume::Further;
use super::runner::Ask;
use super::{Inner, JobState};
use crate::Failure;
use crate::worker::{CANCEL, SUSPEND, Word};
use verdict::{Stop, Verdict, conclude};

/// How long a worker that has said its last word may take to exit.
const EXIT: Duration = Duration::from_secs(30);

/// How long a job rests between a worker that died and the next.
const PAUSE: Duration = Duration::from_millis(200);

/// How often a change of a job is written before giving up: the disk may be full
/// for a moment.
const TRIES: u32 = 30;

/// Runs a claimed job to its end, or until the service ends.
pub(super) async fn supervise(inner: Arc<Inner>, claim: Claim, mut asks: watch::Receiver<Ask>) {
    let id = &claim.id;
    tracing::info!(job = %id, "job started");
    let ended = attempts(&inner, &claim, &mut asks).await;
    if let Some(change) = &ended {
        let released = crate::worker::released(&inner.setup.jobs_dir().join(id));
        let db = &inner.db;
        written(id, || {
            db.transition(id, JobState::Running, change, released.clone())
        })
        .await;
        crate::worker::forget(&inner.setup.jobs_dir().join(id));
        let reason = change.failure.as_ref().map(|f| f.reason.as_ref());
        let state = change.state.word();
        tracing::info!(job = %id, state, reason, "job ended");
    } else {
        tracing::info!(job = %id, "job waits for the service to come back");
    }
    inner.running.remove(id, ended.map(|change| change.state));
    inner.wake.notify_one();
}

/// One worker after the other; how the job ends, or nothing when it goes on once
/// the service is back.
async fn attempts(inner: &Inner, claim: &Claim, asks: &mut watch::Receiver<Ask>) -> Option<Change> {
    let (id, db) = (&claim.id, &inner.db);
    let mut verdict = attempt(inner, claim, asks).await;
    loop {
        let failure = match verdict {
            Verdict::Ends(change) => return Some(change),
            Verdict::Suspended => {
                let waits = || db.again(id, JobState::Pending, None);
                return match written(id, waits).await {
                    Some(Further::Cancelled) => Some(Change::to(JobState::Cancelled)),
                    Some(Further::Exhausted) => Some(Change::failed(restarted())),
                    // Not written: it is found RUNNING, and goes on all the same.
                    Some(Further::Goes) | None => None,
                };
            }
            Verdict::Lost(failure) => failure,
        };
        let restarts = Some(inner.setup.restarts());
        match written(id, || db.again(id, JobState::Running, restarts)).await {
            Some(Further::Goes) => {}
            Some(Further::Cancelled) => return Some(Change::to(JobState::Cancelled)),
            Some(Further::Exhausted) | None => return Some(Change::failed(failure)),
        }
        let signal = failure.metadata.get("exit_signal");
        tracing::warn!(job = %id, signal, "worker died, starting another");
        verdict = match rest(asks).await {
            Some(stop) => conclude(None, &stop, None, inner.setup.resumes),
            None => attempt(inner, claim, asks).await,
        };
    }
}

/// Lets a moment pass; who asked for the job's end meanwhile.
async fn rest(asks: &mut watch::Receiver<Ask>) -> Option<Stop> {
    let asked = async {
        let asked = asks.wait_for(|ask| *ask > Ask::Run).await;
        asked.ok().map(|ask| *ask)
    };
    let ask = tokio::time::timeout(PAUSE, asked).await.ok()??;
    let mut stop = Stop::default();
    stop.note(ask);
    Some(stop)
}

/// One worker, from its start to its burial.
async fn attempt(inner: &Inner, claim: &Claim, asks: &mut watch::Receiver<Ask>) -> Verdict {
    let verdict = match start::start(inner, claim) {
        Ok(child) => attend(inner, &claim.id, child, asks).await,
        Err(failure) => Verdict::Ends(Change::failed(failure)),
    };
    sweep(inner, &claim.id).await;
    verdict
}

/// Writes a change of a job, after a while again if need be; nothing when it
/// could not be written.
async fn written<T, F>(id: &str, write: impl Fn() -> F) -> Option<T>
where
    F: Future<Output = Result<T, Failure>>,
{
    for tries in 1..=TRIES {
        match write().await {
            Ok(done) => return Some(done),
            Err(failure) => {
                let reason = &failure.reason;
                tracing::error!(job = %id, %reason, tries, "a change of the job was not written");
            }
        }
        if tries < TRIES {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
    None
}

/// Removes what the worker left in staging: nothing, unless it died.
async fn sweep(inner: &Inner, id: &str) {
    let (store, owner) = (Arc::clone(&inner.setup.store), id.to_owned());
    let swept = tokio::task::spawn_blocking(move || store.sweep(&owner)).await;
    if !matches!(swept, Ok(Ok(()))) {
        tracing::warn!(job = %id, "staging was not swept");
    }
}

/// Listens to a worker until it is gone.
async fn attend(
    inner: &Inner,
    id: &str,
    mut child: Child,
    asks: &mut watch::Receiver<Ask>,
) -> Verdict {
    let mut stdin = child.stdin.take();
    let mut lines = child.stdout.take().map(|out| BufReader::new(out).lines());
    let mut last = None;
    let mut stop = Stop::default();
    let mut deadline = None;
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
                stop.note(ask);
                if ask == Ask::Cancel {
                    let allowed = Duration::from_secs(inner.setup.options.cancel_seconds);
                    deadline = Some(Instant::now() + allowed);
                }
                if ask == Ask::Kill {
                    kill(&mut child);
                }
                tell(&mut stdin, line(&stop, inner.setup.resumes)).await;
            }
            () = until(deadline) => {
                tracing::warn!(job = %id, "worker did not stop in time, killing it");
                deadline = None;
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
    // What was asked while it died was asked of a worker that ran.
    stop.note(*asks.borrow());
    conclude(last, &stop, status, inner.setup.resumes)
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

/// What a worker is told when it shall stop. A job that the user wants to end is
/// not to be saved for later.
fn line(stop: &Stop, resumes: bool) -> Option<&'static str> {
    match stop {
        Stop { by_user: true, .. } => Some(CANCEL),
        Stop {
            by_service: true, ..
        } if resumes => Some(SUSPEND),
        Stop {
            by_service: true, ..
        } => Some(CANCEL),
        Stop { .. } => None,
    }
}

async fn tell(stdin: &mut Option<ChildStdin>, line: Option<&str>) {
    let (Some(pipe), Some(line)) = (stdin, line) else {
        return;
    };
    // A worker that no longer reads is about to end.
    let _ = pipe.write_all(format!("{line}\n").as_bytes()).await;
    let _ = pipe.flush().await;
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
