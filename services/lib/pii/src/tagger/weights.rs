//! A file of weights: safetensors, with half-precision and one-byte tensors.

use half::f16;
use safetensors::{Dtype, SafeTensors};
use thiserror::Error;

use super::lexicon::Lexicon;
use super::matrix::Matrix;

/// Why a file of weights was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WeightsError {
    /// It is no safetensors file.
    #[error("the tagger's weights are not a safetensors file")]
    Format,
    /// A tensor is missing.
    #[error("the tagger's weights lack the tensor `{0}`")]
    Missing(&'static str),
    /// A tensor has another type or shape than the network.
    #[error("the tagger's weights have a tensor `{0}` of the wrong type or shape")]
    Shape(&'static str),
    /// The self-test does not find what it must.
    #[error("the tagger's weights fail their self-test on this machine")]
    SelfTest,
}

impl WeightsError {
    /// The stable word for this error.
    pub fn reason(&self) -> &'static str {
        "TAGGER_INVALID"
    }
}

/// The tensors of a file.
pub(super) struct Tensors<'a>(SafeTensors<'a>);

impl<'a> Tensors<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, WeightsError> {
        SafeTensors::deserialize(bytes)
            .map(Self)
            .map_err(|_| WeightsError::Format)
    }

    fn raw(
        &self,
        name: &'static str,
        dtype: Dtype,
    ) -> Result<(&'a [u8], Vec<usize>), WeightsError> {
        let view = self
            .0
            .tensor(name)
            .map_err(|_| WeightsError::Missing(name))?;
        if view.dtype() != dtype {
            return Err(WeightsError::Shape(name));
        }
        Ok((view.data(), view.shape().to_vec()))
    }

    /// A tensor in half precision, flat.
    pub(super) fn floats(&self, name: &'static str) -> Result<Vec<f32>, WeightsError> {
        let (data, _) = self.raw(name, Dtype::F16)?;
        let halves = data.as_chunks::<2>().0.iter();
        Ok(halves.map(|&b| f16::from_le_bytes(b).to_f32()).collect())
    }

    /// A table of one-byte values with so many rows, and its width.
    pub(super) fn bytes(
        &self,
        name: &'static str,
        rows: usize,
    ) -> Result<(Vec<i8>, usize), WeightsError> {
        let (data, shape) = self.raw(name, Dtype::I8)?;
        match shape[..] {
            [found, width] if found == rows && width > 0 => {
                Ok((data.iter().map(|b| b.cast_signed()).collect(), width))
            }
            _ => Err(WeightsError::Shape(name)),
        }
    }

    /// A dense layer: its weights of shape (inputs, outputs), and its bias under
    /// the name with `_bias`.
    pub(super) fn layer(
        &self,
        name: &'static str,
        inputs: usize,
    ) -> Result<(Matrix, Vec<f32>), WeightsError> {
        let (_, shape) = self.raw(name, Dtype::F16)?;
        let weights = self.floats(name)?;
        let bias = match name {
            "mix" => self.floats("mix_bias"),
            "places" => self.floats("places_bias"),
            "layer0" => self.floats("layer0_bias"),
            "layer1" => self.floats("layer1_bias"),
            "layer2" => self.floats("layer2_bias"),
            "layer3" => self.floats("layer3_bias"),
            _ => self.floats("out_bias"),
        }?;
        match shape[..] {
            [found, outputs] if found == inputs && bias.len() == outputs => {
                let matrix = Matrix::new(&weights, inputs, outputs);
                Ok((matrix.ok_or(WeightsError::Shape(name))?, bias))
            }
            _ => Err(WeightsError::Shape(name)),
        }
    }

    /// The word lists.
    pub(super) fn lexicon(&self) -> Result<Lexicon, WeightsError> {
        let (keys, _) = self.raw("lexicon_keys", Dtype::U32)?;
        let (bits, _) = self.raw("lexicon_bits", Dtype::U16)?;
        let keys = keys.as_chunks::<4>().0.iter();
        let bits = bits.as_chunks::<2>().0.iter();
        Lexicon::from_tables(
            keys.map(|&b| u32::from_le_bytes(b)).collect(),
            bits.map(|&b| u16::from_le_bytes(b)).collect(),
        )
        .ok_or(WeightsError::Shape("lexicon_keys"))
    }
}
