//! Between the contract and the inside.

use artifacts::{CheckpointManifest, Digest};
use chassis::{Code, Failure, Job, wire};
use dp::{PlanConfig, Relation, Unit};
use model::{LoraConfig, ModelConfig, Precision, Targets};
use prost::Message as _;
use proto::artifact::v1::Checkpoint;
use proto::finetune::v1::{self as finetune, FineTuningJob, fine_tuning_spec};
use proto::privacy::v1::{
    Accountant, NeighboringRelation, PrivacyParams, PrivacyStatement, PrivacyUnit,
};
use training::{GradientKind, Schedule, TrainConfig, Trainable};

use crate::error::invalid;
use crate::spec::Spec;

/// Prefix of a job's name.
pub(crate) const JOBS: &str = "fineTuningJobs/";

/// The id in a job's name.
pub(crate) fn job_id(name: &str) -> Result<&str, Failure> {
    name.strip_prefix(JOBS)
        .filter(|id| !id.is_empty() && !id.contains('/'))
        .ok_or_else(|| invalid("INVALID_NAME", "name", format!("expected {JOBS}ID")))
}

/// The loop's configuration of a request for so many training records, checked against the model.
pub(crate) fn training(
    spec: &finetune::FineTuningSpec,
    model: &ModelConfig,
    records: u64,
) -> Result<TrainConfig, Failure> {
    let trainable = trainable(spec.trainable.as_ref())?;
    let default = TrainConfig::default();
    let params = spec.training.clone().unwrap_or_default();
    let usual_rate = if matches!(trainable, Trainable::All) {
        2e-5
    } else {
        2e-4
    };
    let clip_norm = params.max_grad_norm.unwrap_or(1.0);
    let schedule = match params.schedule() {
        finetune::Schedule::Unspecified | finetune::Schedule::Cosine => Schedule::Cosine,
        finetune::Schedule::Constant => Schedule::Constant,
        finetune::Schedule::Linear => Schedule::Linear,
    };
    let config = TrainConfig {
        trainable,
        gradient: GradientKind::Plain,
        // With a number of steps and no epochs, steps alone decide.
        epochs: params
            .epochs
            .unwrap_or(if params.max_steps.is_some() { 1e4 } else { 3.0 }),
        max_steps: params.max_steps,
        batch_size: params.batch_size.map_or(default.batch_size, |n| n as usize),
        physical_batch_size: params.physical_batch_size.map(|n| n as usize),
        sequence_length: params
            .max_sequence_length
            .map_or(model.max_positions, |n| n as usize),
        learning_rate: params.learning_rate.unwrap_or(usual_rate),
        schedule,
        warmup: params.warmup_ratio.unwrap_or(default.warmup),
        weight_decay: params.weight_decay,
        clip_norm: (clip_norm != 0.0).then_some(clip_norm),
        seed: params.seed,
        ..default
    };
    let config = match &spec.privacy {
        Some(asked) => TrainConfig {
            gradient: GradientKind::Private,
            privacy: Some(plan(asked, &config, params.epochs.unwrap_or(3.0), records)?),
            ..config
        },
        None => config,
    };
    config
        .validate(model)
        .map_err(|e| crate::error::training(&e))?;
    Ok(config)
}

/// An error of the accounting, with the field of the request that it is about.
fn in_request(error: dp::Error) -> Failure {
    let failure = Failure::from(error);
    let field = match failure.field.as_deref() {
        Some("sampling_rate" | "expected_batch_size") => "spec.training.batch_size".to_owned(),
        Some("steps") => "spec.training.max_steps".to_owned(),
        Some(name) => format!("spec.privacy.{name}"),
        None => "spec.privacy".to_owned(),
    };
    failure.field(field)
}

/// The plan of a private run on `records` training records, a public number.
fn plan(
    asked: &PrivacyParams,
    config: &TrainConfig,
    epochs: f64,
    records: u64,
) -> Result<PlanConfig, Failure> {
    let expected = config.batch_size as f64;
    // An epoch is as many steps as draw every record once in expectation.
    let steps = (epochs * records as f64 / expected).ceil().max(1.0) as u64;
    let steps = config.max_steps.unwrap_or(steps);
    let unit = match asked.unit() {
        PrivacyUnit::Unspecified | PrivacyUnit::Example => Unit::Example,
        PrivacyUnit::User => {
            let sentence = "the unit of privacy is one example: guarantees for a subject's examples together are not there yet";
            return Err(invalid("METHOD_UNAVAILABLE", "spec.privacy.unit", sentence));
        }
    };
    if asked.accountant() == Accountant::Rdp {
        let sentence = "jobs are accounted by PLD, which is never looser";
        return Err(invalid(
            "METHOD_UNAVAILABLE",
            "spec.privacy.accountant",
            sentence,
        ));
    }
    let base = PlanConfig {
        clip_norm: asked.clip_norm,
        unit,
        relation: match asked.relation() {
            NeighboringRelation::Unspecified | NeighboringRelation::AddOrRemoveOne => {
                Relation::AddOrRemoveOne
            }
            NeighboringRelation::ReplaceOne => Relation::ReplaceOne,
            NeighboringRelation::ZeroOut => Relation::ZeroOut,
        },
        ..PlanConfig::for_batch(records, expected, steps, asked.delta)
    };
    if config.batch_size as u64 > records {
        let sentence =
            format!("the training split has {records} records, the expected batch size is larger");
        return Err(invalid(
            "INVALID_HYPERPARAMETER",
            "spec.training.batch_size",
            sentence,
        ));
    }
    let plan = match (asked.epsilon, asked.noise_multiplier) {
        (Some(epsilon), None) => base.calibrate(epsilon),
        (None, Some(noise_multiplier)) => PlanConfig {
            noise_multiplier,
            ..base
        }
        .make(),
        _ => {
            let sentence = "give one of epsilon and noise_multiplier";
            return Err(invalid(
                "INVALID_HYPERPARAMETER",
                "spec.privacy.epsilon",
                sentence,
            ));
        }
    };
    Ok(plan.map_err(in_request)?.config().clone())
}

fn trainable(stated: Option<&fine_tuning_spec::Trainable>) -> Result<Trainable, Failure> {
    match stated {
        None => Err(invalid(
            "MISSING_TRAINABLE",
            "spec.trainable",
            "state `all` or `lora`",
        )),
        Some(fine_tuning_spec::Trainable::All(_)) => Ok(Trainable::All),
        Some(fine_tuning_spec::Trainable::Lora(lora)) => {
            let default = LoraConfig::default();
            let names: Vec<&str> = lora.target_modules.iter().map(String::as_str).collect();
            let targets = match names.as_slice() {
                [] | ["all-linear"] => Targets::AllLinear,
                ["attention"] => Targets::Attention,
                _ => Targets::Modules(lora.target_modules.clone()),
            };
            Ok(Trainable::Adapters(LoraConfig {
                rank: lora.rank.unwrap_or(default.rank),
                alpha: lora.alpha.unwrap_or(default.alpha),
                dropout: lora.dropout,
                targets,
                rs_lora: lora.rank_stabilized,
            }))
        }
    }
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
            format!("training records: {}", public.dataset_size),
            format!("expected batch size: {}", public.expected_batch_size),
            format!("clipping norm: {}", public.clip_norm),
            format!("planned steps: {}", public.planned_steps),
        ],
    }
}
