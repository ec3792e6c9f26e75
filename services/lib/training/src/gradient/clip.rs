//! From norms to clip factors.

use tch::{Kind, Tensor};

use super::per_example::SquareNorms;

/// Units are clipped to this part of the clipping norm, so that no rounding of a factor or of a
/// product lets one weigh more than was accounted for.
const MARGIN: f64 = 1.0 - 1e-5;

/// How far the squared norm may be off, as a part of its terms: float32 products of some hundred
/// summands are right to a few units in 2^-24 of the product of lengths.
const ROUNDING: f64 = 1.0 / (1 << 22) as f64;

/// How gradients are clipped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clipping {
    /// Bound C on the norm of a unit's whole gradient.
    pub norm: f64,
    /// Clip each of n layers to C / sqrt(n) instead of all of them together to C: the same
    /// sensitivity (McMahan et al. 2018), another bias.
    pub per_layer: bool,
    /// Take norms at their upper end: what a guarantee needs. Without, factors are min(1, C / norm).
    pub safe: bool,
}

impl Clipping {
    /// Flat clipping at C, to the digit: for comparisons.
    pub fn flat(norm: f64) -> Self {
        Self {
            norm,
            per_layer: false,
            safe: false,
        }
    }

    /// Factors (U) float64 of units with these norms, where all layers are `layers`. Zero for a norm
    /// that is not finite: such a gradient has no direction.
    pub(super) fn factors(&self, norms: &SquareNorms, layers: usize) -> Tensor {
        let layers = if self.per_layer { layers as f64 } else { 1.0 };
        let bound = self.norm / layers.sqrt();
        let (bound, square) = match self.safe {
            true => (bound * MARGIN, &norms.square + &norms.terms * ROUNDING),
            false => (bound, norms.square.shallow_clone()),
        };
        // A ghost norm of nearly nothing may round to below zero.
        let norm = square.clamp_min(0.0).sqrt();
        let factors = (norm.reciprocal() * bound).clamp_max(1.0);
        let finite = norm.isfinite().to_kind(Kind::Double);
        factors.nan_to_num(0.0, 1.0, 0.0) * finite
    }
}
