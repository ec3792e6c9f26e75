//! One state machine for the long tasks of all services (AIP-151, AIP-216): a
//! job is created, watched, cancelled and listed here, is kept in one SQLite
//! file, and runs in a worker process of the service's own binary.

mod budget;
mod database;
mod db;
mod ledger;
mod recover;
mod resource;
mod resume;
mod row;
mod runner;
mod supervise;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;

use artifacts::FsStore;
use tokio_stream::Stream;
use uuid::Uuid;

use crate::{Code, Failure, page, telemetry};
pub use budget::BudgetState;
use db::Db;
pub(crate) use ledger::Released;
pub use ledger::{Opening, Spend};
pub use resource::{Job, JobEvent, JobState, Progress, Timestamp};
use runner::Running;

/// Longest `request_id`, in bytes.
const MAX_REQUEST_ID: usize = 128;

/// The jobs of one service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Jobs {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    setup: Setup,
    /// Workers that run now, by job.
    running: Running,
    /// Wakes the runner: a job was created or a slot became free.
    wake: tokio::sync::Notify,
}

/// What jobs need to know of their service.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    /// The service's name.
    pub(crate) service: &'static str,
    /// `<data_dir>`.
    pub(crate) data_dir: PathBuf,
    /// Where artifacts are: leftovers of dead workers are swept.
    pub(crate) store: Arc<FsStore>,
    /// Whether a job goes on with another worker ([`crate::Deployable::RESUMES`]).
    pub(crate) resumes: bool,
    /// The options of `jobs`.
    pub(crate) options: crate::JobOptions,
    /// The effective configuration, for the workers.
    pub(crate) config: serde_json::Value,
    /// The PostgreSQL to keep jobs in, instead of a SQLite file.
    pub(crate) database_url: Option<String>,
    /// The binary to start workers from.
    pub(crate) program: PathBuf,
    /// What the service adds to their environment ([`crate::Deployable::worker_environment`]).
    pub(crate) environment: Vec<(&'static str, PathBuf)>,
}

impl Setup {
    fn jobs_dir(&self) -> PathBuf {
        self.data_dir.join("jobs").join(self.service)
    }

    /// How often in a row a job may be started again without coming further.
    fn restarts(&self) -> u32 {
        if self.resumes {
            self.options.max_restarts
        } else {
            0
        }
    }
}

impl Jobs {
    /// Opens the database, ends or takes up what a former process left RUNNING
    /// and starts the runner.
    pub(crate) async fn open(setup: Setup) -> Result<Self, Failure> {
        let db = Db::open(
            &setup.data_dir,
            setup.service,
            setup.database_url.as_deref(),
        )
        .await?;
        let jobs = Self {
            inner: Arc::new(Inner {
                db,
                running: Running::new(setup.options.max_running, setup.service),
                setup,
                wake: tokio::sync::Notify::new(),
            }),
        };
        recover::recover(&jobs.inner).await?;
        recover::prune(&jobs.inner).await?;
        tokio::spawn(runner::run(Arc::clone(&jobs.inner)));
        Ok(jobs)
    }

