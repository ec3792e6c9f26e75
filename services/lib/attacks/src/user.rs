//! User-level membership (Kandpal et al. 2024): was anything of this subject
//! trained on? A subject's score is the mean rise of log-probability over its
//! records. Subjects of the training split are told from subjects of the holdout.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::membership::roc::{Curve, OperatingPoint};
use crate::table::stratum;
use crate::{Estimate, Observed};

/// The false-positive rates at which the true-positive rate is read.
pub const FALSE_POSITIVE_RATES: [f64; 3] = [0.01, 0.05, 0.1];

/// What the attack achieved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserMembership {
    /// Area under its ROC curve, with DeLong's interval; 0.5 is chance.
    pub auroc: Estimate,
    /// True-positive rates at low false-positive rates.
    pub operating_points: Vec<OperatingPoint>,
    /// Subjects of the training split.
    pub member_count: u64,
    /// Subjects of the holdout.
    pub non_member_count: u64,
    /// Subjects with records in both splits, left aside.
    pub in_both: u64,
    /// The most records of one subject in the training split: under a guarantee for
    /// a record, what bounds the group to which it extends.
    pub most_records: u64,
}

/// The attack over records with a subject and a predicted token; `None` where
/// either split has no subject of its own.
pub fn user_membership(records: &[Observed]) -> Option<UserMembership> {
    // Per subject and stratum: records, and the sum of their mean rises.
    let mut subjects: BTreeMap<u64, [(u64, f64); 2]> = BTreeMap::new();
    for observed in records.iter().filter(|o| !o.tokens.is_empty()) {
        let (Some(subject), Some(stratum)) = (observed.subject, stratum(observed.split)) else {
            continue;
        };
        let tokens = observed.tokens.len();
        let rise = (0..tokens).map(|i| observed.change(i)).sum::<f64>() / tokens as f64;
        let of = &mut subjects.entry(subject).or_default()[stratum];
        *of = (of.0 + 1, of.1 + rise);
    }
    let mut scores = [Vec::new(), Vec::new()];
    let (mut in_both, mut most_records) = (0, 0);
    for (position, parts) in subjects.values().enumerate() {
        most_records = most_records.max(parts[0].0);
        match parts {
            [(0, _), (records, rises)] => scores[1].push((position, rises / *records as f64)),
            [(records, rises), (0, _)] => scores[0].push((position, rises / *records as f64)),
            _ => in_both += 1,
        }
    }
    let curve = Curve::new(scores)?;
    Some(UserMembership {
        auroc: curve.delong(),
        operating_points: FALSE_POSITIVE_RATES.iter().map(|r| curve.at(*r)).collect(),
        member_count: curve.members(),
        non_member_count: curve.non_members(),
        in_both,
        most_records,
    })
}

#[cfg(test)]
mod tests {
    use corpus::Split;

    use super::*;
    use crate::signal::tests::record;

    fn of(subject: u64, split: Split, rise: f32) -> Observed {
        let mut observed = record(subject, split, &[], &[(None, -4.0, -4.0 + rise)]);
        observed.subject = Some(subject);
        observed
    }

    #[test]
    fn records_are_averaged_by_subject() {
        let (train, holdout) = (Split::Train, Split::Holdout);
        let records = [
            of(1, train, 3.0),
            of(1, train, 1.0),
            of(2, train, 0.5),
            of(3, holdout, 1.0),
            of(4, holdout, 0.0),
            of(4, holdout, 0.2),
            of(5, train, 4.0),
            of(5, holdout, 4.0),
        ];
        let found = user_membership(&records).unwrap();
        // 2.0 and 0.5 against 1.0 and 0.1: three pairs of four.
        assert_eq!(found.auroc.value, 0.75);
        assert_eq!((found.member_count, found.non_member_count), (2, 2));
        assert_eq!((found.in_both, found.most_records), (1, 2));
        assert!(found.operating_points.iter().all(|p| !p.conclusive));
    }

    #[test]
    fn without_subjects_nothing_is_found() {
        let mut records = [of(1, Split::Train, 1.0), of(2, Split::Holdout, 1.0)];
        assert!(user_membership(&records).is_some());
        assert_eq!(user_membership(&records[..1]), None);
        records[1].subject = None;
        assert_eq!(user_membership(&records), None);
    }
}
