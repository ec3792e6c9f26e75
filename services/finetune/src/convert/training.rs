//! From a request to the loop's configuration, checked as far as it can be without weights.

use chassis::Failure;
use dp::{PlanConfig, Relation, Unit};
use model::{LoraConfig, ModelConfig, Targets};
use proto::finetune::v1::{self as finetune, TrainingParams, fine_tuning_spec};
use proto::privacy::v1::{Accountant, Clipping, NeighboringRelation, PrivacyParams, PrivacyUnit};
use training::{
    EarlyStopping, Goldfish, GradientKind, OptimizerKind, Schedule, TrainConfig, Trainable,
};

use crate::error::invalid;

#[cfg(test)]
mod tests;

/// What the training split holds: public numbers.
pub(crate) struct Population {
    /// Its records.
    pub(crate) records: u64,
    /// Its subjects, each record without one counting as one; asked for where a job needs it.
    pub(crate) subjects: Option<u64>,
}

/// The loop's configuration of a request, checked against the model and the data.
pub(crate) fn training(
    spec: &finetune::FineTuningSpec,
    model: &ModelConfig,
    population: &Population,
) -> Result<TrainConfig, Failure> {
    let trainable = trainable(spec.trainable.as_ref(), model)?;
    let params = spec.training.clone().unwrap_or_default();
    let config = plain(trainable, &params, model, population)?;
    let config = match &spec.privacy {
        Some(asked) => {
            let epochs = params.epochs.unwrap_or(3.0);
            TrainConfig {
                gradient: GradientKind::Private,
                privacy: Some(plan(asked, &config, epochs, population)?),
                per_layer_clipping: asked.clipping() == Clipping::PerLayer,
                ..config
            }
        }
        None => config,
    };
    config
        .validate(model)
        .map_err(|e| crate::error::training(&e))?;
    Ok(config)
}

fn plain(
    trainable: Trainable,
    params: &TrainingParams,
    model: &ModelConfig,
    population: &Population,
) -> Result<TrainConfig, Failure> {
    let default = TrainConfig::default();
    let usual_rate = match (&trainable, params.optimizer()) {
        (Trainable::All, _) => 2e-5,
        (Trainable::Adapters(_), _) => 2e-4,
    };
    let clip_norm = params.max_grad_norm.unwrap_or(1.0);
    let most = usize::try_from(population.records).unwrap_or(usize::MAX);
    // Where subjects are what is drawn, there may be few of them for many records.
    let units = population.subjects.map_or(most, |count| count as usize);
    let batch_size = params
        .batch_size
        .map_or(default.batch_size.min(units), |n| n as usize);
    if batch_size > most {
        let sentence = format!("the training split has {most} records, the batch is larger");
        let field = "spec.training.batch_size";
        return Err(invalid("INVALID_HYPERPARAMETER", field, sentence));
    }
    Ok(TrainConfig {
        trainable,
        gradient: GradientKind::Plain,
        // With a number of steps and no epochs, steps alone decide.
        epochs: params
            .epochs
            .unwrap_or(if params.max_steps.is_some() { 1e4 } else { 3.0 }),
        max_steps: params.max_steps,
        batch_size,
        physical_batch_size: params.physical_batch_size.map(|n| n as usize),
        memory_budget: params.memory_budget_bytes,
        recompute: params.recompute,
        sequence_length: params
            .max_sequence_length
            .map_or(model.max_positions, |n| n as usize),
        learning_rate: params.learning_rate.unwrap_or(usual_rate),
        schedule: match params.schedule() {
            finetune::Schedule::Unspecified | finetune::Schedule::Cosine => Schedule::Cosine,
            finetune::Schedule::Constant => Schedule::Constant,
            finetune::Schedule::Linear => Schedule::Linear,
        },
        warmup: params.warmup_ratio.unwrap_or(default.warmup),
        optimizer: match params.optimizer() {
            finetune::Optimizer::Unspecified | finetune::Optimizer::Adamw => OptimizerKind::Adamw,
            finetune::Optimizer::Adafactor => OptimizerKind::Adafactor,
            finetune::Optimizer::Sgd => OptimizerKind::Sgd,
        },
        momentum: params.momentum,
        weight_decay: params.weight_decay,
        clip_norm: (clip_norm != 0.0).then_some(clip_norm),
        mask_sensitive: params.mask_sensitive,
        goldfish: params.goldfish.as_ref().map(|asked| Goldfish {
            k: asked.k.unwrap_or(Goldfish::default().k),
            context: asked.context.unwrap_or(Goldfish::default().context),
        }),
        early_stopping: params.early_stopping.as_ref().map(|asked| EarlyStopping {
            patience: asked.patience.unwrap_or(EarlyStopping::default().patience),
        }),
        evaluate_every: params.evaluate_every,
        examples_per_subject: params
            .examples_per_subject
            .map_or(default.examples_per_subject, |n| n as usize),
        seed: params.seed,
        ..default
    })
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

/// The plan of a private run.
fn plan(
    asked: &PrivacyParams,
    config: &TrainConfig,
    epochs: f64,
    population: &Population,
) -> Result<PlanConfig, Failure> {
    let unit = match asked.unit() {
        PrivacyUnit::Unspecified | PrivacyUnit::Example => Unit::Example,
        PrivacyUnit::User => Unit::Subject,
    };
    let units = match unit {
        Unit::Example => population.records,
        Unit::Subject => population.subjects.unwrap_or(population.records),
    };
    let expected = config.batch_size as f64;
    if config.batch_size as u64 > units {
        let sentence = format!(
            "the training split has {units} units of privacy, the expected batch size is larger"
        );
        let field = "spec.training.batch_size";
        return Err(invalid("INVALID_HYPERPARAMETER", field, sentence));
    }
    if asked.accountant() == Accountant::Rdp {
        let sentence = "jobs are accounted by PLD, which is never looser";
        let field = "spec.privacy.accountant";
        return Err(invalid("METHOD_UNAVAILABLE", field, sentence));
    }
    // An epoch is as many steps as draw every unit once in expectation.
    let steps = (epochs * units as f64 / expected).ceil().max(1.0) as u64;
    let steps = config.max_steps.unwrap_or(steps);
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
        ..PlanConfig::for_batch(units, expected, steps, asked.delta)
    };
    let plan = match (asked.epsilon, asked.noise_multiplier) {
        (Some(epsilon), None) => base.calibrate(epsilon),
        (None, Some(noise_multiplier)) => PlanConfig {
            noise_multiplier,
            ..base
        }
        .make(),
        _ => {
            let sentence = "give one of epsilon and noise_multiplier";
            let field = "spec.privacy.epsilon";
            return Err(invalid("INVALID_HYPERPARAMETER", field, sentence));
        }
    };
    Ok(plan.map_err(in_request)?.config().clone())
}