    /// Creates a job; it is PENDING until one of `jobs.max_running` slots is
    /// free. Idempotent on `request_id` (`""`: none): the same id with the same
    /// spec returns the first job. What the job learns from a dataset is charged
    /// to the dataset's budget, where it has one, in the transaction that
    /// admits the job.
    ///
    /// # Errors
    /// `REQUEST_ID_REUSED` when the id came with another spec,
    /// `PRIVACY_BUDGET_EXCEEDED` when the spend does not fit the budget,
    /// `INVALID_REQUEST_ID`, `SERVICE_STOPPING`, `STATE_UNAVAILABLE`.
    pub async fn create(
        &self,
        request_id: &str,
        spec: serde_json::Value,
        spend: Option<Spend>,
    ) -> Result<Job, Failure> {
        if request_id.len() > MAX_REQUEST_ID || !request_id.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Failure::new(
                Code::InvalidArgument,
                "INVALID_REQUEST_ID",
                format!("request_id must be at most {MAX_REQUEST_ID} printable ASCII characters without spaces"),
            )
            .field("request_id"));
        }
        if self.inner.running.draining() {
            return Err(stopping());
        }
        let id = Uuid::now_v7().to_string();
        let context = telemetry::carrier();
        let request_id = (!request_id.is_empty()).then_some(request_id);
        let new = db::NewJob {
            id: &id,
            request_id,
            spec: &spec,
            context: &context,
        };
        let job = self.inner.db.create(&new, spend.as_ref()).await?;
        if job.id == id {
            tracing::info!(job = %job.id, "job created");
            self.inner.wake.notify_one();
        } else if job.spec != spec {
            return Err(Failure::new(
                Code::AlreadyExists,
                "REQUEST_ID_REUSED",
                "this request_id was used for another request",
            )
            .action("use a new request_id for a new request")
            .field("request_id")
            .with("job", &job.id));
        }
        Ok(job)
    }

    /// A job by its id.
    ///
    /// # Errors
    /// `JOB_NOT_FOUND`, `STATE_UNAVAILABLE`.
    pub async fn get(&self, id: &str) -> Result<Job, Failure> {
        self.inner.db.get(id).await?.ok_or_else(not_found)
    }

    /// One page of jobs, newest first, and the token of the next page (`""` at
    /// the end). `page_size` 0 means 50; more than 1000 is taken as 1000.
    ///
    /// # Errors
    /// `INVALID_PAGE_SIZE`, `INVALID_PAGE_TOKEN`, `STATE_UNAVAILABLE`.
    pub async fn list(
        &self,
        page_size: i32,
        page_token: &str,
    ) -> Result<(Vec<Job>, String), Failure> {
        let size = match page_size {
            i32::MIN..0 => {
                return Err(Failure::new(
                    Code::InvalidArgument,
                    "INVALID_PAGE_SIZE",
                    "page_size must not be negative",
                )
                .field("page_size"));
            }
            0 => page::DEFAULT_SIZE as i32,
            more => more.min(page::MAX_SIZE as i32),
        };
        if !page_token.is_empty() && Uuid::try_parse(page_token).is_err() {
            return Err(Failure::new(
                Code::InvalidArgument,
                "INVALID_PAGE_TOKEN",
                "page_token is not one that this service gave out",
            )
            .action("pass next_page_token of the page before, or nothing")
            .field("page_token"));
        }
        let mut jobs = self.inner.db.list(size + 1, page_token).await?;
        let more = jobs.len() > size as usize;
        jobs.truncate(size as usize);
        let next = match jobs.last() {
            Some(last) if more => last.id.clone(),
            _ => String::new(),
        };
        Ok((jobs, next))
    }

    /// Asks a job to end. A PENDING one ends at once, without an artifact; a
    /// RUNNING one when its worker has left a usable artifact (or after
    /// `jobs.cancel_seconds`). Nothing happens to one that has ended.
    ///
    /// # Errors
    /// `JOB_NOT_FOUND`, `STATE_UNAVAILABLE`.
    pub async fn cancel(&self, id: &str) -> Result<Job, Failure> {
        let (db, running) = (&self.inner.db, &self.inner.running);
        // What is PENDING stays so meanwhile.
        let _claiming = running.claiming().await;
        if db.ask_cancel(id).await? {
            running.cancel(id);
            return self.get(id).await;
        }
        let job = self.get(id).await?;
        if job.state != JobState::Pending {
            return Ok(job);
        }
        // One that ran before has released what its worker wrote down.
        let released = match job.start_time {
            Some(_) => crate::worker::released(&self.inner.setup.jobs_dir().join(id)),
            None => Released::Nothing,
        };
        let change = db::Change::to(JobState::Cancelled);
        if db
            .transition(id, JobState::Pending, &change, released)
            .await?
        {
            crate::worker::forget(&self.inner.setup.jobs_dir().join(id));
            tracing::info!(job = %id, "job cancelled while it waited");
        }
        self.get(id).await
    }

    /// All events after `cursor`, then live ones, until the job has ended.
    /// Resumable: a new watch with the last cursor seen misses nothing and
    /// repeats nothing, across connections and restarts of the service. (Of
    /// progress events the latest 10,000 are kept; state changes all.)
    pub fn watch(
        &self,
        id: &str,
        cursor: u64,
    ) -> impl Stream<Item = Result<JobEvent, Failure>> + Send + 'static {
        watch::watch(Arc::clone(&self.inner), id.to_owned(), cursor)
    }

    /// Stops taking jobs, asks the running workers to stop, kills them after
    /// `grace` or when `hurry` resolves, and ends all watches.
    pub(crate) async fn drain(
        &self,
        grace: std::time::Duration,
        hurry: impl Future<Output = ()> + Send,
    ) {
        runner::drain(&self.inner, grace, hurry).await;
    }
}

fn not_found() -> Failure {
    Failure::new(Code::NotFound, "JOB_NOT_FOUND", "no such job")
        .action("list the jobs to see their ids; ended ones are removed after jobs.keep_days")
}

fn stopping() -> Failure {
    Failure::new(
        Code::Unavailable,
        "SERVICE_STOPPING",
        "the service is stopping",
    )
    .action("try again when it is back; a watch goes on from its last cursor")
}
