use artifacts::checkpoint::{BaseModel, DatasetRef, SCHEMA};
use artifacts::{ArtifactName, Digest};
use dp::{DpEvent, SecureRng};
use serde_json::{Value, json};

use super::*;

const STEPS: u64 = 12;
const RECORDS: u64 = 1000;

fn plan() -> PlanConfig {
    PlanConfig {
        noise_multiplier: 0.9,
        ..PlanConfig::for_batch(RECORDS, 50.0, STEPS, 1e-5)
    }
}

/// A checkpoint of a private run that took all its steps.
fn honest() -> CheckpointManifest {
    let mut run = plan().make().unwrap().start(SecureRng::from_os().unwrap());
    for _ in 0..STEPS {
        run.next_batch().unwrap();
        run.fill_noise(&mut [0.0]).unwrap();
    }
    CheckpointManifest {
        schema: SCHEMA.to_owned(),
        name: ArtifactName::checkpoint("first").unwrap(),
        created: jiff::Timestamp::UNIX_EPOCH,
        job: "job".to_owned(),
        method: "dp-lora".to_owned(),
        ended: "completed".to_owned(),
        base_model: BaseModel {
            path: "base".to_owned(),
            digest: Digest::of(b"base"),
        },
        dataset: DatasetRef {
            name: ArtifactName::dataset("support", 1).unwrap(),
            digest: Digest::of(b"dataset"),
        },
        config: json!({ "privacy": plan() }),
        record: json!({ "steps": STEPS }),
        privacy: run.statement().unwrap(),
        files: Vec::new(),
    }
}

/// The same with another statement.
fn claiming(change: impl Fn(&mut Value)) -> CheckpointManifest {
    let mut checkpoint = honest();
    let mut statement = serde_json::to_value(&checkpoint.privacy).unwrap();
    change(&mut statement);
    checkpoint.privacy = serde_json::from_value(statement).unwrap();
    checkpoint
}

fn reason(checkpoint: &CheckpointManifest) -> Option<String> {
    check(checkpoint, Some(RECORDS))
        .err()
        .map(|e| e.reason.to_string())
}

#[test]
fn an_honest_claim_passes_and_no_claim_passes() {
    assert_eq!(reason(&honest()), None);
    let plain = CheckpointManifest {
        method: "lora".to_owned(),
        privacy: PrivacyStatement::not_private(),
        ..honest()
    };
    assert_eq!(reason(&plain), None);
    // With another dataset at hand the size of the training split stays open.
    assert!(check(&honest(), None).is_ok());
}

#[test]
fn a_claim_that_its_run_contradicts_is_refused() {
    let invalid = Some("PRIVACY_STATEMENT_INVALID".to_owned());
    let event = |event: DpEvent| json!(event);
    let step = || DpEvent::poisson_sampled_gaussian(0.05, 0.9);
    let cases = [
        ("a lower epsilon", claiming(|s| s["epsilon"] = 0.01.into())),
        (
            "less noise",
            claiming(|s| {
                s["event"] = event(DpEvent::poisson_sampled_gaussian(0.05, 0.3).repeated(STEPS));
            }),
        ),
        (
            "batches that are no Poisson samples",
            claiming(|s| {
                s["event"] = event(
                    DpEvent::Gaussian {
                        noise_multiplier: 0.9,
                    }
                    .repeated(STEPS),
                );
                s["epsilon"] = 1e3.into();
            }),
        ),
        (
            "a lower rate",
            claiming(|s| {
                s["event"] = event(DpEvent::poisson_sampled_gaussian(0.04, 0.9).repeated(STEPS));
            }),
        ),
        (
            "fewer steps",
            claiming(|s| s["event"] = event(step().repeated(STEPS - 1))),
        ),
        (
            "more steps than planned",
            claiming(|s| {
                s["event"] = event(step().repeated(STEPS + 1));
                s["epsilon"] = 1e3.into();
            }),
        ),
        (
            "another divisor",
            claiming(|s| s["assumed_public"]["expected_batch_size"] = 40.0.into()),
        ),
        (
            "another clipping norm",
            claiming(|s| s["assumed_public"]["clip_norm"] = 2.0.into()),
        ),
        (
            "a run that is not private",
            CheckpointManifest {
                method: "lora".to_owned(),
                ..honest()
            },
        ),
        (
            "a run without a plan",
            CheckpointManifest {
                config: json!({}),
                ..honest()
            },
        ),
        (
            "a run without steps",
            CheckpointManifest {
                record: json!({}),
                ..honest()
            },
        ),
    ];
    for (what, checkpoint) in cases {
        assert_eq!(reason(&checkpoint), invalid, "{what}");
    }
    let fewer = check(&honest(), Some(RECORDS - 1)).unwrap_err();
    assert_eq!(fewer.reason, "PRIVACY_STATEMENT_INVALID");
}
