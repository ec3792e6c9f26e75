//! Poisson sampling: every unit takes part in a step by its own trial.
//!
//! Only this sampler exists, because only it is accounted for. Shuffled or fixed-size batches, and
//! batches truncated to a maximum, have other privacy losses; none can be built from this crate.

use crate::rng::Generator;

#[cfg(test)]
mod tests;

/// Independent trials at one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PoissonSampler {
    /// A unit is included when 64 random bits lie below this; 2^64 includes all.
    threshold: u128,
    units: u64,
}

impl PoissonSampler {
    /// Trials for `units` units at `rate`, in [0, 1]. The rate is rounded down to a multiple of
    /// 2^-64, which never weakens the guarantee: the loss rises with the rate.
    pub(crate) fn new(rate: f64, units: u64) -> Self {
        // Multiplying by a power of two is exact; the cast rounds down.
        Self {
            threshold: (rate * 18_446_744_073_709_551_616.0) as u128,
            units,
        }
    }

    /// Indices of the included units, ascending; often a different number, possibly none.
    ///
    /// The trial is a comparison of integers, and an index is written whether or not its unit is
    /// included: the time per unit does not depend on the outcome.
    pub(crate) fn draw(&self, rng: &mut Generator) -> Vec<usize> {
        let mut batch = vec![0usize; self.units as usize + 1];
        let mut length = 0usize;
        for unit in 0..self.units as usize {
            batch[length] = unit;
            length += usize::from(u128::from(rng.next_u64()) < self.threshold);
        }
        batch.truncate(length);
        batch.shrink_to_fit();
        batch
    }
}
