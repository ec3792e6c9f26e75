//! How the gradient of a logical batch is formed: one implementation per kind.

mod plain;

use model::{Model, Parameter};
use tch::Tensor;

use crate::Error;
use crate::batch::{Cut, Example};

pub use plain::Plain;

/// The examples of one step.
#[derive(Debug)]
pub struct LogicalBatch<'a> {
    /// The examples, longest first.
    pub examples: Vec<&'a Example>,
    /// What of them is used.
    pub cut: Cut,
    /// Examples that are computed at once; `None` bounds their tokens.
    pub physical_batch_size: Option<usize>,
}

/// The outcome of a logical batch.
#[derive(Debug)]
pub struct Gradients {
    /// One per trainable parameter, in their order, float32.
    pub values: Vec<Tensor>,
    /// Mean loss over the batch's targets, in nats.
    pub loss: f64,
    /// Tokens without padding.
    pub tokens: usize,
    /// Tokens with padding.
    pub padded_tokens: usize,
}

/// A way to form the gradient of a logical batch.
pub trait Gradient {
    /// The gradient by each of `trainable`, which are weights of `model`.
    ///
    /// # Errors
    /// Those of the model.
    fn compute(
        &mut self,
        model: &Model,
        trainable: &[Parameter],
        batch: &LogicalBatch<'_>,
    ) -> Result<Gradients, Error>;
}
