//! The hyper-parameters of a run.

#[cfg(test)]
mod tests;

use model::{LoraConfig, ModelConfig};
use serde::{Deserialize, Serialize};

use crate::optimizer::{OptimizerConfig, OptimizerKind};
use crate::{Error, GradientKind, MethodName, Schedule, Trainable};

/// Everything that decides a run besides the model and the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainConfig {
    /// Which weights may change.
    pub trainable: Trainable,
    /// How their gradient is formed.
    pub gradient: GradientKind,
    /// The plan of private gradients, and only of them. It decides the steps and their batches.
    pub privacy: Option<dp::PlanConfig>,
    /// Passes over the examples; a fraction ends inside a pass.
    pub epochs: f64,
    /// Steps at most, whatever `epochs` says.
    pub max_steps: Option<u64>,
    /// Examples of a logical batch: one step.
    pub batch_size: usize,
    /// Examples that are computed at once; `None` bounds their tokens instead.
    pub physical_batch_size: Option<usize>,
    /// Bytes that the run may take on its device; `None` takes what is fast. Decides how many tokens
    /// are computed at once.
    pub memory_budget: Option<u64>,
    /// Keep only what goes into each block, and compute the rest again on the way back: a third more
    /// work for a fraction of the memory. Plain gradients only.
    pub recompute: bool,
    /// Tokens of an example that are used; what is beyond is cut and counted.
    pub sequence_length: usize,
    /// Peak learning rate.
    pub learning_rate: f64,
    /// Its shape after the warm-up.
    pub schedule: Schedule,
    /// Share of the steps in which it rises.
    pub warmup: f64,
    /// Which optimiser.
    pub optimizer: OptimizerKind,
    /// Decay of SGD's velocity.
    pub momentum: f64,
    /// Decoupled weight decay of matrices; norms and biases do not decay.
    pub weight_decay: f64,
    /// Decay of the first moment.
    pub beta1: f64,
    /// Decay of the second moment.
    pub beta2: f64,
    /// Added to the root of the second moment.
    pub adam_epsilon: f64,
    /// Bound on the norm of a plain gradient; `None` leaves it as it is.
    pub clip_norm: Option<f64>,
    /// Clip each layer by itself, all to the plan's clipping norm together; private gradients only.
    pub per_layer_clipping: bool,
    /// Examples that count of one subject at most, where a subject is the unit of privacy.
    pub examples_per_subject: usize,
    /// Do not learn to predict sensitive tokens.
    pub mask_sensitive: bool,
    /// Do not learn to predict some tokens, always the same ones.
    pub goldfish: Option<Goldfish>,
    /// Stop when the validation loss no longer falls; plain gradients only.
    pub early_stopping: Option<EarlyStopping>,
    /// Order of the examples, first adapter weights, dropout.
    pub seed: u64,
    /// Threads of tensor operations; `None` is one per core.
    pub threads: Option<usize>,
    /// Steps between validation losses; `None` takes them at the start and the end.
    pub evaluate_every: Option<u64>,
}

/// Goldfish loss (Hans et al. 2024): a token is left out of the loss where a hash of the tokens before
/// it says so, in every copy of a passage alike, so that no passage is learnt whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Goldfish {
    /// One token in k is left out.
    pub k: u32,
    /// Tokens that are hashed.
    pub context: u32,
}

impl Default for Goldfish {
    fn default() -> Self {
        Self { k: 4, context: 13 }
    }
}

/// When a run stops before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EarlyStopping {
    /// Validation losses in a row that may be no lower than the lowest.
    pub patience: u32,
}

impl Default for EarlyStopping {
    fn default() -> Self {
        Self { patience: 3 }
    }
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            trainable: Trainable::Adapters(LoraConfig::default()),
            gradient: GradientKind::Plain,
            privacy: None,
            epochs: 1.0,
            max_steps: None,
            batch_size: 8,
            physical_batch_size: None,
            memory_budget: None,
            recompute: false,
            sequence_length: 512,
            learning_rate: 2e-4,
            schedule: Schedule::Cosine,
            warmup: 0.03,
            optimizer: OptimizerKind::Adamw,
            momentum: 0.0,
            weight_decay: 0.0,
            beta1: 0.9,
            beta2: 0.999,
            adam_epsilon: 1e-8,
            clip_norm: Some(1.0),
            per_layer_clipping: false,
            examples_per_subject: 8,
            mask_sensitive: false,
            goldfish: None,
            early_stopping: None,
            seed: 0,
            threads: None,
            evaluate_every: None,
        }
    }
}

impl TrainConfig {
    /// The everyday name of this method.
    pub fn method(&self) -> MethodName {
        MethodName::of(&self.trainable, self.gradient)
    }

