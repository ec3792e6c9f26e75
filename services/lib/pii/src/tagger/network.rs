//! The network: forms to embeddings, five convolutions, labels.
//!
//! A form's embedding is the sum of its rows, mixed by one dense layer. The first
//! convolution sees three forms; as it is linear in them, what a form adds at
//! each of the three places is computed once a form and remembered. The further
//! ones look one, two, four and eight tokens to both sides, so a label depends on
//! sixteen tokens before and sixteen behind.

use super::feature::ROWS;
use super::label::LABELS;
use super::matrix::{Matrix, Product};
use super::token::SETTINGS;
use super::weights::{Tensors, WeightsError};

/// Places of the first convolution: the token before, the token, the one behind.
pub(super) const PLACES: usize = 3;
/// How far each further convolution looks, and what it is called.
const STEPS: [(usize, &str); 4] = [(1, "layer0"), (2, "layer1"), (4, "layer2"), (8, "layer3")];
/// Rows of nothing before and behind a window: what the widest step reaches.
const MARGIN: usize = 8;
/// Tokens to each side that a label depends on.
pub(super) const REACH: usize = 16;

/// The weights, ready to compute.
#[derive(Debug)]
pub(super) struct Network {
    rows: Vec<i8>,
    scales: Vec<f32>,
    embedding: usize,
    mix: Matrix,
    mix_bias: Vec<f32>,
    places: Matrix,
    places_bias: Vec<f32>,
    /// For each gap and case, place and unit.
    gaps: Vec<f32>,
    bias: Vec<f32>,
    layers: Vec<Layer>,
    out: Matrix,
    out_bias: Vec<f32>,
}

#[derive(Debug)]
struct Layer {
    step: usize,
    weights: Matrix,
    bias: Vec<f32>,
}

/// Room for one window.
#[derive(Debug, Default)]
pub(super) struct Room {
    state: Vec<f32>,
    change: Vec<f32>,
    /// Logits, [`LABELS`] for each token of the latest window.
    pub(super) logits: Vec<f32>,
}

impl Network {
    /// Takes the weights out of their tensors.
    pub(super) fn new(tensors: &Tensors<'_>) -> Result<Self, WeightsError> {
        let (rows, embedding) = tensors.bytes("embedding", ROWS as usize)?;
        let (mix, mix_bias) = tensors.layer("mix", embedding)?;
        let (places, places_bias) = tensors.layer("places", mix.outputs())?;
        let bias = tensors.floats("bias")?;
        let width = bias.len();
        if places.outputs() != PLACES * width {
            return Err(WeightsError::Shape("places"));
        }
        let gaps = tensors.floats("gaps")?;
        if gaps.len() != SETTINGS * PLACES * width {
            return Err(WeightsError::Shape("gaps"));
        }
        let mut layers = Vec::new();
        for (step, name) in STEPS {
            let (weights, bias) = tensors.layer(name, 3 * width)?;
            if weights.outputs() != width {
                return Err(WeightsError::Shape(name));
            }
            layers.push(Layer {
                step,
                weights,
                bias,
            });
        }
        let (out, out_bias) = tensors.layer("out", width)?;
        if out.outputs() != LABELS {
            return Err(WeightsError::Shape("out"));
        }
        let scales = tensors.floats("embedding_scale")?;
        if scales.len() != ROWS as usize {
            return Err(WeightsError::Shape("embedding_scale"));
        }
        Ok(Self {
            rows,
            scales,
            embedding,
            mix,
            mix_bias,
            places,
            places_bias,
            gaps,
            bias,
            layers,
            out,
            out_bias,
        })
    }

    /// Values that [`Self::form`] gives for one form.
    pub(super) fn form_width(&self) -> usize {
        PLACES * self.bias.len()
    }

    /// What forms add to the first convolution at each place. A form is the rows
    /// up to its number in `ends`, from that of the form before on. Appends
    /// [`Self::form_width`] values a form to `out`.
    pub(super) fn forms(&self, rows: &[u32], ends: &[usize], out: &mut Vec<f32>) {
        let mut sums = vec![0.0; ends.len() * self.embedding];
        let mut start = 0;
        for (sum, &end) in sums.chunks_exact_mut(self.embedding).zip(ends) {
            for &row in &rows[start..end] {
                let scale = self.scales[row as usize];
                let row = &self.rows[row as usize * self.embedding..][..self.embedding];
                for (sum, &value) in sum.iter_mut().zip(row) {
                    *sum += scale * f32::from(value);
                }
            }
            start = end;
        }
        let mut mixed = vec![0.0; ends.len() * self.mix.outputs()];
        Product {
            input: &sums,
            width: self.embedding,
            step: 0,
            weights: &self.mix,
            bias: &self.mix_bias,
            out: &mut mixed,
        }
        .run();
        rectify(&mut mixed);
        let before = out.len();
        out.resize(before + ends.len() * self.form_width(), 0.0);
        Product {
            input: &mixed,
            width: self.mix.outputs(),
            step: 0,
            weights: &self.places,
            bias: &self.places_bias,
            out: &mut out[before..],
        }
        .run();
    }

    /// Labels a window: `form(i)` is what the form of token `i` adds, `gap(i)`
    /// the number of the gap before it and the case of its line. The logits are left in `room`.
    pub(super) fn label<'a>(
        &self,
        tokens: usize,
        form: impl Fn(usize) -> &'a [f32],
        gap: impl Fn(usize) -> usize,
        room: &mut Room,
    ) {
        let width = self.bias.len();
        room.state.clear();
        room.state.resize((tokens + 2 * MARGIN) * width, 0.0);
        for token in 0..tokens {
            let state = &mut room.state[(token + MARGIN) * width..][..width];
            state.copy_from_slice(&self.bias);
            // The token before is at place 0.
            for (place, source) in (token.max(1) - 1..(token + 2).min(tokens))
                .map(|source| (source + 1 - token, source))
            {
                let form = &form(source)[place * width..][..width];
                let gap = &self.gaps[(gap(source) * PLACES + place) * width..][..width];
                for ((state, form), gap) in state.iter_mut().zip(form).zip(gap) {
                    *state += form + gap;
                }
            }
            rectify(state);
        }
        for layer in &self.layers {
            room.change.resize(tokens * width, 0.0);
            Product {
                input: &room.state[(MARGIN - layer.step) * width..]
                    [..(tokens + 2 * layer.step) * width],
                width,
                step: layer.step,
                weights: &layer.weights,
                bias: &layer.bias,
                out: &mut room.change,
            }
            .run();
            let inner = &mut room.state[MARGIN * width..][..tokens * width];
            for (state, change) in inner.iter_mut().zip(&room.change) {
                *state += change.max(0.0);
            }
        }
        room.logits.resize(tokens * LABELS, 0.0);
        Product {
            input: &room.state[MARGIN * width..][..tokens * width],
            width,
            step: 0,
            weights: &self.out,
            bias: &self.out_bias,
            out: &mut room.logits,
        }
        .run();
    }
}

fn rectify(values: &mut [f32]) {
    for value in values {
        *value = value.max(0.0);
    }
}
