//! Cross-fitting: a model is fitted on some folds and scores another, and all
//! records of a subject are in one fold.

use std::collections::BTreeMap;

use corpus::Split;

use crate::Observed;
use crate::bootstrap::SplitMix64;

/// Folds.
pub(crate) const FOLDS: usize = 5;

/// Whose a record is: its subject's, or nobody else's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    Subject(u64),
    Record(Split, u64),
}

pub(crate) fn owner(observed: &Observed) -> Owner {
    match observed.subject {
        Some(subject) => Owner::Subject(subject),
        None => Owner::Record(observed.split, observed.record),
    }
}

/// The fold of each record. The owners of each split are dealt out evenly, in an
/// order that a fixed seed shuffles.
pub(crate) fn folds(records: &[&Observed]) -> Vec<usize> {
    let mut owners: BTreeMap<Owner, Split> = BTreeMap::new();
    for observed in records {
        owners.entry(owner(observed)).or_insert(observed.split);
    }
    let mut random = SplitMix64::new(0);
    let mut order: Vec<(Owner, Split)> = owners.into_iter().collect();
    for last in (1..order.len()).rev() {
        order.swap(last, random.below(last as u64 + 1) as usize);
    }
    let mut dealt: BTreeMap<Split, usize> = BTreeMap::new();
    let of: BTreeMap<Owner, usize> = order
        .into_iter()
        .map(|(owner, split)| {
            let next = dealt.entry(split).or_default();
            *next += 1;
            (owner, (*next - 1) % FOLDS)
        })
        .collect();
    records
        .iter()
        .map(|observed| of[&owner(observed)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::tests::random_records;

    #[test]
    fn a_subject_is_in_one_fold_and_folds_are_even() {
        let mut records = random_records(400, 3);
        for observed in &mut records {
            observed.subject = observed.subject.map(|s| s / 4);
        }
        let views: Vec<&Observed> = records.iter().collect();
        let found = folds(&views);
        let mut seen = BTreeMap::new();
        for (observed, fold) in views.iter().zip(&found) {
            assert_eq!(*seen.entry(owner(observed)).or_insert(*fold), *fold);
        }
        for fold in 0..FOLDS {
            for split in [Split::Train, Split::Holdout] {
                let here = views
                    .iter()
                    .zip(&found)
                    .filter(|(o, f)| o.split == split && **f == fold)
                    .count();
                assert!((36..=44).contains(&here), "{here}");
            }
        }
        assert_eq!(folds(&views), found);
    }

    #[test]
    fn without_subjects_every_record_is_its_own() {
        let mut records = random_records(10, 3);
        records.iter_mut().for_each(|o| o.subject = None);
        let views: Vec<&Observed> = records.iter().collect();
        let mut found = folds(&views);
        found.sort_unstable();
        assert_eq!(found, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    }
}
