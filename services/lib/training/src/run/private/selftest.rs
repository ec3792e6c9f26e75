//! What private steps do, looked at from outside before a private run begins.
//!
//! No accountant can tell that the noise was drawn, that gradients were clipped, that batches were Poisson
//! samples or that the divisor was a constant. So the very functions that take a run's steps first take some on
//! a tiny model of many equal records, and what they did to its weights is held against the plan: each fault
//! leaves its mark there. A run whose steps fail does not start.

use std::ops::ControlFlow;

use dp::{Plan, PlanConfig, SecureRng};
use model::{LoraConfig, Model, Options, Parameter, Precision, catch, set_threads};
use tch::Tensor;

use super::super::{Observer, Session, prepare};
use crate::batch::Example;
use crate::optimizer::OptimizerKind;
use crate::{Error, GradientKind, Progress, Schedule, TrainConfig, Trainable};

#[cfg(test)]
mod tests;

const TINY: &str = r#"{"model_type": "llama", "vocab_size": 32, "hidden_size": 16, "intermediate_size": 32,
    "num_attention_heads": 2, "num_key_value_heads": 1, "num_hidden_layers": 1,
    "max_position_embeddings": 16, "tie_word_embeddings": true}"#;

/// Records, of which about half are in a batch: batch sizes then have the greatest variance.
const RECORDS: usize = 16;
const RATE: f64 = 0.5;
const STEPS: usize = 128;
/// Far below the norm of a gradient of the tiny model, so that every record is clipped.
const CLIP_NORM: f64 = 0.02;
/// Small enough to count a batch's records in its sum.
const NOISE: f64 = 0.1;
/// Standard errors that an honest step stays within; beyond lies a chance of some 1e-9.
const ERRORS: f64 = 6.0;

/// What is wrong with private steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A change of weights is not a finite number, or there is none.
    #[error("a step does not change the weights by finite numbers")]
    Broken,
    /// The noise is not of the plan's size.
    #[error("the noise is not of the standard deviation that the plan says")]
    Noise,
    /// Records move the weights more, or less, than the clipping norm.
    #[error("a record does not count for the clipping norm that the plan says")]
    Clipping,
    /// Batch sizes do not vary as those of Poisson samples.
    #[error("batch sizes do not vary as those of Poisson samples")]
    Sampling,
    /// The divisor follows the batch.
    #[error("sums are not divided by the expected batch size")]
    Divisor,
}

/// Takes private steps on a tiny model and examines them.
///
/// # Errors
/// `PRIVACY_SELF_TEST_FAILED`; those of a run.
pub(crate) fn check(trainable: &Trainable) -> Result<(), Error> {
    let (sums, plan) = observe(&on_tiny(trainable))?;
    examine(&sums, &plan).map_err(Error::SelfTest)
}

/// The same kind of weights of the tiny model, which knows no other model's module names.
fn on_tiny(trainable: &Trainable) -> Trainable {
    match trainable {
        Trainable::All => Trainable::All,
        Trainable::Adapters(lora) => Trainable::Adapters(LoraConfig {
            freeze_a: lora.freeze_a,
            ..LoraConfig::default()
        }),
    }
}

fn plan() -> PlanConfig {
    PlanConfig {
        clip_norm: CLIP_NORM,
        noise_multiplier: NOISE,
        ..PlanConfig::for_batch(RECORDS as u64, RECORDS as f64 * RATE, STEPS as u64, 1e-3)
    }
}

struct Silent;

