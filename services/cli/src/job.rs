//! Jobs of all three services, alike: follow one across lost connections, wait
//! for its end, cancel it.

use chassis::{Code, Failure};
use proto::audit::v1::{CancelAuditJobRequest, GetAuditJobRequest, WatchAuditJobRequest};
use proto::finetune::v1::{
    CancelFineTuningJobRequest, GetFineTuningJobRequest, WatchFineTuningJobRequest,
};
use proto::ingest::v1::{
    CancelIngestionJobRequest, GetIngestionJobRequest, WatchIngestionJobRequest,
};
use proto::job::v1::{JobError, JobEvent, JobState};
use tonic::{Status, Streaming};

use crate::client::{Audit, FineTune, Ingest, Patience};
use crate::error::Error;
use crate::output::{Output, remark};
use crate::progress::Progress;
use crate::{format, json};

/// The jobs of one service.
#[derive(Clone, Debug)]
pub(crate) enum Jobs {
    /// `ingestionJobs/...`
    Ingest(Ingest),
    /// `fineTuningJobs/...`
    FineTune(FineTune),
    /// `auditJobs/...`
    Audit(Audit),
}

impl Jobs {
    /// The command group that handles them.
    fn group(&self) -> &'static str {
        match self {
            Self::Ingest(_) => "dataset",
            Self::FineTune(_) => "finetune",
            Self::Audit(_) => "audit",
        }
    }

    /// The full name of a job.
    pub(crate) fn name(&self, given: &str) -> Result<String, Error> {
        let collection = match self {
            Self::Ingest(_) => "ingestionJobs",
            Self::FineTune(_) => "fineTuningJobs",
            Self::Audit(_) => "auditJobs",
        };
        crate::name::resource(collection, given)
    }

    async fn watch(&mut self, name: String, cursor: u64) -> Result<Streaming<JobEvent>, Status> {
        let answer = match self {
            Self::Ingest(client) => {
                let request = WatchIngestionJobRequest { name, cursor };
                client.watch_ingestion_job(request).await
            }
            Self::FineTune(client) => {
                let request = WatchFineTuningJobRequest { name, cursor };
                client.watch_fine_tuning_job(request).await
            }
            Self::Audit(client) => {
                let request = WatchAuditJobRequest { name, cursor };
                client.watch_audit_job(request).await
            }
        };
        answer.map(tonic::Response::into_inner)
    }

    /// Where the job stands now, as an event at `cursor`.
    async fn now(&mut self, name: String, cursor: u64) -> Result<JobEvent, Status> {
        let time = None;
        Ok(match self {
            Self::Ingest(client) => {
                let request = GetIngestionJobRequest { name };
                let job = client.get_ingestion_job(request).await?.into_inner();
                let (state, progress, error) = (job.state, job.progress, job.error);
                JobEvent {
                    cursor,
                    time,
                    state,
                    progress,
                    error,
                    output: job.dataset_version,
                }
            }
            Self::FineTune(client) => {
                let request = GetFineTuningJobRequest { name };
                let job = client.get_fine_tuning_job(request).await?.into_inner();
                let (state, progress, error) = (job.state, job.progress, job.error);
                JobEvent {
                    cursor,
                    time,
                    state,
                    progress,
                    error,
                    output: job.checkpoint,
                }
            }
            Self::Audit(client) => {
                let request = GetAuditJobRequest { name };
                let job = client.get_audit_job(request).await?.into_inner();
                let (state, progress, error) = (job.state, job.progress, job.error);
                JobEvent {
                    cursor,
                    time,
                    state,
                    progress,
                    error,
                    output: job.report,
                }
            }
        })
    }

    async fn cancel(&mut self, name: String) -> Result<i32, Status> {
        Ok(match self {
            Self::Ingest(client) => {
                let request = CancelIngestionJobRequest { name };
                client
                    .cancel_ingestion_job(request)
                    .await?
                    .into_inner()
                    .state
            }
            Self::FineTune(client) => {
                let request = CancelFineTuningJobRequest { name };
                client
                    .cancel_fine_tuning_job(request)
                    .await?
                    .into_inner()
                    .state
            }
            Self::Audit(client) => {
                let request = CancelAuditJobRequest { name };
                client.cancel_audit_job(request).await?.into_inner().state
            }
        })
    }

    /// How to go on with a job that nobody looks at any more.
    fn hint(&self, name: &str) -> String {
        let (group, id) = (self.group(), name.rsplit('/').next().unwrap_or(name));
        format!(
            "the job goes on: `tacit {group} watch {id}` shows it, `tacit {group} cancel {id}` stops it"
        )
    }
}

/// Whether a state is final.
pub(crate) fn has_ended(state: JobState) -> bool {
    matches!(
        state,
        JobState::Succeeded | JobState::Failed | JobState::Cancelled
    )
}

/// Waits for the end of a job, showing its progress. Ctrl-c stops the waiting,
/// not the job.
///
/// # Errors
/// What the job failed with, or `JOB_CANCELLED`.
pub(crate) async fn wait(jobs: Jobs, name: &str, output: &Output) -> Result<JobEvent, Error> {
    let mut progress = Progress::new(output.is_json());
    let result = observed(jobs, name, 0, |event| {
        progress.show(event);
        Ok(())
    })
    .await;
    progress.close();
    let last = result?;
    outcome(&last, name)?;
    Ok(last)
}

