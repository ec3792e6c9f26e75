use super::*;

fn event(state: JobState, output: &str) -> JobEvent {
    JobEvent {
        state: state.into(),
        output: output.to_owned(),
        ..JobEvent::default()
    }
}

#[test]
fn ends_become_results() {
    assert!(outcome(&event(JobState::Succeeded, "reports/a"), "auditJobs/a").is_ok());
    let kept = outcome(
        &event(JobState::Cancelled, "checkpoints/a"),
        "fineTuningJobs/a",
    );
    let text = kept.unwrap_err().render(false);
    assert!(
        text.starts_with("error[JOB_CANCELLED]") && text.contains("checkpoints/a"),
        "{text}"
    );
    let unexplained = outcome(&event(JobState::Failed, ""), "auditJobs/a").unwrap_err();
    assert_eq!(unexplained.exit_code(), 1);
}

#[test]
fn a_failed_job_fails_the_command_with_its_own_reason() {
    let error = JobError {
        reason: "TORN_LINE".to_owned(),
        message: "a line is not JSON".to_owned(),
        action: "mend it".to_owned(),
        metadata: [("line".to_owned(), "17".to_owned())].into(),
        ..JobError::default()
    };
    let last = JobEvent {
        error: Some(error),
        ..event(JobState::Failed, "")
    };
    let error = outcome(&last, "ingestionJobs/a").unwrap_err();
    assert_eq!(error.reason(), "TORN_LINE");
    let text = error.render(false);
    assert!(
        text.contains("line: 17") && text.contains("job: ingestionJobs/a"),
        "{text}"
    );
}
