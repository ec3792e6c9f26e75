//! Receiver operating characteristic of a score.

use serde::{Deserialize, Serialize};

use crate::{Bootstrap, Estimate};

/// A point of the curve: the most members found while the share of non-members
/// taken for members stays at or below a limit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OperatingPoint {
    /// The limit.
    pub fpr: f64,
    /// Share of members found.
    pub tpr: f64,
    /// Share of non-members taken for members.
    pub realised_fpr: f64,
}

/// Scores in descending order, each with its stratum and record.
pub struct Curve {
    /// (score, stratum, record); stratum 0 holds the members.
    scores: Vec<(f64, usize, usize)>,
    counts: [u64; 2],
}

impl Curve {
    /// From (record, score) of the members and of the non-members; `None` where
    /// either is empty.
    pub fn new(scores: [Vec<(usize, f64)>; 2]) -> Option<Self> {
        let counts = scores.each_ref().map(|s| s.len() as u64);
        let mut all: Vec<_> = scores
            .into_iter()
            .enumerate()
            .flat_map(|(stratum, s)| s.into_iter().map(move |(r, score)| (score, stratum, r)))
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        (counts[0] > 0 && counts[1] > 0).then_some(Self {
            scores: all,
            counts,
        })
    }

    /// Number of members.
    pub fn members(&self) -> u64 {
        self.counts[0]
    }

    /// Number of non-members.
    pub fn non_members(&self) -> u64 {
        self.counts[1]
    }

    /// Area under the curve with its interval; `strata` are the numbers of all
    /// records, scored or not.
    pub fn estimate(&self, strata: &[usize; 2], bootstrap: &Bootstrap) -> Estimate {
        let area = |weights: &Vec<Vec<u32>>| self.auroc(weights);
        let value = area(&crate::bootstrap::identity(strata)).unwrap_or(f64::NAN);
        Estimate::new(value, bootstrap.replicate(strata, area).into_iter())
    }

    /// The probability that a member scores higher than a non-member, ties
    /// counting half (Mann and Whitney), in a weighted sample.
    pub fn auroc(&self, weights: &[Vec<u32>]) -> Option<f64> {
        let (mut area, mut members, mut others) = (0.0, 0.0, 0.0);
        for tie in self.scores.chunk_by(|a, b| a.0 == b.0) {
            let mut here = [0.0, 0.0];
            for (_, stratum, record) in tie {
                here[*stratum] += f64::from(weights[*stratum][*record]);
            }
            area += here[1] * (members + 0.5 * here[0]);
            members += here[0];
            others += here[1];
        }
        (members > 0.0 && others > 0.0).then(|| area / (members * others))
    }

    /// The best point with a false-positive rate of at most `fpr`.
    pub fn at(&self, fpr: f64) -> OperatingPoint {
        let mut best = OperatingPoint {
            fpr,
            tpr: 0.0,
            realised_fpr: 0.0,
        };
        let mut passed = [0_u64; 2];
        for tie in self.scores.chunk_by(|a, b| a.0 == b.0) {
            tie.iter().for_each(|(_, stratum, _)| passed[*stratum] += 1);
            let realised_fpr = passed[1] as f64 / self.counts[1] as f64;
            // The tolerance admits 5 of 20 at a limit of 0.25.
            if realised_fpr > fpr + 1e-12 {
                break;
            }
            let tpr = passed[0] as f64 / self.counts[0] as f64;
            if tpr > best.tpr {
                best = OperatingPoint {
                    fpr,
                    tpr,
                    realised_fpr,
                };
            }
        }
        best
    }
}
