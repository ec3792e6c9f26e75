//! Flags of `tacit finetune create`, and the request they make.

use std::path::{Path, PathBuf};

use proto::finetune::v1::fine_tuning_spec::Trainable;
use proto::finetune::v1::{
    AllParameters, CreateFineTuningJobRequest, FineTuningSpec, Lora, Schedule, TrainingParams,
};
use proto::privacy::v1::PrivacyParams;
use uuid::Uuid;

use crate::args::Waiting;
use crate::error::Error;
use crate::name;

pub(super) const EXAMPLES: &str = "\
Examples:
  tacit finetune create --dataset support --base-model smollm2-135m-instruct --method lora
  tacit finetune create --dataset support@2 --base-model /models/llama --method full --epochs 1
  tacit finetune create --dataset support --base-model /models/llama --method lora \\
      --rank 8 --target-modules q_proj,v_proj --learning-rate 1e-4 --checkpoint-id first --detach
  tacit finetune create --dataset support --base-model smollm2-135m-instruct --method dp-lora \
      --epsilon 8 --delta 1e-5 --batch-size 32 --epochs 5

Ctrl-c while waiting leaves the job running.";

const LORA: &str = "Adapters (--method lora and dp-lora)";
const PRIVACY: &str = "Privacy (--method dp and dp-lora)";
const TRAINING: &str = "Training";

/// Flags of `tacit finetune create`.
#[derive(clap::Args, Debug)]
pub(crate) struct Create {
    /// The dataset, NAME (its newest version) or NAME@VERSION
    #[arg(long, value_name = "DATASET")]
    dataset: String,
    /// Folder of a Hugging Face model, or its name in a model root of the local suite
    #[arg(long, value_name = "PATH")]
    base_model: String,
    /// Which parameters train
    #[arg(long, value_enum)]
    method: Method,
    /// Id of the checkpoint [default: made up]
    #[arg(long, value_name = "ID")]
    checkpoint_id: Option<String>,
    #[command(flatten)]
    lora: LoraFlags,
    #[command(flatten)]
    privacy: PrivacyFlags,
    #[command(flatten)]
    training: TrainingFlags,
    #[command(flatten)]
    pub(super) waiting: Waiting,
}

/// How a model is fine-tuned.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq)]
enum Method {
    /// All parameters
    Full,
    /// Low-rank adapters beside frozen weights
    Lora,
    /// All parameters, by private gradients (DP-SGD)
    Dp,
    /// Low-rank adapters, by private gradients
    DpLora,
}

impl Method {
    fn trains_all(self) -> bool {
        matches!(self, Self::Full | Self::Dp)
    }

    fn is_private(self) -> bool {
        matches!(self, Self::Dp | Self::DpLora)
    }
}

#[derive(clap::Args, Debug)]
struct PrivacyFlags {
    /// Epsilon that the job may spend; the noise is calibrated to it
    #[arg(long, value_name = "EPSILON", conflicts_with = "noise_multiplier", help_heading = PRIVACY)]
    epsilon: Option<f64>,
    /// Delta of the guarantee: well below 1 / number of training records
    #[arg(long, value_name = "DELTA", help_heading = PRIVACY)]
    delta: Option<f64>,
    /// Standard deviation of the noise over the clipping norm, instead of an epsilon
    #[arg(long, value_name = "SIGMA", help_heading = PRIVACY)]
    noise_multiplier: Option<f64>,
    /// Clipping norm of one example's gradient [default: 1]
    #[arg(long, value_name = "C", help_heading = PRIVACY)]
    clip_norm: Option<f64>,
}

