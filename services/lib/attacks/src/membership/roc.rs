//! Receiver operating characteristic of a score.

use serde::{Deserialize, Serialize};

use crate::interval::Rate;
use crate::{Bootstrap, Estimate};

/// False positives that a limit must allow for its point to say anything.
const FALSE_POSITIVES_NEEDED: f64 = 10.0;

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
    /// `tpr` with its counts and interval.
    pub members: Rate,
    /// `realised_fpr` with its counts and interval.
    pub non_members: Rate,
    /// Whether there are non-members enough, 10 by the limit, for the point to say
    /// anything.
    pub conclusive: bool,
}

/// Points of a drawn curve at most: so many steps of a logarithmic axis.
const DRAWN: usize = 48;

/// A point of the curve as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RocPoint {
    /// Share of non-members taken for members.
    pub fpr: f64,
    /// Share of members found.
    pub tpr: f64,
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
        for tie in self.ties() {
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

    /// The unweighted area with the interval of confidence 95 % that DeLong's
    /// standard error gives, within [0, 1].
    pub fn delong(&self) -> Estimate {
        let (value, error) = self.moments();
        let reach = crate::normal::REACH_95 * error;
        Estimate {
            value,
            low: (value - reach).max(0.0),
            high: (value + reach).min(1.0),
        }
    }

    /// Standard error of the unweighted area (DeLong, DeLong and Clarke-Pearson
    /// 1988): from how the area would change with each record. 0 for a single
    /// member or non-member, whose part has no estimate.
    pub fn standard_error(&self) -> f64 {
        self.moments().1
    }

    fn moments(&self) -> (f64, f64) {
        let [members, others] = self.counts.map(|c| c as f64);
        // Each record's share of the other stratum that it is on the right side of.
        let mut placements = [Vec::new(), Vec::new()];
        let (mut members_above, mut others_above) = (0.0, 0.0);
        for tie in self.ties() {
            let members_here = tie.iter().filter(|(_, stratum, _)| *stratum == 0).count() as f64;
            let others_here = tie.len() as f64 - members_here;
            for (_, stratum, _) in tie {
                placements[*stratum].push(if *stratum == 0 {
                    (others - others_above - 0.5 * others_here) / others
                } else {
                    (members_above + 0.5 * members_here) / members
                });
            }
            members_above += members_here;
            others_above += others_here;
        }
        let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
        let area = mean(&placements[0]);
        let part = |v: &Vec<f64>| {
            let squares = v.iter().map(|x| (x - area).powi(2)).sum::<f64>();
            squares / (v.len() as f64 - 1.0).max(1.0) / v.len() as f64
        };
        (area, (part(&placements[0]) + part(&placements[1])).sqrt())
    }

    fn ties(&self) -> impl Iterator<Item = &[(f64, usize, usize)]> {
        self.scores.chunk_by(|a, b| a.0 == b.0)
    }

    /// The best point with a false-positive rate of at most `fpr`.
    pub fn at(&self, fpr: f64) -> OperatingPoint {
        let (mut best, mut passed) = ([0_u64; 2], [0_u64; 2]);
        for tie in self.ties() {
            tie.iter().for_each(|(_, stratum, _)| passed[*stratum] += 1);
            // The tolerance admits 5 of 20 at a limit of 0.25.
            if passed[1] as f64 / self.counts[1] as f64 > fpr + 1e-12 {
                break;
            }
            if passed[0] > best[0] {
                best = passed;
            }
        }
        let members = Rate::new(best[0], self.counts[0]);
        let non_members = Rate::new(best[1], self.counts[1]);
        OperatingPoint {
            fpr,
            tpr: members.rate,
            realised_fpr: non_members.rate,
            members,
            non_members,
            conclusive: self.counts[1] as f64 * fpr >= FALSE_POSITIVES_NEEDED - 1e-9,
        }
    }

    /// The curve at false-positive rates that are evenly spread over a logarithmic axis, from none to all,
    /// ascending: of each stretch the point that finds most.
    pub fn drawn(&self) -> Vec<RocPoint> {
        let [members, others] = self.counts.map(|count| count as f64);
        let stretch = |fpr: f64| match others > 1.0 {
            // From 1 / others to 1.
            true => ((1.0 + fpr.ln() / others.ln()) * DRAWN as f64).ceil() as usize,
            false => DRAWN,
        };
        let mut points: Vec<(usize, RocPoint)> = Vec::new();
        let mut passed = [0.0, 0.0];
        for tie in self.ties() {
            tie.iter()
                .for_each(|(_, stratum, _)| passed[*stratum] += 1.0);
            let point = RocPoint {
                fpr: passed[1] / others,
                tpr: passed[0] / members,
            };
            // None by itself: 0 has no logarithm.
            let place = if passed[1] == 0.0 {
                0
            } else {
                1 + stretch(point.fpr)
            };
            match points.last_mut() {
                Some((last, kept)) if *last == place => *kept = point,
                _ => points.push((place, point)),
            }
        }
        points.into_iter().map(|(_, point)| point).collect()
    }
}
