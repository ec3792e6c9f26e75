//! Counts, and what follows from them.

use std::iter::Sum;

use serde::Serialize;

/// Draws of the bootstrap.
const DRAWS: usize = 500;
/// 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Gold and found things, and how many of each are right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Gold.
    pub gold: u64,
    /// Gold that was found.
    pub gold_hit: u64,
    /// Found.
    pub found: u64,
    /// Found that is gold.
    pub found_hit: u64,
}

/// A share with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The share; 1 where nothing was counted.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Precision, recall and what joins them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Score {
    /// Share of the found that is right, with Wilson's interval.
    pub precision: Interval,
    /// Share of the gold that was found, with Wilson's interval.
    pub recall: Interval,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// The same with recall weighed four times.
    pub f2: f64,
}

/// 95 % percentile intervals of the F scores over records drawn again.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// F1.
    pub f1: Interval,
    /// F2.
    pub f2: Interval,
}

impl Counts {
    pub(super) fn gold(&mut self, hit: bool) {
        self.gold += 1;
        self.gold_hit += u64::from(hit);
    }

    pub(super) fn found(&mut self, hit: bool) {
        self.found += 1;
        self.found_hit += u64::from(hit);
    }

    /// Precision, recall, F1 and F2.
    pub fn score(&self) -> Score {
        Score {
            precision: wilson(self.found_hit, self.found),
            recall: wilson(self.gold_hit, self.gold),
            f1: self.f(1.0),
            f2: self.f(2.0),
        }
    }

    /// F with recall weighed `beta` squared times; 1 where nothing was to find and
    /// nothing was found, 0 where all was wrong.
    fn f(&self, beta: f64) -> f64 {
        if self.gold == 0 && self.found == 0 {
            return 1.0;
        }
        let share = |hit: u64, all: u64| {
            if all == 0 {
                0.0
            } else {
                hit as f64 / all as f64
            }
        };
        let precision = share(self.found_hit, self.found);
        let recall = share(self.gold_hit, self.gold);
        let weight = beta * beta;
        let below = weight * precision + recall;
        if below == 0.0 {
            0.0
        } else {
            (1.0 + weight) * precision * recall / below
        }
    }
}

impl<'a> Sum<&'a Counts> for Counts {
    fn sum<I: Iterator<Item = &'a Counts>>(all: I) -> Self {
        all.fold(Self::default(), |a, b| Self {
            gold: a.gold + b.gold,
            gold_hit: a.gold_hit + b.gold_hit,
            found: a.found + b.found,
            found_hit: a.found_hit + b.found_hit,
        })
    }
}

/// Wilson's interval of a share (Wilson 1927), at 95 %.
pub(super) fn wilson(hit: u64, all: u64) -> Interval {
    if all == 0 {
        return Interval {
            value: 1.0,
            low: 0.0,
            high: 1.0,
        };
    }
    let (n, share) = (all as f64, hit as f64 / all as f64);
    let square = Z * Z / n;
    let middle = share + square / 2.0;
    let half = Z * (share * (1.0 - share) / n + square / (4.0 * n)).sqrt();
    Interval {
        value: share,
        // Rounding must not put the share outside its own interval.
        low: ((middle - half) / (1.0 + square)).clamp(0.0, share),
        high: ((middle + half) / (1.0 + square)).clamp(share, 1.0),
    }
}

/// Percentile intervals of F1 and F2 when records are drawn again. The draws come
/// from a fixed generator, so the same counts give the same intervals.
pub(super) fn spread(records: &[Counts]) -> Spread {
    let whole: Counts = records.iter().sum();
    let mut draws = Vec::with_capacity(DRAWS);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..DRAWS {
        let drawn = (0..records.len()).filter_map(|_| {
            // xorshift64: good enough to choose records, and the same everywhere.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            records.get((state >> 11) as usize % records.len())
        });
        let counts: Counts = drawn.sum();
        draws.push((counts.f(1.0), counts.f(2.0)));
    }
    let interval = |value: f64, mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
        Interval {
            value,
            low: at(0.025),
            high: at(0.975),
        }
    };
    Spread {
        f1: interval(whole.f(1.0), draws.iter().map(|d| d.0).collect()),
        f2: interval(whole.f(2.0), draws.iter().map(|d| d.1).collect()),
    }
}
