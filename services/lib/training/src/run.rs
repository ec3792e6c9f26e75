//! The loop.

mod place;
mod plain;
mod private;
mod reading;
mod state;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use dp::{DpEvent, Generator, SecureRng};
use model::{Model, Parameter, catch, set_threads};
use tch::Tensor;

use crate::batch::{Cut, Example, Physical};
use crate::efficiency::{Energy, Gpu, ceiling, flops_per_token, resident_bytes, tokens_within};
use crate::evaluate::mean_loss;
use crate::optimizer::Optimizer;
use crate::{Error, LossPoint, Progress, RunRecord, TrainConfig, Trainable};

pub use private::{Fault, draws_noise};
use reading::Readings;
pub use state::Keep;

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

    /// Whether a run whose state is kept should save it and stop between two steps, to be gone on
    /// with later.
    fn suspending(&mut self) -> bool {
        false
    }

    /// Called when memory ran out and a step is tried again with this many tokens, or examples, at
    /// once.
    fn shrunk(&mut self, at_once: usize) {
        let _ = at_once;
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
/// Before it starts its steps are tried on a tiny model, and refused where they do not do what a plan says.
///
/// # Errors
/// Those of [`TrainConfig::validate`]; those of [`dp`]; `NO_TRAINING_DATA`; `TOKEN_OUT_OF_RANGE`; `DIVERGED`,
/// with the model as it was before the step that diverged
/// (on a GPU up to half a second of steps later); `ADAPTER_MISMATCH` if the model has an
/// adapter already; `OUT_OF_MEMORY`, `TENSOR_FAILURE`; `PRIVACY_SELF_TEST_FAILED`.
pub fn run(
    model: &mut Model,
    examples: &[Example],
    validation: &[Example],
    config: &TrainConfig,
    observer: &mut dyn Observer,
) -> Result<RunRecord, Error> {
    self_test(model, config)?;
    let rng = SecureRng::from_os()?.into();
    run_with(model, examples, validation, config, observer, rng, None)
}

/// [`run`], saving its state in `keep` from time to time, and going on from what is there. Ended at
/// any moment and run again with the same arguments, it gives what one run would have given: on a CPU
/// bit for bit. Elsewhere a private run draws fresh noise for the steps that it repeats, and takes as
/// many steps less, since those before were spent.
///
/// # Errors
/// Those of [`run`]; `STATE_UNUSABLE` if what is in `keep` is damaged, of another run, or cannot be
/// written.
pub fn run_kept(
    model: &mut Model,
    examples: &[Example],
    validation: &[Example],
    config: &TrainConfig,
    observer: &mut dyn Observer,
    keep: &Keep,
) -> Result<RunRecord, Error> {
    self_test(model, config)?;
    let rng = SecureRng::from_os()?.into();
    let keep = Some(keep);
    run_with(model, examples, validation, config, observer, rng, keep)
}

/// Tries the steps of a private run, once its configuration makes sense.
fn self_test(model: &Model, config: &TrainConfig) -> Result<(), Error> {
    config.validate(model.config())?;
    match config.privacy {
        Some(_) => private::self_test(&config.trainable),
        None => Ok(()),
    }
}

/// [`run`] with other randomness for private steps, which the statement will name.
fn run_with(
    model: &mut Model,
    examples: &[Example],
    validation: &[Example],
    config: &TrainConfig,
    observer: &mut dyn Observer,
    rng: Generator,
    keep: Option<&Keep>,
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
    session.keep = keep;
    let saved = session.restore()?;
    let outcome = match &config.privacy {
        Some(plan) => session.train_privately(&plan.clone().make()?, rng, saved, observer),
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
    optimizer: Optimizer,
    /// How much is computed at once; shrinks when memory runs out.
    physical: Physical,
    steps_per_epoch: u64,
    flops_per_token: f64,
    keep: Option<&'a Keep>,
    readings: Readings,
    /// Whether the device draws a private step's noise by itself.
    draws_noise: bool,
    /// The weights of the lowest validation loss, where the run may stop early.
    best: Option<Vec<Tensor>>,
    /// When the state was last saved, and how long that took.
    saved: Instant,
    saving: Duration,
    start: Instant,
    energy: Energy,
    gpu: Option<Gpu>,
    /// Seconds of steps, without evaluation.
    training_seconds: f64,
    /// Wall seconds of what ran before this process.
    before: f64,
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
        if trainable.is_empty() {
            return Err(Error::invalid("trainable", "leaves nothing to train"));
        }
        let steps_per_epoch = examples.len().div_ceil(config.batch_size) as u64;
        let wanted = (config.epochs * steps_per_epoch as f64).ceil().max(1.0) as u64;
        let total_steps = match &config.privacy {
            Some(plan) => plan.steps,
            None => config.max_steps.map_or(wanted, |most| most.min(wanted)),
        };
        let trained = trainable.iter().map(Parameter::count).sum();
        let optimizer = catch(|| Optimizer::new(config.optimizer(), &trainable))?;
        let longest = examples
            .iter()
            .map(|one| one.ids.len().min(config.sequence_length));
        let physical = Physical {
            size: config.physical_batch_size,
            tokens: tokens_within(model, config, longest.max().unwrap_or(1), trained)?,
        };
        let ceiling = catch(|| ceiling(model))?;
        Ok(Self {
            flops_per_token: flops_per_token(model, &config.trainable, trained),
            optimizer,
            physical,
            record: RunRecord {
                physical_tokens: physical.tokens as u64,
                ceiling_flops_per_second: ceiling,
                trainable_parameters: trained,
                total_parameters: model.parameter_count(),
                precision: model.precision().to_owned(),
                threads: threads as u64,
                ..RunRecord::new(config, examples, total_steps)
            },
            model,
            examples,
            validation,
            config,
            trainable,
            steps_per_epoch,
            keep: None,
            readings: Readings::of(model.device()),
            draws_noise: false,
            best: None,
            saved: Instant::now(),
            saving: Duration::ZERO,
            start: Instant::now(),
            energy: Energy::start(),
            gpu: Gpu::of(model.device()),
            training_seconds: 0.0,
            before: 0.0,
        })
    }

    /// What of an example is used.
    fn cut(&self) -> Cut {
        Cut {
            length: self.config.sequence_length,
            mask_sensitive: self.config.mask_sensitive,
            goldfish: self.config.goldfish,
        }
    }

    /// Learning rate of the step after `step` steps.
    fn learning_rate(&self, step: u64) -> f64 {
        let total = self.record.total_steps;
        let warmup = (self.config.warmup * total as f64).floor() as u64;
        self.config.learning_rate * self.config.schedule.factor(step, total, warmup)
    }

    /// Tries again with half as much at once where memory ran out, and says so.
    fn within_memory<T>(
        &mut self,
        observer: &mut dyn Observer,
        mut attempt: impl FnMut(&Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        loop {
            match attempt(self) {
                Err(Error::Model(model::Error::OutOfMemory)) => {
                    let Some(half) = self.physical.halved() else {
                        return Err(Error::Model(model::Error::OutOfMemory));
                    };
                    self.physical = half;
                    // Whether memory ran out hangs on who was drawn: a private record says nothing of it.
                    if self.config.privacy.is_none() {
                        self.record.physical_tokens = half.tokens as u64;
                        self.record.out_of_memory += 1;
                    }
                    observer.shrunk(half.size.unwrap_or(half.tokens));
                }
                other => return other,
            }
        }
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
        &mut self,
        loss: Option<f64>,
        rate: f64,
        norm: Option<f64>,
        validation_loss: Option<f64>,
    ) -> Progress {
        if let Some(gpu) = &mut self.gpu {
            gpu.look();
        }
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
            eta_seconds: left * self.training_seconds / record.steps.max(1) as f64,
            validation_loss,
        }
    }

    fn close(&mut self) {
        let record = &mut self.record;
        record.wall_seconds = self.before + self.start.elapsed().as_secs_f64();
        record.peak_rss_bytes = record.peak_rss_bytes.max(resident_bytes().1);
        // As fine as a count of the tokens drawn: not told of a private run.
        if self.config.privacy.is_none() {
            record.energy_joules = self.energy.joules();
            record.device_energy_joules = self.gpu.as_ref().and_then(Gpu::joules);
            record.peak_device_bytes = self.gpu.as_ref().map(Gpu::peak);
        }
        if record.ceiling_flops_per_second > 0.0 {
            let speed = record.flops / self.training_seconds.max(1e-9);
            record.utilisation = speed / record.ceiling_flops_per_second;
        }
    }
}
