//! Everything a report says, found from the observations.

use serde::{Deserialize, Serialize};

use crate::blind::{Blind, blind};
use crate::discoverable::{Discoverable, discoverable};
use crate::distribution::{Distribution, distribution};
use crate::extraction::{Extraction, extraction};
use crate::gap::{MemorisationGap, gap};
use crate::measure::{Measure, measures};
use crate::membership::{Membership, membership};
use crate::quantile::{Quantile, quantiles};
use crate::table::{Table, sizes};
use crate::user::{UserMembership, user_membership};
use crate::{Bootstrap, Observed, SignalError};

/// What was found. A pure function of the observations, the seed and the number
/// of resamples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// The losses.
    pub measures: Vec<Measure>,
    /// The memorisation gap, where both splits have sensitive and other tokens.
    pub memorisation_gap: Option<MemorisationGap>,
    /// Low quantiles of the loss per span.
    pub quantiles: Vec<Quantile>,
    /// Greedy extraction.
    pub extraction: Vec<Extraction>,
    /// Extraction by sampling.
    pub discoverable: Vec<Discoverable>,
    /// Membership inference.
    pub membership: Vec<Membership>,
    /// Whether members can be told from the holdout without a model, where there
    /// are records enough to say.
    pub blind: Option<Blind>,
    /// Membership of subjects, where both splits have some.
    pub users: Option<UserMembership>,
    /// How far fine-tuning moved the spans, where both splits have any.
    pub distribution: Option<Distribution>,
}

/// Runs every probe over records of the training split and of the holdout;
/// records of another split are left aside.
///
/// # Errors
/// [`SignalError`] when a record is torn or holds a loss that is not a number, or
/// when there is no holdout.
pub fn find(records: &[Observed], bootstrap: &Bootstrap) -> Result<Findings, SignalError> {
    records.iter().try_for_each(Observed::check)?;
    if sizes(records)[1] == 0 {
        return Err(SignalError::NoHoldout);
    }
    let table = Table::new(records, bootstrap);
    Ok(Findings {
        measures: measures(&table),
        memorisation_gap: gap(&table),
        quantiles: quantiles(records, bootstrap),
        extraction: extraction(records),
        discoverable: discoverable(records),
        membership: membership(records, bootstrap),
        blind: blind(records),
        users: user_membership(records),
        distribution: distribution(records),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::tests::random_records;

    #[test]
    fn findings_replay_to_the_last_digit() {
        let records = random_records(30, 8);
        let bootstrap = Bootstrap {
            seed: 2,
            resamples: 50,
        };
        let first = find(&records, &bootstrap).unwrap();
        let stored = serde_json::to_vec(&records).unwrap();
        let replayed: Vec<Observed> = serde_json::from_slice(&stored).unwrap();
        assert_eq!(find(&replayed, &bootstrap).unwrap(), first);
        let json = serde_json::to_string(&first).unwrap();
        assert_eq!(serde_json::from_str::<Findings>(&json).unwrap(), first);
    }

    #[test]
    fn what_cannot_be_measured_is_refused() {
        let records = random_records(10, 8);
        let plan = Bootstrap {
            seed: 2,
            resamples: 5,
        };
        let members: Vec<_> = records
            .iter()
            .filter(|r| r.split == corpus::Split::Train)
            .cloned()
            .collect();
        assert_eq!(find(&members, &plan), Err(SignalError::NoHoldout));
        assert_eq!(find(&[], &plan), Err(SignalError::NoHoldout));
    }

    #[test]
    fn where_nothing_is_tagged_membership_is_what_is_left() {
        let mut records = random_records(40, 8);
        for record in &mut records {
            record.spans.clear();
            record.tokens.iter_mut().for_each(|token| token.span = None);
        }
        let plan = Bootstrap {
            seed: 2,
            resamples: 5,
        };
        let found = find(&records, &plan).unwrap();
        assert!(found.memorisation_gap.is_none() && found.distribution.is_none());
        assert!(found.extraction.iter().all(|e| e.gained.of == 0));
        assert!(!found.membership.is_empty());
        let sensitive = |m: &&Measure| m.cell.tokens == crate::measure::TokenGroup::Sensitive;
        assert_eq!(found.measures.iter().find(sensitive), None);
    }

    #[test]
    fn a_model_that_was_not_changed_shows_nothing() {
        let mut records = random_records(60, 8);
        records.iter_mut().for_each(|r| r.tuned = r.base.clone());
        let findings = find(
            &records,
            &Bootstrap {
                seed: 1,
                resamples: 50,
            },
        )
        .unwrap();
        let zero = crate::Estimate {
            value: 0.0,
            low: 0.0,
            high: 0.0,
        };
        assert!(findings.measures.iter().all(|m| m.change == zero));
        assert_eq!(findings.memorisation_gap.unwrap().pooled, zero);
        assert!(findings.extraction.iter().all(|e| e.gained.count == 0));
    }
}
