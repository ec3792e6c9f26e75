//! The percentile bootstrap over records.
//!
//! Tokens of a record are not independent, so the record is what is drawn:
//! with replacement, in each split on its own (the splits are strata), as many
//! as there are. A replicate is a list of weights, how often each record was
//! drawn. The same seed gives the same replicates to every statistic, so
//! differences between statistics are paired.

use serde::{Deserialize, Serialize};

/// A number with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The estimate from all records.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// How to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// Seed of the draw.
    pub seed: u64,
    /// Number of replicates.
    pub resamples: u32,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self {
            seed: 0,
            resamples: 1000,
        }
    }
}

/// How often each record of each stratum is counted: `weights[stratum][record]`.
pub type Weights = Vec<Vec<u32>>;

impl Bootstrap {
    /// A statistic on every replicate. `strata` are the sizes of the strata.
    pub fn replicate<T>(
        &self,
        strata: &[usize],
        mut statistic: impl FnMut(&Weights) -> T,
    ) -> Vec<T> {
        let mut random = SplitMix64::new(self.seed);
        let mut weights: Weights = strata.iter().map(|size| vec![0; *size]).collect();
        (0..self.resamples)
            .map(|_| {
                for stratum in &mut weights {
                    stratum.fill(0);
                    let size = stratum.len() as u64;
                    for _ in 0..size {
                        stratum[random.below(size) as usize] += 1;
                    }
                }
                statistic(&weights)
            })
            .collect()
    }
}

/// Every record counted once: the statistic of the data themselves.
pub fn identity(strata: &[usize]) -> Weights {
    strata.iter().map(|size| vec![1; *size]).collect()
}

impl Estimate {
    /// An estimate and the percentiles 2.5 and 97.5 of its replicates.
    ///
    /// **Edge cases**: a replicate in which the statistic is not defined (it drew
    /// no record with such a token) is `None` and is left out; without any
    /// replicate the interval is the point. One record gives a point as well:
    /// no interval over records can be had from it, see the record count.
    pub fn new(value: f64, replicates: impl Iterator<Item = Option<f64>>) -> Self {
        let mut sorted: Vec<f64> = replicates.flatten().filter(|r| r.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        match (percentile(&sorted, 0.025), percentile(&sorted, 0.975)) {
            (Some(low), Some(high)) => Self { value, low, high },
            _ => Self {
                value,
                low: value,
                high: value,
            },
        }
    }

    /// One-sided p-value that the truth is at most `limit`, taking the lower end
    /// as 1.96 standard errors below the value of a normal statistic.
    pub fn p_value_above(&self, limit: f64) -> f64 {
        let error = (self.value - self.low) / crate::normal::REACH_95;
        if error > 0.0 {
            crate::normal::cdf((limit - self.value) / error)
        } else {
            // A point, or not a number: beyond the limit or not.
            f64::from(u8::from(self.value.is_nan() || self.value <= limit))
        }
    }
}

/// Percentile with linear interpolation between order statistics (type 7 of
/// Hyndman and Fan).
fn percentile(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = q * last as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (at - below as f64) * (sorted[above] - sorted[below]))
}

/// SplitMix64 (Steele, Lea and Flood 2014): a small generator whose stream will
/// not change under us. For resampling and drawing records, never for noise.
#[derive(Clone, Debug)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// Starts a stream.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, without bias (Lemire 2019); 0 where `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        let mut product = u128::from(self.next_u64()) * u128::from(bound);
        if (product as u64) < bound {
            let floor = bound.wrapping_neg() % bound;
            while (product as u64) < floor {
                product = u128::from(self.next_u64()) * u128::from(bound);
            }
        }
        (product >> 64) as u64
    }

    /// A number in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// `count` of the numbers `0..total`, ascending: all of them where `count`
    /// is not smaller (Floyd's draw without replacement).
    pub fn choose(&mut self, total: u64, count: u64) -> Vec<u64> {
        if count >= total {
            return (0..total).collect();
        }
        let mut chosen = std::collections::BTreeSet::new();
        for last in total - count..total {
            let candidate = self.below(last + 1);
            if !chosen.insert(candidate) {
                chosen.insert(last);
            }
        }
        chosen.into_iter().collect()
    }
}

#[cfg(test)]
mod tests;
