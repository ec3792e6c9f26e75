//! A named weight, and the linear map made of weights.

use tch::{Kind, Tensor};

use crate::lora::LoraPair;
use crate::operators;
use crate::pass::Pass;
use crate::tape::Layer;

/// A weight under its Hugging Face name.
#[derive(Debug)]
pub struct Parameter {
    /// Name in checkpoints, such as `model.layers.0.mlp.up_proj.weight`.
    pub name: String,
    /// The value; float32 while it is being trained.
    pub value: Tensor,
}

impl Parameter {
    /// Number of scalars.
    pub fn count(&self) -> u64 {
        self.value.numel() as u64
    }

    /// A second handle on the same storage.
    pub fn share(&self) -> Self {
        Self {
            name: self.name.clone(),
            value: self.value.shallow_clone(),
        }
    }

    /// The value as an operand of element type `kind`; gradients reach the stored value. float32 is rounded to bfloat16
    /// so that small steps show, in training and in what was trained.
    pub(crate) fn operand(&self, kind: Kind) -> Tensor {
        match (self.value.kind(), kind) {
            (Kind::Float, Kind::BFloat16) => operators::rounded(&self.value),
            _ => self.value.to_kind(kind),
        }
    }

    /// Makes the value a leaf of type `kind` that collects gradients.
    pub(crate) fn unfreeze(&mut self, kind: Kind) {
        self.value = self.value.detach().to_kind(kind).set_requires_grad(true);
    }

    /// Makes the value a constant.
    pub(crate) fn freeze(&mut self) {
        self.value = self.value.detach();
    }
}

/// y = x W^T + b, plus an adapter where one is attached.
#[derive(Debug)]
pub(crate) struct Linear {
    /// Module path, such as `model.layers.0.mlp.up_proj`.
    pub(crate) path: String,
    pub(crate) weight: Parameter,
    pub(crate) bias: Option<Parameter>,
    /// The weight is stored (in, out), as GPT-2 does, instead of (out, in).
    pub(crate) transposed: bool,
    pub(crate) adapter: Option<LoraPair>,
}

impl Linear {
    /// Maps (N, in) to (N, out) in the element type of `x`.
    pub(crate) fn forward(&self, x: &Tensor, pass: &Pass<'_>) -> Tensor {
        let kind = x.kind();
        let weight = self.matrix(kind);
        let bias = self.bias.as_ref().map(|bias| bias.operand(kind));
        let out = operators::linear(x, &weight, bias.as_ref());
        match &self.adapter {
            Some(pair) if pass.adapter => pair.add_to(out, x, pass),
            _ => {
                self.remember(x, &out, pass);
                out
            }
        }
    }

    fn remember(&self, x: &Tensor, out: &Tensor, pass: &Pass<'_>) {
        let Some(tape) = pass.tape.filter(|_| self.weight.value.requires_grad()) else {
            return;
        };
        let layer = Layer::Linear {
            weight: self.weight.name.clone(),
            bias: self.bias.as_ref().map(|bias| bias.name.clone()),
            transposed: self.transposed,
            input: x.detach(),
        };
        tape.record(layer, out);
    }

    /// The weight as (out, in).
    fn matrix(&self, kind: Kind) -> Tensor {
        let weight = self.weight.operand(kind);
        if self.transposed { weight.tr() } else { weight }
    }

    /// (inputs, outputs) of the map.
    pub(crate) fn shape(&self) -> (i64, i64) {
        let size = self.weight.value.size();
        if self.transposed {
            (size[0], size[1])
        } else {
            (size[1], size[0])
        }
    }

    pub(crate) fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        std::iter::once(&self.weight).chain(&self.bias)
    }

    pub(crate) fn parameters_mut(&mut self) -> impl Iterator<Item = &mut Parameter> {
        std::iter::once(&mut self.weight).chain(&mut self.bias)
    }
}
