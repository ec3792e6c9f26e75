//! Normalisation of the residual stream, always computed in float32.

use tch::{Kind, Tensor};

use crate::config::NormKind;
use crate::parameter::Parameter;

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
    pub(crate) fn forward(&self, x: &Tensor, kind: Kind) -> Tensor {
        let x = x.to_kind(Kind::Float);
        let scale = self.scale.operand(Kind::Float);
        let out = match self.kind {
            NormKind::Rms => self.unit(&x) * scale,
            NormKind::RmsFromOne => self.unit(&x) * (scale + 1.0),
            NormKind::Layer => {
                let bias = self.bias.as_ref().map(|bias| bias.operand(Kind::Float));
                x.layer_norm(
                    scale.size(),
                    Some(&scale),
                    bias.as_ref(),
                    self.epsilon,
                    true,
                )
            }
        };
        out.to_kind(kind)
    }

    fn unit(&self, x: &Tensor) -> Tensor {
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
