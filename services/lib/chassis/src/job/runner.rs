//! Starts workers while slots are free, and stops them all at the end.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, UpDownCounter};
use tokio::sync::{MutexGuard, watch};

use super::{Inner, JobState, recover, supervise};

/// How often ended jobs are looked through for old ones.
const PRUNE: Duration = Duration::from_secs(3600);

/// How long a killed worker may take to be gone.
const REAP: Duration = Duration::from_secs(10);

/// What a worker's supervisor is asked to do. Later ones are stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ask {
    /// Nothing: let it run.
    Run,
    /// The user wants it to end.
    Cancel,
    /// The service ends.
    Drain,
    /// The service ends now.
    Kill,
}

/// The workers that run now.
#[derive(Debug)]
pub(super) struct Running {
    slots: usize,
    service: &'static str,
    workers: Mutex<HashMap<String, watch::Sender<Ask>>>,
    count: watch::Sender<usize>,
    /// Held while a job goes from PENDING in the database to a supervised
    /// worker, so that no cancel falls in between.
    claiming: tokio::sync::Mutex<()>,
    draining: AtomicBool,
    closed: AtomicBool,
    gauge: UpDownCounter<i64>,
    ended: Counter<u64>,
}

impl Running {
    pub(super) fn new(slots: u32, service: &'static str) -> Self {
        let meter = opentelemetry::global::meter("tacit");
        Self {
            slots: slots as usize,
            service,
            workers: Mutex::default(),
            count: watch::Sender::new(0),
            claiming: tokio::sync::Mutex::new(()),
            draining: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            gauge: meter
                .i64_up_down_counter("tacit.jobs.running")
                .with_description("jobs whose worker runs")
                .build(),
            ended: meter
                .u64_counter("tacit.jobs.ended")
                .with_description("jobs that ended, by state")
                .build(),
        }
    }

    /// Whether no more jobs are taken.
    pub(super) fn draining(&self) -> bool {
        self.draining.load(Ordering::Acquire)
    }

    /// Whether watches must end.
    pub(super) fn closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    fn with<T>(&self, f: impl FnOnce(&mut HashMap<String, watch::Sender<Ask>>) -> T) -> T {
        // A map of senders is whole whoever panicked.
        f(&mut self.workers.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn free(&self) -> bool {
        *self.count.borrow() < self.slots
    }

    fn add(&self, id: &str) -> watch::Receiver<Ask> {
        let (asks, receiver) = watch::channel(Ask::Run);
        self.with(|workers| workers.insert(id.to_owned(), asks));
        self.count.send_modify(|n| *n += 1);
        self.gauge.add(1, &[KeyValue::new("service", self.service)]);
        receiver
    }

    /// A job's worker is gone, and the job has ended in a state or waits for
    /// another.
    pub(super) fn remove(&self, id: &str, ended: Option<JobState>) {
        self.with(|workers| workers.remove(id));
        self.count.send_modify(|n| *n -= 1);
        let service = KeyValue::new("service", self.service);
        self.gauge.add(-1, std::slice::from_ref(&service));
        if let Some(state) = ended {
            self.ended
                .add(1, &[service, KeyValue::new("state", state.word())]);
        }
    }

    /// No job goes from PENDING to RUNNING while this is held.
    pub(super) async fn claiming(&self) -> MutexGuard<'_, ()> {
        self.claiming.lock().await
    }

    /// Asks one worker to end on behalf of the user.
    pub(super) fn cancel(&self, id: &str) {
        self.with(|workers| {
            if let Some(worker) = workers.get(id) {
                raise(worker, Ask::Cancel);
            }
        });
    }

    fn ask_all(&self, ask: Ask) {
        self.with(|workers| workers.values().for_each(|worker| raise(worker, ask)));
    }

    async fn idle(&self) {
        // The sender lives as long as `self`.
        let _ = self.count.subscribe().wait_for(|n| *n == 0).await;
    }
}

/// Asks never weaken.
fn raise(worker: &watch::Sender<Ask>, ask: Ask) {
    worker.send_if_modified(|now| {
        let stronger = ask > *now;
        *now = ask.max(*now);
        stronger
    });
}

/// Claims and starts jobs until the service drains.
pub(super) async fn run(inner: Arc<Inner>) {
    let mut prune = tokio::time::interval(PRUNE);
    prune.tick().await;
    loop {
        match start_next(&inner).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(failure) => {
                tracing::warn!(reason = %failure.reason, "jobs cannot be started now");
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            }
        }
        if inner.running.draining() {
            return;
        }
        tokio::select! {
            () = inner.wake.notified() => {}
            _ = prune.tick() => {
                if let Err(failure) = recover::prune(&inner).await {
                    tracing::warn!(reason = %failure.reason, "old jobs were not removed");
                }
            }
        }
    }
}

/// Starts the oldest PENDING job if a slot is free; whether it did.
async fn start_next(inner: &Arc<Inner>) -> Result<bool, crate::Failure> {
    let _claiming = inner.running.claiming.lock().await;
    if inner.running.draining() || !inner.running.free() {
        return Ok(false);
    }
    let Some(claim) = inner.db.claim().await? else {
        return Ok(false);
    };
    let asks = inner.running.add(&claim.id);
    tokio::spawn(supervise::supervise(Arc::clone(inner), claim, asks));
    Ok(true)
}

/// Ends all workers: asked first, killed after `grace` or when `hurry` resolves.
pub(super) async fn drain(inner: &Inner, grace: Duration, hurry: impl Future<Output = ()> + Send) {
    let running = &inner.running;
    {
        let _claiming = running.claiming.lock().await;
        running.draining.store(true, Ordering::Release);
    }
    inner.wake.notify_one();
    running.ask_all(Ask::Drain);
    tokio::select! {
        () = running.idle() => {}
        () = tokio::time::sleep(grace) => tracing::warn!("drain time is over, killing workers"),
        () = hurry => tracing::warn!("asked to hurry, killing workers"),
    }
    running.ask_all(Ask::Kill);
    if tokio::time::timeout(REAP, running.idle()).await.is_err() {
        tracing::error!("a killed worker is still there");
    }
    running.closed.store(true, Ordering::Release);
    inner.db.changed();
}
