//! The loop.

mod private;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;
use std::time::Instant;

use dp::{DpEvent, Generator, PrivacyStatement, SecureRng};
use model::{Model, Parameter, Seed, catch, set_threads};

use crate::batch::{self, Cut, Example};
use crate::efficiency::{flops_per_token, resident_bytes};
use crate::evaluate::mean_loss;
use crate::gradient::{Gradient, Gradients, LogicalBatch, Plain};
use crate::optimizer::{AdamConfig, AdamW, global_norm};
use crate::{Error, LossPoint, Progress, RunRecord, Stopped, TrainConfig, Trainable};

/// Hears of every step and may stop the run around it.
pub trait Observer {
    /// Called after each step. `Break` ends the run; what was learnt so far stays in the model.
    fn progress(&mut self, progress: &Progress) -> ControlFlow<()>;

    /// Called before the batch of a private step is drawn, with everything that the run will have
    /// released after that step. Whoever keeps a ledger writes it down here, durably. `Break` ends
    /// the run before the step.
    fn spending(&mut self, event: &DpEvent) -> ControlFlow<()> {
        let _ = event;
        ControlFlow::Continue(())
    }
}

/// Trains `model` on `examples`.
///
/// Examples of fewer than two tokens teach nothing and are left out. On return the model is
/// frozen and holds what was learnt: an adapter, or changed weights. The same model, examples,
/// configuration and number of threads give the same weights, bit for bit, on a CPU.
///
/// A private run follows `config.privacy`: its steps, its Poisson-drawn batches, its clipping and its
/// noise, with randomness of the operating system. It says nothing of losses and evaluates nothing.
///
/// # Errors
/// Those of [`TrainConfig::validate`]; those of [`dp`]; `NO_TRAINING_DATA`; `TOKEN_OUT_OF_RANGE`; `DIVERGED`,
/// with the model as it was before the step that diverged; `ADAPTER_MISMATCH` if the model has an
/// adapter already; `OUT_OF_MEMORY`, `TENSOR_FAILURE`.
pub fn run(
    model: &mut Model,
    examples: &[Example],
    validation: &[Example],
    config: &TrainConfig,
    observer: &mut dyn Observer,
) -> Result<RunRecord, Error> {
    let rng = SecureRng::from_os()?.into();
    run_with(model, examples, validation, config, observer, rng)
}

/// [`run`] with other randomness for private steps, which the statement will name.
fn run_with(
    model: &mut Model,
    examples: &[Example],
    validation: &[Example],
    config: &TrainConfig,
    observer: &mut dyn Observer,
    rng: Generator,
) -> Result<RunRecord, Error> {
    config.validate(model.config())?;
    // How many examples take part is public in a private run: none is left out for what it holds.
    let teaches = |one: &&Example| config.privacy.is_some() || one.ids.len() > 1;
    let examples: Vec<&Example> = examples.iter().filter(teaches).collect();
    if examples.is_empty() {
        return Err(Error::NoTrainingData);
    }
    check_ids(model, &examples, validation, config.sequence_length)?;
    let threads = set_threads(config.threads);
    prepare(model, config)?;
    let mut session = Session::new(model, &examples, validation, config, threads)?;
    let outcome = match &config.privacy {
        Some(plan) => session.train_privately(&plan.clone().make()?, rng, observer),
        None => session.train(observer),
    };
    let record = session.record;
    model.freeze();
    outcome.map(|()| record)
}

/// Only what is used must fit the model: a record may be longer than the model's positions.
fn check_ids(
    model: &Model,
    examples: &[&Example],
    validation: &[Example],
    length: usize,
) -> Result<(), Error> {
    let used = |example: &Example| example.ids[..example.ids.len().min(length)].to_vec();
    let all = examples.iter().copied().chain(validation);
    all.map(used)
        .try_for_each(|ids| model.check_sequences(&[ids]).map_err(Error::from))
}

