//! Plain steps: epochs over the examples in a seeded order.

use std::time::Instant;

use model::{Parameter, Seed, catch};
use tch::Tensor;

use super::reading::clip;
use super::{Observer, Session};
use crate::batch;
use crate::gradient::{Gradient, Gradients, LogicalBatch, Plain};
use crate::optimizer::{Step, global_norm};
use crate::{Error, Progress, Stopped};

impl Session<'_> {
    pub(super) fn train(&mut self, observer: &mut dyn Observer) -> Result<(), Error> {
        if self.record.steps == 0 {
            self.evaluate(0.0)?;
            self.judge()?;
        }
        let lengths: Vec<usize> = self
            .examples
            .iter()
            .map(|one| one.ids.len().min(self.config.sequence_length))
            .collect();
        while self.record.steps < self.record.total_steps && self.going_on() {
            let epoch = self.record.steps / self.steps_per_epoch;
            let done = self.record.steps % self.steps_per_epoch;
            let size = self.config.batch_size;
            let batches = batch::epoch(&lengths, size, self.config.seed, epoch);
            for indices in batches.iter().skip(done as usize) {
                if observer.suspending() && self.keep.is_some() {
                    self.record.stopped = Stopped::Suspended;
                    break;
                }
                let progress = self.step(indices, observer)?;
                if observer.progress(&progress).is_break() {
                    self.record.stopped = Stopped::Cancelled;
                }
                if self.record.steps == self.record.total_steps || !self.going_on() {
                    break;
                }
                self.save_if_due(None)?;
            }
        }
        if self.record.stopped == Stopped::Suspended {
            return self.save(None);
        }
        self.read()?;
        self.take_best()?;
        self.close();
        Ok(())
    }

    fn going_on(&self) -> bool {
        self.record.stopped == Stopped::Completed
    }

    /// One step: gradient, clip, update.
    fn step(&mut self, indices: &[usize], observer: &mut dyn Observer) -> Result<Progress, Error> {
        let began = Instant::now();
        let step = self.record.steps;
        let Gradients {
            values,
            loss,
            tokens,
            padded_tokens,
        } = self.within_memory(observer, |session| session.gradient(indices))?;
        let norm = catch(|| global_norm(&values))?;
        let due = self
            .config
            .evaluate_every
            .is_some_and(|every| (step + 1).is_multiple_of(every));
        let last = step + 1 == self.record.total_steps;
        let found = self.found(loss, &norm, due || last)?;
        let learning_rate = self.learning_rate(step);
        let how = Step {
            learning_rate,
            factor: catch(|| clip(self.config.clip_norm, found, &norm))?,
        };
        catch(|| self.optimizer.step(&self.trainable, values, how))?;
        self.training_seconds += began.elapsed().as_secs_f64();
        self.account(tokens, padded_tokens);
        let validation_loss = if due || last {
            self.evaluate(learning_rate)?
        } else {
            None
        };
        if validation_loss.is_some() {
            self.judge()?;
        }
        let (loss, norm) = (found.map(|f| f.loss), found.map(|f| f.norm));
        Ok(self.progress(loss, learning_rate, norm, validation_loss))
    }

    fn gradient(&self, indices: &[usize]) -> Result<Gradients, Error> {
        let stream = Seed::new(self.config.seed, &format!("step {}", self.record.steps));
        // Per step, so that dropout does not depend on what ran before.
        tch::manual_seed(stream.clone().next_u64() as i64);
        let batch = LogicalBatch {
            examples: indices.iter().map(|index| self.examples[*index]).collect(),
            cut: self.cut(),
            physical: self.physical,
            seed: None,
        };
        let mut plain = Plain {
            recompute: self.config.recompute,
        };
        plain.compute(self.model, &self.trainable, &batch)
    }

    fn account(&mut self, tokens: usize, padded_tokens: usize) {
        let record = &mut self.record;
        record.steps += 1;
        record.tokens += tokens as u64;
        record.padded_tokens += padded_tokens as u64;
        record.epochs = record.steps as f64 / self.steps_per_epoch as f64;
        record.flops = record.tokens as f64 * self.flops_per_token;
        record.tokens_per_second = record.tokens as f64 / self.training_seconds.max(1e-9);
    }

    /// Remembers the weights of the lowest validation loss; stops when it was too long ago.
    fn judge(&mut self) -> Result<(), Error> {
        let Some(rule) = self.config.early_stopping else {
            return Ok(());
        };
        let curve = &self.record.validation_curve;
        let losses = curve.iter().map(|point| point.loss).enumerate();
        // The first of the lowest.
        let Some((best, _)) = losses.min_by(|(_, a), (_, b)| a.total_cmp(b)) else {
            return Ok(());
        };
        self.record.best_step = curve.get(best).map(|point| point.step);
        if best + 1 == curve.len() {
            self.best = catch(|| Some(copies(&self.trainable)))?;
        } else if curve.len() - 1 - best >= rule.patience as usize {
            self.record.stopped = Stopped::Early;
        }
        Ok(())
    }

    /// Puts back the weights of the lowest validation loss.
    fn take_best(&mut self) -> Result<(), Error> {
        let Some(best) = self.best.take() else {
            return Ok(());
        };
        catch(|| {
            let _guard = tch::no_grad_guard();
            for (parameter, best) in self.trainable.iter().zip(best) {
                parameter.value.detach().copy_(&best);
            }
        })?;
        Ok(())
    }
}

/// Values that no longer change with the parameters.
pub(super) fn copies(parameters: &[Parameter]) -> Vec<Tensor> {
    let copy = |parameter: &Parameter| parameter.value.detach().copy();
    parameters.iter().map(copy).collect()
}