impl PrivacyFlags {
    fn params(&self, method: Method) -> Result<Option<PrivacyParams>, Error> {
        let given = [
            self.epsilon,
            self.delta,
            self.noise_multiplier,
            self.clip_norm,
        ];
        if !method.is_private() {
            return match given.iter().any(Option::is_some) {
                true => Err(Error::Usage(
                    "--epsilon, --delta, --noise-multiplier and --clip-norm need --method dp or dp-lora"
                        .to_owned(),
                )),
                false => Ok(None),
            };
        }
        let Some(delta) = self.delta else {
            return Err(Error::Usage("a private method needs --delta".to_owned()));
        };
        if self.epsilon.is_none() && self.noise_multiplier.is_none() {
            return Err(Error::Usage(
                "a private method needs --epsilon or --noise-multiplier".to_owned(),
            ));
        }
        Ok(Some(PrivacyParams {
            epsilon: self.epsilon,
            delta,
            clip_norm: self.clip_norm.unwrap_or(1.0),
            noise_multiplier: self.noise_multiplier,
            ..PrivacyParams::default()
        }))
    }
}

#[derive(clap::Args, Debug)]
struct LoraFlags {
    /// Rank of the adapters [default: 16]
    #[arg(long, value_name = "R", help_heading = LORA)]
    rank: Option<u32>,
    /// Scale: the update is multiplied by alpha / rank [default: 32]
    #[arg(long, value_name = "A", help_heading = LORA)]
    alpha: Option<f64>,
    /// Dropout on the adapters' input, in [0, 1) [default: 0]
    #[arg(long, value_name = "P", help_heading = LORA)]
    dropout: Option<f64>,
    /// Modules with an adapter: names, `attention` or `all-linear` [default: all-linear]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', help_heading = LORA)]
    target_modules: Vec<String>,
    /// Scale by alpha / sqrt(rank) instead
    #[arg(long, help_heading = LORA)]
    rank_stabilized: bool,
}

impl LoraFlags {
    /// The first flag that was given.
    fn given(&self) -> Option<&'static str> {
        let flags = [
            (self.rank.is_some(), "--rank"),
            (self.alpha.is_some(), "--alpha"),
            (self.dropout.is_some(), "--dropout"),
            (!self.target_modules.is_empty(), "--target-modules"),
            (self.rank_stabilized, "--rank-stabilized"),
        ];
        flags
            .iter()
            .find(|(given, _)| *given)
            .map(|(_, flag)| *flag)
    }
}

#[derive(clap::Args, Debug)]
struct TrainingFlags {
    /// Passes over the training split [default: 3]
    #[arg(long, value_name = "N", help_heading = TRAINING)]
    epochs: Option<f64>,
    /// Optimiser steps at most [default: what the epochs take]
    #[arg(long, value_name = "N", help_heading = TRAINING)]
    max_steps: Option<u64>,
    /// Peak learning rate [default: 2e-4 for adapters, 2e-5 for all parameters]
    #[arg(long, value_name = "RATE", help_heading = TRAINING)]
    learning_rate: Option<f64>,
    /// How the learning rate moves after warm-up
    #[arg(long, value_enum, default_value_t, help_heading = TRAINING)]
    schedule: ScheduleName,
    /// Share of the steps spent warming up, in [0, 1) [default: 0.03]
    #[arg(long, value_name = "SHARE", help_heading = TRAINING)]
    warmup_ratio: Option<f64>,
    /// Examples of an optimiser step; expected ones of a private step [default: 8]
    #[arg(long, value_name = "N", help_heading = TRAINING)]
    batch_size: Option<u32>,
    /// Examples that go through the model at once [default: chosen]
    #[arg(long, value_name = "N", help_heading = TRAINING)]
    physical_batch_size: Option<u32>,
    /// Longest example in tokens [default: the model's limit]
    #[arg(long, value_name = "N", help_heading = TRAINING)]
    max_sequence_length: Option<u32>,
    /// Cut longer examples instead of refusing them
    #[arg(long, help_heading = TRAINING)]
    truncate: bool,
    /// Decoupled weight decay [default: 0]
    #[arg(long, value_name = "D", help_heading = TRAINING)]
    weight_decay: Option<f64>,
    /// Global gradient norm limit; 0 turns it off [default: 1]
    #[arg(long, value_name = "NORM", help_heading = TRAINING)]
    max_grad_norm: Option<f64>,
    /// Seed of shuffling, initialisation and dropout
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = TRAINING)]
    seed: u64,
    /// What the frozen part computes in
    #[arg(long, value_enum, default_value_t, help_heading = TRAINING)]
    dtype: Dtype,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug, Default)]
