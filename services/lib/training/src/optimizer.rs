//! Optimisers with float32 state. AdamW and SGD update a cache-sized slice at a time.

mod adafactor;
mod adamw;
mod sgd;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use model::Parameter;
use serde::{Deserialize, Serialize};
use tch::{Device, Kind, Tensor};

/// Scalars updated together: their six vectors stay in a core's second-level cache.
const SLICE: i64 = 1 << 16;

/// The same on a GPU, where every slice costs the start of its kernels, and what lies between is in memory.
const DEVICE_SLICE: i64 = 1 << 26;

/// Which optimiser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptimizerKind {
    /// Two moments a scalar.
    #[default]
    Adamw,
    /// A factored second moment: next to no state.
    Adafactor,
    /// The gradient itself, with or without momentum.
    Sgd,
}

/// Settings of an optimiser; each uses its own.
#[derive(Debug, Clone, Copy)]
pub struct OptimizerConfig {
    /// Which.
    pub kind: OptimizerKind,
    /// Decay of AdamW's first moment.
    pub beta1: f64,
    /// Decay of AdamW's second moment.
    pub beta2: f64,
    /// Added to the root of AdamW's second moment.
    pub epsilon: f64,
    /// Decay of SGD's velocity; 0 keeps none.
    pub momentum: f64,
    /// Decoupled weight decay of matrices; vectors do not decay.
    pub weight_decay: f64,
}

impl OptimizerConfig {
    /// The decay of one weight.
    fn decay(&self, value: &Tensor) -> f64 {
        match value.dim() {
            0 | 1 => 0.0,
            _ => self.weight_decay,
        }
    }

    /// The factor on a weight before its update.
    fn shrink(&self, value: &Tensor, learning_rate: f64) -> f64 {
        1.0 - learning_rate * self.decay(value)
    }
}

/// What differs from step to step.
#[derive(Debug)]
pub struct Step {
    /// Learning rate.
    pub learning_rate: f64,
    /// Factor on every gradient.
    pub factor: Factor,
}

/// A factor on every gradient.
#[derive(Debug)]
pub enum Factor {
    /// A number.
    Known(f64),
    /// A scalar on a device that nobody waits for.
    Pending(Tensor),
}

impl Factor {
    /// `gradient` times the factor.
    fn of(&self, gradient: &Tensor) -> Tensor {
        match self {
            Self::Known(1.0) => gradient.shallow_clone(),
            Self::Known(factor) => gradient * *factor,
            Self::Pending(factor) => gradient * factor,
        }
    }

    /// One over the factor, a float32 scalar where `parameters` are; nothing where the factor is one.
    fn divisor(&self, parameters: &[Parameter]) -> Option<Tensor> {
        let device = parameters.first()?.value.device();
        match self {
            Self::Known(1.0) => None,
            Self::Known(factor) => Some(Tensor::full([], factor.recip(), (Kind::Float, device))),
            Self::Pending(factor) => Some(factor.reciprocal().to_kind(Kind::Float)),
        }
    }
}

/// The optimiser and its state.
#[derive(Debug)]
pub struct Optimizer {
    config: OptimizerConfig,
    count: i32,
    /// For each parameter, what the optimiser remembers of it.
    slots: Vec<Vec<Tensor>>,
}

impl Optimizer {
    /// Fresh state for each of `parameters`.
    pub fn new(config: OptimizerConfig, parameters: &[Parameter]) -> Self {
        let slots = |parameter: &Parameter| match config.kind {
            OptimizerKind::Adamw => adamw::slots(parameter),
            OptimizerKind::Adafactor => adafactor::slots(parameter),
            OptimizerKind::Sgd => sgd::slots(&config, parameter),
        };
        Self {
            config,
            count: 0,
            slots: parameters.iter().map(slots).collect(),
        }
    }

    /// One step on `parameters`, the same as given to [`Self::new`], along `gradients`. Gradients are
    /// dropped as they are used.
    pub fn step(&mut self, parameters: &[Parameter], gradients: Vec<Tensor>, step: Step) {
        let _guard = tch::no_grad_guard();
        self.count += 1;
        let (config, count) = (&self.config, self.count);
        let float = parameters.iter().all(|one| one.value.kind() == Kind::Float);
        let mut gradients = gradients;
        if float && config.kind == OptimizerKind::Adamw {
            // The kernel reads in the order of memory, and scales what it reads where it stands.
            let mut seen = HashSet::new();
            let own = |gradient: Tensor| match seen.insert(gradient.data_ptr()) {
                true => gradient.contiguous(),
                false => gradient.copy(),
            };
            gradients = gradients.into_iter().map(own).collect();
            if adamw::update_all(config, count, &step, parameters, &gradients, &self.slots) {
                return;
            }
        }
        let each = parameters.iter().zip(gradients).zip(&mut self.slots);
        for ((parameter, gradient), slots) in each {
            let value = &parameter.value;
            match config.kind {
                OptimizerKind::Adamw => {
                    adamw::update(config, count, &step, value, &gradient, slots);
                }
                OptimizerKind::Adafactor => {
                    adafactor::update(config, count, &step, value, &gradient, slots);
                }
                OptimizerKind::Sgd => sgd::update(config, &step, value, &gradient, slots),
            }
        }
    }

    /// What has to be saved besides the number of steps, under names made of the parameters'.
    pub fn state(&self, parameters: &[Parameter]) -> Vec<Parameter> {
        let named = parameters
            .iter()
            .zip(&self.slots)
            .flat_map(|(parameter, slots)| {
                let name = |place: usize| format!("{}.{place}", parameter.name);
                let share = move |(place, slot): (usize, &Tensor)| Parameter {
                    name: name(place),
                    value: slot.shallow_clone(),
                };
                slots.iter().enumerate().map(share)
            });
        named.collect()
    }

    /// Goes on after `count` steps whose state was copied into what [`Self::state`] shares.
    pub fn resume(&mut self, count: u64) {
        self.count = i32::try_from(count).unwrap_or(i32::MAX);
    }
}

/// Calls `apply` with like slices of tensors of one size.
fn by_slices<const N: usize>(tensors: [&Tensor; N], apply: impl Fn([Tensor; N])) {
    let flat = tensors.map(|tensor| tensor.detach().reshape([-1]));
    let Some(one) = flat.first() else {
        return;
    };
    let total = one.numel() as i64;
    let slice = match one.device() {
        Device::Cpu => SLICE,
        _ => DEVICE_SLICE,
    };
    for start in (0..total).step_by(slice as usize) {
        apply(
            flat.each_ref()
                .map(|tensor| tensor.narrow(0, start, slice.min(total - start))),
        );
    }
}

/// Euclidean norm of all gradients together: a float64 scalar on their device, which reading it waits
/// for.
pub fn global_norm(gradients: &[Tensor]) -> Tensor {
    let _guard = tch::no_grad_guard();
    let square = |gradient: &Tensor| {
        let flat = gradient.reshape([-1]);
        flat.dot(&flat)
    };
    let squares: Vec<Tensor> = gradients.iter().map(square).collect();
    Tensor::stack(&squares, 0)
        .to_kind(Kind::Double)
        .sum(Kind::Double)
        .sqrt()
}
