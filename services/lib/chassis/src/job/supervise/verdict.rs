//! What becomes of a job whose worker is gone.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use super::super::JobState;
use super::super::db::Change;
use super::super::recover::restarted;
use super::super::runner::Ask;
use crate::worker::Word;
use crate::{Code, Failure};

/// Who has asked a worker to stop.
#[derive(Debug, Default)]
pub(super) struct Stop {
    pub(super) by_user: bool,
    pub(super) by_service: bool,
}

impl Stop {
    /// Takes in what was asked; nothing that was asked before is forgotten.
    pub(super) fn note(&mut self, ask: Ask) {
        match ask {
            Ask::Run => {}
            Ask::Cancel => self.by_user = true,
            Ask::Drain | Ask::Kill => self.by_service = true,
        }
    }
}

/// What becomes of a job.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It ends.
    Ends(Change),
    /// It waits for the service to come back.
    Suspended,
    /// Its worker died.
    Lost(Failure),
}

/// The verdict from the worker's last word, from who stopped it and from how the
/// process ended. `resumes`: whether the service's jobs can go on.
pub(super) fn conclude(
    last: Option<Word>,
    stop: &Stop,
    status: Option<ExitStatus>,
    resumes: bool,
) -> Verdict {
    let change = match last {
        Some(Word::Succeeded { output }) => Change::to(JobState::Succeeded).output(Some(output)),
        Some(Word::Failed(failure)) => Change::failed(failure),
        Some(Word::Cancelled { output }) if stop.by_service && !stop.by_user => {
            Change::failed(restarted()).output(output)
        }
        Some(Word::Cancelled { output }) => Change::to(JobState::Cancelled).output(output),
        Some(Word::Suspended {} | Word::Progress(_)) | None if stop.by_user => {
            Change::to(JobState::Cancelled)
        }
        // Saved or killed: what is in the job's folder is enough to go on.
        Some(Word::Suspended {} | Word::Progress(_)) | None if stop.by_service && resumes => {
            return Verdict::Suspended;
        }
        Some(Word::Suspended {} | Word::Progress(_)) | None if stop.by_service => {
            Change::failed(restarted())
        }
        Some(Word::Suspended {} | Word::Progress(_)) | None => return Verdict::Lost(lost(status)),
    };
    Verdict::Ends(change)
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