fn trainable(
    stated: Option<&fine_tuning_spec::Trainable>,
    model: &ModelConfig,
) -> Result<Trainable, Failure> {
    let lora = match stated {
        None => {
            let sentence = "state `all` or `lora`";
            return Err(invalid("MISSING_TRAINABLE", "spec.trainable", sentence));
        }
        Some(fine_tuning_spec::Trainable::All(_)) => return Ok(Trainable::All),
        Some(fine_tuning_spec::Trainable::Lora(lora)) => lora,
    };
    let default = LoraConfig::default();
    let names: Vec<&str> = lora.target_modules.iter().map(String::as_str).collect();
    let (targets, field) = match names.as_slice() {
        [] if !lora.target_pattern.is_empty() => {
            let pattern = Targets::Pattern(lora.target_pattern.clone());
            (pattern, "spec.lora.target_pattern")
        }
        [_, ..] if !lora.target_pattern.is_empty() => {
            let sentence = "give target_modules or target_pattern, not both";
            let field = "spec.lora.target_pattern";
            return Err(invalid("INVALID_HYPERPARAMETER", field, sentence));
        }
        [] | ["all-linear"] => (Targets::AllLinear, "spec.lora.target_modules"),
        ["attention"] => (Targets::Attention, "spec.lora.target_modules"),
        _ => {
            let modules = Targets::Modules(lora.target_modules.clone());
            (modules, "spec.lora.target_modules")
        }
    };
    let config = LoraConfig {
        rank: lora.rank.unwrap_or(default.rank),
        alpha: lora.alpha.unwrap_or(default.alpha),
        dropout: lora.dropout,
        targets,
        rs_lora: lora.rank_stabilized,
        freeze_a: lora.freeze_a,
    };
    if config.problem().is_none() && !config.fits(&model.linear_paths()) {
        let sentence = "picks no linear map of this model, so that nothing would train";
        return Err(invalid("INVALID_HYPERPARAMETER", field, sentence));
    }
    Ok(Trainable::Adapters(config))
}
