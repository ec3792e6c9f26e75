//! The shared service shell. A service is a value of [`Deployable`]; its
//! `main.rs` is one call of [`main`], which reads the configuration, binds the
//! port, starts telemetry, builds the service, serves it through the one layer
//! list in `stack.rs`, runs its jobs in worker processes and drains at the end.
//!
//! This is the only library with a gRPC server, an asynchronous runtime, the
//! environment and a database in it; the ideas live in crates that know none of
//! them.
#![forbid(unsafe_code)]

mod auth;
pub mod client;
pub mod config;
mod health;
mod job;
pub mod page;
mod run;
mod shutdown;
mod stack;
mod status;
pub mod telemetry;
mod tls;
pub mod wire;
mod worker;

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

pub use artifacts::FsStore;
pub use config::{
    AuthOptions, CommonOptions, JobOptions, LimitOptions, LogFormat, StoreOptions,
    TelemetryOptions, TlsOptions,
};
pub use job::{BudgetState, Job, JobEvent, JobState, Jobs, Opening, Progress, Spend, Timestamp};
pub use run::main;
pub use status::{Code, Failure, failure_from_status};
pub use tls::install_provider;
pub use worker::{Outcome, Stop, Worker};

/// Why a service did not start: a [`Failure`] that goes to standard error, with
/// exit code 1.
pub type StartError = Failure;

/// One service: what `chassis` needs to know to run it.
pub trait Deployable: Sized + Send + Sync + 'static {
    /// Configuration section, log, metric and image name: `ingest`.
    const NAME: &'static str;
    /// The fully qualified gRPC service, `tacit.ingest.v1.IngestService`.
    const SERVICE: &'static str;
    /// The encoded `FileDescriptorSet` that reflection serves.
    const DESCRIPTORS: &'static [u8];
    /// What else the program can do, for the end of its `--help`.
    const MORE_HELP: &'static str = "";
    /// The port listened on (loopback) when nothing is configured.
    const PORT: u16 = 7600;
    /// Whether a second worker of the same job goes on where the first one's
    /// files in the job's folder end. Then a worker that died is started again
    /// (`jobs.max_restarts`), a job goes on after a restart of the service, and a
    /// service that stops asks its workers to save their state
    /// ([`Stop::Suspend`]). That a job comes further is seen by the steps of its
    /// progress in the phase `train`.
    const RESUMES: bool = false;
    /// The service's own section of the configuration.
    type Options: Options;

    /// Variables that the workers get besides those of the service's own
    /// environment that are passed on.
    fn worker_environment(options: &Self::Options) -> Vec<(&'static str, PathBuf)> {
        let _ = options;
        Vec::new()
    }

    /// Builds the gRPC routes. Called once the port is bound.
    ///
    /// # Errors
    /// A [`StartError`] ends the process with its sentence and exit code 1.
    fn build(
        options: Self::Options,
        cx: Context,
    ) -> impl Future<Output = Result<tonic::service::Routes, StartError>> + Send;

    /// Runs one job, in the worker process. Synchronous, on the main thread: a
    /// tensor model belongs to one thread.
    ///
    /// # Errors
    /// The [`Failure`] the job ends with.
    fn work(options: Self::Options, worker: &mut Worker) -> Result<Outcome, Failure>;
}

/// A service's own section of the configuration. Every field serialises (no
/// `skip_serializing`): the known keys are read off the serialised form.
pub trait Options:
    Default + Clone + serde::Serialize + serde::de::DeserializeOwned + Send + Sync
{
    /// Checks what the types cannot.
    ///
    /// # Errors
    /// A [`Failure`] that names the key in [`Failure::field`].
    fn validate(&self) -> Result<(), Failure>;
}

/// What a service gets to build itself from.
#[derive(Debug)]
pub struct Context {
    /// The service's jobs.
    pub jobs: Jobs,
    /// Where artifacts are.
    pub store: Arc<FsStore>,
    /// The options all services share.
    pub common: CommonOptions,
    /// `<data_dir>`: state, jobs, uploads and (by default) the store.
    pub data_dir: PathBuf,
}
