//! A job as a resource: what it is, where it stands, what happened to it.

use serde::{Deserialize, Serialize};

use crate::Failure;

/// A point in time; serialises as RFC 3339.
pub type Timestamp = jiff::Timestamp;

/// A long task as a resource.
#[derive(Clone, Debug)]
pub struct Job {
    /// UUID version 7: later jobs sort after earlier ones.
    pub id: String,
    /// Where it stands.
    pub state: JobState,
    /// What was asked for, as given to [`super::Jobs::create`].
    pub spec: serde_json::Value,
    /// When it was created.
    pub create_time: Timestamp,
    /// When its first worker was started.
    pub start_time: Option<Timestamp>,
    /// When it ended.
    pub end_time: Option<Timestamp>,
    /// The latest progress.
    pub progress: Progress,
    /// Why it failed, when it did.
    pub failure: Option<Failure>,
    /// The artifact it made: always when SUCCEEDED, where there is a usable one
    /// when CANCELLED or stopped with the service.
    pub output: Option<String>,
}

/// Where a job stands. `Pending -> Running -> Succeeded | Failed | Cancelled`,
/// and `Pending -> Cancelled`; `Running -> Pending` when the service restarts and
/// its jobs go on ([`crate::Deployable::RESUMES`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JobState {
    /// Waits for a slot.
    Pending,
    /// Its worker runs.
    Running,
    /// Done; there is an output.
    Succeeded,
    /// Ended by a failure.
    Failed,
    /// Ended because somebody asked.
    Cancelled,
}

impl JobState {
    /// Whether nothing more will happen.
    pub fn ended(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }

    /// The word in the database, in logs and in metrics.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        [
            Self::Pending,
            Self::Running,
            Self::Succeeded,
            Self::Failed,
            Self::Cancelled,
        ]
        .into_iter()
        .find(|state| state.word() == word)
    }
}

/// One thing that happened to a job.
#[derive(Clone, Debug)]
pub struct JobEvent {
    /// 1, 2, 3 ... within the job; pass it to [`super::Jobs::watch`] to go on after it.
    pub cursor: u64,
    /// When it happened.
    pub time: Timestamp,
    /// The state from then on.
    pub state: JobState,
    /// The progress at that time.
    pub progress: Progress,
    /// Why it failed, when it did.
    pub failure: Option<Failure>,
    /// The artifact it made.
    pub output: Option<String>,
}

/// How far a job is. Numbers and a phase's name; never text of a record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// What it is doing, one lower-case word or two: `training`.
    pub phase: String,
    /// Steps done in this phase.
    pub step: u64,
    /// Steps in this phase; 0 when not known.
    pub total_steps: u64,
    /// Training loss, in nats per token.
    pub loss: Option<f64>,
    /// Loss on the validation split, in nats per token.
    pub validation_loss: Option<f64>,
    /// Tokens processed per second.
    pub tokens_per_second: Option<f64>,
    /// Records done.
    pub records_done: u64,
    /// Bytes of input done.
    pub bytes_done: u64,
    /// Bytes of input in all; 0 when not known.
    pub bytes_total: u64,
    /// Resident memory of the worker, in bytes.
    pub resident_bytes: u64,
    /// Seconds to the end, estimated.
    pub eta_seconds: Option<f64>,
}
