//! Membership inference: can an attacker tell which records were trained on?
//!
//! Members are the records of the training split, non-members those of the
//! holdout. A score is higher for a member, by definition of the attack and not
//! by what fits this data. An attack is a file here and a line of [`ATTACKS`].

mod loss;
mod min_k;
mod min_k_plus_plus;
mod reference;
pub mod roc;

use serde::{Deserialize, Serialize};

use self::roc::{Curve, OperatingPoint};
use crate::table::{by_stratum, sizes};
use crate::{Bootstrap, Estimate, Observation, Observed};

/// The false-positive rates at which the true-positive rate is read.
pub const FALSE_POSITIVE_RATES: [f64; 3] = [0.001, 0.01, 0.1];

/// What an attack sees of one record: the same tokens under the model it
/// attacks and under the base model. Higher means member.
type Score = fn(target: &[Observation], base: &[Observation]) -> f64;

/// One attack.
pub struct Attack {
    /// Its name in reports.
    pub name: &'static str,
    /// Whether it needs the base model beside the attacked one.
    pub uses_base: bool,
    score: Score,
}

/// Every attack there is.
pub const ATTACKS: [Attack; 4] = [
    Attack {
        name: "loss",
        uses_base: false,
        score: loss::score,
    },
    Attack {
        name: "reference",
        uses_base: true,
        score: reference::score,
    },
    Attack {
        name: "min_k",
        uses_base: false,
        score: min_k::score,
    },
    Attack {
        name: "min_k_plus_plus",
        uses_base: false,
        score: min_k_plus_plus::score,
    },
];

/// What an attack achieved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    /// Name of the attack.
    pub attack: String,
    /// Area under the ROC curve against the checkpoint; 0.5 is chance.
    pub auroc: Estimate,
    /// The same attack against the base model, which saw none of the records: away
    /// from 0.5, the two splits differ in themselves and `auroc` proves nothing.
    /// `None` for attacks that compare with the base model.
    pub base_auroc: Option<Estimate>,
    /// True-positive rates at low false-positive rates.
    pub operating_points: Vec<OperatingPoint>,
    /// Records of the training split.
    pub member_count: u64,
    /// Records of the holdout.
    pub non_member_count: u64,
}

/// All attacks, over records that have at least one predicted token.
pub(crate) fn membership(records: &[Observed], bootstrap: &Bootstrap) -> Vec<Membership> {
    let strata = by_stratum(records);
    let sizes = sizes(records);
    let mut findings = Vec::new();
    for attack in &ATTACKS {
        let scores = |model: fn(&Observed) -> (&[Observation], &[Observation])| {
            strata.each_ref().map(|members| {
                let scored = members
                    .iter()
                    .enumerate()
                    .filter(|(_, o)| !o.tokens.is_empty());
                scored
                    .map(|(record, observed)| {
                        let (target, base) = model(observed);
                        (record, (attack.score)(target, base))
                    })
                    .collect::<Vec<_>>()
            })
        };
        let Some(curve) = Curve::new(scores(|o| (&o.tuned, &o.base))) else {
            continue;
        };
        let null = (!attack.uses_base)
            .then(|| Curve::new(scores(|o| (&o.base, &o.base))))
            .flatten();
        findings.push(Membership {
            attack: attack.name.to_owned(),
            auroc: curve.estimate(&sizes, bootstrap),
            base_auroc: null.map(|curve| curve.estimate(&sizes, bootstrap)),
            operating_points: FALSE_POSITIVE_RATES.iter().map(|r| curve.at(*r)).collect(),
            member_count: curve.members(),
            non_member_count: curve.non_members(),
        });
    }
    findings
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
