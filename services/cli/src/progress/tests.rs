use prost_types::Timestamp;

use super::*;

fn event(seconds: i64, phase: &str, step: u64) -> JobEvent {
    JobEvent {
        time: Some(Timestamp { seconds, nanos: 0 }),
        state: JobState::Running.into(),
        progress: Some(JobProgress {
            phase: phase.to_owned(),
            step,
            total_steps: 150,
            loss: Some(2.3456),
            tokens_per_second: Some(1234.4),
            resident_bytes: 3 << 30,
            eta_seconds: Some(187.0),
            ..JobProgress::default()
        }),
        ..JobEvent::default()
    }
}

#[test]
fn a_line_says_all_that_is_known() {
    let line = Lines::default().next(&event(5, "train", 20)).unwrap();
    assert_eq!(
        line,
        "train      20/150  loss 2.346  1234 tokens/s  3.00 GiB  3m 07s left"
    );
}

#[test]
fn lines_are_rare_but_no_phase_is_missed() {
    let mut lines = Lines::default();
    assert!(lines.next(&event(100, "load", 0)).is_some());
    assert!(lines.next(&event(101, "load", 1)).is_none());
    assert!(lines.next(&event(102, "train", 1)).is_some());
    assert!(lines.next(&event(111, "train", 2)).is_none());
    assert!(lines.next(&event(112, "train", 3)).is_some());
    let ended = JobEvent {
        state: JobState::Succeeded.into(),
        ..event(113, "train", 150)
    };
    assert!(lines.next(&ended).unwrap().starts_with("succeeded"));
}

#[test]
fn bytes_count_where_there_are_no_steps() {
    let progress = JobProgress {
        bytes_done: 512,
        bytes_total: 1024,
        records_done: 12000,
        ..Default::default()
    };
    assert_eq!(position(&progress), Some((512, 1024)));
    assert_eq!(
        facts(&progress).join("  "),
        "12,000 records  512 B of 1.00 KiB"
    );
}
