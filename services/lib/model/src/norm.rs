//! Normalisation of the residual stream, always computed in float32 or better.

use tch::{Kind, Tensor};

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
        let tape = pass.tape.filter(|_| self.scale.value.requires_grad());
        if tape.is_none() && self.kind == NormKind::Layer {
            // The same in one operation, where nobody asks for what lies between.
            let width = scale.size();
            let out = x.layer_norm(width, Some(&scale), bias.as_ref(), self.epsilon, true);
            return out.to_kind(kind);
        }
        if tape.is_none() && bias.is_none() {
            let scale = match self.kind {
                NormKind::RmsFromOne => scale + 1.0,
                NormKind::Rms | NormKind::Layer => scale,
            };
            // A GPU has one kernel for it, and a CPU an operator of ours.
            let out = operators::rms_norm(&x, &scale, self.epsilon)
                .unwrap_or_else(|| x.rms_norm(scale.size(), Some(&scale), self.epsilon));
            return out.to_kind(kind);
        }
        let unit = self.unit(&x);
        let scaled = match self.kind {
            NormKind::RmsFromOne => &unit * (scale + 1.0),
            NormKind::Rms | NormKind::Layer => &unit * scale,
        };
        let out = match bias {
            Some(bias) => scaled + bias,
            None => scaled,
        };
        if let Some(tape) = tape {
            let layer = Layer::Norm {
                scale: self.scale.name.clone(),
                bias: self.bias.as_ref().map(|bias| bias.name.clone()),
                unit: unit.detach(),
            };
            tape.record(layer, &out);
        }
        out.to_kind(kind)
    }

    /// The last dimension, brought to unit size.
    fn unit(&self, x: &Tensor) -> Tensor {
        if self.kind == NormKind::Layer {
            let width = self.scale.value.size();
            return x.layer_norm::<&Tensor>(width, None, None, self.epsilon, true);
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
