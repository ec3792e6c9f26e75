//! Jobs on the wire: the one place that turns them into `tacit.job.v1`, the
//! same for all services.

use proto::job::v1 as wire;

use crate::{Failure, JobEvent, JobState, Progress};

impl From<JobState> for wire::JobState {
    fn from(state: JobState) -> Self {
        match state {
            JobState::Pending => Self::Pending,
            JobState::Running => Self::Running,
            JobState::Succeeded => Self::Succeeded,
            JobState::Failed => Self::Failed,
            JobState::Cancelled => Self::Cancelled,
        }
    }
}

impl From<Progress> for wire::JobProgress {
    fn from(progress: Progress) -> Self {
        Self {
            phase: progress.phase,
            step: progress.step,
            total_steps: progress.total_steps,
            loss: progress.loss,
            validation_loss: progress.validation_loss,
            tokens_per_second: progress.tokens_per_second,
            records_done: progress.records_done,
            bytes_done: progress.bytes_done,
            bytes_total: progress.bytes_total,
            resident_bytes: progress.resident_bytes,
            eta_seconds: progress.eta_seconds,
        }
    }
}

impl From<Failure> for wire::JobError {
    fn from(failure: Failure) -> Self {
        Self {
            reason: failure.reason.into_owned(),
            message: failure.message,
            action: failure.action,
            field: failure.field.unwrap_or_default(),
            metadata: failure.metadata.into_iter().collect(),
        }
    }
}

impl From<JobEvent> for wire::JobEvent {
    fn from(event: JobEvent) -> Self {
        Self {
            cursor: event.cursor,
            time: Some(timestamp(event.time)),
            state: wire::JobState::from(event.state).into(),
            progress: Some(event.progress.into()),
            error: event.failure.map(Into::into),
            output: event.output.unwrap_or_default(),
        }
    }
}

/// A point in time as protobuf has it.
pub fn timestamp(time: jiff::Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp {
        seconds: time.as_second(),
        nanos: time.subsec_nanosecond(),
    }
}
