//! A loss distribution on multiples of a grid width, and its moment generating function.

/// Mass of losses on a grid. The masses may sum to a little over 1: they are rounded up.
#[derive(Clone, Debug)]
pub(super) struct Loss {
    /// Grid index of the first mass.
    pub(super) first: i64,
    /// Masses at consecutive grid points.
    pub(super) mass: Vec<f64>,
    /// Mass of an infinite loss.
    pub(super) infinity: f64,
}

/// A loss distribution, tilted: mass times e^{lambda loss}, over its sum.
#[derive(Debug)]
pub(super) struct Tilted {
    /// Tilted masses, summing to 1.
    pub(super) mass: Vec<f64>,
    /// Log of the sum, the log moment generating function at lambda.
    pub(super) log_mgf: f64,
    /// Bound on the relative error of (mass times e^{log_mgf - lambda loss}) on average.
    pub(super) error: f64,
}

impl Loss {
    /// Trims masses of zero at both ends.
    pub(super) fn new(first: i64, mass: Vec<f64>, infinity: f64) -> Self {
        let start = mass.iter().position(|&m| m > 0.0).unwrap_or(0);
        let end = mass
            .iter()
            .rposition(|&m| m > 0.0)
            .map_or(mass.len(), |last| last + 1);
        Self {
            first: first + start as i64,
            mass: mass[start..end].to_vec(),
            infinity,
        }
    }

    /// Position of the highest loss that is left when a mass of `dropped` is taken off the top.
    pub(super) fn last_common(&self, dropped: f64) -> usize {
        let mut left = dropped;
        let kept = self.mass.iter().rposition(|m| {
            left -= m;
            left < 0.0
        });
        kept.unwrap_or(0)
    }

    /// The part up to position `last`.
    pub(super) fn up_to(&self, last: usize) -> Self {
        let end = (last + 1).min(self.mass.len());
        Self {
            first: self.first,
            mass: self.mass[..end].to_vec(),
            infinity: 0.0,
        }
    }

    /// Log of the mean of e^{lambda min(loss, cap)}, for `lambda` above 0.
    pub(super) fn capped_log_mgf(&self, width: f64, lambda: f64, cap: f64) -> f64 {
        let below = ((cap / width).round() as i64 - self.first + 1).max(0) as usize;
        let below = below.min(self.mass.len());
        let shift = lambda * cap;
        let above: f64 = self.mass[below..].iter().sum();
        shift + (self.weighted_sum(lambda * width, shift, below) + above).ln()
    }

    /// Largest exponent that `lambda` times a loss reaches, taken out so that nothing overflows.
    /// Zero wherever that is safe: then small exponents keep their digits.
    fn shift(&self, width: f64, lambda: f64) -> f64 {
        let low = lambda * width * self.first as f64;
        let high = lambda * width * (self.first + self.mass.len() as i64 - 1) as f64;
        let top = low.max(high);
        if low.abs().max(high.abs()) < 600.0 {
            0.0
        } else {
            top
        }
    }

    /// Log of the moment generating function at `lambda`, infinite losses left out.
    pub(super) fn log_mgf(&self, width: f64, lambda: f64) -> f64 {
        let shift = self.shift(width, lambda);
        shift
            + self
                .weighted_sum(lambda * width, shift, self.mass.len())
                .ln()
    }

    /// Sum over the first `count` cells of mass times e^{rate index - shift}.
    fn weighted_sum(&self, rate: f64, shift: f64, count: usize) -> f64 {
        let powers = powers(rate);
        let block = |(b, chunk): (usize, &[f64])| {
            let base = (rate * (self.first + (b * BLOCK) as i64) as f64 - shift).exp();
            base * chunk.iter().zip(&powers).map(|(m, p)| m * p).sum::<f64>()
        };
        let blocks: Vec<f64> = self.mass[..count]
            .chunks(BLOCK)
            .enumerate()
            .map(block)
            .collect();
        blockwise(blocks.len(), |b| blocks[b])
    }

    /// The tilted distribution.
    pub(super) fn tilt(&self, width: f64, lambda: f64) -> Tilted {
        let shift = self.shift(width, lambda);
        let rate = lambda * width;
        let powers = powers(rate);
        let mut mass = Vec::with_capacity(self.mass.len());
        for (b, chunk) in self.mass.chunks(BLOCK).enumerate() {
            let base = (rate * (self.first + (b * BLOCK) as i64) as f64 - shift).exp();
            mass.extend(chunk.iter().zip(&powers).map(|(m, p)| m * (base * p)));
        }
        let sum = blockwise(mass.len(), |j| mass[j]);
        mass.iter_mut().for_each(|m| *m /= sum);
        let spread = blockwise(mass.len(), |j| {
            mass[j] * ((rate * (self.first + j as i64) as f64).abs() + shift.abs())
        });
        let log_mgf = shift + sum.ln();
        let blocks = (mass.len() as f64).sqrt() / 8.0;
        let powers = BLOCK as f64 * rate.abs();
        let error =
            f64::EPSILON * (10.0 + 4.0 * spread + 2.0 * powers + 2.0 * log_mgf.abs() + blocks);
        Tilted {
            mass,
            log_mgf,
            error,
        }
    }
}

/// Cells that share one exponential.
const BLOCK: usize = 32;

/// e^{rate j} for the cells of a block. Tilts are capped so that none overflows.
fn powers(rate: f64) -> [f64; BLOCK] {
    std::array::from_fn(|j| (rate * j as f64).exp())
}

/// Sum of `term` over 0..`count` in blocks, so that rounding grows with the square root.
fn blockwise(count: usize, term: impl Fn(usize) -> f64) -> f64 {
    let block = ((count as f64).sqrt() as usize).max(64);
    let mut total = 0.0;
    let mut start = 0;
    while start < count {
        let end = (start + block).min(count);
        total += (start..end).map(&term).sum::<f64>();
        start = end;
    }
    total
}
