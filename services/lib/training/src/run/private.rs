//! Private steps: per-example gradients, clipped, summed, with noise (Abadi et al. 2016, Algorithm 1),
//! in the order that [`dp::PrivateRun`] keeps.
//!
//! The gradient of every example comes from a batch of one: exact, and the oracle for any faster way.

use std::ops::ControlFlow;
use std::time::Instant;

use dp::{Generator, Plan, PrivateRun};
use model::{Seed, catch};
use tch::{Kind, Tensor};

use super::{Observer, Session};
use crate::batch::Cut;
use crate::gradient::{Gradient, LogicalBatch, Plain};
use crate::{Error, Progress, Stopped};

#[cfg(test)]
mod tests;

/// Examples are clipped to this part of the clipping norm, so that no rounding of a norm or of a
/// product lets one weigh more than was accounted for.
const MARGIN: f64 = 1.0 - 1e-5;

/// The norm of a whole gradient, summed in float64: the sensitivity hangs on it.
fn precise_norm(gradient: &[Tensor]) -> f64 {
    let norms = gradient
        .iter()
        .map(|part| part.norm_scalaropt_dtype(2, Kind::Double));
    let squares = norms.map(|norm| norm.double_value(&[]).powi(2));
    squares.sum::<f64>().sqrt()
}

impl Session<'_> {
    pub(super) fn train_privately(
        &mut self,
        plan: &Plan,
        rng: Generator,
        observer: &mut dyn Observer,
    ) -> Result<(), Error> {
        if plan.config().dataset_size != self.examples.len() as u64 {
            let problem = "counts another number of examples than there are";
            return Err(Error::invalid("privacy", problem));
        }
        let mut run = plan.start(rng);
        while run.steps_left() > 0 {
            if observer.spending(&run.spent_with_next()).is_break() {
                self.record.stopped = Stopped::Cancelled;
                break;
            }
            let progress = self.private_step(&mut run)?;
            let stop: ControlFlow<()> = observer.progress(&progress);
            if stop.is_break() && run.steps_left() > 0 {
                self.record.stopped = Stopped::Cancelled;
                break;
            }
        }
        self.record.privacy = run.statement()?;
        self.close();
        Ok(())
    }

    /// One step: draw, clip each, sum, add noise, divide by the expected batch size, update.
    fn private_step(&mut self, run: &mut PrivateRun) -> Result<Progress, Error> {
        let began = Instant::now();
        let step = self.record.steps;
        let indices = run.next_batch()?;
        let mut sums = catch(|| self.clipped_sum(&indices, run.clip_norm()))??;
        for sum in &mut sums {
            let mut noise = vec![0.0; sum.numel()];
            run.fill_noise(&mut noise)?;
            catch(|| {
                let noise = Tensor::from_slice(&noise).to_device(sum.device());
                *sum += noise.view_as(sum);
                *sum /= run.expected_batch_size();
            })?;
        }
        let rate = self.learning_rate(step);
        catch(|| self.optimizer.step(&self.trainable, sums, rate, 1.0))?;
        self.training_seconds += began.elapsed().as_secs_f64();
        self.record.steps += 1;
        let sampling_rate = run.plan().config().sampling_rate;
        self.record.epochs = self.record.steps as f64 * sampling_rate;
        Ok(self.progress(None, rate, None, None))
    }

    /// The sum of the clipped gradients of the drawn examples; zero of an empty batch.
    fn clipped_sum(&self, indices: &[usize], clip_norm: f64) -> Result<Vec<Tensor>, Error> {
        let zero = |leaf: &model::Parameter| leaf.value.detach().zeros_like();
        let mut sums: Vec<Tensor> = self.trainable.iter().map(zero).collect();
        for &index in indices {
            // An example's dropout depends on itself and the step alone: not on who else was drawn.
            let stream = format!("step {} example {index}", self.record.steps);
            tch::manual_seed(Seed::new(self.config.seed, &stream).next_u64() as i64);
            let one = LogicalBatch {
                examples: vec![self.examples[index]],
                cut: Cut {
                    length: self.config.sequence_length,
                    mask_sensitive: self.config.mask_sensitive,
                },
                physical_batch_size: Some(1),
            };
            let found = Plain.compute(self.model, &self.trainable, &one)?;
            let norm = precise_norm(&found.values);
            // A gradient that is not finite has no direction to clip: it is left out.
            if !norm.is_finite() {
                continue;
            }
            let factor = (clip_norm * MARGIN / norm).min(1.0);
            // Not in place: autograd may hand out one tensor as the gradient of two parameters.
            for (sum, value) in sums.iter_mut().zip(found.values) {
                *sum += value * factor;
            }
        }
        Ok(sums)
    }
}
