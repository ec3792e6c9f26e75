//! Matrix products on rows of single precision, vectorised by the compiler.

use pulp::{Arch, Simd, WithSimd};

/// Columns computed together: two registers of eight.
const COLUMNS: usize = 16;
/// Rows computed together.
const ROWS: usize = 6;

/// Weights, packed: for each block of [`COLUMNS`] outputs, the weights of every
/// input.
#[derive(Debug)]
pub(super) struct Matrix {
    inputs: usize,
    outputs: usize,
    blocks: Vec<[f32; COLUMNS]>,
}

impl Matrix {
    /// Packs weights in row-major order: (inputs, outputs). `None` when the
    /// length is not their product.
    pub(super) fn new(weights: &[f32], inputs: usize, outputs: usize) -> Option<Self> {
        if weights.len() != inputs * outputs || inputs == 0 || outputs == 0 {
            return None;
        }
        let mut blocks = vec![[0.0; COLUMNS]; inputs * outputs.div_ceil(COLUMNS)];
        for (input, row) in weights.chunks_exact(outputs).enumerate() {
            for (output, &weight) in row.iter().enumerate() {
                blocks[output / COLUMNS * inputs + input][output % COLUMNS] = weight;
            }
        }
        Some(Self {
            inputs,
            outputs,
            blocks,
        })
    }

    pub(super) fn outputs(&self) -> usize {
        self.outputs
    }
}

/// `out[r] = bias + sum over taps of input[r + tap * step] . weights[tap]`, for
/// each of the rows of `out`. With one tap this is a matrix product.
#[derive(Debug)]
pub(super) struct Product<'a> {
    /// Rows of `width` values: as many as `out` has, and `(taps - 1) * step`
    /// more.
    pub(super) input: &'a [f32],
    /// Values in a row of `input`.
    pub(super) width: usize,
    /// Rows between one tap and the next.
    pub(super) step: usize,
    /// Weights of all taps, one under the other.
    pub(super) weights: &'a Matrix,
    /// One value an output.
    pub(super) bias: &'a [f32],
    /// Rows of as many values as the weights have outputs.
    pub(super) out: &'a mut [f32],
}

impl Product<'_> {
    /// Computes it with the widest vectors of this processor.
    pub(super) fn run(self) {
        Arch::new().dispatch(self);
    }

    #[inline(always)]
    fn compute<const FUSED: bool>(self) {
        let outputs = self.weights.outputs;
        let taps = self.weights.inputs / self.width;
        let rows = self.out.len() / outputs;
        for (block, first) in (0..outputs).step_by(COLUMNS).enumerate() {
            let columns = COLUMNS.min(outputs - first);
            let weights =
                &self.weights.blocks[block * self.weights.inputs..][..self.weights.inputs];
            let mut bias = [0.0; COLUMNS];
            bias[..columns].copy_from_slice(&self.bias[first..first + columns]);
            for row in (0..rows).step_by(ROWS) {
                let count = ROWS.min(rows - row);
                let mut sums = [bias; ROWS];
                for tap in 0..taps {
                    let weights = &weights[tap * self.width..][..self.width];
                    // A short last group reads its last row again.
                    let lines: [&[f32]; ROWS] = std::array::from_fn(|i| {
                        let line = row + i.min(count - 1) + tap * self.step;
                        &self.input[line * self.width..][..self.width]
                    });
                    add::<FUSED>(&mut sums, &lines, weights);
                }
                for (i, sum) in sums.iter().take(count).enumerate() {
                    let at = (row + i) * outputs + first;
                    self.out[at..at + columns].copy_from_slice(&sum[..columns]);
                }
            }
        }
    }
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        // Eight lanes come with a fused multiply-add; without one it is slow.
        if S::F32_LANES >= 8 {
            self.compute::<true>();
        } else {
            self.compute::<false>();
        }
    }
}

/// Adds the products of six rows with one block of weights.
#[inline(always)]
fn add<const FUSED: bool>(
    sums: &mut [[f32; COLUMNS]; ROWS],
    lines: &[&[f32]; ROWS],
    weights: &[[f32; COLUMNS]],
) {
    let mut local = *sums;
    for (input, weights) in weights.iter().enumerate() {
        for (sum, line) in local.iter_mut().zip(lines) {
            let value = line[input];
            for (sum, weight) in sum.iter_mut().zip(weights) {
                *sum = if FUSED {
                    value.mul_add(*weight, *sum)
                } else {
                    value * *weight + *sum
                };
            }
        }
    }
    *sums = local;
}