/// `watch`: every event on standard output with `--json`, a progress display
/// and one line at the end without.
pub(crate) async fn watch(
    jobs: Jobs,
    given: &str,
    cursor: u64,
    output: &Output,
) -> Result<(), Error> {
    let name = jobs.name(given)?;
    let mut progress = Progress::new(output.is_json());
    let result = observed(jobs, &name, cursor, |event| {
        progress.show(event);
        if output.is_json() {
            output.line(&json::of(event)?)
        } else {
            Ok(())
        }
    })
    .await;
    progress.close();
    let last = result?;
    outcome(&last, &name)?;
    if !output.is_json() {
        let made = if last.output.is_empty() {
            &name
        } else {
            &last.output
        };
        output.text(&format!("{made} {}\n", format::state(last.state())))?;
    }
    Ok(())
}

/// `cancel`: asks, and says where the job stands then.
pub(crate) async fn cancel(mut jobs: Jobs, given: &str, output: &Output) -> Result<(), Error> {
    let name = jobs.name(given)?;
    let state = jobs.cancel(name.clone()).await?;
    let state = JobState::try_from(state).unwrap_or_default();
    if output.is_json() {
        let document = serde_json::json!({ "name": name, "state": state.as_str_name() });
        return output.value(&document);
    }
    output.text(&format!("{name} {}\n", format::state(state)))?;
    if !has_ended(state) {
        remark("the worker saves what it has and stops");
    }
    Ok(())
}

/// Says that a job is on its way and how to see it.
pub(crate) fn detached(jobs: &Jobs, name: &str, output: &Output) {
    if !output.is_json() {
        remark(&jobs.hint(name));
    }
}

/// What a job's end means for a command that waited for it.
fn outcome(last: &JobEvent, name: &str) -> Result<(), Error> {
    match (last.state(), &last.error) {
        (JobState::Failed, Some(error)) => Err(job_failure(error, name).into()),
        (JobState::Failed, None) => {
            let message = "the job failed without saying why";
            Err(Failure::new(Code::Internal, "CALL_FAILED", message)
                .with("job", name)
                .into())
        }
        (JobState::Cancelled, _) => {
            let kept = match last.output.as_str() {
                "" => "the job was cancelled; nothing was kept".to_owned(),
                output => format!("the job was cancelled; {output} holds what it had"),
            };
            Err(Failure::new(Code::Aborted, "JOB_CANCELLED", kept)
                .with("job", name)
                .into())
        }
        _ => Ok(()),
    }
}

/// A job's error as the failure a call would have had.
pub(crate) fn job_failure(error: &JobError, job: &str) -> Failure {
    Failure {
        code: Code::FailedPrecondition,
        reason: error.reason.clone().into(),
        message: error.message.clone(),
        action: error.action.clone(),
        field: Some(error.field.clone()).filter(|field| !field.is_empty()),
        metadata: error.metadata.clone().into_iter().collect(),
    }
    .with("job", job)
}

/// [`follow`] until the user interrupts it.
async fn observed(
    jobs: Jobs,
    name: &str,
    cursor: u64,
    sink: impl FnMut(&JobEvent) -> Result<(), Error>,
) -> Result<JobEvent, Error> {
    let hint = jobs.hint(name);
    tokio::select! {
        result = follow(jobs, name, cursor, sink) => result,
        () = interrupted() => Err(Error::Interrupted(hint)),
    }
}

/// Hands over every event after `cursor` exactly once and in order, across lost
/// connections and restarts of the service, and returns the last.
async fn follow(
    mut jobs: Jobs,
    name: &str,
    mut cursor: u64,
    mut sink: impl FnMut(&JobEvent) -> Result<(), Error>,
) -> Result<JobEvent, Error> {
    let mut patience = Patience::default();
    loop {
        let lost = match jobs.watch(name.to_owned(), cursor).await {
            Ok(mut events) => loop {
                match events.message().await {
                    Ok(Some(event)) => {
                        patience.reset();
                        cursor = event.cursor;
                        sink(&event)?;
                        if has_ended(event.state()) {
                            return Ok(event);
                        }
                    }
                    Ok(None) => break None,
                    Err(status) => break Some(status),
                }
            },
            Err(status) => Some(status),
        };
        let status = match lost {
            Some(status) => status,
            // A job that had ended before `cursor` has no event left to say so.
            None => match jobs.now(name.to_owned(), cursor).await {
                Ok(now) if has_ended(now.state()) => return Ok(now),
                Ok(_) => Status::unavailable("the stream ended before the job"),
                Err(status) => status,
            },
        };
        patience.pause(status).await?;
    }
}

/// Resolves when the user (ctrl-c) or the system (SIGTERM) wants the program to
/// stop.
pub(crate) async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
    ) else {
        // Signals then act as the system's default: they end the process.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(test)]
mod tests;
