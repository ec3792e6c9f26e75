//! Clipped sums from batches of one: slow, and the oracle of the fast way.

use model::{Model, Parameter, catch};
use tch::{Kind, Tensor};

use super::private::{ClippedSum, UnitBatch};
use super::{Gradient, LogicalBatch, Plain};
use crate::Error;
use crate::batch::Physical;

/// The same as [`super::clipped_sum`] with flat clipping at `clip_norm`, one example at a time.
///
/// # Errors
/// Those of the model.
pub fn one_by_one(
    model: &Model,
    trainable: &[Parameter],
    batch: &UnitBatch<'_>,
    clip_norm: f64,
) -> Result<ClippedSum, Error> {
    let zero = |leaf: &Parameter| leaf.value.detach().zeros_like();
    let zeros = || catch(|| trainable.iter().map(zero).collect::<Vec<Tensor>>());
    let mut values = zeros()?;
    let mut norms = Vec::new();
    for unit in &batch.units {
        let mut gradient = zeros()?;
        for (place, example) in unit.examples.iter().enumerate() {
            let one = LogicalBatch {
                examples: vec![example],
                cut: batch.cut,
                physical: Physical {
                    size: Some(1),
                    ..Physical::default()
                },
                seed: Some(unit.seed.wrapping_add(place as i64)),
            };
            let found = Plain::default().compute(model, trainable, &one)?;
            catch(|| {
                add(
                    &mut gradient,
                    found.values,
                    1.0 / unit.examples.len() as f64,
                )
            })?;
        }
        let norm = catch(|| precise_norm(&gradient))?;
        norms.push(norm);
        if norm.is_finite() {
            catch(|| add(&mut values, gradient, (clip_norm / norm).min(1.0)))?;
        }
    }
    Ok(ClippedSum { values, norms })
}

fn add(sums: &mut [Tensor], values: Vec<Tensor>, factor: f64) {
    // Not in place: autograd may hand out one tensor as the gradient of two parameters.
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value * factor;
    }
}

/// The norm of a whole gradient, summed in float64: the sensitivity hangs on it.
pub fn precise_norm(gradient: &[Tensor]) -> f64 {
    let norms = gradient
        .iter()
        .map(|part| part.norm_scalaropt_dtype(2, Kind::Double));
    let squares = norms.map(|norm| norm.double_value(&[]).powi(2));
    squares.sum::<f64>().sqrt()
}
