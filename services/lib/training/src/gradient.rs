//! How the gradient of a logical batch is formed: one implementation per kind.

mod clip;
mod gram;
mod one_by_one;
mod per_example;
mod plain;
mod private;
mod private_head;
mod product;
mod sums;
#[cfg(test)]
mod tests;

use model::{Model, Parameter};
use tch::Tensor;

use crate::Error;
use crate::batch::{Cut, Example, Physical};

pub use clip::Clipping;
pub use one_by_one::{one_by_one, precise_norm};
pub use plain::Plain;
pub(crate) use private::clipped_sum_ahead;
pub use private::{ClippedSum, Unit, UnitBatch, clipped_sum};

/// The examples of one step.
#[derive(Debug)]
pub struct LogicalBatch<'a> {
    /// The examples, longest first.
    pub examples: Vec<&'a Example>,
    /// What of them is used.
    pub cut: Cut,
    /// How many of them are computed at once.
    pub physical: Physical,
    /// Where dropout comes from, an example's place added; `None` is the process's generator.
    pub seed: Option<i64>,
}

/// The outcome of a logical batch.
#[derive(Debug)]
pub struct Gradients {
    /// One per trainable parameter, in their order, float32.
    pub values: Vec<Tensor>,
    /// Mean loss over the batch's targets, in nats: a float64 scalar on the model's device, which reading
    /// it waits for.
    pub loss: Tensor,
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
