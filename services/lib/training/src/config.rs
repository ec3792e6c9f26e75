//! The hyper-parameters of a run.

#[cfg(test)]
mod tests;

use model::{LoraConfig, ModelConfig};
use serde::{Deserialize, Serialize};

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
    /// Tokens of an example that are used; what is beyond is cut and counted.
    pub sequence_length: usize,
    /// Peak learning rate.
    pub learning_rate: f64,
    /// Its shape after the warm-up.
    pub schedule: Schedule,
    /// Share of the steps in which it rises.
    pub warmup: f64,
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
    /// Do not learn to predict sensitive tokens.
    pub mask_sensitive: bool,
    /// Order of the examples, first adapter weights, dropout.
    pub seed: u64,
    /// Threads of tensor operations; `None` is one per core.
    pub threads: Option<usize>,
    /// Steps between validation losses; `None` takes them at the start and the end.
    pub evaluate_every: Option<u64>,
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
            sequence_length: 512,
            learning_rate: 2e-4,
            schedule: Schedule::Cosine,
            warmup: 0.03,
            weight_decay: 0.0,
            beta1: 0.9,
            beta2: 0.999,
            adam_epsilon: 1e-8,
            clip_norm: Some(1.0),
            mask_sensitive: false,
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
        share("beta1", self.beta1)?;
        share("beta2", self.beta2)?;
        positive("adam_epsilon", self.adam_epsilon, 1.0)?;
        positive("clip_norm", self.clip_norm.unwrap_or(1.0), 1e9)?;
        count("threads", self.threads.unwrap_or(1) as u64, 1024)?;
        count("evaluate_every", self.evaluate_every.unwrap_or(1), 1 << 32)?;
        match (self.gradient, &self.privacy) {
            (GradientKind::Private, None) => {
                Err(Error::invalid("privacy", "is needed for private gradients"))
            }
            (GradientKind::Plain, Some(_)) => {
                Err(Error::invalid("privacy", "needs private gradients"))
            }
            _ => Ok(()),
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
