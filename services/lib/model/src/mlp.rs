//! The feed-forward part of a block.

use tch::Tensor;

use crate::config::Activation;
use crate::operators;
use crate::parameter::Linear;
use crate::pass::Pass;

/// down(act(gate x) * up x), or down(act(up x)) without a gate (Shazeer 2020).
#[derive(Debug)]
pub(crate) struct Mlp {
    pub(crate) gate: Option<Linear>,
    pub(crate) up: Linear,
    pub(crate) down: Linear,
    pub(crate) activation: Activation,
}

impl Mlp {
    /// Maps (N, D) to (N, D).
    pub(crate) fn forward(&self, x: &Tensor, pass: &Pass<'_>) -> Tensor {
        let up = self.up.forward(x, pass);
        let inner = match &self.gate {
            Some(gate) if self.activation == Activation::Silu => {
                operators::gated(&gate.forward(x, pass), &up)
            }
            Some(gate) => self.activate(&gate.forward(x, pass)) * up,
            None => self.activate(&up),
        };
        self.down.forward(&inner, pass)
    }

    fn activate(&self, x: &Tensor) -> Tensor {
        match self.activation {
            Activation::Silu => x.silu(),
            Activation::Gelu => x.gelu("none"),
            Activation::GeluTanh => x.gelu("tanh"),
            Activation::GeluClipped => x.gelu("none").clamp(-10.0, 10.0),
            Activation::GeluQuick => (x * 1.702).sigmoid() * x,
            Activation::Relu => x.relu(),
            Activation::ReluSquared => x.relu().square(),
            Activation::Relu6 => x.relu6(),
            Activation::LeakyRelu => x.leaky_relu(),
            Activation::Mish => x.mish(),
            Activation::HardSwish => x.hardswish(),
            Activation::Laplace => laplace(x),
            Activation::SqrtSoftplus => x.softplus().sqrt(),
            Activation::Sigmoid => x.sigmoid(),
            Activation::Tanh => x.tanh(),
            Activation::Linear => x.shallow_clone(),
        }
    }

    pub(crate) fn linears(&self) -> impl Iterator<Item = &Linear> {
        self.gate.iter().chain([&self.up, &self.down])
    }

    pub(crate) fn linears_mut(&mut self) -> impl Iterator<Item = &mut Linear> {
        self.gate.iter_mut().chain([&mut self.up, &mut self.down])
    }
}

/// The normal distribution function as `transformers` has it, with its rounded constants.
#[allow(clippy::approx_constant, reason = "rounded on purpose")]
fn laplace(x: &Tensor) -> Tensor {
    let spread = 0.282_095 * std::f64::consts::SQRT_2;
    (((x - 0.707_107) / spread).erf() + 1.0) * 0.5
}
