//! `tacit finetune create`: its flags, and the request they make.

mod flags;

use std::path::{Path, PathBuf};

use proto::finetune::v1::fine_tuning_spec::Trainable;
use proto::finetune::v1::{AllParameters, CreateFineTuningJobRequest, FineTuningSpec, Lora};
use uuid::Uuid;

use crate::args::Waiting;
use crate::commands::audit::policy_digest;
use crate::error::Error;
use crate::name;

use flags::{LoraFlags, PrivacyFlags, TrainingFlags};

pub(super) const EXAMPLES: &str = "\
Examples:
  tacit finetune create --dataset support --base-model smollm2-135m-instruct --method lora
  tacit finetune create --dataset support@2 --base-model /models/llama --method full --epochs 1
  tacit finetune create --dataset support --base-model /models/llama --method lora \\
      --rank 8 --target-modules q_proj,v_proj --learning-rate 1e-4 --checkpoint-id first --detach
  tacit finetune create --dataset support --base-model smollm2-135m-instruct --method dp-lora \\
      --epsilon 8 --delta 1e-5 --batch-size 32 --epochs 5 --freeze-a
  tacit finetune create --dataset support --base-model /models/llama --method full \\
      --evaluate-every 20 --early-stopping 3 --goldfish 4 --memory-budget 16GiB

Ctrl-c while waiting leaves the job running.";

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
    /// Write down, before training, which release policy will judge the checkpoint: a file, or `standard`
    #[arg(long, value_name = "FILE")]
    audit_policy: Option<PathBuf>,
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
            training: Some(self.training.params(self.privacy.examples_per_subject)),
            checkpoint_id: self.checkpoint_id.clone().unwrap_or_default(),
            audit_policy_digest: match &self.audit_policy {
                Some(path) => policy_digest(path)?,
                None => String::new(),
            },
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
            freeze_a: self.lora.freeze_a,
            target_pattern: self.lora.target_pattern.clone().unwrap_or_default(),
        }))
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