/// Chooses the trainable weights.
fn prepare(model: &mut Model, config: &TrainConfig) -> Result<(), Error> {
    match &config.trainable {
        Trainable::All if model.has_adapter() => Err(Error::invalid(
            "trainable",
            "is all weights, but the model carries an adapter: merge or detach it first",
        )),
        Trainable::All => Ok(catch(|| model.train_all())?),
        Trainable::Adapters(lora) => {
            model.attach(lora, config.seed)?;
            Ok(catch(|| model.train_adapter())?)
        }
    }
}

/// A run under way.
struct Session<'a> {
    model: &'a Model,
    examples: &'a [&'a Example],
    validation: &'a [Example],
    config: &'a TrainConfig,
    trainable: Vec<Parameter>,
    optimizer: AdamW,
    gradient: Box<dyn Gradient>,
    /// Used tokens of each example.
    lengths: Vec<usize>,
    steps_per_epoch: u64,
    flops_per_token: f64,
    start: Instant,
    /// Seconds of steps, without evaluation.
    training_seconds: f64,
    record: RunRecord,
}

impl<'a> Session<'a> {
    fn new(
        model: &'a Model,
        examples: &'a [&'a Example],
        validation: &'a [Example],
        config: &'a TrainConfig,
        threads: usize,
    ) -> Result<Self, Error> {
        let trainable = model.trainable();
        let lengths: Vec<usize> = examples
            .iter()
            .map(|one| one.ids.len().min(config.sequence_length))
            .collect();
        let cut = examples
            .iter()
            .filter(|one| one.ids.len() > config.sequence_length)
            .count();
        let steps_per_epoch = examples.len().div_ceil(config.batch_size) as u64;
        let wanted = (config.epochs * steps_per_epoch as f64).ceil().max(1.0) as u64;
        let total_steps = match &config.privacy {
            Some(plan) => plan.steps,
            None => config.max_steps.map_or(wanted, |most| most.min(wanted)),
        };
        let trained = trainable.iter().map(Parameter::count).sum();
        let adam = AdamConfig {
            beta1: config.beta1,
            beta2: config.beta2,
            epsilon: config.adam_epsilon,
            weight_decay: config.weight_decay,
        };
        Ok(Self {
            flops_per_token: flops_per_token(model, &config.trainable, trained),
            optimizer: catch(|| AdamW::new(adam, &trainable))?,
            gradient: Box::new(Plain),
            record: RunRecord {
                method: config.method(),
                config: config.clone(),
                stopped: Stopped::Completed,
                steps: 0,
                total_steps,
                epochs: 0.0,
                examples: examples.len() as u64,
                truncated_examples: cut as u64,
                tokens: 0,
                padded_tokens: 0,
                wall_seconds: 0.0,
                tokens_per_second: 0.0,
                loss_curve: Vec::new(),
                validation_curve: Vec::new(),
                peak_rss_bytes: 0,
                flops: 0.0,
                trainable_parameters: trained,
                total_parameters: model.parameter_count(),
                precision: model.precision().to_owned(),
                threads: threads as u64,
                privacy: PrivacyStatement::not_private(),
            },
            model,
            examples,
            validation,
            config,
            trainable,
            lengths,
            steps_per_epoch,
            start: Instant::now(),
            training_seconds: 0.0,
        })
    }

    fn train(&mut self, observer: &mut dyn Observer) -> Result<(), Error> {
        self.evaluate(0.0)?;
        let mut epoch = 0;
        while self.record.steps < self.record.total_steps {
            let batches = batch::epoch(
                &self.lengths,
                self.config.batch_size,
                self.config.seed,
                epoch,
            );
            for indices in batches {
                let progress = self.step(&indices)?;
                if observer.progress(&progress).is_break() {
                    self.record.stopped = Stopped::Cancelled;
                }
                let ended = self.record.steps == self.record.total_steps;
                if ended || self.record.stopped == Stopped::Cancelled {
                    self.close();
                    return Ok(());
                }
            }
            epoch += 1;
        }
        Ok(())
    }

    /// One step: gradient, clip, update.
    fn step(&mut self, indices: &[usize]) -> Result<Progress, Error> {
        let began = Instant::now();
        let step = self.record.steps;
        // Per step, so that dropout does not depend on what ran before.
        tch::manual_seed(Seed::new(self.config.seed, &format!("step {step}")).next_u64() as i64);
        let batch = LogicalBatch {
            examples: indices.iter().map(|index| self.examples[*index]).collect(),
            cut: Cut {
                length: self.config.sequence_length,
                mask_sensitive: self.config.mask_sensitive,
            },
            physical_batch_size: self.config.physical_batch_size,
        };
        let Gradients {
            values,
            loss,
            tokens,
            padded_tokens,
        } = self.gradient.compute(self.model, &self.trainable, &batch)?;
        let norm = catch(|| global_norm(&values))?;
        if !(loss.is_finite() && norm.is_finite()) {
            return Err(Error::Diverged { step: step + 1 });
        }
        let factor = self
            .config
            .clip_norm
            .map_or(1.0, |bound| (bound / norm).min(1.0));
        let rate = self.learning_rate(step);
        catch(|| self.optimizer.step(&self.trainable, values, rate, factor))?;
        self.training_seconds += began.elapsed().as_secs_f64();
        self.account(tokens, padded_tokens, loss, rate);
        let due = self
            .config
            .evaluate_every
            .is_some_and(|every| self.record.steps.is_multiple_of(every));
        let last = self.record.steps == self.record.total_steps;
        let validation_loss = if due || last {
            self.evaluate(rate)?
        } else {
            None
        };
        Ok(self.progress(Some(loss), rate, Some(norm), validation_loss))
    }

    /// Learning rate of the step after `step` steps.
    fn learning_rate(&self, step: u64) -> f64 {
        let total = self.record.total_steps;
        let warmup = (self.config.warmup * total as f64).floor() as u64;
        self.config.learning_rate * self.config.schedule.factor(step, total, warmup)
    }

    fn account(&mut self, tokens: usize, padded_tokens: usize, loss: f64, learning_rate: f64) {
        let record = &mut self.record;
        record.steps += 1;
        record.tokens += tokens as u64;
        record.padded_tokens += padded_tokens as u64;
        record.epochs = record.steps as f64 / self.steps_per_epoch as f64;
        record.flops = record.tokens as f64 * self.flops_per_token;
        record.tokens_per_second = record.tokens as f64 / self.training_seconds.max(1e-9);
        record.loss_curve.push(LossPoint {
            step: record.steps,
            loss,
            learning_rate,
        });
    }

    fn evaluate(&mut self, learning_rate: f64) -> Result<Option<f64>, Error> {
        let loss = mean_loss(self.model, self.validation, self.config.sequence_length)?;
        if let Some(loss) = loss {
            let step = self.record.steps;
            self.record.validation_curve.push(LossPoint {
                step,
                loss,
                learning_rate,
            });
        }
        Ok(loss)
    }

    fn progress(
        &self,
        loss: Option<f64>,
        rate: f64,
        norm: Option<f64>,
        validation_loss: Option<f64>,
    ) -> Progress {
        let record = &self.record;
        let left = (record.total_steps - record.steps) as f64;
        Progress {
            step: record.steps,
            total_steps: record.total_steps,
            epoch: record.epochs,
            loss,
            learning_rate: rate,
            gradient_norm: norm,
            tokens: record.tokens,
            tokens_per_second: record.tokens_per_second,
            rss_bytes: resident_bytes().0,
            eta_seconds: left * self.training_seconds / record.steps as f64,
            validation_loss,
        }
    }

    fn close(&mut self) {
        self.record.wall_seconds = self.start.elapsed().as_secs_f64();
        self.record.peak_rss_bytes = resident_bytes().1;
    }
}
