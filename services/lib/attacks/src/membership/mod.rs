//! Membership inference: can an attacker tell which records were trained on?
//!
//! Members are the records of the training split, non-members those of the
//! holdout. A score is higher for a member, by definition of the attack and not
//! by what fits this data. An attack is a file here and a line of [`ATTACKS`].

mod dc_pdd;
mod lira;
mod loss;
mod lowercase;
mod min_k;
mod min_k_plus_plus;
mod neighbourhood;
mod quantile_regression;
mod ratio;
mod recall;
mod reference;
mod rmia;
pub mod roc;
mod window_vote;
mod zlib;

use serde::{Deserialize, Serialize};

use self::roc::{Curve, OperatingPoint, RocPoint};
use crate::table::{by_stratum, sizes};
use crate::{Bootstrap, Estimate, Observation, Observed};

/// The false-positive rates at which the true-positive rate is read.
pub const FALSE_POSITIVE_RATES: [f64; 4] = [0.001, 0.01, 0.05, 0.1];

/// What an attack sees of one record, which has at least one predicted token.
#[derive(Clone, Copy, Debug)]
struct Seen<'a> {
    /// The record, with what does not depend on the attacked model.
    observed: &'a Observed,
    /// Its tokens under the model that is attacked.
    target: &'a [Observation],
    /// Whether that is the base model, which saw no record.
    on_base: bool,
}

/// Scores of all records, higher for members; `None` where a record lacks what
/// the attack needs, or there are too few records.
type Scores = fn(&[Seen<'_>]) -> Option<Vec<f64>>;

/// One attack.
pub struct Attack {
    /// Its name in reports.
    pub name: &'static str,
    /// Whether it needs the base model beside the attacked one.
    pub uses_base: bool,
    scores: Scores,
}

/// Every attack there is.
pub const ATTACKS: [Attack; 14] = [
    alone("loss", |seen| each(seen, loss::score)),
    beside_base("reference", |seen| each(seen, reference::score)),
    beside_base("ratio", |seen| each(seen, ratio::score)),
    alone("zlib", |seen| each(seen, zlib::score)),
    alone("lowercase", |seen| each(seen, lowercase::score)),
    alone("min_k", |seen| each(seen, min_k::score)),
    alone("min_k_plus_plus", |seen| each(seen, min_k_plus_plus::score)),
    alone("recall", |seen| each(seen, recall::score)),
    alone("dc_pdd", dc_pdd::scores),
    alone("neighbourhood", neighbourhood::scores),
    alone("rmia", rmia::scores),
    alone("lira", |seen| each(seen, lira::score)),
    beside_base("window_vote", |seen| each(seen, window_vote::score)),
    beside_base("quantile_regression", quantile_regression::scores),
];

const fn alone(name: &'static str, scores: Scores) -> Attack {
    Attack {
        name,
        uses_base: false,
        scores,
    }
}

const fn beside_base(name: &'static str, scores: Scores) -> Attack {
    Attack {
        name,
        uses_base: true,
        scores,
    }
}

/// What an attack achieved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    /// Name of the attack.
    pub attack: String,
    /// Area under the ROC curve against the checkpoint; 0.5 is chance.
    pub auroc: Estimate,
    /// Standard error of that area (DeLong, DeLong and Clarke-Pearson 1988).
    pub auroc_standard_error: f64,
    /// The same attack against the base model, which saw none of the records: away
    /// from 0.5, the two splits differ in themselves and `auroc` proves nothing.
    /// `None` for attacks that compare with the base model, or need a pass that was
    /// made on the checkpoint only.
    pub base_auroc: Option<Estimate>,
    /// True-positive rates at low false-positive rates.
    pub operating_points: Vec<OperatingPoint>,
    /// The curve, thinned for drawing.
    pub roc: Vec<RocPoint>,
    /// Records of the training split.
    pub member_count: u64,
    /// Records of the holdout.
    pub non_member_count: u64,
}

impl Attack {
    /// Scores of records, each with at least one predicted token, against the
    /// checkpoint or `on_base`; `None` where the attack cannot be made.
    pub fn scores(&self, records: &[&Observed], on_base: bool) -> Option<Vec<f64>> {
        if on_base && self.uses_base {
            return None;
        }
        let seen: Vec<Seen<'_>> = records
            .iter()
            .map(|observed| Seen {
                observed,
                target: if on_base {
                    &observed.base
                } else {
                    &observed.tuned
                },
                on_base,
            })
            .collect();
        (self.scores)(&seen)
    }
}

/// All attacks that can be made, over records that have a predicted token.
pub(crate) fn membership(records: &[Observed], bootstrap: &Bootstrap) -> Vec<Membership> {
    let sizes = sizes(records);
    // (stratum, position in it, record)
    let scored: Vec<(usize, usize, &Observed)> = by_stratum(records)
        .into_iter()
        .enumerate()
        .flat_map(|(stratum, members)| {
            let numbered = members.into_iter().enumerate();
            numbered.map(move |(position, observed)| (stratum, position, observed))
        })
        .filter(|(_, _, observed)| !observed.tokens.is_empty())
        .collect();
    let views: Vec<&Observed> = scored.iter().map(|(_, _, observed)| *observed).collect();
    let curve = |attack: &Attack, on_base| {
        let scores = attack.scores(&views, on_base)?;
        let mut strata = [Vec::new(), Vec::new()];
        for ((stratum, position, _), score) in scored.iter().zip(scores) {
            strata[*stratum].push((*position, score));
        }
        Curve::new(strata)
    };
    let found = ATTACKS.iter().filter_map(|attack| {
        let tuned = curve(attack, false)?;
        Some(Membership {
            attack: attack.name.to_owned(),
            auroc: tuned.estimate(&sizes, bootstrap),
            auroc_standard_error: tuned.standard_error(),
            base_auroc: curve(attack, true).map(|null| null.estimate(&sizes, bootstrap)),
            operating_points: FALSE_POSITIVE_RATES.iter().map(|r| tuned.at(*r)).collect(),
            roc: tuned.drawn(),
            member_count: tuned.members(),
            non_member_count: tuned.non_members(),
        })
    });
    found.collect()
}

/// An attack that looks at one record at a time.
fn each(seen: &[Seen<'_>], score: fn(&Seen<'_>) -> Option<f64>) -> Option<Vec<f64>> {
    seen.iter().map(score).collect()
}

fn mean_log_prob(pass: &[Observation]) -> f64 {
    pass.iter().map(|o| f64::from(o.log_prob)).sum::<f64>() / pass.len() as f64
}

/// `None` of nothing.
fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), v| (sum + v, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// A mean log-probability as a share of another, for losses that may be 0.
fn share_left(log_prob: f64, of: f64) -> f64 {
    log_prob.min(-1e-9) / of.min(-1e-9)
}

/// Mean of the smallest share of values: at least one of them.
fn mean_of_smallest(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let count = ((share * values.len() as f64).floor() as usize).max(1);
    values.truncate(count);
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests;
