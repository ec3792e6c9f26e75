use super::*;

fn verdict(last: Option<Word>, by_user: bool, by_service: bool, status: i32) -> Verdict {
    let stop = Stop {
        by_user,
        by_service,
    };
    conclude(last, &stop, Some(ExitStatus::from_raw(status)), false)
}

fn ended(last: Option<Word>, by_user: bool, by_service: bool, status: i32) -> Change {
    match verdict(last, by_user, by_service, status) {
        Verdict::Ends(change) => change,
        other => panic!("{other:?}"),
    }
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
    for (status, key, value) in [(9, "exit_signal", "9"), (3 << 8, "exit_code", "3")] {
        let Verdict::Lost(failure) = verdict(None, false, false, status) else {
            panic!("{status}");
        };
        assert_eq!(failure.reason, "WORKER_LOST");
        assert_eq!(failure.metadata[key], value);
    }
}

#[test]
fn a_job_that_can_go_on_waits_for_the_service_and_for_nobody_else() {
    let suspended = || Some(Word::Suspended {});
    let verdict = |last, asks: &[Ask]| {
        let mut stop = Stop::default();
        asks.iter().for_each(|ask| stop.note(*ask));
        conclude(last, &stop, Some(ExitStatus::from_raw(9)), true)
    };
    for last in [None, suspended()] {
        for asks in [&[Ask::Drain][..], &[Ask::Kill], &[Ask::Drain, Ask::Kill]] {
            let waits = verdict(last.clone(), asks);
            assert!(matches!(waits, Verdict::Suspended), "{waits:?}");
        }
        for asks in [&[Ask::Cancel][..], &[Ask::Cancel, Ask::Kill]] {
            let Verdict::Ends(change) = verdict(last.clone(), asks) else {
                panic!("{asks:?}");
            };
            assert_eq!(change.state, JobState::Cancelled);
        }
        // Nobody asked for it.
        assert!(matches!(verdict(last, &[]), Verdict::Lost(_)));
    }
}
