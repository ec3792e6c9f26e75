//! The flags of `tacit finetune create` by heading.

use proto::finetune::v1::{EarlyStopping, Goldfish, Optimizer, Schedule, TrainingParams};
use proto::privacy::v1::{Clipping, PrivacyParams, PrivacyUnit};

use super::Method;
use crate::error::Error;

const LORA: &str = "Adapters (--method lora and dp-lora)";
const PRIVACY: &str = "Privacy (--method dp and dp-lora)";
const TRAINING: &str = "Training";

#[derive(clap::Args, Debug)]
pub(super) struct PrivacyFlags {
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
    /// Clip each layer by itself, all to the clipping norm together
    #[arg(long, help_heading = PRIVACY)]
    per_layer_clipping: bool,
    /// Whom the guarantee protects [default: example]
    #[arg(long, value_enum, value_name = "UNIT", help_heading = PRIVACY)]
    unit: Option<UnitName>,
    /// Examples of a subject that count (--unit subject) [default: 8]
    #[arg(long, value_name = "N", help_heading = PRIVACY)]
    pub(super) examples_per_subject: Option<u32>,
}

/// Whom a guarantee protects.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq)]
enum UnitName {
    /// One training example
    Example,
    /// All examples of one subject
    Subject,
}

impl PrivacyFlags {
    pub(super) fn params(&self, method: Method) -> Result<Option<PrivacyParams>, Error> {
        let given = [
            self.epsilon,
            self.delta,
            self.noise_multiplier,
            self.clip_norm,
        ];
        if !method.is_private() {
            let more = self.per_layer_clipping
                || self.unit.is_some()
                || self.examples_per_subject.is_some();
            return match more || given.iter().any(Option::is_some) {
                true => Err(Error::Usage(
                    "--epsilon, --delta and the other flags of privacy need --method dp or dp-lora"
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
            unit: match self.unit {
                Some(UnitName::Subject) => PrivacyUnit::User.into(),
                _ => PrivacyUnit::Example.into(),
            },
            clipping: match self.per_layer_clipping {
                true => Clipping::PerLayer.into(),
                false => Clipping::Flat.into(),
            },
            ..PrivacyParams::default()
        }))
    }
}

#[derive(clap::Args, Debug)]
pub(super) struct LoraFlags {
    /// Rank of the adapters [default: 16]
    #[arg(long, value_name = "R", help_heading = LORA)]
    pub(super) rank: Option<u32>,
    /// Scale: the update is multiplied by alpha / rank [default: 32]
    #[arg(long, value_name = "A", help_heading = LORA)]
    pub(super) alpha: Option<f64>,
    /// Dropout on the adapters' input, in [0, 1) [default: 0]
    #[arg(long, value_name = "P", help_heading = LORA)]
    pub(super) dropout: Option<f64>,
    /// Modules with an adapter: names, `attention` or `all-linear` [default: all-linear]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', help_heading = LORA)]
    pub(super) target_modules: Vec<String>,
    /// Scale by alpha / sqrt(rank) instead
    #[arg(long, help_heading = LORA)]
    pub(super) rank_stabilized: bool,
    /// Train B alone and leave A as it was drawn (FFA-LoRA); better under noise
    #[arg(long, help_heading = LORA)]
    pub(super) freeze_a: bool,
    /// Modules with an adapter: a regular expression that their whole path matches
    #[arg(long, value_name = "REGEX", conflicts_with = "target_modules", help_heading = LORA)]
    pub(super) target_pattern: Option<String>,
}

impl LoraFlags {
    /// The first flag that was given.
    pub(super) fn given(&self) -> Option<&'static str> {
        let flags = [
            (self.rank.is_some(), "--rank"),
            (self.alpha.is_some(), "--alpha"),
            (self.dropout.is_some(), "--dropout"),
            (!self.target_modules.is_empty(), "--target-modules"),
            (self.rank_stabilized, "--rank-stabilized"),
            (self.freeze_a, "--freeze-a"),
            (self.target_pattern.is_some(), "--target-pattern"),
        ];
        flags
            .iter()
            .find(|(given, _)| *given)
            .map(|(_, flag)| *flag)
    }
}

#[derive(clap::Args, Debug)]
pub(super) struct TrainingFlags {
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
    /// The optimiser
    #[arg(long, value_enum, default_value_t, help_heading = TRAINING)]
    optimizer: OptimizerName,
    /// Momentum of SGD, in [0, 1) [default: 0]
    #[arg(long, value_name = "M", help_heading = TRAINING)]
    momentum: Option<f64>,
    /// Steps between validation losses [default: at the start and the end]
    #[arg(long, value_name = "N", help_heading = TRAINING)]
    evaluate_every: Option<u64>,
    /// Stop after this many validation losses that are no lower than the lowest, and keep the weights
    /// of the lowest (plain methods)
    #[arg(long, value_name = "N", requires = "evaluate_every", help_heading = TRAINING)]
    early_stopping: Option<u32>,
    /// Do not learn to predict sensitive tokens
    #[arg(long, help_heading = TRAINING)]
    mask_sensitive: bool,
    /// Never learn one token in K, the same ones in every copy of a passage (Goldfish loss)
    #[arg(long, value_name = "K", help_heading = TRAINING)]
    goldfish: Option<u32>,
    /// Tokens before it that decide whether a token is learnt [default: 13]
    #[arg(long, value_name = "N", requires = "goldfish", help_heading = TRAINING)]
    goldfish_context: Option<u32>,
    /// Memory that the job may take, such as 8GiB; decides how much is computed at once
    #[arg(long, value_name = "SIZE", value_parser = bytes, help_heading = TRAINING)]
    memory_budget: Option<u64>,
    /// Compute each block twice instead of keeping what is inside it (plain methods)
    #[arg(long, help_heading = TRAINING)]
    recompute: bool,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug, Default)]
enum OptimizerName {
    /// Two moments a weight
    #[default]
    Adamw,
    /// A factored second moment: next to no state
    Adafactor,
    /// Stochastic gradient descent
    Sgd,
}

/// A size in bytes: a number, alone or with KiB, MiB, GiB, KB, MB or GB.
fn bytes(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let factor: u64 = match text[digits.len()..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return Err("expected a number with KiB, MiB or GiB".to_owned()),
    };
    let number: f64 = digits.parse().map_err(|_| "expected a number of bytes")?;
    if !(number.is_finite() && number > 0.0) {
        return Err("expected a positive size".to_owned());
    }
    Ok((number * factor as f64) as u64)
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

impl TrainingFlags {
    pub(super) fn params(&self, examples_per_subject: Option<u32>) -> TrainingParams {
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
            optimizer: match self.optimizer {
                OptimizerName::Adamw => Optimizer::Adamw.into(),
                OptimizerName::Adafactor => Optimizer::Adafactor.into(),
                OptimizerName::Sgd => Optimizer::Sgd.into(),
            },
            momentum: self.momentum.unwrap_or_default(),
            evaluate_every: self.evaluate_every,
            early_stopping: self.early_stopping.map(|patience| EarlyStopping {
                patience: Some(patience),
            }),
            mask_sensitive: self.mask_sensitive,
            goldfish: self.goldfish.map(|k| Goldfish {
                k: Some(k),
                context: self.goldfish_context,
            }),
            memory_budget_bytes: self.memory_budget,
            recompute: self.recompute,
            examples_per_subject,
        }
    }
}
