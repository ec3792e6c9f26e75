use proto::artifact::v1::{Checkpoint, Estimate, Measure, Report};
use proto::job::v1::{JobEvent, JobProgress, JobState};

use super::*;

#[test]
fn names_follow_the_proto_files_and_every_key_is_there() {
    let event = JobEvent {
        cursor: 1 << 60,
        state: JobState::Running.into(),
        progress: Some(JobProgress {
            loss: Some(2.5),
            ..JobProgress::default()
        }),
        ..JobEvent::default()
    };
    let value = of(&event).unwrap();
    assert_eq!(value["cursor"], serde_json::json!(1u64 << 60));
    assert_eq!(value["state"], "JOB_STATE_RUNNING");
    assert_eq!(value["progress"]["loss"], 2.5);
    assert_eq!(value["progress"]["records_done"], 0);
    assert_eq!(value["output"], "");
}

#[test]
fn nested_messages_and_doubles_survive() {
    let change = Estimate {
        value: -0.125,
        low: -0.5,
        high: 0.25,
    };
    let measure = Measure {
        change: Some(change),
        ..Measure::default()
    };
    let value = of(&Report {
        measures: vec![measure],
        ..Report::default()
    })
    .unwrap();
    assert_eq!(value["measures"][0]["change"]["value"], -0.125);
}

#[test]
fn every_named_message_is_in_the_descriptors() {
    fn check<M: Named + Default>() {
        assert!(convert(&M::default()).is_some(), "{}", M::NAME);
    }
    check::<Checkpoint>();
    check::<Report>();
    check::<JobEvent>();
    check::<proto::artifact::v1::Dataset>();
    check::<proto::artifact::v1::DatasetVersion>();
    check::<proto::audit::v1::AuditJob>();
    check::<proto::finetune::v1::FineTuningJob>();
    check::<proto::ingest::v1::IngestionJob>();
}
