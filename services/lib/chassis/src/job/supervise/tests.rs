use super::*;

fn ended(last: Option<Word>, by_user: bool, by_service: bool, status: i32) -> Change {
    let stop = Stop {
        by_user,
        by_service,
        deadline: None,
    };
    conclude(last, &stop, Some(ExitStatus::from_raw(status)))
}

fn reason(change: &Change) -> Option<&str> {
    change.failure.as_ref().map(|f| f.reason.as_ref())
}

#[test]
fn the_last_word_decides() {
    let done = Word::Succeeded { output: "o".into() };
    for (user, service, status) in [(false, false, 0), (true, false, 9), (false, true, 256)] {
        let change = ended(Some(done.clone()), user, service, status);
        assert_eq!(change.state, JobState::Succeeded);
        assert_eq!(change.output.as_deref(), Some("o"));
    }
    let failed = Word::Failed(Failure::new(Code::NotFound, "X", "x"));
    assert_eq!(reason(&ended(Some(failed), true, true, 256)), Some("X"));
}

#[test]
fn who_stopped_it_decides_between_cancelled_and_failed() {
    let stopped = || {
        Some(Word::Cancelled {
            output: Some("o".into()),
        })
    };
    // SIGTERM from outside, the user, the user and then the service.
    for (user, service) in [(false, false), (true, false), (true, true)] {
        let change = ended(stopped(), user, service, 0);
        assert_eq!(change.state, JobState::Cancelled);
        assert_eq!(change.output.as_deref(), Some("o"));
    }
    let change = ended(stopped(), false, true, 0);
    assert_eq!(reason(&change), Some("SERVICE_RESTARTED"));
    assert_eq!(change.output.as_deref(), Some("o"));
}

#[test]
fn silence_is_explained() {
    assert_eq!(ended(None, true, false, 9).state, JobState::Cancelled);
    let service = ended(None, false, true, 9);
    assert_eq!(reason(&service), Some("SERVICE_RESTARTED"));
    let signal = ended(None, false, false, 9).failure.unwrap();
    assert_eq!(signal.reason, "WORKER_LOST");
    assert_eq!(signal.metadata["exit_signal"], "9");
    let code = ended(None, false, false, 3 << 8).failure.unwrap();
    assert_eq!(code.metadata["exit_code"], "3");
}
