//! What a run says while it goes and when it has ended.

use serde::{Deserialize, Serialize};

use crate::batch::Example;
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
    /// The state was saved, to be gone on with.
    Suspended,
    /// The validation loss no longer fell; the weights are those of `best_step`.
    Early,
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
    /// Tokens, padding included, that were computed at once at most.
    pub physical_tokens: u64,
    /// Times that memory ran out and less was computed at once; not told of a private run.
    pub out_of_memory: u64,
    /// Times that the run went on from a saved state.
    pub resumed: u64,
    /// Steps of the lowest validation loss, where the run could stop early.
    pub best_step: Option<u64>,
    /// Floating-point operations a second of the model's own matrix products, measured when the run
    /// began.
    pub ceiling_flops_per_second: f64,
    /// The share of that ceiling that the steps reached; 0 in a private run.
    pub utilisation: f64,
    /// Energy of the processor's packages, where the system reports it; not told of a private run.
    pub energy_joules: Option<f64>,
    /// Highest memory taken on a GPU, where the system reports it; not told of a private run.
    #[serde(default)]
    pub peak_device_bytes: Option<u64>,
    /// Energy of the GPU, where the system reports it; not told of a private run.
    #[serde(default)]
    pub device_energy_joules: Option<f64>,
    /// What the run guarantees.
    pub privacy: dp::PrivacyStatement,
}

impl RunRecord {
    /// That of a run that is about to start.
    pub(crate) fn new(config: &TrainConfig, examples: &[&Example], total_steps: u64) -> Self {
        let cut = |one: &&&Example| one.ids.len() > config.sequence_length;
        Self {
            method: config.method(),
            config: config.clone(),
            stopped: Stopped::Completed,
            steps: 0,
            total_steps,
            epochs: 0.0,
            examples: examples.len() as u64,
            truncated_examples: examples.iter().filter(cut).count() as u64,
            tokens: 0,
            padded_tokens: 0,
            wall_seconds: 0.0,
            tokens_per_second: 0.0,
            loss_curve: Vec::new(),
            validation_curve: Vec::new(),
            peak_rss_bytes: 0,
            flops: 0.0,
            trainable_parameters: 0,
            total_parameters: 0,
            precision: String::new(),
            threads: 0,
            physical_tokens: 0,
            out_of_memory: 0,
            resumed: 0,
            best_step: None,
            ceiling_flops_per_second: 0.0,
            utilisation: 0.0,
            energy_joules: None,
            peak_device_bytes: None,
            device_energy_joules: None,
            privacy: dp::PrivacyStatement::not_private(),
        }
    }
}
