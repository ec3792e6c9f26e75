//! Normalisation of the residual stream, always computed in float32 or better.

use tch::{Device, Kind, Tensor};

use crate::config::NormKind;
use crate::operators;
use crate::options::wide;
use crate::parameter::Parameter;
use crate::pass::Pass;
use crate::tape::Layer;

/// Normalises the last dimension and scales it.
#[derive(Debug)]
pub(crate) struct Norm {
    pub(crate) kind: NormKind,
    pub(crate) epsilon: f64,
    pub(crate) scale: Parameter,
    pub(crate) bias: Option<Parameter>,
}

impl Norm {
    /// Maps (.., width) to the same shape with elements of type `kind`.
    pub(crate) fn forward(&self, x: &Tensor, kind: Kind, pass: &Pass<'_>) -> Tensor {
        let wide = wide(kind);
        let x = x.to_kind(wide);
        let scale = self.scale.operand(wide);
        let bias = self.bias.as_ref().map(|bias| bias.operand(wide));
        let scale = match self.kind {
            NormKind::RmsFromOne => scale + 1.0,
            NormKind::Rms | NormKind::Layer => scale,
        };
        let out = match (self.kind, bias) {
            (NormKind::Layer, bias) => x.layer_norm(
                scale.size(),
                Some(&scale),
                bias.as_ref(),
                self.epsilon,
                true,
            ),
            (_, Some(bias)) => self.unit(&x) * scale + bias,
            // A GPU has one kernel for it, and a CPU an operator of ours.
            (_, None) => operators::rms_norm(&x, &scale, self.epsilon)
                .unwrap_or_else(|| x.rms_norm(scale.size(), Some(&scale), self.epsilon)),
        };
        if let Some(tape) = pass.tape.filter(|_| self.scale.value.requires_grad()) {
            let layer = Layer::Norm {
                scale: self.scale.name.clone(),
                bias: self.bias.as_ref().map(|bias| bias.name.clone()),
                // Once more, which costs less than a way back through it.
                unit: tch::no_grad(|| self.unit(&x)),
            };
            tape.record(layer, &out);
        }
        out.to_kind(kind)
    }

    /// The last dimension, brought to unit size.
    fn unit(&self, x: &Tensor) -> Tensor {
        let width = self.scale.value.size();
        if self.kind == NormKind::Layer {
            return x.layer_norm::<&Tensor>(width, None, None, self.epsilon, true);
        }
        if x.device() != Device::Cpu {
            return x.rms_norm::<&Tensor>(width, None, self.epsilon);
        }
        let mean_square = x.square().mean_dim(-1, true, None);
        x * (mean_square + self.epsilon).rsqrt()
    }

    pub(crate) fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        std::iter::once(&self.scale).chain(&self.bias)
    }

    pub(crate) fn parameters_mut(&mut self) -> impl Iterator<Item = &mut Parameter> {
        std::iter::once(&mut self.scale).chain(&mut self.bias)
    }
}
