//! What a run says while it goes and when it has ended.

use serde::{Deserialize, Serialize};

use crate::{MethodName, TrainConfig};

/// The state of a run after a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Steps taken.
    pub step: u64,
    /// Steps of the whole run.
    pub total_steps: u64,
    /// Passes over the examples, fraction included.
    pub epoch: f64,
    /// Mean loss of the step's logical batch, in nats; not told of a private one.
    pub loss: Option<f64>,
    /// Learning rate of the step.
    pub learning_rate: f64,
    /// Norm of the gradient before clipping; not told of a private one.
    pub gradient_norm: Option<f64>,
    /// Tokens so far, padding excluded; 0 in a private run, whose batches stay secret.
    pub tokens: u64,
    /// Tokens per second of training so far; 0 in a private run.
    pub tokens_per_second: f64,
    /// Resident memory now.
    pub rss_bytes: u64,
    /// Seconds to the end at this pace.
    pub eta_seconds: f64,
    /// Mean loss on the validation examples, if taken after this step.
    pub validation_loss: Option<f64>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stopped {
    /// All steps were taken.
    Completed,
    /// The observer asked to stop.
    Cancelled,
}

/// A loss at a step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LossPoint {
    /// Steps taken when it was measured.
    pub step: u64,
    /// Mean loss in nats.
    pub loss: f64,
    /// Learning rate of the step; 0 before the first.
    pub learning_rate: f64,
}

/// The account of a run. It is published with the checkpoint: a private run's holds nothing that
/// depends on the batches drawn, nor losses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Everyday name of the method.
    pub method: MethodName,
    /// All hyper-parameters.
    pub config: TrainConfig,
    /// How it ended.
    pub stopped: Stopped,
    /// Steps taken.
    pub steps: u64,
    /// Steps planned.
    pub total_steps: u64,
    /// Passes over the examples, fraction included.
    pub epochs: f64,
    /// Examples that had something to learn from.
    pub examples: u64,
    /// Of these, how many were cut to the sequence length.
    pub truncated_examples: u64,
    /// Tokens, padding excluded.
    pub tokens: u64,
    /// Tokens, padding included.
    pub padded_tokens: u64,
    /// Seconds from start to end, evaluation included.
    pub wall_seconds: f64,
    /// Tokens, padding excluded, per second of training, evaluation excluded.
    pub tokens_per_second: f64,
    /// Training loss of every step.
    pub loss_curve: Vec<LossPoint>,
    /// Validation losses.
    pub validation_curve: Vec<LossPoint>,
    /// Highest resident memory of the process.
    pub peak_rss_bytes: u64,
    /// Floating-point operations by formula, attention scores left out.
    pub flops: f64,
    /// Scalars that could change.
    pub trainable_parameters: u64,
    /// Scalars of the base model.
    pub total_parameters: u64,
    /// Element type of matrix products.
    pub precision: String,
    /// Threads of tensor operations.
    pub threads: u64,
    /// What the run guarantees.
    pub privacy: dp::PrivacyStatement,
}