impl Observer for Silent {
    fn progress(&mut self, _: &Progress) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// The noisy sum of each step, as its change of the weights tells it.
fn observe(trainable: &Trainable) -> Result<(Vec<Vec<f64>>, PlanConfig), Error> {
    let plan = plan();
    // So little work is slower on more.
    set_threads(Some(1));
    let config = TrainConfig {
        trainable: trainable.clone(),
        gradient: GradientKind::Private,
        privacy: Some(plan.clone()),
        sequence_length: 16,
        learning_rate: 1.0,
        schedule: Schedule::Constant,
        warmup: 0.0,
        optimizer: OptimizerKind::Sgd,
        momentum: 0.0,
        weight_decay: 0.0,
        clip_norm: None,
        ..TrainConfig::default()
    };
    let options = Options {
        precision: Precision::F32,
        ..Options::default()
    };
    let mut model = Model::initialise(TINY, 1, &options)?;
    prepare(&mut model, &config)?;
    let example = Example {
        ids: (0..12).map(|place| place * 7 % 32).collect(),
        sensitive: None,
        subject: None,
    };
    let examples = vec![&example; RECORDS];
    let mut session = Session::new(&model, &examples, &[], &config, 1)?;
    let checked: Plan = plan.clone().make()?;
    let units = session.units(plan.unit);
    let mut run = checked.start(SecureRng::from_os()?);
    let start = values(&session.trainable)?;
    let mut sums = Vec::with_capacity(STEPS);
    for _ in 0..STEPS {
        session.private_step(&mut run, &units, &mut Silent)?;
        let factor = plan.expected_batch_size;
        sums.push(moved(&mut session.trainable, &start, factor)?);
    }
    Ok((sums, plan))
}

fn values(weights: &[Parameter]) -> Result<Vec<Tensor>, Error> {
    Ok(catch(|| {
        weights
            .iter()
            .map(|one| one.value.detach().copy())
            .collect()
    })?)
}

/// Minus the change since `start` times `factor`; the weights are put back, so that every step starts there.
fn moved(weights: &mut [Parameter], start: &[Tensor], factor: f64) -> Result<Vec<f64>, Error> {
    let _guard = tch::no_grad_guard();
    let mut all = Vec::new();
    for (one, start) in weights.iter_mut().zip(start) {
        let change = catch(|| {
            let change = (start - one.value.detach()).to_kind(tch::Kind::Double) * factor;
            one.value.copy_(start);
            change.view([-1])
        })?;
        let change: Vec<f64> =
            catch(|| Vec::try_from(&change))?.map_err(|_| Error::SelfTest(Fault::Broken))?;
        all.extend(change);
    }
    Ok(all)
}

/// Holds noisy sums of equal records, all clipped, against the plan that they should follow.
fn examine(sums: &[Vec<f64>], plan: &PlanConfig) -> Result<(), Fault> {
    let steps = sums.len() as f64;
    let width = sums.first().map_or(0, Vec::len);
    let finite = sums.iter().flatten().all(|value| value.is_finite());
    if width < 2 || sums.iter().any(|sum| sum.len() != width) || !finite {
        return Err(Fault::Broken);
    }
    // All records pull alike, so the mean sum points where they pull.
    let mut pull = vec![0.0; width];
    for sum in sums {
        pull.iter_mut()
            .zip(sum)
            .for_each(|(p, value)| *p += value / steps);
    }
    let length = dot(&pull, &pull).sqrt();
    if length == 0.0 {
        return Err(Fault::Broken);
    }
    pull.iter_mut().for_each(|p| *p /= length);
    // Records in each batch, up to noise, and the noise beside the pull.
    let counts: Vec<f64> = sums
        .iter()
        .map(|sum| dot(sum, &pull) / plan.clip_norm)
        .collect();
    let noise = sums.iter().zip(&counts).map(|(sum, count)| {
        let along = count * plan.clip_norm;
        let beside = |(value, p): (&f64, &f64)| (value - along * p).powi(2);
        sum.iter().zip(&pull).map(beside).sum::<f64>() / (width - 1) as f64
    });
    let noise: Vec<f64> = noise.collect();
    examine_noise(&noise, width as f64, plan)?;
    let (mean, variance) = moments(&counts);
    let expected = plan.expected_batch_size;
    let spread = expected * (1.0 - plan.sampling_rate) + plan.noise_multiplier.powi(2);
    // The pull's own error takes a few per cent of its length.
    if (mean - expected).abs() > ERRORS * (spread / steps).sqrt() + 0.05 * expected {
        return Err(Fault::Clipping);
    }
    if (variance / spread - 1.0).abs() > ERRORS * (2.0 / steps).sqrt() {
        return Err(Fault::Sampling);
    }
    Ok(())
}

/// The noise of every step, as a variance a weight: of the plan's size, and alike whatever the batch.
fn examine_noise(noise: &[f64], width: f64, plan: &PlanConfig) -> Result<(), Fault> {
    let expected = (plan.noise_multiplier * plan.clip_norm).powi(2);
    let (mean, variance) = moments(noise);
    let error = (2.0 / width).sqrt();
    // Next to none is rounding, whose size says nothing of a divisor.
    if mean < 0.5 * expected {
        return Err(Fault::Noise);
    }
    // Relative to its own mean: a divisor that follows the batch scales the noise with it.
    if (variance.sqrt() / mean) > error * (1.0 + ERRORS / (2.0 * noise.len() as f64).sqrt()) {
        return Err(Fault::Divisor);
    }
    let slack = ERRORS * error / (noise.len() as f64).sqrt() + 0.02;
    if (mean / expected - 1.0).abs() > slack {
        return Err(Fault::Noise);
    }
    Ok(())
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let square = |value: &f64| (value - mean).powi(2);
    (mean, values.iter().map(square).sum::<f64>() / (count - 1.0))
}