    /// Refuses what makes no sense for any model.
    ///
    /// # Errors
    /// `INVALID_HYPERPARAMETER` naming the field.
    pub fn check(&self) -> Result<(), Error> {
        if let Trainable::Adapters(lora) = &self.trainable
            && let Some((field, problem)) = lora.problem()
        {
            return Err(Error::invalid(field, problem));
        }
        let positive = |field, value: f64, limit: f64| {
            if value.is_finite() && value > 0.0 && value <= limit {
                return Ok(());
            }
            Err(Error::invalid(
                field,
                format!("must be above 0 and at most {limit}"),
            ))
        };
        let share = |field, value: f64| {
            if (0.0..1.0).contains(&value) {
                return Ok(());
            }
            Err(Error::invalid(field, "must be at least 0 and below 1"))
        };
        let count = |field, value: u64, limit: u64| {
            if (1..=limit).contains(&value) {
                return Ok(());
            }
            Err(Error::invalid(
                field,
                format!("must lie between 1 and {limit}"),
            ))
        };
        positive("epochs", self.epochs, 1e4)?;
        count("max_steps", self.max_steps.unwrap_or(1), 1 << 32)?;
        count("batch_size", self.batch_size as u64, 1 << 20)?;
        count(
            "physical_batch_size",
            self.physical_batch_size.unwrap_or(1) as u64,
            1 << 20,
        )?;
        if self.sequence_length < 2 {
            return Err(Error::invalid("sequence_length", "must be at least 2"));
        }
        positive("learning_rate", self.learning_rate, 10.0)?;
        share("warmup", self.warmup)?;
        share("weight_decay", self.weight_decay)?;
        share("momentum", self.momentum)?;
        share("beta1", self.beta1)?;
        share("beta2", self.beta2)?;
        positive("adam_epsilon", self.adam_epsilon, 1.0)?;
        positive("clip_norm", self.clip_norm.unwrap_or(1.0), 1e9)?;
        count("threads", self.threads.unwrap_or(1) as u64, 1024)?;
        count("evaluate_every", self.evaluate_every.unwrap_or(1), 1 << 32)?;
        count(
            "examples_per_subject",
            self.examples_per_subject as u64,
            1 << 20,
        )?;
        count("memory_budget", self.memory_budget.unwrap_or(1), 1 << 50)?;
        if let Some(Goldfish { k, context }) = self.goldfish {
            count("goldfish.k", u64::from(k.saturating_sub(1)), 1 << 20)
                .map_err(|_| Error::invalid("goldfish.k", "must be at least 2"))?;
            count("goldfish.context", u64::from(context), 1 << 20)?;
        }
        if let Some(EarlyStopping { patience }) = self.early_stopping {
            count("early_stopping.patience", u64::from(patience), 1 << 20)?;
            if self.evaluate_every.is_none() {
                return Err(Error::invalid(
                    "evaluate_every",
                    "is needed for early stopping",
                ));
            }
        }
        self.check_axes()
    }

    /// Refuses what belongs to the other kind of gradient.
    fn check_axes(&self) -> Result<(), Error> {
        let private = self.gradient == GradientKind::Private;
        let wrong = [
            (
                private && self.privacy.is_none(),
                "privacy",
                "is needed for private gradients",
            ),
            (
                !private && self.privacy.is_some(),
                "privacy",
                "needs private gradients",
            ),
            (
                !private && self.per_layer_clipping,
                "per_layer_clipping",
                "needs private gradients",
            ),
            (
                private && self.recompute,
                "recompute",
                "is for plain gradients: book-keeping needs what it would throw away",
            ),
            (
                private && self.early_stopping.is_some(),
                "early_stopping",
                "would tell of the validation records: not with private gradients",
            ),
        ];
        match wrong.iter().find(|(wrong, ..)| *wrong) {
            Some((_, field, problem)) => Err(Error::invalid(field, *problem)),
            None => Ok(()),
        }
    }

    /// The optimiser's part.
    pub(crate) fn optimizer(&self) -> OptimizerConfig {
        OptimizerConfig {
            kind: self.optimizer,
            beta1: self.beta1,
            beta2: self.beta2,
            epsilon: self.adam_epsilon,
            momentum: self.momentum,
            weight_decay: self.weight_decay,
        }
    }

    /// Refuses what makes no sense for this model.
    ///
    /// # Errors
    /// Those of [`Self::check`], and `SEQUENCE_TOO_LONG`.
    pub fn validate(&self, model: &ModelConfig) -> Result<(), Error> {
        self.check()?;
        if self.sequence_length > model.max_positions {
            return Err(Error::SequenceTooLong {
                length: self.sequence_length,
                limit: model.max_positions,
            });
        }
        Ok(())
    }
}
