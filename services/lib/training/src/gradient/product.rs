//! Products of what a pass left behind, in float32.
//!
//! A GPU, and a CPU that multiplies bfloat16, do so much faster than in float32, add up in float32, and hand out the
//! sum as it is: the same numbers without widening. Elsewhere both sides are widened first. What is weighted by a
//! clip factor has more digits than bfloat16 holds: a CPU weights each unit's product of bfloat16, as it adds it to the
//! sum, and rows of float32; a GPU multiplies one side in two parts.

use model::{add_products, adds_products, multiplies, multiplies_narrow, products};
use tch::{Device, Kind, Tensor};

/// By how much more the round-off of two parts of bfloat16 is than that of float32, squared norms and what may
/// cancel in them compared: a weighted gradient is off by 2^-17 of its terms at most, which 2^-16 of their
/// square, added to the squared norm, covers; in float32 it is 2^-22 (see `clip`).
const COARSER: f64 = (1 << 6) as f64;

/// Whether this is multiplied without widening.
pub(super) fn stays_narrow(operand: &Tensor) -> bool {
    multiplies_narrow(operand) || goes_in_parts(operand)
}

/// Whether what this is multiplied by goes in two parts once it is weighted.
pub(super) fn goes_in_parts(operand: &Tensor) -> bool {
    operand.device() != Device::Cpu && operand.kind() == Kind::BFloat16
}

/// left (U, M, K) right (U, K, N), in the type `wide`.
pub(super) fn of_batches(left: &Tensor, right: &Tensor, wide: Kind) -> Tensor {
    if wide == Kind::Float && multiplies(left, right) {
        return products(left, right);
    }
    match goes_in_parts(left) && goes_in_parts(right) {
        true => left.bmm_dtype(right, wide),
        false => left.to_kind(wide).bmm(&right.to_kind(wide)),
    }
}

/// What each unit's product is weighted by.
#[derive(Debug)]
pub(super) struct Factors<'a> {
    /// One a unit, (U) in the type of the sums.
    pub(super) of_units: &'a Tensor,
    /// Rows of each unit, one unit after the other.
    pub(super) counts: Vec<i64>,
}

impl<'a> Factors<'a> {
    /// Of units that share `rows` rows evenly.
    pub(super) fn even(of_units: &'a Tensor, rows: i64) -> Self {
        let units = of_units.size()[0];
        let counts = vec![rows / units; units as usize];
        Self { of_units, counts }
    }

    /// Each unit's rows of (N, width) times its factor.
    pub(super) fn weigh(&self, rows: &Tensor) -> Tensor {
        if self.counts.iter().all(|count| *count == self.counts[0]) && !self.counts.is_empty() {
            let by_unit = rows.reshape([self.counts.len() as i64, self.counts[0], rows.size()[1]]);
            let weighted = by_unit.to_kind(self.of_units.kind()) * self.of_units.view([-1, 1, 1]);
            return weighted.view(rows.size().as_slice());
        }
        let counts = model::to_device(Tensor::from_slice(&self.counts), rows.device());
        let all = rows.size()[0];
        let by_row = self.of_units.repeat_interleave_self_tensor(&counts, 0, all);
        rows.to_kind(self.of_units.kind()) * by_row.unsqueeze(1)
    }
}

/// sum += the sum over units of factor left^T right: left (N, M), right (N, K); the sum (M, K) in the factors' type.
pub(super) fn add_weighted(
    sum: &mut Option<Tensor>,
    left: &Tensor,
    right: &Tensor,
    factors: &Factors<'_>,
) {
    if adds_products(left, right) {
        let options = (factors.of_units.kind(), left.device());
        let size = [left.size()[1], right.size()[1]];
        let sum = sum.get_or_insert_with(|| Tensor::zeros(size, options));
        return add_products(sum, left, right, &factors.counts, Some(factors.of_units));
    }
    // The narrower side is weighted.
    match right.size()[1] < left.size()[1] {
        true => add(sum, &left.tr(), &factors.weigh(right)),
        false => add(sum, &factors.weigh(left).tr(), right),
    }
}