enum ScheduleName {
    /// The peak, unchanged
    Constant,
    /// Straight down to 0
    Linear,
    /// Half a cosine down to 0
    #[default]
    Cosine,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug, Default)]
enum Dtype {
    /// What suits the machine
    #[default]
    Auto,
    /// 32-bit floats
    F32,
    /// 16-bit brain floats
    Bf16,
}

impl Create {
    /// The request, new each time it is made: retries must clone it.
    ///
    /// # Errors
    /// [`Error::Usage`] for flags that do not go together.
    pub(super) fn request(&self, roots: &[PathBuf]) -> Result<CreateFineTuningJobRequest, Error> {
        let spec = FineTuningSpec {
            dataset_version: name::dataset_version(&self.dataset)?,
            base_model: base_model(&self.base_model, roots)?,
            trainable: Some(self.trainable()?),
            privacy: self.privacy.params(self.method)?,
            training: Some(self.training.params()),
            checkpoint_id: self.checkpoint_id.clone().unwrap_or_default(),
        };
        Ok(CreateFineTuningJobRequest {
            spec: Some(spec),
            request_id: Uuid::new_v4().to_string(),
        })
    }

    fn trainable(&self) -> Result<Trainable, Error> {
        if self.method.trains_all() {
            return match self.lora.given() {
                Some(flag) => Err(Error::Usage(format!(
                    "{flag} needs --method lora or dp-lora"
                ))),
                None => Ok(Trainable::All(AllParameters {})),
            };
        }
        Ok(Trainable::Lora(Lora {
            rank: self.lora.rank,
            alpha: self.lora.alpha,
            dropout: self.lora.dropout.unwrap_or_default(),
            target_modules: self.lora.target_modules.clone(),
            rank_stabilized: self.lora.rank_stabilized,
        }))
    }
}

impl TrainingFlags {
    fn params(&self) -> TrainingParams {
        let schedule = match self.schedule {
            ScheduleName::Constant => Schedule::Constant,
            ScheduleName::Linear => Schedule::Linear,
            ScheduleName::Cosine => Schedule::Cosine,
        };
        let dtype = match self.dtype {
            Dtype::Auto => "auto",
            Dtype::F32 => "f32",
            Dtype::Bf16 => "bf16",
        };
        TrainingParams {
            epochs: self.epochs,
            max_steps: self.max_steps,
            learning_rate: self.learning_rate,
            schedule: schedule.into(),
            warmup_ratio: self.warmup_ratio,
            batch_size: self.batch_size,
            physical_batch_size: self.physical_batch_size,
            max_sequence_length: self.max_sequence_length,
            truncate: self.truncate,
            weight_decay: self.weight_decay.unwrap_or_default(),
            max_grad_norm: self.max_grad_norm,
            seed: self.seed,
            compute_dtype: dtype.to_owned(),
        }
    }
}

/// An absolute path is taken as it is: it is the service's. Another is looked
/// for here, then in the model roots of the local suite.
fn base_model(given: &str, roots: &[PathBuf]) -> Result<String, Error> {
    let path = Path::new(given);
    if path.is_absolute() {
        return Ok(given.to_owned());
    }
    let mut places = vec![path.to_path_buf()];
    places.extend(roots.iter().map(|root| root.join(path)));
    let found = places
        .iter()
        .find(|place| place.join("config.json").is_file());
    let absolute = found.and_then(|place| place.canonicalize().ok());
    match absolute {
        Some(place) => Ok(place.display().to_string()),
        None => Err(Error::Usage(format!(
            "--base-model: no model {given} here or in a model root of the local suite; \
             a model is a folder with a config.json"
        ))),
    }
}

#[cfg(test)]
mod tests;
