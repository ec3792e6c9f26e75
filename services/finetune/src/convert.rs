//! Between the contract and the inside.

mod training;

use artifacts::{CheckpointManifest, Digest};
use chassis::{Code, Failure, Job, wire};
use dp::{Relation, Unit};
use model::Precision;
use prost::Message as _;
use proto::artifact::v1::Checkpoint;
use proto::finetune::v1::{self as finetune, FineTuningJob};
use proto::privacy::v1::{NeighboringRelation, PrivacyStatement, PrivacyUnit};

use crate::error::invalid;
use crate::spec::Spec;

pub(crate) use training::{Population, training};

/// Prefix of a job's name.
pub(crate) const JOBS: &str = "fineTuningJobs/";

/// The id in a job's name.
pub(crate) fn job_id(name: &str) -> Result<&str, Failure> {
    name.strip_prefix(JOBS)
        .filter(|id| !id.is_empty() && !id.contains('/'))
        .ok_or_else(|| invalid("INVALID_NAME", "name", format!("expected {JOBS}ID")))
}

/// The precision a request names.
pub(crate) fn precision(name: &str) -> Result<Precision, Failure> {
    match name {
        "" | "auto" => Ok(Precision::Auto),
        "f32" => Ok(Precision::F32),
        "bf16" => Ok(Precision::Bf16),
        _ => Err(invalid(
            "INVALID_HYPERPARAMETER",
            "spec.training.compute_dtype",
            "expected auto, f32 or bf16",
        )),
    }
}

/// A job as the contract has it.
pub(crate) fn job(job: Job) -> Result<FineTuningJob, Failure> {
    let unreadable = || Failure::new(Code::Internal, "INTERNAL", "a stored job is not readable");
    let spec: Spec = serde_json::from_value(job.spec).map_err(|_| unreadable())?;
    let request = finetune::FineTuningSpec::decode(spec.request.as_slice());
    Ok(FineTuningJob {
        name: format!("{JOBS}{}", job.id),
        spec: Some(request.map_err(|_| unreadable())?),
        method: spec.training.method().to_string(),
        state: proto::job::v1::JobState::from(job.state).into(),
        progress: Some(job.progress.into()),
        error: job.failure.map(Into::into),
        checkpoint: job.output.unwrap_or_default(),
        create_time: Some(wire::timestamp(job.create_time)),
        start_time: job.start_time.map(wire::timestamp),
        end_time: job.end_time.map(wire::timestamp),
    })
}

/// A checkpoint as the contract has it.
pub(crate) fn checkpoint(
    manifest: CheckpointManifest,
    digest: &Digest,
    path: &std::path::Path,
) -> Checkpoint {
    let number = |value: Option<&serde_json::Value>| value.and_then(serde_json::Value::as_f64);
    let last = manifest
        .record
        .get("loss_curve")
        .and_then(|c| c.as_array()?.last()?.get("loss"));
    Checkpoint {
        name: manifest.name.to_string(),
        create_time: Some(wire::timestamp(manifest.created)),
        digest: digest.to_string(),
        job: format!("{JOBS}{}", manifest.job),
        method: manifest.method,
        ended: manifest.ended,
        base_model: manifest.base_model.path,
        base_model_digest: manifest.base_model.digest.to_string(),
        dataset_version: manifest.dataset.name.to_string(),
        dataset_digest: manifest.dataset.digest.to_string(),
        privacy: Some(statement(&manifest.privacy)),
        steps: manifest
            .record
            .get("steps")
            .and_then(serde_json::Value::as_u64)
            .unwrap_or(0),
        final_loss: number(last).unwrap_or(0.0),
        path: path.display().to_string(),
    }
}

/// A privacy statement as the contract has it.
fn statement(statement: &dp::PrivacyStatement) -> PrivacyStatement {
    let dp::PrivacyStatement::DifferentialPrivacy(claim) = statement else {
        return PrivacyStatement::default();
    };
    let public = &claim.assumed_public;
    PrivacyStatement {
        guaranteed: true,
        epsilon: claim.epsilon,
        delta: claim.delta,
        relation: match claim.relation {
            Relation::AddOrRemoveOne => NeighboringRelation::AddOrRemoveOne,
            Relation::ReplaceOne => NeighboringRelation::ReplaceOne,
            Relation::ZeroOut => NeighboringRelation::ZeroOut,
        }
        .into(),
        unit: match claim.unit {
            Unit::Example => PrivacyUnit::Example,
            Unit::Subject => PrivacyUnit::User,
        }
        .into(),
        accountant: format!("{}/{}", claim.accountant.name(), claim.accountant_version),
        rng: match claim.rng {
            dp::RngKind::Test => "test",
            _ => "os",
        }
        .to_owned(),
        transcript_json: serde_json::to_string(&claim.event).unwrap_or_default(),
        public_values: vec![
            match claim.unit {
                Unit::Example => format!("training records: {}", public.dataset_size),
                Unit::Subject => format!("training subjects: {}", public.dataset_size),
            },
            format!("expected batch size: {}", public.expected_batch_size),
            format!("clipping norm: {}", public.clip_norm),
            format!("planned steps: {}", public.planned_steps),
        ],
    }
}