/// sum += left right, where one side may be narrow; the sum's element type is that of the other.
fn add(sum: &mut Option<Tensor>, left: &Tensor, right: &Tensor) {
    let pairs = match (goes_in_parts(left), goes_in_parts(right)) {
        (false, true) => parts(left).map(|part| (part, right.shallow_clone())),
        (true, false) => parts(right).map(|part| (left.shallow_clone(), part)),
        _ => {
            let wide = match left.kind() {
                Kind::BFloat16 => right.kind(),
                kind => kind,
            };
            let (left, right) = (left.to_kind(wide), right.to_kind(wide));
            match sum {
                Some(sum) => {
                    let _ = sum.addmm_(&left, &right);
                }
                None => *sum = Some(left.matmul(&right)),
            }
            return;
        }
    };
    for (left, right) in pairs {
        let product = |(left, right): (&Tensor, &Tensor)| match &*sum {
            Some(sum) => sum.addmm_dtype(left, right, Kind::Float),
            None => left
                .unsqueeze(0)
                .bmm_dtype(&right.unsqueeze(0), Kind::Float)
                .squeeze_dim(0),
        };
        let grown = product((&left, &right));
        *sum = Some(grown);
    }
}

/// float32 as a sum of two bfloat16: to 2^-17 of each element.
fn parts(weighted: &Tensor) -> [Tensor; 2] {
    let high = weighted.to_kind(Kind::BFloat16);
    let low = (weighted - high.to_kind(weighted.kind())).to_kind(Kind::BFloat16);
    [high, low]
}

/// The terms of products of these inputs and gradients, (U, P, ..) each: what rounding is a part of.
pub(super) fn terms(input: &Tensor, gradient: &Tensor) -> Tensor {
    let both = lengths(input) * lengths(gradient);
    let square = both.sum_dim_intlist(1, false, Kind::Double).square();
    match goes_in_parts(input) || goes_in_parts(gradient) {
        true => square * COARSER,
        false => square,
    }
}

/// Euclidean lengths of rows (U, P, width), as (U, P) float64.
pub(super) fn lengths(rows: &Tensor) -> Tensor {
    let wide = match rows.kind() {
        Kind::Double => Kind::Double,
        _ => Kind::Float,
    };
    rows.norm_scalaropt_dim_dtype(2, [2].as_slice(), false, wide)
        .to_kind(Kind::Double)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_parts_hold_sixteen_bits() {
        let values: Vec<f32> = (1..4000).map(|i| (i as f32 * 0.37).sin() * 3.1).collect();
        let weighted = Tensor::from_slice(&values);
        let [high, low] = parts(&weighted);
        let off = (&weighted - (high.to_kind(Kind::Float) + low.to_kind(Kind::Float))).abs();
        let part = (off / weighted.abs()).max().double_value(&[]);
        assert!(part <= 2f64.powi(-17), "{part}");
        // One part alone does not.
        let off = (&weighted - high.to_kind(Kind::Float)).abs() / weighted.abs();
        assert!(off.max().double_value(&[]) > 2f64.powi(-10));
    }

    #[test]
    fn what_the_terms_cover_is_more_than_the_parts_lose() {
        // ||sum|| + 2^-17 sqrt(terms) <= sqrt(||sum||^2 + 2^-16 terms), however much cancels.
        for cancelled in [1.0f64, 1.3, 4.0, 1e2, 1e4, 1e8] {
            let lost = 1.0 + 2f64.powi(-17) * cancelled;
            let covered = (1.0 + 2f64.powi(-22) * COARSER * cancelled.powi(2)).sqrt();
            assert!(lost <= covered * (1.0 + 1e-5), "{cancelled}");
        }
    }
}
