//! Products of the rows of each unit with one another, and the norms that a pair of them gives.

use tch::{Device, Kind, Tensor};

use super::per_example::SquareNorms;
use super::product;

/// Rows from which a symmetric matrix is worth making in blocks.
const LEAST: i64 = 32;

/// x x^T for each unit's x (P, K).
#[derive(Debug)]
pub(super) struct Gram {
    units: i64,
    /// (U, P, P), or (2 U, P / 2, P / 2): the two blocks on the diagonal.
    diagonal: Tensor,
    /// (U, P / 2, P / 2): the block above the diagonal, whose mirror image nobody needs.
    above: Option<Tensor>,
}

impl Gram {
    /// `rows` (U, P, K).
    pub(super) fn of(rows: &Tensor, wide: Kind) -> Self {
        // Once, where it is widened at all.
        let rows = match product::stays_narrow(rows) {
            true => rows.shallow_clone(),
            false => rows.to_kind(wide),
        };
        let square = |rows: &Tensor| product::of_batches(rows, &rows.transpose(1, 2), wide);
        let size = rows.size();
        let (units, positions, width) = (size[0], size[1], size[2]);
        let half = positions / 2;
        // A GPU is faster with one large product than with two small ones.
        if positions % 2 == 1 || positions < LEAST || rows.device() != Device::Cpu {
            return Self {
                units,
                diagonal: square(&rows),
                above: None,
            };
        }
        let right = rows.narrow(1, half, half).transpose(1, 2);
        Self {
            units,
            diagonal: square(&rows.reshape([2 * units, half, width])),
            above: Some(product::of_batches(&rows.narrow(1, 0, half), &right, wide)),
        }
    }

    /// sum_{s,t} (a_s . a_t)(g_s . g_t) of each unit, from the products of the a and of the g.
    pub(super) fn norms(&self, other: &Self) -> SquareNorms {
        let lengths = (self.lengths() * other.lengths()).sqrt();
        let mut square = self.sum(&(&self.diagonal * &other.diagonal));
        if let (Some(left), Some(right)) = (&self.above, &other.above) {
            square += self.sum(&(left * right)) * 2.0;
        }
        SquareNorms {
            square,
            terms: self.sum(&lengths).square(),
        }
    }

    /// Squared lengths of the rows, (U, P) or (2 U, P / 2).
    fn lengths(&self) -> Tensor {
        self.diagonal.diagonal(0, 1, 2)
    }

    /// Sum over everything of each unit, (U) float64.
    fn sum(&self, parts: &Tensor) -> Tensor {
        parts
            .reshape([self.units, -1])
            .sum_dim_intlist(1, false, Kind::Double)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_give_the_norm_of_the_product() {
        let options = (Kind::Double, Device::Cpu);
        for positions in [1, 7, 32, 33, 64, 130] {
            let input = Tensor::randn([3, positions, 5], options);
            let gradient = Tensor::randn([3, positions, 9], options);
            let found = Gram::of(&input, Kind::Double).norms(&Gram::of(&gradient, Kind::Double));
            let formed = gradient.transpose(1, 2).bmm(&input);
            let dims = [1, 2].as_slice();
            let expected = formed.square().sum_dim_intlist(dims, false, Kind::Double);
            let apart = ((&found.square - &expected) / &expected).abs().max();
            assert!(apart.double_value(&[]) < 1e-12, "{positions}");
            let norm = |rows: &Tensor| {
                rows.square()
                    .sum_dim_intlist([2].as_slice(), false, Kind::Double)
            };
            let lengths = (norm(&input) * norm(&gradient)).sqrt();
            let terms = lengths.sum_dim_intlist(1, false, Kind::Double).square();
            let apart = ((&found.terms - &terms) / &terms).abs().max();
            assert!(apart.double_value(&[]) < 1e-12, "{positions}");
        }
    }
}
